//! `copydesk disclose`: compares a page with the wire it claims to be, and says the sentence. Of several versions and
//! items it takes what the page follows; of several wire files those the page is made of, as one text. Never guesses:
//! what cannot be compared is said so, with exit status 2.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use copydesk_page::Page;
use copydesk_text::{
    Block, Disclosure, Language, NewerVersion, PageSide, WireSide, closest, picture_sentence, used,
};
use copydesk_wire::{Format, Hint, Item, Rendition, Signal, Status};

use crate::cli::SentenceLanguage;
use crate::commands::{Outcome, read};

/// Options of the command.
pub struct Options {
    pub wires: Vec<PathBuf>,
    pub page: PathBuf,
    pub json: bool,
    pub language: SentenceLanguage,
    pub site: Option<String>,
    pub agency: Option<String>,
}

/// The text that the page follows in one wire file.
struct Found {
    wire: WireSide,
    disclosure: Disclosure,
}

/// Compares the texts of the wire files with the page and prints the closest comparison.
pub fn run(options: &Options) -> anyhow::Result<Outcome> {
    let bytes = std::fs::read(&options.page).with_context(|| options.page.display().to_string())?;
    read::refuse_binary(&options.page, &bytes)?;
    refuse_wire(&options.page, &bytes)?;
    refuse_site(options.site.as_deref())?;
    let page = copydesk_page::read_bytes(&bytes, None);
    let mut found = Vec::new();
    for file in &options.wires {
        found.push(in_file(file, &page, options)?);
    }
    let Some(disclosure) = of_all(found, &page, options) else {
        bail!("no wire file is named");
    };
    let mut out = std::io::stdout().lock();
    if options.json {
        writeln!(out, "{}", disclosure.to_json()).context("standard output")?;
    } else {
        say(&mut out, &disclosure, &page, options).context("standard output")?;
    }
    if disclosure.verdict().is_some() {
        return Ok(Outcome::Done);
    }
    let why = disclosure.sentence(Language::English);
    eprintln!("copydesk: {}: {why}", options.page.display());
    Ok(Outcome::Unreadable)
}

/// A wire file is no page: its text stands among names and dates that no reader sees.
fn refuse_wire(file: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let parsed = copydesk_wire::read(bytes, &Hint::default());
    let format = parsed.items.first().and_then(|item| item.format);
    match format {
        None | Some(Format::Html | Format::Text | Format::Unknown) => Ok(()),
        Some(format) => bail!(
            "{}: is a wire file ({}), not a page",
            file.display(),
            format.name()
        ),
    }
}

/// The publication's name stands in the sentence: one line, and not empty.
fn refuse_site(site: Option<&str>) -> anyhow::Result<()> {
    match site {
        Some(site) if site.trim().is_empty() => bail!("--site: the name is empty"),
        Some(site) if site.chars().any(char::is_control) => {
            bail!("--site: the name holds a control character; give it on one line")
        }
        _ => Ok(()),
    }
}

/// The sentence, and on lines of their own what is no part of it.
fn say(
    out: &mut impl Write,
    disclosure: &Disclosure,
    page: &Page,
    options: &Options,
) -> std::io::Result<()> {
    let language = match options.language {
        SentenceLanguage::En => Language::English,
        SentenceLanguage::Hi => Language::Hindi,
    };
    writeln!(out, "{}", disclosure.sentence(language))?;
    let credits = copydesk_page::picture_credits(page);
    let credits: Vec<Option<&str>> = credits.iter().map(Option::as_deref).collect();
    let pictures = picture_sentence(disclosure.agency(), &credits, language);
    for sentence in pictures
        .into_iter()
        .chain(disclosure.newer_sentence(language))
    {
        writeln!(out, "{sentence}")?;
    }
    Ok(())
}

/// The item of a file that the page keeps most words of, in the version that it follows.
fn in_file(file: &Path, page: &Page, options: &Options) -> anyhow::Result<Found> {
    let parsed = read::read_file(file, &Hint::default())?;
    if parsed.items.is_empty() {
        bail!("{}: {}", file.display(), read::why_empty(&parsed));
    }
    let mut best: Option<(usize, &Item, Found)> = None;
    for versions in items(&parsed.items) {
        let Some((item, found)) = closest_version(&versions, page, options) else {
            continue;
        };
        let kept = found
            .disclosure
            .counts()
            .map_or(0, |counts| counts.words_same);
        if best.as_ref().is_none_or(|(most, ..)| kept > *most) {
            best = Some((kept, item, found));
        }
    }
    let Some((_, item, found)) = best else {
        bail!("{}: no text to compare in it", file.display());
    };
    if item.status != Status::Usable {
        eprintln!(
            "copydesk: {}: the agency's status is {}",
            file.display(),
            item.status.name()
        );
    }
    Ok(found)
}

