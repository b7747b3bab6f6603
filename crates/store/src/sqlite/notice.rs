//! Notices and the names of versions that they find them by. Weighs nothing.

use copydesk_desk::{ItemKey, Named, Notice, Version, VersionKey, WhichNotices};
use jiff::Timestamp;
use rusqlite::{Connection, named_params, params};

use super::failure::Failure;
use super::item;
use super::row;
use crate::rows::notice::{Folded, read, suspects_column};
use crate::rows::{Fields, micros, rows};

/// Adds the names of a version that is in the transaction already.
pub(super) fn insert_names(
    db: &Connection,
    item_row: i64,
    version: &Version,
) -> Result<(), Failure> {
    let mut statement = db.prepare_cached(
        "INSERT INTO names (agency, name, item, nth) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
    )?;
    for name in &version.names {
        statement.execute(params![
            version.key.item.agency.as_bytes(),
            name.as_bytes(),
            item_row,
            version.key.nth
        ])?;
    }
    Ok(())
}

/// Adds names to a version that is here; `Stale` if it is not.
pub(super) fn add_names(
    db: &Connection,
    key: &VersionKey,
    names: &[String],
) -> Result<(), Failure> {
    let mut statement = db.prepare_cached(
        "INSERT INTO names (agency, name, item, nth)
         SELECT items.agency, ?, versions.item, versions.nth FROM versions JOIN items ON items.id = versions.item
         WHERE items.agency = ? AND items.guid = ? AND versions.nth = ?
         ON CONFLICT DO UPDATE SET nth = excluded.nth",
    )?;
    for name in names {
        let written = statement.execute(params![
            name.as_bytes(),
            key.item.agency.as_bytes(),
            key.item.guid.as_bytes(),
            key.nth
        ])?;
        if written == 0 {
            return Err(Failure::Stale);
        }
    }
    Ok(())
}

/// Replaces the names of a version.
pub(super) fn derive_names(
    db: &Connection,
    item_row: i64,
    version: &Version,
) -> Result<(), Failure> {
    db.prepare_cached("DELETE FROM names WHERE item = ? AND nth = ?")?
        .execute(params![item_row, version.key.nth])?;
    insert_names(db, item_row, version)
}

/// Names of a version, sorted.
pub(super) fn names(db: &Connection, item_row: i64, nth: u32) -> Result<Vec<String>, Failure> {
    let mut statement =
        db.prepare_cached("SELECT name FROM names WHERE item = ? AND nth = ? ORDER BY name")?;
    row::all(&mut statement, params![item_row, nth], |fields| {
        fields.text()
    })
}

/// The item of the earliest version that has one of these names.
pub(super) fn known_by(
    db: &Connection,
    agency: &str,
    names: &[String],
) -> Result<Option<ItemKey>, Failure> {
    let mut statement = db.prepare_cached(
        "SELECT versions.received, items.agency, items.guid FROM names
         JOIN items ON items.id = names.item
         JOIN versions ON versions.item = names.item AND versions.nth = names.nth
         WHERE names.agency = ? AND names.name = ? ORDER BY versions.received, names.item LIMIT 1",
    )?;
    let mut found: Option<(Timestamp, ItemKey)> = None;
    for name in names {
        let read = |fields: &mut Fields<'_>| Ok((fields.instant()?, fields.item_key()?));
        let one = row::first(
            &mut statement,
            params![agency.as_bytes(), name.as_bytes()],
            read,
        )?;
        found = match (found, one) {
            (Some(before), Some(one)) if one.0 < before.0 => Some(one),
            (None, one) => one,
            (before, _) => before,
        };
    }
    Ok(found.map(|(_, key)| key))
}

/// Versions of an agency received since, in order of receipt: one row a name, folded to one a version.
pub(super) fn named(
    db: &Connection,
    agency: &str,
    since: Timestamp,
) -> Result<Vec<Named>, Failure> {
    let mut statement = db.prepare_cached(
        "SELECT items.id, versions.nth, names.name, items.agency, items.guid, versions.slugline, versions.headline,
             versions.language, versions.received
         FROM versions JOIN items ON items.id = versions.item
         LEFT JOIN names ON names.item = versions.item AND names.nth = versions.nth
         WHERE versions.received >= ? AND items.agency = ?
         ORDER BY versions.received, items.id, versions.nth, names.name",
    )?;
    let mut rows = statement.query(params![micros(since), agency.as_bytes()])?;
    let mut found = Folded::default();
    while let Some(row) = rows.next()? {
        found.add(&mut Fields::new(row))?;
    }
    Ok(found.versions())
}

/// Writes the new state of a notice; `Stale` unless the stored revision is the one before.
pub(super) fn write(db: &Connection, notice: &Notice) -> Result<(), Failure> {
    let item_row = item::find(db, &notice.version.item)?.ok_or(Failure::Stale)?;
    let sql = if notice.revision == 1 {
        "INSERT INTO notices (item, nth, revision, feed, intent, received, state, suspects, settled_by, settled_at)
         VALUES (:item, :nth, :revision, :feed, :intent, :received, :state, :suspects, :settled_by, :settled_at)
         ON CONFLICT (item, nth) DO NOTHING"
    } else {
        "UPDATE notices SET revision = :revision, feed = :feed, intent = :intent, received = :received, state = :state,
             suspects = :suspects, settled_by = :settled_by, settled_at = :settled_at
         WHERE item = :item AND nth = :nth AND revision = :revision - 1"
    };
    let settled = notice.settled.as_ref();
    let changed = db.prepare_cached(sql)?.execute(named_params! {
        ":item": item_row,
        ":nth": notice.version.nth,
        ":revision": notice.revision,
        ":feed": notice.feed.as_str().as_bytes(),
        ":intent": notice.intent.name(),
        ":received": micros(notice.received),
        ":state": notice.state.name(),
        ":suspects": suspects_column(&notice.suspects)?,
        ":settled_by": settled.map(|(name, _)| name.as_str().as_bytes()),
        ":settled_at": settled.map(|(_, at)| micros(*at)),
    })?;
    if changed == 1 {
        Ok(())
    } else {
        Err(Failure::Stale)
    }
}

const COLUMNS: &str = "items.agency, items.guid, notices.nth, notices.revision, notices.feed, intent, notices.received,
    state, suspects, settled_by, settled_at FROM notices JOIN items ON items.id = notices.item";

pub(super) fn load(db: &Connection, key: &VersionKey) -> Result<Option<Notice>, Failure> {
    let Some(item_row) = item::find(db, &key.item)? else {
        return Ok(None);
    };
    let sql = format!("SELECT {COLUMNS} WHERE notices.item = ? AND notices.nth = ?");
    let mut statement = db.prepare_cached(&sql)?;
    row::first(&mut statement, params![item_row, key.nth], read)
}

/// Newest first.
pub(super) fn list(
    db: &Connection,
    which: WhichNotices,
    limit: usize,
) -> Result<Vec<Notice>, Failure> {
    let condition = match which {
        WhichNotices::Open => "state IN ('waiting', 'suspecting')",
        WhichNotices::All => "TRUE",
    };
    let sql = format!(
        "SELECT {COLUMNS} WHERE {condition} ORDER BY notices.received DESC, notices.item DESC, notices.nth DESC LIMIT ?"
    );
    let mut statement = db.prepare_cached(&sql)?;
    row::all(&mut statement, [rows(limit)], read)
}
