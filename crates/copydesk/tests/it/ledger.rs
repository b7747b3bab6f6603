//! The ledger through the real binary: a page that verifies and every change that is seen, a process that is killed again
//! and again, a restored backup, an erasure, and the check by the Go project's own code.

use std::collections::{BTreeSet, HashMap};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use copydesk_desk::{ItemKey, Leaf, Ledger, Store};
use copydesk_proof::{Record, encode_base64};
use copydesk_store::sqlite::SqliteStore;

use crate::program::{Demo, copydesk, files_under, stderr, stdout, until};

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// A saved story: page, proofs, policy.
struct Saved {
    folder: tempfile::TempDir,
    page: String,
}

impl Saved {
    fn of(demo: &Demo, path: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for file in ["edition", "receipt"] {
            let proof = until("its proof", || {
                let answer = demo.get(&format!("{path}/proof/{file}.tlog-proof"));
                (answer.status == 200).then_some(answer.body)
            });
            std::fs::write(folder.path().join(file), proof).expect("saved");
        }
        let policy = demo.get("/ledger/policy").body;
        std::fs::write(folder.path().join("policy"), policy).expect("saved");
        Self {
            folder,
            page: demo.get(path).body,
        }
    }

    fn path(&self, name: &str) -> String {
        text(&self.folder.path().join(name))
    }

    /// Exit status and JSON of `verify` for this page with the saved proofs.
    fn verify(&self, page: &str) -> (Option<i32>, serde_json::Value) {
        std::fs::write(self.folder.path().join("page"), page).expect("saved");
        let said = copydesk(&[
            "verify",
            &self.path("page"),
            &self.path("edition"),
            &self.path("receipt"),
            "--policy",
            &self.path("policy"),
            "--json",
        ]);
        let json = serde_json::from_str(&stdout(&said));
        (
            said.status.code(),
            json.unwrap_or_else(|_| panic!("{}", stderr(&said))),
        )
    }

    #[track_caller]
    fn check_change(&self, from: &str, to: &str, step: &str) {
        assert!(self.page.contains(from), "{from}");
        let (status, json) = self.verify(&self.page.replacen(from, to, 1));
        assert_eq!(
            (status, json["outcome"].as_str()),
            (Some(1), Some("fails")),
            "{from}"
        );
        let last = json["steps"]
            .as_array()
            .and_then(|steps| steps.last())
            .expect("steps");
        assert_eq!(last["name"], step, "{json}");
    }
}

#[test]
fn a_published_page_verifies_offline_and_each_change_is_seen() {
    let work = tempfile::tempdir().expect("a folder");
    let demo = Demo::start_in(Some(work.path()), "40");
    let path = until("the treaty story", || demo.link("/", "treaty"));
    let saved = Saved::of(&demo, &path);
    let (status, json) = saved.verify(&saved.page);
    assert_eq!(
        (status, json["outcome"].as_str()),
        (Some(0), Some("holds")),
        "{json}"
    );
    let schema = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../docs/schema/verify.schema.json"
    );
    let schema = std::fs::read_to_string(schema).expect("the schema");
    let schema = serde_json::from_str(&schema).expect("JSON");
    let schema = jsonschema::validator_for(&schema).expect("a schema");
    assert!(schema.is_valid(&json), "{json}");
    let first = saved
        .page
        .split("data-p=\"1\">")
        .nth(1)
        .expect("a paragraph");
    let first: String = first.chars().take(12).collect();
    let changed: String = first.chars().rev().collect();
    saved.check_change(&format!(">{first}"), &format!(">{changed}"), "page");
    saved.check_change(
        "data-verdict=\"identical\"",
        "data-verdict=\"typography\"",
        "page",
    );
    saved.check_change(
        "data-headline=\"changed\"",
        "data-headline=\"same\"",
        "page",
    );
    saved.check_change("the text is unmodified", "the text is untouched", "page");

    let memo = until("the memo", || demo.link("/politics/", "ministry-weighs"));
    until("the kill", || (demo.get(&memo).status == 410).then_some(()));
    for file in ["edition", "receipt"] {
        assert_eq!(
            demo.get(&format!("{memo}/proof/{file}.tlog-proof")).status,
            410
        );
    }
    let withdrawal = until("the withdrawal", || {
        let answer = demo.get(&format!("{memo}/proof/withdrawal.tlog-proof"));
        (answer.status == 200).then_some(answer.body)
    });
    std::fs::write(saved.folder.path().join("withdrawal"), withdrawal).expect("saved");
    let said = copydesk(&[
        "verify",
        &saved.path("withdrawal"),
        "--policy",
        &saved.path("policy"),
    ]);
    assert!(
        stdout(&said).contains("withdrawal: entry"),
        "{}",
        stdout(&said)
    );
    let unknown = demo.get("/world/no-such-aaaaaaaaaaaaa/proof/edition.tlog-proof");
    let other = demo.get("/world/nor-this-bbbbbbbbbbbbb/proof/receipt.tlog-proof");
    assert_eq!((unknown.status, &unknown.body), (404, &other.body));
    assert!(demo.stop());
    check_folder_says_nothing(&work.path().join("data/ledger"));
    check_export(work.path());
}

