//! What a block that is not the wire's is by the page's structure: caption, link to another story, promotion,
//! sub-heading, else a text of the house. In doubt a text of the house: that is what counts as a change.

use std::collections::HashSet;

use copydesk_text::{BlockKind, InsertionKind, WireSide};

use crate::block::{Mark, PageBlock};
use crate::page::Page;
use crate::words::words;

const ALSO_READ: &str = include_str!("../../data/also-read.tsv");
const LINK_WORDS_MAX: usize = 40;
const OPENING_CHARS_MAX: usize = 80;
const HEADING_WORDS_MAX: usize = 15;
const CREDIT_WORDS_MAX: usize = 15;
const PROMOTION_WORDS_MAX: usize = 25;

/// Texts that are captions wherever they stand.
pub(super) struct Captions(HashSet<Vec<String>>);

impl Captions {
    /// Those that the page's images and the item state; those shown are added as they are met.
    pub(super) fn of(page: &Page, wire: &WireSide) -> Self {
        let of_wire = wire
            .blocks
            .iter()
            .filter(|block| block.kind == BlockKind::Caption);
        let of_page = page
            .shown()
            .filter(|(_, block)| block.block.kind == BlockKind::Caption);
        let texts = of_wire
            .map(|block| block.text.as_str())
            .chain(page.image_texts.iter().map(String::as_str))
            .chain(of_page.map(|(_, block)| block.block.text.as_str()));
        Self(texts.map(words).filter(|words| words.len() >= 3).collect())
    }
}

/// The kind of a block inside the published text that is not aligned. First rule that fits.
pub(super) fn kind(block: &PageBlock, captions: &mut Captions) -> InsertionKind {
    let found = words(&block.block.text);
    match block {
        _ if is_caption(block, &found, captions) => {
            captions.0.insert(found);
            InsertionKind::Caption
        }
        _ if is_related_link(block, &found) => InsertionKind::RelatedLink,
        _ if is_promotion(block) => InsertionKind::Promotion,
        _ if is_subheading(block, &found) => InsertionKind::Subheading,
        _ => InsertionKind::HouseText,
    }
}

fn is_caption(block: &PageBlock, found: &[String], captions: &Captions) -> bool {
    block.block.kind == BlockKind::Caption
        || block.marks.has_any(&[Mark::Figure, Mark::Caption])
        || captions.0.contains(found)
        || is_photo_credit(&block.block.text, found)
}

/// "Photo: …", "(Photo by …)", "Image credit: …" and nothing else.
fn is_photo_credit(text: &str, found: &[String]) -> bool {
    const OPENINGS: [&str; 9] = [
        "photo",
        "photograph",
        "image",
        "picture",
        "foto",
        "bild",
        "फोटो",
        "तस्वीर",
        "चित्र",
    ];
    let first = found
        .iter()
        .find(|word| !matches!(word.as_str(), "file" | "ap" | "afp" | "reuters"));
    let opens = first.is_some_and(|word| OPENINGS.contains(&word.as_str()));
    let credits = text.contains(':') || text.contains('/') || text.trim_start().starts_with('(');
    opens && credits && found.len() <= CREDIT_WORDS_MAX
}

fn is_related_link(block: &PageBlock, found: &[String]) -> bool {
    found.len() <= LINK_WORDS_MAX
        && (block.link_share_permille >= 800 || is_also_read(block, found))
}

/// An opening such as "also read", and at least half of what follows is link text.
fn is_also_read(block: &PageBlock, found: &[String]) -> bool {
    let Some(opening) = also_read_opening(found) else {
        return false;
    };
    let text = &block.block.text;
    let Some(from) = end_of(&opening, text) else {
        return false;
    };
    let (mut linked, mut all) = (0_usize, 0_usize);
    let mut links = block.links.iter().peekable();
    for (at, character) in text.char_indices().skip_while(|(at, _)| *at < from) {
        while links.next_if(|link| link.end <= at).is_some() {}
        if !character.is_whitespace() && (all > 0 || character.is_alphanumeric()) {
            all += 1;
            linked += usize::from(links.peek().is_some_and(|link| link.contains(&at)));
        }
    }
    all > 0 && linked * 2 >= all
}

/// The longest that fits.
fn also_read_opening(found: &[String]) -> Option<Vec<String>> {
    ALSO_READ
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .map(|(_, opening)| words(opening))
        .filter(|opening| !opening.is_empty() && found.starts_with(opening))
        .max_by_key(Vec::len)
}

/// The byte at which the opening words of a text end.
fn end_of(opening: &[String], text: &str) -> Option<usize> {
    text.char_indices()
        .take(OPENING_CHARS_MAX)
        .map(|(at, character)| at + character.len_utf8())
        .find(|end| words(&text[..*end]) == opening)
}

/// Forms and buttons; or class words of a promotion together with the shape of one, never the words alone.
pub(super) fn is_promotion(block: &PageBlock) -> bool {
    if block.marks.has(Mark::Form) {
        return true;
    }
    let short = words(&block.block.text).len() <= PROMOTION_WORDS_MAX;
    let open_ended = !block.block.text.ends_with(['.', '!', '?', '।', '。']);
    let shaped = block.link_share_permille > 0 || block.marks.has(Mark::Aside) || open_ended;
    block.marks.has(Mark::Promotion) && short && shaped
}

fn is_subheading(block: &PageBlock, found: &[String]) -> bool {
    let bold_line = block.wholly_bold
        && found.len() <= HEADING_WORDS_MAX
        && !block.block.text.ends_with(['.', '।', '。']);
    block.block.kind == BlockKind::Heading || bold_line
}
