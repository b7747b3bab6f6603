//! Agreements: readers, segments, alignment, obligations, echoes.
//!
//! Pure: bytes in, values out; no clock, disk, network or randomness. Never fails on a text: what is odd is a finding.
//! Nothing is learned and nothing is guessed: a value that the text does not state is absent.

#![warn(missing_docs)]

mod clause;
mod compare;
mod document;
mod echo;
mod family;
mod json;
mod number;
mod obligations;
mod read;
mod segment;
mod timeline;

pub use compare::{Aligned, Diff, Edit, Pair, PairedBy, Relation, align, diff};
pub use document::{
    Completeness, Document, DocumentKind, Facts, Finding, OfficialText, Publication,
    PublicationStatus, Source,
};
pub use echo::{Archive, Boilerplate, Direction, Echo, Run};
pub use json::{diff_json, document_json};
pub use number::{Insert, Number};
pub use obligations::{
    Automaticity, Condition, Consulting, Duty, Force, Means, Obligation, Obligations, Term,
    TermClause, Trigger, Valued, obligations,
};
pub use read::{DOCUMENT_BYTES_MAX, PDF_TEXT_BYTES_MAX, ReadHint, Unreadable, read, read_pdf_text};
pub use segment::{Segment, SegmentKind, Segmented, segment};
pub use timeline::{DateFound, Event, Precision, What, dates, timeline};
