//! The archive's index, kept by following the event sequence: each version that came is taken once, a killed item is
//! hidden at once. Derived: what is not durable is read again from the raws. Says nothing of whether a reader may see
//! an item; who shows one asks the store for its standing.

use std::collections::HashMap;
use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use anyhow::{Context, bail};
use copydesk_desk::{
    EventKind, EventRecord, ItemKey, Reuse, Seq, Status, StoreError, Version, Wake,
};
use copydesk_reuse::{
    Access, Archive, BULK_DOCUMENTS_MAX, Document, Loading, MEMTABLE_DOCUMENTS_MAX, StoreFailure,
    Words, item_hash,
};
use copydesk_text::{Block, BlockKind};
use copydesk_wire::Item;
use rayon::prelude::*;
use tokio::sync::{Notify, watch};

use crate::newsroom::Ground;
use crate::newsroom::reading::{Loaded, load_version};
use crate::segments::Files;

/// Events taken together.
const EVENTS: usize = 512;
/// Versions that a reader beside the newsroom takes into memory at most.
const READ_DOCUMENTS_MAX: usize = 65_536;
/// How often a reader opens the index anew because segments were joined meanwhile.
const REOPENS_MAX: usize = 5;
/// How long the follower sleeps at most.
const POLL: Duration = Duration::from_millis(250);
/// Wait after the store or the disk did not answer.
const RETRY: Duration = Duration::from_secs(1);

/// The index of a data folder.
pub struct Index {
    archive: RwLock<Archive>,
    access: Access,
    /// The last event taken, for those who wait for it.
    announced: watch::Sender<Seq>,
    /// A segment was written: there may be too many.
    written: Notify,
}

impl Reuse for Index {
    fn seq(&self) -> Seq {
        *self.announced.borrow()
    }

    fn reached<'a>(&'a self, seq: Seq) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>> {
        let mut announced = self.announced.subscribe();
        Box::pin(async move {
            // The sender lives as long as `self`; an error could only mean that nobody announces any more.
            let _ = announced.wait_for(|taken| *taken >= seq).await;
        })
    }

    fn look(&self, question: &mut dyn FnMut(&Archive)) {
        question(&self.archive());
    }
}

/// What an event asks of the index.
enum Step {
    Take(Box<Arriving>),
    Hide(ItemKey),
}

/// An item as its events need it.
struct Known {
    versions: Vec<Version>,
    /// Killed: its text is not taken, its documents are hidden.
    canceled: bool,
    /// How many of its versions were taken.
    taken: u32,
}

/// A version to be taken.
struct Arriving {
    seq: Seq,
    key: ItemKey,
    /// When it was received, seconds since 1970.
    received: u32,
    /// `None`: it has no text to be found by.
    loaded: Option<Loaded>,
}

impl Index {
    /// Opens the index of a data folder. What had to be left out is told in the diagnostics, and by
    /// [`Index::skipped`].
    ///
    /// # Errors
    /// One line that names the file and the reason.
    pub fn open(data: &Path, access: Access) -> anyhow::Result<Arc<Self>> {
        let archive = match access {
            Access::Write => {
                let files = Files::of(data).with_context(|| data.display().to_string())?;
                Archive::open(Arc::new(files), access)
            }
            Access::Read => open_beside(data),
        };
        let archive = archive.context("the archive's index")?;
        for skipped in archive.skipped() {
            tracing::error!(
                file = skipped.name,
                reason = skipped.reason,
                "left out of the archive's index"
            );
        }
        let index = Self {
            archive: RwLock::new(archive),
            access,
            announced: watch::Sender::new(Seq(0)),
            written: Notify::new(),
        };
        index.announced.send_replace(index.taken());
        Ok(Arc::new(index))
    }

