//! Strings: plain runs and escapes. A broken escape stays as it was written; half a surrogate pair becomes U+FFFD.
//! Never changes any other character.

use std::borrow::Cow;

use super::Token;
use crate::{Span, scan};

/// A part of a string's inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Copied through.
    Plain(Span),
    /// One escape, standing for one character.
    Escape(char, Span),
}

/// What stands at a backslash.
pub(super) struct Escape {
    /// The character; `None` when it is no escape and the backslash stands for itself.
    pub letter: Option<char>,
    /// Bytes taken.
    pub len: usize,
    /// Whether the grammar allows it.
    pub sound: bool,
}

/// Reads the escape that begins at the backslash `bytes[at]`.
pub(super) fn escape_at(bytes: &[u8], at: usize) -> Escape {
    let simple = |letter| Escape {
        letter: Some(letter),
        len: 2,
        sound: true,
    };
    match bytes.get(at + 1) {
        Some(b'"') => simple('"'),
        Some(b'\\') => simple('\\'),
        Some(b'/') => simple('/'),
        Some(b'b') => simple('\u{8}'),
        Some(b'f') => simple('\u{c}'),
        Some(b'n') => simple('\n'),
        Some(b'r') => simple('\r'),
        Some(b't') => simple('\t'),
        Some(b'u') => unicode_at(bytes, at),
        _ => LITERAL,
    }
}

const LITERAL: Escape = Escape {
    letter: None,
    len: 1,
    sound: false,
};

fn unicode_at(bytes: &[u8], at: usize) -> Escape {
    let Some(unit) = unit_at(bytes, at) else {
        return LITERAL;
    };
    if let Some(letter) = char::from_u32(unit) {
        return Escape {
            letter: Some(letter),
            len: 6,
            sound: true,
        };
    }
    let low = unit_at(bytes, at + 6).filter(|low| (0xDC00..0xE000).contains(low));
    let pair = low
        .filter(|_| unit < 0xDC00)
        .and_then(|low| char::from_u32(0x1_0000 + ((unit - 0xD800) << 10) + (low - 0xDC00)));
    match pair {
        Some(letter) => Escape {
            letter: Some(letter),
            len: 12,
            sound: true,
        },
        None => Escape {
            letter: Some('\u{FFFD}'),
            len: 6,
            sound: false,
        },
    }
}

/// The UTF-16 unit of `\uXXXX` at `at`.
fn unit_at(bytes: &[u8], at: usize) -> Option<u32> {
    let digits = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
    digits.iter().try_fold(0, |unit, &digit| {
        Some(unit * 16 + char::from(digit).to_digit(16)?)
    })
}

/// The pieces of a string's inside, in order; together they cover it.
pub(crate) fn pieces(text: &str, token: Token) -> impl Iterator<Item = Piece> + '_ {
    let bytes = text.as_bytes();
    let Span { start, end } = token.span;
    let mut at = start;
    std::iter::from_fn(move || {
        if at >= end {
            return None;
        }
        let from = at;
        if bytes[at] == b'\\' {
            let escape = escape_at(&bytes[..end], at);
            if let Some(letter) = escape.letter {
                at += escape.len;
                return Some(Piece::Escape(letter, Span::new(from, at)));
            }
            at += 1;
        }
        at = scan::find(&bytes[..end], at, |byte| byte == b'\\').unwrap_or(end);
        Some(Piece::Plain(Span::new(from, at)))
    })
}

/// The string's text.
pub(crate) fn decode(text: &str, token: Token) -> Cow<'_, str> {
    if !token.escaped {
        return Cow::Borrowed(&text[token.span.start..token.span.end]);
    }
    let mut out = String::with_capacity(token.span.len());
    for piece in pieces(text, token) {
        match piece {
            Piece::Plain(span) => out.push_str(&text[span.start..span.end]),
            Piece::Escape(letter, _) => out.push(letter),
        }
    }
    Cow::Owned(out)
}
