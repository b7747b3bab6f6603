//! Taking in what the wire sends: a new item, a new version, a repeat, a kill, a correction, an embargo; then the
//! feed's rules. Doubt closes: a canceled item stays canceled, an unknown status is withheld, a closed embargo takes
//! a live story off. Never publishes what a finding holds.

use copydesk_wire::{Embargo, Item, Signal, Status};
use jiff::{SignedDuration, Timestamp};

use crate::decide::copy::{content_sha256, pictures_of, verbatim_blocks};
use crate::decide::notice::{SUSPECTED, take_off};
use crate::decide::publish::publish;
use crate::decide::table::{Input, Next, next};
use crate::decide::{Copy, House, Known};
use crate::id::{ItemKey, StoryId, VersionKey};
use crate::newsroom::{
    Act, Actor, Edition, Event, EventKind, Feed, GoneReason, ItemState, OnArrival, Receipt,
    Standing, Story, StoryState, Version, is_open,
};
use crate::reference::{Intent, names_of};

/// One item of a reading, with where it came from.
#[derive(Clone, Copy, Debug)]
pub struct Arriving<'a> {
    /// The item as `wire` read it.
    pub item: &'a Item,
    /// Its place within the raw, from 0.
    pub index_in_raw: u32,
    /// The receipt of the raw.
    pub receipt: &'a Receipt,
    /// The feed it came on.
    pub feed: &'a Feed,
    /// The earlier item that it is a version of, though it names itself otherwise: a telegram that corrects, the twin
    /// of a telegram in another format.
    pub filed_under: Option<&'a ItemKey>,
}

impl Arriving<'_> {
    /// The item's key: what it is filed under, else the feed's agency and the guid as sent.
    #[must_use]
    pub fn key(&self) -> ItemKey {
        self.filed_under.cloned().unwrap_or_else(|| self.own_key())
    }

    /// The feed's agency and the guid as sent.
    #[must_use]
    pub fn own_key(&self) -> ItemKey {
        ItemKey {
            agency: self.feed.agency.clone(),
            guid: self.item.guid.clone(),
        }
    }

    /// The key of the item that this one kills by its guid, if it kills another.
    #[must_use]
    pub fn kills(&self) -> Option<ItemKey> {
        let guid = self.item.kills.as_ref()?.guid.clone()?;
        (guid != self.item.guid).then(|| ItemKey {
            agency: self.feed.agency.clone(),
            guid,
        })
    }
}

/// Takes in one item. `target` is what is known of the item it kills, if it kills another; `fresh` names a story
/// that a rule may publish. An exact repeat changes nothing.
#[must_use]
pub fn receive(
    known: &Known,
    target: Option<&Known>,
    arriving: Arriving<'_>,
    house: &House,
    fresh: StoryId,
    now: Timestamp,
) -> Act {
    let content = content_sha256(arriving.item);
    if known
        .versions
        .iter()
        .any(|version| version.content_sha256 == content)
    {
        return Act::default();
    }
    let mut act = take_version(known, arriving, content, now);
    let mut after = known.clone();
    after.apply(&act);
    let is_current = act
        .items
        .first()
        .is_some_and(|item| item.current == item.versions);
    if let Some(item) = after.item.clone() {
        let followed = follow(&after, &item, arriving, is_current, house, now);
        after.apply(&followed);
        act.join(followed);
        act.join(by_rule(
            &after,
            arriving.item,
            arriving.feed,
            house,
            fresh,
            now,
        ));
    }
    if let Some(key) = arriving.kills() {
        act.join(kill_other(target, &key, arriving, now));
    }
    act
}

