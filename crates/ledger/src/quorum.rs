//! Which checkpoint a proof names: the first over its leaf that meets the policy as it is now. A policy that came to
//! ask for witnesses judges older checkpoints, too: those that were settled before it are passed over.
//!
//! Reads only. What it has looked at it remembers, so that the way to the first that meets is gone once.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use copydesk_desk::{Ledger, Quorum, StoreError, StoredCheckpoint};
use copydesk_proof::{Note, Policy, Standing};

/// Most judgements remembered; then all are let go.
const JUDGED_MAX: usize = 4_096;
/// Checkpoints read together on the way to one that meets the policy.
const CHECKPOINTS_PER_READ: usize = 1_000;

/// Checkpoints as the policy of today judges them.
#[derive(Default)]
pub(crate) struct Judged {
    /// Whether the checkpoint of a size meets the policy.
    met: Mutex<HashMap<u64, bool>>,
    /// Checkpoints that meet it by their size, each with the lowest leaf whose first such checkpoint it is known to be:
    /// of every leaf from there on it is the first, too.
    first: Mutex<BTreeMap<u64, (u64, StoredCheckpoint)>>,
    /// From the size of the first to that of the second there is none that meets it; the second does.
    gap: Mutex<Option<(u64, StoredCheckpoint)>>,
}

impl Judged {
    /// The checkpoint for the proof of a leaf; `None`: no checkpoint is over it yet.
    pub(crate) async fn over(
        &self,
        rows: &dyn Ledger,
        policy: &Policy,
        index: u64,
    ) -> Result<Option<(StoredCheckpoint, Quorum)>, StoreError> {
        if let Some(known) = self.known_over(index) {
            return Ok(Some((known, Quorum::Met)));
        }
        let Some((checkpoint, quorum)) = rows.checkpoint_over(index).await? else {
            return Ok(None);
        };
        if quorum == Quorum::Missing {
            return Ok(Some((checkpoint, quorum)));
        }
        if self.meets(policy, &checkpoint) {
            self.remember(index, &checkpoint);
            return Ok(Some((checkpoint, quorum)));
        }
        if let Some(later) = self.first_after(rows, policy, checkpoint.size).await? {
            return Ok(Some((later, Quorum::Met)));
        }
        let first = rows.checkpoints(index, 1).await?.pop();
        Ok(Some((first.unwrap_or(checkpoint), Quorum::Missing)))
    }

    fn known_over(&self, index: u64) -> Option<StoredCheckpoint> {
        let all = locked(&self.first);
        let (_, (from, checkpoint)) = all.range(index.checked_add(1)?..).next()?;
        (*from <= index).then(|| checkpoint.clone())
    }

    fn remember(&self, index: u64, checkpoint: &StoredCheckpoint) {
        let mut all = locked(&self.first);
        if all.len() >= JUDGED_MAX {
            all.clear();
        }
        let known = all
            .entry(checkpoint.size)
            .or_insert_with(|| (index, checkpoint.clone()));
        known.0 = known.0.min(index);
    }

    fn meets(&self, policy: &Policy, checkpoint: &StoredCheckpoint) -> bool {
        if !policy.asks_for_witnesses() {
            return true;
        }
        let Some(cosigned) = &checkpoint.cosigned else {
            return false;
        };
        if let Some(known) = locked(&self.met).get(&checkpoint.size) {
            return *known;
        }
        // When it was cosigned was judged when the line came; here only whether enough of today's witnesses did.
        let note = Note::parse(cosigned.as_bytes()).ok();
        let judged = note.and_then(|note| policy.judge(&note, u64::MAX).ok());
        let met = judged.is_some_and(|judged| judged.standing != Standing::TooFew);
        let mut all = locked(&self.met);
        if all.len() >= JUDGED_MAX {
            all.clear();
        }
        all.insert(checkpoint.size, met);
        met
    }

    /// The first checkpoint larger than `size` that meets the policy.
    async fn first_after(
        &self,
        rows: &dyn Ledger,
        policy: &Policy,
        size: u64,
    ) -> Result<Option<StoredCheckpoint>, StoreError> {
        let gap = locked(&self.gap).clone();
        let mut at = size;
        loop {
            if let Some((from, end)) = &gap
                && (*from..end.size).contains(&at)
            {
                let found = end.clone();
                *locked(&self.gap) = Some((size.min(*from), found.clone()));
                return Ok(Some(found));
            }
            let next = rows.checkpoints(at, CHECKPOINTS_PER_READ).await?;
            let Some(last) = next.last() else {
                return Ok(None);
            };
            at = last.size;
            let mut all = next.into_iter();
            if let Some(found) = all.find(|checkpoint| self.meets(policy, checkpoint)) {
                *locked(&self.gap) = Some((size, found.clone()));
                return Ok(Some(found));
            }
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
