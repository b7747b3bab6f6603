//! Receipts: what arrived on which feed, in our order, and where each transport resumes. The same bytes again on the
//! same feed only count; the same bytes on another feed are another receipt of the same raw.

use std::collections::{BTreeMap, HashMap};

use copydesk_desk::{FeedId, RawHash, Receipt, ReceiptNo, ReceiptState, Receipted};
use jiff::Timestamp;

use super::failure::Failure;
use super::row::Query;
use super::session::Session;
use super::{head, raw};
use crate::rows::receipt::{Hashed, read, state_columns};
use crate::rows::{bytes, micros};

/// A raw's row on a feed: what a receipt is one of.
type Arrived<'a> = (i64, &'a [u8]);

/// Writes raws, receipts and cursors, each in one statement; answers in order.
pub(super) fn receive(db: &Session, arrivals: &[Hashed]) -> Result<Vec<Receipted>, Failure> {
    if arrivals.is_empty() {
        return Ok(Vec::new());
    }
    let raws: Vec<(RawHash, &[u8])> = arrivals
        .iter()
        .map(|hashed| (hashed.hash, hashed.arrival.bytes.as_slice()))
        .collect();
    let raw_rows = raw::keep(db, &raws)?;
    let arrived = |hashed: &'_ Hashed| raw_rows.get(&hashed.hash).copied();
    let mut places: Vec<Arrived<'_>> = Vec::with_capacity(arrivals.len());
    for hashed in arrivals {
        let row = arrived(hashed).ok_or_else(|| Failure::Corrupt("a raw was not kept".into()))?;
        places.push((row, hashed.arrival.feed.as_str().as_bytes()));
    }
    let mut known = known(db, &places)?;
    let mut last = head::receipt(db)?;
    let before = last;
    let mut new: Vec<(ReceiptNo, i64, &Hashed)> = Vec::new();
    let mut repeats: BTreeMap<i64, i64> = BTreeMap::new();
    let mut answers = Vec::with_capacity(arrivals.len());
    for (place, hashed) in places.iter().zip(arrivals) {
        let found = known.get(place).copied();
        let no = found.unwrap_or_else(|| {
            last.0 += 1;
            new.push((last, place.0, hashed));
            known.insert(*place, last);
            last
        });
        if found.is_some() {
            *repeats.entry(no.0).or_default() += 1;
        }
        answers.push(Receipted {
            receipt: no,
            raw: hashed.hash,
            repeat: found.is_some(),
        });
    }
    insert(db, &new)?;
    if last != before {
        head::set_receipt(db, last)?;
    }
    count_repeats(db, &repeats)?;
    put_cursors(db, arrivals)?;
    Ok(answers)
}

/// The receipts of these bytes on these feeds, where there are some.
fn known<'a>(
    db: &Session,
    places: &[Arrived<'a>],
) -> Result<HashMap<Arrived<'a>, ReceiptNo>, Failure> {
    let (raws, feeds): (Vec<i64>, Vec<&[u8]>) = places.iter().copied().unzip();
    let mut found = HashMap::new();
    db.each(
        "SELECT asked.place, receipts.no FROM unnest($1::bigint[], $2::bytea[]) WITH ORDINALITY AS asked (raw, feed, place)
         JOIN receipts ON receipts.raw = asked.raw AND receipts.feed = asked.feed",
        &[&raws, &feeds],
        |fields| {
            let place: usize = fields.count()?;
            let no = ReceiptNo(fields.number()?);
            found.extend(places.get(place - 1).map(|place| (*place, no)));
            Ok(())
        },
    )?;
    Ok(found)
}

fn insert(db: &Session, new: &[(ReceiptNo, i64, &Hashed)]) -> Result<(), Failure> {
    if new.is_empty() {
        return Ok(());
    }
    let numbers: Vec<i64> = new.iter().map(|(no, _, _)| no.0).collect();
    let raws: Vec<i64> = new.iter().map(|(_, raw, _)| *raw).collect();
    let arrivals = || new.iter().map(|(_, _, hashed)| &hashed.arrival);
    let feeds: Vec<&[u8]> = arrivals().map(|a| a.feed.as_str().as_bytes()).collect();
    let names: Vec<Option<&[u8]>> = arrivals().map(|a| bytes(a.name.as_ref())).collect();
    let types: Vec<Option<&[u8]>> = arrivals().map(|a| bytes(a.media_type.as_ref())).collect();
    let charsets: Vec<Option<&[u8]>> = arrivals().map(|a| bytes(a.charset.as_ref())).collect();
    let times: Vec<Option<i64>> = arrivals().map(|a| a.source_time.map(micros)).collect();
    let received: Vec<i64> = arrivals().map(|a| micros(a.received)).collect();
    db.execute(
        "INSERT INTO receipts (no, feed, raw, name, media_type, charset, source_time, received, repeats, state)
         SELECT no, feed, raw, name, media_type, charset, source_time, received, 0, 'pending'
         FROM unnest($1::bigint[], $2::bytea[], $3::bigint[], $4::bytea[], $5::bytea[], $6::bytea[], $7::bigint[],
             $8::bigint[])
             AS new (no, feed, raw, name, media_type, charset, source_time, received)",
        &[
            &numbers, &feeds, &raws, &names, &types, &charsets, &times, &received,
        ],
    )?;
    Ok(())
}

