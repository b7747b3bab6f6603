//! The embedded engine: one SQLite file in the data folder. WAL, `synchronous=FULL`, one writer thread that commits in
//! groups, readers beside it. One file per noun; rows become domain types by hand. Answers no write before it is
//! durable; touches no clock.

mod act;
mod backup;
mod beside;
mod document;
mod edition;
mod editor;
mod erase;
mod event;
mod examine;
mod explainer;
mod failure;
mod head;
mod item;
mod ledger;
mod lock;
mod migrate;
mod notice;
mod raw;
mod readers;
mod receipt;
mod row;
mod statement;
mod story;
mod tally;
#[cfg(test)]
mod tests;
mod version;
mod writer;

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::time::Duration;

use copydesk_desk::{
    Act, Adopted, Adoption, Answer, Arrival, Batch, DocumentId, DocumentVersion, Edition,
    EditorAccount, EditorName, Entity, Erased, EventRecord, Explainer, ExplainerEdition,
    ExplainerId, FeedId, Fence, FiledDocument, Hash, ItemFilter, ItemKey, ItemState, KnownLeaf,
    Lead, Leaf, LeafSubject, Ledger, Named, Notice, Quorum, RawHash, Receipt, ReceiptNo, Receipted,
    Sealing, Seq, Session, StatementAct, Store, StoreError, StoredCheckpoint, StoredLeaf, Story,
    StoryFilter, StoryId, Version, VersionKey, WhichNotices,
};
use jiff::Timestamp;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

pub use backup::BackupError;
pub use beside::put_editor_beside;
pub use erase::truncate_log;
pub use examine::{Examined, examine, worker};
use failure::Failure;
use readers::Readers;
pub use tally::{feed_tallies, sent_telegrams};
use writer::Writing;

use crate::rows::act::bytes_len;
use crate::rows::raw::verify;
use crate::rows::receipt::Hashed;
use crate::writer::Writer;

/// Name of the database in the data folder.
pub const DATABASE: &str = "copydesk.db";

/// How long a connection waits for another program's lock (an operator's shell, say).
const BUSY_MAX: Duration = Duration::from_secs(5);
/// Prepared statements a connection keeps.
const STATEMENTS_MAX: usize = 64;
/// Memory of the writer's page cache, KiB.
const WRITER_CACHE_KIB: i64 = 8 * 1024;
/// Pages in the write-ahead log after which they move into the database, while the writer waits: more would make the
/// slowest answers slower (p99 of 64 waiting producers 10, 20 and 45 ms at 1,000, 4,000 and 16,000), not the rest
/// faster.
const CHECKPOINT_PAGES: i64 = 2_000;
/// Size to which the write-ahead log shrinks again after a burst, bytes.
const JOURNAL_BYTES_KEPT: i64 = 64 * 1024 * 1024;
/// Arrivals up to this many bytes are hashed where they arrive; more go to a reader's thread.
const HASHED_INLINE_BYTES_MAX: usize = 64 * 1024;

/// Why a data folder could not be opened. Nothing in it was changed, but for files that were created.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// Another program works on this folder; stop it, or name another folder.
    #[error("{} is in use by {}", folder.display(), pid.map_or("another program".to_owned(), |pid| format!("process {pid}")))]
    Held {
        /// The data folder.
        folder: PathBuf,
        /// Its holder, once that has written its id.
        pid: Option<u32>,
    },
    /// A newer program has worked on it; use that one.
    #[error("{} has schema {found}, this program knows schemas up to {known}", path.display())]
    SchemaNewer {
        /// The database.
        path: PathBuf,
        /// Number of its schema.
        found: i64,
        /// Newest schema this program knows.
        known: usize,
    },
    /// A database, but of another program.
    #[error("{} is not a database of copydesk", path.display())]
    NotOurs {
        /// The file.
        path: PathBuf,
    },
    /// An older program made it; the newsroom, started once, brings it up to date.
    #[error("{} has schema {found}, this program reads schema {known}: start the newsroom once with it", path.display())]
    SchemaOlder {
        /// The database.
        path: PathBuf,
        /// Number of its schema.
        found: i64,
        /// Schema of this program.
        known: usize,
    },
    /// The file system refused.
    #[error("{}: {source}", path.display())]
    File {
        /// Which file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The engine refused.
    #[error("{}: {source}", path.display())]
    Engine {
        /// The database.
        path: PathBuf,
        /// What the engine said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl OpenError {
    fn engine(path: &Path, source: rusqlite::Error) -> Self {
        if source.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase) {
            return Self::NotOurs {
                path: path.to_owned(),
            };
        }
        Self::Engine {
            path: path.to_owned(),
            source: Box::new(source),
        }
    }
}

