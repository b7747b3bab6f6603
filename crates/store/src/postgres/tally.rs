//! What came in on each feed, counted beside whoever works on the schema: a connection that may only read.

use super::failure::Failure;
use super::server::Server;
use super::session::Session;
use super::{OpenError, migrate, on_a_thread};
use crate::rows::receipt::read_tally;
use crate::tally::FeedTally;

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

fn counted(db: &Session) -> Result<Vec<FeedTally>, Failure> {
    let sql = "SELECT feed, count(*), sum(repeats)::bigint, count(*) FILTER (WHERE state = 'quarantined'), max(received)
        FROM receipts GROUP BY feed ORDER BY feed";
    db.all(sql, &[], read_tally)
}
