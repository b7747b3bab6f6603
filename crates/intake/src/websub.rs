//! WebSub (W3C, 2018) as a subscriber: a feed that names a hub is pushed by it as well as polled. Subscriptions live
//! while the program runs and are asked for anew at its start; polling goes on, so a silent hub loses nothing. A
//! delivery without the right signature is ignored and counted. Answers nobody who does not know the callback.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use copydesk_desk::{Arrival, Clock, FeedId, Random, Receiver};
use jiff::{SignedDuration, Timestamp};

use crate::config::RAW_BYTES_MAX;
use crate::content_type::content_type;
use crate::credential::{Secret, TokenHash, hex, hub_signature_holds};
use crate::push::read_within;

/// Lease that is asked for, and taken for granted when a hub names none: ten days.
const LEASE: Duration = Duration::from_secs(10 * 24 * 3600);
/// No lease is taken for shorter or longer than this.
const LEASE_MIN: Duration = Duration::from_secs(60);
const LEASE_MAX: Duration = Duration::from_secs(30 * 24 * 3600);
/// How long a hub may take to ask back, and how long one that refused is left alone.
const ASKED_WAIT: Duration = Duration::from_secs(3600);
const DENIED_WAIT: Duration = Duration::from_secs(24 * 3600);
const BODY_WAIT: Duration = Duration::from_secs(120);
const CHALLENGE_BYTES_MAX: usize = 2048;

/// The subscriptions of all feeds, shared by who asks for them and who answers hubs.
pub struct Subscriptions {
    /// Public origin that hubs reach this program at.
    origin: String,
    random: Arc<dyn Random>,
    feeds: Mutex<HashMap<FeedId, Subscription>>,
}

/// One feed's subscription. Its token and secret are drawn once while the program runs.
struct Subscription {
    hub: String,
    topic: String,
    token: String,
    secret: Secret,
    state: Standing,
    ignored: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// The hub was asked and has not asked back yet.
    Asked { until: Timestamp },
    /// The hub delivers; to be renewed from here on.
    Active { renew_at: Timestamp },
    /// The hub refused, or could not be asked.
    Denied { until: Timestamp },
}

/// What a hub is to be asked: where, and the form to send.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) hub: String,
    pub(crate) form: Vec<(&'static str, String)>,
}

impl Subscriptions {
    /// No subscription yet; hubs will be told to call `origin`.
    #[must_use]
    pub fn new(origin: impl Into<String>, random: Arc<dyn Random>) -> Self {
        Self {
            origin: origin.into(),
            random,
            feeds: Mutex::default(),
        }
    }

    fn feeds(&self) -> MutexGuard<'_, HashMap<FeedId, Subscription>> {
        self.feeds.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What to ask the hub of a feed now, if anything.
    pub(crate) fn due(
        &self,
        feed: &FeedId,
        hub: &str,
        topic: &str,
        now: Timestamp,
    ) -> Option<Request> {
        let mut feeds = self.feeds();
        let known = feeds
            .get(feed)
            .filter(|known| known.hub == hub && known.topic == topic);
        let due = known.is_none_or(|known| match known.state {
            Standing::Asked { until: at }
            | Standing::Active { renew_at: at }
            | Standing::Denied { until: at } => at <= now,
        });
        if !due {
            return None;
        }
        let asked = Standing::Asked {
            until: after(now, ASKED_WAIT),
        };
        let fresh = || Subscription {
            hub: hub.to_owned(),
            topic: topic.to_owned(),
            token: hex(&self.random.bytes32()),
            secret: Secret::new(hex(&self.random.bytes32())),
            state: asked,
            ignored: 0,
        };
        let subscription = match feeds
            .remove(feed)
            .filter(|known| known.hub == hub && known.topic == topic)
        {
            Some(known) => Subscription {
                state: asked,
                ..known
            },
            None => fresh(),
        };
        let request = subscription.request(&self.origin, feed);
        feeds.insert(feed.clone(), subscription);
        Some(request)
    }

    /// The hub could not be asked: not again before a while.
    pub(crate) fn unasked(&self, feed: &FeedId, now: Timestamp) {
        if let Some(subscription) = self.feeds().get_mut(feed) {
            subscription.state = Standing::Denied {
                until: after(now, ASKED_WAIT),
            };
        }
    }

    /// Until when polling may be sparse: the instant of renewal, while a hub delivers.
    pub(crate) fn delivers_until(&self, feed: &FeedId, now: Timestamp) -> Option<Timestamp> {
        match self.feeds().get(feed)?.state {
            Standing::Active { renew_at } if renew_at > now => Some(renew_at),
            _ => None,
        }
    }

    /// Answers a hub that asks back. Gives the challenge to echo, only for a topic that was asked for.
    fn verify(
        &self,
        feed: &FeedId,
        token: &str,
        asked: &HashMap<String, String>,
        now: Timestamp,
    ) -> Verified {
        let mut feeds = self.feeds();
        let Some(subscription) = feeds.get_mut(feed).filter(|known| known.is_called(token)) else {
            return Verified::Unknown;
        };
        let said = |name: &str| asked.get(name).map(String::as_str).unwrap_or_default();
        let (mode, topic, challenge) = (said("hub.mode"), said("hub.topic"), said("hub.challenge"));
        if topic != subscription.topic {
            return Verified::Unknown;
        }
        match (mode, subscription.state) {
            ("subscribe", Standing::Asked { .. })
                if !challenge.is_empty() && challenge.len() <= CHALLENGE_BYTES_MAX =>
            {
                let lease = said("hub.lease_seconds")
                    .parse()
                    .map_or(LEASE, Duration::from_secs);
                let half = lease.clamp(LEASE_MIN, LEASE_MAX) / 2;
                subscription.state = Standing::Active {
                    renew_at: after(now, half),
                };
                Verified::Echo(challenge.to_owned())
            }
            ("denied", _) => {
                subscription.state = Standing::Denied {
                    until: after(now, DENIED_WAIT),
                };
                Verified::Denied
            }
            _ => Verified::Unknown,
        }
    }

