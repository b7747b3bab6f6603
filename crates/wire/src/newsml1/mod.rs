//! IPTC NewsML 1.0 to 1.2: items, their components, their content in NITF, bare paragraphs, mark-up in CDATA or
//! plain lines. Elements are matched by local name. Never requires a headline, never takes an id apart beyond the
//! revision at its end, never fetches a DTD or a file.

mod adapt;
mod content;
mod parse;
mod raw;
#[cfg(test)]
mod tests;

use crate::xml::{NodeId, Tree};
use crate::{Format, ITEMS_MAX, Placed, PlacedItems, Reading, Source};

/// Reads every item below the roots; items inside components are items of their own.
pub(crate) fn read(tree: &Tree<'_>, roots: &[(NodeId, Format)], source: &Source<'_>) -> Reading {
    let mut open: Vec<NodeId> = Vec::new();
    for (root, _) in roots.iter().rev() {
        match tree.name(*root) {
            "NewsItem" => open.push(*root),
            _ => push_reversed(&mut open, tree.children_named(*root, "NewsItem").collect()),
        }
    }
    let mut items = PlacedItems::default();
    while let Some(node) = open.pop() {
        if items.len() > ITEMS_MAX {
            break;
        }
        let raw = parse::item(tree, node);
        items.push(Placed {
            item: adapt::item(tree, &raw, source),
            span: tree.span(node),
        });
        push_reversed(&mut open, raw.nested);
    }
    Reading {
        format: Format::NewsMl1,
        items,
    }
}

fn push_reversed(open: &mut Vec<NodeId>, nodes: Vec<NodeId>) {
    open.extend(nodes.into_iter().rev());
}
