//! `/explainers/{slug}.json`: what the page of an explainer shows, in the shape of `docs/schema/explainer.json`, from the
//! same sources at the same moment. A line of which readers may see nothing is not there; a missing value is `null`.

use copydesk_desk::decide::LineStanding;
use copydesk_desk::{
    Card, Cite, ClosesWhen, DocumentId, Explainer, ExplainerEdition, Line, OpenQuestion,
};
use copydesk_documents::{Facts, obligations};
use copydesk_statements::figures::{FigureSettings, find_figures};
use serde_json::{Value, json};

use crate::encoded::{Dress, Encoded};
use crate::explainer::agreement::carried;
use crate::explainer::cards::is_inside;
use crate::explainer::passage::Drawing;
use crate::explainer::show::live;
use crate::explainer::sources::Library;
use crate::explainer::spoken;
use crate::pages::Made;
use crate::people::line::via;
use crate::ports::Ports;
use crate::press::SiteError;
use crate::route::{document_path, explainer_path};
use crate::seal::seal_document;
use crate::words::Tongue;

/// Writes an explainer; `None` if there is none at this address that readers may read.
///
/// # Errors
/// When the store does not answer.
pub async fn make(ports: &Ports, slug: &str) -> Result<Option<Made>, SiteError> {
    let Some((explainer, edition)) = live(ports, slug).await? else {
        return Ok(None);
    };
    let library = Library::load(ports.store.as_ref(), &edition.body.sources()).await?;
    let mut drawing = Drawing::new(&library, &ports.config);
    let value = whole(&mut drawing, &explainer, &edition);
    let page = seal_document(value.to_string());
    let dress = Dress::Document {
        media_type: "application/json; charset=utf-8",
    };
    Ok(Some(Made {
        page: Encoded::new(page, dress),
        ends: None,
    }))
}

fn whole(drawing: &mut Drawing<'_>, explainer: &Explainer, edition: &ExplainerEdition) -> Value {
    let body = &edition.body;
    let mut questions = Vec::new();
    for (index, question) in body.questions.iter().enumerate() {
        let lines = lines(drawing, &question.lines);
        if !lines.is_empty() {
            let anchor = format!("q{}", index + 1);
            questions.push(json!({ "anchor": anchor, "text": question.text, "lines": lines }));
        }
    }
    let cards: Vec<Value> = body
        .cards
        .iter()
        .filter_map(|one| card(drawing, one))
        .collect();
    let sources: Vec<Value> = drawing
        .cites()
        .iter()
        .enumerate()
        .map(|(at, cite)| source(drawing, at + 1, cite))
        .collect();
    let origin = drawing.config.origin.trim_end_matches('/');
    let at = explainer.updated.unwrap_or(edition.published);
    json!({
        "id": explainer.id.to_string(),
        "url": format!("{origin}{}", explainer_path(&explainer.slug)),
        "slug": explainer.slug,
        "title": body.title,
        "standfirst": Some(&body.standfirst).filter(|text| !text.is_empty()),
        "language": drawing.config.language,
        "edition": edition.number,
        "first_published": explainer.first_published.map(|at| at.to_string()),
        "updated": at.to_string(),
        "questions": questions,
        "cards": cards,
        "sources": sources,
    })
}

/// What a numbered link leads to.
fn source(drawing: &Drawing<'_>, number: usize, cite: &Cite) -> Value {
    let (title, place) = drawing.source(cite);
    json!({
        "number": number,
        "target": cite.target.name(),
        "id": cite.target.id(),
        "version_sha256": hex(&cite.version_sha256),
        "span": [cite.span.start, cite.span.end],
        "words_sha256": hex(&cite.words_sha256),
        "words": drawing.cited(cite),
        "title": title,
        "place": Some(place).filter(|place| !place.is_empty()),
        "href": drawing.href(cite),
    })
}

