//! Editions: each published state of a story, only ever added. Blocks and pictures lie as JSON bytes; the disclosure
//! as the canonical JSON it came as, never read here.

use copydesk_desk::{Edition, EditionPicture, StoryId, VersionKey};
use copydesk_text::{Block, BlockKind};
use rusqlite::{Connection, params};

use super::failure::Failure;
use super::item;
use super::row::{Fields, Query, actor_columns, bytes, micros, written};

/// Adds an edition; `Stale` if it is there already, or its story or version is not.
pub(super) fn insert(db: &Connection, edition: &Edition) -> Result<(), Failure> {
    let version_item = match &edition.version {
        Some(version) => Some(item::find(db, &version.item)?.ok_or(Failure::Stale)?),
        None => None,
    };
    let (by_kind, by_name) = actor_columns(&edition.by);
    db.prepare_cached(
        "INSERT INTO editions (story, number, published, by_kind, by_name, headline, standfirst, blocks, byline,
             dateline, credit_line, language, pictures, version_item, version_nth, disclosure, correction)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        edition.story.as_str().as_bytes(),
        edition.number,
        micros(edition.published),
        by_kind,
        by_name,
        edition.headline.as_bytes(),
        bytes(edition.standfirst.as_ref()),
        blocks_column(&edition.blocks)?,
        bytes(edition.byline.as_ref()),
        bytes(edition.dateline.as_ref()),
        bytes(edition.credit_line.as_ref()),
        edition.language.as_bytes(),
        pictures_column(&edition.pictures)?,
        version_item,
        edition.version.as_ref().map(|version| version.nth),
        bytes(edition.disclosure.as_ref()),
        bytes(edition.correction.as_ref()),
    ])?;
    Ok(())
}

fn blocks_column(blocks: &[Block]) -> Result<Vec<u8>, Failure> {
    let pairs: Vec<(&str, &str)> = blocks
        .iter()
        .map(|block| (block.kind.name(), block.text.as_str()))
        .collect();
    written(serde_json::to_vec(&pairs))
}

fn read_blocks(fields: &mut Fields<'_>) -> Result<Vec<Block>, Failure> {
    let json = fields.bytes()?;
    let pairs: Vec<(String, String)> =
        serde_json::from_slice(&json).map_err(|why| fields.corrupt(why))?;
    pairs
        .into_iter()
        .map(|(kind, text)| {
            BlockKind::from_name(&kind)
                .map(|kind| Block { kind, text })
                .ok_or_else(|| fields.corrupt(format_args!("unknown block {kind:?}")))
        })
        .collect()
}

/// A picture as it lies in the column: href, caption, credit, alt, width, height.
type PictureRow = (
    String,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<u32>,
    Option<u32>,
);

fn pictures_column(pictures: &[EditionPicture]) -> Result<Vec<u8>, Failure> {
    let rows: Vec<_> = pictures
        .iter()
        .map(|p| (&p.href, &p.caption, &p.credit, &p.alt, p.width, p.height))
        .collect();
    written(serde_json::to_vec(&rows))
}

fn read_pictures(fields: &mut Fields<'_>) -> Result<Vec<EditionPicture>, Failure> {
    let json = fields.bytes()?;
    let rows: Vec<PictureRow> = serde_json::from_slice(&json).map_err(|why| fields.corrupt(why))?;
    let picture = |(href, caption, credit, alt, width, height)| EditionPicture {
        href,
        caption,
        credit,
        alt,
        width,
        height,
    };
    Ok(rows.into_iter().map(picture).collect())
}

const COLUMNS: &str = "story, number, published, by_kind, by_name, editions.headline, standfirst, blocks, byline,
    dateline, credit_line, editions.language, pictures, agency, guid, version_nth, disclosure, correction
    FROM editions LEFT JOIN items ON items.id = editions.version_item";

fn read(fields: &mut Fields<'_>) -> Result<Edition, Failure> {
    Ok(Edition {
        story: StoryId::new(fields.text()?),
        number: fields.count()?,
        published: fields.instant()?,
        by: fields.actor()?,
        headline: fields.text()?,
        standfirst: fields.optional_text()?,
        blocks: read_blocks(fields)?,
        byline: fields.optional_text()?,
        dateline: fields.optional_text()?,
        credit_line: fields.optional_text()?,
        language: fields.text()?,
        pictures: read_pictures(fields)?,
        version: read_version(fields)?,
        disclosure: fields.optional_text()?,
        correction: fields.optional_text()?,
    })
}

fn read_version(fields: &mut Fields<'_>) -> Result<Option<VersionKey>, Failure> {
    match (fields.optional_item_key()?, fields.optional_count()?) {
        (Some(item), Some(nth)) => Ok(Some(VersionKey { item, nth })),
        (None, None) => Ok(None),
        _ => Err(fields.corrupt("half of a version's key")),
    }
}

fn of_story(id: &StoryId) -> Query {
    let mut query = Query::new(COLUMNS);
    query.and("story = ?", [Box::new(id.as_str().as_bytes().to_vec())]);
    query
}

/// Replaces the disclosure of an edition that is there; `Stale` if it is not.
pub(super) fn disclose_anew(
    db: &Connection,
    story: &StoryId,
    number: u32,
    disclosure: &str,
) -> Result<(), Failure> {
    let changed = db
        .prepare_cached("UPDATE editions SET disclosure = ? WHERE story = ? AND number = ?")?
        .execute(params![
            disclosure.as_bytes(),
            story.as_str().as_bytes(),
            number
        ])?;
    if changed == 1 {
        Ok(())
    } else {
        Err(Failure::Stale)
    }
}

/// Editions of a story in order.
pub(super) fn list(db: &Connection, id: &StoryId) -> Result<Vec<Edition>, Failure> {
    of_story(id).run(db, ("number", usize::MAX), read)
}

pub(super) fn load(db: &Connection, id: &StoryId, number: u32) -> Result<Option<Edition>, Failure> {
    let mut query = of_story(id);
    query.and("number = ?", [Box::new(number)]);
    Ok(query.run(db, ("number", 1), read)?.pop())
}
