//! A JSON Feed as sent: values with their places, nothing judged.

use crate::Span;
use crate::json::Value;

/// The feed: what its entries share, and the entries.
#[derive(Clone, Debug, Default)]
pub(super) struct Feed<'t> {
    pub language: Option<Value<'t>>,
    pub authors: Vec<Value<'t>>,
    pub entries: Vec<Entry<'t>>,
}

/// One entry.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry<'t> {
    pub whole: Span,
    pub id: Option<Value<'t>>,
    pub url: Option<Value<'t>>,
    pub external_url: Option<Value<'t>>,
    pub title: Option<Value<'t>>,
    pub content_html: Option<Value<'t>>,
    pub content_text: Option<Value<'t>>,
    pub summary: Option<Value<'t>>,
    pub image: Option<Value<'t>>,
    pub banner_image: Option<Value<'t>>,
    pub date_published: Option<Value<'t>>,
    pub date_modified: Option<Value<'t>>,
    /// Names: 1.0 has one `author`, 1.1 several `authors`.
    pub authors: Vec<Value<'t>>,
    pub tags: Vec<Value<'t>>,
    pub language: Option<Value<'t>>,
    pub attachments: Vec<Attachment<'t>>,
}

/// A file beside the entry.
#[derive(Clone, Debug, Default)]
pub(super) struct Attachment<'t> {
    pub url: Option<Value<'t>>,
    pub mime_type: Option<Value<'t>>,
    pub title: Option<Value<'t>>,
}
