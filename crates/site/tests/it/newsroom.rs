//! A newsroom for tests: a store in a fresh folder, a clock that is set by hand, wires written here. Fetches nothing.

use std::collections::HashMap;
use std::path::Path;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode};
use copydesk_desk::decide::{self, Arriving, Copy, Known, Recorder};
use copydesk_desk::{
    Act, Actor, Arrival, Clock, Decided, EditorName, Feed, FeedId, FeedRules, ItemKey, Ledger,
    OnArrival, Random, Receipt, ReceiptState, Seq, ServedLedger, StatementAct, StatementDecision,
    StatementId, StatementSpans, Store, Story, StoryId, Wake, confirm_entity, decide_statement,
};
use copydesk_site::people::reading::Spoken;
use copydesk_site::{Agency, Pages, Ports, Section, SiteConfig, router};
use copydesk_store::sqlite::SqliteStore;
use copydesk_text::Block;
use copydesk_wire::Item;
use jiff::{SignedDuration, Timestamp};
use tower::ServiceExt;

use crate::shelf::Shelf;

/// What a page answered.
#[derive(Debug)]
pub struct Answered {
    pub status: StatusCode,
    pub headers: axum::http::HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answered {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }
}

#[derive(Debug)]
pub struct SetClock(Mutex<Timestamp>);

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().expect("the clock")
    }
}

struct Counted(AtomicU64);

impl Random for Counted {
    fn bytes32(&self) -> [u8; 32] {
        let mut bytes = [7; 32];
        bytes[..8].copy_from_slice(&self.0.fetch_add(1, Ordering::SeqCst).to_le_bytes());
        bytes
    }
}

struct Unwoken;

impl Wake for Unwoken {
    fn wake(&self, _: Seq) {}
    fn wait<'a>(&'a self, _: Seq) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>> {
        Box::pin(std::future::pending())
    }
}

/// A running newsroom.
pub struct Newsroom {
    pub ports: Ports,
    pub pages: Arc<Pages>,
    pub router: Router,
    /// The store as the ledger's rows.
    pub engine: Arc<dyn Ledger>,
    clock: Arc<SetClock>,
    shelf: Arc<Shelf>,
    fresh: AtomicU64,
    folder: Option<tempfile::TempDir>,
}

/// A wire to be sent: ninjs as an agency would write it.
#[derive(Clone, Debug)]
pub struct Wire {
    pub name: &'static str,
    pub version: u32,
    pub headline: String,
    pub paragraphs: Vec<String>,
    pub embargo: Option<Timestamp>,
    pub kill: bool,
    pub picture: Option<&'static str>,
    pub language: &'static str,
}

impl Wire {
    pub fn new(name: &'static str, headline: &str, paragraphs: &[&str]) -> Self {
        Self {
            name,
            version: 1,
            headline: headline.into(),
            paragraphs: paragraphs.iter().map(|p| (*p).into()).collect(),
            embargo: None,
            kill: false,
            picture: None,
            language: "en",
        }
    }

    fn ninjs(&self, at: Timestamp) -> Vec<u8> {
        let body: String = self
            .paragraphs
            .iter()
            .map(|p| format!("<p>{p}</p>"))
            .collect();
        let mut item = serde_json::json!({
            "standard": {"name": "ninjs", "version": "3.0"},
            "uri": format!("urn:example:{}", self.name),
            "type": "text",
            "language": self.language,
            "version": self.version.to_string(),
            "firstCreated": "2026-11-24T06:00:00Z",
            "versionCreated": at.to_string(),
            "pubStatus": if self.kill { "canceled" } else { "usable" },
            "headlines": [{"role": "main", "value": self.headline}],
            "bodies": [{"role": "main", "contentType": "text/html", "value": body}],
        });
        if let Some(embargo) = self.embargo {
            item["embargoed"] = embargo.to_string().into();
        }
        if let Some(picture) = self.picture {
            item["associations"] = serde_json::json!([{
                "name": "main", "uri": format!("urn:example:picture:{picture}"), "type": "picture",
                "headlines": [{"role": "main", "value": "A view"}],
                "descriptions": [{"role": "caption", "value": "What the picture shows."}],
                "by": "Other Pictures",
                "renditions": [{"name": "main", "href": format!("media/{picture}"), "contentType": "image/jpeg",
                    "width": 1200, "height": 800}],
            }]);
        }
        item.to_string().into_bytes()
    }
}

