//! What changes on the list, as it changes: `/desk/stream` by server-sent events (`id:` is the event's number, a
//! reconnecting browser resumes behind its last), `/desk/events` the same by polling. Follows the event sequence;
//! a wake-up is only a hint. Ends when the session does.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use copydesk_desk::{EventKind, EventRecord, ItemKey, Seq, StoreError};
use futures_util::Stream;
use futures_util::stream::unfold;
use serde::{Deserialize, Serialize};

use crate::desk::error::DeskError;
use crate::desk::list::Wanted;
use crate::desk::row::{Row, row_id};
use crate::desk::screen::{Alarms, flash_line, kills_bar, times};
use crate::desk::session::{Editor, editor_of};
use crate::desk::state::DeskState;

/// Events read at a time.
const EVENTS_MAX: usize = 200;
/// Without a wake-up the sequence is looked at this often.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Comment that keeps the connection open.
const COMMENT_EVERY: Duration = Duration::from_secs(20);

#[derive(Deserialize)]
pub(crate) struct After {
    #[serde(default)]
    after: i64,
}

/// What the script gets for one event.
#[derive(Debug, Serialize)]
pub(crate) struct Change {
    seq: i64,
    kind: &'static str,
    /// Id of the row's element.
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<String>,
    /// The row itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    html: Option<String>,
    /// Whether the row belongs into the list as it is filtered.
    fits: bool,
    /// The line of a flash.
    #[serde(skip_serializing_if = "Option::is_none")]
    flash: Option<String>,
    /// The red bar as it now is.
    #[serde(skip_serializing_if = "Option::is_none")]
    kills: Option<String>,
}

/// `GET /desk/stream?after=SEQ` with the filters of the list.
pub(crate) async fn follow(
    State(desk): State<DeskState>,
    editor: Editor,
    Query(after): Query<After>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let resumed = headers
        .get("last-event-id")
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse().ok());
    let follower = Follower {
        desk,
        editor,
        wanted,
        after: Seq(resumed.unwrap_or(after.after)),
        waiting: VecDeque::new(),
    };
    let events = unfold(follower, |mut follower| async {
        let change = follower.next().await?;
        let event = Event::default()
            .id(change.seq.to_string())
            .event("change")
            .json_data(&change)
            .ok()?;
        Some((Ok(event), follower))
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(COMMENT_EVERY).text("still here"))
}

/// `GET /desk/events?after=SEQ`: the same for browsers that cannot keep a stream open.
pub(crate) async fn poll(
    State(desk): State<DeskState>,
    _editor: Editor,
    Query(after): Query<After>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Vec<Change>>, DeskError> {
    let records = desk
        .ports
        .store
        .events(Seq(after.after), EVENTS_MAX)
        .await?;
    Ok(Json(changes(&desk, &wanted, &records).await?))
}

struct Follower {
    desk: DeskState,
    editor: Editor,
    wanted: Wanted,
    after: Seq,
    waiting: VecDeque<Change>,
}

impl Follower {
    /// The next change; `None` ends the stream, and the browser comes back by itself.
    async fn next(&mut self) -> Option<Change> {
        loop {
            if let Some(change) = self.waiting.pop_front() {
                return Some(change);
            }
            let store = &self.desk.ports.store;
            let records = store.events(self.after, EVENTS_MAX).await.ok()?;
            let Some(last) = records.last() else {
                let waited = self.desk.ports.wake.wait(self.after);
                tokio::select! {
                    () = self.desk.closed() => return None,
                    _ = tokio::time::timeout(LOOK_EVERY, waited) => {}
                }
                continue;
            };
            self.after = last.seq;
            editor_of(&self.desk, self.editor.token_sha256)
                .await
                .ok()??;
            let changes = changes(&self.desk, &self.wanted, &records).await.ok()?;
            self.waiting.extend(changes);
        }
    }
}

/// One change for each item touched, at its last event; other events only move the number on.
async fn changes(
    desk: &DeskState,
    wanted: &Wanted,
    records: &[EventRecord],
) -> Result<Vec<Change>, StoreError> {
    let mut out = Vec::new();
    for (index, record) in records.iter().enumerate() {
        let key = record.event.item.as_ref();
        let later = &records[index + 1..];
        if key.is_some() && later.iter().any(|other| other.event.item.as_ref() == key) {
            continue;
        }
        let kinds: Vec<EventKind> = records[..=index]
            .iter()
            .filter(|other| other.event.item.as_ref() == key)
            .map(|other| other.event.kind)
            .collect();
        out.push(change(desk, wanted, record, key, &kinds).await?);
    }
    Ok(out)
}

async fn change(
    desk: &DeskState,
    wanted: &Wanted,
    record: &EventRecord,
    key: Option<&ItemKey>,
    kinds: &[EventKind],
) -> Result<Change, StoreError> {
    let mut change = Change {
        seq: record.seq.0,
        kind: name(record.event.kind),
        row: key.map(row_id),
        html: None,
        fits: false,
        flash: None,
        kills: None,
    };
    let times = times(desk);
    if kinds.iter().any(|kind| is_of_a_kill(*kind)) {
        let alarms = Alarms::load(desk).await?;
        change.kills = Some(kills_bar(&desk.ports.config, &alarms, &times, "/desk/").into_string());
    }
    let item = match key {
        Some(key) => desk.ports.store.item(key.clone()).await?,
        None => None,
    };
    if let Some(item) = item {
        let row = Row::load(desk, item).await?;
        change.fits = wanted.fits(&row, &times);
        change.html = Some(row.markup(&desk.ports.config, &times).into_string());
        if row.is_flash() && kinds.iter().any(|kind| brings_text(*kind)) {
            change.flash = Some(flash_line(&desk.ports.config, &row, &times).into_string());
        }
    }
    Ok(change)
}

const fn is_of_a_kill(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::Kill
            | EventKind::StoryKilled
            | EventKind::KillAcknowledged
            | EventKind::NoticeUnclear
            | EventKind::NoticeSettled
    )
}

const fn brings_text(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::ItemReceived | EventKind::VersionReceived | EventKind::Alert
    )
}

/// Names of the stream (`site.md` 12).
const fn name(kind: EventKind) -> &'static str {
    match kind {
        EventKind::ItemReceived => "item",
        EventKind::VersionReceived | EventKind::Correction | EventKind::Withhold => "version",
        EventKind::Kill
        | EventKind::KillAcknowledged
        | EventKind::NoticeUnclear
        | EventKind::NoticeSettled => "kill",
        EventKind::EmbargoSet | EventKind::Released => "embargo",
        EventKind::Alert => "flash",
        EventKind::Quarantined => "quarantine",
        EventKind::StoryDrafted
        | EventKind::StoryScheduled
        | EventKind::StoryPublished
        | EventKind::StoryHeld
        | EventKind::StoryWithdrawn
        | EventKind::StoryRestored
        | EventKind::StoryKilled
        | EventKind::StoryFlagged
        | EventKind::StatementDecided
        | EventKind::EntityConfirmed
        | EventKind::Erased
        | EventKind::Redisclosed => "story",
        EventKind::DocumentFiled
        | EventKind::DocumentFacts
        | EventKind::DocumentWithdrawn
        | EventKind::ExplainerDrafted
        | EventKind::ExplainerPublished
        | EventKind::ExplainerWithdrawn
        | EventKind::ExplainerCitesMoved
        | EventKind::ExplainerStale => "explainer",
    }
}
