//! A mailbox read over IMAP: whole messages, never marked as read, resumed by UID. The mailbox is opened read-only;
//! IDLE only says when to look. Parses no message, deletes none, moves none.

mod metered;
mod sender;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use async_imap::error::Error as ImapError;
use async_imap::types::{Fetch, Mailbox};
use async_imap::{Client, Session};
use copydesk_desk::{Arrival, Clock, FeedId, Receiver};
use futures_util::TryStreamExt;
use jiff::{SignedDuration, Timestamp};
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::config::MailConfig;
use crate::credential::TokenHash;
use crate::next::Next;
use metered::{Allowance, Metered};

pub use sender::check_sender;

/// Bytes that an answer may have which carries no message.
const ANSWER_BYTES_MAX: u64 = 8 * 1024 * 1024;
/// Bytes around a message in the answer that carries it.
const AROUND_BYTES_MAX: u64 = 64 * 1024;
const FIRST_BACKOFF: Duration = Duration::from_secs(15);

type Stream = Metered<TlsStream<TcpStream>>;

/// A mailbox under watch. [`MailWatch::look`] is one look, [`MailWatch::rest`] waits for the next.
pub struct MailWatch {
    feed: FeedId,
    config: MailConfig,
    receiver: Arc<dyn Receiver>,
    clock: Arc<dyn Clock>,
    source: String,
    connection: Option<Connection>,
    failures: u32,
}

struct Connection {
    session: Session<Stream>,
    allowance: Allowance,
    idles: Idles,
}

/// Whether the server can say by itself that something came.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Idles {
    Yes,
    No,
}

/// Where reading resumes: the last UID taken, of one UIDVALIDITY.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    validity: u32,
    uid: u32,
}

/// Why a look ended early. No message holds a secret.
#[derive(Debug, thiserror::Error)]
enum MailError {
    #[error("{0}")]
    Connection(String),
    #[error("sign-in failed: the server refused the credential")]
    SignIn,
    #[error("a message is kept at the server: {0}")]
    StoreSilent(String),
}

impl From<ImapError> for MailError {
    fn from(error: ImapError) -> Self {
        // Answers that could not be parsed hold what was sent; only their kind is said.
        Self::Connection(match error {
            ImapError::Io(error) => error.to_string(),
            ImapError::No(what) => format!("the server answered NO: {}", one_line(&what)),
            ImapError::Bad(what) => format!("the server answered BAD: {}", one_line(&what)),
            ImapError::ConnectionLost => String::from("the connection was lost"),
            _ => String::from("the server gave an answer that is no IMAP"),
        })
    }
}

fn one_line(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(200).collect()
}

impl MailWatch {
    /// Watches a mailbox for a feed. Connects to nothing before the first look.
    #[must_use]
    pub fn new(
        feed: FeedId,
        config: MailConfig,
        receiver: Arc<dyn Receiver>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let (host, port) = (&config.host.name, config.host.port);
        let source = format!("imap://{}@{host}:{port}/{}", config.user, config.mailbox);
        Self {
            feed,
            receiver,
            clock,
            source: TokenHash::of(source.as_bytes()).to_string(),
            config,
            connection: None,
            failures: 0,
        }
    }

    /// Looks once and hands over every message that is new. Troubles go to the receiver; what could not be done is
    /// tried again at a later look.
    pub async fn look(&mut self) -> Next {
        let was_open = self.connection.is_some();
        let mut looked = self.take_new().await;
        if was_open && matches!(looked, Err(MailError::Connection(_))) {
            // A connection that was idle may have been closed meanwhile; that is no trouble.
            self.connection = None;
            looked = self.take_new().await;
        }
        match looked {
            Ok(()) => {
                self.failures = 0;
                Next::After(self.config.poll)
            }
            Err(error) => self.failed(&error),
        }
    }

    /// Waits until something may have come, at most so long. Only the next look says whether it did.
    pub async fn rest(&mut self, wait: Duration) {
        let idles = self
            .connection
            .as_ref()
            .is_some_and(|open| open.idles == Idles::Yes);
        if !idles || self.failures > 0 {
            return tokio::time::sleep(wait).await;
        }
        let (wait, answer_wait) = (wait.min(self.config.idle_renew), self.config.answer_wait);
        let Some(Connection {
            session,
            allowance,
            idles,
        }) = self.connection.take()
        else {
            return;
        };
        allowance.set(ANSWER_BYTES_MAX);
        let mut handle = session.idle();
        let idling = async {
            tokio::time::timeout(answer_wait, handle.init())
                .await
                .ok()?
                .ok()?;
            // However it ended: by news, by silence or by a broken line, the next look finds out.
            let _ = tokio::time::timeout(wait, handle.wait_with_timeout(wait).0).await;
            tokio::time::timeout(answer_wait, handle.done())
                .await
                .ok()?
                .ok()
        };
        match idling.await {
            Some(session) => {
                self.connection = Some(Connection {
                    session,
                    allowance,
                    idles,
                })
            }
            None => tokio::time::sleep(FIRST_BACKOFF.min(wait)).await,
        }
    }

