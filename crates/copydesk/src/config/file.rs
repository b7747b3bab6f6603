//! The configuration file as written: one struct a table, every key documented, unknown keys refused.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;

use serde::Deserialize;
use toml::Spanned;

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// The publication and where it runs.
    pub site: Site,
    /// Sections in order.
    #[serde(default)]
    pub section: Vec<Section>,
    /// Agencies.
    #[serde(default)]
    pub agency: Vec<Agency>,
    /// Feeds.
    #[serde(default)]
    pub feed: Vec<Feed>,
    /// The ledger.
    pub ledger: Option<Ledger>,
    /// What keeps the ground state. Default: a file in the data folder.
    pub store: Option<Store>,
    /// How much of a raw is read.
    #[serde(default)]
    pub limits: Limits,
}

/// `[store]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Store {
    /// `sqlite:`, a file in the data folder, or `postgres://USER@HOST:PORT/DATABASE`, without a password.
    pub url: String,
    /// Schema of that database, the newsroom's own. Default copydesk.
    pub schema: Option<String>,
    /// File with the password, one line.
    pub password_file: Option<PathBuf>,
    /// PEM file of the certificates to believe, in place of the system's.
    pub ca_file: Option<PathBuf>,
    /// How old what a node knows may be before it answers no story, seconds. Default 5.
    pub freshness_seconds: Option<u64>,
}

/// `[limits]`; what lies beyond one stays in the raw and is named by a finding.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Bytes of a raw that is taken and parsed. Default 32 MiB, at most 256 MiB.
    pub raw_bytes: Option<usize>,
    /// Elements of XML inside each other. Default 256, at most 4096.
    pub xml_depth: Option<usize>,
    /// Elements and texts of one XML document, values of one JSON text. Default 1000000, at most 16000000.
    pub nodes: Option<usize>,
    /// Lists and objects of JSON inside each other. Default 128, at most 4096.
    pub json_depth: Option<usize>,
    /// Items of one raw. Default and at most 10000.
    pub items: Option<usize>,
    /// Parts of one mail. Default 200, at most 10000.
    pub mime_parts: Option<usize>,
    /// Parts and mails inside each other. Default 4, at most 16.
    pub mime_nesting: Option<usize>,
    /// Files of one archive. Default 10000, at most 1000000.
    pub archive_members: Option<usize>,
    /// Bytes that one archive expands to. Default 512 MiB, at most 64 GiB.
    pub archive_bytes: Option<usize>,
    /// Expanded bytes for each byte of an archive. Default 200, at most 1032.
    pub archive_ratio: Option<usize>,
}

/// Paths of one field of a mapping.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Paths {
    /// The one path.
    One(String),
    /// Paths in order of preference.
    Several(Vec<String>),
}

/// `[site]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// Name of the publication, as the disclosure names it.
    pub name: String,
    /// Public origin, `https://news.example`. Default: `http://` and `listen`.
    pub origin: Option<String>,
    /// Address to listen on. Default 127.0.0.1:8080.
    #[serde(default = "default_listen")]
    pub listen: SocketAddr,
    /// BCP 47 language of the pages: `en` or `hi`. Default en.
    #[serde(default = "default_language")]
    pub language: String,
    /// IANA zone in which times are shown. Default UTC.
    #[serde(default = "default_zone")]
    pub zone: String,
    /// Data folder, the ground state: lose it and the newsroom is lost. Default data.
    #[serde(default = "default_data")]
    pub data: PathBuf,
    /// Folder with a theme's templates. Default: the built-in theme.
    pub theme: Option<PathBuf>,
    /// Folder with pictures served under /media/. Default: none.
    pub media: Option<PathBuf>,
    /// File with the house map: which words the publication writes otherwise than agencies do. Default: American and
    /// British spelling, in both directions.
    pub house_map: Option<PathBuf>,
    /// Memory for rendered pages, bytes. Default 16 MiB.
    #[serde(default = "default_page_cache_bytes")]
    pub page_cache_bytes: usize,
}

fn default_listen() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 8080))
}

fn default_language() -> String {
    String::from("en")
}

fn default_zone() -> String {
    String::from("UTC")
}

fn default_data() -> PathBuf {
    PathBuf::from("data")
}

fn default_page_cache_bytes() -> usize {
    16 * 1024 * 1024
}

