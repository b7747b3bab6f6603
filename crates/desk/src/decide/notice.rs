//! Notices that mean another item (`wire.md` 7): what is sure acts at once, what is likely is withheld until an editor
//! decides, the rest takes nothing down and waits for its item and for an editor. A notice that came before its item
//! finds it on arrival. Nothing here is published, and doubt never opens anything.

use copydesk_wire::Status;
use jiff::Timestamp;

use crate::decide::receive::take_down;
use crate::decide::table::{Input, Next, StateKind, next};
use crate::decide::{Arriving, Known, Refusal};
use crate::id::{EditorName, ItemKey, VersionKey};
use crate::newsroom::{
    Act, Actor, Event, EventKind, ItemState, Notice, NoticeState, Story, StoryState, is_open,
};
use crate::reference::{ACTS_AT, Done, Intent, SUSPECTS_AT, Suspect};

/// Holds an item that a notice may mean, until an editor decides.
pub const SUSPECTED: &str = "notice.suspected";
/// Suspects withheld at once at most.
const WITHHELD_MAX: usize = 3;

/// A suspect with everything known about it.
pub type Weighed = (Suspect, Known);

/// What a notice does to what it may mean, best first. `filed` is the version the notice came as.
#[must_use]
pub fn act_on_notice(
    arriving: Arriving<'_>,
    intent: Intent,
    filed: VersionKey,
    suspects: Vec<Weighed>,
    now: Timestamp,
) -> Act {
    let may_act = arriving.feed.rules.may_kill && intent.takes_off();
    let best = suspects
        .first()
        .map_or(0, |(suspect, _)| suspect.confidence);
    let by = Actor::Agency(filed.item.agency.clone());
    let mut act = Act::default();
    let mut listed = Vec::new();
    let acts = may_act && best >= ACTS_AT;
    for (place, (mut suspect, known)) in suspects.into_iter().enumerate() {
        if acts && place > 0 {
            break;
        }
        let withholds =
            may_act && !acts && place < WITHHELD_MAX && suspect.confidence >= SUSPECTS_AT;
        if acts {
            suspect.done = Done::Acted;
            act.join(take_off(&known, intent, &by, now));
        } else if withholds {
            suspect.done = Done::Withheld;
            act.join(suspicion(&known, &by, now));
        }
        listed.push(suspect);
    }
    let state = match (
        acts,
        best >= SUSPECTS_AT && (may_act || !intent.takes_off()),
    ) {
        (true, _) => NoticeState::Acted,
        (false, true) => NoticeState::Suspecting,
        (false, false) => NoticeState::Waiting,
    };
    if state.is_open() {
        act.events
            .push(event(EventKind::NoticeUnclear, &filed.item, None, &by, now));
    }
    act.notices.push(Notice {
        version: filed,
        revision: 1,
        feed: arriving.feed.id.clone(),
        intent,
        received: now,
        state,
        suspects: listed,
        settled: None,
    });
    act
}

/// An open notice that a new item answers to.
#[derive(Clone, Debug)]
pub struct Awaited {
    /// The notice.
    pub notice: Notice,
    /// How surely it means the new item.
    pub suspect: Suspect,
    /// Whether its feed may take anything off.
    pub may_kill: bool,
}

/// What open notices do to an item that has just come (`known`: after its arrival).
#[must_use]
pub fn answer_notices(known: &Known, awaited: Vec<Awaited>, now: Timestamp) -> Act {
    let mut act = Act::default();
    let mut known = known.clone();
    for Awaited {
        mut notice,
        mut suspect,
        may_kill,
    } in awaited
    {
        let acts = notice.intent.takes_off() && may_kill && suspect.confidence >= ACTS_AT;
        let withholds = notice.intent.takes_off() && may_kill && suspect.confidence >= SUSPECTS_AT;
        if !acts && !withholds {
            continue;
        }
        let by = Actor::Agency(notice.version.item.agency.clone());
        let effect = if acts {
            suspect.done = Done::Acted;
            take_off(&known, notice.intent, &by, now)
        } else {
            suspect.done = Done::Withheld;
            suspicion(&known, &by, now)
        };
        known.apply(&effect);
        act.join(effect);
        notice.revision += 1;
        notice.state = match (acts, notice.state) {
            (true, NoticeState::Waiting) => NoticeState::Acted,
            (false, NoticeState::Waiting) => NoticeState::Suspecting,
            (_, state) => state,
        };
        notice.suspects.insert(0, suspect);
        act.notices.push(notice);
    }
    act
}

/// What an editor says a notice means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// This item.
    Means(ItemKey),
    /// None of ours.
    Nothing,
}

