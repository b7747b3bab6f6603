//! A watched folder: files become arrivals once they are complete, and are moved once their bytes are durable.
//! Polling is the truth. Never deletes a file, never reads one that is still being written, parses nothing.
//!
//! What to do is decided in [`scan`], what an end looks like in [`ending`], the disk is touched in [`shelf`].

mod ending;
mod left;
pub(crate) mod scan;
mod shelf;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use copydesk_desk::{Answer, Arrival, FeedId, Receiver, StoreError};
use jiff::{SignedDuration, Timestamp};

use crate::config::{AfterReceipt, FolderConfig};
use ending::Ending;
use left::Left;
use scan::{Certainty, Decision, Scan, Stamp};
use shelf::ReadFile;

/// Most files handed over side by side.
const BATCH_FILES_MAX: usize = 64;
/// A larger file is handed over alone: a store may take longer to look at it, and files keep their order.
const BATCH_FILE_BYTES_MAX: usize = 32 * 1024;

/// A folder under watch. [`FolderWatch::look`] is one look; who calls it decides when.
pub struct FolderWatch {
    feed: FeedId,
    config: FolderConfig,
    receiver: Arc<dyn Receiver>,
    scan: Scan,
    /// Files that stay in the folder; loaded from the cursor at the first look.
    left: Option<Left>,
    /// Files moved a moment ago: a writer that still holds one open may add to it.
    moved: Vec<Moved>,
    /// No look before this instant: the last one failed as a whole.
    not_before: Option<Timestamp>,
    /// How often in a row the store did not take a file.
    refusals: u32,
    /// How often in a row the folder could not be listed.
    unlisted: u32,
}

struct Moved {
    path: PathBuf,
    stamp: Stamp,
    until: Timestamp,
}

/// A file whose bytes are all there.
struct CompleteFile {
    name: PathBuf,
    stamp: Stamp,
    bytes: Vec<u8>,
}

impl FolderWatch {
    /// Watches a folder for a feed. Touches nothing before the first look.
    #[must_use]
    pub fn new(feed: FeedId, config: FolderConfig, receiver: Arc<dyn Receiver>) -> Self {
        Self {
            feed,
            config,
            receiver,
            scan: Scan::default(),
            left: None,
            moved: Vec::new(),
            not_before: None,
            refusals: 0,
            unlisted: 0,
        }
    }

    /// Time between two looks.
    #[must_use]
    pub fn poll(&self) -> Duration {
        self.config.poll
    }

    /// Looks at the folder once, as of `now`, and hands over every file that is complete. Troubles go to the
    /// receiver; what could not be done is tried again at a later look.
    pub async fn look(&mut self, now: Timestamp) {
        if self.not_before.is_some_and(|not_before| now < not_before) {
            return;
        }
        if let Err(error) = self.load_left().await {
            self.refusals = self.refusals.saturating_add(1);
            return self.back_off(now, self.refusals, error.to_string());
        }
        let (folder, subfolders) = (self.config.path.clone(), self.config.subfolders);
        match on_disk(move || shelf::list(&folder, subfolders)).await {
            Ok(listing) => {
                self.unlisted = 0;
                self.receiver.heartbeat(self.feed.clone(), now);
                listing
                    .troubles
                    .into_iter()
                    .for_each(|what| self.trouble(now, what));
                self.watch_moved(now).await;
                if let Some(left) = &mut self.left {
                    left.keep_only(&listing.files);
                }
                let left = self.left.as_ref();
                let decisions = self.scan.look(now, listing.files, (&self.config, left));
                self.carry_out(now, decisions).await;
                self.keep_left(now).await;
            }
            Err(error) => {
                let folder = self.config.path.display().to_string();
                self.unlisted = self.unlisted.saturating_add(1);
                self.back_off(
                    now,
                    self.unlisted,
                    format!("folder {folder} cannot be read: {error}"),
                );
            }
        }
    }

    /// What a folder whose files stay has given already.
    async fn load_left(&mut self) -> Result<(), StoreError> {
        if self.config.after == AfterReceipt::Leave && self.left.is_none() {
            let cursor = self.receiver.cursor(self.feed.clone()).await?;
            let folder = self.config.path.to_string_lossy();
            self.left = Some(Left::from_cursor(cursor.as_deref(), &folder));
        }
        Ok(())
    }

    /// Keeps what was left in place. If it cannot be kept, files are read once more after a restart, and recognised.
    async fn keep_left(&mut self, now: Timestamp) {
        let folder = self.config.path.to_string_lossy().into_owned();
        let Some(cursor) = self
            .left
            .as_mut()
            .and_then(|left| left.changed_cursor(&folder))
        else {
            return;
        };
        let kept = self.receiver.put_cursor(self.feed.clone(), cursor).await;
        if let Err(error) = kept {
            self.left.iter_mut().for_each(Left::not_kept);
            self.trouble(
                now,
                format!("what stays in folder {folder} is not remembered: {error}"),
            );
        }
    }

