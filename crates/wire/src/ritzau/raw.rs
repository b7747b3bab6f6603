//! An `RBNews` as sent. Lines are folded, texts are still elements of the tree. Nothing is judged.

use crate::xml::NodeId;

/// A line with the element it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub node: NodeId,
    pub text: String,
}

/// One piece of news. Absent and nil elements are `None`.
#[derive(Clone, Debug)]
pub(super) struct RawNews {
    pub node: NodeId,
    /// `NewsID`.
    pub id: Option<Line>,
    /// `HistID`.
    pub history: Option<Line>,
    pub version: Option<Line>,
    /// `PublishDate`, local without offset.
    pub published: Option<Line>,
    /// `Replaces` and `replacedID`, in this order.
    pub replaces: Vec<Line>,
    /// `Annuleret`.
    pub annulled: bool,
    /// `NyVersion`.
    pub newer: bool,
    /// `Korrektion`.
    pub corrects: bool,
    /// `InfoFlash`.
    pub flash: bool,
    pub status: Option<Line>,
    pub strapline: Option<Line>,
    pub headline: Option<Line>,
    pub subtitle: Option<NodeId>,
    pub town: Option<Line>,
    pub origin: Option<Line>,
    /// `sectionID` and `section`.
    pub section: (Option<Line>, Option<Line>),
    pub format: Option<Line>,
    pub priority: Option<Line>,
    pub byline: Option<Line>,
    /// `byLineEmail` and `byLinePhone`.
    pub contacts: Vec<Line>,
    /// Numbers of `IPTCList`.
    pub subject_codes: Vec<Line>,
    /// `SubjectKeyword`, `ISIN`, `Companies`.
    pub keywords: Vec<Line>,
    pub related: Vec<Line>,
    /// `content`: escaped HTML.
    pub content: Option<NodeId>,
    /// `ContentShort`.
    pub short: Option<NodeId>,
    /// `TilRedaktionen`: to the editors.
    pub to_editors: Option<NodeId>,
    /// Elements with words that nobody knows.
    pub unknown: Vec<NodeId>,
}
