//! Figures of the ledger: leaves sequenced durably, proofs made and served, how soon a proof is ready, the check of a
//! whole ledger, a cold start. Prints them with the machine's own baseline; asserts nothing about time.
//!
//! `cargo bench -p copydesk-ledger --bench ledger [-- LEAVES [FOLDER]]`: with a folder the ledger is kept there, and a second
//! run measures only the cold start on it.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use copydesk_desk::{
    Act, Actor, Adoption, Clock, Event, EventKind, Leaf, LeafSubject, Ledger, Quorum, Random,
    Secret, Seq, ServedLedger, Store, StoredCheckpoint,
};
use copydesk_ledger::{RealDisk, Sequencer, Served, Settings, Ticked, check_folder};
use copydesk_proof::{
    Checkpoint, Edge, ErasureRecord, KeyKind, Note, Opening, Policy, Record, SigningKey, UtcSecond,
    check_proof, leaf_hash, node_hash,
};
use copydesk_store::sqlite::SqliteStore;
use jiff::Timestamp;

const ORIGIN: &str = "bench.example/ledger";
const NOW: u64 = 1_795_425_700;
/// Events of one act while leaves are made ready.
const ACT_EVENTS: u64 = 10_000;
/// Proofs of the figures on proofs, and how many are asked for at a time.
const PROOFS: usize = 30_000;
const IN_FLIGHT: usize = 64;
/// Acts of the figure on proofs that become ready, and the time between two; no divisor of the tick.
const READY_ACTS: u64 = 1_500;
const READY_EVERY_MICROS: u64 = 13_130;
/// Leaves that acts wrote, for the first figures.
const SEQUENCED: u64 = 393_216;

struct SetClock;

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(NOW as i64).expect("in range")
    }
}

struct Counted(AtomicU64);

impl Random for Counted {
    fn bytes32(&self) -> [u8; 32] {
        let mut bytes = [1; 32];
        bytes[..8].copy_from_slice(&self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes());
        bytes
    }
}

fn settings(folder: &Path) -> Arc<Settings> {
    let key = SigningKey::from_seed(ORIGIN, KeyKind::Log, &[1; 32]).expect("a key");
    let policy_text = format!("log {}\nquorum none\n", key.public());
    Arc::new(Settings {
        folder: folder.join("ledger"),
        origin: ORIGIN.to_owned(),
        tick: Duration::from_secs(1),
        pad: 1,
        key,
        new_key: None,
        policy: Policy::parse(policy_text.as_bytes()).expect("a policy"),
        policy_text,
        previous: None,
        batch_max: 131_072,
        sync_every: Duration::from_secs(60),
    })
}

fn sequencer(store: &Arc<SqliteStore>, settings: &Arc<Settings>) -> Sequencer {
    let rows = Arc::clone(store) as Arc<dyn Ledger>;
    let clock: Arc<dyn Clock> = Arc::new(SetClock);
    let random: Arc<dyn Random> = Arc::new(Counted(AtomicU64::new(1 << 40)));
    Sequencer::new(
        rows,
        Arc::new(RealDisk),
        Arc::clone(settings),
        (clock, random),
    )
}

/// An act with so many events, each with its leaf.
fn act(first: u64, count: u64) -> Act {
    let event = Event {
        at: SetClock.now(),
        kind: EventKind::Released,
        item: None,
        story: None,
        by: Actor::Clock,
        note: None,
    };
    let leaf = |number: u64| {
        let mut secret = [7; 32];
        secret[..8].copy_from_slice(&number.to_be_bytes());
        let record = ErasureRecord {
            erased: secret,
            at: UtcSecond::from_unix(0).expect("1970"),
            reason: String::from("bench"),
        };
        Leaf::new(
            Secret::new(secret),
            &Record::Erasure(record),
            LeafSubject::Erasure,
        )
    };
    Act {
        events: (0..count).map(|_| event.clone()).collect(),
        leaves: (0..count)
            .map(|place| (place as usize, leaf(first + place)))
            .collect(),
        ..Act::default()
    }
}

fn rate(what: &str, count: u64, spent: Duration) {
    println!(
        "{what:44} {:>12.0} /s   ({count} in {:.3} s)",
        count as f64 / spent.as_secs_f64(),
        spent.as_secs_f64()
    );
}

fn baseline() {
    let start = Instant::now();
    let mut hash = [0; 32];
    for _ in 0..2_000_000 {
        hash = node_hash(&hash, &hash);
    }
    std::hint::black_box(hash);
    rate(
        "baseline: SHA-256 of a node, one core",
        2_000_000,
        start.elapsed(),
    );
    let mut file = tempfile::tempfile().expect("a file");
    let mut syncs: Vec<Duration> = Vec::new();
    for _ in 0..200 {
        let start = Instant::now();
        file.write_all(&[0x5a; 4_096]).expect("written");
        file.sync_data().expect("synced");
        syncs.push(start.elapsed());
    }
    told("baseline: 4 KB appended and synced", syncs);
}

