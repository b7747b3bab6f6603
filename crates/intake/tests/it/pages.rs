//! A paged API on the loopback address: which page is asked for when, and that none is lost or doubled.

use std::sync::Arc;
use std::time::Duration;

use copydesk_desk::FeedId;
use copydesk_intake::{ApiConfig, ApiFeed, Next, NextPage, PrivateAddresses, Secret};

use crate::receiver::{Memory, Mood, Standing};
use crate::source::{Script, Source, answer};

struct Bench {
    source: Source,
    receiver: Arc<Memory>,
    config: ApiConfig,
    feed: ApiFeed,
}

fn feed(config: &ApiConfig, receiver: &Arc<Memory>) -> ApiFeed {
    let clock = Arc::new(Standing::at(1_700_000_000));
    ApiFeed::new(FeedId::new("api"), config.clone(), receiver.clone(), clock).expect("a client")
}

impl Bench {
    async fn new(next: NextPage, scripts: Vec<Script>) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let source = Source::answering(scripts).await;
        let mut config = ApiConfig::new(format!("{}/feed?page_size=2", source.origin), next);
        config.private_addresses = PrivateAddresses::Allow;
        config.items = Some(String::from("data.items"));
        config.token = Some((String::from("x-api-key"), Secret::new("hush")));
        let receiver = Arc::new(Memory::default());
        let feed = feed(&config, &receiver);
        Self {
            source,
            receiver,
            config,
            feed,
        }
    }

    /// As a program that was killed and started again on the same data.
    fn start_anew(&mut self) {
        self.feed = feed(&self.config, &self.receiver);
    }

    async fn poll(&mut self) -> Option<u64> {
        match self.feed.poll().await {
            Next::After(wait) => Some(wait.as_secs()),
            Next::Stop => None,
        }
    }

    /// Paths asked for, in order.
    fn paths(&self) -> Vec<String> {
        let asked = self.source.asked().into_iter();
        asked
            .filter_map(|head| head.split(' ').nth(1).map(str::to_owned))
            .collect()
    }
}

fn page(items: &str, next: &str) -> Script {
    let body = format!("{{\"data\":{{\"items\":[{items}],\"next_page\":{next}}}}}");
    answer(
        "200 OK",
        &[("Content-Type", "application/json")],
        body.as_bytes(),
    )
}

fn by_url() -> NextPage {
    NextPage::Url(String::from("data.next_page"))
}

#[tokio::test]
async fn pages_are_followed_to_the_end_and_resumed_there() {
    let scripts = vec![
        page("1,2", "\"/feed?seq=2\""),
        page("3", "\"/feed?seq=3\""),
        page("", "\"/feed?seq=3\""),
        page("4", "\"/feed?seq=4\""),
        page("", "\"/feed?seq=4\""),
    ];
    let mut bench = Bench::new(by_url(), scripts).await;
    assert_eq!(bench.poll().await, Some(60));
    assert_eq!(
        bench.receiver.arrivals().len(),
        2,
        "an empty page is not kept"
    );
    bench.start_anew();
    assert_eq!(bench.poll().await, Some(60));
    assert_eq!(
        bench.paths(),
        [
            "/feed?page_size=2",
            "/feed?seq=2",
            "/feed?seq=3",
            "/feed?seq=3",
            "/feed?seq=4"
        ]
    );
    assert_eq!(
        (bench.receiver.arrivals().len(), bench.receiver.repeats()),
        (3, 0)
    );
    assert!(
        bench
            .source
            .asked()
            .iter()
            .all(|head| head.contains("x-api-key: hush"))
    );
    assert_eq!(bench.receiver.troubles(), Vec::<String>::new());
}

#[tokio::test]
async fn a_cursor_is_sent_back_as_a_parameter_and_a_link_header_is_followed() {
    let cursor = NextPage::Cursor {
        path: String::from("data.next_page"),
        parameter: String::from("after"),
    };
    let mut bench = Bench::new(
        cursor,
        vec![page("1", "17"), page("2", "\"a&b\""), page("", "null")],
    )
    .await;
    bench.poll().await;
    assert_eq!(
        bench.paths(),
        [
            "/feed?page_size=2",
            "/feed?page_size=2&after=17",
            "/feed?page_size=2&after=a%26b"
        ]
    );
    let link = |target: &str| answer("200 OK", &[("Link", target)], b"{\"data\":{\"items\":[1]}}");
    let last = answer("200 OK", &[], b"{\"data\":{\"items\":[2]}}");
    let mut bench = Bench::new(
        NextPage::LinkHeader,
        vec![link("</first>; rel=first, </feed?p=2>; rel=\"next\""), last],
    )
    .await;
    assert_eq!(bench.poll().await, Some(60));
    assert_eq!(bench.paths(), ["/feed?page_size=2", "/feed?p=2"]);
    assert_eq!(bench.receiver.arrivals().len(), 2);
}

