//! Laws of the tree: what is built checks, and nothing else does; tiles hold the same tree as memory.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use copydesk_proof::{
    Bundle, Edge, Hash, HashSource, Levels, Tile, TileSource, TileTree, TreeError,
    check_consistency, check_inclusion, consistency_proof, inclusion_proof, leaf_hash, new_tiles,
    node_hash, root_of,
};
use proptest::prelude::*;

const LARGEST: u64 = 65_537;

static TREE: LazyLock<Levels> = LazyLock::new(|| Levels::over((0..LARGEST).map(leaf)));

fn leaf(index: u64) -> Hash {
    leaf_hash(&index.to_be_bytes())
}

fn root(size: u64) -> Hash {
    root_of(&*TREE, size).expect("the tree is in memory")
}

fn inclusion(index: u64, size: u64) -> Vec<Hash> {
    inclusion_proof(&*TREE, index, size).expect("the tree is in memory")
}

fn consistency(old: u64, new: u64) -> Vec<Hash> {
    consistency_proof(&*TREE, old, new).expect("the tree is in memory")
}

/// The root by its definition, without any of the code that is tested.
fn plain_root(begin: u64, end: u64) -> Hash {
    if end - begin == 1 {
        return leaf(begin);
    }
    let middle = begin + (end - begin).next_power_of_two() / 2;
    node_hash(&plain_root(begin, middle), &plain_root(middle, end))
}

#[test]
fn roots_are_those_of_the_definition() {
    for size in [1, 2, 3, 7, 8, 255, 256, 257, 1_000, 65_535, 65_536, 65_537] {
        assert_eq!(root(size), plain_root(0, size), "{size}");
    }
}

#[test]
fn proofs_check_at_the_sizes_where_tiles_fill() {
    for size in [1, 255, 256, 257, 65_535, 65_536, 65_537] {
        for index in [0, 1, 127, 254, 255, 256, size / 2, size - 1] {
            if index < size {
                let proof = inclusion(index, size);
                let checked = check_inclusion(&leaf(index), index, size, &proof, &root(size));
                assert_eq!(checked, Ok(()), "{index} of {size}");
            }
        }
        for old in [1, 2, 3, 128, 255, 256, 257, 32_768, 65_535, size] {
            if old <= size {
                let proof = consistency(old, size);
                let checked = check_consistency(old, size, &root(old), &root(size), &proof);
                assert_eq!(checked, Ok(()), "{old} to {size}");
            }
        }
    }
}

/// A tree whose leaves are all alike: its nodes depend on the level alone, so it can be as large as `u64` allows.
struct Uniform;

impl HashSource for Uniform {
    fn node(&self, level: u8, _: u64) -> Option<Hash> {
        let leaf = leaf_hash(b"");
        Some((0..level).fold(leaf, |below, _| node_hash(&below, &below)))
    }
}

#[test]
fn sizes_beyond_two_to_the_53rd_are_exact() {
    let sizes = [(1 << 53) + 1, (1 << 53) + 3, i64::MAX as u64, u64::MAX];
    for size in sizes {
        let root = root_of(&Uniform, size).expect("every node is there");
        for index in [0, 1 << 53, size - 1] {
            let proof = inclusion_proof(&Uniform, index, size).expect("every node is there");
            let leaf = leaf_hash(b"");
            assert_eq!(check_inclusion(&leaf, index, size, &proof, &root), Ok(()));
            assert!(check_inclusion(&leaf_hash(b"x"), index, size, &proof, &root).is_err());
        }
        let old = size - 1;
        let proof = consistency_proof(&Uniform, old, size).expect("every node is there");
        let old_root = root_of(&Uniform, old).expect("every node is there");
        assert_eq!(
            check_consistency(old, size, &old_root, &root, &proof),
            Ok(())
        );
        assert!(check_consistency(old - 1, size, &old_root, &root, &proof).is_err());
    }
}

#[test]
fn an_empty_tree_proves_nothing() {
    let (empty, one) = (root(0), root(1));
    let refused = Err(TreeError::SizesOutOfOrder);
    assert_eq!(check_consistency(0, 1, &empty, &one, &[]), refused);
    assert_eq!(check_consistency(0, 0, &empty, &empty, &[]), refused);
    assert_eq!(
        consistency_proof(&*TREE, 0, 1),
        Err(TreeError::SizesOutOfOrder)
    );
    assert_eq!(check_consistency(1, 1, &one, &one, &[]), Ok(()));
    assert_eq!(
        check_consistency(1, 1, &one, &one, &[one]),
        Err(TreeError::WrongLength)
    );
}

