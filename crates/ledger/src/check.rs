//! The check of a whole ledger as it lies in a folder: signature, every entry against its leaf hash, every tile of every
//! level, the root; and whether other checkpoints and proofs belong to it. Never waits and never panics on damage:
//! it names file and leaf.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use copydesk_desk::{Ledger, StoreError};
use copydesk_proof::{
    Bundle, Edge, Hash, Note, Policy, Tile, TileTree, TlogProof, VerifierKey, check_proof,
    commitment, leaf_hash, node_hash, root_of,
};

use crate::disk::RealDisk;
use crate::prove::Remembered;
use crate::tiles::{CHECKPOINT, TileFiles};

const TILE_WIDTH: usize = 256;
/// Records read together.
const RECORDS_PER_READ: usize = 10_000;

/// Why a ledger did not pass.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CheckError {
    /// A file cannot be read.
    #[error("{}: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Something is not what it should be.
    #[error("{file}: {what}")]
    Wrong {
        /// Name of the file in the ledger, or of the one that was compared.
        file: String,
        /// What is wrong, with the leaf where there is one.
        what: String,
    },
    /// The ground state did not answer.
    #[error("{0}")]
    Store(#[from] StoreError),
}

impl CheckError {
    fn wrong(file: impl Into<String>, what: impl std::fmt::Display) -> Self {
        Self::Wrong {
            file: file.into(),
            what: what.to_string(),
        }
    }
}

/// A ledger that passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Name of the ledger.
    pub origin: String,
    /// Number of leaves.
    pub size: u64,
    /// Its root.
    pub root: Hash,
    /// Names of the keys that signed, as `vkey`.
    pub signed_by: Vec<String>,
}

/// Told how many leaves were checked.
pub trait Progress {
    /// So many leaves are done.
    fn leaves(&mut self, done: u64);
}

impl<F: FnMut(u64)> Progress for F {
    fn leaves(&mut self, done: u64) {
        self(done);
    }
}

/// Checks the ledger in `folder`, and each of `others` (checkpoints and proofs, by name) against it. `policy` says whose
/// keys count; without one the folder's own are taken. `now` is in seconds since 1970.
///
/// # Errors
/// The first thing that is wrong.
pub fn check_folder(
    folder: &Path,
    policy: Option<&Policy>,
    others: &[(String, Vec<u8>)],
    now: u64,
    progress: &mut dyn Progress,
) -> Result<Checked, CheckError> {
    let files = TileFiles {
        folder: folder.to_owned(),
        disk: Arc::new(RealDisk),
    };
    let own;
    let policy = match policy {
        Some(policy) => policy,
        None => {
            own = own_policy(&files)?;
            &own
        }
    };
    let checked = check_signatures(&files, policy, now)?;
    let mut walk = Walk::new(&files, checked.size);
    walk.run(progress)?;
    if walk.edge.root() != checked.root {
        return Err(CheckError::wrong(
            CHECKPOINT,
            "the entries do not give the signed root",
        ));
    }
    for (name, bytes) in others {
        compare(&files, &checked, policy, (name, bytes), now)?;
    }
    Ok(checked)
}

fn read(files: &TileFiles, name: &str) -> Result<Vec<u8>, CheckError> {
    let failed = |source| CheckError::File {
        path: files.path(name),
        source,
    };
    let absent = || failed(io::Error::from(io::ErrorKind::NotFound));
    files.read(name).map_err(failed)?.ok_or_else(absent)
}

fn own_policy(files: &TileFiles) -> Result<Policy, CheckError> {
    if let Ok(Some(bytes)) = files.read("policy") {
        return Policy::parse(&bytes).map_err(|error| CheckError::wrong("policy", error));
    }
    let keys = read(files, "log.vkey")?;
    let keys = String::from_utf8_lossy(&keys).into_owned();
    let logs: String = keys.lines().map(|key| format!("log {key}\n")).collect();
    let text = format!("{logs}quorum none\n");
    Policy::parse(text.as_bytes()).map_err(|error| CheckError::wrong("log.vkey", error))
}

