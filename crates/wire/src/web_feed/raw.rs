//! A feed and an entry of it as sent, whatever the dialect. Metadata are words; texts are still elements of the tree,
//! and so are entries until their turn comes. What an entry has one of as a rule stands in it.

use smallvec::SmallVec;

use crate::Span;
use crate::xml::NodeId;

/// What the entries of a feed share.
#[derive(Clone, Debug, Default)]
pub(crate) struct Feed {
    pub language: Option<String>,
    pub rights: Option<String>,
    pub authors: Vec<String>,
    pub entries: SmallVec<[NodeId; 8]>,
    pub tombstones: Vec<Tombstone>,
}

/// One entry.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entry {
    pub span: Span,
    pub id: Option<String>,
    /// Whether the id is also the entry's address.
    pub id_is_address: bool,
    pub links: SmallVec<[LinkAsSent; 1]>,
    /// The feed's own title first, then those of modules.
    pub titles: SmallVec<[Worded; 1]>,
    pub contents: SmallVec<[Worded; 1]>,
    pub summaries: SmallVec<[Worded; 1]>,
    pub published: Option<TimeAsSent>,
    /// Atom 0.3's; counts where no time of publication is stated.
    pub created: Option<TimeAsSent>,
    pub updated: Option<TimeAsSent>,
    pub expires: Option<TimeAsSent>,
    pub authors: Vec<String>,
    pub categories: Vec<Category>,
    pub keywords: Vec<String>,
    pub rights: Option<String>,
    pub language: Option<String>,
    pub sources: Vec<String>,
    pub pictures: Vec<PictureAsSent>,
    /// `wp:status` of WXR, with its place.
    pub post_status: Vec<(String, Span)>,
    /// What no field holds.
    pub remarks: Vec<Remark>,
}

/// A finding about a part of an entry.
#[derive(Clone, Debug)]
pub(crate) struct Remark {
    pub code: &'static str,
    pub message: String,
    pub span: Span,
}

/// A link with its address made absolute.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LinkAsSent {
    pub rel: String,
    pub href: String,
    pub media_type: Option<String>,
}

/// How the characters of a text element are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextKind {
    /// Plain text.
    Plain,
    /// Mark-up as characters.
    Html,
    /// Mark-up as elements.
    Markup,
    /// Base64 of mark-up or text.
    Base64,
    /// Not said: RSS.
    Unsaid,
}

/// A title, summary or content.
#[derive(Clone, Debug)]
pub(crate) struct Worded {
    pub node: NodeId,
    pub name: &'static str,
    pub kind: TextKind,
    pub media_type: Option<String>,
}

/// A time with its place.
#[derive(Clone, Debug)]
pub(crate) struct TimeAsSent {
    pub text: String,
    pub span: Span,
}

/// A category with its code.
#[derive(Clone, Debug, Default)]
pub(crate) struct Category {
    pub term: Option<String>,
    pub scheme: Option<String>,
    pub label: Option<String>,
}

/// A picture that the entry shows.
#[derive(Clone, Debug, Default)]
pub(crate) struct PictureAsSent {
    pub href: Option<String>,
    pub caption: Option<String>,
    pub credit: Option<String>,
    pub title: Option<String>,
    pub width: Option<u32>,
    pub height: Option<u32>,
    /// A small form that stands for a larger picture.
    pub thumbnail: bool,
}

/// `at:deleted-entry`: an entry that is taken back.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tombstone {
    pub span: Span,
    pub reference: Option<String>,
    pub when: Option<TimeAsSent>,
    pub comment: Option<String>,
}
