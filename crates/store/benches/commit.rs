//! Durable intake: items of 4 KB a second through the desk's trait, for so many producers that each wait for their
//! answer, and in batches; beside the machine's own figures on the same disk in the same run. Prints a table.
//! `cargo bench -p copydesk-store`; the folder is Cargo's own for temporary files, or the one in
//! `COPYDESK_BENCH_FOLDER`. With `COPYDESK_TEST_POSTGRES` the same rows again on that server.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use copydesk_desk::{
    Act, Actor, Arrival, Event, EventKind, FeedId, ItemKey, ItemState, ReceiptState, Receipted,
    Standing, Store, Version, VersionKey,
};
use copydesk_store::postgres::{self, PostgresStore, Roots, Server};
use copydesk_store::sqlite::SqliteStore;
use jiff::Timestamp;

const ITEM_BYTES: usize = 4096;
const ROW: Duration = Duration::from_secs(3);

fn main() {
    if !std::env::args().any(|argument| argument == "--bench") {
        println!("commit: measures only under `cargo bench`");
        return;
    }
    let folder = std::env::var_os("COPYDESK_BENCH_FOLDER")
        .map_or_else(|| PathBuf::from(env!("CARGO_TARGET_TMPDIR")), PathBuf::from);
    let runtime = tokio::runtime::Runtime::new().expect("runtime");
    let synced = append_and_sync(&folder);
    let server = std::env::var("COPYDESK_TEST_POSTGRES").ok();
    println!("| what | items/s | against one median fdatasync each | answer p50 ms | p99 ms |");
    println!("|---|--:|--:|--:|--:|");
    print_row(
        "append 4 KB + fdatasync (this disk)",
        &synced,
        synced.per_second,
    );
    engine_rows(&runtime, &Place::Folder(&folder), &synced);
    match &server {
        Some(connection) => engine_rows(&runtime, &Place::Server(connection), &synced),
        None => eprintln!("skipped: COPYDESK_TEST_POSTGRES is not set"),
    }
    println!(
        "\nmemcpy on this machine: {:.1} GB/s",
        memcpy_gigabytes_per_second()
    );
}

