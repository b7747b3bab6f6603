//! What others can ask of a newsroom's ledger through the real binary: an agency its own receipts, with its token, and
//! whether they are of its own copy; a reader a page whose entry is not signed yet; and what a changed house map does.

use std::path::{Path, PathBuf};

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::program::{Answer, Demo, copydesk, files_under, get_with, stderr, stdout, until};

const TREATY: &str = "tag:meridianpress.example,2026:russia-dprk-treaty";

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// The folder of a demo that has run until its treaty story was recorded.
pub fn newsroom() -> tempfile::TempDir {
    let work = tempfile::tempdir().expect("a folder");
    let demo = Demo::start_in(Some(work.path()), "40");
    let path = until("the treaty story", || demo.link("/", "treaty"));
    let proof = format!("{path}/proof/edition.tlog-proof");
    until("its proof", || {
        (demo.get(&proof).status == 200).then_some(())
    });
    assert!(demo.stop());
    work
}

/// The newsroom in this folder, with its configuration changed, on a free port.
pub fn serve(work: &Path, change: impl FnOnce(String) -> String) -> Demo {
    let path = work.join("copydesk.toml");
    let config = std::fs::read_to_string(&path).expect("a configuration");
    let listens = config.lines().find(|line| line.starts_with("listen = "));
    let config = config.replace(listens.expect("it listens"), "listen = \"127.0.0.1:0\"");
    std::fs::write(&path, change(config)).expect("written");
    Demo::serve(&path)
}

/// Gives each agency a token that is its id and `-token`.
fn with_tokens(mut config: String) -> String {
    for agency in ["meridian", "harbour"] {
        let digest = Sha256::digest(format!("{agency}-token"));
        let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        let table = format!("[[agency]]\nid = \"{agency}\"\n");
        assert!(config.contains(&table), "{config}");
        config = config.replace(&table, &format!("{table}token_sha256 = \"{hex}\"\n"));
    }
    config
}

fn receipts(demo: &Demo, query: &str, token: Option<&str>) -> Answer {
    let header = token.map_or(String::new(), |token| {
        format!("Authorization: Bearer {token}\r\n")
    });
    let path = format!("/api/v1/ledger/receipts?{query}");
    get_with(&demo.address, &path, &header)
}

/// What the treaty's agency is told of it, once its receipt is proven.
fn proven(demo: &Demo) -> Answer {
    until("the proof of the receipt", || {
        let answer = receipts(demo, &format!("guid={TREATY}"), Some("meridian-token"));
        let told: Value = serde_json::from_str(&answer.body).ok()?;
        told["receipts"][0]["proof"].is_string().then_some(answer)
    })
}

/// The file that the agency sent, as the transport keeps it.
fn sent(work: &Path) -> PathBuf {
    let holds = |path: &PathBuf| {
        let bytes = std::fs::read(path).unwrap_or_default();
        let shown = String::from_utf8_lossy(&bytes);
        shown.contains(&format!("guid=\"{TREATY}\""))
    };
    let mut wires = files_under(&work.join("wires")).into_iter();
    wires.find(holds).expect("the treaty's file")
}

#[test]
fn an_agency_opens_its_own_receipts_and_nobody_elses() {
    let work = newsroom();
    let demo = serve(work.path(), with_tokens);
    let query = format!("guid={TREATY}");
    let answer = proven(&demo);
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(
        answer
            .head
            .to_ascii_lowercase()
            .contains("cache-control: no-store"),
        "{}",
        answer.head
    );
    let told: Value = serde_json::from_str(&answer.body).expect("JSON");
    let receipt = &told["receipts"][0];
    let opening = receipt["opening"].as_str().expect("an opening");
    let salted = |line: &&str| {
        let word = line.split(' ').next().unwrap_or_default();
        ["raw", "h", "p", "s"].contains(&word)
    };
    let opened = opening
        .lines()
        .filter(|line| line.starts_with("open "))
        .count();
    assert_eq!(opened, opening.lines().filter(salted).count(), "every salt");
    assert!(
        opened > 20 && opening.contains(&format!("\nguid {TREATY}\n")),
        "{opening}"
    );
    assert!(told["editions"][0]["edition"] == 1, "{told}");
    let again = receipts(&demo, &format!("{query}&version=1"), Some("meridian-token"));
    assert_eq!(again.status, 200);
    let again: Value = serde_json::from_str(&again.body).expect("JSON");
    // A proof names the newest checkpoint, which is another one after a second.
    for named in ["commitment", "index", "opening"] {
        assert_eq!(again["receipts"][0][named], receipt[named]);
    }

    // Another agency's item, another version and an item that never was: the same bytes.
    let unknown = receipts(&demo, "guid=urn:nobody:1", Some("harbour-token"));
    let others = receipts(&demo, &query, Some("harbour-token"));
    let version = receipts(
        &demo,
        &format!("{query}&version=77"),
        Some("meridian-token"),
    );
    for answer in [&others, &version] {
        assert_eq!((answer.status, &answer.body), (404, &unknown.body));
    }
    for token in [None, Some("other-token"), Some("")] {
        let refused = receipts(&demo, &query, token);
        assert_eq!(refused.status, 401, "{token:?}");
        assert!(!refused.body.contains("meridian"), "{}", refused.body);
    }
    assert!(demo.stop());
}

