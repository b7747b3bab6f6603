//! Pushes through the router, in-process: what is answered when, and what a stranger learns.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use copydesk_desk::FeedId;
use copydesk_intake::{PushConfig, PushCredential, PushFeed, Secret, TokenHash, router};
use tower::ServiceExt;

use crate::receiver::{Memory, Mood, Standing};

/// HMAC-SHA256 of "<a/>" under "key", computed with another program.
const SIGNATURE: &str = "sha256=70a4ab1005d9f32517bf50f54c6f6c5d2add81a590d435a938d3f0a3d0014651";

struct Answered {
    status: StatusCode,
    retry_after: Option<String>,
    body: String,
}

fn feeds() -> Vec<PushFeed> {
    let token = PushCredential::BearerToken(TokenHash::of(b"open sesame"));
    let mut signed = PushConfig::new(PushCredential::Signature(Secret::new("key")));
    signed.body_bytes_max = 1000;
    vec![
        PushFeed {
            feed: FeedId::new("wire"),
            config: PushConfig::new(token),
        },
        PushFeed {
            feed: FeedId::new("signed"),
            config: signed,
        },
    ]
}

async fn send(receiver: &Arc<Memory>, request: Request<Body>) -> Answered {
    let router = router(
        feeds(),
        receiver.clone(),
        Arc::new(Standing::at(1_700_000_000)),
    );
    let response = router
        .oneshot(request)
        .await
        .expect("a router always answers");
    let retry_after = response
        .headers()
        .get("retry-after")
        .map(|value| format!("{value:?}"));
    let status = response.status();
    let body = to_bytes(response.into_body(), 10_000)
        .await
        .expect("a small body");
    Answered {
        status,
        retry_after,
        body: String::from_utf8(body.to_vec()).expect("UTF-8"),
    }
}

fn post(feed: &str, headers: &[(&str, &str)], body: &str) -> Request<Body> {
    let request = Request::post(format!("/intake/{feed}"));
    headers
        .iter()
        .fold(request, |request, (name, value)| {
            request.header(*name, *value)
        })
        .body(Body::from(body.to_owned()))
        .expect("a request")
}

const TOKEN: (&str, &str) = ("authorization", "Bearer open sesame");

#[track_caller]
fn check_answer(answered: &Answered, status: u16, part: &str) {
    assert_eq!(answered.status.as_u16(), status, "{}", answered.body);
    assert!(answered.body.contains(part), "{}", answered.body);
}

#[tokio::test]
async fn a_push_is_accepted_once_durable_and_known_when_it_comes_again() {
    let receiver = Arc::new(Memory::default());
    let headers = [
        TOKEN,
        ("content-type", "text/xml; charset=ISO-8859-1"),
        ("x-copydesk-file-name", "../../etc/a.xml"),
    ];
    let first = send(&receiver, post("wire", &headers, "<a/>")).await;
    check_answer(&first, 202, "\"receipt\":1");
    let second = send(&receiver, post("wire", &headers, "<a/>")).await;
    check_answer(&second, 200, "\"receipt\":1");
    let arrivals = receiver.arrivals();
    assert_eq!(arrivals.len(), 1);
    assert_eq!(arrivals[0].bytes, b"<a/>");
    assert_eq!(arrivals[0].media_type.as_deref(), Some("text/xml"));
    assert_eq!(arrivals[0].charset.as_deref(), Some("ISO-8859-1"));
    assert_eq!(arrivals[0].name.as_deref(), Some("a.xml"));
}

#[tokio::test]
async fn strangers_learn_nothing_about_feeds() {
    let receiver = Arc::new(Memory::default());
    let wrong = [("authorization", "Bearer close sesame")];
    let refused = [
        send(&receiver, post("wire", &[], "<a/>")).await,
        send(&receiver, post("wire", &wrong, "<a/>")).await,
        send(
            &receiver,
            post("wire", &[("authorization", "open sesame")], "<a/>"),
        )
        .await,
        send(&receiver, post("no-such-feed", &[TOKEN], "<a/>")).await,
        send(&receiver, post("signed", &[TOKEN], "<a/>")).await,
    ];
    for answered in &refused {
        assert_eq!(answered.status, StatusCode::UNAUTHORIZED);
        assert_eq!(answered.body, refused[0].body);
    }
    assert!(receiver.arrivals().is_empty());
}

