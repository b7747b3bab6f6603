//! Writing a segment: keys in rising order, each with its documents, go into blocks as they come. Keeps the block
//! index and the documents in memory, nothing else.

use super::bits::{BitWriter, rice_len, rice_parameter};
use super::{
    BLOCK_BYTES, BLOCK_BYTES_MAX, BLOCK_HEAD_BYTES, COUNT_BITS, DOCUMENT_BYTES,
    DOCUMENTS_MAX_OF_KEY, DocumentEntry, HEADER_BYTES, MAGIC, PARAMETER_BITS, PARTS, POSITION_BITS,
    Posting, RULES, document_bits,
};
use crate::fingerprint::{KEY_BITS, RUN_WORDS, WINDOW};
use crate::store::{SegmentFile, StoreFailure};

/// Blocks are handed to the file in pieces of this many bytes.
const PIECE_BYTES: usize = 1 << 20;

/// A segment being written.
pub(crate) struct SegmentBuilder {
    file: Box<dyn SegmentFile>,
    documents: Vec<DocumentEntry>,
    document_bits: u32,
    /// Keys of the block that is not full yet.
    open: Vec<OpenKey>,
    /// The lists of those with several documents, one after the other.
    open_lists: Vec<Posting>,
    open_postings: usize,
    open_bits: usize,
    /// Bits that a gap takes, about.
    gap_bits: usize,
    bits: BitWriter,
    ready: Vec<u8>,
    index: Vec<u8>,
    capped: Vec<u64>,
    blocks_len: u64,
    blocks_crc: u32,
    keys: u64,
    postings: u64,
}

/// A key with what is written behind its gap.
struct OpenKey {
    key: u64,
    list: OpenList,
}

/// Documents of a key.
#[derive(Clone, Copy)]
enum OpenList {
    /// One: the bits that say so.
    Single(u64),
    /// So many of the lists.
    Many(usize),
}

/// What bounds the bits of a block.
const BLOCK_BITS: usize = (BLOCK_BYTES - BLOCK_HEAD_BYTES) * 8;

impl SegmentBuilder {
    /// A segment of these documents, written to `file`.
    pub(crate) fn new(
        mut file: Box<dyn SegmentFile>,
        documents: Vec<DocumentEntry>,
    ) -> Result<Self, StoreFailure> {
        file.append(&[0; HEADER_BYTES])?;
        Ok(Self {
            file,
            document_bits: document_bits(documents.len()),
            documents,
            open: Vec::new(),
            open_lists: Vec::new(),
            open_postings: 0,
            open_bits: 0,
            gap_bits: 28,
            bits: BitWriter::default(),
            ready: Vec::new(),
            index: Vec::new(),
            capped: Vec::new(),
            blocks_len: 0,
            blocks_crc: 0,
            keys: 0,
            postings: 0,
        })
    }

    /// Adds a key that is greater than all before, with its documents in rising order.
    #[inline]
    pub(crate) fn add(&mut self, key: u64, postings: &[Posting]) -> Result<(), StoreFailure> {
        let [only] = postings else {
            return self.add_many(key, postings);
        };
        self.make_room(self.single_bits() as usize)?;
        let place = u64::from(only.document) | u64::from(only.bucket) << self.document_bits;
        self.open_postings += 1;
        let list = OpenList::Single(place << 1);
        self.open.push(OpenKey { key, list });
        Ok(())
    }

    fn add_many(&mut self, key: u64, postings: &[Posting]) -> Result<(), StoreFailure> {
        if postings.is_empty() {
            return Ok(());
        }
        if postings.len() > DOCUMENTS_MAX_OF_KEY {
            self.cap(key);
            return Ok(());
        }
        self.make_room(list_bits(postings))?;
        self.open_postings += postings.len();
        self.open_lists.extend_from_slice(postings);
        let list = OpenList::Many(postings.len());
        self.open.push(OpenKey { key, list });
        Ok(())
    }

    /// Closes the block if a key with so many bits behind its gap would make it too long. The gap is written by the
    /// parameter of its block, which is known when it closes: until then that of the block before is reckoned with.
    #[inline]
    fn make_room(&mut self, list_bits: usize) -> Result<(), StoreFailure> {
        let bits = self.gap_bits + list_bits;
        if self.open_bits + bits > BLOCK_BITS && !self.open.is_empty() {
            self.close_block()?;
        }
        self.open_bits += bits;
        Ok(())
    }

    /// Bits of a single document and of what says that it is one.
    const fn single_bits(&self) -> u32 {
        1 + self.document_bits + POSITION_BITS
    }

    /// Remembers a key of too many documents.
    pub(crate) fn cap(&mut self, key: u64) {
        self.capped.push(key);
    }

