//! Tiles and entry bundles of C2SP tlog-tiles: addresses, arithmetic, contents, and a tree read from tiles.
//! Knows nothing of where tiles are kept.

use crate::encoding::decode_decimal;
use crate::tree::node_hash;
use crate::{Hash, HashSource, Malformed};

/// Levels of the tree in one tile.
const TILE_LEVELS: u8 = 8;
/// Hashes in a full tile, entries in a full bundle.
const TILE_WIDTH: u16 = 256;
/// Highest tile level that an address may name.
const TILE_LEVEL_MAX: u8 = 63;
/// Bytes of an entry of this ledger.
const ENTRY_BYTES: u16 = 32;

/// One tile: up to 256 neighbouring hashes of tree level `8 * level`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tile {
    level: u8,
    index: u64,
    width: u16,
}

impl Tile {
    /// The tile at this place as it stands in a tree of `size` leaves; none if that tree has no such tile.
    #[must_use]
    pub fn at_size(level: u8, index: u64, size: u64) -> Option<Tile> {
        let hashes = hashes_at(level, size);
        let begin = index.checked_mul(u64::from(TILE_WIDTH))?;
        let width = hashes.checked_sub(begin)?.min(u64::from(TILE_WIDTH)) as u16;
        (width > 0).then_some(Tile {
            level,
            index,
            width,
        })
    }

    /// Level of the tile, 0 for leaf hashes.
    #[must_use]
    pub fn level(self) -> u8 {
        self.level
    }

    /// Place among the tiles of its level.
    #[must_use]
    pub fn index(self) -> u64 {
        self.index
    }

    /// Number of hashes, 1 to 256.
    #[must_use]
    pub fn width(self) -> u16 {
        self.width
    }

    /// The full tile at the same place.
    #[must_use]
    pub fn full(self) -> Tile {
        Tile {
            width: TILE_WIDTH,
            ..self
        }
    }

    /// Whether a tree of `size` leaves has all hashes of this tile.
    #[must_use]
    pub fn is_within(self, size: u64) -> bool {
        Tile::at_size(self.level, self.index, size).is_some_and(|tile| tile.width >= self.width)
    }

    /// Address below the ledger's root, such as `tile/0/x001/234` or `tile/1/000.p/17`.
    #[must_use]
    pub fn path(self) -> String {
        format!("tile/{}/{}", self.level, place(self.index, self.width))
    }

    /// The tile that an address names; none for any spelling but that of [`Tile::path`].
    #[must_use]
    pub fn parse(path: &str) -> Option<Tile> {
        let (level, rest) = path.strip_prefix("tile/")?.split_once('/')?;
        let level = u8::try_from(decode_decimal(level)?).ok()?;
        let (index, width) = parse_place(rest)?;
        let tile = Tile {
            level,
            index,
            width,
        };
        (level <= TILE_LEVEL_MAX && tile.path() == path).then_some(tile)
    }

    /// The bytes of this tile, from a source that knows the tree; none if a hash is missing.
    #[must_use]
    pub fn read(self, source: &impl HashSource) -> Option<Vec<u8>> {
        let level = self.level.checked_mul(TILE_LEVELS)?;
        let begin = self.index.checked_mul(u64::from(TILE_WIDTH))?;
        let mut bytes = Vec::with_capacity(usize::from(self.width) * 32);
        for offset in 0..u64::from(self.width) {
            bytes.extend_from_slice(&source.node(level, begin.checked_add(offset)?)?);
        }
        Some(bytes)
    }
}

/// A bundle of up to 256 entries, each with its length before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Bundle {
    index: u64,
    width: u16,
}

impl Bundle {
    /// The bundle at this place as it stands in a ledger of `size` leaves; none if there is none.
    #[must_use]
    pub fn at_size(index: u64, size: u64) -> Option<Bundle> {
        Tile::at_size(0, index, size).map(|Tile { index, width, .. }| Bundle { index, width })
    }

    /// Place among the bundles.
    #[must_use]
    pub fn index(self) -> u64 {
        self.index
    }

    /// Number of entries, 1 to 256.
    #[must_use]
    pub fn width(self) -> u16 {
        self.width
    }

    /// Whether a ledger of `size` leaves has all entries of this bundle.
    #[must_use]
    pub fn is_within(self, size: u64) -> bool {
        Bundle::at_size(self.index, size).is_some_and(|bundle| bundle.width >= self.width)
    }

    /// Address below the ledger's root, such as `tile/entries/000.p/3`.
    #[must_use]
    pub fn path(self) -> String {
        format!("tile/entries/{}", place(self.index, self.width))
    }

    /// The bundle that an address names; none for any spelling but that of [`Bundle::path`].
    #[must_use]
    pub fn parse(path: &str) -> Option<Bundle> {
        let (index, width) = parse_place(path.strip_prefix("tile/entries/")?)?;
        let bundle = Bundle { index, width };
        (bundle.path() == path).then_some(bundle)
    }

