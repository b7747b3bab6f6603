//! Who did what: the event sequence, newest first, with its author. Append-only; nothing here can be altered.

use axum::extract::{Query, State};
use axum::response::Response;
use copydesk_desk::{EventRecord, Seq};
use maud::{Markup, html};
use serde::Deserialize;

use crate::desk::error::DeskError;
use crate::desk::link;
use crate::desk::screen::{Place, Screen};
use crate::desk::session::Editor;
use crate::desk::state::DeskState;
use crate::desk::story_show::actor_words;
use crate::desk::times::Times;

const ACTS_MAX: i64 = 200;

#[derive(Deserialize)]
pub(crate) struct Cursor {
    before: Option<i64>,
}

/// `GET /desk/acts[?before=SEQ]`
pub(crate) async fn show(
    State(desk): State<DeskState>,
    editor: Editor,
    Query(cursor): Query<Cursor>,
) -> Result<Response, DeskError> {
    let screen = Screen::load(&desk, &editor, String::from("/desk/acts")).await?;
    let last = cursor
        .before
        .map_or(screen.seq.0, |before| before.saturating_sub(1));
    let first = last.saturating_sub(ACTS_MAX).max(0);
    let wanted = usize::try_from(last.saturating_sub(first)).unwrap_or(0);
    let records = match wanted {
        0 => Vec::new(),
        wanted => desk.ports.store.events(Seq(first), wanted).await?,
    };
    let main = html! {
        article.open {
            h1 { "Acts" }
            @if records.is_empty() {
                p.empty { "Nothing has happened yet. Every receipt, publication, withdrawal and acknowledgement will stand here with its author." }
            } @else {
                div.wide role="group" tabindex="0" aria-label="Acts" {
                    table {
                        thead { tr { th scope="col" { "No." } th scope="col" { "When" } th scope="col" { "What" }
                            th scope="col" { "By" } th scope="col" { "Object" } th scope="col" { "Note" } } }
                        tbody { @for record in records.iter().rev() { (line(record, &screen.times)) } }
                    }
                }
            }
            @if first > 0 {
                nav.pages aria-label="Pages" { a.button rel="next" href={ "/desk/acts?before=" (first + 1) } { "Older" } }
            }
        }
    };
    Ok(screen.page(Place::Acts, "Acts", &main))
}

fn line(record: &EventRecord, times: &Times) -> Markup {
    let event = &record.event;
    html! {
        tr {
            td.number { (record.seq.0) }
            td { (times.mark(event.at)) }
            td { (event.kind.name().replace('_', " ")) }
            td { (actor_words(&event.by)) }
            td {
                @if let Some(story) = &event.story { a href={ "/desk/story/" (story) } { "story " (story) } " " }
                @if let Some(key) = &event.item { a href=(link::item(key)) { (key.agency) " " (key.guid) } }
            }
            td { @if let Some(note) = &event.note { (note) } }
        }
    }
}
