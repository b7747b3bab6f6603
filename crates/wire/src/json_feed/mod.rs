//! JSON Feed 1.0 and 1.1: one item per entry, identity from `id`, text from `content_html` or `content_text`.
//! Vanishing from a feed means nothing; there is no kill in this format.

mod adapt;
mod parse;
mod raw;

#[cfg(test)]
mod tests;

use crate::json::{Tree, Value, scan};
use crate::reading::Reading;
use crate::{Finding, Hint, Parsed};

/// Entries of one raw.
const ITEMS_MAX: usize = 10_000;

/// Reads a raw as JSON Feed.
#[must_use]
pub fn read(raw: &[u8], hint: &Hint) -> Parsed {
    let reading = Reading::new(raw, hint);
    let tree = scan(reading.text.text());
    read_tree(&tree, &reading)
}

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
pub(crate) fn read_tree(tree: &Tree<'_>, reading: &Reading<'_>) -> Parsed {
    let grammar: Vec<Finding> = reading.placed(&tree.findings).collect();
    let mut parsed = Parsed {
        items: Vec::new(),
        findings: reading.findings.clone(),
    };
    parsed.findings.extend(grammar.iter().cloned());
    for root in tree.roots() {
        let feed = parse::feed(root);
        if feed.entries.len() > ITEMS_MAX {
            parsed.findings.push(Finding {
                code: "limit.items",
                message: format!("{} entries; the rest stays in the raw", feed.entries.len()),
                span: None,
            });
        }
        for entry in feed.entries.iter().take(ITEMS_MAX) {
            let mut item = adapt::item(&feed, entry, reading);
            item.findings.extend(grammar.iter().cloned());
            parsed.items.push(item);
        }
    }
    parsed
}