/// The version and the item's new state, with the events that say so.
fn take_version(known: &Known, arriving: Arriving<'_>, content: [u8; 32], now: Timestamp) -> Act {
    let key = arriving.key();
    let mut item = known
        .item
        .clone()
        .unwrap_or_else(|| unheard_of(&key, arriving, now));
    let mut version = version_of(&key, item.versions + 1, arriving, content);
    let current = known
        .versions
        .iter()
        .find(|version| version.key.nth == item.current);
    let killed_before = item.standing.status == Status::Canceled;
    let kills = version.standing.status == Status::Canceled;
    let only_claims_to_kill = kills && !arriving.feed.rules.may_kill && !killed_before;
    let is_current = match current {
        None => true,
        Some(current) => is_later(&version, current) && !only_claims_to_kill,
    };
    if killed_before && !kills {
        version.holds.push(String::from("status.usable_after_kill"));
    }
    if is_old(&version) {
        version.holds.push(String::from("item.old"));
    }
    let order = order_notes(&version, current, is_current);
    let suspected = item.holds.iter().any(|code| code == SUSPECTED);
    item.revision += 1;
    item.versions += 1;
    item.last_received = now;
    if is_current {
        take_facts(&mut item, &version, arriving.item, now);
    }
    if suspected && is_current {
        item.holds.push(SUSPECTED.to_owned());
        item.standing.status = item.standing.status.max(Status::Withheld);
    }
    if only_claims_to_kill && is_current {
        item.standing.status = Status::Withheld;
    } else if killed_before || (kills && !only_claims_to_kill) {
        item.standing.status = Status::Canceled;
        item.killed_at = item.killed_at.or(Some(now));
    }
    let by = Actor::Agency(key.agency.clone());
    let event = |kind, note: Option<&str>| Event {
        at: now,
        kind,
        item: Some(key.clone()),
        story: None,
        by: by.clone(),
        note: note.map(str::to_owned),
    };
    let mut events = vec![event(
        if version.key.nth == 1 {
            EventKind::ItemReceived
        } else {
            EventKind::VersionReceived
        },
        order.as_deref(),
    )];
    if kills && !killed_before {
        let acted = arriving.feed.rules.may_kill;
        events.push(event(
            EventKind::Kill,
            (!acted).then_some("not acted on: this feed may not kill"),
        ));
    } else if version.standing.status == Status::Withheld {
        events.push(event(EventKind::Withhold, None));
    }
    if version.signals.contains(&Signal::Correction) {
        events.push(event(EventKind::Correction, None));
    }
    if is_current && item.standing.embargo != Embargo::None && !is_open(item.standing, now) {
        events.push(event(EventKind::EmbargoSet, None));
    }
    if is_current
        && (item.urgency.is_some_and(|urgency| urgency <= 2)
            || item.signals.contains(&Signal::Alert))
    {
        events.push(event(EventKind::Alert, None));
    }
    Act {
        items: vec![item],
        versions: vec![version],
        events,
        ..Act::default()
    }
}

fn unheard_of(key: &ItemKey, arriving: Arriving<'_>, now: Timestamp) -> ItemState {
    ItemState {
        key: key.clone(),
        revision: 0,
        feed: arriving.feed.id.clone(),
        standing: Standing::default(),
        current: 0,
        versions: 0,
        headline: None,
        slugline: None,
        language: None,
        urgency: None,
        signals: Vec::new(),
        holds: Vec::new(),
        first_received: now,
        last_received: now,
        killed_at: None,
        kill_acknowledged: None,
    }
}

/// The current version's facts become the item's. Canceled stays canceled: the caller sees to that.
fn take_facts(item: &mut ItemState, version: &Version, sent: &Item, now: Timestamp) {
    item.current = version.key.nth;
    item.standing = version.standing;
    if matches!(version.standing.embargo, Embargo::Until(at) if at <= now) {
        item.standing.embargo = Embargo::None;
    }
    item.feed = version.feed.clone();
    item.headline.clone_from(&sent.headline);
    item.slugline.clone_from(&sent.slugline);
    item.language.clone_from(&sent.language);
    item.urgency = sent.urgency;
    item.signals.clone_from(&version.signals);
    item.holds.clone_from(&version.holds);
}

fn version_of(
    key: &ItemKey,
    nth: u32,
    arriving: Arriving<'_>,
    content_sha256: [u8; 32],
) -> Version {
    let item = arriving.item;
    let notice = item
        .kills
        .as_ref()
        .is_some_and(|kills| kills.guid.as_ref() != Some(&item.guid));
    let status = match item.status {
        // A kill that says "usable" still kills its own item; a notice about another item is never published.
        Status::Usable if notice => Status::Withheld,
        _ if !notice && item.signals.contains(&Signal::Kill) => Status::Canceled,
        Status::Usable if item.signals.contains(&Signal::Withhold) => Status::Withheld,
        status => status,
    };
    Version {
        key: VersionKey {
            item: key.clone(),
            nth,
        },
        receipt: arriving.receipt.no,
        index_in_raw: arriving.index_in_raw,
        raw: arriving.receipt.raw,
        feed: arriving.feed.id.clone(),
        version: item.version.clone(),
        version_ordinal: item.version_ordinal,
        version_created: item.version_created.as_ref().map(|time| time.at),
        received: arriving.receipt.received,
        standing: Standing {
            status,
            embargo: item.embargo,
        },
        signals: item.signals.clone(),
        headline: item.headline.clone(),
        slugline: item.slugline.clone(),
        language: item.language.clone(),
        names: names_of(item),
        content_sha256,
        holds: item.holds().map(str::to_owned).collect(),
    }
}

