//! Tiles: common runs of eight words or more in what no paragraph pair has taken, longest first, each token once
//! (greedy string tiling). Every hit of the index is checked token by token.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::intern::Map;
use super::{Element, Side};

pub(super) const TILE: usize = 8;
pub(super) const OCCURRENCES_MAX: usize = 16;

/// Tiles among the tokens `w` and `p` that `taken` does not cover.
pub(super) fn tiles(
    wire: &Side,
    page: &Side,
    w: &[usize],
    p: &[usize],
    taken: &[Element],
) -> Vec<Element> {
    let mut free_wire = free(wire.ids.len(), w);
    let mut free_page = free(page.ids.len(), p);
    for element in taken {
        free_wire[element.wire.clone()].fill(false);
        free_page[element.page.clone()].fill(false);
    }
    let mut heap = candidates(wire, page, &free_wire, &free_page);
    let mut out = Vec::new();
    while let Some((words, Reverse(i), Reverse(j), length)) = heap.pop() {
        if (0..length).all(|n| free_wire[i + n] && free_page[j + n]) {
            free_wire[i..i + length].fill(false);
            free_page[j..j + length].fill(false);
            out.push(Element {
                wire: i..i + length,
                page: j..j + length,
                words,
                equal: true,
            });
            continue;
        }
        let mut start = 0;
        while start < length {
            let open = |n: &usize| free_wire[i + n] && free_page[j + n];
            let end = (start..length).find(|n| !open(n)).unwrap_or(length);
            let words = page.words(j + start..j + end);
            if words >= TILE {
                heap.push((words, Reverse(i + start), Reverse(j + start), end - start));
            }
            start = end + 1;
        }
    }
    out
}

fn free(count: usize, indexes: &[usize]) -> Vec<bool> {
    let mut free = vec![false; count];
    indexes.iter().for_each(|&index| free[index] = true);
    free
}

type Candidate = (usize, Reverse<usize>, Reverse<usize>, usize);

fn candidates(
    wire: &Side,
    page: &Side,
    free_wire: &[bool],
    free_page: &[bool],
) -> BinaryHeap<Candidate> {
    let mut heap = BinaryHeap::new();
    let page_grams = open_grams(page.ids, free_page);
    let wire_grams = open_grams(wire.ids, free_wire);
    if page_grams.is_empty() || wire_grams.is_empty() {
        return heap;
    }
    let mut index: Map<&[u32], Vec<usize>> = Map::default();
    for i in wire_grams {
        index.entry(&wire.ids[i..i + TILE]).or_default().push(i);
    }
    let mut on_page: Map<&[u32], usize> = Map::default();
    for &j in &page_grams {
        *on_page.entry(&page.ids[j..j + TILE]).or_default() += 1;
    }
    for &j in &page_grams {
        let gram = &page.ids[j..j + TILE];
        let Some(starts) = index.get(gram) else {
            continue;
        };
        if starts.len() > OCCURRENCES_MAX || on_page[gram] > OCCURRENCES_MAX {
            continue;
        }
        for &i in starts {
            let open = |n: usize| free_wire[i + n] && free_page[j + n];
            let extends_left = i > 0
                && j > 0
                && free_wire[i - 1]
                && free_page[j - 1]
                && wire.ids[i - 1] == page.ids[j - 1]
                && !is_capped(&index, &on_page, wire.ids, page.ids, i - 1, j - 1);
            if extends_left {
                continue;
            }
            let most = (wire.ids.len() - i).min(page.ids.len() - j);
            let same = |&n: &usize| open(n) && wire.ids[i + n] == page.ids[j + n];
            let length = (0..most).take_while(same).count();
            let words = page.words(j..j + length);
            if words >= TILE {
                heap.push((words, Reverse(i), Reverse(j), length));
            }
        }
    }
    heap
}

/// Whether the gram one to the left is skipped, so that the run must be reported from here.
fn is_capped(
    index: &Map<&[u32], Vec<usize>>,
    on_page: &Map<&[u32], usize>,
    wire: &[u32],
    page: &[u32],
    i: usize,
    j: usize,
) -> bool {
    let wires = index.get(&wire[i..i + TILE]).map_or(0, Vec::len);
    let pages = on_page.get(&page[j..j + TILE]).copied().unwrap_or(0);
    wires > OCCURRENCES_MAX || pages > OCCURRENCES_MAX
}

/// Starts of runs of [`TILE`] free neighbours.
fn open_grams(ids: &[u32], free: &[bool]) -> Vec<usize> {
    let mut out = Vec::new();
    let mut run = 0;
    for (index, &is_free) in free.iter().enumerate().take(ids.len()) {
        run = if is_free { run + 1 } else { 0 };
        if run >= TILE {
            out.push(index + 1 - TILE);
        }
    }
    out
}