/// Median, 99th percentile and worst.
fn told(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |hundredths: usize| times[(times.len() - 1) * hundredths / 100].as_secs_f64() * 1e3;
    println!(
        "{what:44} median {:.2} ms, p99 {:.2} ms, worst {:.2} ms   ({})",
        at(50),
        at(99),
        at(100),
        times.len()
    );
}

/// From an act that is durable to its proof, while the sequencer ticks by itself: acts come at odd moments.
async fn ready(folder: &Path) {
    let settings = settings(folder);
    let store = Arc::new(SqliteStore::open(folder).expect("a store"));
    let sequencer = sequencer(&store, &settings);
    let rows = Arc::clone(&store) as Arc<dyn Ledger>;
    let status = sequencer.status();
    let disk = Arc::new(RealDisk);
    let served = Served::new(rows, disk, Arc::clone(&settings), Arc::clone(&status));
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let running = tokio::spawn(sequencer.run(stopped));
    let mut waiting: Vec<(u64, Instant)> = Vec::new();
    let mut times = Vec::new();
    let begun = Instant::now();
    let mut number = 0;
    while times.len() < READY_ACTS as usize {
        // The opening is leaf 0, so the leaf of act n is n + 1.
        if number < READY_ACTS
            && begun.elapsed() >= Duration::from_micros(number * READY_EVERY_MICROS)
        {
            store.commit(act(number, 1)).await.expect("committed");
            number += 1;
            waiting.push((number, Instant::now()));
        }
        let size = status.served();
        for (index, since) in waiting.extract_if(.., |(index, _)| *index < size) {
            let proof = served.prove(index, Vec::new()).await.expect("made");
            assert!(proof.is_some(), "a proof of leaf {index}");
            times.push(since.elapsed());
        }
        tokio::time::sleep(Duration::from_micros(200)).await;
    }
    stop.send_replace(true);
    running.await.expect("it stops");
    told("act durable to proof ready, tick of 1 s", times);
}

async fn sequenced(folder: &Path) {
    let settings = settings(folder);
    let store = Arc::new(SqliteStore::open(folder).expect("a store"));
    for first in (0..SEQUENCED).step_by(ACT_EVENTS as usize) {
        store
            .commit(act(first, ACT_EVENTS))
            .await
            .expect("committed");
    }
    let mut sequencer = sequencer(&store, &settings);
    let start = Instant::now();
    let mut size = 0;
    while let Ticked::Grown(grown) = sequencer.tick().await.expect("a step") {
        size = grown;
    }
    rate(
        "leaves sequenced durably, tiles written",
        size,
        start.elapsed(),
    );
    proofs(&store, &settings, &sequencer, size).await;
    let start = Instant::now();
    let checked = check_folder(
        &settings.folder,
        Some(&settings.policy),
        &[],
        NOW,
        &mut |_| {},
    );
    assert_eq!(checked.expect("it holds").size, size);
    rate("leaves of ledger check, one core", size, start.elapsed());
}

async fn proofs(
    store: &Arc<SqliteStore>,
    settings: &Arc<Settings>,
    sequencer: &Sequencer,
    size: u64,
) {
    let rows = Arc::clone(store) as Arc<dyn Ledger>;
    let served = Served::new(
        rows,
        Arc::new(RealDisk),
        Arc::clone(settings),
        sequencer.status(),
    );
    let served = Arc::new(served);
    let leaves = store.leaves(1_000, PROOFS).await.expect("leaves");
    let openings: Vec<(u64, Vec<u8>)> = leaves
        .iter()
        .map(|stored| {
            let opening = Opening {
                nonce: stored.leaf.secret.nonce(),
                lines: Vec::new(),
                record: Record::parse(stored.leaf.record.as_bytes()).expect("a record"),
            };
            let index = stored.index.expect("sequenced");
            (index, opening.to_string().into_bytes())
        })
        .collect();
    // Neighbours, as a reader of today's stories asks, and leaves all over the ledger, each in another tile.
    let step = (size / PROOFS as u64).max(1);
    let all_over = openings.iter().zip(0..);
    let all_over: Vec<(u64, Vec<u8>)> = all_over
        .map(|((_, opening), place)| (place * step, opening.clone()))
        .collect();
    let made = many_proofs("proofs made, leaves side by side", &served, openings).await;
    many_proofs("proofs made, leaves all over", &served, all_over).await;
    let start = Instant::now();
    for proof in &made {
        check_proof(proof, &settings.policy, NOW)
            .expect("a proof")
            .expect("it holds");
    }
    rate(
        "proofs checked, signature and opening",
        made.len() as u64,
        start.elapsed(),
    );
    let extra = made[0]
        .split(|byte| *byte == b'\n')
        .nth(1)
        .map_or(0, <[u8]>::len);
    println!(
        "a proof of a ledger of {size}: {} bytes without its extra line",
        made[0].len() - extra
    );
}

