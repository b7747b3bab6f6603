//! The newsroom's domain types: arrivals, receipts, items and their versions, stories and their editions, events.
//! No serde, no rows, no pages; [`crate::decide`] makes them, `store` keeps them, `site` shows them.

use copydesk_text::Block;
pub use copydesk_wire::{Embargo, Signal, Status};
use jiff::{SignedDuration, Timestamp};

use crate::explainer::{DocumentVersion, Explainer, ExplainerEdition, FiledDocument};
use crate::id::{EditorName, FeedId, ItemKey, RawHash, ReceiptNo, Seq, StoryId, VersionKey};
use crate::ledger::Leaf;
use crate::reference::{Intent, Suspect};
use crate::statement::{Entity, StatementAct};

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
    /// Its number.
    pub no: ReceiptNo,
    /// The feed it came on.
    pub feed: FeedId,
    /// Address of its bytes.
    pub raw: RawHash,
    /// File name or URL, a label only.
    pub name: Option<String>,
    /// Media type the transport stated.
    pub media_type: Option<String>,
    /// Charset the transport stated.
    pub charset: Option<String>,
    /// When it was received.
    pub received: Timestamp,
    /// Length of the raw, bytes.
    pub bytes_len: u64,
    /// How often the same bytes came again on this feed.
    pub repeats: u32,
    /// What became of it.
    pub state: ReceiptState,
}

/// Whether readers may see a version, and from when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Publishing status; the strictest stated.
    pub status: Status,
    /// Not before.
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
    /// The item.
    pub key: ItemKey,
    /// Counts changes; a commit names the revision it was decided on.
    pub revision: u32,
    /// Feed of the current version.
    pub feed: FeedId,
    /// Of the item: canceled stays canceled whatever arrives later.
    pub standing: Standing,
    /// `nth` of the current version; 0 when only a notice about it has come.
    pub current: u32,
    /// Number of versions that have arrived.
    pub versions: u32,
    /// Headline of the current version, if it has one.
    pub headline: Option<String>,
    /// Slugline of the current version.
    pub slugline: Option<String>,
    /// BCP 47, as the item states it.
    pub language: Option<String>,
    /// 1 (highest) to 9.
    pub urgency: Option<u8>,
    /// Signals of the current version.
    pub signals: Vec<Signal>,
    /// Codes that hold the current version.
    pub holds: Vec<String>,
    /// When its first version or notice came.
    pub first_received: Timestamp,
    /// When its last version came.
    pub last_received: Timestamp,
    /// When it was killed, if it was.
    pub killed_at: Option<Timestamp>,
    /// Who acknowledged the kill.
    pub kill_acknowledged: Option<(EditorName, Timestamp)>,
}

/// One version as sent: facts for lists and order. Its text is read again from the raw.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    /// Item and order of arrival.
    pub key: VersionKey,
    /// Receipt of the raw it came in.
    pub receipt: ReceiptNo,
    /// Index of the item within the raw.
    pub index_in_raw: u32,
    /// Address of that raw.
    pub raw: RawHash,
    /// Feed it came on.
    pub feed: FeedId,
    /// As sent.
    pub version: Option<String>,
    /// For ordering; `None` where the format has no number.
    pub version_ordinal: Option<i64>,
    /// When the agency made it, if it says so.
    pub version_created: Option<Timestamp>,
    /// When it was received.
    pub received: Timestamp,
    /// Status and embargo as this version states them.
    pub standing: Standing,
    /// Signals as sent.
    pub signals: Vec<Signal>,
    /// Headline as sent.
    pub headline: Option<String>,
    /// Slugline as sent.
    pub slugline: Option<String>,
    /// BCP 47, as sent.
    pub language: Option<String>,
    /// What later notices can name it by ([`crate::reference::names_of`]).
    pub names: Vec<String>,
    /// SHA-256 over all fields but transmission data: equal means a repeat.
    pub content_sha256: [u8; 32],
    /// Codes of findings that hold it.
    pub holds: Vec<String>,
}

/// Where a notice stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeState {
    /// Nothing was taken down for it: it waits for its item, and for an editor.
    Waiting,
    /// What it may mean is withheld (a kill, a withhold) or named (a correction), until an editor decides.
    Suspecting,
    /// It found its item and acted.
    Acted,
    /// An editor decided.
    Settled,
}

impl NoticeState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Suspecting, Self::Acted, Self::Settled];

    /// Name in rows and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Suspecting => "suspecting",
            Self::Acted => "acted",
            Self::Settled => "settled",
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether an editor still has to decide.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Suspecting)
    }
}

