//! One paragraph, cut up: tokens, quotations, sentences. Holds the questions that the rules ask of tokens. Each
//! question that walks counts its steps, so that a test can see that the work is linear.

use std::borrow::Cow;
use std::cell::Cell;

use copydesk_text::BlockKind;

use super::marks::{self, Quotation};
use super::token::{self, Kind, Token};
use crate::lexicon::{Flags, Form};

/// Tokens that one walk looks at, at most.
pub(crate) const WALK_TOKENS_MAX: usize = 160;

/// A range of tokens `[first, end)`.
pub(crate) type Range = (usize, usize);

pub(crate) struct Paragraph<'a> {
    pub flat: &'a str,
    pub kind: BlockKind,
    pub tokens: Vec<Token>,
    pub quotations: Vec<Quotation>,
    pub sentences: Vec<Range>,
    /// Whether a closing mark stood there without an opening one.
    pub stray: bool,
    pub work: Cell<u64>,
}

impl<'a> Paragraph<'a> {
    pub(crate) fn new(flat: &'a str, start: usize, end: usize, kind: BlockKind) -> Self {
        let mut tokens = token::scan(flat, start, end);
        let found = marks::pair(flat, start, end, &mut tokens);
        let sentences = token::sentences(flat, &tokens);
        let work = Cell::new(tokens.len() as u64);
        let mut paragraph = Self {
            flat,
            kind,
            tokens,
            quotations: found.list,
            sentences,
            stray: found.stray,
            work,
        };
        for index in 0..paragraph.tokens.len() {
            paragraph.tokens[index].finite = paragraph.reads_finite(index);
        }
        paragraph
    }

    pub(crate) fn count(&self, steps: usize) {
        self.work.set(self.work.get() + steps as u64);
    }