/// Copies the store of a data folder into one file, also while another program works on the folder. Opens nothing for
/// writing there and takes no lock of ours.
///
/// # Errors
/// [`BackupError`]; what was under the name before is still there, and no half of a backup is.
pub fn backup_folder(folder: &Path, to: &Path) -> Result<(), BackupError> {
    backup::copy(&folder.join(DATABASE), to)
}

/// The ground state in one SQLite file. Dropping it answers what was sent, closes the database and lets go of the
/// folder.
pub struct SqliteStore {
    // In the order in which they are let go: the lock last.
    readers: Readers,
    /// `None`: opened for reading only.
    writer: Option<Writer<Writing>>,
    path: PathBuf,
    _lock: Option<File>,
}

impl SqliteStore {
    /// Opens the store in a data folder, which is made if it is not there, and brings its schema up to date.
    ///
    /// # Errors
    /// [`OpenError`], one line that names the file and the reason: the folder is in use by another program, its schema
    /// is newer than this program, the file is no database of ours, or the system refuses.
    pub fn open(folder: &Path) -> Result<Self, OpenError> {
        let file_failed = |source| OpenError::File {
            path: folder.to_owned(),
            source,
        };
        std::fs::create_dir_all(folder).map_err(file_failed)?;
        let lock = lock::take(folder)?;
        let path = folder.join(DATABASE);
        create_private(&path).map_err(|source| OpenError::File {
            path: path.clone(),
            source,
        })?;
        let db = open_writing(&path)?;
        sync_folder(folder)
            .and_then(|()| sync_folder(folder_of(folder)))
            .map_err(file_failed)?;
        let connections = (0..reader_count())
            .map(|_| open_reading(&path).map_err(|source| OpenError::engine(&path, source)))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            readers: Readers::start(connections).map_err(file_failed)?,
            writer: Some(Writer::start(Writing(db)).map_err(file_failed)?),
            path,
            _lock: Some(lock),
        })
    }

    /// Opens the store in a data folder for reading, also while a newsroom runs on it; every write is refused. Makes no
    /// file, takes no lock of ours.
    ///
    /// # Errors
    /// [`OpenError`], one line: there is no database, or its schema is not this program's own.
    pub fn open_beside(folder: &Path) -> Result<Self, OpenError> {
        beside::open(folder)
    }

    /// Copies the whole store, as it stands now, into one file, while everything goes on.
    /// The copy is opened by putting it into a folder as [`DATABASE`].
    ///
    /// # Errors
    /// [`BackupError`]; what was under the name before is still there, and no half of a backup is.
    pub async fn backup(&self, to: &Path) -> Result<(), BackupError> {
        let (from, to) = (self.path.clone(), to.to_owned());
        let (reply, answer) = tokio::sync::oneshot::channel();
        let stopped = |to: &Path| BackupError::File {
            path: to.to_owned(),
            source: std::io::Error::other("the backup's thread stopped"),
        };
        let copying = to.clone();
        std::thread::Builder::new()
            .name("store-backup".into())
            .spawn(move || reply.send(backup::copy(&from, &copying)))
            .map_err(|source| BackupError::File {
                path: to.clone(),
                source,
            })?;
        answer.await.map_err(|_| stopped(&to))?
    }

    fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Failure> + Send + 'static,
    ) -> Answer<'_, T> {
        Box::pin(self.readers.read(work))
    }

    fn write<T: Send + 'static>(
        &self,
        bytes_len: usize,
        work: impl FnOnce(&Connection) -> Result<T, Failure> + Send + 'static,
    ) -> Answer<'_, T> {
        Box::pin(async move { self.writer()?.write(bytes_len, work).await })
    }

    fn writer(&self) -> Result<&Writer<Writing>, StoreError> {
        let reading = || StoreError::Unavailable("the store was opened for reading".into());
        self.writer.as_ref().ok_or_else(reading)
    }

    async fn receive_hashed(&self, arrivals: Vec<Arrival>) -> Result<Vec<Receipted>, StoreError> {
        let bytes_len: usize = arrivals.iter().map(|a| a.bytes.len() + 512).sum();
        let hash_all = move || arrivals.into_iter().map(Hashed::new).collect::<Vec<_>>();
        let hashed = if bytes_len <= HASHED_INLINE_BYTES_MAX {
            hash_all()
        } else {
            self.readers.read(move |_| Ok(hash_all())).await?
        };
        self.writer()?
            .write(bytes_len, move |db| receipt::receive(db, &hashed))
            .await
    }
}

