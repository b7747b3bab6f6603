//! Beside the program that holds a data folder: reading it, and the one thing that may be written without being that
//! program, an editor's account. Takes no lock of ours, makes no file and changes no schema.

use std::path::Path;

use copydesk_desk::EditorAccount;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::failure::Failure;
use super::readers::Readers;
use super::{
    DATABASE, OpenError, SqliteStore, editor, migrate, open_reading, reader_count, set_up,
};

/// Opens the store of a data folder for reading, also while a newsroom runs on it. Every write is refused.
///
/// # Errors
/// [`OpenError`]: there is no database, it is not ours, or its schema is not the program's own.
pub(super) fn open(folder: &Path) -> Result<SqliteStore, OpenError> {
    let path = folder.join(DATABASE);
    let failed = |source| OpenError::engine(&path, source);
    let mut connections = Vec::new();
    for _ in 0..reader_count() {
        connections.push(open_reading(&path).map_err(failed)?);
    }
    if let Some(first) = connections.first() {
        migrate::check(first, &path)?;
    }
    let readers = Readers::start(connections).map_err(|source| OpenError::File {
        path: path.clone(),
        source,
    })?;
    Ok(SqliteStore {
        readers,
        writer: None,
        path,
        _lock: None,
    })
}

/// Writes an editor's account, also while a newsroom runs on the folder: it waits for its turn like any act.
///
/// # Errors
/// [`OpenError`], as [`open`]; or the database stayed locked for longer than five seconds.
pub fn put_editor_beside(folder: &Path, account: &EditorAccount) -> Result<(), OpenError> {
    let path = folder.join(DATABASE);
    let failed = |source| OpenError::engine(&path, source);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut db = Connection::open_with_flags(&path, flags).map_err(failed)?;
    set_up(&db).map_err(failed)?;
    db.pragma_update(None, "synchronous", "FULL")
        .map_err(failed)?;
    migrate::check(&db, &path)?;
    let transaction = db
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(failed)?;
    editor::put(&transaction, account).map_err(|failure| match failure {
        Failure::Engine(source) => OpenError::engine(&path, source),
        other => OpenError::Engine {
            path: path.clone(),
            source: Box::new(copydesk_desk::StoreError::from(other)),
        },
    })?;
    transaction.commit().map_err(failed)
}
