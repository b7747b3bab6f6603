//! Kills: those to acknowledge, and what became of them. Taking a story down waits for nobody; acknowledging only
//! says that an editor has seen it.

use axum::extract::{Form, State};
use axum::response::{IntoResponse, Redirect, Response};
use copydesk_desk::decide::{self, Refusal};
use copydesk_desk::{ItemFilter, ItemState};
use maud::{Markup, html};

use crate::desk::act::{Subject, carry_out};
use crate::desk::error::DeskError;
use crate::desk::fields::Fields;
use crate::desk::link;
use crate::desk::row::{Row, story_badges, title};
use crate::desk::screen::{Place, Screen};
use crate::desk::session::Editor;
use crate::desk::state::DeskState;
use crate::desk::times::Times;

/// Newest items looked through for kills that were acknowledged.
const LOOKED_THROUGH: usize = 2_000;

/// `GET /desk/kills`
pub(crate) async fn show(
    State(desk): State<DeskState>,
    editor: Editor,
) -> Result<Response, DeskError> {
    let screen = Screen::load(&desk, &editor, String::from("/desk/kills")).await?;
    let filter = ItemFilter {
        limit: LOOKED_THROUGH,
        ..ItemFilter::default()
    };
    let mut rows = Vec::new();
    for item in desk.ports.store.items(filter).await? {
        if item.killed_at.is_some() {
            rows.push(Row::load(&desk, item).await?);
        }
    }
    let main = html! {
        article.open {
            h1 { "Kills" }
            @if rows.is_empty() {
                p.empty { "No agency has killed an item among the newest " (LOOKED_THROUGH)
                    ". A kill would stand here, and in a red bar on every screen until somebody acknowledges it." }
            } @else {
                ol.plain { @for row in &rows { (line(row, &screen.times)) } }
            }
        }
    };
    Ok(screen.page(Place::Kills, "Kills", &main))
}

fn line(row: &Row, times: &Times) -> Markup {
    let item = &row.item;
    html! {
        li {
            p { span.agency { (item.key.agency) } " " a.killed href=(link::item(&item.key)) { (title(item)) } }
            p.hint {
                @if let Some(at) = item.killed_at { "Killed " (times.mark_exact(at)) ". " }
                (seen(item, times))
                @for story in &row.stories {
                    " " a href=(link::story(story)) { "Story" } " "
                    @for badge in story_badges(story, times) { (badge.markup(times)) }
                }
            }
        }
    }
}

fn seen(item: &ItemState, times: &Times) -> Markup {
    html! {
        @match &item.kill_acknowledged {
            Some((editor, at)) => { "Acknowledged by " (editor) ", " (times.mark(*at)) "." },
            None => strong { "Not acknowledged." },
        }
    }
}

/// `POST /desk/kills`: acknowledges one. Doing so twice changes nothing and is no failure.
pub(crate) async fn acknowledge(
    State(desk): State<DeskState>,
    editor: Editor,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, DeskError> {
    let fields = Fields(pairs);
    let subject = Subject::Item(fields.item()?);
    let decided = carry_out(&desk, &subject, |known| match &known.item {
        Some(item) => decide::acknowledge_kill(item, &editor.name, desk.now()),
        None => Err(Refusal::NoVersion),
    });
    if decided.await? == Err(Refusal::NoVersion) {
        return Err(DeskError::NotFound);
    }
    Ok(Redirect::to(link::local(fields.get("return"))).into_response())
}
