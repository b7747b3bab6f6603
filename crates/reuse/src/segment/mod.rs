//! Segment files `CDSKSEG1`: the fingerprints of some documents, written once and never altered. Little-endian.
//! `docs/formats/segments.md` describes every field. Bytes in, values out: this crate opens no file.

mod bits;
mod read;
mod write;

pub(crate) use read::Cursor;
pub use read::{Malformed, Segment};
pub(crate) use write::SegmentBuilder;

/// First bytes of a segment.
pub(crate) const MAGIC: [u8; 8] = *b"CDSKSEG1";
/// Version of the rules by which words, their hashes and fingerprints are made: whoever changes one of these raises it (the
/// test `rules` fails when that was forgotten), and an index made by others is begun anew instead of misread.
pub(crate) const RULES: u16 = 2;
/// Length of the header, bytes.
pub(crate) const HEADER_BYTES: usize = 96;
/// Length of a document's entry, bytes.
pub(crate) const DOCUMENT_BYTES: usize = 24;
/// Length of a block's entry in the index: its first key, and where it begins.
const INDEX_BYTES: usize = 12;
/// Length of a block's head: how many keys, and its Rice parameter.
const BLOCK_HEAD_BYTES: usize = 3;
/// A block ends before it would be longer; a single key with many documents may be as long as [`BLOCK_BYTES_MAX`].
const BLOCK_BYTES: usize = 256;
/// Longest block.
const BLOCK_BYTES_MAX: usize = 4_096;
/// Bits of a position.
const POSITION_BITS: u32 = 6;
/// Bits of a list's length.
const COUNT_BITS: u32 = 8;
/// Bits of a list's Rice parameter.
const PARAMETER_BITS: u32 = 5;
/// Most documents of a key; a key in more is capped: remembered by name, its documents forgotten.
pub(crate) const DOCUMENTS_MAX_OF_KEY: usize = 200;
/// Most documents of a segment.
pub(crate) const DOCUMENTS_MAX: usize = 1 << 22;
/// Parts with a checksum of their own: header, blocks, block index, documents, capped keys.
const PARTS: usize = 5;

/// What a segment keeps of a document beside its fingerprints.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DocumentEntry {
    /// Number of the event with which it came.
    pub sequence: u64,
    /// Hash of all its words in order.
    pub whole: u64,
    /// How many words it has.
    pub words: u32,
    /// When it was received, seconds since 1970.
    pub received: u32,
}

/// One fingerprint in one document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Posting {
    /// The document, by its place in the segment.
    pub document: u32,
    /// Bucket of its place in the text.
    pub bucket: u8,
}

/// Bits that number this many documents.
fn document_bits(documents: usize) -> u32 {
    documents.max(2).next_power_of_two().trailing_zeros()
}
