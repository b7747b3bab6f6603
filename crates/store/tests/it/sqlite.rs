//! SQLite against the conformance suite, and what is its own: the folder's lock, reopening, backup, damaged rows.

use std::path::Path;
use std::sync::Arc;

use copydesk_desk::{
    EditorAccount, EditorName, Embargo, ReceiptNo, Seq, Status, Store, StoreError, StoryId,
};
use copydesk_store::sqlite::{BackupError, DATABASE, OpenError, SqliteStore, put_editor_beside};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::builders::*;

fn open() -> (Arc<dyn Store>, TempDir) {
    let folder = tempfile::tempdir().expect("temporary folder");
    let store = SqliteStore::open(folder.path()).expect("a fresh folder opens");
    (Arc::new(store), folder)
}

fn fresh() -> Option<(Arc<dyn Store>, TempDir)> {
    Some(open())
}

crate::conformance::run_conformance!(fresh);

#[track_caller]
fn refused(folder: &Path) -> OpenError {
    match SqliteStore::open(folder) {
        Ok(_) => panic!("{} was opened", folder.display()),
        Err(error) => error,
    }
}

#[tokio::test]
async fn a_second_program_is_told_who_holds_the_folder() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let first = SqliteStore::open(folder.path()).expect("opens");
    let error = refused(folder.path());
    let own = std::process::id();
    assert!(
        matches!(&error, OpenError::Held { pid: Some(pid), .. } if *pid == own),
        "{error}"
    );
    assert!(error.to_string().ends_with(&format!("process {own}")));
    drop(first);
    SqliteStore::open(folder.path()).expect("opens once the first has let go");
}

#[tokio::test]
async fn reopening_keeps_all_and_numbers_on() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let store = SqliteStore::open(folder.path()).expect("opens");
    fill(&store).await;
    let before = everything(&store).await;
    drop(store);
    let store = SqliteStore::open(folder.path()).expect("opens again");
    assert_eq!(everything(&store).await, before);
    assert_eq!(store.head().await.expect("read"), Seq(2));
    let seq = store.commit(act_of_event("three")).await;
    assert_eq!(seq.expect("committed"), Seq(3));
    let next = store.receive(arrival("northern-main", b"next")).await;
    assert_eq!(next.expect("received").receipt.0, 2);
}

#[test]
fn what_was_sent_before_the_store_is_dropped_is_written() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let runtime = tokio::runtime::Runtime::new().expect("runtime");
    let store = SqliteStore::open(folder.path()).expect("opens");
    runtime.block_on(async {
        // Sent, but nobody waits for the answer.
        tokio::select! {
            biased;
            _ = store.commit(act_of_event("sent")) => {}
            () = std::future::ready(()) => {}
        }
    });
    drop(store);
    let store = SqliteStore::open(folder.path()).expect("opens again");
    let head = runtime.block_on(store.head()).expect("read");
    assert_eq!(head, Seq(1));
}

#[test]
fn a_schema_newer_than_the_program_is_refused() {
    let folder = tempfile::tempdir().expect("temporary folder");
    drop(SqliteStore::open(folder.path()).expect("opens"));
    let db = Connection::open(folder.path().join(DATABASE)).expect("database");
    db.pragma_update(None, "user_version", 4_000).expect("set");
    drop(db);
    let error = refused(folder.path());
    assert!(
        matches!(error, OpenError::SchemaNewer { found: 4_000, .. }),
        "{error}"
    );
    assert!(error.to_string().contains("schema 4000"), "{error}");
}

#[test]
fn a_file_that_is_no_database_of_ours_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let path = folder.path().join(DATABASE);
    let letter = b"Dear Sir, this is not a database at all. ".repeat(40);
    std::fs::write(&path, &letter).expect("written");
    let error = refused(folder.path());
    assert!(matches!(error, OpenError::NotOurs { .. }), "{error}");
    assert_eq!(std::fs::read(&path).expect("read"), letter);
    let file = folder.path().join("file");
    std::fs::write(&file, b"").expect("written");
    let error = refused(&file);
    assert!(matches!(error, OpenError::File { .. }), "{error}");
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_the_database() {
    use std::os::unix::fs::PermissionsExt;
    let (store, folder) = open();
    for name in [DATABASE, "copydesk.db-wal"] {
        let file = std::fs::metadata(folder.path().join(name)).expect("there");
        assert_eq!(file.permissions().mode() & 0o077, 0, "{name}");
    }
    drop(store);
}