/// An editor decides: what the notice means is taken off, what it does not mean comes back. `known_of` gives what is
/// known of an item named by the notice or chosen.
///
/// # Errors
/// `WrongState` when somebody decided before; `NoVersion` when the item chosen is not here.
pub fn settle_notice(
    notice: &Notice,
    choice: &Choice,
    known_of: &[Known],
    by: &EditorName,
    now: Timestamp,
) -> Result<Act, Refusal> {
    if !notice.state.is_open() {
        return Err(Refusal::WrongState("somebody decided this before"));
    }
    let find = |key: &ItemKey| {
        let mut all = known_of.iter();
        all.find(|known| known.item.as_ref().is_some_and(|item| &item.key == key))
    };
    let actor = Actor::Editor(by.clone());
    let mut act = Act::default();
    let mut after = notice.clone();
    if let Choice::Means(key) = choice {
        let known = find(key).ok_or(Refusal::NoVersion)?;
        act.join(means(notice, known, &actor, now));
        if !after.suspects.iter().any(|suspect| &suspect.item == key) {
            after.suspects.push(Suspect {
                item: key.clone(),
                confidence: 0,
                evidence: Vec::new(),
                done: Done::Nothing,
            });
        }
    }
    for suspect in &mut after.suspects {
        let meant = matches!(choice, Choice::Means(key) if key == &suspect.item);
        if meant {
            suspect.done = Done::Acted;
        } else if suspect.done == Done::Withheld {
            suspect.done = Done::Nothing;
            if let Some(known) = find(&suspect.item) {
                act.join(clear(known, &actor, now));
            }
        }
    }
    after.revision += 1;
    after.state = NoticeState::Settled;
    after.settled = Some((by.clone(), now));
    let item = &notice.version.item;
    act.events
        .push(event(EventKind::NoticeSettled, item, None, &actor, now));
    act.notices.push(after);
    Ok(act)
}

fn means(notice: &Notice, known: &Known, by: &Actor, now: Timestamp) -> Act {
    if notice.intent.takes_off() {
        return take_off(known, notice.intent, by, now);
    }
    let mut act = Act::default();
    for (story, _) in &known.stories {
        let key = story.item.as_ref().unwrap_or(&notice.version.item);
        let mut flagged = event(EventKind::StoryFlagged, key, Some(story), by, now);
        flagged.note = Some(String::from("another item corrects it"));
        act.events.push(flagged);
    }
    act
}

/// Takes an item and its stories off: canceled by a kill, withheld by a withhold. Canceled stays canceled.
pub(super) fn take_off(known: &Known, intent: Intent, by: &Actor, now: Timestamp) -> Act {
    let Some(item) = known.item.clone() else {
        return Act::default();
    };
    if item.standing.status == Status::Canceled {
        return Act::default();
    }
    let (kind, input) = match intent {
        Intent::Kill => (EventKind::Kill, Input::Kill),
        _ => (EventKind::Withhold, Input::Withhold),
    };
    let mut after = item;
    after.revision += 1;
    after.holds.retain(|code| code != SUSPECTED);
    if intent == Intent::Kill {
        after.standing.status = Status::Canceled;
        after.killed_at = Some(now);
    } else {
        after.standing.status = Status::Withheld;
    }
    close_stories(known, after, kind, input, by, now)
}

/// Withholds what a notice may mean. What is withheld or canceled already stays so.
fn suspicion(known: &Known, by: &Actor, now: Timestamp) -> Act {
    let Some(item) = known.item.clone() else {
        return Act::default();
    };
    if item.standing.status == Status::Canceled || item.holds.iter().any(|code| code == SUSPECTED) {
        return Act::default();
    }
    let mut after = item;
    after.revision += 1;
    after.standing.status = Status::Withheld;
    after.holds.push(SUSPECTED.to_owned());
    close_stories(known, after, EventKind::Withhold, Input::Withhold, by, now)
}

fn close_stories(
    known: &Known,
    item: ItemState,
    kind: EventKind,
    input: Input,
    by: &Actor,
    now: Timestamp,
) -> Act {
    let mut act = Act {
        items: vec![item.clone()],
        events: vec![event(kind, &item.key, None, by, now)],
        ..Act::default()
    };
    for (story, _) in &known.stories {
        if let Next::Go(_) = next(story.state.into(), input) {
            act.join(take_down(story, input, &item, now));
        }
    }
    act
}

/// The suspicion is over: the item stands as its current version does, and stories that were held come back if the
/// wire allows it.
fn clear(known: &Known, by: &Actor, now: Timestamp) -> Act {
    let Some(item) = &known.item else {
        return Act::default();
    };
    if item.standing.status == Status::Canceled || !item.holds.iter().any(|code| code == SUSPECTED)
    {
        return Act::default();
    }
    let mut after = item.clone();
    after.revision += 1;
    after.holds.retain(|code| code != SUSPECTED);
    let current = known
        .versions
        .iter()
        .find(|version| version.key.nth == item.current);
    let status = current.map_or(Status::Usable, |version| version.standing.status);
    after.standing.status = status;
    let mut act = Act::default();
    if is_open(after.standing, now) {
        for (story, edition) in &known.stories {
            let based_on = edition
                .as_ref()
                .and_then(|edition| edition.version.as_ref());
            let version = based_on.and_then(|key| known.versions.iter().find(|v| &v.key == key));
            if version.is_none_or(|version| is_open(version.standing, now)) {
                act.join(put_back(story, &item.key, by, now));
            }
        }
    }
    act.items.push(after);
    act
}

fn put_back(story: &Story, key: &ItemKey, by: &Actor, now: Timestamp) -> Act {
    let held = story.state == StoryState::Held && story.first_published.is_some();
    let Next::Go(StateKind::Live) = next(story.state.into(), Input::Restore) else {
        return Act::default();
    };
    if !held {
        return Act::default();
    }
    let mut after = story.clone();
    after.revision += 1;
    after.state = StoryState::Live;
    after.gone = None;
    Act {
        events: vec![event(EventKind::StoryRestored, key, Some(story), by, now)],
        stories: vec![after],
        ..Act::default()
    }
}

fn event(
    kind: EventKind,
    item: &ItemKey,
    story: Option<&Story>,
    by: &Actor,
    now: Timestamp,
) -> Event {
    Event {
        at: now,
        kind,
        item: Some(item.clone()),
        story: story.map(|story| story.id.clone()),
        by: by.clone(),
        note: None,
    }
}
