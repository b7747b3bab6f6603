//! The archive: segments and what is in none yet, as one. Adds documents in the order of the event sequence, hides
//! killed items at once, writes segments, joins them. What is not durable is taken again from the event sequence: the
//! manifest says from where.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::item::{Document, Found, ItemHash};
use crate::manifest::{Manifest, segment_name, words_name};
use crate::memtable::{Loading, Memtable};
use crate::merge::Merge;
use crate::segment::{DocumentEntry, Posting, Segment};
use crate::shelf::{LeftOut, Place, Shelf, Skipped};
use crate::store::{SegmentStore, StoreFailure};
use crate::word_file::WordEntry;

/// Documents kept in memory before they become a segment.
pub const MEMTABLE_DOCUMENTS_MAX: usize = 4_096;
/// Documents of a segment that a bulk load makes.
pub const BULK_DOCUMENTS_MAX: usize = 131_072;
/// Segments beyond which neighbours are joined.
pub const SEGMENTS_MAX: usize = 8;

/// Whether the opener may write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Removes what no manifest names, adds and joins.
    Write,
    /// Alters nothing.
    Read,
}

/// The archive.
pub struct Archive {
    store: Arc<dyn SegmentStore>,
    shelves: Vec<Shelf>,
    memtable: Memtable,
    hidden: BTreeSet<u64>,
    /// Versions of each item so far; counted when first asked for.
    versions: Option<HashMap<u64, u32>>,
    next: u64,
    /// Events up to this one were taken.
    sequence: u64,
    skipped: Vec<Skipped>,
    /// Numbers of segments that were left out: the manifest goes on naming them, so that each start tells of them.
    missing: Vec<u64>,
}

impl Archive {
    /// Opens what the manifest names. Files that cannot be used are left out and told by [`Archive::skipped`]. An index
    /// made by other rules is given up whole: it is empty and begins at the first event, so that it is made anew.
    ///
    /// # Errors
    /// The store cannot be read, or refused to give such an index up.
    pub fn open(store: Arc<dyn SegmentStore>, access: Access) -> Result<Self, StoreFailure> {
        let mut skipped = Vec::new();
        let mut manifest = match store.manifest()? {
            None => Manifest::default(),
            Some(bytes) => Manifest::read(&bytes).unwrap_or_else(|| {
                skipped.push(Skipped {
                    name: String::from("manifest"),
                    reason: String::from("it is no manifest or was altered"),
                });
                Manifest::default()
            }),
        };
        let (mut shelves, mut missing) = (Vec::new(), Vec::new());
        for &number in &manifest.segments {
            match Shelf::open(store.as_ref(), number) {
                Ok(shelf) => shelves.push(shelf),
                Err(LeftOut::Broken(why)) => {
                    skipped.push(why);
                    missing.push(number);
                }
                Err(LeftOut::OtherRules(why)) => {
                    skipped = vec![why];
                    (shelves, missing) = (Vec::new(), Vec::new());
                    manifest = manifest.anew();
                    // Put before its files go: no manifest ever names what is gone.
                    if access == Access::Write {
                        store.put_manifest(&manifest.write())?;
                    }
                    break;
                }
            }
        }
        if access == Access::Write {
            manifest.remove_others(store.as_ref())?;
        }
        for shelf in &mut shelves {
            shelf.hide(&manifest.hidden);
        }
        Ok(Self {
            store,
            shelves,
            memtable: Memtable::default(),
            hidden: manifest.hidden,
            versions: None,
            next: manifest.next,
            sequence: manifest.sequence,
            skipped,
            missing,
        })
    }

    /// What was left out when it was opened.
    #[must_use]
    pub fn skipped(&self) -> &[Skipped] {
        &self.skipped
    }

    /// The event after which to go on.
    #[must_use]
    pub const fn sequence(&self) -> u64 {
        self.sequence
    }

    /// How many documents it holds, hidden ones included until a join drops them.
    #[must_use]
    pub fn documents(&self) -> usize {
        let shelved: usize = self
            .shelves
            .iter()
            .map(|shelf| shelf.segment.documents())
            .sum();
        shelved + self.memtable.len()
    }

