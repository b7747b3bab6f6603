//! Files that are not what they were: refused with their name, or read without harm.

use std::sync::Arc;

use copydesk_reuse::{Access, Archive, ItemHash, Malformed, MemoryStore, Segment, SegmentStore};
use proptest::prelude::*;

use crate::builders::{Numbers, add, open, query, text};

const SEGMENT: &str = "00000000.segment";
const WORDS: &str = "00000000.words";

fn written() -> (MemoryStore, Vec<Vec<String>>) {
    let store = MemoryStore::default();
    let mut archive = open(&store);
    let mut numbers = Numbers(31);
    let shared = text(&mut numbers, 30);
    let stories: Vec<Vec<String>> = (0..20)
        .map(|_| [text(&mut numbers, 60), shared.clone()].concat())
        .collect();
    for (at, story) in stories.iter().enumerate() {
        add(&mut archive, at as u64 + 1, at as u64, story);
    }
    archive.flush().expect("memory does not fail");
    (store, stories)
}

fn bytes(store: &MemoryStore, name: &str) -> Vec<u8> {
    store.open(name).expect("it is there").bytes().to_vec()
}

#[track_caller]
fn check_skipped(name: &str, alter: impl FnOnce(&mut Vec<u8>)) {
    let (store, stories) = written();
    assert!(store.damage(name, alter));
    let archive = open(&store);
    let skipped: Vec<&str> = archive
        .skipped()
        .iter()
        .map(|skipped| skipped.name.as_str())
        .collect();
    assert_eq!((skipped, archive.documents()), (vec![name], 0));
    let page = query(&stories[0]);
    assert!(archive.search(&page).candidates().is_empty());
}

#[test]
fn a_segment_that_is_damaged_is_left_out_by_name() {
    check_skipped(SEGMENT, |bytes| bytes[0] ^= 1);
    check_skipped(SEGMENT, |bytes| bytes.truncate(50));
    check_skipped(SEGMENT, |bytes| bytes.truncate(2_000));
    check_skipped(SEGMENT, |bytes| bytes.push(0));
    check_skipped(SEGMENT, |bytes| bytes.clear());
    check_skipped(WORDS, |bytes| bytes[100] ^= 1);
    check_skipped(WORDS, |bytes| bytes.truncate(100));
}

#[test]
fn a_damaged_segment_is_told_at_every_start_until_the_index_is_made_anew() {
    let (store, stories) = written();
    store.damage(SEGMENT, |bytes| bytes[200] ^= 1);
    let mut archive = open(&store);
    add(&mut archive, 21, 21, &stories[0]);
    archive.flush().expect("memory does not fail");
    let again = open(&store);
    assert_eq!(again.skipped().len(), 1);
    assert_eq!(again.documents(), 1);
}

#[test]
fn a_reader_alters_nothing() {
    let (store, _) = written();
    drop(
        store
            .create("00000009.segment")
            .expect("memory does not fail"),
    );
    let names = store.names().expect("memory does not fail");
    Archive::open(Arc::new(store.clone()), Access::Read).expect("it opens");
    assert_eq!(store.names().expect("memory does not fail"), names);
    open(&store);
    assert_eq!(
        store.names().expect("memory does not fail").len(),
        2,
        "the owner removes what no manifest names"
    );
}

#[test]
fn other_rules_are_refused() {
    let (store, _) = written();
    for at in [8, 9, 10, 11, 14] {
        let mut other = bytes(&store, SEGMENT);
        other[at] ^= 1;
        assert_eq!(
            Segment::open(Arc::new(other)).err(),
            Some(Malformed::Rules),
            "byte {at}"
        );
    }
}

#[test]
fn an_index_made_by_other_rules_is_given_up_whole_and_begun_anew() {
    let (store, stories) = written();
    let mut archive = open(&store);
    add(&mut archive, 21, 21, &stories[0]);
    archive.hide(ItemHash(3));
    archive.flush().expect("memory does not fail");
    store.damage(SEGMENT, |bytes| bytes[14] ^= 1);
    let names = || store.names().expect("memory does not fail");
    let before = names();
    let reader = Archive::open(Arc::new(store.clone()), Access::Read).expect("it opens");
    assert_eq!(
        (reader.documents(), reader.sequence(), names()),
        (0, 0, before)
    );

    let mut archive = open(&store);
    let [told] = archive.skipped() else {
        panic!("one line: {:?}", archive.skipped())
    };
    assert_eq!(
        told.to_string(),
        "00000000.segment: it was made by other rules"
    );
    assert_eq!((archive.documents(), archive.sequence()), (0, 0));
    assert!(names().is_empty());
    for (at, story) in stories.iter().enumerate() {
        add(&mut archive, at as u64 + 1, at as u64, story);
    }
    archive.flush().expect("memory does not fail");
    let again = open(&store);
    assert_eq!((again.skipped(), again.documents()), (&[][..], 20));
    let page = query(&stories[3]);
    let search = again.search(&page);
    assert_eq!(search.candidates()[0].found.item, ItemHash(3));
}

/// Writes the checksums of its parts anew: damage that only reading can notice.
fn sign(bytes: &mut [u8]) {
    let number = |at: usize| {
        let eight = bytes
            .get(at..at + 8)
            .and_then(|eight| eight.try_into().ok());
        usize::try_from(eight.map_or(0, u64::from_le_bytes)).unwrap_or(0)
    };
    let bounds = [0, 96, number(56), number(64), number(72), number(80)];
    let trailer = bounds[5];
    for (n, pair) in bounds.windows(2).enumerate() {
        let Some(part) = bytes.get(pair[0]..pair[1]) else {
            return;
        };
        let crc = crc32c::crc32c(part);
        if let Some(slot) = bytes.get_mut(trailer + n * 4..trailer + n * 4 + 4) {
            slot.copy_from_slice(&crc.to_le_bytes());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_flipped_bit_of_a_segment_is_noticed(at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let (store, _) = written();
        let mut altered = bytes(&store, SEGMENT);
        let at = at.index(altered.len());
        altered[at] ^= 1 << bit;
        prop_assert!(Segment::open(Arc::new(altered)).is_err(), "byte {at}");
    }

    #[test]
    fn bytes_altered_with_their_checksums_are_read_without_harm(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in proptest::option::of(any::<prop::sample::Index>()),
    ) {
        let (store, stories) = written();
        store.damage(SEGMENT, |bytes| {
            for (at, value) in &changes {
                let at = at.index(bytes.len());
                bytes[at] = *value;
            }
            if let Some(cut) = cut {
                let len = cut.index(bytes.len());
                bytes.truncate(len);
            }
            sign(bytes);
        });
        let mut archive = open(&store);
        for story in &stories {
            let page = query(story);
            let search = archive.search(&page);
            prop_assert!(search.candidates().len() <= 50);
            prop_assert!(search.holders(0..20).others < 22);
        }
        add(&mut archive, 21, 21, &stories[0]);
        archive.flush().expect("memory does not fail");
        if let Some(merge) = archive.plan_compaction() {
            merge.run().expect("memory does not fail");
            archive.adopt(&merge).expect("memory does not fail");
        }
    }

    #[test]
    fn any_bytes_are_no_segment_and_no_harm(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(Segment::open(Arc::new(bytes)).is_err());
    }
}
