//! What the pairs of paragraphs left over: a part of a paragraph that the page shows in another paragraph belongs to no
//! pair, in its place (a paragraph parted in two) or elsewhere (a sentence that moved). Parts nothing that is aligned.

use std::collections::BTreeMap;

use super::{Alignment, Element, NONE, RUN_WORDS, Side, Used, myers, tile};

/// The live tokens of both sides that are aligned in this round.
#[derive(Clone, Copy)]
pub(super) struct Rest<'a> {
    pub wire: &'a [usize],
    pub page: &'a [usize],
}

/// Tokens of both sides between the same two words that stayed.
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
    let mut hunks = hunks(page, rest, out);
    hunks.retain(|hunk| used.parted(&hunk.wire, &hunk.page));
    for Hunk { wire: w, page: p } in hunks {
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

/// The hunks between words that stayed, with tokens on both sides. A run of marks that stayed without a word parts nothing:
/// the full stop of half a paragraph is as well that of the whole.
fn hunks(page: &Side, rest: Rest, out: &Alignment) -> Vec<Hunk> {
    let stayed = |j: usize| out.wire_of[j] != NONE && !out.moved[j];
    let mut hunks = Vec::new();
    let (mut open, mut from, mut at) = (Vec::new(), 0, 0);
    while at <= rest.page.len() {
        let run = stayed_run(rest.page, at, out);
        let Some((&first, &last)) = rest.page[at..run].first().zip(rest.page[at..run].last())
        else {
            // No run: a token that nothing took, one that moved, or the end.
            let free = rest.page.get(at).filter(|&&j| out.wire_of[j] == NONE);
            open.extend(free.copied());
            at += 1;
            if at > rest.page.len() {
                hunks.extend(hunk(&rest.wire[from..], &mut open, out, stayed));
            }
            continue;
        };
        if rest.page[at..run].iter().any(|&j| page.is_word(j)) {
            let to = from + rest.wire[from..].partition_point(|&i| i < out.wire_of[first] as usize);
            hunks.extend(hunk(&rest.wire[from..to], &mut open, out, stayed));
            let last = out.wire_of[last] as usize;
            from = to + rest.wire[to..].partition_point(|&i| i <= last);
        } else {
            open.extend_from_slice(&rest.page[at..run]);
        }
        at = run;
    }
    hunks
}

/// Where the run of neighbours ends that stayed and begins at `at`; `at` itself if there is none.
fn stayed_run(places: &[usize], at: usize, out: &Alignment) -> usize {
    let stayed = |j: usize| out.wire_of[j] != NONE && !out.moved[j];
    let follows = |a: usize, b: usize| b == a + 1 && out.wire_of[b] == out.wire_of[a] + 1;
    let mut end = at;
    while let Some(&j) = places.get(end)
        && stayed(j)
        && (end == at || follows(places[end - 1], j))
    {
        end += 1;
    }
    end
}

/// The tokens of the wire that nothing took, or marks alone, with those of the page; none if one side has none.
fn hunk(
    wires: &[usize],
    open: &mut Vec<usize>,
    out: &Alignment,
    stayed: impl Fn(usize) -> bool,
) -> Option<Hunk> {
    let page = std::mem::take(open);
    if page.is_empty() {
        return None;
    }
    let free = wires.iter().copied().filter(|&i| {
        let other = out.page_of[i];
        other == NONE || stayed(other as usize)
    });
    let wire: Vec<usize> = free.collect();
    (!wire.is_empty()).then_some(Hunk { wire, page })
}

/// Joins common runs of what nothing has taken, the longest first: in place where they stand between the same
/// neighbours on both sides, else moved.
pub(super) fn take(wire: &Side, page: &Side, rest: Rest, out: &mut Alignment) {
    let free = |list: &[usize], partner: &[u32]| -> Vec<usize> {
        let free = list.iter().copied();
        free.filter(|&index| partner[index] == NONE).collect()
    };
    let p = free(rest.page, &out.wire_of);
    if !is_long(&p) {
        return;
    }
    let w = free(rest.wire, &out.page_of);
    if !is_long(&w) {
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

/// Whether so many neighbours stand in a row that they can be a tile.
fn is_long(list: &[usize]) -> bool {
    list.chunk_by(|a, b| a + 1 == *b)
        .any(|run| run.len() >= tile::TILE)
}

/// Whether the tokens that stayed on both sides of it stand on both sides of it in the wire, too.
fn stands_between(element: &Element, in_place: &BTreeMap<usize, usize>) -> bool {
    let before = in_place.range(..element.page.start).next_back();
    let after = in_place.range(element.page.end..).next();
    before.is_none_or(|(_, &i)| i < element.wire.start)
        && after.is_none_or(|(_, &i)| i >= element.wire.end)
}
