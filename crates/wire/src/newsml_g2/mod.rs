//! IPTC NewsML-G2 (2.x): messages, news items, packages, and the concept, knowledge, planning and catalog items
//! that come beside them. Elements are matched by local name, with or without namespace. Never requires a headline,
//! never builds an id from parts, never lets an agency's note role become a signal.

mod adapt;
mod content;
mod parse;
mod raw;
mod schemes;
#[cfg(test)]
mod tests;
mod write;

use crate::finding::Findings;
use crate::xml::{NodeId, Tree};
use crate::{Format, ITEMS_MAX, Placed, PlacedItems, Reading, Source};

pub use write::{Written, write};

/// URI of the scheme that IPTC's catalog gives an alias.
pub(crate) use schemes::standard as standard_scheme;

/// Whether an element of this local name opens NewsML-G2.
pub(crate) fn is_root(name: &str) -> bool {
    crate::detect::format_of_element(name) == Some(Format::NewsMlG2)
}

/// Reads every item below the roots.
pub(crate) fn read(
    tree: &Tree<'_>,
    roots: &[(NodeId, Format)],
    source: &Source<'_>,
    findings: &mut Findings,
) -> Reading {
    let mut items = PlacedItems::default();
    for (root, _) in roots {
        if tree.name(*root) != "newsMessage" {
            let message = parse::Message::default();
            items.push(read_item(tree, *root, &message, source));
            continue;
        }
        let message = parse::message(tree, *root);
        for node in item_nodes(tree, *root, findings) {
            if items.len() > ITEMS_MAX {
                break;
            }
            items.push(read_item(tree, node, &message, source));
        }
    }
    Reading {
        format: Format::NewsMlG2,
        items,
    }
}

fn read_item(
    tree: &Tree<'_>,
    node: NodeId,
    message: &parse::Message<'_>,
    source: &Source<'_>,
) -> Placed {
    let raw = parse::item(tree, node);
    let span = tree.span(node);
    let item = adapt::item(tree, &raw, message, source);
    Placed { item, span }
}

/// The items of a message: those in its item set, or beside it.
fn item_nodes(tree: &Tree<'_>, message: NodeId, findings: &mut Findings) -> Vec<NodeId> {
    let mut nodes = Vec::new();
    for part in tree.elements(message) {
        match tree.name(part) {
            "header" => {}
            "itemSet" => nodes.extend(tree.elements(part)),
            _ => nodes.push(part),
        }
    }
    nodes.retain(|&node| {
        let known = parse::is_item(tree.name(node));
        if !known && !tree.text(node).trim_ascii().is_empty() {
            let name = tree.name(node);
            let message = format_args!("{name:.80} in a message is not read");
            findings.add("text.unplaced", message, Some(tree.span(node)));
        }
        known
    });
    nodes
}
