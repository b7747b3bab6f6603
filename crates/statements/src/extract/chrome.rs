//! What a page puts between the paragraphs of a story: lines of links, live scores, subscription blocks, picture
//! credits, the disclosure. Such lines have verbs ("fires", "warns") and would make false statements. The second net
//! behind the `page` crate's reading.

use std::collections::HashSet;

/// Remembers what was seen in a story, to know a repeated line.
pub(crate) struct Chrome {
    seen: HashSet<String>,
}

/// Openings of a line of links.
const LINK_OPENINGS: &[&str] = &[
    "also read",
    "also see",
    "also watch",
    "read also",
    "read more",
    "read next",
    "read:",
    "see more",
    "see also",
    "watch:",
    "watch |",
    "watch live",
    "related:",
    "related stories",
    "more on this",
    "more from",
    "recommended",
    "click here",
    "tap here",
    "follow us",
    "follow live",
    "share this",
    "advertisement",
    "sponsored",
    "editor's pick",
    "editor’s pick",
    "you may also like",
    "don't miss",
    "don’t miss",
    "must read",
    "must watch",
    "trending",
    "explained |",
    "opinion |",
    "explained:",
    "photos:",
    "photos |",
    "video:",
    "video |",
    "listen:",
    "listen |",
    "live updates",
    "top stories",
];

/// Openings of a block that sells or counts.
const SELLING: &[&str] = &[
    "subscribe",
    "sign up",
    "sign in",
    "log in",
    "get the latest",
    "get our",
    "download the",
    "already a subscriber",
    "unlock",
    "support our journalism",
    "live score",
    "live cricket",
    "scorecard",
    "newsletter",
];

/// Openings of credits, notices and the disclosure.
const BLOCK_OPENINGS: &[&str] = &[
    "this story has been published",
    "this story is published",
    "this article was published",
    "from the ",
    "published by",
    "first published",
    "(with inputs",
    "with inputs from",
    "with agency inputs",
    "all rights reserved",
    "copyright",
    "©",
    "photo:",
    "image:",
    "picture:",
    "file photo",
    "photograph:",
    "credit:",
];

impl Chrome {
    /// For a story of so many paragraphs.
    pub(crate) fn new(paragraphs: usize) -> Self {
        Self {
            seen: HashSet::with_capacity(paragraphs),
        }
    }

    /// Whether the paragraph is none of the story's own.
    pub(crate) fn is_chrome(&mut self, text: &str) -> bool {
        let text = text.trim();
        if text.is_empty() {
            return true;
        }
        if text.len() <= 400 {
            let lower = lower(text);
            if is_line_of_links(&lower) || is_block(&lower) || is_credit(&lower) {
                return true;
            }
            return !self.seen.insert(lower);
        }
        false
    }
}

/// A line in lower case. Most hold no letter beyond ASCII, only marks: those need no look at each character.
fn lower(text: &str) -> String {
    let bytes = text.as_bytes();
    let leads = bytes.iter().enumerate().filter(|(_, byte)| **byte >= 0xC0);
    let has_case = |(at, byte): (usize, &u8)| match byte {
        0xC2 => false,
        // U+2000 to U+20BF: blanks, dashes, quotation marks, signs of currencies.
        0xE2 => bytes.get(at + 1).is_none_or(|next| *next > 0x82),
        _ => true,
    };
    if leads.into_iter().any(has_case) {
        text.to_lowercase()
    } else {
        text.to_ascii_lowercase()
    }
}

/// The first of the openings that a line begins with. Its first byte tells most lines apart.
fn opening<'a>(lower: &str, openings: &[&'a str]) -> Option<&'a str> {
    let first = lower.as_bytes().first();
    let mut near = openings
        .iter()
        .filter(|opening| opening.as_bytes().first() == first);
    near.find(|opening| lower.starts_with(**opening)).copied()
}

fn is_line_of_links(lower: &str) -> bool {
    opening(lower, LINK_OPENINGS).is_some()
        && lower.len() <= 240
        && (lower.contains('|') || lower.contains(':') || !lower.ends_with('.'))
}

fn is_block(lower: &str) -> bool {
    if lower.len() <= 240 && opening(lower, SELLING).is_some() {
        return true;
    }
    match opening(lower, BLOCK_OPENINGS) {
        // The disclosure begins "From the AGENCY wire:"; a story may begin "From the hills …".
        Some("from the ") => lower.contains(" wire: "),
        Some(_) => !lower.contains(['“', '"']) && !lower.contains(" said"),
        None => false,
    }
}

/// "(via AGENCY)", "AGENCY/NAME": a picture's credit alone on its line.
fn is_credit(lower: &str) -> bool {
    let bracketed = lower.starts_with("(via ")
        || lower.starts_with("(photo")
        || lower.starts_with("(image")
        || lower.starts_with("(ap photo");
    bracketed && lower.ends_with(')')
        || (lower.len() <= 160
            && lower.ends_with(')')
            && lower.contains("(via ")
            && !lower.contains(" said"))
}
