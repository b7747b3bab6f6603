//! Versions: facts of each state of an item as sent, only ever added. Their text stays in the raw.

use copydesk_desk::{ItemKey, Version};

use super::failure::Failure;
use super::session::Session;
use super::{item, notice};
use crate::rows::version::read;
use crate::rows::{bytes, embargo_columns, micros, signals_column, texts_column};

/// Adds a version; `Stale` if it is there already, or its item, receipt or raw is not.
pub(super) fn insert(db: &Session, version: &Version) -> Result<(), Failure> {
    let item_row = item::find(db, &version.key.item)?.ok_or(Failure::Stale)?;
    let (embargo, embargo_until) = embargo_columns(version.standing.embargo);
    db.execute_one(
        "INSERT INTO versions (item, nth, receipt, index_in_raw, raw, feed, version, version_ordinal, version_created,
             received, status, embargo, embargo_until, signals, headline, slugline, language, content_sha256, holds)
         SELECT $1::bigint, $2::bigint, $3::bigint, $4::bigint, id, $6::bytea, $7::bytea, $8::bigint, $9::bigint, $10::bigint,
             $11::text, $12::text, $13::bigint, $14::bytea, $15::bytea, $16::bytea, $17::bytea, $18::bytea, $19::bytea
         FROM raws WHERE sha256 = $5",
        &[
            &item_row,
            &i64::from(version.key.nth),
            &version.receipt.0,
            &i64::from(version.index_in_raw),
            &version.raw.0.as_slice(),
            &version.feed.as_str().as_bytes(),
            &bytes(version.version.as_ref()),
            &version.version_ordinal,
            &version.version_created.map(micros),
            &micros(version.received),
            &version.standing.status.name(),
            &embargo,
            &embargo_until,
            &signals_column(&version.signals)?,
            &bytes(version.headline.as_ref()),
            &bytes(version.slugline.as_ref()),
            &bytes(version.language.as_ref()),
            &version.content_sha256.as_slice(),
            &texts_column(&version.holds)?,
        ],
    )?;
    notice::insert_names(db, item_row, version)
}

/// Replaces the derived facts of a version that is there; `Stale` if it is not.
pub(super) fn derive_anew(db: &Session, version: &Version) -> Result<(), Failure> {
    let item_row = item::find(db, &version.key.item)?.ok_or(Failure::Stale)?;
    db.execute_one(
        "UPDATE versions SET version = $1, version_ordinal = $2, version_created = $3, signals = $4, headline = $5,
             slugline = $6, language = $7, content_sha256 = $8 WHERE item = $9 AND nth = $10",
        &[
            &bytes(version.version.as_ref()),
            &version.version_ordinal,
            &version.version_created.map(micros),
            &signals_column(&version.signals)?,
            &bytes(version.headline.as_ref()),
            &bytes(version.slugline.as_ref()),
            &bytes(version.language.as_ref()),
            &version.content_sha256.as_slice(),
            &item_row,
            &i64::from(version.key.nth),
        ],
    )?;
    notice::derive_names(db, item_row, version)
}

/// Versions of an item in order of arrival, with their names: one row a name, folded to one a version.
pub(super) fn list(db: &Session, key: &ItemKey) -> Result<Vec<Version>, Failure> {
    let mut versions: Vec<Version> = Vec::new();
    db.each(
        "SELECT name, versions.nth, receipt, index_in_raw, sha256, versions.feed, version, version_ordinal,
             version_created, received, versions.status, versions.embargo, versions.embargo_until, versions.signals,
             versions.headline, versions.slugline, versions.language, content_sha256, versions.holds
         FROM items JOIN versions ON versions.item = items.id JOIN raws ON raws.id = versions.raw
         LEFT JOIN names ON names.item = versions.item AND names.nth = versions.nth
         WHERE items.agency = $1 AND items.guid = $2 ORDER BY versions.nth, name",
        &[&key.agency.as_bytes(), &key.guid.as_bytes()],
        |fields| {
            let name = fields.optional_text()?;
            let mut version = read(fields, key)?;
            match versions.last_mut() {
                Some(last) if last.key == version.key => last.names.extend(name),
                _ => {
                    version.names.extend(name);
                    versions.push(version);
                }
            }
            Ok(())
        },
    )?;
    Ok(versions)
}
