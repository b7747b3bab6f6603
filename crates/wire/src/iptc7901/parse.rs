//! Decoded text to telegrams: where each begins and ends, and where its parts stand. A header line is enough to
//! begin one; control characters help where they are there and are missed nowhere.

use super::day;
use super::raw::{Header, Telegram};
use crate::Span;
use crate::telegraph::{PADDING, lines, trimmed};

/// Longest header line: its fields and fifty characters of option, with room for padding.
const HEADER_BYTES_MAX: usize = 160;

/// Whether the first line with words is a header.
pub(super) fn opens(text: &str) -> bool {
    let padding = |c: char| c.is_whitespace() || PADDING.contains(&c);
    let start = text.trim_start_matches(padding);
    let end = start.floor_char_boundary(HEADER_BYTES_MAX * 2);
    let line = start[..end].split(['\n', '\r']).next().unwrap_or("");
    header(line.trim_end_matches(padding)).is_some()
}

/// The telegrams of a text, at most `most` of them.
pub(super) fn telegrams(text: &str, most: usize) -> Vec<Telegram<'_>> {
    let whole = Span::new(0, text.len());
    let mut headers: Vec<(Header<'_>, Span)> = Vec::new();
    for line in lines(text, whole) {
        let inner = line.inner();
        if let Some(header) = text.get(inner.start..inner.end).and_then(header) {
            if headers.len() >= most {
                break;
            }
            headers.push((header, inner));
        }
    }
    let ends = headers.iter().skip(1).map(|(_, at)| at.start);
    let ends: Vec<usize> = ends.chain([text.len()]).collect();
    let headers = headers.into_iter().zip(ends);
    headers
        .map(|((header, at), end)| telegram(text, header, at, end))
        .collect()
}

/// Reads a header line: service letters and number, priority, category, words, option.
pub(super) fn header(line: &str) -> Option<Header<'_>> {
    if line.len() > HEADER_BYTES_MAX {
        return None;
    }
    let (first, rest) = word(line);
    let letters = first.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (service, number) = first.split_at(letters);
    let (priority, rest) = word(rest);
    let (category, rest) = word(rest);
    let (words, option) = word(rest);
    let digits = |text: &str, least: usize, most: usize| {
        (least..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
    };
    let known = (1..=5).contains(&service.len())
        && digits(number, 3, 4)
        && matches!(priority, "1" | "2" | "3" | "4" | "5" | "6")
        && (1..=3).contains(&category.len())
        && category.bytes().all(|b| b.is_ascii_alphabetic())
        && digits(words, 1, 5);
    known.then(|| Header {
        service,
        number,
        priority: priority.parse().unwrap_or(0),
        category,
        option: option.trim_ascii(),
    })
}

/// The first word, and what follows it.
fn word(text: &str) -> (&str, &str) {
    let text = text.trim_ascii_start();
    let end = text.find([' ', '\t']).unwrap_or(text.len());
    text.split_at(end)
}

/// The parts of the telegram whose header stands at `at` and that ends before `end`.
fn telegram<'t>(text: &'t str, header: Header<'t>, at: Span, end: usize) -> Telegram<'t> {
    let inside = |from: usize, c: char| text[from..end].find(c).map(|found| from + found);
    let etx = inside(at.end, '\u{3}');
    let closing = Closing::find(text, Span::new(at.end, end), etx);
    let begin = inside(at.end, '\u{2}').filter(|&stx| stx < closing.text_end);
    let keywords = match begin {
        Some(stx) => trimmed(text, Span::new(at.end, stx)),
        None => keyword_line(text, Span::new(at.end, closing.text_end)),
    };
    let start = begin.map_or(keywords.end, |stx| stx + 1);
    let mut rest = closing.rest;
    let last = rest.last().copied().unwrap_or(closing.trailer);
    let whole = Span::new(at.start, last.end.max(closing.text_end));
    rest.retain(|part| !part.is_empty());
    Telegram {
        header,
        whole,
        keywords,
        text: without_end_mark(text, trimmed(text, Span::new(start, closing.text_end))),
        trailer: closing.trailer,
        rest,
    }
}

/// How a telegram ends.
struct Closing {
    text_end: usize,
    trailer: Span,
    rest: Vec<Span>,
}

impl Closing {
    /// Behind ETX the first line of day and time is the trailer; without ETX the first such line ends the text.
    fn find(text: &str, body: Span, etx: Option<usize>) -> Self {
        let from = etx.unwrap_or(body.start);
        let mut closing = Self {
            text_end: etx.unwrap_or(body.end),
            trailer: Span::new(body.end, body.end),
            rest: Vec::new(),
        };
        let mut found = false;
        for line in lines(text, Span::new(from, body.end)) {
            let inner = line.inner();
            let words = &text[inner.start..inner.end];
            if words.is_empty() {
                continue;
            }
            if !found && day::is_stamp(words) {
                found = true;
                closing.trailer = inner;
                if etx.is_none() {
                    closing.text_end = line.start;
                }
            } else if found || etx.is_some() {
                closing.rest.push(inner);
            }
        }
        if !found {
            let end = trimmed(text, Span::new(from.min(body.end), body.end)).end;
            closing.trailer = Span::new(end, end);
        }
        closing
    }
}

/// Without STX the first line with words is the keywords if it ends with `/`.
fn keyword_line(text: &str, part: Span) -> Span {
    let mut with_words = lines(text, part).map(|line| line.inner());
    let first = with_words.find(|inner| !inner.is_empty());
    match first {
        Some(inner) if text[inner.start..inner.end].ends_with('/') => inner,
        _ => Span::new(part.start, part.start),
    }
}

/// A last line `./.` says that the text ends.
fn without_end_mark(text: &str, part: Span) -> Span {
    let whole = &text[part.start..part.end];
    match whole.strip_suffix("./.") {
        Some(before) if before.is_empty() || before.ends_with(['\n', '\r']) => {
            trimmed(text, Span::new(part.start, part.start + before.len()))
        }
        _ => part,
    }
}
