//! Which operations show their words elsewhere than they were sent: the moves, and typography or the style of the house
//! inside what moved. Reads operations only, so that a stored disclosure is told by the same rule; shares nothing with
//! the aligner and never says what a move amounts to.

use crate::{Label, Op, Operation};

/// An operation that agrees on both sides, and is no move by name.
struct Standing {
    operation: usize,
    /// Its place among these in the order of the wire.
    rank: usize,
    weight: u64,
}

/// By how much what was kept, which cannot have moved, outweighs all else.
const KEPT: u32 = 32;

/// For each operation whether its words stand elsewhere: a move does, and so does a replacement of typography or house
/// style that is not in the heaviest chain of those that both texts have in the same order. `words` weighs.
pub(crate) fn moved(operations: &[Operation], words: impl Fn(usize) -> usize) -> Vec<bool> {
    let mut moved: Vec<bool> = operations.iter().map(|op| op.op == Op::Move).collect();
    let standing = standing(operations, words);
    if standing.is_sorted_by_key(|own| own.rank) {
        return moved;
    }
    for own in &standing {
        moved[own.operation] = operations[own.operation].op == Op::Replace;
    }
    for operation in heaviest(&standing) {
        moved[operation] = false;
    }
    moved
}

fn standing(operations: &[Operation], words: impl Fn(usize) -> usize) -> Vec<Standing> {
    let agrees =
        |op: &Operation| matches!(op.op, Op::Keep | Op::Replace) && op.label != Label::Edited;
    let places = operations.iter().enumerate();
    let places = places.filter(|(_, op)| agrees(op));
    let mut found: Vec<(usize, usize)> = places
        .filter_map(|(operation, op)| Some((op.wire_span?.start, operation)))
        .collect();
    found.sort_unstable();
    let weight = |operation: usize| {
        // Marks weigh a little, so that none is left out for nothing.
        let weight = 2 * words(operation) as u64 + 1;
        match operations[operation].op {
            Op::Keep => weight << KEPT,
            _ => weight,
        }
    };
    let ranked = found.iter().enumerate();
    let mut standing: Vec<Standing> = ranked
        .map(|(rank, &(_, operation))| Standing {
            operation,
            rank,
            weight: weight(operation),
        })
        .collect();
    standing.sort_unstable_by_key(|own| own.operation);
    standing
}

/// The operations of the heaviest chain whose ranks rise; of equal chains the one that ends first.
fn heaviest(standing: &[Standing]) -> Vec<usize> {
    // Prefix maxima over ranks: the weight of a chain, and its last member counted from 1.
    let mut best = vec![(0_u64, 0_usize); standing.len() + 1];
    let mut before = vec![0; standing.len()];
    let mut last = (0, 0);
    for (at, own) in standing.iter().enumerate() {
        let (mut rank, mut found) = (own.rank, (0, 0));
        while rank > 0 {
            found = heavier(found, best[rank]);
            rank &= rank - 1;
        }
        before[at] = found.1;
        let chain = (found.0 + own.weight, at + 1);
        last = heavier(last, chain);
        rank = own.rank + 1;
        while rank < best.len() {
            best[rank] = heavier(best[rank], chain);
            rank += rank & rank.wrapping_neg();
        }
    }
    let next = |&at: &usize| Some(before[at - 1]).filter(|&at| at > 0);
    let chain = std::iter::successors(Some(last.1).filter(|&at| at > 0), next);
    chain.map(|at| standing[at - 1].operation).collect()
}

fn heavier(a: (u64, usize), b: (u64, usize)) -> (u64, usize) {
    if b.0 > a.0 { b } else { a }
}

#[cfg(test)]
mod tests {
    use super::moved;
    use crate::{Label, Op, Operation, Span};

    /// Operations of ten bytes of the wire each, by their place there.
    fn operations(list: &[(Op, Label, usize)]) -> Vec<Operation> {
        let one = |(at, &(op, label, place)): (usize, &(Op, Label, usize))| Operation {
            op,
            wire_span: Some(Span::new(place * 10, place * 10 + 10)),
            page_span: Span::new(at * 10, at * 10 + 10),
            label,
            text: None,
            repeats: None,
        };
        list.iter().enumerate().map(one).collect()
    }

    #[track_caller]
    fn check_moved(list: &[(Op, Label, usize)], expected: &[usize]) {
        let moved = moved(&operations(list), |_| 4);
        let found: Vec<usize> = (0..list.len()).filter(|&at| moved[at]).collect();
        assert_eq!(found, expected);
    }

    const STAYS: (Op, Label) = (Op::Keep, Label::Same);
    const SET: (Op, Label) = (Op::Replace, Label::Typographic);
    const STYLED: (Op, Label) = (Op::Replace, Label::House);
    const EDITED: (Op, Label) = (Op::Replace, Label::Edited);

    #[test]
    fn in_order_nothing_moved_but_what_says_so() {
        let at = |(op, label): (Op, Label), place| (op, label, place);
        check_moved(
            &[at(STAYS, 0), at(SET, 1), at(STYLED, 2), at(STAYS, 3)],
            &[],
        );
        check_moved(
            &[at(STAYS, 1), (Op::Move, Label::Same, 0), at(STAYS, 2)],
            &[1],
        );
    }

    #[test]
    fn typography_and_style_out_of_order_moved() {
        let at = |(op, label): (Op, Label), place| (op, label, place);
        let moved = (Op::Move, Label::Same, 4);
        check_moved(
            &[
                at(STAYS, 0),
                at(SET, 3),
                moved,
                at(STYLED, 5),
                at(STAYS, 1),
                at(SET, 2),
            ],
            &[1, 2, 3],
        );
        check_moved(&[at(SET, 3), at(SET, 0), at(SET, 1), at(SET, 2)], &[0]);
    }

    #[test]
    fn what_was_kept_or_edited_is_never_said_to_have_moved() {
        let at = |(op, label): (Op, Label), place| (op, label, place);
        check_moved(&[at(STAYS, 3), at(STAYS, 0), at(SET, 1), at(SET, 2)], &[]);
        check_moved(&[at(EDITED, 3), at(SET, 0), at(SET, 1), at(SET, 2)], &[]);
    }
}
