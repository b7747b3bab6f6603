//! Rendered pages in memory, bounded; the page asked for longest ago goes first. Decides nothing about readability:
//! the catalogue is asked before each answer.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use copydesk_desk::{DocumentId, EntityId, StoryId};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::catalogue::Generation;
use crate::encoded::Encoded;
use crate::route::{Cursor, FeedForm, StoryPage};

/// A page that is kept as bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PageKey {
    /// The front page.
    Front,
    /// A section from a cursor on.
    Section(String, Option<Cursor>),
    /// A page of a readable story.
    Story(StoryId, StoryPage),
    /// What stands in place of every page of a gone story.
    Tombstone(StoryId),
    /// A feed.
    Feed(FeedForm, Option<String>),
    /// The sitemap.
    Sitemap,
    /// The news sitemap.
    NewsSitemap,
    /// Corrections and withdrawals.
    Corrections,
    /// A day.
    Archive(Date),
    /// Why stories are named under "Also read" of a story.
    Also(StoryId),
    /// Every explainer.
    Explainers,
    /// An explainer.
    Explainer(String),
    /// An explainer as data.
    ExplainerData(String),
    /// Every document.
    Documents,
    /// A document.
    Document(DocumentId),
    /// Two documents side by side.
    Compared(DocumentId, DocumentId),
    /// The speakers.
    People,
    /// A speaker from a cursor on.
    Speaker(EntityId, Option<Cursor>),
    /// A page about the site.
    About(String),
    /// The plain 404.
    NotFound,
}

/// A page and until when it is current.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The bytes.
    pub page: Arc<Encoded>,
    /// Generation of the catalogue it was made from.
    pub made_at: Generation,
    /// Theme it was made with, counted by reloads.
    pub theme: u64,
    /// The instant at which time alone makes it stale; `None`: never.
    pub ends: Option<Timestamp>,
}

/// The bounded cache.
#[derive(Debug)]
pub struct PageCache {
    pages: HashMap<PageKey, (u64, Kept)>,
    by_use: BTreeMap<u64, PageKey>,
    clock: u64,
    bytes: usize,
    bytes_max: usize,
    floor: Generation,
}

impl PageCache {
    /// An empty cache of at most `bytes_max`.
    #[must_use]
    pub fn new(bytes_max: usize) -> Self {
        Self {
            pages: HashMap::new(),
            by_use: BTreeMap::new(),
            clock: 0,
            bytes: 0,
            bytes_max,
            floor: Generation::default(),
        }
    }

    /// The page under a key, now the last used.
    pub fn get(&mut self, key: &PageKey) -> Option<Kept> {
        self.clock += 1;
        let (used, kept) = self.pages.get_mut(key)?;
        if let Some(key) = self.by_use.remove(used) {
            self.by_use.insert(self.clock, key);
        }
        *used = self.clock;
        Some(kept.clone())
    }

    /// Keeps a page, unless a newer one is there; lets go of those used longest ago while there is too much.
    pub fn put(&mut self, key: PageKey, kept: Kept) {
        let newer =
            |(_, there): &(u64, Kept)| (there.theme, there.made_at) > (kept.theme, kept.made_at);
        let too_old = kept.made_at < self.floor || self.pages.get(&key).is_some_and(newer);
        if too_old || kept.page.len() > self.bytes_max {
            return;
        }
        self.remove(&key);
        self.clock += 1;
        self.bytes += kept.page.len();
        self.by_use.insert(self.clock, key.clone());
        self.pages.insert(key, (self.clock, kept));
        while self.bytes > self.bytes_max {
            let Some((_, eldest)) = self.by_use.first_key_value() else {
                return;
            };
            let eldest = eldest.clone();
            self.remove(&eldest);
        }
    }

    /// Forgets a page.
    pub fn remove(&mut self, key: &PageKey) {
        if let Some((used, kept)) = self.pages.remove(key) {
            self.by_use.remove(&used);
            self.bytes -= kept.page.len();
        }
    }

    /// Forgets every page, and refuses from now on what was made from an older catalogue: nothing of a killed text
    /// stays in memory, also not from a rendering that had begun before.
    pub fn clear(&mut self, floor: Generation) {
        self.pages.clear();
        self.by_use.clear();
        self.bytes = 0;
        self.floor = floor;
    }

    /// Bytes held.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Pages held.
    #[must_use]
    pub fn len(&self) -> usize {
        self.pages.len()
    }

    /// Whether no page is held.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pages.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoded::Dress;
    use crate::seal::seal_document;

    fn kept(bytes: usize, generation: u64) -> Kept {
        let text: String = (0..bytes)
            .map(|n| char::from(b'a' + (n * 7 % 26) as u8))
            .collect();
        Kept {
            page: Arc::new(Encoded::new(
                seal_document(text),
                Dress::Document {
                    media_type: "text/plain",
                },
            )),
            made_at: Generation(generation),
            theme: 0,
            ends: None,
        }
    }

    #[test]
    fn the_page_used_longest_ago_goes_first() {
        let about = |n: usize| PageKey::About(n.to_string());
        let size = kept(1_000, 1).page.len();
        let mut cache = PageCache::new(size * 2);
        cache.put(about(1), kept(1_000, 1));
        cache.put(about(2), kept(1_000, 1));
        assert!(cache.get(&about(1)).is_some());
        cache.put(about(3), kept(1_000, 1));
        assert!(cache.get(&about(2)).is_none());
        assert!(cache.get(&about(1)).is_some());
        assert!(cache.bytes() <= size * 2);
    }

    #[test]
    fn after_clearing_nothing_older_comes_in() {
        let mut cache = PageCache::new(100_000);
        cache.put(PageKey::Front, kept(10, 5));
        cache.clear(Generation(6));
        cache.put(PageKey::Front, kept(10, 5));
        assert!(cache.is_empty() && cache.bytes() == 0);
    }

    #[test]
    fn an_older_page_never_replaces_a_newer_one() {
        let mut cache = PageCache::new(100_000);
        cache.put(PageKey::Front, kept(10, 5));
        cache.put(PageKey::Front, kept(20, 4));
        assert_eq!(
            cache.get(&PageKey::Front).map(|kept| kept.made_at),
            Some(Generation(5))
        );
    }
}
