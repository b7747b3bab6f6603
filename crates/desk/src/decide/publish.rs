//! Publishing: a new story or the next edition, by an editor or by a rule, now or when the embargo ends.
//! Computes the disclosure itself, at this very moment; a preview is never its source.

use copydesk_wire::{Embargo, Item, Signal, Status};
use jiff::Timestamp;

use crate::decide::copy::{page_side, slug, wire_side};
use crate::decide::table::{Input, Next, StateKind, next};
use crate::decide::{Copy, House, Known, Refusal};
use crate::id::StoryId;
use crate::newsroom::{
    Act, Actor, Edition, Event, EventKind, ItemState, Standing, Story, StoryState, Version, is_open,
};

/// Publishes copy based on an item's version: a new story with the id `fresh`, or the next edition of `story`.
/// While the item's embargo is closed and its instant known, the story is scheduled for that instant.
///
/// # Errors
/// A [`Refusal`] the editor reads: killed, withheld, embargoed without a time, something missing, an outdated base.
#[allow(clippy::too_many_arguments)]
pub fn publish(
    known: &Known,
    story: Option<&Story>,
    item: &Item,
    copy: &Copy,
    house: &House,
    by: &Actor,
    fresh: StoryId,
    now: Timestamp,
) -> Result<Act, Refusal> {
    let state = known.item.as_ref().ok_or(Refusal::NoVersion)?;
    let version = known
        .versions
        .iter()
        .find(|version| version.key.nth == copy.version_nth)
        .ok_or(Refusal::NoVersion)?;
    complete(copy)?;
    let opens = opening(state, version, now)?;
    match story {
        Some(story) => fits(story, version, copy)?,
        None => is_first(known)?,
    }
    let input = if opens.is_none() {
        Input::Publish
    } else {
        Input::Schedule
    };
    let target = match next(
        story.map_or(StateKind::Draft, |story| story.state.into()),
        input,
    ) {
        Next::Go(kind) => kind,
        Next::Refuse(_) if story.is_some_and(|story| story.state == StoryState::Killed) => {
            return Err(Refusal::Killed);
        }
        Next::Refuse(why) => return Err(Refusal::WrongState(why)),
        _ => return Err(Refusal::Embargoed(opens)),
    };
    Ok(Edited {
        known,
        story,
        item,
        copy,
        house,
        by,
        opens,
        now,
        version,
    }
    .act(target, fresh))
}

/// Refuses copy that lacks what every story needs.
fn complete(copy: &Copy) -> Result<(), Refusal> {
    if copy.headline.trim().is_empty() {
        return Err(Refusal::NoHeadline);
    }
    if copy.section.trim().is_empty() {
        return Err(Refusal::NoSection);
    }
    if copy.blocks.iter().all(|block| block.text.trim().is_empty()) {
        return Err(Refusal::NoText);
    }
    Ok(())
}

/// `Ok(None)`: open now; `Ok(Some(at))`: opens at that instant; a refusal when it does not open by itself.
fn opening(
    item: &ItemState,
    version: &Version,
    now: Timestamp,
) -> Result<Option<Timestamp>, Refusal> {
    let instants = [item.standing, version.standing].map(|standing| opening_of(standing, now));
    let mut latest = None;
    for instant in instants {
        latest = latest.max(instant?);
    }
    Ok(latest)
}

fn opening_of(standing: Standing, now: Timestamp) -> Result<Option<Timestamp>, Refusal> {
    match (standing.status, standing.embargo) {
        (Status::Canceled, _) => Err(Refusal::Killed),
        (Status::Withheld, _) => Err(Refusal::Withheld),
        (Status::Usable, Embargo::TimeUnknown) => Err(Refusal::Embargoed(None)),
        (Status::Usable, Embargo::Until(at)) if !is_open(standing, now) => Ok(Some(at)),
        (Status::Usable, Embargo::Until(_) | Embargo::None) => Ok(None),
    }
}

/// A form that was opened before anybody published the item, sent twice or by two editors, makes one story.
fn is_first(known: &Known) -> Result<(), Refusal> {
    let stands = |story: &&(Story, Option<Edition>)| {
        matches!(
            story.0.state,
            StoryState::Live | StoryState::Scheduled(_) | StoryState::Held
        )
    };
    match known.stories.iter().find(stands) {
        Some((story, _)) => Err(Refusal::NewerEdition {
            current: story.edition,
        }),
        None => Ok(()),
    }
}