/// No word of any wire and no hash of its bytes stands in the ledger's folder.
fn check_folder_says_nothing(ledger: &Path) {
    for path in files_under(ledger) {
        let bytes = std::fs::read(&path).expect("a file");
        let shown = String::from_utf8_lossy(&bytes).to_lowercase();
        for word in [
            "treaty",
            "memo",
            "ministry",
            "meridianpress",
            "harbour",
            "urn:",
            "tag:",
        ] {
            assert!(!shown.contains(word), "{}: {word}", path.display());
        }
    }
}

/// The export passes our check and, where Go is, that of the Go project's code; a flipped bit passes neither.
fn check_export(work: &Path) {
    let to = work.join("export");
    let config = text(&work.join("copydesk.toml"));
    let exported = copydesk(&["ledger", "export", &text(&to), "--config", &config]);
    assert!(exported.status.success(), "{}", stderr(&exported));
    let proofs: Vec<String> = files_under(&to.join("proofs"))
        .iter()
        .map(|path| text(path))
        .collect();
    let proofs: Vec<&str> = proofs
        .iter()
        .map(String::as_str)
        .filter(|path| path.ends_with(".tlog-proof"))
        .collect();
    assert!(proofs.len() > 10);
    let mut args = vec!["ledger", "check"];
    let folder = text(&to);
    args.push(&folder);
    args.extend(proofs);
    let checked = copydesk(&args);
    assert!(checked.status.success(), "{}", stderr(&checked));
    let with_go = check_with_go(&to);
    let tiles = files_under(&to.join("tile/entries"));
    let tile = tiles.first().expect("a bundle");
    let mut bytes = std::fs::read(tile).expect("a bundle");
    bytes[20] ^= 1;
    std::fs::write(tile, bytes).expect("damaged");
    let checked = copydesk(&["ledger", "check", &folder]);
    assert_eq!(checked.status.code(), Some(1));
    assert!(stderr(&checked).contains("leaf 0"), "{}", stderr(&checked));
    if with_go == Some(true) {
        assert_eq!(check_with_go(&to), Some(false));
    }
}

/// Whether the export passes; `None`: Go is not here.
fn check_with_go(export: &Path) -> Option<bool> {
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tools/check-with-go");
    let said = Command::new(script)
        .env("GOCACHE", concat!(env!("CARGO_TARGET_TMPDIR"), "/go-cache"))
        .arg(export)
        .output()
        .expect("the script runs");
    match said.status.code() {
        Some(0) => Some(true),
        Some(1) => Some(false),
        Some(3) => {
            // The harness swallows `eprintln!`; a skip must be seen.
            let _ = writeln!(
                std::io::stderr(),
                "skipped: no Go, so the Go checker is not run"
            );
            None
        }
        _ => panic!("{}", stderr(&said)),
    }
}

#[test]
fn a_newsroom_killed_again_and_again_shows_one_tree() {
    let work = tempfile::tempdir().expect("a folder");
    let shown = tempfile::tempdir().expect("a folder");
    let ledger = work.path().join("data/ledger");
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for life in 0..6 {
        let demo = Demo::start_in(Some(work.path()), "30");
        let wanted = 2 + life * 9;
        until("a larger checkpoint", || {
            let note = std::fs::read_to_string(ledger.join("checkpoint")).ok()?;
            let size: usize = note.lines().nth(1)?.parse().ok()?;
            seen.insert(note);
            (size >= wanted).then_some(())
        });
        // Dropped: killed with SIGKILL, wherever it is.
        drop(demo);
    }
    let demo = Demo::start_in(Some(work.path()), "1000");
    let path = until("the treaty story", || demo.link("/", "treaty"));
    let saved = Saved::of(&demo, &path);
    assert_eq!(demo.get("/healthz").body, "ok\n");
    assert!(demo.stop());
    let mut args = vec![String::from("ledger"), String::from("check"), text(&ledger)];
    for (number, note) in seen.iter().enumerate() {
        let path = shown.path().join(format!("checkpoint-{number}"));
        std::fs::write(&path, note).expect("saved");
        args.push(text(&path));
    }
    args.push(saved.path("edition"));
    args.push(saved.path("receipt"));
    args.push(String::from("--data"));
    args.push(text(&work.path().join("data")));
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let checked = copydesk(&args);
    assert!(checked.status.success(), "{}", stderr(&checked));
    assert!(stdout(&checked).contains("no act lacks its leaf"));
    assert!(seen.len() >= 6, "{} checkpoints were seen", seen.len());
}