    async fn carry_out(&mut self, now: Timestamp, decisions: Vec<Decision>) {
        let mut batch = Vec::new();
        let mut decisions = decisions.into_iter();
        while let Some(decision) = decisions.next() {
            match decision {
                Decision::Read(name, stamp, certainty) => {
                    let Some(file) = self.complete(now, name, stamp, certainty).await else {
                        continue;
                    };
                    if !has_room_for(&batch, &file) {
                        let full = std::mem::take(&mut batch);
                        if let Err(StoreSilent) = self.hand_over(now, full).await {
                            self.scan.postpone(now, &file.name);
                            return self.postpone(now, decisions);
                        }
                    }
                    batch.push(file);
                }
                Decision::PutAside(name, stamp) => self.put_aside(now, &name, stamp).await,
                Decision::ReportEmpty(name) => {
                    let what = format!("file {} stays empty and is not read", name.display());
                    self.trouble(now, what);
                }
            }
        }
        // What could not be handed over was reported and waits for a later look.
        let _ = self.hand_over(now, batch).await;
    }

    fn postpone(&mut self, now: Timestamp, decisions: impl Iterator<Item = Decision>) {
        for decision in decisions {
            let (Decision::Read(name, ..)
            | Decision::PutAside(name, _)
            | Decision::ReportEmpty(name)) = decision;
            self.scan.postpone(now, &name);
        }
    }

    /// Reads one file; `None` when it is not complete yet or cannot be read now.
    async fn complete(
        &mut self,
        now: Timestamp,
        name: PathBuf,
        stamp: Stamp,
        certainty: Certainty,
    ) -> Option<CompleteFile> {
        let path = self.config.path.join(&name);
        match on_disk(move || shelf::read(&path, stamp)).await {
            Ok(ReadFile::Bytes(bytes)) => {
                let complete = is_complete(&bytes, certainty);
                complete.then_some(CompleteFile { name, stamp, bytes })
            }
            Ok(ReadFile::Changed) => None,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => {
                self.scan.postpone(now, &name);
                self.trouble(
                    now,
                    format!("file {} cannot be read: {error}", name.display()),
                );
                None
            }
        }
    }

    /// Hands over files side by side, so that the store can make them durable together, and moves those it took.
    /// Only a store that does not answer ends the round for the files after them.
    async fn hand_over(
        &mut self,
        now: Timestamp,
        batch: Vec<CompleteFile>,
    ) -> Result<(), StoreSilent> {
        if batch.is_empty() {
            return Ok(());
        }
        let receiver = Arc::clone(&self.receiver);
        let mut places = Vec::with_capacity(batch.len());
        let mut answers = Vec::with_capacity(batch.len());
        for file in batch {
            places.push((file.name.clone(), file.stamp));
            answers.push(receiver.receive(self.arrival(now, file)));
        }
        let mut silence = None;
        for ((name, stamp), answer) in places.into_iter().zip(all_in_order(answers).await) {
            match answer {
                Ok(_) => self.finish(now, &name, stamp).await,
                Err(error) => {
                    self.scan.postpone(now, &name);
                    silence.get_or_insert(format!("file {} is kept: {error}", name.display()));
                }
            }
        }
        let Some(what) = silence else {
            self.refusals = 0;
            return Ok(());
        };
        self.refusals = self.refusals.saturating_add(1);
        self.back_off(now, self.refusals, what);
        Err(StoreSilent)
    }

    fn arrival(&self, now: Timestamp, file: CompleteFile) -> Arrival {
        Arrival {
            feed: self.feed.clone(),
            name: Some(file.name.to_string_lossy().into_owned()),
            bytes: file.bytes,
            media_type: None,
            charset: None,
            source_time: Some(file.stamp.modified),
            cursor: None,
            received: now,
        }
    }

    /// The bytes are durable: the file leaves the folder, unless it changed meanwhile.
    async fn finish(&mut self, now: Timestamp, name: &Path, stamp: Stamp) {
        if self.config.after == AfterReceipt::Leave {
            self.scan.taken(name);
            self.left.get_or_insert_default().add(name, stamp);
            return;
        }
        let day = jiff::tz::TimeZone::UTC.to_datetime(now).date().to_string();
        let shelf = Path::new(shelf::DONE).join(day);
        match self.shelve(name, stamp, shelf.clone()).await {
            Ok(Some(path)) => {
                self.shelve_marker(name, shelf).await;
                let until = now + self.watch_time();
                self.moved.push(Moved { path, stamp, until });
            }
            Ok(None) => {}
            Err(error) => {
                self.scan.taken(name);
                self.trouble(
                    now,
                    format!(
                        "file {} was received but cannot be moved: {error}",
                        name.display()
                    ),
                );
            }
        }
    }

