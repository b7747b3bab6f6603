//! How the shared writer makes a transaction on SQLite. A failed sync is the end: what lies on the disk is unknown.

use std::sync::Arc;

use rusqlite::Connection;

use super::failure::{Failure, is_of_one_act, leaves_disk_unknown};
use crate::writer::{Engine, Fate, Weight};

/// The connection that writes.
pub(super) struct Writing(pub(super) Connection);

impl Writing {
    fn execute(&self, sql: &str) -> rusqlite::Result<()> {
        self.0.prepare_cached(sql)?.execute([]).map(drop)
    }
}

impl Engine for Writing {
    type Db = Connection;
    type Failure = Failure;
    type Error = rusqlite::Error;
    const UNKNOWN_IS_THE_END: bool = true;

    fn db(&self) -> &Connection {
        &self.0
    }

    fn begin(&mut self) -> rusqlite::Result<()> {
        self.execute("BEGIN IMMEDIATE")
    }

    fn save(&self) -> rusqlite::Result<()> {
        self.execute("SAVEPOINT act")
    }

    fn undo(&self) -> rusqlite::Result<()> {
        self.execute("ROLLBACK TO act")
    }

    fn release(&self) -> rusqlite::Result<()> {
        self.execute("RELEASE act")
    }

    fn commit(&mut self) -> rusqlite::Result<()> {
        self.execute("COMMIT")
    }

    /// Makes sure that nothing of a failed transaction stands. After some errors the engine has already done so.
    fn settle(&mut self, error: rusqlite::Error) -> Fate<rusqlite::Error> {
        if leaves_disk_unknown(&error) {
            return Fate::Unknown(format!("what was synced is unknown: {error}").into());
        }
        if !self.0.is_autocommit()
            && let Err(second) = self.execute("ROLLBACK")
            && !self.0.is_autocommit()
        {
            return Fate::Unknown(format!("after {error}, rolling back failed: {second}").into());
        }
        Fate::RolledBack(Arc::new(error))
    }

    fn weigh(failure: Failure) -> Weight<rusqlite::Error> {
        match failure {
            Failure::Engine(error) if !is_of_one_act(&error) => Weight::Whole(error),
            own => Weight::Own(own.into()),
        }
    }
}
