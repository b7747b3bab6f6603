//! Every item of the corpus and, where they are at hand, of the fixtures is written as ninjs 3.1 and read again: no rule of
//! the schema is broken, and every field comes back as it was, but for those that ninjs 3.1 does not hold, each named here.

use std::path::{Path, PathBuf};

use copydesk_wire::ninjs::write;
use copydesk_wire::{Hint, Item, item_json, read};
use serde_json::Value;

/// What is not written, since it says where an item came from and what its reader noticed, not what was sent.
const NOT_WRITTEN: [&str; 5] = ["format", "agency", "raw_sha256", "span", "findings"];

fn files(root: &Path) -> Vec<PathBuf> {
    let mut open = vec![root.to_owned()];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            match entry.path() {
                path if path.is_dir() => open.push(path),
                path => found.push(path),
            }
        }
    }
    found.retain(|path| !path.ends_with("expected.json") && !path.ends_with("hint.json"));
    found.sort();
    found
}

/// Takes out what is not written, wherever it stands.
fn without_unwritten(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|key, _| !NOT_WRITTEN.contains(&key.as_str()));
            members.values_mut().for_each(without_unwritten);
        }
        Value::Array(elements) => elements.iter_mut().for_each(without_unwritten),
        _ => {}
    }
}

/// The facts that are written.
fn held(item: &Item) -> Value {
    let mut facts = item_json(item);
    without_unwritten(&mut facts);
    facts
}

/// Where two values first differ.
fn difference(path: &str, sent: &Value, copy: &Value) -> Option<String> {
    match (sent, copy) {
        (Value::Object(a), Value::Object(b)) if a.keys().eq(b.keys()) => {
            let mut keys = a.keys();
            keys.find_map(|key| difference(&format!("{path}.{key}"), &a[key], &b[key]))
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            let mut pairs = a.iter().zip(b).enumerate();
            pairs.find_map(|(at, (a, b))| difference(&format!("{path}[{at}]"), a, b))
        }
        _ => (sent != copy).then(|| format!("{path}: {} became {}", short(sent), short(copy))),
    }
}

fn short(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(300) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// What went wrong when an item was written and read again, if anything did.
fn wrong(item: &Item) -> Option<String> {
    let written = write(item).to_string();
    let mut parsed = read(written.as_bytes(), &Hint::default());
    let [copy] = parsed.items.as_mut_slice() else {
        return Some(format!("{} items", parsed.items.len()));
    };
    let breach = copy.findings.iter().find(|f| f.code == "schema.violation");
    let breach = breach.map(|finding| finding.message.clone());
    breach.or_else(|| difference("item", &held(item), &held(copy)))
}

fn check_files(files: &[PathBuf]) -> usize {
    let mut count = 0;
    let mut differing = Vec::new();
    for file in files {
        let raw = std::fs::read(file).expect("a file");
        for item in read(&raw, &Hint::default()).items {
            count += 1;
            differing.extend(wrong(&item).map(|what| format!("{}: {what}", file.display())));
        }
    }
    println!("{count} items written as ninjs and read again");
    assert!(
        differing.is_empty(),
        "{} of {count} items:\n{}",
        differing.len(),
        differing.join("\n")
    );
    count
}

#[test]
fn every_item_of_the_corpus_is_the_same_when_written_as_ninjs_and_read_again() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus");
    assert!(check_files(&files(&corpus)) > 100);
}

#[test]
fn every_item_of_the_fixtures_is_the_same_when_written_as_ninjs_and_read_again() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/fixtures");
    for folder in ["wire", "feeds"] {
        let folder = fixtures.join(folder);
        if !folder.is_dir() {
            eprintln!("skipped: {} is not beside the project", folder.display());
            continue;
        }
        check_files(&files(&folder));
    }
}