#[test]
fn a_missing_node_is_named() {
    let small = Levels::over((0..4).map(leaf));
    let missing = TreeError::MissingNode { level: 0, index: 4 };
    assert_eq!(root_of(&small, 5), Err(missing));
}

fn flipped(hash: &Hash, bit: usize) -> Hash {
    let mut flipped = *hash;
    flipped[bit / 8 % 32] ^= 1 << (bit % 8);
    flipped
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn inclusion_holds_for_its_leaf_index_and_size_alone(
        size in 1..LARGEST, at in any::<u64>(), other in any::<u64>(), bit in 0..256_usize,
    ) {
        let (index, other) = (at % size, other % LARGEST);
        let (proof, root) = (inclusion(index, size), root(size));
        let check = |leaf: &Hash, index, size, proof: &[Hash], root: &Hash| {
            check_inclusion(leaf, index, size, proof, root).is_ok()
        };
        let leaf_here = leaf(index);
        prop_assert!(check(&leaf_here, index, size, &proof, &root));
        prop_assert!(!check(&flipped(&leaf_here, bit), index, size, &proof, &root));
        prop_assert!(!check(&leaf_here, index, size, &proof, &flipped(&root, bit)));
        for hash in 0..proof.len() {
            let mut wrong = proof.clone();
            wrong[hash] = flipped(&wrong[hash], bit);
            prop_assert!(!check(&leaf_here, index, size, &wrong, &root));
        }
        if other != index {
            prop_assert!(!check(&leaf(other), index, size, &proof, &root));
            prop_assert!(!check(&leaf_here, other, size, &proof, &root));
        }
        if other != size {
            let other_root = root_of(&*TREE, other).expect("the tree is in memory");
            prop_assert!(!check(&leaf_here, index, other, &proof, &other_root));
        }
        prop_assert!(!check(&leaf_here, index, size, &[&proof[..], &[root]].concat(), &root));
        if let Some((_, shorter)) = proof.split_last() {
            prop_assert!(!check(&leaf_here, index, size, shorter, &root));
        }
    }

    #[test]
    fn consistency_holds_for_its_two_trees_alone(
        new in 2..LARGEST, at in any::<u64>(), bit in 0..256_usize,
    ) {
        let old = at % (new - 1) + 1;
        let (proof, old_root, new_root) = (consistency(old, new), root(old), root(new));
        let check = |old, new, old_root: &Hash, new_root: &Hash, proof: &[Hash]| {
            check_consistency(old, new, old_root, new_root, proof).is_ok()
        };
        prop_assert!(check(old, new, &old_root, &new_root, &proof));
        prop_assert!(!check(old, new, &flipped(&old_root, bit), &new_root, &proof));
        prop_assert!(!check(old, new, &old_root, &flipped(&new_root, bit), &proof));
        prop_assert!(!check(old, new, &new_root, &old_root, &proof));
        prop_assert!(!check(new, old, &old_root, &new_root, &proof));
        for hash in 0..proof.len() {
            let mut wrong = proof.clone();
            wrong[hash] = flipped(&wrong[hash], bit);
            prop_assert!(!check(old, new, &old_root, &new_root, &wrong));
        }
        prop_assert!(!check(old, new, &old_root, &new_root, &[&proof[..], &[new_root]].concat()));
        if let Some((_, shorter)) = proof.split_last() {
            prop_assert!(!check(old, new, &old_root, &new_root, shorter));
        }
    }

    #[test]
    fn checking_never_panics(
        a in any::<u64>(), b in any::<u64>(), hashes in proptest::collection::vec(any::<Hash>(), 0..70),
    ) {
        let root = root(1);
        let _ = check_inclusion(&root, a, b, &hashes, &root);
        let _ = check_consistency(a, b, &root, &root, &hashes);
    }

    #[test]
    fn an_address_names_its_tile(level in 0..7_u8, index in any::<u64>(), size in any::<u64>()) {
        if let Some(tile) = Tile::at_size(level, index % (size / 256 + 1), size) {
            prop_assert_eq!(Tile::parse(&tile.path()), Some(tile));
            prop_assert!(tile.is_within(size));
        }
    }
}

#[test]
fn appending_and_loading_give_one_edge() {
    let mut edge = Edge::default();
    assert_eq!(edge.root(), root(0));
    for size in 1..=600 {
        edge.push(leaf(size - 1));
        assert_eq!(edge.root(), root(size));
    }
    assert_eq!(Edge::load(&*TREE, 600), Ok(edge));
}

