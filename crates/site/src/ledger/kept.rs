//! Finished proofs in memory: one that meets the policy never changes. The catalogue is asked before this is, so a
//! story that was taken off is never answered from here.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use copydesk_desk::StoryId;

use crate::locks::locked;
use crate::route::ProofFile;

/// Most proofs kept; then all are let go.
const PROOFS_MAX: usize = 4_096;

/// Proofs by story, edition and kind.
#[derive(Debug, Default)]
pub struct KeptProofs(Mutex<HashMap<(StoryId, u32, ProofFile), Arc<KeptProof>>>);

/// A proof with its ETag.
#[derive(Debug)]
pub(crate) struct KeptProof {
    pub(crate) bytes: Vec<u8>,
    pub(crate) etag: String,
}

impl KeptProofs {
    pub(crate) fn get(&self, key: &(StoryId, u32, ProofFile)) -> Option<Arc<KeptProof>> {
        locked(&self.0).get(key).map(Arc::clone)
    }

    pub(crate) fn put(&self, key: (StoryId, u32, ProofFile), proof: &Arc<KeptProof>) {
        let mut kept = locked(&self.0);
        if kept.len() >= PROOFS_MAX {
            kept.clear();
        }
        kept.insert(key, Arc::clone(proof));
    }
}
