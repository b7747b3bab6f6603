//! The words of a text under the keys by which texts are compared: what an index of texts is made from. Never a
//! judgement of sameness; marks, spaces and the order of blocks are left to whoever asks.

use crate::Span;
use crate::fold::{fold, is_deleted};
use crate::scan::{Kind, scan};

/// What a [`Key`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// Letters and marks.
    Word,
    /// Digits and the marks between them.
    Number,
    /// One grapheme of a script written without spaces.
    Grapheme,
    /// A web or mail address, a name with @, a tag.
    Address,
}

/// A word of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key<'a> {
    /// Its form at L3; case is kept.
    pub folded: &'a str,
    /// Its bytes in the text.
    pub span: Span,
    /// What it is.
    pub kind: KeyKind,
}

/// Hands over the words of one block of text, in order.
///
/// ```
/// let mut words = Vec::new();
/// copydesk_text::each_key("Don\u{2019}t wait \u{2014} go.", |key| words.push(key.folded.to_owned()));
/// assert_eq!(words, ["Don't", "wait", "go"]);
/// ```
pub fn each_key(text: &str, mut take: impl FnMut(Key<'_>)) {
    let folded = fold(std::iter::once((0, text)));
    for token in scan(&folded.text) {
        let kind = match token.kind {
            Kind::Word => KeyKind::Word,
            Kind::Number => KeyKind::Number,
            Kind::Grapheme => KeyKind::Grapheme,
            Kind::Address => KeyKind::Address,
            Kind::Mark => continue,
        };
        let start = folded.at[token.start] as usize;
        let last = folded.at[token.end - 1] as usize;
        take(Key {
            folded: &folded.text[token.start..token.end],
            span: Span::new(start, end_of(text, last)),
            kind,
        });
    }
}

/// Where the character at `last` ends, with what folding deletes after it inside the word.
fn end_of(text: &str, last: usize) -> usize {
    let mut rest = text[last..].chars();
    let first = rest.next().map_or(0, char::len_utf8);
    let clinging: usize = rest
        .take_while(|c| unicode_normalization::char::is_combining_mark(*c) || is_deleted(*c))
        .map(char::len_utf8)
        .sum();
    last + first + clinging
}

/// Whether a text, taken as one line, claims to be unmodified wire text.
#[must_use]
pub fn is_claim(line: &str) -> bool {
    let block = crate::Block::paragraph(line);
    let text = crate::compared::Text::read(&[(0, &block)]);
    !text.tokens.is_empty() && crate::line::is_claim(&text, &(0..text.tokens.len()))
}

#[cfg(test)]
mod tests {
    use super::{each_key, is_claim};

    #[track_caller]
    fn check_spans(text: &str, expected: &[&str]) {
        let mut found = Vec::new();
        each_key(text, |key| found.push(&text[key.span.start..key.span.end]));
        assert_eq!(found, expected);
    }

    #[test]
    fn spans_are_the_words_of_the_text_itself() {
        check_spans(
            "\u{201C}Don\u{2019}t,\u{201D} he said",
            &["Don\u{2019}t", "he", "said"],
        );
        check_spans(
            "co\u{AD}operate e\u{301}t 1,200",
            &["co\u{AD}operate", "e\u{301}t", "1,200"],
        );
        check_spans("प्रक्रिया जारी है।", &["प्रक्रिया", "जारी", "है"]);
        check_spans("会议在", &["会", "议", "在"]);
    }

    #[test]
    fn a_typed_claim_is_known_from_a_sentence_about_one() {
        assert!(is_claim(
            "This story has not been edited and is from a syndicated feed."
        ));
        assert!(!is_claim("The agency has changed its rules."));
        assert!(!is_claim(""));
    }
}