/// The versions of each item, earliest first; of an item that is usable in some version, only those.
fn items(all: &[Item]) -> Vec<Vec<&Item>> {
    let mut order: Vec<&str> = Vec::new();
    let mut versions: BTreeMap<&str, Vec<&Item>> = BTreeMap::new();
    for item in all {
        let known = versions.entry(item.guid.as_str()).or_default();
        if known.is_empty() {
            order.push(&item.guid);
        }
        known.push(item);
    }
    let sorted = |guid: &str| {
        let mut own = versions.remove(guid).unwrap_or_default();
        own.sort_by_key(|item| item.version_ordinal);
        if own.iter().any(|item| item.status == Status::Usable) {
            own.retain(|item| item.status == Status::Usable);
        }
        own
    };
    // An item without a guid is one of its own, whatever else the file holds.
    if order == [""] {
        return all.iter().map(|item| vec![item]).collect();
    }
    order.into_iter().map(sorted).collect()
}

/// The version, and of its texts the one, that the page follows; the body of the last version where several do.
fn closest_version<'a>(
    versions: &[&'a Item],
    page: &Page,
    options: &Options,
) -> Option<(&'a Item, Found)> {
    let mut items = Vec::new();
    let mut pairs: Vec<(WireSide, PageSide)> = Vec::new();
    for (at, item) in versions.iter().enumerate() {
        let newer = versions.last().filter(|_| at + 1 < versions.len());
        for rendition in texts(item) {
            let mut wire = wire_side(item, rendition, options);
            wire.newer = newer.and_then(|newer| newer_version(newer));
            let shown = published(page, &wire, options);
            items.push(*item);
            pairs.push((wire, shown));
        }
    }
    let sides: Vec<(&WireSide, &PageSide)> =
        pairs.iter().map(|(wire, shown)| (wire, shown)).collect();
    let (at, disclosure) = closest(&sides)?;
    let wire = pairs.swap_remove(at).0;
    Some((items[at], Found { wire, disclosure }))
}

/// A later version as a disclosure names it; one without a number cannot be named.
fn newer_version(item: &Item) -> Option<NewerVersion> {
    let signals = item
        .signals
        .iter()
        .map(|signal: &Signal| signal.name().to_owned());
    Some(NewerVersion {
        version: item.version.clone()?,
        signals: signals.collect(),
    })
}

/// The texts of an item that a page may follow, its body last. A teaser or summary never stands for the text.
fn texts(item: &Item) -> Vec<&Rendition> {
    let Some(body) = item.body() else {
        return Vec::new();
    };
    let others = item.renditions.iter().enumerate();
    let others =
        others.filter(|(index, other)| Some(*index) != item.body && is_whole_text(body, other));
    others.map(|(_, other)| other).chain([body]).collect()
}

/// Whether a rendition is the story in another form: at least half as long as the body.
fn is_whole_text(body: &Rendition, other: &Rendition) -> bool {
    let bytes = |rendition: &Rendition| -> usize {
        rendition.paragraphs.iter().map(|p| p.text.len()).sum()
    };
    bytes(other) * 2 >= bytes(body)
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

fn published(page: &Page, wire: &WireSide, options: &Options) -> PageSide {
    let mut published = copydesk_page::published(page, wire);
    if options.site.is_some() {
        published.site.clone_from(&options.site);
    }
    published
}

/// The comparison with the texts of several files that the page is made of, as one text; with one of them, if the page
/// uses no other.
fn of_all(mut found: Vec<Found>, page: &Page, options: &Options) -> Option<Disclosure> {
    if found.len() < 2 {
        return found.pop().map(|found| found.disclosure);
    }
    let joined = WireSide {
        blocks: found
            .iter()
            .flat_map(|found| found.wire.blocks.clone())
            .collect(),
        ..WireSide::default()
    };
    let shown = published(page, &joined, options);
    let compared: Vec<Disclosure> = found
        .iter()
        .map(|found| copydesk_text::disclose(&found.wire, &shown))
        .collect();
    let order = used(&compared.iter().collect::<Vec<_>>());
    if order.len() < 2 {
        let kept = |found: &Found| {
            found
                .disclosure
                .counts()
                .map_or(0, |counts| counts.words_same)
        };
        let first = |at: usize| std::cmp::Reverse(at);
        let best = (0..found.len())
            .max_by_key(|&at| (order.contains(&at), kept(&found[at]), first(at)))?;
        return Some(found.swap_remove(best).disclosure);
    }
    let wires = order.iter().map(|&at| found[at].wire.clone()).collect();
    Some(copydesk_text::disclose(&WireSide::combined(wires), &shown))
}