/// Makes proofs with some in flight; prints how many a second of one processor's time.
async fn many_proofs(what: &str, served: &Arc<Served>, asked: Vec<(u64, Vec<u8>)>) -> Vec<Vec<u8>> {
    let count = asked.len() as u64;
    let (start, before) = (Instant::now(), processor_time());
    let mut made = Vec::new();
    let mut waiting = tokio::task::JoinSet::new();
    for (index, opening) in asked {
        if waiting.len() >= IN_FLIGHT {
            made.extend(waiting.join_next().await);
        }
        let served = Arc::clone(served);
        waiting.spawn(async move { served.prove(index, opening).await });
    }
    while let Some(done) = waiting.join_next().await {
        made.push(done);
    }
    let (spent, worked) = (start.elapsed(), processor_time() - before);
    rate(what, count, spent);
    println!(
        "{:44} {:>12.0} a second of one processor",
        "",
        count as f64 / worked.as_secs_f64()
    );
    let bytes = made
        .into_iter()
        .map(|done| done.expect("joined").expect("made").expect("covered").bytes);
    bytes.collect()
}

/// What all threads of this process have worked.
fn processor_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or_default();
    let ticks: u64 = after
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|ticks| ticks.parse::<u64>().ok())
        .sum();
    // Linux counts hundredths of a second here.
    Duration::from_millis(ticks * 10)
}

/// A ledger of so many leaves, made in one step; only the start on it is measured.
async fn cold_start(folder: &Path, leaves: u64) {
    let settings = settings(folder);
    let there = folder.join("ledger/.synced").is_file();
    let store = Arc::new(SqliteStore::open(folder).expect("a store"));
    if !there {
        let random = Counted(AtomicU64::new(0));
        let entries: Vec<[u8; 32]> = (0..leaves).map(|_| leaf_hash(&random.bytes32())).collect();
        let mut edge = Edge::default();
        entries.iter().for_each(|entry| edge.push(leaf_hash(entry)));
        let checkpoint = Checkpoint {
            origin: ORIGIN.to_owned(),
            size: leaves,
            root: edge.root(),
            extensions: Vec::new(),
        };
        let text = checkpoint.to_string();
        let signatures = vec![settings.key.sign(&text)];
        let checkpoint = StoredCheckpoint {
            old_size: 0,
            size: leaves,
            last_event: Seq(0),
            note: Note { text, signatures }.to_string(),
            cosigned: None,
        };
        let quorum = Quorum::Met;
        let adoption = Adoption {
            checkpoint,
            quorum,
            entries,
        };
        store.adopt(adoption).await.expect("adopted");
        let start = Instant::now();
        let mut first = sequencer(&store, &settings);
        first.tick().await.expect("tiles");
        rate("leaves whose tiles are made anew", leaves, start.elapsed());
        copydesk_ledger::Disk::sync(&RealDisk, &settings.folder).expect("synced");
        std::fs::write(settings.folder.join(".synced"), format!("{leaves}\n")).expect("noted");
    }
    let start = Instant::now();
    let mut again = sequencer(&store, &settings);
    assert_eq!(again.tick().await.expect("a start"), Ticked::Idle);
    println!(
        "cold start on {leaves} leaves                    {:.3} s",
        start.elapsed().as_secs_f64()
    );
}

fn main() {
    if !std::env::args().any(|argument| argument == "--bench") {
        println!("ledger: measures only under `cargo bench`");
        return;
    }
    let args: Vec<String> = std::env::args()
        .skip(1)
        .filter(|arg| !arg.starts_with("--"))
        .collect();
    let leaves = args
        .first()
        .and_then(|arg| arg.parse().ok())
        .unwrap_or(1_000_000);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    baseline();
    let temporary = tempfile::tempdir().expect("a folder");
    let kept = args.get(1).map(std::path::PathBuf::from);
    if kept
        .as_ref()
        .is_none_or(|folder| !folder.join("ledger/.synced").is_file())
    {
        runtime.block_on(sequenced(&temporary.path().join("sequenced")));
        runtime.block_on(ready(&temporary.path().join("ready")));
    }
    let folder = kept.unwrap_or_else(|| temporary.path().join("cold"));
    runtime.block_on(cold_start(&folder, leaves));
}
