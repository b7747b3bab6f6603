//! HTTP pull: a URL asked again and again with what is already known about it. The cursor (validators) becomes
//! durable with the bytes it belongs to. Never parses a feed, never asks faster than its schedule.

use std::sync::Arc;
use std::time::Duration;

use copydesk_desk::{Arrival, Clock, FeedId, Receiver, StoreError};
use jiff::Timestamp;

use crate::config::{Hubs, PullConfig};
use crate::credential::TokenHash;
use crate::fetch::{Ask, FetchError, Fetched, FetchedBody, Fetcher, Limits};
use crate::links;
use crate::next::Next;
use crate::schedule::{Poll, Schedule};
use crate::websub::Subscriptions;

/// A pulled feed. [`PullFeed::poll`] is one poll; who calls it decides when.
pub struct PullFeed {
    feed: FeedId,
    config: PullConfig,
    receiver: Arc<dyn Receiver>,
    clock: Arc<dyn Clock>,
    fetcher: Fetcher,
    schedule: Schedule,
    /// Where a hub's subscription is kept, when hubs are used.
    subscriptions: Option<Arc<Subscriptions>>,
    /// What the feed said last about its hub.
    hub: Named,
}

/// Whether the feed names a hub.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Named {
    /// Not known before the first answer with a body.
    Unknown,
    None,
    Hub {
        hub: String,
        topic: String,
    },
}

/// What is known of the last answer, as kept in the cursor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Validators {
    etag: Option<String>,
    last_modified: Option<String>,
}