fn reader_count() -> usize {
    std::thread::available_parallelism().map_or(2, |cores| cores.get().clamp(2, 8))
}

/// Makes an empty file that only its owner may read, unless there is one: it will hold embargoed copy and passwords.
fn create_private(path: &Path) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

/// Makes names in a folder durable.
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    File::open(folder)?.sync_all()
}

/// The folder a file or folder stands in.
fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn open_writing(path: &Path) -> Result<Connection, OpenError> {
    let failed = |source| OpenError::engine(path, source);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut db = Connection::open_with_flags(path, flags).map_err(failed)?;
    set_up(&db).map_err(failed)?;
    set_up_writing(&db).map_err(failed)?;
    migrate::migrate(&mut db, path)?;
    Ok(db)
}

fn open_reading(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags)?;
    set_up(&db)?;
    Ok(db)
}

fn set_up(db: &Connection) -> rusqlite::Result<()> {
    db.busy_timeout(BUSY_MAX)?;
    db.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
    // A plan that looks at a bound LIMIT is made anew for every run; these queries need none of that.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    db.pragma_update(None, "trusted_schema", "OFF")
}

fn set_up_writing(db: &Connection) -> rusqlite::Result<()> {
    let mode: String = db.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    if mode != "wal" {
        let why = format!("this file system takes no write-ahead log (journal mode {mode})");
        return Err(rusqlite::Error::SqliteFailure(
            rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CANTOPEN),
            Some(why),
        ));
    }
    db.pragma_update(None, "synchronous", "FULL")?;
    db.pragma_update(None, "foreign_keys", "ON")?;
    // What is erased by law must not be left in the file.
    db.pragma_update_and_check(None, "secure_delete", "ON", |_| Ok(()))?;
    db.pragma_update(None, "cache_size", -WRITER_CACHE_KIB)?;
    db.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    db.pragma_update(None, "journal_size_limit", JOURNAL_BYTES_KEPT)
}

