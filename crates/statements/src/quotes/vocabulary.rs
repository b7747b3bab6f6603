//! The words a document knows, numbered in order of first sight; two spellings of one word have one number. Knows words,
//! not where they stand.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use copydesk_text::other_spelling;

use super::parts::Parts;
use super::words::{each_word, lower};

/// No word of the document.
pub(crate) const UNKNOWN: u32 = u32::MAX;

/// The words of a document by number.
#[derive(Clone, Debug, Default)]
pub(crate) struct Vocabulary {
    ids: HashMap<Box<str>, u32, BuildHasherDefault<Mixer>>,
    next: u32,
}

/// A document as numbers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Numbered {
    pub tokens: Parts,
    /// The first token of each word, and one past the last token.
    pub starts: Vec<u32>,
    /// The number of each word.
    pub ids: Vec<u32>,
    /// A bit for each word, set if it is none but a mark.
    pub marks: Vec<u64>,
    pub vocabulary: Vocabulary,
}

impl Numbered {
    /// Cuts a text into words and numbers them.
    pub(crate) fn read(text: &str) -> Self {
        let mut numbered = Self::default();
        let mut recent = Recent::new();
        let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        numbered.tokens = Parts::read(text, |tokens, before| {
            let vocabulary = &mut numbered.vocabulary;
            numbered.ids.reserve(tokens.len());
            numbered.starts.reserve(tokens.len() + 1);
            each_word(tokens, |first, (start, end)| {
                let id = if end == start + 1 {
                    recent.id(first.key, vocabulary)
                } else {
                    let keys = (start..end).filter_map(|index| tokens.get(index));
                    vocabulary.learn(keys.map(|token| token.key).collect())
                };
                if numbered.ids.len().is_multiple_of(64) {
                    numbered.marks.push(0);
                }
                if let Some(bits) = numbered.marks.last_mut() {
                    *bits |= u64::from(!first.kind.is_word()) << (numbered.ids.len() % 64);
                }
                numbered.ids.push(id);
                numbered.starts.push(narrow(before + start));
            });
        });
        numbered.starts.push(narrow(numbered.tokens.len()));
        numbered
    }
}

impl Vocabulary {
    /// The number of a word of the document, new or known.
    fn learn(&mut self, key: Cow<'_, str>) -> u32 {
        let lower = lower(key);
        match self.ids.get(lower.as_ref()) {
            Some(&id) => id,
            None => self.add(&lower),
        }
    }

    fn add(&mut self, lower: &str) -> u32 {
        let other = other_spelling(lower).and_then(|other| self.ids.get(other).copied());
        let id = other.unwrap_or(self.next);
        if other.is_none() {
            self.next += 1;
        }
        self.ids.insert(lower.into(), id);
        id
    }

    /// The number of a word in lower case.
    pub(crate) fn id(&self, lower: &str) -> u32 {
        let known = |word: &str| self.ids.get(word).copied();
        known(lower)
            .or_else(|| other_spelling(lower).and_then(known))
            .unwrap_or(UNKNOWN)
    }

    /// How many numbers there are.
    pub(crate) fn len(&self) -> usize {
        self.next as usize
    }
}

/// The numbers of words seen last, by their bytes as two integers: most words of a text come again soon.
struct Recent(Vec<(Packed, u32)>);

/// A word of at most 15 bytes; its length stands in the last one.
type Packed = [u64; 2];

/// Words remembered, as a power of two, and the longest of them in bytes.
const RECENT_BITS: u32 = 12;
const RECENT_BYTES_MAX: usize = 15;

impl Recent {
    fn new() -> Self {
        Self(vec![([0; 2], UNKNOWN); 1 << RECENT_BITS])
    }

    fn id(&mut self, key: &str, vocabulary: &mut Vocabulary) -> u32 {
        let bytes = key.as_bytes();
        if bytes.is_empty() || bytes.len() > RECENT_BYTES_MAX {
            return vocabulary.learn(Cow::Borrowed(key));
        }
        let (head, tail) = bytes.split_at(bytes.len().min(8));
        let packed = [word_of(head), word_of(tail) | ((bytes.len() as u64) << 56)];
        let mixed = (packed[0] ^ packed[1].rotate_left(31)).wrapping_mul(FACTOR);
        let slot = &mut self.0[(mixed >> (64 - RECENT_BITS)) as usize];
        if slot.0 != packed {
            *slot = (packed, vocabulary.learn(Cow::Borrowed(key)));
        }
        slot.1
    }
}

/// Up to eight bytes as one integer.
fn word_of(bytes: &[u8]) -> u64 {
    let mut word = 0;
    for &byte in bytes.iter().rev() {
        word = word << 8 | u64::from(byte);
    }
    word
}

/// A small multiplying hasher for short keys, without a random key: the same work on every machine.
#[derive(Clone, Default)]
pub(crate) struct Mixer(u64);

const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;

impl Mixer {
    fn mix(&mut self, word: u64, bytes: usize) {
        let value = word ^ ((bytes as u64) << 56);
        let wide = u128::from(self.0 ^ value ^ FACTOR) * u128::from(FACTOR ^ value.rotate_left(29));
        self.0 = (wide as u64 ^ (wide >> 64) as u64).wrapping_add(FACTOR);
    }
}

impl Hasher for Mixer {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.mix(u64::from_le_bytes(*word), 8);
        }
        if !rest.is_empty() {
            self.mix(word_of(rest), rest.len());
        }
    }

    fn write_u8(&mut self, _: u8) {}

    fn finish(&self) -> u64 {
        self.0
    }
}
