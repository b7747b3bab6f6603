//! Putting a withdrawn or held story back, if the wire allows it.

use axum::extract::{Path, State};
use axum::response::Response;
use copydesk_desk::StoryId;
use copydesk_desk::decide::{self, Refusal};

use crate::desk::act::{Subject, carry_out, story_in};
use crate::desk::error::DeskError;
use crate::desk::session::Editor;
use crate::desk::state::DeskState;
use crate::desk::story_withdraw::answer;

/// `POST /desk/story/{id}/restore`
pub(crate) async fn restore(
    State(desk): State<DeskState>,
    editor: Editor,
    Path(id): Path<String>,
) -> Result<Response, DeskError> {
    let id = StoryId::new(id);
    let subject = Subject::Story(id.clone());
    let decided = carry_out(&desk, &subject, |known| {
        let story = story_in(known, &id).ok_or(Refusal::WrongState("there is no such story"))?;
        decide::restore(known, story, &editor.name, desk.now())
    });
    answer(&desk, &editor, &id, decided.await?.err()).await
}
