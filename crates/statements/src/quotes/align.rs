//! Aligns one segment of a quotation with one place of a document, word by word, in a band around a diagonal. Both
//! ends are free on the document's side only. Counts steps, not time; knows no verdict.

use super::index::PreparedText;
use super::vocabulary::UNKNOWN;
use super::wording::{Element, QuotedWord, Segment};
use super::work::Work;

/// Widest band on each side of the diagonal, in words.
const BAND_MAX: usize = 64;

/// One step of an alignment; `q` is an element of the segment, `s` a word of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The same word, but for case, marks and listed spelling.
    Same { q: usize, s: usize },
    /// Another word.
    Replace { q: usize, s: usize },
    /// A word the document does not have here.
    Add { q: usize },
    /// A word of the document that the quotation leaves out.
    Drop { s: usize },
    /// A bracket that stands for `words` words of the document, from `s` on.
    Bracket { q: usize, s: usize, words: usize },
}

/// A segment laid on the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Placement {
    /// Words that differ.
    pub cost: usize,
    /// Words of the document it covers.
    pub start: usize,
    pub end: usize,
    pub steps: Vec<Step>,
}

/// What one cell came from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum From {
    Nothing,
    Match,
    Replace,
    Add,
    Drop,
    Bracket(u8),
}

const FAR: u32 = u32::MAX / 2;

struct Band<'a> {
    segment: &'a Segment,
    ids: &'a [u32],
    text: &'a PreparedText<'a>,
    /// Word of the document that cell (0, 0) stands before; may lie before the first.
    origin: isize,
    width: usize,
    cost: Vec<u32>,
    from: Vec<From>,
}

/// The best alignment near a diagonal: element 0 stands at about word `diagonal`. None if more than `cost_max` words
/// differ; the band is left as soon as that shows.
pub(crate) fn align(
    (segment, ids): (&Segment, &[u32]),
    text: &PreparedText,
    diagonal: isize,
    cost_max: usize,
    work: &Work,
) -> Option<Placement> {
    let brackets = segment
        .elements
        .iter()
        .filter(|element| matches!(element, Element::Bracket { .. }))
        .count();
    let slack = (ids.len() / 8).clamp(4, BAND_MAX) + brackets * super::wording::REPLACED_WORDS_MAX;
    let mut band = Band {
        segment,
        ids,
        text,
        origin: diagonal - isize::try_from(slack).unwrap_or(0),
        width: 2 * slack + 1,
        cost: Vec::new(),
        from: Vec::new(),
    };
    band.fill(u32::try_from(cost_max).unwrap_or(FAR), work)?;
    band.best()
}

