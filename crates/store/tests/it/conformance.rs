//! What every store promises, one case a function, against the desk's trait alone. An engine runs all of them with
//! `run_conformance!(open)`; a case that one engine cannot pass is a fault of the engine.

use std::sync::Arc;

use copydesk_desk::{
    Act, EditorAccount, EditorName, Embargo, Entity, ItemFilter, RawHash, ReceiptNo, ReceiptState,
    Receipted, Seq, Session, Standing, StatementAct, StatementDecision, StatementSpans, Status,
    Store, StoreError, StoryFilter, StoryId, StoryState,
};
use copydesk_statements::Modality;
use copydesk_text::Span;
use sha2::{Digest, Sha256};

use crate::builders::*;
pub use crate::explainers::{
    a_document_comes_back_and_its_versions_are_only_added,
    an_explainer_comes_back_and_changes_only_from_its_last_revision,
};
pub use crate::round_trip::{
    any_bytes_come_out_as_they_went_in, every_field_comes_back,
    every_file_at_hand_comes_out_as_it_went_in,
};

/// Makes one test of each case; `$open` gives a fresh store, with whatever must outlive it, or nothing where the engine
/// is not there.
macro_rules! run_conformance {
    ($open:path) => {
        $crate::conformance::run_conformance!($open:
            bytes_come_out_as_they_went_in,
            any_bytes_come_out_as_they_went_in,
            every_file_at_hand_comes_out_as_it_went_in,
            every_field_comes_back,
            a_raw_that_never_came_is_not_there,
            receipts_are_numbered_from_one_without_gaps,
            a_receipt_holds_what_the_transport_said,
            the_same_bytes_on_the_same_feed_only_count,
            the_same_bytes_on_another_feed_are_another_receipt,
            a_batch_is_answered_in_order_with_its_repeats,
            a_cursor_is_kept_with_its_arrival_and_alone,
            recent_receipts_are_the_last_ones_oldest_first,
            receipts_are_read_on_from_a_number,
            quarantine_is_listed_newest_first,
            a_state_is_written_only_from_the_revision_before,
            joined_states_of_one_item_are_written_in_order,
            a_stale_act_leaves_nothing,
            an_act_that_names_what_is_not_there_is_stale,
            an_act_without_events_answers_the_head,
            events_are_numbered_without_gaps_for_many_writers,
            items_are_listed_by_every_filter,
            items_are_paged_without_loss_among_equal_instants,
            a_search_ignores_case_in_every_script,
            embargoed_items_are_those_still_closed,
            an_embargo_never_opens_a_fraction_early,
            stories_are_listed_by_every_filter,
            scheduled_stories_come_at_their_instant,
            versions_and_editions_are_only_added,
            what_is_derived_is_put_anew_and_nothing_else,
            a_version_is_found_by_its_names_whoever_asks_first,
            a_notice_comes_back_and_changes_only_from_its_last_revision,
            acts_about_statements_come_back_in_order,
            an_entity_is_confirmed_under_one_id_and_one_name,
            accounts_and_sessions_come_back,
            a_document_comes_back_and_its_versions_are_only_added,
            an_explainer_comes_back_and_changes_only_from_its_last_revision,
            a_follower_sees_each_number_once_and_in_order_while_eight_write,
        );
    };
    ($open:path: $($case:ident,)+) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $case() {
                if let Some((store, _kept)) = $open() {
                    $crate::conformance::$case(store).await;
                }
            }
        )+
    };
}
pub(crate) use run_conformance;

pub type TestStore = Arc<dyn Store>;

async fn received(store: &TestStore, bytes: &[u8]) -> Receipted {
    store
        .receive(arrival("northern-main", bytes))
        .await
        .expect("received")
}

async fn committed(store: &TestStore, act: Act) -> Seq {
    store.commit(act).await.expect("committed")
}

#[track_caller]
fn check_stale<T: std::fmt::Debug>(answer: Result<T, StoreError>) {
    assert!(matches!(answer, Err(StoreError::Stale)), "{answer:?}");
}

fn guids(items: &[copydesk_desk::ItemState]) -> Vec<&str> {
    items.iter().map(|item| item.key.guid.as_str()).collect()
}

fn ids(stories: &[copydesk_desk::Story]) -> Vec<&str> {
    stories.iter().map(|story| story.id.as_str()).collect()
}

pub async fn bytes_come_out_as_they_went_in(store: TestStore) {
    let all_bytes: Vec<u8> = (0..=255).collect();
    let large: Vec<u8> = (0..3_000_000u32).map(|n| (n % 251) as u8).collect();
    for bytes in [&b""[..], b"\0", b"<newsItem/>", &all_bytes, &large] {
        let answer = received(&store, bytes).await;
        assert_eq!(answer.raw, RawHash(Sha256::digest(bytes).into()));
        let back = store.raw(answer.raw).await.expect("read");
        assert_eq!(back.as_deref(), Some(bytes));
    }
}

