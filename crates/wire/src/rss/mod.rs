//! RSS 0.9x to 2.0, RSS 1.0 (RDF) and CDF, with or without a version; WXR is RSS with its namespace. Items are found
//! wherever they stand: inside the channel, beside it, under a made-up wrapper.

mod parse;

#[cfg(test)]
mod tests;

use crate::web_feed::entry_item;
use crate::xml::{NodeId, Tree};
use crate::{Format, ITEMS_MAX, Placed, Reading, Source};

/// Reads the channels of a tree.
pub(crate) fn read(tree: &Tree<'_>, roots: &[(NodeId, Format)], source: &Source<'_>) -> Reading {
    let mut items = Vec::new();
    for &(root, _) in roots {
        let feed = parse::feed(tree, root);
        let room = (ITEMS_MAX + 1).saturating_sub(items.len());
        items.extend(feed.entries.iter().take(room).map(|&entry| Placed {
            span: tree.span(entry),
            item: entry_item(&feed, parse::entry(tree, entry), Format::Rss, tree, source),
        }));
    }
    Reading {
        format: Format::Rss,
        items,
    }
}
