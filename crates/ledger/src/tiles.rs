//! Tiles, bundles and the file `checkpoint` on disk. Written only for committed checkpoints, so that whoever writes
//! them writes the same bytes; each under another name first, and the checkpoint last.
//!
//! Memory: the right edge only, one partly filled tile a level.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use copydesk_proof::{
    Bundle, Checkpoint, Edge, Hash, HashSource, Note, Tile, TileSource, leaf_hash, node_hash,
};

use crate::disk::Disk;

const TILE_WIDTH: usize = 256;
/// Name of the file with the newest checkpoint.
pub(crate) const CHECKPOINT: &str = "checkpoint";
/// Name of the file with the size up to which tiles are durable.
const SYNCED: &str = ".synced";
/// Folder of files that have no name yet.
const UNNAMED: &str = ".tmp";
/// Lock of whoever replaces the checkpoint.
const REPLACING: &str = ".replacing";

/// The folder of a ledger's files.
#[derive(Clone)]
pub(crate) struct TileFiles {
    pub(crate) folder: PathBuf,
    pub(crate) disk: Arc<dyn Disk>,
}

/// Numbers names of files that have none yet; two sequencers of one process must not share one.
static UNNAMED_COUNT: AtomicU64 = AtomicU64::new(0);

impl TileFiles {
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub(crate) fn read(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        self.disk.read(&self.path(name))
    }

    /// Under another name first, so that a reader finds the whole file or none.
    pub(crate) fn put(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let number = UNNAMED_COUNT.fetch_add(1, Ordering::Relaxed);
        let aside = self
            .path(UNNAMED)
            .join(format!("{}-{number}", std::process::id()));
        self.disk.write(&aside, bytes)?;
        self.disk.rename(&aside, &self.path(name))
    }

    /// Removes what an earlier process left without a name.
    pub(crate) fn sweep(&self) -> io::Result<()> {
        self.disk.remove(&self.path(UNNAMED))
    }

    /// The checkpoint that is served, as it lies there; `None`: there is none, or what a power cut left of one.
    pub(crate) fn served(&self) -> io::Result<Option<(Note, Checkpoint)>> {
        let Some(bytes) = self.read(CHECKPOINT)? else {
            return Ok(None);
        };
        let note = Note::parse(&bytes).ok();
        Ok(note.and_then(|note| {
            let checkpoint = Checkpoint::parse(&note.text).ok()?;
            Some((note, checkpoint))
        }))
    }

    /// Replaces the checkpoint, but never by a smaller one: of two writers the later may be the slower.
    pub(crate) fn serve(&self, size: u64, note: &str) -> io::Result<()> {
        std::fs::create_dir_all(&self.folder)?;
        let lock = std::fs::File::create(self.path(REPLACING))?;
        lock.lock()?;
        let larger = self.served()?.is_some_and(|(_, served)| served.size > size);
        if larger {
            Ok(())
        } else {
            self.put(CHECKPOINT, note.as_bytes())
        }
    }

    /// Size up to which tiles are durable; 0 if nobody knows.
    pub(crate) fn synced(&self) -> io::Result<u64> {
        let bytes = self.read(SYNCED)?;
        let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        Ok(text.and_then(|text| text.trim().parse().ok()).unwrap_or(0))
    }

    /// Makes everything durable, then says up to which size.
    pub(crate) fn sync(&self, size: u64) -> io::Result<()> {
        self.disk.sync(&self.folder)?;
        self.put(SYNCED, format!("{size}\n").as_bytes())?;
        self.disk.sync(&self.folder)
    }
}

impl TileSource for &TileFiles {
    fn tile(&self, tile: Tile) -> Option<Vec<u8>> {
        self.read(&tile.path()).ok().flatten()
    }
}

/// What a grown tree adds to the folder.
#[derive(Default)]
pub(crate) struct Publication {
    files: Vec<(String, Vec<u8>)>,
    outgrown: Vec<String>,
}

impl Publication {
    /// Writes tiles and bundles, then the checkpoint; only then the partial tiles go that a full one replaces.
    pub(crate) fn write(&self, files: &TileFiles, size: u64, note: &str) -> io::Result<()> {
        self.write_tiles(files)?;
        files.serve(size, note)?;
        self.remove_outgrown(files)
    }

