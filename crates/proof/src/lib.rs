//! The ledger's formats and the checks that anybody can repeat: Merkle tree and tiles, signed notes and checkpoints,
//! cosignatures, proof files, policies, records with their commitments, and the check of a story's page.
//!
//! Pure: bytes in, values out. Never reads a disk, a clock or a random source: secrets, keys and times are arguments.
//! Parsers refuse what is malformed and name the line; no bytes make them panic.
//!
//! Standards: C2SP signed-note, tlog-checkpoint, tlog-tiles, tlog-cosignature, tlog-proof, tlog-policy; RFC 6962
//! section 2.1 for hashing, RFC 9162 section 2.1 for verification, RFC 8032 for signatures. `docs/ledger.md` tells a
//! stranger how to write a verifier.

#![warn(missing_docs)]

mod checkpoint;
mod commit;
mod cosignature;
mod encoding;
mod note;
mod opening;
mod page_check;
mod policy;
mod record;
mod tile;
mod time;
mod tlog_proof;
mod tree;

pub use checkpoint::{Checkpoint, TREE_SIZE_MAX};
pub use commit::{Nonce, Salt, Secret, commitment, piece};
pub use cosignature::{cosign, cosignature_time};
pub use encoding::{Malformed, decode_base64, encode_base64};
pub use note::{KeyKind, Note, NoteError, NoteSignature, SigningKey, VerifierKey};
pub use opening::{Opened, Opening, Place};
pub use page_check::{
    Claims, Evidence, Failure, Outcome, Page, ProofReport, Report, Sentences, Step, check_proof,
    check_story,
};
pub use policy::{Cosigned, Policy, Standing, Witness, WitnessTime};
pub use record::{
    BodyPiece, EditionRecord, Embargo, ErasureRecord, KeyRecord, OpeningRecord, PieceKind,
    PreviousLedger, Reason, ReceiptRecord, Record, WithdrawalRecord,
};
pub use tile::{Bundle, Tile, TileSource, TileTree, new_tiles};
pub use time::UtcSecond;
pub use tlog_proof::{NotAProof, ProofError, TlogProof};
pub use tree::{
    Edge, HashSource, Levels, TreeError, check_consistency, check_inclusion, consistency_proof,
    inclusion_proof, leaf_hash, node_hash, root_of,
};

/// A SHA-256 value.
pub type Hash = [u8; 32];
