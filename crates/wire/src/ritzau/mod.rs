//! Ritzau's `RBNews`, one or a list of them in the answer of its queue. Elements are matched by local name; an element
//! that says it is nil is absent. Never judges words of a status that only Ritzau knows.

mod adapt;
mod parse;
mod raw;
#[cfg(test)]
mod tests;

use crate::xml::{NodeId, Tree};
use crate::{Format, ITEMS_MAX, Placed, Reading, Source};

/// Reads every `RBNews` among the roots.
pub(crate) fn read(tree: &Tree<'_>, roots: &[(NodeId, Format)], source: &Source<'_>) -> Reading {
    let news = roots
        .iter()
        .filter(|(_, format)| *format == Format::Ritzau)
        .take(ITEMS_MAX + 1);
    let items = news.map(|&(node, _)| {
        let raw = parse::news(tree, node);
        Placed {
            item: adapt::item(tree, &raw, source),
            span: tree.span(node),
        }
    });
    Reading {
        format: Format::Ritzau,
        items: items.collect(),
    }
}
