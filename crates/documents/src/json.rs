//! Documents and their comparison as JSON, in the shape of `docs/schema/document.schema.json` and
//! `docs/schema/document-diff.schema.json`. Spans are `[start, end)`, bytes of the text. A missing value is `null`.

use copydesk_text::{Op, Span};
use serde_json::{Value, json};

use crate::compare::{Diff, Edit, Pair, PairedBy};
use crate::obligations::{Condition, Obligation, Obligations, Term, Valued};
use crate::timeline::{Event, What};
use crate::{Document, Echo, Facts, Segment};

fn span(span: Span) -> Value {
    json!([span.start, span.end])
}

fn place(at: Option<Span>) -> Value {
    at.map_or(Value::Null, span)
}

/// One document with what was read in it. `echoes` come with the titles of the documents that they are of.
#[must_use]
pub fn document_json(
    document: &Document,
    events: &[Event],
    echoes: &[(Echo, String, String)],
) -> Value {
    let Obligations { obligations, terms } = crate::obligations(document);
    let id = |at: usize| document.segments[at].id.as_str();
    json!({
        "source": document.source.name(),
        "sha256": document.sha256(),
        "text_bytes": document.text.len(),
        "facts": facts_json(&document.facts),
        "segments": document.segments.iter().map(|segment| segment_json(document, segment)).collect::<Vec<_>>(),
        "obligations": obligations.iter().map(|one| obligation_json(one, id(one.segment))).collect::<Vec<_>>(),
        "terms": terms.iter().map(|one| {
            let years = match one.term.value {
                Term::Years(years) => Value::from(years),
                _ => Value::Null,
            };
            json!({ "segment": id(one.segment), "value": one.term.value.name(), "years": years, "span": span(one.term.span) })
        }).collect::<Vec<_>>(),
        "events": events.iter().map(event_json).collect::<Vec<_>>(),
        "echoes": echoes.iter().map(|(echo, title, from)| echo_json(echo, id(echo.article), title, from)).collect::<Vec<_>>(),
        "findings": document.findings.iter().map(|finding| {
            json!({ "code": finding.code, "message": finding.message, "span": place(finding.span) })
        }).collect::<Vec<_>>(),
    })
}

fn facts_json(facts: &Facts) -> Value {
    json!({
        "title": facts.title,
        "kind": facts.kind.map(|kind| kind.name()),
        "parties": facts.parties,
        "signed": facts.signed,
        "in_force": facts.in_force,
        "ended": facts.ended,
        "supersedes": facts.supersedes,
        "language": facts.language,
        "is_translation": facts.is_translation,
        "translator": facts.translator,
        "publisher": facts.publisher,
        "published_at": facts.published_at,
        "official_texts": facts.official_texts.iter().map(|text| {
            json!({ "language": text.language, "publisher": text.publisher })
        }).collect::<Vec<_>>(),
        "completeness": facts.completeness.map(|completeness| completeness.name()),
        "publication": facts.publication.iter().map(|one| json!({
            "party": one.party,
            "status": one.status.name(),
            "document": one.document,
            "as_of": one.as_of,
            "cites": one.cites,
        })).collect::<Vec<_>>(),
    })
}

fn segment_json(document: &Document, segment: &Segment) -> Value {
    let words = |at: Option<Span>| at.map(|at| document.words(at));
    json!({
        "id": segment.id,
        "kind": segment.kind.name(),
        "number": segment.number.map(|number| number.to_string()),
        "label": words(segment.label),
        "heading": words(segment.heading),
        "span": span(segment.span),
        "parent": segment.parent.map(|parent| document.segments[parent].id.as_str()),
    })
}

fn valued<T: Copy>(all: &[Valued<T>], name: impl Fn(T) -> &'static str) -> Value {
    let one = |one: &Valued<T>| json!({ "value": name(one.value), "span": span(one.span) });
    all.iter().map(one).collect()
}

