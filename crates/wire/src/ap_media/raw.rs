//! An item of the Media API as sent: values are still JSON values with their places, nothing is judged.

use crate::Span;
use crate::json::Value;

/// An item in an answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Answer<'t> {
    pub item: Value<'t>,
    /// The story, where a collector put it beside the item: NITF, or an object with `body_html`.
    pub story: Option<Value<'t>>,
    /// Whether it stands in `data`, as all answers do.
    pub in_data: bool,
}

/// One item, or one that is associated with it.
#[derive(Clone, Debug, Default)]
pub(super) struct ApItem<'t> {
    pub whole: Span,
    pub story: Option<Value<'t>>,
    pub uri: Option<Value<'t>>,
    /// Name and value, `itemid` apart.
    pub alt_ids: Vec<(String, Value<'t>)>,
    pub item_id: Option<Value<'t>>,
    pub version: Option<Value<'t>>,
    pub kind: Option<Value<'t>>,
    pub urgency: Option<Value<'t>>,
    pub editorial_priority: Option<Value<'t>>,
    pub editorial_types: Vec<Value<'t>>,
    pub signals: Vec<Value<'t>>,
    pub language: Option<Value<'t>>,
    pub version_created: Option<Value<'t>>,
    pub first_created: Option<Value<'t>>,
    pub embargoed: Option<Value<'t>>,
    pub expires: Option<Value<'t>>,
    pub pub_status: Option<Value<'t>>,
    pub ed_notes: Vec<(&'static str, Value<'t>)>,
    pub title: Option<Value<'t>>,
    pub headline: Option<Value<'t>>,
    pub extended_headline: Option<Value<'t>>,
    pub slugline: Option<Value<'t>>,
    pub bylines: Vec<Value<'t>>,
    pub dateline: Option<Value<'t>>,
    pub dateline_location: Option<Value<'t>>,
    /// The place of the dateline in words.
    pub located: Option<Value<'t>>,
    pub photographer: Option<Value<'t>>,
    pub credit_line: Option<Value<'t>>,
    pub copyright_holder: Option<Value<'t>>,
    pub copyright_notice: Option<Value<'t>>,
    pub usage_terms: Vec<Value<'t>>,
    pub keywords: Vec<Value<'t>>,
    pub genres: Vec<Value<'t>>,
    pub provider: Option<Value<'t>>,
    pub info_sources: Vec<Value<'t>>,
    /// Subjects, persons, organisations, places, events.
    pub subjects: Vec<Value<'t>>,
    /// Texts inside the item, by what follows `body_`.
    pub bodies: Vec<(String, Value<'t>)>,
    /// Descriptions by what follows `description_`.
    pub descriptions: Vec<(String, Value<'t>)>,
    pub renditions: Vec<Rendition<'t>>,
    pub associations: Vec<Value<'t>>,
    pub links: Vec<Value<'t>>,
}

/// One file of an item.
#[derive(Clone, Debug)]
pub(super) struct Rendition<'t> {
    pub name: String,
    pub value: Value<'t>,
}
