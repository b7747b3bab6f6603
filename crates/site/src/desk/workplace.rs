//! Which screen a form goes back to: the item's for a first edition, the story's for a next one.

use axum::http::StatusCode;
use axum::response::Response;
use copydesk_desk::decide::Refusal;

use crate::desk::bench::Bench;
use crate::desk::draft::Draft;
use crate::desk::error::DeskError;
use crate::desk::session::Editor;
use crate::desk::state::DeskState;
use crate::desk::{item_show, story_show};

/// The screen with the form as it was sent.
pub(crate) async fn page(
    desk: &DeskState,
    editor: &Editor,
    bench: &Bench,
    draft: &Draft,
    refusal: Option<&Refusal>,
    status: StatusCode,
) -> Result<Response, DeskError> {
    if bench.story.is_some() {
        story_show::page(desk, editor, bench, draft, refusal, status).await
    } else {
        item_show::page(desk, editor, bench, draft, refusal, status).await
    }
}
