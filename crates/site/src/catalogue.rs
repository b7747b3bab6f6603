//! What readers may find at this moment, in memory: every readable story, every gone one, lists and search.
//! The one place that is asked before any page leaves; a change is one swap under one lock, so a kill takes a story
//! off every surface at once. Holds no text but what search needs, and nothing at all of drafts, scheduled and
//! embargoed stories.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use copydesk_desk::{GoneReason, Story, StoryId, StoryState, is_readable};
use copydesk_reuse::{ItemHash, item_hash};
use jiff::Timestamp;

use crate::lists::card::Card;
use crate::route::Cursor;
use crate::search::index::Index;

/// Cards kept in memory: those of the newest stories. Older ones are made again from the store when asked for.
const CARDS_MAX: usize = 1_000;
/// Cards that may come in before those of older stories are let go.
const CARDS_PER_SWEEP: usize = 200;
/// Counts changes of the catalogue: a page made at one generation is current until something it shows changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Generation(pub u64);

/// A story's new state, with what lists and search need of it.
#[derive(Debug)]
pub struct Change {
    /// The story as stored.
    pub story: Story,
    /// Card and searchable text of its current edition, if it is readable.
    pub shown: Option<(Card, String)>,
}

/// A story that was public.
#[derive(Debug)]
struct Entry {
    story: Story,
    card: Option<Arc<Card>>,
    corrected: Option<Timestamp>,
    changed: Generation,
}

/// A story that was public and is not any more. Carries nothing of its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone {
    /// The story.
    pub id: StoryId,
    /// Where it stood.
    pub section: String,
    /// Why it went.
    pub reason: GoneReason,
    /// When it went.
    pub at: Timestamp,
    /// When it had first been public.
    pub first_published: Timestamp,
    /// Agency id of its item.
    pub agency: Option<String>,
}

/// What stands under a story's id.
#[derive(Clone, Debug)]
pub enum Standing {
    /// Readers may read it; its pages must be at least this new.
    Readable(Box<Story>, Generation),
    /// It was public and is gone.
    Gone(Gone, Generation),
}

/// Which stories a list shows.
#[derive(Clone, Copy, Debug)]
pub struct Listing<'a> {
    /// Only this section.
    pub section: Option<&'a str>,
    /// Only stories after this place.
    pub before: Option<&'a Cursor>,
    /// At most this many.
    pub limit: usize,
}

/// A story in a list: its id, and its card if it is at hand.
pub type Listed = (StoryId, Option<Arc<Card>>);

type Shelf = BTreeSet<(Reverse<Timestamp>, StoryId)>;

/// The catalogue. Guarded by a lock of its owner.
#[derive(Debug, Default)]
pub struct Catalogue {
    generation: Generation,
    entries: HashMap<StoryId, Entry>,
    all: Shelf,
    sections: HashMap<String, Shelf>,
    gone: Shelf,
    corrected: Shelf,
    /// Stories by the item they are made from.
    by_item: BTreeSet<(ItemHash, StoryId)>,
    index: Index,
    lists_changed: Generation,
    section_changed: HashMap<String, Generation>,
    neighbours_changed: Generation,
    taken_off: Generation,
    references_changed: Generation,
    cards_put: usize,
}

impl Catalogue {
    /// The present generation: the stamp of a page whose making starts now.
    #[must_use]
    pub fn generation(&self) -> Generation {
        self.generation
    }

    /// When a story was last taken off: what was being made before that must be made again.
    #[must_use]
    pub fn taken_off(&self) -> Generation {
        self.taken_off
    }

    /// When an explainer or a document last changed.
    #[must_use]
    pub fn references_changed(&self) -> Generation {
        self.references_changed
    }

    /// Marks every page of explainers and documents, and the lists that name them, as outdated; what is being made
    /// must be made again.
    pub fn change_references(&mut self) {
        self.generation.0 += 1;
        self.references_changed = self.generation;
        self.lists_changed = self.generation;
        self.taken_off = self.generation;
    }

    /// When anything in any list last changed.
    #[must_use]
    pub fn lists_changed(&self) -> Generation {
        self.lists_changed
    }

    /// When anything in a section's list last changed.
    #[must_use]
    pub fn section_changed(&self, section: &str) -> Generation {
        self.section_changed
            .get(section)
            .copied()
            .unwrap_or_default()
    }

