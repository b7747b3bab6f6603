//! A feed with a hub, both on the loopback address: asking, asking back, delivering, forging, renewing.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use copydesk_desk::FeedId;
use copydesk_intake::{
    Hubs, Next, PrivateAddresses, PullConfig, PullFeed, Subscriptions, websub_router,
};
use tower::ServiceExt;

use crate::receiver::{Counting, Memory, Standing};
use crate::source::{Script, Source, answer};

const START: i64 = 1_700_000_000;

struct Bench {
    source: Source,
    receiver: Arc<Memory>,
    clock: Arc<Standing>,
    feed: PullFeed,
    router: Router,
}

impl Bench {
    /// A feed that gives these answers, to hubs asked as well.
    async fn new(scripts: Vec<Script>) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let source = Source::answering(scripts).await;
        let mut config = PullConfig::new(format!("{}/feed", source.origin));
        config.private_addresses = PrivateAddresses::Allow;
        config.hubs = Hubs::Subscribe;
        let (receiver, clock) = (Arc::new(Memory::default()), Arc::new(Standing::at(START)));
        let subscriptions = Arc::new(Subscriptions::new(
            "https://desk.example",
            Arc::new(Counting::default()),
        ));
        let feed = PullFeed::new(FeedId::new("rss"), config, receiver.clone(), clock.clone());
        let feed = feed.expect("a client").subscribing(subscriptions.clone());
        let router = websub_router(subscriptions, receiver.clone(), clock.clone());
        Self {
            source,
            receiver,
            clock,
            feed,
            router,
        }
    }

    async fn poll(&mut self) -> u64 {
        match self.feed.poll().await {
            Next::After(wait) => wait.as_secs(),
            Next::Stop => panic!("stopped"),
        }
    }

    /// What the hub was told last, by name.
    fn told(&self) -> std::collections::HashMap<String, String> {
        let bodies = self.source.bodies();
        let form = bodies.last().expect("the hub was asked");
        url::form_urlencoded::parse(form.as_bytes())
            .into_owned()
            .collect()
    }

    fn callback(&self) -> String {
        let callback = self.told()["hub.callback"].clone();
        callback
            .strip_prefix("https://desk.example")
            .expect("under the origin")
            .to_owned()
    }

    async fn answer(&self, request: Request<Body>) -> (StatusCode, String) {
        let response = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("a router always answers");
        let status = response.status();
        let body = to_bytes(response.into_body(), 10_000)
            .await
            .expect("a small body");
        (status, String::from_utf8(body.to_vec()).expect("UTF-8"))
    }

    /// The hub asks back.
    async fn ask_back(&self, path: &str, mode: &str, topic: &str) -> (StatusCode, String) {
        let query: String = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs([
                ("hub.mode", mode),
                ("hub.topic", topic),
                ("hub.challenge", "a challenge"),
                ("hub.lease_seconds", "7200"),
            ])
            .finish();
        self.answer(
            Request::get(format!("{path}?{query}"))
                .body(Body::empty())
                .expect("a request"),
        )
        .await
    }

    async fn deliver(&self, path: &str, signature: Option<String>, body: &str) -> StatusCode {
        let mut request = Request::post(path).header("content-type", "application/rss+xml");
        if let Some(signature) = signature {
            request = request.header("x-hub-signature", signature);
        }
        self.answer(
            request
                .body(Body::from(body.to_owned()))
                .expect("a request"),
        )
        .await
        .0
    }

    fn sign(&self, body: &str) -> String {
        sign(&self.told()["hub.secret"], body)
    }
}

fn sign(secret: &str, body: &str) -> String {
    use hmac::{Hmac, KeyInit, Mac};
    let mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).expect("any key");
    let bytes = mac.chain_update(body).finalize().into_bytes();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256={hex}")
}

/// A feed that names its hub in its body, then a hub that accepts.
fn named_in_body() -> Vec<Script> {
    let body = b"<rss xmlns:a='http://www.w3.org/2005/Atom'><channel><a:link rel='hub' href='/hub'/><a:link rel='self' href='/topic?x=1'/></channel></rss>";
    vec![
        answer("200 OK", &[], body),
        answer("202 Accepted", &[], b""),
    ]
}

async fn subscribed() -> (Bench, String, String) {
    let mut bench = Bench::new(named_in_body()).await;
    bench.poll().await;
    let (path, topic) = (bench.callback(), bench.told()["hub.topic"].clone());
    (bench, path, topic)
}

#[tokio::test]
async fn a_hub_named_in_the_body_is_asked_and_its_challenge_echoed() {
    let (bench, path, topic) = subscribed().await;
    assert_eq!(topic, format!("{}/topic?x=1", bench.source.origin));
    let told = bench.told();
    assert_eq!(told["hub.mode"], "subscribe");
    assert_eq!(path.rsplit('/').next().map(str::len), Some(64), "256 bits");
    assert_eq!(told["hub.secret"].len(), 64);
    assert_eq!(
        bench.ask_back(&path, "subscribe", &topic).await,
        (StatusCode::OK, String::from("a challenge"))
    );
}

