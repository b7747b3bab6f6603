//! The floor: whether two texts share so little that they are different texts. Counts runs of five words; aligns
//! nothing.

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
pub(crate) fn is_below<T: Ord + Copy>(wire: &[T], page: &[T]) -> bool {
    is_thin(wire, &runs(page)) && is_thin(page, &runs(wire))
}

/// The words of a text, as ids.
pub(crate) fn word_ids(text: &Text, ids: &[u32]) -> Vec<u32> {
    let words = text
        .tokens
        .iter()
        .zip(ids)
        .filter(|(token, _)| token.kind.is_word());
    words.map(|(_, &id)| id).collect()
}

fn runs<T: Ord + Copy>(words: &[T]) -> Vec<[T; RUN]> {
    let mut runs: Vec<[T; RUN]> = windows(words).collect();
    runs.sort_unstable();
    runs
}

fn windows<T: Ord + Copy>(words: &[T]) -> impl Iterator<Item = [T; RUN]> {
    words.windows(RUN).filter_map(|run| run.try_into().ok())
}

fn is_thin<T: Ord + Copy>(words: &[T], other: &[[T; RUN]]) -> bool {
    let (mut covered, mut until) = (0, 0);
    for (at, run) in windows(words).enumerate() {
        if other.binary_search(&run).is_ok() {
            covered += at + RUN - until.max(at);
            until = at + RUN;
        }
        if covered * 1000 >= words.len() * COVER_PERMILLE_MIN {
            return false;
        }
    }
    !words.is_empty()
}

/// A cheap look: whether equal beginnings and ends alone cover a tenth of the wire.
pub(crate) fn is_surely_above(wire: &Text, ids: (&[u32], &[u32])) -> bool {
    let same = |&(a, b): &(&u32, &u32)| a == b;
    let head = ids.0.iter().zip(ids.1).take_while(same).count();
    let tail = ids.0[head..]
        .iter()
        .rev()
        .zip(ids.1[head..].iter().rev())
        .take_while(same)
        .count();
    let words = [
        wire.words(0..head),
        wire.words(ids.0.len() - tail..ids.0.len()),
    ];
    let covered: usize = words.into_iter().filter(|&words| words >= RUN).sum();
    covered * 1000 >= wire.words(0..wire.tokens.len()) * COVER_PERMILLE_MIN
}
