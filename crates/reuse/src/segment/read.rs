//! Reading a segment: one key, or all of them in order. Its bytes are hostile: lengths are checked before anything is
//! taken from them, and a number that points nowhere gives nothing.

use std::fmt;
use std::sync::Arc;

use super::bits::BitReader;
use super::{
    BLOCK_BYTES_MAX, COUNT_BITS, DOCUMENT_BYTES, DOCUMENTS_MAX, DOCUMENTS_MAX_OF_KEY,
    DocumentEntry, HEADER_BYTES, INDEX_BYTES, MAGIC, PARAMETER_BITS, PARTS, POSITION_BITS, Posting,
    RULES, document_bits,
};
use crate::fingerprint::{KEY_BITS, RUN_WORDS, WINDOW};
use crate::store::Bytes;

/// Why bytes are no segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// Shorter than its header says, or than a header is.
    Short,
    /// Another kind of file.
    Magic,
    /// Made by other rules than today's.
    Rules,
    /// Its parts do not lie as their offsets say.
    Offsets,
    /// A part is not what its checksum says.
    Checksum(&'static str),
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Short => f.write_str("it is cut short"),
            Self::Magic => f.write_str("it is no segment"),
            Self::Rules => f.write_str("it was made by other rules"),
            Self::Offsets => f.write_str("its parts do not lie where its header says"),
            Self::Checksum(part) => write!(f, "the checksum of its {part} does not fit"),
        }
    }
}

impl std::error::Error for Malformed {}

/// Keys of the directory's index per entry, about.
const DIRECTORY_SHARE: usize = 4;
/// Most bits of the directory.
const DIRECTORY_BITS_MAX: u32 = 20;

/// A segment whose bytes were checked.
pub struct Segment {
    bytes: Arc<dyn Bytes>,
    document_bits: u32,
    documents: usize,
    keys: u64,
    postings: u64,
    blocks: usize,
    index_at: usize,
    documents_at: usize,
    capped_at: usize,
    capped: usize,
    /// For the top bits of a key: the first block whose first key has at least these.
    directory: Vec<u32>,
    directory_bits: u32,
    /// A bit by the lowest bits of each capped key: nearly all other keys are told by it.
    capped_filter: Vec<u64>,
}

impl fmt::Debug for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "segment of {} documents", self.documents)
    }
}

fn number(bytes: &[u8], at: usize) -> u64 {
    let eight = bytes
        .get(at..at + 8)
        .and_then(|eight| eight.try_into().ok());
    eight.map_or(0, u64::from_le_bytes)
}

/// Where a key stands in a filter of so many words, a power of two.
fn filter_place(key: u64, words: usize) -> (usize, u64) {
    ((key >> 6) as usize & (words - 1), 1 << (key & 63))
}

fn short_number(bytes: &[u8], at: usize) -> u32 {
    let four = bytes.get(at..at + 4).and_then(|four| four.try_into().ok());
    four.map_or(0, u32::from_le_bytes)
}

