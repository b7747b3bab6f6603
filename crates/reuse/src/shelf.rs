//! A shelf: a segment with the words of its documents beside it, and which of them are hidden. Opens what a store holds;
//! writes nothing and never answers a hidden document.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use crate::manifest::{segment_name, words_name};
use crate::segment::{Malformed, Segment};
use crate::store::{SegmentStore, StoreFailure};
use crate::word_file::WordFile;

/// A file that was left out, with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The file.
    pub name: String,
    /// What is wrong with it.
    pub reason: String,
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.reason)
    }
}

/// Why there is no shelf.
pub(crate) enum LeftOut {
    /// Its words or fingerprints were made otherwise than today: they would be misread.
    OtherRules(Skipped),
    /// It is not there, cut short or altered.
    Broken(Skipped),
}

impl LeftOut {
    pub(crate) fn skipped(self) -> Skipped {
        match self {
            Self::OtherRules(skipped) | Self::Broken(skipped) => skipped,
        }
    }

    /// As a failure of the store that has just written it.
    pub(crate) fn failure(self) -> StoreFailure {
        let skipped = self.skipped();
        StoreFailure::new(&skipped.name, skipped.reason)
    }
}

/// A segment with the words of its documents, and which of them are hidden.
#[derive(Clone)]
pub(crate) struct Shelf {
    pub number: u64,
    pub segment: Arc<Segment>,
    pub words: Arc<WordFile>,
    /// One bit a document.
    dead: Vec<u64>,
}

impl Shelf {
    /// Opens segment and words of this number.
    pub(crate) fn open(store: &dyn SegmentStore, number: u64) -> Result<Self, LeftOut> {
        let skipped = |name: String, reason: &dyn fmt::Display| Skipped {
            name,
            reason: reason.to_string(),
        };
        let read = |name: &str| {
            let bytes = store.open(name);
            bytes.map_err(|failure| LeftOut::Broken(skipped(name.to_owned(), &failure.source)))
        };
        let unfit = |name: &str, why: Malformed| {
            let skipped = skipped(name.to_owned(), &why);
            match why {
                Malformed::Rules => LeftOut::OtherRules(skipped),
                _ => LeftOut::Broken(skipped),
            }
        };
        let (name, beside) = (segment_name(number), words_name(number));
        let segment = Segment::open(read(&name)?).map_err(|why| unfit(&name, why))?;
        let words = WordFile::open(read(&beside)?).map_err(|why| unfit(&beside, why))?;
        if words.documents() != segment.documents() {
            return Err(unfit(&beside, Malformed::Offsets));
        }
        Ok(Self {
            number,
            dead: vec![0; segment.documents().div_ceil(64)],
            segment: Arc::new(segment),
            words: Arc::new(words),
        })
    }

    pub(crate) fn hide(&mut self, hidden: &BTreeSet<u64>) {
        if hidden.is_empty() {
            return;
        }
        for document in 0..u32::try_from(self.segment.documents()).unwrap_or(u32::MAX) {
            let entry = self.words.entry(document);
            if entry.is_some_and(|entry| hidden.contains(&entry.item)) {
                self.dead[document as usize / 64] |= 1 << (document % 64);
            }
        }
    }

    pub(crate) fn is_dead(&self, document: u32) -> bool {
        self.dead
            .get(document as usize / 64)
            .is_none_or(|bits| bits >> (document % 64) & 1 == 1)
    }
}

/// A document's place: its shelf, or past the last one for the memtable; and its number there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub shelf: u8,
    pub document: u32,
}