impl Store for SqliteStore {
    fn receive(&self, arrival: Arrival) -> Answer<'_, Receipted> {
        Box::pin(async move {
            let answers = self.receive_hashed(vec![arrival]).await?;
            let answer = answers.into_iter().next();
            answer.ok_or_else(|| StoreError::Fatal("an arrival got no answer".into()))
        })
    }

    fn receive_all(&self, arrivals: Vec<Arrival>) -> Answer<'_, Vec<Receipted>> {
        Box::pin(self.receive_hashed(arrivals))
    }

    fn commit(&self, act: Act) -> Answer<'_, Seq> {
        self.write(bytes_len(&act), move |db| act::write(db, &act))
    }

    fn raw(&self, hash: RawHash) -> Answer<'_, Option<Vec<u8>>> {
        self.read(move |db| {
            let bytes = raw::load(db, hash)?;
            if let Some(bytes) = &bytes {
                verify(hash, bytes)?;
            }
            Ok(bytes)
        })
    }

    fn receipt(&self, no: ReceiptNo) -> Answer<'_, Option<Receipt>> {
        self.read(move |db| receipt::load(db, no))
    }

    fn receipts(
        &self,
        after: ReceiptNo,
        pending_only: bool,
        limit: usize,
    ) -> Answer<'_, Vec<Receipt>> {
        self.read(move |db| receipt::after(db, after, pending_only, limit))
    }

    fn quarantine(&self, limit: usize) -> Answer<'_, Vec<Receipt>> {
        self.read(move |db| receipt::quarantine(db, limit))
    }

    fn recent_receipts(&self, limit: usize) -> Answer<'_, Vec<(FeedId, Timestamp)>> {
        self.read(move |db| receipt::recent(db, limit))
    }

    fn cursor(&self, feed: FeedId) -> Answer<'_, Option<String>> {
        self.read(move |db| receipt::cursor(db, &feed))
    }

    fn put_derived(
        &self,
        versions: Vec<Version>,
        disclosures: Vec<(StoryId, u32, String)>,
    ) -> Answer<'_, ()> {
        let bytes_len = disclosures.iter().map(|(_, _, json)| json.len()).sum();
        self.write(bytes_len, move |db| {
            versions
                .iter()
                .try_for_each(|version| version::derive_anew(db, version))?;
            disclosures.iter().try_for_each(|(story, number, json)| {
                edition::disclose_anew(db, story, *number, json)
            })
        })
    }

    fn put_cursor(&self, feed: FeedId, cursor: String) -> Answer<'_, ()> {
        self.write(cursor.len(), move |db| {
            receipt::put_cursor(db, &feed, &cursor)
        })
    }

    fn item(&self, key: ItemKey) -> Answer<'_, Option<ItemState>> {
        self.read(move |db| item::load(db, &key))
    }

    fn items(&self, filter: ItemFilter) -> Answer<'_, Vec<ItemState>> {
        self.read(move |db| item::list(db, &filter))
    }

    fn item_count(&self) -> Answer<'_, u64> {
        self.read(item::count)
    }

    fn versions(&self, key: ItemKey) -> Answer<'_, Vec<Version>> {
        self.read(move |db| version::list(db, &key))
    }

    fn known_by(&self, agency: String, names: Vec<String>) -> Answer<'_, Option<ItemKey>> {
        self.read(move |db| notice::known_by(db, &agency, &names))
    }

    fn named(&self, agency: String, since: Timestamp) -> Answer<'_, Vec<Named>> {
        self.read(move |db| notice::named(db, &agency, since))
    }

    fn notice(&self, version: VersionKey) -> Answer<'_, Option<Notice>> {
        self.read(move |db| notice::load(db, &version))
    }

    fn notices(&self, which: WhichNotices, limit: usize) -> Answer<'_, Vec<Notice>> {
        self.read(move |db| notice::list(db, which, limit))
    }

    fn embargoed(&self, until: Timestamp) -> Answer<'_, Vec<ItemState>> {
        self.read(move |db| item::embargoed(db, until))
    }

    fn story(&self, id: StoryId) -> Answer<'_, Option<Story>> {
        self.read(move |db| story::load(db, &id))
    }

    fn stories_of(&self, item: ItemKey) -> Answer<'_, Vec<Story>> {
        self.read(move |db| story::of_item(db, &item))
    }

    fn stories(&self, filter: StoryFilter) -> Answer<'_, Vec<Story>> {
        self.read(move |db| story::list(db, &filter))
    }

    fn scheduled(&self, until: Timestamp) -> Answer<'_, Vec<Story>> {
        self.read(move |db| story::scheduled(db, until))
    }

    fn editions(&self, id: StoryId) -> Answer<'_, Vec<Edition>> {
        self.read(move |db| edition::list(db, &id))
    }

    fn edition(&self, id: StoryId, number: u32) -> Answer<'_, Option<Edition>> {
        self.read(move |db| edition::load(db, &id, number))
    }

    fn documents(&self) -> Answer<'_, Vec<FiledDocument>> {
        self.read(document::list)
    }

    fn document(&self, id: DocumentId) -> Answer<'_, Option<FiledDocument>> {
        self.read(move |db| document::load(db, &id))
    }

    fn document_versions(&self, id: DocumentId) -> Answer<'_, Vec<DocumentVersion>> {
        self.read(move |db| document::versions(db, &id))
    }

    fn explainers(&self) -> Answer<'_, Vec<Explainer>> {
        self.read(explainer::list)
    }

    fn explainer(&self, id: ExplainerId) -> Answer<'_, Option<Explainer>> {
        self.read(move |db| explainer::load(db, &id))
    }

    fn explainer_editions(&self, id: ExplainerId) -> Answer<'_, Vec<ExplainerEdition>> {
        self.read(move |db| explainer::editions(db, &id))
    }

    fn statement_acts(&self, story: StoryId) -> Answer<'_, Vec<StatementAct>> {
        self.read(move |db| statement::of_story(db, &story))
    }

    fn stories_named(&self, speaker: String) -> Answer<'_, Vec<StoryId>> {
        self.read(move |db| statement::stories_named(db, &speaker))
    }

    fn entities(&self) -> Answer<'_, Vec<Entity>> {
        self.read(statement::entities)
    }

    fn leaves_of(&self, item: ItemKey) -> Answer<'_, Vec<KnownLeaf>> {
        self.read(move |db| ledger::leaves_of(db, &item))
    }

    fn events(&self, after: Seq, limit: usize) -> Answer<'_, Vec<EventRecord>> {
        self.read(move |db| event::after(db, after, limit))
    }

    fn head(&self) -> Answer<'_, Seq> {
        self.read(head::seq)
    }

    fn editor(&self, name: EditorName) -> Answer<'_, Option<EditorAccount>> {
        self.read(move |db| editor::load(db, &name))
    }

    fn put_editor(&self, account: EditorAccount) -> Answer<'_, ()> {
        self.write(account.password_phc.len(), move |db| {
            editor::put(db, &account)
        })
    }

    fn session(&self, token_sha256: [u8; 32]) -> Answer<'_, Option<Session>> {
        self.read(move |db| editor::session(db, token_sha256))
    }

    fn put_session(&self, session: Session) -> Answer<'_, ()> {
        self.write(0, move |db| editor::put_session(db, &session))
    }

    fn end_session(&self, token_sha256: [u8; 32]) -> Answer<'_, ()> {
        self.write(0, move |db| editor::end_session(db, token_sha256))
    }
}

