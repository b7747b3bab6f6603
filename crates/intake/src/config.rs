//! How each feed is transported: units, defaults, and what may be lost. Read once by the program; nothing here
//! reads a file.

use std::path::PathBuf;
use std::time::Duration;

use copydesk_desk::FeedId;

use crate::address::PrivateAddresses;
use crate::connect::Host;
use crate::credential::{PushCredential, Secret};
use crate::remote::HostKey;
use crate::tls::TlsRoots;

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
    /// A folder on another machine, by FTP, FTPS or SFTP.
    Remote(RemoteConfig),
    /// A mailbox, over IMAP.
    Mail(MailConfig),
    /// An HTTP API that gives its items page by page.
    Api(ApiConfig),
}

impl Transport {
    /// Longest time between two looks while all is well; `None` for pushes, which nobody looks for.
    #[must_use]
    pub fn look_interval_max(&self) -> Option<Duration> {
        match self {
            Self::Folder(config) => Some(config.poll),
            Self::Push(_) => None,
            Self::Pull(config) => Some(config.interval_max.max(config.hub_interval)),
            Self::Remote(config) => Some(config.poll),
            Self::Mail(config) => Some(config.poll),
            Self::Api(config) => Some(config.interval),
        }
    }
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
    /// What is added to a file's name to name the marker that says it is complete, `.done`. With it no file is read
    /// before its marker is there, and then as it is. Default: none.
    pub marker: Option<String>,
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
            marker: None,
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
    /// Most pushes taken in a minute, answered with 429 when over. Default 6000.
    pub requests_per_minute: u32,
    /// Most bodies taken at the same time, answered with 429 when over. Default 16.
    pub bodies_at_once: usize,
}

impl PushConfig {
    /// Push with the default limits.
    #[must_use]
    pub fn new(credential: PushCredential) -> Self {
        Self {
            credential,
            body_bytes_max: RAW_BYTES_MAX,
            body_wait: Duration::from_secs(120),
            requests_per_minute: 6000,
            bodies_at_once: 16,
        }
    }
}

/// HTTP pull. Loses nothing that the source still shows at the next poll; entries that come and go between two
/// polls are never seen.
#[derive(Clone, Debug)]
pub struct PullConfig {
    /// What is fetched; `http` or `https`, without user name or password.
    pub url: String,
    /// Name and value of a header that holds a secret, sent to the origin of `url` only, never to where it redirects.
    pub secret_header: Option<(String, Secret)>,
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
    /// Whether a hub that the feed names is asked to push. Default: no.
    pub hubs: Hubs,
    /// Time between two polls while a hub pushes. Default 15 min.
    pub hub_interval: Duration,
}

/// Whether hubs (WebSub) are used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Hubs {
    /// Polling only.
    #[default]
    Ignore,
    /// A hub that the feed names is asked to push as well.
    Subscribe,
}

impl PullConfig {
    /// Pull from `url` with the default intervals and limits.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            secret_header: None,
            interval: Duration::from_secs(300),
            interval_min: Duration::from_secs(60),
            interval_max: Duration::from_secs(1800),
            backoff_max: Duration::from_secs(900),
            fetch_wait: Duration::from_secs(60),
            body_bytes_max: RAW_BYTES_MAX,
            private_addresses: PrivateAddresses::Refuse,
            hubs: Hubs::Ignore,
            hub_interval: Duration::from_secs(900),
        }
    }
}

/// An HTTP API that gives its items page by page. Loses nothing that the API still gives from the kept cursor on.
#[derive(Clone, Debug)]
pub struct ApiConfig {
    /// The first page; `http` or `https`, without user name or password.
    pub url: String,
    /// Name and value of the header that holds the token, sent to the origin of `url` only.
    pub token: Option<(String, Secret)>,
    /// Where an answer says what comes next.
    pub next: NextPage,
    /// Path of the list of items in an answer, `data.items`: a page whose list is empty is not kept.
    pub items: Option<String>,
    /// Time between two polls. Default 60 s.
    pub interval: Duration,
    /// Most pages asked for in one poll; the rest follow a second later. Default 100.
    pub pages_max: usize,
    /// Longest wait after failures in a row; `Retry-After` may ask for more. Default 15 min.
    pub backoff_max: Duration,
    /// Time for one whole page, redirects and body included. Default 60 s.
    pub fetch_wait: Duration,
    /// Largest page taken, in bytes after content coding is removed. Default 32 MiB.
    pub body_bytes_max: u64,
    /// Whether private, loopback and other internal addresses may be asked. Default: refused.
    pub private_addresses: PrivateAddresses,
}

/// Where an answer says what comes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NextPage {
    /// In a `Link` header with `rel="next"`.
    LinkHeader,
    /// As a URL at this path of its JSON, `data.next_page`.
    Url(String),
    /// As a cursor at this path of its JSON, to be sent back as this query parameter of `url`.
    Cursor {
        /// Path of the cursor.
        path: String,
        /// Name of the query parameter.
        parameter: String,
    },
}

impl ApiConfig {
    /// A paged API with the default intervals and limits.
    #[must_use]
    pub fn new(url: impl Into<String>, next: NextPage) -> Self {
        Self {
            url: url.into(),
            token: None,
            next,
            items: None,
            interval: Duration::from_secs(60),
            pages_max: 100,
            backoff_max: Duration::from_secs(900),
            fetch_wait: Duration::from_secs(60),
            body_bytes_max: RAW_BYTES_MAX,
            private_addresses: PrivateAddresses::Refuse,
        }
    }
}

