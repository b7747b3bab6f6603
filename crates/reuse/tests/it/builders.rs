//! Invented texts from a seed, and archives of them.

use std::sync::Arc;

use copydesk_reuse::{Access, Archive, Document, ItemHash, Loading, MemoryStore, Query, Words};
use copydesk_text::Block;

/// Whole numbers from a seed.
pub struct Numbers(pub u64);

impl Numbers {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).expect("below a usize")
    }
}

/// A text of this many invented words.
pub fn text(numbers: &mut Numbers, words: usize) -> Vec<String> {
    const PARTS: [&str; 16] = [
        "ba", "ko", "ri", "tem", "lo", "san", "du", "fe", "mi", "gar", "hel", "no", "pu", "vi",
        "wex", "yo",
    ];
    (0..words)
        .map(|_| (0..3).map(|_| PARTS[numbers.below(16)]).collect())
        .collect()
}

pub fn words_of(text: &[String]) -> Words {
    Words::of([&Block::paragraph(text.join(" "))])
}

pub fn query(text: &[String]) -> Query {
    Query::of(&words_of(text))
}

pub fn open(store: &MemoryStore) -> Archive {
    Archive::open(Arc::new(store.clone()), Access::Write).expect("memory does not fail")
}

pub fn add(archive: &mut Archive, sequence: u64, item: u64, text: &[String]) -> bool {
    let words = words_of(text);
    let document = Document {
        sequence,
        item: ItemHash(item),
        received: u32::try_from(sequence).expect("a small number") * 60,
        words: &words,
    };
    archive.add(&document, Loading::Live)
}
