//! Agreements: readers, segments, alignment, obligations, echoes.
//!
//! Pure: bytes in, values out; no clock, disk, network or randomness. Never fails on a text: what is odd is a finding.
//! Nothing is learned and nothing is guessed: a value that the text does not state is absent.

#![warn(missing_docs)]

mod compare;
mod document;
mod number;
mod read;
mod segment;

pub use compare::{Aligned, Diff, Edit, Pair, PairedBy, Relation, align, diff};
pub use document::{
    Completeness, Document, DocumentKind, Facts, Finding, OfficialText, Publication,
    PublicationStatus, Source,
};
pub use number::{Insert, Number};
pub use read::{DOCUMENT_BYTES_MAX, ReadHint, Unreadable, read, read_pdf_text};
pub use segment::{Segment, SegmentKind, Segmented, segment};