/// `verify` of one saved proof with an agency's own copy: exit status and JSON.
fn verify_wire(work: &Path, proof: &str, wire: &Path) -> (Option<i32>, Value) {
    let (proof_path, policy) = (work.join("saved-proof"), work.join("saved-policy"));
    std::fs::write(&proof_path, proof).expect("saved");
    let said = copydesk(&[
        "verify",
        &text(&proof_path),
        "--policy",
        &text(&policy),
        "--wire",
        &text(wire),
        "--json",
    ]);
    let json = serde_json::from_str(&stdout(&said));
    (
        said.status.code(),
        json.unwrap_or_else(|_| panic!("{}", stderr(&said))),
    )
}

#[track_caller]
fn check_wire(told: &(Option<i32>, Value), outcome: &str, step: &str, detail: &str) {
    let (status, json) = told;
    let expected = (Some(i32::from(outcome == "fails")), Some(outcome));
    assert_eq!((*status, json["outcome"].as_str()), expected, "{json}");
    let steps = json["steps"].as_array().expect("steps");
    let last = steps.last().expect("a step");
    assert_eq!(last["name"], step, "{json}");
    assert!(
        last["detail"]
            .as_str()
            .is_some_and(|said| said.contains(detail)),
        "{json}"
    );
}

#[test]
fn an_agency_checks_its_own_copy_against_what_was_recorded() {
    let work = newsroom();
    let demo = serve(work.path(), with_tokens);
    let told: Value = serde_json::from_str(&proven(&demo).body).expect("JSON");
    let full = told["receipts"][0]["proof"]
        .as_str()
        .expect("a proof")
        .to_owned();
    let story = until("the treaty story", || demo.link("/", "treaty"));
    let public = demo.get(&format!("{story}/proof/receipt.tlog-proof")).body;
    std::fs::write(
        work.path().join("saved-policy"),
        demo.get("/ledger/policy").body,
    )
    .expect("saved");
    assert!(demo.stop());

    let wire = sent(work.path());
    let check = |proof: &str, wire: &Path| verify_wire(work.path(), proof, wire);
    check_wire(&check(&full, &wire), "holds", "wire raw", "the same bytes");
    // A reader's proof does not open the bytes, but the sentences that stand on the page.
    check_wire(
        &check(&public, &wire),
        "holds",
        "wire pieces",
        "are those of this file",
    );

    let other = work.path().join("other.xml");
    let original = std::fs::read_to_string(&wire).expect("UTF-8");
    std::fs::write(&other, format!("{original}\n")).expect("written");
    let told = check(&full, &other);
    check_wire(
        &told,
        "holds",
        "wire pieces",
        "other bytes than were recorded; ",
    );
    let at = original.find("Pyongyang").expect("a word of the text");
    let mut changed = original.clone();
    changed.replace_range(at..at + 9, "Pyongyong");
    std::fs::write(&other, changed).expect("written");
    check_wire(
        &check(&full, &other),
        "fails",
        "wire pieces",
        "opened pieces",
    );
    let another = files_under(&work.path().join("wires"));
    let another = another.iter().find(|path| text(path).contains("046"));
    let told = check(&full, another.expect("another wire"));
    check_wire(&told, "fails", "wire pieces", "opened pieces");
}

