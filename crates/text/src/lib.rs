//! Canonical text, alignment, disclosure. Pure: bytes in, values out; no clock, disk, network or randomness.
//!
//! The disclosure is a result: [`disclose`] computes one, [`check`] reads one back after re-applying it,
//! and nothing else makes one.
//!
//! How a pair is compared: blocks become a flat form and tokens (`compared`, from `fold` and `scan`); what only one
//! side can have is set aside (`line`, `strip`, `beforehand`); the rest is aligned (`align`), cut into operations
//! (`operations`) with what the house writes otherwise (`house`, `restyled`) and weighed (`weigh`); then it is put into words (`sentence`) and into bytes (`canonical_json`).

#![warn(missing_docs)]

mod align;
mod beforehand;
mod block;
mod canonical_json;
mod check;
mod committed;
mod compared;
mod disclosure;
mod floor;
mod fold;
mod house;
mod identical;
mod keys;
mod line;
mod moved;
mod operations;
mod patterns;
mod pieces;
mod restyled;
mod rows;
mod rules;
mod scan;
mod sentence;
mod spelling;
mod strip;
mod tokens;
mod versions;
mod weigh;
mod words;

pub use block::{Block, BlockKind, Span, flat};
pub use check::{CheckError, check};
pub use committed::committed_form;
pub use disclosure::{
    Counts, Disclosure, Headline, Insertion, InsertionKind, Label, Level, NewerVersion, Op,
    Operation, PageSide, Place, Strip, StripKind, StripSide, Verdict, WireSide, apply, disclose,
};
pub use house::{
    HouseClass, HouseDigits, HouseEntry, HouseMap, HouseQuotes, HouseRefusal, HouseStyle,
};
pub use keys::{Key, KeyKind, each_key, is_claim};
pub use patterns::Language;
pub use pieces::{PIECES_MAX, Piece, PieceKind, PlacedPiece, page_text, pieces, places};
pub use rows::{Mark, RibbonPart, RibbonState, Row, Segment, word_diff};
pub use rules::rules_sha256;
pub use scan::Kind as TokenKind;
pub use sentence::{Newer, newer_sentence, picture_sentence};
pub use spelling::other_spelling;
pub use tokens::{Token, Tokens, is_negation};
pub use versions::{closest, used};
