//! A list of the contents before the text: a run of headings with no body between. It becomes one segment, and none
//! of its lines an article.

use std::collections::BTreeMap;

use copydesk_text::Span;

use super::heading::{Candidate, Candidates};
use super::line::{Line, ends_sentence};
use crate::Number;

/// Fewest headings of a list.
const HEADINGS_MIN: usize = 3;
/// Longest line between two headings of a list.
const LINE_BYTES_MAX: usize = 120;
/// Most lines that are not blank between two headings of a list: titles, chapters.
const LINES_BETWEEN_MAX: usize = 5;

/// Takes the list of contents out of the candidates; gives its bytes.
pub(crate) fn cut(text: &str, lines: &[Line], found: &mut Candidates) -> Option<Span> {
    let run = run(text, lines, &found.articles)?;
    let (first, last) = (found.articles[run.start].at, found.articles[run.end - 1].at);
    let from = beginning(text, lines, &found.chapters, first);
    let until = ending(
        text,
        lines,
        last,
        typical_lines(lines, &found.articles[run.clone()]),
    );
    found.articles.drain(run);
    found
        .chapters
        .retain(|chapter| !(from..until).contains(&chapter.at));
    let end = lines.get(until).map_or(text.len(), |line| line.start);
    Some(Span::new(lines[from].start, end))
}

/// The candidates that are entries of a list.
fn run(text: &str, lines: &[Line], articles: &[Candidate]) -> Option<std::ops::Range<usize>> {
    // Where each number stands last.
    let numbered = articles
        .iter()
        .enumerate()
        .filter_map(|(at, article)| Some((article.number?, at)));
    let last: BTreeMap<Number, usize> = numbered.collect();
    let mut start = 0;
    while start < articles.len() {
        let mut end = start + 1;
        while end < articles.len() && no_body(text, lines, articles[end - 1].at, articles[end].at) {
            end += 1;
        }
        if end - start >= HEADINGS_MIN && is_list(text, lines, articles, (start, end), &last) {
            return Some(start..end);
        }
        start = end;
    }
    None
}

fn no_body(text: &str, lines: &[Line], from: usize, to: usize) -> bool {
    let mut between = 0;
    for line in &lines[from..to] {
        if line.is_blank() {
            continue;
        }
        let words = line.text(text);
        between += 1;
        if words.len() > LINE_BYTES_MAX
            || (ends_sentence(words) && !has_page(words))
            || between > LINES_BETWEEN_MAX
        {
            return false;
        }
    }
    true
}

/// Whether the run is a list: its entries name pages, or its numbers come again, or there is nothing else.
fn is_list(
    text: &str,
    lines: &[Line],
    articles: &[Candidate],
    (start, end): (usize, usize),
    last: &BTreeMap<Number, usize>,
) -> bool {
    let run = &articles[start..end];
    let paged = run
        .iter()
        .filter(|entry| has_page(lines[entry.at].text(text)))
        .count();
    if paged * 2 > run.len() {
        return true;
    }
    let comes_again = |entry: &&Candidate| {
        entry
            .number
            .and_then(|number| last.get(&number))
            .is_some_and(|at| *at >= end)
    };
    let again = run.iter().filter(comes_again).count();
    if again * 2 > run.len() && (articles.len() - end) * 2 > run.len() {
        return true;
    }
    let rest = lines[run[run.len() - 1].at..].iter().skip(1);
    end == articles.len() && rest.filter(|line| !line.is_blank()).count() <= 1
}

/// "Definitions ........ 12", "Definitions    12".
fn has_page(line: &str) -> bool {
    let head = line.trim_end_matches(|last: char| last.is_ascii_digit());
    if head.len() == line.len() {
        return false;
    }
    let gap = head.trim_end_matches(['.', ' ', '\t', '…', '_']);
    let between = &head[gap.len()..];
    between.contains('\t') || between.contains('…') || between.len() >= 3
}

/// The line the list begins with: the word for contents, or a chapter's line above the first entry.
fn beginning(text: &str, lines: &[Line], chapters: &[Candidate], first: usize) -> usize {
    const NAMES: [&str; 8] = [
        "contents",
        "table of contents",
        "index",
        "índice",
        "indice",
        "sommaire",
        "table des matières",
        "目录",
    ];
    let mut from = first;
    for at in (0..first)
        .rev()
        .filter(|&at| !lines[at].is_blank())
        .take(LINES_BETWEEN_MAX)
    {
        let words = lines[at].text(text).trim_end_matches(':').to_lowercase();
        if NAMES.contains(&words.as_str()) {
            return at;
        }
        if chapters.iter().any(|chapter| chapter.at == at) {
            from = at;
        } else if words.len() > LINE_BYTES_MAX {
            break;
        }
    }
    from
}

/// How many lines that are not blank the first entry has.
fn typical_lines(lines: &[Line], run: &[Candidate]) -> usize {
    match run {
        [first, second, ..] => {
            let own = &lines[first.at..second.at];
            own.iter().filter(|line| !line.is_blank()).count().min(2)
        }
        _ => 1,
    }
}

/// The line after the last entry.
fn ending(text: &str, lines: &[Line], last: usize, entry_lines: usize) -> usize {
    let mut at = last + 1;
    for _ in 1..entry_lines {
        let Some(next) = (at..lines.len()).find(|&next| !lines[next].is_blank()) else {
            break;
        };
        let words = lines[next].text(text);
        if words.len() > LINE_BYTES_MAX || ends_sentence(words) {
            break;
        }
        at = next + 1;
    }
    at
}
