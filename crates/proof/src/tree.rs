//! The Merkle tree: hashing (RFC 6962 section 2.1), proofs built from any source of node hashes, and their
//! verification (RFC 9162 sections 2.1.3.2 and 2.1.4.2). All sizes are `u64`; nothing is assumed to fit in memory.
//!
//! Building and checking share nothing but the two hash functions, so that each is the other's judge.

use sha2::{Digest, Sha256};

use crate::Hash;

/// Hash of a leaf that holds `entry`.
#[must_use]
pub fn leaf_hash(entry: &[u8]) -> Hash {
    let mut sha = Sha256::new();
    sha.update([0]);
    sha.update(entry);
    sha.finalize().into()
}

/// Hash of a node above `left` and `right`.
#[must_use]
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let mut sha = Sha256::new();
    sha.update([1]);
    sha.update(left);
    sha.update(right);
    sha.finalize().into()
}

fn empty_root() -> Hash {
    Sha256::digest([]).into()
}

/// Where the hashes of complete subtrees come from: tiles, memory, a database.
pub trait HashSource {
    /// Hash over the leaves `index << level` up to `(index + 1) << level`; none if the source does not have it.
    fn node(&self, level: u8, index: u64) -> Option<Hash>;
}

/// Why a proof was not built, or does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TreeError {
    /// The leaf is not in a tree of that size.
    IndexBeyondSize,
    /// The older tree is empty, or larger than the newer one.
    SizesOutOfOrder,
    /// The source lacks the hash of a complete subtree.
    MissingNode {
        /// Height above the leaves.
        level: u8,
        /// Place among the nodes of that height.
        index: u64,
    },
    /// The proof has fewer or more hashes than the sizes demand.
    WrongLength,
    /// The hashes do not lead to the root.
    RootDiffers,
}

impl std::fmt::Display for TreeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            TreeError::IndexBeyondSize => f.write_str("the index is not below the tree size"),
            TreeError::SizesOutOfOrder => {
                f.write_str("the older tree is empty or larger than the newer one")
            }
            TreeError::MissingNode { level, index } => {
                write!(f, "the hash of node {index} at level {level} is missing")
            }
            TreeError::WrongLength => f.write_str("the proof has too few or too many hashes"),
            TreeError::RootDiffers => f.write_str("the proof does not lead to the root"),
        }
    }
}

impl std::error::Error for TreeError {}

/// Root of the first `size` leaves.
///
/// # Errors
/// [`TreeError::MissingNode`] if the source lacks a hash.
pub fn root_of(source: &impl HashSource, size: u64) -> Result<Hash, TreeError> {
    if size == 0 {
        return Ok(empty_root());
    }
    range_root(source, 0, size)
}

/// Root over the leaves `begin..end`, where `begin` is a multiple of the largest subtree in it.
fn range_root(source: &impl HashSource, begin: u64, end: u64) -> Result<Hash, TreeError> {
    let mut at = begin;
    let mut parts = Vec::new();
    while at < end {
        let level = (end - at).ilog2() as u8;
        let index = at >> level;
        let missing = TreeError::MissingNode { level, index };
        parts.push(source.node(level, index).ok_or(missing)?);
        at += 1 << level;
    }
    let right = parts.pop().unwrap_or_else(empty_root);
    let above = |right: Hash, left: &Hash| node_hash(left, &right);
    Ok(parts.iter().rev().fold(right, above))
}

/// Where a range of two or more leaves is cut: the largest power of two below its length.
fn split(begin: u64, end: u64) -> u64 {
    begin + (1 << (end - begin - 1).ilog2())
}

/// The hashes from the sibling of leaf `index` up to the child of the root.
///
/// # Errors
/// The leaf is not in the tree, or the source lacks a hash.
///
/// # Properties
/// [`check_inclusion`] accepts the result for that leaf, index, size and root, and for no other leaf, index or root.
/// The size alone is not bound by the hashes: a checkpoint signs it together with the root.
pub fn inclusion_proof(
    source: &impl HashSource,
    index: u64,
    size: u64,
) -> Result<Vec<Hash>, TreeError> {
    if index >= size {
        return Err(TreeError::IndexBeyondSize);
    }
    let (mut begin, mut end) = (0, size);
    let mut hashes = Vec::new();
    while end - begin > 1 {
        let middle = split(begin, end);
        if index < middle {
            hashes.push(range_root(source, middle, end)?);
            end = middle;
        } else {
            hashes.push(range_root(source, begin, middle)?);
            begin = middle;
        }
    }
    hashes.reverse();
    Ok(hashes)
}

/// The hashes that show that the tree of `old` leaves is the beginning of the tree of `new` leaves.
///
/// # Errors
/// The sizes are out of order, or the source lacks a hash.
///
/// # Properties
/// [`check_consistency`] accepts the result for the two sizes and their roots.
pub fn consistency_proof(
    source: &impl HashSource,
    old: u64,
    new: u64,
) -> Result<Vec<Hash>, TreeError> {
    if old == 0 || old > new {
        return Err(TreeError::SizesOutOfOrder);
    }
    let (mut begin, mut end) = (0, new);
    let mut hashes = Vec::new();
    while end != old {
        let middle = split(begin, end);
        if old <= middle {
            hashes.push(range_root(source, middle, end)?);
            end = middle;
        } else {
            hashes.push(range_root(source, begin, middle)?);
            begin = middle;
        }
    }
    if begin > 0 {
        hashes.push(range_root(source, begin, end)?);
    }
    hashes.reverse();
    Ok(hashes)
}

