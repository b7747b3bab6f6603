//! The aligner: which token of the page is which token of the wire. Works on interned L3 tokens, in stages; knows
//! no bytes, no verdict. No clock, no floating point, no hash order: the same answer on every machine.

mod anchor;
mod chain;
mod intern;
#[cfg(test)]
mod judge;
mod leftover;
pub(crate) mod myers;
mod places;
mod slide;
mod tile;

use std::ops::Range;

use crate::compared::Text;

pub(crate) use intern::{Map, intern};
pub(crate) use places::Places;

/// No partner.
pub(crate) const NONE: u32 = u32::MAX;

/// Words of a run that no chance makes: single common words ("the", "of") say nothing.
const RUN_WORDS: usize = 5;

/// The bounds of the stages by name, for the hash of the rules.
pub(crate) const BOUNDS: [(&str, usize); 8] = [
    ("exact_words_min", anchor::EXACT_WORDS_MIN),
    ("near_words_min", anchor::NEAR_WORDS_MIN),
    ("gram", anchor::GRAM),
    ("run_words_min", RUN_WORDS),
    ("tile_words_min", tile::TILE),
    ("tile_occurrences_max", tile::OCCURRENCES_MAX),
    ("gap_edits_max", myers::EDITS_MAX),
    ("pair_steps_max", myers::STEPS_MAX),
];

/// One side as the stages see it.
pub(crate) struct Side<'a> {
    /// L3 ids, equal where the folded tokens are.
    pub ids: &'a [u32],
    pub text: &'a Text,
    /// Tokens that take part; the others are strips and insertions known beforehand.
    pub live: &'a [bool],
}

impl Side<'_> {
    pub(crate) fn is_word(&self, index: usize) -> bool {
        self.text.tokens[index].kind.is_word()
    }

    pub(crate) fn words(&self, range: Range<usize>) -> usize {
        range.filter(|&index| self.is_word(index)).count()
    }
}

/// A run of equal tokens, or a pair of paragraphs that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Element {
    pub wire: Range<usize>,
    pub page: Range<usize>,
    pub words: usize,
    /// Whether both ranges are equal token by token.
    pub equal: bool,
}

/// The answer.
pub(crate) struct Alignment {
    /// For each page token its wire token, or [`NONE`].
    pub wire_of: Vec<u32>,
    /// For each wire token its page token, or [`NONE`].
    pub page_of: Vec<u32>,
    /// For each page token: whether it was moved.
    pub moved: Vec<bool>,
    /// Gaps given up because they were too costly.
    pub bounded_gaps: usize,
}

impl Alignment {
    fn new(wire: usize, page: usize) -> Self {
        Self {
            wire_of: vec![NONE; page],
            page_of: vec![NONE; wire],
            moved: vec![false; page],
            bounded_gaps: 0,
        }
    }

    /// Each of `tokens` tokens with its like.
    pub(crate) fn one_to_one(tokens: usize) -> Self {
        let all: Vec<u32> = (0..narrow(tokens)).collect();
        Self {
            wire_of: all.clone(),
            page_of: all,
            moved: vec![false; tokens],
            bounded_gaps: 0,
        }
    }

    pub(crate) fn join(&mut self, wire: usize, page: usize) {
        self.wire_of[page] = narrow(wire);
        self.page_of[wire] = narrow(page);
    }

    pub(crate) fn part(&mut self, page: usize) {
        let wire = std::mem::replace(&mut self.wire_of[page], NONE);
        self.moved[page] = false;
        if wire != NONE {
            self.page_of[wire as usize] = NONE;
        }
    }
}

pub(crate) fn narrow(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(NONE)
}

/// Aligns; both sides must have been interned together.
pub(crate) fn align(wire: &Side, page: &Side) -> Alignment {
    let mut alignment = Alignment::new(wire.ids.len(), page.ids.len());
    let live_wire = live(wire);
    let live_page = live(page);
    let (head, tail) = common_ends(wire, page, &live_wire, &live_page);
    for n in 0..head {
        alignment.join(live_wire[n], live_page[n]);
    }
    for n in 1..=tail {
        alignment.join(
            live_wire[live_wire.len() - n],
            live_page[live_page.len() - n],
        );
    }
    let rest_wire = &live_wire[head..live_wire.len() - tail];
    let rest_page = &live_page[head..live_page.len() - tail];
    if !rest_wire.is_empty() && !rest_page.is_empty() {
        align_rest(wire, page, rest_wire, rest_page, &mut alignment);
        part_scattered(page, &mut alignment);
    }
    slide::slide((wire, &live_wire), (page, &live_page), &mut alignment);
    alignment
}

fn live(side: &Side) -> Vec<usize> {
    let all = 0..side.ids.len();
    chosen(all.len(), all.filter(|&index| side.live[index]))
}

/// A list of what was chosen of `most`: most of it is, so that room for all is made at once.
pub(crate) fn chosen<T>(most: usize, kept: impl Iterator<Item = T>) -> Vec<T> {
    let mut list = Vec::with_capacity(most);
    list.extend(kept);
    list
}

fn common_ends(wire: &Side, page: &Side, w: &[usize], p: &[usize]) -> (usize, usize) {
    let same = |&(&a, &b): &(&usize, &usize)| wire.ids[a] == page.ids[b];
    let head = w.iter().zip(p).take_while(same).count();
    let tail = w[head..]
        .iter()
        .rev()
        .zip(p[head..].iter().rev())
        .take_while(same)
        .count();
    (head, tail)
}

