//! Publishing what stands in the form. The newsroom decides and computes the disclosure; a refusal comes back with
//! everything that was typed, an outdated base with both texts.

use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use copydesk_desk::decide::{self, Refusal};
use copydesk_desk::{Actor, StoryId};

use crate::desk::act::{Subject, carry_out_with, story_in};
use crate::desk::bench::Bench;
use crate::desk::draft::Draft;
use crate::desk::error::DeskError;
use crate::desk::fields::Fields;
use crate::desk::session::Editor;
use crate::desk::state::DeskState;
use crate::desk::{merge, workplace};

/// `POST /desk/publish`
pub(crate) async fn publish(
    State(desk): State<DeskState>,
    editor: Editor,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, DeskError> {
    let (bench, draft) = opened(&desk, &Fields(pairs)).await?;
    let refusal = match commit(&desk, &editor, &bench, &draft).await? {
        Ok(id) => return Ok(Redirect::to(&format!("/desk/story/{id}")).into_response()),
        Err(refusal) => refusal,
    };
    if let Refusal::NewerEdition { current } = refusal {
        return merge::page(&desk, &editor, &bench, &draft, current).await;
    }
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    workplace::page(&desk, &editor, &bench, &draft, Some(&refusal), status).await
}

/// The bench and the draft that a form was sent from.
pub(crate) async fn opened(desk: &DeskState, fields: &Fields) -> Result<(Bench, Draft), DeskError> {
    let key = fields.item()?;
    let mut bench = Bench::of_item(&desk.ports, &key, fields.number("version")).await?;
    if let Some(story) = fields.get("story").filter(|id| !id.is_empty()) {
        let base = fields.number("base_edition").unwrap_or(0);
        bench = bench
            .with_story(&desk.ports, &StoryId::new(story), base)
            .await?;
    }
    let draft = Draft::sent(&bench, fields);
    Ok((bench, draft))
}

async fn commit(
    desk: &DeskState,
    editor: &Editor,
    bench: &Bench,
    draft: &Draft,
) -> Result<Result<StoryId, Refusal>, DeskError> {
    let Some(item) = &bench.item else {
        return Ok(Err(Refusal::NoText));
    };
    let copy = draft.copy(bench);
    if !knows_section(desk, &copy.section) {
        return Ok(Err(Refusal::NoSection));
    }
    let fresh = fresh_id(desk);
    let by = Actor::Editor(editor.name.clone());
    let subject = Subject::Item(bench.key.clone());
    let house = desk.house();
    let decided = carry_out_with(desk, &subject, Some(item), |known| {
        let story = draft.story.as_ref().and_then(|id| story_in(known, id));
        let now = desk.now();
        decide::publish(known, story, item, &copy, &house, &by, fresh.clone(), now)
    });
    Ok(decided.await?.map(|act| {
        let published = act.stories.first().map(|story| story.id.clone());
        published.unwrap_or(fresh.clone())
    }))
}

fn knows_section(desk: &DeskState, slug: &str) -> bool {
    let sections = &desk.ports.config.sections;
    sections.iter().any(|section| section.slug == slug)
}

fn fresh_id(desk: &DeskState) -> StoryId {
    let mut bits = [0; 8];
    bits.copy_from_slice(&desk.ports.random.bytes32()[..8]);
    StoryId::from_random(u64::from_be_bytes(bits))
}
