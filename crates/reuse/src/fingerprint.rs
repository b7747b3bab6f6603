//! Fingerprints of a text (`text.md` 10): hashes of runs of words, thinned by winnowing so that every run of 8 words
//! (11 graphemes) that two texts share leaves at least one fingerprint in both. Nothing is random; the numbers here
//! are part of the segment format.

use crate::words::{Script, Words};

/// Bits of a key: the top bits of a run's hash.
pub const KEY_BITS: u32 = 36;
/// Words in a run.
pub const RUN_WORDS: usize = 5;
/// Graphemes in a run.
pub const RUN_GRAPHEMES: usize = 8;
/// Runs of which one is kept.
pub const WINDOW: usize = 4;
/// Words of a bucket of positions.
pub const BUCKET_WORDS: usize = 16;
/// Last bucket; what stands later in a text falls into it.
pub const BUCKET_MAX: usize = 63;

const BASE: u64 = 0x9E37_79B9_7F4A_7C15;
/// Sets runs of graphemes apart from runs of words.
const GRAPHEME_SEED: u64 = 0xC0DE_5EED_0000_0008;

/// One fingerprint of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint {
    /// The top 36 bits of its run's hash.
    pub key: u64,
    /// Index of the run's first word.
    pub word: u32,
}

impl Fingerprint {
    /// Its place in the text, in buckets of 16 words.
    #[must_use]
    pub fn bucket(self) -> u8 {
        u8::try_from((self.word as usize / BUCKET_WORDS).min(BUCKET_MAX)).unwrap_or(0)
    }
}

impl Script {
    /// Words of a run.
    #[must_use]
    pub const fn run(self) -> usize {
        match self {
            Self::Words => RUN_WORDS,
            Self::Graphemes => RUN_GRAPHEMES,
        }
    }

    /// Shortest shared run that is surely found.
    #[must_use]
    pub const fn found(self) -> usize {
        self.run() + WINDOW - 1
    }

    const fn seed(self) -> u64 {
        match self {
            Self::Words => 0,
            Self::Graphemes => GRAPHEME_SEED,
        }
    }
}

/// The finaliser of splitmix64.
#[must_use]
pub(crate) const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Space for the runs of one text, used again for the next.
#[derive(Debug, Default)]
pub struct Runs {
    /// Hashes of runs, with [`PAD`] zeros before and after them.
    padded: Vec<u64>,
}

/// Neighbours that a run is compared with on each side. A zero is the least of all: it ends every window.
const PAD: usize = WINDOW - 1;

impl Runs {
    /// The fingerprints of a text, in order of place, counted in what most of it is written in.
    pub fn fingerprints(&mut self, words: &Words, take: impl FnMut(Fingerprint)) {
        self.fingerprints_in(words, words.script(), take);
    }

    /// The fingerprints of a text counted in this script.
    pub fn fingerprints_in(
        &mut self,
        words: &Words,
        script: Script,
        mut take: impl FnMut(Fingerprint),
    ) {
        self.hash_runs(words.hashes(), script);
        let runs = &self.padded[PAD..self.padded.len() - PAD];
        let emit = |at: usize| Fingerprint {
            key: runs[at] >> (64 - KEY_BITS),
            word: u32::try_from(at).unwrap_or(u32::MAX),
        };
        if runs.len() < WINDOW {
            let least = (0..runs.len()).rev().min_by_key(|&at| runs[at]);
            return least.map(emit).into_iter().for_each(take);
        }
        thin(&self.padded, |at| take(emit(at)));
    }

    fn hash_runs(&mut self, words: &[u64], script: Script) {
        let run = script.run();
        self.padded.clear();
        self.padded.resize(PAD, 0);
        if words.len() < run {
            self.padded.resize(2 * PAD, 0);
            return;
        }
        // What a word adds to the run in which it is the last, and takes from the next run after it was the first.
        let gone = (0..run).fold(1_u64, |power, _| power.wrapping_mul(BASE));
        let seed = script.seed();
        let head = words[..run].iter();
        let mut hash = head.fold(0_u64, |hash, &word| {
            hash.wrapping_mul(BASE).wrapping_add(word)
        });
        self.padded.push(mix(hash ^ seed));
        let ends = words.iter().zip(&words[run..]);
        self.padded.extend(ends.map(|(&first, &last)| {
            let changed = last.wrapping_sub(first.wrapping_mul(gone));
            hash = hash.wrapping_mul(BASE).wrapping_add(changed);
            mix(hash ^ seed)
        }));
        self.padded.resize(self.padded.len() + PAD, 0);
    }
}