    pub(crate) fn write_tiles(&self, files: &TileFiles) -> io::Result<()> {
        self.files
            .iter()
            .try_for_each(|(name, bytes)| files.put(name, bytes))
    }

    pub(crate) fn remove_outgrown(&self, files: &TileFiles) -> io::Result<()> {
        self.outgrown
            .iter()
            .try_for_each(|name| files.disk.remove(&files.path(name)))
    }
}

/// The right edge of the ledger with the tiles that are not full yet.
#[derive(Clone, Debug, Default)]
pub(crate) struct Frontier {
    edge: Edge,
    entries: Vec<Hash>,
    /// Hashes of the last tile of each tile level; empty where that level's tiles are all full.
    rows: Vec<Vec<Hash>>,
}

impl Frontier {
    /// The edge at `size` as the folder has it; `None` if a file is missing or does not fit.
    pub(crate) fn load(files: &TileFiles, size: u64) -> io::Result<Option<Frontier>> {
        let mut frontier = Frontier::default();
        let mut hashes = size;
        for level in 0_u8.. {
            if hashes == 0 {
                break;
            }
            let index = hashes / TILE_WIDTH as u64;
            let Some(row) = last_tile(files, level, index, size)? else {
                return Ok(None);
            };
            frontier.rows.push(row);
            hashes = index;
        }
        let Some(entries) = last_bundle(files, size)? else {
            return Ok(None);
        };
        let row = frontier.rows.first().map(Vec::as_slice).unwrap_or_default();
        let fits = entries.len() == row.len()
            && entries
                .iter()
                .zip(row)
                .all(|(entry, hash)| leaf_hash(entry) == *hash);
        frontier.entries = entries;
        match Edge::load(
            &Rows {
                rows: &frontier.rows,
                size,
            },
            size,
        ) {
            Ok(edge) if fits => frontier.edge = edge,
            _ => return Ok(None),
        }
        Ok(Some(frontier))
    }

    pub(crate) fn size(&self) -> u64 {
        self.edge.size()
    }

    pub(crate) fn root(&self) -> Hash {
        self.edge.root()
    }

    /// The root with these entries appended; nothing is changed.
    pub(crate) fn root_with<'a>(&self, entries: impl Iterator<Item = &'a Hash>) -> Hash {
        let mut edge = self.edge.clone();
        entries.for_each(|entry| edge.push(leaf_hash(entry)));
        edge.root()
    }

    /// Appends entries and tells what has to be written for the size then reached.
    pub(crate) fn extend(&mut self, entries: &[Hash]) -> Publication {
        let before = self.size();
        let mut out = Publication::default();
        for entry in entries {
            self.push(entry, before, &mut out);
        }
        self.partial(before, &mut out);
        out
    }

    fn push(&mut self, entry: &Hash, before: u64, out: &mut Publication) {
        let leaf = leaf_hash(entry);
        self.edge.push(leaf);
        self.entries.push(*entry);
        if self.entries.len() == TILE_WIDTH {
            let name = Bundle::at_size((self.size() - 1) / TILE_WIDTH as u64, self.size());
            out.full(
                name.map(Bundle::path),
                Bundle::encode(&self.entries),
                had_partial(before, 0, self.size()),
            );
            self.entries.clear();
        }
        let mut hash = leaf;
        for level in 0.. {
            if level == self.rows.len() {
                self.rows.push(Vec::new());
            }
            let row = &mut self.rows[level];
            row.push(hash);
            if row.len() < TILE_WIDTH {
                break;
            }
            hash = above(row);
            let bytes = row.concat();
            row.clear();
            let outgrown = had_partial(before, level, self.size());
            out.full(self.tile(level).map(Tile::path), bytes, outgrown);
        }
    }

    /// The last tile of a level.
    fn tile(&self, level: usize) -> Option<Tile> {
        let level = u8::try_from(level).ok()?;
        let hashes = self.size().checked_shr(u32::from(level) * 8)?;
        Tile::at_size(
            level,
            hashes.checked_sub(1)? / TILE_WIDTH as u64,
            self.size(),
        )
    }

    /// The partial tiles that are new at this size.
    fn partial(&self, before: u64, out: &mut Publication) {
        let grown = |level: usize| self.size() >> (level * 8) > before >> (level * 8);
        for (level, row) in self.rows.iter().enumerate() {
            if !row.is_empty() && grown(level) {
                out.partial(self.tile(level).map(Tile::path), row.concat());
            }
        }
        if !self.entries.is_empty() && grown(0) {
            let bundle = Bundle::at_size((self.size() - 1) / TILE_WIDTH as u64, self.size());
            out.partial(bundle.map(Bundle::path), Bundle::encode(&self.entries));
        }
    }
}

