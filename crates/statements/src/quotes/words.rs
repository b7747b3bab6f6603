//! The words of a document and of a quotation, so that they can be compared: tokens of `text`, hyphen compounds as one
//! word, each with a number that is equal where words differ in case, quote-mark style or listed spelling only.
//! Numbers come from the document's own vocabulary; what it does not know is equal to nothing.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use copydesk_text::{Span, TokenKind, Tokens, other_spelling};

/// No word of the document.
pub(crate) const UNKNOWN: u32 = u32::MAX;

/// A word: one token, or the tokens of a hyphen compound.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word {
    /// Its bytes in its text.
    pub span: Span,
    /// Its number in the document's vocabulary.
    pub id: u32,
    pub kind: TokenKind,
    /// First token, and one past the last.
    pub tokens: (usize, usize),
    /// Whether a line ends after one of its hyphens: the hyphen may be the line's.
    pub broken: bool,
    /// Whether it opens a sentence.
    pub opens: bool,
    /// Index of its paragraph.
    pub paragraph: usize,
    /// Whether white space follows it.
    pub spaced: bool,
}

/// Splits a text into words; their numbers are not set yet.
pub(crate) fn words(tokens: &Tokens) -> Vec<Word> {
    let mut out = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(first) = tokens.get(at) {
        let mut end = at + 1;
        let mut broken = false;
        let mut last = first;
        while is_compound_part(last.kind)
            && !last.spaced
            && let (Some(hyphen), Some(next)) = (tokens.get(end), tokens.get(end + 1))
            && let Some(by_line) = joins(tokens.text(), &hyphen, &next)
        {
            broken |= by_line;
            last = next;
            end += 2;
        }
        out.push(Word {
            span: Span::new(first.span.start, last.span.end),
            id: UNKNOWN,
            kind: first.kind,
            tokens: (at, end),
            broken,
            opens: first.opens_sentence,
            paragraph: first.paragraph,
            spaced: last.spaced,
        });
        at = end;
    }
    out
}

fn is_compound_part(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Word | TokenKind::Number)
}

/// Whether a hyphen joins what stands around it, and if so whether a line ends after it.
fn joins(text: &str, hyphen: &copydesk_text::Token, next: &copydesk_text::Token) -> Option<bool> {
    if hyphen.key != "-" || !is_compound_part(next.kind) || hyphen.paragraph != next.paragraph {
        return None;
    }
    if !hyphen.spaced {
        return Some(false);
    }
    let gap = text.get(hyphen.span.end..next.span.start)?;
    let lower = next.key.chars().next().is_some_and(char::is_lowercase);
    (lower && gap.contains('\n')).then_some(true)
}

/// How a word reads at L3, case kept.
pub(crate) fn key<'a>(tokens: &'a Tokens, word: &Word) -> Cow<'a, str> {
    let (first, end) = word.tokens;
    if end == first + 1 {
        return Cow::Borrowed(tokens.get(first).map_or("", |token| token.key));
    }
    Cow::Owned(
        (first..end)
            .filter_map(|index| tokens.get(index))
            .map(|token| token.key)
            .collect(),
    )
}

/// Without case and with one style of quote mark.
pub(crate) fn lower(key: &str) -> Cow<'_, str> {
    if key == "\"" {
        return Cow::Borrowed("'");
    }
    let is_lower = key
        .bytes()
        .all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    if is_lower {
        Cow::Borrowed(key)
    } else {
        Cow::Owned(key.to_lowercase())
    }
}

/// The same, written into a buffer that is used again and again.
fn lower_in<'a>(key: &str, buffer: &'a mut String) -> &'a str {
    buffer.clear();
    if key == "\"" {
        buffer.push('\'');
    } else if key.is_ascii() {
        buffer.push_str(key);
        buffer.make_ascii_lowercase();
    } else {
        buffer.push_str(&key.to_lowercase());
    }
    buffer
}

/// The words a document knows, numbered in order of first sight; two spellings of one word have one number.
#[derive(Clone, Debug, Default)]
pub(crate) struct Vocabulary {
    ids: HashMap<Box<str>, u32, BuildHasherDefault<Mixer>>,
    next: u32,
}

impl Vocabulary {
    /// Numbers the words of the document.
    pub(crate) fn learn(&mut self, tokens: &Tokens, words: &mut [Word]) {
        let mut buffer = String::new();
        for word in words {
            let key = key(tokens, word);
            let lower = lower_in(&key, &mut buffer);
            word.id = match self.ids.get(lower) {
                Some(&id) => id,
                None => self.add(lower),
            };
        }
    }

    fn add(&mut self, lower: &str) -> u32 {
        let other = other_spelling(lower).and_then(|other| self.ids.get(other).copied());
        let id = other.unwrap_or(self.next);
        if other.is_none() {
            self.next += 1;
        }
        self.ids.insert(lower.into(), id);
        id
    }

    /// The number of a word in lower case.
    pub(crate) fn id(&self, lower: &str) -> u32 {
        let known = |word: &str| self.ids.get(word).copied();
        known(lower)
            .or_else(|| other_spelling(lower).and_then(known))
            .unwrap_or(UNKNOWN)
    }

    /// How many numbers there are.
    pub(crate) fn len(&self) -> usize {
        self.next as usize
    }
}

/// A small multiplying hasher for short keys, without a random key: the same work on every machine.
#[derive(Clone, Default)]
pub(crate) struct Mixer(u64);

const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;

impl Hasher for Mixer {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            let value = u64::from_le_bytes(word) ^ ((chunk.len() as u64) << 56);
            let wide =
                u128::from(self.0 ^ value ^ FACTOR) * u128::from(FACTOR ^ value.rotate_left(29));
            self.0 = (wide as u64 ^ (wide >> 64) as u64).wrapping_add(FACTOR);
        }
    }

    fn write_u8(&mut self, _: u8) {}

    fn finish(&self) -> u64 {
        self.0
    }
}