    pub(crate) fn text(&self, index: usize) -> &'a str {
        self.tokens
            .get(index)
            .map_or("", |token| &self.flat[token.start..token.end])
    }

    pub(crate) fn lower(&self, index: usize) -> Cow<'a, str> {
        let text = self.text(index);
        let lower = |byte: u8| byte.is_ascii() && !byte.is_ascii_uppercase();
        if text.bytes().all(lower) {
            Cow::Borrowed(text)
        } else {
            Cow::Owned(text.to_lowercase())
        }
    }

    pub(crate) fn is(&self, index: usize, flags: Flags) -> bool {
        self.tokens.get(index).is_some_and(|token| token.is(flags))
    }

    pub(crate) fn is_word(&self, index: usize) -> bool {
        self.tokens.get(index).is_some_and(Token::is_word)
    }

    pub(crate) fn quoted(&self, index: usize) -> bool {
        self.tokens.get(index).is_some_and(|token| token.quoted)
    }

    pub(crate) fn capital(&self, index: usize) -> bool {
        self.tokens.get(index).is_some_and(|token| token.capital)
    }

    pub(crate) fn is_stop(&self, index: usize) -> bool {
        self.tokens
            .get(index)
            .is_some_and(|token| token.kind == Kind::Stop)
    }

    pub(crate) fn is_comma(&self, index: usize) -> bool {
        self.is(index, Flags::COMMA)
    }

    pub(crate) fn is_colon(&self, index: usize) -> bool {
        self.is(index, Flags::COLON)
    }

    /// Whether every longer word is capitalised, as in a headline.
    pub(crate) fn is_title_case(&self) -> bool {
        let long = |index: &usize| self.is_word(*index) && self.text(*index).len() > 4;
        self.count(self.tokens.len());
        (0..self.tokens.len()).filter(long).count() > 1
            && (0..self.tokens.len()).filter(long).all(|index| {
                self.capital(index) || self.text(index).starts_with(|c: char| c.is_ascii_digit())
            })
    }

    pub(crate) fn is_dash(&self, index: usize) -> bool {
        self.tokens
            .get(index)
            .is_some_and(|token| token.kind == Kind::Dash)
    }

    /// An apostrophe that closes no quotation: the mark of a plural's possessive.
    pub(crate) fn is_apostrophe(&self, index: usize) -> bool {
        self.tokens
            .get(index)
            .is_some_and(|token| token.kind == Kind::Quote && !token.quoted)
            && matches!(self.text(index), "'" | "’")
    }

    /// The quotation that the token opens.
    pub(crate) fn opened_at(&self, index: usize) -> Option<&Quotation> {
        if !self.quoted(index) {
            return None;
        }
        let at = self
            .quotations
            .partition_point(|quotation| quotation.open < index);
        self.quotations
            .get(at)
            .filter(|quotation| quotation.open == index)
    }

    /// The quotation that ends with the token.
    pub(crate) fn closed_at(&self, index: usize) -> Option<&Quotation> {
        if !self.quoted(index) {
            return None;
        }
        let at = self
            .quotations
            .partition_point(|quotation| quotation.close < index);
        self.quotations
            .get(at)
            .filter(|quotation| quotation.close == index)
    }

    /// The quotation that holds the token.
    pub(crate) fn quotation_of(&self, index: usize) -> Option<&Quotation> {
        if !self.quoted(index) {
            return None;
        }
        let at = self
            .quotations
            .partition_point(|quotation| quotation.close < index);
        self.quotations
            .get(at)
            .filter(|quotation| quotation.open <= index)
    }

    /// Whether a verb of a main clause may stand here.
    pub(crate) fn is_finite(&self, index: usize) -> bool {
        self.tokens.get(index).is_some_and(|token| token.finite)
    }

    /// The same, read from the token and its neighbours: an auxiliary, a past form that is nothing else, a verb of
    /// saying in a finite form that is no noun here.
    fn reads_finite(&self, index: usize) -> bool {
        let Some(token) = self.tokens.get(index).filter(|token| token.is_word()) else {
            return false;
        };
        if token.capital
            && index > 0
            && self.is_word(index.wrapping_sub(1))
            && self.capital(index.wrapping_sub(1))
        {
            return false;
        }
        if token.is(Flags::CLITIC) && matches!(self.text(index), "'s" | "’s") {
            // "she's thrilled", "that's": a verb after a pronoun, a possessive after a noun.
            let pronoun = |before: usize| {
                let word = self.text(before);
                self.is(before, Flags::SUBJECT)
                    || matches!(word, "that" | "there" | "That" | "There" | "what")
            };
            return index.checked_sub(1).is_some_and(pronoun);
        }
        if token.is(Flags::AUXILIARY) {
            return !matches!(self.text(index), "been" | "being" | "having" | "be");
        }
        if token.is(Flags::FINITE) {
            return !self.after_determiner(index);
        }
        match token.verb {
            Some(verb) if verb.form.has(Form::PAST) => {
                !self.after_determiner(index) && !self.is(index + 1, Flags::BY)
            }
            Some(verb) if verb.form.has(Form::THIRD) => !verb.noun && !self.after_determiner(index),
            _ => {
                token.is(Flags::ED)
                    && !token.capital
                    && index > 0
                    && (self.is(index.wrapping_sub(1), Flags::SUBJECT)
                        || self.capital(index.wrapping_sub(1)))
                    && !self.is(index + 1, Flags::BY)
            }
        }
    }

    fn after_determiner(&self, index: usize) -> bool {
        index > 0
            && self.is(
                index.wrapping_sub(1),
                Flags::DETERMINER.or(Flags::POSSESSIVE).or(Flags::CLITIC),
            )
            && !matches!(
                self.text(index.wrapping_sub(1)),
                "that" | "all" | "this" | "which"
            )
            && self.text(index.wrapping_sub(1)) != "’re"
    }

    /// Whether a finite verb stands in the range, outside of a relative clause and of quotations.
    pub(crate) fn has_finite(&self, range: Range) -> bool {
        let mut relative = false;
        for index in range.0..range.1.min(range.0 + WALK_TOKENS_MAX) {
            self.count(1);
            if self.is_comma(index) {
                relative = false;
            }
            if index > range.0 && self.is(index, Flags::RELATIVE) && !self.is(index, Flags::THAT) {
                relative = true;
            }
            if !relative && !self.quoted(index) && self.is_finite(index) {
                return true;
            }
        }
        false
    }

    /// The token after the bracket that opens at `index`, or `None`.
    pub(crate) fn after_bracket(&self, index: usize, end: usize) -> Option<usize> {
        if !self.is(index, Flags::OPENING_BRACKET) {
            return None;
        }
        let close =
            (index + 1..end.min(index + 24)).find(|at| self.is(*at, Flags::CLOSING_BRACKET))?;
        self.count(close - index);
        Some(close + 1)
    }

    /// The token that opens the bracket which closes at `index`, or `None`.
    pub(crate) fn bracket_before(&self, index: usize, first: usize) -> Option<usize> {
        if !self.is(index, Flags::CLOSING_BRACKET) {
            return None;
        }
        let from = first.max(index.saturating_sub(24));
        let open = (from..index)
            .rev()
            .find(|at| self.is(*at, Flags::OPENING_BRACKET))?;
        self.count(index - open);
        Some(open)
    }

    /// The token that begins at or after a byte.
    pub(crate) fn token_at(&self, byte: usize) -> usize {
        self.tokens.partition_point(|token| token.end <= byte)
    }
}
