//! An audit as JSON (`docs/schema/audit.schema.json`). Shares are parts of a thousand; what is not known is null.

use copydesk_site::audit::{Audited, Source};
use copydesk_text::Span;
use serde_json::{Value, json};

/// The whole audit of a page.
pub fn of(audited: &Audited) -> Value {
    let (audit, page) = (&audited.audit, &audited.page);
    let disclosure: Value = audit
        .combined
        .as_ref()
        .or(audit.disclosure())
        .and_then(|disclosure| serde_json::from_str(disclosure.to_json()).ok())
        .unwrap_or(Value::Null);
    json!({
        "page": {
            "url": page.canonical,
            "title": page.headline.as_ref().or(page.title.as_ref()),
            "published": page.published,
            "words": audit.words,
        },
        "label": audit.label.name(),
        "share_page": audit.share_page,
        "sources": audit.sources.iter().map(|found| source(found, &audited.sources[found.source])).collect::<Vec<_>>(),
        "spans": spans(audited),
        "insertions": disclosure.get("insertions").cloned().unwrap_or_else(|| json!([])),
        "disclosure": disclosure,
        "claim": claim(audited),
    })
}

fn span(span: Span) -> Value {
    json!([span.start, span.end])
}

fn source(found: &copydesk_reuse::Audited, source: &Source) -> Value {
    let disclosure = &found.disclosure;
    let newer = source.newer().map(|version| {
        let signals = source.newer_signals();
        let signals: Vec<&str> = signals.iter().map(|signal| signal.name()).collect();
        json!({"version": version.version, "signals": signals})
    });
    json!({
        "guid": source.key.guid,
        "version": source.version().and_then(|version| version.version.as_deref()),
        "agency": source.key.agency,
        "first_created": source.item().and_then(|item| item.first_created.as_ref()).map(|time| time.at.to_string()),
        "share_page": found.share_page,
        "share_wire": found.share_wire,
        "words": found.words,
        "verdict": disclosure.verdict().map(copydesk_text::Verdict::name),
        "level": disclosure.level().map(copydesk_text::Level::number),
        "newer": newer,
    })
}

fn spans(audited: &Audited) -> Vec<Value> {
    let passages = audited.audit.passages.iter().zip(&audited.seen);
    passages
        .map(|(passage, (holders, first))| {
            let first = first.as_ref().map(|first| {
                json!({
                    "guid": first.key.guid,
                    "version": first.version,
                    "agency": first.key.agency,
                    "received": first.received.to_string(),
                })
            });
            json!({
                "page_span": span(passage.span),
                "words": passage.words,
                "first_seen": first,
                "others": holders.others,
                "others_capped": holders.capped,
            })
        })
        .collect()
}

fn claim(audited: &Audited) -> Value {
    let Some(claim) = &audited.audit.claim else {
        return Value::Null;
    };
    json!({
        "page_span": claim.span.map(span),
        "text": claim.text,
        "holds": audited.audit.claim_holds(),
    })
}
