//! Raws: received bytes under their SHA-256, in the database itself, so that raw, receipt and cursor are one
//! transaction and one backup. Never altered; read back only if they still have their hash.

use copydesk_desk::RawHash;
use rusqlite::{Connection, OptionalExtension, params};

use super::failure::Failure;
use crate::rows::raw::bytes_len;

/// Row of a raw, if its bytes have come before.
pub(super) fn find(db: &Connection, hash: RawHash) -> Result<Option<i64>, Failure> {
    Ok(db
        .prepare_cached("SELECT id FROM raws WHERE sha256 = ?")?
        .query_row([hash.0], |row| row.get(0))
        .optional()?)
}

/// Keeps bytes that have not come before; returns their row.
pub(super) fn insert(db: &Connection, hash: RawHash, bytes: &[u8]) -> Result<i64, Failure> {
    db.prepare_cached("INSERT INTO raws (sha256, bytes_len, bytes) VALUES (?, ?, ?)")?
        .execute(params![hash.0, bytes_len(bytes), bytes])?;
    Ok(db.last_insert_rowid())
}

/// The bytes, unless they are not there or were erased.
pub(super) fn load(db: &Connection, hash: RawHash) -> Result<Option<Vec<u8>>, Failure> {
    let found = db
        .prepare_cached("SELECT bytes FROM raws WHERE sha256 = ?")?
        .query_row([hash.0], |row| row.get::<_, Option<Vec<u8>>>(0))
        .optional()?;
    Ok(found.flatten())
}
