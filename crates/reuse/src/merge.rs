//! Joining neighbouring segments into one: hidden documents are dropped, keys of too many documents are capped. Works
//! on bytes that are never altered, so searches and new documents go on meanwhile.

use std::sync::Arc;

use crate::manifest::{segment_name, words_name};
use crate::segment::{Cursor, DOCUMENTS_MAX_OF_KEY, DocumentEntry, Posting, SegmentBuilder};
use crate::shelf::Shelf;
use crate::store::{SegmentStore, StoreFailure};
use crate::word_file::WordFileBuilder;

/// No place in the joined segment.
const DROPPED: u32 = u32::MAX;

/// A join that was planned: run it, then let the archive adopt it.
pub struct Merge {
    store: Arc<dyn SegmentStore>,
    shelves: Vec<Shelf>,
    number: u64,
}

impl Merge {
    pub(crate) fn new(store: Arc<dyn SegmentStore>, shelves: Vec<Shelf>, number: u64) -> Self {
        Self {
            store,
            shelves,
            number,
        }
    }

    pub(crate) fn sources(&self) -> impl Iterator<Item = u64> + '_ {
        self.shelves.iter().map(|shelf| shelf.number)
    }

    pub(crate) const fn number(&self) -> u64 {
        self.number
    }

    /// Writes the joined files.
    ///
    /// # Errors
    /// The disk refused; the files written so far are removed when the archive is opened again.
    pub fn run(&self) -> Result<(), StoreFailure> {
        let mut documents: Vec<DocumentEntry> = Vec::new();
        let mut words = WordFileBuilder::new(self.store.create(&words_name(self.number))?)?;
        let mut places: Vec<Vec<u32>> = Vec::new();
        for shelf in &self.shelves {
            places.push(self.take_documents(shelf, &mut documents, &mut words)?);
        }
        words.finish()?;
        let file = self.store.create(&segment_name(self.number))?;
        let mut segment = SegmentBuilder::new(file, documents)?;
        let capped = self.cap(&mut segment);
        self.join_keys(&places, &capped, &mut segment)?;
        segment.finish()
    }

    /// Copies the living documents of a shelf; answers their new numbers.
    fn take_documents(
        &self,
        shelf: &Shelf,
        documents: &mut Vec<DocumentEntry>,
        words: &mut WordFileBuilder,
    ) -> Result<Vec<u32>, StoreFailure> {
        let mut places = Vec::with_capacity(shelf.segment.documents());
        for document in 0..u32::try_from(shelf.segment.documents()).unwrap_or(u32::MAX) {
            let found = shelf
                .segment
                .document(document)
                .zip(shelf.words.entry(document));
            let Some((entry, word_entry)) = found.filter(|_| !shelf.is_dead(document)) else {
                places.push(DROPPED);
                continue;
            };
            places.push(u32::try_from(documents.len()).unwrap_or(DROPPED));
            documents.push(entry);
            let fours = shelf.words.words(document).chunks_exact(4);
            words.add(
                word_entry,
                fours.map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]])),
            )?;
        }
        Ok(places)
    }

    /// What was capped stays so: its documents are forgotten.
    fn cap(&self, segment: &mut SegmentBuilder) -> Vec<u64> {
        let mut capped: Vec<u64> = self
            .shelves
            .iter()
            .flat_map(|shelf| shelf.segment.capped())
            .collect();
        capped.sort_unstable();
        capped.dedup();
        capped.iter().for_each(|&key| segment.cap(key));
        capped
    }

    fn join_keys(
        &self,
        places: &[Vec<u32>],
        capped: &[u64],
        segment: &mut SegmentBuilder,
    ) -> Result<(), StoreFailure> {
        let mut cursors: Vec<Cursor> = self
            .shelves
            .iter()
            .map(|shelf| shelf.segment.cursor())
            .collect();
        let mut heads: Vec<Option<u64>> = cursors.iter_mut().map(Cursor::next_key).collect();
        let mut capped = capped.iter().peekable();
        let mut list: Vec<Posting> = Vec::new();
        while let Some(key) = heads.iter().flatten().min().copied() {
            list.clear();
            for ((cursor, head), places) in cursors.iter_mut().zip(&mut heads).zip(places) {
                if *head != Some(key) {
                    continue;
                }
                let living = cursor.list().iter().filter_map(|posting| {
                    let document = *places.get(posting.document as usize)?;
                    (document != DROPPED).then_some(Posting {
                        document,
                        ..*posting
                    })
                });
                list.extend(living);
                // A key that does not rise is damage: the rest of that segment is left out.
                *head = cursor.next_key().filter(|next| *next > key);
            }
            while capped.next_if(|known| **known < key).is_some() {}
            if capped.peek() == Some(&&key) {
                continue;
            }
            debug_assert!(
                list.is_sorted_by_key(|posting| posting.document),
                "shelves are in order"
            );
            if list.len() > DOCUMENTS_MAX_OF_KEY {
                segment.cap(key);
            } else {
                segment.add(key, &list)?;
            }
        }
        Ok(())
    }
}
