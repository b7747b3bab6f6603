//! Runs of words that two texts share, and which words of a page they cover.

use crate::words::Script;

/// Which words of a text are covered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cover {
    bits: Vec<u64>,
    words: usize,
}

impl Cover {
    /// No word of `words`.
    #[must_use]
    pub fn none(words: usize) -> Self {
        Self {
            bits: vec![0; words.div_ceil(64)],
            words,
        }
    }

    /// Covers words `start..end`.
    pub fn mark(&mut self, start: usize, end: usize) {
        for word in start..end.min(self.words) {
            self.bits[word / 64] |= 1 << (word % 64);
        }
    }

    /// Whether a word is covered.
    #[must_use]
    pub fn has(&self, word: usize) -> bool {
        self.bits
            .get(word / 64)
            .is_some_and(|bits| bits >> (word % 64) & 1 == 1)
    }

    /// How many words are covered.
    #[must_use]
    pub fn count(&self) -> usize {
        self.bits
            .iter()
            .map(|bits| bits.count_ones() as usize)
            .sum()
    }

    /// How many words it covers that the other one does not.
    #[must_use]
    pub fn beyond(&self, other: &Self) -> usize {
        let pairs = self.bits.iter().zip(&other.bits);
        pairs
            .map(|(own, other)| (own & !other).count_ones() as usize)
            .sum()
    }

    /// Covers what the other one covers, too.
    pub fn join(&mut self, other: &Self) {
        for (own, other) in self.bits.iter_mut().zip(&other.bits) {
            *own |= other;
        }
    }

    /// The covered runs of words, in order.
    pub fn runs(&self) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
        let mut at = 0;
        std::iter::from_fn(move || {
            let start = (at..self.words).find(|&word| self.has(word))?;
            let end = (start..self.words)
                .find(|&word| !self.has(word))
                .unwrap_or(self.words);
            at = end;
            Some(start..end)
        })
    }
}

const BASE: u64 = 0x9E37_79B9_7F4A_7C15;
const NONE: u32 = u32::MAX;

/// The runs of one text, ready to be looked up.
pub(crate) struct RunIndex<'a> {
    words: &'a [u32],
    run: usize,
    lead: u64,
    /// First place of each run by the top bits of its hash, then the next one with the same bits.
    first: Vec<u32>,
    next: Vec<u32>,
    hashes: Vec<u64>,
    shift: u32,
}

fn slide(words: &[u32], run: usize, lead: u64) -> impl Iterator<Item = u64> + '_ {
    let add = |hash: u64, word: u32| hash.wrapping_mul(BASE).wrapping_add(u64::from(word) + 1);
    let head = &words[..run.min(words.len()).saturating_sub(1)];
    let mut hash = head.iter().fold(0, |hash, &word| add(hash, word));
    let ends = words.get(run - 1..).unwrap_or_default();
    ends.iter().zip(words).map(move |(&last, &first)| {
        hash = add(hash, last);
        let whole = hash;
        hash = hash.wrapping_sub((u64::from(first) + 1).wrapping_mul(lead));
        whole
    })
}

impl<'a> RunIndex<'a> {
    pub(crate) fn of(words: &'a [u32], script: Script) -> Self {
        let run = script.found();
        let lead = (1..run).fold(1_u64, |power, _| power.wrapping_mul(BASE));
        let hashes: Vec<u64> = slide(words, run, lead).collect();
        let bits = (hashes.len() * 2)
            .next_power_of_two()
            .trailing_zeros()
            .clamp(4, 22);
        let mut index = Self {
            words,
            run,
            lead,
            first: vec![NONE; 1 << bits],
            next: vec![NONE; hashes.len()],
            shift: 64 - bits,
            hashes,
        };
        for at in (0..index.hashes.len()).rev() {
            let slot = index.slot(index.hashes[at]);
            index.next[at] =
                std::mem::replace(&mut index.first[slot], u32::try_from(at).unwrap_or(NONE));
        }
        index
    }

    fn slot(&self, hash: u64) -> usize {
        (hash.wrapping_mul(BASE) >> self.shift) as usize
    }

    /// Places at which this text has the run that begins at `at` of the other one.
    fn places<'b>(&'b self, hash: u64, other: &'b [u32]) -> impl Iterator<Item = usize> + 'b {
        let mut at = self.first[self.slot(hash)];
        std::iter::from_fn(move || {
            let here = at as usize;
            at = *self.next.get(here)?;
            Some(here)
        })
        .filter(move |&here| {
            self.hashes[here] == hash && self.words[here..here + self.run] == *other
        })
    }

    /// Covers the words of this text that stand in runs shared with `other`.
    pub(crate) fn cover(&self, other: &[u32]) -> Cover {
        let mut cover = Cover::none(self.words.len());
        for (at, hash) in slide(other, self.run, self.lead).enumerate() {
            if self.first[self.slot(hash)] == NONE {
                continue;
            }
            for here in self.places(hash, &other[at..at + self.run]) {
                cover.mark(here, here + self.run);
            }
        }
        cover
    }
}

/// Whether `text` holds these words one after the other.
pub(crate) fn holds(text: &[u32], words: &[u32]) -> bool {
    let Some(first) = words.first() else {
        return true;
    };
    let last = text.len().saturating_sub(words.len() - 1);
    text[..last.min(text.len())]
        .iter()
        .enumerate()
        .any(|(at, word)| word == first && text[at..].starts_with(words))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Cover, RunIndex, holds};
    use crate::words::Script;

    fn plain_cover(page: &[u32], other: &[u32]) -> Cover {
        let mut cover = Cover::none(page.len());
        for (at, run) in page.windows(8).enumerate() {
            if holds(other, run) {
                cover.mark(at, at + 8);
            }
        }
        cover
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_cover_is_that_of_comparing_every_run(
            page in proptest::collection::vec(0_u32..2, 0..60),
            other in proptest::collection::vec(0_u32..2, 0..60),
        ) {
            let index = RunIndex::of(&page, Script::Words);
            prop_assert_eq!(index.cover(&other), plain_cover(&page, &other));
        }
    }

    #[test]
    fn runs_are_read_back() {
        let mut cover = Cover::none(130);
        cover.mark(3, 5);
        cover.mark(60, 130);
        assert_eq!(cover.runs().collect::<Vec<_>>(), [3..5, 60..130]);
        assert_eq!(cover.count(), 72);
        assert!(!holds(&[1, 2], &[1, 2, 3]) && holds(&[1, 2], &[]));
    }
}