    /// The bytes of a bundle that holds these entries.
    #[must_use]
    pub fn encode(entries: &[Hash]) -> Vec<u8> {
        let entry = |entry: &Hash| [&ENTRY_BYTES.to_be_bytes()[..], entry].concat();
        entries.iter().flat_map(entry).collect()
    }

    /// The entries in the bytes of a bundle.
    ///
    /// # Errors
    /// An entry that is not 32 bytes long, or bytes after the last entry; the "line" is the entry, counted from 1.
    pub fn decode(bytes: &[u8]) -> Result<Vec<Hash>, Malformed> {
        let mut entries = Vec::new();
        for (index, entry) in bytes.chunks(2 + usize::from(ENTRY_BYTES)).enumerate() {
            let malformed = |reason| Malformed::at(index + 1, reason);
            let (length, content) = entry
                .split_at_checked(2)
                .ok_or(malformed("trailing bytes"))?;
            if length != ENTRY_BYTES.to_be_bytes() {
                return Err(malformed("the entry is not 32 bytes long"));
            }
            let content = content.try_into().map_err(|_| malformed("cut off"))?;
            entries.push(content);
        }
        Ok(entries)
    }
}

/// Complete hashes that a tree of `size` leaves has for tiles of this level.
fn hashes_at(level: u8, size: u64) -> u64 {
    let shift = u32::from(level) * u32::from(TILE_LEVELS);
    size.checked_shr(shift).unwrap_or(0)
}

fn place(index: u64, width: u16) -> String {
    let mut groups = format!("{:03}", index % 1000);
    let mut rest = index / 1000;
    while rest > 0 {
        groups = format!("x{:03}/{groups}", rest % 1000);
        rest /= 1000;
    }
    if width < TILE_WIDTH {
        groups.push_str(&format!(".p/{width}"));
    }
    groups
}

/// Index and width; the caller compares with the canonical spelling.
fn parse_place(text: &str) -> Option<(u64, u16)> {
    let (groups, width) = match text.split_once(".p/") {
        Some((groups, width)) => (groups, u16::try_from(decode_decimal(width)?).ok()?),
        None => (text, TILE_WIDTH),
    };
    if width == 0 || width > TILE_WIDTH {
        return None;
    }
    let mut index: u64 = 0;
    for group in groups.split('/') {
        let digits = group.strip_prefix('x').unwrap_or(group);
        if digits.len() != 3 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        index = index.checked_mul(1000)?.checked_add(digits.parse().ok()?)?;
    }
    Some((index, width))
}

/// Every tile that a tree of `new` leaves has and a tree of `old` leaves has not, lowest level first.
pub fn new_tiles(old: u64, new: u64) -> impl Iterator<Item = Tile> {
    (0..=TILE_LEVEL_MAX)
        .take_while(move |&level| hashes_at(level, new) > 0)
        .flat_map(move |level| {
            let (before, after) = (hashes_at(level, old), hashes_at(level, new));
            let first = before / u64::from(TILE_WIDTH);
            let end = after.div_ceil(u64::from(TILE_WIDTH));
            (first..if after > before { end } else { first })
                .filter_map(move |index| Tile::at_size(level, index, new))
        })
}

/// Where the bytes of tiles come from.
pub trait TileSource {
    /// The bytes of a tile, `32 * width` of them; none if it is not there.
    fn tile(&self, tile: Tile) -> Option<Vec<u8>>;
}

/// A tree of `size` leaves that is read from tiles. If a partial tile is gone, the full one is tried.
///
/// Tiles are not trusted: compute the root and compare it with a signed checkpoint before believing a hash.
#[derive(Clone, Copy, Debug)]
pub struct TileTree<S> {
    /// Where the tiles are.
    pub source: S,
    /// Number of leaves.
    pub size: u64,
}

impl<S: TileSource> HashSource for TileTree<S> {
    fn node(&self, level: u8, index: u64) -> Option<Hash> {
        let (tile_level, above) = (level / TILE_LEVELS, level % TILE_LEVELS);
        let width = 1_u64 << above;
        let begin = index.checked_mul(width)?;
        let tile = Tile::at_size(tile_level, begin / u64::from(TILE_WIDTH), self.size)?;
        let bytes = self.bytes_of(tile)?;
        let from = usize::try_from(begin % u64::from(TILE_WIDTH)).ok()? * 32;
        let hashes = bytes.get(from..from + usize::try_from(width).ok()? * 32)?;
        let mut nodes = hashes.as_chunks::<32>().0.to_vec();
        while nodes.len() > 1 {
            let pairs = nodes.as_chunks::<2>().0.iter();
            nodes = pairs.map(|[left, right]| node_hash(left, right)).collect();
        }
        nodes.first().copied()
    }
}

impl<S: TileSource> TileTree<S> {
    fn bytes_of(&self, tile: Tile) -> Option<Vec<u8>> {
        let exact = |tile: Tile| {
            let bytes = self.source.tile(tile)?;
            (bytes.len() == usize::from(tile.width) * 32).then_some(bytes)
        };
        let mut bytes = exact(tile).or_else(|| exact(tile.full()))?;
        bytes.truncate(usize::from(tile.width) * 32);
        Some(bytes)
    }
}
