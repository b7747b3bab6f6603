//! What came in on each feed, counted beside whoever works on the schema: a connection that may only read.

use jiff::Timestamp;

use super::failure::Failure;
use super::server::Server;
use super::session::Session;
use super::{OpenError, migrate, on_a_thread};
use crate::rows::micros;
use crate::rows::receipt::{read_tally, read_telegram};
use crate::tally::{FeedTally, SentTelegram, TELEGRAM_NAMES};

/// Counts of every feed that ever brought something, by name. Reads every receipt once.
///
/// # Errors
/// [`OpenError`]: the server does not answer, or there is no newsroom of this program's schema.
pub fn feed_tallies(server: &Server) -> Result<Vec<FeedTally>, OpenError> {
    on_a_thread(server, |server| {
        let session =
            Session::connect(server).map_err(|trouble| OpenError::engine(server, trouble))?;
        migrate::check(&session).map_err(|trouble| OpenError::engine(server, trouble))?;
        counted(&session).map_err(|failure| OpenError::failure(server, failure))
    })
}

/// The telegrams received since an instant, in order of receipt, for the numbers that are missing among them.
///
/// # Errors
/// As [`feed_tallies`].
pub fn sent_telegrams(server: &Server, since: Timestamp) -> Result<Vec<SentTelegram>, OpenError> {
    on_a_thread(server, move |server| {
        let session =
            Session::connect(server).map_err(|trouble| OpenError::engine(server, trouble))?;
        migrate::check(&session).map_err(|trouble| OpenError::engine(server, trouble))?;
        telegrams(&session, since).map_err(|failure| OpenError::failure(server, failure))
    })
}

fn telegrams(db: &Session, since: Timestamp) -> Result<Vec<SentTelegram>, Failure> {
    let [iptc, anpa] = TELEGRAM_NAMES.map(str::as_bytes);
    db.all(
        "SELECT versions.feed, names.name, versions.received
         FROM versions JOIN names ON names.item = versions.item AND names.nth = versions.nth
         WHERE versions.received >= $1
           AND (substr(names.name, 1, 25) = $2 OR substr(names.name, 1, 25) = $3)
         ORDER BY versions.received, versions.receipt, versions.index_in_raw",
        &[&micros(since), &iptc, &anpa],
        read_telegram,
    )
}

fn counted(db: &Session) -> Result<Vec<FeedTally>, Failure> {
    let sql = "SELECT feed, count(*), sum(repeats)::bigint, count(*) FILTER (WHERE state = 'quarantined'), max(received)
        FROM receipts GROUP BY feed ORDER BY feed";
    db.all(sql, &[], read_tally)
}
