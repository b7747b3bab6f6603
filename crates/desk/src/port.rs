//! The traits that I/O crates implement. Object-safe, futures of std types, held as `Arc<dyn …>`.
//! Nothing here does I/O.

use std::future::Future;
use std::pin::Pin;

use jiff::Timestamp;

use crate::explainer::{DocumentVersion, Explainer, ExplainerEdition, FiledDocument};
use crate::id::{
    DocumentId, EditorName, ExplainerId, FeedId, ItemKey, RawHash, ReceiptNo, Seq, StoryId,
    VersionKey,
};
use crate::ledger::KnownLeaf;
use crate::newsroom::{
    Act, Arrival, Edition, EventRecord, ItemState, Notice, Receipt, Receipted, Story, Version,
};
use crate::reference::Named;
use crate::statement::{Entity, StatementAct};

/// A boxed future: what every method of a port answers.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Failures of the store. A missing row is `Ok(None)`, never one of these.
#[derive(Debug)]
#[non_exhaustive]
pub enum StoreError {
    /// Somebody changed the item or story in between: read again, decide again.
    Stale,
    /// The store did not answer or refused to write (disk full, locked, gone).
    Unavailable(Box<dyn std::error::Error + Send + Sync>),
    /// A row could not be read back as what it should be.
    Corrupt(String),
    /// State unknown: the process must stop, start-up repairs.
    Fatal(String),
}

impl std::fmt::Display for StoreError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Stale => f.write_str("changed in between"),
            Self::Unavailable(source) => write!(f, "store unavailable: {source}"),
            Self::Corrupt(what) => write!(f, "unreadable row: {what}"),
            Self::Fatal(what) => write!(f, "store in unknown state: {what}"),
        }
    }
}

impl std::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unavailable(source) => Some(source.as_ref()),
            _ => None,
        }
    }
}

/// Which items a list shows; all conditions hold together.
#[derive(Clone, Debug, Default)]
pub struct ItemFilter {
    /// Only this agency's.
    pub agency: Option<String>,
    /// Only this feed's.
    pub feed: Option<FeedId>,
    /// Part of the headline or slugline, case ignored.
    pub text: Option<String>,
    /// Only killed items whose kill nobody acknowledged.
    pub unacknowledged_kills: bool,
    /// Only those last received before this instant (the cursor of paging).
    pub before: Option<(Timestamp, ItemKey)>,
    /// At most this many; 0 means 200.
    pub limit: usize,
}

/// Which stories a list shows, newest `first_published` first.
#[derive(Clone, Debug, Default)]
pub struct StoryFilter {
    /// Only this section's.
    pub section: Option<String>,
    /// Only stories in state `Live`.
    pub live_only: bool,
    /// Only stories that are gone (held, withdrawn, killed).
    pub gone_only: bool,
    /// First published before this instant, and then before this id.
    pub before: Option<(Timestamp, StoryId)>,
    /// At most this many; 0 means 200.
    pub limit: usize,
}

/// Which notices a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhichNotices {
    /// Those an editor still has to decide.
    Open,
    /// All of them.
    All,
}

/// A signed-in editor's account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditorAccount {
    /// Name used to sign in.
    pub name: EditorName,
    /// argon2id PHC string.
    pub password_phc: String,
}

/// Session of an editor; only the SHA-256 of its token is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the token; the token itself is never kept.
    pub token_sha256: [u8; 32],
    /// Whose session.
    pub editor: EditorName,
    /// Ends at this instant.
    pub expires: Timestamp,
}

/// The ground state. Writes only by `receive` and `commit` (and the small account calls), each durable on return.
pub trait Store: Send + Sync {
    /// Makes raw, receipt and cursor durable in one transaction. The same bytes again on the same feed only count.
    fn receive(&self, arrival: Arrival) -> Answer<'_, Receipted>;
    /// Several arrivals in one durable transaction, answers in order.
    fn receive_all(&self, arrivals: Vec<Arrival>) -> Answer<'_, Vec<Receipted>>;
    /// Writes the act whole, numbers its events gapless, and returns the last number once durable.
    /// `Stale` if a revision does not fit: nothing was written.
    fn commit(&self, act: Act) -> Answer<'_, Seq>;

