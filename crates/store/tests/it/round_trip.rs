//! Law: what is committed is read back equal, field by field, whatever the words hold (U+0000, line ends, letters of
//! every plane) and however extreme the numbers are.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use copydesk_desk::{
    Act, Actor, Edition, EditionPicture, EditorName, Embargo, Event, EventKind, FeedId, GoneReason,
    ItemKey, ItemState, RawHash, Receipted, Seq, Signal, Standing, Status, Store, Story, StoryId,
    StoryState, Version, VersionKey,
};
use copydesk_text::{Block, BlockKind};
use jiff::Timestamp;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};

use sha2::{Digest, Sha256};

use crate::builders::arrival;
use crate::conformance::TestStore;

/// Facts that lean on each other: an item with a version, a story on it with an edition, an event about both.
#[derive(Clone, Debug)]
struct Facts {
    item: ItemState,
    version: Version,
    story: Story,
    edition: Edition,
    event: Event,
}

/// What was committed is what is read.
pub async fn every_field_comes_back(store: Arc<dyn Store>) {
    let received = store.receive(arrival("feed", b"raw")).await.expect("raw");
    let turn = AtomicU32::new(0);
    let config = Config {
        cases: 96,
        failure_persistence: None,
        ..Config::default()
    };
    let runtime = tokio::runtime::Handle::current();
    tokio::task::block_in_place(|| {
        let checked = TestRunner::new(config).run(&facts(), |facts| {
            let facts = placed(facts, turn.fetch_add(1, Ordering::Relaxed), received);
            runtime.block_on(check_comes_back(store.as_ref(), &facts))
        });
        checked.expect("every field comes back");
    });
}

/// Whatever bytes came are the bytes that are read.
pub async fn any_bytes_come_out_as_they_went_in(store: TestStore) {
    let config = Config {
        cases: 256,
        failure_persistence: None,
        ..Config::default()
    };
    let runtime = tokio::runtime::Handle::current();
    tokio::task::block_in_place(|| {
        let checked = TestRunner::new(config).run(&bytes(), |bytes| {
            runtime.block_on(check_bytes(store.as_ref(), &bytes))
        });
        checked.expect("all bytes come out");
    });
}

/// Noise, and texts whose line ends, zeros and repeats a careless store would touch.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let pieces = select(vec![
        &b"\0"[..],
        b"\r\n",
        b"\r",
        b" ",
        b"\x1a",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"abc",
    ]);
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..3000),
        prop::collection::vec(pieces, 0..60).prop_map(|pieces| pieces.concat()),
        (any::<u8>(), 0..200_000_usize).prop_map(|(byte, count)| vec![byte; count]),
    ]
}

async fn check_bytes(store: &dyn Store, bytes: &[u8]) -> Result<(), TestCaseError> {
    let failed = |why: copydesk_desk::StoreError| TestCaseError::fail(why.to_string());
    let received = store
        .receive(arrival("feed", bytes))
        .await
        .map_err(failed)?;
    prop_assert_eq!(received.raw, RawHash(Sha256::digest(bytes).into()));
    let back = store.raw(received.raw).await.map_err(failed)?;
    prop_assert!(
        back.as_deref() == Some(bytes),
        "{} bytes changed",
        bytes.len()
    );
    Ok(())
}

/// Every file of the corpora, and of the world where it lies beside the project.
pub async fn every_file_at_hand_comes_out_as_it_went_in(store: TestStore) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut count = 0;
    for folder in [
        "corpus",
        "fuzz/corpus",
        "../shared/fixtures/wire",
        "../shared/fixtures/feeds",
    ] {
        for path in files(&root.join(folder)) {
            let bytes = std::fs::read(&path).expect("a file");
            let checked = check_bytes(store.as_ref(), &bytes).await;
            assert!(checked.is_ok(), "{}: {checked:?}", path.display());
            count += 1;
        }
    }
    assert!(count > 100, "only {count} files");
}

fn files(top: &Path) -> Vec<PathBuf> {
    let mut open = vec![top.to_owned()];
    let mut files = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.path() {
                path if path.is_dir() => open.push(path),
                path => files.push(path),
            }
        }
    }
    files
}

