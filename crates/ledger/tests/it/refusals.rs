//! Never two trees: a restored backup, another key, another name, rows that were changed, two sequencers that both
//! believe that they lead.

use std::path::Path;
use std::sync::Arc;

use copydesk_desk::{Ledger, Store};
use copydesk_ledger::{
    CatchUp, LedgerError, Permissions, RealDisk, RefusedToSign, Source, Ticked, catch_up,
    check_folder, read_key, write_key,
};
use copydesk_proof::Policy;
use copydesk_store::sqlite::{DATABASE, SqliteStore, backup_folder};

use crate::house::{
    Judge, NOW, ORIGIN, add, checkpoint_file, data, key, open, real, sequencer, settings, settle,
};

async fn check_refused(store: &Arc<SqliteStore>, folder: &Path, expected: &RefusedToSign) {
    let before = std::fs::read(folder.join("ledger/checkpoint")).expect("a checkpoint");
    let refused = real(store, folder).tick().await.expect_err("refused");
    let LedgerError::Refused(refused) = refused else {
        panic!("{refused}");
    };
    assert_eq!(&refused, expected);
    let after = std::fs::read(folder.join("ledger/checkpoint")).expect("a checkpoint");
    assert_eq!(before, after, "nothing was signed");
}

/// A backup of 10 leaves under a ledger that went on to 310, with acts of which some came again.
async fn restored(folder: &Path) -> Arc<SqliteStore> {
    let store = open(folder);
    let mut first = real(&store, folder);
    add(&store, 0, 9).await;
    settle(&mut first).await;
    // Ten acts more, committed and in the backup, but not sequenced when it was made.
    add(&store, 9, 10).await;
    backup_folder(folder, &folder.join("backup.db")).expect("a backup");
    settle(&mut first).await;
    add(&store, 19, 290).await;
    settle(&mut first).await;
    drop(first);
    drop(store);
    for name in [
        DATABASE.to_owned(),
        format!("{DATABASE}-wal"),
        format!("{DATABASE}-shm"),
    ] {
        let _ = std::fs::remove_file(folder.join(name));
    }
    std::fs::rename(folder.join("backup.db"), folder.join(DATABASE)).expect("restored");
    open(folder)
}

#[tokio::test]
async fn a_restored_backup_refuses_to_sign_until_it_caught_up() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = data(&folder);
    let store = restored(&folder).await;
    let behind = RefusedToSign::Behind {
        head: 10,
        served: 310,
    };
    check_refused(&store, &folder, &behind).await;
    let source = Source::Folder(folder.join("ledger"));
    let done = catch_up(store.as_ref(), &settings(&folder), &source, NOW).await;
    let CatchUp::CaughtUp { size, adopted } = done.expect("caught up") else {
        panic!("it was behind");
    };
    assert_eq!((size, adopted.known, adopted.unknown), (310, 10, 290));
    let old = std::fs::read(folder.join("ledger/checkpoint")).expect("a checkpoint");
    add(&store, 5_000, 4).await;
    let mut again = real(&store, &folder);
    assert_eq!(
        again.tick().await.expect("it signs again"),
        Ticked::Grown(314)
    );
    let others = [("before".to_owned(), old)];
    let policy = settings(&folder).policy;
    let checked = check_folder(
        &folder.join("ledger"),
        Some(&policy),
        &others,
        NOW,
        &mut |_| {},
    );
    assert_eq!(checked.expect("one tree").size, 314);
}

#[tokio::test]
async fn catching_up_takes_no_tree_that_is_not_ours() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = data(&folder);
    let store = restored(&folder).await;
    let bundle = folder.join("ledger/tile/entries/001.p/54");
    let mut bytes = std::fs::read(&bundle).expect("a bundle");
    bytes[40] ^= 1;
    std::fs::write(&bundle, bytes).expect("written");
    let source = Source::Folder(folder.join("ledger"));
    let refused = catch_up(store.as_ref(), &settings(&folder), &source, NOW).await;
    assert!(matches!(
        refused,
        Err(LedgerError::Refused(
            RefusedToSign::ServedTreeDiffers { .. }
        ))
    ));
    assert_eq!(
        store
            .ledger_head()
            .await
            .expect("read")
            .expect("a head")
            .size,
        10
    );
}

#[tokio::test]
async fn a_served_checkpoint_with_another_root_stops_the_ledger() {
    let (one, two) = (
        tempfile::tempdir().expect("a folder"),
        tempfile::tempdir().expect("one"),
    );
    let (one, two) = (data(&one), data(&two));
    for (folder, first) in [(&one, 0), (&two, 900)] {
        let store = open(folder);
        add(&store, first, 5).await;
        settle(&mut real(&store, folder)).await;
    }
    std::fs::copy(two.join("ledger/checkpoint"), one.join("ledger/checkpoint")).expect("copied");
    check_refused(
        &open(&one),
        &one,
        &RefusedToSign::ServedTreeDiffers { size: 6 },
    )
    .await;
}

