//! What a data folder holds, for whoever asks whether it is well: opened for reading only, beside whoever works on it.
//! Creates nothing, repairs nothing.

use std::fs::{File, TryLockError};
use std::path::Path;

use jiff::Timestamp;

use super::failure::Failure;
use super::{DATABASE, OpenError, lock, migrate, open_reading};

/// The state of a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Examined {
    /// Number of its schema.
    pub schema: i64,
    /// Newest schema that this program knows; an older one is brought up to it at the next start.
    pub schema_known: i64,
    /// Receipts.
    pub receipts: u64,
    /// Receipts that nobody has read yet.
    pub pending: u64,
    /// When the oldest of these was received.
    pub pending_since: Option<Timestamp>,
    /// Receipts in quarantine.
    pub quarantined: u64,
    /// When the last receipt was received.
    pub last_receipt: Option<Timestamp>,
    /// Leaves for the ledger that no checkpoint holds yet.
    pub unsealed: u64,
}

/// Looks at the store of a data folder.
///
/// # Errors
/// [`OpenError`]: there is no database, it is not ours or newer than this program, or it does not answer.
pub fn examine(folder: &Path) -> Result<Examined, OpenError> {
    let path = folder.join(DATABASE);
    let db = open_reading(&path).map_err(|source| OpenError::engine(&path, source))?;
    let schema = migrate::known_number(&db, &path)?;
    counted(&db, schema).map_err(|failure| OpenError::Engine {
        path: path.clone(),
        source: format!("{failure:?}").into(),
    })
}

fn counted(db: &rusqlite::Connection, schema: i64) -> Result<Examined, Failure> {
    let mut receipts = db.prepare(
        "SELECT count(*), sum(state = 'pending'), min(CASE WHEN state = 'pending' THEN received END),
                sum(state = 'quarantined'), max(received)
         FROM receipts",
    )?;
    let (receipts, pending, pending_since, quarantined, last_receipt) =
        receipts.query_row([], |row| {
            Ok((
                row.get::<_, i64>(0)?,
                row.get::<_, Option<i64>>(1)?,
                row.get::<_, Option<i64>>(2)?,
                row.get::<_, Option<i64>>(3)?,
                row.get::<_, Option<i64>>(4)?,
            ))
        })?;
    let count = |value: i64| u64::try_from(value).unwrap_or(0);
    let instant = |micros: Option<i64>| micros.and_then(|at| Timestamp::from_microsecond(at).ok());
    let unsealed = if schema < LEDGER_SINCE {
        0
    } else {
        let mut leaves = db.prepare("SELECT count(*) FROM ledger_leaf WHERE leaf_index IS NULL")?;
        leaves.query_row([], |row| row.get::<_, i64>(0))?
    };
    Ok(Examined {
        schema,
        schema_known: migrate::newest(),
        receipts: count(receipts),
        pending: count(pending.unwrap_or(0)),
        pending_since: instant(pending_since),
        quarantined: count(quarantined.unwrap_or(0)),
        last_receipt: instant(last_receipt),
        unsealed: count(unsealed),
    })
}

/// Schema from which on there are leaves.
const LEDGER_SINCE: i64 = 3;

/// The process that works on a data folder, if one does: `Some(None)` before it has written its id.
///
/// # Errors
/// [`OpenError::File`]: the lock's file is there and cannot be read.
pub fn worker(folder: &Path) -> Result<Option<Option<u32>>, OpenError> {
    let path = folder.join(lock::NAME);
    let mut file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(OpenError::File { path, source }),
    };
    // Shared, and dropped at once: it hinders nobody who looks as well.
    match file.try_lock_shared() {
        Ok(()) => Ok(None),
        Err(TryLockError::WouldBlock) => Ok(Some(lock::holder(&mut file))),
        Err(TryLockError::Error(source)) => Err(OpenError::File { path, source }),
    }
}
