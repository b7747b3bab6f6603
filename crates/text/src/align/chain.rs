//! The heaviest chain: which elements stay in place, the others having moved. Weight is words.

use super::Element;

/// Sorts the elements by their place in the wire; answers for each whether it stays in place.
pub(super) fn heaviest(elements: &mut [Element]) -> Vec<bool> {
    elements.sort_by_key(|element| (element.wire.start, element.page.start));
    let mut order: Vec<usize> = elements.iter().map(|element| element.page.start).collect();
    order.sort_unstable();
    let mut tree = Tree::new(order.len());
    let mut before = vec![None; elements.len()];
    let mut last: Option<(usize, usize)> = None;
    for (index, element) in elements.iter().enumerate() {
        let rank = order.partition_point(|&start| start < element.page.start);
        let best = tree.best_below(rank);
        let weight = element.words + best.map_or(0, |(weight, _)| weight);
        before[index] = best.map(|(_, element)| element);
        tree.raise(rank, (weight, index));
        if last.is_none_or(|(most, _)| weight > most) {
            last = Some((weight, index));
        }
    }
    let mut stays = vec![false; elements.len()];
    let mut at = last.map(|(_, index)| index);
    while let Some(index) = at {
        stays[index] = true;
        at = before[index];
    }
    stays
}

/// Prefix maxima over page ranks; of equal weights the earlier element.
struct Tree {
    best: Vec<Option<(usize, usize)>>,
}

impl Tree {
    fn new(ranks: usize) -> Self {
        Self {
            best: vec![None; ranks + 1],
        }
    }

    fn best_below(&self, rank: usize) -> Option<(usize, usize)> {
        let mut at = rank;
        let mut best = None;
        while at > 0 {
            best = heavier(best, self.best[at]);
            at &= at - 1;
        }
        best
    }

    fn raise(&mut self, rank: usize, value: (usize, usize)) {
        let mut at = rank + 1;
        while at < self.best.len() {
            self.best[at] = heavier(self.best[at], Some(value));
            at += at & at.wrapping_neg();
        }
    }
}

fn heavier(a: Option<(usize, usize)>, b: Option<(usize, usize)>) -> Option<(usize, usize)> {
    match (a, b) {
        (Some(a), Some(b)) if b.0 > a.0 || (b.0 == a.0 && b.1 < a.1) => Some(b),
        (None, b) => b,
        (a, _) => a,
    }
}
