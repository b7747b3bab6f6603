//! What a NewsML-G2 item says, as it says it: properties borrowed from the tree, nothing resolved, nothing judged.

use std::borrow::Cow;

use crate::xml::NodeId;

/// A property with a controlled value: a concept, a status, a role of text.
#[derive(Clone, Debug)]
pub(super) struct Coded<'t> {
    pub node: NodeId,
    pub qcode: Option<Cow<'t, str>>,
    pub uri: Option<Cow<'t, str>>,
    pub literal: Option<Cow<'t, str>>,
    pub role: Option<Cow<'t, str>>,
    /// `name` children.
    pub names: Vec<Words<'t>>,
}

/// A property that is text.
#[derive(Clone, Debug)]
pub(super) struct Words<'t> {
    pub node: NodeId,
    /// White space folded; empty if the element is.
    pub text: String,
    pub role: Option<Cow<'t, str>>,
    pub language: Option<Cow<'t, str>>,
    pub kind: Option<Cow<'t, str>>,
}

/// `link`: from this item to another or to a page.
#[derive(Clone, Debug)]
pub(super) struct RawLink<'t> {
    pub node: NodeId,
    pub rel: Option<Cow<'t, str>>,
    pub residref: Option<Cow<'t, str>>,
    pub href: Option<Cow<'t, str>>,
    pub version: Option<Cow<'t, str>>,
    pub media_type: Option<Cow<'t, str>>,
}

/// What kind of child of `contentSet` it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ContentKind {
    /// A document of its own inside the item.
    Xml,
    /// Plain or escaped text.
    Text,
    /// A file elsewhere.
    Remote,
}

/// One child of `contentSet`.
#[derive(Clone, Debug)]
pub(super) struct Content<'t> {
    pub node: NodeId,
    pub kind: ContentKind,
    pub media_type: Option<Cow<'t, str>>,
    pub rendition: Option<Cow<'t, str>>,
}

/// One `group` of a package.
#[derive(Clone, Debug)]
pub(super) struct Group<'t> {
    pub id: Option<Cow<'t, str>>,
    pub members: Vec<Member<'t>>,
}

/// What a group holds, in order.
#[derive(Clone, Debug)]
pub(super) enum Member<'t> {
    /// Another group, by its id.
    Group(Cow<'t, str>),
    /// An item.
    Item(NodeId),
}

/// Everything one item says.
#[derive(Clone, Debug)]
pub(super) struct RawItem<'t> {
    pub node: NodeId,
    /// Local name of the item's element.
    pub element: &'t str,
    pub guid: Option<Cow<'t, str>>,
    pub version: Option<Cow<'t, str>>,
    pub language: Option<Cow<'t, str>>,
    pub catalog_refs: Vec<Cow<'t, str>>,
    /// Alias and URI of the schemes that the item's own catalog defines.
    pub schemes: Vec<(Cow<'t, str>, Cow<'t, str>)>,
    pub copyright_holders: Vec<Coded<'t>>,
    pub copyright_notices: Vec<Words<'t>>,
    pub usage_terms: Vec<Words<'t>>,
    pub item_class: Option<Coded<'t>>,
    pub provider: Option<Coded<'t>>,
    pub version_created: Option<Words<'t>>,
    pub first_created: Option<Words<'t>>,
    pub embargoed: Option<Words<'t>>,
    pub expires: Option<Words<'t>>,
    pub pub_status: Option<Coded<'t>>,
    pub signals: Vec<Coded<'t>>,
    pub ed_notes: Vec<(NodeId, Option<Cow<'t, str>>)>,
    pub titles: Vec<Words<'t>>,
    pub links: Vec<RawLink<'t>>,
    pub versioned_id: Option<Cow<'t, str>>,
    pub urgency: Option<Words<'t>>,
    pub located: Vec<Coded<'t>>,
    pub info_sources: Vec<Coded<'t>>,
    pub languages: Vec<Cow<'t, str>>,
    pub genres: Vec<Coded<'t>>,
    pub subjects: Vec<Coded<'t>>,
    pub keywords: Vec<Words<'t>>,
    pub sluglines: Vec<Words<'t>>,
    pub headlines: Vec<Words<'t>>,
    pub datelines: Vec<Words<'t>>,
    pub bylines: Vec<Words<'t>>,
    pub credit_lines: Vec<Words<'t>>,
    pub descriptions: Vec<Words<'t>>,
    pub alt_ids: Vec<Words<'t>>,
    pub contents: Vec<Content<'t>>,
    /// `headline` and `description` of parts (`partMeta`).
    pub parts: Vec<NodeId>,
    /// Words of a part with the `@id` of the content they are about (`partMeta/@contentrefs`).
    pub about_contents: Vec<(Cow<'t, str>, NodeId)>,
    pub root_group: Option<Cow<'t, str>>,
    pub groups: Vec<Group<'t>>,
    pub asserts: Vec<Coded<'t>>,
    /// Names of concepts that a concept or knowledge item is about.
    pub concept_names: Vec<Words<'t>>,
    /// Elements with text that no field takes.
    pub unplaced: Vec<NodeId>,
}
