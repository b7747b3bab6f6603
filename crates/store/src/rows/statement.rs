//! Acts about statements: spans as JSON bytes.

use copydesk_desk::{
    EditorName, Entity, EntityId, StatementAct, StatementDecision, StatementId, StatementSpans,
    StoryId,
};
use copydesk_statements::Modality;
use copydesk_text::Span;

use super::{Corrupt, Fields, written};

/// Values of the columns corrected, modality, speaker.
pub(crate) type DecisionColumns<'a> = (Option<Vec<u8>>, Option<&'static str>, Option<&'a [u8]>);

/// What a decision says beyond its name.
pub(crate) fn decision_columns(
    decision: &StatementDecision,
) -> Result<DecisionColumns<'_>, Corrupt> {
    Ok(match decision {
        StatementDecision::Accept | StatementDecision::Reject => (None, None, None),
        StatementDecision::Correct(spans) => (Some(spans_column(spans)?), None, None),
        StatementDecision::Change { modality, speaker } => {
            (None, Some(modality.name()), super::bytes(speaker.as_ref()))
        }
    })
}

pub(crate) fn read_entity(fields: &mut Fields<'_>) -> Result<Entity, Corrupt> {
    Ok(Entity {
        id: EntityId::new(fields.text()?),
        name: fields.text()?,
        by: EditorName::new(fields.text()?),
        at: fields.instant()?,
    })
}

type Pairs = Vec<(usize, usize)>;

pub(crate) fn read(fields: &mut Fields<'_>) -> Result<StatementAct, Corrupt> {
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

fn read_decision(fields: &mut Fields<'_>) -> Result<StatementDecision, Corrupt> {
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

pub(crate) fn spans_column(spans: &StatementSpans) -> Result<Vec<u8>, Corrupt> {
    let pairs = |spans: &[Span]| -> Pairs { spans.iter().map(|s| (s.start, s.end)).collect() };
    written(serde_json::to_vec(&[
        pairs(&spans.source),
        pairs(&spans.cue),
        pairs(&spans.content),
    ]))
}

fn spans_of(fields: &Fields<'_>, column: &[u8]) -> Result<StatementSpans, Corrupt> {
    let [source, cue, content]: [Pairs; 3] =
        serde_json::from_slice(column).map_err(|why| fields.corrupt(why))?;
    let spans = |pairs: Pairs| -> Result<Vec<Span>, Corrupt> {
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
