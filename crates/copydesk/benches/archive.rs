//! From push to the archive's index, through the real binary: how long from the first byte of a request until the item it
//! brings is found. One after the other in an idle newsroom, and at 500 a second past the writing of a segment. An item
//! without an alarm is one event, so the k-th is found once the index has taken event k. Prints the disk's own sync.

#[path = "live/common.rs"]
mod common;

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use common::{Connection, fsync_ms, ms, row, serve, wire};

const ALONE: usize = 200;
const ITEMS: usize = 6_000;
const PER_SECOND: u32 = 500;
const SENDERS: usize = 8;

fn main() {
    let work = tempfile::tempdir().expect("a folder");
    let fsync = fsync_ms(work.path());
    let (mut server, address) = serve(work.path(), "hold");
    let mut alone = one_by_one(&address);
    let mut busy = at_a_rate(&address);
    // Asked to stop by its id; it has nothing left to do.
    let _ = server.kill();
    let _ = server.wait();
    println!("| what | median ms | p99 ms | worst ms |");
    println!("|---|---|---|---|");
    println!(
        "| append of 4 KB + fdatasync on this disk | {:.2} | {:.2} | {:.2} |",
        fsync.0, fsync.1, fsync.2
    );
    row(
        "push → durable → found in the archive, one by one",
        &mut alone,
    );
    row(
        &format!("the same, {PER_SECOND} items/s, a segment written meanwhile"),
        &mut busy,
    );
}

/// The last event that the index has taken.
fn taken(connection: &mut Connection) -> usize {
    let (_, body) = connection.ask("GET /metrics", "", "");
    let text = String::from_utf8_lossy(&body).into_owned();
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("copydesk_site_archive_seq "));
    line.and_then(|number| number.trim().parse().ok())
        .expect("the index's place")
}

fn one_by_one(address: &str) -> Vec<f64> {
    let (mut push, mut watch) = (Connection::open(address), Connection::open(address));
    let times = (1..=ALONE).map(|number| {
        let wire = wire(number, 1, "usable");
        let start = Instant::now();
        push.push(&wire);
        while taken(&mut watch) < number {}
        ms(start)
    });
    times.collect()
}

/// Items in the order in which they were acknowledged: that of their receipts, as near as it can be seen from outside.
fn at_a_rate(address: &str) -> Vec<f64> {
    let sent: Arc<Mutex<Vec<Instant>>> = Arc::default();
    let start = Instant::now();
    std::thread::scope(|scope| {
        for sender in 0..SENDERS {
            let sent = Arc::clone(&sent);
            scope.spawn(move || {
                let mut connection = Connection::open(address);
                for number in (sender..ITEMS).step_by(SENDERS) {
                    let due = start
                        + Duration::from_secs(1) / PER_SECOND * u32::try_from(number).unwrap_or(0);
                    std::thread::sleep(due.saturating_duration_since(Instant::now()));
                    let wire = wire(1_000_000 + number, 1, "usable");
                    let began = Instant::now();
                    connection.push(&wire);
                    sent.lock().expect("a lock").push(began);
                }
            });
        }
        let watching = scope.spawn(|| {
            let mut connection = Connection::open(address);
            let mut found = Vec::with_capacity(ITEMS);
            while found.len() < ITEMS {
                let reached = taken(&mut connection).saturating_sub(ALONE);
                let now = Instant::now();
                found.resize(reached.clamp(found.len(), ITEMS), now);
                assert!(start.elapsed() < Duration::from_secs(120), "never found");
                std::thread::sleep(Duration::from_millis(1));
            }
            found
        });
        let found = watching.join().expect("the watcher ends");
        let sent = sent.lock().expect("a lock");
        let pairs = sent.iter().zip(&found);
        pairs
            .map(|(sent, found)| found.saturating_duration_since(*sent).as_secs_f64() * 1000.0)
            .collect()
    })
}
