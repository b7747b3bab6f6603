//! JSON Feed 1.0 and 1.1: one item per entry, identity from `id`, text from `content_html` or `content_text`.
//! Vanishing from a feed means nothing; there is no kill in this format.

mod adapt;
mod parse;
mod raw;

#[cfg(test)]
mod tests;

use crate::json::{Kind, Tree, Value};
use crate::origin::Origin;
use crate::{Format, ITEMS_MAX, Placed, PlacedItems, Reading};

/// Whether a JSON value is a JSON Feed: by its version's address, else by its entries.
pub(crate) fn looks_like(value: Value<'_>) -> bool {
    let version = value.get("version").and_then(Value::text);
    let named = version.is_some_and(|version| version.contains("jsonfeed.org/version"));
    let first = value.get("items").and_then(Value::elements_first);
    named
        || first.is_some_and(|entry| {
            ["content_html", "content_text"]
                .into_iter()
                .any(|key| entry.get(key).is_some())
        })
}

/// Reads a scanned raw as JSON Feed.
pub(crate) fn read(tree: &Tree<'_>, origin: &Origin<'_>) -> Reading {
    let mut items = PlacedItems::default();
    let feeds = tree.roots().flat_map(|root| match root.kind() {
        Kind::Array => root.elements().collect(),
        _ => vec![root],
    });
    for root in feeds {
        let feed = parse::feed(root);
        let room = (ITEMS_MAX + 1).saturating_sub(items.len());
        items.extend(feed.entries.iter().take(room).map(|entry| Placed {
            item: adapt::item(&feed, entry, origin),
            span: origin.span(entry.whole),
        }));
    }
    Reading {
        format: Format::JsonFeed,
        items,
    }
}