fn obligation_json(one: &Obligation, segment: &str) -> Value {
    let conditions = one.conditions.iter().map(|condition| {
        let article = match condition.value {
            Condition::UnCharter(number) => number.map(|number| number.to_string()),
            _ => None,
        };
        json!({ "value": condition.value.name(), "article": article, "span": span(condition.span) })
    });
    json!({
        "segment": segment,
        "span": span(one.span),
        "parties": { "bound": place(one.bound), "towards": place(one.towards) },
        "trigger": valued(&one.triggers, |value| value.name()),
        "obligation": { "value": one.duty.value.name(), "span": span(one.duty.span) },
        "force": { "value": one.force.value.name(), "span": span(one.force.span) },
        "excluded": place(one.excluded),
        "automaticity": valued(&one.automaticity, |value| value.name()),
        "means": valued(&one.means, |value| value.name()),
        "conditions": conditions.collect::<Vec<_>>(),
        "consultation": valued(&one.consultation, |value| value.name()),
    })
}

fn event_json(event: &Event) -> Value {
    let what = match event.what {
        What::Fact(name) => json!({ "fact": name }),
        What::Sentence { span: at, verb } => json!({ "span": span(at), "verb": span(verb) }),
    };
    json!({
        "when": event.when,
        "precision": event.precision.name(),
        "what": what,
        "cites": event.cites.iter().map(|&cite| span(cite)).collect::<Vec<_>>(),
    })
}

fn echo_json(echo: &Echo, article: &str, title: &str, from: &str) -> Value {
    json!({
        "article": article,
        "from_document": title,
        "from_article": from,
        "direction": echo.direction.name(),
        "covered": echo.covered,
        "boilerplate": echo.boilerplate.name(),
        "runs": echo.runs.iter().map(|run| {
            json!({ "span": span(run.here), "from_span": span(run.there), "words": run.words })
        }).collect::<Vec<_>>(),
    })
}

/// The comparison of two documents.
#[must_use]
pub fn diff_json(left: &Document, right: &Document, diff: &Diff) -> Value {
    let side = |document: &Document| {
        json!({
            "title": document.facts.title,
            "language": document.facts.language,
            "publisher": document.facts.publisher,
            "sha256": document.sha256(),
        })
    };
    json!({
        "left": side(left),
        "right": side(right),
        "paired_by": match diff.paired_by {
            PairedBy::Words => "words",
            PairedBy::Number => "number",
        },
        "pairs": diff.pairs.iter().map(|pair| pair_json(left, right, pair)).collect::<Vec<_>>(),
    })
}

fn pair_json(left: &Document, right: &Document, pair: &Pair) -> Value {
    let ids = |document: &Document, all: &[usize]| -> Vec<String> {
        all.iter()
            .map(|&at| document.segments[at].id.clone())
            .collect()
    };
    let mut value = json!({
        "left": ids(left, &pair.left),
        "right": ids(right, &pair.right),
        "relation": pair.relation.name(),
        "similarity_words": pair.similarity_words,
        "operations": pair.operations.iter().map(edit_json).collect::<Vec<_>>(),
    });
    if !pair.paragraphs.is_empty() {
        let paragraph = |pair: &Pair| json!({ "left": ids(left, &pair.left), "right": ids(right, &pair.right), "relation": pair.relation.name() });
        value["paragraphs"] = pair.paragraphs.iter().map(paragraph).collect();
    }
    value
}

fn edit_json(edit: &Edit) -> Value {
    json!({
        "op": match edit.op {
            Op::Keep => "keep",
            Op::Delete => "delete",
            Op::Insert => "insert",
            Op::Replace => "replace",
            Op::Move => "move",
        },
        "left_span": place(edit.left),
        "right_span": span(edit.right),
        "label": match edit.label {
            copydesk_text::Label::Same => "same",
            copydesk_text::Label::Typographic => "typographic",
            copydesk_text::Label::House => "house",
            copydesk_text::Label::Edited => "edited",
        },
        "text": edit.text,
    })
}
