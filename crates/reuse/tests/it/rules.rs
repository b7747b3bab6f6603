//! What the rules make of a few texts, as stored numbers: a change of words, hashes, fingerprints or of the bytes of a
//! segment needs another version of the rules, or an index on disk would be misread.

use std::sync::Arc;

use copydesk_reuse::{
    Access, Archive, Document, ItemHash, Loading, MemoryStore, Runs, SegmentStore, Words,
};
use copydesk_text::Block;

use crate::builders::{Numbers, text};

const TEXTS: [&str; 6] = [
    "The U.S. envoy didn\u{2019}t say when the night ferry, built in 1998, would sail at 10:30 from www.example.org.",
    "मंत्री ने कहा कि वार्ता 14 जून से पहले नहीं होगी। प्रक्रिया ज़ारी है और पुल बंद रहेगा।",
    "部长说会议不会在14日举行。公司否认价格上涨，代表们第二天离开了首都。",
    "قال الوزير إن المحادثات لن تستأنف قبل 14 يونيو وإن الوفد غادر المدينة في الصباح.",
    "Über den Hafen von Łódź schrieb O'Neil: «Niemand wusste, warum das Schiff zurückkehrte.»",
    "Four words stand here.",
];

fn mixed(sum: u64, number: u64) -> u64 {
    (sum.rotate_left(7) ^ number).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// A number for the hashes of all words, one for the hashes of whole texts, one for the fingerprints.
fn of_texts() -> [u64; 3] {
    let mut runs = Runs::default();
    let mut sums = [1, 2, 3];
    for text in TEXTS {
        let words = Words::of([&Block::paragraph(text)]);
        sums[0] = words
            .hashes()
            .iter()
            .fold(sums[0], |sum, &hash| mixed(sum, hash));
        sums[1] = mixed(sums[1], words.whole());
        runs.fingerprints(&words, |found| {
            sums[2] = mixed(mixed(sums[2], found.key), u64::from(found.word));
        });
    }
    sums
}

/// The version in a segment's header, and the checksums of a segment and its word file.
fn of_files() -> (u8, [u32; 2]) {
    let store = MemoryStore::default();
    let mut archive =
        Archive::open(Arc::new(store.clone()), Access::Write).expect("memory does not fail");
    let mut numbers = Numbers(41);
    let shared = text(&mut numbers, 12);
    let invented = (0..300).map(|_| [text(&mut numbers, 30), shared.clone()].concat().join(" "));
    let texts: Vec<String> = TEXTS
        .map(str::to_owned)
        .into_iter()
        .chain(invented)
        .collect();
    for (text, sequence) in texts.iter().zip(1..) {
        let document = Document {
            sequence,
            item: ItemHash(sequence % 290),
            received: 1_700_000_000,
            words: &Words::of([&Block::paragraph(text.as_str())]),
        };
        archive.add(&document, Loading::Bulk);
    }
    archive.flush().expect("memory does not fail");
    let file = |name: &str| store.open(name).expect("it was written");
    let segment = file("00000000.segment");
    let sums = [&segment, &file("00000000.words")].map(|file| crc32c::crc32c(file.bytes()));
    (segment.bytes()[14], sums)
}

/// On purpose changed rules: raise `RULES` of the segment, then put here what is printed.
#[test]
fn the_same_rules_make_the_same_words_fingerprints_and_bytes() {
    assert_eq!(
        (of_texts(), of_files()),
        (
            [
                0xf084_2681_30c0_a093,
                0x93b8_7e0b_b7ff_194f,
                0xb524_f42c_4fcd_43f4
            ],
            (2, [0x3a80_4677, 0xe582_d695])
        ),
        "{:#x?}",
        (of_texts(), of_files())
    );
}
