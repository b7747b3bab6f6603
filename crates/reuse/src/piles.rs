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

/// Postings of a part of a pile: a page of memory.
const PART: usize = 512;

/// The piles.
#[derive(Debug, Default)]
pub(crate) struct Piles {
    /// None before the first posting; each in order of documents.
    piles: Vec<Heap>,
}

/// A pile in parts, so that none is copied when it grows.
#[derive(Debug, Default)]
struct Heap {
    open: Vec<Packed>,
    full: Vec<Vec<Packed>>,
}

/// A pile as it is read.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Pile<'a> {
    full: &'a [Vec<Packed>],
    open: &'a [Packed],
}

/// Space for sorting a pile, used again for the next.
#[derive(Debug, Default)]
pub(crate) struct Room {
    sorted: Vec<Packed>,
    ends: Vec<u32>,
    /// Slots of many postings.
    long: Vec<std::ops::Range<usize>>,
}

fn pile_of(packed: Packed) -> usize {
    (packed.0 >> (u64::BITS - PILE_BITS)) as usize
}

impl Piles {
    /// Makes room before postings come.
    pub(crate) fn prepare(&mut self) {
        if self.piles.is_empty() {
            self.piles.resize_with(1 << PILE_BITS, Heap::default);
        }
    }

    /// Adds a posting of the document last added to, or a later one.
    #[inline]
    pub(crate) fn push(&mut self, packed: Packed) {
        if let Some(heap) = self.piles.get_mut(pile_of(packed)) {
            heap.open.push(packed);
            if heap.open.len() == PART {
                heap.close();
            }
        }
    }

    /// The pile in which a posting would lie.
    pub(crate) fn around(&self, packed: Packed) -> Pile<'_> {
        self.piles
            .get(pile_of(packed))
            .map_or(Pile::default(), Heap::pile)
    }

    /// The piles in rising order, with the first posting that could lie in the next one.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Pile<'_>, Option<Packed>)> {
        let next = |pile: u64| pile.checked_shl(u64::BITS - PILE_BITS).map(Packed);
        self.piles
            .iter()
            .zip(1..)
            .map(move |(heap, after)| (heap.pile(), next(after).filter(|_| after < 1 << PILE_BITS)))
    }
}

impl Heap {
    #[inline(never)]
    fn close(&mut self) {
        self.full
            .push(std::mem::replace(&mut self.open, Vec::with_capacity(PART)));
    }

    fn pile(&self) -> Pile<'_> {
        Pile {
            full: &self.full,
            open: &self.open,
        }
    }
}

impl<'a> Pile<'a> {
    fn len(self) -> usize {
        self.full.len() * PART + self.open.len()
    }

    fn parts(self) -> impl Iterator<Item = &'a [Packed]> {
        let full = self.full.iter().map(Vec::as_slice);
        full.chain(std::iter::once(self.open))
    }

    /// Its postings, in order of documents.
    pub(crate) fn iter(self) -> impl Iterator<Item = &'a Packed> {
        self.parts().flatten()
    }
}

impl Room {
    /// The postings of a pile in order.
    pub(crate) fn sort(&mut self, pile: Pile) -> &[Packed] {
        self.sorted.clear();
        if pile.len() < SHORT_PILE {
            self.sorted.extend(pile.iter());
            self.sorted.sort_unstable();
            return &self.sorted;
        }
        let bits = pile.len().ilog2().min(SPREAD_BITS_MAX);
        let slot = |packed: &Packed| ((packed.0 << PILE_BITS) >> (u64::BITS - bits)) as usize;
        self.ends.clear();
        self.ends.resize(1 << bits, 0);
        for part in pile.parts() {
            for packed in part {
                self.ends[slot(packed)] += 1;
            }
        }
        let mut sum = 0;
        self.long.clear();
        for end in &mut self.ends {
            let count = std::mem::replace(end, sum);
            sum += count;
            if count as usize > SHORT_SLOT {
                self.long.push((sum - count) as usize..sum as usize);
            }
        }
        self.sorted.resize(pile.len(), Packed(0));
        for part in pile.parts() {
            for packed in part {
                let place = &mut self.ends[slot(packed)];
                self.sorted[*place as usize] = *packed;
                *place += 1;
            }
        }
        for slot in self.long.drain(..) {
            self.sorted[slot].sort_unstable();
        }
        settle(&mut self.sorted);
        &self.sorted
    }
}

/// Sorts postings of which each is a few places from its own: puts each where it belongs among those before it.
fn settle(nearly: &mut [Packed]) {
    let mut before = Packed(0);
    for at in 0..nearly.len() {
        let own = nearly[at];
        if own >= before {
            before = own;
            continue;
        }
        let mut to = at;
        while to > 0 && nearly[to - 1] > own {
            nearly[to] = nearly[to - 1];
            to -= 1;
        }
        nearly[to] = own;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{PART, Piles, Room};
    use crate::memtable::Packed;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_pile_is_sorted_as_by_comparing(
            keys in proptest::collection::vec(prop_oneof![0_u64..1 << 26, 0_u64..300, Just(77_u64)], 0..3_000),
        ) {
            let mut expected: Vec<Packed> = keys.iter().zip(0..).map(|(&key, n)| Packed::new(key, n, 0)).collect();
            let mut piles = Piles::default();
            piles.prepare();
            for &packed in &expected {
                piles.push(packed);
            }
            let pile = piles.around(Packed::new(0, 0, 0));
            prop_assert!(pile.iter().eq(&expected));
            expected.sort_unstable();
            let mut room = Room::default();
            prop_assert_eq!(room.sort(pile), expected);
            prop_assert_eq!(pile.full.len(), pile.len() / PART);
        }
    }
}