    /// Replaces what is derived and no decision: facts of versions (not standing, place or holds) and disclosures of
    /// editions (story, number, canonical JSON), all or nothing. `Stale` if one of them is not there.
    fn put_derived(
        &self,
        versions: Vec<Version>,
        disclosures: Vec<(StoryId, u32, String)>,
    ) -> Answer<'_, ()>;

    /// The bytes, exactly as received.
    fn raw(&self, hash: RawHash) -> Answer<'_, Option<Vec<u8>>>;
    /// The receipt of this number.
    fn receipt(&self, no: ReceiptNo) -> Answer<'_, Option<Receipt>>;
    /// Receipts after this one, in order; `pending_only` leaves out those already read.
    fn receipts(
        &self,
        after: ReceiptNo,
        pending_only: bool,
        limit: usize,
    ) -> Answer<'_, Vec<Receipt>>;
    /// Feed and time of the last receipts, at most `limit`, oldest first: what a feed's usual gaps are known from.
    fn recent_receipts(&self, limit: usize) -> Answer<'_, Vec<(FeedId, Timestamp)>>;
    /// Quarantined receipts, newest first.
    fn quarantine(&self, limit: usize) -> Answer<'_, Vec<Receipt>>;
    /// Where the transport of this feed resumes.
    fn cursor(&self, feed: FeedId) -> Answer<'_, Option<String>>;
    /// Keeps a cursor without an arrival (a 304, say).
    fn put_cursor(&self, feed: FeedId, cursor: String) -> Answer<'_, ()>;

    /// The item of this key.
    fn item(&self, key: ItemKey) -> Answer<'_, Option<ItemState>>;
    /// Last received first.
    fn items(&self, filter: ItemFilter) -> Answer<'_, Vec<ItemState>>;
    /// How many items there are.
    fn item_count(&self) -> Answer<'_, u64>;
    /// In order of arrival.
    fn versions(&self, key: ItemKey) -> Answer<'_, Vec<Version>>;
    /// The item under which a version of one of these names is filed, the earliest first; any age.
    fn known_by(&self, agency: String, names: Vec<String>) -> Answer<'_, Option<ItemKey>>;
    /// Versions of an agency received at or after `since`, as notices name them, in order of receipt.
    fn named(&self, agency: String, since: Timestamp) -> Answer<'_, Vec<Named>>;
    /// The notice that came as this version.
    fn notice(&self, version: VersionKey) -> Answer<'_, Option<Notice>>;
    /// Notices an editor still has to decide (`Open`) or all, newest first, at most `limit`.
    fn notices(&self, which: WhichNotices, limit: usize) -> Answer<'_, Vec<Notice>>;
    /// Items whose current embargo ends at or before `until` and that were not released yet, earliest first.
    fn embargoed(&self, until: Timestamp) -> Answer<'_, Vec<ItemState>>;

    /// The story of this id.
    fn story(&self, id: StoryId) -> Answer<'_, Option<Story>>;
    /// Stories based on the item.
    fn stories_of(&self, item: ItemKey) -> Answer<'_, Vec<Story>>;
    /// Stories that fit, newest first.
    fn stories(&self, filter: StoryFilter) -> Answer<'_, Vec<Story>>;
    /// Stories scheduled at or before `until`.
    fn scheduled(&self, until: Timestamp) -> Answer<'_, Vec<Story>>;
    /// In order, 1 first.
    fn editions(&self, id: StoryId) -> Answer<'_, Vec<Edition>>;
    /// One edition of a story.
    fn edition(&self, id: StoryId, number: u32) -> Answer<'_, Option<Edition>>;

