//! What `pdftotext -layout` wrote: pages without their furniture, soft line ends joined, hyphens at line ends joined
//! where the joined word occurs elsewhere in the document.

use std::collections::BTreeSet;

use super::{document_of, pages};
use crate::segment::begins_segment;
use crate::{Document, Source};

pub(super) fn read(output: &str) -> Document {
    let mut findings = Vec::new();
    let text = pages::without_furniture(output, &mut findings);
    let joined = join(&text);
    document_of(joined, Source::Pdf, findings)
}

/// Joins the lines of each paragraph.
fn join(text: &str) -> String {
    let words: BTreeSet<&str> = text
        .split(|character: char| !character.is_alphabetic())
        .filter(|word| word.len() > 3)
        .collect();
    let lines: Vec<&str> = text.split('\n').map(str::trim_end).collect();
    let widest = typical_width(&lines);
    let mut out = String::with_capacity(text.len());
    let mut before = "";
    for line in lines {
        let words_of_line = folded(line.trim_start());
        if words_of_line.is_empty() {
            if !before.is_empty() {
                out.push_str("\n\n");
            }
        } else if !before.is_empty() {
            if !is_soft(before, line, widest) {
                out.push('\n');
            } else if !join_hyphen(&mut out, &words_of_line, &words) {
                out.push(' ');
            }
        }
        out.push_str(&words_of_line);
        before = line;
    }
    out
}

/// Blanks that only justify a line are folded; wider gaps, which part columns, stay.
fn folded(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut blanks = 0;
    for character in line.chars() {
        if character == ' ' {
            blanks += 1;
            continue;
        }
        out.extend(std::iter::repeat_n(
            ' ',
            if blanks > 3 { blanks } else { blanks.min(1) },
        ));
        blanks = 0;
        out.push(character);
    }
    out
}

/// The width that nine of ten lines keep within, in characters.
fn typical_width(lines: &[&str]) -> usize {
    let mut widths: Vec<usize> = lines
        .iter()
        .map(|line| line.chars().count())
        .filter(|width| *width > 20)
        .collect();
    widths.sort_unstable();
    widths.get(widths.len() * 9 / 10).copied().unwrap_or(0)
}

/// Whether the end of a line is no end of a paragraph.
fn is_soft(before: &str, line: &str, widest: usize) -> bool {
    let words = line.trim_start();
    if begins_segment(words)
        || begins_segment(before.trim_start()) && before.chars().count() * 2 < widest
    {
        return false;
    }
    if words.starts_with(char::is_lowercase) {
        return true;
    }
    let first = words.split(' ').next().unwrap_or("").chars().count();
    before.chars().count() + 1 + first > widest
}

/// Joins a word broken at the line's end, if the whole word occurs elsewhere.
fn join_hyphen(out: &mut String, line: &str, words: &BTreeSet<&str>) -> bool {
    let Some(head) = out.strip_suffix('-') else {
        return false;
    };
    let first = head
        .rsplit(|character: char| !character.is_alphabetic())
        .next()
        .unwrap_or("");
    let second = crate::number::leading_word(line);
    if first.is_empty() || second.is_empty() {
        return false;
    }
    if words.contains(format!("{first}{second}").as_str()) {
        out.pop();
    }
    true
}
