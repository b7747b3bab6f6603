//! HTTP push: `POST /intake/{feed}`. Answers 202 only after the bytes are durable; says nothing about which feeds
//! exist to who cannot prove itself; parses no wire and logs no body.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Path, State};
use axum::http::header::{
    AUTHORIZATION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use copydesk_desk::{Arrival, Clock, FeedId, Receipted, Receiver};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::Instant;

use crate::config::PushConfig;
use crate::content_type::content_type;
use crate::credential::{PushCredential, signature_holds};
use crate::rate::Bucket;

/// Header with the HMAC-SHA256 of the body: `sha256=` and 64 hexadecimal digits.
pub const SIGNATURE_HEADER: &str = "x-copydesk-signature";
/// Header with a file name for the receipt; a label, never a path.
pub const FILE_NAME_HEADER: &str = "x-copydesk-file-name";

const FILE_NAME_BYTES_MAX: usize = 255;
const RETRY_AFTER_SECONDS: u64 = 5;

/// A feed that takes pushes.
#[derive(Clone, Debug)]
pub struct PushFeed {
    /// The feed; the last part of the URL.
    pub feed: FeedId,
    /// Its credential and limits.
    pub config: PushConfig,
}

struct Desk {
    feeds: HashMap<String, Gate>,
    receiver: Arc<dyn Receiver>,
    clock: Arc<dyn Clock>,
}

/// One feed's configuration, and how much of it is in use.
struct Gate {
    config: PushConfig,
    rate: Mutex<Bucket>,
    bodies: Semaphore,
}

impl Gate {
    fn new(config: PushConfig) -> Self {
        Self {
            rate: Mutex::new(Bucket::full(config.requests_per_minute, Instant::now())),
            bodies: Semaphore::new(config.bodies_at_once),
            config,
        }
    }

    /// Room for one more body now; held until it is durable.
    fn enter(&self) -> Result<SemaphorePermit<'_>, Refusal> {
        let permit = self.bodies.try_acquire();
        let permit = permit.map_err(|_| Refusal::TooMany(Duration::from_secs(1)))?;
        let mut rate = self
            .rate
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        rate.take(Instant::now()).map_err(Refusal::TooMany)?;
        Ok(permit)
    }
}

/// Why a push was not taken. Each is one answer; the first two are the same one.
pub(crate) enum Refusal {
    /// No such feed, or no valid credential: one answer for both, so that nobody can find out feeds.
    NotAdmitted,
    TooLarge,
    TooSlow,
    Broken,
    Empty,
    Coded,
    /// Over the rate, or over the number of bodies at once; room again after this long.
    TooMany(Duration),
    StoreSilent,
}

/// The routes under `/intake/`, for the program to mount.
///
/// | answer | when |
/// |---|---|
/// | 202 | the bytes are durable; JSON with `receipt`, `raw_sha256`, `repeat: false` |
/// | 200 | the same bytes came before on this feed; JSON with the first receipt, `repeat: true` |
/// | 400, 408 | empty or broken body; body too slow |
/// | 401 | unknown feed, missing or wrong credential: the same bytes for all |
/// | 405, 413, 415 | not `POST`; body over the limit; a content coding |
/// | 429 | more pushes, or more bodies at once, than the feed may send: again after `Retry-After` |
/// | 503 | the store did not answer: send again, `Retry-After` says when |
pub fn router(feeds: Vec<PushFeed>, receiver: Arc<dyn Receiver>, clock: Arc<dyn Clock>) -> Router {
    let feeds = feeds
        .into_iter()
        .map(|push| (push.feed.as_str().to_owned(), Gate::new(push.config)))
        .collect();
    let desk = Arc::new(Desk {
        feeds,
        receiver,
        clock,
    });
    Router::new()
        .route("/intake/{feed}", post(accept))
        .with_state(desk)
}

async fn accept(
    State(desk): State<Arc<Desk>>,
    Path(feed): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    match desk.receive(feed, &headers, body).await {
        Ok(receipted) => receipted_answer(receipted),
        Err(refusal) => refusal.into_response(),
    }
}

impl Desk {
    async fn receive(
        &self,
        feed: String,
        headers: &HeaderMap,
        body: Body,
    ) -> Result<Receipted, Refusal> {
        let gate = self.feeds.get(&feed).ok_or(Refusal::NotAdmitted)?;
        let config = &gate.config;
        check_before_body(config, headers)?;
        let _room = gate.enter()?;
        let bytes = read_body(config, body).await?;
        check_after_body(config, headers, &bytes)?;
        let feed = FeedId::new(feed);
        let received = self.clock.now();
        self.receiver.heartbeat(feed.clone(), received);
        let stated = text_of(headers, CONTENT_TYPE.as_str())
            .map(content_type)
            .unwrap_or_default();
        let arrival = Arrival {
            feed: feed.clone(),
            name: text_of(headers, FILE_NAME_HEADER).and_then(label),
            bytes,
            media_type: stated.media_type,
            charset: stated.charset,
            source_time: None,
            cursor: None,
            received,
        };
        self.receiver.receive(arrival).await.map_err(|error| {
            self.receiver
                .trouble(feed, received, format!("a push was not taken: {error}"));
            Refusal::StoreSilent
        })
    }
}