/// `[[section]]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// First segment of its addresses.
    pub slug: String,
    /// Name shown.
    pub name: String,
}

/// `[[agency]]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agency {
    /// Id that feeds name.
    pub id: String,
    /// Name shown to readers and in the disclosure.
    pub name: String,
    /// Rights line at the foot of its stories.
    pub rights: Option<String>,
    /// SHA-256 of the token with which the agency may ask what was recorded of its copy, 64 hexadecimal digits.
    pub token_sha256: Option<String>,
}

/// How a feed is transported.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum TransportKind {
    /// Files in a folder.
    Folder,
    /// `POST /intake/{feed}`.
    Push,
    /// A URL asked again and again.
    Pull,
    /// A folder at an FTP server, in the clear.
    Ftp,
    /// A folder at an FTP server, over TLS.
    Ftps,
    /// A folder at an SFTP server.
    Sftp,
    /// A mailbox over IMAP.
    Imap,
    /// An HTTP API that gives its items page by page.
    Api,
}

/// `[[feed]]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Feed {
    /// Its name, part of the push address.
    pub id: String,
    /// Id of the agency that sends.
    pub agency: String,
    /// `folder`, `ftp`, `ftps`, `sftp`, `imap`, `push`, `pull` or `api`.
    pub transport: TransportKind,
    /// Folder to watch (transport folder).
    pub folder: Option<PathBuf>,
    /// Whether folders below it are read too. Default false.
    #[serde(default)]
    pub subfolders: bool,
    /// SHA-256 of the bearer token, 64 hexadecimal digits (transport push).
    pub token_sha256: Option<String>,
    /// File with the key of body signatures, in place of a token (transport push).
    pub signature_key_file: Option<PathBuf>,
    /// What is asked (transports pull, api).
    pub url: Option<String>,
    /// Seconds between two looks. Default 300 to begin with for pull, 300 for imap, 60 for api, 10 for ftp, ftps and
    /// sftp, 1 for folder.
    pub interval_seconds: Option<u64>,
    /// Whether private and loopback addresses may be asked or connected to. Default false.
    #[serde(default)]
    pub allow_private_addresses: bool,
    /// Server (transports ftp, ftps, sftp, imap).
    pub host: Option<String>,
    /// Its port. Default 21, for sftp 22, for imap 993.
    pub port: Option<u16>,
    /// User name there.
    pub user: Option<String>,
    /// File with the password, one line.
    pub password_file: Option<PathBuf>,
    /// File with a private key, in place of a password (transport sftp): Ed25519 or ECDSA.
    pub key_file: Option<PathBuf>,
    /// File with the passphrase of that key.
    pub key_passphrase_file: Option<PathBuf>,
    /// The server's key as the agency states it: `SHA256:…` or `ssh-ed25519 AAAA…` (transport sftp). Another one
    /// stops the feed.
    pub host_key: Option<String>,
    /// PEM file of the certificates to believe, in place of the system's (transports ftps, imap).
    pub ca_file: Option<PathBuf>,
    /// Folder at the server. Default: where a session begins.
    pub path: Option<String>,
    /// What becomes of a file once it is durable here: `move`, `leave`, `delete`. Default `move` for folder, `leave`
    /// for ftp, ftps and sftp; a folder's files are never deleted.
    pub after: Option<String>,
    /// Folder, below the watched one, that received files are moved to at the server. Default done.
    pub move_to: Option<String>,
    /// How long a file must stay the same before it is taken, seconds. Default 2 for folder, 5 for a server.
    pub settle_seconds: Option<u64>,
    /// What is added to a file's name to name its marker, `.done`: no file is read before its marker is there
    /// (transport folder).
    pub done_marker: Option<String>,
    /// Most pushes taken in a minute. Default 6000 (transport push).
    pub requests_per_minute: Option<u32>,
    /// The mailbox. Default INBOX (transport imap).
    pub mailbox: Option<String>,
    /// Whom mail is taken from: addresses, or domains as `@agency.example`; the rest goes to quarantine (transport
    /// imap).
    pub senders: Option<Vec<String>>,
    /// File with a token (transports pull, api).
    pub token_file: Option<PathBuf>,
    /// Header that carries it. Default Authorization, as `Bearer TOKEN`; another one carries the bare token.
    pub token_header: Option<String>,
    /// Where an answer says what comes next: `link`, or a path in its JSON (transport api).
    pub next_page: Option<String>,
    /// Query parameter that carries what stands there, if that is a cursor and no URL (transport api).
    pub cursor_parameter: Option<String>,
    /// Path of the list of items in an answer; a page whose list is empty is not kept (transport api).
    pub items: Option<String>,
    /// Whether a hub that the feed names is asked to push as well. Default false (transport pull).
    #[serde(default)]
    pub websub: bool,
    /// After how many seconds without new copy the feed counts as late: a warning, at twice that an alarm. Default:
    /// the 99th percentile of past gaps that began in the same hour of the day.
    pub late_after_seconds: Option<u64>,
    /// Whether numbers missing among its telegrams (7901, ANPA 1312) are a warning. Default true.
    #[serde(default = "default_sequence_gaps")]
    pub sequence_gaps: bool,
    /// Format; recognised by content where not given.
    pub format: Option<String>,
    /// Paths of the fields, for the formats map-json and map-xml.
    pub mapping: Option<BTreeMap<Spanned<String>, Spanned<Paths>>>,
    /// Name of a shipped mapping, in place of one's own.
    pub mapping_profile: Option<String>,
    /// Charset of the bytes; evidence overrules it, with a finding.
    pub charset: Option<String>,
    /// Whether the charset overrules the evidence. Default false.
    #[serde(default)]
    pub charset_force: bool,
    /// Charset of bytes that are not UTF-8 and declare nothing.
    pub charset_fallback: Option<String>,
    /// IANA zone of times sent without one. Default: such times stay unknown.
    pub zone: Option<String>,
    /// When the agency's day begins, `HH:MM` as its telegrams write times: ids of 7901 and ANPA 1312 count what is sent
    /// before it to the day before. Default 00:00.
    pub day_starts: Option<String>,
    /// Words by which this agency signals, beside the built-in ones: kind to list of words.
    pub words: Option<BTreeMap<Spanned<String>, Spanned<Vec<String>>>>,
    /// How ids of NITF documents carry their version, `{id}:{version}`. Default: an id is taken whole.
    pub nitf_id: Option<String>,
    /// Name of the rendition that is the text, where an item has it. Default: the first with mark-up.
    pub body: Option<String>,
    /// How much of a raw of this feed is read. Default: as `[limits]` says.
    #[serde(default)]
    pub limits: Limits,
    /// `hold`, or `publish:SECTION`. Default hold.
    #[serde(default = "default_on_arrival")]
    pub on_arrival: String,
    /// Whether a newer version replaces a text that nobody edited. Default false.
    #[serde(default)]
    pub follow_updates: bool,
    /// Whether a kill acts by itself. Default: true, for pull and imap false.
    pub may_kill: Option<bool>,
}

