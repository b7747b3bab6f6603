//! A `sports-content` as sent: words of its metadata, and its lines in document order. Nothing is judged.

use crate::xml::NodeId;
use crate::{BlockKind, Span};

/// A value with the element that states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stated {
    pub node: NodeId,
    pub text: String,
}

/// A code of `sports-content-codes`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Code {
    pub key: Option<String>,
    pub name: Option<String>,
}

/// A line: the name of an event, a team with its score, a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub kind: BlockKind,
    /// One for words, several for a row; none is empty.
    pub cells: Vec<String>,
    /// In the raw.
    pub span: Span,
}

/// One document.
#[derive(Clone, Debug)]
pub(super) struct RawContent {
    pub node: NodeId,
    /// `@doc-id`.
    pub id: Option<String>,
    /// `@date-time`.
    pub created: Option<Stated>,
    /// `@revision-id`.
    pub revision: Option<String>,
    /// `@slug`.
    pub slug: Option<String>,
    /// `@language`.
    pub language: Option<String>,
    /// `@document-class`, `@fixture-name`, else `@fixture-key`.
    pub genres: Vec<String>,
    /// `sports-title`.
    pub title: Option<String>,
    /// `sports-property` named location.
    pub places: Vec<String>,
    pub codes: Vec<Code>,
    pub lines: Vec<Line>,
    /// Words of elements that are not read, in the raw.
    pub unplaced: Vec<Span>,
}
