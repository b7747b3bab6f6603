//! Which JSON format a raw is in, by the shape of its first value. Only recognises; the readers read.

use crate::json::{Tree, Value, scan};
use crate::reading::Reading;
use crate::{Format, Hint, Parsed, json_feed, ninjs};

/// Reads a raw whose first sign is a JSON bracket; `None` if no JSON format is recognised.
#[must_use]
pub(crate) fn read(raw: &[u8], hint: &Hint) -> Option<Parsed> {
    let reading = Reading::new(raw, hint);
    let first = reading
        .text
        .text()
        .trim_start_matches(['\u{FEFF}', ' ', '\t', '\r', '\n']);
    if !first.starts_with(['{', '[']) {
        return None;
    }
    let tree = scan(reading.text.text());
    match format(&tree, hint)? {
        Format::JsonFeed => Some(json_feed::read_tree(&tree, &reading)),
        Format::Ninjs => Some(ninjs::read_tree(&tree, &reading)),
        _ => None,
    }
}

/// What the values show; else what is configured.
fn format(tree: &Tree<'_>, hint: &Hint) -> Option<Format> {
    let mut roots = tree.roots().flat_map(first_of);
    if roots.clone().any(json_feed::looks_like) {
        Some(Format::JsonFeed)
    } else if roots.any(ninjs::looks_like) {
        Some(Format::Ninjs)
    } else {
        hint.format
    }
}

/// A root, or the first of its elements.
fn first_of(root: Value<'_>) -> impl Iterator<Item = Value<'_>> + Clone {
    [Some(root), root.elements_first()].into_iter().flatten()
}