pub async fn a_raw_that_never_came_is_not_there(store: TestStore) {
    assert_eq!(store.raw(RawHash([9; 32])).await.expect("read"), None);
    assert_eq!(store.receipt(ReceiptNo(1)).await.expect("read"), None);
    assert_eq!(store.item(item_key("none")).await.expect("read"), None);
    let id = StoryId::new("none");
    assert_eq!(store.story(id.clone()).await.expect("read"), None);
    assert_eq!(store.edition(id.clone(), 1).await.expect("read"), None);
    assert_eq!(store.editions(id).await.expect("read"), []);
    assert_eq!(store.versions(item_key("none")).await.expect("read"), []);
    assert_eq!(store.stories_of(item_key("none")).await.expect("read"), []);
    assert_eq!(store.head().await.expect("read"), Seq(0));
    assert_eq!(store.item_count().await.expect("read"), 0);
}

pub async fn receipts_are_numbered_from_one_without_gaps(store: TestStore) {
    let mut writers = tokio::task::JoinSet::new();
    for writer in 0..8u8 {
        let store = Arc::clone(&store);
        writers.spawn(async move {
            let mut numbers = Vec::new();
            for turn in 0..25u8 {
                let answer = received(&store, &[writer, turn]).await;
                assert!(!answer.repeat);
                numbers.push(answer.receipt.0);
            }
            numbers
        });
    }
    let mut numbers: Vec<i64> = writers.join_all().await.into_iter().flatten().collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=200).collect::<Vec<_>>());
}

pub async fn a_receipt_holds_what_the_transport_said(store: TestStore) {
    let mut sent = arrival("fünf", b"copy");
    sent.name = Some("in/ö\0dd.xml".into());
    sent.media_type = Some("application/xml".into());
    sent.charset = Some("iso-8859-1".into());
    sent.source_time = Some(at(-5));
    let answer = store.receive(sent.clone()).await.expect("received");
    let receipt = store
        .receipt(answer.receipt)
        .await
        .expect("read")
        .expect("there");
    assert_eq!(receipt.no, ReceiptNo(1));
    assert_eq!(receipt.feed, sent.feed);
    assert_eq!(receipt.raw, answer.raw);
    assert_eq!(receipt.name, sent.name);
    assert_eq!(receipt.media_type, sent.media_type);
    assert_eq!(receipt.charset, sent.charset);
    assert_eq!(receipt.received, sent.received);
    assert_eq!(receipt.bytes_len, 4);
    assert_eq!(receipt.repeats, 0);
    assert_eq!(receipt.state, ReceiptState::Pending);
}

pub async fn the_same_bytes_on_the_same_feed_only_count(store: TestStore) {
    let first = received(&store, b"same").await;
    for repeats in 1..=3 {
        let again = received(&store, b"same").await;
        assert_eq!(
            (again.receipt, again.raw, again.repeat),
            (first.receipt, first.raw, true)
        );
        let receipt = store.receipt(first.receipt).await.expect("read");
        assert_eq!(receipt.expect("there").repeats, repeats);
    }
    assert_eq!(received(&store, b"other").await.receipt, ReceiptNo(2));
}

pub async fn the_same_bytes_on_another_feed_are_another_receipt(store: TestStore) {
    let first = received(&store, b"same").await;
    let other = store
        .receive(arrival("southern", b"same"))
        .await
        .expect("received");
    assert_eq!(
        (other.receipt, other.raw, other.repeat),
        (ReceiptNo(2), first.raw, false)
    );
}

pub async fn a_batch_is_answered_in_order_with_its_repeats(store: TestStore) {
    assert_eq!(store.receive_all(Vec::new()).await.expect("none"), []);
    let batch = [b"a", b"b", b"a", b"c"].map(|bytes| arrival("northern-main", bytes));
    let answers = store.receive_all(batch.to_vec()).await.expect("received");
    let seen: Vec<_> = answers.iter().map(|a| (a.receipt.0, a.repeat)).collect();
    assert_eq!(seen, [(1, false), (2, false), (1, true), (3, false)]);
}

pub async fn a_cursor_is_kept_with_its_arrival_and_alone(store: TestStore) {
    let name = || feed("northern-main");
    assert_eq!(store.cursor(name()).await.expect("read"), None);
    let mut with_cursor = arrival("northern-main", b"a");
    with_cursor.cursor = Some("etag \0 1".into());
    let mut later = arrival("northern-main", b"a");
    later.cursor = Some("2".into());
    store.receive(with_cursor).await.expect("received");
    let kept = store.cursor(name()).await.expect("read");
    assert_eq!(kept.as_deref(), Some("etag \0 1"));
    // A repeat moves the cursor too, and an arrival without one leaves it.
    store.receive(later).await.expect("received");
    received(&store, b"b").await;
    let kept = store.cursor(name()).await.expect("read");
    assert_eq!(kept.as_deref(), Some("2"));
    store.put_cursor(name(), "3".into()).await.expect("kept");
    let kept = store.cursor(name()).await.expect("read");
    assert_eq!(kept.as_deref(), Some("3"));
    assert_eq!(store.cursor(feed("southern")).await.expect("read"), None);
}

