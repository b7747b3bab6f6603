//! `copydesk erase`: legal erasure of one item. Its raws, texts and records go; the commitments stay in the ledger as
//! what they always were to everybody else: 32 bytes that say nothing. What others have saved stays with them.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use copydesk_desk::{
    Act, Actor, Clock, EditorName, Erased, Event, EventKind, Hash, ItemKey, Leaf, LeafSubject,
    Random, Secret,
};
use copydesk_proof::{ErasureRecord, Record, UtcSecond, decode_base64, encode_base64};

use crate::clock::{SystemClock, SystemRandom};
use crate::commands::Outcome;
use crate::config::Config;
use crate::engine::{self, Engine};
use crate::newsroom::Index;

/// Commitments whose records were erased, one a line; also in every backup.
pub const ERASED: &str = "erased";

/// What is erased, and why.
pub struct Options {
    pub config: PathBuf,
    pub agency: String,
    pub guid: String,
    pub reason: String,
}

/// Erases an item. The newsroom must not run meanwhile.
pub fn run(options: &Options) -> anyhow::Result<Outcome> {
    let config = Config::read(&options.config)?;
    let data = &config.data;
    if options.reason.trim().is_empty() {
        bail!("--reason: say why; it is recorded in the ledger");
    }
    let item = ItemKey {
        agency: options.agency.clone(),
        guid: options.guid.clone(),
    };
    let runtime = tokio::runtime::Runtime::new().context("async runtime")?;
    let engine = engine::open_existing(&config)?;
    let done = runtime.block_on(erase(&engine, data, &item, &options.reason))?;
    drop(runtime);
    drop(engine);
    engine::forget_erased(data)?;
    // Fingerprints of the text; `rebuild` makes the index anew without it.
    Index::remove(data)?;
    println!(
        "{}: {} raws, {} editions and {} records erased; run copydesk rebuild for the archive's index",
        options.guid, done.raws, done.editions, done.records
    );
    println!(
        "backups made before still hold it: erase them, or restore and erase again. Proofs that others saved stay valid."
    );
    Ok(Outcome::Done)
}

async fn erase(
    engine: &Engine,
    data: &Path,
    item: &ItemKey,
    reason: &str,
) -> anyhow::Result<Erased> {
    if engine.store.item(item.clone()).await?.is_none() {
        return Err(anyhow!(
            "there is no item {:?} of {:?}",
            item.guid,
            item.agency
        ));
    }
    let leaves = engine.store.leaves_of(item.clone()).await?;
    let commitments: Vec<Hash> = leaves.iter().map(|leaf| leaf.commitment).collect();
    // First the list, then the deed: a restored backup must find what is to go.
    note_erased(data, &commitments)?;
    Ok(engine
        .ledger
        .erase(item.clone(), act(item, &commitments, reason))
        .await?)
}

/// One event and one leaf for each commitment that loses its record.
fn act(item: &ItemKey, commitments: &[Hash], reason: &str) -> Act {
    let now = SystemClock.now();
    let at = UtcSecond::from_unix(now.as_second());
    let mut act = Act::default();
    for erased in commitments {
        let Some(at) = at else { continue };
        let record = ErasureRecord {
            erased: *erased,
            at,
            reason: reason.trim().to_owned(),
        };
        let secret = Secret::new(SystemRandom.bytes32());
        let leaf = Leaf::new(secret, &Record::Erasure(record), LeafSubject::Erasure);
        act.leaves.push((act.events.len(), leaf));
        act.events.push(Event {
            at: now,
            kind: EventKind::Erased,
            item: Some(item.clone()),
            story: None,
            by: Actor::Editor(EditorName::new("operator")),
            note: None,
        });
    }
    act
}

/// Adds commitments to the list in the data folder, durably.
fn note_erased(data: &Path, commitments: &[Hash]) -> anyhow::Result<()> {
    let path = data.join(ERASED);
    let mut all = listed(&path)?;
    all.extend(commitments);
    write_list(&path, &all)
}

fn write_list(path: &Path, all: &BTreeSet<Hash>) -> anyhow::Result<()> {
    let aside = path.with_extension("partial");
    let write = || {
        let mut file = std::fs::File::create(&aside)?;
        for hash in all {
            writeln!(file, "{}", encode_base64(hash))?;
        }
        file.sync_all()?;
        std::fs::rename(&aside, path)
    };
    write().with_context(|| path.display().to_string())
}

fn listed(path: &Path) -> anyhow::Result<BTreeSet<Hash>> {
    let text = match std::fs::read_to_string(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
        read => read.with_context(|| path.display().to_string())?,
    };
    let hash = |line: &str| {
        let bytes = decode_base64(line).and_then(|bytes| bytes.try_into().ok());
        bytes.ok_or_else(|| anyhow!("{}: not a commitment: {line}", path.display()))
    };
    text.lines().map(hash).collect()
}

/// Joins the list that lies beside a backup with the one of the data folder.
///
/// # Errors
/// One line that names the list.
pub fn merge_erased(beside: &Path, data: &Path) -> anyhow::Result<()> {
    let mut all = listed(&data.join(ERASED))?;
    let before = all.len();
    all.extend(listed(beside)?);
    if all.len() == before {
        Ok(())
    } else {
        write_list(&data.join(ERASED), &all)
    }
}

/// Erases again what the list names and a restored backup brought back. Answers how many records there were.
///
/// # Errors
/// When the store does not answer, or the list cannot be read.
pub async fn apply_again(engine: &Engine, data: &Path) -> anyhow::Result<u64> {
    let mut items = BTreeSet::new();
    for commitment in listed(&data.join(ERASED))? {
        let stored = engine.ledger.leaf(commitment).await?;
        items.extend(stored.and_then(|stored| stored.leaf.subject.item().cloned()));
    }
    let mut records = 0;
    for item in items {
        // The erasure leaves of then are in the served ledger already.
        records += engine.ledger.erase(item, Act::default()).await?.records;
    }
    Ok(records)
}
