//! Stories: where each stands with readers, one row a story, replaced only from the revision before.

use copydesk_desk::{ItemKey, Story, StoryFilter, StoryId, StoryState};
use jiff::Timestamp;
use rusqlite::{Connection, named_params};

use super::failure::Failure;
use super::item;
use super::row::Query;
use crate::rows::story::read;
use crate::rows::{filter_rows, micros, micros_not_before};

const COLUMNS: &str =
    "stories.id, stories.revision, state, scheduled_at, section, slug, agency, guid, edition,
    stories.headline, first_published, updated, gone_reason, gone_at, newer
    FROM stories LEFT JOIN items ON items.id = stories.item";

const INSERT: &str = "INSERT INTO stories (id, revision, state, scheduled_at, section, slug, item, edition, headline,
        first_published, updated, gone_reason, gone_at, newer)
    VALUES (:id, :revision, :state, :scheduled_at, :section, :slug, :item, :edition, :headline,
        :first_published, :updated, :gone_reason, :gone_at, :newer)
    ON CONFLICT (id) DO NOTHING";

const UPDATE: &str = "UPDATE stories SET revision = :revision, state = :state, scheduled_at = :scheduled_at,
        section = :section, slug = :slug, item = :item, edition = :edition, headline = :headline,
        first_published = :first_published, updated = :updated, gone_reason = :gone_reason, gone_at = :gone_at,
        newer = :newer
    WHERE id = :id AND revision = :revision - 1";

/// Writes the new state of a story; `Stale` unless the stored revision is the one before and its item is there.
pub(super) fn write(db: &Connection, story: &Story) -> Result<(), Failure> {
    let item_row = match &story.item {
        Some(key) => Some(item::find(db, key)?.ok_or(Failure::Stale)?),
        None => None,
    };
    let scheduled_at = match story.state {
        StoryState::Scheduled(at) => Some(micros_not_before(at)),
        _ => None,
    };
    let sql = if story.revision == 1 { INSERT } else { UPDATE };
    let changed = db.prepare_cached(sql)?.execute(named_params! {
        ":id": story.id.as_str().as_bytes(),
        ":revision": story.revision,
        ":state": story.state.name(),
        ":scheduled_at": scheduled_at,
        ":section": story.section.as_bytes(),
        ":slug": story.slug.as_bytes(),
        ":item": item_row,
        ":edition": story.edition,
        ":headline": story.headline.as_bytes(),
        ":first_published": story.first_published.map(micros),
        ":updated": story.updated.map(micros),
        ":gone_reason": story.gone.map(|(reason, _)| reason.name()),
        ":gone_at": story.gone.map(|(_, at)| micros(at)),
        ":newer": story.newer,
    })?;
    if changed == 1 {
        Ok(())
    } else {
        Err(Failure::Stale)
    }
}

pub(super) fn load(db: &Connection, id: &StoryId) -> Result<Option<Story>, Failure> {
    let mut query = Query::new(COLUMNS);
    query.and(
        "stories.id = ?",
        [Box::new(id.as_str().as_bytes().to_vec())],
    );
    Ok(query.run(db, ("stories.id", 1), read)?.pop())
}

/// Stories based on an item, by id.
pub(super) fn of_item(db: &Connection, key: &ItemKey) -> Result<Vec<Story>, Failure> {
    let Some(item_row) = item::find(db, key)? else {
        return Ok(Vec::new());
    };
    let mut query = Query::new(COLUMNS);
    query.and("stories.item = ?", [Box::new(item_row)]);
    query.run(db, ("stories.id", usize::MAX), read)
}

/// Stories of a filter, newest first; those that never were public come last.
pub(super) fn list(db: &Connection, filter: &StoryFilter) -> Result<Vec<Story>, Failure> {
    let mut query = Query::new(COLUMNS);
    if let Some(section) = &filter.section {
        query.and("section = ?", [Box::new(section.clone().into_bytes())]);
    }
    if filter.live_only {
        query.and("state = 'live'", []);
    }
    if filter.gone_only {
        query.and("state IN ('held', 'withdrawn', 'killed')", []);
    }
    if let Some((published, id)) = &filter.before {
        query.and(
            "(first_published, stories.id) < (?, ?)",
            [
                Box::new(micros(*published)),
                Box::new(id.as_str().as_bytes().to_vec()),
            ],
        );
    }
    let order = "first_published DESC NULLS LAST, stories.id DESC";
    query.run(db, (order, filter_rows(filter.limit)), read)
}

/// Stories scheduled at or before `until`, earliest first.
pub(super) fn scheduled(db: &Connection, until: Timestamp) -> Result<Vec<Story>, Failure> {
    let mut query = Query::new(COLUMNS);
    query.and("state = 'scheduled'", []);
    query.and("scheduled_at <= ?", [Box::new(micros(until))]);
    query.run(db, ("scheduled_at, stories.id", usize::MAX), read)
}
