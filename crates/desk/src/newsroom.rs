//! The newsroom's domain types: arrivals, receipts, items and their versions, stories and their editions, events.
//! No serde, no rows, no pages; [`crate::decide`] makes them, `store` keeps them, `site` shows them.

use copydesk_text::Block;
pub use copydesk_wire::{Embargo, Signal, Status};
use jiff::Timestamp;

use crate::id::{EditorName, FeedId, ItemKey, RawHash, ReceiptNo, Seq, StoryId, VersionKey};

/// Bytes as a transport hands them over, before anything was read.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// The feed it came on.
    pub feed: FeedId,
    /// File name or URL, a label only.
    pub name: Option<String>,
    /// Body after transfer and content coding were removed; kept verbatim.
    pub bytes: Vec<u8>,
    /// Media type the transport stated.
    pub media_type: Option<String>,
    /// Charset the transport stated.
    pub charset: Option<String>,
    /// When the source says it was made.
    pub source_time: Option<Timestamp>,
    /// Where the transport resumes after this arrival; committed with it.
    pub cursor: Option<String>,
    /// When it was received.
    pub received: Timestamp,
}

/// Answer to an arrival once raw, receipt and cursor are durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipted {
    /// The receipt; of a repeat, the first one.
    pub receipt: ReceiptNo,
    /// Address of the raw.
    pub raw: RawHash,
    /// Whether the same bytes were already received on this feed.
    pub repeat: bool,
}

/// What became of a receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReceiptState {
    /// Durable, not yet read.
    Pending,
    /// Read and decided; holds the number of items found.
    Done(u32),
    /// Not readable; the reason for the desk.
    Quarantined(String),
}

/// A durable receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    pub no: ReceiptNo,
    pub feed: FeedId,
    pub raw: RawHash,
    pub name: Option<String>,
    pub media_type: Option<String>,
    pub charset: Option<String>,
    pub received: Timestamp,
    pub bytes_len: u64,
    /// How often the same bytes came again on this feed.
    pub repeats: u32,
    pub state: ReceiptState,
}

/// Whether readers may see a version, and from when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    pub status: Status,
    pub embargo: Embargo,
}

/// Whether readers may see a version of this standing at `now`; the instant of release is open.
#[must_use]
pub fn is_open(standing: Standing, now: Timestamp) -> bool {
    match (standing.status, standing.embargo) {
        (Status::Usable, Embargo::None) => true,
        (Status::Usable, Embargo::Until(release_at)) => release_at <= now,
        (Status::Usable, Embargo::TimeUnknown) => false,
        (Status::Withheld | Status::Canceled, _) => false,
    }
}

/// An item as the desk knows it: the state that decisions read and write.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemState {
    pub key: ItemKey,
    /// Counts changes; a commit names the revision it was decided on.
    pub revision: u32,
    pub feed: FeedId,
    /// Of the item: canceled stays canceled whatever arrives later.
    pub standing: Standing,
    /// `nth` of the current version; 0 when only a notice about it has come.
    pub current: u32,
    /// Number of versions that have arrived.
    pub versions: u32,
    pub headline: Option<String>,
    pub slugline: Option<String>,
    pub language: Option<String>,
    pub urgency: Option<u8>,
    /// Signals of the current version.
    pub signals: Vec<Signal>,
    /// Codes that hold the current version.
    pub holds: Vec<String>,
    pub first_received: Timestamp,
    pub last_received: Timestamp,
    /// When it was killed, if it was.
    pub killed_at: Option<Timestamp>,
    /// Who acknowledged the kill.
    pub kill_acknowledged: Option<(EditorName, Timestamp)>,
}

