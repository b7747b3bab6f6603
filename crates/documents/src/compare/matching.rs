//! Which article of one document is which of the other: mutual best first, then neighbours of what was matched, then
//! articles that were split or merged. Order may cross.

use std::collections::BTreeMap;

use super::cosine::{MILLION, Space};

/// Articles that belong together; one side may have several that stand next to each other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Aligned {
    /// Places on the left, ascending.
    pub left: Vec<usize>,
    /// Places on the right, ascending.
    pub right: Vec<usize>,
}

/// Most pairs of articles that are compared: 2,000 by 2,000.
const CELLS_MAX: usize = 4_000_000;
/// Least similarity of a mutual best match, less the penalty for its place.
const THRESHOLD: i64 = 80_000;
/// Least similarity of two neighbours of matched articles.
const NEIGHBOUR_THRESHOLD: i64 = 45_000;
/// What a difference of the whole length in relative position costs.
const POSITION: i64 = 50_000;
/// What a union must gain.
const UNION_GAIN: u64 = 100_000;

/// Aligns the articles of two documents, given in their order. Unmatched ones are in no entry. Of more than 4,000,000
/// pairs only articles of equal words are found.
///
/// ```
/// use copydesk_documents::{Aligned, align};
/// let left = ["The Parties share the water of the lake.", "Ferries run each day."];
/// let right = ["Ferries shall run each day of the year.", "The water of the lake is shared by the Parties."];
/// let one = |left, right| Aligned { left: vec![left], right: vec![right] };
/// assert_eq!(align(&left, &right), [one(0, 1), one(1, 0)]);
/// ```
#[must_use]
pub fn align(left: &[&str], right: &[&str]) -> Vec<Aligned> {
    if left.is_empty() || right.is_empty() {
        return Vec::new();
    }
    if left.len().saturating_mul(right.len()) > CELLS_MAX {
        return equal(left, right);
    }
    let space = Space::of(left, right);
    let mut matching = Matching {
        rows: left.len(),
        columns: right.len(),
        scores: scores(&space, left.len(), right.len()),
        right_of: vec![None; left.len()],
        left_of: vec![None; right.len()],
    };
    matching.mutual();
    matching.neighbours();
    let mut found = matching.pairs();
    unite(&space, &mut matching, &mut found);
    found.sort();
    found
}

/// Beyond the bound: articles of equal words, each taken once.
fn equal(left: &[&str], right: &[&str]) -> Vec<Aligned> {
    let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, words) in right.iter().enumerate().rev() {
        places.entry(words.trim()).or_default().push(at);
    }
    let pair = |(at, words): (usize, &&str)| {
        let other = places.get_mut(words.trim())?.pop()?;
        Some(Aligned {
            left: vec![at],
            right: vec![other],
        })
    };
    left.iter().enumerate().filter_map(pair).collect()
}

/// Similarities less the penalty for a difference of place.
fn scores(space: &Space, rows: usize, columns: usize) -> Vec<i64> {
    let place = |at: usize, of: usize| (at as u64 * MILLION) / (of.saturating_sub(1).max(1) as u64);
    let mut table: Vec<i64> = Vec::with_capacity(rows * columns);
    for (at, similarity) in space.table().into_iter().enumerate() {
        let apart = place(at / columns, rows).abs_diff(place(at % columns, columns));
        let penalty = POSITION * i64::try_from(apart).unwrap_or(0) / MILLION as i64;
        table.push(i64::try_from(similarity).unwrap_or(0) - penalty);
    }
    table
}

struct Matching {
    rows: usize,
    columns: usize,
    scores: Vec<i64>,
    right_of: Vec<Option<usize>>,
    left_of: Vec<Option<usize>>,
}

impl Matching {
    fn score(&self, row: usize, column: usize) -> i64 {
        self.scores[row * self.columns + column]
    }

    fn join(&mut self, row: usize, column: usize) {
        self.right_of[row] = Some(column);
        self.left_of[column] = Some(row);
    }

    /// Joins each pair in which both are the other's best; of equals the first.
    fn mutual(&mut self) {
        let mut best_row = vec![(i64::MIN, 0); self.columns];
        let mut best_column = vec![(i64::MIN, 0); self.rows];
        for (row, best_column) in best_column.iter_mut().enumerate() {
            for (column, best_row) in best_row.iter_mut().enumerate() {
                let score = self.score(row, column);
                if score > best_row.0 {
                    *best_row = (score, row);
                }
                if score > best_column.0 {
                    *best_column = (score, column);
                }
            }
        }
        for (row, &(score, column)) in best_column.iter().enumerate() {
            if score >= THRESHOLD && best_row[column].1 == row {
                self.join(row, column);
            }
        }
    }

    /// Joins the free neighbours of matched articles, the most alike first, until nothing changes.
    fn neighbours(&mut self) {
        loop {
            let mut best: Option<(i64, usize, usize)> = None;
            for row in 0..self.rows {
                let Some(column) = self.right_of[row] else {
                    continue;
                };
                let after = (row + 1, column + 1);
                let before = (row.wrapping_sub(1), column.wrapping_sub(1));
                for (row, column) in [before, after] {
                    let free = self.right_of.get(row).is_some_and(Option::is_none)
                        && self.left_of.get(column).is_some_and(Option::is_none);
                    if free {
                        let score = self.score(row, column);
                        if score >= NEIGHBOUR_THRESHOLD && best.is_none_or(|best| score > best.0) {
                            best = Some((score, row, column));
                        }
                    }
                }
            }
            match best {
                Some((_, row, column)) => self.join(row, column),
                None => return,
            }
        }
    }

    fn pairs(&self) -> Vec<Aligned> {
        let pair = |(row, column): (usize, &Option<usize>)| {
            column.map(|column| Aligned {
                left: vec![row],
                right: vec![column],
            })
        };
        self.right_of.iter().enumerate().filter_map(pair).collect()
    }
}

/// Takes a free neighbour into a pair, where the union is much more alike than the one article was.
fn unite(space: &Space, matching: &mut Matching, found: &mut [Aligned]) {
    for pair in found {
        let (row, column) = (pair.left[0], pair.right[0]);
        let alone = space.joined(&pair.left, &pair.right);
        let mut best: Option<(u64, Aligned)> = None;
        let mut offer = |left: Vec<usize>, right: Vec<usize>| {
            let together = space.joined(&left, &right);
            if together >= alone + UNION_GAIN && best.as_ref().is_none_or(|best| together > best.0)
            {
                best = Some((together, Aligned { left, right }));
            }
        };
        for other in neighbours_of(column)
            .filter(|&at| matching.left_of.get(at).is_some_and(Option::is_none))
        {
            offer(vec![row], sorted(column, other));
        }
        for other in
            neighbours_of(row).filter(|&at| matching.right_of.get(at).is_some_and(Option::is_none))
        {
            offer(sorted(row, other), vec![column]);
        }
        if let Some((_, united)) = best {
            for &left in &united.left {
                matching.right_of[left] = Some(column);
            }
            for &right in &united.right {
                matching.left_of[right] = Some(row);
            }
            *pair = united;
        }
    }
}

fn neighbours_of(at: usize) -> impl Iterator<Item = usize> {
    at.checked_sub(1).into_iter().chain([at + 1])
}

fn sorted(a: usize, b: usize) -> Vec<usize> {
    vec![a.min(b), a.max(b)]
}
