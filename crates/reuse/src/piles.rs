//! Postings of a bulk load: heaped into piles by the top bits of their keys as they come, each pile sorted by itself when
//! it is written, so that what is sorted fits the processor's cache. Finds a key slowly, by looking through its pile.

use crate::memtable::Packed;

/// Bits of a key that choose its pile.
const PILE_BITS: u32 = 10;
/// Piles below this length are sorted by comparing.
const SHORT_PILE: usize = 64;
/// Most bits by which a pile is spread out before it is sorted.
const SPREAD_BITS_MAX: u32 = 14;

/// Most postings that are sorted by insertion.
const SHORT_SLOT: usize = 12;

/// The piles.
#[derive(Debug, Default)]
pub(crate) struct Piles {
    /// None before the first posting; each in order of documents.
    piles: Vec<Vec<Packed>>,
}

/// Space for sorting a pile, used again for the next.
#[derive(Debug, Default)]
pub(crate) struct Room {
    sorted: Vec<Packed>,
    ends: Vec<u32>,
}

fn pile_of(packed: Packed) -> usize {
    (packed.0 >> (u64::BITS - PILE_BITS)) as usize
}

impl Piles {
    /// Makes room before postings come.
    pub(crate) fn prepare(&mut self) {
        if self.piles.is_empty() {
            self.piles.resize_with(1 << PILE_BITS, Vec::new);
        }
    }

    /// Adds a posting of the document last added to, or a later one.
    #[inline]
    pub(crate) fn push(&mut self, packed: Packed) {
        if let Some(pile) = self.piles.get_mut(pile_of(packed)) {
            pile.push(packed);
        }
    }

    /// The pile in which a posting would lie.
    pub(crate) fn around(&self, packed: Packed) -> &[Packed] {
        self.piles.get(pile_of(packed)).map_or(&[], Vec::as_slice)
    }

    /// The piles in rising order, with the first posting that could lie in the next one.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&[Packed], Option<Packed>)> {
        let next = |pile: u64| pile.checked_shl(u64::BITS - PILE_BITS).map(Packed);
        self.piles
            .iter()
            .zip(1..)
            .map(move |(pile, after)| (&pile[..], next(after).filter(|_| after < 1 << PILE_BITS)))
    }
}

impl Room {
    /// The postings of a pile in order.
    pub(crate) fn sort(&mut self, pile: &[Packed]) -> &[Packed] {
        self.sorted.clear();
        if pile.len() < SHORT_PILE {
            self.sorted.extend_from_slice(pile);
            self.sorted.sort_unstable();
            return &self.sorted;
        }
        let bits = pile.len().ilog2().min(SPREAD_BITS_MAX);
        let slot = |packed: &Packed| ((packed.0 << PILE_BITS) >> (u64::BITS - bits)) as usize;
        self.ends.clear();
        self.ends.resize(1 << bits, 0);
        for packed in pile {
            self.ends[slot(packed)] += 1;
        }
        let mut sum = 0;
        for end in &mut self.ends {
            sum += std::mem::replace(end, sum);
        }
        self.sorted.resize(pile.len(), Packed(0));
        for packed in pile {
            let place = &mut self.ends[slot(packed)];
            self.sorted[*place as usize] = *packed;
            *place += 1;
        }
        let mut start = 0;
        for &end in &self.ends {
            let end = end as usize;
            match end - start {
                0 | 1 => {}
                2..=SHORT_SLOT => insert(&mut self.sorted[start..end]),
                _ => self.sorted[start..end].sort_unstable(),
            }
            start = end;
        }
        &self.sorted
    }
}

/// Sorts a few by putting each where it belongs among those before it.
fn insert(few: &mut [Packed]) {
    for at in 1..few.len() {
        let own = few[at];
        let mut to = at;
        while to > 0 && few[to - 1] > own {
            few[to] = few[to - 1];
            to -= 1;
        }
        few[to] = own;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Room;
    use crate::memtable::Packed;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_pile_is_sorted_as_by_comparing(
            keys in proptest::collection::vec(prop_oneof![0_u64..1 << 26, 0_u64..300, Just(77_u64)], 0..3_000),
        ) {
            let pile: Vec<Packed> = keys.iter().zip(0..).map(|(&key, n)| Packed::new(key, n, 0)).collect();
            let mut expected = pile.clone();
            expected.sort_unstable();
            let mut room = Room::default();
            prop_assert_eq!(room.sort(&pile), expected);
        }
    }
}
