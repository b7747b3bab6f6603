//! IPTC NITF 3.x, with or without namespace, one document or several in a wrapper. Its body is also what other
//! formats carry inside. Never splits an id by its looks, never takes a missing value from elsewhere.

mod adapt;
mod parse;
mod raw;
pub(crate) mod story;
#[cfg(test)]
mod tests;

use crate::xml::{NodeId, Tree};
use crate::{Format, ITEMS_MAX, Placed, Reading, Source};

/// Reads every `nitf` element among the roots.
pub(crate) fn read(tree: &Tree<'_>, roots: &[(NodeId, Format)], source: &Source<'_>) -> Reading {
    let documents = roots
        .iter()
        .filter(|(_, format)| *format == Format::Nitf)
        .take(ITEMS_MAX + 1);
    let items = documents.map(|&(node, _)| {
        let raw = parse::nitf(tree, node);
        Placed {
            item: adapt::item(tree, &raw, source),
            span: tree.span(node),
        }
    });
    Reading {
        format: Format::Nitf,
        items: items.collect(),
    }
}