/// A folder on another machine. Loses nothing that stays at the server for two looks: a file is moved or deleted only
/// once its bytes are durable here.
#[derive(Clone, Debug)]
pub struct RemoteConfig {
    /// What is spoken, and how the server proves itself.
    pub server: RemoteServer,
    /// The server.
    pub host: Host,
    /// User name.
    pub user: String,
    /// What the program proves itself with.
    pub sign_in: SignIn,
    /// The folder; empty for the one that a session begins in.
    pub path: String,
    /// What happens to a file at the server once its bytes are durable here.
    pub after: AfterRemoteReceipt,
    /// Time between two looks. Default 10 s.
    pub poll: Duration,
    /// How far apart two equal listings of a file must be at least. Default 5 s.
    pub settle: Duration,
    /// Time for a connection, its encryption included. Default 10 s.
    pub connect_wait: Duration,
    /// Longest wait for an answer, or for the next bytes. Default 30 s.
    pub idle_wait: Duration,
    /// Time for one whole file or listing. Default 5 min.
    pub file_wait: Duration,
    /// From how many bytes on a transfer that broke is taken up where it broke. Default 1 MiB.
    pub resume_bytes_min: u64,
    /// After how long an empty file, which is never fetched, is reported. Default 10 min.
    pub empty_report: Duration,
    /// Longest wait after failures in a row. Default 15 min.
    pub backoff_max: Duration,
    /// Largest file taken, in bytes; a larger one is reported once and stays. Default 32 MiB.
    pub file_bytes_max: u64,
}

impl RemoteConfig {
    /// A remote folder with the default times and limits; files stay at the server.
    #[must_use]
    pub fn new(server: RemoteServer, host: Host, user: impl Into<String>, sign_in: SignIn) -> Self {
        Self {
            server,
            host,
            user: user.into(),
            sign_in,
            path: String::new(),
            after: AfterRemoteReceipt::Leave,
            poll: Duration::from_secs(10),
            settle: Duration::from_secs(5),
            connect_wait: Duration::from_secs(10),
            idle_wait: Duration::from_secs(30),
            file_wait: Duration::from_secs(300),
            resume_bytes_min: 1024 * 1024,
            empty_report: Duration::from_secs(600),
            backoff_max: Duration::from_secs(900),
            file_bytes_max: RAW_BYTES_MAX,
        }
    }
}

/// What is spoken with a remote folder's server.
#[derive(Clone, Debug)]
pub enum RemoteServer {
    /// FTP.
    Ftp(Encryption),
    /// SFTP; the server must show this host key.
    Sftp(HostKey),
}

/// Whether an FTP connection is encrypted.
#[derive(Clone, Debug)]
pub enum Encryption {
    /// Password and copy go in the clear.
    None,
    /// `AUTH TLS` before anything else; a server without it is refused.
    Tls(TlsRoots),
}

/// What the program proves itself with at a remote folder.
#[derive(Clone, Debug)]
pub enum SignIn {
    /// A password.
    Password(Secret),
    /// A private key (SFTP only): Ed25519 or ECDSA.
    Key {
        /// Content of the key file.
        key: Secret,
        /// Its passphrase, if it has one.
        passphrase: Option<Secret>,
    },
}

/// What happens to a file at the server once its bytes are durable here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum AfterRemoteReceipt {
    /// It stays, and is remembered by name, size and time.
    #[default]
    Leave,
    /// It is moved into this folder below the watched one, as `NAME.` and 16 digits of its SHA-256.
    Move(String),
    /// It is deleted.
    Delete,
}

/// A mailbox read over IMAP with TLS. Loses nothing that stays in the mailbox until it was read once; nothing in the
/// mailbox is changed, and no message is marked as read.
#[derive(Clone, Debug)]
pub struct MailConfig {
    /// The server; its TLS port is 993.
    pub host: Host,
    /// Whose certificates are believed.
    pub roots: TlsRoots,
    /// User name.
    pub user: String,
    /// Password.
    pub password: Secret,
    /// The mailbox. Default INBOX.
    pub mailbox: String,
    /// Time between two looks; while the server can say by itself that something came, looks follow that too.
    /// Default 5 min.
    pub poll: Duration,
    /// How long IDLE may last before it is renewed. Default 25 min.
    pub idle_renew: Duration,
    /// How far back messages are read at the first look, and again when the server numbered them anew.
    /// Default 7 days.
    pub reread: Duration,
    /// Time for a connection, its encryption included. Default 10 s.
    pub connect_wait: Duration,
    /// Longest wait for an answer. Default 30 s.
    pub answer_wait: Duration,
    /// Time for one whole message. Default 5 min.
    pub message_wait: Duration,
    /// Longest wait after failures in a row. Default 15 min.
    pub backoff_max: Duration,
    /// Largest message taken, in bytes; a larger one is reported and passed over. Default 32 MiB.
    pub message_bytes_max: u64,
}

impl MailConfig {
    /// A mailbox with the default times and limits.
    #[must_use]
    pub fn new(host: Host, user: impl Into<String>, password: Secret) -> Self {
        Self {
            host,
            roots: TlsRoots::System,
            user: user.into(),
            password,
            mailbox: String::from("INBOX"),
            poll: Duration::from_secs(300),
            idle_renew: Duration::from_secs(25 * 60),
            reread: Duration::from_secs(7 * 24 * 3600),
            connect_wait: Duration::from_secs(10),
            answer_wait: Duration::from_secs(30),
            message_wait: Duration::from_secs(300),
            backoff_max: Duration::from_secs(900),
            message_bytes_max: RAW_BYTES_MAX,
        }
    }
}