/// Runs looked at together: a bit each, and of those before it three that are known.
const TOGETHER: usize = u64::BITS as usize;

/// Hands over which runs are the rightmost least of some window of four: so many neighbours in a row are greater (on
/// the left side, or equal) that four of them stand together. Compares each run with the three after it, once, and
/// reckons with the answers as bits, without a branch: no guess would be right often.
fn thin(padded: &[u64], mut take: impl FnMut(usize)) {
    let runs = padded.len() - 2 * PAD;
    let mut done = 0;
    while done < runs {
        let together = &padded[done..padded.len().min(done + TOGETHER + PAD)];
        let [mut next, mut second, mut third] = [0_u64; 3];
        for four in together.windows(WINDOW).rev() {
            next = next << 1 | u64::from(four[1] > four[0]);
            second = second << 1 | u64::from(four[2] > four[0]);
            third = third << 1 | u64::from(four[3] > four[0]);
        }
        let right = [next, next & second, next & second & third];
        let before = !(next << 1);
        let left = [
            before,
            before & !(second << 2),
            before & !(second << 2) & !(third << 3),
        ];
        let mut kept = right[2] | (left[0] & right[1]) | (left[1] & right[0]) | left[2];
        let ready = together.len() - 2 * PAD;
        kept = (kept >> PAD) & (u64::MAX >> (TOGETHER - ready));
        while kept != 0 {
            take(done + kept.trailing_zeros() as usize);
            kept &= kept - 1;
        }
        done += ready;
    }
}

#[cfg(test)]
mod tests {
    use copydesk_text::Block;
    use proptest::prelude::*;

    use super::{PAD, Runs, Script, WINDOW, thin};
    use crate::words::Words;

    fn keys(text: &str) -> Vec<u64> {
        let words = Words::of([&Block::paragraph(text)]);
        let mut keys = Vec::new();
        Runs::default().fingerprints(&words, |fingerprint| keys.push(fingerprint.key));
        keys
    }

    #[track_caller]
    fn check_shared_run_is_found(before: [&str; 2], shared: &str, after: [&str; 2]) {
        let texts = [0, 1].map(|side| format!("{} {shared} {}", before[side], after[side]));
        let other = keys(&texts[1]);
        let found = keys(&texts[0]).iter().any(|key| other.contains(key));
        assert!(found, "{texts:?}");
    }

    fn sentence(words: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = String> {
        proptest::collection::vec("[a-z]{1,6}", words).prop_map(|words| words.join(" "))
    }

    fn characters(count: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = String> {
        proptest::collection::vec(proptest::char::range('\u{4E00}', '\u{4FFF}'), count)
            .prop_map(|found| found.into_iter().collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn every_shared_run_of_eight_words_is_found(
            before in [sentence(0..=30), sentence(0..=30)],
            shared in sentence(8..=8),
            after in [sentence(0..=30), sentence(0..=30)],
        ) {
            check_shared_run_is_found([&before[0], &before[1]], &shared, [&after[0], &after[1]]);
        }

        #[test]
        fn every_shared_run_of_eleven_graphemes_is_found(
            before in [characters(0..=40), characters(0..=40)],
            shared in characters(11..=11),
            after in [characters(0..=40), characters(0..=40)],
        ) {
            prop_assert_eq!(Script::Graphemes.found(), 11);
            check_shared_run_is_found([&before[0], &before[1]], &shared, [&after[0], &after[1]]);
        }

        #[test]
        fn kept_runs_are_the_rightmost_least_of_each_window(runs in proptest::collection::vec(1_u64..7, 4..200)) {
            let mut expected = vec![false; runs.len()];
            for start in 0..=runs.len() - WINDOW {
                let least = (start..start + WINDOW).rev().min_by_key(|&at| runs[at]);
                expected[least.expect("a window")] = true;
            }
            let mut padded = vec![0; PAD];
            padded.extend_from_slice(&runs);
            padded.resize(runs.len() + 2 * PAD, 0);
            let mut kept = Vec::new();
            thin(&padded, |at| kept.push(at));
            prop_assert!(kept.is_sorted());
            let found: Vec<bool> = (0..runs.len()).map(|at| kept.contains(&at)).collect();
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn about_four_in_ten_words_leave_a_fingerprint() {
        let text: String = (0..10_000)
            .map(|n| format!("{} ", n * 7919 % 10_007))
            .collect();
        let kept = keys(&text).len();
        assert!((3_800..=4_200).contains(&kept), "{kept}");
    }

    #[test]
    fn a_short_text_leaves_one() {
        assert_eq!(keys("one two three four five six").len(), 1);
        assert!(keys("one two three four").is_empty());
    }
}
