//! PostgreSQL against the conformance suite, and what is its own: refusals at the start, two programs on one schema,
//! damaged rows, erasure.

use std::sync::Arc;

use copydesk_desk::{
    Act, EditorName, EventKind, Ledger, ReceiptNo, ReceiptState, Seq, Store, StoreError, StoryId,
};
use copydesk_store::FeedTally;
use copydesk_store::postgres::{OpenError, Place, PostgresStore, Server, feed_tallies};

use crate::builders::*;
use crate::engine::{TestSchema, beside, opened, schema, server};

fn open() -> Option<(Arc<dyn Store>, TestSchema)> {
    let schema = schema()?;
    let store = PostgresStore::open(&schema.server, Place::Alone).expect("a fresh schema opens");
    Some((Arc::new(store), schema))
}

crate::conformance::run_conformance!(open);

#[track_caller]
fn check_refused(server: &Server, named: &str) -> OpenError {
    match PostgresStore::open(server, Place::Alone) {
        Ok(_) => panic!("{server} was opened"),
        Err(error) => {
            let line = error.to_string();
            assert!(line.contains(named) && !line.contains('\n'), "{line}");
            error
        }
    }
}

#[test]
fn a_server_that_is_not_there_is_one_line() {
    let Some(schema) = schema() else { return };
    let nobody = server("host=127.0.0.1 port=1 user=postgres", "nowhere");
    check_refused(
        &nobody,
        "schema nowhere of database postgres at 127.0.0.1:1",
    );
    drop(schema);
}

#[test]
fn a_second_program_is_told_who_holds_the_schema() {
    let Some(schema) = schema() else { return };
    let first = opened(&schema, Place::Alone);
    check_refused(
        &schema.server,
        &format!("in use by copydesk {}", std::process::id()),
    );
    assert!(PostgresStore::open(&schema.server, Place::Beside).is_err());
    drop(first);
    let one = opened(&schema, Place::Beside);
    let two = opened(&schema, Place::Beside);
    drop((one, two));
    opened(&schema, Place::Alone);
}

#[tokio::test]
async fn reopening_keeps_all_and_numbers_on() {
    let Some(schema) = schema() else { return };
    let store = opened(&schema, Place::Alone);
    fill(&store).await;
    let before = everything(&store).await;
    drop(store);
    let store = opened(&schema, Place::Alone);
    assert_eq!(everything(&store).await, before);
    let seq = store.commit(act_of_event("three")).await;
    assert_eq!(seq.expect("committed"), Seq(3));
    let next = store.receive(arrival("northern-main", b"next")).await;
    assert_eq!(next.expect("received").receipt.0, 2);
}

#[tokio::test]
async fn both_engines_give_the_same_answers() {
    let Some(schema) = schema() else { return };
    let server = opened(&schema, Place::Alone);
    let folder = tempfile::tempdir().expect("temporary folder");
    let embedded = copydesk_store::sqlite::SqliteStore::open(folder.path()).expect("opens");
    fill(&server).await;
    fill(&embedded).await;
    assert_eq!(everything(&server).await, everything(&embedded).await);
    let tallies = feed_tallies(&schema.server).expect("counted beside the store");
    let embedded_tallies: Vec<FeedTally> =
        copydesk_store::sqlite::feed_tallies(folder.path()).expect("counted");
    assert_eq!(tallies, embedded_tallies);
}

#[test]
fn a_schema_newer_than_the_program_is_refused() {
    let Some(schema) = schema() else { return };
    drop(opened(&schema, Place::Alone));
    beside(&schema, "UPDATE copydesk_schema SET number = 4000");
    let error = check_refused(&schema.server, "has schema 4000");
    assert!(
        matches!(error, OpenError::SchemaNewer { found: 4000, .. }),
        "{error}"
    );
}

