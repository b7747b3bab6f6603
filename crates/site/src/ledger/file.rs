//! `/ledger/…`: the files of the ledger as they are, never compressed, never more than the served checkpoint covers.

use axum::http::{StatusCode, header};
use axum::response::Response;
use copydesk_desk::LedgerFileKind;

use crate::answer::{Asked, Public, bytes_response, empty, put};
use crate::ledger::for_everyone;

/// A file of the ledger; `None`: there is none of that name.
pub(crate) async fn show(public: &Public, path: &str, asked: &Asked<'_>) -> Option<Response> {
    let file = public.ports.ledger.as_ref()?.file(path).await?;
    let mut response = if asked.head_only {
        empty(StatusCode::OK)
    } else {
        bytes_response(StatusCode::OK, &file.bytes)
    };
    let headers = response.headers_mut();
    let (media_type, keeping) = match file.kind {
        LedgerFileKind::Text => ("text/plain; charset=utf-8", "no-cache"),
        LedgerFileKind::Tile => (
            "application/octet-stream",
            "public, max-age=31536000, immutable",
        ),
    };
    put(headers, header::CONTENT_TYPE, media_type);
    put(headers, header::CACHE_CONTROL, keeping);
    put(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    put(
        headers,
        header::CONTENT_LENGTH,
        &file.bytes.len().to_string(),
    );
    Some(for_everyone(response))
}