#[test]
fn addresses_are_written_in_groups_of_three_digits() {
    let path = |level, index, size| Tile::at_size(level, index, size).map(Tile::path);
    let large = 1_234_068 * 256;
    assert_eq!(
        path(0, 1_234_067, large).as_deref(),
        Some("tile/0/x001/x234/067")
    );
    assert_eq!(
        path(0, 1_234_067, large - 1).as_deref(),
        Some("tile/0/x001/x234/067.p/255")
    );
    assert_eq!(path(0, 0, 0), None);
    let entries = Bundle::at_size(273, 70_000).map(Bundle::path);
    assert_eq!(entries.as_deref(), Some("tile/entries/273.p/112"));
}

#[test]
fn a_tree_of_70_000_has_the_widths_that_its_size_demands() {
    let last = |level| {
        new_tiles(0, 70_000)
            .filter(|tile| tile.level() == level)
            .last()
    };
    let widths: Vec<_> = (0..4).map(|level| last(level).map(Tile::width)).collect();
    assert_eq!(widths, [Some(112), Some(17), Some(1), None]);
    let full: Vec<_> = new_tiles(255, 256).map(Tile::path).collect();
    assert_eq!(full, ["tile/0/000", "tile/1/000.p/1"]);
    assert_eq!(new_tiles(256, 256).count(), 0);
}

#[test]
fn other_spellings_of_an_address_are_refused() {
    for path in [
        "",
        "tile",
        "tile/",
        "tile/0/",
        "tile/0/1",
        "tile/0/0001",
        "tile/00/000",
        "tile/64/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/",
        "tile/0/x000/001",
        "tile/0/001/234",
        "tile/0/x001",
        "tile/0/x001/x234",
        "tile/0/000/",
        "tile/0/-01",
        "tile/0/+01",
        "tile/0/000.p/1.p/1",
        "tile/entries/000",
        "/tile/0/000",
        "tile/0/000 ",
        "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
        "tile/0/\u{0661}00",
    ] {
        assert_eq!(Tile::parse(path), None, "{path}");
    }
    assert_eq!(Bundle::parse("tile/entries/00"), None);
    assert_eq!(Bundle::parse("tile/0/000"), None);
    assert!(Tile::parse("tile/63/000").is_some());
}

#[test]
fn bundles_with_other_lengths_are_refused() {
    let bundle = Bundle::encode(&[leaf(0), leaf(1)]);
    assert_eq!(Bundle::decode(&bundle), Ok(vec![leaf(0), leaf(1)]));
    for cut in 1..bundle.len() {
        let whole = cut == 34;
        assert_eq!(Bundle::decode(&bundle[..cut]).is_ok(), whole, "{cut}");
    }
    let mut wrong = bundle.clone();
    wrong[35] = 31;
    assert_eq!(
        Bundle::decode(&wrong).map_err(|error| error.line),
        Err(Some(2))
    );
}

/// Tiles as files would be, by address; remembers nothing that was not written.
#[derive(Default)]
struct Files(RefCell<BTreeMap<String, Vec<u8>>>);

impl TileSource for &Files {
    fn tile(&self, tile: Tile) -> Option<Vec<u8>> {
        self.0.borrow().get(&tile.path()).cloned()
    }
}

#[test]
fn a_tree_read_from_tiles_is_the_tree() {
    let files = Files::default();
    let mut old = 0;
    for size in [1, 255, 256, 257, 65_535, 65_536, 65_537] {
        for tile in new_tiles(old, size) {
            let bytes = tile.read(&*TREE).expect("the tree is in memory");
            files.0.borrow_mut().insert(tile.path(), bytes);
        }
        old = size;
        let tiles = TileTree {
            source: &files,
            size,
        };
        assert_eq!(root_of(&tiles, size), Ok(root(size)));
        let index = size / 2;
        assert_eq!(
            inclusion_proof(&tiles, index, size),
            Ok(inclusion(index, size))
        );
        assert_eq!(
            consistency_proof(&tiles, index.max(1), size),
            Ok(consistency(index.max(1), size))
        );
    }
    files.0.borrow_mut().retain(|path, _| !path.contains(".p/"));
    let tiles = TileTree {
        source: &files,
        size: 65_530,
    };
    assert_eq!(tiles.node(0, 65_529), Some(leaf(65_529)));
    let short = |bytes: &mut Vec<u8>| bytes.truncate(31);
    files.0.borrow_mut().values_mut().for_each(short);
    assert_eq!(tiles.node(0, 65_529), None);
}
