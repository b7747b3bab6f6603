//! Every write and every call of the store fails once, each in two ways; then the program is started again. Whatever
//! happened: one tree, every proof handed out still holds, no leaf is lost, and nobody had to help.

use std::path::Path;
use std::sync::Arc;

use copydesk_desk::Ledger;
use copydesk_ledger::{Disk, RealDisk, Ticked};

use crate::house::{
    Judge, Mode, Rows, Trap, TrappedDisk, TrappedRows, add, data, open, real, sequencer, settings,
};

/// Leaves that each step of the story adds; they cross the ends of tiles.
const STEPS: [u64; 4] = [3, 250, 5, 300];

/// What is trapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Disk,
    Rows,
}

/// One life with a trap, then a start without. Answers whether the trap was sprung.
async fn live_through<R: Rows>(
    store: Arc<R>,
    folder: &Path,
    place: Place,
    trap: Arc<Trap>,
) -> bool {
    let judge = Judge::default();
    let disk: Arc<dyn Disk> = match place {
        Place::Disk => Arc::new(TrappedDisk(Arc::clone(&trap))),
        Place::Rows => Arc::new(RealDisk),
    };
    let rows: Arc<dyn Ledger> = match place {
        Place::Disk => Arc::clone(&store) as Arc<dyn Ledger>,
        Place::Rows => Arc::new(TrappedRows {
            rows: Arc::clone(&store) as Arc<dyn Ledger>,
            trap: Arc::clone(&trap),
        }),
    };
    let mut first = sequencer(rows, disk, settings(folder));
    let mut leaves = 0;
    for step in STEPS {
        add(&store, leaves, step).await;
        leaves += step;
        // The step that fails is not asked for again: the next one finds what it left.
        let _ = first.tick().await;
        judge.look(&store, &first, folder).await;
    }
    let sprung = trap.sprung();
    drop(first);
    let mut second = real(&store, folder);
    while second.tick().await.expect("a start needs no hand") != Ticked::Idle {
        judge.look(&store, &second, folder).await;
    }
    judge.look(&store, &second, folder).await;
    judge.decide(&store, folder, leaves).await;
    sprung
}

async fn check_every_call(place: Place, mode: Mode) {
    check_every_call_on(place, mode, |folder| Some(open(folder))).await;
}

/// One life after the other, each with the next call failing, on stores that `open` gives; nothing is checked where it
/// gives none.
pub async fn check_every_call_on<R: Rows>(
    place: Place,
    mode: Mode,
    mut open: impl FnMut(&Path) -> Option<Arc<R>>,
) {
    let mut calls = 0;
    loop {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = data(&folder).join(format!("{calls}"));
        let Some(store) = open(&folder) else { return };
        if !live_through(store, &folder, place, Trap::new(calls, mode)).await {
            break;
        }
        calls += 1;
    }
    assert!(calls >= 10, "only {calls} calls were failed at {place:?}");
}

#[tokio::test]
async fn each_write_of_a_file_fails() {
    check_every_call(Place::Disk, Mode::Fails).await;
}

#[tokio::test]
async fn each_write_of_a_file_is_done_and_says_it_failed() {
    check_every_call(Place::Disk, Mode::DoneButFails).await;
}

#[tokio::test]
async fn each_call_of_the_store_fails() {
    check_every_call(Place::Rows, Mode::Fails).await;
}

#[tokio::test]
async fn each_call_of_the_store_is_done_and_says_it_failed() {
    check_every_call(Place::Rows, Mode::DoneButFails).await;
}

#[tokio::test]
async fn files_that_a_power_cut_took_are_made_again_byte_for_byte() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = data(&folder);
    let store = open(&folder);
    let mut first = real(&store, &folder);
    add(&store, 0, 700).await;
    crate::house::settle(&mut first).await;
    let before = files(&folder.join("ledger"));
    for lost in before
        .iter()
        .map(|(path, _)| path)
        .filter(|path| !path.ends_with(".replacing"))
    {
        std::fs::write(folder.join("ledger").join(lost), b"").expect("a torn file");
    }
    let mut second = real(&store, &folder);
    crate::house::settle(&mut second).await;
    assert_eq!(files(&folder.join("ledger")), before);
}

fn files(folder: &std::path::Path) -> Vec<(String, Vec<u8>)> {
    let mut open = vec![folder.to_owned()];
    let mut found = Vec::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(
                std::fs::read_dir(&path)
                    .expect("a folder")
                    .flatten()
                    .map(|entry| entry.path()),
            );
        } else {
            let name = path
                .strip_prefix(folder)
                .expect("below")
                .to_string_lossy()
                .into_owned();
            found.push((name, std::fs::read(&path).expect("a file")));
        }
    }
    found.sort();
    found
}