/// How long after it was made an item may be received without an editor's look.
const OLD_AFTER: SignedDuration = SignedDuration::from_hours(48);

/// Whether a version was made long before it was received: kept and shown as any other, published by no rule.
fn is_old(version: &Version) -> bool {
    let made = version.version_created;
    made.is_some_and(|made| version.received.duration_since(made) > OLD_AFTER)
}

/// How far apart a version's number and its time may order it.
const DISAGREES_AFTER: SignedDuration = SignedDuration::from_secs(60);

/// What is odd about the place of a version among those that are here (`wire.md` 9), for the event that tells of it.
fn order_notes(new: &Version, current: Option<&Version>, is_current: bool) -> Option<String> {
    let current = current?;
    let numbers = new.version_ordinal.zip(current.version_ordinal);
    let times = new.version_created.zip(current.version_created);
    let mut notes = Vec::new();
    if !is_current {
        notes.push("version.late: a later version is here already");
    }
    if let Some((number, known)) = numbers
        && number == known
    {
        notes.push("version.same_number_changed: the number came before, with another text");
    }
    if let (Some((number, known)), Some((time, known_time))) = (numbers, times)
        && number != known
    {
        let (later, earlier) = match number > known {
            true => (time, known_time),
            false => (known_time, time),
        };
        if earlier.duration_since(later) > DISAGREES_AFTER {
            notes.push("version.time_disagrees: the higher number bears the earlier time; the number counts");
        }
    }
    (!notes.is_empty()).then(|| notes.join("; "))
}

/// Version order of `wire.md` 9: numbers if both have them, else the agency's times, else order of receipt.
fn is_later(new: &Version, current: &Version) -> bool {
    let numbers = new.version_ordinal.zip(current.version_ordinal);
    let times = new.version_created.zip(current.version_created);
    match (numbers, times) {
        (Some((new, current)), _) if new != current => new > current,
        (_, Some((new, current))) => new >= current,
        _ => true,
    }
}

/// What the arrival does to the stories based on the item.
fn follow(
    known: &Known,
    item: &ItemState,
    arriving: Arriving<'_>,
    is_current: bool,
    house: &House,
    now: Timestamp,
) -> Act {
    let mut act = Act::default();
    let corrects = arriving.item.signals.contains(&Signal::Correction);
    let input = match item.standing.status {
        Status::Canceled => Input::Kill,
        Status::Withheld if is_current => Input::Withhold,
        _ if !is_current => return act,
        _ if !is_open(item.standing, now) => Input::Embargo,
        _ if corrects => Input::Correction,
        _ => Input::Update,
    };
    for (story, edition) in &known.stories {
        act.join(follow_story(
            known,
            story,
            edition.as_ref(),
            input,
            item,
            arriving,
            house,
            now,
        ));
    }
    act
}

#[allow(clippy::too_many_arguments)]
fn follow_story(
    known: &Known,
    story: &Story,
    edition: Option<&Edition>,
    input: Input,
    item: &ItemState,
    arriving: Arriving<'_>,
    house: &House,
    now: Timestamp,
) -> Act {
    let state = story.state.into();
    match next(state, input) {
        Next::Stay | Next::Refuse(_) => Act::default(),
        Next::Go(_) => take_down(story, input, item, now),
        Next::Flag => flag(story, item, now),
        Next::Follow => edition
            .and_then(|edition| next_edition(known, story, edition, item, arriving, house, now))
            .unwrap_or_else(|| flag(story, item, now)),
    }
}

/// Off every surface: killed, or held while something is closed or checked.
pub(super) fn take_down(story: &Story, input: Input, item: &ItemState, now: Timestamp) -> Act {
    let mut after = story.clone();
    after.revision += 1;
    let kind = if input == Input::Kill {
        after.state = StoryState::Killed;
        after.gone = Some((GoneReason::Kill, now));
        after.newer = None;
        EventKind::StoryKilled
    } else {
        after.state = StoryState::Held;
        after.gone = Some((GoneReason::Withhold, now));
        after.newer = (input == Input::Correction)
            .then_some(item.current)
            .or(after.newer);
        EventKind::StoryHeld
    };
    story_act(after, kind, item, now)
}

fn flag(story: &Story, item: &ItemState, now: Timestamp) -> Act {
    let mut after = story.clone();
    after.revision += 1;
    after.newer = Some(item.current);
    story_act(after, EventKind::StoryFlagged, item, now)
}

