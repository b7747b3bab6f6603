//! What the house takes off and puts back, and the acknowledgement of a kill. A killed story never comes back, and
//! nothing comes back that the wire holds closed.

use copydesk_wire::{Embargo, Status};
use jiff::Timestamp;

use crate::decide::table::{Input, Next, StateKind, next};
use crate::decide::{Known, Refusal};
use crate::id::EditorName;
use crate::newsroom::{
    Act, Actor, Event, EventKind, GoneReason, ItemState, Story, StoryState, is_open,
};

/// Takes a story off the site by the house; a scheduled one goes back to draft.
///
/// # Errors
/// `Killed` for a killed story, `WrongState` when it is not on the site.
pub fn withdraw(
    story: &Story,
    reason: Option<&str>,
    by: &EditorName,
    now: Timestamp,
) -> Result<Act, Refusal> {
    let mut after = story.clone();
    after.revision += 1;
    match next(story.state.into(), Input::Withdraw) {
        Next::Go(StateKind::Draft) => after.state = StoryState::Draft,
        Next::Go(_) => {
            after.state = StoryState::Withdrawn;
            after.gone = Some((GoneReason::House, now));
        }
        Next::Refuse(_) if story.state == StoryState::Killed => return Err(Refusal::Killed),
        Next::Refuse(why) => return Err(Refusal::WrongState(why)),
        _ => return Err(Refusal::WrongState("it is not on the site")),
    }
    let note = reason
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .map(str::to_owned);
    Ok(one(after, EventKind::StoryWithdrawn, by, note, now))
}

/// Puts a withdrawn or held story back, if the wire allows it.
///
/// # Errors
/// `Killed`, `Withheld`, `Embargoed` by the wire; `WrongState` when there is nothing to put back.
pub fn restore(
    known: &Known,
    story: &Story,
    by: &EditorName,
    now: Timestamp,
) -> Result<Act, Refusal> {
    if let Some(item) = &known.item {
        wire_allows(known, story, item, now)?;
    }
    let mut after = story.clone();
    match next(story.state.into(), Input::Restore) {
        Next::Go(StateKind::Live) if story.first_published.is_some() => {
            after.revision += 1;
            after.state = StoryState::Live;
            after.gone = None;
            Ok(one(after, EventKind::StoryRestored, by, None, now))
        }
        Next::Refuse(_) if story.state == StoryState::Killed => Err(Refusal::Killed),
        Next::Refuse(why) => Err(Refusal::WrongState(why)),
        _ => Err(Refusal::WrongState(
            "it was never published: publish it instead",
        )),
    }
}

/// The item and the version under the current edition must both be open.
fn wire_allows(
    known: &Known,
    story: &Story,
    item: &ItemState,
    now: Timestamp,
) -> Result<(), Refusal> {
    let edition = known
        .stories
        .iter()
        .find(|(other, _)| other.id == story.id)
        .and_then(|(_, edition)| edition.as_ref());
    let based_on = edition.and_then(|edition| edition.version.as_ref());
    let version =
        based_on.and_then(|key| known.versions.iter().find(|version| &version.key == key));
    for standing in [Some(item.standing), version.map(|version| version.standing)]
        .into_iter()
        .flatten()
    {
        match (standing.status, standing.embargo) {
            (Status::Canceled, _) => return Err(Refusal::Killed),
            (Status::Withheld, _) => return Err(Refusal::Withheld),
            (Status::Usable, Embargo::TimeUnknown) => return Err(Refusal::Embargoed(None)),
            (Status::Usable, Embargo::Until(at)) if !is_open(standing, now) => {
                return Err(Refusal::Embargoed(Some(at)));
            }
            (Status::Usable, Embargo::Until(_) | Embargo::None) => {}
        }
    }
    Ok(())
}

/// Records that an editor has seen a kill.
///
/// # Errors
/// `WrongState` when there is none to acknowledge.
pub fn acknowledge_kill(item: &ItemState, by: &EditorName, now: Timestamp) -> Result<Act, Refusal> {
    if item.killed_at.is_none() {
        return Err(Refusal::WrongState("the agency did not kill it"));
    }
    if item.kill_acknowledged.is_some() {
        return Err(Refusal::WrongState("the kill was acknowledged before"));
    }
    let mut after = item.clone();
    after.revision += 1;
    after.kill_acknowledged = Some((by.clone(), now));
    let event = Event {
        at: now,
        kind: EventKind::KillAcknowledged,
        item: Some(item.key.clone()),
        story: None,
        by: Actor::Editor(by.clone()),
        note: None,
    };
    Ok(Act {
        items: vec![after],
        events: vec![event],
        ..Act::default()
    })
}

fn one(
    story: Story,
    kind: EventKind,
    by: &EditorName,
    note: Option<String>,
    now: Timestamp,
) -> Act {
    let event = Event {
        at: now,
        kind,
        item: story.item.clone(),
        story: Some(story.id.clone()),
        by: Actor::Editor(by.clone()),
        note,
    };
    Act {
        stories: vec![story],
        events: vec![event],
        ..Act::default()
    }
}
