//! Files on another machine, by FTP, FTPS or SFTP: fetched once they were the same in two listings, left, moved or
//! deleted only once their bytes are durable here. Polling is the truth. Parses nothing, writes nothing of its own.
//!
//! What to do is decided in [`scan`], what is remembered is in [`cursor`], the protocols are [`ftp`] and [`sftp`].

mod cursor;
mod ftp;
mod reading;
mod scan;
mod sftp;

use std::sync::Arc;
use std::time::Duration;

use copydesk_desk::{Arrival, Clock, FeedId, Receiver};
use jiff::Timestamp;
use tokio::net::TcpStream;

use crate::config::{AfterRemoteReceipt, Encryption, RemoteConfig, RemoteServer, SignIn};
use crate::credential::TokenHash;
use crate::next::Next;
use cursor::Taken;
use scan::{Decision, Finishes, Rules, Scan, Stamp};

pub use sftp::{HostKey, UnreadableHostKey};

/// How often a lost connection is opened anew within one look.
const RECONNECTS_MAX: u32 = 3;
/// Up to so many remembered files, each receipt carries the whole cursor; beyond, each [`CURSOR_EVERY`]th does.
const CURSOR_FILES_MAX: usize = 256;
const CURSOR_EVERY: usize = 64;
const FIRST_BACKOFF: Duration = Duration::from_secs(15);

/// A folder on another machine under watch. [`RemoteWatch::look`] is one look; who calls it decides when.
pub struct RemoteWatch {
    feed: FeedId,
    config: RemoteConfig,
    receiver: Arc<dyn Receiver>,
    clock: Arc<dyn Clock>,
    source: String,
    connection: Option<Connection>,
    scan: Scan,
    /// Loaded from the cursor at the first look.
    taken: Option<Taken>,
    /// Receipts since the cursor was last kept.
    unkept: usize,
    /// The beginning of a large file whose connection broke.
    partial: Option<Partial>,
    failures: u32,
}

struct Partial {
    name: String,
    stamp: Stamp,
    bytes: Vec<u8>,
}

enum Connection {
    Ftp(ftp::Connection),
    Sftp(sftp::Connection),
}

/// Why something could not be done at a server. No message holds a secret.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RemoteError {
    /// The connection is of no use any more.
    #[error("{0}")]
    Connection(String),
    /// This request was refused; the connection is fine.
    #[error("{0}")]
    Refused(String),
    /// The credential was not accepted.
    #[error("sign-in failed: {0}")]
    SignIn(String),
    /// The server is not the one whose key is pinned.
    #[error(
        "the server showed the host key {shown}, pinned is {pinned}: nothing was sent, and the feed has stopped until \
         the program starts anew; if the agency confirms the new key, put it into host_key"
    )]
    HostKey {
        /// Fingerprint of the key that was shown.
        shown: String,
        /// Fingerprint in the configuration.
        pinned: String,
    },
}

/// A failure that came in time, or none within the wait.
#[derive(Debug)]
pub(crate) enum Late<E> {
    Failed(E),
    TooSlow(Duration),
}

/// What a server's refusal means.
pub(crate) trait Refusable {
    /// The server understood and said no.
    fn is_refused(&self) -> bool;
    /// The server does not know the request.
    fn is_unknown_command(&self) -> bool;
}

impl<E: Refusable> Refusable for Late<E> {
    fn is_refused(&self) -> bool {
        matches!(self, Self::Failed(error) if error.is_refused())
    }

    fn is_unknown_command(&self) -> bool {
        matches!(self, Self::Failed(error) if error.is_unknown_command())
    }
}

impl<E: Into<RemoteError>> From<Late<E>> for RemoteError {
    fn from(late: Late<E>) -> Self {
        match late {
            Late::Failed(error) => error.into(),
            Late::TooSlow(wait) => Self::Connection(format!("no answer within {wait:?}")),
        }
    }
}

/// Waits for an answer no longer than so.
async fn within<T, E, F: From<E>>(
    wait: Duration,
    answer: impl Future<Output = Result<T, E>>,
) -> Result<T, Late<F>> {
    match tokio::time::timeout(wait, answer).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(Late::Failed(F::from(error))),
        Err(_) => Err(Late::TooSlow(wait)),
    }
}

