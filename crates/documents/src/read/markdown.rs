//! Markdown: ATX and setext headings, lists, paragraphs. Raw HTML stays the characters it is; no extensions. A
//! paragraph's lines become one line.

use super::document_of;
use crate::{Document, Source};

pub(super) fn read(text: &str) -> Document {
    let mut blocks: Vec<String> = Vec::new();
    let mut open = false;
    let mut title = None;
    for line in text.lines() {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            open = false;
            continue;
        }
        if let Some(words) = atx(trimmed) {
            title = title.or_else(|| Some(words.to_owned()));
            blocks.push(words.to_owned());
            open = false;
        } else if open && is_underline(trimmed) {
            title = title.or_else(|| blocks.last().cloned());
            open = false;
        } else if is_rule(trimmed) {
            open = false;
        } else {
            let (item, words) = item(trimmed);
            let words = unquoted(words);
            match blocks.last_mut().filter(|_| open && !item) {
                Some(block) => {
                    block.push(' ');
                    block.push_str(words);
                }
                None => blocks.push(strong(words).to_owned()),
            }
            open = strong(words).len() == words.len();
        }
    }
    let mut document = document_of(blocks.join("\n\n"), Source::Markdown, Vec::new());
    document.facts.title = title;
    document
}

/// `## Words ##`
fn atx(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches('#');
    let level = line.len() - rest.len();
    if !(1..=6).contains(&level) || !(rest.is_empty() || rest.starts_with([' ', '\t'])) {
        return None;
    }
    Some(strong(rest.trim().trim_end_matches('#').trim()))
}

/// The line under a setext heading.
fn is_underline(line: &str) -> bool {
    line.bytes().all(|byte| byte == b'=') || line.bytes().all(|byte| byte == b'-')
}

fn is_rule(line: &str) -> bool {
    let marks: Vec<u8> = line.bytes().filter(|byte| *byte != b' ').collect();
    marks.len() >= 3
        && matches!(marks[0], b'-' | b'*' | b'_')
        && marks.iter().all(|mark| *mark == marks[0])
}

/// The words of an entry of a list. Numbers stay: they are the treaty's.
fn item(line: &str) -> (bool, &str) {
    match line
        .strip_prefix(['-', '*', '+'])
        .and_then(|rest| rest.strip_prefix([' ', '\t']))
    {
        Some(words) => (true, words.trim_start()),
        None => (begins_with_number(line), line),
    }
}

fn begins_with_number(line: &str) -> bool {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    digits > 0 && digits < 4 && matches!(line.as_bytes().get(digits), Some(b'.' | b')'))
}

fn unquoted(line: &str) -> &str {
    line.trim_start_matches(['>', ' '])
}

/// A line that is strong as a whole, without the marks.
fn strong(line: &str) -> &str {
    let inner = line
        .strip_prefix("**")
        .and_then(|rest| rest.strip_suffix("**"));
    inner
        .filter(|inner| !inner.is_empty() && !inner.contains("**"))
        .unwrap_or(line)
}
