//! The closed word lists of the quote checker: what weighs in a changed word, what restricts a clause, what carries
//! no content. Written by hand; English, as the checks of conditions are.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::OnceLock;

use copydesk_text::{TokenKind, is_negation};

use super::vocabulary::Mixer;

/// What a changed word touches, in the order of `statements.md` 14. A change that touches one of these is material.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Touch {
    /// A figure, in digits or words.
    Number,
    /// A month or a day of the week.
    Date,
    /// A capitalised word that does not open a sentence.
    Name,
    /// not, no, never, without, denied.
    Negation,
    /// shall, may, must, will.
    Modal,
    /// all, any, each, some, only.
    Quantifier,
    /// Party, State, side, government.
    Party,
    /// if, unless, except, until, provided.
    Condition,
}

impl Touch {
    /// The name used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Date => "date",
            Self::Name => "name",
            Self::Negation => "negation",
            Self::Modal => "modal",
            Self::Quantifier => "quantifier",
            Self::Party => "party",
            Self::Condition => "condition",
        }
    }
}

const NUMBERS: &[&str] = &[
    "billion",
    "billionth",
    "century",
    "decade",
    "double",
    "dozen",
    "eight",
    "eighteen",
    "eighth",
    "eighty",
    "eleven",
    "fifteen",
    "fifth",
    "fifty",
    "first",
    "five",
    "forty",
    "four",
    "fourteen",
    "fourth",
    "half",
    "hundred",
    "million",
    "nine",
    "nineteen",
    "ninety",
    "ninth",
    "one",
    "quarter",
    "second",
    "seven",
    "seventeen",
    "seventh",
    "seventy",
    "six",
    "sixteen",
    "sixth",
    "sixty",
    "ten",
    "tenth",
    "third",
    "thirteen",
    "thirty",
    "thousand",
    "three",
    "trillion",
    "triple",
    "twelve",
    "twenty",
    "twice",
    "two",
    "zero",
];
const DATES: &[&str] = &[
    "april",
    "august",
    "december",
    "february",
    "friday",
    "january",
    "july",
    "june",
    "march",
    "monday",
    "november",
    "october",
    "saturday",
    "september",
    "sunday",
    "thursday",
    "tomorrow",
    "tuesday",
    "wednesday",
    "yesterday",
];
const MODALS: &[&str] = &[
    "can",
    "could",
    "endeavor",
    "endeavour",
    "intend",
    "intends",
    "may",
    "might",
    "must",
    "obliged",
    "ought",
    "required",
    "shall",
    "should",
    "undertake",
    "undertakes",
    "will",
    "would",
];
const QUANTIFIERS: &[&str] = &[
    "all", "any", "both", "each", "either", "entire", "every", "few", "fewer", "less", "many",
    "more", "most", "much", "neither", "none", "only", "several", "some", "whole",
];
const PARTIES: &[&str] = &[
    "government",
    "governments",
    "member",
    "members",
    "nation",
    "nations",
    "parties",
    "party",
    "side",
    "sides",
    "signatories",
    "signatory",
    "state",
    "states",
];
const CONDITIONS: &[&str] = &["except", "if", "provided", "unless", "until", "without"];
const FUNCTION: &[&str] = &[
    "a",
    "about",
    "above",
    "after",
    "again",
    "also",
    "am",
    "an",
    "and",
    "are",
    "as",
    "at",
    "be",
    "because",
    "been",
    "before",
    "being",
    "below",
    "between",
    "but",
    "by",
    "did",
    "do",
    "does",
    "doing",
    "down",
    "during",
    "for",
    "from",
    "further",
    "had",
    "has",
    "have",
    "having",
    "he",
    "her",
    "here",
    "hers",
    "him",
    "his",
    "how",
    "i",
    "in",
    "into",
    "is",
    "it",
    "its",
    "itself",
    "me",
    "my",
    "of",
    "off",
    "on",
    "or",
    "other",
    "our",
    "ours",
    "out",
    "over",
    "own",
    "same",
    "she",
    "so",
    "such",
    "than",
    "that",
    "the",
    "their",
    "theirs",
    "them",
    "themselves",
    "then",
    "there",
    "thereof",
    "thereto",
    "these",
    "they",
    "this",
    "those",
    "through",
    "to",
    "too",
    "under",
    "up",
    "upon",
    "us",
    "very",
    "was",
    "we",
    "were",
    "what",
    "when",
    "where",
    "which",
    "while",
    "who",
    "whom",
    "whose",
    "why",
    "with",
    "you",
    "your",
];