/// What can be refused without reading a byte of the body.
fn check_before_body(config: &PushConfig, headers: &HeaderMap) -> Result<(), Refusal> {
    match &config.credential {
        PushCredential::BearerToken(hash) => {
            let token = text_of(headers, AUTHORIZATION.as_str()).and_then(bearer_token);
            token
                .filter(|token| hash.admits(token.as_bytes()))
                .ok_or(Refusal::NotAdmitted)?;
        }
        PushCredential::Signature(_) => {
            text_of(headers, SIGNATURE_HEADER).ok_or(Refusal::NotAdmitted)?;
        }
    }
    let stated_bytes =
        text_of(headers, CONTENT_LENGTH.as_str()).and_then(|text| text.parse::<u64>().ok());
    if stated_bytes.is_some_and(|bytes| bytes > config.body_bytes_max) {
        return Err(Refusal::TooLarge);
    }
    match text_of(headers, CONTENT_ENCODING.as_str()) {
        Some(coding) if !coding.eq_ignore_ascii_case("identity") => Err(Refusal::Coded),
        _ => Ok(()),
    }
}

fn check_after_body(config: &PushConfig, headers: &HeaderMap, body: &[u8]) -> Result<(), Refusal> {
    if let PushCredential::Signature(key) = &config.credential {
        let holds = text_of(headers, SIGNATURE_HEADER)
            .is_some_and(|stated| signature_holds(key, stated, body));
        if !holds {
            return Err(Refusal::NotAdmitted);
        }
    }
    if body.is_empty() {
        Err(Refusal::Empty)
    } else {
        Ok(())
    }
}

async fn read_body(config: &PushConfig, body: Body) -> Result<Vec<u8>, Refusal> {
    read_within(body, config.body_bytes_max, config.body_wait).await
}

/// The whole body, within a size and a time.
pub(crate) async fn read_within(
    body: Body,
    bytes_max: u64,
    wait: Duration,
) -> Result<Vec<u8>, Refusal> {
    tokio::time::timeout(wait, collect(body, bytes_max))
        .await
        .unwrap_or(Err(Refusal::TooSlow))
}

async fn collect(mut body: Body, bytes_max: u64) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    while let Some(chunk) = next_chunk(&mut body).await? {
        let length = u64::try_from(bytes.len().saturating_add(chunk.len())).unwrap_or(u64::MAX);
        if length > bytes_max {
            return Err(Refusal::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

async fn next_chunk(body: &mut Body) -> Result<Option<Bytes>, Refusal> {
    loop {
        let frame = std::future::poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await;
        match frame {
            None => return Ok(None),
            Some(Err(_)) => return Err(Refusal::Broken),
            Some(Ok(frame)) => {
                if let Ok(chunk) = frame.into_data() {
                    return Ok(Some(chunk));
                }
            }
        }
    }
}

fn text_of<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn bearer_token(header: &str) -> Option<&str> {
    let (scheme, token) = header.trim().split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// A sender's file name as a label: its last part, cut to a bearable length.
fn label(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next()?.trim();
    let mut end = last.len().min(FILE_NAME_BYTES_MAX);
    while !last.is_char_boundary(end) {
        end -= 1;
    }
    Some(last[..end].to_owned()).filter(|label| !label.is_empty())
}

fn receipted_answer(receipted: Receipted) -> Response {
    let status = if receipted.repeat {
        StatusCode::OK
    } else {
        StatusCode::ACCEPTED
    };
    let body = serde_json::json!({
        "receipt": receipted.receipt.0,
        "raw_sha256": receipted.raw.to_string(),
        "repeat": receipted.repeat,
    });
    json_answer(status, &body)
}

fn json_answer(status: StatusCode, body: &serde_json::Value) -> Response {
    (
        status,
        [(CONTENT_TYPE, "application/json")],
        format!("{body}\n"),
    )
        .into_response()
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, reason) = match self {
            Self::NotAdmitted => (StatusCode::UNAUTHORIZED, "unknown feed or credential"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "body over the limit"),
            Self::TooSlow => (StatusCode::REQUEST_TIMEOUT, "body did not arrive in time"),
            Self::Broken => (StatusCode::BAD_REQUEST, "body broke off"),
            Self::Empty => (StatusCode::BAD_REQUEST, "empty body"),
            Self::Coded => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "send the body without content coding",
            ),
            Self::TooMany(_) => (StatusCode::TOO_MANY_REQUESTS, "too many, send again later"),
            Self::StoreSilent => (StatusCode::SERVICE_UNAVAILABLE, "not durable, send again"),
        };
        let again = match self {
            Self::TooMany(wait) => Some(wait.as_secs().max(1)),
            Self::StoreSilent => Some(RETRY_AFTER_SECONDS),
            _ => None,
        };
        let mut answer = json_answer(status, &serde_json::json!({ "error": reason }));
        if let Some(seconds) = again {
            answer.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        answer
    }
}
