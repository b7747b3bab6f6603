//! A ninjs object as sent, the three generations folded into one set of fields: 1.x keys (`body_text`,
//! `headline_main`, `subject`), 2.x arrays (`bodies`, `headlines`, `subjects`), 3.x camelCase. Values are still JSON
//! values with their places; nothing is judged here.

use crate::Span;
use crate::json::Value;

/// Which family of keys the object uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Generation {
    /// Lower-case keys, key patterns.
    One,
    /// Lower-case keys, arrays.
    Two,
    /// Camel-case keys, arrays.
    #[default]
    Three,
}

/// Generation, and the version of the standard if one is stated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Dialect {
    pub generation: Generation,
    /// Second number of the version, `1` of `3.1`.
    pub minor: Option<u32>,
}

impl Dialect {
    /// Whether the stated version may have keys that the tables do not know.
    pub fn newer_than_known(&self) -> bool {
        let known = match self.generation {
            Generation::One => 3,
            Generation::Two | Generation::Three => 1,
        };
        self.minor.is_some_and(|minor| minor > known)
    }
}

/// One ninjs object.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ninjs<'t> {
    pub dialect: Dialect,
    pub whole: Span,
    pub uri: Option<Value<'t>>,
    /// Superdesk writes its id here.
    pub guid: Option<Value<'t>>,
    pub news_type: Option<Value<'t>>,
    pub media_type: Option<Value<'t>>,
    pub version: Option<Value<'t>>,
    pub first_created: Option<Value<'t>>,
    pub version_created: Option<Value<'t>>,
    /// `embargoed`, `embargoedUntil`; either says that the item is embargoed.
    pub embargoes: Vec<Value<'t>>,
    pub expires: Option<Value<'t>>,
    pub pub_status: Option<Value<'t>>,
    pub signal: Option<Value<'t>>,
    pub urgency: Option<Value<'t>>,
    pub copyright_holder: Option<Value<'t>>,
    pub copyright_notice: Option<Value<'t>>,
    pub usage_terms: Option<Value<'t>>,
    pub ed_note: Option<Value<'t>>,
    pub language: Option<Value<'t>>,
    pub by: Option<Value<'t>>,
    pub credit_line: Option<Value<'t>>,
    pub dateline: Option<Value<'t>>,
    pub slugline: Option<Value<'t>>,
    pub located: Option<Value<'t>>,
    pub title: Option<Value<'t>>,
    /// Superdesk names its source in one word.
    pub source: Option<Value<'t>>,
    pub headlines: Vec<Worded<'t>>,
    pub descriptions: Vec<Worded<'t>>,
    pub bodies: Vec<Worded<'t>>,
    pub subjects: Vec<Concept<'t>>,
    pub genres: Vec<Concept<'t>>,
    pub info_sources: Vec<Concept<'t>>,
    pub keywords: Vec<Value<'t>>,
    pub alt_ids: Vec<(String, Value<'t>)>,
    pub renditions: Vec<MediaRendition<'t>>,
    /// Name and item; those of associated items follow their parent.
    pub associations: Vec<(Option<String>, Ninjs<'t>)>,
    /// Keys that no field is named by.
    pub unknown: Vec<(String, Value<'t>)>,
    /// Why it stands in another item, if it does.
    pub rel: Option<Value<'t>>,
}

/// A headline, description or body with its role and type.
#[derive(Clone, Debug)]
pub(crate) struct Worded<'t> {
    /// `role`, or what follows the underscore in 1.x.
    pub role: Option<String>,
    pub media_type: Option<String>,
    pub value: Value<'t>,
}

/// A subject, person, organisation, place, genre or source.
#[derive(Clone, Debug, Default)]
pub(crate) struct Concept<'t> {
    pub name: Option<Value<'t>>,
    pub rel: Option<Value<'t>>,
    pub uri: Option<Value<'t>>,
    pub literal: Option<Value<'t>>,
    pub code: Option<Value<'t>>,
    pub scheme: Option<Value<'t>>,
}

/// One form of a picture or film.
#[derive(Clone, Debug, Default)]
pub(crate) struct MediaRendition<'t> {
    pub name: String,
    pub href: Option<Value<'t>>,
    pub media_type: Option<Value<'t>>,
    pub width: Option<Value<'t>>,
    pub height: Option<Value<'t>>,
}
