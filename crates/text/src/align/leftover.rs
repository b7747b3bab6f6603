//! What the pairs of paragraphs left over: a part of a paragraph that the page shows in another paragraph belongs to no
//! pair, in its place (a paragraph parted in two) or elsewhere (a sentence that moved). Parts nothing that is aligned.

use std::collections::BTreeMap;

use super::{Alignment, Element, NONE, RUN_WORDS, Side, Used, chosen, myers, tile};

/// The live tokens of both sides that are aligned in this round.
#[derive(Clone, Copy)]
pub(super) struct Rest<'a> {
    pub wire: &'a [usize],
    pub page: &'a [usize],
}

/// Tokens of both sides between the same two that stayed.
#[derive(Default)]
struct Hunk {
    wire: Vec<usize>,
    page: Vec<usize>,
}

/// Aligns what stands between the same two words that stayed, but was looked at apart because a pair of paragraphs ended
/// between them. Unless some run of it is as long as one that no chance makes, it stays as it was: what the house added
/// beside a shortened paragraph shares its common words with anything.
pub(super) fn rejoin(
    (wire, page): (&Side, &Side),
    rest: Rest,
    used: &Used,
    out: &mut Alignment,
    budget: &mut myers::Budget,
) {
    for Hunk { wire: w, page: p } in hunks(page, rest, out) {
        if !used.parted(&w, &p) {
            continue;
        }
        let a: Vec<u32> = w.iter().map(|&index| wire.ids[index]).collect();
        let b: Vec<u32> = p.iter().map(|&index| page.ids[index]).collect();
        let Some(found) = myers::matches(&a, &b, budget) else {
            out.bounded_gaps += 1;
            continue;
        };
        let found: Vec<(usize, usize)> = found.iter().map(|&(i, j)| (w[i], p[j])).collect();
        let mut runs = found.chunk_by(|a, b| (a.0 + 1, a.1 + 1) == *b);
        let words = |run: &[(usize, usize)]| run.iter().filter(|(i, _)| wire.is_word(*i)).count();
        if runs.any(|run| words(run) >= RUN_WORDS) {
            p.iter().for_each(|&j| out.part(j));
            found.iter().for_each(|&(i, j)| out.join(i, j));
        }
    }
}

/// The hunks between words that stayed that have tokens of both sides. A mark that stayed without a word beside it parts nothing: the full stop of half
/// a paragraph is as well that of the whole.
fn hunks(page: &Side, rest: Rest, out: &Alignment) -> Vec<Hunk> {
    let lone = lone_marks(page, out);
    let mut wires = rest.wire.iter().copied().peekable();
    let (mut hunks, mut open) = (Vec::new(), Hunk::default());
    for place in rest.page.iter().map(Some).chain([None]) {
        let limit = match place {
            Some(&j) if out.wire_of[j] == NONE || lone[j] => {
                open.page.push(j);
                continue;
            }
            Some(&j) if out.moved[j] => continue,
            Some(&j) => out.wire_of[j] as usize,
            None => usize::MAX,
        };
        while let Some(i) = wires.next_if(|&i| i < limit) {
            let other = out.page_of[i];
            open.wire
                .extend((other == NONE || lone[other as usize]).then_some(i));
        }
        if open.wire.is_empty() || open.page.is_empty() {
            open.wire.clear();
            open.page.clear();
        } else {
            hunks.push(std::mem::take(&mut open));
        }
    }
    hunks
}

/// Tokens of the page that stayed, in runs without a word.
fn lone_marks(page: &Side, out: &Alignment) -> Vec<bool> {
    let mut lone = vec![false; page.ids.len()];
    let mut start = 0;
    while start < lone.len() {
        let end = super::run_end(out, start, lone.len());
        if out.wire_of[start] != NONE && !out.moved[start] && page.words(start..end) == 0 {
            lone[start..end].fill(true);
        }
        start = end;
    }
    lone
}

/// Joins common runs of what nothing has taken, the longest first: in place where they stand between the same
/// neighbours on both sides, else moved.
pub(super) fn take(wire: &Side, page: &Side, rest: Rest, out: &mut Alignment) {
    let free = |list: &[usize], partner: &[u32]| -> Vec<usize> {
        let free = list.iter().copied();
        chosen(list.len(), free.filter(|&index| partner[index] == NONE))
    };
    let (w, p) = (free(rest.wire, &out.page_of), free(rest.page, &out.wire_of));
    if w.len() < tile::TILE || p.len() < tile::TILE {
        return;
    }
    let found = tile::tiles(wire, page, &w, &p, &[]);
    if found.is_empty() {
        return;
    }
    let stayed = (0..out.wire_of.len()).filter(|&j| out.wire_of[j] != NONE && !out.moved[j]);
    let mut in_place: BTreeMap<usize, usize> =
        stayed.map(|j| (j, out.wire_of[j] as usize)).collect();
    for element in &found {
        let stays = stands_between(element, &in_place);
        for (i, j) in element.wire.clone().zip(element.page.clone()) {
            out.join(i, j);
            out.moved[j] = !stays;
            if stays {
                in_place.insert(j, i);
            }
        }
    }
}

/// Whether the tokens that stayed on both sides of it stand on both sides of it in the wire, too.
fn stands_between(element: &Element, in_place: &BTreeMap<usize, usize>) -> bool {
    let before = in_place.range(..element.page.start).next_back();
    let after = in_place.range(element.page.end..).next();
    before.is_none_or(|(_, &i)| i < element.wire.start)
        && after.is_none_or(|(_, &i)| i >= element.wire.end)
}
