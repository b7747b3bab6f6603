//! Acts about statements and confirmed speakers, only ever added. Reads no text and decides nothing.

use copydesk_desk::{
    EditorName, Entity, EntityId, StatementAct, StatementDecision, StatementId, StatementSpans,
    StoryId,
};
use copydesk_statements::Modality;
use copydesk_text::Span;
use rusqlite::{Connection, params};

use super::failure::Failure;
use super::row::{self, Fields, micros, written};

type Pairs = Vec<(usize, usize)>;

/// Adds an act; `Stale` if its edition is not there.
pub(super) fn insert(db: &Connection, act: &StatementAct) -> Result<(), Failure> {
    let (corrected, modality, speaker) = match &act.decision {
        StatementDecision::Accept | StatementDecision::Reject => (None, None, None),
        StatementDecision::Correct(spans) => (Some(spans_column(spans)?), None, None),
        StatementDecision::Change { modality, speaker } => {
            (None, Some(modality.name()), speaker.as_ref())
        }
    };
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
        row::bytes(speaker),
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
    row::all(&mut statement, [], |fields| {
        Ok(Entity {
            id: EntityId::new(fields.text()?),
            name: fields.text()?,
            by: EditorName::new(fields.text()?),
            at: fields.instant()?,
        })
    })
}

fn read(fields: &mut Fields<'_>) -> Result<StatementAct, Failure> {
    Ok(StatementAct {
        statement: StatementId::new(fields.text()?),
        story: StoryId::new(fields.text()?),
        edition: fields.count()?,
        spans: {
            let column = fields.bytes()?;
            spans_of(fields, &column)?
        },
        decision: read_decision(fields)?,
        by: EditorName::new(fields.text()?),
        at: fields.instant()?,
    })
}

fn read_decision(fields: &mut Fields<'_>) -> Result<StatementDecision, Failure> {
    let name = fields.name()?;
    let corrected = fields.optional_bytes()?;
    let modality = fields.optional_name()?;
    let speaker = fields.optional_text()?;
    match (name.as_str(), corrected, modality) {
        ("accept", None, None) => Ok(StatementDecision::Accept),
        ("reject", None, None) => Ok(StatementDecision::Reject),
        ("correct", Some(column), None) => {
            Ok(StatementDecision::Correct(spans_of(fields, &column)?))
        }
        ("change", None, Some(modality)) => Ok(StatementDecision::Change {
            modality: Modality::ALL
                .into_iter()
                .find(|known| known.name() == modality)
                .ok_or_else(|| fields.corrupt("unknown modality"))?,
            speaker,
        }),
        _ => Err(fields.corrupt(format_args!("does not fit a decision {name:?}"))),
    }
}

fn spans_column(spans: &StatementSpans) -> Result<Vec<u8>, Failure> {
    let pairs = |spans: &[Span]| -> Pairs { spans.iter().map(|s| (s.start, s.end)).collect() };
    written(serde_json::to_vec(&[
        pairs(&spans.source),
        pairs(&spans.cue),
        pairs(&spans.content),
    ]))
}

fn spans_of(fields: &Fields<'_>, column: &[u8]) -> Result<StatementSpans, Failure> {
    let [source, cue, content]: [Pairs; 3] =
        serde_json::from_slice(column).map_err(|why| fields.corrupt(why))?;
    let spans = |pairs: Pairs| -> Result<Vec<Span>, Failure> {
        let ordered = |(start, end)| (start <= end).then(|| Span::new(start, end));
        let spans: Option<Vec<Span>> = pairs.into_iter().map(ordered).collect();
        spans.ok_or_else(|| fields.corrupt("a span that ends before it starts"))
    };
    Ok(StatementSpans {
        source: spans(source)?,
        cue: spans(cue)?,
        content: spans(content)?,
    })
}
