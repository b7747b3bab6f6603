//! A static copy of the ledger that any web server can serve and any tool can check: tiles and bundles of the served
//! size, checkpoint, keys, policy, and a proof for every leaf that is open to the public. What is open is decided
//! outside.

use std::path::Path;
use std::sync::Arc;

use copydesk_desk::Ledger;
use copydesk_proof::{Bundle, Hash, Opening, Policy, new_tiles};

use crate::disk::RealDisk;
use crate::nodes::TileNodes;
use crate::prove::proof_file;
use crate::quorum::Judged;
use crate::sequence::LedgerError;
use crate::tiles::{CHECKPOINT, TileFiles};

/// What was exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exported {
    /// Size of the ledger.
    pub size: u64,
    /// Tiles and bundles.
    pub tiles: u64,
    /// Proofs.
    pub proofs: u64,
}

/// A leaf that is open to the public.
pub struct OpenLeaf {
    /// Its index.
    pub index: u64,
    /// Its entry.
    pub commitment: Hash,
    /// What is shown of it.
    pub opening: Opening,
}

/// Copies the ledger in `from` to the folder `to`.
///
/// # Errors
/// What the system or the store says; the copy is then not whole.
pub async fn export(
    from: &Path,
    to: &Path,
    rows: &dyn Ledger,
    open: &[OpenLeaf],
) -> Result<Exported, LedgerError> {
    let files = |folder: &Path| TileFiles {
        folder: folder.to_owned(),
        disk: Arc::new(RealDisk),
    };
    let (from, to) = (files(from), files(to));
    let absent = || std::io::Error::other("the ledger has no checkpoint yet");
    let size = from.served()?.ok_or_else(absent)?.1.size;
    let mut exported = Exported {
        size,
        tiles: 0,
        proofs: 0,
    };
    let tiles = new_tiles(0, size).map(|tile| tile.path());
    let bundles = (0..)
        .map_while(|index| Bundle::at_size(index, size))
        .map(Bundle::path);
    for name in tiles.chain(bundles) {
        copy(&from, &to, &name)?;
        exported.tiles += 1;
    }
    for name in ["log.vkey", "policy"] {
        copy(&from, &to, name)?;
    }
    let policy = from.read("policy")?.unwrap_or_default();
    let policy = Policy::parse(&policy).map_err(std::io::Error::other)?;
    let (judged, nodes) = (Judged::default(), TileNodes::default());
    for leaf in open {
        let over = judged.over(rows, &policy, leaf.index).await?;
        let Some((checkpoint, _)) = over.filter(|(checkpoint, _)| checkpoint.size <= size) else {
            continue;
        };
        let extra = leaf.opening.to_string().into_bytes();
        let proof = proof_file((&from, &nodes), leaf.index, &checkpoint, extra)?;
        to.put(&format!("proofs/{}.tlog-proof", leaf.index), &proof)?;
        to.put(&format!("proofs/{}.entry", leaf.index), &leaf.commitment)?;
        exported.proofs += 1;
    }
    copy(&from, &to, CHECKPOINT)?;
    to.sweep()?;
    Ok(exported)
}

fn copy(from: &TileFiles, to: &TileFiles, name: &str) -> std::io::Result<()> {
    let absent = || std::io::Error::other(format!("{} is missing", from.path(name).display()));
    let bytes = from.read(name)?.ok_or_else(absent)?;
    to.put(name, &bytes)
}
