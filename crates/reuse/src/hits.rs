//! Where the fingerprints of a page stand in an archive: by key as they are found, and by document as they are ranked.
//! Says nothing of what they are worth.

use std::collections::HashMap;

use crate::segment::{DOCUMENTS_MAX_OF_KEY, Posting};
use crate::shelf::Place;

/// Bits that number the keys of a page.
pub(crate) const KEY_NUMBER_BITS: u32 = 16;
const BUCKET_BITS: u32 = 6;
const DOCUMENT_BITS: u32 = 22;
const PLACE_AT: u32 = BUCKET_BITS + KEY_NUMBER_BITS;
/// Bits by which hits are sorted at once.
const DIGIT_BITS: u32 = 11;
/// Fewer hits are sorted by comparing.
const FEW_HITS: usize = 256;

/// A fingerprint of the page in a document, in one number: shelf, document, number of the key, bucket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Hit(u64);

impl Hit {
    fn new(shelf: u8, posting: Posting, key: u32) -> Self {
        let place = u64::from(shelf) << DOCUMENT_BITS | u64::from(posting.document);
        Self(place << PLACE_AT | u64::from(key) << BUCKET_BITS | u64::from(posting.bucket & 0x3f))
    }

    #[inline]
    pub(crate) const fn place(self) -> Place {
        Place {
            shelf: (self.0 >> (PLACE_AT + DOCUMENT_BITS)) as u8,
            document: (self.0 >> PLACE_AT) as u32 & ((1 << DOCUMENT_BITS) - 1),
        }
    }

    #[inline]
    pub(crate) const fn key(self) -> u32 {
        (self.0 >> BUCKET_BITS) as u32 & ((1 << KEY_NUMBER_BITS) - 1)
    }

    #[inline]
    pub(crate) const fn bucket(self) -> u8 {
        self.0 as u8 & ((1 << BUCKET_BITS) - 1)
    }
}

/// Hits as they come, key by key in order.
pub(crate) struct Collected {
    hits: Vec<Hit>,
    /// End of each key's hits, and how many documents have it; `None`: too many.
    keys: Vec<(u32, Option<u32>)>,
}

impl Collected {
    pub(crate) fn with_capacity(keys: usize) -> Self {
        Self {
            hits: Vec::with_capacity(keys),
            keys: Vec::with_capacity(keys),
        }
    }

    fn start(&self) -> usize {
        self.keys.last().map_or(0, |(end, _)| *end as usize)
    }

    /// A document of the key that is not closed yet.
    #[inline]
    pub(crate) fn push(&mut self, shelf: u8, posting: Posting) {
        let key = u32::try_from(self.keys.len()).unwrap_or(u32::MAX);
        self.hits.push(Hit::new(shelf, posting, key));
    }

    /// Goes on to the next key. One that is capped, or is in too many documents, keeps none.
    pub(crate) fn close_key(&mut self, capped: bool) {
        let start = self.start();
        let count = self.hits.len() - start;
        let counted = !capped && count <= DOCUMENTS_MAX_OF_KEY;
        if !counted {
            self.hits.truncate(start);
        }
        let end = u32::try_from(self.hits.len()).unwrap_or(u32::MAX);
        let documents = u32::try_from(count).ok().filter(|_| counted);
        self.keys.push((end, documents));
    }

    /// What was collected, without the documents that may not be seen.
    pub(crate) fn finish(self, is_visible: impl Fn(Place) -> bool) -> Hits {
        let mut by_place = self.hits.clone();
        sort(&mut by_place);
        let mut last = (None, false);
        by_place.retain(|hit| {
            let place = hit.place();
            if last.0 != Some(place) {
                last = (Some(place), is_visible(place));
            }
            last.1
        });
        Hits {
            by_key: self.hits,
            keys: self.keys,
            by_place,
        }
    }
}

/// Hits by key and by document.
pub(crate) struct Hits {
    /// Those that may not be seen among them.
    by_key: Vec<Hit>,
    keys: Vec<(u32, Option<u32>)>,
    by_place: Vec<Hit>,
}

