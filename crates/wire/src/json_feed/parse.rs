//! Scanned JSON to a feed. Unknown keys are read past.

use super::raw::{Attachment, Entry, Feed};
use crate::ITEMS_MAX;
use crate::json::{Kind, Value};

/// The feed at `root`.
pub(super) fn feed(root: Value<'_>) -> Feed<'_> {
    let items = root.get("items");
    let elements = items.into_iter().flat_map(Value::elements);
    Feed {
        language: root.get("language"),
        authors: authors(root),
        entries: elements
            .filter(|value| value.kind() == Kind::Object)
            .take(ITEMS_MAX + 1)
            .map(entry)
            .collect(),
    }
}

fn entry(value: Value<'_>) -> Entry<'_> {
    let list = |key: &str| value.get(key).into_iter().flat_map(Value::elements);
    Entry {
        whole: value.span(),
        id: value.get("id"),
        url: value.get("url"),
        external_url: value.get("external_url"),
        title: value.get("title"),
        content_html: value.get("content_html"),
        content_text: value.get("content_text"),
        summary: value.get("summary"),
        image: value.get("image"),
        banner_image: value.get("banner_image"),
        date_published: value.get("date_published"),
        date_modified: value.get("date_modified"),
        authors: authors(value),
        tags: list("tags").collect(),
        language: value.get("language"),
        attachments: list("attachments").map(attachment).collect(),
    }
}

fn authors(value: Value<'_>) -> Vec<Value<'_>> {
    let listed = value.get("authors").into_iter().flat_map(Value::elements);
    let mut authors: Vec<Value<'_>> = listed.filter_map(|author| author.get("name")).collect();
    if authors.is_empty() {
        authors.extend(value.get("author").and_then(|author| author.get("name")));
    }
    authors
}

fn attachment(value: Value<'_>) -> Attachment<'_> {
    Attachment {
        url: value.get("url"),
        mime_type: value.get("mime_type"),
        title: value.get("title"),
    }
}
