//! One item as the JSON object of DESIGN 5.2: what `copydesk read` prints and what corpus cases expect. Keys stand
//! in the order of DESIGN; absent facts are `null` or empty, never invented. Never reads anything back.

use serde_json::{Map, Value, json};

use crate::{
    EdNote, Embargo, Finding, Format, Item, Kills, Link, Paragraph, Picture, Rendition, SentTime,
    Span, Subject,
};

/// The item as the object of DESIGN 5.2. The shape is described by `docs/schema/item.schema.json`.
#[must_use]
pub fn item_json(item: &Item) -> Value {
    json!({
        "format": item.format.map(Format::name),
        "agency": item.agency,
        "guid": item.guid,
        "alt_ids": alt_ids(&item.alt_ids),
        "version": item.version,
        "version_ordinal": item.version_ordinal,
        "first_created": time(item.first_created.as_ref()),
        "version_created": time(item.version_created.as_ref()),
        "status": item.status.name(),
        "status_raw": item.status_raw,
        "embargo": embargo(item),
        "expires": time(item.expires.as_ref()),
        "signals": item.signals.iter().map(|signal| signal.name()).collect::<Vec<_>>(),
        "kills": item.kills.as_deref().map(kills),
        "ed_notes": list(&item.ed_notes, ed_note),
        "headline": item.headline,
        "slugline": item.slugline,
        "byline": item.byline,
        "dateline": item.dateline,
        "credit_line": item.credit_line,
        "sources": item.sources,
        "copyright_holder": item.copyright_holder,
        "copyright_notice": item.copyright_notice,
        "usage_terms": item.usage_terms,
        "language": item.language,
        "urgency": item.urgency,
        "genre": item.genre,
        "subjects": list(&item.subjects, subject),
        "located": item.located,
        "keywords": item.keywords,
        "renditions": list(&item.renditions, rendition),
        "body": item.body,
        "pictures": list(&item.pictures, picture),
        "links": list(&item.links, link),
        "raw_sha256": hex(&item.raw_sha256),
        "findings": list(&item.findings, finding_json),
    })
}

/// One finding as `{code, message, span}`; also used for findings about a raw as a whole.
#[must_use]
pub fn finding_json(finding: &Finding) -> Value {
    json!({
        "code": finding.code,
        "message": finding.message,
        "span": finding.span.map(span),
    })
}

fn list<T>(values: &[T], one: impl Fn(&T) -> Value) -> Value {
    Value::Array(values.iter().map(one).collect())
}

fn span(span: Span) -> Value {
    json!([span.start, span.end])
}

fn time(time: Option<&SentTime>) -> Value {
    time.map_or(Value::Null, |time| json!(time.text))
}

/// The embargo with the offset that was sent, if the text sent is RFC 3339; else the instant in UTC.
fn embargo(item: &Item) -> Value {
    match item.embargo {
        Embargo::None => Value::Null,
        Embargo::TimeUnknown => json!("unknown"),
        Embargo::Until(release_at) => {
            let sent = item.embargo_text.as_deref();
            let readable = sent.filter(|text| {
                text.parse()
                    .is_ok_and(|at: jiff::Timestamp| at == release_at)
            });
            readable.map_or_else(|| json!(release_at.to_string()), |text| json!(text))
        }
    }
}

fn alt_ids(ids: &[(String, Vec<String>)]) -> Value {
    let object: Map<String, Value> = ids
        .iter()
        .map(|(name, values)| (name.clone(), json!(values)))
        .collect();
    Value::Object(object)
}

fn kills(kills: &Kills) -> Value {
    json!({
        "by": kills.by,
        "guid": kills.guid,
        "version": kills.version,
        "service": kills.service,
        "number": kills.number,
        "name": kills.name,
        "day": kills.day,
        "slugline": kills.slugline,
        "headline": kills.headline,
        "span": kills.span.map(span),
    })
}

fn ed_note(note: &EdNote) -> Value {
    json!({ "role": note.role, "text": note.text, "publishable": note.publishable })
}

fn subject(subject: &Subject) -> Value {
    json!({ "code": subject.code, "scheme": subject.scheme, "name": subject.name })
}

fn rendition(rendition: &Rendition) -> Value {
    json!({
        "name": rendition.name,
        "media_type": rendition.media_type,
        "paragraphs": list(&rendition.paragraphs, paragraph),
    })
}

fn paragraph(paragraph: &Paragraph) -> Value {
    json!({
        "kind": paragraph.kind.name(),
        "text": paragraph.text,
        "span": span(paragraph.span),
    })
}

fn picture(picture: &Picture) -> Value {
    json!({
        "id": picture.id,
        "href": picture.href,
        "caption": picture.caption,
        "credit": picture.credit,
        "headline": picture.headline,
        "width": picture.width,
        "height": picture.height,
    })
}

fn link(link: &Link) -> Value {
    json!({ "rel": link.rel, "target": link.target, "version": link.version })
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The keys of DESIGN 5.2, in its order.
    const KEYS: [&str; 36] = [
        "format",
        "agency",
        "guid",
        "alt_ids",
        "version",
        "version_ordinal",
        "first_created",
        "version_created",
        "status",
        "status_raw",
        "embargo",
        "expires",
        "signals",
        "kills",
        "ed_notes",
        "headline",
        "slugline",
        "byline",
        "dateline",
        "credit_line",
        "sources",
        "copyright_holder",
        "copyright_notice",
        "usage_terms",
        "language",
        "urgency",
        "genre",
        "subjects",
        "located",
        "keywords",
        "renditions",
        "body",
        "pictures",
        "links",
        "raw_sha256",
        "findings",
    ];

    #[test]
    fn keys_stand_in_the_order_of_the_design() {
        let value = item_json(&Item::default());
        let keys: Vec<&String> = value.as_object().map(|o| o.keys().collect()).unwrap();
        assert_eq!(keys, KEYS);
    }

    #[test]
    fn absent_facts_are_null_or_empty() {
        let value = item_json(&Item::default());
        assert_eq!(value["headline"], Value::Null);
        assert_eq!(value["urgency"], Value::Null);
        assert_eq!(value["subjects"], json!([]));
        assert_eq!(value["alt_ids"], json!({}));
        assert_eq!(value["body"], Value::Null);
    }

    #[test]
    fn an_embargo_without_a_time_is_unknown() {
        let item = Item {
            embargo: Embargo::TimeUnknown,
            ..Item::default()
        };
        assert_eq!(item_json(&item)["embargo"], "unknown");
    }

    #[test]
    fn an_embargo_keeps_the_offset_that_was_sent() {
        let text = "2026-03-01T06:00:00+05:30";
        let item = Item {
            embargo: Embargo::Until(text.parse().unwrap()),
            embargo_text: Some(text.to_owned()),
            ..Item::default()
        };
        assert_eq!(item_json(&item)["embargo"], text);
    }

    #[test]
    fn an_embargo_text_of_another_form_gives_the_instant() {
        let item = Item {
            embargo: Embargo::Until("2026-03-01T00:30:00Z".parse().unwrap()),
            embargo_text: Some("1 March, 06:00 IST".to_owned()),
            ..Item::default()
        };
        assert_eq!(item_json(&item)["embargo"], "2026-03-01T00:30:00Z");
    }

    #[test]
    fn the_hash_is_lower_case_hex() {
        let item = Item {
            raw_sha256: [0xAB; 32],
            ..Item::default()
        };
        assert_eq!(item_json(&item)["raw_sha256"], "ab".repeat(32));
    }
}
