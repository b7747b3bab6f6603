//! Somebody published an edition while a text lay open: both texts, word by word, and the form again with what was
//! typed, now based on the edition that stands. Nothing is chosen silently.

use axum::http::StatusCode;
use axum::response::Response;
use maud::html;

use crate::desk::bench::Bench;
use crate::desk::copy_form::{Told, copy_form};
use crate::desk::difference::{difference, headline_difference};
use crate::desk::draft::Draft;
use crate::desk::error::DeskError;
use crate::desk::link;
use crate::desk::screen::{Place, Screen};
use crate::desk::session::Editor;
use crate::desk::state::DeskState;

/// The 409 page.
pub(crate) async fn page(
    desk: &DeskState,
    editor: &Editor,
    bench: &Bench,
    draft: &Draft,
    current: u32,
) -> Result<Response, DeskError> {
    let story = draft.story.clone().ok_or(DeskError::NotFound)?;
    let theirs = desk
        .ports
        .store
        .edition(story, current)
        .await?
        .ok_or(DeskError::NotFound)?;
    let screen = Screen::load(desk, editor, link::item(&bench.key)).await?;
    let mut again = draft.clone();
    again.base_edition = current;
    let mine = draft.copy(bench);
    let told = Told {
        times: &screen.times,
        refusal: None,
    };
    let main = html! {
        article.open {
            h1 { "Edition " (current) " was published in between" }
            p { "Nothing was published. Compare, put into your text what you want to keep, and publish again." }
            h2 { "From edition " (current) " to your text" }
            h3 { (headline_difference(&theirs.headline, &mine.headline)) }
            div.compared { (difference(&theirs.blocks, &mine.blocks)) }
            details { summary { "Edition " (current) " as it stands" }
                h3 { (theirs.headline) }
                @for block in &theirs.blocks { p { (block.text) } }
            }
            h2 { "Your text" }
            (copy_form(desk, bench, &again, told))
        }
    };
    let name = "Published in between";
    Ok(screen.page_with(StatusCode::CONFLICT, Place::Inside, name, &main))
}