/// The signature of the ledger, and every cosignature of a witness that the policy names; how many there are is not asked.
fn check_signatures(files: &TileFiles, policy: &Policy, now: u64) -> Result<Checked, CheckError> {
    let wrong = |what: &dyn std::fmt::Display| CheckError::wrong(CHECKPOINT, what);
    let note = Note::parse(&read(files, CHECKPOINT)?).map_err(|error| wrong(&error))?;
    let judged = policy.judge(&note, now).map_err(|error| wrong(&error))?;
    let signed = note.verify(policy.logs()).map_err(|error| wrong(&error))?;
    Ok(Checked {
        origin: judged.checkpoint.origin,
        size: judged.checkpoint.size,
        root: judged.checkpoint.root,
        signed_by: signed.into_iter().map(VerifierKey::to_string).collect(),
    })
}

/// All entries once, in order; tiles of every level are compared as they become full, and at the end.
struct Walk<'a> {
    files: &'a TileFiles,
    size: u64,
    edge: Edge,
    rows: Vec<Vec<Hash>>,
}

impl<'a> Walk<'a> {
    fn new(files: &'a TileFiles, size: u64) -> Self {
        Self {
            files,
            size,
            edge: Edge::default(),
            rows: Vec::new(),
        }
    }

    fn run(&mut self, progress: &mut dyn Progress) -> Result<(), CheckError> {
        for index in 0.. {
            let Some(bundle) = Bundle::at_size(index, self.size) else {
                break;
            };
            self.bundle(bundle)?;
            progress.leaves(self.edge.size());
        }
        for level in 0..self.rows.len() {
            let row = std::mem::take(&mut self.rows[level]);
            if !row.is_empty() {
                let hashes = self.size >> (level * 8);
                self.compare(level, (hashes - 1) / TILE_WIDTH as u64, &row)?;
            }
        }
        Ok(())
    }

    fn bundle(&mut self, bundle: Bundle) -> Result<(), CheckError> {
        let name = bundle.path();
        let bytes = read(self.files, &name)?;
        let entries = Bundle::decode(&bytes).map_err(|malformed| {
            let first = bundle.index() * TILE_WIDTH as u64;
            let leaf = malformed.line.map_or(first, |line| first + line as u64 - 1);
            CheckError::wrong(&name, format_args!("leaf {leaf}: {}", malformed.reason))
        })?;
        if entries.len() != usize::from(bundle.width()) {
            let what = format!("{} entries instead of {}", entries.len(), bundle.width());
            return Err(CheckError::wrong(&name, what));
        }
        for entry in &entries {
            self.push(leaf_hash(entry))?;
        }
        Ok(())
    }

    fn push(&mut self, leaf: Hash) -> Result<(), CheckError> {
        self.edge.push(leaf);
        let mut hash = leaf;
        for level in 0.. {
            if level == self.rows.len() {
                self.rows.push(Vec::with_capacity(TILE_WIDTH));
            }
            self.rows[level].push(hash);
            if self.rows[level].len() < TILE_WIDTH {
                break;
            }
            let row = std::mem::take(&mut self.rows[level]);
            let hashes = self.edge.size() >> (level * 8);
            self.compare(level, hashes / TILE_WIDTH as u64 - 1, &row)?;
            hash = top(row);
        }
        Ok(())
    }

    /// A tile of the folder against what the entries give.
    fn compare(&self, level: usize, index: u64, row: &[Hash]) -> Result<(), CheckError> {
        let tile = u8::try_from(level)
            .ok()
            .and_then(|level| Tile::at_size(level, index, self.size));
        let Some(tile) = tile else {
            return Err(CheckError::wrong(
                "tile",
                format_args!("no tile {index} at level {level}"),
            ));
        };
        let name = tile.path();
        let bytes = read(self.files, &name)?;
        if bytes.len() != row.len() * 32 {
            return Err(CheckError::wrong(
                &name,
                format_args!("{} bytes instead of {}", bytes.len(), row.len() * 32),
            ));
        }
        let stored = bytes.as_chunks::<32>().0;
        match stored
            .iter()
            .zip(row)
            .position(|(stored, hash)| stored != hash)
        {
            None => Ok(()),
            Some(place) if level == 0 => {
                let leaf = index * TILE_WIDTH as u64 + place as u64;
                Err(CheckError::wrong(
                    &name,
                    format_args!("leaf {leaf}: not the hash of its entry"),
                ))
            }
            Some(place) => Err(CheckError::wrong(
                &name,
                format_args!("hash {place} is not that of the tile below"),
            )),
        }
    }
}