    /// Its segments, oldest first.
    pub fn segments(&self) -> impl ExactSizeIterator<Item = &Segment> {
        self.shelves.iter().map(|shelf| shelf.segment.as_ref())
    }

    /// Takes a document; `false` if its event was taken before.
    pub fn add(&mut self, document: &Document, loading: Loading) -> bool {
        if document.sequence <= self.sequence {
            return false;
        }
        let nth = self.next_version(document.item);
        let words = document.words;
        self.memtable.add(
            DocumentEntry {
                sequence: document.sequence,
                whole: words.whole(),
                words: u32::try_from(words.len()).unwrap_or(u32::MAX),
                received: document.received,
            },
            WordEntry {
                item: document.item.0,
                nth,
            },
            words,
            loading,
        );
        self.sequence = document.sequence;
        true
    }

    fn next_version(&mut self, item: ItemHash) -> u32 {
        let nth = self.versions_of(item) + 1;
        self.versions.get_or_insert_default().insert(item.0, nth);
        nth
    }

    /// How many versions of an item were taken. Counts those of all items when it is first asked.
    pub fn versions_of(&mut self, item: ItemHash) -> u32 {
        let (shelves, memtable) = (&self.shelves, &self.memtable);
        let versions = self.versions.get_or_insert_with(|| {
            let mut versions = HashMap::new();
            let shelved = shelves.iter().flat_map(|shelf| {
                let all = 0..u32::try_from(shelf.segment.documents()).unwrap_or(u32::MAX);
                all.filter_map(|document| shelf.words.entry(document))
            });
            for entry in shelved.chain(memtable.entries().iter().copied()) {
                let most = versions.entry(entry.item).or_insert(0);
                *most = entry.nth.max(*most);
            }
            versions
        });
        versions.get(&item.0).copied().unwrap_or(0)
    }

    /// How many documents are in memory alone.
    #[must_use]
    pub fn unwritten(&self) -> usize {
        self.memtable.len()
    }

    /// Says that events up to this one brought no further document.
    pub fn pass(&mut self, sequence: u64) {
        self.sequence = self.sequence.max(sequence);
    }

    /// Hides all documents of an item, also those that come later. Durable with the next [`Archive::flush`].
    pub fn hide(&mut self, item: ItemHash) {
        if self.hidden.insert(item.0) {
            let only = BTreeSet::from([item.0]);
            for shelf in &mut self.shelves {
                shelf.hide(&only);
            }
        }
    }

    /// Writes what is in memory as a segment, and the manifest.
    ///
    /// # Errors
    /// The disk refused; everything stays in memory and can be flushed again.
    pub fn flush(&mut self) -> Result<(), StoreFailure> {
        let mut shelves = self.shelves.clone();
        let number = self.next;
        if self.memtable.len() > 0 {
            self.next += 1;
            self.memtable.write(self.store.as_ref(), number)?;
            let mut shelf = Shelf::open(self.store.as_ref(), number).map_err(LeftOut::failure)?;
            shelf.hide(&self.hidden);
            shelves.push(shelf);
        }
        self.put_manifest(&shelves, self.sequence)?;
        self.shelves = shelves;
        self.memtable = Memtable::default();
        Ok(())
    }

    /// The manifest of these segments.
    fn put_manifest(&self, shelves: &[Shelf], sequence: u64) -> Result<(), StoreFailure> {
        let manifest = Manifest {
            next: self.next,
            sequence,
            segments: self
                .missing
                .iter()
                .copied()
                .chain(shelves.iter().map(|shelf| shelf.number))
                .collect(),
            hidden: self.hidden.clone(),
        };
        self.store.put_manifest(&manifest.write())
    }

    /// The two neighbours to be joined next, if there are more than 8 segments.
    pub fn plan_merge(&mut self) -> Option<Merge> {
        if self.shelves.len() <= SEGMENTS_MAX {
            return None;
        }
        let sum = |pair: &[Shelf]| {
            pair.iter()
                .map(|shelf| shelf.segment.documents())
                .sum::<usize>()
        };
        let pairs = self.shelves.windows(2).enumerate();
        let at = pairs.min_by_key(|(at, pair)| (sum(pair), *at))?.0;
        self.merge_of(at..at + 2)
    }

