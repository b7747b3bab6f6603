//! Stories: where each stands with readers, one row a story, replaced only from the revision before.

use copydesk_desk::{ItemKey, Story, StoryFilter, StoryId, StoryState};
use jiff::Timestamp;

use super::failure::Failure;
use super::item;
use super::row::Query;
use super::session::Session;
use crate::rows::story::read;
use crate::rows::{filter_rows, micros, micros_not_before};

const COLUMNS: &str =
    "stories.id, stories.revision, state, scheduled_at, section, slug, agency, guid, edition,
    stories.headline, first_published, updated, gone_reason, gone_at, newer
    FROM stories LEFT JOIN items ON items.id = stories.item";

const INSERT: &str = "INSERT INTO stories (id, revision, state, scheduled_at, section, slug, item, edition, headline,
        first_published, updated, gone_reason, gone_at, newer)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
    ON CONFLICT (id) DO NOTHING";

const UPDATE: &str = "UPDATE stories SET revision = $2, state = $3, scheduled_at = $4, section = $5, slug = $6,
        item = $7, edition = $8, headline = $9, first_published = $10, updated = $11, gone_reason = $12,
        gone_at = $13, newer = $14
    WHERE id = $1 AND revision = $2::bigint - 1";

/// Writes the new state of a story; `Stale` unless the stored revision is the one before and its item is there.
pub(super) fn write(db: &Session, story: &Story) -> Result<(), Failure> {
    let item_row = match &story.item {
        Some(key) => Some(item::find(db, key)?.ok_or(Failure::Stale)?),
        None => None,
    };
    let scheduled_at = match story.state {
        StoryState::Scheduled(at) => Some(micros_not_before(at)),
        _ => None,
    };
    let sql = if story.revision == 1 { INSERT } else { UPDATE };
    db.execute_one(
        sql,
        &[
            &story.id.as_str().as_bytes(),
            &i64::from(story.revision),
            &story.state.name(),
            &scheduled_at,
            &story.section.as_bytes(),
            &story.slug.as_bytes(),
            &item_row,
            &i64::from(story.edition),
            &story.headline.as_bytes(),
            &story.first_published.map(micros),
            &story.updated.map(micros),
            &story.gone.map(|(reason, _)| reason.name()),
            &story.gone.map(|(_, at)| micros(at)),
            &story.newer.map(i64::from),
        ],
    )
}

pub(super) fn load(db: &Session, id: &StoryId) -> Result<Option<Story>, Failure> {
    let mut query = Query::new(COLUMNS);
    query.and(
        "stories.id = ?",
        [Box::new(id.as_str().as_bytes().to_vec())],
    );
    Ok(query.run(db, ("stories.id", 1), read)?.pop())
}

/// Stories based on an item, by id.
pub(super) fn of_item(db: &Session, key: &ItemKey) -> Result<Vec<Story>, Failure> {
    let mut query = Query::new(COLUMNS);
    query.and(
        "items.agency = ? AND items.guid = ?",
        [
            Box::new(key.agency.clone().into_bytes()),
            Box::new(key.guid.clone().into_bytes()),
        ],
    );
    query.run(db, ("stories.id", usize::MAX), read)
}

/// Stories of a filter, newest first; those that never were public come last.
pub(super) fn list(db: &Session, filter: &StoryFilter) -> Result<Vec<Story>, Failure> {
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
pub(super) fn scheduled(db: &Session, until: Timestamp) -> Result<Vec<Story>, Failure> {
    let mut query = Query::new(COLUMNS);
    query.and("state = 'scheduled'", []);
    query.and("scheduled_at <= ?", [Box::new(micros(until))]);
    query.run(db, ("scheduled_at, stories.id", usize::MAX), read)
}
