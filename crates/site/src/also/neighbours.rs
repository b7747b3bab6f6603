//! The lists of neighbours that are kept, and the stories whose list is due to be computed. In memory, bounded; what is
//! let go is computed again when its page is made. Knows nothing of who may be read.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use copydesk_desk::{Story, StoryId};
use tokio::sync::Notify;

use crate::locks::locked;

/// Lists kept; the one kept longest goes first.
const LISTS_MAX: usize = 8_192;
/// Stories that wait for their list; more are computed when their pages are made again.
const DUE_MAX: usize = 8_192;

/// A neighbour of a story, with what both have in common beside their words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Neighbour {
    /// The other story.
    pub story: StoryId,
    /// Subjects that both wires name, in the other wire's words.
    pub subjects: Vec<String>,
    /// Whether their sluglines are equal.
    pub slugline: bool,
}

/// The lists of a site, and who waits for new ones to be asked for.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    neighbours: Mutex<Neighbours>,
    asked: Notify,
}

impl Lists {
    /// The list of a story, if it was computed.
    pub fn of(&self, story: &StoryId) -> Option<Arc<[Neighbour]>> {
        locked(&self.neighbours).of(story)
    }

    /// Stories changed: their lists are to be computed, and those that name one of them.
    pub fn changed<'a>(&self, stories: impl Iterator<Item = &'a Story>) {
        let mut neighbours = locked(&self.neighbours);
        stories.for_each(|story| neighbours.changed(&story.id));
        self.asked.notify_one();
    }

    /// Forgets everything, and asks for the lists of these stories.
    pub fn restart(&self, stories: &[StoryId]) {
        let mut neighbours = locked(&self.neighbours);
        *neighbours = Neighbours::default();
        for story in stories {
            neighbours.ask(story);
        }
        self.asked.notify_one();
    }

    /// Asks for the list of a story.
    pub fn ask(&self, story: &StoryId) {
        if locked(&self.neighbours).ask(story) {
            self.asked.notify_one();
        }
    }

    /// The next story whose list is to be computed.
    pub fn next(&self) -> Option<StoryId> {
        locked(&self.neighbours).next()
    }

    /// Keeps a list; answers whether it says something else than before.
    pub fn put(&self, story: &StoryId, list: Vec<Neighbour>) -> bool {
        locked(&self.neighbours).put(story, list)
    }

    /// Resolves once lists were asked for.
    pub async fn asked(&self) {
        self.asked.notified().await;
    }
}

/// Lists by story.
#[derive(Debug, Default)]
struct Neighbours {
    lists: HashMap<StoryId, (u64, Arc<[Neighbour]>)>,
    by_age: BTreeMap<u64, StoryId>,
    /// Who lists a story.
    holders: HashMap<StoryId, BTreeSet<StoryId>>,
    due: VecDeque<StoryId>,
    waiting: BTreeSet<StoryId>,
    count: u64,
}

impl Neighbours {
    /// The list of a story, if it was computed.
    pub fn of(&self, story: &StoryId) -> Option<Arc<[Neighbour]>> {
        self.lists.get(story).map(|(_, list)| Arc::clone(list))
    }

    /// Keeps a list; answers whether it says something else than before, where none says as much as an empty one.
    pub fn put(&mut self, story: &StoryId, list: Vec<Neighbour>) -> bool {
        let before = self.remove(story);
        let differs = before.as_deref().unwrap_or_default() != list.as_slice();
        for neighbour in &list {
            let holders = self.holders.entry(neighbour.story.clone()).or_default();
            holders.insert(story.clone());
        }
        self.count += 1;
        self.by_age.insert(self.count, story.clone());
        self.lists.insert(story.clone(), (self.count, list.into()));
        if self.lists.len() > LISTS_MAX
            && let Some((_, eldest)) = self.by_age.first_key_value()
        {
            self.remove(&eldest.clone());
        }
        differs
    }

    fn remove(&mut self, story: &StoryId) -> Option<Arc<[Neighbour]>> {
        let (age, list) = self.lists.remove(story)?;
        self.by_age.remove(&age);
        for neighbour in list.iter() {
            if let Some(holders) = self.holders.get_mut(&neighbour.story) {
                holders.remove(story);
                if holders.is_empty() {
                    self.holders.remove(&neighbour.story);
                }
            }
        }
        Some(list)
    }

    /// Says that a story's list is to be computed; answers whether that is news.
    pub fn ask(&mut self, story: &StoryId) -> bool {
        let news = self.waiting.len() < DUE_MAX && self.waiting.insert(story.clone());
        if news {
            self.due.push_back(story.clone());
        }
        news
    }

    /// A story changed: its own list is to be computed, and every list that names it.
    pub fn changed(&mut self, story: &StoryId) {
        self.ask(story);
        for holder in self.holders.get(story).cloned().unwrap_or_default() {
            self.ask(&holder);
        }
    }

    /// The next story whose list is due.
    pub fn next(&mut self) -> Option<StoryId> {
        let story = self.due.pop_front()?;
        self.waiting.remove(&story);
        Some(story)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(name: &str) -> StoryId {
        StoryId::new(name)
    }

    fn list(names: &[&str]) -> Vec<Neighbour> {
        let of = |name: &&str| Neighbour {
            story: id(name),
            subjects: Vec::new(),
            slugline: false,
        };
        names.iter().map(of).collect()
    }

    fn due(neighbours: &mut Neighbours) -> Vec<StoryId> {
        std::iter::from_fn(|| neighbours.next()).collect()
    }

    #[test]
    fn a_change_asks_for_the_lists_that_name_the_story_once() {
        let mut neighbours = Neighbours::default();
        assert!(neighbours.put(&id("a"), list(&["c"])));
        assert!(neighbours.put(&id("b"), list(&["c", "a"])));
        neighbours.changed(&id("c"));
        neighbours.changed(&id("c"));
        assert_eq!(due(&mut neighbours), [id("c"), id("a"), id("b")]);
        assert!(neighbours.put(&id("a"), list(&[])), "it named one before");
        neighbours.changed(&id("c"));
        assert_eq!(due(&mut neighbours), [id("c"), id("b")]);
    }

    #[test]
    fn an_empty_list_says_what_none_says() {
        let mut neighbours = Neighbours::default();
        assert!(!neighbours.put(&id("a"), list(&[])));
        assert!(neighbours.put(&id("a"), list(&["b"])));
        assert!(!neighbours.put(&id("a"), list(&["b"])));
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let mut neighbours = Neighbours::default();
        for number in 0..LISTS_MAX + 10 {
            neighbours.put(&id(&number.to_string()), list(&["x"]));
        }
        assert_eq!(neighbours.lists.len(), LISTS_MAX);
        assert_eq!(neighbours.holders[&id("x")].len(), LISTS_MAX);
        assert!(neighbours.of(&id("3")).is_none());
    }
}