/// One version as sent: facts for lists and order. Its text is read again from the raw.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    pub key: VersionKey,
    pub receipt: ReceiptNo,
    /// Index of the item within the raw.
    pub index_in_raw: u32,
    pub raw: RawHash,
    pub feed: FeedId,
    /// As sent.
    pub version: Option<String>,
    pub version_ordinal: Option<i64>,
    pub version_created: Option<Timestamp>,
    pub received: Timestamp,
    pub standing: Standing,
    pub signals: Vec<Signal>,
    pub headline: Option<String>,
    /// SHA-256 over all fields but transmission data: equal means a repeat.
    pub content_sha256: [u8; 32],
    pub holds: Vec<String>,
}

/// Where a story stands with readers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoryState {
    /// Written at the desk, never public.
    Draft,
    /// Becomes live at this instant, if nothing closes it.
    Scheduled(Timestamp),
    /// Readable.
    Live,
    /// Taken off while something is checked; may come back.
    Held,
    /// Taken off by the house; may come back.
    Withdrawn,
    /// Killed by the agency: no edition comes back.
    Killed,
}

impl StoryState {
    /// Name in rows and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Scheduled(_) => "scheduled",
            Self::Live => "live",
            Self::Held => "held",
            Self::Withdrawn => "withdrawn",
            Self::Killed => "killed",
        }
    }
}

/// Why a story is gone, as the tombstone says it (`data-reason`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GoneReason {
    Kill,
    Withhold,
    House,
}

impl GoneReason {
    /// Value of `data-reason`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Kill => "kill",
            Self::Withhold => "withhold",
            Self::House => "house",
        }
    }
}

/// A story: what readers see at a stable URL.
#[derive(Clone, Debug, PartialEq)]
pub struct Story {
    pub id: StoryId,
    /// Counts changes; a commit names the revision it was decided on.
    pub revision: u32,
    pub state: StoryState,
    pub section: String,
    /// From the first house headline; never changes.
    pub slug: String,
    /// The item it is based on; `None`: written by the house.
    pub item: Option<ItemKey>,
    /// Number of the current edition, from 1.
    pub edition: u32,
    pub headline: String,
    /// When it first was public; `None`: never was.
    pub first_published: Option<Timestamp>,
    /// When headline, text or correction last changed in public.
    pub updated: Option<Timestamp>,
    /// Why and when it went, if it is gone.
    pub gone: Option<(GoneReason, Timestamp)>,
    /// A newer wire version than the edition's has arrived (`nth`), waiting for an editor.
    pub newer: Option<u32>,
}

/// Whether readers may read the story: the one question every surface asks.
#[must_use]
pub fn is_readable(story: &Story) -> bool {
    matches!(story.state, StoryState::Live)
}

/// Who did something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// An editor at the desk.
    Editor(EditorName),
    /// A rule of this feed.
    Rule(FeedId),
    /// The clock: a release at its instant.
    Clock,
    /// The agency, by what it sent.
    Agency(String),
}

/// A picture as an edition shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditionPicture {
    /// Address under `/media/` or in the wire's own words.
    pub href: String,
    pub caption: Option<String>,
    pub credit: Option<String>,
    pub alt: Option<String>,
    pub width: Option<u32>,
    pub height: Option<u32>,
}

/// One published state of a story.
#[derive(Clone, Debug, PartialEq)]
pub struct Edition {
    pub story: StoryId,
    /// From 1.
    pub number: u32,
    pub published: Timestamp,
    pub by: Actor,
    pub headline: String,
    pub standfirst: Option<String>,
    pub blocks: Vec<Block>,
    pub byline: Option<String>,
    pub dateline: Option<String>,
    pub credit_line: Option<String>,
    pub language: String,
    pub pictures: Vec<EditionPicture>,
    /// The version it is based on; `None`: written by the house.
    pub version: Option<VersionKey>,
    /// Canonical JSON of its disclosure; read back only through `text::check`. `None`: house-written.
    pub disclosure: Option<String>,
    /// What was corrected, shown above the text.
    pub correction: Option<String>,
}

