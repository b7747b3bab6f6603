//! An inverted index in memory: terms to stories, each story once, the newest state only. Rebuilt from the ground
//! state at start. Says nothing about readability: whoever asks filters by the catalogue.

use std::collections::{HashMap, HashSet};

use copydesk_desk::StoryId;

use super::term::terms;

/// Terms to documents. A story that changes gets a new document; the old one is dead until compaction.
#[derive(Debug, Default)]
pub struct Index {
    postings: HashMap<Box<str>, Vec<u32>>,
    documents: Vec<Option<StoryId>>,
    current: HashMap<StoryId, u32>,
}

impl Index {
    /// Puts a story's text in, in place of what stood there.
    pub fn put(&mut self, id: &StoryId, text: &str) {
        self.remove(id);
        let Ok(document) = u32::try_from(self.documents.len()) else {
            return;
        };
        self.documents.push(Some(id.clone()));
        self.current.insert(id.clone(), document);
        let distinct: HashSet<String> = terms(text).into_iter().collect();
        for term in distinct {
            self.postings
                .entry(term.into_boxed_str())
                .or_default()
                .push(document);
        }
    }

    /// Takes a story out at once.
    pub fn remove(&mut self, id: &StoryId) {
        if let Some(document) = self.current.remove(id)
            && let Some(slot) = self.documents.get_mut(document as usize)
        {
            *slot = None;
        }
        self.compact_if_half_dead();
    }

    /// Stories that have every term of the query, in no particular order. An empty query finds nothing.
    #[must_use]
    pub fn find(&self, query: &str) -> Vec<&StoryId> {
        let mut lists = Vec::new();
        for term in terms(query) {
            match self.postings.get(term.as_str()) {
                Some(list) => lists.push(list),
                None => return Vec::new(),
            }
        }
        lists.sort_by_key(|list| list.len());
        let Some((shortest, others)) = lists.split_first() else {
            return Vec::new();
        };
        shortest
            .iter()
            .filter(|document| {
                others
                    .iter()
                    .all(|list| list.binary_search(document).is_ok())
            })
            .filter_map(|document| self.documents.get(*document as usize)?.as_ref())
            .collect()
    }

    /// Number of stories held.
    #[must_use]
    pub fn len(&self) -> usize {
        self.current.len()
    }

    /// Whether no story is held.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.current.is_empty()
    }

    /// Renumbers once more than half of at least 1,000 documents are dead, so that updates do not grow it for ever.
    fn compact_if_half_dead(&mut self) {
        if self.documents.len() < 1_000 || self.current.len() * 2 > self.documents.len() {
            return;
        }
        let mut renumbered = vec![None; self.documents.len()];
        let mut documents = Vec::with_capacity(self.current.len());
        for (old, slot) in self.documents.drain(..).enumerate() {
            if let Some(id) = slot {
                let new = u32::try_from(documents.len()).unwrap_or(u32::MAX);
                renumbered[old] = Some(new);
                self.current.insert(id.clone(), new);
                documents.push(Some(id));
            }
        }
        self.documents = documents;
        self.postings.retain(|_, list| {
            *list = list
                .iter()
                .filter_map(|old| renumbered.get(*old as usize).copied().flatten())
                .collect();
            !list.is_empty()
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: usize) -> StoryId {
        StoryId::new(format!("story{n:05}"))
    }

    #[test]
    fn a_story_needs_every_word() {
        let mut index = Index::default();
        index.put(&id(1), "River bridge opens");
        index.put(&id(2), "River floods");
        assert_eq!(index.find("RIVER"), [&id(1), &id(2)]);
        assert_eq!(index.find("river Bridge"), [&id(1)]);
        assert!(index.find("river castle").is_empty());
        assert!(index.find("").is_empty());
    }

    #[test]
    fn an_update_replaces_and_a_removal_forgets() {
        let mut index = Index::default();
        index.put(&id(1), "old words");
        index.put(&id(1), "new words");
        assert!(index.find("old").is_empty());
        assert_eq!(index.find("new"), [&id(1)]);
        index.remove(&id(1));
        assert!(index.find("new").is_empty());
    }

    #[test]
    fn many_updates_do_not_grow_it() {
        let mut index = Index::default();
        for turn in 0..5_000 {
            index.put(&id(turn % 10), &format!("word{turn} same"));
        }
        assert_eq!(index.find("same").len(), 10);
        assert!(index.documents.len() < 2_000);
        assert!(index.postings.len() < 2_100);
    }
}