impl Segment {
    /// Reads the head of a segment and checks all of it against its checksums.
    ///
    /// # Errors
    /// [`Malformed`]: leave the file alone and make the index anew.
    pub fn open(bytes: Arc<dyn Bytes>) -> Result<Self, Malformed> {
        let all = bytes.bytes();
        let header = all.get(..HEADER_BYTES).ok_or(Malformed::Short)?;
        if header[..8] != MAGIC {
            return Err(Malformed::Magic);
        }
        let expected = [RUN_WORDS as u32, WINDOW as u32, KEY_BITS, POSITION_BITS];
        let rules = u16::from_le_bytes([header[14], header[15]]);
        if header[8..12]
            .iter()
            .map(|&byte| u32::from(byte))
            .ne(expected)
            || rules != RULES
        {
            return Err(Malformed::Rules);
        }
        let field = |n: usize| number(header, 16 + n * 8);
        let place = |n: usize| usize::try_from(field(n)).map_err(|_| Malformed::Offsets);
        let (index_at, documents_at, capped_at, trailer_at) =
            (place(5)?, place(6)?, place(7)?, place(8)?);
        let (documents, len) = (place(0)?, place(9)?);
        if all.len() < len {
            return Err(Malformed::Short);
        }
        let ordered = [HEADER_BYTES, index_at, documents_at, capped_at, trailer_at].is_sorted();
        let fits = ordered
            && all.len() == len
            && trailer_at.checked_add(PARTS * 4) == Some(len)
            && (documents_at - index_at).is_multiple_of(INDEX_BYTES)
            && documents <= DOCUMENTS_MAX
            && capped_at - documents_at == documents * DOCUMENT_BYTES
            && (trailer_at - capped_at).is_multiple_of(8)
            && u32::from(header[12]) == document_bits(documents);
        if !fits {
            return Err(Malformed::Offsets);
        }
        let parts: [(&'static str, usize, usize); PARTS] = [
            ("header", 0, HEADER_BYTES),
            ("blocks", HEADER_BYTES, index_at),
            ("block index", index_at, documents_at),
            ("documents", documents_at, capped_at),
            ("capped keys", capped_at, trailer_at),
        ];
        for (n, (name, from, to)) in parts.into_iter().enumerate() {
            if bytes.checksum(from, to) != short_number(all, trailer_at + n * 4) {
                return Err(Malformed::Checksum(name));
            }
        }
        let (keys, postings) = (field(1), field(2));
        let mut segment = Self {
            document_bits: document_bits(documents),
            documents,
            keys,
            postings,
            blocks: (documents_at - index_at) / INDEX_BYTES,
            index_at,
            documents_at,
            capped_at,
            capped: (trailer_at - capped_at) / 8,
            directory: Vec::new(),
            directory_bits: 0,
            capped_filter: Vec::new(),
            bytes,
        };
        segment.make_directory();
        segment.make_capped_filter();
        Ok(segment)
    }

    fn make_directory(&mut self) {
        let wanted = (self.blocks / DIRECTORY_SHARE).max(2).ilog2();
        self.directory_bits = wanted.min(DIRECTORY_BITS_MAX);
        let shift = KEY_BITS - self.directory_bits;
        let mut directory = Vec::with_capacity((1 << self.directory_bits) + 1);
        for block in 0..self.blocks {
            let top = usize::try_from(self.first_key(block) >> shift).unwrap_or(usize::MAX);
            while directory.len() <= top.min(1 << self.directory_bits) {
                directory.push(u32::try_from(block).unwrap_or(u32::MAX));
            }
        }
        directory.resize(
            (1 << self.directory_bits) + 1,
            u32::try_from(self.blocks).unwrap_or(u32::MAX),
        );
        self.directory = directory;
    }

    fn make_capped_filter(&mut self) {
        let bits = (self.capped * 16).next_power_of_two().max(64);
        let mut filter = vec![0; bits / 64];
        for key in self.capped() {
            let (at, bit) = filter_place(key, filter.len());
            filter[at] |= bit;
        }
        self.capped_filter = filter;
    }

    /// How many documents it holds.
    #[must_use]
    pub const fn documents(&self) -> usize {
        self.documents
    }

    /// How many fingerprints it holds, each with at least one document.
    #[must_use]
    pub const fn keys(&self) -> u64 {
        self.keys
    }

    /// How many pairs of fingerprint and document it holds.
    #[must_use]
    pub const fn postings(&self) -> u64 {
        self.postings
    }

    /// Its length, bytes.
    #[must_use]
    pub fn bytes_len(&self) -> usize {
        self.bytes.bytes().len()
    }

    /// What it keeps of a document; `None` for one it does not hold.
    #[must_use]
    pub fn document(&self, document: u32) -> Option<DocumentEntry> {
        let document = usize::try_from(document)
            .ok()
            .filter(|n| *n < self.documents)?;
        let (bytes, at) = (
            self.bytes.bytes(),
            self.documents_at + document * DOCUMENT_BYTES,
        );
        Some(DocumentEntry {
            sequence: number(bytes, at),
            whole: number(bytes, at + 8),
            words: short_number(bytes, at + 16),
            received: short_number(bytes, at + 20),
        })
    }

    /// Keys of too many documents, in rising order.
    pub(crate) fn capped(&self) -> impl Iterator<Item = u64> + '_ {
        (0..self.capped).map(|n| number(self.bytes.bytes(), self.capped_at + n * 8))
    }

