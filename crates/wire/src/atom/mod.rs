//! Atom 0.3 and 1.0, feeds and single entries; `at:deleted-entry` kills the entry it refers to.

mod parse;

#[cfg(test)]
mod tests;

use crate::web_feed::{Entry, Feed, fill_item, tombstone_item};
use crate::xml::{NodeId, Tree};
use crate::{Format, ITEMS_MAX, Placed, PlacedItems, Reading, Source};

/// Reads the feeds of a tree. Entries that are taken back come first: no limit may cut a kill off.
pub(crate) fn read(tree: &Tree<'_>, roots: &[(NodeId, Format)], source: &Source<'_>) -> Reading {
    // a document has one feed as a rule: it needs no list
    if let &[(root, _)] = roots {
        return read_feeds(&[parse::feed(tree, root)], tree, source);
    }
    let feeds = roots.iter().map(|&(root, _)| parse::feed(tree, root));
    read_feeds(&feeds.collect::<Vec<_>>(), tree, source)
}

fn read_feeds(feeds: &[Feed], tree: &Tree<'_>, source: &Source<'_>) -> Reading {
    let mut items = PlacedItems::default();
    let tombstones = feeds.iter().flat_map(|feed| &feed.tombstones);
    for tombstone in tombstones.take(ITEMS_MAX + 1) {
        items.push(Placed {
            item: tombstone_item(tombstone, source),
            span: tombstone.span,
        });
    }
    for feed in feeds {
        let room = (ITEMS_MAX + 1).saturating_sub(items.len());
        items.reserve(room.min(feed.entries.len()));
        for &node in feed.entries.iter().take(room) {
            let mut entry = Entry::default();
            parse::entry(tree, node, &mut entry);
            if let Some(item) = items.add_empty(entry.span) {
                source.mark(item, Format::Atom);
                fill_item(item, feed, &mut entry, tree, source);
            }
        }
    }
    Reading {
        format: Format::Atom,
        items,
    }
}