#[tokio::test]
async fn a_signature_admits_the_body_it_was_made_for_and_no_other() {
    let receiver = Arc::new(Memory::default());
    let signed = [("x-copydesk-signature", SIGNATURE)];
    check_answer(
        &send(&receiver, post("signed", &signed, "<a/>")).await,
        202,
        "receipt",
    );
    check_answer(
        &send(&receiver, post("signed", &signed, "<b/>")).await,
        401,
        "error",
    );
    let odd = [("x-copydesk-signature", "sha256=zz")];
    check_answer(
        &send(&receiver, post("signed", &odd, "<a/>")).await,
        401,
        "error",
    );
}

#[tokio::test]
async fn bodies_over_the_limit_and_without_content_are_refused() {
    let receiver = Arc::new(Memory::default());
    let signed = [("x-copydesk-signature", SIGNATURE)];
    let large = "x".repeat(1001);
    check_answer(
        &send(&receiver, post("signed", &signed, &large)).await,
        413,
        "limit",
    );
    let stated = [TOKEN, ("content-length", "99999999999")];
    check_answer(
        &send(&receiver, post("wire", &stated, "x")).await,
        413,
        "limit",
    );
    check_answer(
        &send(&receiver, post("wire", &[TOKEN], "")).await,
        400,
        "empty",
    );
    let coded = [TOKEN, ("content-encoding", "gzip")];
    check_answer(
        &send(&receiver, post("wire", &coded, "x")).await,
        415,
        "coding",
    );
    assert!(receiver.arrivals().is_empty());
}

#[tokio::test]
async fn only_post_is_allowed() {
    let receiver = Arc::new(Memory::default());
    let get = Request::get("/intake/wire")
        .body(Body::empty())
        .expect("a request");
    assert_eq!(
        send(&receiver, get).await.status,
        StatusCode::METHOD_NOT_ALLOWED
    );
}

#[tokio::test]
async fn a_silent_store_is_said_and_the_sender_told_when_to_come_again() {
    let receiver = Arc::new(Memory::default());
    receiver.set_mood(Mood::Refuses);
    let answered = send(&receiver, post("wire", &[TOKEN], "<a/>")).await;
    check_answer(&answered, 503, "not durable");
    assert!(answered.retry_after.is_some());
    assert!(
        !answered.body.contains("disk"),
        "the cause is for the desk, not for the sender"
    );
    assert_eq!(
        receiver.troubles(),
        ["a push was not taken: store unavailable: disk full"]
    );
}

#[tokio::test]
async fn a_sender_over_its_rate_is_told_when_to_come_again() {
    let receiver = Arc::new(Memory::default());
    let token = PushCredential::BearerToken(TokenHash::of(b"open sesame"));
    let mut config = PushConfig::new(token);
    config.requests_per_minute = 2;
    let feed = PushFeed {
        feed: FeedId::new("wire"),
        config,
    };
    let router = router(
        vec![feed],
        receiver.clone(),
        Arc::new(Standing::at(1_700_000_000)),
    );
    let mut statuses = Vec::new();
    for number in 0..3 {
        let request = post("wire", &[TOKEN], &format!("<a>{number}</a>"));
        let response = router.clone().oneshot(request).await;
        let response = response.expect("a router always answers");
        let again = response.headers().get("retry-after").is_some();
        statuses.push((response.status().as_u16(), again));
    }
    assert_eq!(statuses, [(202, false), (202, false), (429, true)]);
    let stranger = router
        .oneshot(post("wire", &[], "<a/>"))
        .await
        .expect("a router always answers");
    assert_eq!(
        stranger.status(),
        StatusCode::UNAUTHORIZED,
        "a stranger learns nothing of it"
    );
    assert_eq!(receiver.arrivals().len(), 2);
}

#[tokio::test]
async fn more_bodies_at_once_than_allowed_are_sent_away() {
    let receiver = Arc::new(Memory::default());
    let token = PushCredential::BearerToken(TokenHash::of(b"open sesame"));
    let mut config = PushConfig::new(token);
    config.bodies_at_once = 1;
    let feed = PushFeed {
        feed: FeedId::new("wire"),
        config,
    };
    let router = router(
        vec![feed],
        receiver.clone(),
        Arc::new(Standing::at(1_700_000_000)),
    );
    receiver.set_mood(Mood::KeepsAndHangs);
    let slow = tokio::spawn(router.clone().oneshot(post("wire", &[TOKEN], "<a/>")));
    receiver.arrived.notified().await;
    let second = router.oneshot(post("wire", &[TOKEN], "<b/>")).await;
    let second = second.expect("a router always answers");
    assert_eq!(second.status(), StatusCode::TOO_MANY_REQUESTS);
    slow.abort();
}
