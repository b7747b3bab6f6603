//! Made-up newsroom facts for tests, complete but for what a case sets itself.

use copydesk_desk::{
    Act, Actor, Arrival, Edition, EditorAccount, EditorName, Embargo, Entity, EntityId, Event,
    EventKind, FeedId, ItemFilter, ItemKey, ItemState, ReceiptNo, ReceiptState, Receipted, Seq,
    Session, Standing, StatementAct, StatementDecision, StatementId, StatementSpans, Status, Store,
    Story, StoryId, StoryState, Version, VersionKey,
};
use copydesk_text::{Block, Span};
use jiff::Timestamp;

/// An instant: microseconds since 1970.
pub fn at(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).expect("a test names instants within the calendar")
}

pub fn feed(name: &str) -> FeedId {
    FeedId::new(name)
}

pub fn arrival(feed_name: &str, bytes: &[u8]) -> Arrival {
    Arrival {
        feed: feed(feed_name),
        name: None,
        bytes: bytes.to_vec(),
        media_type: None,
        charset: None,
        source_time: None,
        cursor: None,
        received: at(1_700_000_000_000_000),
    }
}

pub fn item_key(guid: &str) -> ItemKey {
    ItemKey {
        agency: "northern".into(),
        guid: guid.into(),
    }
}

/// An item at its first revision.
pub fn item(guid: &str) -> ItemState {
    ItemState {
        key: item_key(guid),
        revision: 1,
        feed: feed("northern-main"),
        standing: Standing {
            status: Status::Usable,
            embargo: Embargo::None,
        },
        current: 1,
        versions: 1,
        headline: Some("Ferry service resumes".into()),
        slugline: None,
        language: None,
        urgency: None,
        signals: Vec::new(),
        holds: Vec::new(),
        first_received: at(1),
        last_received: at(1),
        killed_at: None,
        kill_acknowledged: None,
    }
}

pub fn version(guid: &str, nth: u32, received: &Receipted) -> Version {
    Version {
        key: VersionKey {
            item: item_key(guid),
            nth,
        },
        receipt: received.receipt,
        index_in_raw: 0,
        raw: received.raw,
        feed: feed("northern-main"),
        version: None,
        version_ordinal: None,
        version_created: None,
        received: at(1),
        standing: Standing::default(),
        signals: Vec::new(),
        headline: None,
        slugline: None,
        language: None,
        names: Vec::new(),
        content_sha256: [7; 32],
        holds: Vec::new(),
    }
}

/// A live story at its first revision, written by the house.
pub fn story(id: &str) -> Story {
    Story {
        id: StoryId::new(id),
        revision: 1,
        state: StoryState::Live,
        section: "harbour".into(),
        slug: "ferry-service-resumes".into(),
        item: None,
        edition: 1,
        headline: "Ferries run again".into(),
        first_published: Some(at(10)),
        updated: Some(at(10)),
        gone: None,
        newer: None,
    }
}

pub fn edition(id: &str, number: u32) -> Edition {
    Edition {
        story: StoryId::new(id),
        number,
        published: at(10),
        by: Actor::Clock,
        headline: "Ferries run again".into(),
        standfirst: None,
        blocks: vec![Block::paragraph("The first boat left at six.")],
        byline: None,
        dateline: None,
        credit_line: None,
        language: "en".into(),
        pictures: Vec::new(),
        version: None,
        disclosure: None,
        correction: None,
    }
}

pub fn event(note: &str) -> Event {
    Event {
        at: at(5),
        kind: EventKind::ItemReceived,
        item: None,
        story: None,
        by: Actor::Clock,
        note: Some(note.into()),
    }
}

pub fn act_of_item(state: ItemState) -> Act {
    Act {
        items: vec![state],
        ..Act::default()
    }
}

pub fn act_of_story(state: Story) -> Act {
    Act {
        stories: vec![state],
        ..Act::default()
    }
}

pub fn act_of_event(note: &str) -> Act {
    Act {
        events: vec![event(note)],
        ..Act::default()
    }
}

/// An act about a statement of edition 1 of story `s`.
pub fn decided(id: &str, decision: StatementDecision, micros: i64) -> StatementAct {
    StatementAct {
        statement: StatementId::new(id),
        story: StoryId::new("s"),
        edition: 1,
        spans: StatementSpans {
            source: vec![Span::new(0, 5)],
            cue: Vec::new(),
            content: vec![Span::new(6, 9), Span::new(12, 40)],
        },
        decision,
        by: EditorName::new("ada\0 lovelace"),
        at: at(micros),
    }
}

pub fn entity(id: &str, name: &str) -> Entity {
    Entity {
        id: EntityId::new(id),
        name: name.to_owned(),
        by: EditorName::new("ada"),
        at: at(7),
    }
}

/// One of everything.
pub async fn fill(store: &dyn Store) {
    let mut sent = arrival("northern-main", b"raw\0bytes");
    sent.cursor = Some("cursor".into());
    let received = store.receive(sent).await.expect("received");
    let act = Act {
        receipt: Some((received.receipt, ReceiptState::Done(1))),
        items: vec![item("a")],
        versions: vec![version("a", 1, &received)],
        stories: vec![story("s")],
        editions: vec![edition("s", 1)],
        statements: vec![decided("a", StatementDecision::Reject, 3)],
        entities: vec![entity("ada", "Ada")],
        events: vec![event("one"), event("two")],
        ..Act::default()
    };
    store.commit(act).await.expect("committed");
    let name = EditorName::new("ada");
    let account = EditorAccount {
        name: name.clone(),
        password_phc: "phc".into(),
    };
    store.put_editor(account).await.expect("kept");
    let session = Session {
        token_sha256: [1; 32],
        editor: name,
        expires: at(9),
    };
    store.put_session(session).await.expect("kept");
}

/// Everything `fill` wrote, as it reads now.
pub async fn everything(store: &dyn Store) -> String {
    let receipts = store.receipts(ReceiptNo(0), false, 100).await;
    let receipts = receipts.expect("read");
    let raw = store.raw(receipts[0].raw).await.expect("read");
    let cursor = store.cursor(feed("northern-main")).await.expect("read");
    let items = store.items(ItemFilter::default()).await.expect("read");
    let versions = store.versions(item_key("a")).await.expect("read");
    let story = store.story(StoryId::new("s")).await.expect("read");
    let editions = store.editions(StoryId::new("s")).await.expect("read");
    let events = store.events(Seq(0), 100).await.expect("read");
    let editor = store.editor(EditorName::new("ada")).await.expect("read");
    let session = store.session([1; 32]).await.expect("read");
    let acts = store.statement_acts(StoryId::new("s")).await.expect("read");
    let entities = store.entities().await.expect("read");
    format!(
        "{acts:?} {entities:?} {receipts:?} {raw:?} {cursor:?} {items:?} {versions:?} {story:?} {editions:?} {events:?} {editor:?} {session:?}"
    )
}
