//! What the head of an NITF document says, as it says it: attributes borrowed from the tree, nothing judged.

use std::borrow::Cow;

use crate::xml::NodeId;

/// A value and the element it stands in.
#[derive(Clone, Debug)]
pub(super) struct Stated<'t> {
    pub node: NodeId,
    pub text: Cow<'t, str>,
}

/// `tobject.subject`: a code with up to three names, from wide to narrow.
#[derive(Clone, Debug)]
pub(super) struct RawSubject<'t> {
    pub code: Option<Cow<'t, str>>,
    pub wide: Option<Cow<'t, str>>,
    pub matter: Option<Cow<'t, str>>,
    pub detail: Option<Cow<'t, str>>,
}

/// `correction` or `ed-msg`: a message, and the document it speaks of.
#[derive(Clone, Debug)]
pub(super) struct Message<'t> {
    pub role: Option<Cow<'t, str>>,
    pub info: Option<String>,
    pub id: Option<Cow<'t, str>>,
}

/// `identified-content`: a person, an organisation, a place.
#[derive(Clone, Debug)]
pub(super) struct Named<'t> {
    pub code: Option<Cow<'t, str>>,
    pub name: Option<String>,
}

/// One `nitf` element.
#[derive(Clone, Debug)]
pub(super) struct RawNitf<'t> {
    pub node: NodeId,
    pub language: Option<Cow<'t, str>>,
    pub title: Option<String>,
    /// Names and values of `meta`, in order.
    pub metas: Vec<(Cow<'t, str>, Cow<'t, str>)>,
    pub properties: Vec<Cow<'t, str>>,
    pub subjects: Vec<RawSubject<'t>>,
    pub status: Option<Stated<'t>>,
    pub other_id: Option<Stated<'t>>,
    pub other_status: Option<Cow<'t, str>>,
    pub doc_id: Option<Cow<'t, str>>,
    pub registered_by: Option<Cow<'t, str>>,
    pub du_key: Option<Cow<'t, str>>,
    pub du_version: Option<Cow<'t, str>>,
    pub fixture: Option<Cow<'t, str>>,
    pub urgency: Option<Stated<'t>>,
    pub issued: Option<Stated<'t>>,
    pub released: Option<Stated<'t>>,
    pub expires: Option<Stated<'t>>,
    pub published: Option<Stated<'t>>,
    pub corrections: Vec<Message<'t>>,
    pub messages: Vec<Message<'t>>,
    pub copyright_holder: Option<Cow<'t, str>>,
    /// Statements of `doc.rights`.
    pub rights: Vec<String>,
    pub keywords: Vec<String>,
    /// Parts of each `evloc`, from narrow to wide.
    pub event_places: Vec<Vec<Cow<'t, str>>>,
    pub named: Vec<Named<'t>>,
    pub sources: Vec<Cow<'t, str>>,
    /// Places of text in the head that no field takes.
    pub unplaced: Vec<NodeId>,
}