pub async fn recent_receipts_are_the_last_ones_oldest_first(store: TestStore) {
    assert_eq!(store.recent_receipts(10).await.expect("read"), []);
    for (second, name) in ["northern-main", "southern", "northern-main"]
        .iter()
        .enumerate()
    {
        let mut arrival = arrival(name, &[u8::try_from(second).expect("few")]);
        arrival.received += jiff::SignedDuration::from_secs(i64::try_from(second).expect("few"));
        store.receive(arrival).await.expect("received");
    }
    let recent = store.recent_receipts(2).await.expect("read");
    let names: Vec<&str> = recent.iter().map(|(feed, _)| feed.as_str()).collect();
    assert_eq!(names, ["southern", "northern-main"]);
    assert_eq!(recent[1].1.duration_since(recent[0].1).as_secs(), 1);
}

pub async fn receipts_are_read_on_from_a_number(store: TestStore) {
    for n in 0..5u8 {
        received(&store, &[n]).await;
    }
    let done = Act {
        receipt: Some((ReceiptNo(2), ReceiptState::Done(3))),
        ..Act::default()
    };
    committed(&store, done).await;
    let numbers = async |after, pending_only, limit| {
        let found = store.receipts(ReceiptNo(after), pending_only, limit).await;
        let found = found.expect("read");
        found.iter().map(|r| r.no.0).collect::<Vec<_>>()
    };
    assert_eq!(numbers(0, false, 100).await, [1, 2, 3, 4, 5]);
    assert_eq!(numbers(0, true, 100).await, [1, 3, 4, 5]);
    assert_eq!(numbers(1, true, 2).await, [3, 4]);
    assert_eq!(numbers(5, false, 100).await, [0i64; 0]);
    let read = store.receipt(ReceiptNo(2)).await.expect("read");
    assert_eq!(read.expect("there").state, ReceiptState::Done(3));
}

pub async fn quarantine_is_listed_newest_first(store: TestStore) {
    for n in 0..4u8 {
        received(&store, &[n]).await;
    }
    for (no, reason) in [(1, "truncated"), (3, "no\0 XML")] {
        let act = Act {
            receipt: Some((ReceiptNo(no), ReceiptState::Quarantined(reason.into()))),
            ..Act::default()
        };
        committed(&store, act).await;
    }
    let found = store.quarantine(10).await.expect("read");
    let numbers: Vec<_> = found.iter().map(|r| r.no.0).collect();
    assert_eq!(numbers, [3, 1]);
    assert_eq!(found[0].state, ReceiptState::Quarantined("no\0 XML".into()));
    assert_eq!(store.quarantine(1).await.expect("read").len(), 1);
    let again = Act {
        receipt: Some((ReceiptNo(1), ReceiptState::Done(0))),
        ..Act::default()
    };
    committed(&store, again).await;
    assert_eq!(store.quarantine(10).await.expect("read").len(), 1);
}

pub async fn a_state_is_written_only_from_the_revision_before(store: TestStore) {
    for revision in [0, 2, u32::MAX] {
        let mut unborn = item("a");
        unborn.revision = revision;
        check_stale(store.commit(act_of_item(unborn)).await);
        let mut unborn = story("s");
        unborn.revision = revision;
        check_stale(store.commit(act_of_story(unborn)).await);
    }
    committed(&store, act_of_item(item("a"))).await;
    committed(&store, act_of_story(story("s"))).await;
    check_stale(store.commit(act_of_item(item("a"))).await);
    check_stale(store.commit(act_of_story(story("s"))).await);
    let mut second = item("a");
    (second.revision, second.headline) = (2, None);
    committed(&store, act_of_item(second.clone())).await;
    check_stale(store.commit(act_of_item(second.clone())).await);
    let kept = store.item(item_key("a")).await.expect("read");
    assert_eq!(kept, Some(second));
    let mut second = story("s");
    (second.revision, second.state) = (2, StoryState::Withdrawn);
    committed(&store, act_of_story(second.clone())).await;
    check_stale(store.commit(act_of_story(second.clone())).await);
    let kept = store.story(StoryId::new("s")).await.expect("read");
    assert_eq!(kept, Some(second));
}

pub async fn joined_states_of_one_item_are_written_in_order(store: TestStore) {
    let states: Vec<_> = (1..=3)
        .map(|revision| {
            let mut state = item("a");
            state.revision = revision;
            state.versions = revision;
            state
        })
        .collect();
    let act = Act {
        items: states.clone(),
        ..Act::default()
    };
    committed(&store, act).await;
    let kept = store.item(item_key("a")).await.expect("read");
    assert_eq!(kept.as_ref(), states.last());
    let backwards = Act {
        items: states.into_iter().rev().collect(),
        ..Act::default()
    };
    check_stale(store.commit(backwards).await);
}

