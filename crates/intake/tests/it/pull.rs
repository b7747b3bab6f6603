//! Pulls from a source on the loopback address: what is asked, what is handed over, what is refused.

use std::sync::Arc;
use std::time::Duration;

use copydesk_desk::FeedId;
use copydesk_intake::{Next, PrivateAddresses, PullConfig, PullFeed, Secret};

use crate::receiver::{Memory, Mood, Standing};
use crate::source::{Script, Source, Then, answer};

/// "<rss>coded</rss>" as gzip.
const GZIP: &[u8] = &[
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xb3, 0x29, 0x2a, 0x2e, 0xb6, 0x4b,
    0xce, 0x4f, 0x49, 0x4d, 0xb1, 0xd1, 0x07, 0x31, 0x01, 0x4b, 0x9a, 0x0f, 0x15, 0x10, 0x00, 0x00,
    0x00,
];

struct Bench {
    source: Source,
    receiver: Arc<Memory>,
    feed: PullFeed,
}

impl Bench {
    async fn new(scripts: Vec<Script>) -> Self {
        Self::set(scripts, |_| {}).await
    }

    async fn set(scripts: Vec<Script>, set: impl FnOnce(&mut PullConfig)) -> Self {
        // Another test may have installed it: both are the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let source = Source::answering(scripts).await;
        let mut config = PullConfig::new(format!("{}/feed", source.origin));
        config.private_addresses = PrivateAddresses::Allow;
        set(&mut config);
        let receiver = Arc::new(Memory::default());
        let clock = Arc::new(Standing::at(1_700_000_000));
        let feed = PullFeed::new(FeedId::new("rss"), config, receiver.clone(), clock);
        Self {
            source,
            receiver,
            feed: feed.expect("a client"),
        }
    }

    async fn poll(&mut self) -> u64 {
        match self.feed.poll().await {
            Next::After(wait) => wait.as_secs(),
            Next::Stop => panic!("stopped"),
        }
    }

    #[track_caller]
    fn check_trouble(&self, part: &str) {
        let troubles = self.receiver.troubles();
        assert!(
            troubles.iter().any(|what| what.contains(part)),
            "{troubles:?}"
        );
        assert_eq!(self.receiver.heartbeats(), 0);
    }
}

#[tokio::test]
async fn validators_are_sent_back_and_304_is_a_heartbeat() {
    let date = "Tue, 14 Nov 2023 20:00:00 GMT";
    let headers = [
        ("Content-Type", "application/rss+xml; charset=utf-8"),
        ("ETag", "\"v1\""),
        ("Last-Modified", date),
    ];
    let scripts = vec![
        answer("200 OK", &headers, b"<rss/>"),
        Script {
            bytes: b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n".to_vec(),
            then: Then::Close,
        },
    ];
    let mut bench = Bench::new(scripts).await;
    assert_eq!(bench.poll().await, 150, "news shortens the interval");
    assert!(bench.poll().await > 150, "silence lengthens it");
    let asked = bench.source.asked();
    assert!(!asked[0].contains("if-none-match"));
    assert!(asked[1].contains("if-none-match: \"v1\""), "{}", asked[1]);
    assert!(asked[1].contains(&format!("if-modified-since: {}", date.to_lowercase())));
    assert_eq!(bench.receiver.heartbeats(), 2);
    let arrivals = bench.receiver.arrivals();
    assert_eq!(arrivals.len(), 1);
    assert_eq!(arrivals[0].charset.as_deref(), Some("utf-8"));
    assert_eq!(
        arrivals[0].name,
        Some(format!("{}/feed", bench.source.origin))
    );
    assert_eq!(
        arrivals[0].source_time.map(|time| time.as_second()),
        Some(1_699_992_000)
    );
    assert_eq!(arrivals[0].cursor, bench.receiver.cursor_now("rss"));
}

#[tokio::test]
async fn the_same_body_again_is_no_news_and_keeps_new_validators() {
    let scripts = vec![
        answer("200 OK", &[("ETag", "\"v1\"")], b"<rss/>"),
        answer("200 OK", &[("ETag", "\"v2\"")], b"<rss/>"),
    ];
    let mut bench = Bench::new(scripts).await;
    bench.poll().await;
    bench.poll().await;
    assert_eq!(bench.receiver.arrivals().len(), 1);
    let cursor = bench.receiver.cursor_now("rss").expect("a cursor");
    assert!(cursor.contains("v2"), "{cursor}");
}

#[tokio::test]
async fn validators_of_another_url_are_not_used() {
    let mut other = Bench::new(vec![answer("200 OK", &[("ETag", "\"v1\"")], b"<rss/>")]).await;
    other.poll().await;
    let cursor = other.receiver.cursor_now("rss").expect("a cursor");
    let mut bench = Bench::new(vec![answer("200 OK", &[], b"<rss/>")]).await;
    let kept = copydesk_desk::Receiver::put_cursor(&*bench.receiver, FeedId::new("rss"), cursor);
    kept.await.expect("kept");
    bench.poll().await;
    assert!(!bench.source.asked()[0].contains("if-none-match"));
}

#[tokio::test]
async fn content_coding_is_removed_before_the_bytes_are_kept() {
    let scripts = vec![answer("200 OK", &[("Content-Encoding", "gzip")], GZIP)];
    let mut bench = Bench::set(scripts, |config| config.url.push_str("?key=hush")).await;
    bench.poll().await;
    assert_eq!(bench.receiver.bodies(), ["<rss>coded</rss>"]);
    assert!(bench.source.asked()[0].contains("accept-encoding: gzip"));
    let name = bench.receiver.arrivals()[0].name.clone().expect("a label");
    assert!(
        !name.contains("hush"),
        "a key in the query is no label: {name}"
    );
}