fn align_rest(wire: &Side, page: &Side, w: &[usize], p: &[usize], alignment: &mut Alignment) {
    let mut elements = anchor::paragraphs(wire, page, w, p);
    elements.extend(tile::tiles(wire, page, w, p, &elements));
    let in_place = chain::heaviest(&mut elements);
    let mut budget = myers::Budget::new();
    for (element, &stays) in elements.iter().zip(&in_place) {
        fill(wire, page, element, alignment, &mut budget);
        if !stays {
            for index in element.page.clone() {
                alignment.moved[index] = alignment.wire_of[index] != NONE;
            }
        }
    }
    let (mut from_wire, mut from_page) = (0, 0);
    let bounds = elements.iter().zip(&in_place).filter(|&(_, &stays)| stays);
    let used = Used::of(&elements, wire.ids.len(), page.ids.len());
    for (element, _) in bounds {
        let to_wire = w.partition_point(|&index| index < element.wire.start);
        let to_page = p.partition_point(|&index| index < element.page.start);
        gap(
            wire,
            page,
            &w[from_wire..to_wire],
            &p[from_page..to_page],
            &used,
            alignment,
            &mut budget,
        );
        from_wire = w.partition_point(|&index| index < element.wire.end);
        from_page = p.partition_point(|&index| index < element.page.end);
    }
    gap(
        wire,
        page,
        &w[from_wire..],
        &p[from_page..],
        &used,
        alignment,
        &mut budget,
    );
    let rest = leftover::Rest { wire: w, page: p };
    leftover::rejoin((wire, page), rest, &used, alignment, &mut budget);
    leftover::take(wire, page, rest, alignment);
}

/// The element that each token belongs to, or [`NONE`].
struct Used {
    wire: Vec<u32>,
    page: Vec<u32>,
}

impl Used {
    fn of(elements: &[Element], wire: usize, page: usize) -> Self {
        let mut used = Self {
            wire: vec![NONE; wire],
            page: vec![NONE; page],
        };
        for (element, number) in elements.iter().zip(0..) {
            used.wire[element.wire.clone()].fill(number);
            used.page[element.page.clone()].fill(number);
        }
        used
    }

    /// Whether some of these tokens of both sides were never looked at together.
    fn parted(&self, wires: &[usize], pages: &[usize]) -> bool {
        let (Some(&first), Some(_)) = (wires.first(), pages.first()) else {
            return false;
        };
        let own = self.wire[first];
        wires.iter().any(|&index| self.wire[index] != own)
            || pages.iter().any(|&index| self.page[index] != own)
    }
}

/// Aligns the inside of an element.
fn fill(
    wire: &Side,
    page: &Side,
    element: &Element,
    out: &mut Alignment,
    budget: &mut myers::Budget,
) {
    let (own, others) = (element.wire.clone(), element.page.clone());
    let w = chosen(own.len(), own.filter(|&index| wire.live[index]));
    let p = chosen(others.len(), others.filter(|&index| page.live[index]));
    diff(wire, page, &w, &p, out, budget);
}

fn gap(
    wire: &Side,
    page: &Side,
    w: &[usize],
    p: &[usize],
    used: &Used,
    out: &mut Alignment,
    budget: &mut myers::Budget,
) {
    if w.is_empty() || p.is_empty() {
        return;
    }
    let (own, others) = (w.iter().copied(), p.iter().copied());
    let w = chosen(w.len(), own.filter(|&index| used.wire[index] == NONE));
    let p = chosen(p.len(), others.filter(|&index| used.page[index] == NONE));
    diff(wire, page, &w, &p, out, budget);
}

fn diff(
    wire: &Side,
    page: &Side,
    w: &[usize],
    p: &[usize],
    out: &mut Alignment,
    budget: &mut myers::Budget,
) {
    if w.is_empty() || p.is_empty() {
        return;
    }
    let a: Vec<u32> = w.iter().map(|&index| wire.ids[index]).collect();
    let b: Vec<u32> = p.iter().map(|&index| page.ids[index]).collect();
    if a == b {
        w.iter().zip(p).for_each(|(&i, &j)| out.join(i, j));
        return;
    }
    match myers::matches(&a, &b, budget) {
        Some(matches) => {
            for (i, j) in matches {
                out.join(w[i], p[j]);
            }
        }
        None => out.bounded_gaps += 1,
    }
}

/// A block of the page that keeps less than half its words keeps only runs of five words or more: single common
/// words do not make a paragraph of the house one of the agency.
fn part_scattered(page: &Side, alignment: &mut Alignment) {
    for block in &page.text.blocks {
        let range = block.tokens.clone();
        let words = page.words(range.clone());
        let kept = range
            .clone()
            .filter(|&j| page.is_word(j) && alignment.wire_of[j] != NONE)
            .count();
        if kept * 2 >= words {
            continue;
        }
        let mut start = range.start;
        while start < range.end {
            let end = run_end(alignment, start, range.end);
            if page.words(start..end) < RUN_WORDS {
                (start..end).for_each(|j| alignment.part(j));
            }
            start = end;
        }
    }
}

/// End of the run of matched neighbours that begins at `start`.
fn run_end(alignment: &Alignment, start: usize, limit: usize) -> usize {
    let mut end = start + 1;
    while end < limit
        && alignment.wire_of[end - 1] != NONE
        && alignment.wire_of[end] == alignment.wire_of[end - 1].wrapping_add(1)
    {
        end += 1;
    }
    end
}
