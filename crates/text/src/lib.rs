//! Canonical text, alignment, disclosure. Pure: bytes in, values out; no clock, disk, network or randomness.
//!
//! The disclosure is a result: [`disclose`] computes one, [`check`] reads one back after re-applying it,
//! and nothing else makes one.

mod block;
mod disclosure;

pub use block::{Block, BlockKind, Span, flat};
pub use disclosure::{
    CheckError, Disclosure, Headline, Insertion, InsertionKind, Label, Language, Level, Op,
    Operation, PageSide, Place, Strip, StripKind, StripSide, Verdict, WireSide, apply, check,
    disclose,
};
