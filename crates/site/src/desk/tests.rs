//! The editors' screens through their router, as a browser without scripts meets them: over the real embedded store,
//! with items that were read from bytes. The clock and the tokens are handed in.

mod explainers;

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use copydesk_desk::decide::{self, Arriving, Known};
use copydesk_desk::{
    Arrival, Clock, EditorAccount, EditorName, Feed, FeedId, FeedRules, ItemKey, OnArrival, Random,
    ReceiptState, Seq, StoryId, Wake,
};
use copydesk_store::sqlite::SqliteStore;
use futures_util::StreamExt;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use tower::ServiceExt;

use crate::config::{Agency, Section, SiteConfig};
use crate::desk::act::{Subject, known};
use crate::desk::link::encode;
use crate::desk::{DeskState, hash_password, router_with, sign_in_link};
use crate::ports::Ports;

#[path = "archive_tests.rs"]
mod archive;
#[path = "../../tests/it/shelf.rs"]
mod shelf;

const PASSWORD: &str = "a good long password";
const PLAIN: &str = "Talks on the river treaty resume";

struct HandClock(Mutex<Timestamp>);

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().expect("the clock's lock")
    }
}

/// Counts up: unlike each other, and the same in every run.
struct Counting(AtomicU64);

impl Random for Counting {
    fn bytes32(&self) -> [u8; 32] {
        let next = self.0.fetch_add(1, Ordering::Relaxed);
        let mut bytes = [7; 32];
        bytes[..8].copy_from_slice(&next.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes());
        bytes
    }
}

/// A feed that stopped an hour ago and is late.
struct SickFeed;

impl copydesk_desk::FeedWatch for SickFeed {
    fn health(&self, _feed: &FeedId) -> copydesk_desk::FeedHealth {
        let at = |text: &str| text.parse().expect("an instant");
        copydesk_desk::FeedHealth {
            content: Some(at("2026-03-03T05:00:00Z")),
            content_lateness: copydesk_desk::Lateness::Late,
            late_after: Some(jiff::SignedDuration::from_mins(45)),
            stopped: Some((
                at("2026-03-03T05:30:00Z"),
                String::from("another <host> key"),
            )),
            gaps: vec![copydesk_desk::Gap {
                service: String::from("bdt"),
                day: String::from("20260303"),
                first: 702,
                last: 704,
                since: at("2026-03-03T05:10:00Z"),
            }],
            ..copydesk_desk::FeedHealth::default()
        }
    }
}

struct Quiet;

impl Wake for Quiet {
    fn wake(&self, _seq: Seq) {}

    fn wait<'a>(&'a self, _after: Seq) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>> {
        Box::pin(std::future::pending())
    }
}

/// A newsroom with one agency and two sections, and one browser.
struct Newsroom {
    ports: Ports,
    clock: Arc<HandClock>,
    desk: DeskState,
    shelf: Arc<shelf::Shelf>,
    router: Router,
    cookie: Option<String>,
    _folder: tempfile::TempDir,
}

struct Page {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

impl Page {
    #[track_caller]
    fn has(&self, words: &str) -> &Self {
        assert!(self.text.contains(words), "no {words:?} in:\n{}", self.text);
        self
    }

    #[track_caller]
    fn lacks(&self, words: &str) -> &Self {
        assert!(!self.text.contains(words), "{words:?} in:\n{}", self.text);
        self
    }

    #[track_caller]
    fn is(&self, status: StatusCode) -> &Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }

    fn location(&self) -> &str {
        self.headers
            .get("location")
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// The fields of the form that publishes, as a browser would send them untouched.
    fn form(&self) -> Vec<(String, String)> {
        let page = dom_query::Document::from(self.text.as_str());
        let mut fields = Vec::new();
        for field in page
            .select("#copy input, #copy textarea, #copy select")
            .iter()
        {
            let attr = |name: &str| field.attr(name).map(|value| value.to_string());
            let Some(name) = attr("name") else { continue };
            let value = if field.is("textarea") {
                let text = field.text().to_string();
                text.strip_prefix('\n')
                    .unwrap_or(&text)
                    .replace('\n', "\r\n")
            } else if field.is("select") {
                let chosen = field.select("option[selected]");
                chosen.attr("value").unwrap_or_default().to_string()
            } else if field.is("[type=checkbox]") && !field.is("[checked]") {
                continue;
            } else {
                attr("value").unwrap_or_default()
            };
            fields.push((name, value));
        }
        fields
    }
}

fn set(fields: &mut Vec<(String, String)>, name: &str, value: &str) {
    match fields.iter_mut().find(|(known, _)| known == name) {
        Some(field) => value.clone_into(&mut field.1),
        None => fields.push((name.to_owned(), value.to_owned())),
    }
}

fn get(fields: &[(String, String)], name: &str) -> String {
    let found = fields.iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value.clone()).unwrap_or_default()
}

fn config() -> SiteConfig {
    let section = |slug: &str, name: &str| Section {
        slug: slug.to_owned(),
        name: name.to_owned(),
    };
    SiteConfig {
        name: String::from("The Example Post"),
        origin: String::from("http://127.0.0.1:8080"),
        language: String::from("en"),
        zone: TimeZone::get("Asia/Kolkata").expect("a zone of the bundle"),
        sections: vec![section("world", "World"), section("business", "Business")],
        agencies: vec![Agency {
            id: String::from("north"),
            name: String::from("North Wire"),
            rights: None,
            token_sha256: None,
        }],
        theme: None,
        media: None,
        page_cache_bytes: 0,
        house_map: None,
        freshness: None,
    }
}

