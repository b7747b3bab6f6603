//! The tokens of one text, for readers that work on its words (statements, quotations, figures, documents). The same
//! scanner and the same folding as the aligner's; never changes the text and compares nothing.

use crate::compared::{Gap, Text};
use crate::scan::Kind;
use crate::{Block, Span, words};

/// A text read into tokens. Paragraphs are parted by two U+000A, as in a flat form.
///
/// ```
/// use copydesk_text::Tokens;
/// let tokens = Tokens::read("It\u{2019}s 5 per cent.\n\nDone.");
/// let keys: Vec<&str> = tokens.iter().map(|token| token.key).collect();
/// assert_eq!(keys, ["It's", "5", "per", "cent", ".", "Done", "."]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    text: Text,
}

/// One token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// Its bytes in the text that was read.
    pub span: Span,
    /// How it reads at L3 of `text.md`: typography folded, case, digits and accents as they are.
    pub key: &'a str,
    /// What it is.
    pub kind: Kind,
    /// Whether white space that counts, or the end of a paragraph or of the text, follows it.
    pub spaced: bool,
    /// Index of its paragraph.
    pub paragraph: usize,
    /// Whether it opens a sentence.
    pub opens_sentence: bool,
}

impl Tokens {
    /// Reads a text. Work and memory grow with its length; texts beyond 4 GiB are not meant.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let blocks: Vec<Block> = text.split("\n\n").map(Block::paragraph).collect();
        let listed: Vec<(usize, &Block)> = blocks.iter().enumerate().collect();
        Self {
            text: Text::read(&listed),
        }
    }

    /// How many tokens there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.text.tokens.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.tokens.is_empty()
    }

    /// The text that was read.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text.flat
    }

    /// Token `index`, if there is one.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<Token<'_>> {
        let token = self.text.tokens.get(index)?;
        Some(Token {
            span: token.span(),
            key: self.text.key(token),
            kind: token.kind,
            spaced: token.gap != Gap::None,
            paragraph: token.block as usize,
            opens_sentence: token.opens,
        })
    }

    /// All tokens in reading order.
    pub fn iter(&self) -> impl Iterator<Item = Token<'_>> {
        (0..self.len()).filter_map(|index| self.get(index))
    }

    /// Indexes of the tokens that begin inside these bytes.
    #[must_use]
    pub fn within(&self, span: Span) -> std::ops::Range<usize> {
        self.text.tokens_in(span)
    }

    /// Bytes of each paragraph.
    pub fn paragraphs(&self) -> impl Iterator<Item = Span> {
        self.text.blocks.iter().map(|block| block.span)
    }
}

/// Whether a word negates ("not", "n't", "never", "without", "denied"); the word as a token's key, in any case.
#[must_use]
pub fn is_negation(word: &str) -> bool {
    words::weight(word).negates
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Tokens;

    proptest! {
        #[test]
        fn tokens_are_slices_in_order(text in "[a-zA-Z0-9 .,'\"\u{2019}\u{AD}\u{93C}क中\n-]{0,80}") {
            let tokens = Tokens::read(&text);
            prop_assert_eq!(tokens.text(), text.as_str());
            let mut last = 0;
            for token in tokens.iter() {
                prop_assert!(last <= token.span.start && token.span.start < token.span.end);
                prop_assert!(text.get(token.span.start..token.span.end).is_some());
                last = token.span.end;
            }
        }
    }
}
