//! Exports of awkward sizes before code that shares no line with ours: the Go project's own, through
//! `tools/check-with-go` and through the program that docs/check-with-go.md prints. Each export is damaged in every
//! way that the format knows; ours refuses all of it, theirs what they look at. Without Go that half says it is skipped.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use copydesk_desk::{Ledger, Quorum};
use copydesk_ledger::{OpenLeaf, RealDisk, Settings, check_folder, export};
use copydesk_proof::{
    Bundle, KeyKind, Opening, Policy, Record, SigningKey, Tile, cosign, decode_base64,
    encode_base64,
};
use copydesk_store::sqlite::SqliteStore;

use crate::house::{NOW, add, checkpoint_file, key, open, sequencer, settings};

const SIZES: [u64; 12] = [
    1, 2, 255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537, 70_000,
];

/// Where Go keeps what it has compiled of its own library from one run to the next.
const GO_CACHE: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/go-cache");

fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(path)
}

fn witness() -> SigningKey {
    SigningKey::from_seed("witness.example/w1", KeyKind::Witness, &[9; 32]).expect("a key")
}

/// A ledger that names a witness and does not wait for it.
fn witnessed(folder: &Path) -> Settings {
    let mut settings = settings(folder);
    let (log, witness) = (key(1), witness());
    settings.policy_text = format!(
        "log {}\nwitness w1 {}\nquorum none\n",
        log.public(),
        witness.public()
    );
    settings.policy = Policy::parse(settings.policy_text.as_bytes()).expect("a policy");
    settings
}

/// Adds the witness's line to the checkpoint, in the rows and in the folder.
async fn cosigned(store: &SqliteStore, folder: &Path, size: u64) {
    let mut note = checkpoint_file(folder);
    let line = cosign(&witness(), &note.text, NOW - 5);
    note.signatures.push(line);
    let kept = store.cosign(size, note.to_string(), Quorum::Met).await;
    kept.expect("kept");
    std::fs::write(folder.join("ledger/checkpoint"), note.to_string()).expect("written");
}

/// The first leaf and the last as anybody may see them.
async fn open_leaves(store: &SqliteStore, size: u64) -> Vec<OpenLeaf> {
    let mut open = Vec::new();
    for from in BTreeSet::from([0, size - 1]) {
        let stored = store.leaves(from, 1).await.expect("read").remove(0);
        open.push(OpenLeaf {
            index: stored.index.expect("sequenced"),
            commitment: stored.leaf.commitment,
            opening: Opening {
                nonce: stored.leaf.secret.nonce(),
                lines: Vec::new(),
                record: Record::parse(stored.leaf.record.as_bytes()).expect("a record"),
            },
        });
    }
    open
}

/// An export of each size, by its size.
async fn exports(work: &Path, sizes: &[u64]) -> Vec<(u64, PathBuf)> {
    let folder = work.join("data");
    let store = open(&folder);
    let rows = Arc::clone(&store) as Arc<dyn Ledger>;
    let mut sequencer = sequencer(rows, Arc::new(RealDisk), witnessed(&folder));
    let (mut leaves, mut made) = (0, Vec::new());
    for size in sizes {
        let wanted = size - 1 - leaves;
        for part in (0..wanted).step_by(20_000) {
            let count = (wanted - part).min(20_000);
            add(&store, leaves, count).await;
            leaves += count;
        }
        sequencer.tick().await.expect("a step");
        cosigned(&store, &folder, *size).await;
        let to = work.join(format!("export-{size}"));
        let open = open_leaves(&store, *size).await;
        let done = export(&folder.join("ledger"), &to, store.as_ref(), &open).await;
        assert_eq!(done.expect("exported").size, *size);
        made.push((*size, to));
    }
    made
}

fn proofs(export: &Path) -> Vec<PathBuf> {
    let names = std::fs::read_dir(export.join("proofs")).expect("proofs");
    let paths = names.map(|entry| entry.expect("a name").path());
    let mut found: Vec<PathBuf> = paths
        .filter(|path| path.extension().is_some_and(|kind| kind == "tlog-proof"))
        .collect();
    found.sort();
    found
}

