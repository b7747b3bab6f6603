//! The house map that applies where a publication declares none (L5): American and British spelling, in both
//! directions, by closed pairs of words. Never maps a name, a figure, a negation or one case to another.

use std::ops::Range;
use std::sync::OnceLock;

use crate::Span;
use crate::align::Map;
use crate::compared::{Text, Token};
use crate::scan::Kind;
use crate::words;

/// The table, one row a pair.
pub(crate) const TABLE: &str = include_str!("../data/spelling.tsv");

/// The other spelling of a word in lower case, American for British and the other way round; `None` for a word that
/// is spelled one way, or is not listed.
///
/// ```
/// assert_eq!(copydesk_text::other_spelling("analyse"), Some("analyze"));
/// assert_eq!(copydesk_text::other_spelling("size"), None);
/// ```
#[must_use]
pub fn other_spelling(word: &str) -> Option<&'static str> {
    static READY: OnceLock<Map<&'static str, &'static str>> = OnceLock::new();
    let pairs = READY.get_or_init(|| {
        let rows = TABLE.lines().filter(|row| !row.starts_with('#'));
        let pairs = rows.filter_map(|row| row.split_once('\t'));
        pairs
            .flat_map(|(american, british)| [(american, british), (british, american)])
            .collect()
    });
    pairs.get(word).copied()
}

/// How a word is written; any other way is none of these.
#[derive(PartialEq, Eq)]
enum Case {
    Lower,
    Title,
    Upper,
}

fn case(word: &str) -> Option<Case> {
    let upper = |c: char| c.is_ascii_uppercase();
    let rest = word.get(1..)?;
    match (word.starts_with(upper), rest.contains(upper)) {
        (false, false) => Some(Case::Lower),
        (true, false) => Some(Case::Title),
        (true, true) if word.chars().all(upper) => Some(Case::Upper),
        _ => None,
    }
}

fn is_name(text: &Text, token: &Token) -> bool {
    !token.opens && text.key(token).starts_with(char::is_uppercase)
}

/// Whether two words are one word in two spellings, and no name.
fn is_one_word((wire, a): (&Text, &Token), (page, b): (&Text, &Token)) -> bool {
    let (sent, shown) = (wire.key(a), page.key(b));
    let words = a.kind == Kind::Word && b.kind == Kind::Word && sent.is_ascii() && shown.is_ascii();
    if !words || is_name(wire, a) || is_name(page, b) || case(sent).is_none() {
        return false;
    }
    let lower = shown.to_ascii_lowercase();
    let weight = words::weight(&lower);
    case(sent) == case(shown)
        && other_spelling(&sent.to_ascii_lowercase()) == Some(lower.as_str())
        && !weight.negates
        && !weight.attributes
}

/// A passage of both sides that may differ by spelling only.
pub(crate) struct Passage<'a> {
    pub wire: &'a Text,
    pub wire_span: Span,
    pub page: &'a Text,
    pub page_span: Span,
}

impl Passage<'_> {
    /// How many words are spelled otherwise, if nothing else differs at L3.
    pub(crate) fn words_respelled(&self) -> Option<usize> {
        let (wires, pages) = self.tokens();
        let shape = |text: &Text, span: Span| text.reads_as(span, |_| "x");
        if wires.len() != pages.len()
            || shape(self.wire, self.wire_span) != shape(self.page, self.page_span)
        {
            return None;
        }
        let mut respelled = 0;
        for (a, b) in self.wire.tokens[wires].iter().zip(&self.page.tokens[pages]) {
            if self.wire.key(a) == self.page.key(b) {
                continue;
            }
            if !is_one_word((self.wire, a), (self.page, b)) {
                return None;
            }
            respelled += 1;
        }
        (respelled > 0).then_some(respelled)
    }

    fn tokens(&self) -> (Range<usize>, Range<usize>) {
        (
            self.wire.tokens_in(self.wire_span),
            self.page.tokens_in(self.page_span),
        )
    }
}