/// What happened; the surfaces follow these in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EventKind {
    ItemReceived,
    VersionReceived,
    Correction,
    Kill,
    Withhold,
    EmbargoSet,
    Released,
    Alert,
    Quarantined,
    StoryDrafted,
    StoryScheduled,
    StoryPublished,
    StoryHeld,
    StoryWithdrawn,
    StoryRestored,
    StoryKilled,
    StoryFlagged,
    KillAcknowledged,
}

impl EventKind {
    /// Every kind.
    pub const ALL: [Self; 18] = [
        Self::ItemReceived,
        Self::VersionReceived,
        Self::Correction,
        Self::Kill,
        Self::Withhold,
        Self::EmbargoSet,
        Self::Released,
        Self::Alert,
        Self::Quarantined,
        Self::StoryDrafted,
        Self::StoryScheduled,
        Self::StoryPublished,
        Self::StoryHeld,
        Self::StoryWithdrawn,
        Self::StoryRestored,
        Self::StoryKilled,
        Self::StoryFlagged,
        Self::KillAcknowledged,
    ];

    /// Name in rows and streams.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ItemReceived => "item_received",
            Self::VersionReceived => "version_received",
            Self::Correction => "correction",
            Self::Kill => "kill",
            Self::Withhold => "withhold",
            Self::EmbargoSet => "embargo_set",
            Self::Released => "released",
            Self::Alert => "alert",
            Self::Quarantined => "quarantined",
            Self::StoryDrafted => "story_drafted",
            Self::StoryScheduled => "story_scheduled",
            Self::StoryPublished => "story_published",
            Self::StoryHeld => "story_held",
            Self::StoryWithdrawn => "story_withdrawn",
            Self::StoryRestored => "story_restored",
            Self::StoryKilled => "story_killed",
            Self::StoryFlagged => "story_flagged",
            Self::KillAcknowledged => "kill_acknowledged",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// An event before it has its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub at: Timestamp,
    pub kind: EventKind,
    pub item: Option<ItemKey>,
    pub story: Option<StoryId>,
    pub by: Actor,
    /// Short, for the record of acts; never text of a story, an ednote or a killed headline.
    pub note: Option<String>,
}

/// An event with its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRecord {
    pub seq: Seq,
    pub event: Event,
}

/// The effects of one decision: written whole or not at all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Act {
    /// Receipt whose reading led here, and what became of it.
    pub receipt: Option<(ReceiptNo, ReceiptState)>,
    /// New state of items; each written only if the stored revision is `revision - 1` (0: not there yet).
    pub items: Vec<ItemState>,
    /// Versions to add.
    pub versions: Vec<Version>,
    /// New state of stories; revision rule as for items.
    pub stories: Vec<Story>,
    /// Editions to add.
    pub editions: Vec<Edition>,
    /// Events in order.
    pub events: Vec<Event>,
}

impl Act {
    /// Joins another act to this one: one transaction for the items of one file.
    /// The later state of the same item or story replaces the earlier, keeping the revision rule.
    pub fn join(&mut self, later: Act) {
        if later.receipt.is_some() {
            self.receipt = later.receipt;
        }
        self.items.extend(later.items);
        self.versions.extend(later.versions);
        self.stories.extend(later.stories);
        self.editions.extend(later.editions);
        self.events.extend(later.events);
    }

    /// Whether it changes nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self == &Self::default()
    }
}

/// What a feed's rule does with a first version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum OnArrival {
    /// An editor decides.
    #[default]
    Hold,
    /// Published to this section, verbatim, with the agency's headline.
    Publish { section: String },
}

/// Rules of a feed (DESIGN 2): what happens without an editor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeedRules {
    pub on_arrival: OnArrival,
    /// Whether a newer version replaces the text of a live story whose text nobody edited.
    pub follow_updates: bool,
    /// Whether a kill on this feed acts by itself.
    pub may_kill: bool,
}

/// A subscription, as decisions and readers of bytes need it.
#[derive(Clone, Debug)]
pub struct Feed {
    pub id: FeedId,
    pub agency: String,
    pub hint: copydesk_wire::Hint,
    pub rules: FeedRules,
}