    /// Removes the index of a data folder: it is then made anew from the event sequence.
    ///
    /// # Errors
    /// One line that names the folder and the reason.
    pub fn remove(data: &Path) -> anyhow::Result<()> {
        let folder = data.join(crate::segments::FOLDER);
        match std::fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(error).with_context(|| folder.display().to_string())
            }
            _ => Ok(()),
        }
    }

    /// The archive, to be searched.
    pub fn archive(&self) -> RwLockReadGuard<'_, Archive> {
        self.archive.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn archive_mut(&self) -> RwLockWriteGuard<'_, Archive> {
        self.archive.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Follows the event sequence until `shutdown` turns true, then makes durable what is in memory. Segments are joined
    /// beside it, so that no new item waits for that.
    pub async fn follow(self: Arc<Self>, ground: Ground, shutdown: watch::Receiver<bool>) {
        // A run that was stopped may have left too many segments.
        self.written.notify_one();
        tokio::join!(
            self.take_events(&ground, shutdown.clone()),
            self.join_segments(shutdown)
        );
        if let Err(error) = blocking(&self, Self::flush).await {
            tracing::error!(%error, "the archive's index could not be written");
        }
    }

    async fn take_events(self: &Arc<Self>, ground: &Ground, mut shutdown: watch::Receiver<bool>) {
        while !*shutdown.borrow() {
            let pause = match self.catch_up(ground, Loading::Live, |_| ()).await {
                Ok(_) => POLL,
                Err(error) => {
                    tracing::error!(%error, "the archive's index could not follow");
                    RETRY
                }
            };
            let after = self.taken();
            tokio::select! {
                () = ground.wake.wait(after), if pause == POLL => {}
                () = tokio::time::sleep(pause) => {}
                _ = shutdown.wait_for(|stop| *stop) => {}
            }
        }
    }

    /// Joins segments whenever one was written; what the disk refuses is tried again with the next one.
    async fn join_segments(self: &Arc<Self>, mut shutdown: watch::Receiver<bool>) {
        loop {
            tokio::select! {
                () = self.written.notified() => {}
                _ = shutdown.wait_for(|stop| *stop) => return,
            }
            if let Err(error) = blocking(self, Self::join).await {
                tracing::error!(%error, "segments of the archive's index could not be joined");
            }
        }
    }

    fn taken(&self) -> Seq {
        Seq(i64::try_from(self.archive().sequence()).unwrap_or(i64::MAX))
    }

    /// Takes all events that it has not taken; `tell` hears how far it is. Answers how many versions were taken.
    ///
    /// # Errors
    /// The store or the disk did not answer: what was taken stays, the rest is taken later.
    pub async fn catch_up(
        self: &Arc<Self>,
        ground: &Ground,
        loading: Loading,
        mut tell: impl FnMut(Seq),
    ) -> anyhow::Result<usize> {
        let mut taken = 0;
        loop {
            let events = ground.store.events(self.taken(), EVENTS).await?;
            let Some(last) = events.last().map(|event| event.seq) else {
                return Ok(taken);
            };
            let steps = self.steps(ground, &events).await?;
            taken += blocking(self, move |index| {
                let taken = index.take(steps, last, loading);
                if index.access == Access::Write {
                    index.flush_if_full(loading)?;
                }
                Ok(taken)
            })
            .await?;
            if self.access == Access::Read && self.archive().unwritten() > READ_DOCUMENTS_MAX {
                bail!(
                    "the archive's index lacks more than {READ_DOCUMENTS_MAX} versions: start the newsroom, or run \
                     copydesk rebuild"
                );
            }
            self.announced.send_replace(last);
            tell(last);
        }
    }

    async fn steps(
        &self,
        ground: &Ground,
        events: &[EventRecord],
    ) -> Result<Vec<Step>, StoreError> {
        let mut steps = Vec::new();
        let mut items: HashMap<ItemKey, Known> = HashMap::new();
        for record in events {
            let Some(key) = &record.event.item else {
                continue;
            };
            let kind = record.event.kind;
            if !matches!(
                kind,
                EventKind::ItemReceived | EventKind::VersionReceived | EventKind::Kill
            ) {
                continue;
            }
            if !items.contains_key(key) {
                items.insert(key.clone(), self.known(ground, key).await?);
            }
            let Some(known) = items.get_mut(key) else {
                continue;
            };
            if kind == EventKind::Kill {
                steps.extend(known.canceled.then(|| Step::Hide(key.clone())));
                continue;
            }
            known.taken += 1;
            let version = known
                .versions
                .iter()
                .find(|version| version.key.nth == known.taken);
            let loaded = match version {
                Some(version) if !known.canceled => load_version(ground, version).await?,
                _ => None,
            };
            let second = version.map_or(0, |version| version.received.as_second());
            steps.push(Step::Take(Box::new(Arriving {
                seq: record.seq,
                key: key.clone(),
                received: u32::try_from(second).unwrap_or(0),
                loaded,
            })));
        }
        Ok(steps)
    }

    async fn known(&self, ground: &Ground, key: &ItemKey) -> Result<Known, StoreError> {
        let item = ground.store.item(key.clone()).await?;
        let taken = self
            .archive_mut()
            .versions_of(item_hash(&key.agency, &key.guid));
        Ok(Known {
            versions: ground.store.versions(key.clone()).await?,
            canceled: item.is_some_and(|item| item.standing.status == Status::Canceled),
            taken,
        })
    }

    /// Takes steps in order; the texts are read by all processors.
    fn take(&self, steps: Vec<Step>, last: Seq, loading: Loading) -> usize {
        let words: Vec<Option<Words>> = steps
            .par_iter()
            .map(|step| match step {
                Step::Take(arriving) => Some(words_of(arriving)),
                Step::Hide(_) => None,
            })
            .collect();
        let mut archive = self.archive_mut();
        let mut taken = 0;
        for (step, words) in steps.iter().zip(&words) {
            match (step, words) {
                (Step::Take(arriving), Some(words)) => {
                    let document = Document {
                        sequence: u64::try_from(arriving.seq.0).unwrap_or(0),
                        item: item_hash(&arriving.key.agency, &arriving.key.guid),
                        received: arriving.received,
                        words,
                    };
                    taken += usize::from(archive.add(&document, loading));
                }
                (Step::Hide(key), _) => archive.hide(item_hash(&key.agency, &key.guid)),
                (Step::Take(_), None) => {}
            }
        }
        archive.pass(u64::try_from(last.0).unwrap_or(0));
        taken
    }

    /// Makes durable what is in memory once it is enough for a segment.
    fn flush_if_full(&self, loading: Loading) -> Result<(), StoreFailure> {
        let most = match loading {
            Loading::Live => MEMTABLE_DOCUMENTS_MAX,
            Loading::Bulk => BULK_DOCUMENTS_MAX,
        };
        if self.archive().unwritten() < most {
            return Ok(());
        }
        match loading {
            Loading::Live => {
                self.flush()?;
                self.written.notify_one();
                Ok(())
            }
            Loading::Bulk => self.write(),
        }
    }

    /// Makes everything durable, and joins segments while there are too many.
    ///
    /// # Errors
    /// The disk refused: nothing is lost, it can be tried again.
    pub fn write(&self) -> Result<(), StoreFailure> {
        self.flush()?;
        self.join()
    }

    fn flush(&self) -> Result<(), StoreFailure> {
        self.archive_mut().flush()
    }

    fn join(&self) -> Result<(), StoreFailure> {
        while let Some(merge) = { self.archive_mut().plan_merge() } {
            merge.run()?;
            self.archive_mut().adopt(&merge)?;
        }
        Ok(())
    }

    /// Joins all segments into one: what a bulk load ends with.
    ///
    /// # Errors
    /// The disk refused: the segments stay as they were.
    pub fn compact(&self) -> Result<(), StoreFailure> {
        let merge = { self.archive_mut().plan_compaction() };
        if let Some(merge) = merge {
            merge.run()?;
            self.archive_mut().adopt(&merge)?;
        }
        Ok(())
    }
}