fn hex(bytes: &[u8; 32]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn lines(drawing: &mut Drawing<'_>, lines: &[Line]) -> Vec<Value> {
    lines.iter().filter_map(|one| line(drawing, one)).collect()
}

/// A line with the numbers of its sources; `None`: nothing of it may be shown.
fn line(drawing: &mut Drawing<'_>, line: &Line) -> Option<Value> {
    let (cites, changes, unstated) = match drawing.standing(line) {
        LineStanding::Hidden => return None,
        LineStanding::Fresh(cites) => (cites, Vec::new(), 0),
        LineStanding::Stale {
            cites,
            changes,
            unstated,
        } => (cites, changes, unstated),
    };
    let numbers: Vec<usize> = cites.iter().map(|cite| drawing.number(cite)).collect();
    let changes: Vec<Value> = changes
        .iter()
        .map(|(before, now)| json!({ "before": before, "now": now }))
        .collect();
    Some(json!({
        "text": line.text,
        "cites": numbers,
        "changes": changes,
        "statements_rejected": unstated,
    }))
}

fn card(drawing: &mut Drawing<'_>, card: &Card) -> Option<Value> {
    match card {
        Card::Agreement { document, articles } => agreement(drawing, document, articles),
        Card::Statements(rows) => {
            let rows: Vec<Value> = rows
                .iter()
                .filter_map(|one| statement(drawing, one))
                .collect();
            some("statements", "statements", rows)
        }
        Card::Comparison { title, left, right } => {
            let (left, right) = (passage(drawing, left)?, passage(drawing, right)?);
            Some(json!({ "kind": "comparison", "title": title, "left": left, "right": right }))
        }
        Card::Readings { about, readings } => {
            let about = passage(drawing, about)?;
            let mut found = Vec::new();
            for one in readings {
                if let Some(line) = line(drawing, one) {
                    found.push(json!({ "line": line, "statement": statement(drawing, one) }));
                }
            }
            let any = !found.is_empty();
            any.then(|| json!({ "kind": "readings", "about": about, "readings": found }))
        }
        Card::Timeline(events) => {
            let mut found = Vec::new();
            for event in events {
                if let Some(line) = line(drawing, &event.line) {
                    found.push(json!({
                        "when": event.when, "precision": event.precision.name(), "line": line,
                    }));
                }
            }
            some("timeline", "events", found)
        }
        Card::Figures(lines) => {
            let found = lines
                .iter()
                .filter_map(|one| figure(drawing, one))
                .collect();
            some("figures", "figures", found)
        }
        Card::OpenQuestions(questions) => {
            let found = questions
                .iter()
                .filter_map(|one| open(drawing, one))
                .collect();
            some("open_questions", "questions", found)
        }
    }
}

/// A card of one list; `None` if nothing stands in it.
fn some(kind: &str, name: &str, all: Vec<Value>) -> Option<Value> {
    if all.is_empty() {
        return None;
    }
    let mut card = json!({ "kind": kind });
    card[name] = Value::Array(all);
    Some(card)
}

fn agreement(drawing: &Drawing<'_>, id: &DocumentId, articles: &[String]) -> Option<Value> {
    let document = &drawing.library.documents.get(id)?.document;
    let read = obligations(document);
    let keys = articles.iter().filter_map(|article| {
        let at = document
            .segments
            .iter()
            .position(|one| one.id == *article)?;
        let segment = &document.segments[at];
        let words = |span: Option<_>| span.map(|span| document.words(span).trim().to_owned());
        let duties = carried(
            document,
            &read,
            |one| is_inside(document, one, at),
            Tongue::English,
        );
        let duties: Vec<Value> = duties
            .iter()
            .map(|one| {
                let fields = one.iter().map(|field| {
                    json!({
                        "field": field.field,
                        "value": Some(&field.value).filter(|value| !value.is_empty()),
                        "words": field.words,
                    })
                });
                fields.collect()
            })
            .collect();
        Some(json!({
            "id": segment.id,
            "label": words(segment.label),
            "heading": words(segment.heading),
            "href": format!("{}#{}", document_path(id), segment.id),
            "binds_to": duties,
        }))
    });
    let keys: Vec<Value> = keys.collect();
    Some(json!({
        "kind": "agreement",
        "document": id.to_string(),
        "href": document_path(id),
        "facts": facts(&document.facts),
        "articles": keys,
    }))
}

fn facts(facts: &Facts) -> Value {
    let publication = facts.publication.iter();
    let publication: Vec<Value> = publication
        .map(|one| json!({ "party": one.party, "status": one.status.name(), "as_of": one.as_of }))
        .collect();
    json!({
        "title": facts.title,
        "parties": facts.parties,
        "signed": facts.signed,
        "in_force": facts.in_force,
        "ended": facts.ended,
        "supersedes": facts.supersedes,
        "language": facts.language,
        "is_translation": facts.is_translation,
        "publisher": facts.publisher,
        "published_at": facts.published_at,
        "publication": publication,
    })
}

/// The statement that a line cites first, as readers see it.
fn statement(drawing: &mut Drawing<'_>, line: &Line) -> Option<Value> {
    let LineStanding::Fresh(cites) = drawing.standing(line) else {
        return None;
    };
    let (cited, decided) = spoken::statement_of(drawing, cites.first()?)?;
    let flat = &cited.spoken.flat;
    let words = |spans: &[_]| copydesk_statements::words(flat, spans);
    let quoted: Vec<String> = decided
        .read
        .content
        .quoted
        .iter()
        .map(|span| words(&[*span]))
        .collect();
    let numbers: Vec<usize> = cites.iter().map(|cite| drawing.number(cite)).collect();
    Some(json!({
        "id": decided.read.id,
        "speaker": crate::people::line::speaker(decided, flat),
        "via": via(decided, flat),
        "modality": decided.modality.name(),
        "negated": decided.read.cue.negated,
        "cue": Some(words(&decided.spans.cue)).filter(|cue| !cue.is_empty()),
        "words": words(&decided.spans.content),
        "quoted": quoted,
        "language": cited.spoken.edition.language,
        "cites": numbers,
    }))
}

/// A line with the words of its first cite and where they come from.
fn passage(drawing: &mut Drawing<'_>, one: &Line) -> Option<Value> {
    let mut value = line(drawing, one)?;
    let words = match drawing.standing(one) {
        LineStanding::Fresh(cites) => cites.first().map(|cite| drawing.cited(cite)),
        _ => None,
    };
    value["words"] = json!(words);
    Some(value)
}

fn figure(drawing: &mut Drawing<'_>, one: &Line) -> Option<Value> {
    let mut value = passage(drawing, one)?;
    let words = value["words"].as_str().unwrap_or_default();
    let found = find_figures(words, FigureSettings::default());
    let values: Vec<Value> = found
        .iter()
        .map(|figure| {
            json!({
                "kind": figure.kind.name(),
                "low": figure.low.as_ref().map(ToString::to_string),
                "high": figure.high.as_ref().map(ToString::to_string),
                "as_written": figure.as_written,
            })
        })
        .collect();
    value["values"] = Value::Array(values);
    Some(value)
}

fn open(drawing: &mut Drawing<'_>, one: &OpenQuestion) -> Option<Value> {
    let closes = match &one.closes_when {
        ClosesWhen::PartyPublishes { document, party } => {
            json!({ "when": "party_publishes", "document": document.to_string(), "party": party })
        }
        ClosesWhen::InForce(document) => {
            json!({ "when": "in_force", "document": document.to_string(), "party": null })
        }
        ClosesWhen::EditorSays => {
            json!({ "when": "editor_says", "document": null, "party": null })
        }
    };
    Some(json!({ "line": line(drawing, &one.line)?, "closes_when": closes }))
}