    /// Every document, withdrawn ones too, by id.
    fn documents(&self) -> Answer<'_, Vec<FiledDocument>>;
    /// The document of this id.
    fn document(&self, id: DocumentId) -> Answer<'_, Option<FiledDocument>>;
    /// Versions of a document with their bytes, in order.
    fn document_versions(&self, id: DocumentId) -> Answer<'_, Vec<DocumentVersion>>;
    /// Every explainer, in the order of their addresses.
    fn explainers(&self) -> Answer<'_, Vec<Explainer>>;
    /// The explainer of this id.
    fn explainer(&self, id: ExplainerId) -> Answer<'_, Option<Explainer>>;
    /// Editions of an explainer, in order, 1 first.
    fn explainer_editions(&self, id: ExplainerId) -> Answer<'_, Vec<ExplainerEdition>>;
    /// Acts about statements of a story, in order.
    fn statement_acts(&self, story: StoryId) -> Answer<'_, Vec<StatementAct>>;
    /// Stories of which an editor changed a statement's speaker to this full name, by id.
    fn stories_named(&self, speaker: String) -> Answer<'_, Vec<StoryId>>;
    /// Every confirmed speaker, by id.
    fn entities(&self) -> Answer<'_, Vec<Entity>>;

    /// Leaves about an item, in the order in which they were written.
    fn leaves_of(&self, item: ItemKey) -> Answer<'_, Vec<KnownLeaf>>;

    /// Events after `after`, in order, at most `limit`.
    fn events(&self, after: Seq, limit: usize) -> Answer<'_, Vec<EventRecord>>;
    /// Number of the last event; 0 before the first.
    fn head(&self) -> Answer<'_, Seq>;

    /// The account of that name.
    fn editor(&self, name: EditorName) -> Answer<'_, Option<EditorAccount>>;
    /// Keeps an account, in place of one of the same name.
    fn put_editor(&self, account: EditorAccount) -> Answer<'_, ()>;
    /// The session of that token hash, ended or not.
    fn session(&self, token_sha256: [u8; 32]) -> Answer<'_, Option<Session>>;
    /// Keeps a session.
    fn put_session(&self, session: Session) -> Answer<'_, ()>;
    /// Ends a session; one that is not there is no failure.
    fn end_session(&self, token_sha256: [u8; 32]) -> Answer<'_, ()>;
}

/// Takes what transports bring. Returns once raw, receipt and cursor are durable; reading follows by itself.
pub trait Receiver: Send + Sync {
    /// # Errors
    /// When it could not be made durable: the transport keeps the source and tries again.
    fn receive(&self, arrival: Arrival) -> Answer<'_, Receipted>;
    /// The cursor committed with the last arrival of the feed.
    fn cursor(&self, feed: FeedId) -> Answer<'_, Option<String>>;
    /// Keeps a cursor without an arrival.
    fn put_cursor(&self, feed: FeedId, cursor: String) -> Answer<'_, ()>;
    /// A successful poll, also one that brought nothing: the connection's heartbeat.
    fn heartbeat(&self, feed: FeedId, at: Timestamp);
    /// Something a transport could not do, in one sentence without secrets; shown at the desk.
    fn trouble(&self, feed: FeedId, at: Timestamp, what: String);
    /// The transport has given up until the program starts anew (a source gone for good, another host key): an alarm
    /// at the desk, in one sentence without secrets.
    fn stopped(&self, feed: FeedId, at: Timestamp, what: String);
}

/// The wall clock.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// Randomness from the operating system.
pub trait Random: Send + Sync {
    /// 32 unpredictable bytes.
    fn bytes32(&self) -> [u8; 32];
}

/// Wakes those who follow the event sequence. A hint: followers poll as well.
pub trait Wake: Send + Sync {
    /// Says that events up to `seq` are committed.
    fn wake(&self, seq: Seq);
    /// Resolves once events after `after` were announced; a hint.
    fn wait<'a>(&'a self, after: Seq) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>>;
}