    async fn take_new(&mut self) -> Result<(), MailError> {
        let known = self.receiver.cursor(self.feed.clone()).await;
        let known = known.map_err(|error| MailError::StoreSilent(error.to_string()))?;
        let known = Place::from_cursor(known.as_deref(), &self.source);
        let (mailbox, wait) = (self.config.mailbox.clone(), self.config.answer_wait);
        let now = self.clock.now();
        let opened = self.connected().await?.examine(&mailbox, wait).await?;
        let validity = opened.uid_validity.ok_or_else(|| {
            MailError::Connection(String::from("the server gives no UIDVALIDITY"))
        })?;
        self.receiver.heartbeat(self.feed.clone(), now);
        let known = known.filter(|place| place.validity == validity);
        let uids = self.new_uids(known, opened.uid_next, now).await?;
        if let (None, [], Some(next)) = (known, uids.as_slice(), opened.uid_next) {
            return self
                .keep(Place {
                    validity,
                    uid: next.saturating_sub(1),
                })
                .await;
        }
        for uid in uids {
            self.take(Place { validity, uid }).await?;
        }
        Ok(())
    }

    /// UIDs not taken yet, ascending: those after the known one, else those of the last days.
    async fn new_uids(
        &mut self,
        known: Option<Place>,
        uid_next: Option<u32>,
        now: Timestamp,
    ) -> Result<Vec<u32>, MailError> {
        if known
            .is_some_and(|place| uid_next.is_some_and(|next| next <= place.uid.saturating_add(1)))
        {
            return Ok(Vec::new());
        }
        let query = match known {
            Some(place) => format!("UID {}:*", place.uid.saturating_add(1)),
            None => format!("SINCE {}", self.since(now)),
        };
        let wait = self.config.answer_wait;
        let found = self.connected().await?.search(&query, wait).await?;
        // `n:*` names the last message even if its UID is below n.
        let after = known.map_or(0, |place| place.uid);
        let mut uids: Vec<u32> = found.into_iter().filter(|uid| *uid > after).collect();
        uids.sort_unstable();
        Ok(uids)
    }

    /// The first day that is read again, as IMAP writes it. A day earlier than asked for: the server counts days in
    /// its own zone.
    fn since(&self, now: Timestamp) -> String {
        let back = SignedDuration::try_from(self.config.reread).unwrap_or(SignedDuration::ZERO);
        let back = back.saturating_add(SignedDuration::from_hours(24));
        let first = now.checked_sub(back).unwrap_or(Timestamp::UNIX_EPOCH);
        jiff::tz::TimeZone::UTC
            .to_datetime(first)
            .strftime("%-d-%b-%Y")
            .to_string()
    }

    /// One message: fetched whole, handed over, its UID kept with it.
    async fn take(&mut self, place: Place) -> Result<(), MailError> {
        let (limit, wait) = (self.config.message_bytes_max, self.config.answer_wait);
        let open = self.connected().await?;
        let Some((bytes, source_time)) = open.size(place.uid, wait).await? else {
            return Ok(());
        };
        if u64::from(bytes) > limit {
            let uid = place.uid;
            self.trouble(format!(
                "message {uid} has {bytes} bytes, over the limit of {limit}: not read, it stays in the mailbox"
            ));
            return self.keep(place).await;
        }
        let message_wait = self.config.message_wait;
        let open = self.connected().await?;
        let Some(message) = open.message(place.uid, limit, message_wait).await? else {
            return Ok(());
        };
        let arrival = Arrival {
            feed: self.feed.clone(),
            name: Some(format!("{}-{}.eml", place.validity, place.uid)),
            bytes: message,
            media_type: Some(String::from("message/rfc822")),
            charset: None,
            source_time,
            cursor: Some(place.to_cursor(&self.source)),
            received: self.clock.now(),
        };
        match self.receiver.receive(arrival).await {
            Ok(_) => Ok(()),
            Err(error) => Err(MailError::StoreSilent(error.to_string())),
        }
    }

    async fn keep(&mut self, place: Place) -> Result<(), MailError> {
        let kept = self
            .receiver
            .put_cursor(self.feed.clone(), place.to_cursor(&self.source));
        kept.await
            .map_err(|error| MailError::StoreSilent(error.to_string()))
    }

    async fn connected(&mut self) -> Result<&mut Connection, MailError> {
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => Connection::open(&self.config).await?,
        };
        Ok(self.connection.insert(connection))
    }

    fn failed(&mut self, error: &MailError) -> Next {
        self.connection = None;
        self.trouble(format!("the mailbox cannot be read: {error}"));
        let backoff = FIRST_BACKOFF.saturating_mul(1 << self.failures.min(10));
        self.failures = self.failures.saturating_add(1);
        Next::After(backoff.min(self.config.backoff_max))
    }

    fn trouble(&self, what: String) {
        self.receiver
            .trouble(self.feed.clone(), self.clock.now(), what);
    }
}

