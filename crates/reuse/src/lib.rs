//! Fingerprints, postings segments, candidate search and span cover: the wire behind a page.
//!
//! Pure: bytes in, values out. A text becomes hashes of its words (`words`), these become fingerprints (`fingerprint`);
//! an [`Archive`] keeps them in segments (`segment`, `word_file`, `manifest`) through a [`SegmentStore`], and a
//! [`Search`] in it finds, verifies and ranks what a page was made of. Never reads a text, a clock or a disk, and never
//! says whether words were changed: that is the disclosure's.

#![warn(missing_docs)]

mod archive;
mod audit;
mod cover;
mod fingerprint;
mod hash;
mod hits;
mod item;
mod kin;
mod manifest;
mod memtable;
mod merge;
mod piles;
mod plain;
mod search;
mod segment;
mod shelf;
mod store;
pub mod testgen;
mod weight;
mod word_file;
mod words;

pub use archive::{Access, Archive, BULK_DOCUMENTS_MAX, MEMTABLE_DOCUMENTS_MAX, SEGMENTS_MAX};
pub use audit::{
    Audit, Audited, Claim, Derivation, Passage, audit, first_seen, page_query, published_query,
};
pub use cover::Cover;
pub use fingerprint::{Fingerprint, Runs};
pub use item::{Document, Found, ItemHash, item_hash};
pub use kin::{Group, Kinship, Related, Topic, groups, kinship, shared_runs};
pub use memtable::Loading;
pub use merge::Merge;
pub use search::{
    CANDIDATES_MAX, Candidate, Evidence, Holders, Query, SOURCES_MAX, Search, permille,
};
pub use segment::{DocumentEntry, Malformed, Posting, Segment};
pub use shelf::Skipped;
pub use store::{Bytes, MemoryStore, SegmentFile, SegmentStore, StoreFailure};
pub use words::{Script, Words};
