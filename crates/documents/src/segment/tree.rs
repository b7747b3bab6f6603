//! Segments: the parts of an agreement as a flat list of a tree that tiles the text. A segment's span holds its
//! children's, which follow its own words (label, heading, opening words) without a gap and end where it ends.

use copydesk_text::Span;

use crate::Number;

/// What a segment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SegmentKind {
    /// All before the first article or chapter.
    Preamble,
    /// A reason given in the preamble.
    Recital,
    /// A chapter, title or part.
    Chapter,
    /// A section of a chapter.
    Section,
    /// An article.
    Article,
    /// A paragraph, numbered or counted.
    Paragraph,
    /// A point of a paragraph: (a), (i).
    Point,
    /// An annex, appendix or protocol.
    Annex,
    /// The closing words with place and date.
    Conclusions,
    /// A list of the headings.
    Contents,
}

impl SegmentKind {
    /// The name used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Preamble => "preamble",
            Self::Recital => "recital",
            Self::Chapter => "chapter",
            Self::Section => "section",
            Self::Article => "article",
            Self::Paragraph => "paragraph",
            Self::Point => "point",
            Self::Annex => "annex",
            Self::Conclusions => "conclusions",
            Self::Contents => "contents",
        }
    }
}

/// One part of an agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Unique in the document, after Akoma Ntoso: `art_4__para_1__point_a`.
    pub id: String,
    /// What it is.
    pub kind: SegmentKind,
    /// Its number; `None` where it has none. Of a point the number is the letter's place.
    pub number: Option<Number>,
    /// The number as written: `Article 4`, `1.`, `(a)`.
    pub label: Option<Span>,
    /// Its heading.
    pub heading: Option<Span>,
    /// All of it, children included: bytes of the document's text.
    pub span: Span,
    /// Index of the segment that it is part of.
    pub parent: Option<usize>,
}

/// Where the heading of an opening comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Heading {
    /// It is looked for in the text after the label.
    Sought,
    /// The file says it.
    Given(Option<Span>),
}

/// A segment that begins at `start` and ends where the next one of its rank or a lower one begins.
#[derive(Clone, Debug)]
pub(crate) struct Opening {
    pub start: usize,
    /// Lower ranks hold higher ones.
    pub rank: u8,
    pub kind: SegmentKind,
    /// First part of the id: `art`, `chp`.
    pub prefix: &'static str,
    pub number: Option<Number>,
    pub label: Option<Span>,
    pub heading: Heading,
    /// An id of the file's own, if it is to be kept.
    pub own_id: Option<String>,
}