#[tokio::test]
async fn redirects_are_followed_five_times_and_no_more() {
    let hop = || answer("302 Found", &[("Location", "/next?x=1")], b"");
    let mut scripts: Vec<Script> = (0..5).map(|_| hop()).collect();
    scripts.push(answer("200 OK", &[], b"<rss/>"));
    let mut bench = Bench::new(scripts).await;
    bench.poll().await;
    assert_eq!(bench.receiver.bodies(), ["<rss/>"]);
    let mut bench = Bench::new((0..6).map(|_| hop()).collect()).await;
    bench.poll().await;
    bench.check_trouble("more than 5 redirects");
}

#[tokio::test]
async fn authorization_stays_with_its_origin() {
    let other = Source::answering(vec![answer("200 OK", &[], b"<rss/>")]).await;
    let away = answer(
        "302 Found",
        &[("Location", &format!("{}/x", other.origin))],
        b"",
    );
    let secret = |config: &mut PullConfig| {
        config.secret_header = Some((String::from("Authorization"), Secret::new("Bearer hush")))
    };
    let mut bench = Bench::set(vec![away], secret).await;
    bench.poll().await;
    assert_eq!(bench.receiver.bodies(), ["<rss/>"]);
    assert!(bench.source.asked()[0].contains("authorization: bearer hush"));
    assert!(!other.asked()[0].contains("authorization"));
}

#[tokio::test]
async fn internal_addresses_are_refused_as_numbers_and_as_names() {
    let refuse = |config: &mut PullConfig| config.private_addresses = PrivateAddresses::Refuse;
    let mut bench = Bench::set(vec![answer("200 OK", &[], b"<rss/>")], refuse).await;
    bench.poll().await;
    bench.check_trouble("private address");
    let mut named = Bench::set(vec![answer("200 OK", &[], b"<rss/>")], |config| {
        config.private_addresses = PrivateAddresses::Refuse;
        config.url = config.url.replace("127.0.0.1", "localhost");
    })
    .await;
    named.poll().await;
    named.check_trouble("private address");
    assert!(bench.source.asked().is_empty() && named.source.asked().is_empty());
}

#[tokio::test]
async fn a_source_that_is_gone_is_not_asked_again() {
    let mut bench = Bench::new(vec![answer("410 Gone", &[], b"")]).await;
    assert_eq!(bench.feed.poll().await, Next::Stop);
    let stopped = bench.receiver.stopped();
    assert!(
        matches!(&stopped[..], [what] if what.contains("gone for good")),
        "{stopped:?}"
    );
}

#[tokio::test]
async fn failures_back_off_and_retry_after_is_honoured() {
    let scripts = vec![
        answer("500 Internal Server Error", &[], b""),
        answer("503 Service Unavailable", &[("Retry-After", "700")], b""),
        answer("429 Too Many Requests", &[], b""),
    ];
    let mut bench = Bench::new(scripts).await;
    assert_eq!(bench.poll().await, 15);
    assert_eq!(bench.poll().await, 700);
    assert_eq!(bench.poll().await, 60);
    bench.check_trouble("status 503");
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_even_if_it_is_coded() {
    let limit = |config: &mut PullConfig| config.body_bytes_max = 10;
    for script in [
        answer("200 OK", &[], b"12345678901"),
        answer("200 OK", &[("Content-Encoding", "gzip")], GZIP),
    ] {
        let mut bench = Bench::set(vec![script], limit).await;
        bench.poll().await;
        bench.check_trouble("over the limit of 10 bytes");
        assert!(bench.receiver.arrivals().is_empty());
    }
}

#[tokio::test]
async fn a_body_that_never_ends_is_given_up() {
    let mut script = answer("200 OK", &[], b"0123456789");
    script.bytes.truncate(script.bytes.len() - 3);
    script.then = Then::Hang;
    let soon = |config: &mut PullConfig| config.fetch_wait = Duration::from_millis(200);
    let mut bench = Bench::set(vec![script], soon).await;
    bench.poll().await;
    bench.check_trouble("no whole answer within");
    assert!(bench.receiver.arrivals().is_empty());
}

#[tokio::test]
async fn a_body_that_breaks_off_is_not_handed_over() {
    let mut script = answer("200 OK", &[], b"0123456789");
    script.bytes.truncate(script.bytes.len() - 3);
    let mut bench = Bench::new(vec![script]).await;
    bench.poll().await;
    bench.check_trouble("connection failed");
    assert!(bench.receiver.arrivals().is_empty());
}

#[tokio::test]
async fn an_answer_that_could_not_be_kept_is_asked_for_again_in_full() {
    let headers = [("ETag", "\"v1\"")];
    let scripts = vec![
        answer("200 OK", &headers, b"<rss/>"),
        answer("200 OK", &headers, b"<rss/>"),
    ];
    let mut bench = Bench::new(scripts).await;
    bench.receiver.set_mood(Mood::Refuses);
    bench.poll().await;
    bench.check_trouble("was not taken");
    bench.receiver.set_mood(Mood::Takes);
    bench.poll().await;
    assert!(!bench.source.asked()[1].contains("if-none-match"));
    assert_eq!(bench.receiver.bodies(), ["<rss/>"]);
}
