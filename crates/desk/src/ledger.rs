//! What the newsroom gives to its ledger, and the port behind which a ledger's rows are kept: leaves with their
//! secrets, and the checkpoints that were signed. Holds no tile and signs nothing.

use copydesk_proof::{Record, commitment};

use crate::id::{ItemKey, Seq, StoryId, VersionKey};
use crate::newsroom::Act;
use crate::port::Answer;

pub use copydesk_proof::{Hash, Secret};

/// What a leaf is about. Known to the store alone: a leaf itself shows nothing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum LeafSubject {
    /// Leaf 0.
    Opening,
    /// A version of an item; `None`: a raw that could not be read.
    Receipt(Option<VersionKey>),
    /// An edition that became public.
    Edition {
        /// The story.
        story: StoryId,
        /// The edition.
        number: u32,
        /// The item it is based on.
        item: Option<ItemKey>,
    },
    /// A story that was taken off.
    Withdrawal {
        /// The story.
        story: StoryId,
        /// The item it is based on.
        item: Option<ItemKey>,
    },
    /// Something was erased by law.
    Erasure,
    /// A new key.
    Key,
}

impl LeafSubject {
    /// Name of the kind, in rows.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Opening => "opening",
            Self::Receipt(_) => "receipt",
            Self::Edition { .. } => "edition",
            Self::Withdrawal { .. } => "withdrawal",
            Self::Erasure => "erasure",
            Self::Key => "key",
        }
    }

    /// The item concerned.
    #[must_use]
    pub fn item(&self) -> Option<&ItemKey> {
        match self {
            Self::Receipt(version) => version.as_ref().map(|version| &version.item),
            Self::Edition { item, .. } | Self::Withdrawal { item, .. } => item.as_ref(),
            Self::Opening | Self::Erasure | Self::Key => None,
        }
    }

    /// The story concerned.
    #[must_use]
    pub fn story(&self) -> Option<&StoryId> {
        match self {
            Self::Edition { story, .. } | Self::Withdrawal { story, .. } => Some(story),
            _ => None,
        }
    }

    /// Number of the version or edition.
    #[must_use]
    pub fn number(&self) -> Option<u32> {
        match self {
            Self::Receipt(version) => version.as_ref().map(|version| version.nth),
            Self::Edition { number, .. } => Some(*number),
            _ => None,
        }
    }
}

/// A record with its secret, ready to become a leaf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// C: the entry.
    pub commitment: Hash,
    /// Behind nonce and salts; never shown.
    pub secret: Secret,
    /// The record, byte for byte.
    pub record: String,
    /// What it is about.
    pub subject: LeafSubject,
}

impl Leaf {
    /// Commits to a record.
    #[must_use]
    pub fn new(secret: Secret, record: &Record, subject: LeafSubject) -> Self {
        let record = record.to_string();
        Self {
            commitment: commitment(&secret.nonce(), record.as_bytes()),
            secret,
            record,
            subject,
        }
    }
}

/// A leaf that earlier acts wrote, as decisions need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownLeaf {
    /// What it is about.
    pub subject: LeafSubject,
    /// C.
    pub commitment: Hash,
}

/// A leaf as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredLeaf {
    /// Its place in the ledger; `None`: not sequenced yet.
    pub index: Option<u64>,
    /// The leaf.
    pub leaf: Leaf,
}

/// A checkpoint that was signed and committed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCheckpoint {
    /// Size of the one before it.
    pub old_size: u64,
    /// Its size.
    pub size: u64,
    /// Last event whose leaf is in it.
    pub last_event: Seq,
    /// The signed note, without cosignatures.
    pub note: String,
    /// The note with cosignatures, once there are any.
    pub cosigned: Option<String>,
}

impl StoredCheckpoint {
    /// The note as it is shown: with cosignatures, if there are any.
    #[must_use]
    pub fn shown(&self) -> &str {
        self.cosigned.as_deref().unwrap_or(&self.note)
    }
}

/// Whether a checkpoint has the cosignatures that the policy asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quorum {
    /// It has.
    Met,
    /// Not yet.
    Missing,
}

/// How often the sequencer's lease has changed hands: who writes under an older number is refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fence(pub i64);

/// Who may sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lead {
    /// This process, under this number. Another number than before: somebody else may have led in between, and
    /// everything that a start checks is to be checked again.
    Ours(Fence),
    /// Another process.
    Theirs,
}

