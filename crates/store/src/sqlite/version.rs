//! Versions: facts of each state of an item as sent, only ever added. Their text stays in the raw.

use copydesk_desk::{ItemKey, Version};
use rusqlite::{Connection, params};

use super::failure::Failure;
use super::{item, notice, raw, row};
use crate::rows::version::read;
use crate::rows::{bytes, embargo_columns, micros, signals_column, texts_column};

/// Adds a version; `Stale` if it is there already, or its item, receipt or raw is not.
pub(super) fn insert(db: &Connection, version: &Version) -> Result<(), Failure> {
    let item_row = item::find(db, &version.key.item)?.ok_or(Failure::Stale)?;
    let raw_row = raw::find(db, version.raw)?.ok_or(Failure::Stale)?;
    let (embargo, embargo_until) = embargo_columns(version.standing.embargo);
    db.prepare_cached(
        "INSERT INTO versions (item, nth, receipt, index_in_raw, raw, feed, version, version_ordinal, version_created,
             received, status, embargo, embargo_until, signals, headline, slugline, language, content_sha256, holds)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        item_row,
        version.key.nth,
        version.receipt.0,
        version.index_in_raw,
        raw_row,
        version.feed.as_str().as_bytes(),
        bytes(version.version.as_ref()),
        version.version_ordinal,
        version.version_created.map(micros),
        micros(version.received),
        version.standing.status.name(),
        embargo,
        embargo_until,
        signals_column(&version.signals)?,
        bytes(version.headline.as_ref()),
        bytes(version.slugline.as_ref()),
        bytes(version.language.as_ref()),
        version.content_sha256,
        texts_column(&version.holds)?,
    ])?;
    notice::insert_names(db, item_row, version)
}

/// Replaces the derived facts of a version that is there; `Stale` if it is not.
pub(super) fn derive_anew(db: &Connection, version: &Version) -> Result<(), Failure> {
    let item_row = item::find(db, &version.key.item)?.ok_or(Failure::Stale)?;
    let changed = db
        .prepare_cached(
            "UPDATE versions SET version = ?, version_ordinal = ?, version_created = ?, signals = ?, headline = ?,
                 slugline = ?, language = ?, content_sha256 = ? WHERE item = ? AND nth = ?",
        )?
        .execute(params![
            bytes(version.version.as_ref()),
            version.version_ordinal,
            version.version_created.map(micros),
            signals_column(&version.signals)?,
            bytes(version.headline.as_ref()),
            bytes(version.slugline.as_ref()),
            bytes(version.language.as_ref()),
            version.content_sha256,
            item_row,
            version.key.nth,
        ])?;
    if changed == 1 {
        notice::derive_names(db, item_row, version)
    } else {
        Err(Failure::Stale)
    }
}

/// Versions of an item in order of arrival.
pub(super) fn list(db: &Connection, key: &ItemKey) -> Result<Vec<Version>, Failure> {
    let Some(item_row) = item::find(db, key)? else {
        return Ok(Vec::new());
    };
    let mut statement = db.prepare_cached(
        "SELECT nth, receipt, index_in_raw, sha256, feed, version, version_ordinal, version_created, received,
             status, embargo, embargo_until, signals, headline, slugline, language, content_sha256, holds
         FROM versions JOIN raws ON raws.id = versions.raw WHERE item = ? ORDER BY nth",
    )?;
    let mut versions = row::all(&mut statement, [item_row], |fields| read(fields, key))?;
    for version in &mut versions {
        version.names = notice::names(db, item_row, version.key.nth)?;
    }
    Ok(versions)
}