#[tokio::test]
async fn a_page_that_could_not_be_kept_is_asked_for_again() {
    let scripts = vec![
        page("1", "\"/feed?seq=1\""),
        page("1", "\"/feed?seq=1\""),
        page("", "\"/feed?seq=1\""),
    ];
    let mut bench = Bench::new(by_url(), scripts).await;
    bench.receiver.set_mood(Mood::Refuses);
    assert_eq!(bench.poll().await, Some(15));
    bench.receiver.set_mood(Mood::Takes);
    bench.start_anew();
    bench.poll().await;
    assert_eq!(
        bench.paths(),
        ["/feed?page_size=2", "/feed?page_size=2", "/feed?seq=1"]
    );
    assert_eq!(bench.receiver.arrivals().len(), 1);
}

#[tokio::test]
async fn a_program_killed_after_a_page_was_durable_goes_on_with_the_next() {
    let scripts = vec![
        page("1", "\"/feed?seq=1\""),
        page("2", "\"/feed?seq=2\""),
        page("", "\"/feed?seq=2\""),
    ];
    let mut bench = Bench::new(by_url(), scripts).await;
    bench.receiver.set_mood(Mood::KeepsAndHangs);
    tokio::select! {
        _ = bench.feed.poll() => panic!("it was killed before it could answer"),
        () = bench.receiver.arrived.notified() => {}
    }
    bench.receiver.set_mood(Mood::Takes);
    bench.start_anew();
    bench.poll().await;
    assert_eq!(
        bench.paths(),
        ["/feed?page_size=2", "/feed?seq=1", "/feed?seq=2"]
    );
    assert_eq!(
        (bench.receiver.arrivals().len(), bench.receiver.repeats()),
        (2, 0)
    );
}

#[tokio::test]
async fn the_token_never_goes_to_another_origin() {
    let other = Source::answering(vec![page("9", "null")]).await;
    let mut bench = Bench::new(
        by_url(),
        vec![page("1", &format!("\"{}/x\"", other.origin))],
    )
    .await;
    bench.poll().await;
    assert!(
        bench.receiver.troubles()[0].contains("at another origin"),
        "{:?}",
        bench.receiver.troubles()
    );
    assert!(other.asked().is_empty());
    assert!(!format!("{:?} {:?}", bench.config, bench.receiver.troubles()).contains("hush"));
}

#[tokio::test]
async fn retry_after_is_honoured_and_410_stops_the_feed() {
    let busy = answer("429 Too Many Requests", &[("Retry-After", "120")], b"");
    let broken = answer("500 Internal Server Error", &[], b"");
    let mut bench = Bench::new(by_url(), vec![busy, broken, answer("410 Gone", &[], b"")]).await;
    assert_eq!(bench.poll().await, Some(120));
    assert_eq!(bench.poll().await, Some(30));
    assert_eq!(bench.poll().await, None);
    assert!(bench.receiver.stopped()[0].contains("gone for good"));
}

#[tokio::test]
async fn an_answer_that_is_no_json_is_kept_and_said() {
    let mut bench = Bench::new(
        by_url(),
        vec![answer("200 OK", &[], b"<html>maintenance</html>")],
    )
    .await;
    assert_eq!(bench.poll().await, Some(60));
    assert_eq!(bench.receiver.bodies(), ["<html>maintenance</html>"]);
    assert!(bench.receiver.troubles()[0].contains("is no JSON"));
}

#[tokio::test]
async fn an_endless_api_lets_the_others_have_their_turn() {
    let scripts = (0..4)
        .map(|number| page(&number.to_string(), &format!("\"/feed?seq={number}\"")))
        .collect();
    let mut bench = Bench::new(by_url(), scripts).await;
    bench.config.pages_max = 3;
    bench.start_anew();
    assert_eq!(bench.feed.poll().await, Next::After(Duration::from_secs(1)));
    assert_eq!(bench.receiver.arrivals().len(), 3);
}