/// The lists with what their words touch.
const TOUCHING: [(Touch, &[&str]); 6] = [
    (Touch::Number, NUMBERS),
    (Touch::Date, DATES),
    (Touch::Modal, MODALS),
    (Touch::Quantifier, QUANTIFIERS),
    (Touch::Party, PARTIES),
    (Touch::Condition, CONDITIONS),
];
/// The bit of a word without content; those of [`Touch`] stand below it.
const FUNCTION_BIT: u16 = 1 << 15;

const fn bit(touch: Touch) -> u16 {
    1 << touch as u16
}

/// The lists a word stands in, one bit each.
fn listed(word: &str) -> u16 {
    static READY: OnceLock<HashMap<&str, u16, BuildHasherDefault<Mixer>>> = OnceLock::new();
    let words = READY.get_or_init(|| {
        let mut words = HashMap::default();
        let touching = TOUCHING.map(|(touch, list)| (bit(touch), list));
        for (bit, list) in touching.into_iter().chain([(FUNCTION_BIT, FUNCTION)]) {
            for word in list {
                *words.entry(*word).or_default() |= bit;
            }
        }
        words
    });
    words.get(word).copied().unwrap_or_default()
}

/// Whether a word carries content. Negations, numbers and modals do.
pub(crate) fn is_content(lower: &str, kind: TokenKind) -> bool {
    kind.is_word() && listed(lower) & FUNCTION_BIT == 0
}

/// What a word of a wording touches, but for names, which need its place.
pub(crate) fn touches(lower: &str, kind: TokenKind) -> Vec<Touch> {
    let mut found = listed(lower);
    let mut parts = lower.split(['-', '\'']).filter(|part| !part.is_empty());
    let counts = kind == TokenKind::Number
        || lower.chars().any(char::is_numeric)
        || parts.any(|part| listed(part) & bit(Touch::Number) != 0);
    if counts {
        found |= bit(Touch::Number);
    }
    if is_negation(lower) || lower == "non" || lower.starts_with("non-") {
        found |= bit(Touch::Negation);
    }
    const ORDER: [Touch; 7] = [
        Touch::Number,
        Touch::Date,
        Touch::Negation,
        Touch::Modal,
        Touch::Quantifier,
        Touch::Party,
        Touch::Condition,
    ];
    let touched = |touch: &Touch| found & bit(*touch) != 0;
    ORDER.into_iter().filter(touched).collect()
}

/// How many of the words `at(0), at(1)…` form a restriction that begins at 0: "unless", "subject to", "in accordance
/// with". 0 if none does. `before` is the word in front. "provided" restricts before "that" or after a mark: "the
/// assistance provided by" does not.
pub(crate) fn restriction<'a>(
    at: impl Fn(usize) -> Option<&'a str>,
    before: Option<&str>,
) -> usize {
    let is = |index: usize, word: &str| at(index) == Some(word);
    let Some(first) = at(0) else { return 0 };
    match first {
        "not" | "unless" | "if" | "except" | "only" | "until" | "cannot" => 1,
        "provided" | "providing" if is(1, "that") => 2,
        "provided" if before.is_some_and(|before| matches!(before, "," | ";" | ":")) => 1,
        "in" if is(1, "accordance") && is(2, "with") => 3,
        "subject" if is(1, "to") => 2,
        "without" if is(1, "prejudice") => 2,
        _ if first.ends_with("n't") => 1,
        _ => 0,
    }
}

/// Whether a word left out in a gap changes what is said: a restriction, a negation, a modal, a figure, a date.
pub(crate) fn weighs_in_gap(lower: &str, kind: TokenKind) -> bool {
    let heavy = |touch: Touch| matches!(touch, Touch::Number | Touch::Date | Touch::Negation);
    touches(lower, kind).into_iter().any(heavy)
        || matches!(lower, "shall" | "may" | "must" | "no" | "not")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_word_touches_what_its_list_says() {
        for (touch, list) in TOUCHING {
            for word in list {
                assert!(touches(word, TokenKind::Word).contains(&touch), "{word}");
            }
        }
        assert!(touches("twenty-one", TokenKind::Word).contains(&Touch::Number));
        assert!(!is_content("the", TokenKind::Word) && is_content("not", TokenKind::Word));
    }

    #[test]
    fn provided_restricts_only_as_a_condition() {
        let of = |words: &'static [&'static str], before| {
            restriction(|index| words.get(index).copied(), before)
        };
        assert_eq!(of(&["provided", "that"], None), 2);
        assert_eq!(of(&["provided", "it"], Some(",")), 1);
        assert_eq!(of(&["provided", "by"], Some("assistance")), 0);
        assert_eq!(of(&["in", "accordance", "with"], None), 3);
    }
}