/// Changes rows behind the store's back.
fn damage(folder: &TempDir, sql: &str) {
    let db = Connection::open(folder.path().join(DATABASE)).expect("database");
    let changed = db.execute(sql, []).expect("changed");
    assert!(changed > 0, "{sql}");
}

#[track_caller]
fn check_corrupt<T: std::fmt::Debug>(answer: Result<T, StoreError>, named: &str) {
    match answer {
        Err(StoreError::Corrupt(what)) => assert!(what.contains(named), "{what}"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_raw_that_lost_its_hash_is_refused() {
    let (store, folder) = open();
    fill(store.as_ref()).await;
    let hash = store.receive(arrival("northern-main", b"raw\0bytes")).await;
    let hash = hash.expect("a repeat").raw;
    damage(&folder, "UPDATE raws SET bytes = x'00'");
    check_corrupt(store.raw(hash).await, &hash.to_string());
    damage(&folder, "UPDATE raws SET bytes = NULL");
    assert_eq!(store.raw(hash).await.expect("erased"), None);
}

#[tokio::test]
async fn a_status_we_do_not_know_is_withheld() {
    let (store, folder) = open();
    fill(store.as_ref()).await;
    damage(&folder, "UPDATE items SET status = 'pending_review'");
    let item = store
        .item(item_key("a"))
        .await
        .expect("read")
        .expect("there");
    assert_eq!(item.standing.status, Status::Withheld);
    assert_eq!(item.standing.embargo, Embargo::None);
}

#[tokio::test]
async fn a_row_that_is_not_what_it_should_be_is_corrupt_and_named() {
    for (damaged, named) in [
        ("embargo = 'sometime'", "embargo"),
        ("embargo = 'until'", "embargo"),
        ("headline = x'FF'", "headline"),
        ("last_received = 9223372036854775807", "last_received"),
        ("versions = -1", "versions"),
        ("urgency = 256", "urgency"),
        ("signals = CAST('[\"shout\"]' AS BLOB)", "signals"),
        ("holds = x'00'", "holds"),
        ("kill_acknowledged_at = 5", "kill_acknowledged_at"),
    ] {
        let (store, folder) = open();
        fill(store.as_ref()).await;
        damage(&folder, &format!("UPDATE items SET {damaged}"));
        check_corrupt(store.item(item_key("a")).await, named);
    }
    let (store, folder) = open();
    fill(store.as_ref()).await;
    damage(&folder, "UPDATE stories SET state = 'floating'");
    check_corrupt(store.story(StoryId::new("s")).await, "floating");
    damage(&folder, "UPDATE editions SET blocks = x'7B7D'");
    check_corrupt(store.editions(StoryId::new("s")).await, "blocks");
    damage(&folder, "UPDATE events SET kind = 'party' WHERE seq = 2");
    check_corrupt(store.events(Seq(0), 10).await, "party");
    assert_eq!(store.events(Seq(0), 1).await.expect("the first").len(), 1);
    damage(&folder, "UPDATE receipts SET items = NULL");
    check_corrupt(store.receipt(ReceiptNo(1)).await, "done");
    // What is whole goes on.
    assert!(store.commit(act_of_event("three")).await.is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_is_whole_while_writers_write() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let store = Arc::new(SqliteStore::open(folder.path()).expect("opens"));
    fill(store.as_ref()).await;
    let writing = Arc::clone(&store);
    let writer = tokio::spawn(async move {
        for n in 0..300 {
            let note = n.to_string();
            writing
                .commit(act_of_event(&note))
                .await
                .expect("committed");
        }
    });
    let copies = tempfile::tempdir().expect("temporary folder");
    let to = copies.path().join(DATABASE);
    let before = store.head().await.expect("read");
    store.backup(&to).await.expect("copied");
    let after = store.head().await.expect("read");
    writer.await.expect("writer");
    let names = || std::fs::read_dir(copies.path()).expect("listed").count();
    assert_eq!(names(), 1, "one file, nothing left beside it");
    let copy = SqliteStore::open(copies.path()).expect("the copy opens");
    let head = copy.head().await.expect("read");
    assert!(
        before <= head && head <= after,
        "{before:?} {head:?} {after:?}"
    );
    let events = copy.events(Seq(0), 1_000).await.expect("read");
    let numbers: Vec<_> = events.iter().map(|e| e.seq.0).collect();
    assert_eq!(numbers, (1..=head.0).collect::<Vec<_>>());
    let copied = copy.item(item_key("a")).await.expect("read");
    assert_eq!(copied, Some(item("a")));
}

#[tokio::test]
async fn a_folder_in_use_is_backed_up_from_outside() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let store = SqliteStore::open(folder.path()).expect("opens");
    fill(&store).await;
    let copies = tempfile::tempdir().expect("temporary folder");
    copydesk_store::sqlite::backup_folder(folder.path(), &copies.path().join(DATABASE))
        .expect("copied");
    let copy = SqliteStore::open(copies.path()).expect("the copy opens");
    assert_eq!(
        copy.head().await.expect("read"),
        store.head().await.expect("read")
    );
}

#[tokio::test]
async fn a_backup_overwrites_nothing_and_leaves_no_half() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let store = SqliteStore::open(folder.path()).expect("opens");
    let taken = folder.path().join("taken");
    std::fs::write(&taken, b"mine").expect("written");
    let error = store.backup(&taken).await.expect_err("taken");
    assert!(matches!(error, BackupError::Exists(_)), "{error}");
    assert_eq!(std::fs::read(&taken).expect("read"), b"mine");
    let nowhere = folder.path().join("no such folder").join("copy");
    let error = store.backup(&nowhere).await.expect_err("nowhere");
    assert!(matches!(error, BackupError::File { .. }), "{error}");
    // What an interrupted backup left is replaced.
    let to = folder.path().join("copy");
    std::fs::write(folder.path().join("copy.partial"), b"half").expect("written");
    store.backup(&to).await.expect("copied");
    assert!(!folder.path().join("copy.partial").exists());
}

#[tokio::test]
async fn a_held_folder_is_read_beside_its_holder_and_never_written() {
    let (store, folder) = open();
    fill(store.as_ref()).await;
    let beside = SqliteStore::open_beside(folder.path()).expect("opened for reading");
    assert_eq!(
        beside.head().await.expect("answers"),
        store.head().await.expect("answers")
    );
    let refused = beside.receive(arrival("northern-main", b"more")).await;
    assert!(
        matches!(refused, Err(StoreError::Unavailable(_))),
        "{refused:?}"
    );
    let head = store.commit(act_of_event("three")).await;
    let head = head.expect("committed");
    assert_eq!(beside.head().await.expect("answers"), head);
}

#[tokio::test]
async fn an_account_is_written_beside_the_holder_of_the_folder() {
    let (store, folder) = open();
    fill(store.as_ref()).await;
    let account = EditorAccount {
        name: EditorName::new("ben"),
        password_phc: "phc".into(),
    };
    put_editor_beside(folder.path(), &account).expect("written");
    let found = store.editor(EditorName::new("ben")).await;
    assert_eq!(found.expect("answers"), Some(account));
}

#[test]
fn nothing_is_made_where_there_is_no_store_to_read() {
    let folder = tempfile::tempdir().expect("temporary folder");
    assert!(SqliteStore::open_beside(folder.path()).is_err());
    assert_eq!(
        std::fs::read_dir(folder.path()).expect("a folder").count(),
        0
    );
}
