//! `docs/findings.md` keeps up with the code: it says of each holding code that it holds and of no other, and lists
//! every code that a corpus case expects.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use copydesk_wire::finding::HOLDING;
use serde_json::Value;

fn project(path: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).join(path)
}

/// Code to whether the document says that it holds.
fn documented() -> BTreeMap<String, bool> {
    let text = std::fs::read_to_string(project("docs/findings.md")).unwrap();
    let rows = text.lines().filter_map(|line| {
        let (code, rest) = line.strip_prefix("| `")?.split_once("` | ")?;
        Some((code.to_owned(), rest.starts_with("holds")))
    });
    rows.collect()
}

#[test]
fn the_document_and_the_code_agree_on_what_holds() {
    let documented = documented();
    for (code, holds) in &documented {
        assert_eq!(HOLDING.contains(&code.as_str()), *holds, "{code}");
    }
    for code in HOLDING {
        assert!(
            documented.contains_key(*code),
            "{code} is not in docs/findings.md"
        );
    }
}

#[test]
fn every_code_of_the_corpus_is_documented() {
    let documented = documented();
    let mut open = vec![project("corpus")];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.ends_with("expected.json") {
                let text = std::fs::read_to_string(&path).unwrap();
                let items: Value = serde_json::from_str(&text).unwrap();
                let findings = items.as_array().into_iter().flatten();
                let findings = findings.flat_map(|item| item["findings"].as_array().unwrap());
                for finding in findings {
                    let code = finding["code"].as_str().unwrap();
                    assert!(
                        documented.contains_key(code),
                        "{code} of {}",
                        path.display()
                    );
                }
            }
        }
    }
}
