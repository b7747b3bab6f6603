//! SQLite against the conformance suite, and what is its own: the folder's lock, reopening, backup, damaged rows.

use std::sync::Arc;

use copydesk_desk::Store;
use copydesk_store::sqlite::SqliteStore;
use tempfile::TempDir;

fn open() -> (Arc<dyn Store>, TempDir) {
    let folder = tempfile::tempdir().expect("temporary folder");
    let store = SqliteStore::open(folder.path()).expect("a fresh folder opens");
    (Arc::new(store), folder)
}

crate::conformance::run_conformance!(open);
