//! Figures of the ledger: leaves sequenced durably, proofs made and served, the check of a whole ledger, a cold start.
//! Prints them with the machine's own baseline; asserts nothing about time.
//!
//! `cargo bench -p copydesk-ledger --bench ledger [-- LEAVES [FOLDER]]`: with a folder the ledger is kept there, and a second
//! run measures only the cold start on it.

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

fn act(first: u64) -> Act {
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
        events: (0..ACT_EVENTS).map(|_| event.clone()).collect(),
        leaves: (0..ACT_EVENTS)
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
}

async fn sequenced(folder: &Path) {
    let settings = settings(folder);
    let store = Arc::new(SqliteStore::open(folder).expect("a store"));
    for first in (0..SEQUENCED).step_by(ACT_EVENTS as usize) {
        store.commit(act(first)).await.expect("committed");
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
    let mut made = Vec::new();
    let leaves = store.leaves(1_000, 5_000).await.expect("leaves");
    let start = Instant::now();
    for stored in &leaves {
        let opening = Opening {
            nonce: stored.leaf.secret.nonce(),
            lines: Vec::new(),
            record: Record::parse(stored.leaf.record.as_bytes()).expect("a record"),
        };
        let index = stored.index.expect("sequenced");
        let proof = served.prove(index, opening.to_string().into_bytes()).await;
        made.push(proof.expect("made").expect("covered").bytes);
    }
    rate(
        "proofs made from tiles on disk",
        made.len() as u64,
        start.elapsed(),
    );
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
    }
    let folder = kept.unwrap_or_else(|| temporary.path().join("cold"));
    runtime.block_on(cold_start(&folder, leaves));
}