impl PullFeed {
    /// A feed that is pulled. Asks nothing before the first poll.
    ///
    /// # Errors
    /// When no HTTP client can be built.
    pub fn new(
        feed: FeedId,
        config: PullConfig,
        receiver: Arc<dyn Receiver>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, FetchError> {
        let fetcher = Fetcher::new(Limits {
            wait: config.fetch_wait,
            body_bytes_max: config.body_bytes_max,
            private_addresses: config.private_addresses,
        })?;
        let schedule = Schedule::new(&config);
        Ok(Self {
            feed,
            config,
            receiver,
            clock,
            fetcher,
            schedule,
            subscriptions: None,
            hub: Named::Unknown,
        })
    }

    /// The same feed, pushed by its hub as well, if it names one and the configuration says so.
    #[must_use]
    pub fn subscribing(mut self, subscriptions: Arc<Subscriptions>) -> Self {
        if self.config.hubs == Hubs::Subscribe {
            self.subscriptions = Some(subscriptions);
        }
        self
    }

    /// Asks once and hands over what is new. Troubles go to the receiver.
    pub async fn poll(&mut self) -> Next {
        let known = match self.receiver.cursor(self.feed.clone()).await {
            Ok(cursor) => Validators::from_cursor(cursor.as_deref(), &self.config.url),
            Err(error) => return self.failed(&error.to_string(), None),
        };
        // Only a whole answer says where the hub is.
        let asks_whole = self.subscriptions.is_some() && self.hub == Named::Unknown;
        let sent = if asks_whole {
            Validators::default()
        } else {
            known.clone()
        };
        let ask = Ask {
            url: self.config.url.clone(),
            etag: sent.etag,
            last_modified: sent.last_modified,
            secret_header: self.config.secret_header.clone(),
        };
        match self.fetcher.fetch(&ask, self.clock.now()).await {
            Ok(Fetched::NotModified) => self.went_well(Poll::Silence).await,
            Ok(Fetched::Gone) => self.gone(),
            Ok(Fetched::Body(body)) => self.hand_over(*body, &known).await,
            Err(error) => {
                let asked = match &error {
                    FetchError::Status { retry_after, .. } => *retry_after,
                    _ => None,
                };
                self.failed(&error.to_string(), asked)
            }
        }
    }

    async fn hand_over(&mut self, body: FetchedBody, known: &Validators) -> Next {
        if body.bytes.is_empty() {
            return self.failed("answered with an empty body", None);
        }
        let (validators, received) = (Validators::of(&body), self.clock.now());
        self.hub = Named::by(&body, &self.config.url);
        let source_time = body.last_modified.as_deref().and_then(http_date);
        let cursor = validators.to_cursor(&self.config.url);
        let arrival = Arrival {
            feed: self.feed.clone(),
            name: Some(body.url),
            bytes: body.bytes,
            media_type: body.media_type,
            charset: body.charset,
            source_time,
            cursor: Some(cursor.clone()),
            received,
        };
        match self.receiver.receive(arrival).await {
            Ok(receipted) if receipted.repeat => self.repeated(&validators, known, cursor).await,
            Ok(_) => self.went_well(Poll::News).await,
            Err(error) => self.failed(&format!("an answer was not taken: {error}"), None),
        }
    }

    /// The same bytes as before; only what is known of them may have changed.
    async fn repeated(
        &mut self,
        now_known: &Validators,
        known: &Validators,
        cursor: String,
    ) -> Next {
        if now_known == known {
            return self.went_well(Poll::Silence).await;
        }
        let kept: Result<(), StoreError> =
            self.receiver.put_cursor(self.feed.clone(), cursor).await;
        match kept {
            Ok(()) => self.went_well(Poll::Silence).await,
            Err(error) => self.failed(&error.to_string(), None),
        }
    }

    async fn went_well(&mut self, poll: Poll) -> Next {
        self.receiver.heartbeat(self.feed.clone(), self.clock.now());
        let wait = self.schedule.after(poll);
        let now = self.clock.now();
        match self.subscribed(now).await {
            // The hub pushes; polling goes on all the same, and is there when the lease is to be renewed.
            Some(renew_at) => {
                let left = Duration::try_from(renew_at.duration_since(now)).unwrap_or(wait);
                Next::After(self.config.hub_interval.min(left))
            }
            None => Next::After(wait),
        }
    }

    /// Asks the hub when that is due; until when it delivers, if it does.
    async fn subscribed(&self, now: Timestamp) -> Option<Timestamp> {
        let (subscriptions, Named::Hub { hub, topic }) = (self.subscriptions.as_ref()?, &self.hub)
        else {
            return None;
        };
        if let Some(request) = subscriptions.due(&self.feed, hub, topic, now) {
            let what = match self.fetcher.post_form(&request.hub, &request.form).await {
                Ok(200..=299) => None,
                Ok(status) => Some(format!("answered with status {status}")),
                Err(error) => Some(error.to_string()),
            };
            if let Some(what) = what {
                subscriptions.unasked(&self.feed, now);
                let what = format!("the hub could not be asked: {what}; polling goes on");
                self.receiver.trouble(self.feed.clone(), now, what);
            }
        }
        subscriptions.delivers_until(&self.feed, self.clock.now())
    }

    fn failed(&mut self, what: &str, asked: Option<Duration>) -> Next {
        self.receiver.trouble(
            self.feed.clone(),
            self.clock.now(),
            format!("poll failed: {what}"),
        );
        Next::After(self.schedule.after(Poll::Failure(asked)))
    }

    fn gone(&self) -> Next {
        let what = "the source says it is gone for good (410): polling has stopped".to_owned();
        self.receiver
            .stopped(self.feed.clone(), self.clock.now(), what);
        Next::Stop
    }
}

impl Named {
    /// In the `Link` headers, else in the body (WebSub 4); without `self`, the topic is what was asked for.
    fn by(body: &FetchedBody, url: &str) -> Self {
        let in_body;
        let links = match links::target(&body.links, "hub") {
            Some(_) => &body.links,
            None => {
                in_body = links::in_body(&body.bytes);
                &in_body
            }
        };
        let resolved = |rel: &str| body.base.join(links::target(links, rel)?).ok();
        match resolved("hub") {
            None => Self::None,
            Some(hub) => Self::Hub {
                hub: hub.to_string(),
                topic: resolved("self").map_or_else(|| url.to_owned(), |topic| topic.to_string()),
            },
        }
    }
}

impl Validators {
    fn of(body: &FetchedBody) -> Self {
        Self {
            etag: body.etag.clone(),
            last_modified: body.last_modified.clone(),
        }
    }

    /// Those of another URL, or unreadable ones, count as none: then everything is fetched.
    fn from_cursor(cursor: Option<&str>, url: &str) -> Self {
        let read = cursor.and_then(|text| serde_json::from_str::<serde_json::Value>(text).ok());
        let Some(value) = read.filter(|value| value["url_sha256"] == url_sha256(url)) else {
            return Self::default();
        };
        let text = |name: &str| value[name].as_str().map(str::to_owned);
        Self {
            etag: text("etag"),
            last_modified: text("last_modified"),
        }
    }

    fn to_cursor(&self, url: &str) -> String {
        serde_json::json!({ "url_sha256": url_sha256(url), "etag": self.etag, "last_modified": self.last_modified })
            .to_string()
    }
}

/// Which URL a cursor belongs to. The URL itself may hold a key and does not leave the configuration.
fn url_sha256(url: &str) -> String {
    TokenHash::of(url.as_bytes()).to_string()
}

fn http_date(text: &str) -> Option<Timestamp> {
    jiff::fmt::rfc2822::DateTimeParser::new()
        .parse_timestamp(text.trim())
        .ok()
}
