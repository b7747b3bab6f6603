//! The instant of release: opens an embargoed item, sets its scheduled stories live, runs the feed's rule.
//! Does nothing before the instant, and nothing twice.

use copydesk_wire::{Embargo, Item, Status};
use jiff::Timestamp;

use crate::decide::receive::by_rule;
use crate::decide::table::{Input, Next, next};
use crate::decide::{House, Known};
use crate::id::StoryId;
use crate::newsroom::{Act, Actor, Event, EventKind, Feed, ItemState, Story, StoryState, is_open};

/// What the clock changes at `now`: the item's embargo ends, scheduled stories whose instant has come go live, and a
/// rule that publishes may publish now. `current` is the text of the current version. Empty when nothing is due.
#[must_use]
pub fn release(
    known: &Known,
    current: Option<&Item>,
    feed: &Feed,
    house: &House,
    fresh: StoryId,
    now: Timestamp,
) -> Act {
    let Some(item) = &known.item else {
        return Act::default();
    };
    let mut act = Act::default();
    let mut open = item.clone();
    if let Embargo::Until(at) = item.standing.embargo
        && at <= now
        && item.standing.status == Status::Usable
    {
        open.revision += 1;
        open.standing.embargo = Embargo::None;
        act.events
            .push(event(EventKind::Released, &open, None, now));
        act.items.push(open.clone());
    }
    if !is_open(open.standing, now) {
        return act;
    }
    for (story, edition) in &known.stories {
        let based_on = edition
            .as_ref()
            .and_then(|edition| edition.version.as_ref());
        let version =
            based_on.and_then(|key| known.versions.iter().find(|version| &version.key == key));
        if version.is_none_or(|version| is_open(version.standing, now)) {
            act.join(go_live(story, &open, now));
        }
    }
    let released = !act.items.is_empty();
    if let (true, Some(current)) = (released && known.stories.is_empty(), current) {
        let mut after = known.clone();
        after.item = Some(open);
        act.join(by_rule(&after, current, feed, house, fresh, now));
    }
    act
}

fn go_live(story: &Story, item: &ItemState, now: Timestamp) -> Act {
    let due = matches!(story.state, StoryState::Scheduled(at) if at <= now);
    if !due || !matches!(next(story.state.into(), Input::Release), Next::Go(_)) {
        return Act::default();
    }
    let mut live = story.clone();
    live.revision += 1;
    live.state = StoryState::Live;
    live.gone = None;
    live.first_published = live.first_published.or(Some(now));
    live.updated = Some(now);
    let published = event(EventKind::StoryPublished, item, Some(&live), now);
    Act {
        stories: vec![live],
        events: vec![published],
        ..Act::default()
    }
}

fn event(kind: EventKind, item: &ItemState, story: Option<&Story>, now: Timestamp) -> Event {
    Event {
        at: now,
        kind,
        item: Some(item.key.clone()),
        story: story.map(|story| story.id.clone()),
        by: Actor::Clock,
        note: None,
    }
}