fn fits(story: &Story, version: &Version, copy: &Copy) -> Result<(), Refusal> {
    if story.state == StoryState::Killed {
        return Err(Refusal::Killed);
    }
    if copy.base_edition != story.edition {
        return Err(Refusal::NewerEdition {
            current: story.edition,
        });
    }
    let takes_newer = story.newer == Some(version.key.nth);
    let corrects = version.signals.contains(&Signal::Correction);
    let says_so = copy
        .correction
        .as_ref()
        .is_some_and(|note| !note.trim().is_empty());
    if takes_newer && corrects && story.first_published.is_some() && !says_so {
        return Err(Refusal::NoCorrectionNote);
    }
    Ok(())
}

/// Everything an edition is made from, once nothing refuses it.
struct Edited<'a> {
    known: &'a Known,
    story: Option<&'a Story>,
    item: &'a Item,
    copy: &'a Copy,
    house: &'a House,
    by: &'a Actor,
    opens: Option<Timestamp>,
    now: Timestamp,
    version: &'a Version,
}

impl Edited<'_> {
    fn act(&self, target: StateKind, fresh: StoryId) -> Act {
        let mut story = self.story_after(target, fresh);
        let mut edition = self.edition(&story);
        let page = page_side(&edition, self.house);
        let wire = wire_side(self.item, self.house);
        edition.disclosure = Some(copydesk_text::disclose(&wire, &page).to_json().to_owned());
        if story
            .newer
            .is_some_and(|newer| newer <= self.version.key.nth)
        {
            story.newer = None;
        }
        let kind = if target == StateKind::Live {
            EventKind::StoryPublished
        } else {
            EventKind::StoryScheduled
        };
        let event = Event {
            at: self.now,
            kind,
            item: story.item.clone(),
            story: Some(story.id.clone()),
            by: self.by.clone(),
            note: Some(format!("edition {}", story.edition)),
        };
        Act {
            stories: vec![story],
            editions: vec![edition],
            events: vec![event],
            ..Act::default()
        }
    }

    fn story_after(&self, target: StateKind, fresh: StoryId) -> Story {
        let mut story = self.story.cloned().unwrap_or_else(|| self.new_story(fresh));
        story.revision += 1;
        story.edition += 1;
        story.section.clone_from(&self.copy.section);
        self.copy.headline.trim().clone_into(&mut story.headline);
        match (target, self.opens) {
            (StateKind::Live, _) => {
                story.state = StoryState::Live;
                story.gone = None;
                story.updated = Some(self.now);
                story.first_published = story.first_published.or(Some(self.now));
            }
            (_, Some(at)) => story.state = StoryState::Scheduled(at),
            (_, None) => {}
        }
        story
    }

    fn new_story(&self, fresh: StoryId) -> Story {
        Story {
            id: fresh,
            revision: 0,
            state: StoryState::Draft,
            section: String::new(),
            slug: slug(&self.copy.headline),
            item: self.known.item.as_ref().map(|item| item.key.clone()),
            edition: 0,
            headline: String::new(),
            first_published: None,
            updated: None,
            gone: None,
            newer: None,
        }
    }

    fn edition(&self, story: &Story) -> Edition {
        let said = |text: &Option<String>| {
            text.as_deref()
                .map(str::trim)
                .filter(|text| !text.is_empty())
                .map(str::to_owned)
        };
        Edition {
            story: story.id.clone(),
            number: story.edition,
            published: self.opens.unwrap_or(self.now),
            by: self.by.clone(),
            headline: story.headline.clone(),
            standfirst: said(&self.copy.standfirst),
            blocks: self.copy.blocks.clone(),
            byline: self.item.byline.clone(),
            dateline: self.item.dateline.clone(),
            credit_line: self.item.credit_line.clone(),
            language: self
                .item
                .language
                .clone()
                .unwrap_or_else(|| self.house.language.clone()),
            pictures: self.copy.pictures.clone(),
            version: Some(self.version.key.clone()),
            disclosure: None,
            correction: said(&self.copy.correction),
        }
    }
}