/// Sends a story that is published by rule and asks for its check at once. `None`: a checkpoint came in between.
fn check_being_recorded(demo: &Demo, work: &Path, attempt: usize) -> Option<String> {
    let wires = files_under(&work.join("wires"));
    let sent = wires
        .iter()
        .find(|path| text(path).contains("port-night-pay"));
    let item = std::fs::read_to_string(sent.expect("a wire of the feed")).expect("UTF-8");
    let item = item.replace("port-night-pay", &format!("late-bell-{attempt}"));
    let item = item.replace(
        "Port Hesper dockers",
        &format!("Late bell {attempt}: dockers"),
    );
    let before = demo.get("/ledger/checkpoint").body;
    let file = format!("wires/harbour/bell-{attempt}.json");
    std::fs::write(work.join(file), item).expect("written");
    let words = format!("late-bell-{attempt}");
    let story = until("the new story", || demo.link("/business/", &words));
    let url = format!("http://{}{story}", demo.address);
    let said = copydesk(&["verify", &url]);
    let page = demo.get(&format!("{story}/proof"));
    let file = demo.get(&format!("{story}/proof/edition.tlog-proof"));
    if demo.get("/ledger/checkpoint").body != before {
        return None;
    }
    assert_eq!(said.status.code(), Some(2), "{}", stdout(&said));
    assert!(
        stderr(&said).contains("it is being recorded"),
        "{}",
        stderr(&said)
    );
    assert!(!stdout(&said).contains("holds") && !stdout(&said).contains("fails"));
    assert_eq!(file.status, 404);
    let head = file.head.to_ascii_lowercase();
    assert!(
        head.contains("retry-after: 1") && head.contains("no-store"),
        "{head}"
    );
    assert!(page.body.contains("Being recorded."), "{}", page.body);
    for nothing in ["data-words", "tlog-proof\"", "as entry"] {
        assert!(!page.body.contains(nothing), "{nothing}");
    }
    Some(url)
}

#[test]
fn a_page_whose_entry_is_not_signed_yet_is_being_recorded() {
    let work = newsroom();
    // Long enough that hardly anything is signed while this test looks.
    let slow = |config: String| config.replace("[ledger]\n", "[ledger]\ntick_ms = 10000\n");
    let demo = serve(work.path(), slow);
    let url = (0..6).find_map(|attempt| check_being_recorded(&demo, work.path(), attempt));
    let url = url.expect("a story between two checkpoints");
    let said = until("it holds", || {
        let said = copydesk(&["verify", &url]);
        said.status.success().then_some(said)
    });
    assert!(stdout(&said).ends_with("holds\n"), "{}", stdout(&said));
    assert!(stdout(&said).contains("the site was only compared with itself"));
    assert!(demo.stop());
}

/// A story page with its proofs and policy, saved in a folder.
fn save(demo: &Demo, story: &str, to: &Path) -> Vec<String> {
    std::fs::create_dir_all(to).expect("a folder");
    let mut args = vec![String::from("verify")];
    for (name, path) in [
        ("page.html", story.to_owned()),
        ("edition", format!("{story}/proof/edition.tlog-proof")),
        ("receipt", format!("{story}/proof/receipt.tlog-proof")),
        ("policy", String::from("/ledger/policy")),
    ] {
        let body = until(&path, || {
            let answer = demo.get(&path);
            (answer.status == 200).then_some(answer.body)
        });
        std::fs::write(to.join(name), body).expect("saved");
        if name == "policy" {
            args.push(String::from("--policy"));
        }
        args.push(text(&to.join(name)));
    }
    args
}

#[track_caller]
fn check_saved(args: &[String], expected: &[&str]) {
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let said = copydesk(&args);
    let outcome = stdout(&said).lines().last().unwrap_or_default().to_owned();
    assert!(
        expected.contains(&outcome.as_str()),
        "{}{}",
        stdout(&said),
        stderr(&said)
    );
}

#[test]
fn what_a_changed_house_map_says_of_a_story_is_recorded_before_it_is_shown() {
    let work = newsroom();
    let saved = tempfile::tempdir().expect("a folder");
    let demo = serve(work.path(), |config| config);
    let story = until("the treaty story", || demo.link("/", "treaty"));
    let before = save(&demo, &story, &saved.path().join("before"));
    assert!(demo.stop());
    check_saved(&before, &["holds"]);

    let map = work.path().join("house.toml");
    let other = std::fs::read_to_string(&map).expect("the house map");
    std::fs::write(&map, other.replace("version = \"1\"", "version = \"2\"")).expect("written");
    let demo = serve(work.path(), |config| config);
    let after = save(&demo, &story, &saved.path().join("after"));
    assert!(demo.stop());
    check_saved(&after, &["holds"]);
    // What was saved stays valid; the page of today with the proof of yesterday is not what was recorded then.
    check_saved(&before, &["holds"]);
    let proof = |of: &str| std::fs::read(saved.path().join(of).join("edition")).expect("saved");
    assert_ne!(proof("before"), proof("after"));
    // Nothing changes at the next start, so nothing is recorded anew.
    let demo = serve(work.path(), |config| config);
    let again = save(&demo, &story, &saved.path().join("again"));
    assert!(demo.stop());
    check_saved(&again, &["holds"]);
    assert_eq!(proof("again"), proof("after"));
    let checked = copydesk(&[
        "ledger",
        "check",
        &text(&work.path().join("data/ledger")),
        "--data",
        &text(&work.path().join("data")),
    ]);
    assert!(checked.status.success(), "{}", stderr(&checked));
}
