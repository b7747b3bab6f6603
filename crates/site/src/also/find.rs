//! Finds the neighbours of a story: the index names items that share passages with its text, the catalogue says which of
//! them the house has published, and subjects and sluglines in common move them up. As of the edition's publication: what
//! came out later is no neighbour, so a page does not change because the day goes on.

use std::collections::HashMap;
use std::sync::Arc;

use copydesk_desk::{Edition, Story, StoryId, is_readable};
use copydesk_reuse::{Archive, Found, ItemHash, Query, Topic, Words, item_hash};
use copydesk_wire::{Item, Subject};

use super::neighbours::Neighbour;
use crate::pages::Pages;
use crate::ports::Ports;
use crate::press::SiteError;

/// What of a wire says what it is about.
#[derive(Default)]
struct About {
    subjects: Vec<Subject>,
    slugline: Option<String>,
}

impl About {
    fn of(item: Item) -> Self {
        Self {
            subjects: item.subjects,
            slugline: item.slugline.filter(|line| !line.trim().is_empty()),
        }
    }

    /// Names of the other's subjects that this one has too; by code and scheme, since names are in many languages.
    fn shared<'a>(&self, other: &'a Self) -> impl Iterator<Item = &'a Subject> {
        let own: Vec<(&str, Option<&str>)> = self.subjects.iter().filter_map(key).collect();
        other
            .subjects
            .iter()
            .filter(move |subject| key(subject).is_some_and(|key| own.contains(&key)))
    }

    fn has_slugline_of(&self, other: &Self) -> bool {
        self.slugline.is_some() && self.slugline == other.slugline
    }
}

fn key(subject: &Subject) -> Option<(&str, Option<&str>)> {
    Some((subject.code.as_deref()?, subject.scheme.as_deref()))
}

/// Finds up to ten neighbours of a story, the nearest first; none of one that readers may not read.
///
/// # Errors
/// When the store does not answer.
pub(crate) async fn find(
    ports: &Ports,
    pages: &Arc<Pages>,
    id: &StoryId,
) -> Result<Vec<Neighbour>, SiteError> {
    let Some(story) = ports.store.story(id.clone()).await?.filter(is_readable) else {
        return Ok(Vec::new());
    };
    let edition = ports.store.edition(id.clone(), story.edition).await?;
    let Some(edition) = edition else {
        return Ok(Vec::new());
    };
    let asked = Arc::new(Asked::of(story, &edition));
    let near = look(ports, pages, &asked, None).await;
    if near.is_empty() {
        return Ok(Vec::new());
    }
    let own = match &edition.version {
        Some(key) => about(ports, key.item.clone(), Some(key.nth)).await?,
        None => About::default(),
    };
    let mut topics = HashMap::new();
    for (item, other) in &near {
        if let Some(key) = other.item.clone() {
            topics.insert(*item, about(ports, key, None).await?);
        }
    }
    let points = topics
        .iter()
        .map(|(item, about)| {
            let topic = Topic {
                subjects: u32::try_from(own.shared(about).count()).unwrap_or(u32::MAX),
                slugline: own.has_slugline_of(about),
            };
            (*item, topic)
        })
        .collect();
    let ranked = look(ports, pages, &asked, Some(points)).await;
    let neighbour = |(item, other): (ItemHash, Story)| {
        let about = topics.get(&item);
        let shared = about.map(|about| own.shared(about).filter_map(|s| s.name.clone()));
        Neighbour {
            story: other.id,
            subjects: shared.map(Iterator::collect).unwrap_or_default(),
            slugline: about.is_some_and(|about| own.has_slugline_of(about)),
        }
    };
    Ok(ranked.into_iter().map(neighbour).collect())
}

/// What is looked up.
struct Asked {
    story: Story,
    query: Query,
    own: ItemHash,
    published: jiff::Timestamp,
}

impl Asked {
    fn of(story: Story, edition: &Edition) -> Self {
        // A story of the house has no item; its id names none.
        let own = story.item.as_ref().map_or_else(
            || item_hash("", story.id.as_str()),
            |key| item_hash(&key.agency, &key.guid),
        );
        Self {
            query: Query::of(&Words::of(&edition.blocks)),
            published: edition.published,
            own,
            story,
        }
    }
}

/// Items that share passages and are no duplicates, each with the story made from it. With points: only these items.
async fn look(
    ports: &Ports,
    pages: &Arc<Pages>,
    asked: &Arc<Asked>,
    points: Option<HashMap<ItemHash, Topic>>,
) -> Vec<(ItemHash, Story)> {
    let (pages, asked) = (Arc::clone(pages), Arc::clone(asked));
    let reuse = Arc::clone(&ports.reuse);
    let looked = tokio::task::spawn_blocking(move || {
        let found = reuse.ask(|archive| related(archive, &pages, &asked, points.as_ref()));
        found.unwrap_or_default()
    });
    match looked.await {
        Ok(found) => found,
        Err(error) => {
            tracing::error!(%error, "neighbours of a story could not be looked up");
            Vec::new()
        }
    }
}

fn related(
    archive: &Archive,
    pages: &Pages,
    asked: &Asked,
    points: Option<&HashMap<ItemHash, Topic>>,
) -> Vec<(ItemHash, Story)> {
    let search = archive.search(&asked.query);
    let same: Vec<ItemHash> = search
        .duplicates(asked.own)
        .into_iter()
        .map(|(found, _)| found.item)
        .collect();
    let story_of = |item| {
        pages.ask(|catalogue| {
            catalogue
                .made_from(item, asked.published)
                .filter(|other| other.id != asked.story.id)
                .cloned()
        })
    };
    let now = u32::try_from(asked.published.as_second()).unwrap_or(0);
    let related = search.related(asked.own, now, |found: &Found| {
        if same.contains(&found.item) {
            return None;
        }
        match points {
            Some(points) => points.get(&found.item).copied(),
            None => story_of(found.item).map(|_| Topic::default()),
        }
    });
    let found = related.into_iter().map(|related| related.found.item);
    found
        .filter_map(|item| Some((item, story_of(item)?)))
        .collect()
}

/// What a version of an item is about; of the current one, if none is named.
async fn about(
    ports: &Ports,
    key: copydesk_desk::ItemKey,
    nth: Option<u32>,
) -> Result<About, SiteError> {
    let nth = match nth {
        Some(nth) => Some(nth),
        None => ports
            .store
            .item(key.clone())
            .await?
            .map(|item| item.current),
    };
    let versions = ports.store.versions(key).await?;
    let version = versions.iter().find(|version| Some(version.key.nth) == nth);
    let item = match version {
        Some(version) => ports.item_of(version).await?,
        None => None,
    };
    Ok(item.map(About::of).unwrap_or_default())
}