fn default_sequence_gaps() -> bool {
    true
}

fn default_on_arrival() -> String {
    String::from("hold")
}

/// `[ledger]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ledger {
    /// Name of the ledger and of its keys; never changes. Default: host of the site's origin and `/ledger`.
    pub origin: Option<String>,
    /// File with the signing key, readable by its owner alone; used for nothing else, not in backups. Default ledger.key.
    #[serde(default = "default_key_file")]
    pub key_file: PathBuf,
    /// File with the key that takes over: both sign for 90 days.
    pub new_key_file: Option<PathBuf>,
    /// Policy file: keys, witnesses, quorum. Default: the keys, no witness.
    pub policy: Option<PathBuf>,
    /// Time between two checkpoints, milliseconds, 100 to 10000. Default 1000.
    #[serde(default = "default_tick_ms")]
    pub tick_ms: u64,
    /// Each batch is filled up to a multiple of this with cover leaves, 1 to 256. Default 1.
    #[serde(default = "default_pad")]
    pub pad: u64,
    /// `origin size root` of a ledger that this one replaces.
    pub previous: Option<String>,
    /// Whether witnesses on private and loopback addresses may be asked. Default false.
    #[serde(default)]
    pub allow_private_witnesses: bool,
}

fn default_key_file() -> PathBuf {
    PathBuf::from("ledger.key")
}

fn default_tick_ms() -> u64 {
    1_000
}

fn default_pad() -> u64 {
    1
}
