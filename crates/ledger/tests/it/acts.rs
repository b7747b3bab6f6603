//! Acts that must have a leaf and have none are counted, on either engine: a receipt, an edition of the house, a withdrawal
//! of what the ledger has an edition of. What the ledger never had is not missed.

use std::sync::Arc;

use copydesk_desk::{
    Act, Actor, Clock, Edition, Event, EventKind, Leaf, LeafSubject, Secret, Story, StoryId,
    StoryState,
};
use copydesk_proof::{ErasureRecord, Record, UtcSecond};
use copydesk_text::Block;

use crate::house::{Rows, SetClock, leaf, open};
use crate::server::Schema;

fn event(kind: EventKind, story: Option<&str>) -> Event {
    Event {
        at: SetClock.now(),
        kind,
        item: None,
        story: story.map(StoryId::new),
        by: Actor::Clock,
        note: None,
    }
}

/// A story of the house as it is first published, with its leaf if it has one.
fn published(id: &str, leaf: Option<Leaf>) -> Act {
    let now = SetClock.now();
    Act {
        stories: vec![Story {
            id: StoryId::new(id),
            revision: 1,
            state: StoryState::Live,
            section: "harbour".into(),
            slug: "ferries".into(),
            item: None,
            edition: 1,
            headline: "Ferries run again".into(),
            first_published: Some(now),
            updated: Some(now),
            gone: None,
            newer: None,
        }],
        editions: vec![Edition {
            story: StoryId::new(id),
            number: 1,
            published: now,
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
        }],
        events: vec![event(EventKind::StoryPublished, Some(id))],
        leaves: leaf.into_iter().map(|leaf| (0, leaf)).collect(),
        ..Act::default()
    }
}

/// The leaf of a story's first edition; what its record says is nobody's business here.
fn edition_leaf(id: &str, number: u64) -> Leaf {
    let mut secret = [9; 32];
    secret[..8].copy_from_slice(&number.to_be_bytes());
    let record = ErasureRecord {
        erased: secret,
        at: UtcSecond::from_unix(0).expect("1970"),
        reason: String::from("test"),
    };
    let subject = LeafSubject::Edition {
        story: StoryId::new(id),
        number: 1,
        item: None,
    };
    Leaf::new(Secret::new(secret), &Record::Erasure(record), subject)
}

fn of_event(kind: EventKind, story: Option<&str>, leaf: Option<Leaf>) -> Act {
    Act {
        events: vec![event(kind, story)],
        leaves: leaf.into_iter().map(|leaf| (0, leaf)).collect(),
        ..Act::default()
    }
}

async fn check_missing_leaves_are_counted<R: Rows>(store: &Arc<R>) {
    let mut missing = 0;
    for (step, act, more) in [
        // Before the ledger's first leaf nothing is missed.
        ("before", published("before", None), 0),
        (
            "first",
            of_event(EventKind::Released, None, Some(leaf(1))),
            0,
        ),
        (
            "edition",
            published("with", Some(edition_leaf("with", 1))),
            0,
        ),
        ("edition without", published("without", None), 1),
        (
            "receipt",
            of_event(EventKind::ItemReceived, None, Some(leaf(2))),
            0,
        ),
        (
            "receipt without",
            of_event(EventKind::VersionReceived, None, None),
            1,
        ),
        (
            "withdrawal",
            of_event(EventKind::StoryKilled, Some("with"), Some(leaf(3))),
            0,
        ),
        (
            "withdrawal without",
            of_event(EventKind::StoryWithdrawn, Some("with"), None),
            1,
        ),
        (
            "withdrawal of what has no edition",
            of_event(EventKind::StoryHeld, Some("before"), None),
            0,
        ),
        (
            "an event that needs none",
            of_event(EventKind::Released, None, None),
            0,
        ),
    ] {
        store.commit(act).await.expect("committed");
        missing += more;
        let counted = store.acts_without_leaf().await.expect("counted");
        assert_eq!(counted, missing, "{step}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn acts_without_their_leaf_are_counted() {
    let folder = tempfile::tempdir().expect("a folder");
    check_missing_leaves_are_counted(&open(folder.path())).await;
    if let Some(schema) = Schema::fresh() {
        check_missing_leaves_are_counted(&schema.open()).await;
    }
}
