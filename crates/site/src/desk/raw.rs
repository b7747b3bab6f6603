//! The bytes of a version or of a quarantined receipt, exactly as received, as a download that no browser runs.

use axum::extract::{Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use copydesk_desk::{RawHash, ReceiptNo, VersionKey};

use crate::desk::error::DeskError;
use crate::desk::fields::Fields;
use crate::desk::session::Editor;
use crate::desk::state::DeskState;

/// `GET /desk/raw?agency=…&guid=…&version=N` or `?receipt=N`
pub(crate) async fn download(
    State(desk): State<DeskState>,
    _editor: Editor,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, DeskError> {
    let fields = Fields(pairs);
    let (hash, receipt) = address(&desk, &fields).await?;
    let bytes = desk
        .ports
        .store
        .raw(hash)
        .await?
        .ok_or(DeskError::NotFound)?;
    let sent_as = desk.ports.store.receipt(receipt).await?;
    let name = file_name(receipt, sent_as.and_then(|receipt| receipt.name).as_deref());
    let headers = [
        (CONTENT_TYPE, String::from("application/octet-stream")),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
    ];
    Ok((headers, bytes).into_response())
}

async fn address(desk: &DeskState, fields: &Fields) -> Result<(RawHash, ReceiptNo), DeskError> {
    let store = &desk.ports.store;
    if let Some(number) = fields.get("receipt") {
        let number = number.parse().map_err(|_| DeskError::NotFound)?;
        let receipt = store.receipt(ReceiptNo(number)).await?;
        return receipt
            .map(|receipt| (receipt.raw, receipt.no))
            .ok_or(DeskError::NotFound);
    }
    let wanted = VersionKey {
        item: fields.item()?,
        nth: fields.number("version").ok_or(DeskError::NotFound)?,
    };
    let versions = store.versions(wanted.item.clone()).await?;
    versions
        .into_iter()
        .find(|version| version.key == wanted)
        .map(|version| (version.raw, version.receipt))
        .ok_or(DeskError::NotFound)
}

/// The name it came under, as far as it is harmless, behind the receipt's number.
fn file_name(receipt: ReceiptNo, sent_as: Option<&str>) -> String {
    let last = sent_as.and_then(|name| name.rsplit(['/', '\\']).next());
    let plain: String = last
        .unwrap_or("raw.bin")
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || ".-_".contains(c) {
                c
            } else {
                '_'
            }
        })
        .take(80)
        .collect();
    format!("{}-{plain}", receipt.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_download_has_a_harmless_name() {
        let name = file_name(ReceiptNo(7), Some("https://wire.example/a/b\"\r\n.xml?x=1"));
        assert_eq!(name, "7-b___.xml_x_1");
        assert_eq!(file_name(ReceiptNo(7), None), "7-raw.bin");
    }
}
