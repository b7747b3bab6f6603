//! What can go wrong between a statement and its answer, and whom it concerns: one act, or the whole batch.
//! Logs nothing; the caller that handles a failure does.

use copydesk_desk::StoreError;
use rusqlite::ErrorCode;
use rusqlite::ffi::{SQLITE_IOERR_DIR_FSYNC, SQLITE_IOERR_FSYNC};

use crate::rows::Corrupt;

/// Failure of one statement or of one row.
#[derive(Debug)]
pub(super) enum Failure {
    /// A revision, a key or a reference does not fit what is stored.
    Stale,
    /// A row is not what it should be.
    Corrupt(String),
    /// The engine did not do it.
    Engine(rusqlite::Error),
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::ConstraintViolation) => Self::Stale,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Corrupt(error.to_string())
            }
            _ => Self::Engine(error),
        }
    }
}

impl From<Corrupt> for Failure {
    fn from(Corrupt(what): Corrupt) -> Self {
        Self::Corrupt(what)
    }
}

impl From<Failure> for StoreError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Stale => Self::Stale,
            Failure::Corrupt(what) => Self::Corrupt(what),
            Failure::Engine(error) => Self::Unavailable(Box::new(error)),
        }
    }
}

/// Whether an engine's error is one act's own, too big for any database, so that the others of its batch go on.
pub(super) fn is_of_one_act(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::TooBig)
}

/// Whether nobody can say what lies on the disk after this error: a failed fsync may have dropped what it was to keep.
pub(super) fn leaves_disk_unknown(error: &rusqlite::Error) -> bool {
    error.sqlite_error().is_some_and(|error| {
        matches!(
            error.extended_code,
            SQLITE_IOERR_FSYNC | SQLITE_IOERR_DIR_FSYNC
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn engine_error(extended_code: i32) -> rusqlite::Error {
        rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(extended_code), None)
    }

    #[test]
    fn only_a_failed_fsync_leaves_the_disk_unknown() {
        use rusqlite::ffi::{SQLITE_BUSY, SQLITE_FULL, SQLITE_IOERR_WRITE, SQLITE_READONLY};
        assert!(leaves_disk_unknown(&engine_error(SQLITE_IOERR_FSYNC)));
        assert!(leaves_disk_unknown(&engine_error(SQLITE_IOERR_DIR_FSYNC)));
        for code in [
            SQLITE_FULL,
            SQLITE_IOERR_WRITE,
            SQLITE_BUSY,
            SQLITE_READONLY,
        ] {
            assert!(!leaves_disk_unknown(&engine_error(code)), "{code}");
        }
    }

    #[test]
    fn a_full_disk_concerns_the_batch_and_a_constraint_only_its_act() {
        use rusqlite::ffi::{SQLITE_CONSTRAINT_UNIQUE, SQLITE_FULL, SQLITE_TOOBIG};
        assert!(!is_of_one_act(&engine_error(SQLITE_FULL)));
        assert!(is_of_one_act(&engine_error(SQLITE_TOOBIG)));
        let constraint = Failure::from(engine_error(SQLITE_CONSTRAINT_UNIQUE));
        assert!(matches!(constraint, Failure::Stale), "{constraint:?}");
    }
}
