//! What the tests stand on: a store, acts with leaves, a disk and rows that fail on demand, and the judge that looks at
//! everything ever shown.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use copydesk_desk::{
    Act, Actor, Adopted, Adoption, Answer, Batch, Clock, Erased, Event, EventKind, Hash, ItemKey,
    Lead, Leaf, LeafSubject, Ledger, Quorum, Random, Sealing, Secret, Seq, ServedLedger, Store,
    StoreError, StoredCheckpoint, StoredLeaf,
};
use copydesk_ledger::{Disk, RealDisk, Sequencer, Served, Settings, Ticked, check_folder};
use copydesk_proof::{
    ErasureRecord, KeyKind, Note, Opening, Policy, Record, SigningKey, UtcSecond, check_proof,
};
use copydesk_store::sqlite::SqliteStore;
use jiff::Timestamp;

pub const ORIGIN: &str = "news.example/ledger";
pub const NOW: u64 = 1_795_425_700;

pub struct SetClock;

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(NOW as i64).expect("in range")
    }
}

/// Different bytes each time, the same in each run.
#[derive(Default)]
pub struct Counted(AtomicU64);

impl Random for Counted {
    fn bytes32(&self) -> [u8; 32] {
        let number = self.0.fetch_add(1, Ordering::Relaxed);
        let mut bytes = [0x5a; 32];
        bytes[..8].copy_from_slice(&number.to_be_bytes());
        bytes
    }
}

pub fn key(seed: u8) -> SigningKey {
    SigningKey::from_seed(ORIGIN, KeyKind::Log, &[seed; 32]).expect("a key")
}

pub fn settings(folder: &Path) -> Settings {
    let key = key(1);
    let policy_text = format!("log {}\nquorum none\n", key.public());
    Settings {
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
        sync_every: Duration::ZERO,
    }
}

pub fn open(folder: &Path) -> Arc<SqliteStore> {
    Arc::new(SqliteStore::open(folder).expect("a store"))
}

pub fn sequencer(rows: Arc<dyn Ledger>, disk: Arc<dyn Disk>, settings: Settings) -> Sequencer {
    // Each process draws other bytes: what one signed and did not commit must not come again by chance.
    static PROCESSES: AtomicU64 = AtomicU64::new(0);
    let random = Counted(AtomicU64::new(
        PROCESSES.fetch_add(1, Ordering::Relaxed) << 32,
    ));
    let clock: Arc<dyn Clock> = Arc::new(SetClock);
    Sequencer::new(rows, disk, Arc::new(settings), (clock, Arc::new(random)))
}

/// A store of either engine.
pub trait Rows: Store + Ledger + 'static {}

impl<T: Store + Ledger + 'static> Rows for T {}

pub fn real<R: Rows>(rows: &Arc<R>, folder: &Path) -> Sequencer {
    sequencer(
        Arc::clone(rows) as Arc<dyn Ledger>,
        Arc::new(RealDisk),
        settings(folder),
    )
}

/// A leaf that nothing else is about.
pub fn leaf(number: u64) -> Leaf {
    let mut secret = [7; 32];
    secret[..8].copy_from_slice(&number.to_be_bytes());
    let record = ErasureRecord {
        erased: secret,
        at: UtcSecond::from_unix(0).expect("1970"),
        reason: String::from("test"),
    };
    Leaf::new(
        Secret::new(secret),
        &Record::Erasure(record),
        LeafSubject::Erasure,
    )
}

/// One act with `count` events, each with its leaf, numbered from `first`.
pub fn act(first: u64, count: u64) -> Act {
    let event = Event {
        at: SetClock.now(),
        kind: EventKind::Released,
        item: None,
        story: None,
        by: Actor::Clock,
        note: None,
    };
    let places = 0..usize::try_from(count).expect("few");
    Act {
        events: places.clone().map(|_| event.clone()).collect(),
        leaves: places
            .map(|place| (place, leaf(first + place as u64)))
            .collect(),
        ..Act::default()
    }
}

