//! What came in on each feed, counted beside whoever works on the folder: opened for reading only, without its lock.

use std::path::Path;

use jiff::Timestamp;
use rusqlite::params;

use super::failure::Failure;
use super::row;
use super::{DATABASE, OpenError, open_reading};
use crate::rows::micros;
use crate::rows::receipt::{read_tally, read_telegram};
use crate::tally::{FeedTally, SentTelegram, TELEGRAM_NAMES};

/// Counts of every feed that ever brought something, by name. Reads every receipt once.
///
/// # Errors
/// [`OpenError`]: there is no database, or it does not answer.
pub fn feed_tallies(folder: &Path) -> Result<Vec<FeedTally>, OpenError> {
    let path = folder.join(DATABASE);
    let failed = |source: Box<dyn std::error::Error + Send + Sync>| OpenError::Engine {
        path: path.clone(),
        source,
    };
    let db = open_reading(&path).map_err(|source| OpenError::engine(&path, source))?;
    counted(&db).map_err(|failure| failed(format!("{failure:?}").into()))
}

/// The telegrams received since an instant, in order of receipt, for the numbers that are missing among them. Opened for
/// reading only, without the folder's lock.
///
/// # Errors
/// [`OpenError`]: there is no database, or it does not answer.
pub fn sent_telegrams(folder: &Path, since: Timestamp) -> Result<Vec<SentTelegram>, OpenError> {
    let path = folder.join(DATABASE);
    let failed = |source: Box<dyn std::error::Error + Send + Sync>| OpenError::Engine {
        path: path.clone(),
        source,
    };
    let db = open_reading(&path).map_err(|source| OpenError::engine(&path, source))?;
    telegrams(&db, since).map_err(|failure| failed(format!("{failure:?}").into()))
}

fn telegrams(db: &rusqlite::Connection, since: Timestamp) -> Result<Vec<SentTelegram>, Failure> {
    let mut statement = db.prepare_cached(
        "SELECT versions.feed, names.name, versions.received
         FROM versions JOIN names ON names.item = versions.item AND names.nth = versions.nth
         WHERE versions.received >= ?
           AND (substr(names.name, 1, 25) = ? OR substr(names.name, 1, 25) = ?)
         ORDER BY versions.received, versions.receipt, versions.index_in_raw",
    )?;
    let [iptc, anpa] = TELEGRAM_NAMES.map(str::as_bytes);
    row::all(
        &mut statement,
        params![micros(since), iptc, anpa],
        read_telegram,
    )
}

fn counted(db: &rusqlite::Connection) -> Result<Vec<FeedTally>, Failure> {
    let mut statement = db.prepare_cached(
        "SELECT feed, count(*), sum(repeats), sum(state = 'quarantined'), max(received)
         FROM receipts GROUP BY feed ORDER BY feed",
    )?;
    row::all(&mut statement, [], read_tally)
}
