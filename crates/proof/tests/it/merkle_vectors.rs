//! Inclusion and consistency vectors written by others: each must get the stated verdict. They lie beside the project;
//! without them the test says that it was skipped.

use std::path::{Path, PathBuf};

use copydesk_proof::{Hash, check_consistency, check_inclusion, decode_base64};
use serde_json::Value;

const VECTORS: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../../shared/fixtures/proof/merkle/testdata"
);

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut open = vec![folder.to_owned()];
    let mut files = Vec::new();
    while let Some(path) = open.pop() {
        match std::fs::read_dir(&path) {
            Ok(entries) => open.extend(entries.flatten().map(|entry| entry.path())),
            Err(_) => files.push(path),
        }
    }
    files.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "json")
    });
    files.sort();
    files
}

/// A hash of 32 bytes; the vectors also hold shorter and longer ones, which no caller of the checks can have.
fn hash(value: &Value) -> Option<Hash> {
    decode_base64(value.as_str()?)?.try_into().ok()
}

fn proof(vector: &Value) -> Option<Vec<Hash>> {
    match &vector["proof"] {
        Value::Null => Some(Vec::new()),
        proof => proof.as_array()?.iter().map(hash).collect(),
    }
}

fn is_included(vector: &Value) -> Option<()> {
    let (index, size) = (vector["leafIdx"].as_u64()?, vector["treeSize"].as_u64()?);
    let (leaf, root) = (hash(&vector["leafHash"])?, hash(&vector["root"])?);
    check_inclusion(&leaf, index, size, &proof(vector)?, &root).ok()
}

fn is_consistent(vector: &Value) -> Option<()> {
    let (old, new) = (vector["size1"].as_u64()?, vector["size2"].as_u64()?);
    let (old_root, new_root) = (hash(&vector["root1"])?, hash(&vector["root2"])?);
    check_consistency(old, new, &old_root, &new_root, &proof(vector)?).ok()
}

#[track_caller]
fn check_vectors(folder: &str, rejected: usize, verdict: fn(&Value) -> Option<()>) {
    let folder = Path::new(VECTORS).join(folder);
    if !folder.is_dir() {
        eprintln!("skipped: no vectors beside the project");
        return;
    }
    let files = files_below(&folder);
    let mut refused = 0;
    for file in &files {
        let text = std::fs::read_to_string(file).expect("a vector");
        let vector: Value = serde_json::from_str(&text).expect("JSON");
        let wanted = vector["wantErr"].as_bool().expect("a verdict");
        let found = verdict(&vector).is_none();
        assert_eq!(found, wanted, "{}", file.display());
        refused += usize::from(found);
    }
    assert_eq!((files.len(), refused), (49, rejected));
}

#[test]
fn inclusion_vectors_get_the_stated_verdict() {
    check_vectors("inclusion", 46, is_included);
}

#[test]
fn consistency_vectors_get_the_stated_verdict() {
    check_vectors("consistency", 45, is_consistent);
}
