//! Events: what happened, numbered from 1 without gaps inside the transaction of their act, only ever added.

use copydesk_desk::{Event, EventRecord, Seq};
use rusqlite::{Connection, params};

use super::failure::Failure;
use super::head;
use super::row::Query;
use crate::rows::event::read;
use crate::rows::{actor_columns, bytes, micros};

/// Adds events in order; returns the last number given, of earlier acts if there are none.
pub(super) fn append(db: &Connection, events: &[Event]) -> Result<Seq, Failure> {
    let mut seq = head::seq(db)?;
    if events.is_empty() {
        return Ok(seq);
    }
    for event in events {
        seq.0 += 1;
        insert(db, seq, event)?;
    }
    head::set_seq(db, seq)?;
    Ok(seq)
}

fn insert(db: &Connection, seq: Seq, event: &Event) -> Result<(), Failure> {
    let (by_kind, by_name) = actor_columns(&event.by);
    db.prepare_cached(
        "INSERT INTO events (seq, at, kind, agency, guid, story, by_kind, by_name, note)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        seq.0,
        micros(event.at),
        event.kind.name(),
        event.item.as_ref().map(|key| key.agency.as_bytes()),
        event.item.as_ref().map(|key| key.guid.as_bytes()),
        event.story.as_ref().map(|id| id.as_str().as_bytes()),
        by_kind,
        by_name,
        bytes(event.note.as_ref()),
    ])?;
    Ok(())
}

/// Events after `after`, in order.
pub(super) fn after(
    db: &Connection,
    after: Seq,
    limit: usize,
) -> Result<Vec<EventRecord>, Failure> {
    let mut query =
        Query::new("seq, at, kind, agency, guid, story, by_kind, by_name, note FROM events");
    query.and("seq > ?", [Box::new(after.0)]);
    query.run(db, ("seq", limit), read)
}
