//! The store with one thing broken at a time: a full database, a read-only one, a locked one, a commit that fails, a
//! statement that fails, a failed sync, a writer that dies. Breaking goes through a job of the writer's own
//! connection; what is checked is what the trait answers.

use std::sync::mpsc;

use copydesk_desk::{
    Act, Actor, Arrival, Event, EventKind, FeedId, ReceiptNo, ReceiptState, Seq, Store, StoreError,
};
use jiff::Timestamp;
use rusqlite::ffi::{SQLITE_IOERR_FSYNC, SQLITE_IOERR_WRITE};
use rusqlite::{Connection, StatementStatus};
use tempfile::TempDir;

use super::failure::Failure;
use super::{DATABASE, SqliteStore};

fn open() -> (SqliteStore, TempDir) {
    let folder = tempfile::tempdir().expect("temporary folder");
    let store = SqliteStore::open(folder.path()).expect("opens");
    (store, folder)
}

fn arrival(bytes: &[u8]) -> Arrival {
    Arrival {
        feed: FeedId::new("feed"),
        name: None,
        bytes: bytes.to_vec(),
        media_type: None,
        charset: None,
        source_time: None,
        cursor: None,
        received: Timestamp::UNIX_EPOCH,
    }
}

fn act(note: &str) -> Act {
    let event = Event {
        at: Timestamp::UNIX_EPOCH,
        kind: EventKind::Alert,
        item: None,
        story: None,
        by: Actor::Clock,
        note: Some(note.into()),
    };
    Act {
        events: vec![event],
        ..Act::default()
    }
}

/// An act that does not fit: it names a receipt that is not there.
fn misfit() -> Act {
    Act {
        receipt: Some((ReceiptNo(77), ReceiptState::Done(0))),
        ..act("misfit")
    }
}

async fn set(store: &SqliteStore, pragma: &'static str, value: i64) {
    let set = move |db: &Connection| Ok(db.pragma_update(None, pragma, value)?);
    store.write(0, set).await.expect("set");
}

#[track_caller]
fn check_unavailable<T: std::fmt::Debug>(answer: Result<T, StoreError>) {
    match answer {
        Err(StoreError::Unavailable(why)) => assert!(!why.to_string().is_empty()),
        other => panic!("{other:?}"),
    }
}

async fn notes(store: &SqliteStore) -> Vec<String> {
    let events = store.events(Seq(0), 100).await.expect("read");
    for (record, seq) in events.iter().zip(1..) {
        assert_eq!(record.seq, Seq(seq), "gapless");
    }
    events.into_iter().filter_map(|e| e.event.note).collect()
}

/// Runs the futures so that their jobs lie in one batch: the writer is held until all are sent.
macro_rules! in_one_batch {
    ($store:expr, $($job:expr),+ $(,)?) => {{
        let (started, starts) = tokio::sync::oneshot::channel();
        let (go, gone) = mpsc::channel();
        let hold = $store.write(0, move |_| {
            let _ = started.send(());
            gone.recv().map_err(|_| Failure::Stale)
        });
        let hold = async { hold.await.expect("held") };
        let release = async {
            // Polled after the others have sent their jobs.
            go.send(()).expect("the writer waits");
        };
        let rest = async {
            starts.await.expect("the writer runs");
            tokio::join!(biased; $($job,)+ release)
        };
        let ((), answers) = tokio::join!(biased; hold, rest);
        answers
    }};
}

#[tokio::test]
async fn a_full_database_loses_nothing_acknowledged_and_goes_on_once_there_is_room() {
    let (store, _folder) = open();
    set(&store, "max_page_count", 90).await;
    let mut kept = Vec::new();
    let refused = loop {
        let bytes = vec![u8::try_from(kept.len()).expect("few"); 9_000];
        match store.receive(arrival(&bytes)).await {
            Ok(answer) => kept.push((answer, bytes)),
            Err(error) => break error,
        }
    };
    assert!(refused.to_string().contains("full"), "{refused}");
    assert!(!kept.is_empty());
    check_unavailable(store.receive(arrival(&[200; 90_000])).await);
    for (answer, bytes) in &kept {
        let raw = store.raw(answer.raw).await.expect("reads go on");
        assert_eq!(raw.as_ref(), Some(bytes));
    }
    let receipts = store.receipts(ReceiptNo(0), false, 100).await;
    assert_eq!(receipts.expect("read").len(), kept.len());
    set(&store, "max_page_count", 100_000).await;
    let next = store.receive(arrival(&[200; 90_000])).await.expect("room");
    assert_eq!(usize::try_from(next.receipt.0), Ok(kept.len() + 1));
}

