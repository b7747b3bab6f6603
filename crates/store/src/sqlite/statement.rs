//! Acts about statements and confirmed speakers, only ever added. Reads no text and decides nothing.

use copydesk_desk::{Entity, StatementAct, StoryId};
use rusqlite::{Connection, params};

use super::failure::Failure;
use super::row;
use crate::rows::micros;
use crate::rows::statement::{decision_columns, read, read_entity, spans_column};

/// Adds an act; `Stale` if its edition is not there.
pub(super) fn insert(db: &Connection, act: &StatementAct) -> Result<(), Failure> {
    let (corrected, modality, speaker) = decision_columns(&act.decision)?;
    db.prepare_cached(
        "INSERT INTO statement_acts (story, edition, statement, spans, decision, corrected, modality, speaker, by_name, at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        act.story.as_str().as_bytes(),
        act.edition,
        act.statement.as_str().as_bytes(),
        spans_column(&act.spans)?,
        act.decision.name(),
        corrected,
        modality,
        speaker,
        act.by.as_str().as_bytes(),
        micros(act.at),
    ])?;
    Ok(())
}

/// Adds a confirmed speaker; `Stale` if its id or name is there already.
pub(super) fn insert_entity(db: &Connection, entity: &Entity) -> Result<(), Failure> {
    db.prepare_cached("INSERT INTO entities (id, name, by_name, at) VALUES (?, ?, ?, ?)")?
        .execute(params![
            entity.id.as_str().as_bytes(),
            entity.name.as_bytes(),
            entity.by.as_str().as_bytes(),
            micros(entity.at),
        ])?;
    Ok(())
}

/// Acts about statements of a story, in order.
pub(super) fn of_story(db: &Connection, story: &StoryId) -> Result<Vec<StatementAct>, Failure> {
    let mut statement = db.prepare_cached(
        "SELECT statement, story, edition, spans, decision, corrected, modality, speaker, by_name, at
         FROM statement_acts WHERE story = ? ORDER BY id",
    )?;
    row::all(&mut statement, [story.as_str().as_bytes()], read)
}

/// Stories of which a statement's speaker was changed to this name.
pub(super) fn stories_named(db: &Connection, speaker: &str) -> Result<Vec<StoryId>, Failure> {
    let mut statement = db.prepare_cached(
        "SELECT DISTINCT story FROM statement_acts WHERE speaker = ? ORDER BY story",
    )?;
    row::all(&mut statement, [speaker.as_bytes()], |fields| {
        Ok(StoryId::new(fields.text()?))
    })
}

/// Every confirmed speaker, by id.
pub(super) fn entities(db: &Connection) -> Result<Vec<Entity>, Failure> {
    let mut statement =
        db.prepare_cached("SELECT id, name, by_name, at FROM entities ORDER BY id")?;
    row::all(&mut statement, [], read_entity)
}
