//! One step of the ledger: leaves that acts wrote, in the order of their events, under a new signed checkpoint.
//!
//! Order of a step: hash and sign in memory; one transaction (the point of no return); tiles and bundles; the file
//! `checkpoint`. A signature that was not committed is dropped and written nowhere. After any failure everything in
//! memory is dropped, and the next step begins as a start does (`recover`). Triggered by time alone, never by an act.

use std::sync::Arc;
use std::time::Instant;

use copydesk_desk::{
    Batch, Clock, Fence, Hash, Lead, Leaf, LeafSubject, Ledger, Quorum, Random, Sealing, Secret,
    Seq, StoreError, StoredCheckpoint,
};
use copydesk_proof::{Checkpoint, KeyRecord, Note, OpeningRecord, Record, SigningKey, UtcSecond};
use tokio::sync::watch;

use crate::disk::Disk;
use crate::recover::{self, RefusedToSign};
use crate::settings::Settings;
use crate::status::Status;
use crate::tiles::{Frontier, Publication, TileFiles};
use crate::witness::Witnesses;

/// How long an old key goes on signing after a new one was recorded.
const RETIRING_SECONDS: i64 = 90 * 86_400;

/// Why a step was not made. Nothing that was signed in it left the process unless it was committed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// Signing could make a second tree; see [`RefusedToSign`] for the way out.
    #[error("{0}")]
    Refused(#[from] RefusedToSign),
    /// The store did not answer: tried again at the next tick.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// Tiles could not be written: tried again at the next tick.
    #[error("ledger files: {0}")]
    Files(#[from] std::io::Error),
}

/// What a step did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ticked {
    /// Nothing waited.
    Idle,
    /// A checkpoint of this size is served.
    Grown(u64),
    /// Another sequencer went on from the same head, or took the lease.
    Lost,
    /// Another process leads.
    Standby,
}

/// What is in memory between two steps.
pub(crate) struct Live {
    /// The gain of the lease under which all this was read and checked.
    pub(crate) fence: Fence,
    pub(crate) frontier: Frontier,
    pub(crate) last_event: Seq,
    pub(crate) signing: Signing,
    pub(crate) synced: u64,
}

/// The keys that sign the next checkpoint.
#[derive(Clone, Debug)]
pub(crate) struct Signing {
    pub(crate) keys: Vec<SigningKey>,
    /// A key that is to be recorded in the next batch.
    pub(crate) unrecorded: Option<SigningKey>,
}

/// The sequencer of one ledger.
pub struct Sequencer {
    pub(crate) rows: Arc<dyn Ledger>,
    pub(crate) files: TileFiles,
    pub(crate) settings: Arc<Settings>,
    pub(crate) clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    status: Arc<Status>,
    pub(crate) witnesses: Option<Arc<Witnesses>>,
    pub(crate) witnesses_asked: bool,
    /// The last gain of the lease, for which the witnesses were asked or are to be.
    fence: Option<Fence>,
    live: Option<Live>,
    last_sync: Instant,
}

impl Sequencer {
    /// A sequencer on these rows and this disk; nothing is read or written yet.
    #[must_use]
    pub fn new(
        rows: Arc<dyn Ledger>,
        disk: Arc<dyn Disk>,
        settings: Arc<Settings>,
        (clock, random): (Arc<dyn Clock>, Arc<dyn Random>),
    ) -> Self {
        let files = TileFiles {
            folder: settings.folder.clone(),
            disk,
        };
        Self {
            rows,
            files,
            settings,
            clock,
            random,
            status: Arc::default(),
            witnesses: None,
            witnesses_asked: false,
            fence: None,
            live: None,
            last_sync: Instant::now(),
        }
    }

    /// Asks these witnesses before the first signature what they have seen, and shows their alarms in its state.
    #[must_use]
    pub fn with_witnesses(mut self, witnesses: Arc<Witnesses>) -> Self {
        self.status = witnesses.status();
        self.witnesses = Some(witnesses);
        self
    }

    /// How it is, for others to look at.
    #[must_use]
    pub fn status(&self) -> Arc<Status> {
        Arc::clone(&self.status)
    }