    /// All segments as one.
    pub fn plan_compaction(&mut self) -> Option<Merge> {
        if self.shelves.len() < 2 {
            return None;
        }
        self.merge_of(0..self.shelves.len())
    }

    fn merge_of(&mut self, range: std::ops::Range<usize>) -> Option<Merge> {
        let shelves = self.shelves.get(range)?.to_vec();
        let number = self.next;
        self.next += 1;
        Some(Merge::new(Arc::clone(&self.store), shelves, number))
    }

    /// Puts a finished join in place of what it was made of. Nothing, if that is gone.
    ///
    /// # Errors
    /// The disk refused; the segments stay as they were.
    pub fn adopt(&mut self, merge: &Merge) -> Result<(), StoreFailure> {
        let numbers: Vec<u64> = merge.sources().collect();
        let own: Vec<u64> = self.shelves.iter().map(|shelf| shelf.number).collect();
        let Some(at) = own
            .windows(numbers.len().max(1))
            .position(|window| window == numbers)
        else {
            return Ok(());
        };
        let mut joined =
            Shelf::open(self.store.as_ref(), merge.number()).map_err(LeftOut::failure)?;
        joined.hide(&self.hidden);
        let mut shelves = self.shelves.clone();
        shelves.splice(at..at + numbers.len(), [joined]);
        // What is in memory is not in these segments: the manifest must not say that its events are.
        self.put_manifest(&shelves, self.durable_sequence())?;
        self.shelves = shelves;
        for number in numbers {
            self.store.remove(&segment_name(number))?;
            self.store.remove(&words_name(number))?;
        }
        Ok(())
    }

    /// The event up to which everything is in segments.
    fn durable_sequence(&self) -> u64 {
        self.memtable
            .documents()
            .first()
            .map_or(self.sequence, |first| first.sequence - 1)
    }

    pub(crate) fn memtable_shelf(&self) -> u8 {
        u8::try_from(self.shelves.len()).unwrap_or(u8::MAX)
    }

    /// Hands over all documents of a key with their shelves; answers whether the key was in too many.
    pub(crate) fn postings_of(&self, key: u64, mut take: impl FnMut(u8, Posting)) -> bool {
        for (number, shelf) in (0_u8..).zip(&self.shelves) {
            let found = shelf
                .segment
                .postings_of(key, |posting| take(number, posting));
            if found == 0 && shelf.segment.is_capped(key) {
                return true;
            }
        }
        let last = self.memtable_shelf();
        self.memtable
            .postings_of(key, |posting| take(last, posting));
        false
    }

    /// A document, unless it is hidden or none.
    pub(crate) fn found(&self, place: Place) -> Option<Found> {
        let (document, entry) = match self.shelves.get(usize::from(place.shelf)) {
            Some(shelf) => {
                if shelf.is_dead(place.document) {
                    return None;
                }
                (
                    shelf.segment.document(place.document)?,
                    shelf.words.entry(place.document)?,
                )
            }
            None => {
                let entry = *self.memtable.entries().get(place.document as usize)?;
                if self.hidden.contains(&entry.item) {
                    return None;
                }
                (self.memtable.document(place.document)?, entry)
            }
        };
        Some(Found {
            sequence: document.sequence,
            item: ItemHash(entry.item),
            nth: entry.nth,
            received: document.received,
            words: document.words,
            whole: document.whole,
        })
    }

    pub(crate) fn is_visible(&self, place: Place) -> bool {
        match self.shelves.get(usize::from(place.shelf)) {
            Some(shelf) => !shelf.is_dead(place.document),
            None => {
                let entry = self.memtable.entries().get(place.document as usize);
                entry.is_some_and(|entry| !self.hidden.contains(&entry.item))
            }
        }
    }

    /// The short hashes of a document's words, put into `words`.
    pub(crate) fn words_of(&self, place: Place, words: &mut Vec<u32>) {
        words.clear();
        match self.shelves.get(usize::from(place.shelf)) {
            Some(shelf) => {
                let fours = shelf.words.words(place.document).chunks_exact(4);
                words.extend(
                    fours.filter_map(|four| Some(u32::from_le_bytes(four.try_into().ok()?))),
                );
            }
            None => words.extend_from_slice(self.memtable.words(place.document)),
        }
    }
}