    /// Whether the key was in too many documents.
    #[must_use]
    pub fn is_capped(&self, key: u64) -> bool {
        let (at, bit) = filter_place(key, self.capped_filter.len());
        if self.capped_filter[at] & bit == 0 {
            return false;
        }
        let (mut low, mut high) = (0, self.capped);
        while low < high {
            let middle = (low + high) / 2;
            match number(self.bytes.bytes(), self.capped_at + middle * 8).cmp(&key) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return true,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        false
    }

    fn first_key(&self, block: usize) -> u64 {
        number(self.bytes.bytes(), self.index_at + block * INDEX_BYTES)
    }

    /// The bytes of a block; empty if its place is none.
    fn block(&self, block: usize) -> &[u8] {
        let bytes = self.bytes.bytes();
        let at = |block: usize| {
            let quarter = short_number(bytes, self.index_at + block * INDEX_BYTES + 8);
            HEADER_BYTES.saturating_add((quarter as usize).saturating_mul(4))
        };
        let end = if block + 1 < self.blocks {
            at(block + 1)
        } else {
            self.index_at
        };
        let found = bytes
            .get(at(block)..end.min(self.index_at))
            .unwrap_or_default();
        &found[..found.len().min(BLOCK_BYTES_MAX)]
    }

    /// The last block whose first key is not greater.
    fn block_of(&self, key: u64) -> Option<usize> {
        let top = usize::try_from(key >> (KEY_BITS - self.directory_bits)).ok()?;
        let mut low = *self.directory.get(top)? as usize;
        let mut high = self
            .directory
            .get(top + 1)
            .map_or(self.blocks, |&block| block as usize);
        while low < high {
            let middle = (low + high) / 2;
            if self.first_key(middle) <= key {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low.checked_sub(1)
    }

    /// Hands over the documents of a key; answers how many it had.
    pub(crate) fn postings_of(&self, key: u64, take: impl FnMut(Posting)) -> usize {
        let Some(block) = self.block_of(key) else {
            return 0;
        };
        let mut lists = Lists::open(self.block(block), self.first_key(block), self.document_bits);
        while let Some(found) = lists.next_key() {
            if found == key {
                return lists.take_list(take);
            }
            if found > key {
                return 0;
            }
            lists.skip_list();
        }
        0
    }

    /// All keys in rising order.
    pub(crate) fn cursor(&self) -> Cursor<'_> {
        Cursor {
            segment: self,
            block: 0,
            lists: None,
            list: Vec::new(),
        }
    }
}

/// The keys of one block, read one after the other.
struct Lists<'a> {
    bits: BitReader<'a>,
    left: usize,
    parameter: u32,
    document_bits: u32,
    key: u64,
    first: bool,
}

impl<'a> Lists<'a> {
    fn open(block: &'a [u8], first: u64, document_bits: u32) -> Self {
        let (left, parameter, rest) = match block {
            [low, high, parameter, rest @ ..] => {
                let count = usize::from(u16::from_le_bytes([*low, *high]));
                (count, u32::from(*parameter).min(KEY_BITS), rest)
            }
            _ => (0, 0, &[][..]),
        };
        Self {
            bits: BitReader::new(rest),
            left,
            parameter,
            document_bits,
            key: first,
            first: true,
        }
    }

    #[inline]
    fn next_key(&mut self) -> Option<u64> {
        if self.left == 0 || self.bits.is_past_end() {
            return None;
        }
        self.left -= 1;
        let gap = self.bits.get_rice(self.parameter);
        self.key = self
            .key
            .saturating_add(gap)
            .saturating_add(u64::from(!self.first));
        self.first = false;
        Some(self.key).filter(|key| key >> KEY_BITS == 0)
    }

    #[inline]
    fn skip_list(&mut self) {
        let position = POSITION_BITS as usize;
        if self.bits.get(1) == 0 {
            self.bits.skip(self.document_bits as usize + position);
            return;
        }
        let count = self.bits.get(COUNT_BITS) as usize;
        let parameter = self.bits.get(PARAMETER_BITS) as u32;
        for _ in 0..count {
            self.bits.get_rice(parameter);
        }
        self.bits.skip(count * position);
    }

    /// Hands over the documents of the key just read; a list that does not fit gives none.
    fn take_list(&mut self, mut take: impl FnMut(Posting)) -> usize {
        if self.bits.get(1) == 0 {
            let document = self.bits.get(self.document_bits) as u32;
            let bucket = self.bits.get(POSITION_BITS) as u8;
            if self.bits.is_past_end() {
                return 0;
            }
            take(Posting { document, bucket });
            return 1;
        }
        let count = (self.bits.get(COUNT_BITS) as usize).min(DOCUMENTS_MAX_OF_KEY);
        let parameter = self.bits.get(PARAMETER_BITS) as u32;
        let mut documents = [0_u32; DOCUMENTS_MAX_OF_KEY];
        let mut next = 0_u64;
        for slot in &mut documents[..count] {
            let document = next.saturating_add(self.bits.get_rice(parameter));
            *slot = u32::try_from(document).unwrap_or(u32::MAX);
            next = document.saturating_add(1);
        }
        let mut positions = self.bits;
        self.bits.skip(count * POSITION_BITS as usize);
        if self.bits.is_past_end() {
            return 0;
        }
        for &document in &documents[..count] {
            let bucket = positions.get(POSITION_BITS) as u8;
            take(Posting { document, bucket });
        }
        count
    }
}

/// Walks over all keys of a segment.
pub(crate) struct Cursor<'a> {
    segment: &'a Segment,
    block: usize,
    lists: Option<Lists<'a>>,
    list: Vec<Posting>,
}

impl Cursor<'_> {
    /// The next key; its documents are in [`Cursor::list`].
    pub(crate) fn next_key(&mut self) -> Option<u64> {
        loop {
            if let Some(lists) = &mut self.lists
                && let Some(key) = lists.next_key()
            {
                self.list.clear();
                lists.take_list(|posting| self.list.push(posting));
                return Some(key);
            }
            if self.block >= self.segment.blocks {
                return None;
            }
            let (block, first) = (
                self.segment.block(self.block),
                self.segment.first_key(self.block),
            );
            self.lists = Some(Lists::open(block, first, self.segment.document_bits));
            self.block += 1;
        }
    }

    /// The documents of the key just read.
    pub(crate) fn list(&self) -> &[Posting] {
        &self.list
    }
}