impl Newsroom {
    pub fn open() -> Self {
        Self::with(|_| {})
    }

    /// A newsroom whose configuration is changed before it opens.
    pub fn with(change: impl FnOnce(&mut SiteConfig)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = SqliteStore::open(folder.path()).expect("a store");
        Self::on(Arc::new(store), Some(folder), change)
    }

    /// A newsroom on this store, in this folder if it has one.
    pub fn on<T: Store + Ledger + 'static>(
        engine: Arc<T>,
        folder: Option<tempfile::TempDir>,
        change: impl FnOnce(&mut SiteConfig),
    ) -> Self {
        let clock = Arc::new(SetClock(Mutex::new(instant("2026-11-24T07:00:00Z"))));
        let mut config = config();
        change(&mut config);
        let shelf = Arc::new(Shelf::new());
        let feeds = ["harbour", "meridian"].map(|agency| (FeedId::new(agency), feed_of(agency)));
        let ports = Ports {
            store: Arc::clone(&engine) as Arc<dyn Store>,
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            random: Arc::new(Counted(AtomicU64::new(1))),
            wake: Arc::new(Unwoken),
            config: Arc::new(config),
            feeds: Arc::new(HashMap::from(feeds)),
            ledger: None,
            reuse: Arc::clone(&shelf) as Arc<dyn copydesk_desk::Reuse>,
            watch: Arc::new(copydesk_desk::Unwatched),
        };
        let pages = Arc::new(Pages::new(&ports.config).expect("a theme"));
        Self {
            router: router(ports.clone(), Arc::clone(&pages)),
            ports,
            pages,
            engine,
            clock,
            shelf,
            fresh: AtomicU64::new(1),
            folder,
        }
    }

    /// The newsroom with a ledger of its own rows, which `serve` makes in a folder.
    pub fn keeping(mut self, serve: impl FnOnce(&Path, &Ports) -> Arc<dyn ServedLedger>) -> Self {
        let folder = self.folder.as_ref().expect("a folder");
        let served = serve(&folder.path().join("ledger"), &self.ports);
        self.ports.ledger = Some(served);
        self.router = router(self.ports.clone(), Arc::clone(&self.pages));
        self
    }

    /// Adds what an act is recorded by.
    pub fn record(
        &self,
        known: &Known,
        (arriving, text): (Option<Arriving<'_>>, Option<&Item>),
        act: &mut Act,
    ) {
        let house = self.ports.config.house();
        let recorder = Recorder {
            known,
            others: Vec::new(),
            arriving,
            text,
            house: &house,
            random: self.ports.random.as_ref(),
        };
        recorder.record(act);
    }

    pub fn set_clock(&self, to: Timestamp) {
        *self.clock.0.lock().expect("the clock") = to;
    }

    pub fn pass(&self, seconds: i64) {
        let now = self.ports.clock.now();
        self.set_clock(
            now.checked_add(SignedDuration::from_secs(seconds))
                .expect("in range"),
        );
    }

    /// Receives a wire and applies what the desk decides.
    pub async fn send(&self, wire: &Wire) {
        let now = self.ports.clock.now();
        self.send_bytes(feed_of("harbour"), wire.ninjs(now)).await;
    }

    pub async fn send_bytes(&self, feed: Feed, bytes: Vec<u8>) {
        let now = self.ports.clock.now();
        let arrival = Arrival {
            feed: feed.id.clone(),
            name: None,
            bytes: bytes.clone(),
            media_type: None,
            charset: None,
            source_time: None,
            cursor: None,
            received: now,
        };
        let receipted = self.ports.store.receive(arrival).await.expect("received");
        let receipt: Receipt = self
            .ports
            .store
            .receipt(receipted.receipt)
            .await
            .expect("answers")
            .expect("a receipt");
        let mut hint = feed.hint.clone();
        hint.received = Some(now);
        hint.file_name = receipt.name.clone();
        let parsed = copydesk_wire::read(&bytes, &hint);
        for (index, item) in parsed.items.iter().enumerate() {
            let arriving = Arriving {
                item,
                index_in_raw: u32::try_from(index).expect("few items"),
                receipt: &receipt,
                feed: &feed,
                filed_under: None,
            };
            let known = self.known(&arriving.key()).await;
            let target = match arriving.kills() {
                Some(key) => Some(self.known(&key).await),
                None => None,
            };
            let house = self.ports.config.house();
            let mut act = decide::receive(
                &known,
                target.as_ref(),
                arriving,
                &house,
                self.fresh_id(),
                now,
            );
            let of = target.as_ref().unwrap_or(&known);
            self.record(of, (Some(arriving), None), &mut act);
            self.commit(act).await;
        }
        let done = Act {
            receipt: Some((receipt.no, ReceiptState::Done(1))),
            ..Act::default()
        };
        self.commit(done).await;
    }

    /// Publishes the current version of an item verbatim under a headline.
    pub async fn publish(&self, name: &str, headline: &str, section: &str) -> StoryId {
        self.publish_changed(name, headline, section, |_| {}).await
    }

    /// Publishes with changes to the copy; the next edition if the item has a story already.
    pub async fn publish_changed(
        &self,
        name: &str,
        headline: &str,
        section: &str,
        change: impl FnOnce(&mut Copy),
    ) -> StoryId {
        self.publish_item(&key(name), headline, section, change)
            .await
    }

    pub async fn publish_item(
        &self,
        key: &ItemKey,
        headline: &str,
        section: &str,
        change: impl FnOnce(&mut Copy),
    ) -> StoryId {
        let known = self.known(key).await;
        let current = known.item.as_ref().expect("an item").current;
        let version = known
            .versions
            .iter()
            .find(|v| v.key.nth == current)
            .expect("a version");
        let item = self
            .ports
            .item_of(version)
            .await
            .expect("answers")
            .expect("its raw");
        let story = known.stories.first().map(|(story, _)| story.clone());
        let mut copy = Copy {
            headline: headline.into(),
            section: section.into(),
            blocks: decide::verbatim_blocks(&item),
            pictures: decide::pictures_of(&item),
            version_nth: current,
            base_edition: story.as_ref().map_or(0, |story| story.edition),
            ..Copy::default()
        };
        change(&mut copy);
        let fresh = self.fresh_id();
        let mut act = decide::publish(
            &known,
            story.as_ref(),
            &item,
            &copy,
            &self.ports.config.house(),
            &Actor::Editor(EditorName::new("ada")),
            fresh,
            self.ports.clock.now(),
        )
        .expect("published");
        let id = act.stories.first().expect("a story").id.clone();
        self.record(&known, (None, Some(&item)), &mut act);
        self.commit(act).await;
        id
    }

    pub async fn withdraw(&self, id: &StoryId) {
        let story = self.story(id).await;
        let now = self.ports.clock.now();
        let by = EditorName::new("ada");
        let mut act = decide::withdraw(&story, None, &by, now).expect("withdrawn");
        let known = self.known(story.item.as_ref().expect("an item")).await;
        self.record(&known, (None, None), &mut act);
        self.commit(act).await;
    }

    pub async fn restore(&self, id: &StoryId) {
        let story = self.story(id).await;
        let known = self.known(story.item.as_ref().expect("an item")).await;
        let now = self.ports.clock.now();
        let act = decide::restore(&known, &story, &EditorName::new("ada"), now).expect("restored");
        self.commit(act).await;
    }

    pub async fn story(&self, id: &StoryId) -> Story {
        self.ports
            .store
            .story(id.clone())
            .await
            .expect("answers")
            .expect("a story")
    }

    /// An editor confirms a speaker.
    pub async fn confirm(&self, name: &str) {
        let known = self.ports.store.entities().await.expect("answers");
        let (by, now) = (EditorName::new("asha"), self.ports.clock.now());
        let act = confirm_entity(name, &known, &by, now).expect("a new name");
        self.commit(act).await;
    }

    /// An editor decides about the statement of a story that has these words.
    pub async fn decide(&self, id: &StoryId, words: &str, decision: StatementDecision) {
        let story = self.story(id).await;
        let edition = self.ports.store.edition(id.clone(), story.edition).await;
        let spoken = Spoken::read(&self.ports, edition.expect("answers").expect("an edition"));
        let spoken = spoken.await.expect("answers");
        let holds = |decided: &&Decided| {
            copydesk_statements::words(&spoken.flat, &decided.read.content.spans).contains(words)
        };
        let found = spoken.statements.iter().find(holds).expect("a statement");
        self.commit(decide_statement(StatementAct {
            statement: StatementId::new(&found.read.id),
            story: id.clone(),
            edition: story.edition,
            spans: StatementSpans::of(&found.read),
            decision,
            by: EditorName::new("asha"),
            at: self.ports.clock.now(),
        }))
        .await;
    }

    /// Lets the index and the pages see what happened, and neighbours be computed.
    pub async fn follow(&self) {
        self.follow_pages().await;
        self.shelf.follow(self.ports.store.as_ref()).await;
        self.settle().await;
    }

    /// Computes the neighbours that are due.
    pub async fn settle(&self) {
        let settled = copydesk_site::also::settle(&self.ports, &self.pages).await;
        settled.expect("computed");
    }

    /// Lets the pages alone see what happened.
    pub async fn follow_pages(&self) {
        loop {
            let events = self
                .ports
                .store
                .events(self.pages.seq(), 100)
                .await
                .expect("answers");
            if events.is_empty() {
                return;
            }
            self.pages
                .refresh(&self.ports, &events)
                .await
                .expect("followed");
        }
    }

    pub async fn get(&self, path: &str) -> Answered {
        self.ask(Method::GET, path, &[]).await
    }

    pub async fn ask(&self, method: Method, path: &str, headers: &[(&str, &str)]) -> Answered {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::empty()).expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("answers");
        let (parts, body) = response.into_parts();
        Answered {
            status: parts.status,
            headers: parts.headers,
            bytes: to_bytes(body, usize::MAX).await.expect("a body").to_vec(),
        }
    }

    pub async fn known(&self, key: &ItemKey) -> Known {
        let store = &self.ports.store;
        let mut stories = Vec::new();
        for story in store.stories_of(key.clone()).await.expect("answers") {
            let edition = store
                .edition(story.id.clone(), story.edition)
                .await
                .expect("answers");
            stories.push((story, edition));
        }
        Known {
            item: store.item(key.clone()).await.expect("answers"),
            versions: store.versions(key.clone()).await.expect("answers"),
            stories,
            leaves: store.leaves_of(key.clone()).await.expect("answers"),
            ..Known::default()
        }
    }

    pub async fn commit(&self, act: Act) {
        if !act.is_empty() {
            self.ports.store.commit(act).await.expect("committed");
        }
    }

    pub fn fresh_id(&self) -> StoryId {
        let n = self.fresh.fetch_add(1, Ordering::SeqCst);
        StoryId::from_random(n.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }
}