async fn connect(config: &RemoteConfig) -> Result<TcpStream, RemoteError> {
    let connected = crate::connect::connect(&config.host, config.connect_wait).await;
    connected.map_err(|error| RemoteError::Connection(error.to_string()))
}

impl RemoteConfig {
    fn password(&self) -> Result<&str, RemoteError> {
        let SignIn::Password(password) = &self.sign_in else {
            return Err(RemoteError::SignIn(String::from(
                "this protocol signs in with a password",
            )));
        };
        let text = std::str::from_utf8(password.expose()).ok();
        // A line break would end the command that carries it.
        let text = text.filter(|text| !text.contains(['\r', '\n', '\0']));
        text.ok_or_else(|| {
            RemoteError::SignIn(String::from("the password is not one line of text"))
        })
    }

    fn rules(&self) -> Rules {
        Rules {
            settle: self.settle,
            empty_report: self.empty_report,
            file_bytes_max: self.file_bytes_max,
            finishes: match self.after {
                AfterRemoteReceipt::Leave => Finishes::Never,
                AfterRemoteReceipt::Move(_) | AfterRemoteReceipt::Delete => Finishes::AfterReceipt,
            },
        }
    }

    /// Which source a cursor belongs to; hashed, since a user name is nobody else's business.
    fn source(&self) -> String {
        let protocol = match self.server {
            RemoteServer::Ftp(_) => "ftp",
            RemoteServer::Sftp(_) => "sftp",
        };
        let (host, port) = (&self.host.name, self.host.port);
        TokenHash::of(format!("{protocol}://{}@{host}:{port}/{}", self.user, self.path).as_bytes())
            .to_string()
    }
}

impl Connection {
    async fn open(config: &RemoteConfig) -> Result<Self, RemoteError> {
        match &config.server {
            RemoteServer::Ftp(encryption) => ftp::Connection::open(config, encryption)
                .await
                .map(Self::Ftp),
            RemoteServer::Sftp(host_key) => sftp::Connection::open(config, host_key)
                .await
                .map(Self::Sftp),
        }
    }

    async fn list(&mut self) -> Result<Vec<scan::Listed>, RemoteError> {
        match self {
            Self::Ftp(connection) => connection.list().await,
            Self::Sftp(connection) => connection.list().await,
        }
    }

    async fn stamp(&mut self, name: &str) -> Result<Option<Stamp>, RemoteError> {
        match self {
            Self::Ftp(connection) => connection.stamp(name).await,
            Self::Sftp(connection) => connection.stamp(name).await,
        }
    }

    async fn read(
        &mut self,
        name: &str,
        bytes_max: u64,
        into: &mut Vec<u8>,
    ) -> Result<(), RemoteError> {
        match self {
            Self::Ftp(connection) => connection.read(name, bytes_max, into).await,
            Self::Sftp(connection) => connection.read(name, bytes_max, into).await,
        }
    }

    async fn rename(&mut self, name: &str, folder: &str, target: &str) -> Result<(), RemoteError> {
        match self {
            Self::Ftp(connection) => connection.rename(name, folder, target).await,
            Self::Sftp(connection) => connection.rename(name, folder, target).await,
        }
    }

    async fn delete(&mut self, name: &str) -> Result<(), RemoteError> {
        match self {
            Self::Ftp(connection) => connection.delete(name).await,
            Self::Sftp(connection) => connection.delete(name).await,
        }
    }
}

/// How dealing with one file went.
enum Went {
    /// On to the next file.
    On,
    /// The connection is gone; the others may still be fetched over a new one.
    Lost(String),
    /// The store did not answer: the rest of this look waits.
    StoreSilent,
    /// The server is another one.
    Stop(RemoteError),
}

impl RemoteWatch {
    /// Watches a remote folder for a feed. Connects to nothing before the first look.
    #[must_use]
    pub fn new(
        feed: FeedId,
        config: RemoteConfig,
        receiver: Arc<dyn Receiver>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let source = config.source();
        Self {
            feed,
            config,
            receiver,
            clock,
            source,
            connection: None,
            scan: Scan::default(),
            taken: None,
            unkept: 0,
            partial: None,
            failures: 0,
        }
    }

