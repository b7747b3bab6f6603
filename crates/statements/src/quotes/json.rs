//! A checked quotation as JSON: the shape of `docs/schema/quotes.json`. Absent facts are null or empty.

use copydesk_text::Span;
use serde_json::{Value, json};

use super::{Attribution, Checked, Edit, Occurrence, Passage};

/// One checked quotation of `story`.
#[must_use]
pub fn checked_json(story: &str, checked: &Checked) -> Value {
    let quotation = &checked.quotation;
    let names = |list: &[&'static str]| Value::from(list.to_vec());
    json!({
        "quotation": quotation.words(story),
        "spans": spans(&quotation.pieces),
        "paragraph": quotation.paragraph,
        "attributed": quotation.is_attributed(),
        "speaker": match &quotation.attribution {
            Attribution::Speaker(Some(name)) => Value::from(name.as_str()),
            _ => Value::Null,
        },
        "articles": quotation.articles,
        "verdict": checked.verdict.map(super::Verdict::name),
        "wording": checked.wording.map(super::Verdict::name),
        "severity": checked.severity.map(super::Severity::name),
        "flags": names(&checked.flags.iter().map(|flag| flag.name()).collect::<Vec<_>>()),
        "reasons": names(&checked.reasons.iter().map(|reason| reason.name()).collect::<Vec<_>>()),
        "occurs": checked.occurs,
        "occurrences": checked.occurrences.iter().map(occurrence).collect::<Vec<_>>(),
        "edits": checked.edits.iter().map(edit).collect::<Vec<_>>(),
        "normalisations": names(&checked.normalisations.iter().map(|n| n.name()).collect::<Vec<_>>()),
        "words_omitted": checked.words_omitted,
        "restriction": checked.restriction.as_ref().map(passage),
        "closest": checked.closest.as_ref().map(passage),
        "basis": checked.basis.as_ref().map(|basis| json!({
            "id": basis.id,
            "sha256": basis.sha256,
            "publisher": basis.publisher,
            "language": basis.language,
        })),
        "looked_at": checked.looked_at,
        "fails": checked.fails(),
    })
}

fn span(span: Span) -> Value {
    json!([span.start, span.end])
}

fn spans(list: &[Span]) -> Value {
    list.iter().copied().map(span).collect()
}

fn occurrence(place: &Occurrence) -> Value {
    json!({"text": place.text, "segment": place.segment, "spans": spans(&place.spans)})
}

fn passage(passage: &Passage) -> Value {
    json!({"text": passage.text, "span": span(passage.span), "words": passage.words})
}

fn edit(edit: &Edit) -> Value {
    json!({
        "kind": edit.kind.name(),
        "quoted_span": span(edit.quoted_span),
        "quoted": edit.quoted,
        "source_span": span(edit.source_span),
        "source": edit.source,
        "inside": {"quoted": span(edit.inside.0), "source": span(edit.inside.1)},
        "touches": edit.touches.iter().map(|touch| touch.name()).collect::<Vec<_>>(),
    })
}