impl Publication {
    fn full(&mut self, name: Option<String>, bytes: Vec<u8>, before: Before) {
        if let Some(name) = name {
            if before == Before::Partial {
                self.outgrown.push(format!("{name}.p"));
            }
            self.files.push((name, bytes));
        }
    }

    fn partial(&mut self, name: Option<String>, bytes: Vec<u8>) {
        self.files.extend(name.map(|name| (name, bytes)));
    }
}

/// Whether a tile that is full now was there before.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Partial,
    Absent,
}

fn had_partial(before: u64, level: usize, size: u64) -> Before {
    let (old, new) = (before >> (level * 8), size >> (level * 8));
    let width = TILE_WIDTH as u64;
    if old % width != 0 && old / width == (new - 1) / width {
        Before::Partial
    } else {
        Before::Absent
    }
}

/// Root of a full tile.
fn above(row: &[Hash]) -> Hash {
    let mut nodes = row.to_vec();
    while nodes.len() > 1 {
        let pairs = nodes.as_chunks::<2>().0.iter();
        nodes = pairs.map(|[left, right]| node_hash(left, right)).collect();
    }
    nodes.first().copied().unwrap_or_default()
}

fn last_tile(files: &TileFiles, level: u8, index: u64, size: u64) -> io::Result<Option<Vec<Hash>>> {
    let Some(tile) = Tile::at_size(level, index, size) else {
        return Ok(Some(Vec::new()));
    };
    let width = usize::from(tile.width());
    for name in [tile.path(), tile.full().path()] {
        if let Some(bytes) = files.read(&name)?
            && bytes.len() >= width * 32
        {
            let hashes = bytes.as_chunks::<32>().0;
            return Ok(hashes.get(..width).map(<[Hash]>::to_vec));
        }
    }
    Ok(None)
}

fn last_bundle(files: &TileFiles, size: u64) -> io::Result<Option<Vec<Hash>>> {
    let index = size / TILE_WIDTH as u64;
    let Some(bundle) = Bundle::at_size(index, size) else {
        return Ok(Some(Vec::new()));
    };
    let width = usize::from(bundle.width());
    let full = bundle
        .path()
        .split(".p/")
        .next()
        .unwrap_or_default()
        .to_owned();
    for name in [bundle.path(), full] {
        let entries = files
            .read(&name)?
            .and_then(|bytes| Bundle::decode(&bytes).ok());
        if let Some(entries) = entries
            && entries.len() >= width
        {
            return Ok(entries.get(..width).map(<[Hash]>::to_vec));
        }
    }
    Ok(None)
}

/// The last tiles of all levels as a source of the right edge's nodes.
struct Rows<'a> {
    rows: &'a [Vec<Hash>],
    size: u64,
}

impl HashSource for Rows<'_> {
    fn node(&self, level: u8, index: u64) -> Option<Hash> {
        let (tile_level, above) = (level / 8, level % 8);
        let row = self.rows.get(usize::from(tile_level))?;
        let hashes = self.size.checked_shr(u32::from(tile_level) * 8)?;
        let begin = hashes / TILE_WIDTH as u64 * TILE_WIDTH as u64;
        let from = usize::try_from((index << above).checked_sub(begin)?).ok()?;
        let mut nodes = row.get(from..from + (1 << above))?.to_vec();
        while nodes.len() > 1 {
            let pairs = nodes.as_chunks::<2>().0.iter();
            nodes = pairs.map(|[left, right]| node_hash(left, right)).collect();
        }
        nodes.first().copied()
    }
}