/// What our check says of an export with all its proofs.
fn ours(export: &Path) -> Result<u64, String> {
    let others: Vec<(String, Vec<u8>)> = proofs(export)
        .iter()
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy();
            (name.into_owned(), std::fs::read(path).expect("a proof"))
        })
        .collect();
    let checked = check_folder(export, None, &others, NOW, &mut |_| {});
    checked
        .map(|checked| checked.size)
        .map_err(|error| error.to_string())
}

/// Whether somebody else looks at what is damaged.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Theirs {
    Looks,
    DoesNotLook,
}

/// A way to damage an export.
struct Damage {
    what: &'static str,
    file: fn(u64) -> String,
    change: fn(&mut Vec<u8>),
    theirs: Theirs,
}

const DAMAGES: [Damage; 14] = [
    damage("tile", first_tile, |bytes| bytes[7] ^= 1, Theirs::Looks),
    damage("entry", first_bundle, |bytes| bytes[7] ^= 1, Theirs::Looks),
    damage("size", checkpoint, change_size, Theirs::Looks),
    damage("root", checkpoint, change_root, Theirs::Looks),
    damage("key-id", checkpoint, change_key_id, Theirs::Looks),
    damage("control", checkpoint, add_control, Theirs::Looks),
    damage("blank", checkpoint, drop_blank_line, Theirs::Looks),
    damage("time", checkpoint, change_time, Theirs::DoesNotLook),
    damage("proof-line", last_proof, change_path, Theirs::Looks),
    damage("proof-size", last_proof, change_size, Theirs::Looks),
    damage("proof-key-id", last_proof, change_key_id, Theirs::Looks),
    damage("proof-control", last_proof, add_control, Theirs::Looks),
    damage("proof-blank", last_proof, drop_blank_line, Theirs::Looks),
    damage("proof-time", last_proof, change_time, Theirs::DoesNotLook),
];

const fn damage(
    what: &'static str,
    file: fn(u64) -> String,
    change: fn(&mut Vec<u8>),
    theirs: Theirs,
) -> Damage {
    Damage {
        what,
        file,
        change,
        theirs,
    }
}

fn first_tile(size: u64) -> String {
    Tile::at_size(0, 0, size).expect("a tile").path()
}

fn first_bundle(size: u64) -> String {
    Bundle::at_size(0, size).expect("a bundle").path()
}

fn checkpoint(_size: u64) -> String {
    String::from("checkpoint")
}

fn last_proof(size: u64) -> String {
    format!("proofs/{}.tlog-proof", size - 1)
}

/// Changes the text of a note, or of the one at the end of a proof file.
fn in_note(bytes: &mut Vec<u8>, change: impl FnOnce(&str) -> String) {
    let text = String::from_utf8(bytes.clone()).expect("UTF-8");
    let is_proof = text.starts_with("c2sp.org/");
    let from = if is_proof {
        text.find("\n\n").expect("a blank line") + 2
    } else {
        0
    };
    *bytes = format!("{}{}", &text[..from], change(&text[from..])).into_bytes();
}

fn in_line(note: &str, number: usize, change: impl FnOnce(&str) -> String) -> String {
    let line = note.split('\n').nth(number).expect("a line");
    note.replacen(&format!("\n{line}\n"), &format!("\n{}\n", change(line)), 1)
}

fn change_size(bytes: &mut Vec<u8>) {
    let more = |size: &str| (size.parse::<u64>().expect("a size") + 1).to_string();
    in_note(bytes, |note| in_line(note, 1, more));
}

fn other_first(text: &str) -> String {
    let first = if text.starts_with('A') { 'B' } else { 'A' };
    format!("{first}{}", &text[1..])
}

fn change_root(bytes: &mut Vec<u8>) {
    in_note(bytes, |note| in_line(note, 2, other_first));
}