fn count_repeats(db: &Session, repeats: &BTreeMap<i64, i64>) -> Result<(), Failure> {
    if repeats.is_empty() {
        return Ok(());
    }
    let numbers: Vec<i64> = repeats.keys().copied().collect();
    let counts: Vec<i64> = repeats.values().copied().collect();
    db.execute(
        "UPDATE receipts SET repeats = least(repeats + again.count, 4294967295)
         FROM unnest($1::bigint[], $2::bigint[]) AS again (no, count) WHERE receipts.no = again.no",
        &[&numbers, &counts],
    )?;
    Ok(())
}

/// The last cursor of each feed.
fn put_cursors(db: &Session, arrivals: &[Hashed]) -> Result<(), Failure> {
    let mut cursors = BTreeMap::new();
    for Hashed { arrival, .. } in arrivals {
        if let Some(cursor) = &arrival.cursor {
            cursors.insert(&arrival.feed, cursor);
        }
    }
    for (feed, cursor) in cursors {
        put_cursor(db, feed, cursor)?;
    }
    Ok(())
}

/// Says what became of a receipt; `Stale` if there is none of that number.
pub(super) fn set_state(db: &Session, no: ReceiptNo, state: &ReceiptState) -> Result<(), Failure> {
    let (name, items, reason) = state_columns(state);
    let sql = "UPDATE receipts SET state = $1, items = $2, reason = $3 WHERE no = $4";
    db.execute_one(sql, &[&name, &items, &reason, &no.0])
}

/// Keeps where a transport resumes.
pub(super) fn put_cursor(db: &Session, feed: &FeedId, cursor: &str) -> Result<(), Failure> {
    db.execute_one(
        "INSERT INTO cursors (feed, cursor) VALUES ($1, $2)
         ON CONFLICT (feed) DO UPDATE SET cursor = excluded.cursor",
        &[&feed.as_str().as_bytes(), &cursor.as_bytes()],
    )
}

pub(super) fn cursor(db: &Session, feed: &FeedId) -> Result<Option<String>, Failure> {
    let sql = "SELECT cursor FROM cursors WHERE feed = $1";
    db.first(sql, &[&feed.as_str().as_bytes()], |fields| fields.text())
}

const COLUMNS: &str = "no, feed, sha256, name, media_type, charset, received, bytes_len, repeats, state, items, reason
    FROM receipts JOIN raws ON raws.id = receipts.raw";

pub(super) fn load(db: &Session, no: ReceiptNo) -> Result<Option<Receipt>, Failure> {
    let mut query = Query::new(COLUMNS);
    query.and("no = ?", [Box::new(no.0)]);
    Ok(query.run(db, ("no", 1), read)?.pop())
}

/// Receipts after `after`, in order.
pub(super) fn after(
    db: &Session,
    after: ReceiptNo,
    pending_only: bool,
    limit: usize,
) -> Result<Vec<Receipt>, Failure> {
    let mut query = Query::new(COLUMNS);
    query.and("no > ?", [Box::new(after.0)]);
    if pending_only {
        query.and("state = 'pending'", []);
    }
    query.run(db, ("no", limit), read)
}

/// Feed and time of the last receipts, oldest first.
pub(super) fn recent(db: &Session, limit: usize) -> Result<Vec<(FeedId, Timestamp)>, Failure> {
    let query = Query::new("feed, received FROM receipts");
    let mut recent = query.run(db, ("no DESC", limit), |fields| {
        Ok((FeedId::new(fields.text()?), fields.instant()?))
    })?;
    recent.reverse();
    Ok(recent)
}

/// Quarantined receipts, newest first.
pub(super) fn quarantine(db: &Session, limit: usize) -> Result<Vec<Receipt>, Failure> {
    let mut query = Query::new(COLUMNS);
    query.and("state = 'quarantined'", []);
    query.run(db, ("no DESC", limit), read)
}