/// Where a row's store is.
enum Place<'a> {
    /// SQLite, in a fresh folder in this one.
    Folder(&'a Path),
    /// PostgreSQL, in a fresh schema of this server.
    Server(&'a str),
}

/// What goes with a row's store.
enum Kept {
    Folder { _folder: tempfile::TempDir },
    Schema(Box<Server>),
}

impl Drop for Kept {
    fn drop(&mut self) {
        if let Self::Schema(server) = self {
            postgres::drop_schema(server).expect("dropped");
        }
    }
}

/// The rows of one engine.
fn engine_rows(runtime: &tokio::runtime::Runtime, place: &Place<'_>, synced: &Figures) {
    let engine = match place {
        Place::Folder(_) => "SQLite",
        Place::Server(_) => "PostgreSQL",
    };
    let single = 1.0 / synced.p50.as_secs_f64();
    for producers in [1, 8, 64, 512] {
        let row = runtime.block_on(receive_each(place, producers));
        let what = format!("{engine}: receive, {producers} waiting");
        print_row(&what, &row, synced.per_second);
    }
    for size in [100, 1_000] {
        let row = runtime.block_on(receive_batches(place, size));
        let what = format!("{engine}: receive_all of {size}, 1 waiting");
        print_row(&what, &row, synced.per_second);
    }
    for producers in [1, 64] {
        let row = runtime.block_on(take_in_each(place, producers));
        let what =
            format!("{engine}: receive, then commit item + version + event, {producers} waiting");
        print_row(&what, &row, single);
    }
    let row = read_back(runtime, place);
    let what = format!("{engine}: read a raw of 4 KB back, hash checked, 64 waiting");
    print_row(&what, &row, synced.per_second);
}

/// One measured row.
struct Figures {
    per_second: f64,
    p50: Duration,
    p99: Duration,
}

/// From the time of each answer, each standing for `items` items.
fn figures(mut answers: Vec<Duration>, items: usize, whole: Duration) -> Figures {
    answers.sort_unstable();
    let at = |share: f64| answers[((answers.len() - 1) as f64 * share) as usize];
    Figures {
        per_second: (answers.len() * items) as f64 / whole.as_secs_f64(),
        p50: at(0.50),
        p99: at(0.99),
    }
}

fn print_row(what: &str, row: &Figures, single: f64) {
    println!(
        "| {what} | {:.0} | {:.1} × | {:.2} | {:.2} |",
        row.per_second,
        row.per_second / single,
        row.p50.as_secs_f64() * 1e3,
        row.p99.as_secs_f64() * 1e3,
    );
}

fn append_and_sync(folder: &Path) -> Figures {
    let folder = tempfile::tempdir_in(folder).expect("folder");
    let mut file = File::create(folder.path().join("appended")).expect("file");
    let bytes = [b'x'; ITEM_BYTES];
    let start = Instant::now();
    let mut answers = Vec::new();
    while start.elapsed() < ROW {
        let asked = Instant::now();
        file.write_all(&bytes).expect("written");
        file.sync_data().expect("synced");
        answers.push(asked.elapsed());
    }
    figures(answers, 1, start.elapsed())
}

fn memcpy_gigabytes_per_second() -> f64 {
    let from = vec![1u8; 64 << 20];
    let mut to = vec![0u8; from.len()];
    let rounds = 20;
    let start = Instant::now();
    for _ in 0..rounds {
        to.copy_from_slice(std::hint::black_box(&from));
        std::hint::black_box(&mut to);
    }
    (from.len() * rounds) as f64 / start.elapsed().as_secs_f64() / 1e9
}

/// The store is let go of before what it stands in.
fn open(place: &Place<'_>) -> (Kept, Arc<dyn Store>) {
    static SCHEMAS: AtomicU64 = AtomicU64::new(0);
    match place {
        Place::Folder(folder) => {
            let folder = tempfile::tempdir_in(folder).expect("folder");
            let store = SqliteStore::open(folder.path()).expect("opens");
            (Kept::Folder { _folder: folder }, Arc::new(store))
        }
        Place::Server(connection) => {
            let nth = SCHEMAS.fetch_add(1, Ordering::Relaxed);
            let schema = format!("copydesk_bench_{}_{nth}", std::process::id());
            let server = Server::new(connection, &schema, None, &Roots::System).expect("a server");
            let store = PostgresStore::open(&server, postgres::Place::Alone).expect("opens");
            (Kept::Schema(Box::new(server)), Arc::new(store))
        }
    }
}

/// An arrival of its own bytes.
fn arrival(number: u64) -> Arrival {
    let mut bytes = format!("<item n=\"{number}\">").into_bytes();
    let line = number.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_string();
    bytes.extend(line.bytes().cycle().take(ITEM_BYTES - bytes.len()));
    Arrival {
        feed: FeedId::new("northern-main"),
        name: Some(format!("in/{number}.xml")),
        bytes,
        media_type: Some("application/xml".into()),
        charset: None,
        source_time: None,
        cursor: Some(number.to_string()),
        received: Timestamp::UNIX_EPOCH,
    }
}

/// Runs `producers` tasks that each do `work` again and again, one at a time, for the length of a row.
async fn each<F>(producers: usize, items: usize, work: impl Fn(u64) -> F) -> Figures
where
    F: Future<Output = ()> + Send + 'static,
{
    let work = Arc::new(work);
    let next = AtomicU64::new(0);
    let start = Instant::now();
    let mut running = tokio::task::JoinSet::new();
    let timed = |job: F| async move {
        let asked = Instant::now();
        job.await;
        asked.elapsed()
    };
    for _ in 0..producers {
        running.spawn(timed(work(next.fetch_add(1, Ordering::Relaxed))));
    }
    let mut answers = Vec::new();
    while let Some(answer) = running.join_next().await {
        answers.push(answer.expect("done"));
        if start.elapsed() < ROW {
            running.spawn(timed(work(next.fetch_add(1, Ordering::Relaxed))));
        }
    }
    figures(answers, items, start.elapsed())
}

async fn receive_each(place: &Place<'_>, producers: usize) -> Figures {
    let (_kept, store) = open(place);
    each(producers, 1, |number| {
        let store = Arc::clone(&store);
        async move {
            store.receive(arrival(number)).await.expect("received");
        }
    })
    .await
}

async fn receive_batches(place: &Place<'_>, size: usize) -> Figures {
    let (_kept, store) = open(place);
    each(1, size, |number| {
        let store = Arc::clone(&store);
        let first = number * size as u64;
        let batch = (first..first + size as u64).map(arrival).collect();
        async move {
            store.receive_all(batch).await.expect("received");
        }
    })
    .await
}

async fn take_in_each(place: &Place<'_>, producers: usize) -> Figures {
    let (_kept, store) = open(place);
    each(producers, 1, |number| {
        let store = Arc::clone(&store);
        async move {
            let received = store.receive(arrival(number)).await.expect("received");
            store
                .commit(act(number, received))
                .await
                .expect("committed");
        }
    })
    .await
}

fn read_back(runtime: &tokio::runtime::Runtime, place: &Place<'_>) -> Figures {
    let (_kept, store) = open(place);
    let all: Vec<_> = (0..10_000).map(arrival).collect();
    let raws = runtime.block_on(store.receive_all(all)).expect("received");
    runtime.block_on(each(64, 1, |number| {
        let store = Arc::clone(&store);
        let raw = raws[(number.wrapping_mul(7_919) % 10_000) as usize].raw;
        async move {
            store.raw(raw).await.expect("read").expect("there");
        }
    }))
}

/// What a first version of an item writes.
fn act(number: u64, received: Receipted) -> Act {
    let key = ItemKey {
        agency: "northern".into(),
        guid: format!("urn:newsml:northern.example:20261124:{number}"),
    };
    let headline = Some(format!(
        "Ferry service number {number} resumes after the storm"
    ));
    let epoch = Timestamp::UNIX_EPOCH;
    let item = ItemState {
        key: key.clone(),
        revision: 1,
        feed: FeedId::new("northern-main"),
        standing: Standing::default(),
        current: 1,
        versions: 1,
        headline: headline.clone(),
        slugline: Some("FERRY-STORM".into()),
        language: Some("en".into()),
        urgency: Some(4),
        signals: Vec::new(),
        holds: Vec::new(),
        first_received: epoch,
        last_received: epoch,
        killed_at: None,
        kill_acknowledged: None,
    };
    let version = Version {
        key: VersionKey {
            item: key.clone(),
            nth: 1,
        },
        receipt: received.receipt,
        index_in_raw: 0,
        raw: received.raw,
        feed: FeedId::new("northern-main"),
        version: Some("1".into()),
        version_ordinal: Some(1),
        version_created: Some(epoch),
        received: epoch,
        standing: Standing::default(),
        signals: Vec::new(),
        headline,
        slugline: None,
        language: None,
        names: Vec::new(),
        content_sha256: received.raw.0,
        holds: Vec::new(),
    };
    let event = Event {
        at: epoch,
        kind: EventKind::ItemReceived,
        item: Some(key),
        story: None,
        by: Actor::Agency("northern".into()),
        note: None,
    };
    Act {
        receipt: Some((received.receipt, ReceiptState::Done(1))),
        items: vec![item],
        versions: vec![version],
        events: vec![event],
        ..Act::default()
    }
}
