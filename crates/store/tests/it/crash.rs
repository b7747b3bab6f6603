//! The store under a process that dies: killed at random points, or writing into a file that may not grow. What was
//! acknowledged is there once, and the numbers have no gap. The dying side is this very test binary, started again.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use copydesk_desk::{Act, ReceiptNo, ReceiptState, Seq, Store, StoreError};
use copydesk_store::postgres::{Place, PostgresStore};
use copydesk_store::sqlite::SqliteStore;

use crate::builders::*;
use crate::engine;

/// Names the data folder to the child, or as `schema:NAME` the schema; unset in an ordinary run.
const FOLDER: &str = "COPYDESK_TEST_CRASH_FOLDER";
/// Tells one round's words from another's.
const ROUND: &str = "COPYDESK_TEST_CRASH_ROUND";

const ROUNDS: u64 = 32;

/// The store of either engine, by the name that the child is given.
fn open_named(name: &Path) -> Arc<dyn Store> {
    let schema = name.to_str().and_then(|name| name.strip_prefix("schema:"));
    let Some(schema) = schema else {
        return Arc::new(SqliteStore::open(name).expect("opens"));
    };
    let connection = engine::connection().expect("a server is named");
    let server = engine::server(&connection, schema);
    Arc::new(PostgresStore::open(&server, Place::Alone).expect("opens"))
}

/// One acknowledged intake: receipt, number of its last event, the words received.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Acknowledged {
    receipt: i64,
    seq: i64,
    words: String,
}

impl Acknowledged {
    fn read(line: &str) -> Option<Self> {
        let mut parts = line.strip_prefix("ack ")?.trim_end().splitn(3, ' ');
        Some(Self {
            receipt: parts.next()?.parse().ok()?,
            seq: parts.next()?.parse().ok()?,
            words: parts.next()?.to_owned(),
        })
    }
}

/// Receives and commits one item; says so on standard output once it is durable.
async fn take_in(store: &dyn Store, words: &str, padding: usize) -> Result<(), StoreError> {
    let mut bytes = words.as_bytes().to_vec();
    bytes.resize(bytes.len() + padding, b' ');
    let received = store.receive(arrival("northern-main", &bytes)).await?;
    let act = Act {
        receipt: Some((received.receipt, ReceiptState::Done(1))),
        items: vec![item(words)],
        versions: vec![version(words, 1, &received)],
        events: vec![event("first"), event(words)],
        ..Act::default()
    };
    let seq = store.commit(act).await?;
    println!("ack {} {} {words}", received.receipt.0, seq.0);
    Ok(())
}

/// Child: four writers until killed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn child_takes_in_until_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    // Ends the line that the harness has begun.
    println!();
    let round = std::env::var(ROUND).expect("the parent names the round");
    let store = open_named(Path::new(&folder));
    let mut writers = tokio::task::JoinSet::new();
    for writer in 0..4 {
        let (store, round) = (Arc::clone(&store), round.clone());
        writers.spawn(async move {
            for turn in 0.. {
                let words = format!("{round} {writer} {turn}");
                take_in(store.as_ref(), &words, 0).await.expect("taken in");
            }
        });
    }
    writers.join_all().await;
}

/// Child: takes in until a file may not grow any more, then shows that the store still answers.
#[tokio::test]
async fn child_takes_in_until_its_files_may_not_grow() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    println!();
    let store = SqliteStore::open(Path::new(&folder)).expect("opens");
    let mut turn = 0;
    let refused = loop {
        match take_in(&store, &format!("grow {turn}"), 40_000).await {
            Ok(()) => turn += 1,
            Err(error) => break error,
        }
    };
    assert!(matches!(refused, StoreError::Unavailable(_)), "{refused}");
    println!("refused {refused}");
    assert!(turn > 0, "something fitted");
    for turn in 0..turn {
        let words = format!("grow {turn}");
        let kept = store.item(item_key(&words)).await.expect("reads go on");
        assert_eq!(kept, Some(item(&words)));
    }
    let again = store
        .receive(arrival("northern-main", &[b'x'; 2_000_000]))
        .await;
    assert!(
        matches!(again, Err(StoreError::Unavailable(_))),
        "{again:?}"
    );
    println!("answers");
}

