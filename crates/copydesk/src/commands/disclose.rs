//! `copydesk disclose`: compares a page with the wire it claims to be, and says the sentence. Never guesses: what
//! cannot be compared is said so, with exit status 2.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, bail};
use copydesk_page::Page;
use copydesk_text::{Block, Disclosure, Language, Op, WireSide};
use copydesk_wire::{Hint, Item, Rendition, Status};

use crate::cli::SentenceLanguage;
use crate::commands::{Outcome, read};

/// Options of the command.
pub struct Options {
    pub wire: PathBuf,
    pub page: PathBuf,
    pub json: bool,
    pub language: SentenceLanguage,
    pub site: Option<String>,
    pub agency: Option<String>,
}

/// Compares every text of the wire file with the page and prints the closest comparison.
pub fn run(options: &Options) -> anyhow::Result<Outcome> {
    let parsed = read::read_file(&options.wire, &Hint::default())?;
    if parsed.items.is_empty() {
        bail!("{}: {}", options.wire.display(), read::why_empty(&parsed));
    }
    let bytes = std::fs::read(&options.page).with_context(|| options.page.display().to_string())?;
    let page = copydesk_page::read_bytes(&bytes, None);
    let Some((item, disclosure)) = closest(&parsed.items, &page, options) else {
        bail!("{}: no text to compare in it", options.wire.display());
    };
    if item.status != Status::Usable {
        eprintln!(
            "copydesk: {}: the agency's status is {}",
            options.wire.display(),
            item.status.name()
        );
    }
    let mut out = std::io::stdout().lock();
    if options.json {
        writeln!(out, "{}", disclosure.to_json()).context("standard output")?;
    } else {
        let language = match options.language {
            SentenceLanguage::En => Language::English,
            SentenceLanguage::Hi => Language::Hindi,
        };
        writeln!(out, "{}", disclosure.sentence(language)).context("standard output")?;
    }
    Ok(if disclosure.verdict().is_some() {
        Outcome::Done
    } else {
        Outcome::Unreadable
    })
}

/// The comparison with the fewest edited bytes over all items and renditions; ties go to the item's body.
fn closest<'a>(
    items: &'a [Item],
    page: &Page,
    options: &Options,
) -> Option<(&'a Item, Disclosure)> {
    let mut best: Option<(usize, &Item, Disclosure)> = None;
    for item in items {
        let body = item.body.unwrap_or(0);
        let order =
            std::iter::once(body).chain((0..item.renditions.len()).filter(|index| *index != body));
        for rendition in order.filter_map(|index| item.renditions.get(index)) {
            let wire = wire_side(item, rendition, options);
            let mut published = copydesk_page::published(page, &wire);
            if options.site.is_some() {
                published.site.clone_from(&options.site);
            }
            let disclosure = copydesk_text::disclose(&wire, &published);
            let edited = edited_bytes(&disclosure);
            if best.as_ref().is_none_or(|(fewest, ..)| edited < *fewest) {
                best = Some((edited, item, disclosure));
            }
        }
    }
    best.map(|(_, item, disclosure)| (item, disclosure))
}

fn wire_side(item: &Item, rendition: &Rendition, options: &Options) -> WireSide {
    let house = copydesk_desk::decide::House::default();
    let mut side = copydesk_desk::decide::wire_side(item, &house);
    side.rendition.clone_from(&rendition.name);
    side.blocks = rendition
        .paragraphs
        .iter()
        .map(|p| Block::new(p.kind, p.text.clone()))
        .collect();
    if options.agency.is_some() {
        side.agency.clone_from(&options.agency);
    }
    side
}

/// Bytes on both sides that are not kept; a comparison that was not made counts as everything.
fn edited_bytes(disclosure: &Disclosure) -> usize {
    if disclosure.verdict().is_none() {
        return usize::MAX;
    }
    let changed = disclosure
        .operations()
        .iter()
        .filter(|operation| operation.op != Op::Keep);
    changed
        .map(|operation| {
            operation.page_span.len() + operation.wire_span.map_or(0, |span| span.len())
        })
        .sum()
}
