//! Decoded text to telegrams: where each begins and ends, and where its parts stand. A letter, three or four digits and
//! US begin one; SYN, SOH and STX help where they are there and are missed nowhere.

use super::day;
use super::raw::{Header, Telegram};
use super::version;
use crate::Span;
use crate::telegraph::{PADDING, lines, trimmed};

/// How far a header can reach, padding included.
pub(super) const HEADER_BYTES_MAX: usize = 400;

/// Between number and selector.
const US: char = '\u{1f}';
const STX: char = '\u{2}';
const ETX: char = '\u{3}';

/// Whether the first thing that is no padding is a header.
pub(super) fn opens(text: &str) -> bool {
    let padding = |c: char| c.is_whitespace() || PADDING.contains(&c);
    let start = text.trim_start_matches(padding);
    let head = &start[..start.floor_char_boundary(16)];
    let us = head.find(US);
    us.is_some_and(|us| number_before(head, us) == Some(0))
}

/// Where the letter of a number stands that ends at `us`: `a2870`, with nothing but padding or a line end before it.
fn number_before(text: &str, us: usize) -> Option<usize> {
    let before = text.get(..us)?.as_bytes();
    let digits = before
        .iter()
        .rev()
        .take_while(|b| b.is_ascii_digit())
        .count();
    let letter = before.len().checked_sub(digits + 1)?;
    let known = (3..=4).contains(&digits) && before[letter].is_ascii_alphabetic();
    let apart = |at: usize| {
        let c = text[..at].chars().next_back();
        c.is_none_or(|c| matches!(c, '\n' | '\r' | ' ' | '\t') || PADDING.contains(&c))
    };
    (known && apart(letter)).then_some(letter)
}

/// The telegrams of a text, at most `most` of them.
pub(super) fn telegrams(text: &str, most: usize) -> Vec<Telegram<'_>> {
    let starts: Vec<(usize, usize)> = text
        .match_indices(US)
        .filter_map(|(us, _)| Some((number_before(text, us)?, us)))
        .take(most)
        .collect();
    let ends = starts.iter().skip(1).map(|&(letter, _)| letter);
    let ends: Vec<usize> = ends.chain([text.len()]).collect();
    let starts = starts.into_iter().zip(ends);
    starts
        .map(|((letter, us), end)| telegram(text, letter, us, end))
        .collect()
}

/// The parts of the telegram whose header begins at `letter` and that ends before `end`.
fn telegram(text: &str, letter: usize, us: usize, end: usize) -> Telegram<'_> {
    let inside = |from: usize, what: &[char]| text[from..end].find(what).map(|at| from + at);
    let line_end = inside(us, &['\n', '\r', STX]).unwrap_or(end);
    let stx = inside(line_end, &[STX]);
    let second = trimmed(text, Span::new(line_end, stx.unwrap_or(end)));
    let second_end = inside(second.start.min(end), &['\n', '\r', STX]).unwrap_or(end);
    let mut header = Header {
        letter: text[letter..].chars().next().unwrap_or(' '),
        number: &text[letter + 1..us],
        selector: text[us + 1..line_end]
            .trim_matches(|c: char| c.is_whitespace() || PADDING.contains(&c)),
        ..Header::default()
    };
    let second = Span::new(second.start.min(second_end), second_end);
    let headed = second_line(&text[second.start..second.end], &mut header);
    let begin = match stx {
        Some(stx) => stx + 1,
        None if headed => second.end,
        None => line_end,
    };
    let closing = Closing::find(text, Span::new(begin.min(end), end));
    let last = closing.rest.last().copied().unwrap_or(closing.trailer);
    Telegram {
        header,
        whole: Span::new(letter, last.end.max(closing.text_end)),
        text: Span::new(begin.min(end), closing.text_end),
        trailer: closing.trailer,
        rest: closing.rest,
    }
}

/// Priority, category, marks of the typesetter, keyword, version, reference, date, words. A line that does not open
/// with a priority and a category is no header line.
fn second_line<'t>(line: &'t str, header: &mut Header<'t>) -> bool {
    if line.len() > HEADER_BYTES_MAX {
        return false;
    }
    let control = |c: char| c.is_ascii_whitespace() || c.is_ascii_control();
    let words: Vec<&str> = line
        .split(control)
        .filter(|word| !word.is_empty())
        .collect();
    let letter = |word: &&str| word.len() == 1 && word.bytes().all(|b| b.is_ascii_alphabetic());
    let (Some(priority), Some(category)) = (words.first(), words.get(1)) else {
        return false;
    };
    let known = letter(priority)
        && (1..=3).contains(&category.len())
        && category.bytes().all(|b| b.is_ascii_alphanumeric());
    if !known {
        return false;
    }
    header.priority = priority.chars().next();
    header.category = Some(category);
    let mut words = &words[2..];
    let date = words
        .iter()
        .rposition(|word| day::header_date(word).is_some());
    if let Some(at) = date {
        header.date = day::header_date(words[at]);
        header.rest = words[at + 1..].to_vec();
        words = &words[..at];
    }
    keyword(words, header);
    true
}

fn keyword<'t>(mut words: &[&'t str], header: &mut Header<'t>) {
    let reference = |word: &&str| {
        let (letter, number) = word.split_at(word.floor_char_boundary(1));
        word.is_ascii()
            && letter.bytes().all(|b| b.is_ascii_alphabetic())
            && (3..=4).contains(&number.len())
            && number.bytes().all(|b| b.is_ascii_digit())
    };
    if words.len() > 1
        && let Some(last) = words.last().filter(|word| reference(word))
    {
        header.reference = Some(last);
        words = &words[..words.len() - 1];
    }
    // as many words at the end as together are a version
    let from = (1..words.len()).find(|&from| version::read(&words[from..].join(" ")).is_some());
    if let Some(from) = from {
        header.version = Some(words[from..].join(" "));
        words = &words[..from];
    }
    header.keyword = (!words.is_empty()).then(|| words.join(" "));
}

/// How a telegram ends.
struct Closing {
    text_end: usize,
    trailer: Span,
    rest: Vec<Span>,
}

impl Closing {
    /// Behind ETX the first trailer counts; without ETX the last line that is one ends the text.
    fn find(text: &str, body: Span) -> Self {
        let etx = text[body.start..body.end]
            .find(ETX)
            .map(|at| body.start + at);
        let mut closing = Self {
            text_end: etx.unwrap_or(body.end),
            trailer: Span::new(body.end, body.end),
            rest: Vec::new(),
        };
        let mut found = false;
        for line in lines(text, Span::new(etx.unwrap_or(body.start), body.end)) {
            let inner = line.inner();
            let words = &text[inner.start..inner.end];
            if words.is_empty() {
                continue;
            }
            if !found && day::trailer(words).is_some() {
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
            let end = trimmed(text, Span::new(body.start, closing.text_end)).end;
            closing.trailer = Span::new(end, end);
        }
        closing
    }
}