    /// What stands under an id; `None`: nothing that ever was public.
    #[must_use]
    pub fn standing(&self, id: &StoryId) -> Option<Standing> {
        let entry = self.entries.get(id)?;
        if is_readable(&entry.story) {
            let needed = entry.changed.max(self.neighbours_changed);
            return Some(Standing::Readable(Box::new(entry.story.clone()), needed));
        }
        gone_of(&entry.story).map(|gone| Standing::Gone(gone, entry.changed))
    }

    /// Whether readers may read the story now.
    #[must_use]
    pub fn is_readable(&self, id: &StoryId) -> bool {
        self.entries
            .get(id)
            .is_some_and(|entry| is_readable(&entry.story))
    }

    /// When a readable story was first published; `None` if readers may not read it.
    #[must_use]
    pub fn first_published(&self, id: &StoryId) -> Option<Timestamp> {
        let story = &self.entries.get(id)?.story;
        story.first_published.filter(|_| is_readable(story))
    }

    /// Readable stories, newest first.
    #[must_use]
    pub fn list(&self, listing: Listing<'_>) -> Vec<Listed> {
        let Some(shelf) = self.shelf(listing.section) else {
            return Vec::new();
        };
        let listed = |(_, id): &(Reverse<Timestamp>, StoryId)| (id.clone(), self.card(id));
        match listing.before {
            None => shelf.iter().take(listing.limit).map(listed).collect(),
            Some(cursor) => shelf
                .range((Reverse(cursor.at), cursor.id.clone())..)
                .filter(|(_, id)| *id != cursor.id)
                .take(listing.limit)
                .map(listed)
                .collect(),
        }
    }

    /// Readable stories first published in `[start, end)`, newest first.
    #[must_use]
    pub fn between(&self, start: Timestamp, end: Timestamp, limit: usize) -> Vec<Listed> {
        self.all
            .range((Reverse(end), StoryId::new(""))..)
            .skip_while(|(at, _)| at.0 >= end)
            .take_while(|(at, _)| at.0 >= start)
            .take(limit)
            .map(|(_, id)| (id.clone(), self.card(id)))
            .collect()
    }

    /// Readable stories as they stand, newest first: for sitemaps.
    pub fn stories(&self) -> impl Iterator<Item = &Story> {
        self.all
            .iter()
            .filter_map(|(_, id)| self.entries.get(id).map(|entry| &entry.story))
    }

    /// Stories that went, last gone first.
    pub fn gone(&self) -> impl Iterator<Item = Gone> {
        self.gone
            .iter()
            .filter_map(|(_, id)| gone_of(&self.entries.get(id)?.story))
    }

    /// Readable stories that carry a correction, last corrected first.
    pub fn corrected(&self) -> impl Iterator<Item = (Timestamp, Listed)> {
        self.corrected
            .iter()
            .map(|(at, id)| (at.0, (id.clone(), self.card(id))))
    }

    /// Readable stories with every word of the query, newest first.
    #[must_use]
    pub fn search(&self, query: &str) -> Vec<StoryId> {
        let mut hits: Vec<(Reverse<Timestamp>, StoryId)> = self
            .index
            .find(query)
            .into_iter()
            .filter_map(|id| {
                let story = &self.entries.get(id)?.story;
                let first = story.first_published.filter(|_| is_readable(story))?;
                Some((Reverse(first), id.clone()))
            })
            .collect();
        hits.sort();
        hits.into_iter().map(|(_, id)| id).collect()
    }

    /// The card of a story, if it is at hand.
    #[must_use]
    pub fn card(&self, id: &StoryId) -> Option<Arc<Card>> {
        self.entries.get(id)?.card.clone()
    }

    /// The newest story made from an item that was public by `until` and is not dead: it may be off for now.
    #[must_use]
    pub fn made_from(&self, item: ItemHash, until: Timestamp) -> Option<&Story> {
        let of_item = self.by_item.range((item, StoryId::new(""))..);
        of_item
            .take_while(|(known, _)| *known == item)
            .filter_map(|(_, id)| self.entries.get(id).map(|entry| &entry.story))
            .filter(|story| story.state != StoryState::Killed)
            .filter(|story| story.first_published.is_some_and(|at| at <= until))
            .max_by_key(|story| story.first_published)
    }

    /// A story that readers may read now.
    #[must_use]
    pub fn readable_story(&self, id: &StoryId) -> Option<&Story> {
        let story = &self.entries.get(id)?.story;
        is_readable(story).then_some(story)
    }

    /// A story's page says something else now, though the story did not change.
    pub fn mark_story(&mut self, id: &StoryId) {
        self.generation.0 += 1;
        if let Some(entry) = self.entries.get_mut(id) {
            entry.changed = self.generation;
        }
    }

