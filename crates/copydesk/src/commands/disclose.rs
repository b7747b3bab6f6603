//! `copydesk disclose`: compares a page with the wire it claims to be, and says the sentence. Never guesses: what
//! cannot be compared is said so, with exit status 2.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, bail};
use copydesk_page::Page;
use copydesk_text::{Block, Disclosure, Language, Verdict, WireSide};
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

/// Compares the texts of the wire file with the page and prints the closest comparison.
pub fn run(options: &Options) -> anyhow::Result<Outcome> {
    let parsed = read::read_file(&options.wire, &Hint::default())?;
    if parsed.items.is_empty() {
        bail!("{}: {}", options.wire.display(), read::why_empty(&parsed));
    }
    let bytes = std::fs::read(&options.page).with_context(|| options.page.display().to_string())?;
    read::refuse_binary(&options.page, &bytes)?;
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

/// The comparison of the item that the page keeps most words of. Of its texts the body is taken, unless the page
/// follows another one with fewer edited words; a teaser or summary never stands for the text.
fn closest<'a>(
    items: &'a [Item],
    page: &Page,
    options: &Options,
) -> Option<(&'a Item, Disclosure)> {
    let mut best: Option<(usize, &Item, Disclosure)> = None;
    for item in items {
        let Some(disclosure) = closest_text(item, page, options) else {
            continue;
        };
        let kept = disclosure.counts().map_or(0, |counts| counts.words_same);
        if best.as_ref().is_none_or(|(most, ..)| kept > *most) {
            best = Some((kept, item, disclosure));
        }
    }
    best.map(|(_, item, disclosure)| (item, disclosure))
}

fn closest_text(item: &Item, page: &Page, options: &Options) -> Option<Disclosure> {
    let body = item.body;
    let others = (0..item.renditions.len()).filter(|index| Some(*index) != body);
    let mut best: Option<((bool, usize), Disclosure)> = None;
    for index in body.into_iter().chain(others) {
        let Some(rendition) = item.renditions.get(index) else {
            continue;
        };
        if Some(index) != body && (body.is_none() || !is_whole_text(item, rendition)) {
            continue;
        }
        let wire = wire_side(item, rendition, options);
        let mut published = copydesk_page::published(page, &wire);
        if options.site.is_some() {
            published.site.clone_from(&options.site);
        }
        let disclosure = copydesk_text::disclose(&wire, &published);
        let distance = distance(&disclosure);
        if best.as_ref().is_none_or(|(least, _)| distance < *least) {
            best = Some((distance, disclosure));
        }
    }
    best.map(|(_, disclosure)| disclosure)
}

/// Whether a rendition is the story in another form: at least half as long as the body.
fn is_whole_text(item: &Item, rendition: &Rendition) -> bool {
    let bytes = |rendition: &Rendition| -> usize {
        rendition.paragraphs.iter().map(|p| p.text.len()).sum()
    };
    item.body()
        .is_some_and(|body| bytes(rendition) * 2 >= bytes(body))
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

/// How far the page is from the text: another text last, then by edited words.
fn distance(disclosure: &Disclosure) -> (bool, usize) {
    let edited = disclosure.counts().map_or(usize::MAX, |counts| {
        counts.words_changed + counts.words_added + counts.words_removed
    });
    let other = matches!(disclosure.verdict(), None | Some(Verdict::DifferentText));
    (other, edited)
}
