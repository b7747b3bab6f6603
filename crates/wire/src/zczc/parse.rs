//! Decoded text to telegrams: where each begins and ends, which of its lines are marked. Lines may end with LF, CR LF or
//! CR; up to three spaces may stand before `ZCZC`; `NNNN` may be missing.

use super::profiles::{self, CODES, NAMES, Profile, Role};
use super::raw::{Field, Telegram};
use crate::Span;
use crate::telegraph::{PADDING, lines, trimmed};

const SOH: char = '\u{1}';
/// Between names.
const US: char = '\u{1f}';
/// Longest line that opens a telegram.
const OPENING_BYTES_MAX: usize = 200;

/// Most marked lines or codes of one telegram; what follows belongs to the text, or to the last code.
const FIELDS_MAX: usize = 200;

/// How a telegram begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Begin {
    Zczc,
    Names,
}

/// Whether the first line with words begins a telegram.
pub(super) fn opens(text: &str) -> bool {
    let padding = |c: char| c.is_whitespace() || (PADDING.contains(&c) && c != SOH);
    let start = text.trim_start_matches(padding);
    let end = start.floor_char_boundary(OPENING_BYTES_MAX);
    let line = start[..end].split(['\n', '\r']).next().unwrap_or("");
    begins(line).is_some()
}

/// A line that begins a telegram.
fn begins(line: &str) -> Option<Begin> {
    let bare = line.trim_start_matches(|c: char| PADDING.contains(&c) && c != SOH);
    if let Some(names) = bare.strip_prefix(SOH)
        && names.matches(US).count() >= 2
        && names.len() <= OPENING_BYTES_MAX
    {
        return Some(Begin::Names);
    }
    let bare = line.trim_start_matches(|c: char| PADDING.contains(&c));
    let word = bare.trim_start_matches(' ');
    let indent = bare.len() - word.len();
    let (word, rest) = word.split_at_checked(4)?;
    let apart = rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_whitespace());
    let fits = indent <= 3 && word.eq_ignore_ascii_case("zczc") && apart;
    (fits && line.len() <= OPENING_BYTES_MAX).then_some(Begin::Zczc)
}

/// The telegrams of a text, at most `most` of them.
pub(super) fn telegrams(text: &str, most: usize) -> Vec<Telegram<'_>> {
    let starts: Vec<(Begin, Span)> = lines(text, Span::new(0, text.len()))
        .filter_map(|line| {
            let words = line.text.trim_end_matches(['\n', '\r']);
            let at = Span::new(line.start, line.start + words.len());
            Some((begins(words)?, at))
        })
        .take(most)
        .collect();
    let ends = starts.iter().skip(1).map(|(_, at)| at.start);
    let ends: Vec<usize> = ends.chain([text.len()]).collect();
    let starts = starts.into_iter().zip(ends);
    starts
        .map(|((begin, at), end)| telegram(text, begin, at, end))
        .collect()
}

fn telegram(text: &str, begin: Begin, at: Span, end: usize) -> Telegram<'_> {
    let (body_end, rest) = ending(text, Span::new(at.end, end));
    let body = Span::new(at.end, body_end);
    let (profile, fields, text_start) = match begin {
        Begin::Names => names(text, at),
        Begin::Zczc => marked(text, body),
    };
    let opening = match begin {
        Begin::Names => "",
        Begin::Zczc => &text[at.start..at.end],
    };
    let opening = opening.trim_matches(|c: char| c.is_whitespace() || PADDING.contains(&c));
    let begin = trimmed(text, at).start;
    let text_at = trimmed(text, Span::new(text_start.min(body_end), body_end));
    let last = rest.last().map_or(body_end, |last: &Span| last.end);
    Telegram {
        opening: opening.get(4..).unwrap_or("").trim_ascii(),
        profile,
        fields,
        whole: Span::new(begin, last.max(begin)),
        text: text_at,
        rest,
    }
}

/// Where the text ends, and the words behind a line of `NNNN`.
fn ending(text: &str, body: Span) -> (usize, Vec<Span>) {
    let mut end = None;
    let mut rest = Vec::new();
    for line in lines(text, body) {
        let inner = line.inner();
        if inner.is_empty() {
            continue;
        }
        match end {
            None if text[inner.start..inner.end].eq_ignore_ascii_case("nnnn") => {
                end = Some(line.start);
            }
            None => {}
            Some(_) => rest.push(inner),
        }
    }
    (end.unwrap_or(body.end), rest)
}

