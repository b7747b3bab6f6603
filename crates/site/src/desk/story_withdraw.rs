//! Taking a story off the site. The URL, the editions and what was disclosed stay.

use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use copydesk_desk::StoryId;
use copydesk_desk::decide::{self, Refusal};
use serde::Deserialize;

use crate::desk::act::{Subject, carry_out, story_in};
use crate::desk::error::DeskError;
use crate::desk::session::Editor;
use crate::desk::state::DeskState;
use crate::desk::story_show;

#[derive(Deserialize)]
pub(crate) struct Reason {
    #[serde(default)]
    reason: String,
}

/// `POST /desk/story/{id}/withdraw`
pub(crate) async fn withdraw(
    State(desk): State<DeskState>,
    editor: Editor,
    Path(id): Path<String>,
    Form(form): Form<Reason>,
) -> Result<Response, DeskError> {
    let id = StoryId::new(id);
    let reason = Some(form.reason.trim()).filter(|reason| !reason.is_empty());
    let subject = Subject::Story(id.clone());
    let decided = carry_out(&desk, &subject, |known| {
        let story = story_in(known, &id).ok_or(Refusal::WrongState("there is no such story"))?;
        decide::withdraw(story, reason, &editor.name, desk.now())
    });
    answer(&desk, &editor, &id, decided.await?.err()).await
}

/// Back to the story, with the refusal if there was one.
pub(crate) async fn answer(
    desk: &DeskState,
    editor: &Editor,
    id: &StoryId,
    refusal: Option<Refusal>,
) -> Result<Response, DeskError> {
    let Some(refusal) = refusal else {
        return Ok(Redirect::to(&format!("/desk/story/{id}")).into_response());
    };
    let (bench, draft) = story_show::open(desk, id, None).await?;
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    story_show::page(desk, editor, &bench, &draft, Some(&refusal), status).await
}
