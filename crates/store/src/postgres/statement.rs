//! Acts about statements and confirmed speakers, only ever added. Reads no text and decides nothing.

use copydesk_desk::{Entity, StatementAct, StoryId};

use super::failure::Failure;
use super::session::Session;
use crate::rows::micros;
use crate::rows::statement::{decision_columns, read, read_entity, spans_column};

/// Adds an act; `Stale` if its edition is not there.
pub(super) fn insert(db: &Session, act: &StatementAct) -> Result<(), Failure> {
    let (corrected, modality, speaker) = decision_columns(&act.decision)?;
    db.execute_one(
        "INSERT INTO statement_acts (story, edition, statement, spans, decision, corrected, modality, speaker, by_name, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &[
            &act.story.as_str().as_bytes(),
            &i64::from(act.edition),
            &act.statement.as_str().as_bytes(),
            &spans_column(&act.spans)?,
            &act.decision.name(),
            &corrected,
            &modality,
            &speaker,
            &act.by.as_str().as_bytes(),
            &micros(act.at),
        ],
    )
}

/// Adds a confirmed speaker; `Stale` if its id or name is there already.
pub(super) fn insert_entity(db: &Session, entity: &Entity) -> Result<(), Failure> {
    db.execute_one(
        "INSERT INTO entities (id, name, by_name, at) VALUES ($1, $2, $3, $4)",
        &[
            &entity.id.as_str().as_bytes(),
            &entity.name.as_bytes(),
            &entity.by.as_str().as_bytes(),
            &micros(entity.at),
        ],
    )
}

/// Acts about statements of a story, in order.
pub(super) fn of_story(db: &Session, story: &StoryId) -> Result<Vec<StatementAct>, Failure> {
    db.all(
        "SELECT statement, story, edition, spans, decision, corrected, modality, speaker, by_name, at
         FROM statement_acts WHERE story = $1 ORDER BY id",
        &[&story.as_str().as_bytes()],
        read,
    )
}

/// Stories of which a statement's speaker was changed to this name.
pub(super) fn stories_named(db: &Session, speaker: &str) -> Result<Vec<StoryId>, Failure> {
    let sql = "SELECT DISTINCT story FROM statement_acts WHERE speaker = $1 ORDER BY story";
    db.all(sql, &[&speaker.as_bytes()], |fields| {
        Ok(StoryId::new(fields.text()?))
    })
}

/// Every confirmed speaker, by id.
pub(super) fn entities(db: &Session) -> Result<Vec<Entity>, Failure> {
    let sql = "SELECT id, name, by_name, at FROM entities ORDER BY id";
    db.all(sql, &[], read_entity)
}