    async fn put_aside(&mut self, now: Timestamp, name: &Path, stamp: Stamp) {
        let limit = self.config.file_bytes_max;
        let shown = name.display();
        if self.config.after == AfterReceipt::Leave {
            self.scan.taken(name);
            let bytes = stamp.bytes;
            let what =
                format!("file {shown} has {bytes} bytes, over the limit of {limit}: left unread");
            return self.trouble(now, what);
        }
        match self.shelve(name, stamp, shelf::QUARANTINE.into()).await {
            Ok(Some(_)) => self.trouble(
                now,
                format!("file {shown} has {} bytes, over the limit of {limit}: moved to quarantine unread", stamp.bytes),
            ),
            Ok(None) => {}
            Err(error) => {
                self.scan.postpone(now, name);
                self.trouble(now, format!("file {shown} is over the limit and cannot be moved: {error}"));
            }
        }
    }

    /// Moves a file whose stamp is still the same; `None` when it changed or went.
    async fn shelve(
        &self,
        name: &Path,
        stamp: Stamp,
        shelf: PathBuf,
    ) -> std::io::Result<Option<PathBuf>> {
        let (folder, name) = (self.config.path.clone(), name.to_owned());
        on_disk(move || {
            if shelf::stamp_of(&folder.join(&name)).ok() != Some(stamp) {
                return Ok(None);
            }
            shelf::move_to(&folder, &name, &shelf).map(Some)
        })
        .await
    }

    /// The marker follows its file; one that cannot be moved stays, and stands for nothing any more.
    async fn shelve_marker(&self, name: &Path, shelf: PathBuf) {
        let Some(marker) = &self.config.marker else {
            return;
        };
        let mut name = name.as_os_str().to_owned();
        name.push(marker);
        let folder = self.config.path.clone();
        let _ = on_disk(move || shelf::move_to(&folder, Path::new(&name), &shelf)).await;
    }

    /// Files that were written to after they had been moved are received again, as they are now.
    async fn watch_moved(&mut self, now: Timestamp) {
        for mut moved in std::mem::take(&mut self.moved) {
            let path = moved.path.clone();
            let Ok(stamp) = on_disk(move || shelf::stamp_of(&path)).await else {
                continue;
            };
            if stamp != moved.stamp {
                if self.receive_changed(now, &moved.path, stamp).await {
                    moved.stamp = stamp;
                }
                moved.until = now + self.watch_time();
            }
            if now < moved.until {
                self.moved.push(moved);
            }
        }
    }

    /// Whether the changed file is dealt with; otherwise the next look tries again.
    async fn receive_changed(&mut self, now: Timestamp, path: &Path, stamp: Stamp) -> bool {
        let name = path.file_name().map(PathBuf::from).unwrap_or_default();
        let shown = name.display();
        if stamp.bytes > self.config.file_bytes_max {
            self.trouble(
                now,
                format!("file {shown} grew over the limit after it was received"),
            );
            return true;
        }
        let opened = path.to_owned();
        let Ok(ReadFile::Bytes(bytes)) = on_disk(move || shelf::read(&opened, stamp)).await else {
            return false;
        };
        let file = CompleteFile {
            name: name.clone(),
            stamp,
            bytes,
        };
        let received = self.receiver.receive(self.arrival(now, file)).await.is_ok();
        if received {
            let what = format!("file {shown} changed after it was received: received again");
            self.trouble(now, what);
        }
        received
    }

    fn watch_time(&self) -> SignedDuration {
        SignedDuration::try_from(self.config.end_wait).unwrap_or(SignedDuration::from_secs(30))
    }

    fn back_off(&mut self, now: Timestamp, failures: u32, what: String) {
        self.not_before = Some(now + scan::backoff(failures.saturating_sub(1)));
        self.trouble(now, what);
    }

    fn trouble(&self, now: Timestamp, what: String) {
        self.receiver.trouble(self.feed.clone(), now, what);
    }
}

/// The store did not answer: what is left of this round waits.
struct StoreSilent;

fn is_complete(bytes: &[u8], certainty: Certainty) -> bool {
    match certainty {
        Certainty::OnlyIfWhole => ending::ending(bytes) == Ending::Whole,
        Certainty::UnlessEndMissing => ending::ending(bytes) != Ending::Missing,
        Certainty::AsItIs => true,
    }
}

fn has_room_for(batch: &[CompleteFile], file: &CompleteFile) -> bool {
    let is_small = |file: &CompleteFile| file.bytes.len() <= BATCH_FILE_BYTES_MAX;
    let joins = is_small(file) && batch.iter().all(is_small) && batch.len() < BATCH_FILES_MAX;
    batch.is_empty() || joins
}

/// Drives several answers at once, each round in order: the first is asked first.
async fn all_in_order<T>(mut answers: Vec<Answer<'_, T>>) -> Vec<Result<T, StoreError>> {
    let mut done: Vec<Option<Result<T, StoreError>>> = answers.iter().map(|_| None).collect();
    std::future::poll_fn(|context| {
        for (answer, done) in answers.iter_mut().zip(&mut done) {
            if done.is_none()
                && let Poll::Ready(value) = answer.as_mut().poll(context)
            {
                *done = Some(value);
            }
        }
        if done.iter().all(Option::is_some) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
    done.into_iter().flatten().collect()
}

/// Runs disk work off the async workers.
async fn on_disk<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> std::io::Result<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => Err(std::io::Error::other(error)),
    }
}