#[test]
fn a_ledger_that_cannot_write_stops_itself_alone_and_goes_on_by_itself() {
    let work = tempfile::tempdir().expect("a folder");
    let ledger = work.path().join("data/ledger");
    std::fs::create_dir_all(&ledger).expect("a folder");
    // A file where the folder of tiles must be: each write of a tile is an input/output error.
    std::fs::write(ledger.join("tile"), b"in the way").expect("written");
    // The demo plays into no folder that holds anything, unless a demo's mark says it may.
    std::fs::write(work.path().join("demo.txt"), "a demo's folder\n").expect("written");
    let demo = Demo::start_in(Some(work.path()), "40");
    let path = until("the treaty story", || demo.link("/", "treaty"));
    let health = until("the trouble", || {
        let health = demo.get("/healthz").body;
        health.contains("ledger: ").then_some(health)
    });
    assert!(
        health.starts_with("degraded: ledger: ledger files: "),
        "{health}"
    );
    let proof = format!("{path}/proof/edition.tlog-proof");
    assert_eq!(
        (demo.get(&path).status, demo.get(&proof).status),
        (200, 404)
    );
    assert_eq!(demo.get("/ledger/checkpoint").status, 404);
    let memo = until("the memo", || demo.link("/politics/", "ministry-weighs"));
    until("the kill", || (demo.get(&memo).status == 410).then_some(()));
    std::fs::remove_file(ledger.join("tile")).expect("out of the way");
    until("the proof", || {
        (demo.get(&proof).status == 200).then_some(())
    });
    until("health", || {
        (demo.get("/healthz").body == "ok\n").then_some(())
    });
    assert!(demo.stop());
    let checked = copydesk(&[
        "ledger",
        "check",
        &text(&ledger),
        "--data",
        &text(&work.path().join("data")),
    ]);
    assert!(checked.status.success(), "{}", stderr(&checked));
}

#[test]
fn a_restored_backup_refuses_catches_up_and_what_was_erased_stays_so() {
    let work = tempfile::tempdir().expect("a folder");
    let data = work.path().join("data");
    let config = text(&work.path().join("copydesk.toml"));
    let demo = Demo::start_in(Some(work.path()), "40");
    let path = until("the treaty story", || demo.link("/", "treaty"));
    let saved = Saved::of(&demo, &path);
    let copy = work.path().join("copy");
    let backed_up = copydesk(&["backup", "--data", &text(&data), &text(&copy)]);
    assert!(backed_up.status.success(), "{}", stderr(&backed_up));
    let memo = until("the memo", || demo.link("/politics/", "ministry-weighs"));
    until("the kill", || (demo.get(&memo).status == 410).then_some(()));
    let before = data.join("ledger/checkpoint");
    let size = |note: &str| {
        note.lines()
            .nth(1)
            .and_then(|size| size.parse::<u64>().ok())
    };
    let first = std::fs::read_to_string(&before)
        .ok()
        .as_deref()
        .and_then(size);
    until("another checkpoint", || {
        let now = std::fs::read_to_string(&before)
            .ok()
            .as_deref()
            .and_then(size);
        (now > first).then_some(())
    });
    assert!(demo.stop());

    let traces = Traces::of(&data, &saved);
    traces.check_there(&data);
    let erase = [
        "erase",
        "--config",
        &config,
        "--agency",
        "meridian",
        "--guid",
        "tag:meridianpress.example,2026:russia-dprk-treaty",
        "--reason",
        "a court's order",
    ];
    let erased = copydesk(&erase);
    assert!(erased.status.success(), "{}", stderr(&erased));
    traces.check_gone(&data);
    let later = work.path().join("later");
    let backed_up = copydesk(&["backup", "--data", &text(&data), &text(&later)]);
    assert!(backed_up.status.success(), "{}", stderr(&backed_up));
    traces.check_gone(&later);
    let list = std::fs::read(later.join("erased")).expect("the list is in every backup");
    assert_eq!(list, std::fs::read(data.join("erased")).expect("the list"));
    let ledger = text(&data.join("ledger"));
    let checked = copydesk(&["ledger", "check", &ledger, "--data", &text(&data)]);
    assert!(checked.status.success(), "{}", stderr(&checked));
    // The backup of before still holds all of it, as the program says.
    traces.check_there(&copy);

    for path in files_under(&data) {
        if path.to_string_lossy().contains("copydesk.db") {
            std::fs::remove_file(path).expect("removed");
        }
    }
    std::fs::copy(copy.join("copydesk.db"), data.join("copydesk.db")).expect("put back");
    let demo = Demo::start_in(Some(work.path()), "1");
    let health = until("the refusal", || {
        let health = demo.get("/healthz").body;
        health.contains("ledger").then_some(health)
    });
    assert!(health.contains("behind its served checkpoint"), "{health}");
    assert_eq!(demo.get("/").status, 200, "pages go on");
    assert!(demo.stop());
    let restored = copydesk(&["restore", "--config", &config]);
    assert!(restored.status.success(), "{}", stderr(&restored));
    let said = stdout(&restored);
    assert!(
        said.contains("caught up") && said.contains("erased again"),
        "{said}"
    );
    traces.check_gone(&data);
    let demo = Demo::start_in(Some(work.path()), "1");
    until("health", || {
        (demo.get("/healthz").body == "ok\n").then_some(())
    });
    assert_eq!(demo.get(&path).status, 410, "an erased story is gone");
    assert!(demo.stop());
    let ledger = text(&data.join("ledger"));
    let checked = copydesk(&[
        "ledger",
        "check",
        &ledger,
        &saved.path("edition"),
        "--policy",
        &saved.path("policy"),
    ]);
    assert!(checked.status.success(), "{}", stderr(&checked));
}