pub fn key(name: &str) -> ItemKey {
    ItemKey {
        agency: "harbour".into(),
        guid: format!("urn:example:{name}"),
    }
}

pub fn instant(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

/// Where a story's page stands.
pub fn path(story: &Story) -> String {
    copydesk_site::route::story_path(story)
}

/// The feed of an agency; everything on it waits for an editor.
pub fn feed_of(agency: &str) -> Feed {
    Feed {
        id: FeedId::new(agency),
        agency: agency.into(),
        hint: copydesk_wire::Hint {
            agency: Some(agency.into()),
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

fn config() -> SiteConfig {
    let section = |slug: &str, name: &str| Section {
        slug: slug.into(),
        name: name.into(),
    };
    SiteConfig {
        name: "The Example Times".into(),
        origin: "https://times.example".into(),
        language: "en".into(),
        zone: jiff::tz::TimeZone::get("Asia/Kolkata").expect("a zone"),
        sections: vec![section("world", "World"), section("science", "Science")],
        agencies: vec![Agency {
            id: "harbour".into(),
            name: "Harbour Wire".into(),
            rights: Some("© Harbour Wire".into()),
            token_sha256: None,
        }],
        theme: None,
        media: None,
        page_cache_bytes: 4 << 20,
        house_map: None,
        freshness: None,
    }
}

/// A folder with one file in it.
pub fn folder_with(name: &str, content: &[u8]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(Path::join(folder.path(), name), content).expect("written");
    folder
}

/// A paragraph as copy has it.
pub fn paragraph(text: &str) -> Block {
    Block::paragraph(text)
}
