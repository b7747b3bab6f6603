//! From push to page, through the real binary: 200 items a second for ten seconds into a newsroom that publishes by
//! rule; how long from the first byte of the request until the story stands in the site's feed, and how long from a
//! kill's first byte until the page answers 410, or until the line of an explainer that rests on it is gone. Prints the machine's fsync beside it.

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use common::{Connection, fsync_ms, ms, row, serve, wire};

#[path = "live/common.rs"]
mod common;
#[path = "live/explained.rs"]
mod explained;

const ITEMS: usize = 2_000;
const PER_SECOND: u32 = 200;
const SENDERS: usize = 8;
const KILLS: usize = 100;

fn main() {
    let work = tempfile::tempdir().expect("a folder");
    let fsync = fsync_ms(work.path());
    // Once to make the folder, which an editor's account needs.
    let (mut first, _) = serve(work.path(), "publish:world");
    let _ = first.kill();
    let _ = first.wait();
    let password = editor(work.path());
    let (mut server, address) = serve(work.path(), "publish:world");
    let sent: Arc<Mutex<HashMap<usize, Instant>>> = Arc::default();
    let watching = {
        let (sent, address) = (Arc::clone(&sent), address.clone());
        std::thread::spawn(move || watch(&address, &sent))
    };
    send_all(&address, &sent);
    let mut live = watching.join().expect("the watcher ends");
    let lines = explained::explain(&address, &password);
    let mut hidden = explained::kill(&address, &lines);
    let mut kills = kill_some(&address);
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
        &format!("push → durable → page live, {PER_SECOND} items/s"),
        &mut live,
    );
    row("kill pushed → page answers 410", &mut kills);
    row(
        "kill pushed → line gone from its explainer of ten stories",
        &mut hidden,
    );
}

/// Adds an editor; the password drawn for it.
fn editor(work: &Path) -> String {
    let added = Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .args(["user", "--data"])
        .arg(work.join("data"))
        .arg("bench")
        .output()
        .expect("the program starts");
    let said = String::from_utf8_lossy(&added.stdout).into_owned();
    let password = said.split("password ").nth(1);
    let password = password.and_then(|rest| rest.split_whitespace().next());
    password.expect("a password").to_owned()
}

fn send_all(address: &str, sent: &Arc<Mutex<HashMap<usize, Instant>>>) {
    let start = Instant::now();
    std::thread::scope(|scope| {
        for sender in 0..SENDERS {
            scope.spawn(move || {
                let mut connection = Connection::open(address);
                for number in (sender..ITEMS).step_by(SENDERS) {
                    let due = start
                        + Duration::from_secs(1) / PER_SECOND * u32::try_from(number).unwrap_or(0);
                    std::thread::sleep(due.saturating_duration_since(Instant::now()));
                    let wire = wire(number, 1, "usable");
                    sent.lock().expect("a lock").insert(number, Instant::now());
                    connection.push(&wire);
                }
            });
        }
    });
}

/// Asks for the feed again and again; the first time a headline stands in it, its story is live.
fn watch(address: &str, sent: &Arc<Mutex<HashMap<usize, Instant>>>) -> Vec<f64> {
    let mut connection = Connection::open(address);
    let mut seen = HashMap::new();
    let give_up = Instant::now() + Duration::from_secs(60);
    while seen.len() < ITEMS && Instant::now() < give_up {
        let (_, feed) = connection.ask("GET /feed.json", "", "");
        let now = Instant::now();
        let feed = String::from_utf8_lossy(&feed).into_owned();
        for rest in feed.split("Count-").skip(1) {
            let Some(number) = rest
                .split('-')
                .next()
                .and_then(|digits| digits.parse::<usize>().ok())
            else {
                continue;
            };
            if let Some(start) = sent.lock().expect("a lock").get(&number) {
                seen.entry(number)
                    .or_insert_with(|| (now - *start).as_secs_f64() * 1000.0);
            }
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    println!(
        "{} of {ITEMS} stories were seen live in the feed",
        seen.len()
    );
    seen.into_values().collect()
}

/// Kills the newest stories one after the other.
fn kill_some(address: &str) -> Vec<f64> {
    let mut connection = Connection::open(address);
    let (_, feed) = connection.ask("GET /feed.json", "", "");
    let feed: serde_json::Value = serde_json::from_slice(&feed).expect("a feed");
    let entries = feed["items"].as_array().cloned().unwrap_or_default();
    let mut times = Vec::new();
    // The explainer's own stories are in the feed as well.
    let numbered = entries.iter().filter_map(|entry| {
        let number = entry["title"].as_str()?.split('-').nth(1)?.parse().ok()?;
        Some((entry, number))
    });
    for (entry, number) in numbered.take(KILLS) {
        let url = entry["url"].as_str().unwrap_or_default();
        let path = url.split_once(address).map_or(url, |(_, path)| path);
        let path = path
            .splitn(4, '/')
            .last()
            .map(|rest| format!("/{rest}"))
            .filter(|_| path.starts_with("http"))
            .unwrap_or(path.to_owned());
        let (status, _) = connection.ask(&format!("GET {path}"), "", "");
        assert_eq!(status, 200, "{path}");
        let start = Instant::now();
        connection.push(&wire(number, 2, "canceled"));
        while connection.ask(&format!("GET {path}"), "", "").0 != 410 {
            assert!(
                start.elapsed() < Duration::from_secs(10),
                "never gone: {path}"
            );
        }
        times.push(ms(start));
    }
    times
}
