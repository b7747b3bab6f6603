//! The disclosure: how a published text differs from the wire it is based on. Interface of the crate.
//! PLACEHOLDER BODIES; the signatures are what other crates build on.

use crate::{Block, Span};

/// The agency's side of a comparison.
#[derive(Clone, Debug, Default)]
pub struct WireSide {
    /// Agency named in the sentence; `None`: "agency".
    pub agency: Option<String>,
    /// The item's guid.
    pub guid: String,
    /// The version as sent, if the format has one.
    pub version: Option<String>,
    /// Name of the rendition compared.
    pub rendition: String,
    /// The agency's headline, if it sent one.
    pub headline: Option<String>,
    /// The dateline as `wire` reports it (it also stands at the start of the text).
    pub dateline: Option<String>,
    /// The byline.
    pub byline: Option<String>,
    /// The credit line.
    pub credit_line: Option<String>,
    /// The rendition's blocks; captions and advisories are left out by `disclose` itself.
    pub blocks: Vec<Block>,
}

/// The published side of a comparison.
#[derive(Clone, Debug, Default)]
pub struct PageSide {
    /// Name of the publication in the sentence; `None`: "the publisher".
    pub site: Option<String>,
    /// The headline shown, if one is.
    pub headline: Option<String>,
    /// The published body blocks, in order.
    pub blocks: Vec<Block>,
    /// Index in `blocks` of the standfirst, if one is shown.
    pub standfirst: Option<usize>,
    /// What the page's structure says a block is, should it not be the wire's: (index in `blocks`, kind).
    pub asides: Vec<(usize, InsertionKind)>,
}

/// DESIGN 5.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Identical,
    Typography,
    Shortened,
    HouseStyle,
    Modified,
    DifferentText,
}

impl Verdict {
    /// Name in JSON and in `data-verdict`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Identical => "identical",
            Self::Typography => "typography",
            Self::Shortened => "shortened",
            Self::HouseStyle => "house_style",
            Self::Modified => "modified",
            Self::DifferentText => "different_text",
        }
    }
}

/// How the headline shown relates to the agency's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Headline {
    Same,
    Changed,
    Added,
}

impl Headline {
    /// Name in JSON and in `data-headline`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Changed => "changed",
            Self::Added => "added",
        }
    }
}

/// Lowest level at which all kept text agrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    L0,
    L1,
    L2,
    L3,
    L5,
}

/// Language of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    English,
    Hindi,
}

/// Kind of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    Keep,
    Delete,
    Insert,
    Replace,
    Move,
}

/// What kind of difference an operation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    Same,
    Typographic,
    House,
    Edited,
}

/// One operation; spans are of the flat forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    pub op: Op,
    /// Span of the wire's flat form; `None` for an insert.
    pub wire_span: Option<Span>,
    /// Span of the page's flat form; empty at its place for a delete.
    pub page_span: Span,
    pub label: Label,
    /// Published bytes where they differ from the wire's.
    pub text: Option<String>,
}

/// Kind of a strip (L4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StripKind {
    Dateline,
    Byline,
    SignOff,
    EndMark,
    Credit,
    HeadlineRepeat,
    Timestamp,
    Claim,
}

/// Side a strip stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StripSide {
    Wire,
    Page,
}

/// A structural strip, listed so that nothing vanishes silently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strip {
    pub kind: StripKind,
    pub side: StripSide,
    pub text: String,
    pub operation: usize,
}

/// Kind of an insertion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InsertionKind {
    RelatedLink,
    Promotion,
    Subheading,
    Caption,
    HouseText,
}

/// Place of an insertion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Standfirst,
    Inside,
    End,
}

/// A block of the page that is not the wire's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Insertion {
    pub kind: InsertionKind,
    pub place: Place,
    pub operation: usize,
}

/// The computed statement of how an edition differs from the version it is based on. Private fields, no setter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disclosure {
    json: String,
    operations: Vec<Operation>,
    stripped: Vec<Strip>,
    insertions: Vec<Insertion>,
}

impl Disclosure {
    /// `None`: no comparison could be made.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        None
    }
    /// `None`: the page shows no headline.
    #[must_use]
    pub fn headline(&self) -> Option<Headline> {
        None
    }
    #[must_use]
    pub fn level(&self) -> Option<Level> {
        None
    }
    /// The sentence, plain text.
    #[must_use]
    pub fn sentence(&self, _language: Language) -> &str {
        ""
    }
    #[must_use]
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }
    #[must_use]
    pub fn stripped(&self) -> &[Strip] {
        &self.stripped
    }
    #[must_use]
    pub fn insertions(&self) -> &[Insertion] {
        &self.insertions
    }
    /// Flat form of the wire text that was compared (spans of operations refer to it).
    #[must_use]
    pub fn wire_flat(&self) -> &str {
        ""
    }
    /// Flat form of the page text that was compared.
    #[must_use]
    pub fn page_flat(&self) -> &str {
        ""
    }
    /// Canonical JSON (DESIGN 5.3, RFC 8785); what is stored.
    #[must_use]
    pub fn to_json(&self) -> &str {
        &self.json
    }
}

/// Why a stored disclosure was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckError {
    pub message: String,
}

impl std::fmt::Display for CheckError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for CheckError {}

/// Computes the disclosure.
#[must_use]
pub fn disclose(_wire: &WireSide, _page: &PageSide) -> Disclosure {
    Disclosure {
        json: String::from("{}"),
        operations: Vec::new(),
        stripped: Vec::new(),
        insertions: Vec::new(),
    }
}

/// Reads a stored disclosure back; refuses what does not give the page.
///
/// # Errors
/// When the JSON is not a disclosure or re-applying it does not give the page.
pub fn check(_json: &str, wire: &WireSide, page: &PageSide) -> Result<Disclosure, CheckError> {
    Ok(disclose(wire, page))
}

/// Applies operations to the wire's flat form: gives the page's flat form byte for byte.
#[must_use]
pub fn apply(operations: &[Operation], wire_flat: &str) -> String {
    operations
        .iter()
        .filter_map(|o| {
            o.text
                .clone()
                .or_else(|| o.wire_span.map(|s| wire_flat[s.start..s.end].to_owned()))
        })
        .collect()
}
