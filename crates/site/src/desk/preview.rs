//! The disclosure of what stands in the form, before anything is published: a fragment for the script, the whole
//! screen without one. Publishing computes it again; nothing that is computed here is kept.

use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};

use crate::desk::copy_form::preview_of;
use crate::desk::error::DeskError;
use crate::desk::fields::Fields;
use crate::desk::publish::opened;
use crate::desk::session::Editor;
use crate::desk::state::DeskState;
use crate::desk::workplace;

/// `POST /desk/preview`; with the header `x-fragment` the statement alone.
pub(crate) async fn show(
    State(desk): State<DeskState>,
    editor: Editor,
    headers: HeaderMap,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, DeskError> {
    let (bench, draft) = opened(&desk, &Fields(pairs)).await?;
    if headers.contains_key("x-fragment") {
        let markup = preview_of(&desk, &bench, &draft);
        return Ok(Html(markup.into_string()).into_response());
    }
    workplace::page(&desk, &editor, &bench, &draft, None, StatusCode::OK).await
}
