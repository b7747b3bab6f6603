//! Before publication: what an incoming text quotes from documents of the newsroom, held against them. A quotation that
//! does not match raises a flag at the head of the item; it stops nothing and changes nothing.

use copydesk_desk::{HeldQuotation, held_quotations};
use copydesk_text::{Block, flat};
use maud::{Markup, html};

use crate::desk::error::DeskError;
use crate::desk::state::DeskState;
use crate::quoted::list::{Held, Paragraphs, entry};
use crate::quoted::shelf::{Others, Shelf};
use crate::words::Tongue;

/// The panel of a text; empty where it names no document of the newsroom or quotes nothing from one.
pub(crate) async fn quotations(
    desk: &DeskState,
    blocks: &[Block],
    language: Option<&str>,
) -> Result<Markup, DeskError> {
    let store = desk.ports.store.as_ref();
    let text = flat(blocks);
    let shelf = Shelf::load(store).await?;
    let texts = shelf.texts(store, &text, Others::Looked).await?;
    let found = held_quotations(&text, language, &texts);
    let held = Held {
        blocks,
        flat: &text,
        lang: None,
        texts: &texts,
        found: &found,
        tongue: Tongue::English,
        paragraphs: Paragraphs::Counted,
    };
    Ok(panel(&held))
}

fn panel(held: &Held<'_>) -> Markup {
    let (flagged, sound): (Vec<&HeldQuotation>, Vec<&HeldQuotation>) =
        held.found.iter().partition(|one| one.is_flagged());
    let count = flagged.len();
    html! {
        @if count > 0 {
            section.strip.note.quotes aria-labelledby="quotes-flag" {
                h2 #quotes-flag { (count) @if count == 1 { " quotation does" } @else { " quotations do" } " not match the document" }
                ul.plain { @for one in &flagged { li data-verdict=(one.verdict().name()) data-flag="quotation" { (entry(held, one)) } } }
            }
        }
        @if !sound.is_empty() {
            details.strip.quotes {
                summary { "Quotations held against documents: " (sound.len()) }
                ul.plain { @for one in &sound { li data-verdict=(one.verdict().name()) { (entry(held, one)) } } }
            }
        }
    }
}
