//! Documents that are in no segment yet, searchable at once: sorted runs of postings that are joined when they are
//! equally long, so that there are never many. What a bulk load adds is sorted when it is written.

use crate::fingerprint::Runs;
use crate::manifest::{segment_name, words_name};
use crate::piles::{Piles, Room};
use crate::segment::{DocumentEntry, Posting, SegmentBuilder};
use crate::store::{SegmentStore, StoreFailure};
use crate::word_file::{WordEntry, WordFileBuilder};
use crate::words::Words;

/// A posting in one number: key, document, bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Packed(pub(crate) u64);

const DOCUMENT_BITS: u32 = 22;
const BUCKET_BITS: u32 = 6;

impl Packed {
    pub(crate) fn new(key: u64, document: u32, bucket: u8) -> Self {
        Self(
            (key << (DOCUMENT_BITS + BUCKET_BITS))
                | (u64::from(document) << BUCKET_BITS)
                | u64::from(bucket),
        )
    }

    pub(crate) const fn key(self) -> u64 {
        self.0 >> (DOCUMENT_BITS + BUCKET_BITS)
    }

    pub(crate) const fn posting(self) -> Posting {
        Posting {
            document: (self.0 >> BUCKET_BITS) as u32 & ((1 << DOCUMENT_BITS) - 1),
            bucket: self.0 as u8 & ((1 << BUCKET_BITS) - 1),
        }
    }

    /// Key and document: two postings of one document under one key count once.
    const fn pair(self) -> u64 {
        self.0 >> BUCKET_BITS
    }
}

/// Whether a document is to be found at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loading {
    /// One of many: its postings are sorted when the segment is written. A search finds it, slowly.
    Bulk,
    /// It is sorted in now.
    Live,
}

#[derive(Debug)]
struct Run {
    documents: usize,
    postings: Vec<Packed>,
}

#[derive(Debug, Default)]
pub(crate) struct Memtable {
    documents: Vec<DocumentEntry>,
    entries: Vec<WordEntry>,
    words: Vec<u32>,
    ends: Vec<usize>,
    runs: Vec<Run>,
    /// Added in bulk.
    piles: Piles,
    hashes: Runs,
}

impl Memtable {
    pub(crate) fn len(&self) -> usize {
        self.documents.len()
    }

    pub(crate) fn document(&self, document: u32) -> Option<DocumentEntry> {
        self.documents.get(document as usize).copied()
    }

    pub(crate) fn documents(&self) -> &[DocumentEntry] {
        &self.documents
    }

    pub(crate) fn entries(&self) -> &[WordEntry] {
        &self.entries
    }

    pub(crate) fn words(&self, document: u32) -> &[u32] {
        let document = document as usize;
        let start = document
            .checked_sub(1)
            .map_or(Some(&0), |before| self.ends.get(before));
        let range = start.zip(self.ends.get(document));
        range
            .and_then(|(&start, &end)| self.words.get(start..end))
            .unwrap_or_default()
    }

    pub(crate) fn add(
        &mut self,
        document: DocumentEntry,
        entry: WordEntry,
        words: &Words,
        loading: Loading,
    ) {
        let number = u32::try_from(self.documents.len()).unwrap_or(u32::MAX);
        self.documents.push(document);
        self.entries.push(entry);
        self.words.extend(words.short());
        self.ends.push(self.words.len());
        if loading == Loading::Bulk {
            let piles = &mut self.piles;
            piles.prepare();
            self.hashes.fingerprints(words, |found| {
                piles.push(Packed::new(found.key, number, found.bucket()));
            });
            return;
        }
        let mut postings = Vec::with_capacity(words.len() / 2);
        self.hashes.fingerprints(words, |found| {
            postings.push(Packed::new(found.key, number, found.bucket()));
        });
        postings.sort_unstable();
        postings.dedup_by_key(|packed| packed.pair());
        self.runs.push(Run {
            documents: 1,
            postings,
        });
        while let [.., before, last] = &self.runs[..]
            && before.documents <= last.documents
        {
            self.join_last();
        }
    }

