//! JSON and XML of agencies without a public format, read by a mapping: data that names, for each field of an item, the
//! paths where it stands. Two mappings are shipped and found by what the values look like; others are configured for a
//! feed. Knows no agency in code, and reports words that no path takes.

mod adapt;
mod mapping;
mod node;
mod path;
mod profiles;

#[cfg(test)]
mod tests;

pub use mapping::{FIELDS, Mapping, MappingError, Syntax};
pub use profiles::{profile, profile_names};

use crate::json;
use crate::origin::Origin;
use crate::xml::Tree;
use crate::{Format, PlacedItems, Reading, Source};
use adapt::Place;
use node::Node;

/// Reads a scanned raw by a mapping; `None` if no path to items leads anywhere.
fn read<'t>(mapping: &Mapping, roots: &[Node<'t>], place: &Place<'_>) -> Option<Reading> {
    let items = mapping.items(roots);
    if items.is_empty() {
        return None;
    }
    let most = place.source.hint.limits.items.saturating_add(1);
    let mut placed = PlacedItems::default();
    placed.reserve(items.len().min(most));
    for node in items.into_iter().take(most) {
        if let Some(item) = placed.add_empty(place.span(node)) {
            adapt::fill_item(item, node, mapping, place);
        }
    }
    Some(Reading {
        format: mapping.syntax().format(),
        items: placed,
    })
}

/// Reads JSON by the feed's mapping.
pub(crate) fn read_json_as_configured(
    tree: &json::Tree<'_>,
    origin: &Origin<'_>,
) -> Option<Reading> {
    let mapping = origin.source.hint.mapping.as_ref()?;
    if mapping.syntax() != Syntax::Json {
        return None;
    }
    let roots: Vec<Node<'_>> = tree.roots().map(Node::Json).collect();
    read(mapping, &roots, &Place::of_json(origin))
}

/// Reads JSON by the shipped mapping that its values fit.
pub(crate) fn read_json_as_shipped(tree: &json::Tree<'_>, origin: &Origin<'_>) -> Option<Reading> {
    let roots: Vec<Node<'_>> = tree.roots().map(Node::Json).collect();
    let mapping = profiles::fitting(&roots, &origin.decoded.text)?;
    read(mapping, &roots, &Place::of_json(origin))
}

/// Reads XML by the feed's mapping.
pub(crate) fn read_xml_as_configured(tree: &Tree<'_>, source: &Source<'_>) -> Option<Reading> {
    let mapping = source.hint.mapping.as_ref()?;
    if mapping.syntax() != Syntax::Xml {
        return None;
    }
    let root = Node::Element(tree, tree.document());
    read(mapping, &[root], &Place::of_xml(source))
}

/// Whether a value holds strings of words that a reader would miss.
fn is_wordy(text: &str) -> bool {
    text.split_whitespace().nth(WORDS_MIN - 1).is_some()
}

/// Fewest words of a value that are reported when no path takes it: codes, numbers and names are shorter.
const WORDS_MIN: usize = 4;
/// Fewest bytes that so many words take, with white space between them.
const WORDY_BYTES_MIN: usize = 2 * WORDS_MIN - 1;

impl Syntax {
    /// The format that items of this syntax are in.
    const fn format(self) -> Format {
        match self {
            Self::Json => Format::MapJson,
            Self::Xml => Format::MapXml,
        }
    }
}
