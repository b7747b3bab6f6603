//! Legal erasure: the one thing that is ever deleted. Raws, texts and records of an item go in one transaction; what
//! happened, and that it was erased, stays. The bytes are overwritten (`secure_delete`), and `truncate_log` takes them
//! out of the write-ahead log.

use std::path::Path;

use copydesk_desk::{Act, Erased, ItemKey};
use rusqlite::{Connection, params};

use super::failure::Failure;
use super::{DATABASE, OpenError, act, item, open_writing};

const RAWS: &str = "UPDATE raws SET bytes = NULL
    WHERE bytes IS NOT NULL AND id IN (SELECT raw FROM versions WHERE item = ?)";
const RECEIPTS: &str =
    "UPDATE receipts SET name = NULL, reason = CASE state WHEN 'quarantined' THEN X'' END
    WHERE raw IN (SELECT raw FROM versions WHERE item = ?)";
const VERSIONS: &str = "UPDATE versions SET headline = NULL, slugline = NULL WHERE item = ?";
const NAMES: &str = "DELETE FROM names WHERE item = ?";
const ITEM: &str = "UPDATE items SET headline = NULL, slugline = NULL, sought = X'FF' WHERE id = ?";
const EDITIONS: &str = "UPDATE editions SET headline = X'', standfirst = NULL, blocks = CAST('[]' AS BLOB), byline = NULL,
        dateline = NULL, credit_line = NULL, pictures = CAST('[]' AS BLOB), disclosure = NULL, correction = NULL
    WHERE story IN (SELECT id FROM stories WHERE item = ?)";
/// A decided speaker or span tells words of the text.
const STATEMENTS: &str =
    "DELETE FROM statement_acts WHERE story IN (SELECT id FROM stories WHERE item = ?)";
const STORIES: &str =
    "UPDATE stories SET headline = X'', slug = CAST('story' AS BLOB), revision = revision + 1,
        scheduled_at = NULL, newer = NULL,
        state = CASE state WHEN 'killed' THEN 'killed' ELSE 'withdrawn' END,
        gone_reason = coalesce(gone_reason, 'house'),
        gone_at = coalesce(gone_at, (SELECT max(at) FROM events))
    WHERE item = ?";

/// Erases an item and adds what the act says of it.
pub(super) fn erase(db: &Connection, key: &ItemKey, said: &Act) -> Result<Erased, Failure> {
    let row = item::find(db, key)?.ok_or(Failure::Stale)?;
    let run =
        |sql: &str| -> Result<u64, Failure> { Ok(db.prepare_cached(sql)?.execute([row])? as u64) };
    let raws = run(RAWS)?;
    for sql in [RECEIPTS, VERSIONS, NAMES, ITEM, STORIES] {
        run(sql)?;
    }
    let editions = run(EDITIONS)?;
    run(STATEMENTS)?;
    let of_item = params![key.agency.as_bytes(), key.guid.as_bytes()];
    db.prepare_cached("UPDATE events SET note = NULL WHERE agency = ? AND guid = ?")?
        .execute(of_item)?;
    let records = db
        .prepare_cached("DELETE FROM ledger_opening WHERE agency = ? AND guid = ?")?
        .execute(of_item)? as u64;
    act::write(db, said)?;
    Ok(Erased {
        raws,
        editions,
        records,
    })
}

/// Writes the log back into the database and cuts it to nothing. Nobody may work on the folder meanwhile.
///
/// # Errors
/// [`OpenError`], when the folder is in use or the engine refuses.
pub fn truncate_log(folder: &Path) -> Result<(), OpenError> {
    let _lock = super::lock::take(folder)?;
    let path = folder.join(DATABASE);
    let db = open_writing(&path)?;
    let busy: i64 = db
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
        .map_err(|source| OpenError::engine(&path, source))?;
    if busy == 0 {
        return Ok(());
    }
    let path = folder.to_owned();
    Err(OpenError::Held {
        folder: path,
        pid: None,
    })
}
