//! What a ledger shows to those who may see nothing: two newsrooms that received as many items, of other texts and of
//! other kinds, cannot be told apart by size, count or address; and nothing of what came stands in any file.

use std::path::{Path, PathBuf};

use copydesk_proof::encode_base64;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::agency::serve;
use crate::program::{Demo, copydesk, files_under, stderr, until};

/// Items of each run: some more than one tile holds.
const ITEMS: usize = 300;

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn item(number: usize, headline: &str, body: &str) -> Value {
    json!({
        "standard": { "name": "ninjs", "version": "3.0" },
        "uri": format!("urn:example:leak:{headline}:{number}"), "type": "text", "language": "en", "version": "1",
        "versionCreated": "2026-11-24T06:00:00Z", "pubStatus": "usable",
        "headlines": [{ "role": "main", "value": format!("{headline} {number}") }],
        "bodies": [{ "role": "main", "contentType": "text/html", "value": body }],
    })
}

/// Short items that anybody may read.
fn plain(number: usize) -> Vec<u8> {
    let body = format!("<p>Lanterns were lit at gate {number}.</p>");
    item(number, "Lantern", &body).to_string().into_bytes()
}

/// Long ones, embargoed, withheld, killed before they came, urgent, and some that nobody can read.
fn of_all_kinds(number: usize) -> Vec<u8> {
    let sentence = format!("Granite from quarry {number} is heavier than it looks. ");
    let body = format!("<p>{}</p>", sentence.repeat(1 + number % 60));
    let mut item = item(number, "Granite", &body);
    match number % 6 {
        0 => item["embargoed"] = json!("2099-01-01T00:00:00Z"),
        1 => item["pubStatus"] = json!("withheld"),
        2 => item["pubStatus"] = json!("canceled"),
        3 => item["urgency"] = json!(1),
        4 => return format!("\u{1}\u{2} granite {number}").into_bytes(),
        _ => {}
    }
    item.to_string().into_bytes()
}

/// A newsroom that was given these items before its ledger began, and has one checkpoint over all of them.
struct Room {
    folder: tempfile::TempDir,
    wires: Vec<Vec<u8>>,
    demo: Demo,
}

impl Room {
    fn of(wire: fn(usize) -> Vec<u8>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let room = text(&folder.path().join("room"));
        let made = copydesk(&["init", &room]);
        assert!(made.status.success(), "{}", stderr(&made));
        let from = folder.path().join("from");
        std::fs::create_dir(&from).expect("a folder");
        let wires: Vec<Vec<u8>> = (0..ITEMS).map(wire).collect();
        for (number, bytes) in wires.iter().enumerate() {
            std::fs::write(from.join(format!("{number}.json")), bytes).expect("a wire");
        }
        let data = text(&folder.path().join("room/data"));
        // Some of them cannot be read; each receipt has its leaf all the same.
        copydesk(&["import", "--data", &data, &text(&from)]);
        let demo = serve(&folder.path().join("room"), |config| config);
        let room = Self {
            folder,
            wires,
            demo,
        };
        until("a checkpoint over all of them", || {
            let size: usize = room
                .demo
                .get("/ledger/checkpoint")
                .body
                .lines()
                .nth(1)?
                .parse()
                .ok()?;
            (size == ITEMS + 1).then_some(())
        });
        room
    }

    fn ledger(&self) -> PathBuf {
        self.folder.path().join("room/data/ledger")
    }

    /// Name and length of each file.
    fn files(&self) -> Vec<(String, u64)> {
        let ledger = self.ledger();
        let paths = files_under(&ledger).into_iter();
        let named = paths.map(|path| {
            let name = text(path.strip_prefix(&ledger).expect("below"));
            (name, std::fs::metadata(&path).expect("a file").len())
        });
        named.collect()
    }

    /// Bytes of the wires, guids, headlines and texts, and of every hash of them that has no salt.
    fn known(&self) -> Vec<Vec<u8>> {
        let mut known = Vec::new();
        for wire in &self.wires {
            let item: Value = serde_json::from_slice(wire).unwrap_or_default();
            let body = item["bodies"][0]["value"].as_str().unwrap_or_default();
            let plain = body.trim_start_matches("<p>").trim_end_matches("</p>");
            let first = plain.split_inclusive(". ").next().unwrap_or_default();
            let words = [
                item["uri"].as_str().unwrap_or_default(),
                item["headlines"][0]["value"].as_str().unwrap_or_default(),
                plain,
                first.trim(),
            ];
            known.push(wire.clone());
            known.extend(
                words
                    .iter()
                    .filter(|w| !w.is_empty())
                    .map(|w| w.as_bytes().to_vec()),
            );
        }
        let plain = known.clone();
        for bytes in plain {
            let digest = Sha256::digest(&bytes);
            let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
            known.extend([
                digest.to_vec(),
                hex.into_bytes(),
                encode_base64(&digest).into_bytes(),
            ]);
        }
        known
    }
}

#[test]
fn two_newsrooms_with_as_many_items_of_other_kinds_look_alike() {
    let (one, other) = (Room::of(plain), Room::of(of_all_kinds));
    assert_eq!(one.files(), other.files());
    assert!(one.files().len() >= 8, "{:?}", one.files());
    let addresses = one
        .files()
        .into_iter()
        .map(|(name, _)| format!("/ledger/{name}"));
    for address in addresses.chain([String::from("/ledger/tile/0/002")]) {
        let (one, other) = (one.demo.get(&address), other.demo.get(&address));
        assert_eq!(one.status, other.status, "{address}");
        assert_eq!(one.body.is_empty(), other.body.is_empty(), "{address}");
        let length = |head: &str| {
            let lower = head.to_ascii_lowercase();
            let line = lower
                .lines()
                .find(|line| line.starts_with("content-length"));
            line.map(str::to_owned)
        };
        assert_eq!(length(&one.head), length(&other.head), "{address}");
    }
    for room in [&one, &other] {
        check_says_nothing(room);
    }
}

#[track_caller]
fn check_says_nothing(room: &Room) {
    let known = room.known();
    assert!(
        known.len() > ITEMS * 10,
        "{} things to look for",
        known.len()
    );
    // By their first bytes, since a file is searched for all of them at once.
    let mut stems = std::collections::HashMap::<&[u8], Vec<&[u8]>>::new();
    for thing in &known {
        let stem = &thing[..thing.len().min(8)];
        stems.entry(stem).or_default().push(thing);
    }
    for path in files_under(&room.ledger()) {
        let bytes = std::fs::read(&path).expect("a file");
        for (at, stem) in bytes.windows(8).enumerate() {
            for thing in stems.get(stem).into_iter().flatten() {
                let shown = String::from_utf8_lossy(thing).into_owned();
                assert!(
                    !bytes[at..].starts_with(thing),
                    "{}: {shown}",
                    path.display()
                );
            }
        }
    }
}
