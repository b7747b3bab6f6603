//! An entry of digitalwires as sent: values are still JSON values with their places, nothing is judged.

use crate::Span;
use crate::json::Value;

/// One entry.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry<'t> {
    pub whole: Span,
    pub urn: Option<Value<'t>>,
    pub version: Option<Value<'t>>,
    pub version_created: Option<Value<'t>>,
    pub pub_status: Option<Value<'t>>,
    pub signal: Option<Value<'t>>,
    pub embargoed: Option<Value<'t>>,
    pub language: Option<Value<'t>>,
    pub urgency: Option<Value<'t>>,
    pub kicker: Option<Value<'t>>,
    pub headline: Option<Value<'t>>,
    pub sub_headline: Option<Value<'t>>,
    pub teaser: Option<Value<'t>>,
    pub byline: Option<Value<'t>>,
    pub dateline: Option<Value<'t>>,
    pub article: Option<Value<'t>>,
    pub infobox: Option<Value<'t>>,
    pub linkbox: Option<Value<'t>>,
    pub credit_line: Option<Value<'t>>,
    pub copyright_notice: Option<Value<'t>>,
    pub usage_terms: Option<Value<'t>>,
    pub auto_publish_notice: Option<Value<'t>>,
    pub notepad: Notepad<'t>,
    pub ed_notes: Vec<EdNote<'t>>,
    pub descriptions: Vec<Description<'t>>,
    pub associations: Vec<Association<'t>>,
    pub categories: Vec<Category<'t>>,
    pub genre_names: Vec<Value<'t>>,
    pub keyword_names: Vec<Value<'t>>,
}

/// The editors' pad beside a text.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Notepad<'t> {
    pub header: Option<Value<'t>>,
    pub public: Option<Value<'t>>,
    pub nonpublic: Option<Value<'t>>,
}

/// A note to editors.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct EdNote<'t> {
    pub role: Option<Value<'t>>,
    pub text: Option<Value<'t>>,
    pub is_publishable: Option<Value<'t>>,
}

/// A text that describes the content, a picture's caption above all.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Description<'t> {
    pub role: Option<Value<'t>>,
    pub text: Option<Value<'t>>,
}

/// A picture, recording or film that belongs to the entry.
#[derive(Clone, Debug, Default)]
pub(super) struct Association<'t> {
    pub whole: Span,
    pub kind: Option<Value<'t>>,
    pub urn: Option<Value<'t>>,
    pub version: Option<Value<'t>>,
    pub headline: Option<Value<'t>>,
    pub caption: Option<Value<'t>>,
    pub credit_line: Option<Value<'t>>,
    pub renditions: Vec<MediaRendition<'t>>,
}

/// One file of an association.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct MediaRendition<'t> {
    pub url: Option<Value<'t>>,
    pub media_type: Option<Value<'t>>,
    pub width: Option<Value<'t>>,
    pub height: Option<Value<'t>>,
}

/// A word about the entry: subject, place, genre, source, service; `kind` says which.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Category<'t> {
    pub kind: Option<Value<'t>>,
    pub name: Option<Value<'t>>,
    pub qcode: Option<Value<'t>>,
}
