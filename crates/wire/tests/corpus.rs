//! Every folder `corpus/<format>/<case>/` is a test: a wire written by the project beside the items it is read into.
//! `cargo run -p copydesk-wire --example expected -- corpus/<format>/<case>` writes an `expected.json`, which is then
//! checked by eye.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use copydesk_wire::{Hint, Mapping, Syntax, item_json, read};
use serde_json::Value;

fn folders(path: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    let mut folders: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
}

/// The wire of a case: its only file that is neither expectation nor hint.
fn wire(case: &Path) -> Vec<u8> {
    let files = std::fs::read_dir(case)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let wires: Vec<PathBuf> = files
        .filter(|path| !path.ends_with("expected.json") && !path.ends_with("hint.json"))
        .collect();
    assert_eq!(wires.len(), 1, "{} holds one wire", case.display());
    std::fs::read(&wires[0]).unwrap()
}

/// What the feed of a case is configured to be: `hint.json`, if there is one.
fn hint(case: &Path) -> Hint {
    let Ok(text) = std::fs::read_to_string(case.join("hint.json")) else {
        return Hint::default();
    };
    let settings: Value = serde_json::from_str(&text).unwrap();
    let word = |key: &str| settings[key].as_str().map(str::to_owned);
    Hint {
        agency: word("agency"),
        charset: word("charset"),
        charset_fallback: word("charset_fallback"),
        transport_charset: word("transport_charset"),
        zone: word("zone").map(|zone| jiff::tz::TimeZone::get(&zone).unwrap()),
        mapping: mapping(&settings),
        ..Hint::default()
    }
}

/// `mapping`, field to paths, of the syntax that `syntax` names.
fn mapping(settings: &Value) -> Option<Arc<Mapping>> {
    let syntax = match settings["syntax"].as_str()? {
        "xml" => Syntax::Xml,
        _ => Syntax::Json,
    };
    let fields = settings["mapping"]
        .as_object()?
        .iter()
        .map(|(name, paths)| {
            let listed = paths.as_array().into_iter().flatten();
            let listed = listed
                .chain(std::iter::once(paths))
                .filter_map(Value::as_str);
            (name.as_str(), listed.collect())
        });
    Some(Arc::new(Mapping::new(syntax, fields).expect("a mapping")))
}

/// Where two JSON values first differ, as a path with both sides.
fn difference(path: &str, expected: &Value, read: &Value) -> Option<String> {
    match (expected, read) {
        (Value::Object(a), Value::Object(b)) if a.keys().eq(b.keys()) => {
            let mut keys = a.keys();
            keys.find_map(|key| difference(&format!("{path}.{key}"), &a[key], &b[key]))
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            let mut pairs = a.iter().zip(b).enumerate();
            pairs.find_map(|(at, (a, b))| difference(&format!("{path}[{at}]"), a, b))
        }
        _ => (expected != read).then(|| format!("{path}\nexpected {expected}\n    read {read}")),
    }
}

#[test]
fn every_case_is_read_as_expected() {
    let corpus = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../corpus"));
    let mut wrong = Vec::new();
    let mut count = 0;
    for case in folders(corpus).iter().flat_map(|format| folders(format)) {
        let name = case
            .strip_prefix(corpus)
            .unwrap_or(&case)
            .display()
            .to_string();
        let parsed = read(&wire(&case), &hint(&case));
        let items: Value = parsed.items.iter().map(item_json).collect();
        let expected = std::fs::read_to_string(case.join("expected.json"));
        let expected: Value = match expected {
            Ok(text) => serde_json::from_str(&text).unwrap(),
            Err(_) => Value::Null,
        };
        wrong.extend(difference(&name, &expected, &items));
        count += 1;
    }
    assert!(count > 0, "the corpus is empty");
    assert!(
        wrong.is_empty(),
        "{} of {count} cases:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
