//! Interning: folded tokens of one pair to numbers, in order of first sight. A hash is never proof of equality:
//! the strings are compared. Its hasher has no random key, and nothing ever walks the map.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::{NONE, narrow};
use crate::compared::Text;

/// A small multiplying hasher for the short keys of one comparison.
#[derive(Default)]
pub(crate) struct Mixer(u64);

const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;

impl Mixer {
    fn mix(&mut self, value: u64) {
        let wide = u128::from(self.0 ^ value ^ FACTOR) * u128::from(FACTOR ^ value.rotate_left(29));
        self.0 = (wide as u64 ^ (wide >> 64) as u64).wrapping_add(FACTOR);
    }
}

/// Up to seven bytes in one word, without a copy of a length that is known late.
fn short(bytes: &[u8]) -> u64 {
    let four = |at: usize| {
        let part = bytes.get(at..at + 4).and_then(|part| part.try_into().ok());
        u64::from(part.map_or(0, u32::from_le_bytes))
    };
    match bytes {
        [] => 0,
        [first, .., last] if bytes.len() < 4 => {
            let middle = bytes[bytes.len() / 2];
            u64::from(*first) | u64::from(middle) << 8 | u64::from(*last) << 16
        }
        [only] => u64::from(*only),
        _ => four(0) | four(bytes.len() - 4) << 24,
    }
}

impl Hasher for Mixer {
    fn write(&mut self, bytes: &[u8]) {
        let mut chunks = bytes.chunks_exact(8);
        for chunk in &mut chunks {
            let mut word = [0; 8];
            word.copy_from_slice(chunk);
            self.mix(u64::from_le_bytes(word));
        }
        let rest = chunks.remainder();
        self.mix(short(rest) ^ (rest.len() as u64 + 1) << 56);
    }

    fn write_u8(&mut self, _: u8) {}

    fn write_u32(&mut self, value: u32) {
        self.mix(u64::from(value));
    }

    fn write_u64(&mut self, value: u64) {
        self.mix(value);
    }

    fn write_usize(&mut self, value: usize) {
        self.mix(value as u64);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

pub(crate) type Map<K, V> = HashMap<K, V, BuildHasherDefault<Mixer>>;

/// Ids of both texts' tokens. Blocks of the page that have twins have those of the wire: it was read beside no other
/// text.
pub(crate) fn intern(wire: &Text, page: &Text) -> (Vec<u32>, Vec<u32>) {
    let mut known = Known::with_room(wire.tokens.len() + page.tokens.len());
    let wire_ids: Vec<u32> = wire
        .tokens
        .iter()
        .map(|token| known.id(wire.key(token)))
        .collect();
    let mut page_ids = Vec::with_capacity(page.tokens.len());
    for block in &page.blocks {
        match wire.blocks.get(block.twin as usize) {
            Some(twin) => page_ids.extend_from_slice(&wire_ids[twin.tokens.clone()]),
            None => {
                let tokens = page.tokens[block.tokens.clone()].iter();
                page_ids.extend(tokens.map(|token| known.id(page.key(token))));
            }
        }
    }
    (wire_ids, page_ids)
}

/// Keys by hash in slots that are probed one after the other. Never full: it has two slots for each token.
struct Known<'a> {
    /// Id of the key that stands here, or [`NONE`].
    slots: Vec<u32>,
    /// Key and hash of each id.
    keys: Vec<(&'a str, u64)>,
}

impl<'a> Known<'a> {
    fn with_room(tokens: usize) -> Self {
        Self {
            slots: vec![NONE; (tokens * 2).next_power_of_two().max(2)],
            keys: Vec::with_capacity(tokens / 2),
        }
    }

    fn id(&mut self, key: &'a str) -> u32 {
        let mut mixer = Mixer::default();
        mixer.write(key.as_bytes());
        let hash = mixer.finish();
        let last = self.slots.len() - 1;
        let mut slot = usize::try_from(hash & u64::from(u32::MAX)).unwrap_or(0) & last;
        loop {
            let id = self.slots[slot];
            if id == NONE {
                break;
            }
            let (known, known_hash) = self.keys[id as usize];
            if known_hash == hash && known == key {
                return id;
            }
            slot = (slot + 1) & last;
        }
        let id = narrow(self.keys.len());
        self.slots[slot] = id;
        self.keys.push((key, hash));
        id
    }
}