fn signature(note: &str, name: &str, change: impl FnOnce(&str) -> String) -> String {
    let (before, rest) = note
        .split_once(&format!("\u{2014} {name} "))
        .expect("a line");
    let (line, after) = rest.split_once('\n').expect("an end");
    format!("{before}\u{2014} {name} {}\n{after}", change(line))
}

fn change_key_id(bytes: &mut Vec<u8>) {
    in_note(bytes, |note| {
        signature(note, key(1).public().name(), other_first)
    });
}

fn change_time(bytes: &mut Vec<u8>) {
    let later = |line: &str| {
        let mut bytes = decode_base64(line).expect("base64");
        bytes[4 + 7] ^= 1;
        encode_base64(&bytes)
    };
    in_note(bytes, |note| signature(note, "witness.example/w1", later));
}

fn add_control(bytes: &mut Vec<u8>) {
    in_note(bytes, |note| {
        in_line(note, 1, |size| format!("{size}\u{1}"))
    });
}

fn drop_blank_line(bytes: &mut Vec<u8>) {
    in_note(bytes, |note| note.replacen("\n\n", "\n", 1));
}

/// The first hash of the path; a path without hashes gets one.
fn change_path(bytes: &mut Vec<u8>) {
    let text = String::from_utf8(bytes.clone()).expect("UTF-8");
    let (head, note) = text.split_once("\n\n").expect("a blank line");
    let mut lines: Vec<String> = head.lines().map(str::to_owned).collect();
    match lines.get_mut(3) {
        Some(line) => *line = other_first(line),
        None => lines.push(encode_base64(&[7; 32])),
    }
    *bytes = format!("{}\n\n{note}", lines.join("\n")).into_bytes();
}

/// A copy of an export that differs in one file.
fn damaged(export: &Path, size: u64, damage: &Damage) -> PathBuf {
    let to = export.with_file_name(format!("damaged-{size}-{}", damage.what));
    link_all(export, &to);
    let file = to.join((damage.file)(size));
    let mut bytes = std::fs::read(&file).expect("a file");
    let before = bytes.clone();
    (damage.change)(&mut bytes);
    assert_ne!(bytes, before, "{} of {size}", damage.what);
    std::fs::remove_file(&file).expect("a link");
    std::fs::write(&file, bytes).expect("written");
    to
}

fn link_all(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let path = entry.expect("a name").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            link_all(&path, &target);
        } else {
            std::fs::hard_link(&path, &target).expect("a link");
        }
    }
}

/// The Go program: its name, or a line that says what is skipped.
fn go() -> Option<PathBuf> {
    let named = std::env::var_os("COPYDESK_GO").map_or_else(|| PathBuf::from("go"), PathBuf::from);
    if Command::new(&named).arg("version").output().is_ok() {
        return Some(named);
    }
    // The harness swallows `eprintln!`; a skip must be seen.
    let _ = writeln!(
        std::io::stderr(),
        "skipped: no Go, so its own check is not run"
    );
    None
}

/// Which of these folders pass the Go project's check, and what it says of the others.
fn passing(go: &Path, folders: &[PathBuf]) -> (BTreeSet<PathBuf>, String) {
    let mut command = Command::new(project("tools/check-with-go"));
    command.env("COPYDESK_GO", go).env("GOCACHE", GO_CACHE);
    let said = command.args(folders).output();
    let said = said.expect("the script runs");
    let errors = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(matches!(said.status.code(), Some(0 | 1)), "{errors}");
    let lines = String::from_utf8_lossy(&said.stdout).into_owned();
    let named = |line: &str| line.split_once(": ").map(|(name, _)| PathBuf::from(name));
    (lines.lines().filter_map(named).collect(), errors)
}

