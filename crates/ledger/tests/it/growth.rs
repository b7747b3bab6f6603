//! A ledger that grows over the ends of tiles, looked at by our own check and by an implementation that shares no line
//! with ours; and what is damaged is found by both.

use std::path::{Path, PathBuf};

use copydesk_ledger::{Ticked, check_folder};
use signed_note::{Note, StandardVerifier, VerifierList};
use tlog_tiles::{
    Checkpoint, Tile, TileHashReader, TileReader, check_record, prove_record, record_hash,
    tree_hash,
};

use crate::house::{NOW, add, data, key, open, real};

const SIZES: [u64; 12] = [
    1, 2, 255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537, 70_000,
];

/// Our folder as their code reads tiles.
struct Folder(PathBuf);

impl TileReader for Folder {
    fn height(&self) -> u8 {
        8
    }

    fn read_tiles(&self, tiles: &[Tile]) -> Result<Vec<Vec<u8>>, tlog_tiles::Error> {
        let read = |tile: &Tile| {
            let path = tile.path().replacen("tile/8/", "tile/", 1);
            std::fs::read(self.0.join(&path)).unwrap_or_else(|error| panic!("{path}: {error}"))
        };
        Ok(tiles.iter().map(read).collect())
    }

    fn save_tiles(&self, _tiles: &[Tile], _data: &[Vec<u8>]) {}
}

/// What the other implementation says of the ledger in a folder: its size, or what it found wrong.
fn theirs(folder: &Path) -> Result<u64, String> {
    let said = |error: &dyn std::fmt::Debug| format!("{error:?}");
    let bytes = std::fs::read(folder.join("checkpoint")).map_err(|error| said(&error))?;
    let note = Note::from_bytes(&bytes).map_err(|error| said(&error))?;
    let verifier = StandardVerifier::new(&key(1).public().to_string()).map_err(|e| said(&e))?;
    let known = VerifierList::new(vec![Box::new(verifier)]);
    let (verified, _) = note.verify(&known).map_err(|error| said(&error))?;
    assert_eq!(verified.len(), 1, "one signature of ours");
    let checkpoint = Checkpoint::from_bytes(note.text()).map_err(|error| said(&error))?;
    let (size, root) = (checkpoint.size(), *checkpoint.hash());
    let reader = Folder(folder.to_owned());
    let hashes = TileHashReader::new(size, root, &reader);
    if tree_hash(size, &hashes).map_err(|error| said(&error))?.0 != root.0 {
        return Err(String::from("their root is another one"));
    }
    for index in [0, size / 3, size / 2, size.saturating_sub(2), size - 1] {
        let leaf = record_hash(&entry(folder, index, size));
        let proof = prove_record(size, index, &hashes).map_err(|error| said(&error))?;
        check_record(&proof, size, root, index, leaf).map_err(|error| said(&error))?;
    }
    Ok(size)
}

fn entry(folder: &Path, index: u64, size: u64) -> Vec<u8> {
    let bundle = copydesk_proof::Bundle::at_size(index / 256, size).expect("in the ledger");
    let bytes = std::fs::read(folder.join(bundle.path())).expect("a bundle");
    let at = usize::try_from(index % 256).expect("small") * 34;
    bytes[at + 2..at + 34].to_vec()
}

fn ours(folder: &Path) -> Result<u64, String> {
    let checked = check_folder(folder, None, &[], NOW, &mut |_| {});
    checked
        .map(|checked| checked.size)
        .map_err(|error| error.to_string())
}

#[tokio::test]
async fn a_ledger_of_every_awkward_size_passes_both_checks() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = data(&folder);
    let store = open(&folder);
    let mut sequencer = real(&store, &folder);
    let mut leaves = 0;
    for size in SIZES {
        let wanted = size - 1 - leaves;
        for part in (0..wanted).step_by(20_000) {
            let count = (wanted - part).min(20_000);
            add(&store, leaves, count).await;
            leaves += count;
        }
        assert_eq!(sequencer.tick().await.expect("a step"), Ticked::Grown(size));
        let ledger = folder.join("ledger");
        assert_eq!(ours(&ledger), Ok(size));
        assert_eq!(theirs(&ledger), Ok(size));
    }
    let widths = [(0, "273.p/112"), (1, "001.p/17"), (2, "000.p/1")];
    for (level, name) in widths {
        let path = folder.join(format!("ledger/tile/{level}/{name}"));
        assert!(path.is_file(), "{}", path.display());
    }
    assert!(
        !folder.join("ledger/tile/0/272.p").exists(),
        "outgrown partial tiles are gone"
    );
}

/// A ledger of 300 leaves, damaged, as our check sees it and as theirs does.
async fn check_damage(name: &str, damage: impl Fn(&mut Vec<u8>), by_theirs: bool) {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = data(&folder);
    let store = open(&folder);
    let mut sequencer = real(&store, &folder);
    add(&store, 0, 299).await;
    sequencer.tick().await.expect("a step");
    let ledger = folder.join("ledger");
    assert_eq!(ours(&ledger), Ok(300));
    let path = ledger.join(name);
    let mut bytes = std::fs::read(&path).expect("a file");
    damage(&mut bytes);
    std::fs::write(&path, bytes).expect("written");
    let said = ours(&ledger).expect_err("damaged");
    assert!(
        said.contains(name.split('/').next_back().unwrap_or(name)),
        "{said}"
    );
    if by_theirs {
        let ledger = ledger.clone();
        let theirs = std::panic::catch_unwind(|| theirs(&ledger));
        assert!(
            !matches!(theirs, Ok(Ok(_))),
            "theirs sees the damage to {name}"
        );
    }
}

fn text_change(from: &'static str, to: &'static str) -> impl Fn(&mut Vec<u8>) {
    move |bytes| {
        let text = String::from_utf8(bytes.clone()).expect("UTF-8");
        assert!(text.contains(from));
        *bytes = text.replacen(from, to, 1).into_bytes();
    }
}

#[tokio::test]
async fn damage_is_found_and_named() {
    check_damage("tile/0/000", |bytes| bytes[5_000] ^= 1, true).await;
    check_damage("tile/0/001.p/44", |bytes| bytes[40] ^= 1, true).await;
    check_damage("tile/1/000.p/1", |bytes| bytes[3] ^= 0x80, true).await;
    check_damage("tile/entries/000", |bytes| bytes[3] ^= 1, true).await;
    check_damage("tile/entries/001.p/44", |bytes| bytes[1] = 31, false).await;
    check_damage("tile/entries/001.p/44", |bytes| bytes.push(0), false).await;
    check_damage("tile/0/001.p/44", |bytes| bytes.truncate(64), true).await;
    check_damage("checkpoint", text_change("\n300\n", "\n301\n"), true).await;
    check_damage("checkpoint", text_change("\n300\n", "\n0300\n"), true).await;
    check_damage(
        "checkpoint",
        text_change("\n\n\u{2014}", "\n\u{2014}"),
        true,
    )
    .await;
    check_damage("checkpoint", text_change("\n300\n", "\n300\u{1}\n"), true).await;
    check_damage(
        "checkpoint",
        |bytes| *bytes.last_mut().expect("bytes") = b'x',
        true,
    )
    .await;
    let key_id = |bytes: &mut Vec<u8>| {
        let at = bytes.windows(3).rposition(|w| w == b"er ").expect("a name") + 3;
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
    };
    check_damage("checkpoint", key_id, true).await;
}