    /// Makes steps until `stop` turns true. Trouble is logged once and stays visible in [`Status`].
    pub async fn run(mut self, mut stop: watch::Receiver<bool>) {
        if let Err(error) = self.files.sweep() {
            tracing::warn!(%error, "ledger: unnamed files of an earlier process stay");
        }
        if let Some(witnesses) = self.witnesses.clone() {
            tokio::spawn(witnesses.run(stop.clone()));
        }
        let mut ticks = tokio::time::interval(self.settings.tick);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = ticks.tick() => {}
                _ = stop.wait_for(|stop| *stop) => return,
            }
            let trouble = self.tick().await.err().map(|error| error.to_string());
            if self.status.set_trouble(trouble.clone())
                && let Some(trouble) = trouble
            {
                tracing::error!(trouble, "the ledger does not go on");
            }
        }
    }

    /// One step.
    ///
    /// # Errors
    /// [`LedgerError`]; the next step begins by reading the head again.
    pub async fn tick(&mut self) -> Result<Ticked, LedgerError> {
        let live = self.live.take();
        let Lead::Ours(fence) = self.rows.lead().await? else {
            return Ok(Ticked::Standby);
        };
        let mut live = match live {
            Some(live) if live.fence == fence => live,
            // A start, or somebody else may have led since: everything is read and checked again.
            _ => self.recover(fence).await?,
        };
        let batch = self.batch(&live).await?;
        let Some((batch, entries)) = batch else {
            self.sync(&mut live).await?;
            self.live = Some(live);
            return Ok(Ticked::Idle);
        };
        let checkpoint = batch.checkpoint.clone();
        if self.rows.seal(batch).await? == Sealing::Lost {
            return Ok(Ticked::Lost);
        }
        let publication = live.frontier.extend(&entries);
        self.publish(publication, &checkpoint).await?;
        live.last_event = checkpoint.last_event;
        if live.signing.unrecorded.is_some() {
            // The new key is in the ledger now: what is read anew says who signs.
            return Ok(Ticked::Grown(checkpoint.size));
        }
        self.sync(&mut live).await?;
        self.live = Some(live);
        Ok(Ticked::Grown(checkpoint.size))
    }

    async fn recover(&mut self, fence: Fence) -> Result<Live, LedgerError> {
        if self.fence != Some(fence) {
            self.witnesses_asked = false;
            self.fence = Some(fence);
        }
        let live = recover::recover(self, fence).await?;
        self.witnesses_asked = true;
        self.status.serve(live.frontier.size());
        Ok(live)
    }

    /// What waits, signed; `None` if nothing does.
    async fn batch(&self, live: &Live) -> Result<Option<(Batch, Vec<Hash>)>, LedgerError> {
        let waiting = self
            .rows
            .unsealed(live.last_event, self.settings.batch_max)
            .await?;
        let old_size = live.frontier.size();
        let first = self.own_leaves(old_size, &live.signing);
        if waiting.is_empty() && first.is_empty() {
            return Ok(None);
        }
        let mut entries: Vec<Hash> = first.iter().map(|leaf| leaf.commitment).collect();
        entries.extend(waiting.iter().map(|(_, entry)| *entry));
        let missing = self.covers_for(entries.len() as u64);
        let covers: Vec<Hash> = (0..missing).map(|_| self.random.bytes32()).collect();
        entries.extend(&covers);
        let size = old_size + entries.len() as u64;
        let root = live.frontier.root_with(entries.iter());
        let checkpoint = StoredCheckpoint {
            old_size,
            size,
            last_event: waiting.last().map_or(live.last_event, |(event, _)| *event),
            note: self.sign(&live.signing.keys, size, root),
            cosigned: None,
        };
        let batch = Batch {
            fence: live.fence,
            checkpoint,
            quorum: self.own_quorum(),
            first,
            events: waiting.into_iter().map(|(event, _)| event).collect(),
            covers,
        };
        Ok(Some((batch, entries)))
    }

    pub(crate) fn own_quorum(&self) -> Quorum {
        if self.settings.policy.asks_for_witnesses() {
            Quorum::Missing
        } else {
            Quorum::Met
        }
    }

    fn covers_for(&self, leaves: u64) -> u64 {
        leaves.next_multiple_of(self.settings.pad.max(1)) - leaves
    }

    fn sign(&self, keys: &[SigningKey], size: u64, root: Hash) -> String {
        let checkpoint = Checkpoint {
            origin: self.settings.origin.clone(),
            size,
            root,
            extensions: Vec::new(),
        };
        let text = checkpoint.to_string();
        let signatures = keys.iter().map(|key| key.sign(&text)).collect();
        Note { text, signatures }.to_string()
    }

    /// Leaves that no act wrote: the opening of the ledger, the record of a new key.
    fn own_leaves(&self, old_size: u64, signing: &Signing) -> Vec<Leaf> {
        let now = second_of(self.clock.now().as_second());
        let secret = || Secret::new(self.random.bytes32());
        let mut leaves = Vec::new();
        if old_size == 0 {
            let record = OpeningRecord {
                origin: self.settings.origin.clone(),
                opened: now,
                key: self.settings.key.public().to_string(),
                previous: self.settings.previous.clone(),
            };
            leaves.push(Leaf::new(
                secret(),
                &Record::Opening(record),
                LeafSubject::Opening,
            ));
        }
        if let Some(key) = &signing.unrecorded {
            let record = KeyRecord {
                at: now,
                key: key.public().to_string(),
                retires: second_of(now.unix() + RETIRING_SECONDS),
            };
            leaves.push(Leaf::new(secret(), &Record::Key(record), LeafSubject::Key));
        }
        leaves
    }

    /// Tiles, then the checkpoint; readers see the new size only after both.
    pub(crate) async fn publish(
        &self,
        publication: Publication,
        checkpoint: &StoredCheckpoint,
    ) -> Result<(), LedgerError> {
        let (files, size) = (self.files.clone(), checkpoint.size);
        let note = checkpoint.shown().to_owned();
        on_disk(move || publication.write(&files, size, &note)).await?;
        self.status.serve(size);
        Ok(())
    }

    async fn sync(&mut self, live: &mut Live) -> Result<(), LedgerError> {
        let size = live.frontier.size();
        if live.synced < size && self.last_sync.elapsed() >= self.settings.sync_every {
            let files = self.files.clone();
            on_disk(move || files.sync(size)).await?;
            live.synced = size;
            self.last_sync = Instant::now();
        }
        Ok(())
    }
}

/// Runs blocking work on files beside the async workers.
pub(crate) async fn on_disk<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, LedgerError> {
    let done = tokio::task::spawn_blocking(work).await;
    Ok(done.map_err(|_| std::io::Error::other("the work on files was stopped"))??)
}

/// The second, within the years that records can state.
pub(crate) fn second_of(unix: i64) -> UtcSecond {
    let in_range = UtcSecond::from_unix(unix).or_else(|| UtcSecond::from_unix(0));
    in_range.expect("1970 is in range")
}
