//! The ledger as the site serves it: its files, the proofs of stories, an agency's own receipts. Opens of a record
//! only what `desk` opens; asks the catalogue before each proof, and holds no secret longer than one answer.

pub(crate) mod file;
pub(crate) mod kept;
pub(crate) mod proof;
pub(crate) mod receipts;

use axum::http::StatusCode;
use axum::http::header::{self, HeaderValue};
use axum::response::Response;

use crate::answer::{no_store, plain, put};

/// Anyone's page or tool may read the ledger and its proofs.
pub(crate) fn for_everyone(mut response: Response) -> Response {
    let anyone = HeaderValue::from_static("*");
    response
        .headers_mut()
        .insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, anyone);
    response
}

/// The record is there, its place in the ledger not yet.
pub(crate) fn being_recorded() -> Response {
    let mut response = no_store(plain(
        StatusCode::NOT_FOUND,
        "being recorded: the next checkpoint of the ledger will hold it\n",
    ));
    put(response.headers_mut(), header::RETRY_AFTER, "1");
    for_everyone(response)
}

/// What was shown once and is not shown any more.
pub(crate) fn not_shown() -> Response {
    for_everyone(no_store(plain(
        StatusCode::GONE,
        "this story was taken off, and what its proofs opened is not shown any more\n",
    )))
}
