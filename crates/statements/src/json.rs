//! One statement as JSON, as `docs/schema/statement.json` has it. Absent facts are `null` or empty, never invented.

use copydesk_text::Span;
use serde_json::{Value, json};

use crate::statement::{DocumentReference, Source, Statement, words};
use crate::story::{Finding, Story};

/// The JSON of one statement; `flat` is the flat form that its spans refer to.
#[must_use]
pub fn statement_json(statement: &Statement, story: &Story, flat: &str) -> Value {
    json!({
        "id": statement.id,
        "origin": {
            "version_sha256": named(story.version_sha256),
            "rendition": named(story.rendition),
        },
        "source": source(&statement.source, flat),
        "cue": {
            "spans": spans(&statement.cue.spans),
            "text": words(flat, &statement.cue.spans),
            "class": statement.cue.class.name(),
            "negated": statement.cue.negated,
            "hedged": statement.cue.hedged,
        },
        "content": {
            "spans": spans(&statement.content.spans),
            "text": words(flat, &statement.content.spans),
            "quoted": spans(&statement.content.quoted),
        },
        "kind": statement.kind.name(),
        "modality": statement.modality.name(),
        "thought": statement.thought,
        "via": statement.via.iter().map(|link| source(link, flat)).collect::<Vec<_>>(),
        "document": statement.document.as_ref().map(|document| reference(document, flat)),
        "place": statement.place.name(),
        "certainty": if statement.is_certain() { "certain" } else { "review" },
        "reasons": statement.reasons.iter().map(|reason| reason.name()).collect::<Vec<_>>(),
    })
}

/// The JSON of a finding.
#[must_use]
pub fn finding_json(finding: &Finding) -> Value {
    json!({
        "code": finding.code,
        "message": finding.message,
        "span": finding.span.map(span),
    })
}

fn named(name: &str) -> Value {
    if name.is_empty() {
        Value::Null
    } else {
        json!(name)
    }
}

fn span(span: Span) -> Value {
    json!([span.start, span.end])
}

fn spans(list: &[Span]) -> Vec<Value> {
    list.iter().copied().map(span).collect()
}

fn source(source: &Source, flat: &str) -> Value {
    json!({
        "spans": spans(&source.spans),
        "text": words(flat, &source.spans),
        "kind": source.kind.name(),
        "resolved": {
            "entity": source.resolved.entity,
            "name": source.resolved.name,
            "how": source.resolved.how.name(),
        },
    })
}

fn reference(document: &DocumentReference, flat: &str) -> Value {
    json!({
        "text": words(flat, &[document.span]),
        "span": span(document.span),
        "article": document.article,
    })
}
