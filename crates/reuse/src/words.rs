//! The words of a text as an index keeps them: a hash for each word or number, at L3, lower-cased, without
//! apostrophes, full stops and punctuation. Most text is plain Latin writing and is read byte by byte; whatever is not
//! goes through the fold and the scanner of `text`, which also judge the quick way (they agree on every text, by test).
//! A hash is a key for finding texts, never a proof that words agree.

use copydesk_text::{Block, KeyKind, Span, each_key};

use crate::fingerprint::mix;
use crate::hash::hash;
use crate::plain::Plain;

/// What the words of a text are counted in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Script {
    /// Words parted by spaces.
    #[default]
    Words,
    /// Graphemes: Han, kana, Thai and their like.
    Graphemes,
}

/// The words of a text, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    hashes: Vec<u64>,
    spans: Vec<Span>,
    graphemes: usize,
    spanned: Spanned,
}

/// Whether the places of words are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Spanned {
    #[default]
    No,
    Yes,
}

impl Words {
    /// The words of blocks, without their places.
    #[must_use]
    pub fn of<'a>(blocks: impl IntoIterator<Item = &'a Block>) -> Self {
        let mut words = Self::default();
        for block in blocks {
            words.add(&block.text, 0);
        }
        words
    }

    /// The words of blocks, with their spans in the flat form of these blocks.
    #[must_use]
    pub fn with_spans<'a>(blocks: impl IntoIterator<Item = &'a Block>) -> Self {
        let mut words = Self {
            spanned: Spanned::Yes,
            ..Self::default()
        };
        let mut start = 0;
        for block in blocks {
            words.add(&block.text, start);
            start += block.text.len() + 2;
        }
        words
    }

    /// Hashes of the words, xxh3-64 of their UTF-8.
    #[must_use]
    pub fn hashes(&self) -> &[u64] {
        &self.hashes
    }

    /// Places of the words; empty if they were not kept.
    #[must_use]
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    /// What most of the text is written in.
    #[must_use]
    pub fn script(&self) -> Script {
        if self.graphemes * 2 > self.len() {
            Script::Graphemes
        } else {
            Script::Words
        }
    }

    /// The words as an index keeps them to compare texts without reading them again: the lower half of each hash.
    pub fn short(&self) -> impl Iterator<Item = u32> + '_ {
        self.hashes.iter().map(|&hash| shorten(hash))
    }

    /// One hash of all words in order: equal for texts of the same words. Four lanes, since each step waits for the one
    /// before it.
    #[must_use]
    pub fn whole(&self) -> u64 {
        const FACTOR: u64 = 0xD6E8_FEB8_6659_FD93;
        let step = |lane: u64, hash: u64| (lane.rotate_left(29) ^ hash).wrapping_mul(FACTOR);
        let mut lanes = [1_u64, 2, 3, 4];
        let (fours, rest) = self.hashes.as_chunks::<4>();
        for four in fours {
            for (lane, hash) in lanes.iter_mut().zip(four) {
                *lane = step(*lane, *hash);
            }
        }
        for (lane, hash) in lanes.iter_mut().zip(rest) {
            *lane = step(*lane, *hash);
        }
        let join = |state: u64, lane: u64| mix(state.rotate_left(7) ^ lane);
        lanes.into_iter().fold(self.hashes.len() as u64, join)
    }

    /// Adds the words of one block that begins at `start` of a flat form.
    fn add(&mut self, block: &str, start: usize) {
        let (hashes, spans) = (self.hashes.len(), self.spans.len());
        self.hashes.reserve(block.len() / 5);
        if self.add_plain(block, start).is_none() {
            self.hashes.truncate(hashes);
            self.spans.truncate(spans);
            self.add_any(block, start);
        }
    }

    fn push(&mut self, hash: u64, start: usize, end: usize) {
        self.hashes.push(hash);
        if self.spanned == Spanned::Yes {
            self.spans.push(Span::new(start, end));
        }
    }

    /// Any writing, by the fold and the scanner.
    fn add_any(&mut self, block: &str, start: usize) {
        let mut word = String::new();
        each_key(block, |key| {
            word.clear();
            let kept = key.folded.chars().filter(|&c| is_kept(key.kind, c));
            word.extend(kept.flat_map(char::to_lowercase));
            self.graphemes += usize::from(key.kind == KeyKind::Grapheme);
            self.push(
                hash(word.as_bytes()),
                start + key.span.start,
                start + key.span.end,
            );
        });
    }

    /// Plain Latin writing; `None` if something in it needs the scanner, after which what was added is to be dropped.
    fn add_plain(&mut self, block: &str, start: usize) -> Option<()> {
        let words = Plain::of(block);
        match self.spanned {
            Spanned::No => words.each_word(|hash, _, _| self.hashes.push(hash)),
            Spanned::Yes => {
                words.each_word(|hash, from, to| self.push(hash, start + from, start + to))
            }
        }
    }
}

/// The half of a word's hash that token files keep.
#[must_use]
pub(crate) const fn shorten(hash: u64) -> u32 {
    hash as u32
}

/// Apostrophes are dropped everywhere, full stops in words: "U.S." is "us".
fn is_kept(kind: KeyKind, c: char) -> bool {
    c != '\'' && (c != '.' || kind != KeyKind::Word)
}

#[cfg(test)]
mod tests {
    use copydesk_text::Block;
    use proptest::prelude::*;

    use super::{Script, Words};

    fn both(text: &str) -> (Words, Words) {
        let mut plain = Words {
            spanned: super::Spanned::Yes,
            ..Words::default()
        };
        let mut any = plain.clone();
        plain.add(text, 0);
        any.add_any(text, 0);
        (plain, any)
    }

    #[track_caller]
    fn check_words(text: &str, expected: &[&str]) {
        let found = Words::of([&Block::paragraph(text)]);
        let expected: Vec<u64> = expected
            .iter()
            .map(|word| crate::hash::hash(word.as_bytes()))
            .collect();
        assert_eq!(found.hashes(), expected);
        let (plain, any) = both(text);
        assert_eq!(plain, any);
    }

    #[test]
    fn words_are_lower_case_without_apostrophes_and_punctuation() {
        check_words("“Don’t,” O'Neil said.", &["dont", "oneil", "said"]);
        check_words(
            "The U.S. on 1,200.50 at 10 :30",
            &["the", "us", "on", "1,200.50", "at", "10:30"],
        );
        check_words(
            "U.S.A Über café's A. B",
            &["u", "s", "a", "über", "cafés", "a", "b"],
        );
        check_words("see www.example.org, ok", &["see", "www.example.org", "ok"]);
    }

    #[test]
    fn scripts_are_told_apart_by_what_most_words_are() {
        let of = |text: &str| Words::of([&Block::paragraph(text)]).script();
        assert_eq!(of("会议在星期二 AI"), Script::Graphemes);
        assert_eq!(of("सरकार ने कहा 会"), Script::Words);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_quick_way_agrees_with_the_scanner(
            text in prop_oneof![
                4 => "[a-dA-DUS.'’‘ \u{A0}:;,\"“”–—!?%/0-59éÉßſİŁ\u{3}\u{1F}\u{7F}-]{0,24}",
                1 => "(http|www|U|\\.|s|:|//| |@|#|\u{AD}|\u{301}|é|Mr|5|'|’){0,12}",
                1 => any::<String>(),
            ]
        ) {
            let (plain, any) = both(&text);
            prop_assert_eq!(plain.hashes, any.hashes, "{}", text);
        }
    }
}
