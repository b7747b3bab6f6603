//! A process that is killed at each of its writes, with SIGKILL, and a disk that stays full for a while. Whatever was
//! shown before, the next start goes on with the same tree and needs no hand.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use copydesk_desk::Ledger;
use copydesk_ledger::{Disk, LedgerError, RealDisk, Ticked};

use crate::house::{
    Judge, Mode, Trap, TrappedDisk, TrappedRows, add, data, open, real, sequencer, settings, settle,
};

/// Leaves of each step; they fill the first tile.
const STEPS: [u64; 3] = [3, 252, 20];
const LIFE: &str = "COPYDESK_TEST_LIFE";

/// Where and when the life of a process ends.
#[derive(Clone, Copy, Debug)]
struct End {
    place: &'static str,
    mode: Mode,
    at: u64,
}

/// Not a test of its own: the life that the tests below start as a process and have killed.
#[tokio::test]
async fn a_life_that_one_of_its_writes_ends() {
    let Some(folder) = std::env::var_os(LIFE).map(PathBuf::from) else {
        return;
    };
    let told = std::fs::read_to_string(folder.join("end")).expect("how it ends");
    let words: Vec<&str> = told.split(' ').collect();
    let mode = match words[1] {
        "before" => Mode::Dies,
        _ => Mode::DoneAndDies,
    };
    let trap = Trap::new(words[2].parse().expect("a number"), mode);
    let store = open(&folder);
    let mut disk: Arc<dyn Disk> = Arc::new(RealDisk);
    let mut rows = Arc::clone(&store) as Arc<dyn Ledger>;
    if words[0] == "disk" {
        disk = Arc::new(TrappedDisk(trap));
    } else {
        let store = Arc::clone(&store);
        rows = Arc::new(TrappedRows { rows: store, trap });
    }
    let judge = Judge::default();
    let mut sequencer = sequencer(rows, disk, settings(&folder));
    let mut leaves = 0;
    for step in STEPS {
        add(&store, leaves, step).await;
        leaves += step;
        std::fs::write(folder.join("leaves"), leaves.to_string()).expect("written");
        sequencer.tick().await.expect("a step");
        judge.look(&store, &sequencer, &folder).await;
        judge.keep(&folder.join("shown"));
    }
}

/// Lives until its end in a process of its own, then starts again here. Answers whether it was killed.
async fn live_and_start_again(end: End) -> bool {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = data(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    let when = if end.mode == Mode::Dies {
        "before"
    } else {
        "after"
    };
    let told = format!("{} {when} {}", end.place, end.at);
    std::fs::write(folder.join("end"), told).expect("written");
    let test = std::env::current_exe().expect("this test");
    let life = Command::new(test)
        .args(["--exact", "kills::a_life_that_one_of_its_writes_ends"])
        .env(LIFE, &folder)
        .output()
        .expect("it starts");
    let killed = life.status.code().is_none();
    assert!(
        killed || life.status.success(),
        "{end:?}: {}",
        String::from_utf8_lossy(&life.stdout)
    );
    let leaves = std::fs::read_to_string(folder.join("leaves")).unwrap_or_default();
    check_next_start(&folder, leaves.parse().unwrap_or(0)).await;
    killed
}

async fn check_next_start(folder: &Path, leaves: u64) {
    let judge = Judge::of_kept(&folder.join("shown"));
    let store = open(folder);
    let mut next = real(&store, folder);
    // What lay there when the process ended was shown, too.
    judge.look(&store, &next, folder).await;
    settle(&mut next).await;
    judge.look(&store, &next, folder).await;
    add(&store, 9_000, 2).await;
    settle(&mut next).await;
    judge.look(&store, &next, folder).await;
    judge.decide(&store, folder, leaves + 2).await;
}

async fn check_every_end(place: &'static str, mode: Mode) {
    let mut at = 0;
    while live_and_start_again(End { place, mode, at }).await {
        at += 1;
    }
    assert!(at >= 8, "only {at} calls at {place}");
}

#[tokio::test]
async fn killed_before_each_write_of_a_file() {
    check_every_end("disk", Mode::Dies).await;
}

#[tokio::test]
async fn killed_after_each_write_of_a_file() {
    check_every_end("disk", Mode::DoneAndDies).await;
}

#[tokio::test]
async fn killed_before_each_call_of_the_store() {
    check_every_end("rows", Mode::Dies).await;
}

#[tokio::test]
async fn killed_after_each_call_of_the_store() {
    check_every_end("rows", Mode::DoneAndDies).await;
}

/// The disk is full from its write `at` on; acts go on meanwhile. Answers whether it got that far.
async fn live_with_a_full_disk(at: u64) -> bool {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = data(&folder);
    let store = open(&folder);
    let judge = Judge::default();
    let trap = Trap::new(at, Mode::StaysFull);
    let disk = Arc::new(TrappedDisk(Arc::clone(&trap)));
    let rows = Arc::clone(&store) as Arc<dyn Ledger>;
    let mut sequencer = sequencer(rows, disk, settings(&folder));
    let (mut leaves, mut full) = (0, 0);
    for step in STEPS {
        add(&store, leaves, step).await;
        leaves += step;
        for _ in 0..2 {
            match sequencer.tick().await {
                Ok(_) => {}
                Err(LedgerError::Files(_)) => full += 1,
                Err(error) => panic!("write {at}: {error}"),
            }
            judge.look(&store, &sequencer, &folder).await;
        }
    }
    trap.free();
    // The same process, as soon as there is space.
    while sequencer.tick().await.expect("it goes on by itself") != Ticked::Idle {}
    judge.look(&store, &sequencer, &folder).await;
    judge.decide(&store, &folder, leaves).await;
    full > 0
}

#[tokio::test]
async fn a_disk_that_is_full_from_any_write_on_stops_the_ledger_alone_until_there_is_space() {
    let mut at = 0;
    while live_with_a_full_disk(at).await {
        at += 1;
    }
    assert!(at >= 10, "only {at} writes");
}
