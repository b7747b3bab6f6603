//! Text of an agreement to segments: heading candidates line by line, what is a reference rejected, the heaviest chain
//! of numbers, then paragraphs and points inside each article the same way. Never fails and never loses a byte: the
//! segments tile the text. Nothing is invented: a text without article numbers becomes counted paragraphs.

mod build;
mod chain;
mod contents;
mod glued;
mod heading;
mod inside;
mod line;
mod marker;
mod tree;

pub(crate) use build::{fill_article, segments_of, tile};
pub(crate) use glued::look as look_for_glued_words;
pub(crate) use heading::plain as plain_opening;
pub(crate) use tree::{Heading, Opening};
pub use tree::{Segment, SegmentKind};

use crate::number::leading_word;
use crate::{Finding, Number};

/// Rank of an article among openings: lower ranks hold higher ones.
pub(crate) const ARTICLE_RANK: u8 = marker::Division::Article.rank();
/// Rank of a chapter.
pub(crate) const CHAPTER_RANK: u8 = marker::Division::Chapter.rank();

/// Whether a line begins a segment by itself: with a word of headings or a marker.
pub(crate) fn begins_segment(line: &str) -> bool {
    marker::word_of(line).is_some_and(|word| !word.lower) || inside::begins_with_marker(line)
}

/// The number in a label: "Article 4", "1.", "(b)".
pub(crate) fn number_of_label(label: &str) -> Option<Number> {
    if let Some(number) = inside::marker_number(label) {
        return Some(number);
    }
    let word = leading_word(label);
    let after = label[word.len()..].trim_start_matches([' ', '-', '–', '.']);
    let read = |text: &str| Number::read(text).map(|(number, _)| number);
    if after.is_empty() {
        read(label)
    } else {
        read(after).or_else(|| read(label))
    }
}

/// Segments of a text and what was odd about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Segmented {
    /// In the order of the text, each parent before its children.
    pub segments: Vec<Segment>,
    /// What was noticed.
    pub findings: Vec<Finding>,
}

/// Segments a text.
///
/// # Properties
/// The segments without a parent tile the text; the children of a segment tile its end.
///
/// ```
/// let found = copydesk_documents::segment("Article 1\nPeace.\nArticle 2\nIn accordance with\nArticle 1.\n");
/// let ids: Vec<&str> = found.segments.iter().map(|segment| segment.id.as_str()).collect();
/// assert_eq!(ids, ["art_1", "art_1__para_1", "art_2", "art_2__para_1"]);
/// ```
#[must_use]
pub fn segment(text: &str) -> Segmented {
    let mut findings = Vec::new();
    glued::look(text, &mut findings);
    let openings = heading::openings(text, &mut findings);
    let segments = segments_of(text, &openings, &mut findings);
    Segmented { segments, findings }
}