/// A notice that means another item by other evidence than its id, or that may not act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The version it came as.
    pub version: VersionKey,
    /// Counts changes; a commit names the revision it was decided on.
    pub revision: u32,
    /// Feed it came on.
    pub feed: FeedId,
    /// What it wants done.
    pub intent: Intent,
    /// When it was received.
    pub received: Timestamp,
    /// Where it stands.
    pub state: NoticeState,
    /// What it may mean, best first, with what became of each.
    pub suspects: Vec<Suspect>,
    /// Which editor decided, and when.
    pub settled: Option<(EditorName, Timestamp)>,
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
    /// The agency killed it.
    Kill,
    /// It is being checked.
    Withhold,
    /// The house took it off.
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
    /// Its id, part of its URL.
    pub id: StoryId,
    /// Counts changes; a commit names the revision it was decided on.
    pub revision: u32,
    /// Where it stands with readers.
    pub state: StoryState,
    /// Slug of its section.
    pub section: String,
    /// From the first house headline; never changes.
    pub slug: String,
    /// The item it is based on; `None`: written by the house.
    pub item: Option<ItemKey>,
    /// Number of the current edition, from 1.
    pub edition: u32,
    /// House headline of the current edition.
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
    /// Words under the picture.
    pub caption: Option<String>,
    /// Credit as the wire words it; often another agency than the text's.
    pub credit: Option<String>,
    /// Words in place of the picture.
    pub alt: Option<String>,
    /// Pixels.
    pub width: Option<u32>,
    /// Pixels.
    pub height: Option<u32>,
}

/// One published state of a story.
#[derive(Clone, Debug, PartialEq)]
pub struct Edition {
    /// The story.
    pub story: StoryId,
    /// From 1.
    pub number: u32,
    /// When it became (or is to become) public.
    pub published: Timestamp,
    /// Who published it.
    pub by: Actor,
    /// House headline.
    pub headline: String,
    /// Lines of the house between headline and text.
    pub standfirst: Option<String>,
    /// The text, in order.
    pub blocks: Vec<Block>,
    /// As the wire names it.
    pub byline: Option<String>,
    /// As the wire sends it.
    pub dateline: Option<String>,
    /// As the wire words it.
    pub credit_line: Option<String>,
    /// BCP 47.
    pub language: String,
    /// Pictures, in order.
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
    /// The first version of an item came.
    ItemReceived,
    /// A further version came.
    VersionReceived,
    /// A version came as a correction.
    Correction,
    /// The agency kills an item.
    Kill,
    /// The agency withholds an item.
    Withhold,
    /// An embargo is closed now.
    EmbargoSet,
    /// An embargo ended.
    Released,
    /// Urgency 1 or 2, or an alert.
    Alert,
    /// A raw could not be read.
    Quarantined,
    /// An editor saved a draft.
    StoryDrafted,
    /// A story waits for its instant.
    StoryScheduled,
    /// An edition is public.
    StoryPublished,
    /// A story is off while something is checked.
    StoryHeld,
    /// The house took a story off.
    StoryWithdrawn,
    /// The house put a story back.
    StoryRestored,
    /// A story is dead.
    StoryKilled,
    /// A newer version waits for an editor.
    StoryFlagged,
    /// An editor has seen a kill.
    KillAcknowledged,
    /// A notice means another item, but does not say surely which.
    NoticeUnclear,
    /// An editor decided what a notice means.
    NoticeSettled,
    /// A document, or a further version of one, was filed.
    DocumentFiled,
    /// What is known of a document changed.
    DocumentFacts,
    /// The house took a document off.
    DocumentWithdrawn,
    /// An editor saved an explainer.
    ExplainerDrafted,
    /// An edition of an explainer is public.
    ExplainerPublished,
    /// The house took an explainer off.
    ExplainerWithdrawn,
    /// Cites of an explainer followed their words.
    ExplainerCitesMoved,
    /// A source of an explainer changed or closed.
    ExplainerStale,
    /// An editor decided about a statement.
    StatementDecided,
    /// An editor confirmed a speaker.
    EntityConfirmed,
    /// Raws, texts and records of an item were erased by law.
    Erased,
    /// Other rules gave a disclosure anew, and it was recorded.
    Redisclosed,
}

