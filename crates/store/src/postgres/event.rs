//! Events: what happened, numbered from 1 without gaps inside the transaction of their act, only ever added.

use copydesk_desk::{Event, EventRecord, Seq};

use super::failure::Failure;
use super::head;
use super::row::Query;
use super::session::Session;
use crate::rows::event::read;
use crate::rows::{actor_columns, bytes, micros};

/// Adds events in order; returns the last number given, of earlier acts if there are none.
pub(super) fn append(db: &Session, events: &[Event]) -> Result<Seq, Failure> {
    if events.is_empty() {
        return head::seq(db);
    }
    let count = i64::try_from(events.len()).map_err(|_| Failure::Stale)?;
    let last = head::count_events(db, count)?;
    let numbers: Vec<i64> = (last.0 - count + 1..=last.0).collect();
    let at: Vec<i64> = events.iter().map(|event| micros(event.at)).collect();
    let kinds: Vec<&str> = events.iter().map(|event| event.kind.name()).collect();
    let items = events.iter().map(|event| event.item.as_ref());
    let (agencies, guids): (Vec<_>, Vec<_>) = items
        .map(|key| {
            (
                key.map(|key| key.agency.as_bytes()),
                key.map(|key| key.guid.as_bytes()),
            )
        })
        .unzip();
    let stories: Vec<Option<&[u8]>> = events
        .iter()
        .map(|event| event.story.as_ref().map(|id| id.as_str().as_bytes()))
        .collect();
    let by = events.iter().map(|event| actor_columns(&event.by));
    let (by_kinds, by_names): (Vec<&str>, Vec<Option<&[u8]>>) = by.unzip();
    let notes: Vec<Option<&[u8]>> = events
        .iter()
        .map(|event| bytes(event.note.as_ref()))
        .collect();
    db.execute(
        "INSERT INTO events (seq, at, kind, agency, guid, story, by_kind, by_name, note)
         SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bytea[], $5::bytea[], $6::bytea[],
             $7::text[], $8::bytea[], $9::bytea[])",
        &[
            &numbers, &at, &kinds, &agencies, &guids, &stories, &by_kinds, &by_names, &notes,
        ],
    )?;
    Ok(last)
}

/// Events after `after`, in order.
pub(super) fn after(db: &Session, after: Seq, limit: usize) -> Result<Vec<EventRecord>, Failure> {
    let mut query =
        Query::new("seq, at, kind, agency, guid, story, by_kind, by_name, note FROM events");
    query.and("seq > ?", [Box::new(after.0)]);
    query.run(db, ("seq", limit), read)
}
