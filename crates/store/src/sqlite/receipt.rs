//! Receipts: what arrived on which feed, in our order, and where each transport resumes. The same bytes again on the
//! same feed only count; the same bytes on another feed are another receipt of the same raw.

use std::collections::BTreeMap;

use copydesk_desk::{Arrival, FeedId, Receipt, ReceiptNo, ReceiptState, Receipted};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::failure::Failure;
use super::{head, raw, row};
use crate::rows::receipt::{Hashed, read, state_columns};
use crate::rows::{bytes, micros};

/// Writes raws, receipts and cursors; answers in order.
pub(super) fn receive(db: &Connection, arrivals: &[Hashed]) -> Result<Vec<Receipted>, Failure> {
    let before = head::receipt(db)?;
    let mut last = before;
    let mut cursors = BTreeMap::new();
    let mut answers = Vec::with_capacity(arrivals.len());
    for hashed in arrivals {
        answers.push(receive_one(db, hashed, &mut last)?);
        if let Some(cursor) = &hashed.arrival.cursor {
            cursors.insert(&hashed.arrival.feed, cursor);
        }
    }
    if last != before {
        head::set_receipt(db, last)?;
    }
    for (feed, cursor) in cursors {
        put_cursor(db, feed, cursor)?;
    }
    Ok(answers)
}

fn receive_one(
    db: &Connection,
    Hashed { arrival, hash }: &Hashed,
    last: &mut ReceiptNo,
) -> Result<Receipted, Failure> {
    let raw_row = match raw::find(db, *hash)? {
        Some(row) => {
            if let Some(receipt) = count_repeat(db, row, &arrival.feed)? {
                return Ok(Receipted {
                    receipt,
                    raw: *hash,
                    repeat: true,
                });
            }
            row
        }
        None => raw::insert(db, *hash, &arrival.bytes)?,
    };
    last.0 += 1;
    insert(db, *last, arrival, raw_row)?;
    Ok(Receipted {
        receipt: *last,
        raw: *hash,
        repeat: false,
    })
}

/// The first receipt of these bytes on this feed, counted once more.
fn count_repeat(
    db: &Connection,
    raw_row: i64,
    feed: &FeedId,
) -> Result<Option<ReceiptNo>, Failure> {
    let no = db
        .prepare_cached(
            "UPDATE receipts SET repeats = min(repeats + 1, 4294967295) WHERE raw = ? AND feed = ? RETURNING no",
        )?
        .query_row(params![raw_row, feed.as_str().as_bytes()], |row| row.get(0))
        .optional()?;
    Ok(no.map(ReceiptNo))
}

fn insert(db: &Connection, no: ReceiptNo, arrival: &Arrival, raw_row: i64) -> Result<(), Failure> {
    db.prepare_cached(
        "INSERT INTO receipts (no, feed, raw, name, media_type, charset, source_time, received, repeats, state)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 'pending')",
    )?
    .execute(params![
        no.0,
        arrival.feed.as_str().as_bytes(),
        raw_row,
        bytes(arrival.name.as_ref()),
        bytes(arrival.media_type.as_ref()),
        bytes(arrival.charset.as_ref()),
        arrival.source_time.map(micros),
        micros(arrival.received),
    ])?;
    Ok(())
}

/// Says what became of a receipt; `Stale` if there is none of that number.
pub(super) fn set_state(
    db: &Connection,
    no: ReceiptNo,
    state: &ReceiptState,
) -> Result<(), Failure> {
    let (name, items, reason) = state_columns(state);
    let changed = db
        .prepare_cached("UPDATE receipts SET state = ?, items = ?, reason = ? WHERE no = ?")?
        .execute(params![name, items, reason, no.0])?;
    if changed == 1 {
        Ok(())
    } else {
        Err(Failure::Stale)
    }
}

/// Keeps where a transport resumes.
pub(super) fn put_cursor(db: &Connection, feed: &FeedId, cursor: &str) -> Result<(), Failure> {
    db.prepare_cached(
        "INSERT INTO cursors (feed, cursor) VALUES (?, ?)
         ON CONFLICT (feed) DO UPDATE SET cursor = excluded.cursor",
    )?
    .execute(params![feed.as_str().as_bytes(), cursor.as_bytes()])?;
    Ok(())
}

pub(super) fn cursor(db: &Connection, feed: &FeedId) -> Result<Option<String>, Failure> {
    let mut statement = db.prepare_cached("SELECT cursor FROM cursors WHERE feed = ?")?;
    row::first(&mut statement, [feed.as_str().as_bytes()], |fields| {
        fields.text()
    })
}

const COLUMNS: &str = "no, feed, sha256, name, media_type, charset, received, bytes_len, repeats, state, items, reason
    FROM receipts JOIN raws ON raws.id = receipts.raw";

pub(super) fn load(db: &Connection, no: ReceiptNo) -> Result<Option<Receipt>, Failure> {
    let mut query = row::Query::new(COLUMNS);
    query.and("no = ?", [Box::new(no.0)]);
    Ok(query.run(db, ("no", 1), read)?.pop())
}

/// Receipts after `after`, in order.
pub(super) fn after(
    db: &Connection,
    after: ReceiptNo,
    pending_only: bool,
    limit: usize,
) -> Result<Vec<Receipt>, Failure> {
    let mut query = row::Query::new(COLUMNS);
    query.and("no > ?", [Box::new(after.0)]);
    if pending_only {
        query.and("state = 'pending'", []);
    }
    query.run(db, ("no", limit), read)
}

/// Feed and time of the last receipts, oldest first.
pub(super) fn recent(db: &Connection, limit: usize) -> Result<Vec<(FeedId, Timestamp)>, Failure> {
    let query = row::Query::new("feed, received FROM receipts");
    let mut recent = query.run(db, ("no DESC", limit), |fields| {
        Ok((FeedId::new(fields.text()?), fields.instant()?))
    })?;
    recent.reverse();
    Ok(recent)
}

/// Quarantined receipts, newest first.
pub(super) fn quarantine(db: &Connection, limit: usize) -> Result<Vec<Receipt>, Failure> {
    let mut query = row::Query::new(COLUMNS);
    query.and("state = 'quarantined'", []);
    query.run(db, ("no DESC", limit), read)
}