async fn check_comes_back(store: &dyn Store, facts: &Facts) -> Result<(), TestCaseError> {
    let act = Act {
        items: vec![facts.item.clone()],
        versions: vec![facts.version.clone()],
        stories: vec![facts.story.clone()],
        editions: vec![facts.edition.clone()],
        events: vec![facts.event.clone()],
        ..Act::default()
    };
    let failed = |why: copydesk_desk::StoreError| TestCaseError::fail(why.to_string());
    let seq = store.commit(act).await.map_err(failed)?;
    let (key, id) = (&facts.item.key, &facts.story.id);
    let item = store.item(key.clone()).await.map_err(failed)?;
    prop_assert_eq!(item.as_ref(), Some(&facts.item));
    let versions = store.versions(key.clone()).await.map_err(failed)?;
    prop_assert_eq!(&versions[..], std::slice::from_ref(&facts.version));
    let story = store.story(id.clone()).await.map_err(failed)?;
    prop_assert_eq!(story.as_ref(), Some(&facts.story));
    let edition = store.edition(id.clone(), facts.edition.number).await;
    let edition = edition.map_err(failed)?;
    prop_assert_eq!(edition.as_ref(), Some(&facts.edition));
    let events = store.events(Seq(seq.0 - 1), 1).await.map_err(failed)?;
    prop_assert_eq!(&events[0].event, &facts.event);
    Ok(())
}

/// Gives facts keys of their own and makes them refer to each other.
fn placed(mut facts: Facts, turn: u32, received: Receipted) -> Facts {
    facts.item.key.guid = format!("{turn} {}", facts.item.key.guid);
    facts.story.id = StoryId::new(format!("{turn} {}", facts.story.id));
    facts.version.key.item = facts.item.key.clone();
    facts.version.receipt = received.receipt;
    facts.version.raw = received.raw;
    if facts.story.item.is_some() {
        facts.story.item = Some(facts.item.key.clone());
    }
    facts.edition.story = facts.story.id.clone();
    if facts.edition.version.is_some() {
        facts.edition.version = Some(facts.version.key.clone());
    }
    facts
}

fn facts() -> impl Strategy<Value = Facts> {
    (item(), version(), story(), edition(), event()).prop_map(
        |(item, version, story, edition, event)| Facts {
            item,
            version,
            story,
            edition,
            event,
        },
    )
}

fn words() -> impl Strategy<Value = String> {
    const ODD: &[&str] = &[
        "",
        "\0",
        "a\0b",
        "\r\n",
        "\u{FEFF}x",
        "\u{FFFF}",
        "\u{10FFFF}",
        "'; --",
        "ẞ İ ς",
        "\\u0000\"",
    ];
    prop_oneof![
        select(ODD).prop_map(str::to_owned),
        prop::collection::vec(any::<char>(), 0..12).prop_map(String::from_iter),
    ]
}

fn list() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(words(), 0..3)
}

fn instant() -> impl Strategy<Value = Timestamp> {
    let (min, max) = (
        Timestamp::MIN.as_microsecond(),
        Timestamp::MAX.as_microsecond(),
    );
    prop_oneof![select(vec![min, -1, 0, 1, max]), min..=max].prop_map(|micros| {
        Timestamp::from_nanosecond(i128::from(micros) * 1_000).expect("within the calendar")
    })
}

fn count() -> impl Strategy<Value = u32> {
    prop_oneof![select(vec![0, 1, u32::MAX]), any::<u32>()]
}

fn standing() -> impl Strategy<Value = Standing> {
    let status = select(vec![Status::Usable, Status::Withheld, Status::Canceled]);
    let embargo = prop_oneof![
        Just(Embargo::None),
        instant().prop_map(Embargo::Until),
        Just(Embargo::TimeUnknown),
    ];
    (status, embargo).prop_map(|(status, embargo)| Standing { status, embargo })
}

fn signals() -> impl Strategy<Value = Vec<Signal>> {
    prop::collection::vec(select(&Signal::ALL[..]), 0..4)
}

fn actor() -> impl Strategy<Value = Actor> {
    prop_oneof![
        words().prop_map(|name| Actor::Editor(EditorName::new(name))),
        words().prop_map(|feed| Actor::Rule(FeedId::new(feed))),
        Just(Actor::Clock),
        words().prop_map(Actor::Agency),
    ]
}

fn key() -> impl Strategy<Value = ItemKey> {
    (words(), words()).prop_map(|(agency, guid)| ItemKey { agency, guid })
}

