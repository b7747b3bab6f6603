//! The newsroom's domain types and decisions. Pure: no clock, disk, network or randomness; time is an argument.
//! Owns the traits that the I/O crates implement. Decides; never writes, fetches or renders.

#![warn(missing_docs)]

pub mod archive;
pub mod decide;
pub mod explainer;
pub mod id;
pub mod ledger;
pub mod newsroom;
pub mod port;
pub mod pulse;
pub mod quotation;
pub mod reference;
pub mod sequence;
pub mod served;
pub mod statement;
pub mod web;

pub use archive::{NoReuse, Reuse};
pub use explainer::*;
pub use id::*;
pub use ledger::{
    Adopted, Adoption, Batch, Erased, Fence, Hash, KnownLeaf, Lead, Leaf, LeafSubject, Ledger,
    Quorum, Sealing, Secret, StoredCheckpoint, StoredLeaf,
};
pub use newsroom::*;
pub use port::*;
pub use pulse::*;
pub use quotation::{
    HeldQuotation, KnownText, held_quotations, is_named, is_text_of_same, names_of_document,
    source_text,
};
pub use reference::{Done, Evidence, Intent, Named, Reference, Suspect, names_of, resolve};
pub use sequence::{Gap, Sequences, telegram_number};
pub use served::{LedgerFile, LedgerFileKind, Proof, ServedLedger};
pub use statement::{
    Carrier, Decided, Entity, SPEAKER_CHARACTERS_MAX, StatementAct, StatementDecision,
    StatementSpans, confirm_entity, decide_statement, decided,
};
pub use web::{Web, WebAnswer, WebFailure, WebRequest};
