//! The closed lists laid out for looking up: a word as three integers, an open table of them. Made once; never holds a
//! word of a text.

use std::collections::BTreeMap;

use super::Flags;

/// Longest word that the lists know, in bytes.
const BYTES_MAX: usize = 24;

/// A word in lower case (ASCII letters only), its bytes padded with zeros to three integers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Key {
    letters: [u8; BYTES_MAX],
    pub bytes: usize,
}

impl Key {
    /// The word, if it is short enough to be listed.
    pub(super) fn of(word: &str) -> Option<Self> {
        let mut letters = [0; BYTES_MAX];
        letters
            .get_mut(..word.len())?
            .copy_from_slice(word.as_bytes());
        letters.make_ascii_lowercase();
        Some(Self {
            letters,
            bytes: word.len(),
        })
    }

    pub(super) const fn letters(&self) -> &[u8; BYTES_MAX] {
        &self.letters
    }

    /// Whether the last two bytes are these; false of a word of one byte.
    pub(super) fn ends_with(&self, end: [u8; 2]) -> bool {
        let from = self.bytes.checked_sub(2);
        from.is_some_and(|from| self.letters[from] == end[0] && self.letters[from + 1] == end[1])
    }

    fn hash(&self) -> usize {
        const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
        let (words, _) = self.letters.as_chunks::<8>();
        let mixed = words.iter().fold(0_u64, |hash, word| {
            (hash.rotate_left(23) ^ u64::from_le_bytes(*word)).wrapping_mul(FACTOR)
        });
        (mixed >> 40) as usize
    }
}

/// One listed word.
#[derive(Clone, Copy, Debug)]
struct Row {
    key: Key,
    flags: Flags,
    verb: Option<u16>,
}

/// Listed words by key. A slot holds the number of a row, counted from 1.
#[derive(Debug)]
pub(super) struct Table {
    slots: Vec<u16>,
    rows: Vec<Row>,
}

/// How many slots there are for each row at least: most words of a text are not listed, and find an empty slot.
const SLOTS_A_ROW: usize = 4;

impl Table {
    pub(super) fn new(words: &BTreeMap<String, (Flags, Option<u16>)>) -> Self {
        let count = (words.len() * SLOTS_A_ROW).next_power_of_two();
        let mut table = Self {
            slots: vec![0; count],
            rows: Vec::with_capacity(words.len()),
        };
        for (word, &(flags, verb)) in words {
            let Some(key) = Key::of(word) else { continue };
            table.rows.push(Row { key, flags, verb });
            let Ok(number) = u16::try_from(table.rows.len()) else {
                break;
            };
            let mut slot = key.hash() & (count - 1);
            while table.slots[slot] != 0 {
                slot = (slot + 1) & (count - 1);
            }
            table.slots[slot] = number;
        }
        table
    }

    /// What is listed of a word: its flags, and its number among the verbs.
    pub(super) fn get(&self, key: &Key) -> Option<(Flags, Option<u16>)> {
        let mask = self.slots.len() - 1;
        let mut slot = key.hash() & mask;
        loop {
            let number = self.slots[slot].checked_sub(1)?;
            let row = &self.rows[usize::from(number)];
            if row.key == *key {
                return Some((row.flags, row.verb));
            }
            slot = (slot + 1) & mask;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Flags, look_up};
    use super::{BYTES_MAX, Key};

    #[test]
    fn words_are_found_in_any_case_and_others_are_not() {
        assert!(look_up("Treaty").flags.intersects(Flags::DOCUMENT));
        assert_eq!(look_up("SAID").verb.map(|verb| verb.lemma), Some("say"));
        assert!(look_up("saida").verb.is_none() && look_up("sai").verb.is_none());
        assert!(!look_up("family").flags.intersects(Flags::ADVERB));
        assert!(look_up("calmly").flags.intersects(Flags::ADVERB));
    }

    #[test]
    fn a_word_too_long_to_be_listed_has_no_key() {
        assert!(Key::of(&"a".repeat(BYTES_MAX)).is_some());
        assert!(Key::of(&"a".repeat(BYTES_MAX + 1)).is_none());
        assert_eq!(look_up(&"verylong".repeat(4)).flags, Flags::default());
    }
}
