//! Reads the annotated articles (brat format, offsets in code points) and the extractor's answer in the same shape.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use copydesk_statements::{Story, read};
use copydesk_text::{Block, Span};

/// One attribution, gold or predicted: spans in bytes.
#[derive(Clone, Debug, Default)]
pub struct Event {
    pub source: Vec<Span>,
    pub cue: Vec<Span>,
    pub content: Vec<Span>,
    pub certain: bool,
    /// Whom a predicted source was resolved to; empty: to nobody.
    pub name: String,
    pub reasons: String,
}

pub struct Article {
    pub name: String,
    pub text: String,
    pub gold: Vec<Event>,
}

impl Article {
    pub fn blocks(&self) -> Vec<Block> {
        self.text.split("\n\n").map(Block::paragraph).collect()
    }

    pub fn read(&self) -> Vec<Event> {
        let blocks = self.blocks();
        let story = Story {
            blocks: &blocks,
            language: Some("en-US"),
            ..Story::default()
        };
        let reading = read(&story);
        let events = reading.statements.iter().map(|statement| Event {
            source: statement.source.spans.clone(),
            cue: statement.cue.spans.clone(),
            content: statement.content.spans.clone(),
            certain: statement.is_certain(),
            name: statement.source.resolved.name.clone().unwrap_or_default(),
            reasons: statement
                .reasons
                .iter()
                .map(|reason| reason.name())
                .collect::<Vec<_>>()
                .join(","),
        });
        events.collect()
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/fixtures/statements/polnear-dev")
}

/// The articles in order of their names, or `None` without the files.
pub fn articles() -> Option<Vec<Article>> {
    let mut names: Vec<String> = std::fs::read_dir(folder().join("text"))
        .ok()?
        .filter_map(|entry| {
            entry
                .ok()?
                .file_name()
                .to_str()?
                .strip_suffix(".txt")
                .map(str::to_owned)
        })
        .collect();
    names.sort();
    let mut annotations: Vec<String> = std::fs::read_dir(folder().join("attributions"))
        .ok()?
        .filter_map(|entry| entry.ok()?.file_name().to_str().map(str::to_owned))
        .collect();
    annotations.sort();
    Some(
        names
            .into_iter()
            .filter_map(|name| article(name, &annotations))
            .collect(),
    )
}

fn article(name: String, annotations: &[String]) -> Option<Article> {
    let file = annotations.iter().find(|file| file.starts_with(&name))?;
    let text = std::fs::read_to_string(folder().join("text").join(format!("{name}.txt"))).ok()?;
    let marks = std::fs::read_to_string(folder().join("attributions").join(file)).ok()?;
    let gold = events(&text, &marks);
    Some(Article { name, text, gold })
}

fn events(text: &str, marks: &str) -> Vec<Event> {
    let mut bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    bytes.push(text.len());
    let mut labels: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
    let mut found = Vec::new();
    for line in marks.lines() {
        let mut fields = line.split('\t');
        let (Some(key), Some(value)) = (fields.next(), fields.next()) else {
            continue;
        };
        if key.starts_with('T') {
            labels.insert(key, spans(value, &bytes));
        }
    }
    for line in marks.lines().filter(|line| line.starts_with('E')) {
        let Some(roles) = line.split('\t').nth(1) else {
            continue;
        };
        let mut event = Event::default();
        let mut wanted = false;
        for (index, role) in roles.split_whitespace().enumerate() {
            let Some((label, key)) = role.split_once(':') else {
                continue;
            };
            let spans = labels.get(key).cloned().unwrap_or_default();
            match label.trim_end_matches(|c: char| c.is_ascii_digit()) {
                "Source" => event.source.extend(spans),
                "Cue" => event.cue.extend(spans),
                "Content" => event.content.extend(spans),
                _ if index == 0 => wanted = label.starts_with("Attribution"),
                _ => {}
            }
        }
        if wanted {
            event.source.sort();
            event.cue.sort();
            event.content.sort();
            found.push(event);
        }
    }
    found
}

/// "Label 3 9;12 20" in code points, to bytes.
fn spans(value: &str, bytes: &[usize]) -> Vec<Span> {
    let Some((_, ranges)) = value.split_once(' ') else {
        return Vec::new();
    };
    ranges
        .split(';')
        .filter_map(|range| {
            let (start, end) = range.trim().split_once(' ')?;
            let at = |offset: &str| bytes.get(offset.parse::<usize>().ok()?).copied();
            Some(Span::new(at(start)?, at(end)?))
        })
        .collect()
}