/// Checks that `leaf` stands at `index` in the tree of `size` leaves with this root.
///
/// # Errors
/// Names what is wrong; every proof but the right one is refused.
pub fn check_inclusion(
    leaf: &Hash,
    index: u64,
    size: u64,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), TreeError> {
    if index >= size {
        return Err(TreeError::IndexBeyondSize);
    }
    let mut walk = Walk::new(index, size - 1);
    let mut hash = *leaf;
    for sibling in proof {
        hash = match walk.step()? {
            Side::Left => node_hash(sibling, &hash),
            Side::Right => node_hash(&hash, sibling),
        };
    }
    walk.end()?;
    if hash == *root {
        Ok(())
    } else {
        Err(TreeError::RootDiffers)
    }
}

/// Checks that the tree of `old` leaves is the beginning of the tree of `new` leaves.
///
/// # Errors
/// Names what is wrong. Two trees of one size are consistent only with equal roots and an empty proof; with an empty
/// tree nothing is shown, so that is refused.
pub fn check_consistency(
    old: u64,
    new: u64,
    old_root: &Hash,
    new_root: &Hash,
    proof: &[Hash],
) -> Result<(), TreeError> {
    if old == 0 || old > new {
        return Err(TreeError::SizesOutOfOrder);
    }
    if old == new {
        return match (proof.is_empty(), old_root == new_root) {
            (false, _) => Err(TreeError::WrongLength),
            (true, true) => Ok(()),
            (true, false) => Err(TreeError::RootDiffers),
        };
    }
    let (first, rest) = if old.is_power_of_two() {
        (old_root, proof)
    } else {
        proof.split_first().ok_or(TreeError::WrongLength)?
    };
    let mut walk = Walk::new(old - 1, new - 1);
    walk.skip_right_turns();
    let (mut of_old, mut of_new) = (*first, *first);
    for hash in rest {
        match walk.step()? {
            Side::Left => {
                of_old = node_hash(hash, &of_old);
                of_new = node_hash(hash, &of_new);
            }
            Side::Right => of_new = node_hash(&of_new, hash),
        }
    }
    walk.end()?;
    if of_old == *old_root && of_new == *new_root {
        Ok(())
    } else {
        Err(TreeError::RootDiffers)
    }
}

/// On which side of the path the next hash stands.
enum Side {
    Left,
    Right,
}

/// The way from a leaf to the root: the node's place and the last place of its level.
struct Walk {
    place: u64,
    last: u64,
}

impl Walk {
    fn new(place: u64, last: u64) -> Self {
        Walk { place, last }
    }

    fn up(&mut self) {
        self.place >>= 1;
        self.last >>= 1;
    }

    fn skip_right_turns(&mut self) {
        while self.place & 1 == 1 {
            self.up();
        }
    }

    fn step(&mut self) -> Result<Side, TreeError> {
        if self.last == 0 {
            return Err(TreeError::WrongLength);
        }
        let from_left = self.place & 1 == 1 || self.place == self.last;
        if from_left {
            while self.place & 1 == 0 && self.place != 0 {
                self.up();
            }
        }
        self.up();
        Ok(if from_left { Side::Left } else { Side::Right })
    }

    fn end(&self) -> Result<(), TreeError> {
        if self.last == 0 {
            Ok(())
        } else {
            Err(TreeError::WrongLength)
        }
    }
}

/// The right edge of a growing tree: all that appending and the root need, one hash a level.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edge {
    size: u64,
    complete: Vec<Hash>,
}

impl Edge {
    /// The edge of the first `size` leaves.
    ///
    /// # Errors
    /// [`TreeError::MissingNode`] if the source lacks a hash.
    pub fn load(source: &impl HashSource, size: u64) -> Result<Edge, TreeError> {
        let mut complete = Vec::new();
        let mut at = 0;
        while at < size {
            let level = (size - at).ilog2() as u8;
            let index = at >> level;
            let missing = TreeError::MissingNode { level, index };
            complete.push(source.node(level, index).ok_or(missing)?);
            at += 1 << level;
        }
        Ok(Edge { size, complete })
    }

    /// Number of leaves.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends a leaf.
    pub fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.complete.pop() {
                hash = node_hash(&left, &hash);
            }
        }
        self.complete.push(hash);
        self.size += 1;
    }

    /// Root of the leaves so far.
    #[must_use]
    pub fn root(&self) -> Hash {
        let mut parts = self.complete.iter().rev();
        let right = parts.next().copied().unwrap_or_else(empty_root);
        parts.fold(right, |right, left| node_hash(left, &right))
    }
}

/// Every complete node of a tree, held in memory: for exports, checks and small ledgers.
#[derive(Clone, Debug, Default)]
pub struct Levels(Vec<Vec<Hash>>);

impl Levels {
    /// The tree over these leaf hashes.
    #[must_use]
    pub fn over(leaves: impl IntoIterator<Item = Hash>) -> Levels {
        let mut levels = Levels::default();
        leaves.into_iter().for_each(|leaf| levels.push(leaf));
        levels
    }

    /// Number of leaves.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.0.first().map_or(0, |leaves| leaves.len() as u64)
    }

    /// Appends a leaf and every node that it completes.
    pub fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        for level in 0.. {
            if level == self.0.len() {
                self.0.push(Vec::new());
            }
            let nodes = &mut self.0[level];
            nodes.push(hash);
            match nodes.as_slice() {
                [.., left, right] if nodes.len().is_multiple_of(2) => hash = node_hash(left, right),
                _ => break,
            }
        }
    }
}

impl HashSource for Levels {
    fn node(&self, level: u8, index: u64) -> Option<Hash> {
        let index = usize::try_from(index).ok()?;
        self.0.get(usize::from(level))?.get(index).copied()
    }
}
