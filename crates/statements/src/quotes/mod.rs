//! Quotations checked against the text they quote: eleven verdicts, each with its place, its differences and what was
//! disregarded. Says whether the words match; never what is true, and never a score.
//!
//! [`find_quotations`] finds them in a story; [`Prepared`] holds a document ready; [`Prepared::check`] decides.
//! A quotation is sought by the places of its runs of three words (`locate`), aligned in a band (`align`), compared word
//! by word and inside unequal words (`assess`), and then judged in a fixed order (`judge`). Lists are closed and English
//! (`lists`); in other languages only figures and typography weigh.

mod align;
mod assess;
mod before;
mod find;
mod index;
mod json;
mod judge;
mod lists;
mod locate;
mod parts;
mod source;
mod verdict;
mod vocabulary;
mod wording;
mod words;
mod work;

pub use before::{KnownDocument, StoryFlag, story_flags};
pub use find::{Attribution, Quotation, find_quotations};
pub use index::Prepared;
pub use json::checked_json;
pub use lists::Touch;
pub use source::{
    Completeness, DocumentFacts, SegmentKind, SourceSegment, SourceText, Standing, Translation,
    Voice,
};
pub use verdict::{
    Basis, Checked, Edit, EditKind, Flag, Normalisation, Occurrence, Passage, Reason, Severity,
    Verdict,
};
