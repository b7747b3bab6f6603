//! The list "Quotations and their documents" of a story page: what the story quotes from documents that it names, held
//! against their present text. Nothing where the story names none.

use copydesk_desk::held_quotations;

use crate::pages::Pages;
use crate::people::reading::Spoken;
use crate::ports::Ports;
use crate::press::SiteError;
use crate::quoted::list::{Held, Paragraphs, section};
use crate::quoted::shelf::Others;
use crate::theme::Fragment;
use crate::words::Tongue;

/// The list; `None` where there is nothing to say.
///
/// # Errors
/// When the store does not answer.
pub(crate) async fn quotations(
    pages: &Pages,
    ports: &Ports,
    spoken: &Spoken,
    lang: Option<&str>,
) -> Result<Option<Fragment>, SiteError> {
    let shelf = pages.shelf(ports).await?;
    let flat = spoken.flat.as_str();
    let texts = shelf
        .texts(ports.store.as_ref(), flat, Others::Left)
        .await?;
    if texts.is_empty() {
        return Ok(None);
    }
    let found = held_quotations(flat, Some(&spoken.edition.language), &texts);
    Ok(section(&Held {
        blocks: &spoken.edition.blocks,
        flat,
        lang,
        texts: &texts,
        found: &found,
        tongue: Tongue::of(&ports.config.language),
        paragraphs: Paragraphs::Linked,
    }))
}
