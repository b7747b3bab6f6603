//! Backup while the newsroom runs: a consistent copy of the whole database by the engine's online interface, written
//! aside, checked, synced and only then given its name. Overwrites nothing.

use std::fs::File;
use std::path::{Path, PathBuf};

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

/// Why a backup was not made. What lies under its final name is always a whole backup.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// Something of that name is there already; name another file or move it away.
    #[error("{} is there already", .0.display())]
    Exists(PathBuf),
    /// The file could not be written, synced or renamed.
    #[error("{}: {source}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The engine did not copy, or the copy was not whole.
    #[error("{}: {why}", path.display())]
    Engine {
        /// Which file.
        path: PathBuf,
        /// What the engine said.
        why: String,
    },
}

impl BackupError {
    fn file(path: &Path, source: std::io::Error) -> Self {
        Self::File {
            path: path.to_owned(),
            source,
        }
    }

    fn engine(path: &Path, why: impl ToString) -> Self {
        Self::Engine {
            path: path.to_owned(),
            why: why.to_string(),
        }
    }
}

/// Copies the database at `from` to `to`.
pub(super) fn copy(from: &Path, to: &Path) -> Result<(), BackupError> {
    if to.exists() {
        return Err(BackupError::Exists(to.to_owned()));
    }
    let mut aside = to.as_os_str().to_owned();
    aside.push(".partial");
    let aside = PathBuf::from(aside);
    remove_if_there(&aside).map_err(|source| BackupError::file(&aside, source))?;
    let copied = copy_pages(from, &aside).and_then(|()| keep(&aside, to));
    if copied.is_err() {
        // The reason worth telling is the first one.
        let _ = remove_if_there(&aside);
    }
    copied
}

/// In one step: a single read snapshot, which writers do not disturb and which does not hold them up.
fn copy_pages(from: &Path, aside: &Path) -> Result<(), BackupError> {
    let failed = |error: rusqlite::Error| BackupError::engine(aside, error);
    let source = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .map_err(|error| BackupError::engine(from, error))?;
    super::create_private(aside).map_err(|source| BackupError::file(aside, source))?;
    let mut copy = Connection::open(aside).map_err(failed)?;
    let step = Backup::new(&source, &mut copy)
        .and_then(|backup| backup.step(-1))
        .map_err(failed)?;
    if !matches!(step, StepResult::Done) {
        return Err(BackupError::engine(aside, "the database was busy"));
    }
    let mode: String = copy
        .pragma_update_and_check(None, "journal_mode", "DELETE", |row| row.get(0))
        .map_err(failed)?;
    let verdict: String = copy
        .pragma_query_value(None, "quick_check", |row| row.get(0))
        .map_err(failed)?;
    if (mode.as_str(), verdict.as_str()) != ("delete", "ok") {
        return Err(BackupError::engine(aside, format!("{mode}, {verdict}")));
    }
    copy.close().map_err(|(_, error)| failed(error))
}

fn keep(aside: &Path, to: &Path) -> Result<(), BackupError> {
    let failed = |source| BackupError::file(to, source);
    File::open(aside)
        .and_then(|f| f.sync_all())
        .map_err(failed)?;
    // Links, so that a file of that name which came in between is not lost; then lets go of the first name.
    std::fs::hard_link(aside, to).map_err(failed)?;
    std::fs::remove_file(aside).map_err(failed)?;
    super::sync_folder(super::folder_of(to)).map_err(failed)
}

fn remove_if_there(path: &Path) -> std::io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
