//! Legal erasure: the one thing that is ever deleted. Raws, texts and records of an item go in one transaction; what
//! happened, and that it was erased, stays. The server keeps old rows in its files until `rewrite` has written the
//! tables anew; what its write-ahead log, archives, replicas and dumps hold is beyond this program.

use copydesk_desk::{Act, Erased, ItemKey};

use super::failure::{Failure, Trouble};
use super::server::Server;
use super::session::Session;
use super::{OpenError, Place, act, item, on_a_thread, writing};

const RAWS: &str = "UPDATE raws SET bytes = NULL
    WHERE bytes IS NOT NULL AND id IN (SELECT raw FROM versions WHERE item = $1)";
const RECEIPTS: &str =
    "UPDATE receipts SET name = NULL, reason = CASE state WHEN 'quarantined' THEN ''::bytea END
    WHERE raw IN (SELECT raw FROM versions WHERE item = $1)";
const VERSIONS: &str = "UPDATE versions SET headline = NULL, slugline = NULL WHERE item = $1";
const NAMES: &str = "DELETE FROM names WHERE item = $1";
const ITEM: &str =
    "UPDATE items SET headline = NULL, slugline = NULL, sought = '\\xff'::bytea WHERE id = $1";
const EDITIONS: &str = "UPDATE editions SET headline = ''::bytea, standfirst = NULL, blocks = '[]'::bytea, byline = NULL,
        dateline = NULL, credit_line = NULL, pictures = '[]'::bytea, disclosure = NULL, correction = NULL
    WHERE story IN (SELECT id FROM stories WHERE item = $1)";
/// A decided speaker or span tells words of the text.
const STATEMENTS: &str =
    "DELETE FROM statement_acts WHERE story IN (SELECT id FROM stories WHERE item = $1)";
const STORIES: &str =
    "UPDATE stories SET headline = ''::bytea, slug = 'story'::bytea, revision = revision + 1,
        scheduled_at = NULL, newer = NULL,
        state = CASE state WHEN 'killed' THEN 'killed' ELSE 'withdrawn' END,
        gone_reason = coalesce(gone_reason, 'house'),
        gone_at = coalesce(gone_at, (SELECT max(at) FROM events))
    WHERE item = $1";
/// Tables that held what was erased.
const REWRITTEN: &str =
    "raws, receipts, versions, names, items, editions, statement_acts, stories, events,
    ledger_opening";

/// Erases an item and adds what the act says of it.
pub(super) fn erase(db: &Session, key: &ItemKey, said: &Act) -> Result<Erased, Failure> {
    let row = item::find(db, key)?.ok_or(Failure::Stale)?;
    let raws = db.execute(RAWS, &[&row])?;
    for sql in [RECEIPTS, VERSIONS, NAMES, ITEM, STORIES] {
        db.execute(sql, &[&row])?;
    }
    let editions = db.execute(EDITIONS, &[&row])?;
    db.execute(STATEMENTS, &[&row])?;
    let (agency, guid) = (key.agency.as_bytes(), key.guid.as_bytes());
    let notes = "UPDATE events SET note = NULL WHERE agency = $1 AND guid = $2";
    db.execute(notes, &[&agency, &guid])?;
    let openings = "DELETE FROM ledger_opening WHERE agency = $1 AND guid = $2";
    let records = db.execute(openings, &[&agency, &guid])?;
    act::write(db, said)?;
    Ok(Erased {
        raws,
        editions,
        records,
    })
}

/// Writes the tables that held what was erased anew, so that their files no longer do. Needs the room of the largest
/// of them once more, and nobody may work on the schema meanwhile.
///
/// # Errors
/// [`OpenError`], when the schema is in use or the server refuses.
pub fn rewrite(server: &Server) -> Result<(), OpenError> {
    let rewritten = |server: &Server| -> Result<(), Trouble> {
        let session = Session::connect(server)?;
        writing::take(&session, Place::Alone)?;
        session.batch_patiently(&format!("VACUUM (FULL, ANALYZE) {REWRITTEN}"))
    };
    on_a_thread(server, |server| {
        rewritten(server).map_err(|trouble| OpenError::engine(server, trouble))
    })
}