type Marked = (&'static str, Vec<Field>, usize);

/// Names by their place in the line.
fn names(text: &str, at: Span) -> Marked {
    let from = text[at.start..at.end]
        .find(SOH)
        .map_or(at.start, |soh| at.start + soh + 1);
    let mut start = from;
    let mut fields = Vec::new();
    for (place, name) in text[from..at.end].split(US).enumerate() {
        let whole = Span::new(start, start + name.len());
        start = whole.end + US.len_utf8();
        let role = NAMES.get(place).copied().unwrap_or(Role::Note("option"));
        fields.push(Field {
            role,
            value: trimmed(text, whole),
            whole,
        });
    }
    ("names", fields, at.end)
}

/// The marked lines of a telegram, by the first profile that they fit.
fn marked(text: &str, body: Span) -> Marked {
    if let Some(coded) = codes(text, body) {
        return coded;
    }
    let selector = selector_line(text, body);
    let from = selector.map_or(body.start, |field| field.whole.end);
    let body = Span::new(from, body.end);
    let fitting = profiles::SIGNS.iter().find_map(|profile| {
        let (fields, end) = signs(text, body, profile)?;
        Some((profile.name, fields, end))
    });
    let (name, fields, end) = fitting.unwrap_or(("none", Vec::new(), body.start));
    (name, selector.into_iter().chain(fields).collect(), end)
}

/// `YY RFG TDR`: two capitals, then names in capitals, before any other line.
fn selector_line(text: &str, body: Span) -> Option<Field> {
    let mut with_words = lines(text, body).map(|line| line.inner());
    let inner = with_words.find(|inner| !inner.is_empty())?;
    let line = &text[inner.start..inner.end];
    let (code, names) = line.split_once(' ')?;
    let capitals = code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase());
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'(' | b')');
    let first = names.bytes().take(2).all(|b| b.is_ascii_uppercase());
    (capitals && first && line.len() <= 80 && names.bytes().all(plain)).then_some(Field {
        role: Role::Selector,
        value: inner,
        whole: inner,
    })
}

/// Lines that begin with a mark of the profile, up to the first that does not. No mark comes back later: what looks
/// like it is text.
fn signs(text: &str, body: Span, profile: &Profile) -> Option<(Vec<Field>, usize)> {
    let mut fields: Vec<Field> = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    let mut end = body.start;
    for line in lines(text, body) {
        let words = line
            .text
            .trim_end_matches(|c: char| c.is_ascii_whitespace());
        if words.trim_ascii_start().is_empty() {
            continue;
        }
        if fields.len() >= FIELDS_MAX {
            break;
        }
        let Some((mark, value)) = words.split_at_checked(1) else {
            break;
        };
        let again = seen.contains(&mark) && seen.last() != Some(&mark);
        let apart = value.is_empty() || !value.starts_with(|c: char| c.is_ascii_whitespace());
        let whole = Span::new(line.start, line.start + words.len());
        let Some(role) = profiles::role(profile, mark, value).filter(|_| apart && !again) else {
            break;
        };
        seen.push(mark);
        fields.push(Field {
            role,
            value: Span::new(whole.start + 1, whole.end),
            whole,
        });
        end = whole.end;
    }
    let needed = profile.needs.is_none_or(|mark| seen.contains(&mark));
    (needed && !fields.is_empty()).then_some((fields, end))
}

/// `TI#value`; a value goes on until the next code. A telegram has codes if its first line is one.
fn codes(text: &str, body: Span) -> Option<Marked> {
    let mut fields: Vec<Field> = Vec::new();
    for line in lines(text, body) {
        let inner = line.inner();
        if inner.is_empty() {
            continue;
        }
        let words = &text[inner.start..inner.end];
        let room = fields.len() < FIELDS_MAX;
        let code = words.get(..2).filter(|code| {
            room && words[2..].starts_with('#') && code.bytes().all(|b| b.is_ascii_uppercase())
        });
        match (code, fields.last_mut()) {
            (Some(code), _) => fields.push(Field {
                role: profiles::role(&CODES, code, "").unwrap_or(Role::Note("other")),
                value: Span::new((inner.start + 3).min(inner.end), inner.end),
                whole: inner,
            }),
            (None, Some(open)) => {
                open.value.end = inner.end;
                open.whole.end = inner.end;
            }
            (None, None) => return None,
        }
    }
    let text_at = fields.iter().find(|field| field.role == Role::Text);
    let text_at = text_at.map_or(body.end, |field| field.value.start);
    (!fields.is_empty()).then_some((CODES.name, fields, text_at))
}
