//! JSON of the open-treaties collection: `treaty_en`, `preamble_en`, `articles[]{article, title_en, content_en}`. The
//! `_zh` twins make a second document whose articles carry the same ids. Numbers are read from `article`, never from
//! the place in the array.

use serde_json::Value;

use super::Unreadable;
use crate::segment::{Heading, Opening, SegmentKind, plain_opening, segments_of};
use crate::{Document, DocumentKind, Facts, Finding, Number, Source};

pub(super) fn read(text: &str) -> Result<Vec<Document>, Unreadable> {
    let value: Value = serde_json::from_str(text).map_err(|error| {
        let line = error.line();
        Unreadable::Shape(format!("no JSON: broken at line {line}"))
    })?;
    let missing = |key: &str| {
        Unreadable::Shape(format!(
            "JSON of an unknown shape: the key {key} is missing"
        ))
    };
    let articles = value
        .get("articles")
        .and_then(Value::as_array)
        .ok_or_else(|| missing("articles"))?;
    if articles
        .iter()
        .any(|article| article.get("article").is_none())
    {
        return Err(missing("articles[].article"));
    }
    let documents: Vec<Document> = ["en", "zh"]
        .into_iter()
        .filter(|language| {
            articles
                .iter()
                .any(|article| field(article, "content", language).is_some())
        })
        .map(|language| document(&value, articles, language))
        .collect();
    if documents.is_empty() {
        return Err(missing("articles[].content_en"));
    }
    Ok(documents)
}

fn field<'a>(value: &'a Value, name: &str, language: &str) -> Option<&'a str> {
    let found = value.get(format!("{name}_{language}"))?.as_str()?;
    (!found.trim().is_empty()).then_some(found)
}

fn document(value: &Value, articles: &[Value], language: &'static str) -> Document {
    let mut text = String::new();
    let mut openings = Vec::new();
    let mut findings = Vec::new();
    let title = field(value, "treaty", language);
    for words in title.into_iter().chain(field(value, "preamble", language)) {
        text.push_str(words);
        text.push_str("\n\n");
    }
    if !text.is_empty() {
        openings.push(plain_opening(SegmentKind::Preamble, "preamble", 0));
    }
    for article in articles {
        openings.push(opening(article, language, &mut text, &mut findings));
    }
    crate::segment::look_for_glued_words(&text, &mut findings);
    let segments = segments_of(&text, &openings, &mut findings);
    Document {
        source: Source::OpenTreaties,
        text,
        segments,
        facts: Facts {
            title: title.map(str::to_owned),
            kind: Some(DocumentKind::Treaty),
            language: Some(language.to_owned()),
            ..Facts::default()
        },
        findings,
    }
}

fn opening(
    article: &Value,
    language: &str,
    text: &mut String,
    findings: &mut Vec<Finding>,
) -> Opening {
    let start = text.len();
    let written = match article.get("article") {
        Some(Value::String(written)) => written.trim().to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let number = Number::read(&written)
        .filter(|(_, len)| *len == written.len())
        .map(|(number, _)| number);
    match (language, number) {
        ("zh", _) => text.push_str(&chinese_label(&written)),
        (_, Some(number)) => text.push_str(&english_label(number)),
        _ => text.push_str(&format!("Article {written}")),
    }
    let label = copydesk_text::Span::new(start, text.len());
    text.push('\n');
    let heading = field(article, "title", language).map(|title| {
        let from = text.len();
        text.push_str(title.trim());
        copydesk_text::Span::new(from, text.len())
    });
    if heading.is_some() {
        text.push('\n');
    }
    match field(article, "content", language) {
        Some(words) => text.push_str(words),
        None => {
            let what = format!("the article {written} has no text in this language");
            findings.push(Finding::new("documents.missing_text", what, Some(label)));
        }
    }
    text.push_str("\n\n");
    Opening {
        start,
        rank: crate::segment::ARTICLE_RANK,
        kind: SegmentKind::Article,
        prefix: "art",
        number,
        label: Some(label),
        heading: Heading::Given(heading),
        own_id: None,
    }
}

/// `Article 8 bis`
fn english_label(number: Number) -> String {
    let written = number.to_string();
    let digits = written
        .bytes()
        .take_while(|byte| byte.is_ascii_digit() || *byte == b'.')
        .count();
    let (head, insert) = written.split_at(digits);
    let blank = if insert.len() > 1 { " " } else { "" };
    format!("Article {head}{blank}{insert}")
}

/// `第八条之二`
fn chinese_label(written: &str) -> String {
    match written.split_once('之') {
        Some((number, insert)) => format!("第{number}条之{insert}"),
        None => format!("第{written}条"),
    }
}
