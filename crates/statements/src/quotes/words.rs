//! The words of a document and of a quotation, so that they can be compared: tokens of `text`, hyphen compounds as one
//! word, each with a number that is equal where words differ in case, quote-mark style or listed spelling only.
//! Numbers come from the document's own vocabulary (`vocabulary`); what it does not know is equal to nothing. Never
//! keeps what the tokens already hold: of a word only its first token is stored.

use std::borrow::Cow;

use copydesk_text::{Span, Token, TokenKind, Tokens};

use super::parts::Parts;

/// A word: one token, or the tokens of a hyphen compound.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word {
    /// Its bytes in its text.
    pub span: Span,
    pub kind: TokenKind,
    /// Whether a line ends after one of its hyphens: the hyphen may be the line's.
    pub broken: bool,
    /// Whether it opens a sentence.
    pub opens: bool,
    /// Index of its paragraph.
    pub paragraph: usize,
    /// Whether white space follows it.
    pub spaced: bool,
}

/// The word whose tokens these are.
pub(crate) fn word(tokens: &Parts, (start, end): (usize, usize)) -> Option<Word> {
    let first = tokens.get(start)?;
    let last = tokens.get(end.checked_sub(1)?)?;
    let hyphens = || (start + 1..end).step_by(2);
    Some(Word {
        span: Span::new(first.span.start, last.span.end),
        kind: first.kind,
        broken: hyphens().any(|at| tokens.get(at).is_some_and(|hyphen| hyphen.spaced)),
        opens: first.opens_sentence,
        paragraph: first.paragraph,
        spaced: last.spaced,
    })
}

/// Hands over the words of a part of a text in order: the first token, and the tokens `[first, end)`.
pub(crate) fn each_word<'a>(tokens: &'a Tokens, mut take: impl FnMut(&Token<'a>, (usize, usize))) {
    let mut at = 0;
    let mut ahead = tokens.get(0);
    while let Some(first) = ahead {
        let mut end = at + 1;
        let mut last = first;
        ahead = tokens.get(end);
        while !last.spaced
            && is_compound_part(last.kind)
            && let Some(hyphen) = ahead.filter(|hyphen| hyphen.key == "-")
            && let Some(next) = tokens.get(end + 1)
            && joins(tokens.text(), &hyphen, &next)
        {
            last = next;
            end += 2;
            ahead = tokens.get(end);
        }
        take(&first, (at, end));
        at = end;
    }
}

fn is_compound_part(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Word | TokenKind::Number)
}

/// Whether a hyphen joins what stands around it; one at a line's end does, before a small letter.
fn joins(text: &str, hyphen: &Token, next: &Token) -> bool {
    if !is_compound_part(next.kind) || hyphen.paragraph != next.paragraph {
        return false;
    }
    if !hyphen.spaced {
        return true;
    }
    let gap = text.get(hyphen.span.end..next.span.start);
    let lower = next.key.chars().next().is_some_and(char::is_lowercase);
    lower && gap.is_some_and(|gap| gap.contains('\n'))
}

/// How a word reads at L3, case kept.
pub(crate) fn key(tokens: &Parts, (first, end): (usize, usize)) -> Cow<'_, str> {
    if end == first + 1 {
        return Cow::Borrowed(tokens.get(first).map_or("", |token| token.key));
    }
    let each = (first..end).filter_map(|index| tokens.get(index));
    Cow::Owned(each.map(|token| token.key).collect())
}

/// Without case and with one style of quote mark.
pub(crate) fn lower(key: Cow<'_, str>) -> Cow<'_, str> {
    if key == "\"" {
        return Cow::Borrowed("'");
    }
    if is_lower(&key) {
        key
    } else {
        Cow::Owned(key.to_lowercase())
    }
}

fn is_lower(key: &str) -> bool {
    key.bytes()
        .all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase())
}