pub async fn add<R: Rows>(store: &Arc<R>, first: u64, count: u64) {
    store.commit(act(first, count)).await.expect("committed");
}

/// How a call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Nothing is done.
    Fails,
    /// It is done, and says that it failed.
    DoneButFails,
    /// Nothing is done, and so on until there is space again.
    StaysFull,
    /// The process is killed before it, or in the middle of a file.
    Dies,
    /// The process is killed after it.
    DoneAndDies,
}

/// Counts calls and fails one of them.
pub struct Trap {
    calls: AtomicU64,
    at: u64,
    mode: Mode,
    freed: AtomicBool,
}

impl Trap {
    pub fn new(at: u64, mode: Mode) -> Arc<Self> {
        Arc::new(Self {
            calls: AtomicU64::new(0),
            at,
            mode,
            freed: AtomicBool::new(false),
        })
    }

    /// There is space again.
    pub fn free(&self) {
        self.freed.store(true, Ordering::SeqCst);
    }

    pub fn sprung(&self) -> bool {
        self.calls.load(Ordering::SeqCst) > self.at
    }

    fn springs(&self) -> Option<Mode> {
        let call = self.calls.fetch_add(1, Ordering::SeqCst);
        self.holds(call).then_some(self.mode)
    }

    fn holds(&self, call: u64) -> bool {
        let full = self.mode == Mode::StaysFull && !self.freed.load(Ordering::SeqCst);
        call == self.at && self.mode != Mode::StaysFull || call >= self.at && full
    }
}

/// Ends this process as a power cut would: nothing of it runs any more.
fn die() -> ! {
    let pid = std::process::id().to_string();
    let killed = std::process::Command::new("kill")
        .args(["-9", &pid])
        .status();
    killed.expect("kill runs");
    loop {
        std::thread::park();
    }
}

/// A disk of which one write fails: no space, or an input/output error after the fact.
pub struct TrappedDisk(pub Arc<Trap>);

impl TrappedDisk {
    fn through(&self, call: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
        match self.0.springs() {
            None => call(),
            Some(Mode::Fails | Mode::StaysFull) => Err(io::Error::from(io::ErrorKind::StorageFull)),
            Some(Mode::DoneButFails) => call().and(Err(io::Error::other("input/output error"))),
            Some(Mode::Dies) => die(),
            Some(Mode::DoneAndDies) => match call() {
                Ok(()) => die(),
                failed => failed,
            },
        }
    }
}

impl Disk for TrappedDisk {
    fn read(&self, path: &Path) -> io::Result<Option<Vec<u8>>> {
        RealDisk.read(path)
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let breaks = matches!(self.0.mode, Mode::Fails | Mode::StaysFull | Mode::Dies);
        if breaks && self.0.holds(self.0.calls.load(Ordering::SeqCst)) {
            // A full disk takes the first half, and so does one that loses its power.
            RealDisk.write(path, &bytes[..bytes.len() / 2])?;
        }
        self.through(|| RealDisk.write(path, bytes))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.through(|| RealDisk.rename(from, to))
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.through(|| RealDisk.remove(path))
    }

    fn sync(&self, folder: &Path) -> io::Result<()> {
        self.through(|| RealDisk.sync(folder))
    }
}

/// Rows of which one call fails.
pub struct TrappedRows {
    pub rows: Arc<dyn Ledger>,
    pub trap: Arc<Trap>,
}