impl Ledger for SqliteStore {
    /// Whoever holds the folder's lock leads.
    fn lead(&self) -> Answer<'_, Lead> {
        Box::pin(std::future::ready(Ok(Lead::Ours(Fence(0)))))
    }

    fn ledger_head(&self) -> Answer<'_, Option<StoredCheckpoint>> {
        self.read(ledger::head)
    }

    fn unsealed(&self, after: Seq, limit: usize) -> Answer<'_, Vec<(Seq, Hash)>> {
        self.read(move |db| ledger::unsealed(db, after, limit))
    }

    fn seal(&self, batch: Batch) -> Answer<'_, Sealing> {
        let rows = batch.events.len() + batch.covers.len();
        self.write(64 * rows, move |db| ledger::seal(db, &batch))
    }

    fn entries(&self, from: u64, limit: usize) -> Answer<'_, Vec<Hash>> {
        self.read(move |db| ledger::entries(db, from, limit))
    }

    fn numbered(&self, from: u64) -> Answer<'_, (u64, Option<u64>)> {
        self.read(move |db| ledger::numbered(db, from))
    }

    fn checkpoints(&self, size: u64, limit: usize) -> Answer<'_, Vec<StoredCheckpoint>> {
        self.read(move |db| ledger::checkpoints(db, size, limit))
    }

    fn checkpoint_over(&self, index: u64) -> Answer<'_, Option<(StoredCheckpoint, Quorum)>> {
        self.read(move |db| ledger::checkpoint_over(db, index))
    }

    fn cosign(&self, size: u64, cosigned: String, quorum: Quorum) -> Answer<'_, ()> {
        self.write(cosigned.len(), move |db| {
            ledger::cosign(db, size, &cosigned, quorum)
        })
    }

    fn leaf_of(&self, subject: LeafSubject) -> Answer<'_, Option<StoredLeaf>> {
        self.read(move |db| ledger::leaf_of(db, &subject))
    }

    fn leaves(&self, from: u64, limit: usize) -> Answer<'_, Vec<StoredLeaf>> {
        self.read(move |db| ledger::leaves(db, from, limit))
    }

    fn leaf(&self, commitment: Hash) -> Answer<'_, Option<StoredLeaf>> {
        self.read(move |db| ledger::leaf(db, &commitment))
    }

    fn key_records(&self) -> Answer<'_, Vec<Leaf>> {
        self.read(ledger::key_records)
    }

    fn acts_without_leaf(&self) -> Answer<'_, u64> {
        self.read(ledger::acts_without_leaf)
    }

    fn erase(&self, item: ItemKey, act: Act) -> Answer<'_, Erased> {
        self.write(bytes_len(&act), move |db| erase::erase(db, &item, &act))
    }

    fn adopt(&self, adoption: Adoption) -> Answer<'_, Adopted> {
        self.write(64 * adoption.entries.len(), move |db| {
            ledger::adopt(db, &adoption)
        })
    }
}
