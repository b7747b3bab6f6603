//! RSS 0.9x to 2.0, RSS 1.0 (RDF) and CDF, with or without a version; WXR is RSS with its namespace. Items are found
//! wherever they stand: inside the channel, beside it, under a made-up wrapper.

mod parse;

#[cfg(test)]
mod tests;

use crate::web_feed::{Entry, fill_item};
use crate::xml::{NodeId, Tree};
use crate::{Format, ITEMS_MAX, PlacedItems, Reading, Source};

/// Reads the channels of a tree.
pub(crate) fn read(tree: &Tree<'_>, roots: &[(NodeId, Format)], source: &Source<'_>) -> Reading {
    let mut items = PlacedItems::default();
    for &(root, _) in roots {
        let feed = parse::feed(tree, root);
        let room = (ITEMS_MAX + 1).saturating_sub(items.len());
        items.reserve(room.min(feed.entries.len()));
        for &node in feed.entries.iter().take(room) {
            let mut entry = Entry::default();
            parse::entry(tree, node, &mut entry);
            if let Some(item) = items.add_empty(entry.span) {
                source.mark(item, Format::Rss);
                fill_item(item, &feed, &mut entry, tree, source);
            }
        }
    }
    Reading {
        format: Format::Rss,
        items,
    }
}