pub async fn a_stale_act_leaves_nothing(store: TestStore) {
    let answer = received(&store, b"raw").await;
    committed(&store, act_of_item(item("old"))).await;
    committed(&store, act_of_event("before")).await;
    let act = Act {
        receipt: Some((answer.receipt, ReceiptState::Done(1))),
        items: vec![item("new"), item("old")],
        versions: vec![version("new", 1, &answer)],
        stories: vec![story("s")],
        editions: vec![edition("s", 1)],
        events: vec![event("never")],
        ..Act::default()
    };
    check_stale(store.commit(act.clone()).await);
    assert_eq!(store.item(item_key("new")).await.expect("read"), None);
    assert_eq!(store.versions(item_key("new")).await.expect("read"), []);
    let id = StoryId::new("s");
    assert_eq!(store.story(id.clone()).await.expect("read"), None);
    assert_eq!(store.editions(id).await.expect("read"), []);
    assert_eq!(store.head().await.expect("read"), Seq(1));
    assert_eq!(store.events(Seq(0), 10).await.expect("read").len(), 1);
    let receipt = store.receipt(answer.receipt).await.expect("read");
    assert_eq!(receipt.expect("there").state, ReceiptState::Pending);
    // Without what did not fit, the very same act is written.
    let mut fitting = act;
    fitting.items.pop();
    assert_eq!(committed(&store, fitting).await, Seq(2));
}

pub async fn an_act_that_names_what_is_not_there_is_stale(store: TestStore) {
    let answer = received(&store, b"raw").await;
    committed(&store, act_of_item(item("a"))).await;
    let mut no_raw = version("a", 1, &answer);
    no_raw.raw = RawHash([3; 32]);
    let mut no_receipt = version("a", 1, &answer);
    no_receipt.receipt = ReceiptNo(99);
    for wrong in [no_raw, no_receipt, version("nobody", 1, &answer)] {
        let act = Act {
            versions: vec![wrong],
            ..Act::default()
        };
        check_stale(store.commit(act).await);
    }
    let mut based_on_nothing = story("s");
    based_on_nothing.item = Some(item_key("nobody"));
    check_stale(store.commit(act_of_story(based_on_nothing)).await);
    let mut based_on_no_version = edition("s", 1);
    based_on_no_version.version = Some(version("a", 8, &answer).key);
    for wrong in [based_on_no_version, edition("elsewhere", 1)] {
        let act = Act {
            stories: vec![story("s")],
            editions: vec![wrong],
            ..Act::default()
        };
        check_stale(store.commit(act).await);
    }
    let act = Act {
        receipt: Some((ReceiptNo(99), ReceiptState::Done(1))),
        ..Act::default()
    };
    check_stale(store.commit(act).await);
}

pub async fn an_act_without_events_answers_the_head(store: TestStore) {
    assert_eq!(committed(&store, Act::default()).await, Seq(0));
    assert_eq!(committed(&store, act_of_event("one")).await, Seq(1));
    assert_eq!(committed(&store, act_of_item(item("a"))).await, Seq(1));
}

/// Eight writers of acts with one to three events, stale ones among them; a follower that reads while they write
/// sees each number once and in order.
pub async fn events_are_numbered_without_gaps_for_many_writers(store: TestStore) {
    let expected: i64 = 8 * (1..=30).map(|turn| 1 + turn % 3).sum::<i64>();
    committed(&store, act_of_item(item("taken"))).await;
    let follower = tokio::spawn(follow(Arc::clone(&store), expected));
    let mut writers = tokio::task::JoinSet::new();
    for writer in 0..8 {
        let store = Arc::clone(&store);
        writers.spawn(async move {
            for turn in 1..=30 {
                let note = format!("{writer} {turn}");
                let act = Act {
                    items: vec![item(&note)],
                    events: vec![event(&note); 1 + turn % 3],
                    ..Act::default()
                };
                let last = committed(&store, act).await;
                let own = store.events(Seq(last.0 - 1), 1).await.expect("read");
                assert_eq!(own[0].event.note.as_ref(), Some(&note));
                let stale = Act {
                    items: vec![item("taken")],
                    ..act_of_event("never")
                };
                check_stale(store.commit(stale).await);
            }
        });
    }
    writers.join_all().await;
    let notes = follower.await.expect("follower");
    assert!(!notes.contains(&"never".to_owned()));
    assert_eq!(store.head().await.expect("read"), Seq(expected));
}

async fn follow(store: TestStore, last: i64) -> Vec<String> {
    let mut notes = Vec::new();
    let mut seen = Seq(0);
    while seen.0 < last {
        for record in store.events(seen, 7).await.expect("read") {
            assert_eq!(record.seq.0, seen.0 + 1, "gapless and in order");
            seen = record.seq;
            notes.extend(record.event.note);
        }
        tokio::task::yield_now().await;
    }
    notes
}

