//! Differences in words, drawn from a disclosure's operations: the published words in order, what was put in, what
//! was taken out. What was taken out is shown only where it had been public; else it is counted.

use copydesk_text::{Disclosure, Label, Op};
use maud::{Markup, html};

use crate::words::Words;

/// How words that were taken out appear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removed {
    /// As text: they had been published.
    Shown,
    /// As a count: they are the agency's and never were published here.
    Counted,
}

/// A run of words of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Run {
    Same(String),
    Put(String),
    Moved(String),
    Taken(String),
}

/// The difference, paragraph by paragraph; paragraphs without one are folded into a line that counts them where
/// `removed` is [`Removed::Shown`], and are shown whole where it is [`Removed::Counted`].
#[must_use]
pub fn draw(disclosure: &Disclosure, removed: Removed, words: &Words) -> Markup {
    let paragraphs = paragraphs(runs(disclosure));
    html! {
        div.diff {
            @for group in paragraphs.chunk_by(|a, b| is_same(a) && is_same(b)) {
                @if removed == Removed::Shown && is_same(&group[0]) {
                    p.unchanged { (words.unchanged_paragraphs.replace("{}", &group.len().to_string())) }
                } @else {
                    @for paragraph in group { (drawn(paragraph, removed, words)) }
                }
            }
        }
    }
}

/// Whether any word differs.
#[must_use]
pub fn differs(disclosure: &Disclosure) -> bool {
    runs(disclosure)
        .iter()
        .any(|run| !matches!(run, Run::Same(_)) && !run_text(run).trim().is_empty())
}

fn runs(disclosure: &Disclosure) -> Vec<Run> {
    let mut runs = Vec::new();
    let slice = |text: &str, span: copydesk_text::Span| -> String {
        text.get(span.start..span.end)
            .unwrap_or_default()
            .to_owned()
    };
    for operation in disclosure.operations() {
        let page = slice(disclosure.page_flat(), operation.page_span);
        let wire = operation
            .wire_span
            .map(|span| slice(disclosure.wire_flat(), span));
        match operation.op {
            Op::Keep => runs.push(Run::Same(page)),
            Op::Insert => runs.push(Run::Put(page)),
            Op::Move => runs.push(Run::Moved(page)),
            Op::Delete => runs.push(Run::Taken(wire.unwrap_or_default())),
            Op::Replace if matches!(operation.label, Label::Same | Label::Typographic) => {
                runs.push(Run::Same(page));
            }
            Op::Replace => {
                runs.push(Run::Taken(wire.unwrap_or_default()));
                runs.push(Run::Put(page));
            }
        }
    }
    runs
}

/// Breaks runs at paragraph ends. A break inside words taken out ends the paragraph only if words stand in it.
fn paragraphs(runs: Vec<Run>) -> Vec<Vec<Run>> {
    let mut paragraphs: Vec<Vec<Run>> = vec![Vec::new()];
    for run in runs {
        let text = run_text(&run).to_owned();
        for (index, piece) in text.split("\n\n").enumerate() {
            if index > 0 && paragraphs.last().is_some_and(|last| !last.is_empty()) {
                paragraphs.push(Vec::new());
            }
            if let (false, Some(last)) = (piece.is_empty(), paragraphs.last_mut()) {
                last.push(with_text(&run, piece));
            }
        }
    }
    paragraphs.retain(|paragraph| paragraph.iter().any(|run| !run_text(run).trim().is_empty()));
    paragraphs
}

fn run_text(run: &Run) -> &str {
    match run {
        Run::Same(text) | Run::Put(text) | Run::Moved(text) | Run::Taken(text) => text,
    }
}

fn with_text(run: &Run, text: &str) -> Run {
    let text = text.to_owned();
    match run {
        Run::Same(_) => Run::Same(text),
        Run::Put(_) => Run::Put(text),
        Run::Moved(_) => Run::Moved(text),
        Run::Taken(_) => Run::Taken(text),
    }
}

fn is_same(paragraph: &[Run]) -> bool {
    paragraph
        .iter()
        .all(|run| matches!(run, Run::Same(_)) || run_text(run).trim().is_empty())
}

fn drawn(paragraph: &[Run], removed: Removed, words: &Words) -> Markup {
    html! {
        p {
            @for run in paragraph {
                @match run {
                    Run::Same(text) => { (text) }
                    Run::Put(text) => { ins { (text) } }
                    Run::Moved(text) => { span.moved { (text) } }
                    Run::Taken(text) => { (taken(text, removed, words)) }
                }
            }
        }
    }
}

fn taken(text: &str, removed: Removed, words: &Words) -> Markup {
    let count = word_count(text);
    html! {
        @if removed == Removed::Shown {
            del { (text) }
        } @else if count > 0 {
            span.cut { "[" (left_out(count, words)) "]" } " "
        }
    }
}

/// "34 words left out".
#[must_use]
pub fn left_out(count: usize, words: &Words) -> String {
    match count {
        1 => words.left_out_one.to_owned(),
        _ => words.left_out.replace("{}", &count.to_string()),
    }
}

/// Words of a text that have a letter or digit.
#[must_use]
pub fn word_count(text: &str) -> usize {
    text.split_whitespace()
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .count()
}
