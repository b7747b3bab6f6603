//! Documents for the tests: a treaty of ours, and the English texts of the public treaties, where they are at hand.

use std::path::PathBuf;

use copydesk_statements::quotes::{
    Completeness, DocumentFacts, SegmentKind, SourceSegment, SourceText, Standing, Translation,
    Voice,
};
use copydesk_text::Span;

/// Facts of a full, official English original.
pub fn official() -> DocumentFacts {
    DocumentFacts {
        title: Some("Treaty on Lasting Partnership".into()),
        language: Some("en".into()),
        translation: Translation::Original,
        completeness: Completeness::Full,
        standing: Standing::Official,
        publisher: Some("Gazette of Arden".into()),
    }
}

/// The treaty of ours, cut into articles at the lines that name them.
pub fn ours() -> SourceText {
    let text = include_str!("data/treaty.txt").trim_end().to_owned();
    let mut source = SourceText::new("treaty", text, official());
    source.segments = articles(&source.text);
    source
}

fn articles(text: &str) -> Vec<SourceSegment> {
    let mut starts: Vec<(usize, String)> = Vec::new();
    let mut at = 0;
    for part in text.split("\n\n") {
        if let Some(number) = part.strip_prefix("Article ").filter(|rest| rest.len() <= 3) {
            starts.push((at, number.to_owned()));
        }
        at += part.len() + 2;
    }
    let ends = starts
        .iter()
        .skip(1)
        .map(|(start, _)| start - 2)
        .chain([text.len()]);
    let each = starts
        .iter()
        .zip(ends)
        .map(|((start, number), end)| segment(number, Span::new(*start, end)));
    each.collect()
}

fn segment(number: &str, span: Span) -> SourceSegment {
    SourceSegment {
        id: format!("art_{number}"),
        kind: SegmentKind::Article,
        number: Some(number.to_owned()),
        span,
        voice: Voice::Document,
    }
}

/// Folder of the fixtures, if it is there.
fn fixtures() -> Option<PathBuf> {
    let root = PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/fixtures"
    ));
    root.is_dir().then_some(root)
}

/// The English texts of the public treaties by file name; empty, with a notice, where they are not at hand.
pub fn public() -> Vec<SourceText> {
    let Some(folder) = fixtures().map(|root| root.join("documents/open-treaties")) else {
        let _ = std::io::Write::write_all(
            &mut std::io::stderr(),
            b"skipped: ../shared/fixtures/documents/open-treaties is not there\n",
        );
        return Vec::new();
    };
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths.iter().filter_map(|path| read(path)).collect()
}

fn read(path: &std::path::Path) -> Option<SourceText> {
    let bytes = std::fs::read(path).ok()?;
    let value: serde_json::Value = serde_json::from_slice(&bytes).ok()?;
    let mut text = String::new();
    let mut segments = Vec::new();
    for (index, article) in value.get("articles")?.as_array()?.iter().enumerate() {
        let content = article.get("content_en")?.as_str()?.trim();
        if content.is_empty() {
            continue;
        }
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        let start = text.len();
        text.push_str(content);
        segments.push(segment(
            &format!("{}", index + 1),
            Span::new(start, text.len()),
        ));
    }
    let name = path.file_stem()?.to_string_lossy().into_owned();
    let mut source = SourceText::new(name, text, official());
    source.segments = segments;
    Some(source)
}
