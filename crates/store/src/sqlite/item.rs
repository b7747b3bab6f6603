//! Items: the state that decisions read and write, one row an item, replaced only from the revision before.

use copydesk_desk::{ItemFilter, ItemKey, ItemState};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, named_params};

use super::failure::Failure;
use super::row::{self, Query};
use crate::rows::item::{lower, read, sought};
use crate::rows::{bytes, embargo_columns, filter_rows, micros, signals_column, texts_column};

const COLUMNS: &str =
    "agency, guid, revision, feed, status, embargo, embargo_until, current, versions, headline,
    slugline, language, urgency, signals, holds, first_received, last_received, killed_at,
    kill_acknowledged_by, kill_acknowledged_at FROM items";

const INSERT: &str = "INSERT INTO items (agency, guid, revision, feed, status, embargo, embargo_until, current,
        versions, headline, slugline, language, urgency, signals, holds, first_received, last_received, killed_at,
        kill_acknowledged_by, kill_acknowledged_at, sought)
    VALUES (:agency, :guid, :revision, :feed, :status, :embargo, :embargo_until, :current, :versions, :headline,
        :slugline, :language, :urgency, :signals, :holds, :first_received, :last_received, :killed_at,
        :kill_acknowledged_by, :kill_acknowledged_at, :sought)
    ON CONFLICT (agency, guid) DO NOTHING";

const UPDATE: &str = "UPDATE items SET revision = :revision, feed = :feed, status = :status, embargo = :embargo,
        embargo_until = :embargo_until, current = :current, versions = :versions, headline = :headline,
        slugline = :slugline, language = :language, urgency = :urgency, signals = :signals, holds = :holds,
        first_received = :first_received, last_received = :last_received, killed_at = :killed_at,
        kill_acknowledged_by = :kill_acknowledged_by, kill_acknowledged_at = :kill_acknowledged_at, sought = :sought
    WHERE agency = :agency AND guid = :guid AND revision = :revision - 1";

/// Writes the new state of an item; `Stale` unless the stored revision is the one before.
pub(super) fn write(db: &Connection, item: &ItemState) -> Result<(), Failure> {
    let (embargo, embargo_until) = embargo_columns(item.standing.embargo);
    let acknowledged = item.kill_acknowledged.as_ref();
    let sql = if item.revision == 1 { INSERT } else { UPDATE };
    let changed = db.prepare_cached(sql)?.execute(named_params! {
        ":agency": item.key.agency.as_bytes(),
        ":guid": item.key.guid.as_bytes(),
        ":revision": item.revision,
        ":feed": item.feed.as_str().as_bytes(),
        ":status": item.standing.status.name(),
        ":embargo": embargo,
        ":embargo_until": embargo_until,
        ":current": item.current,
        ":versions": item.versions,
        ":headline": bytes(item.headline.as_ref()),
        ":slugline": bytes(item.slugline.as_ref()),
        ":language": bytes(item.language.as_ref()),
        ":urgency": item.urgency,
        ":signals": signals_column(&item.signals)?,
        ":holds": texts_column(&item.holds)?,
        ":first_received": micros(item.first_received),
        ":last_received": micros(item.last_received),
        ":killed_at": item.killed_at.map(micros),
        ":kill_acknowledged_by": acknowledged.map(|(name, _)| name.as_str().as_bytes()),
        ":kill_acknowledged_at": acknowledged.map(|(_, at)| micros(*at)),
        ":sought": sought(item),
    })?;
    if changed == 1 {
        Ok(())
    } else {
        Err(Failure::Stale)
    }
}

/// Row of an item.
pub(super) fn find(db: &Connection, key: &ItemKey) -> Result<Option<i64>, Failure> {
    Ok(db
        .prepare_cached("SELECT id FROM items WHERE agency = ? AND guid = ?")?
        .query_row([key.agency.as_bytes(), key.guid.as_bytes()], |row| {
            row.get(0)
        })
        .optional()?)
}

pub(super) fn load(db: &Connection, key: &ItemKey) -> Result<Option<ItemState>, Failure> {
    let mut query = Query::new(COLUMNS);
    query.and(
        "agency = ? AND guid = ?",
        [
            Box::new(key.agency.clone().into_bytes()),
            Box::new(key.guid.clone().into_bytes()),
        ],
    );
    Ok(query.run(db, ("id", 1), read)?.pop())
}

/// Items of a filter, last received first; among equals the greater key first. The unary plus keeps the engine on the
/// order of arrival, which is what a list of the newest wants.
pub(super) fn list(db: &Connection, filter: &ItemFilter) -> Result<Vec<ItemState>, Failure> {
    let mut query = Query::new(COLUMNS);
    if let Some((received, key)) = &filter.before {
        query.and(
            "(last_received, agency, guid) < (?, ?, ?)",
            [
                Box::new(micros(*received)),
                Box::new(key.agency.clone().into_bytes()),
                Box::new(key.guid.clone().into_bytes()),
            ],
        );
    }
    if let Some(agency) = &filter.agency {
        query.and("+agency = ?", [Box::new(agency.clone().into_bytes())]);
    }
    if let Some(feed) = &filter.feed {
        query.and("feed = ?", [Box::new(feed.as_str().as_bytes().to_vec())]);
    }
    if let Some(text) = &filter.text {
        query.and("instr(sought, ?) > 0", [Box::new(lower(text).into_bytes())]);
    }
    if filter.unacknowledged_kills {
        query.and("killed_at IS NOT NULL AND kill_acknowledged_at IS NULL", []);
    }
    let order = "last_received DESC, agency DESC, guid DESC";
    query.run(db, (order, filter_rows(filter.limit)), read)
}

pub(super) fn count(db: &Connection) -> Result<u64, Failure> {
    let mut statement = db.prepare_cached("SELECT count(*) FROM items")?;
    Ok(row::first(&mut statement, [], |fields| fields.count())?.unwrap_or(0))
}

/// Usable items whose embargo ends at or before `until`, earliest first. A released item has no embargo any more.
pub(super) fn embargoed(db: &Connection, until: Timestamp) -> Result<Vec<ItemState>, Failure> {
    let mut query = Query::new(COLUMNS);
    query.and("embargo = 'until' AND status = 'usable'", []);
    query.and("embargo_until <= ?", [Box::new(micros(until))]);
    query.run(db, ("embargo_until, agency, guid", usize::MAX), read)
}