fn story_act(story: Story, kind: EventKind, item: &ItemState, now: Timestamp) -> Act {
    let event = Event {
        at: now,
        kind,
        item: Some(item.key.clone()),
        story: Some(story.id.clone()),
        by: Actor::Agency(item.key.agency.clone()),
        note: None,
    };
    Act {
        stories: vec![story],
        events: vec![event],
        ..Act::default()
    }
}

/// The next edition by the feed's rule: only if it follows updates, nothing holds, and nobody edited the text.
fn next_edition(
    known: &Known,
    story: &Story,
    edition: &Edition,
    item: &ItemState,
    arriving: Arriving<'_>,
    house: &House,
    now: Timestamp,
) -> Option<Act> {
    let based_on = edition
        .version
        .as_ref()
        .and_then(|key| known.text(key.nth))?;
    let untouched = edition.blocks == verbatim_blocks(based_on) && edition.standfirst.is_none();
    if !arriving.feed.rules.follow_updates || !item.holds.is_empty() || !untouched {
        return None;
    }
    let had_wire_headline = based_on.headline.as_deref() == Some(edition.headline.as_str());
    let headline = match &arriving.item.headline {
        Some(new) if had_wire_headline => new.clone(),
        _ => edition.headline.clone(),
    };
    let corrects = arriving.item.signals.contains(&Signal::Correction);
    let copy = Copy {
        headline,
        section: story.section.clone(),
        standfirst: None,
        blocks: verbatim_blocks(arriving.item),
        pictures: pictures_of(arriving.item),
        correction: if corrects {
            Some(correction_note(house))
        } else {
            edition.correction.clone()
        },
        version_nth: item.current,
        base_edition: story.edition,
    };
    let by = Actor::Rule(arriving.feed.id.clone());
    publish(
        known,
        Some(story),
        arriving.item,
        &copy,
        house,
        &by,
        story.id.clone(),
        now,
    )
    .ok()
}

/// What a rule says when it takes a correction over: the agency's note to editors is never published.
fn correction_note(house: &House) -> String {
    if house.language.starts_with("hi") {
        String::from("एजेंसी ने सुधार भेजा है; यह पाठ सुधरा हुआ है।")
    } else {
        String::from("The agency sent a correction; this is the corrected text.")
    }
}

/// The feed's rule for an item no story is based on yet. `known` is the state after the arrival.
pub(super) fn by_rule(
    known: &Known,
    current: &Item,
    feed: &Feed,
    house: &House,
    fresh: StoryId,
    now: Timestamp,
) -> Act {
    let OnArrival::Publish { section } = &feed.rules.on_arrival else {
        return Act::default();
    };
    let Some(item) = &known.item else {
        return Act::default();
    };
    let advisory = item
        .signals
        .iter()
        .any(|signal| matches!(signal, Signal::Advisory | Signal::Kill));
    let is_text_of_current = known.versions.iter().any(|version| {
        version.key.nth == item.current && version.content_sha256 == content_sha256(current)
    });
    let by_itself =
        known.stories.is_empty() && item.holds.is_empty() && !advisory && is_text_of_current;
    if !by_itself || !is_open(item.standing, now) {
        return Act::default();
    }
    let copy = Copy {
        headline: current.headline.clone().unwrap_or_default(),
        section: section.clone(),
        standfirst: None,
        blocks: verbatim_blocks(current),
        pictures: pictures_of(current),
        correction: None,
        version_nth: item.current,
        base_edition: 0,
    };
    let by = Actor::Rule(feed.id.clone());
    publish(known, None, current, &copy, house, &by, fresh, now).unwrap_or_default()
}

/// A notice that kills another item by its guid. One that has not arrived yet is remembered: born canceled.
fn kill_other(
    target: Option<&Known>,
    key: &ItemKey,
    arriving: Arriving<'_>,
    now: Timestamp,
) -> Act {
    let known = target.cloned().unwrap_or_default();
    let item = known
        .item
        .clone()
        .unwrap_or_else(|| unheard_of(key, arriving, now));
    let by = Actor::Agency(key.agency.clone());
    if !arriving.feed.rules.may_kill || item.standing.status == Status::Canceled {
        let may_kill = arriving.feed.rules.may_kill;
        let event = Event {
            at: now,
            kind: EventKind::Kill,
            item: Some(key.clone()),
            story: None,
            by,
            note: (!may_kill).then(|| String::from("not acted on: this feed may not kill")),
        };
        return Act {
            events: vec![event],
            ..Act::default()
        };
    }
    let known = Known {
        item: Some(item),
        ..known
    };
    take_off(&known, Intent::Kill, &by, now)
}
