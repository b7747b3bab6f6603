//! The floor: whether two texts share so little that they are different texts. Counts runs of five words; aligns
//! nothing.

use crate::align::{Places, chosen};
use crate::compared::Text;

const RUN: usize = 5;
/// Below this many words on a side the alignment itself decides.
pub(crate) const WORDS_MIN: usize = 40;
const COVER_PERMILLE_MIN: usize = 100;

/// The bounds of the floor by name, for the hash of the rules.
pub(crate) const BOUNDS: [(&str, usize); 3] = [
    ("floor_run", RUN),
    ("floor_words_min", WORDS_MIN),
    ("floor_cover_permille_min", COVER_PERMILLE_MIN),
];

/// Whether both sides are long enough for the floor to speak.
pub(crate) fn applies(wire: &Text, page: &Text) -> bool {
    wire.words(0..wire.tokens.len()) >= WORDS_MIN && page.words(0..page.tokens.len()) >= WORDS_MIN
}

/// Whether less than a tenth of either side stands in runs of five words common to both.
pub(crate) fn is_below(wire: &[u32], page: &[u32]) -> bool {
    let (in_wire, in_page) = (Known::of(wire), Known::of(page));
    is_thin(wire, &runs(page, &in_wire), &in_page) && is_thin(page, &runs(wire, &in_page), &in_wire)
}

/// Which ids a text has.
struct Known(Vec<bool>);

impl Known {
    fn of(words: &[u32]) -> Self {
        let mut known = vec![false; words.iter().max().map_or(0, |&most| most as usize + 1)];
        for &word in words {
            known[word as usize] = true;
        }
        Self(known)
    }

    /// Whether the text has every word of the run; most runs of another text fail here.
    fn has(&self, run: &[u32; RUN]) -> bool {
        run.iter()
            .all(|&word| self.0.get(word as usize) == Some(&true))
    }
}

/// The words of a text, as ids.
pub(crate) fn word_ids(text: &Text, ids: &[u32]) -> Vec<u32> {
    let words = text
        .tokens
        .iter()
        .zip(ids)
        .filter(|(token, _)| token.kind.is_word());
    chosen(ids.len(), words.map(|(_, &id)| id))
}

/// The runs of a text that the other one could have, sorted.
fn runs(words: &[u32], other: &Known) -> Vec<[u32; RUN]> {
    let mut runs: Vec<[u32; RUN]> = windows(words).filter(|run| other.has(run)).collect();
    runs.sort_unstable();
    runs
}

fn windows(words: &[u32]) -> impl Iterator<Item = [u32; RUN]> {
    words.windows(RUN).filter_map(|run| run.try_into().ok())
}

fn is_thin(words: &[u32], other: &[[u32; RUN]], known: &Known) -> bool {
    let (mut covered, mut until) = (0, 0);
    for (at, run) in windows(words).enumerate() {
        if known.has(&run) && other.binary_search(&run).is_ok() {
            covered += at + RUN - until.max(at);
            until = at + RUN;
        }
        if covered * 1000 >= words.len() * COVER_PERMILLE_MIN {
            return false;
        }
    }
    !words.is_empty()
}

/// Words of the page that stand in runs of five words which the wire has, of its words, ‰.
pub(crate) fn cover_permille(wire: &[u32], page: &[u32]) -> usize {
    let (known, other) = (Known::of(wire), runs(wire, &Known::of(page)));
    let (mut covered, mut until) = (0, 0);
    for (at, run) in windows(page).enumerate() {
        if known.has(&run) && other.binary_search(&run).is_ok() {
            covered += at + RUN - until.max(at);
            until = at + RUN;
        }
    }
    covered * 1000 / page.len().max(1)
}

/// A cheap look: whether runs found at the first places where they could stand already cover a tenth of the wire.
pub(crate) fn is_surely_above(wire: &[u32], page: &[u32]) -> bool {
    const PLACES_MAX: usize = 16;
    let places = Places::of(page);
    let (mut covered, mut until) = (0, 0);
    for (at, run) in wire.windows(RUN).enumerate() {
        if places.stands(run, PLACES_MAX) {
            covered += at + RUN - until.max(at);
            until = at + RUN;
        }
        if covered * 1000 >= wire.len() * COVER_PERMILLE_MIN {
            return true;
        }
    }
    false
}