impl Hits {
    /// By document, oldest first, and key.
    pub(crate) fn by_place(&self) -> &[Hit] {
        &self.by_place
    }

    /// How many documents have a key; `None`: too many.
    pub(crate) fn documents(&self, key: u32) -> Option<u32> {
        self.keys.get(key as usize)?.1
    }

    /// All documents of a key, those that may not be seen, too.
    pub(crate) fn of_key(&self, key: u32) -> &[Hit] {
        let key = key as usize;
        let end = |key: usize| self.keys.get(key).map_or(0, |(end, _)| *end as usize);
        let start = key.checked_sub(1).map_or(0, end);
        self.by_key.get(start..end(key)).unwrap_or_default()
    }
}

/// Sorts hits that are in order of keys: digit by digit of their place, which leaves equal ones in their order.
fn sort(hits: &mut Vec<Hit>) {
    if hits.len() < FEW_HITS {
        return hits.sort_unstable();
    }
    let all = hits.iter().fold(0, |all, hit| all | hit.0 >> PLACE_AT);
    let bits = u64::BITS - all.leading_zeros();
    let mut sorted = vec![Hit::default(); hits.len()];
    for digit in 0..bits.div_ceil(DIGIT_BITS) {
        let shift = PLACE_AT + digit * DIGIT_BITS;
        let digit_of = |hit: &Hit| (hit.0 >> shift) as usize & ((1 << DIGIT_BITS) - 1);
        let mut places = [0_u32; 1 << DIGIT_BITS];
        for hit in hits.iter() {
            places[digit_of(hit)] += 1;
        }
        let mut sum = 0;
        for place in &mut places {
            sum += std::mem::replace(place, sum);
        }
        for hit in hits.iter() {
            let place = &mut places[digit_of(hit)];
            sorted[*place as usize] = *hit;
            *place += 1;
        }
        std::mem::swap(hits, &mut sorted);
    }
}

/// Weight by the distance of places in page and document: what was copied in one piece has one distance. Emptied
/// after each document where it was filled, since most documents share little.
pub(crate) struct Distances([u64; 132]);

impl Default for Distances {
    fn default() -> Self {
        Self([0; 132])
    }
}

impl Distances {
    /// A distance that has a neighbour on both sides.
    pub(crate) fn of(page_bucket: u8, bucket: u8) -> usize {
        usize::from(65 + page_bucket.min(63) - bucket.min(63))
    }

    pub(crate) fn add(&mut self, distance: usize, weight: u64) {
        self.0[distance] += weight;
    }

    pub(crate) fn clear(&mut self, distance: usize) {
        self.0[distance] = 0;
    }

    /// The most that three neighbouring distances have together, this one among them.
    pub(crate) fn most_around(&self, distance: usize) -> u64 {
        let five = self.0.get(distance.saturating_sub(2)..distance + 3);
        let sums = five.unwrap_or_default().windows(3);
        sums.map(|three| three.iter().sum()).max().unwrap_or(0)
    }
}

/// How many items have a key, counted once.
#[derive(Default)]
pub(crate) struct Items(HashMap<u32, usize>);

impl Items {
    pub(crate) fn of(&mut self, key: u32, count: impl FnOnce() -> usize) -> usize {
        *self.0.entry(key).or_insert_with(count)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Hit, sort};
    use crate::segment::Posting;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn hits_are_sorted_as_by_comparing(
            places in proptest::collection::vec((0_u8..3, 0_u32..1 << 22, 0_u8..64), 0..2_000),
        ) {
            let mut hits: Vec<Hit> = (0_u32..)
                .zip(places)
                .map(|(at, (shelf, document, bucket))| Hit::new(shelf, Posting { document, bucket }, at / 3))
                .collect();
            let mut expected = hits.clone();
            expected.sort_by_key(|hit| (hit.place(), hit.key()));
            sort(&mut hits);
            let order = |hits: &[Hit]| hits.iter().map(|hit| (hit.place(), hit.key())).collect::<Vec<_>>();
            prop_assert_eq!(order(&hits), order(&expected));
        }
    }
}