impl TrappedRows {
    fn through<'a, T: Send + 'a>(&self, call: Answer<'a, T>) -> Answer<'a, T> {
        let failure = || Err(StoreError::Unavailable("a trap".into()));
        match self.trap.springs() {
            None => call,
            Some(Mode::Fails | Mode::StaysFull) => Box::pin(async move { failure() }),
            Some(Mode::DoneButFails) => Box::pin(async move { call.await.and_then(|_| failure()) }),
            Some(Mode::Dies) => die(),
            Some(Mode::DoneAndDies) => Box::pin(async move {
                match call.await {
                    Ok(_) => die(),
                    failed => failed,
                }
            }),
        }
    }
}

impl Ledger for TrappedRows {
    fn lead(&self) -> Answer<'_, Lead> {
        self.through(self.rows.lead())
    }
    fn ledger_head(&self) -> Answer<'_, Option<StoredCheckpoint>> {
        self.through(self.rows.ledger_head())
    }
    fn unsealed(&self, after: Seq, limit: usize) -> Answer<'_, Vec<(Seq, Hash)>> {
        self.through(self.rows.unsealed(after, limit))
    }
    fn seal(&self, batch: Batch) -> Answer<'_, Sealing> {
        self.through(self.rows.seal(batch))
    }
    fn entries(&self, from: u64, limit: usize) -> Answer<'_, Vec<Hash>> {
        self.through(self.rows.entries(from, limit))
    }
    fn numbered(&self, from: u64) -> Answer<'_, (u64, Option<u64>)> {
        self.through(self.rows.numbered(from))
    }
    fn checkpoints(&self, size: u64, limit: usize) -> Answer<'_, Vec<StoredCheckpoint>> {
        self.through(self.rows.checkpoints(size, limit))
    }
    fn checkpoint_over(&self, index: u64) -> Answer<'_, Option<(StoredCheckpoint, Quorum)>> {
        self.rows.checkpoint_over(index)
    }
    fn cosign(&self, size: u64, cosigned: String, quorum: Quorum) -> Answer<'_, ()> {
        self.through(self.rows.cosign(size, cosigned, quorum))
    }
    fn leaf_of(&self, subject: LeafSubject) -> Answer<'_, Option<StoredLeaf>> {
        self.rows.leaf_of(subject)
    }
    fn leaves(&self, from: u64, limit: usize) -> Answer<'_, Vec<StoredLeaf>> {
        self.rows.leaves(from, limit)
    }
    fn leaf(&self, commitment: Hash) -> Answer<'_, Option<StoredLeaf>> {
        self.rows.leaf(commitment)
    }
    fn key_records(&self) -> Answer<'_, Vec<Leaf>> {
        self.through(self.rows.key_records())
    }
    fn acts_without_leaf(&self) -> Answer<'_, u64> {
        self.rows.acts_without_leaf()
    }
    fn erase(&self, item: ItemKey, act: Act) -> Answer<'_, Erased> {
        self.rows.erase(item, act)
    }
    fn adopt(&self, adoption: Adoption) -> Answer<'_, Adopted> {
        self.rows.adopt(adoption)
    }
}

/// Looks at everything that is shown, and remembers it.
#[derive(Default)]
pub struct Judge {
    /// Checkpoint files by what they say.
    shown: Mutex<BTreeMap<Vec<u8>, ()>>,
    /// Proofs handed out, with the entry each is about.
    proofs: Mutex<Vec<Vec<u8>>>,
}

impl Judge {
    /// Looks at the checkpoint that lies there now, and takes the proof of the last leaf it covers.
    pub async fn look<R: Rows>(&self, store: &Arc<R>, sequencer: &Sequencer, folder: &Path) {
        let path = folder.join("ledger/checkpoint");
        let Ok(bytes) = std::fs::read(path) else {
            return;
        };
        self.shown.lock().expect("unpoisoned").insert(bytes, ());
        let served = Served::new(
            Arc::clone(store) as Arc<dyn Ledger>,
            Arc::new(RealDisk),
            Arc::new(settings(folder)),
            sequencer.status(),
        );
        let size = sequencer.status().served();
        for stored in store
            .leaves(size.saturating_sub(3), 3)
            .await
            .expect("leaves")
        {
            let Some(index) = stored.index else { continue };
            let opening = Opening {
                nonce: stored.leaf.secret.nonce(),
                lines: Vec::new(),
                record: Record::parse(stored.leaf.record.as_bytes()).expect("a record"),
            };
            let proof = served.prove(index, opening.to_string().into_bytes()).await;
            if let Some(proof) = proof.expect("made") {
                self.proofs.lock().expect("unpoisoned").push(proof.bytes);
            }
        }
    }

