//! Editions: each published state of a story, only ever added. Blocks and pictures lie as JSON bytes; the disclosure
//! as the canonical JSON it came as, never read here.

use copydesk_desk::{Edition, StoryId};

use super::failure::Failure;
use super::item;
use super::row::Query;
use super::session::Session;
use crate::rows::edition::{blocks_column, pictures_column, read};
use crate::rows::{actor_columns, bytes, micros};

/// Adds an edition; `Stale` if it is there already, or its story or version is not.
pub(super) fn insert(db: &Session, edition: &Edition) -> Result<(), Failure> {
    let version_item = match &edition.version {
        Some(version) => Some(item::find(db, &version.item)?.ok_or(Failure::Stale)?),
        None => None,
    };
    let (by_kind, by_name) = actor_columns(&edition.by);
    db.execute_one(
        "INSERT INTO editions (story, number, published, by_kind, by_name, headline, standfirst, blocks, byline,
             dateline, credit_line, language, pictures, version_item, version_nth, disclosure, correction)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        &[
            &edition.story.as_str().as_bytes(),
            &i64::from(edition.number),
            &micros(edition.published),
            &by_kind,
            &by_name,
            &edition.headline.as_bytes(),
            &bytes(edition.standfirst.as_ref()),
            &blocks_column(&edition.blocks)?,
            &bytes(edition.byline.as_ref()),
            &bytes(edition.dateline.as_ref()),
            &bytes(edition.credit_line.as_ref()),
            &edition.language.as_bytes(),
            &pictures_column(&edition.pictures)?,
            &version_item,
            &edition.version.as_ref().map(|version| i64::from(version.nth)),
            &bytes(edition.disclosure.as_ref()),
            &bytes(edition.correction.as_ref()),
        ],
    )
}

const COLUMNS: &str = "story, number, published, by_kind, by_name, editions.headline, standfirst, blocks, byline,
    dateline, credit_line, editions.language, pictures, agency, guid, version_nth, disclosure, correction
    FROM editions LEFT JOIN items ON items.id = editions.version_item";

fn of_story(id: &StoryId) -> Query {
    let mut query = Query::new(COLUMNS);
    query.and("story = ?", [Box::new(id.as_str().as_bytes().to_vec())]);
    query
}

/// Replaces the disclosure of an edition that is there; `Stale` if it is not.
pub(super) fn disclose_anew(
    db: &Session,
    story: &StoryId,
    number: u32,
    disclosure: &str,
) -> Result<(), Failure> {
    db.execute_one(
        "UPDATE editions SET disclosure = $1 WHERE story = $2 AND number = $3",
        &[
            &disclosure.as_bytes(),
            &story.as_str().as_bytes(),
            &i64::from(number),
        ],
    )
}

/// Editions of a story in order.
pub(super) fn list(db: &Session, id: &StoryId) -> Result<Vec<Edition>, Failure> {
    of_story(id).run(db, ("number", usize::MAX), read)
}

pub(super) fn load(db: &Session, id: &StoryId, number: u32) -> Result<Option<Edition>, Failure> {
    let mut query = of_story(id);
    query.and("number = ?", [Box::new(i64::from(number))]);
    Ok(query.run(db, ("number", 1), read)?.pop())
}