impl Band<'_> {
    /// Fills row by row. No way to the last row is cheaper than the cheapest cell of a row before it.
    fn fill(&mut self, cost_max: u32, work: &Work) -> Option<()> {
        let cells = (self.ids.len() + 1) * self.width;
        self.cost.reserve_exact(cells);
        self.from.reserve_exact(cells);
        for i in 0..=self.ids.len() {
            let mut least = FAR;
            work.count(self.width);
            for k in 0..self.width {
                let (cost, from) = match self.place(i, k) {
                    None => (FAR, From::Nothing),
                    Some(_) if i == 0 => (0, From::Nothing),
                    Some(_) => self.cell(i, k),
                };
                least = least.min(cost);
                self.cost.push(cost);
                self.from.push(from);
            }
            if least > cost_max {
                return None;
            }
        }
        Some(())
    }

    /// How many words of the document lie before cell (i, k); none if it lies outside.
    fn place(&self, i: usize, k: usize) -> Option<usize> {
        let place = self.origin + isize::try_from(i + k).ok()?;
        usize::try_from(place)
            .ok()
            .filter(|&place| place <= self.text.len())
    }

    fn cost_at(&self, i: usize, k: usize) -> u32 {
        if k < self.width {
            self.cost[i * self.width + k]
        } else {
            FAR
        }
    }

    fn cell(&self, i: usize, k: usize) -> (u32, From) {
        if let Element::Bracket { replaces_max, .. } = &self.segment.elements[i - 1] {
            return self.bracket_cell(i, k, *replaces_max);
        }
        let mut best = (FAR, From::Nothing);
        if let Some(s) = self.place(i, k).and_then(|place| place.checked_sub(1)) {
            let before = self.cost_at(i - 1, k);
            if before < FAR {
                let same = self.same(i - 1, s);
                best = if same {
                    (before, From::Match)
                } else {
                    (before + 1, From::Replace)
                };
            }
        }
        let added = self.cost_at(i - 1, k + 1) + 1;
        let dropped = k.checked_sub(1).map_or(FAR, |k| self.cost_at(i, k)) + 1;
        let sideways = match added.cmp(&dropped) {
            std::cmp::Ordering::Less => (added, From::Add),
            std::cmp::Ordering::Greater => (dropped, From::Drop),
            std::cmp::Ordering::Equal if added < best.0 => (added, self.of_two(i, k)),
            std::cmp::Ordering::Equal => best,
        };
        if sideways.0 < best.0 { sideways } else { best }
    }

    /// Adding a word costs as much as dropping one: the smaller word goes first, so that swapped sides mirror.
    fn of_two(&self, i: usize, k: usize) -> From {
        let s = self.place(i, k).and_then(|place| place.checked_sub(1));
        let dropped = s.map(|s| self.text.lower(s)).unwrap_or_default();
        match &self.segment.elements[i - 1] {
            Element::Word(word) if word.lower.as_str() < dropped.as_ref() => From::Add,
            _ => From::Drop,
        }
    }

    fn bracket_cell(&self, i: usize, k: usize, replaces_max: usize) -> (u32, From) {
        let mut best = (FAR, From::Nothing);
        for words in 0..=replaces_max {
            let Some(from_k) = (k + 1).checked_sub(words) else {
                break;
            };
            let cost = self.cost_at(i - 1, from_k);
            if cost < best.0 {
                best = (cost, From::Bracket(u8::try_from(words).unwrap_or(0)));
            }
        }
        best
    }

    fn same(&self, q: usize, s: usize) -> bool {
        if self.ids[q] == self.text.id(s) && self.ids[q] != UNKNOWN {
            return true;
        }
        match &self.segment.elements[q] {
            Element::Word(quoted) => is_same_but_hyphen(self.text, quoted, s),
            Element::Bracket { .. } => false,
        }
    }

    /// The cheapest end, the later one of equals, and the way to it.
    fn best(&self) -> Option<Placement> {
        let m = self.ids.len();
        let ends = (0..self.width).filter(|&k| self.cost_at(m, k) < FAR);
        let k = ends.min_by_key(|&k| (self.cost_at(m, k), std::cmp::Reverse(k)))?;
        let cost = usize::try_from(self.cost_at(m, k)).ok()?;
        let end = self.place(m, k)?;
        let (steps, start) = self.way(k)?;
        Some(Placement {
            cost,
            start,
            end,
            steps,
        })
    }

    fn way(&self, end_k: usize) -> Option<(Vec<Step>, usize)> {
        let (mut i, mut k) = (self.ids.len(), end_k);
        let mut steps = Vec::with_capacity(i + 4);
        while i > 0 {
            let place = self.place(i, k)?;
            let (q, s) = (i - 1, place.wrapping_sub(1));
            match self.from[i * self.width + k] {
                From::Match => {
                    steps.push(Step::Same { q, s });
                    i -= 1;
                }
                From::Replace => {
                    steps.push(Step::Replace { q, s });
                    i -= 1;
                }
                From::Add => {
                    steps.push(Step::Add { q });
                    (i, k) = (i - 1, k + 1);
                }
                From::Drop => {
                    steps.push(Step::Drop { s });
                    k -= 1;
                }
                From::Bracket(words) => {
                    let words = usize::from(words);
                    steps.push(Step::Bracket {
                        q,
                        s: place - words,
                        words,
                    });
                    (i, k) = (i - 1, k + 1 - words);
                }
                From::Nothing => return None,
            }
        }
        steps.reverse();
        Some((steps, self.place(0, k)?))
    }
}

/// Whether two words are one, parted by a hyphen at the end of a line on one side.
pub(crate) fn is_same_but_hyphen(text: &PreparedText, quoted: &QuotedWord, s: usize) -> bool {
    if !quoted.broken && !text.is_broken(s) {
        return false;
    }
    let plain = |key: &str| key.replace('-', "").to_lowercase();
    plain(&quoted.key) == plain(&text.key(s))
}