pub async fn items_are_listed_by_every_filter(store: TestStore) {
    for (micros, guid, agency) in [(1, "a", "northern"), (3, "b", "northern"), (2, "c", "east")] {
        let mut state = item(guid);
        state.key.agency = agency.into();
        state.feed = feed(&format!("{agency}-{guid}"));
        state.last_received = at(micros);
        if guid != "b" {
            state.killed_at = Some(at(9));
        }
        if guid == "c" {
            state.kill_acknowledged = Some((EditorName::new("ada"), at(10)));
        }
        committed(&store, act_of_item(state)).await;
    }
    let check = async |filter: ItemFilter, expected: &[&str]| {
        let found = store.items(filter.clone()).await.expect("read");
        assert_eq!(guids(&found), expected, "{filter:?}");
    };
    let all = ItemFilter::default();
    check(all.clone(), &["b", "c", "a"]).await;
    let limit = 1;
    check(
        ItemFilter {
            limit,
            ..all.clone()
        },
        &["b"],
    )
    .await;
    let agency = Some("northern".to_owned());
    check(
        ItemFilter {
            agency: agency.clone(),
            ..all.clone()
        },
        &["b", "a"],
    )
    .await;
    let from_a = Some(feed("northern-a"));
    check(
        ItemFilter {
            feed: from_a,
            ..all.clone()
        },
        &["a"],
    )
    .await;
    let unacknowledged_kills = true;
    check(
        ItemFilter {
            unacknowledged_kills,
            ..all.clone()
        },
        &["a"],
    )
    .await;
    let before = Some((at(3), item_key("b")));
    check(
        ItemFilter {
            before: before.clone(),
            ..all.clone()
        },
        &["c", "a"],
    )
    .await;
    check(
        ItemFilter {
            before,
            agency,
            ..all
        },
        &["a"],
    )
    .await;
    assert_eq!(store.item_count().await.expect("read"), 3);
}

pub async fn items_are_paged_without_loss_among_equal_instants(store: TestStore) {
    for n in 0..7 {
        let mut state = item(&format!("guid {n}"));
        state.last_received = at(n / 3);
        committed(&store, act_of_item(state)).await;
    }
    let mut seen = Vec::new();
    let mut before = None;
    loop {
        let filter = ItemFilter {
            before: before.take(),
            limit: 2,
            ..ItemFilter::default()
        };
        let page = store.items(filter).await.expect("read");
        let Some(last) = page.last() else { break };
        before = Some((last.last_received, last.key.clone()));
        seen.extend(page.into_iter().map(|item| item.key.guid));
    }
    let mut sorted = seen.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!((seen.len(), sorted.len()), (7, 7), "{seen:?}");
}

pub async fn a_search_ignores_case_in_every_script(store: TestStore) {
    for (guid, headline, slugline) in [
        ("a", Some("ÖLPREIS steigt um 5%"), None),
        ("b", Some("Рынок нефти"), Some("Oil-Price")),
        ("c", None, None),
        ("d", Some("a_b\0c"), Some("बाज़ार")),
    ] {
        let mut state = item(guid);
        state.headline = headline.map(str::to_owned);
        state.slugline = slugline.map(str::to_owned);
        committed(&store, act_of_item(state)).await;
    }
    for (text, expected) in [
        ("ölpreis STEIGT", &["a"][..]),
        ("5%", &["a"]),
        ("%", &["a"]),
        ("_", &["d"]),
        ("\0C", &["d"]),
        ("РЫНОК", &["b"]),
        ("oil-price", &["b"]),
        ("нефтиoil", &[]),
        ("बाज़", &["d"]),
        ("absent", &[]),
    ] {
        let filter = ItemFilter {
            text: Some(text.into()),
            ..ItemFilter::default()
        };
        let found = store.items(filter).await.expect("read");
        assert_eq!(guids(&found), expected, "{text:?}");
    }
    // After an update only the new words are found.
    let mut renamed = item("a");
    (renamed.revision, renamed.headline) = (2, Some("Gaspreis".into()));
    committed(&store, act_of_item(renamed)).await;
    let filter = ItemFilter {
        text: Some("preis".into()),
        ..ItemFilter::default()
    };
    let found = store.items(filter).await.expect("read");
    assert_eq!(found[0].headline.as_deref(), Some("Gaspreis"));
}

pub async fn embargoed_items_are_those_still_closed(store: TestStore) {
    let until = |micros| Embargo::Until(at(micros));
    for (guid, status, embargo) in [
        ("later", Status::Usable, until(30)),
        ("second", Status::Usable, until(20)),
        ("first", Status::Usable, until(10)),
        ("released", Status::Usable, Embargo::None),
        ("unknown", Status::Usable, Embargo::TimeUnknown),
        ("withheld", Status::Withheld, until(10)),
        ("killed", Status::Canceled, until(10)),
    ] {
        let mut state = item(guid);
        state.standing = Standing { status, embargo };
        committed(&store, act_of_item(state)).await;
    }
    for (micros, expected) in [(9, &[][..]), (10, &["first"]), (20, &["first", "second"])] {
        let found = store.embargoed(at(micros)).await.expect("read");
        assert_eq!(guids(&found), expected, "{micros}");
    }
}

pub async fn an_embargo_never_opens_a_fraction_early(store: TestStore) {
    let release_at = jiff::Timestamp::from_nanosecond(10_001).expect("instant");
    let mut state = item("a");
    state.standing.embargo = Embargo::Until(release_at);
    committed(&store, act_of_item(state)).await;
    let mut waiting = story("s");
    waiting.state = StoryState::Scheduled(release_at);
    committed(&store, act_of_story(waiting)).await;
    assert_eq!(store.embargoed(at(10)).await.expect("read"), []);
    assert_eq!(store.scheduled(at(10)).await.expect("read"), []);
    let kept = store.embargoed(at(11)).await.expect("read");
    assert_eq!(kept[0].standing.embargo, Embargo::Until(at(11)));
    assert_eq!(store.scheduled(at(11)).await.expect("read").len(), 1);
}