#[tokio::test]
async fn a_read_only_database_answers_reads_and_refuses_writes() {
    let (store, folder) = open();
    store.commit(act("before")).await.expect("committed");
    set(&store, "query_only", 1).await;
    check_unavailable(store.commit(act("refused")).await);
    check_unavailable(store.receive(arrival(b"raw")).await);
    check_unavailable(store.put_cursor(FeedId::new("feed"), "1".into()).await);
    assert_eq!(notes(&store).await, ["before"]);
    drop(store);
    let store = SqliteStore::open(folder.path()).expect("opens again");
    assert_eq!(store.commit(act("after")).await.expect("again"), Seq(2));
    let receipt = store.receive(arrival(b"raw")).await.expect("again");
    assert_eq!((receipt.receipt, receipt.repeat), (ReceiptNo(1), false));
}

#[tokio::test]
async fn a_database_another_program_holds_is_unavailable_until_it_lets_go() {
    let (store, folder) = open();
    let short = |db: &Connection| Ok(db.busy_timeout(std::time::Duration::from_millis(1))?);
    store.write(0, short).await.expect("set");
    let other = Connection::open(folder.path().join(DATABASE)).expect("database");
    other.execute_batch("BEGIN IMMEDIATE").expect("held");
    check_unavailable(store.commit(act("refused")).await);
    assert_eq!(store.head().await.expect("reads go on"), Seq(0));
    other.execute_batch("ROLLBACK").expect("let go");
    assert_eq!(store.commit(act("after")).await.expect("again"), Seq(1));
}

#[tokio::test]
async fn a_query_with_a_bound_limit_is_planned_once() {
    let (store, folder) = open();
    store.commit(act("noted")).await.expect("committed");
    let db = super::open_reading(&folder.path().join(DATABASE)).expect("a reader");
    let mut statement = db
        .prepare_cached("SELECT seq FROM events WHERE seq > ? ORDER BY seq LIMIT ?")
        .expect("prepared");
    for limit in 1..=5 {
        let mut rows = statement.query([0, limit]).expect("runs");
        assert!(rows.next().expect("a step").is_some());
    }
    assert_eq!(statement.get_status(StatementStatus::RePrepare), 0);
}

#[tokio::test]
async fn a_stale_act_is_undone_alone() {
    let (store, _folder) = open();
    let (first, misfit, second, ()) = in_one_batch!(
        store,
        store.commit(act("first")),
        store.commit(misfit()),
        store.commit(act("second")),
    );
    assert_eq!(first.expect("committed"), Seq(1));
    assert!(matches!(misfit, Err(StoreError::Stale)), "{misfit:?}");
    assert_eq!(second.expect("committed"), Seq(2));
    assert_eq!(notes(&store).await, ["first", "second"]);
}

#[tokio::test]
async fn a_commit_that_fails_takes_its_whole_batch_back() {
    let (store, _folder) = open();
    // A session of nobody, noticed only by the commit, which then leaves the transaction open.
    let noticed_late = |db: &Connection| {
        db.pragma_update(None, "defer_foreign_keys", true)?;
        db.execute("INSERT INTO sessions VALUES (zeroblob(32), x'00', 0)", [])?;
        Ok(())
    };
    let (first, late, misfit, ()) = in_one_batch!(
        store,
        store.commit(act("first")),
        store.write(0, noticed_late),
        store.commit(misfit()),
    );
    check_unavailable(first);
    check_unavailable(late);
    check_unavailable(misfit);
    assert_eq!(notes(&store).await, [""; 0]);
    assert_eq!(store.session([0; 32]).await.expect("read"), None);
    assert_eq!(store.commit(act("after")).await.expect("usable"), Seq(1));
}