    /// Number of readable stories.
    #[must_use]
    pub fn readable(&self) -> usize {
        self.all.len()
    }

    /// Number of gone stories.
    #[must_use]
    pub fn gone_count(&self) -> usize {
        self.gone.len()
    }

    /// Takes the place of another catalogue, as a later generation of it.
    pub fn replace(mut self, other: &mut Self) {
        self.generation.0 += other.generation.0 + 1;
        let now = self.generation;
        self.lists_changed = now;
        self.neighbours_changed = now;
        self.taken_off = now;
        self.references_changed = now;
        let known = other.section_changed.keys().chain(self.sections.keys());
        self.section_changed = known.map(|section| (section.clone(), now)).collect();
        self.entries
            .values_mut()
            .for_each(|entry| entry.changed = now);
        *other = self;
    }

    /// A speaker was confirmed: pages of stories link to it now.
    pub fn mark_speakers(&mut self) {
        self.generation.0 += 1;
        self.neighbours_changed = self.generation;
    }

    /// Applies changes as one swap.
    pub fn apply(&mut self, changes: Vec<Change>) {
        if changes.is_empty() {
            return;
        }
        self.generation.0 += 1;
        for change in changes {
            self.apply_one(change);
        }
        self.drop_old_cards();
    }

    fn apply_one(&mut self, change: Change) {
        let before = self.entries.remove(&change.story.id);
        if let Some(entry) = &before {
            self.unlist(&entry.story);
        }
        let Some(first) = change.story.first_published else {
            self.index.remove(&change.story.id);
            return;
        };
        let entry = self.entry_of(change);
        if let Some(key) = &entry.story.item {
            let item = item_hash(&key.agency, &key.guid);
            self.by_item.insert((item, entry.story.id.clone()));
        }
        let (id, section) = (entry.story.id.clone(), entry.story.section.clone());
        if is_readable(&entry.story) {
            self.all.insert((Reverse(first), id.clone()));
            self.sections
                .entry(section)
                .or_default()
                .insert((Reverse(first), id.clone()));
            if let Some(at) = entry.corrected {
                self.corrected.insert((Reverse(at), id.clone()));
            }
        } else if let Some(gone) = gone_of(&entry.story) {
            self.gone.insert((Reverse(gone.at), id.clone()));
        }
        if before
            .as_ref()
            .is_some_and(|before| is_readable(&before.story))
            && !is_readable(&entry.story)
        {
            self.taken_off = self.generation;
        }
        self.mark_lists(before.as_ref(), &entry);
        self.entries.insert(id, entry);
    }

    /// The entry of a change; a gone story keeps none of its words, here or in the index.
    fn entry_of(&mut self, change: Change) -> Entry {
        let mut story = change.story;
        let mut entry_card = None;
        let mut corrected = None;
        match change.shown.filter(|_| is_readable(&story)) {
            Some((card, text)) => {
                self.index.put(&story.id, &text);
                corrected = card.correction.as_ref().map(|_| card.edition_published);
                entry_card = Some(Arc::new(card));
                self.cards_put += 1;
            }
            None => self.index.remove(&story.id),
        }
        if !is_readable(&story) {
            story.headline = String::new();
            story.slug = String::new();
        }
        Entry {
            story,
            card: entry_card,
            corrected,
            changed: self.generation,
        }
    }

    /// Marks the lists whose pages show something else now.
    fn mark_lists(&mut self, before: Option<&Entry>, after: &Entry) {
        let same = before.is_some_and(|before| {
            is_readable(&before.story) == is_readable(&after.story)
                && before.story.section == after.story.section
                && before.card.is_some()
                && before.card == after.card
        });
        if same {
            return;
        }
        self.lists_changed = self.generation;
        for section in before
            .map(|b| &b.story.section)
            .into_iter()
            .chain([&after.story.section])
        {
            self.section_changed
                .insert(section.clone(), self.generation);
        }
        if before.is_some() {
            self.neighbours_changed = self.generation;
        }
    }

    fn unlist(&mut self, story: &Story) {
        let Some(first) = story.first_published else {
            return;
        };
        self.all.remove(&(Reverse(first), story.id.clone()));
        if let Some(key) = &story.item {
            let item = item_hash(&key.agency, &key.guid);
            self.by_item.remove(&(item, story.id.clone()));
        }
        if let Some(shelf) = self.sections.get_mut(&story.section) {
            shelf.remove(&(Reverse(first), story.id.clone()));
        }
        self.corrected.retain(|(_, id)| *id != story.id);
        if let Some(gone) = gone_of(story) {
            self.gone.remove(&(Reverse(gone.at), story.id.clone()));
        }
    }

