//! SportsML documents: headline, events, teams, players and their scores as rows, what is told in words. The rest of the
//! model (statistics, actions, odds, wagering) is not read; its words are reported, its numbers passed over.

mod adapt;
mod parse;
mod raw;
#[cfg(test)]
mod tests;

use crate::xml::{NodeId, Tree};
use crate::{Format, ITEMS_MAX, Placed, Reading, Source};

/// Reads every `sports-content` among the roots.
pub(crate) fn read(tree: &Tree<'_>, roots: &[(NodeId, Format)], source: &Source<'_>) -> Reading {
    let contents = roots
        .iter()
        .filter(|(_, format)| *format == Format::SportsMl)
        .take(ITEMS_MAX + 1);
    let items = contents.map(|&(node, _)| {
        let raw = parse::content(tree, node);
        Placed {
            item: adapt::item(tree, &raw, source),
            span: tree.span(node),
        }
    });
    Reading {
        format: Format::SportsMl,
        items: items.collect(),
    }
}