impl Connection {
    async fn open(config: &MailConfig) -> Result<Self, MailError> {
        let failed = |error: &dyn std::fmt::Display| MailError::Connection(error.to_string());
        let opening = async {
            let socket = crate::connect::connect(&config.host, config.connect_wait).await;
            let socket = socket.map_err(|error| failed(&error))?;
            let client = crate::tls::client(&config.roots).map_err(|error| failed(&error))?;
            let name =
                ServerName::try_from(config.host.name.clone()).map_err(|error| failed(&error))?;
            let secured = TlsConnector::from(client).connect(name, socket).await;
            secured.map_err(|error| failed(&error))
        };
        let stream = bounded(config.connect_wait, opening).await??;
        let allowance = Allowance::default();
        allowance.set(ANSWER_BYTES_MAX);
        let mut client = Client::new(Metered::new(stream, allowance.clone()));
        let greeting = bounded(config.answer_wait, client.read_response()).await?;
        match greeting {
            Ok(Some(_)) => {}
            Ok(None) => return Err(MailError::Connection(String::from("the server hung up"))),
            Err(error) => return Err(failed(&error)),
        }
        let Ok(password) = std::str::from_utf8(config.password.expose()) else {
            return Err(MailError::SignIn);
        };
        let signed_in = bounded(config.answer_wait, client.login(&config.user, password)).await?;
        let mut session = signed_in.map_err(|(error, _)| match error {
            ImapError::No(_) | ImapError::Bad(_) | ImapError::Validate(_) => MailError::SignIn,
            other => other.into(),
        })?;
        let capabilities = bounded(config.answer_wait, session.capabilities()).await??;
        let idles = if capabilities.has_str("IDLE") {
            Idles::Yes
        } else {
            Idles::No
        };
        Ok(Self {
            session,
            allowance,
            idles,
        })
    }

    /// Opens the mailbox read-only.
    async fn examine(&mut self, mailbox: &str, wait: Duration) -> Result<Mailbox, MailError> {
        self.allowance.set(ANSWER_BYTES_MAX);
        Ok(bounded(wait, self.session.examine(mailbox)).await??)
    }

    async fn search(&mut self, query: &str, wait: Duration) -> Result<HashSet<u32>, MailError> {
        self.allowance.set(ANSWER_BYTES_MAX);
        Ok(bounded(wait, self.session.uid_search(query)).await??)
    }

    /// Size of a message and when the server took it in; `None` when it is gone.
    async fn size(
        &mut self,
        uid: u32,
        wait: Duration,
    ) -> Result<Option<(u32, Option<Timestamp>)>, MailError> {
        self.allowance.set(ANSWER_BYTES_MAX);
        let found = bounded(wait, self.fetch(uid, "(UID RFC822.SIZE INTERNALDATE)")).await??;
        Ok(found.and_then(|found| {
            let taken_in = found.internal_date().map(|date| date.timestamp());
            let taken_in = taken_in.and_then(|second| Timestamp::from_second(second).ok());
            Some((found.size?, taken_in))
        }))
    }

    /// The whole message, without marking it as read; `None` when it is gone.
    async fn message(
        &mut self,
        uid: u32,
        bytes_max: u64,
        wait: Duration,
    ) -> Result<Option<Vec<u8>>, MailError> {
        self.allowance
            .set(bytes_max.saturating_add(AROUND_BYTES_MAX));
        let found = bounded(wait, self.fetch(uid, "(UID BODY.PEEK[])")).await??;
        Ok(found.and_then(|found| found.body().map(<[u8]>::to_vec)))
    }

    async fn fetch(&mut self, uid: u32, items: &str) -> Result<Option<Fetch>, ImapError> {
        let mut answers = self.session.uid_fetch(uid.to_string(), items).await?;
        let mut wanted = None;
        // To the end: what is left unread would be taken for the next answer.
        while let Some(answer) = answers.try_next().await? {
            let carries = answer.size.is_some() || answer.body().is_some();
            if answer.uid == Some(uid) && carries {
                wanted = Some(answer);
            }
        }
        Ok(wanted)
    }
}

impl Place {
    fn from_cursor(cursor: Option<&str>, source: &str) -> Option<Self> {
        let value: serde_json::Value = serde_json::from_str(cursor?).ok()?;
        let number = |name: &str| u32::try_from(value[name].as_u64()?).ok();
        let place = Self {
            validity: number("uidvalidity")?,
            uid: number("uid")?,
        };
        (value["source"] == source).then_some(place)
    }

    fn to_cursor(self, source: &str) -> String {
        serde_json::json!({ "source": source, "uidvalidity": self.validity, "uid": self.uid })
            .to_string()
    }
}

async fn bounded<T>(wait: Duration, answer: impl Future<Output = T>) -> Result<T, MailError> {
    let late = |_| MailError::Connection(format!("no answer within {wait:?}"));
    tokio::time::timeout(wait, answer).await.map_err(late)
}