    fn shelf(&self, section: Option<&str>) -> Option<&Shelf> {
        match section {
            None => Some(&self.all),
            Some(section) => self.sections.get(section),
        }
    }

    /// Lets go of the cards of all but the newest stories, once enough new ones have come to make it worth a sweep.
    fn drop_old_cards(&mut self) {
        if self.cards_put < CARDS_PER_SWEEP {
            return;
        }
        self.cards_put = 0;
        for (_, id) in self.all.iter().skip(CARDS_MAX) {
            if let Some(entry) = self.entries.get_mut(id) {
                entry.card = None;
            }
        }
    }
}

/// The tombstone's facts of a story that was public; `None` if it is readable or never was public.
fn gone_of(story: &Story) -> Option<Gone> {
    let first_published = story.first_published?;
    let reason = match story.state {
        StoryState::Live | StoryState::Draft => return None,
        StoryState::Killed => GoneReason::Kill,
        StoryState::Held => GoneReason::Withhold,
        StoryState::Scheduled(_) => GoneReason::Withhold,
        StoryState::Withdrawn => GoneReason::House,
    };
    let (reason, at) = story.gone.unwrap_or((reason, first_published));
    Some(Gone {
        id: story.id.clone(),
        section: story.section.clone(),
        reason,
        at,
        first_published,
        agency: story.item.as_ref().map(|item| item.agency.clone()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::moment::Moment;
    use crate::words::Tongue;

    fn story(n: usize, state: StoryState) -> Story {
        let at = Timestamp::from_second(1_700_000_000 + i64::try_from(n).expect("small"))
            .expect("in range");
        Story {
            id: StoryId::new(format!("story{n:08}")),
            revision: 1,
            state,
            section: "world".into(),
            slug: "slug".into(),
            item: None,
            edition: 1,
            headline: format!("Headline {n}"),
            first_published: Some(at),
            updated: None,
            gone: None,
            newer: None,
        }
    }

    fn card(story: &Story) -> Card {
        let at = story.first_published.expect("public");
        Card {
            id: story.id.clone(),
            path: String::new(),
            headline: story.headline.clone(),
            lang: None,
            dir: None,
            standfirst: None,
            opening: None,
            agency: None,
            section: String::new(),
            section_path: String::new(),
            picture: None,
            mark: None,
            published: Moment::new(at, &jiff::tz::TimeZone::UTC, Tongue::English),
            updated: None,
            correction: None,
            language: "en".into(),
            rights: None,
            edition_published: at,
            first_published: at,
            changed: at,
        }
    }

    fn live(n: usize) -> Change {
        let story = story(n, StoryState::Live);
        let card = card(&story);
        Change {
            story,
            shown: Some((card, format!("text {n}"))),
        }
    }

    #[test]
    fn cards_of_old_stories_are_let_go_in_whatever_order_they_come() {
        let mut catalogue = Catalogue::default();
        for batch in (0..3_000).rev().collect::<Vec<_>>().chunks(500) {
            catalogue.apply(batch.iter().map(|n| live(*n)).collect());
        }
        let held = catalogue
            .entries
            .values()
            .filter(|entry| entry.card.is_some())
            .count();
        assert!(held <= CARDS_MAX + CARDS_PER_SWEEP, "{held}");
        assert_eq!(catalogue.readable(), 3_000);
    }

    #[test]
    fn nothing_of_a_gone_story_is_kept() {
        let mut catalogue = Catalogue::default();
        catalogue.apply(vec![live(1), live(2)]);
        catalogue.apply(vec![Change {
            story: story(1, StoryState::Killed),
            shown: None,
        }]);
        let entry = &catalogue.entries[&StoryId::new("story00000001")];
        assert!(
            entry.story.headline.is_empty() && entry.story.slug.is_empty() && entry.card.is_none()
        );
        assert!(catalogue.search("1").is_empty());
        assert_eq!(catalogue.taken_off(), catalogue.generation());
        assert_eq!((catalogue.readable(), catalogue.gone_count()), (1, 1));
    }

    #[test]
    fn what_never_was_public_is_not_known() {
        let mut catalogue = Catalogue::default();
        let draft = Story {
            first_published: None,
            ..story(1, StoryState::Held)
        };
        let id = draft.id.clone();
        catalogue.apply(vec![Change {
            story: draft,
            shown: None,
        }]);
        assert!(catalogue.standing(&id).is_none());
    }
}
