//! Notices and the names of versions that they find them by. Weighs nothing.

use copydesk_desk::{ItemKey, Named, Notice, Version, VersionKey, WhichNotices};
use jiff::Timestamp;

use super::failure::Failure;
use super::item;
use super::session::Session;
use crate::rows::notice::{Folded, read, suspects_column};
use crate::rows::{micros, rows};

/// Adds the names of a version that is in the transaction already.
pub(super) fn insert_names(db: &Session, item_row: i64, version: &Version) -> Result<(), Failure> {
    if version.names.is_empty() {
        return Ok(());
    }
    let names: Vec<&[u8]> = version.names.iter().map(|name| name.as_bytes()).collect();
    let agency = version.key.item.agency.as_bytes();
    db.execute(
        "INSERT INTO names (agency, name, item, nth) SELECT $1::bytea, name, $3::bigint, $4::bigint FROM unnest($2::bytea[]) AS named (name)
         ON CONFLICT DO NOTHING",
        &[&agency, &names, &item_row, &i64::from(version.key.nth)],
    )?;
    Ok(())
}

/// Adds names to a version that is here; `Stale` if it is not.
pub(super) fn add_names(db: &Session, key: &VersionKey, names: &[String]) -> Result<(), Failure> {
    let (agency, guid) = (key.item.agency.as_bytes(), key.item.guid.as_bytes());
    for name in names {
        db.execute_one(
            "INSERT INTO names (agency, name, item, nth)
             SELECT items.agency, $1::bytea, versions.item, versions.nth
             FROM versions JOIN items ON items.id = versions.item
             WHERE items.agency = $2 AND items.guid = $3 AND versions.nth = $4
             ON CONFLICT (agency, name, item, nth) DO UPDATE SET nth = excluded.nth",
            &[&name.as_bytes(), &agency, &guid, &i64::from(key.nth)],
        )?;
    }
    Ok(())
}

/// Replaces the names of a version.
pub(super) fn derive_names(db: &Session, item_row: i64, version: &Version) -> Result<(), Failure> {
    db.execute(
        "DELETE FROM names WHERE item = $1 AND nth = $2",
        &[&item_row, &i64::from(version.key.nth)],
    )?;
    insert_names(db, item_row, version)
}

/// The item of the earliest version that has one of these names.
pub(super) fn known_by(
    db: &Session,
    agency: &str,
    names: &[String],
) -> Result<Option<ItemKey>, Failure> {
    let names: Vec<&[u8]> = names.iter().map(|name| name.as_bytes()).collect();
    db.first(
        "SELECT items.agency, items.guid
         FROM unnest($2::bytea[]) WITH ORDINALITY AS asked (name, place)
         JOIN names ON names.agency = $1 AND names.name = asked.name
         JOIN items ON items.id = names.item
         JOIN versions ON versions.item = names.item AND versions.nth = names.nth
         ORDER BY versions.received, asked.place, names.item LIMIT 1",
        &[&agency.as_bytes(), &names],
        |fields| fields.item_key(),
    )
}

/// Versions of an agency received since, in order of receipt.
pub(super) fn named(db: &Session, agency: &str, since: Timestamp) -> Result<Vec<Named>, Failure> {
    let mut found = Folded::default();
    db.each(
        "SELECT items.id, versions.nth, names.name, items.agency, items.guid, versions.slugline, versions.headline,
             versions.language, versions.received
         FROM versions JOIN items ON items.id = versions.item
         LEFT JOIN names ON names.item = versions.item AND names.nth = versions.nth
         WHERE versions.received >= $1 AND items.agency = $2
         ORDER BY versions.received, items.id, versions.nth, names.name",
        &[&micros(since), &agency.as_bytes()],
        |fields| found.add(fields),
    )?;
    Ok(found.versions())
}

const INSERT: &str =
    "INSERT INTO notices (item, nth, revision, feed, intent, received, state, suspects, settled_by, settled_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (item, nth) DO NOTHING";
const UPDATE: &str =
    "UPDATE notices SET revision = $3, feed = $4, intent = $5, received = $6, state = $7, suspects = $8,
        settled_by = $9, settled_at = $10
    WHERE item = $1 AND nth = $2 AND revision = $3::bigint - 1";

/// Writes the new state of a notice; `Stale` unless the stored revision is the one before.
pub(super) fn write(db: &Session, notice: &Notice) -> Result<(), Failure> {
    let item_row = item::find(db, &notice.version.item)?.ok_or(Failure::Stale)?;
    let sql = if notice.revision == 1 { INSERT } else { UPDATE };
    let settled = notice.settled.as_ref();
    db.execute_one(
        sql,
        &[
            &item_row,
            &i64::from(notice.version.nth),
            &i64::from(notice.revision),
            &notice.feed.as_str().as_bytes(),
            &notice.intent.name(),
            &micros(notice.received),
            &notice.state.name(),
            &suspects_column(&notice.suspects)?,
            &settled.map(|(name, _)| name.as_str().as_bytes()),
            &settled.map(|(_, at)| micros(*at)),
        ],
    )
}

const COLUMNS: &str = "items.agency, items.guid, notices.nth, notices.revision, notices.feed, intent, notices.received,
    state, suspects, settled_by, settled_at FROM notices JOIN items ON items.id = notices.item";

pub(super) fn load(db: &Session, key: &VersionKey) -> Result<Option<Notice>, Failure> {
    let sql = format!(
        "SELECT {COLUMNS} WHERE items.agency = $1 AND items.guid = $2 AND notices.nth = $3"
    );
    let (agency, guid) = (key.item.agency.as_bytes(), key.item.guid.as_bytes());
    db.first(&sql, &[&agency, &guid, &i64::from(key.nth)], read)
}

/// Newest first.
pub(super) fn list(
    db: &Session,
    which: WhichNotices,
    limit: usize,
) -> Result<Vec<Notice>, Failure> {
    let condition = match which {
        WhichNotices::Open => "state IN ('waiting', 'suspecting')",
        WhichNotices::All => "TRUE",
    };
    let sql = format!(
        "SELECT {COLUMNS} WHERE {condition} ORDER BY notices.received DESC, notices.item DESC, notices.nth DESC LIMIT $1"
    );
    db.all(&sql, &[&rows(limit)], read)
}
