//! What came in on each feed, counted beside whoever works on the folder: opened for reading only, without its lock.

use std::path::Path;

use super::failure::Failure;
use super::row;
use super::{DATABASE, OpenError, open_reading};
use crate::rows::receipt::read_tally;
use crate::tally::FeedTally;

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

fn counted(db: &rusqlite::Connection) -> Result<Vec<FeedTally>, Failure> {
    let mut statement = db.prepare_cached(
        "SELECT feed, count(*), sum(repeats), sum(state = 'quarantined'), max(received)
         FROM receipts GROUP BY feed ORDER BY feed",
    )?;
    row::all(&mut statement, [], read_tally)
}
