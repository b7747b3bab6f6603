//! An editor's act about a statement: accept, correct spans, change how or who, reject. Recorded with its author; what
//! readers see follows from the act, never from here.

use axum::extract::{Form, State};
use axum::response::{IntoResponse, Redirect, Response};
use copydesk_desk::{
    Decided, EditorName, SPEAKER_CHARACTERS_MAX, StatementAct, StatementDecision, StatementId,
    StatementSpans, StoryId, decide_statement, is_readable,
};
use copydesk_statements::Modality;
use copydesk_text::Span;

use crate::desk::error::DeskError;
use crate::desk::fields::Fields;
use crate::desk::session::Editor;
use crate::desk::state::DeskState;
use crate::desk::statements::{back, passage};
use crate::people::reading::Spoken;

const OVERTAKEN: DeskError = DeskError::Overtaken(
    "The story has changed since you opened the queue, or is off the site. Look at the statements again.",
);

/// `POST /desk/statements`
pub(crate) async fn decide(
    State(desk): State<DeskState>,
    editor: Editor,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, DeskError> {
    let fields = Fields(pairs);
    let malformed = DeskError::Malformed("The request names no statement.");
    let (Some(story), Some(edition), Some(id)) = (
        fields.get("story"),
        fields.number("edition"),
        fields.get("statement"),
    ) else {
        return Err(malformed);
    };
    let store = &desk.ports.store;
    let story = store
        .story(StoryId::new(story))
        .await?
        .ok_or(DeskError::NotFound)?;
    if !is_readable(&story) || story.edition != edition {
        return Err(OVERTAKEN);
    }
    let edition = store.edition(story.id.clone(), edition).await?;
    let spoken = Spoken::read(&desk.ports, edition.ok_or(DeskError::NotFound)?).await?;
    let found = spoken
        .statements
        .iter()
        .find(|decided| decided.read.id == id);
    let decided = found.ok_or(OVERTAKEN)?;
    let decision = decision(&fields, &spoken.flat, decided)?;
    let act = act_of(&spoken, decided, decision, (&editor.name, &desk));
    let seq = store.commit(decide_statement(act)).await?;
    desk.ports.wake.wake(seq);
    Ok(Redirect::to(&back(&story.id, fields.get("queue"))).into_response())
}

fn act_of(
    spoken: &Spoken,
    decided: &Decided,
    decision: StatementDecision,
    (by, desk): (&EditorName, &DeskState),
) -> StatementAct {
    StatementAct {
        statement: StatementId::new(&decided.read.id),
        story: spoken.edition.story.clone(),
        edition: spoken.edition.number,
        spans: StatementSpans::of(&decided.read),
        decision,
        by: by.clone(),
        at: desk.now(),
    }
}

fn decision(
    fields: &Fields,
    flat: &str,
    decided: &Decided,
) -> Result<StatementDecision, DeskError> {
    match fields.get("act") {
        Some("accept") => Ok(StatementDecision::Accept),
        Some("reject") => Ok(StatementDecision::Reject),
        Some("correct") => corrected(fields, flat, decided),
        Some("change") => changed(fields, decided),
        _ => Err(DeskError::Malformed("The request names no act.")),
    }
}

fn changed(fields: &Fields, decided: &Decided) -> Result<StatementDecision, DeskError> {
    let name = fields.get("modality").unwrap_or_default();
    let modality = Modality::ALL
        .into_iter()
        .find(|modality| modality.name() == name);
    let modality = modality.ok_or(DeskError::Malformed("There is no such way of reporting."))?;
    let typed = fields.get("speaker").unwrap_or_default();
    let speaker = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    if speaker.chars().count() > SPEAKER_CHARACTERS_MAX {
        return Err(DeskError::Malformed(
            "A speaker's name has at most 160 characters.",
        ));
    }
    let speaker = Some(speaker).filter(|name| {
        !name.is_empty() && decided.read.source.resolved.name.as_ref() != Some(name)
    });
    Ok(StatementDecision::Change { modality, speaker })
}

fn corrected(
    fields: &Fields,
    flat: &str,
    decided: &Decided,
) -> Result<StatementDecision, DeskError> {
    let within = passage(flat, decided);
    let refused = DeskError::Malformed(
        "The words must stand in the sentence exactly so, in this order, and who, how and what must not overlap. \
         Go back and mark them again.",
    );
    let role = |name: &str| place(flat, within, fields.get(name).unwrap_or_default());
    let (Some(source), Some(cue), Some(content)) = (role("source"), role("cue"), role("content"))
    else {
        return Err(refused);
    };
    let spans = StatementSpans {
        source,
        cue,
        content,
    };
    if spans.fit(flat) {
        Ok(StatementDecision::Correct(spans))
    } else {
        Err(refused)
    }
}

/// The spans of parts joined by an ellipsis, each the first after the one before; empty for no words.
fn place(flat: &str, within: Span, typed: &str) -> Option<Vec<Span>> {
    let mut at = within.start;
    let parts = typed
        .split(" … ")
        .map(str::trim)
        .filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let start = at + flat.get(at..within.end)?.find(part)?;
            at = start + part.len();
            Some(Span::new(start, at))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_their_sentence_and_in_order() {
        let text = "He said so. He said no.";
        let within = Span::new(12, text.len());
        let found = place(text, within, "He … no").expect("both stand there");
        assert_eq!(found, [Span::new(12, 14), Span::new(20, 22)]);
        assert_eq!(place(text, within, "so"), None);
        assert_eq!(place(text, within, "no … He"), None);
        assert_eq!(place(text, within, " "), Some(Vec::new()));
    }
}
