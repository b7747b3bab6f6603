//! Raws: received bytes under their SHA-256, in the database itself, so that raw, receipt and cursor are one
//! transaction and one backup. Never altered; read back only if they still have their hash.

use std::collections::HashMap;

use copydesk_desk::RawHash;

use super::failure::Failure;
use super::session::Session;
use crate::rows::raw::{bytes_len, verify};

/// The bytes, unless they are not there or were erased.
pub(super) fn load(db: &Session, hash: RawHash) -> Result<Option<Vec<u8>>, Failure> {
    let sql = "SELECT bytes FROM raws WHERE sha256 = $1";
    let found = db.first(sql, &[&hash.0.as_slice()], |fields| fields.optional_bytes())?;
    if let Some(bytes) = found.iter().flatten().next() {
        verify(hash, bytes)?;
    }
    Ok(found.flatten())
}

/// Rows of these raws, in which those that have not come before are kept first.
pub(super) fn keep(
    db: &Session,
    raws: &[(RawHash, &[u8])],
) -> Result<HashMap<RawHash, i64>, Failure> {
    let asked: Vec<&[u8]> = raws.iter().map(|(hash, _)| hash.0.as_slice()).collect();
    let known = "SELECT sha256, id FROM raws WHERE sha256 = ANY ($1)";
    let mut rows = HashMap::new();
    db.each(known, &[&asked], |fields| {
        rows.insert(RawHash(fields.sha256()?), fields.number()?);
        Ok(())
    })?;
    let mut new: Vec<&(RawHash, &[u8])> = Vec::new();
    for raw in raws {
        if !rows.contains_key(&raw.0) && !new.iter().any(|(hash, _)| *hash == raw.0) {
            new.push(raw);
        }
    }
    if new.is_empty() {
        return Ok(rows);
    }
    let hashes: Vec<&[u8]> = new.iter().map(|(hash, _)| hash.0.as_slice()).collect();
    let lengths: Vec<i64> = new.iter().map(|(_, bytes)| bytes_len(bytes)).collect();
    let contents: Vec<&[u8]> = new.iter().map(|(_, bytes)| *bytes).collect();
    db.each(
        "INSERT INTO raws (sha256, bytes_len, bytes)
         SELECT * FROM unnest($1::bytea[], $2::bigint[], $3::bytea[]) RETURNING sha256, id",
        &[&hashes, &lengths, &contents],
        |fields| {
            rows.insert(RawHash(fields.sha256()?), fields.number()?);
            Ok(())
        },
    )?;
    Ok(rows)
}