#[test]
fn a_strangers_schema_is_refused_and_left_alone() {
    let Some(schema) = schema() else { return };
    let name = schema.server.schema();
    beside(
        &schema,
        &format!(
            "CREATE SCHEMA {name}; CREATE TABLE theirs (a BIGINT); INSERT INTO theirs VALUES (7)"
        ),
    );
    let error = check_refused(&schema.server, "is not a schema of copydesk");
    assert!(matches!(error, OpenError::NotOurs { .. }), "{error}");
    assert_eq!(
        beside(&schema, "SELECT a FROM theirs"),
        [Some("7".to_owned())]
    );
    let tables = "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()";
    assert_eq!(beside(&schema, tables), [Some("1".to_owned())]);
}

#[track_caller]
fn check_corrupt<T: std::fmt::Debug>(answer: Result<T, StoreError>, named: &str) {
    match answer {
        Err(StoreError::Corrupt(what)) => assert!(what.contains(named), "{what}"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_row_that_is_not_what_it_should_be_is_corrupt_and_named() {
    let Some(schema) = schema() else { return };
    let store = opened(&schema, Place::Alone);
    fill(&store).await;
    for (damaged, mended, named) in [
        ("embargo = 'sometime'", "embargo = 'none'", "embargo"),
        ("headline = '\\xff'", "headline = 'a'", "headline"),
        (
            "last_received = 9223372036854775807",
            "last_received = 1",
            "last_received",
        ),
        ("versions = -1", "versions = 1", "versions"),
        ("signals = '[\"shout\"]'", "signals = '[]'", "signals"),
        (
            "kill_acknowledged_at = 5",
            "kill_acknowledged_at = NULL",
            "kill_acknowledged_at",
        ),
    ] {
        beside(&schema, &format!("UPDATE items SET {damaged}"));
        check_corrupt(store.item(item_key("a")).await, named);
        beside(&schema, &format!("UPDATE items SET {mended}"));
    }
    assert!(store.item(item_key("a")).await.expect("mended").is_some());
    beside(&schema, "UPDATE editions SET blocks = '{}'");
    check_corrupt(store.editions(StoryId::new("s")).await, "blocks");
    beside(&schema, "UPDATE events SET kind = 'party' WHERE seq = 2");
    check_corrupt(store.events(Seq(0), 10).await, "party");
    let hash = store
        .receipt(ReceiptNo(1))
        .await
        .expect("read")
        .expect("there")
        .raw;
    beside(&schema, "UPDATE raws SET bytes = '\\x00'");
    check_corrupt(store.raw(hash).await, &hash.to_string());
    // What is whole goes on.
    assert!(store.commit(act_of_event("three")).await.is_ok());
}

#[tokio::test]
async fn what_is_erased_is_in_no_table_any_more() {
    let Some(schema) = schema() else { return };
    let store = opened(&schema, Place::Alone);
    let received = store
        .receive(arrival("northern-main", b"erase me"))
        .await
        .expect("received");
    let mut state = story("s");
    state.item = Some(item_key("a"));
    let act = Act {
        receipt: Some((received.receipt, ReceiptState::Done(1))),
        items: vec![item("a")],
        versions: vec![version("a", 1, &received)],
        stories: vec![state],
        editions: vec![edition("s", 1)],
        events: vec![event("one")],
        ..Act::default()
    };
    store.commit(act).await.expect("committed");
    let mut said = act_of_event("");
    said.events[0].kind = EventKind::Erased;
    said.events[0].note = None;
    let erased = store.erase(item_key("a"), said).await.expect("erased");
    assert_eq!((erased.raws, erased.editions), (1, 1));
    assert_eq!(store.raw(received.raw).await.expect("read"), None);
    let edition = store
        .edition(StoryId::new("s"), 1)
        .await
        .expect("read")
        .expect("there");
    assert_eq!((edition.headline.as_str(), edition.blocks.len()), ("", 0));
    let gone = store.erase(item_key("nobody"), Act::default()).await;
    assert!(matches!(gone, Err(StoreError::Stale)), "{gone:?}");
    assert!(
        copydesk_store::postgres::rewrite(&schema.server).is_err(),
        "in use"
    );
    drop(store);
    copydesk_store::postgres::rewrite(&schema.server).expect("written anew");
    let store = opened(&schema, Place::Alone);
    assert_eq!(store.head().await.expect("read"), Seq(2));
    assert_eq!(
        store.editor(EditorName::new("nobody")).await.expect("read"),
        None
    );
}
