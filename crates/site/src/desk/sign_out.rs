//! Signing out: the session ends for every node at its next request.

use axum::extract::State;
use axum::response::Response;

use crate::desk::error::DeskError;
use crate::desk::session::{self, Editor};
use crate::desk::state::DeskState;

/// `POST /desk/sign-out`
pub(crate) async fn leave(
    State(desk): State<DeskState>,
    editor: Editor,
) -> Result<Response, DeskError> {
    Ok(session::end(&desk, &editor).await?)
}