pub async fn stories_are_listed_by_every_filter(store: TestStore) {
    committed(&store, act_of_item(item("a"))).await;
    for (id, section, state, published) in [
        ("s1", "harbour", StoryState::Live, Some(1)),
        ("s2", "harbour", StoryState::Killed, Some(2)),
        ("s3", "town", StoryState::Live, Some(2)),
        ("s4", "harbour", StoryState::Draft, None),
        ("s5", "town", StoryState::Held, Some(5)),
        ("s6", "town", StoryState::Withdrawn, Some(4)),
    ] {
        let mut made = story(id);
        (made.section, made.state) = (section.into(), state);
        made.first_published = published.map(at);
        made.item = (section == "town").then(|| item_key("a"));
        committed(&store, act_of_story(made)).await;
    }
    let check = async |filter: StoryFilter, expected: &[&str]| {
        let found = store.stories(filter.clone()).await.expect("read");
        assert_eq!(ids(&found), expected, "{filter:?}");
    };
    let all = StoryFilter::default();
    check(all.clone(), &["s5", "s6", "s3", "s2", "s1", "s4"]).await;
    let (live_only, gone_only, limit) = (true, true, 2);
    check(
        StoryFilter {
            live_only,
            ..all.clone()
        },
        &["s3", "s1"],
    )
    .await;
    check(
        StoryFilter {
            gone_only,
            ..all.clone()
        },
        &["s5", "s6", "s2"],
    )
    .await;
    check(
        StoryFilter {
            live_only,
            gone_only,
            ..all.clone()
        },
        &[],
    )
    .await;
    check(
        StoryFilter {
            limit,
            ..all.clone()
        },
        &["s5", "s6"],
    )
    .await;
    let before = Some((at(2), StoryId::new("s3")));
    check(
        StoryFilter {
            before,
            ..all.clone()
        },
        &["s2", "s1"],
    )
    .await;
    let section = Some("harbour".to_owned());
    check(
        StoryFilter {
            section: section.clone(),
            ..all.clone()
        },
        &["s2", "s1", "s4"],
    )
    .await;
    check(
        StoryFilter {
            section,
            live_only,
            ..all
        },
        &["s1"],
    )
    .await;
    let of_item = store.stories_of(item_key("a")).await.expect("read");
    assert_eq!(ids(&of_item), ["s3", "s5", "s6"]);
}

pub async fn scheduled_stories_come_at_their_instant(store: TestStore) {
    for (id, state) in [
        ("s1", StoryState::Scheduled(at(20))),
        ("s2", StoryState::Scheduled(at(10))),
        ("s3", StoryState::Live),
        ("s4", StoryState::Scheduled(at(30))),
    ] {
        let mut made = story(id);
        made.state = state;
        committed(&store, act_of_story(made)).await;
    }
    for (micros, expected) in [(9, &[][..]), (10, &["s2"]), (20, &["s2", "s1"])] {
        let found = store.scheduled(at(micros)).await.expect("read");
        assert_eq!(ids(&found), expected, "{micros}");
    }
}

pub async fn what_is_derived_is_put_anew_and_nothing_else(store: TestStore) {
    let answer = received(&store, b"raw").await;
    let before = version("a", 1, &answer);
    let mut based_on = edition("s", 1);
    based_on.version = Some(before.key.clone());
    let act = Act {
        items: vec![item("a")],
        versions: vec![before.clone()],
        stories: vec![story("s")],
        editions: vec![based_on.clone()],
        ..Act::default()
    };
    let head = committed(&store, act).await;
    let mut anew = before.clone();
    anew.headline = Some("As it reads today".into());
    anew.content_sha256 = [9; 32];
    let disclosure = (StoryId::new("s"), 1, String::from("{\"level\":0}"));
    store
        .put_derived(vec![anew.clone()], vec![disclosure])
        .await
        .expect("put");
    let versions = store.versions(item_key("a")).await.expect("read");
    assert_eq!(versions, [anew.clone()]);
    based_on.disclosure = Some("{\"level\":0}".into());
    let editions = store.editions(StoryId::new("s")).await.expect("read");
    assert_eq!(editions, [based_on]);
    assert_eq!(store.head().await.expect("read"), head, "no event, no act");
    // One that is not there leaves the others as they were.
    let missing = (StoryId::new("s"), 7, String::from("{}"));
    check_stale(store.put_derived(vec![before], vec![missing]).await);
    let versions = store.versions(item_key("a")).await.expect("read");
    assert_eq!(versions, [anew]);
}

