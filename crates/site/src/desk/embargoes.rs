//! What is closed until an instant, soonest first, in the site's zone and in UTC; and what has an embargo without a
//! readable time, which stays closed.

use axum::extract::State;
use axum::response::Response;
use copydesk_desk::{Embargo, ItemFilter, ItemState, StoreError};
use jiff::SignedDuration;
use maud::{Markup, html};

use crate::desk::error::DeskError;
use crate::desk::link;
use crate::desk::row::{Row, story_badges, title};
use crate::desk::screen::{Place, Screen};
use crate::desk::session::Editor;
use crate::desk::state::DeskState;
use crate::desk::times::Times;

/// Embargoes are listed this far ahead.
const AHEAD: SignedDuration = SignedDuration::from_hours(24 * 366 * 10);
/// Newest items looked through for embargoes without a time.
const LOOKED_THROUGH: usize = 2_000;

/// `GET /desk/embargoes`
pub(crate) async fn show(
    State(desk): State<DeskState>,
    editor: Editor,
) -> Result<Response, DeskError> {
    let screen = Screen::load(&desk, &editor, String::from("/desk/embargoes")).await?;
    let rows = closed(&desk, &screen.times).await?;
    let main = html! {
        article.open {
            h1 { "Embargoes" }
            @if rows.is_empty() {
                p.empty { "Nothing is embargoed. An item with an embargo stands here with its countdown until the embargo ends." }
            } @else {
                div.wide role="group" tabindex="0" aria-label="Embargoes" {
                    table {
                        thead { tr { th scope="col" { "Opens" } th scope="col" { "UTC" } th scope="col" { "Agency" }
                            th scope="col" { "Headline" } th scope="col" { "Story" } } }
                        tbody { @for row in &rows { (line(row, &screen.times)) } }
                    }
                }
            }
        }
    };
    Ok(screen.page(Place::Embargoes, "Embargoes", &main))
}

async fn closed(desk: &DeskState, times: &Times) -> Result<Vec<Row>, StoreError> {
    let until = times.now.saturating_add(AHEAD).unwrap_or(times.now);
    let timed = desk.ports.store.embargoed(until).await?;
    let filter = ItemFilter {
        limit: LOOKED_THROUGH,
        ..ItemFilter::default()
    };
    let newest = desk.ports.store.items(filter).await?;
    let timeless = |item: &ItemState| item.standing.embargo == Embargo::TimeUnknown;
    let mut rows = Vec::new();
    for item in timed.into_iter().chain(newest.into_iter().filter(timeless)) {
        let row = Row::load(desk, item).await?;
        if !row.is_killed() {
            rows.push(row);
        }
    }
    Ok(rows)
}

fn line(row: &Row, times: &Times) -> Markup {
    let item = &row.item;
    html! {
        tr {
            @match item.standing.embargo {
                Embargo::Until(at) => {
                    td { (times.mark_exact(at)) " " span.badge.embargo { (times.countdown(at)) } }
                    td { (Times::utc(at)) }
                },
                Embargo::TimeUnknown | Embargo::None => {
                    td { span.badge.embargo { "time unknown" } }
                    td {}
                },
            }
            td { (item.key.agency) }
            td { a href=(link::item(&item.key)) { (title(item)) } }
            td {
                @for story in &row.stories {
                    a href=(link::story(story)) { (story.headline) } " "
                    @for badge in story_badges(story, times) { (badge.markup(times)) }
                }
            }
        }
    }
}
