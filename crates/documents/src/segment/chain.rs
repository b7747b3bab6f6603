//! The heaviest chain of numbers among candidates, by dynamic programming: one rule for articles, chapters, paragraphs
//! and points. Knows numbers and how sure a candidate is; knows no text. Work grows as n log n.

use crate::Number;

/// How much a line looks like a heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strength {
    /// It looks like one.
    Strong,
    /// It may be the end of a sentence that was wrapped.
    Suspect,
    /// It is one only where the chain needs exactly its number.
    Weak,
}

/// A candidate: one rung that a chain may stand on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rung {
    pub number: Number,
    pub strength: Strength,
    /// Whether a line of a chapter or annex stands between this candidate and the one before it.
    pub after_break: bool,
}

/// The immediate successor.
const SUCCESSOR: i64 = 8;
/// A larger number, some left out.
const LARGER: i64 = 4;
/// A number much larger: only worth it if its own successors follow.
const FAR: i64 = -4;
/// Counting begins anew after a chapter or annex.
const RESTART: i64 = 1;
/// What a suspect or weak candidate costs.
const DOUBT: i64 = 5;
/// Most numbers left out by a link that is merely larger.
const LEFT_OUT_MAX: u32 = 5;
/// How many distinct numbers below a candidate's are looked at one by one.
const NEIGHBOURS: usize = 6;

const NONE: usize = usize::MAX;

/// A chain's end: its weight, and the candidate it ends in.
type End = (i64, usize);
const NO_END: End = (i64::MIN, NONE);

struct Search<'a> {
    rungs: &'a [Rung],
    /// Distinct numbers, ascending.
    numbers: Vec<Number>,
    /// Best chain that ends in each number.
    best: Vec<End>,
    /// Fenwick tree of prefix maxima over `best`.
    tree: Vec<End>,
    before: Vec<usize>,
}

/// Indexes of the candidates in the heaviest chain, ascending; of equal chains the one found first.
pub(crate) fn heaviest(rungs: &[Rung]) -> Vec<usize> {
    // One, two, three: nothing to choose, since every link adds weight.
    let follows = |pair: &[Rung]| {
        pair[0].number < pair[1].number && pair[0].number.distance(pair[1].number) == 1
    };
    if rungs.first().is_some_and(|first| first.number.is_first()) && rungs.windows(2).all(follows) {
        return (0..rungs.len()).collect();
    }
    let mut numbers: Vec<Number> = rungs.iter().map(|rung| rung.number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let mut search = Search {
        rungs,
        best: vec![NO_END; numbers.len()],
        tree: vec![NO_END; numbers.len() + 1],
        before: vec![NONE; rungs.len()],
        numbers,
    };
    let (mut overall, mut at_break) = (NO_END, NO_END);
    for (at, rung) in rungs.iter().enumerate() {
        if rung.after_break {
            at_break = overall;
        }
        let Some((weight, before)) = search.link(at, at_break) else {
            continue;
        };
        search.before[at] = before;
        search.note(at, weight);
        if weight > overall.0 {
            overall = (weight, at);
        }
    }
    let mut chain = Vec::new();
    let mut at = overall.1;
    while at != NONE {
        chain.push(at);
        at = search.before[at];
    }
    chain.reverse();
    chain
}

impl Search<'_> {
    /// The best way to reach a candidate: the weight with it, and the candidate before it.
    fn link(&self, at: usize, at_break: End) -> Option<End> {
        let rung = self.rungs[at];
        let rank = self.numbers.binary_search(&rung.number).ok()?;
        let mut found = start(rung).map(|weight| (weight, NONE));
        let mut offer = |end: End, link: Option<i64>| {
            if let (true, Some(link)) = (end.1 != NONE, link)
                && found.is_none_or(|(weight, _)| end.0 + link > weight)
            {
                found = Some((end.0 + link, end.1));
            }
        };
        for below in self.best[rank.saturating_sub(NEIGHBOURS)..rank]
            .iter()
            .rev()
        {
            offer(*below, self.weight(*below, rung));
        }
        let smaller = self.smaller(rank);
        offer(smaller, self.weight(smaller, rung));
        if rung.strength == Strength::Strong && rung.number.is_first() {
            offer(at_break, Some(RESTART));
        }
        found
    }

    fn weight(&self, end: End, rung: Rung) -> Option<i64> {
        let before = self.rungs.get(end.1)?.number;
        let next_hundred = rung.after_break && before.is_next_hundred(rung.number);
        let distance = if next_hundred {
            1
        } else {
            before.distance(rung.number)
        };
        let link = match distance {
            0 | 1 => SUCCESSOR,
            steps if steps <= LEFT_OUT_MAX => LARGER,
            _ => FAR,
        };
        match rung.strength {
            Strength::Strong => Some(link),
            Strength::Suspect => Some(link - DOUBT),
            Strength::Weak => (link == SUCCESSOR).then_some(link - DOUBT),
        }
    }

    fn note(&mut self, at: usize, weight: i64) {
        let Ok(rank) = self.numbers.binary_search(&self.rungs[at].number) else {
            return;
        };
        if weight <= self.best[rank].0 {
            return;
        }
        self.best[rank] = (weight, at);
        let mut node = rank + 1;
        while node < self.tree.len() {
            if weight > self.tree[node].0 {
                self.tree[node] = (weight, at);
            }
            node += node & node.wrapping_neg();
        }
    }

    /// The best chain that ends in a smaller number.
    fn smaller(&self, rank: usize) -> End {
        let (mut node, mut found) = (rank, NO_END);
        while node > 0 {
            if self.tree[node].0 > found.0 {
                found = self.tree[node];
            }
            node -= node & node.wrapping_neg();
        }
        found
    }
}

/// What it weighs to begin with a candidate.
fn start(rung: Rung) -> Option<i64> {
    let first = rung.number.is_first();
    match rung.strength {
        Strength::Strong if first => Some(LARGER),
        Strength::Strong if rung.number.first() <= LEFT_OUT_MAX => Some(RESTART),
        Strength::Strong => Some(FAR),
        Strength::Suspect if first => Some(LARGER - DOUBT),
        Strength::Suspect => Some(FAR - DOUBT),
        Strength::Weak => first.then_some(LARGER - DOUBT),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_chain(numbers: &[u32], expected: &[u32]) {
        let rungs: Vec<Rung> = numbers
            .iter()
            .map(|&number| Rung {
                number: Number::of(number),
                strength: Strength::Strong,
                after_break: false,
            })
            .collect();
        let chain: Vec<u32> = heaviest(&rungs).iter().map(|&at| numbers[at]).collect();
        assert_eq!(chain, expected);
    }

    #[test]
    fn the_heaviest_chain_leaves_references_out() {
        check_chain(&[1, 2, 29, 3, 1, 4], &[1, 2, 3, 4]);
        check_chain(&[1, 2, 3, 353], &[1, 2, 3]);
        check_chain(&[1, 2, 4, 5], &[1, 2, 4, 5]);
        check_chain(&[], &[]);
    }

    #[test]
    fn counting_begins_anew_only_after_a_chapter() {
        let rung = |number, after_break| Rung {
            number: Number::of(number),
            strength: Strength::Strong,
            after_break,
        };
        let rungs = [
            rung(1, false),
            rung(2, false),
            rung(1, true),
            rung(2, false),
        ];
        assert_eq!(heaviest(&rungs), [0, 1, 2, 3]);
        let rungs = [
            rung(1, false),
            rung(2, false),
            rung(1, false),
            rung(3, false),
        ];
        assert_eq!(heaviest(&rungs), [0, 1, 3]);
    }
}
