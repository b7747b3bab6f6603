//! The word file beside a segment, `CDSKWRD1`: for each document its item, its place among the item's versions, and the
//! short hashes of its words, so that a candidate is verified without its text being read again. Made from texts, so it
//! can be made anew; outside the size that is promised for the index.

use std::sync::Arc;

use crate::segment::Malformed;
use crate::store::{Bytes, SegmentFile, StoreFailure};

const MAGIC: [u8; 8] = *b"CDSKWRD1";
/// Magic, number of documents, where the entries begin, checksum of the words, of the entries, of this header.
const HEADER_BYTES: usize = 40;
/// Item, end of its words, version.
const ENTRY_BYTES: usize = 20;
const PIECE_WORDS: usize = 1 << 18;

/// What the word file says of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WordEntry {
    /// Hash of its item's key.
    pub item: u64,
    /// Its place among the item's versions, from 1.
    pub nth: u32,
}

/// Writes a word file.
pub(crate) struct WordFileBuilder {
    file: Box<dyn SegmentFile>,
    ready: Vec<u8>,
    words: u64,
    crc: u32,
    entries: Vec<u8>,
}

impl WordFileBuilder {
    pub(crate) fn new(mut file: Box<dyn SegmentFile>) -> Result<Self, StoreFailure> {
        file.append(&[0; HEADER_BYTES])?;
        Ok(Self {
            file,
            ready: Vec::new(),
            words: 0,
            crc: 0,
            entries: Vec::new(),
        })
    }

    pub(crate) fn add(
        &mut self,
        entry: WordEntry,
        words: impl ExactSizeIterator<Item = u32>,
    ) -> Result<(), StoreFailure> {
        self.words += words.len() as u64;
        let start = self.ready.len();
        self.ready.resize(start + words.len() * 4, 0);
        for (room, word) in self.ready[start..].chunks_exact_mut(4).zip(words) {
            room.copy_from_slice(&word.to_le_bytes());
        }
        self.entries.extend_from_slice(&entry.item.to_le_bytes());
        self.entries.extend_from_slice(&self.words.to_le_bytes());
        self.entries.extend_from_slice(&entry.nth.to_le_bytes());
        if self.ready.len() > PIECE_WORDS * 4 {
            self.hand_over()?;
        }
        Ok(())
    }

    fn hand_over(&mut self) -> Result<(), StoreFailure> {
        self.crc = crc32c::crc32c_append(self.crc, &self.ready);
        self.file.append(&self.ready)?;
        self.ready.clear();
        Ok(())
    }

    pub(crate) fn finish(mut self) -> Result<(), StoreFailure> {
        self.hand_over()?;
        self.file.append(&self.entries)?;
        let mut header = [0; HEADER_BYTES];
        header[..8].copy_from_slice(&MAGIC);
        header[8..16].copy_from_slice(&((self.entries.len() / ENTRY_BYTES) as u64).to_le_bytes());
        header[16..24].copy_from_slice(&(HEADER_BYTES as u64 + self.words * 4).to_le_bytes());
        header[24..28].copy_from_slice(&self.crc.to_le_bytes());
        header[28..32].copy_from_slice(&crc32c::crc32c(&self.entries).to_le_bytes());
        let crc = crc32c::crc32c(&header[..36]);
        header[36..].copy_from_slice(&crc.to_le_bytes());
        self.file.finish(&header)
    }
}

/// A word file whose bytes were checked.
pub(crate) struct WordFile {
    bytes: Arc<dyn Bytes>,
    documents: usize,
    entries_at: usize,
}

impl WordFile {
    pub(crate) fn open(bytes: Arc<dyn Bytes>) -> Result<Self, Malformed> {
        let all = bytes.bytes();
        let header = all.get(..HEADER_BYTES).ok_or(Malformed::Short)?;
        if header[..8] != MAGIC {
            return Err(Malformed::Magic);
        }
        if crc32c::crc32c(&header[..36]) != short(header, 36) {
            return Err(Malformed::Checksum("header"));
        }
        let place = |at: usize| usize::try_from(long(header, at)).map_err(|_| Malformed::Offsets);
        let (documents, entries_at) = (place(8)?, place(16)?);
        let len = documents
            .checked_mul(ENTRY_BYTES)
            .and_then(|len| len.checked_add(entries_at));
        if entries_at < HEADER_BYTES || len != Some(all.len()) {
            return Err(Malformed::Offsets);
        }
        if bytes.checksum(HEADER_BYTES, entries_at) != short(header, 24) {
            return Err(Malformed::Checksum("words"));
        }
        if bytes.checksum(entries_at, all.len()) != short(header, 28) {
            return Err(Malformed::Checksum("entries"));
        }
        Ok(Self {
            documents,
            entries_at,
            bytes,
        })
    }

    pub(crate) const fn documents(&self) -> usize {
        self.documents
    }

    fn entry_at(&self, document: u32) -> Option<usize> {
        let document = usize::try_from(document)
            .ok()
            .filter(|n| *n < self.documents)?;
        Some(self.entries_at + document * ENTRY_BYTES)
    }

    pub(crate) fn entry(&self, document: u32) -> Option<WordEntry> {
        let at = self.entry_at(document)?;
        let bytes = self.bytes.bytes();
        Some(WordEntry {
            item: long(bytes, at),
            nth: short(bytes, at + 16),
        })
    }

    /// The short hashes of a document's words, four bytes each; empty if its place is none.
    pub(crate) fn words(&self, document: u32) -> &[u8] {
        let Some(at) = self.entry_at(document) else {
            return &[];
        };
        let bytes = self.bytes.bytes();
        let start = if document == 0 {
            0
        } else {
            long(bytes, at - ENTRY_BYTES + 8)
        };
        let end = long(bytes, at + 8);
        let place = |words: u64| {
            let words = usize::try_from(words).ok()?;
            words.checked_mul(4)?.checked_add(HEADER_BYTES)
        };
        let range = place(start)
            .zip(place(end))
            .filter(|(_, end)| *end <= self.entries_at);
        range
            .and_then(|(start, end)| bytes.get(start..end))
            .unwrap_or_default()
    }
}

fn long(bytes: &[u8], at: usize) -> u64 {
    let eight = bytes
        .get(at..at + 8)
        .and_then(|eight| eight.try_into().ok());
    eight.map_or(0, u64::from_le_bytes)
}

fn short(bytes: &[u8], at: usize) -> u32 {
    let four = bytes.get(at..at + 4).and_then(|four| four.try_into().ok());
    four.map_or(0, u32::from_le_bytes)
}