#[tokio::test]
async fn exports_of_every_awkward_size_pass_and_each_damage_is_refused() {
    let work = tempfile::tempdir().expect("a folder");
    let mut whole = Vec::new();
    let (mut seen, mut unseen) = (Vec::new(), Vec::new());
    for (size, export) in exports(work.path(), &SIZES).await {
        assert_eq!(ours(&export), Ok(size));
        for damage in &DAMAGES {
            let folder = damaged(&export, size, damage);
            let said = ours(&folder).expect_err(damage.what);
            let file = (damage.file)(size);
            let name = file.rsplit('/').next().expect("a name");
            assert!(said.contains(name), "{} of {size}: {said}", damage.what);
            match damage.theirs {
                Theirs::Looks => seen.push(folder),
                Theirs::DoesNotLook => unseen.push(folder),
            }
        }
        whole.push(export);
    }
    let Some(go) = go() else { return };
    let all = [&whole[..], &seen, &unseen].concat();
    let (passed, errors) = passing(&go, &all);
    let expected: BTreeSet<PathBuf> = whole.into_iter().chain(unseen).collect();
    assert_eq!(passed, expected, "{errors}");
}

/// The Go program that the document prints, built with the sources that it names.
fn built_by_hand(go: &Path, work: &Path) -> PathBuf {
    let document = std::fs::read_to_string(project("docs/check-with-go.md")).expect("the document");
    let program = document.split("```go\n").nth(1).expect("a program");
    let program = program.split("```").next().expect("its end");
    let run = |command: &mut Command| -> Output {
        let said = command.output().expect("go runs");
        assert!(
            said.status.success(),
            "{}",
            String::from_utf8_lossy(&said.stderr)
        );
        said
    };
    let root = run(Command::new(go).args(["env", "GOROOT"])).stdout;
    let root = PathBuf::from(String::from_utf8_lossy(&root).trim());
    let module = work.join("mod");
    for package in ["note", "tlog"] {
        let to = module.join("sumdb").join(package);
        std::fs::create_dir_all(&to).expect("a folder");
        let from = root
            .join("src/cmd/vendor/golang.org/x/mod/sumdb")
            .join(package);
        for file in std::fs::read_dir(from).expect("Go's sources") {
            let path = file.expect("a name").path();
            std::fs::copy(&path, to.join(path.file_name().expect("a name"))).expect("copied");
        }
    }
    let write = |path: PathBuf, text: &str| std::fs::write(path, text).expect("written");
    write(
        module.join("go.mod"),
        "module golang.org/x/mod\n\ngo 1.23\n",
    );
    write(work.join("main.go"), program);
    write(
        work.join("go.mod"),
        "module check\n\ngo 1.23\n\nrequire golang.org/x/mod v0.0.0\n\nreplace golang.org/x/mod => ./mod\n",
    );
    let built = work.join("check");
    run(Command::new(go)
        .args(["build", "-o"])
        .args([&built, Path::new(".")])
        .current_dir(work)
        .env("GOFLAGS", "-mod=mod")
        .env("GOPROXY", "off")
        .env("GOTOOLCHAIN", "local")
        .env("GOCACHE", GO_CACHE)
        .env("HOME", work));
    built
}

#[tokio::test]
async fn the_program_for_one_proof_by_hand_compiles_and_tells_a_proof_from_a_changed_one() {
    let Some(go) = go() else { return };
    let work = tempfile::tempdir().expect("a folder");
    let (size, export) = exports(work.path(), &[300]).await.remove(0);
    let hand = work.path().join("hand");
    std::fs::create_dir_all(&hand).expect("a folder");
    let program = built_by_hand(&go, &hand);
    let run = |export: &Path| {
        let mut command = Command::new(&program);
        let proof = export.join(last_proof(size));
        let said = command.arg(proof).arg(export.join("log.vkey")).output();
        said.expect("it runs")
    };
    let said = run(&export);
    let lines = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(said.status.success(), "{lines}");
    assert!(
        lines.starts_with("entry 299 of 300 in news.example/ledger is this record:\ncopydesk-record/v1\nkind erasure\n"),
        "{lines}"
    );
    for damage in DAMAGES
        .iter()
        .filter(|damage| damage.what.starts_with("proof-"))
    {
        let said = run(&damaged(&export, size, damage));
        let refused = said.status.code() != Some(0);
        assert_eq!(refused, damage.theirs == Theirs::Looks, "{}", damage.what);
    }
}
