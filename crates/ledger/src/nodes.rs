//! The nodes inside full tiles, hashed once and remembered: a proof takes some twenty of them, and a tile that is full
//! never changes. Partial tiles are read each time. Writes nothing.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use copydesk_proof::{Hash, HashSource, Tile, TileTree, node_hash};

use crate::prove::Remembered;
use crate::tiles::TileFiles;

const TILE_WIDTH: usize = 256;
/// Levels of nodes inside a tile, its own hashes among them.
const LEVELS: u8 = 8;
/// Most tiles remembered, 16 KiB each; then all are let go.
const TILES_MAX: usize = 1_024;

/// The nodes of full tiles.
#[derive(Default)]
pub(crate) struct TileNodes(Mutex<HashMap<Tile, Arc<[Hash]>>>);

impl TileNodes {
    fn of(&self, files: &TileFiles, tile: Tile) -> Option<Arc<[Hash]>> {
        if let Some(nodes) = self.locked().get(&tile) {
            return Some(Arc::clone(nodes));
        }
        let nodes = hashed(&files.read(&tile.path()).ok()??)?;
        let mut all = self.locked();
        if all.len() >= TILES_MAX {
            all.clear();
        }
        all.insert(tile, Arc::clone(&nodes));
        Some(nodes)
    }

    fn locked(&self) -> MutexGuard<'_, HashMap<Tile, Arc<[Hash]>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The hashes of a full tile, then the nodes above them, level by level up to the two below its root.
fn hashed(bytes: &[u8]) -> Option<Arc<[Hash]>> {
    let hashes = bytes.as_chunks::<32>().0;
    if bytes.len() != TILE_WIDTH * 32 {
        return None;
    }
    let mut nodes = hashes.to_vec();
    nodes.reserve_exact(TILE_WIDTH);
    let mut from = 0;
    while nodes.len() - from > 2 {
        let to = nodes.len();
        for left in (from..to).step_by(2) {
            nodes.push(node_hash(&nodes[left], &nodes[left + 1]));
        }
        from = to;
    }
    Some(nodes.into())
}

/// A tree of `size` leaves on these files.
pub(crate) struct KnownTree<'a> {
    files: &'a TileFiles,
    nodes: &'a TileNodes,
    partial: TileTree<Remembered<'a>>,
    size: u64,
}

impl<'a> KnownTree<'a> {
    pub(crate) fn new(files: &'a TileFiles, nodes: &'a TileNodes, size: u64) -> Self {
        let source = Remembered::new(files);
        Self {
            files,
            nodes,
            partial: TileTree { source, size },
            size,
        }
    }
}

impl HashSource for KnownTree<'_> {
    fn node(&self, level: u8, index: u64) -> Option<Hash> {
        let (tile_level, above) = (level / LEVELS, level % LEVELS);
        let first = index.checked_shl(u32::from(above))?;
        let tile = Tile::at_size(tile_level, first / TILE_WIDTH as u64, self.size)?;
        if tile != tile.full() {
            return self.partial.node(level, index);
        }
        let nodes = self.nodes.of(self.files, tile)?;
        // Before the nodes of this level stand those of the levels below it: 256, 128, …
        let below = 2 * TILE_WIDTH - ((2 * TILE_WIDTH) >> above);
        let place = usize::try_from(first % TILE_WIDTH as u64).ok()? >> above;
        nodes.get(below + place).copied()
    }
}