    /// Writes down what was seen, for who comes after this process.
    pub fn keep(&self, folder: &Path) {
        std::fs::create_dir_all(folder).expect("a folder");
        let write = |name: String, bytes: &[u8]| {
            let path = folder.join(name);
            if !path.exists() {
                let aside = path.with_extension("partial");
                std::fs::write(&aside, bytes).expect("written");
                std::fs::rename(&aside, &path).expect("named");
            }
        };
        let shown = self.shown.lock().expect("unpoisoned");
        for (number, bytes) in shown.keys().enumerate() {
            write(format!("checkpoint-{}-{number}", shown.len()), bytes);
        }
        let proofs = self.proofs.lock().expect("unpoisoned");
        for (number, bytes) in proofs.iter().enumerate() {
            write(format!("proof-{number}"), bytes);
        }
    }

    /// What another process has seen and kept; one that saw nothing left nothing.
    pub fn of_kept(folder: &Path) -> Self {
        let judge = Self::default();
        let kept = std::fs::read_dir(folder).into_iter().flatten().flatten();
        for path in kept.map(|entry| entry.path()) {
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            let bytes = std::fs::read(&path).expect("kept");
            if name.ends_with(".partial") {
                continue;
            }
            if name.starts_with("proof-") {
                judge.proofs.lock().expect("unpoisoned").push(bytes);
            } else {
                judge.shown.lock().expect("unpoisoned").insert(bytes, ());
            }
        }
        judge
    }

    /// One root for each size, all of one tree; every proof holds; every leaf that an act wrote is in it.
    pub async fn decide<R: Rows>(&self, store: &Arc<R>, folder: &Path, leaves: u64) {
        let policy = settings(folder).policy;
        let shown: Vec<Vec<u8>> = self
            .shown
            .lock()
            .expect("unpoisoned")
            .keys()
            .cloned()
            .collect();
        let proofs = self.proofs.lock().expect("unpoisoned").clone();
        let others: Vec<(String, Vec<u8>)> = shown
            .into_iter()
            .chain(proofs.iter().cloned())
            .enumerate()
            .map(|(number, bytes)| (format!("shown {number}"), bytes))
            .collect();
        let checked = check_folder(
            &folder.join("ledger"),
            Some(&policy),
            &others,
            NOW,
            &mut |_| {},
        );
        let checked = checked.unwrap_or_else(|error| panic!("{error}"));
        for proof in &proofs {
            let report = check_proof(proof, &policy, NOW).expect("a proof");
            report.unwrap_or_else(|failure| panic!("{failure}"));
        }
        let ledger = folder.join("ledger");
        let head = store.ledger_head().await.expect("read").expect("a head");
        assert_eq!(head.size, checked.size);
        assert!(
            store.unsealed(Seq(0), 1).await.expect("read").is_empty(),
            "no leaf waits"
        );
        let known = copydesk_ledger::check_known(&ledger, store.as_ref(), head.size);
        // the opening is one more
        assert_eq!(known.await.expect("records fit"), leaves + 1);
    }
}

/// Ticks until nothing waits.
pub async fn settle(sequencer: &mut Sequencer) {
    while sequencer.tick().await.expect("a step") != Ticked::Idle {}
}

pub fn checkpoint_file(folder: &Path) -> Note {
    let bytes = std::fs::read(folder.join("ledger/checkpoint")).expect("a checkpoint");
    Note::parse(&bytes).expect("a note")
}

pub fn data(folder: &tempfile::TempDir) -> PathBuf {
    folder.path().join("data")
}