pub async fn a_version_is_found_by_its_names_whoever_asks_first(store: TestStore) {
    let answer = received(&store, b"raw").await;
    let named = |guid: &str, nth: u32, micros: i64, names: &[&str]| copydesk_desk::Version {
        names: names.iter().map(|name| (*name).to_owned()).collect(),
        slugline: Some(format!("Ferry/{guid}")),
        received: at(micros),
        ..version(guid, nth, &answer)
    };
    let mut other_agency = named("c", 1, 5, &["message:nna:7:20260302"]);
    other_agency.key.item.agency = "southern".into();
    let mut other_item = item("c");
    other_item.key = other_agency.key.item.clone();
    let versions = vec![
        named("a", 1, 30, &["guid:a", "message:nna:7:20260302"]),
        named("b", 1, 20, &["guid:b", "message:nna:7:20260302"]),
        other_agency,
    ];
    let act = Act {
        items: vec![item("a"), item("b"), other_item],
        versions: versions.clone(),
        ..Act::default()
    };
    committed(&store, act).await;
    let known_by = async |names: &[&str]| {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        store
            .known_by("northern".into(), names)
            .await
            .expect("read")
    };
    assert_eq!(known_by(&["guid:a"]).await, Some(item_key("a")));
    assert_eq!(
        known_by(&["message:nna:7:20260302"]).await,
        Some(item_key("b")),
        "the earliest"
    );
    assert_eq!(
        known_by(&["guid:none", "guid:b"]).await,
        Some(item_key("b"))
    );
    assert_eq!(known_by(&["guid:none"]).await, None);
    assert_eq!(known_by(&[]).await, None);
    let since = async |micros: i64| {
        let found = store
            .named("northern".into(), at(micros))
            .await
            .expect("read");
        let shown = found
            .iter()
            .map(|named| (named.item.guid.clone(), named.names.clone()));
        shown.collect::<Vec<_>>()
    };
    let (a, b) = (versions[0].names.clone(), versions[1].names.clone());
    assert_eq!(since(0).await, [("b".into(), b), ("a".into(), a.clone())]);
    assert_eq!(since(21).await, [("a".into(), a)]);
    assert_eq!(since(31).await, []);
    let kept = store.versions(item_key("a")).await.expect("read");
    assert_eq!(kept, [versions[0].clone()]);
}

pub async fn a_notice_comes_back_and_changes_only_from_its_last_revision(store: TestStore) {
    let answer = received(&store, b"raw").await;
    let notice = copydesk_desk::Notice {
        version: version("n", 1, &answer).key,
        revision: 1,
        feed: feed("northern-main"),
        intent: copydesk_desk::Intent::Kill,
        received: at(40),
        state: copydesk_desk::NoticeState::Suspecting,
        suspects: vec![copydesk_desk::Suspect {
            item: item_key("a"),
            confidence: 85,
            evidence: copydesk_desk::Evidence::ALL.to_vec(),
            done: copydesk_desk::Done::Withheld,
        }],
        settled: None,
    };
    let act = Act {
        items: vec![item("n")],
        versions: vec![version("n", 1, &answer)],
        notices: vec![notice.clone()],
        ..Act::default()
    };
    committed(&store, act).await;
    let which = copydesk_desk::WhichNotices::Open;
    assert_eq!(
        store.notices(which, 10).await.expect("read"),
        std::slice::from_ref(&notice)
    );
    let mut settled = notice.clone();
    settled.revision = 2;
    settled.state = copydesk_desk::NoticeState::Settled;
    settled.settled = Some((EditorName::new("ada"), at(50)));
    let act = |notice: &copydesk_desk::Notice| Act {
        notices: vec![notice.clone()],
        ..Act::default()
    };
    committed(&store, act(&settled)).await;
    check_stale(store.commit(act(&settled)).await);
    check_stale(store.commit(act(&notice)).await);
    assert_eq!(store.notices(which, 10).await.expect("read"), []);
    let all = copydesk_desk::WhichNotices::All;
    assert_eq!(
        store.notices(all, 10).await.expect("read"),
        std::slice::from_ref(&settled)
    );
    assert_eq!(store.notices(all, 0).await.expect("read"), []);
    let found = store.notice(notice.version.clone()).await.expect("read");
    assert_eq!(found, Some(settled));
    let mut none = notice.version;
    none.nth = 9;
    assert_eq!(store.notice(none).await.expect("read"), None);
}

pub async fn versions_and_editions_are_only_added(store: TestStore) {
    let answer = received(&store, b"raw").await;
    let mut based_on = edition("s", 2);
    based_on.version = Some(version("a", 2, &answer).key);
    let act = Act {
        items: vec![item("a")],
        versions: vec![version("a", 2, &answer), version("a", 1, &answer)],
        stories: vec![story("s")],
        editions: vec![based_on, edition("s", 1)],
        ..Act::default()
    };
    committed(&store, act).await;
    let versions = store.versions(item_key("a")).await.expect("read");
    let numbers: Vec<_> = versions.iter().map(|v| v.key.nth).collect();
    assert_eq!(numbers, [1, 2]);
    let editions = store.editions(StoryId::new("s")).await.expect("read");
    let numbers: Vec<_> = editions.iter().map(|e| e.number).collect();
    assert_eq!(numbers, [1, 2]);
    let mut other = edition("s", 1);
    other.headline = "Rewritten".into();
    let act = Act {
        editions: vec![other],
        ..Act::default()
    };
    check_stale(store.commit(act).await);
    let mut other = version("a", 1, &answer);
    other.headline = Some("Rewritten".into());
    let act = Act {
        versions: vec![other],
        ..Act::default()
    };
    check_stale(store.commit(act).await);
    let kept = store.edition(StoryId::new("s"), 1).await.expect("read");
    assert_eq!(kept, Some(edition("s", 1)));
}

