//! Copy: which blocks of a version the house publishes, the two sides of a comparison, the slug, the content hash.
//! Alters no word; leaves out only what is never published (advisories, captions, closing lines).

use copydesk_text::{Block, BlockKind, Disclosure, InsertionKind, PageSide, WireSide};
use copydesk_wire::{Embargo, Item, Paragraph, Rendition};
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::decide::{Copy, House};
use crate::newsroom::{Edition, EditionPicture};

/// Longest slug, in characters (`site.md` 2).
pub const SLUG_CHARS_MAX: usize = 80;

/// Blocks of a version as the house publishes them verbatim: the body rendition without advisories, captions and
/// closing lines.
#[must_use]
pub fn verbatim_blocks(item: &Item) -> Vec<Block> {
    let kept = |paragraph: &&Paragraph| {
        !matches!(
            paragraph.kind,
            BlockKind::Advisory | BlockKind::Caption | BlockKind::Signature
        )
    };
    let paragraphs = item
        .body()
        .map(|body| body.paragraphs.as_slice())
        .unwrap_or_default();
    paragraphs
        .iter()
        .filter(kept)
        .map(|p| Block::new(p.kind, p.text.clone()))
        .collect()
}

/// Pictures of a version as an edition shows them.
#[must_use]
pub fn pictures_of(item: &Item) -> Vec<EditionPicture> {
    let shown = |picture: &copydesk_wire::Picture| {
        Some(EditionPicture {
            href: picture.href.clone()?,
            caption: picture.caption.clone(),
            credit: picture.credit.clone(),
            alt: picture.headline.clone(),
            width: picture.width,
            height: picture.height,
        })
    };
    item.pictures.iter().filter_map(shown).collect()
}

/// The agency's side of a comparison: the body rendition of a version.
#[must_use]
pub fn wire_side(item: &Item, house: &House) -> WireSide {
    let empty = Rendition::default();
    let body = item.body().unwrap_or(&empty);
    WireSide {
        agency: item
            .agency
            .as_deref()
            .map(|id| house.agency_name(id).to_owned()),
        guid: item.guid.clone(),
        version: item.version.clone(),
        rendition: body.name.clone(),
        headline: item.headline.clone(),
        dateline: item.dateline.clone(),
        byline: item.byline.clone(),
        credit_line: item.credit_line.clone(),
        language: item.language.clone(),
        blocks: body
            .paragraphs
            .iter()
            .map(|p| Block::new(p.kind, p.text.clone()))
            .collect(),
        subjects: subjects_of(item),
        ..WireSide::default()
    }
}

/// What an item says it is about: names that a text may not change unnoticed.
fn subjects_of(item: &Item) -> Vec<String> {
    let subjects = item.subjects.iter();
    let named = subjects.filter_map(|subject| subject.name.clone());
    named.chain(item.keywords.iter().cloned()).collect()
}

/// The published side of a comparison: what the story page of this edition shows as its text.
#[must_use]
pub fn page_side(edition: &Edition, house: &House) -> PageSide {
    side_of(
        &edition.headline,
        edition.standfirst.as_deref(),
        &edition.blocks,
        &edition.language,
        house,
    )
}

/// The disclosure an edition of this copy would carry: what the desk previews and `publish` computes again.
#[must_use]
pub fn preview(item: &Item, copy: &Copy, house: &House) -> Disclosure {
    let page = side_of(
        &copy.headline,
        copy.standfirst.as_deref(),
        &copy.blocks,
        item.language.as_deref().unwrap_or(&house.language),
        house,
    );
    copydesk_text::disclose(&wire_side(item, house), &page)
}

fn side_of(
    headline: &str,
    standfirst: Option<&str>,
    blocks: &[Block],
    language: &str,
    house: &House,
) -> PageSide {
    let standfirst = standfirst.map(str::trim).filter(|text| !text.is_empty());
    let all: Vec<Block> = standfirst
        .map(Block::paragraph)
        .into_iter()
        .chain(blocks.iter().cloned())
        .collect();
    let aside = |(index, block): (usize, &Block)| match block.kind {
        BlockKind::Heading => Some((index, InsertionKind::Subheading)),
        BlockKind::Caption => Some((index, InsertionKind::Caption)),
        _ => None,
    };
    PageSide {
        site: Some(house.site.clone()).filter(|site| !site.is_empty()),
        headline: Some(headline.to_owned()).filter(|text| !text.trim().is_empty()),
        standfirst: standfirst.map(|_| 0),
        language: Some(language.to_owned()).filter(|language| !language.is_empty()),
        asides: all.iter().enumerate().filter_map(aside).collect(),
        blocks: all,
        house: house.map.clone(),
    }
}

