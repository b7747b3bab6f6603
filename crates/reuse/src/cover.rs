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
        let (mut word, end) = (start, end.min(self.words));
        while word < end {
            let (from, count) = (word % 64, (end - word).min(64 - word % 64));
            self.bits[word / 64] |= (u64::MAX >> (64 - count)) << from;
            word += count;
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
            let start = self.first(at, |bits| bits);
            at = self.first(start, |bits| !bits);
            (start < self.words).then_some(start..at)
        })
    }

    /// The first word from `from` on whose bit is set in what `look` makes of the bits; the end if none is.
    fn first(&self, from: usize, look: impl Fn(u64) -> u64) -> usize {
        let mut at = from;
        while at < self.words {
            let rest = look(self.bits[at / 64]) >> (at % 64);
            if rest != 0 {
                return self.words.min(at + rest.trailing_zeros() as usize);
            }
            at = (at / 64 + 1) * 64;
        }
        self.words
    }
}

const BASE: u64 = 0x9E37_79B9_7F4A_7C15;
const NONE: u32 = u32::MAX;
/// Bits of the filter of words a word of the text, about.
const FILTER_SHARE: usize = 16;
/// Most bits by which the filter is addressed.
const FILTER_BITS_MAX: u32 = 22;

/// The runs of one text, ready to be looked up.
pub(crate) struct RunIndex<'a> {
    words: &'a [u32],
    run: usize,
    /// First place of each run by the top bits of its hash, then the next one with the same bits.
    first: Vec<u32>,
    next: Vec<u32>,
    hashes: Vec<u64>,
    shift: u32,
    /// A bit for each word of the text, by its lowest bits: most words of other texts are told by it.
    filter: Vec<u64>,
}

fn add(hash: u64, word: u32) -> u64 {
    hash.wrapping_mul(BASE).wrapping_add(u64::from(word) + 1)
}

fn slide(words: &[u32], run: usize) -> impl Iterator<Item = u64> + '_ {
    let lead = (1..run).fold(1_u64, |power, _| power.wrapping_mul(BASE));
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
        let hashes: Vec<u64> = slide(words, run).collect();
        let bits_for = |count: usize| count.next_power_of_two().trailing_zeros();
        let bits = bits_for(hashes.len() * 2).clamp(4, 22);
        let filter_bits = bits_for(words.len() * FILTER_SHARE).clamp(6, FILTER_BITS_MAX);
        let mut index = Self {
            words,
            run,
            first: vec![NONE; 1 << bits],
            next: vec![NONE; hashes.len()],
            shift: 64 - bits,
            hashes,
            filter: vec![0; 1 << (filter_bits - 6)],
        };
        for at in (0..index.hashes.len()).rev() {
            let slot = index.slot(index.hashes[at]);
            index.next[at] =
                std::mem::replace(&mut index.first[slot], u32::try_from(at).unwrap_or(NONE));
        }
        for &word in words {
            let (at, bit) = index.filtered(word);
            index.filter[at] |= bit;
        }
        index
    }

    fn slot(&self, hash: u64) -> usize {
        (hash.wrapping_mul(BASE) >> self.shift) as usize
    }

    #[inline]
    fn filtered(&self, word: u32) -> (usize, u64) {
        (
            (word >> 6) as usize & (self.filter.len() - 1),
            1 << (word & 63),
        )
    }

    #[inline]
    fn may_have(&self, word: u32) -> bool {
        let (at, bit) = self.filtered(word);
        self.filter[at] & bit != 0
    }

    /// Places at which this text has a run of the other one.
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
        let mut done = Vec::new();
        let mut start = 0;
        while let Some(stretch) = self.stretch(other, start) {
            let words = &other[stretch.clone()];
            for (at, hash) in slide(words, self.run).enumerate() {
                self.mark(hash, &words[at..at + self.run], &mut cover, &mut done);
            }
            start = stretch.end;
        }
        cover
    }

    /// The next words of `other` from `start`, a run at least, that may all be words of this text. Looks at the last
    /// word of a run first: if it is none of them, neither is any run with it.
    fn stretch(&self, other: &[u32], mut start: usize) -> Option<std::ops::Range<usize>> {
        loop {
            let run = other.get(start..start + self.run)?;
            match run.iter().rposition(|&word| !self.may_have(word)) {
                Some(foreign) => start += foreign + 1,
                None => break,
            }
        }
        let mut rest = other[start + self.run..].iter();
        let more = rest
            .position(|&word| !self.may_have(word))
            .unwrap_or(other.len() - start - self.run);
        Some(start..start + self.run + more)
    }

    /// Covers all places of one run, once: a text that repeats itself is not gone through again and again.
    fn mark(&self, hash: u64, run: &[u32], cover: &mut Cover, done: &mut Vec<bool>) {
        for (nth, here) in self.places(hash, run).enumerate() {
            if nth == 0 {
                if done.is_empty() {
                    done.resize(self.hashes.len(), false);
                }
                if std::mem::replace(&mut done[here], true) {
                    return;
                }
            }
            cover.mark(here, here + self.run);
        }
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
            words in 2_u32..40,
            page in proptest::collection::vec(any::<u32>(), 0..60),
            other in proptest::collection::vec(any::<u32>(), 0..60),
            shared in 0_usize..50,
        ) {
            // Few words, so that runs recur; and a passage of the page in the other text.
            let page: Vec<u32> = page.iter().map(|word| word % words * 0x1003).collect();
            let mut other: Vec<u32> = other.iter().map(|word| word % (words + 1) * 0x1003).collect();
            other.extend(page.iter().skip(shared).take(12));
            let index = RunIndex::of(&page, Script::Words);
            prop_assert_eq!(index.cover(&other), plain_cover(&page, &other));
        }
    }

    #[test]
    fn a_text_of_one_word_is_covered_in_bounded_steps() {
        let page = vec![7; 200_000];
        let index = RunIndex::of(&page, Script::Words);
        assert_eq!(index.cover(&page).count(), page.len());
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
