//! American and British spelling: a closed list of pairs of words. Knows words only; which of them count as one is
//! the house map's to say (`house`), where they stand is `restyled`'s.

use std::sync::OnceLock;

use crate::align::Map;
use crate::words;

/// The table, one row a pair.
pub(crate) const TABLE: &str = include_str!("../data/spelling.tsv");

/// The pairs of the table, American first.
pub(crate) fn pairs() -> impl Iterator<Item = (&'static str, &'static str)> {
    let rows = TABLE.lines().filter(|row| !row.starts_with('#'));
    rows.filter_map(|row| row.split_once('\t'))
}

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
    let both = |(american, british)| [(american, british), (british, american)];
    let pairs = READY.get_or_init(|| pairs().flat_map(both).collect());
    pairs.get(word).copied()
}

/// Whether a word negates or says how something was said: such a word has no other spelling.
pub(crate) fn weighs(word: &str) -> bool {
    let weight = words::weight(word);
    weight.negates || weight.attributes
}