    /// Secret and topic of a callback, if the token is the one.
    fn callback(&self, feed: &FeedId, token: &str) -> Option<(Secret, String)> {
        let feeds = self.feeds();
        let known = feeds.get(feed).filter(|known| known.is_called(token))?;
        Some((known.secret.clone(), known.topic.clone()))
    }

    /// Counts a delivery that was ignored, and says how many there were.
    fn ignored(&self, feed: &FeedId) -> u64 {
        self.feeds().get_mut(feed).map_or(0, |subscription| {
            subscription.ignored = subscription.ignored.saturating_add(1);
            subscription.ignored
        })
    }
}

impl Subscription {
    /// Compared by hash, so that the time it takes says nothing.
    fn is_called(&self, token: &str) -> bool {
        TokenHash::of(self.token.as_bytes()).admits(token.as_bytes())
    }

    fn request(&self, origin: &str, feed: &FeedId) -> Request {
        let secret = String::from_utf8_lossy(self.secret.expose()).into_owned();
        Request {
            hub: self.hub.clone(),
            form: vec![
                ("hub.mode", String::from("subscribe")),
                ("hub.topic", self.topic.clone()),
                (
                    "hub.callback",
                    format!("{origin}/intake/{feed}/{}", self.token),
                ),
                ("hub.lease_seconds", LEASE.as_secs().to_string()),
                ("hub.secret", secret),
            ],
        }
    }
}

enum Verified {
    Echo(String),
    Denied,
    Unknown,
}

fn after(now: Timestamp, wait: Duration) -> Timestamp {
    let wait = SignedDuration::try_from(wait).unwrap_or(SignedDuration::MAX);
    now.checked_add(wait).unwrap_or(Timestamp::MAX)
}

struct Hubs {
    subscriptions: Arc<Subscriptions>,
    receiver: Arc<dyn Receiver>,
    clock: Arc<dyn Clock>,
}

/// The routes that hubs call, for the program to mount.
///
/// | answer | when |
/// |---|---|
/// | 200 | `GET`: a challenge for a topic that was asked for, echoed |
/// | 202 | `POST`: durable; or ignored, for want of the right signature: a forger learns nothing |
/// | 404 | unknown feed, token or topic; a topic not asked for |
/// | 408, 413 | the body was too slow, too large |
/// | 503 | the store did not answer: the hub sends again |
pub fn websub_router(
    subscriptions: Arc<Subscriptions>,
    receiver: Arc<dyn Receiver>,
    clock: Arc<dyn Clock>,
) -> Router {
    let hubs = Arc::new(Hubs {
        subscriptions,
        receiver,
        clock,
    });
    Router::new()
        .route("/intake/{feed}/{token}", get(verify).post(deliver))
        .with_state(hubs)
}

async fn verify(
    State(hubs): State<Arc<Hubs>>,
    Path((feed, token)): Path<(String, String)>,
    Query(asked): Query<HashMap<String, String>>,
) -> Response {
    let (feed, now) = (FeedId::new(feed), hubs.clock.now());
    match hubs.subscriptions.verify(&feed, &token, &asked, now) {
        Verified::Echo(challenge) => {
            let plain = [
                (CONTENT_TYPE, "text/plain; charset=utf-8"),
                (X_CONTENT_TYPE_OPTIONS, "nosniff"),
            ];
            (StatusCode::OK, plain, challenge).into_response()
        }
        Verified::Denied => {
            hubs.receiver.trouble(
                feed,
                now,
                String::from("the hub denied the subscription; polling goes on"),
            );
            StatusCode::OK.into_response()
        }
        Verified::Unknown => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn deliver(
    State(hubs): State<Arc<Hubs>>,
    Path((feed, token)): Path<(String, String)>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let feed = FeedId::new(feed);
    let Some((secret, topic)) = hubs.subscriptions.callback(&feed, &token) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let bytes = match read_within(body, RAW_BYTES_MAX, BODY_WAIT).await {
        Ok(bytes) => bytes,
        Err(refusal) => return refusal.into_response(),
    };
    let now = hubs.clock.now();
    let stated = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let signed = stated("x-hub-signature")
        .is_some_and(|stated| hub_signature_holds(&secret, stated, &bytes));
    if !signed {
        let count = hubs.subscriptions.ignored(&feed);
        let what = format!(
            "a delivery from the hub without the right signature was ignored ({count} so far)"
        );
        hubs.receiver.trouble(feed, now, what);
        return StatusCode::ACCEPTED.into_response();
    }
    hubs.receiver.heartbeat(feed.clone(), now);
    let content = stated(CONTENT_TYPE.as_str())
        .map(content_type)
        .unwrap_or_default();
    let arrival = Arrival {
        feed: feed.clone(),
        name: topic.split(['?', '#']).next().map(str::to_owned),
        bytes,
        media_type: content.media_type,
        charset: content.charset,
        source_time: None,
        cursor: None,
        received: now,
    };
    if arrival.bytes.is_empty() {
        // A hub that only says that something changed: the next poll fetches it.
        return StatusCode::ACCEPTED.into_response();
    }
    match hubs.receiver.receive(arrival).await {
        Ok(_) => StatusCode::ACCEPTED.into_response(),
        Err(error) => {
            hubs.receiver
                .trouble(feed, now, format!("a delivery was not taken: {error}"));
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}