pub async fn accounts_and_sessions_come_back(store: TestStore) {
    let name = || EditorName::new("ada\0 lovelace");
    assert_eq!(store.editor(name()).await.expect("read"), None);
    let mut account = EditorAccount {
        name: name(),
        password_phc: "$argon2id$v=19$one".into(),
    };
    let mut session = Session {
        token_sha256: [255; 32],
        editor: name(),
        expires: at(50),
    };
    check_stale(store.put_session(session.clone()).await);
    store.put_editor(account.clone()).await.expect("kept");
    account.password_phc = "$argon2id$v=19$two".into();
    store.put_editor(account.clone()).await.expect("kept");
    assert_eq!(store.editor(name()).await.expect("read"), Some(account));
    store.put_session(session.clone()).await.expect("kept");
    session.expires = at(60);
    store.put_session(session.clone()).await.expect("kept");
    let read = store.session([255; 32]).await.expect("read");
    assert_eq!(read, Some(session));
    assert_eq!(store.session([254; 32]).await.expect("read"), None);
    store.end_session([255; 32]).await.expect("ended");
    store.end_session([255; 32]).await.expect("ended twice");
    assert_eq!(store.session([255; 32]).await.expect("read"), None);
}

pub async fn acts_about_statements_come_back_in_order(store: TestStore) {
    let said = |acts: Vec<StatementAct>| Act {
        statements: acts,
        ..Act::default()
    };
    let orphan = decided("a", StatementDecision::Accept, 10);
    check_stale(store.commit(said(vec![orphan])).await);
    let public = Act {
        editions: vec![edition("s", 1)],
        ..act_of_story(story("s"))
    };
    committed(&store, public).await;
    let corrected = StatementSpans {
        source: Vec::new(),
        cue: vec![Span::new(3, 4)],
        content: vec![Span::new(4, 9)],
    };
    let change = |modality, speaker: Option<&str>| StatementDecision::Change {
        modality,
        speaker: speaker.map(str::to_owned),
    };
    let mut acts = vec![
        decided("b", StatementDecision::Accept, 30),
        decided("a", StatementDecision::Correct(corrected), 20),
        decided("a", StatementDecision::Reject, 40),
    ];
    for modality in Modality::ALL {
        acts.push(decided("c", change(modality, Some("Ada \u{10ffff}")), 50));
        acts.push(decided("c", change(modality, None), 50));
    }
    committed(&store, said(acts[..2].to_vec())).await;
    committed(&store, said(acts[2..].to_vec())).await;
    let kept = store.statement_acts(StoryId::new("s")).await.expect("read");
    assert_eq!(kept, acts);
    let named = store.stories_named("Ada \u{10ffff}".into()).await;
    assert_eq!(named.expect("read"), [StoryId::new("s")]);
    let unnamed = store.stories_named("Ada".into()).await;
    assert_eq!(unnamed.expect("read"), []);
    let others = store.statement_acts(StoryId::new("t")).await.expect("read");
    assert_eq!(others, []);
}

pub async fn an_entity_is_confirmed_under_one_id_and_one_name(store: TestStore) {
    let confirmed = |entity: Entity| Act {
        entities: vec![entity],
        ..Act::default()
    };
    committed(&store, confirmed(entity("maren-holt", "Maren Holt"))).await;
    check_stale(
        store
            .commit(confirmed(entity("maren-holt", "Another")))
            .await,
    );
    check_stale(store.commit(confirmed(entity("other", "Maren Holt"))).await);
    committed(&store, confirmed(entity("a", "Ada"))).await;
    let kept = store.entities().await.expect("read");
    assert_eq!(
        kept,
        [entity("a", "Ada"), entity("maren-holt", "Maren Holt")]
    );
}

pub async fn a_follower_sees_each_number_once_and_in_order_while_eight_write(store: TestStore) {
    const WRITERS: i64 = 8;
    const ACTS: i64 = 20;
    let mut writers = tokio::task::JoinSet::new();
    for writer in 0..WRITERS {
        let store = Arc::clone(&store);
        writers.spawn(async move {
            for turn in 0..ACTS {
                let mut act = act_of_event(&format!("{writer} {turn}"));
                act.events.push(event("and another"));
                committed(&store, act).await;
            }
        });
    }
    let mut seen = Vec::new();
    while seen.len() < usize::try_from(2 * WRITERS * ACTS).expect("few") {
        let after = seen.last().copied().unwrap_or(Seq(0));
        let events = store.events(after, 7).await.expect("read");
        seen.extend(events.iter().map(|record| record.seq));
        tokio::task::yield_now().await;
    }
    writers.join_all().await;
    let numbers: Vec<i64> = seen.iter().map(|seq| seq.0).collect();
    assert_eq!(numbers, (1..=2 * WRITERS * ACTS).collect::<Vec<_>>());
    assert_eq!(store.head().await.expect("read"), Seq(2 * WRITERS * ACTS));
}
