//! How each feed is transported: units, defaults, and what may be lost. Read once by the program; nothing here
//! reads a file.

use std::path::PathBuf;
use std::time::Duration;

use copydesk_desk::FeedId;

use crate::address::PrivateAddresses;
use crate::credential::{PushCredential, Secret};

/// Largest raw that is taken, in bytes (32 MiB): what `wire` is willing to parse.
pub const RAW_BYTES_MAX: u64 = 32 * 1024 * 1024;

/// A feed and the way its copy arrives.
#[derive(Clone, Debug)]
pub struct FeedTransport {
    /// The feed that its arrivals are receipted under.
    pub feed: FeedId,
    /// The way.
    pub transport: Transport,
}

/// The ways copy can arrive.
#[derive(Clone, Debug)]
pub enum Transport {
    /// Files that somebody puts into a folder.
    Folder(FolderConfig),
    /// Requests to `POST /intake/{feed}`, answered by [`crate::router`].
    Push(PushConfig),
    /// A URL that is asked again and again: RSS, Atom, or any other document.
    Pull(PullConfig),
}

/// A watched folder. Loses nothing: a file stays until its bytes are durable, and is then moved, never deleted.
#[derive(Clone, Debug)]
pub struct FolderConfig {
    /// The folder. It must exist and be writable for the program, unless `after` is `Leave`.
    pub path: PathBuf,
    /// Whether folders inside it are read too (`done` and `quarantine` at the top never are).
    pub subfolders: Subfolders,
    /// What happens to a file once its bytes are durable.
    pub after: AfterReceipt,
    /// Time between two looks. Default 1 s.
    pub poll: Duration,
    /// How long size, modification time and inode must stay equal before a file without a recognisable end
    /// counts as complete. Default 2 s.
    pub settle: Duration,
    /// How long a file that does not change and whose end is missing is waited for before it is read as it is.
    /// Default 30 s.
    pub end_wait: Duration,
    /// After how long an empty file, which is never read, is reported. Default 10 min.
    pub empty_report: Duration,
    /// Largest file taken, in bytes; a larger one is moved to `quarantine/` unread. Default 32 MiB.
    pub file_bytes_max: u64,
}

impl FolderConfig {
    /// A folder with the default times and limits, files moved to `done/` after receipt.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            subfolders: Subfolders::Skip,
            after: AfterReceipt::Move,
            poll: Duration::from_secs(1),
            settle: Duration::from_secs(2),
            end_wait: Duration::from_secs(30),
            empty_report: Duration::from_secs(600),
            file_bytes_max: RAW_BYTES_MAX,
        }
    }
}

/// Whether folders inside a watched folder are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Subfolders {
    /// Only files directly in the folder.
    #[default]
    Skip,
    /// Files at any depth, up to 16 folders deep; links are not followed.
    Read,
}

/// What happens to a file once its bytes are durable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AfterReceipt {
    /// It is moved to `done/YYYY-MM-DD/`; a file already there is never replaced.
    #[default]
    Move,
    /// It stays where it is and is remembered while the program runs; after a restart it is received again and
    /// counted as a repeat.
    Leave,
}

/// HTTP push. Loses nothing that was answered with 202 or 200; what was not answered is the sender's to repeat.
#[derive(Clone, Debug)]
pub struct PushConfig {
    /// What the sender proves itself with.
    pub credential: PushCredential,
    /// Largest body taken, in bytes; more is answered with 413. Default 32 MiB.
    pub body_bytes_max: u64,
    /// How long a body may take to arrive, answered with 408 when over. Default 2 min.
    pub body_wait: Duration,
}

impl PushConfig {
    /// Push with the default limits.
    #[must_use]
    pub fn new(credential: PushCredential) -> Self {
        Self {
            credential,
            body_bytes_max: RAW_BYTES_MAX,
            body_wait: Duration::from_secs(120),
        }
    }
}

/// HTTP pull. Loses nothing that the source still shows at the next poll; entries that come and go between two
/// polls are never seen.
#[derive(Clone, Debug)]
pub struct PullConfig {
    /// What is fetched; `http` or `https`, without user name or password.
    pub url: String,
    /// The whole `Authorization` header, sent to the origin of `url` only, never to where it redirects.
    pub authorization: Option<Secret>,
    /// Interval to begin with. News shortens it, silence lengthens it. Default 5 min.
    pub interval: Duration,
    /// Shortest interval. Default 60 s.
    pub interval_min: Duration,
    /// Longest interval. Default 30 min.
    pub interval_max: Duration,
    /// Longest wait after failures in a row; `Retry-After` may ask for more. Default 15 min.
    pub backoff_max: Duration,
    /// Time for one whole fetch, redirects and body included. Default 60 s.
    pub fetch_wait: Duration,
    /// Largest body taken, in bytes after content coding is removed. Default 32 MiB.
    pub body_bytes_max: u64,
    /// Whether private, loopback and other internal addresses may be asked. Default: refused.
    pub private_addresses: PrivateAddresses,
}

impl PullConfig {
    /// Pull from `url` with the default intervals and limits.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            authorization: None,
            interval: Duration::from_secs(300),
            interval_min: Duration::from_secs(60),
            interval_max: Duration::from_secs(1800),
            backoff_max: Duration::from_secs(900),
            fetch_wait: Duration::from_secs(60),
            body_bytes_max: RAW_BYTES_MAX,
            private_addresses: PrivateAddresses::Refuse,
        }
    }
}
