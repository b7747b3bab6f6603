//! Addresses under `/desk/` that lead nowhere.

use axum::response::Redirect;

use crate::desk::error::DeskError;

/// Any unknown path.
pub(crate) async fn show() -> DeskError {
    DeskError::NotFound
}

/// `GET /desk`
pub(crate) async fn to_list() -> Redirect {
    Redirect::permanent("/desk/")
}