#[tokio::test]
async fn a_hub_named_in_the_headers_goes_before_the_body() {
    let head = [
        ("Link", "</hub-of-head>; rel=hub"),
        ("Link", "</topic-of-head>; rel=self"),
    ];
    let mut scripts = named_in_body();
    let body = b"<rss><channel><link rel='hub' href='/hub'/></channel></rss>";
    scripts[0] = answer("200 OK", &head, body);
    let mut bench = Bench::new(scripts).await;
    bench.poll().await;
    assert!(
        bench.source.asked()[1].starts_with("post /hub-of-head "),
        "{}",
        bench.source.asked()[1]
    );
    assert_eq!(
        bench.told()["hub.topic"],
        format!("{}/topic-of-head", bench.source.origin)
    );
}

#[tokio::test]
async fn challenges_are_echoed_only_for_what_was_asked_for() {
    let (bench, path, topic) = subscribed().await;
    let strange = path.replace("/rss/", "/other/");
    let guessed = format!("/intake/rss/{}", "0".repeat(64));
    for (path, mode, topic) in [
        (path.as_str(), "subscribe", "https://evil.example/"),
        (path.as_str(), "unsubscribe", topic.as_str()),
        (strange.as_str(), "subscribe", topic.as_str()),
        (guessed.as_str(), "subscribe", topic.as_str()),
    ] {
        assert_eq!(
            bench.ask_back(path, mode, topic).await.0,
            StatusCode::NOT_FOUND,
            "{path} {mode} {topic}"
        );
    }
    bench.ask_back(&path, "subscribe", &topic).await;
    let second = bench.ask_back(&path, "subscribe", &topic).await;
    assert_eq!(
        second.0,
        StatusCode::NOT_FOUND,
        "asked for once, answered once"
    );
}

#[tokio::test]
async fn signed_deliveries_are_received_and_forged_ones_ignored_and_counted() {
    let (bench, path, topic) = subscribed().await;
    bench.ask_back(&path, "subscribe", &topic).await;
    let body = "<rss><channel><item/></channel></rss>";
    assert_eq!(
        bench.deliver(&path, Some(bench.sign(body)), body).await,
        StatusCode::ACCEPTED
    );
    let received = bench.receiver.bodies().len();
    assert_eq!(
        bench.receiver.bodies().last().map(String::as_str),
        Some(body)
    );
    assert_eq!(
        bench
            .receiver
            .arrivals()
            .last()
            .and_then(|a| a.name.clone()),
        Some(format!("{}/topic", bench.source.origin))
    );
    let forged = [
        None,
        Some(bench.sign("<other/>")),
        Some(sign("guessed", "<evil/>")),
        Some(String::from("sha1=00")),
    ];
    for signature in forged {
        assert_eq!(
            bench.deliver(&path, signature, "<evil/>").await,
            StatusCode::ACCEPTED
        );
    }
    assert_eq!(bench.receiver.bodies().len(), received);
    let troubles = bench.receiver.troubles();
    assert_eq!(troubles.len(), 4);
    assert!(
        troubles[3].contains("without the right signature was ignored (4 so far)"),
        "{troubles:?}"
    );
    let guessed = format!("/intake/rss/{}", "0".repeat(64));
    assert_eq!(
        bench.deliver(&guessed, Some(bench.sign(body)), body).await,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn polling_goes_on_sparsely_and_the_lease_is_renewed_at_its_half() {
    let not_modified = || answer("304 Not Modified", &[], b"");
    let mut scripts = named_in_body();
    scripts.extend([
        not_modified(),
        not_modified(),
        not_modified(),
        answer("202 Accepted", &[], b""),
    ]);
    let mut bench = Bench::new(scripts).await;
    assert!(bench.poll().await < 900, "no hub delivers yet");
    let (path, topic) = (bench.callback(), bench.told()["hub.topic"].clone());
    bench.ask_back(&path, "subscribe", &topic).await;
    assert_eq!(bench.poll().await, 900);
    bench.clock.set(START + 3300);
    assert_eq!(bench.poll().await, 300, "there at half of 7200 seconds");
    bench.clock.set(START + 3600);
    bench.poll().await;
    assert_eq!(
        bench
            .source
            .bodies()
            .iter()
            .filter(|body| body.contains("hub.mode"))
            .count(),
        2
    );
    assert_eq!(bench.callback(), path);
    assert_eq!(
        bench.ask_back(&path, "subscribe", &topic).await.0,
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_hub_that_refuses_or_fails_leaves_polling_as_it_is() {
    let mut scripts = named_in_body();
    scripts[1] = answer("500 Internal Server Error", &[], b"");
    let mut bench = Bench::new(scripts).await;
    assert_eq!(bench.poll().await, 150);
    assert!(
        bench.receiver.troubles()[0]
            .contains("the hub could not be asked: answered with status 500")
    );
    let (bench, path, topic) = subscribed().await;
    assert_eq!(
        bench.ask_back(&path, "denied", &topic).await.0,
        StatusCode::OK
    );
    assert!(bench.receiver.troubles()[0].contains("denied the subscription"));
}
