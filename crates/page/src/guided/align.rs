//! Blocks of a page laid beside the words of a wire: shared runs of five words, and the heaviest order-keeping chain
//! of blocks. A key for finding a place, not a comparison.

use std::collections::HashMap;

use copydesk_text::{Block, BlockKind};

use crate::words::words;

const RUN: usize = 5;
/// Places of a block's first run that are looked at for the whole of it.
const PLACES_MAX: usize = 16;

/// A wire's words, ready to be looked up.
pub(super) struct WireWords {
    numbers: HashMap<String, u32>,
    /// All words, by number.
    all: Vec<u32>,
    /// First and last place of each run.
    runs: HashMap<[u32; RUN], (usize, usize)>,
    /// The next place of the run that begins at each place; its own where there is none.
    next: Vec<usize>,
    /// First place of each whole block.
    blocks: HashMap<Vec<u32>, usize>,
}

/// How a block lies beside the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Aligned {
    /// Word of the wire at which it begins to agree.
    pub(super) position: usize,
    /// Words that agree.
    pub(super) weight: usize,
    /// How much of the block agrees.
    pub(super) extent: Extent,
    /// It is one unbroken stretch of the wire.
    pub(super) unbroken: bool,
}

/// How much of a block agrees with the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// It is a block of the wire, word for word.
    Whole,
    /// Four fifths of its words or more stand in shared runs.
    Most,
    /// Half its words or more do.
    Half,
}

/// An aligned block of the page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) index: usize,
    pub(super) position: usize,
    pub(super) weight: usize,
}

impl WireWords {
    /// The words of the blocks that are compared: captions and advisories are not.
    pub(super) fn of(blocks: &[Block]) -> Self {
        let mut wire = Self {
            numbers: HashMap::new(),
            all: Vec::new(),
            runs: HashMap::new(),
            next: Vec::new(),
            blocks: HashMap::new(),
        };
        for block in blocks.iter().filter(|block| is_compared(block)) {
            let numbered: Vec<u32> = words(&block.text)
                .into_iter()
                .map(|word| wire.number(word))
                .collect();
            if !numbered.is_empty() {
                let place = wire.all.len();
                wire.blocks.entry(numbered.clone()).or_insert(place);
            }
            wire.all.extend(numbered);
        }
        wire.next = (0..wire.all.len()).collect();
        for (position, run) in wire.all.windows(RUN).enumerate() {
            if let Ok(run) = run.try_into() {
                let entry = wire.runs.entry(run).or_insert((position, position));
                wire.next[entry.1] = position;
                entry.1 = position;
            }
        }
        wire
    }

    /// Where all these words stand in a row; of several places the first.
    fn stretch(&self, numbered: &[Option<u32>]) -> Option<usize> {
        let words: Vec<u32> = numbered.iter().copied().collect::<Option<_>>()?;
        let run = words.get(..RUN)?.try_into().ok()?;
        let mut place = self.runs.get::<[u32; RUN]>(&run)?.0;
        for _ in 0..PLACES_MAX {
            if self.all[place..].starts_with(&words) {
                return Some(place);
            }
            let next = self.next[place];
            if next == place {
                return None;
            }
            place = next;
        }
        None
    }

    fn number(&mut self, word: String) -> u32 {
        let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        *self.numbers.entry(word).or_insert(next)
    }

    /// A block is aligned if half its words, and at least five, stand in shared runs, or if it is a block of the wire.
    pub(super) fn align(&self, text: &str) -> Option<Aligned> {
        let numbered: Vec<Option<u32>> = words(text)
            .iter()
            .map(|word| self.numbers.get(word).copied())
            .collect();
        if let Some(whole) = numbered.iter().copied().collect::<Option<Vec<u32>>>()
            && let Some(position) = self.blocks.get(&whole)
        {
            return Some(Aligned {
                position: *position,
                weight: whole.len(),
                extent: Extent::Whole,
                unbroken: true,
            });
        }
        let mut kept = vec![false; numbered.len()];
        let mut first = None;
        for (at, run) in numbered.windows(RUN).enumerate() {
            let run: Option<Vec<u32>> = run.iter().copied().collect();
            let key: Option<[u32; RUN]> = run.and_then(|run| run.try_into().ok());
            if let Some((position, _)) = key.and_then(|key| self.runs.get(&key)) {
                kept[at..at + RUN].fill(true);
                first = first.or(Some(*position));
            }
        }
        let stretch = self.stretch(&numbered);
        let weight = kept.iter().filter(|kept| **kept).count();
        first
            .filter(|_| weight * 2 >= numbered.len())
            .map(|position| Aligned {
                position: stretch.unwrap_or(position),
                weight,
                unbroken: stretch.is_some(),
                extent: if weight * 5 >= numbered.len() * 4 {
                    Extent::Most
                } else {
                    Extent::Half
                },
            })
    }
}

