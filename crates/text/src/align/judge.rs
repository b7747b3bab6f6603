//! The plain O(NM) aligner: the judge of every gap. In tests each gap that is aligned anywhere is held against it.
//! Never part of the program.

use std::cell::Cell;

use proptest::prelude::*;

use crate::{Block, PageSide, WireSide, disclose};

thread_local! {
    /// Gaps judged in this thread.
    static GAPS: Cell<usize> = const { Cell::new(0) };
}

/// Length of a longest common subsequence.
pub(super) fn longest(a: &[u32], b: &[u32]) -> usize {
    let mut row = vec![0; b.len() + 1];
    for &x in a {
        let mut diagonal = 0;
        for (j, &y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = if x == y {
                diagonal + 1
            } else {
                above.max(row[j])
            };
            diagonal = above;
        }
    }
    row[b.len()]
}

/// Holds the matches of a gap: equal, in order, and no fewer than can be.
#[track_caller]
pub(super) fn hold(a: &[u32], b: &[u32], found: &[(usize, usize)]) {
    assert!(found.iter().all(|&(i, j)| a[i] == b[j]));
    let rises = |pair: &[(usize, usize)]| pair[0].0 < pair[1].0 && pair[0].1 < pair[1].1;
    assert!(found.windows(2).all(rises));
    assert_eq!(found.len(), longest(a, b), "{a:?} {b:?}");
    GAPS.set(GAPS.get() + 1);
}

const WORDS: [&str; 14] = [
    "ferry", "port", "the", "of", "smoke", "captain", "Lind", "said", "312", ",", ".", "not",
    "divers", "hull",
];

fn paragraphs() -> impl Strategy<Value = Vec<Vec<&'static str>>> {
    let paragraph = prop::collection::vec(prop::sample::select(&WORDS[..]), 1..40);
    prop::collection::vec(paragraph, 1..8)
}

/// One change of a text: (kind, two places, a word).
type Change = (u8, prop::sample::Index, prop::sample::Index, &'static str);

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let place = any::<prop::sample::Index>;
    prop::collection::vec(
        (0_u8..5, place(), place(), prop::sample::select(&WORDS[..])),
        0..12,
    )
}

fn changed(sent: &[Vec<&'static str>], changes: Vec<Change>) -> Vec<Vec<&'static str>> {
    let mut shown = sent.to_vec();
    for (kind, one, other, word) in changes {
        let at = one.index(shown.len());
        let size = shown[at].len();
        match kind {
            0 => shown[at].insert(other.index(size + 1), word),
            1 if size > 1 => drop(shown[at].remove(other.index(size))),
            2 => shown[at][other.index(size)] = word,
            3 => {
                let paragraph = shown.remove(at);
                shown.insert(other.index(shown.len() + 1), paragraph);
            }
            _ if size > 1 => {
                let rest = shown[at].split_off(1 + other.index(size - 1));
                shown.insert(at + 1, rest);
            }
            _ => {}
        }
    }
    shown
}

fn blocks(text: &[Vec<&str>]) -> Vec<Block> {
    text.iter()
        .map(|words| Block::paragraph(words.join(" ")))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_gap_of_a_pair_of_texts_is_as_short_as_the_judge_says(
        sent in paragraphs(),
        (other, changes) in (prop::option::weighted(0.1, paragraphs()), changes()),
    ) {
        let shown = changed(other.as_ref().unwrap_or(&sent), changes);
        let wire = WireSide { blocks: blocks(&sent), ..WireSide::default() };
        let page = PageSide { blocks: blocks(&shown), ..PageSide::default() };
        let made = disclose(&wire, &page);
        prop_assert_eq!(made.counts().map(|counts| counts.bounded_gaps), Some(0));
    }
}

#[test]
fn gaps_of_texts_are_judged() {
    let sent = "The night ferry returned to port after smoke was seen in its hall on Tuesday.";
    let shown = sent.replace("night", "late").replace("hall", "hull");
    let side = |text: &str| vec![Block::paragraph(text), Block::paragraph("It sank.")];
    let wire = WireSide {
        blocks: side(sent),
        ..WireSide::default()
    };
    let page = PageSide {
        blocks: side(&shown),
        ..PageSide::default()
    };
    let before = GAPS.get();
    assert!(disclose(&wire, &page).verdict().is_some());
    assert!(GAPS.get() > before);
}