    /// Looks once and hands over every file that has settled. Troubles go to the receiver; what could not be done is
    /// tried again at a later look.
    pub async fn look(&mut self) -> Next {
        let listing = match self.listing().await {
            Ok(listing) => listing,
            Err(error) => return self.failed(error),
        };
        self.failures = 0;
        let now = self.clock.now();
        self.receiver.heartbeat(self.feed.clone(), now);
        let rules = self.config.rules();
        let taken = self.taken.get_or_insert_default();
        taken.keep_only(&listing);
        let decisions = self.scan.look(now, listing, taken, rules);
        let went = self.carry_out(decisions).await;
        self.keep_cursor().await;
        match went {
            Went::On => Next::After(self.config.poll),
            Went::Lost(what) => self.failed(RemoteError::Connection(what)),
            Went::StoreSilent => Next::After(FIRST_BACKOFF.max(self.config.poll)),
            Went::Stop(error) => self.failed(error),
        }
    }

    async fn listing(&mut self) -> Result<Vec<scan::Listed>, RemoteError> {
        if self.taken.is_none() {
            let cursor = self.receiver.cursor(self.feed.clone()).await;
            let cursor = cursor.map_err(|error| RemoteError::Connection(error.to_string()))?;
            self.taken = Some(Taken::from_cursor(cursor.as_deref(), &self.source));
        }
        let was_open = self.connection.is_some();
        match self.connected().await?.list().await {
            // A connection that was idle may have been closed meanwhile; that is no trouble.
            Err(RemoteError::Connection(_)) if was_open => {
                self.connection = None;
                self.connected().await?.list().await
            }
            listing => listing,
        }
    }