fn child(test: &str, folder: &Path, round: u64) -> Command {
    let own = std::env::current_exe().expect("this test binary");
    let mut command = Command::new(own);
    command
        .args(["--exact", test, "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder)
        .env(ROUND, round.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command
}

/// When to kill: after so many acknowledgements or so long, whichever is first.
fn kill_point(random: u64) -> (usize, Duration) {
    let acknowledgements = (random % 150) as usize;
    let micros = (random >> 8) % 400_000;
    (acknowledgements, Duration::from_micros(micros))
}

/// Runs one child until its kill point; returns what it acknowledged.
fn run_and_kill(folder: &Path, round: u64, random: u64) -> Vec<Acknowledged> {
    let (count, longest) = kill_point(random);
    let test = "crash::child_takes_in_until_killed";
    let mut process = child(test, folder, round).spawn().expect("started");
    let output = process.stdout.take().expect("piped");
    let (tell, told) = mpsc::channel();
    let reader = std::thread::spawn(move || read_acknowledged(output, &tell));
    // Every other life begins to count at its first acknowledgement, so that a slow machine sees some, too.
    if random >> 63 == 1 {
        let _ = told.recv();
    }
    let deadline = std::time::Instant::now() + longest;
    for _ in 0..count {
        let left = deadline.saturating_duration_since(std::time::Instant::now());
        if told.recv_timeout(left).is_err() {
            break;
        }
    }
    process.kill().expect("killed");
    process.wait().expect("gone");
    reader.join().expect("read")
}

/// Reads whole lines only: a line cut off by the kill acknowledged nothing.
fn read_acknowledged(output: impl std::io::Read, tell: &mpsc::Sender<()>) -> Vec<Acknowledged> {
    let mut lines = BufReader::new(output);
    let mut found = Vec::new();
    loop {
        let mut line = String::new();
        let read = lines.read_line(&mut line).expect("read");
        if read == 0 {
            return found;
        }
        if line.ends_with('\n')
            && let Some(acknowledged) = Acknowledged::read(&line)
        {
            found.push(acknowledged);
            let _ = tell.send(());
        }
    }
}

/// What is acknowledged is there once; receipts and events are numbered from 1 without a gap.
async fn check_whole(store: &dyn Store, acknowledged: &[Acknowledged], context: &str) {
    let receipts = store.receipts(ReceiptNo(0), false, usize::MAX).await;
    let receipts = receipts.expect("read");
    for (receipt, no) in receipts.iter().zip(1..) {
        assert_eq!(receipt.no.0, no, "{context}");
        assert_eq!(receipt.repeats, 0, "{context}");
    }
    let raws: HashSet<_> = receipts.iter().map(|receipt| receipt.raw).collect();
    assert_eq!(raws.len(), receipts.len(), "{context}");
    let events = store.events(Seq(0), usize::MAX).await.expect("read");
    for (record, seq) in events.iter().zip(1..) {
        assert_eq!(record.seq.0, seq, "{context}");
    }
    assert_eq!(store.head().await.expect("read").0 as usize, events.len());
    let done = |state: &ReceiptState| matches!(state, ReceiptState::Done(1));
    let acts = receipts.iter().filter(|r| done(&r.state)).count();
    assert_eq!(
        events.len(),
        2 * acts,
        "an act is whole or absent: {context}"
    );
    assert_eq!(store.item_count().await.expect("read"), acts as u64);
    let mut noted = HashMap::<&str, Vec<i64>>::new();
    for record in &events {
        let note = record.event.note.as_deref().unwrap_or_default();
        noted.entry(note).or_default().push(record.seq.0);
    }
    for one in acknowledged {
        let receipt = usize::try_from(one.receipt - 1).ok();
        let receipt = receipt.and_then(|at| receipts.get(at)).expect(context);
        assert!(done(&receipt.state), "{one:?} {context}");
        assert_eq!(
            noted.get(one.words.as_str()),
            Some(&vec![one.seq]),
            "{one:?} {context}"
        );
    }
}

/// The bytes and rows behind acknowledgements.
async fn check_contents(store: &dyn Store, acknowledged: &[Acknowledged], context: &str) {
    for one in acknowledged {
        let receipt = store.receipt(ReceiptNo(one.receipt)).await.expect("read");
        let raw = store.raw(receipt.expect("there").raw).await.expect("read");
        let raw = raw.expect("there");
        assert_eq!(raw.trim_ascii_end(), one.words.as_bytes(), "{context}");
        let versions = store.versions(item_key(&one.words)).await.expect("read");
        assert_eq!(versions.len(), 1, "{context}");
        assert_eq!(versions[0].receipt.0, one.receipt, "{context}");
    }
}

#[tokio::test]
async fn killed_at_random_points_nothing_acknowledged_is_lost() {
    let folder = tempfile::tempdir().expect("temporary folder");
    check_kills(folder.path()).await;
}

#[tokio::test]
async fn killed_at_random_points_nothing_acknowledged_by_a_server_is_lost() {
    if let Some(schema) = engine::schema() {
        let name = format!("schema:{}", schema.server.schema());
        check_kills(Path::new(&name)).await;
    }
}

/// Lives and kills, each followed by a look at everything.
async fn check_kills(folder: &Path) {
    let random = RandomState::new();
    let mut acknowledged = Vec::new();
    for round in 0..ROUNDS {
        let drawn = random.hash_one(round);
        let new = run_and_kill(folder, round, drawn);
        let context = format!("round {round}, kill point {:?}", kill_point(drawn));
        let store = open_named(folder);
        check_contents(store.as_ref(), &new, &context).await;
        acknowledged.extend(new);
        check_whole(store.as_ref(), &acknowledged, &context).await;
    }
    assert!(
        acknowledged.len() > ROUNDS as usize / 8,
        "{} only",
        acknowledged.len()
    );
}

#[cfg(unix)]
#[tokio::test]
async fn a_write_the_system_refuses_is_unavailable_and_loses_nothing() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let test = "crash::child_takes_in_until_its_files_may_not_grow";
    let plain = child(test, folder.path(), 0);
    // The shell bounds the size of any file the child writes, and has it told by an error instead of a signal.
    let mut bounded = Command::new("sh");
    bounded
        .args(["-c", "trap '' XFSZ; ulimit -f 4000; exec \"$0\" \"$@\""])
        .arg(plain.get_program())
        .args(plain.get_args())
        .envs(
            plain
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        );
    let output = bounded.output().expect("ran");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains("\nanswers\n"),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let acknowledged: Vec<_> = said.lines().filter_map(Acknowledged::read).collect();
    let store = SqliteStore::open(folder.path()).expect("opens");
    check_contents(&store, &acknowledged, "bounded files").await;
    let head = store.head().await.expect("read");
    assert_eq!(head.0 as usize, 2 * acknowledged.len());
    // With room again, it takes in as before.
    take_in(&store, "after", 40_000).await.expect("taken in");
}