fn top(mut nodes: Vec<Hash>) -> Hash {
    while nodes.len() > 1 {
        let pairs = nodes.as_chunks::<2>().0.iter();
        nodes = pairs.map(|[left, right]| node_hash(left, right)).collect();
    }
    nodes.first().copied().unwrap_or_default()
}

/// Whether another checkpoint or proof belongs to this ledger.
fn compare(
    files: &TileFiles,
    ledger: &Checked,
    policy: &Policy,
    (name, bytes): (&str, &[u8]),
    now: u64,
) -> Result<(), CheckError> {
    let wrong = |what: &dyn std::fmt::Display| CheckError::wrong(name, what);
    let note = match TlogProof::parse(bytes) {
        Ok(proof) => {
            let report = check_proof(bytes, policy, now).map_err(|error| wrong(&error))?;
            let report = report.map_err(|failure| wrong(&failure))?;
            let entry = entry_at(files, ledger.size, report.index);
            if entry.is_some_and(|entry| entry != report.commitment) {
                return Err(wrong(&"the ledger holds another entry at its index"));
            }
            proof.note
        }
        Err(copydesk_proof::ProofError::Malformed(malformed)) => return Err(wrong(&malformed)),
        Err(_) => Note::parse(bytes).map_err(|_| wrong(&"neither a checkpoint nor a proof"))?,
    };
    let judged = policy.judge(&note, now).map_err(|error| wrong(&error))?;
    let other = judged.checkpoint;
    if other.origin != ledger.origin {
        return Err(wrong(&format_args!(
            "it is of the ledger {:?}",
            other.origin
        )));
    }
    if other.size > ledger.size {
        return Err(wrong(&format_args!(
            "it is ahead of the ledger ({} > {})",
            other.size, ledger.size
        )));
    }
    let tree = TileTree {
        source: Remembered::new(files),
        size: ledger.size,
    };
    let root = root_of(&tree, other.size).map_err(|error| wrong(&error))?;
    if root == other.root {
        Ok(())
    } else {
        Err(wrong(&format_args!(
            "another tree: at size {} the ledger has another root",
            other.size
        )))
    }
}

fn entry_at(files: &TileFiles, size: u64, index: u64) -> Option<Hash> {
    let bundle = Bundle::at_size(index / TILE_WIDTH as u64, size)?;
    let bytes = files.read(&bundle.path()).ok()??;
    let entries = Bundle::decode(&bytes).ok()?;
    entries
        .get(usize::try_from(index % TILE_WIDTH as u64).ok()?)
        .copied()
}

/// With the ground state at hand: each record gives its entry, and no act lacks its leaf. Answers how many records there
/// are.
///
/// # Errors
/// The first record that does not fit, or how many acts have no leaf.
pub async fn check_known(folder: &Path, rows: &dyn Ledger, size: u64) -> Result<u64, CheckError> {
    let files = TileFiles {
        folder: folder.to_owned(),
        disk: Arc::new(RealDisk),
    };
    let (mut from, mut records) = (0, 0);
    loop {
        let leaves = rows.leaves(from, RECORDS_PER_READ).await?;
        let Some(last) = leaves.last().and_then(|stored| stored.index) else {
            break;
        };
        from = last + 1;
        for stored in leaves {
            let index = stored.index.unwrap_or_default();
            let leaf = stored.leaf;
            let name = format!("leaf {index}");
            if commitment(&leaf.secret.nonce(), leaf.record.as_bytes()) != leaf.commitment {
                return Err(CheckError::wrong(
                    name,
                    "its record does not give its commitment",
                ));
            }
            if index < size && entry_at(&files, size, index) != Some(leaf.commitment) {
                return Err(CheckError::wrong(name, "the folder holds another entry"));
            }
            records += 1;
        }
    }
    match rows.acts_without_leaf().await? {
        0 => Ok(records),
        count => Err(CheckError::wrong(
            "ground state",
            format_args!("{count} acts have no leaf"),
        )),
    }
}
