//! Who said what: statements, quotations, figures and dates.
//!
//! Pure: bytes in, values out. [`read`] gives the statements of a story.

#![warn(missing_docs)]

mod certainty;
pub mod dates;
mod extract;
pub mod figures;
mod json;
mod lexicon;
pub mod marks;
pub mod quotes;
mod reading;
mod resolve;
mod statement;
mod story;

pub use json::{finding_json, statement_json};
pub use reading::read;
pub use statement::{
    Content, Cue, CueClass, DocumentReference, Modality, QuoteKind, Reason, Resolved, ResolvedHow,
    Source, SourceKind, Statement, words,
};
pub use story::{Confirmed, Finding, Reading, Story};