/// Bytes that would tell of an erased item, each under its name: secrets, what follows from them, records, its words.
struct Traces(Vec<(&'static str, Vec<u8>)>);

/// Bytes by which a trace is looked for at each place.
const STEM: usize = 16;

impl Traces {
    fn of(data: &Path, saved: &Saved) -> Self {
        let mut traces = vec![("words", first_words(&saved.page).into_bytes())];
        let mut add = |name, bytes: &[u8]| {
            traces.push((name, bytes.to_vec()));
            traces.push((name, encode_base64(bytes).into_bytes()));
        };
        for leaf in leaves_of_treaty(data) {
            add("secret", leaf.secret.as_bytes());
            add("nonce", &leaf.secret.nonce());
            let record = Record::parse(leaf.record.as_bytes()).expect("a record");
            for line in 0..record.salted().len() {
                add("salt", &leaf.secret.salt(u32::try_from(line).expect("few")));
            }
            // Its end: all records of an agency begin alike.
            add("record", &leaf.record.as_bytes()[leaf.record.len() - 60..]);
            for piece in record.salted() {
                add("piece", &piece);
            }
        }
        assert!(traces.len() > 100, "{} traces", traces.len());
        Self(traces)
    }

    /// Names of the traces that stand in a file.
    fn found_in(&self, path: &Path) -> BTreeSet<&'static str> {
        let bytes = std::fs::read(path).expect("a file");
        let mut stems: HashMap<&[u8], Vec<&(&'static str, Vec<u8>)>> = HashMap::new();
        for trace in &self.0 {
            stems.entry(&trace.1[..STEM]).or_default().push(trace);
        }
        let mut found = BTreeSet::new();
        for (at, stem) in bytes.windows(STEM).enumerate() {
            for (name, trace) in stems.get(stem).into_iter().flatten() {
                // A long one may be parted by the pages of the database.
                let end = trace.len().min(40);
                if bytes[at..].starts_with(&trace[..end]) {
                    found.insert(*name);
                }
            }
        }
        found
    }

    /// All of it in the files below a folder: what is looked for later can be found.
    #[track_caller]
    fn check_there(&self, folder: &Path) {
        let files = files_under(folder);
        let found: BTreeSet<&str> = files.iter().flat_map(|path| self.found_in(path)).collect();
        for name in ["words", "secret", "record", "piece"] {
            assert!(
                found.contains(name),
                "no {name} in {}: {found:?}",
                folder.display()
            );
        }
    }

    /// Nothing of it in any file below a folder.
    #[track_caller]
    fn check_gone(&self, folder: &Path) {
        for path in files_under(folder) {
            let found = self.found_in(&path);
            assert!(found.is_empty(), "{}: {found:?}", path.display());
        }
    }
}

fn first_words(page: &str) -> String {
    let first = page.split("data-p=\"1\">").nth(1).expect("a paragraph");
    let text = first.split('<').next().expect("its text");
    text.chars().take(60).collect()
}

fn leaves_of_treaty(data: &Path) -> Vec<Leaf> {
    let item = ItemKey {
        agency: String::from("meridian"),
        guid: String::from("tag:meridianpress.example,2026:russia-dprk-treaty"),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let leaves = runtime.expect("a runtime").block_on(async {
        let store = SqliteStore::open(data).expect("an archive");
        let mut leaves = Vec::new();
        for known in store.leaves_of(item).await.expect("read") {
            let stored = store.leaf(known.commitment).await.expect("read");
            leaves.push(stored.expect("its record").leaf);
        }
        leaves
    });
    assert!(leaves.len() >= 2, "a receipt and an edition");
    leaves
}