    async fn connected(&mut self) -> Result<&mut Connection, RemoteError> {
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => Connection::open(&self.config).await?,
        };
        Ok(self.connection.insert(connection))
    }

    async fn carry_out(&mut self, decisions: Vec<Decision>) -> Went {
        let mut reconnects = 0;
        for decision in decisions {
            let went = match decision {
                Decision::Fetch(name, stamp) => self.fetch(&name, stamp).await,
                Decision::Finish(name, stamp) => self.finish(&name, stamp).await,
                Decision::Report(what) => {
                    self.trouble(what);
                    Went::On
                }
            };
            match went {
                Went::On => {}
                Went::Lost(what) if reconnects < RECONNECTS_MAX => {
                    self.connection = None;
                    self.trouble(what);
                    reconnects += 1;
                }
                Went::Lost(_) | Went::StoreSilent | Went::Stop(_) => return went,
            }
        }
        Went::On
    }

    async fn fetch(&mut self, name: &str, stamp: Stamp) -> Went {
        let bytes = match self.whole(name, stamp).await {
            Ok(Some(bytes)) => bytes,
            Ok(None) => {
                self.scan.changed(self.clock.now(), name);
                return Went::On;
            }
            Err(error) => return self.not_done(name, "cannot be fetched", error),
        };
        let now = self.clock.now();
        let taken = self.taken.get_or_insert_default();
        taken.add(name, stamp, &bytes);
        self.unkept += 1;
        let carries = taken.len() <= CURSOR_FILES_MAX || self.unkept >= CURSOR_EVERY;
        let cursor = carries.then(|| taken.to_cursor(&self.source));
        let arrival = Arrival {
            feed: self.feed.clone(),
            name: Some(name.to_owned()),
            bytes,
            media_type: None,
            charset: None,
            source_time: stamp
                .modified
                .and_then(|second| Timestamp::from_second(second).ok()),
            cursor,
            received: now,
        };
        match self.receiver.receive(arrival).await {
            Ok(_) => {
                if carries {
                    self.unkept = 0;
                }
                match self.config.after {
                    AfterRemoteReceipt::Leave => Went::On,
                    AfterRemoteReceipt::Move(_) | AfterRemoteReceipt::Delete => {
                        self.finish(name, stamp).await
                    }
                }
            }
            Err(error) => {
                self.taken.get_or_insert_default().remove(name);
                self.unkept = self.unkept.saturating_sub(1);
                self.scan.postpone(now, name);
                self.trouble(format!("file {name} is kept: {error}"));
                Went::StoreSilent
            }
        }
    }

    /// The bytes of a file that is still what the listing said, before and after; `None` when it is not.
    async fn whole(&mut self, name: &str, stamp: Stamp) -> Result<Option<Vec<u8>>, RemoteError> {
        let resume_bytes_min = self.config.resume_bytes_min;
        let earlier = self.partial.take_if(|partial| partial.name == name);
        let mut bytes = earlier
            .filter(|partial| partial.stamp == stamp)
            .map(|partial| partial.bytes)
            .unwrap_or_default();
        let connection = self.connected().await?;
        if connection.stamp(name).await? != Some(stamp) {
            return Ok(None);
        }
        match connection.read(name, stamp.bytes, &mut bytes).await {
            Ok(()) => {}
            Err(error) => {
                let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                if matches!(error, RemoteError::Connection(_))
                    && (resume_bytes_min..=stamp.bytes).contains(&length)
                {
                    self.partial = Some(Partial {
                        name: name.to_owned(),
                        stamp,
                        bytes,
                    });
                }
                return Err(error);
            }
        }
        if connection.stamp(name).await? != Some(stamp) {
            return Ok(None);
        }
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if length != stamp.bytes {
            let what = format!(
                "the server sent {length} bytes, the listing says {}",
                stamp.bytes
            );
            return Err(RemoteError::Refused(what));
        }
        Ok(Some(bytes))
    }

    /// The bytes are durable: the file leaves the folder, unless it changed meanwhile.
    async fn finish(&mut self, name: &str, stamp: Stamp) -> Went {
        let taken = self.taken.get_or_insert_default();
        let Some(target) = taken.hash(name).map(|hash| format!("{name}.{hash}")) else {
            return Went::On;
        };
        let after = self.config.after.clone();
        let leaving = async {
            let connection = self.connected().await?;
            if connection.stamp(name).await? != Some(stamp) {
                return Ok(());
            }
            match after {
                AfterRemoteReceipt::Leave => Ok(()),
                AfterRemoteReceipt::Move(folder) => connection.rename(name, &folder, &target).await,
                AfterRemoteReceipt::Delete => connection.delete(name).await,
            }
        };
        match leaving.await {
            Ok(()) => Went::On,
            Err(error) => self.not_done(name, "was received but cannot be moved or deleted", error),
        }
    }

    fn not_done(&mut self, name: &str, what: &str, error: RemoteError) -> Went {
        self.scan.postpone(self.clock.now(), name);
        let said = format!("file {name} {what}: {error}");
        match error {
            RemoteError::Refused(_) => {
                self.trouble(said);
                Went::On
            }
            RemoteError::Connection(_) => Went::Lost(said),
            RemoteError::SignIn(_) | RemoteError::HostKey { .. } => Went::Stop(error),
        }
    }

    /// Keeps the cursor that no receipt carried. If it cannot be kept, files are fetched once more after a restart
    /// and counted as repeats.
    async fn keep_cursor(&mut self) {
        if self.unkept == 0 {
            return;
        }
        let cursor = self.taken.get_or_insert_default().to_cursor(&self.source);
        match self.receiver.put_cursor(self.feed.clone(), cursor).await {
            Ok(()) => self.unkept = 0,
            Err(error) => self.trouble(format!("what was fetched could not be noted: {error}")),
        }
    }

    fn failed(&mut self, error: RemoteError) -> Next {
        self.connection = None;
        if let RemoteError::HostKey { .. } = error {
            let at = self.clock.now();
            self.receiver
                .stopped(self.feed.clone(), at, error.to_string());
            return Next::Stop;
        }
        self.trouble(format!("the server cannot be read: {error}"));
        let backoff = FIRST_BACKOFF
            .saturating_mul(1 << self.failures.min(10))
            .min(self.config.backoff_max);
        self.failures = self.failures.saturating_add(1);
        Next::After(backoff)
    }

    fn trouble(&self, what: String) {
        self.receiver
            .trouble(self.feed.clone(), self.clock.now(), what);
    }
}
