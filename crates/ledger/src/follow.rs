//! A node that shows a ledger which another node writes: makes the same tiles from the same rows, byte for byte, and shows
//! a checkpoint once its tiles lie there. Signs nothing, holds no key, and writes no row.

use std::sync::Arc;
use std::time::{Duration, Instant};

use copydesk_desk::{Ledger, StoredCheckpoint};
use tokio::sync::watch;

use crate::disk::Disk;
use crate::recover::{
    Kept, catch_up_files, check_signed, put_texts, refuse_behind, serve_if_new, write_on,
};
use crate::sequence::{LedgerError, Ticked, on_disk};
use crate::settings::Face;
use crate::status::Status;
use crate::tiles::{Frontier, TileFiles};

/// What is in memory between two looks.
struct Shown {
    frontier: Frontier,
    /// The checkpoint as it is shown, cosignatures included.
    note: String,
    synced: u64,
}

/// Shows a ledger that another node writes.
pub struct Follower {
    rows: Arc<dyn Ledger>,
    files: TileFiles,
    face: Face,
    /// Time between two looks.
    tick: Duration,
    /// Time between two syncs of tiles.
    sync_every: Duration,
    status: Arc<Status>,
    shown: Option<Shown>,
    last_sync: Instant,
}

impl Follower {
    /// A follower on these rows and this disk; nothing is read or written yet.
    #[must_use]
    pub fn new(
        rows: Arc<dyn Ledger>,
        disk: Arc<dyn Disk>,
        face: Face,
        (tick, sync_every): (Duration, Duration),
    ) -> Self {
        let files = TileFiles {
            folder: face.folder.clone(),
            disk,
        };
        Self {
            rows,
            files,
            face,
            tick,
            sync_every,
            status: Arc::default(),
            shown: None,
            last_sync: Instant::now(),
        }
    }

    /// How it is, for others to look at.
    #[must_use]
    pub fn status(&self) -> Arc<Status> {
        Arc::clone(&self.status)
    }

    /// Looks until `stop` turns true. Trouble is logged once and stays visible in [`Status`].
    pub async fn run(mut self, mut stop: watch::Receiver<bool>) {
        if let Err(error) = self.files.sweep() {
            tracing::warn!(%error, "ledger: unnamed files of an earlier process stay");
        }
        let mut ticks = tokio::time::interval(self.tick);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = ticks.tick() => {}
                _ = stop.wait_for(|stop| *stop) => return,
            }
            let trouble = self.look().await.err().map(|error| error.to_string());
            if self.status.set_trouble(trouble.clone())
                && let Some(trouble) = trouble
            {
                tracing::error!(trouble, "the ledger is not followed");
            }
        }
    }

    /// Shows the newest checkpoint if it is another than the one shown.
    ///
    /// # Errors
    /// [`LedgerError`]; the next look begins as a start does.
    pub async fn look(&mut self) -> Result<Ticked, LedgerError> {
        let shown = self.shown.take();
        let Some(head) = self.rows.ledger_head().await? else {
            return Ok(Ticked::Idle);
        };
        let mut shown = match shown {
            Some(shown) if shown.frontier.size() <= head.size => shown,
            // A start, or trouble; a head that is behind what was shown is refused there.
            _ => self.begin(&head).await?,
        };
        let grown = shown.note != head.shown() || shown.frontier.size() < head.size;
        if grown {
            self.show(&mut shown, &head).await?;
        }
        self.sync(&mut shown).await?;
        self.shown = Some(shown);
        self.status.serve(head.size);
        Ok(if grown {
            Ticked::Grown(head.size)
        } else {
            Ticked::Idle
        })
    }

    fn kept(&self) -> Kept<'_> {
        Kept {
            rows: self.rows.as_ref(),
            files: &self.files,
            logs: self.face.policy.logs(),
        }
    }

    async fn begin(&self, head: &StoredCheckpoint) -> Result<Shown, LedgerError> {
        refuse_behind(&self.kept(), Some(head)).await?;
        let (files, face) = (self.files.clone(), self.face.clone());
        on_disk(move || put_texts(&files, &face)).await?;
        let (frontier, synced) = catch_up_files(&self.kept(), head).await?;
        Ok(Shown {
            frontier,
            note: String::new(),
            synced,
        })
    }

    /// Tiles first, then the checkpoint; only then the partial tiles go that full ones replace.
    async fn show(&self, shown: &mut Shown, head: &StoredCheckpoint) -> Result<(), LedgerError> {
        let kept = self.kept();
        check_signed(head, kept.logs)?;
        let mut all = Vec::new();
        while let Some(grown) = write_on(&kept, &mut shown.frontier, head).await? {
            all.extend(grown);
        }
        let (files, size, note) = (self.files.clone(), head.size, head.shown().to_owned());
        shown.note.clone_from(&note);
        on_disk(move || {
            serve_if_new(&files, size, &note)?;
            all.iter()
                .try_for_each(|grown| grown.remove_outgrown(&files))
        })
        .await
    }

    async fn sync(&mut self, shown: &mut Shown) -> Result<(), LedgerError> {
        let size = shown.frontier.size();
        if shown.synced < size && self.last_sync.elapsed() >= self.sync_every {
            let files = self.files.clone();
            on_disk(move || files.sync(size)).await?;
            shown.synced = size;
            self.last_sync = Instant::now();
        }
        Ok(())
    }
}