fn is_compared(block: &Block) -> bool {
    !matches!(block.kind, BlockKind::Caption | BlockKind::Advisory)
}

/// Indices of the heaviest chain of pieces whose positions rise, in page order; of equal ones the first found.
pub(super) fn heaviest_chain(pieces: Vec<Piece>) -> Vec<usize> {
    let positions = pieces
        .iter()
        .map(|piece| piece.position + 2)
        .max()
        .unwrap_or(1);
    let mut best = PrefixBest::new(positions);
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pieces.len());
    for (at, piece) in pieces.iter().enumerate() {
        let (weight, previous) = best.below(piece.position);
        before.push(previous);
        best.offer(piece.position, weight + piece.weight, at);
    }
    let mut chain = Vec::new();
    let mut next = best.below(positions).1;
    while let Some(at) = next {
        chain.push(pieces[at].index);
        next = before[at];
    }
    chain.reverse();
    chain
}

/// The heaviest chain end among positions below a bound (a Fenwick tree of maxima).
struct PrefixBest(Vec<(usize, Option<usize>)>);

impl PrefixBest {
    fn new(positions: usize) -> Self {
        Self(vec![(0, None); positions + 1])
    }

    fn below(&self, position: usize) -> (usize, Option<usize>) {
        let mut best = (0, None);
        let mut at = position.min(self.0.len() - 1);
        while at > 0 {
            if self.0[at].0 > best.0 {
                best = self.0[at];
            }
            at &= at - 1;
        }
        best
    }

    fn offer(&mut self, position: usize, weight: usize, piece: usize) {
        let mut at = position + 1;
        while at < self.0.len() {
            if weight > self.0[at].0 {
                self.0[at] = (weight, Some(piece));
            }
            at += at & at.wrapping_neg();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_chain(pieces: &[(usize, usize)], expected: &[usize]) {
        let pieces = pieces.iter().enumerate();
        let pieces = pieces.map(|(index, (position, weight))| Piece {
            index,
            position: *position,
            weight: *weight,
        });
        assert_eq!(heaviest_chain(pieces.collect()), expected);
    }

    #[test]
    fn a_stretch_is_unbroken_also_where_its_first_words_stand_twice() {
        let blocks = [
            "Boats of the northern line had sailed before dawn.",
            "He said that boats of the northern line had not sailed.",
        ];
        let wire = WireWords::of(&blocks.map(Block::paragraph));
        let found = |text: &str| {
            wire.align(text)
                .map(|found| (found.position, found.unbroken))
        };
        assert_eq!(
            found("boats of the northern line had not sailed"),
            Some((12, true))
        );
        assert_eq!(
            found("boats of the northern line had sailed before"),
            Some((0, true))
        );
        let mixed = found("boats of the northern line had not sailed before dawn");
        assert_eq!(mixed, Some((0, false)));
    }

    #[test]
    fn the_heaviest_rising_chain_is_found() {
        check_chain(&[], &[]);
        check_chain(&[(0, 1)], &[0]);
        check_chain(&[(0, 5), (10, 5), (20, 5)], &[0, 1, 2]);
        check_chain(&[(20, 5), (0, 6), (10, 6), (20, 5)], &[1, 2, 3]);
        check_chain(&[(0, 3), (0, 9), (5, 3)], &[1, 2]);
        check_chain(&[(9, 30), (0, 3), (5, 3)], &[0]);
    }
}