/// One step of the ledger: leaves `old_size..size` in the order of the fields, and the checkpoint over them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Under which gain of the lease it was made.
    pub fence: Fence,
    /// The checkpoint. Its `old_size` must be the head's size.
    pub checkpoint: StoredCheckpoint,
    /// Whether the policy asks for no witness, so that the note is enough as it is.
    pub quorum: Quorum,
    /// Leaves that no event wrote: they take the first indexes.
    pub first: Vec<Leaf>,
    /// Events whose leaves take the next indexes, in order.
    pub events: Vec<Seq>,
    /// Cover leaves: they take the last indexes.
    pub covers: Vec<Hash>,
}

/// What became of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sealing {
    /// It is durable.
    Done,
    /// Another sequencer went on from this head, or holds the lease: nothing was written, read the head again.
    Lost,
}

/// What was read from a ledger that is ahead of the ground state, to be taken over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adoption {
    /// The checkpoint ahead, its `old_size` that of the head.
    pub checkpoint: StoredCheckpoint,
    /// Whether its note meets the policy.
    pub quorum: Quorum,
    /// The entries `old_size..size`.
    pub entries: Vec<Hash>,
}

/// What an adoption came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Adopted {
    /// Entries whose records are at hand.
    pub known: u64,
    /// Entries without: their acts were lost, or they are covers.
    pub unknown: u64,
}

/// What a legal erasure took away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Erased {
    /// Raws whose bytes are gone.
    pub raws: u64,
    /// Editions whose texts are gone.
    pub editions: u64,
    /// Records and secrets that are gone.
    pub records: u64,
}

/// The rows of the ledger. Everything written is durable on return; an error other than `Stale` may mean that nobody
/// knows whether it was written: read the head before anything else.
pub trait Ledger: Send + Sync {
    /// The last checkpoint; `None`: the ledger has not begun.
    fn ledger_head(&self) -> Answer<'_, Option<StoredCheckpoint>>;
    /// Leaves without an index that events after `after` wrote, in the order of events.
    fn unsealed(&self, after: Seq, limit: usize) -> Answer<'_, Vec<(Seq, Hash)>>;
    /// Takes or renews the lease of the sequencer; where only one program can work on the rows it always leads.
    fn lead(&self) -> Answer<'_, Lead>;
    /// Writes a batch in one transaction, if its `old_size` still is the head's size and its fence is the last.
    fn seal(&self, batch: Batch) -> Answer<'_, Sealing>;
    /// Entries from an index on, in order, at most `limit`; stops at the first that is missing.
    fn entries(&self, from: u64, limit: usize) -> Answer<'_, Vec<Hash>>;
    /// How many leaves from this index on have an index, and the highest of all.
    fn numbered(&self, from: u64) -> Answer<'_, (u64, Option<u64>)>;
    /// Checkpoints larger than `size`, in order, at most `limit`.
    fn checkpoints(&self, size: u64, limit: usize) -> Answer<'_, Vec<StoredCheckpoint>>;
    /// The first checkpoint over a leaf that meets the policy, and whether it does; the first over it if none does.
    fn checkpoint_over(&self, index: u64) -> Answer<'_, Option<(StoredCheckpoint, Quorum)>>;
    /// Keeps the cosignatures of the checkpoint of that size.
    fn cosign(&self, size: u64, cosigned: String, quorum: Quorum) -> Answer<'_, ()>;
    /// The newest leaf about a subject (`item` of an edition or withdrawal is not asked).
    fn leaf_of(&self, subject: LeafSubject) -> Answer<'_, Option<StoredLeaf>>;
    /// Leaves with records from an index on, in order, at most `limit`.
    fn leaves(&self, from: u64, limit: usize) -> Answer<'_, Vec<StoredLeaf>>;
    /// The leaf of this commitment, if its record is at hand.
    fn leaf(&self, commitment: Hash) -> Answer<'_, Option<StoredLeaf>>;
    /// Records of keys: the opening and every key that followed, in order.
    fn key_records(&self) -> Answer<'_, Vec<Leaf>>;
    /// How many acts there are whose leaf is missing: editions, versions and withdrawals of events that must have one.
    fn acts_without_leaf(&self) -> Answer<'_, u64>;
    /// Legal erasure: raws, texts and records of an item go, `act` is added, all in one transaction. `Stale` if there is
    /// no such item.
    fn erase(&self, item: ItemKey, act: Act) -> Answer<'_, Erased>;
    /// Takes over what a served ledger has ahead of this one.
    fn adopt(&self, adoption: Adoption) -> Answer<'_, Adopted>;
}
