//! The ledger as readers and pages see it: its files, and proofs made on demand. A port that the crate `ledger`
//! implements; holds no row and no key.

use std::future::Future;
use std::pin::Pin;

use crate::ledger::{LeafSubject, Quorum, StoredLeaf};
use crate::port::Answer;

/// A file of the ledger as it is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerFile {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What it is.
    pub kind: LedgerFileKind,
}

/// Kinds of files of a ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LedgerFileKind {
    /// A text that changes: checkpoint, policy, key.
    Text,
    /// A tile or bundle: never changes.
    Tile,
}

/// A proof made on demand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The proof file.
    pub bytes: Vec<u8>,
    /// Whether its checkpoint meets the policy: then the proof never changes again.
    pub quorum: Quorum,
}

/// What the site serves of the ledger.
pub trait ServedLedger: Send + Sync {
    /// The file at `path` below `/ledger/`; `None` for everything that the served checkpoint does not cover.
    fn file<'a>(
        &'a self,
        path: &'a str,
    ) -> Pin<Box<dyn Future<Output = Option<LedgerFile>> + Send + 'a>>;
    /// The newest leaf about a subject, with its secret: only what `desk` opens of it may leave.
    fn leaf_of(&self, subject: LeafSubject) -> Answer<'_, Option<StoredLeaf>>;
    /// The proof of the leaf at `index`, carrying `extra`; `None` while no served checkpoint covers it.
    fn prove(&self, index: u64, extra: Vec<u8>) -> Answer<'_, Option<Proof>>;
    /// Why the ledger does not sign or does not get on, in one line; `None`: all is well.
    fn trouble(&self) -> Option<String>;
}
