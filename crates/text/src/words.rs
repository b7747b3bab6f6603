//! The word lists: abbreviations, negations, verbs of attribution. Lists only; nothing here folds or forgives.

use std::borrow::Cow;
use std::sync::OnceLock;

use crate::align::Map;

/// Abbreviations that keep their full stop, one a line.
pub(crate) const ABBREVIATIONS: [&str; 2] = [
    include_str!("../data/abbreviations.en"),
    include_str!("../data/abbreviations.de"),
];
/// Words that negate, lower case.
pub(crate) const NEGATIONS: [&str; 6] = [
    include_str!("../data/negations.en"),
    include_str!("../data/negations.hi"),
    include_str!("../data/negations.de"),
    include_str!("../data/negations.fr"),
    include_str!("../data/negations.ar"),
    include_str!("../data/negations.zh"),
];
/// Words that say how something was said, lower case.
pub(crate) const ATTRIBUTIONS: [&str; 3] = [
    include_str!("../data/attributions.en"),
    include_str!("../data/attributions.hi"),
    include_str!("../data/attributions.de"),
];

type List = Map<&'static str, ()>;

/// The words of lists, without their comments.
fn rows(files: &[&'static str]) -> impl Iterator<Item = &'static str> {
    let lines = files.iter().flat_map(|file| file.lines());
    lines.filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn list(files: &[&'static str]) -> List {
    rows(files).map(|line| (line, ())).collect()
}

/// Whether `word` keeps the full stop that follows it.
pub(crate) fn is_abbreviation(word: &str) -> bool {
    static READY: OnceLock<List> = OnceLock::new();
    word.len() <= 12
        && READY
            .get_or_init(|| list(&ABBREVIATIONS))
            .contains_key(word)
}

/// The word in lower case, which it mostly is.
fn lower(word: &str) -> Cow<'_, str> {
    let is_lower = word
        .bytes()
        .all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    if is_lower {
        Cow::Borrowed(word)
    } else {
        Cow::Owned(word.to_lowercase())
    }
}

/// What a word says that weighs more than another word.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Weight {
    /// Whether it negates.
    pub negates: bool,
    /// Whether it says how something was said.
    pub attributes: bool,
}

/// The weight of a folded word.
pub(crate) fn weight(word: &str) -> Weight {
    static READY: OnceLock<Map<&'static str, Weight>> = OnceLock::new();
    let lower = lower(word);
    let listed = READY.get_or_init(weights).get(lower.as_ref()).copied();
    let mut weight = listed.unwrap_or_default();
    weight.negates |= lower.ends_with("n't");
    weight
}

fn weights() -> Map<&'static str, Weight> {
    let mut weights: Map<&str, Weight> = Map::default();
    for word in rows(&NEGATIONS) {
        weights.entry(word).or_default().negates = true;
    }
    for word in rows(&ATTRIBUTIONS) {
        weights.entry(word).or_default().attributes = true;
    }
    weights
}