    fn join_last(&mut self) {
        let (Some(last), Some(before)) = (self.runs.pop(), self.runs.pop()) else {
            return;
        };
        self.runs.push(Run {
            documents: before.documents + last.documents,
            postings: join(&before.postings, &last.postings),
        });
    }

    /// Hands over the documents of a key.
    pub(crate) fn postings_of(&self, key: u64, mut take: impl FnMut(Posting)) {
        for run in &self.runs {
            let from = run.postings.partition_point(|packed| packed.key() < key);
            let same = run.postings[from..]
                .iter()
                .take_while(|packed| packed.key() == key);
            same.for_each(|packed| take(packed.posting()));
        }
        let mut last = None;
        let pile = self.piles.around(Packed::new(key, 0, 0));
        let own = pile.iter().filter(|packed| packed.key() == key);
        for packed in own {
            if last.replace(packed.pair()) != Some(packed.pair()) {
                take(packed.posting());
            }
        }
    }

    /// Hands over all keys in rising order, each with its documents.
    fn each_key<E>(&self, mut take: impl FnMut(u64, &[Posting]) -> Result<(), E>) -> Result<(), E> {
        let mut sorted = Vec::new();
        for run in self.runs.iter().rev() {
            sorted = join(&run.postings, &sorted);
        }
        let (mut rest, mut room) = (&sorted[..], Room::default());
        let mut list = Vec::new();
        for (pile, next) in self.piles.iter() {
            let until = next.map_or(rest.len(), |next| rest.partition_point(|own| *own < next));
            let (own, later) = rest.split_at(until);
            rest = later;
            let pile = room.sort(pile);
            if own.is_empty() {
                hand_over(pile, &mut list, &mut take)?;
            } else {
                hand_over(&join(own, pile), &mut list, &mut take)?;
            }
        }
        hand_over(rest, &mut list, &mut take)
    }

    /// Writes it as a segment and its word file.
    pub(crate) fn write(&self, store: &dyn SegmentStore, number: u64) -> Result<(), StoreFailure> {
        let mut words = WordFileBuilder::new(store.create(&words_name(number))?)?;
        for (entry, document) in self.entries.iter().zip(0..) {
            words.add(*entry, self.words(document).iter().copied())?;
        }
        words.finish()?;
        let file = store.create(&segment_name(number))?;
        let mut segment = SegmentBuilder::new(file, self.documents.clone())?;
        self.each_key(|key, postings| segment.add(key, postings))?;
        segment.finish()
    }
}

/// Hands over the keys of sorted postings, each document once.
fn hand_over<E>(
    sorted: &[Packed],
    list: &mut Vec<Posting>,
    take: &mut impl FnMut(u64, &[Posting]) -> Result<(), E>,
) -> Result<(), E> {
    let mut rest = sorted;
    while let [first, after @ ..] = rest {
        let key = first.key();
        // Most keys have one document.
        if after.first().is_none_or(|next| next.key() != key) {
            take(key, &[first.posting()])?;
            rest = after;
            continue;
        }
        let end = rest.iter().take_while(|packed| packed.key() == key).count();
        list.clear();
        let mut last = None;
        for packed in &rest[..end] {
            if last.replace(packed.pair()) != Some(packed.pair()) {
                list.push(packed.posting());
            }
        }
        take(key, list)?;
        rest = &rest[end..];
    }
    Ok(())
}

/// Two sorted lists as one.
fn join(a: &[Packed], b: &[Packed]) -> Vec<Packed> {
    let (mut a, mut b) = (a, b);
    let mut out = Vec::with_capacity(a.len() + b.len());
    while let ([first, rest_a @ ..], [second, rest_b @ ..]) = (a, b) {
        if first <= second {
            out.push(*first);
            a = rest_a;
        } else {
            out.push(*second);
            b = rest_b;
        }
    }
    out.extend_from_slice(a);
    out.extend_from_slice(b);
    out
}