/// The slug of a headline: lower-case words, Unicode letters in NFC, at most 80 characters; empty becomes `story`.
#[must_use]
pub fn slug(headline: &str) -> String {
    let mut out = String::new();
    let mut len = 0;
    let words = headline
        .nfc()
        .flat_map(char::to_lowercase)
        .collect::<String>();
    let is_word =
        |c: char| c.is_alphanumeric() || is_combining_mark(c) || "'’\u{200c}\u{200d}".contains(c);
    for word in words
        .split(|c| !is_word(c))
        .map(without_apostrophes)
        .filter(|word| !word.is_empty())
    {
        let word_len = word.chars().count() + usize::from(len > 0);
        if len + word_len > SLUG_CHARS_MAX {
            if len == 0 {
                out = word.chars().take(SLUG_CHARS_MAX).collect();
            }
            break;
        }
        if len > 0 {
            out.push('-');
        }
        out.push_str(&word);
        len += word_len;
    }
    if out.is_empty() {
        String::from("story")
    } else {
        out
    }
}

fn without_apostrophes(word: &str) -> String {
    word.chars().filter(|c| *c != '\'' && *c != '’').collect()
}

/// SHA-256 over everything an item says, transmission data and spans left out: equal means a repeat (`wire.md` 9).
#[must_use]
pub fn content_sha256(item: &Item) -> [u8; 32] {
    let mut hash = Sha256::new();
    let mut field = |value: &str| {
        hash.update((value.len() as u64).to_be_bytes());
        hash.update(value.as_bytes());
    };
    let texts = [
        &item.headline,
        &item.slugline,
        &item.byline,
        &item.dateline,
        &item.credit_line,
        &item.copyright_holder,
        &item.copyright_notice,
        &item.language,
        &item.version,
        &item.status_raw,
    ];
    for text in texts {
        field(text.as_deref().unwrap_or("\u{0}"));
    }
    field(&item.guid);
    field(item.status.name());
    field(&embargo_name(item.embargo));
    for signal in &item.signals {
        field(signal.name());
    }
    for time in [&item.first_created, &item.version_created, &item.expires] {
        field(
            &time
                .as_ref()
                .map_or_else(String::new, |time| time.at.to_string()),
        );
    }
    field(
        &item
            .urgency
            .map_or_else(String::new, |urgency| urgency.to_string()),
    );
    for list in [
        &item.sources,
        &item.usage_terms,
        &item.genre,
        &item.located,
        &item.keywords,
    ] {
        field(&list.join("\u{1f}"));
    }
    for subject in &item.subjects {
        field(&format!(
            "{:?}{:?}{:?}",
            subject.code, subject.scheme, subject.name
        ));
    }
    for note in &item.ed_notes {
        field(&note.text);
    }
    for rendition in &item.renditions {
        field(&rendition.name);
        for paragraph in &rendition.paragraphs {
            field(paragraph.kind.name());
            field(&paragraph.text);
        }
    }
    for picture in &item.pictures {
        field(&format!(
            "{:?}{:?}{:?}{:?}",
            picture.id, picture.href, picture.caption, picture.credit
        ));
    }
    for link in &item.links {
        field(&format!("{}{}{:?}", link.rel, link.target, link.version));
    }
    field(&item.kills.as_ref().map_or_else(String::new, |kills| {
        format!("{:?}{:?}", kills.guid, kills.number)
    }));
    hash.finalize().into()
}

fn embargo_name(embargo: Embargo) -> String {
    match embargo {
        Embargo::None => String::new(),
        Embargo::Until(at) => at.to_string(),
        Embargo::TimeUnknown => String::from("unknown"),
    }
}