/// A job that writes and then meets this error.
fn meets(code: i32) -> impl FnOnce(&Connection) -> Result<(), Failure> {
    move |db| {
        super::act::write(db, &act("half"))?;
        let error = rusqlite::ffi::Error::new(code);
        Err(rusqlite::Error::SqliteFailure(error, None).into())
    }
}

#[tokio::test]
async fn a_statement_the_engine_cannot_do_takes_its_whole_batch_back() {
    let (store, _folder) = open();
    let (first, broken, second, ()) = in_one_batch!(
        store,
        store.commit(act("first")),
        store.write(0, meets(SQLITE_IOERR_WRITE)),
        store.commit(act("second")),
    );
    check_unavailable(first);
    check_unavailable(broken);
    check_unavailable(second);
    assert_eq!(notes(&store).await, [""; 0]);
    assert_eq!(store.commit(act("after")).await.expect("usable"), Seq(1));
}

#[tokio::test]
async fn a_transaction_the_engine_already_rolled_back_is_unavailable() {
    let (store, _folder) = open();
    let gone = |db: &Connection| {
        super::act::write(db, &act("half"))?;
        db.execute_batch("ROLLBACK")?;
        Err::<(), _>(Failure::Stale)
    };
    let (first, gone, ()) = in_one_batch!(store, store.commit(act("first")), store.write(0, gone));
    check_unavailable(first);
    check_unavailable(gone);
    assert_eq!(notes(&store).await, [""; 0]);
    assert_eq!(store.commit(act("after")).await.expect("usable"), Seq(1));
}

#[tokio::test]
async fn after_a_failed_sync_every_write_is_fatal_and_reads_go_on() {
    let (store, _folder) = open();
    store.commit(act("before")).await.expect("committed");
    let (mate, broken, ()) = in_one_batch!(
        store,
        store.commit(act("mate")),
        store.write(0, meets(SQLITE_IOERR_FSYNC)),
    );
    for answer in [mate.map(drop), broken] {
        assert!(matches!(answer, Err(StoreError::Fatal(_))), "{answer:?}");
    }
    let later = store.commit(act("later")).await;
    assert!(matches!(later, Err(StoreError::Fatal(_))), "{later:?}");
    assert_eq!(notes(&store).await, ["before"]);
}

#[tokio::test]
async fn a_writer_that_died_is_fatal() {
    let (store, _folder) = open();
    store.commit(act("before")).await.expect("committed");
    let died = store
        .write(0, |_| -> Result<(), Failure> {
            panic!("a bug, on purpose")
        })
        .await;
    assert!(matches!(died, Err(StoreError::Fatal(_))), "{died:?}");
    let later = store.commit(act("later")).await;
    assert!(matches!(later, Err(StoreError::Fatal(_))), "{later:?}");
    assert_eq!(notes(&store).await, ["before"]);
}

#[tokio::test]
async fn a_reader_that_panicked_answers_the_next_question() {
    let (store, _folder) = open();
    for _ in 0..20 {
        let answer = store
            .read(|_| -> Result<(), Failure> { panic!("a bug, on purpose") })
            .await;
        check_unavailable(answer);
    }
    assert_eq!(store.head().await.expect("read"), Seq(0));
}

#[tokio::test]
async fn every_connection_is_set_up_as_promised() {
    let (store, _folder) = open();
    let pragma = |db: &Connection, name: &str| -> Result<i64, Failure> {
        Ok(db.pragma_query_value(None, name, |row| row.get(0))?)
    };
    let writing = store.write(0, move |db| {
        let mode: String = db.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
        let full = pragma(db, "synchronous")?;
        Ok((mode, full, pragma(db, "foreign_keys")?))
    });
    assert_eq!(writing.await.expect("read"), ("wal".to_owned(), 2, 1));
    let refused = store.read(|db| Ok(db.execute("DELETE FROM events", [])?));
    check_unavailable(refused.await);
}