fn item() -> impl Strategy<Value = ItemState> {
    let facts = (key(), words(), standing(), count(), count());
    let shown = (of(words()), of(words()), of(words()), of(any::<u8>()));
    let marks = (signals(), list());
    let acknowledged = of((words().prop_map(EditorName::new), instant()));
    let times = (instant(), instant(), of(instant()), acknowledged);
    (facts, shown, marks, times).prop_map(|(facts, shown, marks, times)| ItemState {
        key: facts.0,
        revision: 1,
        feed: FeedId::new(facts.1),
        standing: facts.2,
        current: facts.3,
        versions: facts.4,
        headline: shown.0,
        slugline: shown.1,
        language: shown.2,
        urgency: shown.3,
        signals: marks.0,
        holds: marks.1,
        first_received: times.0,
        last_received: times.1,
        killed_at: times.2,
        kill_acknowledged: times.3,
    })
}

fn version() -> impl Strategy<Value = Version> {
    let place = (key(), count(), count(), words());
    let sent = (of(words()), of(any::<i64>()), of(instant()), of(words()));
    let marks = (instant(), standing(), signals(), list(), any::<[u8; 32]>());
    (place, sent, marks).prop_map(|(place, sent, marks)| Version {
        key: VersionKey {
            item: place.0,
            nth: place.1,
        },
        receipt: copydesk_desk::ReceiptNo(0),
        index_in_raw: place.2,
        raw: copydesk_desk::RawHash([0; 32]),
        feed: FeedId::new(place.3),
        version: sent.0,
        version_ordinal: sent.1,
        version_created: sent.2,
        received: marks.0,
        standing: marks.1,
        signals: marks.2,
        slugline: sent.3.clone(),
        language: sent.3.as_ref().map(|_| "en-GB".into()),
        names: vec!["guid:a".into(), format!("service:bdt:{}:20260302", place.1)],
        headline: sent.3,
        content_sha256: marks.4,
        holds: marks.3,
    })
}

fn state() -> impl Strategy<Value = StoryState> {
    prop_oneof![
        select(vec![
            StoryState::Draft,
            StoryState::Live,
            StoryState::Held,
            StoryState::Withdrawn,
            StoryState::Killed,
        ]),
        instant().prop_map(StoryState::Scheduled),
    ]
}

fn story() -> impl Strategy<Value = Story> {
    let reason = select(vec![
        GoneReason::Kill,
        GoneReason::Withhold,
        GoneReason::House,
    ]);
    let place = (words(), state(), words(), words(), of(key()));
    let shown = (count(), words(), of(instant()), of(instant()));
    let gone = (of((reason, instant())), of(count()));
    (place, shown, gone).prop_map(|(place, shown, gone)| Story {
        id: StoryId::new(place.0),
        revision: 1,
        state: place.1,
        section: place.2,
        slug: place.3,
        item: place.4,
        edition: shown.0,
        headline: shown.1,
        first_published: shown.2,
        updated: shown.3,
        gone: gone.0,
        newer: gone.1,
    })
}

fn picture() -> impl Strategy<Value = EditionPicture> {
    let said = (words(), of(words()), of(words()), of(words()));
    (said, of(count()), of(count())).prop_map(|(said, width, height)| EditionPicture {
        href: said.0,
        caption: said.1,
        credit: said.2,
        alt: said.3,
        width,
        height,
    })
}

fn edition() -> impl Strategy<Value = Edition> {
    let block =
        (select(&BlockKind::ALL[..]), words()).prop_map(|(kind, text)| Block { kind, text });
    let place = (words(), count(), instant(), actor());
    let version = of((key(), count()).prop_map(|(item, nth)| VersionKey { item, nth }));
    let text = (words(), of(words()), prop::collection::vec(block, 0..4));
    let lines = (of(words()), of(words()), of(words()), words());
    let rest = (
        prop::collection::vec(picture(), 0..3),
        version,
        of(words()),
        of(words()),
    );
    (place, text, lines, rest).prop_map(|(place, text, lines, rest)| Edition {
        story: StoryId::new(place.0),
        number: place.1,
        published: place.2,
        by: place.3,
        headline: text.0,
        standfirst: text.1,
        blocks: text.2,
        byline: lines.0,
        dateline: lines.1,
        credit_line: lines.2,
        language: lines.3,
        pictures: rest.0,
        version: rest.1,
        disclosure: rest.2,
        correction: rest.3,
    })
}

fn event() -> impl Strategy<Value = Event> {
    let kind = select(&EventKind::ALL[..]);
    let about = (of(key()), of(words().prop_map(StoryId::new)));
    (instant(), kind, about, actor(), of(words())).prop_map(|(at, kind, about, by, note)| Event {
        at,
        kind,
        item: about.0,
        story: about.1,
        by,
        note,
    })
}