fn feed() -> Feed {
    Feed {
        id: FeedId::new("north"),
        agency: String::from("north"),
        hint: copydesk_wire::Hint {
            agency: Some(String::from("north")),
            ..copydesk_wire::Hint::default()
        },
        rules: FeedRules {
            on_arrival: OnArrival::Hold,
            follow_updates: false,
            may_kill: true,
            ..FeedRules::default()
        },
    }
}

impl Newsroom {
    async fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder for the store");
        let store = SqliteStore::open(folder.path()).expect("a store");
        let start = "2026-03-03T06:00:00Z".parse().expect("an instant");
        let clock = Arc::new(HandClock(Mutex::new(start)));
        let shelf = Arc::new(shelf::Shelf::new());
        let ports = Ports {
            store: Arc::new(store),
            clock: clock.clone(),
            random: Arc::new(Counting(AtomicU64::new(1))),
            wake: Arc::new(Quiet),
            config: Arc::new(config()),
            feeds: Arc::new(HashMap::from([(FeedId::new("north"), feed())])),
            ledger: None,
            reuse: Arc::clone(&shelf) as Arc<dyn copydesk_desk::Reuse>,
            watch: Arc::new(SickFeed),
        };
        let account = EditorAccount {
            name: EditorName::new("asha"),
            password_phc: hash_password(PASSWORD, [3; 16]),
        };
        ports.store.put_editor(account).await.expect("an account");
        let desk = DeskState::new(ports.clone());
        Self {
            router: router_with(desk.clone()),
            ports,
            clock,
            desk,
            shelf,
            cookie: None,
            _folder: folder,
        }
    }

    /// A newsroom with an editor signed in.
    async fn signed_in() -> Self {
        let mut room = Self::open().await;
        let answer = room.sign_in(PASSWORD).await;
        answer.is(StatusCode::SEE_OTHER);
        room
    }

    fn pass(&self, seconds: i64) {
        let mut now = self.clock.0.lock().expect("the clock's lock");
        *now = now
            .saturating_add(SignedDuration::from_secs(seconds))
            .expect("a time");
    }

    async fn send(&mut self, request: Request<Body>) -> Page {
        let response = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.expect("a body");
        if let Some(cookie) = parts.headers.get("set-cookie") {
            let pair = cookie.to_str().expect("a cookie").split(';').next();
            self.cookie = pair.map(str::to_owned);
        }
        Page {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    async fn get(&mut self, path: &str) -> Page {
        let mut request = Request::get(path);
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        self.send(request.body(Body::empty()).expect("a request"))
            .await
    }

    async fn post(&mut self, path: &str, fields: &[(String, String)]) -> Page {
        self.post_with(path, fields, &[("sec-fetch-site", "same-origin")])
            .await
    }

    async fn post_with(
        &mut self,
        path: &str,
        fields: &[(String, String)],
        headers: &[(&str, &str)],
    ) -> Page {
        let pairs: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
            .collect();
        let mut request = Request::post(path)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("host", "127.0.0.1:8080");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        self.send(
            request
                .body(Body::from(pairs.join("&")))
                .expect("a request"),
        )
        .await
    }

    async fn sign_in(&mut self, password: &str) -> Page {
        let fields = [("name", "asha"), ("password", password)]
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        self.post("/desk/sign-in", &fields).await
    }

    /// Receives, reads and decides, as the program does.
    async fn arrives(&self, raw: &Wire) -> ItemKey {
        let store = &self.ports.store;
        let arrival = Arrival {
            feed: FeedId::new("north"),
            name: Some(String::from("item.json")),
            bytes: raw.json().into_bytes(),
            media_type: None,
            charset: None,
            source_time: None,
            cursor: None,
            received: self.clock.now(),
        };
        let receipted = store.receive(arrival).await.expect("a receipt");
        let receipt = store.receipt(receipted.receipt).await.expect("an answer");
        let receipt = receipt.expect("the receipt");
        let feed = feed();
        let read = copydesk_wire::read(raw.json().as_bytes(), &feed.hint);
        let item = read.items.first().expect("one item");
        let arriving = Arriving {
            item,
            index_in_raw: 0,
            receipt: &receipt,
            feed: &feed,
            filed_under: None,
        };
        let key = arriving.key();
        let before: Known = known(&self.ports, &Subject::Item(key.clone()))
            .await
            .expect("what is known");
        let fresh = StoryId::from_random(1);
        let mut act = decide::receive(
            &before,
            None,
            arriving,
            &self.desk.house(),
            fresh,
            self.clock.now(),
        );
        act.receipt = Some((receipt.no, ReceiptState::Done(1)));
        store.commit(act).await.expect("a commit");
        self.shelf.follow(store.as_ref()).await;
        key
    }

    /// Opens the item and gives the form as it stands.
    async fn opened(&mut self, key: &ItemKey) -> Vec<(String, String)> {
        let page = self.get(&super::link::item(key)).await;
        page.is(StatusCode::OK);
        page.form()
    }

    /// Publishes the item under a headline; the story's path at the desk.
    async fn publish(&mut self, key: &ItemKey, headline: &str) -> String {
        let mut form = self.opened(key).await;
        set(&mut form, "headline", headline);
        set(&mut form, "section", "world");
        let answer = self.post("/desk/publish", &form).await;
        answer.is(StatusCode::SEE_OTHER);
        answer.location().to_owned()
    }
}

/// A wire item written for these tests.
#[derive(Clone)]
struct Wire {
    guid: &'static str,
    version: u32,
    headline: &'static str,
    body: &'static str,
    more: serde_json::Value,
}

impl Wire {
    fn plain() -> Self {
        Self {
            guid: "urn:north:river",
            version: 1,
            headline: PLAIN,
            body: "<p>Delegations met again on Tuesday.</p><h2>The water</h2>\
                   <p>Nobody expects a signature this week.</p>",
            more: serde_json::json!({}),
        }
    }

    fn with(mut self, name: &str, value: serde_json::Value) -> Self {
        self.more[name] = value;
        self
    }

    fn json(&self) -> String {
        let mut item = serde_json::json!({
            "uri": self.guid, "type": "text", "version": self.version.to_string(), "language": "en",
            "versioncreated": format!("2026-03-03T05:{:02}:00Z", self.version), "pubstatus": "usable",
            "urgency": 4, "headline": self.headline, "body_xhtml": self.body,
        });
        for (name, value) in self.more.as_object().into_iter().flatten() {
            item[name] = value.clone();
        }
        item.to_string()
    }
}

#[tokio::test]
async fn every_screen_leads_to_sign_in_first() {
    let mut room = Newsroom::open().await;
    for path in ["/desk/", "/desk/kills", "/desk/acts", "/desk/raw?receipt=1"] {
        let page = room.get(path).await;
        page.is(StatusCode::SEE_OTHER);
        assert!(page.location().starts_with("/desk/sign-in"), "{path}");
    }
}

#[tokio::test]
async fn an_editor_signs_in_and_out_again() {
    let mut room = Newsroom::open().await;
    room.sign_in("not the password")
        .await
        .is(StatusCode::UNPROCESSABLE_ENTITY)
        .has("do not fit");
    let answer = room.sign_in(PASSWORD).await;
    answer.is(StatusCode::SEE_OTHER);
    let cookie = answer.headers["set-cookie"]
        .to_str()
        .expect("a cookie")
        .to_owned();
    for part in [
        "__Host-desk=",
        "Secure",
        "HttpOnly",
        "SameSite=Strict",
        "Path=/",
    ] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
    let before = room.cookie.clone();
    room.get("/desk/")
        .await
        .is(StatusCode::OK)
        .has("Sign out asha");
    room.post("/desk/sign-out", &[])
        .await
        .is(StatusCode::SEE_OTHER);
    room.cookie = before;
    room.get("/desk/").await.is(StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_session_ends_after_twelve_hours() {
    let mut room = Newsroom::signed_in().await;
    room.pass(12 * 3_600 - 1);
    room.get("/desk/").await.is(StatusCode::OK);
    room.pass(1);
    room.get("/desk/").await.is(StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn failed_sign_ins_slow_down_even_the_right_password() {
    let mut room = Newsroom::open().await;
    for _ in 0..4 {
        room.sign_in("wrong").await;
        room.pass(1);
    }
    let answer = room.sign_in(PASSWORD).await;
    answer.is(StatusCode::TOO_MANY_REQUESTS);
    assert!(answer.headers.contains_key("retry-after"));
    room.pass(60);
    room.sign_in(PASSWORD).await.is(StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_sign_in_link_works_once_and_only_when_its_button_is_pressed() {
    let mut room = Newsroom::open().await;
    let link = sign_in_link(&room.desk, &EditorName::new("asha"));
    let path = link
        .strip_prefix("http://127.0.0.1:8080")
        .expect("the origin")
        .to_owned();
    let token = path.split_once("token=").expect("a token").1.to_owned();
    for _ in 0..2 {
        room.get(&path)
            .await
            .is(StatusCode::OK)
            .has("Enter the desk");
    }
    let fields = [(String::from("token"), token)];
    room.post("/desk/enter", &fields)
        .await
        .is(StatusCode::SEE_OTHER);
    room.get("/desk/").await.is(StatusCode::OK);
    room.post("/desk/enter", &fields).await.is(StatusCode::GONE);
    room.get(&path).await.is(StatusCode::GONE);
}

#[tokio::test]
async fn an_act_set_off_by_another_site_is_refused() {
    let mut room = Newsroom::signed_in().await;
    for headers in [
        vec![("sec-fetch-site", "cross-site")],
        vec![("origin", "https://evil.example")],
        vec![],
    ] {
        let answer = room.post_with("/desk/sign-out", &[], &headers).await;
        answer.is(StatusCode::FORBIDDEN);
    }
    room.get("/desk/").await.is(StatusCode::OK);
    let ours = [("origin", "http://127.0.0.1:8080")];
    room.post_with("/desk/sign-out", &[], &ours)
        .await
        .is(StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn answers_are_never_kept_framed_or_indexed() {
    let mut room = Newsroom::signed_in().await;
    for path in ["/desk/", "/desk/nowhere", "/desk/sign-in"] {
        let page = room.get(path).await;
        let header = |name: &str| page.headers[name].to_str().expect("text").to_owned();
        assert_eq!(header("cache-control"), "no-store", "{path}");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert!(header("content-security-policy").contains("default-src 'none'"));
        assert!(!header("content-security-policy").contains("unsafe"));
        assert!(header("x-robots-tag").contains("noindex"));
        page.lacks(" style=").lacks(" onclick=").lacks("<script>");
    }
    room.get("/desk/nowhere").await.is(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_empty_list_says_what_would_stand_there() {
    let mut room = Newsroom::signed_in().await;
    room.get("/desk/")
        .await
        .has("Items appear here as soon as a feed delivers");
    for path in [
        "/desk/kills",
        "/desk/embargoes",
        "/desk/quarantine",
        "/desk/feeds",
        "/desk/acts",
    ] {
        room.get(path).await.is(StatusCode::OK);
    }
}

#[tokio::test]
async fn the_list_shows_what_has_come_in() {
    let mut room = Newsroom::signed_in().await;
    room.arrives(&Wire::plain()).await;
    let page = room.get("/desk/").await;
    page.has(PLAIN)
        .has("North Wire")
        .has("> new<")
        .has("urgency ");
    room.get("/desk/?agency=south").await.lacks(PLAIN);
    room.get("/desk/?q=RIVER").await.has(PLAIN);
    room.get("/desk/?state=killed").await.lacks(PLAIN);
    room.get("/desk/?state=new").await.has(PLAIN);
}

#[tokio::test]
async fn an_item_without_a_headline_says_so() {
    let mut room = Newsroom::signed_in().await;
    let mut wire = Wire::plain();
    wire.headline = "";
    room.arrives(&wire).await;
    room.get("/desk/").await.has("Untitled: ");
}

#[tokio::test]
async fn polling_brings_the_changed_row() {
    let mut room = Newsroom::signed_in().await;
    room.arrives(&Wire::plain()).await;
    let page = room.get("/desk/events?after=0").await;
    page.is(StatusCode::OK)
        .has("\"kind\":\"item\"")
        .has(PLAIN)
        .has("\"fits\":true");
    room.get("/desk/events?after=0&state=killed")
        .await
        .has("\"fits\":false");
    room.get("/desk/events?after=999").await.has("[]");
}

#[tokio::test]
async fn an_untouched_text_is_published_as_it_came_under_a_changed_headline() {
    let mut room = Newsroom::signed_in().await;
    let key = room.arrives(&Wire::plain()).await;
    let path = room.publish(&key, "River treaty: talks go on").await;
    let id = StoryId::new(path.rsplit('/').next().expect("an id"));
    let edition = room
        .ports
        .store
        .edition(id, 1)
        .await
        .expect("an answer")
        .expect("an edition");
    let version = room
        .ports
        .store
        .versions(key)
        .await
        .expect("an answer")
        .remove(0);
    let item = room
        .ports
        .item_of(&version)
        .await
        .expect("an answer")
        .expect("the item");
    assert_eq!(edition.blocks, decide::verbatim_blocks(&item));
    assert_eq!(edition.headline, "River treaty: talks go on");
    let page = room.get(&path).await;
    page.is(StatusCode::OK)
        .has("Text: identical")
        .has("Headline: changed")
        .has("Public page");
}

#[tokio::test]
async fn editing_one_word_changes_the_previewed_sentence() {
    let mut room = Newsroom::signed_in().await;
    let key = room.arrives(&Wire::plain()).await;
    let mut form = room.opened(&key).await;
    let untouched = room.post_with("/desk/preview", &form, &FRAGMENT).await;
    untouched
        .is(StatusCode::OK)
        .has("Text: identical")
        .lacks("<html");
    let body = get(&form, "body").replace("Nobody expects", "Everybody expects");
    set(&mut form, "body", &body);
    let edited = room.post_with("/desk/preview", &form, &FRAGMENT).await;
    edited.has("Text: modified").has("<ins>").has("Everybody");
    assert_ne!(untouched.text, edited.text);
    let page = room.post("/desk/preview", &form).await;
    page.is(StatusCode::OK)
        .has("Text: modified")
        .has("<html")
        .has("Everybody expects a signature");
    assert_eq!(
        room.ports.store.stories_of(key).await.expect("an answer"),
        vec![]
    );
}

const FRAGMENT: [(&str, &str); 2] = [("sec-fetch-site", "same-origin"), ("x-fragment", "1")];

#[tokio::test]
async fn a_refused_form_keeps_what_was_typed() {
    let mut room = Newsroom::signed_in().await;
    let key = room.arrives(&Wire::plain()).await;
    let mut form = room.opened(&key).await;
    set(&mut form, "headline", "Kept headline");
    let answer = room.post("/desk/publish", &form).await;
    answer
        .is(StatusCode::UNPROCESSABLE_ENTITY)
        .has("A section is needed.")
        .has("Kept headline");
    set(&mut form, "section", "world");
    set(&mut form, "headline", "  ");
    let answer = room.post("/desk/publish", &form).await;
    answer
        .is(StatusCode::UNPROCESSABLE_ENTITY)
        .has("A headline is needed.");
    assert_eq!(get(&answer.form(), "section"), "world");
    set(&mut form, "section", "no-such-section");
    room.post("/desk/publish", &form)
        .await
        .is(StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn an_outdated_base_shows_both_texts() {
    let mut room = Newsroom::signed_in().await;
    let key = room.arrives(&Wire::plain()).await;
    let path = room.publish(&key, "First headline").await;
    let mut mine = room.get(&path).await.form();
    let mut theirs = mine.clone();
    set(&mut theirs, "headline", "Their headline");
    room.post("/desk/publish", &theirs)
        .await
        .is(StatusCode::SEE_OTHER);
    set(&mut mine, "headline", "My headline");
    let answer = room.post("/desk/publish", &mine).await;
    answer
        .is(StatusCode::CONFLICT)
        .has("Their")
        .has("My headline");
    let again = answer.form();
    assert_eq!(get(&again, "base_edition"), "2");
    room.post("/desk/publish", &again)
        .await
        .is(StatusCode::SEE_OTHER);
    room.get(&path).await.has("My headline").has("edition 3");
}

#[tokio::test]
async fn a_feed_that_stopped_or_is_late_is_said_in_words() {
    let mut room = Newsroom::signed_in().await;
    room.get("/desk/feeds")
        .await
        .is(StatusCode::OK)
        .has("Alarm")
        .has("another &lt;host&gt; key")
        .has("copy is late")
        .has("late after 45 min")
        .has("one may be a kill: bdt 702\u{2013}704 of 20260303");
}

#[tokio::test]
async fn a_kill_shows_on_every_screen_until_it_is_acknowledged() {
    let mut room = Newsroom::signed_in().await;
    let key = room.arrives(&Wire::plain()).await;
    let story = room.publish(&key, "Soon gone").await;
    room.pass(60);
    let mut kill = Wire::plain().with("pubstatus", "canceled".into());
    kill.version = 2;
    room.arrives(&kill).await;
    let item = super::link::item(&key);
    let screens = [
        "/desk/",
        &item,
        &story,
        "/desk/kills",
        "/desk/embargoes",
        "/desk/quarantine",
        "/desk/feeds",
        "/desk/acts",
    ];
    for path in screens {
        room.get(path)
            .await
            .is(StatusCode::OK)
            .has("Killed: 1 to acknowledge");
    }
    room.get("/desk/").await.has("row killed");
    let fields = [
        ("agency", "north"),
        ("guid", key.guid.as_str()),
        ("return", "/desk/feeds"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let answer = room.post("/desk/kills", &fields).await;
    assert_eq!(answer.location(), "/desk/feeds");
    for path in screens {
        room.get(path).await.lacks("to acknowledge");
    }
    room.get("/desk/kills").await.has("Acknowledged by asha");
    room.post("/desk/kills", &fields)
        .await
        .is(StatusCode::SEE_OTHER);
    let story = room.get(&story).await;
    story
        .has("No edition comes back")
        .lacks("Publish next edition");
}

#[tokio::test]
async fn a_kill_says_how_many_stories_it_took_down_and_one_that_named_none_where_to_look() {
    let mut room = Newsroom::signed_in().await;
    let key = room.arrives(&Wire::plain()).await;
    room.publish(&key, "Soon gone").await;
    let mut kill = Wire::plain().with("pubstatus", "canceled".into());
    kill.version = 2;
    room.arrives(&kill).await;
    room.get("/desk/kills")
        .await
        .has("1 story was taken down.")
        .lacks("find and withdraw it yourself");
    let mut notice = Wire::plain()
        .with("pubstatus", "canceled".into())
        .with("slugline", "RIVER-TREATY".into());
    notice.guid = "urn:north:notice";
    notice.headline = "Mandatory kill: Delegations meet";
    room.arrives(&notice).await;
    room.get("/desk/kills")
        .await
        .has("No story was taken down: find and withdraw it yourself.")
        .has("href=\"/desk/?q=RIVER-TREATY\"")
        .has("href=\"/desk/?q=Delegations\"")
        .lacks("/desk/?q=Mandatory");
}

#[tokio::test]
async fn a_killed_item_cannot_be_published() {
    let mut room = Newsroom::signed_in().await;
    let key = room.arrives(&Wire::plain()).await;
    let mut form = room.opened(&key).await;
    set(&mut form, "section", "world");
    let mut kill = Wire::plain().with("pubstatus", "canceled".into());
    kill.version = 2;
    room.arrives(&kill).await;
    let answer = room.post("/desk/publish", &form).await;
    answer
        .is(StatusCode::UNPROCESSABLE_ENTITY)
        .has("Killed by the agency.");
    assert_eq!(
        room.ports.store.stories_of(key).await.expect("an answer"),
        vec![]
    );
}

#[tokio::test]
async fn an_embargoed_item_waits_for_its_instant() {
    let mut room = Newsroom::signed_in().await;
    let wire = Wire::plain().with("embargoed", "2026-03-03T08:30:00Z".into());
    let key = room.arrives(&wire).await;
    room.get("/desk/").await.has("embargoed until 14:00");
    room.get("/desk/embargoes")
        .await
        .has("3 Mar 2026 14:00:00 IST")
        .has("3 Mar 2026 08:30:00 UTC");
    let story = room.publish(&key, "Not yet").await;
    let page = room.get(&story).await;
    page.has("scheduled 14:00").lacks("Public page");
}

#[tokio::test]
async fn an_embargo_without_a_time_refuses_publication() {
    let mut room = Newsroom::signed_in().await;
    let key = room
        .arrives(&Wire::plain().with("embargoed", "soon".into()))
        .await;
    room.get("/desk/").await.has("embargoed, time unknown");
    let mut form = room.opened(&key).await;
    set(&mut form, "section", "world");
    let answer = room.post("/desk/publish", &form).await;
    answer
        .is(StatusCode::UNPROCESSABLE_ENTITY)
        .has("Embargoed without a readable time.");
}

#[tokio::test]
async fn a_withdrawn_story_comes_back() {
    let mut room = Newsroom::signed_in().await;
    let key = room.arrives(&Wire::plain()).await;
    let path = room.publish(&key, "On and off").await;
    let reason = [(String::from("reason"), String::from("under review"))];
    room.post(&format!("{path}/withdraw"), &reason)
        .await
        .is(StatusCode::SEE_OTHER);
    room.get(&path)
        .await
        .has("withdrawn")
        .has("Put back on the site")
        .lacks("Public page");
    room.post(&format!("{path}/withdraw"), &reason)
        .await
        .is(StatusCode::UNPROCESSABLE_ENTITY);
    room.post(&format!("{path}/restore"), &[])
        .await
        .is(StatusCode::SEE_OTHER);
    room.get(&path).await.has("Public page");
    room.get("/desk/acts")
        .await
        .has("story withdrawn")
        .has("under review")
        .has("asha");
}

#[tokio::test]
async fn a_newer_wire_version_is_offered_and_taken_over_under_the_same_headline() {
    let mut room = Newsroom::signed_in().await;
    let key = room.arrives(&Wire::plain()).await;
    let path = room.publish(&key, "House headline").await;
    let mut update = Wire::plain();
    update.version = 2;
    update.body = "<p>Delegations signed on Tuesday.</p>";
    room.arrives(&update).await;
    let page = room.get(&path).await;
    page.has("Wire version 2 has arrived")
        .has("/desk/item/versions?agency=north");
    let page = room.get(&format!("{path}?take=2")).await;
    let form = page.form();
    assert_eq!(get(&form, "headline"), "House headline");
    assert_eq!(get(&form, "body"), "Delegations signed on Tuesday.");
    room.post("/desk/publish", &form)
        .await
        .is(StatusCode::SEE_OTHER);
    room.get(&path).await.lacks("has arrived").has("edition 2");
}

#[tokio::test]
async fn two_versions_are_compared_word_by_word() {
    let mut room = Newsroom::signed_in().await;
    let key = room.arrives(&Wire::plain()).await;
    let mut update = Wire::plain();
    update.version = 2;
    update.body = "<p>Delegations met again on Wednesday.</p>";
    room.arrives(&update).await;
    let page = room.get(&super::link::versions(&key, 1, 2)).await;
    page.is(StatusCode::OK)
        .has("<del>")
        .has("Wednesday")
        .has("only in 1");
    room.get(&super::link::versions(&key, 1, 9))
        .await
        .is(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_raw_is_downloaded_byte_for_byte_and_never_run() {
    let mut room = Newsroom::signed_in().await;
    let wire = Wire::plain().with("slugline", "<script>alert(1)</script>".into());
    let key = room.arrives(&wire).await;
    let page = room.get(&super::link::raw(&key, 1)).await;
    assert_eq!(page.text, wire.json());
    assert_eq!(page.headers["content-type"], "application/octet-stream");
    let disposition = page.headers["content-disposition"].to_str().expect("text");
    assert!(disposition.starts_with("attachment"), "{disposition}");
    room.get(&super::link::item(&key))
        .await
        .lacks("<script>alert")
        .has("&lt;script&gt;alert");
}

#[tokio::test]
async fn a_note_to_editors_is_marked_and_not_part_of_the_text() {
    let mut room = Newsroom::signed_in().await;
    let wire = Wire::plain().with("ednote", "Hold the second paragraph if short.".into());
    let key = room.arrives(&wire).await;
    let page = room.get(&super::link::item(&key)).await;
    page.has("Hold the second paragraph").has("never published");
    assert!(!get(&page.form(), "body").contains("Hold the second"));
}

#[tokio::test]
async fn a_correction_is_taken_over_only_with_its_note() {
    let mut room = Newsroom::signed_in().await;
    let key = room.arrives(&Wire::plain()).await;
    let path = room.publish(&key, "House headline").await;
    let mut correction = Wire::plain();
    correction.version = 2;
    correction.headline = "CORRECTED-Talks on the river treaty resume";
    room.arrives(&correction).await;
    let mut form = room.get(&format!("{path}?take=2")).await.form();
    let answer = room.post("/desk/publish", &form).await;
    answer
        .is(StatusCode::UNPROCESSABLE_ENTITY)
        .has("id=\"error-correction\"");
    set(
        &mut form,
        "correction",
        "An earlier version misnamed the river.",
    );
    room.post("/desk/publish", &form)
        .await
        .is(StatusCode::SEE_OTHER);
    room.get(&path)
        .await
        .has("An earlier version misnamed the river.");
}

#[tokio::test]
async fn the_stream_resumes_behind_the_last_event() {
    let room = Newsroom::signed_in().await;
    room.arrives(&Wire::plain()).await;
    let head = room.ports.store.head().await.expect("the head");
    room.pass(5);
    let mut other = Wire::plain();
    (other.guid, other.headline) = ("urn:north:rail", "Rail strike called off");
    room.arrives(&other).await;
    let cookie = room.cookie.clone().expect("a session");
    let request = Request::get("/desk/stream?after=0")
        .header("cookie", cookie)
        .header("last-event-id", head.0.to_string());
    let request = request.body(Body::empty()).expect("a request");
    let response = room
        .router
        .clone()
        .oneshot(request)
        .await
        .expect("an answer");
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut body = response.into_body().into_data_stream();
    let first = body.next().await.expect("an event").expect("bytes");
    let first = String::from_utf8_lossy(&first);
    assert!(first.contains("Rail strike called off"), "{first}");
    assert!(!first.contains(PLAIN), "{first}");
    assert!(first.contains(&format!("id: {}", head.0 + 1)), "{first}");
    room.desk.close();
    while let Some(more) = body.next().await {
        more.expect("bytes until the end");
    }
}

impl Newsroom {
    /// A kill notice that quotes the headline of `meant`: it may mean it, and the newsroom withholds it.
    async fn suspects(&self, notice: &ItemKey, meant: &ItemKey) {
        let suspected = known(&self.ports, &Subject::Item(meant.clone()))
            .await
            .expect("what is known");
        let receipt = self
            .ports
            .store
            .receipts(copydesk_desk::ReceiptNo(0), false, 1)
            .await;
        let receipt = receipt.expect("an answer").remove(0);
        let (feed, item) = (feed(), copydesk_wire::Item::default());
        let arriving = Arriving {
            item: &item,
            index_in_raw: 0,
            receipt: &receipt,
            feed: &feed,
            filed_under: None,
        };
        let suspect = copydesk_desk::Suspect {
            item: meant.clone(),
            confidence: 85,
            evidence: vec![copydesk_desk::Evidence::Headline],
            done: copydesk_desk::Done::Nothing,
        };
        let filed = copydesk_desk::VersionKey {
            item: notice.clone(),
            nth: 1,
        };
        let act = decide::act_on_notice(
            arriving,
            copydesk_desk::Intent::Kill,
            filed,
            vec![(suspect, suspected)],
            self.clock.now(),
        );
        self.ports.store.commit(act).await.expect("a commit");
    }
}

#[tokio::test]
async fn a_notice_that_may_mean_a_story_stands_on_every_screen_until_somebody_decides() {
    let mut room = Newsroom::signed_in().await;
    let key = room.arrives(&Wire::plain()).await;
    let story = room.publish(&key, "Perhaps gone").await;
    let mut wire = Wire::plain();
    wire.guid = "urn:north:notice";
    wire.headline = "A story is withdrawn";
    let notice = room.arrives(&wire).await;
    room.suspects(&notice, &key).await;
    room.get("/desk/")
        .await
        .has("1 notice does not say surely what it means")
        .has("1 item is withheld");
    room.get(&story).await.has("held");
    let page = room.get("/desk/notices").await;
    page.has("85 of 100")
        .has("quotes its headline")
        .has("withheld until somebody decides");
    let mut answer = vec![
        (String::from("agency"), notice.agency.clone()),
        (String::from("guid"), notice.guid.clone()),
        (String::from("nth"), String::from("1")),
    ];
    room.post("/desk/notices", &answer)
        .await
        .is(StatusCode::SEE_OTHER);
    room.get("/desk/").await.lacks("does not say surely");
    room.get("/desk/notices")
        .await
        .has("Decided by asha.")
        .has("untouched");
    room.get(&story).await.has("live");
    answer.push((String::from("means"), key.guid.clone()));
    room.post("/desk/notices", &answer)
        .await
        .is(StatusCode::CONFLICT);
}

#[tokio::test]
async fn an_editor_says_which_item_a_notice_kills() {
    let mut room = Newsroom::signed_in().await;
    let key = room.arrives(&Wire::plain()).await;
    let story = room.publish(&key, "Soon gone").await;
    let mut wire = Wire::plain();
    wire.guid = "urn:north:notice";
    let notice = room.arrives(&wire).await;
    room.suspects(&notice, &key).await;
    let answer = vec![
        (String::from("agency"), notice.agency.clone()),
        (String::from("guid"), notice.guid.clone()),
        (String::from("nth"), String::from("1")),
        (String::from("means"), key.guid.clone()),
    ];
    room.post("/desk/notices", &answer)
        .await
        .is(StatusCode::SEE_OTHER);
    room.get(&story).await.has("killed");
    room.get("/desk/kills").await.has("1 story was taken down.");
}

#[tokio::test]
async fn an_explainer_is_made_from_proposals_and_a_line_without_a_cite_is_refused() {
    let mut room = Newsroom::signed_in().await;
    let mut wire = Wire::plain();
    wire.body = "<p>The quay is shut.</p><h2>Who shut it?</h2>\
                 <p>\"We shut it at noon,\" said Ida Holm, the master of the harbour.</p>";
    let key = room.arrives(&wire).await;
    let story = room.publish(&key, "The quay is shut").await;
    let id = story.rsplit('/').next().unwrap_or_default().to_owned();
    room.get("/desk/explainers")
        .await
        .has(&format!("story:{id}"));
    let form = room
        .get(&format!("/desk/explainer/new?source=story:{id}"))
        .await;
    form.is(StatusCode::OK)
        .has("Who shut it?")
        .has("We shut it at noon");
    let page = dom_query::Document::from(form.text.as_str());
    let option = page.select("select[name=q0_l0_cite] option").first();
    let cite = option.attr("value").unwrap_or_default().to_string();
    let mut fields: Vec<(String, String)> = [
        ("source", format!("story:{id}").as_str()),
        ("title", "The quay"),
        ("slug", "the-quay"),
        ("q0", "Who shut it?"),
        ("q0_l0", "Its master."),
        ("do", "publish"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec();
    let refused = room.post("/desk/explainer/new", &fields).await;
    refused
        .is(StatusCode::UNPROCESSABLE_ENTITY)
        .has("uncited_line")
        .has("Its master.");
    set(&mut fields, "q0_l0_cite", "0000000000000000");
    let forged = room.post("/desk/explainer/new", &fields).await;
    forged
        .is(StatusCode::UNPROCESSABLE_ENTITY)
        .has("cite_mismatch");
    set(&mut fields, "q0_l0_cite", &cite);
    let published = room.post("/desk/explainer/new", &fields).await;
    published.is(StatusCode::SEE_OTHER);
    let path = published.location().to_owned();
    room.get("/desk/explainers").await.has("live, edition 1");
    room.get(&path).await.has("Its master.").has("selected");
    let again = room.post("/desk/explainer/new", &fields).await;
    again.is(StatusCode::UNPROCESSABLE_ENTITY).has("(slug)");
    set(&mut fields, "do", "withdraw");
    room.post(&path, &fields).await.is(StatusCode::SEE_OTHER);
    room.get("/desk/explainers")
        .await
        .has("withdrawn, edition 1");
}

const SAYS: &str = "<p>The basin was drained on Tuesday.</p>\
    <p>According to Maren Holt, the gates are older than the town.</p>\
    <p>“The lock will be dry by spring,” Maren Holt said.</p>";

/// The fields of the first form in the queue that sends this act, with what a browser would send.
fn statement_form(page: &Page, act: &str) -> Vec<(String, String)> {
    let document = dom_query::Document::from(page.text.as_str());
    let button = document.select(&format!("button[name=act][value={act}]"));
    let button = button.nodes().first().expect("a button of that act");
    let form = button.parent().expect("its form");
    let form = dom_query::Document::fragment(form.html());
    let mut fields = vec![("act".to_owned(), act.to_owned())];
    for field in form.select("input, textarea, select").iter() {
        let name = field.attr("name").expect("a name").to_string();
        let value = if field.is("textarea") {
            field.text().to_string()
        } else if field.is("select") {
            let chosen = field.select("option[selected]");
            chosen.attr("value").unwrap_or_default().to_string()
        } else {
            field.attr("value").unwrap_or_default().to_string()
        };
        fields.push((name, value));
    }
    fields
}

async fn with_statements() -> (Newsroom, String) {
    let mut room = Newsroom::signed_in().await;
    let wire = Wire {
        body: SAYS,
        ..Wire::plain()
    };
    let key = room.arrives(&wire).await;
    let story = room.publish(&key, "Old lock drained").await;
    (room, story)
}

#[tokio::test]
async fn a_statement_waits_with_its_spans_and_reasons_until_an_editor_decides() {
    let (mut room, _) = with_statements().await;
    let page = room.get("/desk/statements").await;
    page.is(StatusCode::OK)
        .has("<mark class=\"content\"><span class=\"vh\">content: </span>the gates are older than the town</mark>")
        .has("Maren Holt</mark>")
        .has("no form of sentence that is known to be safe made it")
        .lacks("dry by spring");
    room.get("/desk/statements?all=1")
        .await
        .has("dry by spring")
        .has("Certain: public with its story.");
    let form = statement_form(&page, "accept");
    room.post("/desk/statements", &form)
        .await
        .is(StatusCode::SEE_OTHER);
    room.get("/desk/statements")
        .await
        .has("No statement waits here.");
    room.get("/desk/statements?all=1")
        .await
        .has("Accepted by asha.");
    room.get("/desk/acts").await.has("statement decided");
}

#[tokio::test]
async fn corrected_words_must_stand_in_the_sentence() {
    let (mut room, _) = with_statements().await;
    let page = room.get("/desk/statements").await;
    let mut form = statement_form(&page, "correct");
    set(&mut form, "content", "the gates are younger");
    room.post("/desk/statements", &form)
        .await
        .is(StatusCode::UNPROCESSABLE_ENTITY);
    set(&mut form, "content", "the gates are older");
    room.post("/desk/statements", &form)
        .await
        .is(StatusCode::SEE_OTHER);
    room.get("/desk/statements?all=1")
        .await
        .has("the gates are older</mark>")
        .has("Spans corrected by asha.");
}

#[tokio::test]
async fn how_and_who_are_changed_in_one_form() {
    let (mut room, _) = with_statements().await;
    let page = room.get("/desk/statements").await;
    let mut form = statement_form(&page, "change");
    set(&mut form, "modality", "judged");
    room.post("/desk/statements", &form)
        .await
        .is(StatusCode::UNPROCESSABLE_ENTITY);
    set(&mut form, "modality", "claimed");
    set(&mut form, "speaker", "Maren  Anna Holt");
    room.post("/desk/statements", &form)
        .await
        .is(StatusCode::SEE_OTHER);
    room.get("/desk/statements?all=1")
        .await
        .has("claimed · Maren Anna Holt")
        .has("Changed by asha.");
}

#[tokio::test]
async fn an_act_on_a_story_that_is_off_is_refused() {
    let (mut room, story) = with_statements().await;
    let page = room.get("/desk/statements").await;
    let form = statement_form(&page, "reject");
    room.post(&format!("{story}/withdraw"), &[])
        .await
        .is(StatusCode::SEE_OTHER);
    room.post("/desk/statements", &form)
        .await
        .is(StatusCode::CONFLICT);
    room.get("/desk/statements")
        .await
        .has("No statement waits here.");
}

#[tokio::test]
async fn a_speaker_is_confirmed_by_the_exact_full_name_once() {
    let (mut room, _) = with_statements().await;
    let name = [("name".to_owned(), "Maren Holt".to_owned())];
    room.get("/desk/statements")
        .await
        .has("Confirm “Maren Holt” as a speaker");
    room.post("/desk/people", &name)
        .await
        .is(StatusCode::SEE_OTHER);
    room.post("/desk/people", &name)
        .await
        .is(StatusCode::CONFLICT);
    room.get("/desk/statements")
        .await
        .has("href=\"/people/maren-holt\"")
        .lacks("Confirm “Maren Holt”");
}

#[tokio::test]
async fn changed_figures_and_quotations_head_the_comparison_of_versions() {
    let mut room = Newsroom::signed_in().await;
    let first = Wire {
        body: "<p>The basin held 12 boats on Tuesday.</p>",
        ..Wire::plain()
    };
    let key = room.arrives(&first).await;
    let second = Wire {
        version: 2,
        body: "<p>The basin held 14 boats on Tuesday.</p>",
        ..Wire::plain()
    };
    room.arrives(&second).await;
    let page = room.get(&super::link::versions(&key, 1, 2)).await;
    page.has("<del>12</del> <ins>14</ins> <span class=\"hint\">changed</span>");
}