    fn close_block(&mut self) -> Result<(), StoreFailure> {
        let (Some(first), Some(last)) = (self.open.first(), self.open.last()) else {
            return Ok(());
        };
        let (first, last) = (first.key, last.key);
        let parameter = rice_parameter(last - first, self.open.len() as u64);
        self.gap_bits = parameter as usize + 2;
        let single_bits = self.single_bits();
        let bits = &mut self.bits;
        bits.empty();
        let (mut next, mut lists) = (first, &self.open_lists[..]);
        for open in &self.open {
            let gap = open.key.saturating_sub(next);
            next = open.key + 1;
            match open.list {
                OpenList::Single(list) => bits.put_rice_and(gap, parameter, list, single_bits),
                OpenList::Many(count) => {
                    let (own, rest) = lists.split_at(count.min(lists.len()));
                    bits.put_rice(gap, parameter);
                    put_list(bits, own);
                    lists = rest;
                }
            }
        }
        let at = self.blocks_len + self.ready.len() as u64;
        self.index.extend_from_slice(&first.to_le_bytes());
        self.index
            .extend_from_slice(&u32::try_from(at / 4).unwrap_or(u32::MAX).to_le_bytes());
        let count = u16::try_from(self.open.len()).unwrap_or(u16::MAX);
        self.ready.extend_from_slice(&count.to_le_bytes());
        self.ready.push(u8::try_from(parameter).unwrap_or(0));
        let bytes = bits.written();
        debug_assert!(
            bytes.len() + BLOCK_HEAD_BYTES <= BLOCK_BYTES_MAX,
            "a block is short"
        );
        self.ready.extend_from_slice(bytes);
        while !self.ready.len().is_multiple_of(4) {
            self.ready.push(0);
        }
        self.keys += self.open.len() as u64;
        self.postings += self.open_postings as u64;
        self.open.clear();
        self.open_lists.clear();
        (self.open_bits, self.open_postings) = (0, 0);
        if self.ready.len() >= PIECE_BYTES {
            self.hand_over()?;
        }
        Ok(())
    }

    fn hand_over(&mut self) -> Result<(), StoreFailure> {
        self.blocks_crc = crc32c::crc32c_append(self.blocks_crc, &self.ready);
        self.blocks_len += self.ready.len() as u64;
        self.file.append(&self.ready)?;
        self.ready.clear();
        Ok(())
    }

    /// Writes what is left and the header, and makes the file durable.
    pub(crate) fn finish(mut self) -> Result<(), StoreFailure> {
        self.close_block()?;
        self.hand_over()?;
        self.capped.sort_unstable();
        self.capped.dedup();
        let mut documents = Vec::with_capacity(self.documents.len() * DOCUMENT_BYTES);
        for entry in &self.documents {
            documents.extend_from_slice(&entry.sequence.to_le_bytes());
            documents.extend_from_slice(&entry.whole.to_le_bytes());
            documents.extend_from_slice(&entry.words.to_le_bytes());
            documents.extend_from_slice(&entry.received.to_le_bytes());
        }
        let capped: Vec<u8> = self
            .capped
            .iter()
            .flat_map(|key| key.to_le_bytes())
            .collect();
        let header = self.header(documents.len(), capped.len());
        let crcs: [u32; PARTS] = [
            crc32c::crc32c(&header),
            self.blocks_crc,
            crc32c::crc32c(&self.index),
            crc32c::crc32c(&documents),
            crc32c::crc32c(&capped),
        ];
        for part in [&self.index, &documents, &capped] {
            self.file.append(part)?;
        }
        let trailer: Vec<u8> = crcs.iter().flat_map(|crc| crc.to_le_bytes()).collect();
        self.file.append(&trailer)?;
        self.file.finish(&header)
    }

    fn header(&self, documents_len: usize, capped_len: usize) -> [u8; HEADER_BYTES] {
        let blocks_at = HEADER_BYTES as u64;
        let index_at = blocks_at + self.blocks_len;
        let documents_at = index_at + self.index.len() as u64;
        let capped_at = documents_at + documents_len as u64;
        let trailer_at = capped_at + capped_len as u64;
        let sequences = self.documents.iter().map(|entry| entry.sequence);
        let mut header = [0; HEADER_BYTES];
        header[..8].copy_from_slice(&MAGIC);
        let narrow = |value: usize| u8::try_from(value).unwrap_or(u8::MAX);
        header[8] = narrow(RUN_WORDS);
        header[9] = narrow(WINDOW);
        header[10] = narrow(KEY_BITS as usize);
        header[11] = narrow(POSITION_BITS as usize);
        header[12] = narrow(self.document_bits as usize);
        header[14..16].copy_from_slice(&RULES.to_le_bytes());
        let numbers = [
            self.documents.len() as u64,
            self.keys,
            self.postings,
            sequences.clone().min().unwrap_or(0),
            sequences.max().unwrap_or(0),
            index_at,
            documents_at,
            capped_at,
            trailer_at,
            trailer_at + (PARTS * 4) as u64,
        ];
        for (slot, number) in header[16..].chunks_exact_mut(8).zip(numbers) {
            slot.copy_from_slice(&number.to_le_bytes());
        }
        header
    }
}

/// First document, then the distance of each to the one before, less one.
fn gaps(postings: &[Posting]) -> impl Iterator<Item = u64> {
    let mut next = 0;
    postings.iter().map(move |posting| {
        // Documents of a damaged segment may not rise.
        let gap = posting.document.saturating_sub(next);
        next = posting.document.saturating_add(1);
        u64::from(gap)
    })
}

fn list_parameter(postings: &[Posting]) -> u32 {
    let last = postings.last().map_or(0, |posting| posting.document);
    rice_parameter(u64::from(last), postings.len() as u64)
}

/// Bits of a list of several documents, and of what says that it is one.
fn list_bits(postings: &[Posting]) -> usize {
    let fixed = 1 + postings.len() * POSITION_BITS as usize;
    let parameter = list_parameter(postings);
    let gaps: usize = gaps(postings).map(|gap| rice_len(gap, parameter)).sum();
    fixed + (COUNT_BITS + PARAMETER_BITS) as usize + gaps
}

fn put_list(bits: &mut BitWriter, postings: &[Posting]) {
    let parameter = list_parameter(postings);
    let (count, many) = (postings.len() as u64, 1);
    let head = many | count << 1 | u64::from(parameter) << (1 + COUNT_BITS);
    bits.put(head, 1 + COUNT_BITS + PARAMETER_BITS);
    for gap in gaps(postings) {
        bits.put_rice(gap, parameter);
    }
    for posting in postings {
        bits.put(u64::from(posting.bucket), POSITION_BITS);
    }
}
