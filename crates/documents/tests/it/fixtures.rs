//! The fixtures outside of the project, read and never copied.

use std::io::Write;
use std::path::{Path, PathBuf};

use copydesk_documents::{Document, ReadHint, read};

/// The folder of a fixture; says so where it is absent.
pub fn folder(name: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/fixtures/documents")
        .join(name);
    if !folder.is_dir() {
        let _ = writeln!(
            std::io::stderr(),
            "skipped: ../shared/fixtures/documents/{name} is absent"
        );
        return None;
    }
    Some(folder)
}

/// The documents of a folder by file name, sorted; of a file with two languages both.
pub fn documents(name: &str) -> Option<Vec<(String, Vec<Document>)>> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder(name)?)
        .expect("the folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    let read_one = |path: &PathBuf| {
        let stem = path
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let raw = std::fs::read(path).expect("a file");
        let documents =
            read(&raw, &ReadHint::default()).unwrap_or_else(|why| panic!("{stem}: {why}"));
        (stem, documents)
    };
    Some(paths.iter().map(read_one).collect())
}

/// The English texts of a folder.
pub fn english(name: &str) -> Option<Vec<(String, Document)>> {
    let all = documents(name)?
        .into_iter()
        .filter_map(|(stem, documents)| {
            let english = |document: &Document| document.facts.language.as_deref() == Some("en");
            Some((stem, documents.into_iter().find(english)?))
        });
    Some(all.collect())
}