impl EventKind {
    /// Every kind.
    pub const ALL: [Self; 32] = [
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
        Self::NoticeUnclear,
        Self::NoticeSettled,
        Self::DocumentFiled,
        Self::DocumentFacts,
        Self::DocumentWithdrawn,
        Self::ExplainerDrafted,
        Self::ExplainerPublished,
        Self::ExplainerWithdrawn,
        Self::ExplainerCitesMoved,
        Self::ExplainerStale,
        Self::StatementDecided,
        Self::EntityConfirmed,
        Self::Erased,
        Self::Redisclosed,
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
            Self::NoticeUnclear => "notice_unclear",
            Self::NoticeSettled => "notice_settled",
            Self::DocumentFiled => "document_filed",
            Self::DocumentFacts => "document_facts",
            Self::DocumentWithdrawn => "document_withdrawn",
            Self::ExplainerDrafted => "explainer_drafted",
            Self::ExplainerPublished => "explainer_published",
            Self::ExplainerWithdrawn => "explainer_withdrawn",
            Self::ExplainerCitesMoved => "explainer_cites_moved",
            Self::ExplainerStale => "explainer_stale",
            Self::StatementDecided => "statement_decided",
            Self::EntityConfirmed => "entity_confirmed",
            Self::Erased => "erased",
            Self::Redisclosed => "redisclosed",
        }
    }

    /// Whether it concerns explainers or documents.
    #[must_use]
    pub const fn is_of_reference(self) -> bool {
        matches!(
            self,
            Self::DocumentFiled
                | Self::DocumentFacts
                | Self::DocumentWithdrawn
                | Self::ExplainerDrafted
                | Self::ExplainerPublished
                | Self::ExplainerWithdrawn
                | Self::ExplainerCitesMoved
                | Self::ExplainerStale
        )
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
    /// When it happened.
    pub at: Timestamp,
    /// What happened.
    pub kind: EventKind,
    /// The item concerned.
    pub item: Option<ItemKey>,
    /// The story concerned.
    pub story: Option<StoryId>,
    /// Who did it.
    pub by: Actor,
    /// Short, for the record of acts; never text of a story, an ednote or a killed headline.
    pub note: Option<String>,
}

/// An event with its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRecord {
    /// Its number.
    pub seq: Seq,
    /// The event.
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
    /// New state of notices; revision rule as for items.
    pub notices: Vec<Notice>,
    /// New state of documents; revision rule as for items.
    pub documents: Vec<FiledDocument>,
    /// Versions of documents to add.
    pub document_versions: Vec<DocumentVersion>,
    /// New state of explainers; revision rule as for items.
    pub explainers: Vec<Explainer>,
    /// Editions of explainers to add.
    pub explainer_editions: Vec<ExplainerEdition>,
    /// Acts about statements to add.
    pub statements: Vec<StatementAct>,
    /// Confirmed speakers to add.
    pub entities: Vec<Entity>,
    /// Further names of versions that are here: a telegram that delivers one again under another number.
    pub names: Vec<(VersionKey, Vec<String>)>,
    /// Events in order.
    pub events: Vec<Event>,
    /// Leaves for the ledger, each with the place of its event in `events`; an event has at most one.
    pub leaves: Vec<(usize, Leaf)>,
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
        self.notices.extend(later.notices);
        self.documents.extend(later.documents);
        self.document_versions.extend(later.document_versions);
        self.explainers.extend(later.explainers);
        self.explainer_editions.extend(later.explainer_editions);
        self.statements.extend(later.statements);
        self.entities.extend(later.entities);
        self.names.extend(later.names);
        let before = self.events.len();
        self.events.extend(later.events);
        let leaves = later.leaves.into_iter();
        self.leaves
            .extend(leaves.map(|(place, leaf)| (before + place, leaf)));
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
    Publish {
        /// Slug of the section.
        section: String,
    },
}

/// Rules of a feed (DESIGN 2): what happens without an editor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeedRules {
    /// What happens to a first version.
    pub on_arrival: OnArrival,
    /// Whether a newer version replaces the text of a live story whose text nobody edited.
    pub follow_updates: bool,
    /// Whether a kill on this feed acts by itself.
    pub may_kill: bool,
    /// Whom mail on this feed is read from; what comes from others is quarantined unread.
    pub senders: Senders,
    /// After how long without new copy the feed counts as late; without it, its past says.
    pub late_after: Option<SignedDuration>,
    /// Whether numbers missing in the sequence of its telegrams mean nothing: a feed that carries a selection.
    pub ignore_gaps: bool,
}

/// Whom mail is read from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Senders {
    /// The feed brings no mail, or any sender will do.
    #[default]
    Anyone,
    /// Only these addresses, and these domains (`@agency.example`).
    Only(Vec<String>),
}

/// A subscription, as decisions and readers of bytes need it.
#[derive(Clone, Debug)]
pub struct Feed {
    /// Its name in the configuration.
    pub id: FeedId,
    /// The licensor.
    pub agency: String,
    /// What readers of bytes know beforehand.
    pub hint: copydesk_wire::Hint,
    /// What happens without an editor.
    pub rules: FeedRules,
}