#[tokio::test]
async fn another_key_or_name_signs_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = data(&folder);
    let store = open(&folder);
    add(&store, 0, 1).await;
    settle(&mut real(&store, &folder)).await;
    let mut other_key = settings(&folder);
    other_key.key = key(2);
    other_key.policy_text = format!(
        "log {}\nlog {}\nquorum none\n",
        key(1).public(),
        key(2).public()
    );
    other_key.policy = Policy::parse(other_key.policy_text.as_bytes()).expect("a policy");
    let rows = Arc::clone(&store) as Arc<dyn Ledger>;
    let refused = sequencer(Arc::clone(&rows), Arc::new(RealDisk), other_key.clone())
        .tick()
        .await;
    let unknown = RefusedToSign::UnknownKey {
        key: key(2).public().to_string(),
    };
    assert!(matches!(refused, Err(LedgerError::Refused(refused)) if refused == unknown));
    let mut other_name = settings(&folder);
    other_name.origin = String::from("other.example/ledger");
    let refused = sequencer(Arc::clone(&rows), Arc::new(RealDisk), other_name)
        .tick()
        .await;
    assert!(matches!(
        refused,
        Err(LedgerError::Refused(RefusedToSign::OtherOrigin { .. }))
    ));

    // A new key is recorded first, then both sign.
    let mut rotating = other_key;
    rotating.key = key(1);
    rotating.new_key = Some(key(2));
    let mut rotating = sequencer(rows, Arc::new(RealDisk), rotating);
    settle(&mut rotating).await;
    assert_eq!(checkpoint_file(&folder).signatures.len(), 2);
    let kinds: Vec<String> = store
        .key_records()
        .await
        .expect("read")
        .iter()
        .filter_map(|leaf| leaf.record.lines().nth(1).map(str::to_owned))
        .collect();
    assert_eq!(kinds, ["kind opening", "kind key"]);
    add(&store, 10, 1).await;
    settle(&mut rotating).await;
    assert_eq!(checkpoint_file(&folder).signatures.len(), 2);
}

#[tokio::test]
async fn two_sequencers_that_both_believe_they_lead_make_one_tree() {
    let folder = tempfile::tempdir().expect("a folder");
    let one = data(&folder);
    let first_store = open(&one);
    // A second door to the same database, as a node has that lost its lease and does not know.
    let two = folder.path().join("other door");
    std::fs::create_dir_all(&two).expect("a folder");
    std::os::unix::fs::symlink(one.join(DATABASE), two.join(DATABASE)).expect("a link");
    let second_store = open(&two);
    let judge = Judge::default();
    let mut first = real(&first_store, &one);
    let mut second = real(&second_store, &one);
    let (mut leaves, mut lost) = (0, 0);
    for round in 0..30 {
        add(
            if round % 2 == 0 {
                &first_store
            } else {
                &second_store
            },
            leaves,
            37,
        )
        .await;
        leaves += 37;
        let (a, b) = tokio::join!(first.tick(), second.tick());
        for ticked in [a, b] {
            // Who finds a checkpoint ahead of the head it has read says so and reads again.
            lost += u64::from(!matches!(ticked, Ok(Ticked::Grown(_) | Ticked::Idle)));
        }
        judge.look(&first_store, &first, &one).await;
        judge.look(&second_store, &second, &one).await;
    }
    for last in [&mut first, &mut second] {
        while !matches!(last.tick().await, Ok(Ticked::Idle)) {}
    }
    judge.look(&first_store, &first, &one).await;
    judge.decide(&first_store, &one, leaves).await;
    assert!(lost > 0, "they never met");
    assert!(first_store.head().await.expect("read").0 > 0);
}

#[test]
fn a_key_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("ledger.key");
    let written = write_key(&path, ORIGIN, &[9; 32]).expect("written");
    let mode = std::fs::metadata(&path)
        .expect("there")
        .permissions()
        .mode()
        & 0o777;
    assert_eq!(mode, 0o600);
    let read = read_key(&path, Permissions::OwnerOnly).expect("a key");
    assert_eq!(read.public(), written.public());
    assert!(
        write_key(&path, ORIGIN, &[8; 32]).is_err(),
        "never replaced"
    );
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).expect("set");
    let refused = read_key(&path, Permissions::OwnerOnly).expect_err("refused");
    assert!(refused.to_string().contains("others can read"), "{refused}");
}

#[tokio::test]
async fn covers_fill_each_batch_and_show_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = data(&folder);
    let store = open(&folder);
    let mut padded = settings(&folder);
    padded.pad = 16;
    let mut padded = sequencer(
        Arc::clone(&store) as Arc<dyn Ledger>,
        Arc::new(RealDisk),
        padded,
    );
    add(&store, 0, 3).await;
    assert_eq!(padded.tick().await.expect("a step"), Ticked::Grown(16));
    add(&store, 3, 17).await;
    assert_eq!(padded.tick().await.expect("a step"), Ticked::Grown(48));
    assert_eq!(padded.tick().await.expect("a step"), Ticked::Idle);
}
