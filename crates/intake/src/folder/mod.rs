//! A watched folder: files become arrivals once they are complete, and are moved once their bytes are durable.
//! Polling is the truth. Never deletes a file, never reads one that is still being written, parses nothing.
//!
//! What to do is decided in [`scan`], what an end looks like in [`ending`], the disk is touched in [`shelf`].

mod ending;
mod scan;
mod shelf;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use copydesk_desk::{Arrival, FeedId, Receiver};
use jiff::{SignedDuration, Timestamp};

use crate::config::{AfterReceipt, FolderConfig};
use ending::Ending;
use scan::{Certainty, Decision, Scan, Stamp};
use shelf::ReadFile;

/// A folder under watch. [`FolderWatch::look`] is one look; who calls it decides when.
pub struct FolderWatch {
    feed: FeedId,
    config: FolderConfig,
    receiver: Arc<dyn Receiver>,
    scan: Scan,
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

/// What became of one file.
enum Outcome {
    /// Nothing yet: it is incomplete or changed.
    Waiting,
    /// Its bytes are durable.
    Received,
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
                let decisions = self.scan.look(now, listing.files, &self.config);
                self.carry_out(now, decisions).await;
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

    async fn carry_out(&mut self, now: Timestamp, decisions: Vec<Decision>) {
        for decision in decisions {
            match decision {
                Decision::Read(name, stamp, certainty) => {
                    if let Err(StoreSilent) = self.take(now, &name, stamp, certainty).await {
                        return;
                    }
                }
                Decision::PutAside(name, stamp) => self.put_aside(now, &name, stamp).await,
                Decision::ReportEmpty(name) => {
                    self.trouble(
                        now,
                        format!("file {} stays empty and is not read", name.display()),
                    );
                }
            }
        }
    }

    /// Reads one file and hands it over. Only a store that does not answer ends the round for the others.
    async fn take(
        &mut self,
        now: Timestamp,
        name: &Path,
        stamp: Stamp,
        certainty: Certainty,
    ) -> Result<(), StoreSilent> {
        let path = self.config.path.join(name);
        match on_disk(move || shelf::read(&path, stamp)).await {
            Ok(ReadFile::Bytes(bytes)) => {
                if let Outcome::Received = self.offer(now, name, stamp, certainty, bytes).await? {
                    self.finish(now, name, stamp).await;
                }
            }
            Ok(ReadFile::Changed) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => {
                self.scan.postpone(now, name);
                self.trouble(
                    now,
                    format!("file {} cannot be read: {error}", name.display()),
                );
            }
        }
        Ok(())
    }

    async fn offer(
        &mut self,
        now: Timestamp,
        name: &Path,
        stamp: Stamp,
        certainty: Certainty,
        bytes: Vec<u8>,
    ) -> Result<Outcome, StoreSilent> {
        let complete = match certainty {
            Certainty::OnlyIfWhole => ending::ending(&bytes) == Ending::Whole,
            Certainty::UnlessEndMissing => ending::ending(&bytes) != Ending::Missing,
            Certainty::AsItIs => true,
        };
        if !complete {
            return Ok(Outcome::Waiting);
        }
        let arrival = Arrival {
            feed: self.feed.clone(),
            name: Some(name.to_string_lossy().into_owned()),
            bytes,
            media_type: None,
            charset: None,
            source_time: Some(stamp.modified),
            cursor: None,
            received: now,
        };
        match self.receiver.receive(arrival).await {
            Ok(_) => {
                self.refusals = 0;
                Ok(Outcome::Received)
            }
            Err(error) => {
                self.scan.postpone(now, name);
                self.refusals = self.refusals.saturating_add(1);
                self.back_off(
                    now,
                    self.refusals,
                    format!("file {} is kept: {error}", name.display()),
                );
                Err(StoreSilent)
            }
        }
    }

    /// The bytes are durable: the file leaves the folder, unless it changed meanwhile.
    async fn finish(&mut self, now: Timestamp, name: &Path, stamp: Stamp) {
        if self.config.after == AfterReceipt::Leave {
            self.scan.taken(name);
            return;
        }
        let day = jiff::tz::TimeZone::UTC.to_datetime(now).date().to_string();
        let shelf = Path::new(shelf::DONE).join(day);
        match self.shelve(name, stamp, shelf).await {
            Ok(Some(path)) => {
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
        let offered = self
            .offer(now, &name, stamp, Certainty::AsItIs, bytes)
            .await;
        if offered.is_ok() {
            self.trouble(
                now,
                format!("file {shown} changed after it was received: received again"),
            );
        }
        offered.is_ok()
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

/// Runs disk work off the async workers.
async fn on_disk<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> std::io::Result<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => Err(std::io::Error::other(error)),
    }
}