/// Opens the index beside a newsroom that may be writing it: segments that were joined between the reading of the
/// manifest and their own opening are gone, and then another manifest is there.
fn open_beside(data: &Path) -> Result<Archive, StoreFailure> {
    let mut opened = Archive::open(Arc::new(Files::beside(data)), Access::Read)?;
    for _ in 0..REOPENS_MAX {
        if opened.skipped().is_empty() {
            break;
        }
        opened = Archive::open(Arc::new(Files::beside(data)), Access::Read)?;
    }
    Ok(opened)
}

/// Runs what may wait for the disk or use the processors for long where no request waits for it.
async fn blocking<T: Send + 'static>(
    index: &Arc<Index>,
    act: impl FnOnce(&Index) -> Result<T, StoreFailure> + Send + 'static,
) -> anyhow::Result<T> {
    let index = Arc::clone(index);
    let ended = tokio::task::spawn_blocking(move || act(&index)).await;
    Ok(ended.context("the archive's index")??)
}

fn words_of(arriving: &Arriving) -> Words {
    let item = arriving.loaded.as_ref().and_then(Loaded::read);
    item.map(|item| Words::of(&text_blocks(&item)))
        .unwrap_or_default()
}

/// What of a version's text is indexed: the same that is compared.
fn text_blocks(item: &Item) -> Vec<Block> {
    let paragraphs = item
        .body()
        .map(|body| body.paragraphs.as_slice())
        .unwrap_or_default();
    paragraphs
        .iter()
        .filter(|paragraph| !matches!(paragraph.kind, BlockKind::Caption | BlockKind::Advisory))
        .map(|paragraph| Block::new(paragraph.kind, paragraph.text.clone()))
        .collect()
}
