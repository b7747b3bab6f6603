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
    open_postings: Vec<Posting>,
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

struct OpenKey {
    key: u64,
    /// End of its postings in `open_postings`.
    end: usize,
}

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
            open_postings: Vec::new(),
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
    pub(crate) fn add(&mut self, key: u64, postings: &[Posting]) -> Result<(), StoreFailure> {
        if postings.is_empty() {
            return Ok(());
        }
        if postings.len() > DOCUMENTS_MAX_OF_KEY {
            self.cap(key);
            return Ok(());
        }
        // A key's gap is written by the parameter of its block, which is known when it closes: until then that of
        // the block before is reckoned with.
        let bits = self.gap_bits + self.list_bits(postings);
        if !self.open.is_empty() && self.open_bits + bits > (BLOCK_BYTES - BLOCK_HEAD_BYTES) * 8 {
            self.close_block()?;
        }
        self.open_bits += bits;
        self.open_postings.extend_from_slice(postings);
        self.open.push(OpenKey {
            key,
            end: self.open_postings.len(),
        });
        Ok(())
    }

    /// Remembers a key of too many documents.
    pub(crate) fn cap(&mut self, key: u64) {
        self.capped.push(key);
    }

    fn list_bits(&self, postings: &[Posting]) -> usize {
        let fixed = 1 + postings.len() * POSITION_BITS as usize;
        if postings.len() == 1 {
            return fixed + self.document_bits as usize;
        }
        let parameter = list_parameter(postings);
        let gaps: usize = gaps(postings).map(|gap| rice_len(gap, parameter)).sum();
        fixed + (COUNT_BITS + PARAMETER_BITS) as usize + gaps
    }

    fn close_block(&mut self) -> Result<(), StoreFailure> {
        let Some(first) = self.open.first().map(|open| open.key) else {
            return Ok(());
        };
        let last = self.open.last().map_or(first, |open| open.key);
        let parameter = rice_parameter(last - first, self.open.len() as u64);
        self.gap_bits = parameter as usize + 2;
        let bits = &mut self.bits;
        bits.empty();
        let (mut before, mut start) = (first, 0);
        for open in &self.open {
            let list = &self.open_postings[start..open.end];
            bits.put_rice(
                (open.key - before).saturating_sub(u64::from(open.key > first)),
                parameter,
            );
            put_list(bits, list, self.document_bits);
            (before, start) = (open.key, open.end);
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
        self.postings += self.open_postings.len() as u64;
        self.open.clear();
        self.open_postings.clear();
        self.open_bits = 0;
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
        let gap = posting.document - next;
        next = posting.document + 1;
        u64::from(gap)
    })
}

fn list_parameter(postings: &[Posting]) -> u32 {
    let last = postings.last().map_or(0, |posting| posting.document);
    rice_parameter(u64::from(last), postings.len() as u64)
}

fn put_list(bits: &mut BitWriter, postings: &[Posting], document_bits: u32) {
    if let [only] = postings {
        let place = u64::from(only.document) | u64::from(only.bucket) << document_bits;
        bits.put(place << 1, 1 + document_bits + POSITION_BITS);
    } else {
        let parameter = list_parameter(postings);
        bits.put(1, 1);
        bits.put(postings.len() as u64, COUNT_BITS);
        bits.put(u64::from(parameter), PARAMETER_BITS);
        for gap in gaps(postings) {
            bits.put_rice(gap, parameter);
        }
        for posting in postings {
            bits.put(u64::from(posting.bucket), POSITION_BITS);
        }
    }
}
