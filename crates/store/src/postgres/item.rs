//! Items: the state that decisions read and write, one row an item, replaced only from the revision before.

use copydesk_desk::{ItemFilter, ItemKey, ItemState};
use jiff::Timestamp;

use super::failure::Failure;
use super::row::Query;
use super::session::Session;
use crate::rows::item::{lower, read, sought};
use crate::rows::{bytes, embargo_columns, filter_rows, micros, signals_column, texts_column};

const COLUMNS: &str =
    "agency, guid, revision, feed, status, embargo, embargo_until, current, versions, headline,
    slugline, language, urgency, signals, holds, first_received, last_received, killed_at,
    kill_acknowledged_by, kill_acknowledged_at FROM items";

const INSERT: &str = "INSERT INTO items (agency, guid, revision, feed, status, embargo, embargo_until, current,
        versions, headline, slugline, language, urgency, signals, holds, first_received, last_received, killed_at,
        kill_acknowledged_by, kill_acknowledged_at, sought)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
    ON CONFLICT (agency, guid) DO NOTHING";

const UPDATE: &str = "UPDATE items SET revision = $3, feed = $4, status = $5, embargo = $6, embargo_until = $7,
        current = $8, versions = $9, headline = $10, slugline = $11, language = $12, urgency = $13, signals = $14,
        holds = $15, first_received = $16, last_received = $17, killed_at = $18, kill_acknowledged_by = $19,
        kill_acknowledged_at = $20, sought = $21
    WHERE agency = $1 AND guid = $2 AND revision = $3::bigint - 1";

/// Writes the new state of an item; `Stale` unless the stored revision is the one before.
pub(super) fn write(db: &Session, item: &ItemState) -> Result<(), Failure> {
    let (embargo, embargo_until) = embargo_columns(item.standing.embargo);
    let acknowledged = item.kill_acknowledged.as_ref();
    let sql = if item.revision == 1 { INSERT } else { UPDATE };
    db.execute_one(
        sql,
        &[
            &item.key.agency.as_bytes(),
            &item.key.guid.as_bytes(),
            &i64::from(item.revision),
            &item.feed.as_str().as_bytes(),
            &item.standing.status.name(),
            &embargo,
            &embargo_until,
            &i64::from(item.current),
            &i64::from(item.versions),
            &bytes(item.headline.as_ref()),
            &bytes(item.slugline.as_ref()),
            &bytes(item.language.as_ref()),
            &item.urgency.map(i64::from),
            &signals_column(&item.signals)?,
            &texts_column(&item.holds)?,
            &micros(item.first_received),
            &micros(item.last_received),
            &item.killed_at.map(micros),
            &acknowledged.map(|(name, _)| name.as_str().as_bytes()),
            &acknowledged.map(|(_, at)| micros(*at)),
            &sought(item),
        ],
    )
}

/// Row of an item.
pub(super) fn find(db: &Session, key: &ItemKey) -> Result<Option<i64>, Failure> {
    let sql = "SELECT id FROM items WHERE agency = $1 AND guid = $2";
    let key: [&(dyn tokio_postgres::types::ToSql + Sync); 2] =
        [&key.agency.as_bytes(), &key.guid.as_bytes()];
    db.first(sql, &key, |fields| fields.number())
}

pub(super) fn load(db: &Session, key: &ItemKey) -> Result<Option<ItemState>, Failure> {
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

/// Items of a filter, last received first; among equals the greater key first.
pub(super) fn list(db: &Session, filter: &ItemFilter) -> Result<Vec<ItemState>, Failure> {
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
        query.and("agency = ?", [Box::new(agency.clone().into_bytes())]);
    }
    if let Some(feed) = &filter.feed {
        query.and("feed = ?", [Box::new(feed.as_str().as_bytes().to_vec())]);
    }
    if let Some(text) = &filter.text {
        query.and(
            "position(? IN sought) > 0",
            [Box::new(lower(text).into_bytes())],
        );
    }
    if filter.unacknowledged_kills {
        query.and("killed_at IS NOT NULL AND kill_acknowledged_at IS NULL", []);
    }
    let order = "last_received DESC, agency DESC, guid DESC";
    query.run(db, (order, filter_rows(filter.limit)), read)
}

pub(super) fn count(db: &Session) -> Result<u64, Failure> {
    let found = db.first("SELECT count(*) FROM items", &[], |fields| fields.count())?;
    Ok(found.unwrap_or(0))
}

/// Usable items whose embargo ends at or before `until`, earliest first. A released item has no embargo any more.
pub(super) fn embargoed(db: &Session, until: Timestamp) -> Result<Vec<ItemState>, Failure> {
    let mut query = Query::new(COLUMNS);
    query.and("embargo = 'until' AND status = 'usable'", []);
    query.and("embargo_until <= ?", [Box::new(micros(until))]);
    query.run(db, ("embargo_until, agency, guid", usize::MAX), read)
}
