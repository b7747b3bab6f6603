//! Paragraphs that belong together: equal ones that occur once, then near ones by shared runs of five words.
//! Decides nothing about their order.

use std::hash::{Hash, Hasher};
use std::ops::Range;

use super::intern::Map;
use super::{Element, NONE, Side, chosen, narrow};

pub(super) const EXACT_WORDS_MIN: usize = 5;
pub(super) const NEAR_WORDS_MIN: usize = 8;
pub(super) const GRAM: usize = 5;
/// Wire paragraphs that may share a run before it says nothing.
const HOLDERS_MAX: u32 = 16;

/// A paragraph of the part still to be aligned.
struct Paragraph {
    range: Range<usize>,
    words: usize,
}

/// Exact and near pairs among the tokens `w` of the wire and `p` of the page.
pub(super) fn paragraphs(wire: &Side, page: &Side, w: &[usize], p: &[usize]) -> Vec<Element> {
    let wires = split(wire, w);
    let pages = split(page, p);
    let mut wire_taken = vec![false; wires.len()];
    let mut page_taken = vec![false; pages.len()];
    let mut out = Vec::new();
    for (a, b) in exact(wire, page, &wires, &pages) {
        (wire_taken[a], page_taken[b]) = (true, true);
        out.push(element(&wires[a], &pages[b], true));
    }
    for (a, b) in near(wire, page, (&wires, &wire_taken), (&pages, &page_taken)) {
        out.push(element(&wires[a], &pages[b], false));
    }
    out
}

fn element(wire: &Paragraph, page: &Paragraph, equal: bool) -> Element {
    Element {
        wire: wire.range.clone(),
        page: page.range.clone(),
        words: wire.words.min(page.words),
        equal,
    }
}

/// Runs of live neighbours within one block.
fn split(side: &Side, indexes: &[usize]) -> Vec<Paragraph> {
    let block = |index: usize| side.text.tokens[index].block;
    let together = |a: &usize, b: &usize| a + 1 == *b && block(*a) == block(*b);
    let runs = indexes.chunk_by(together);
    runs.map(|run| {
        let range = run[0]..run[run.len() - 1] + 1;
        Paragraph {
            words: side.words(range.clone()),
            range,
        }
    })
    .collect()
}

/// Occurrences of one sequence: first index and how often, on each side.
#[derive(Default)]
struct Seen {
    wire: (usize, usize),
    page: (usize, usize),
}

fn exact(
    wire: &Side,
    page: &Side,
    wires: &[Paragraph],
    pages: &[Paragraph],
) -> Vec<(usize, usize)> {
    let mut seen: Map<&[u32], Seen> = Map::default();
    for (index, paragraph) in wires.iter().enumerate() {
        let entry = seen.entry(&wire.ids[paragraph.range.clone()]).or_default();
        entry.wire = (index, entry.wire.1 + 1);
    }
    for (index, paragraph) in pages.iter().enumerate() {
        if let Some(entry) = seen.get_mut(&page.ids[paragraph.range.clone()]) {
            entry.page = (index, entry.page.1 + 1);
        }
    }
    let long = |index: &usize| pages[*index].words >= EXACT_WORDS_MIN;
    (0..pages.len())
        .filter(long)
        .filter_map(|index| {
            let entry = seen.get(&page.ids[pages[index].range.clone()])?;
            (entry.wire.1 == 1 && entry.page.1 == 1).then_some((entry.wire.0, index))
        })
        .collect()
}

/// A run of five words, hashed two words at a time.
#[derive(PartialEq, Eq)]
struct Gram([u32; GRAM]);

impl Hash for Gram {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let [a, b, c, d, e] = self.0.map(u64::from);
        state.write_u64(a | b << 32);
        state.write_u64((c | d << 32).wrapping_add(e.rotate_left(48)));
    }
}

/// Paragraphs of the wire by their runs of five words: the last one that has a run, each with the one before it.
#[derive(Default)]
struct Holders {
    last: Map<Gram, u32>,
    /// (paragraph, entry before it, how many have the run up to here).
    entries: Vec<(u32, u32, u32)>,
}

impl Holders {
    /// Adds a paragraph; answers how many different runs it has.
    fn add(&mut self, paragraph: usize, words: &[u32]) -> usize {
        let mut different = 0;
        for gram in windows(words) {
            let entry = narrow(self.entries.len());
            let last = self.last.entry(Gram(gram)).or_insert(NONE);
            let before = self.entries.get(*last as usize).copied();
            if before.is_some_and(|(holder, ..)| holder as usize == paragraph) {
                continue;
            }
            let count = before.map_or(0, |(.., count)| count) + 1;
            self.entries.push((narrow(paragraph), *last, count));
            *last = entry;
            different += 1;
        }
        different
    }

    /// The paragraphs that have the run, unless it is too common to say anything.
    fn of(&self, gram: &[u32; GRAM]) -> impl Iterator<Item = usize> {
        let mut next = self.last.get(&Gram(*gram)).copied().unwrap_or(NONE);
        if self
            .entries
            .get(next as usize)
            .is_some_and(|&(.., count)| count > HOLDERS_MAX)
        {
            next = NONE;
        }
        std::iter::from_fn(move || {
            let &(holder, before, _) = self.entries.get(next as usize)?;
            next = before;
            Some(holder as usize)
        })
    }
}

fn words_of(side: &Side, paragraph: &Paragraph) -> Vec<u32> {
    let words = paragraph.range.clone().filter(|&i| side.is_word(i));
    chosen(paragraph.words, words.map(|i| side.ids[i]))
}

fn windows(words: &[u32]) -> impl Iterator<Item = [u32; GRAM]> {
    words.windows(GRAM).filter_map(|gram| gram.try_into().ok())
}

/// The different runs of five words.
fn grams(words: &[u32]) -> Vec<[u32; GRAM]> {
    let mut grams: Vec<[u32; GRAM]> = chosen(words.len(), windows(words));
    grams.sort_unstable();
    grams.dedup();
    grams
}

fn near(
    wire: &Side,
    page: &Side,
    (wires, wire_taken): (&[Paragraph], &[bool]),
    (pages, page_taken): (&[Paragraph], &[bool]),
) -> Vec<(usize, usize)> {
    let free = |list: &[Paragraph], taken: &[bool]| -> Vec<usize> {
        (0..list.len())
            .filter(|&i| !taken[i] && list[i].words >= NEAR_WORDS_MIN)
            .collect()
    };
    let (wire_free, page_free) = (free(wires, wire_taken), free(pages, page_taken));
    if wire_free.is_empty() || page_free.is_empty() {
        return Vec::new();
    }
    let mut holders = Holders::default();
    let most: usize = wire_free.iter().map(|&index| wires[index].words).sum();
    holders.last.reserve(most);
    holders.entries.reserve(most);
    let mut wire_count = vec![0; wires.len()];
    for &index in &wire_free {
        wire_count[index] = holders.add(index, &words_of(wire, &wires[index]));
    }
    let mut candidates = Vec::new();
    let mut shared = vec![0_usize; wires.len()];
    let mut touched = Vec::new();
    for &index in &page_free {
        let grams = grams(&words_of(page, &pages[index]));
        for holder in grams.iter().flat_map(|gram| holders.of(gram)) {
            if shared[holder] == 0 {
                touched.push(holder);
            }
            shared[holder] += 1;
        }
        for holder in touched.drain(..) {
            let count = std::mem::take(&mut shared[holder]);
            if count * 2 >= wire_count[holder].min(grams.len()) {
                candidates.push((count, holder, index));
            }
        }
    }
    greedy(candidates, wires.len(), pages.len())
}

fn greedy(
    mut candidates: Vec<(usize, usize, usize)>,
    wires: usize,
    pages: usize,
) -> Vec<(usize, usize)> {
    candidates.sort_by_key(|&(count, wire, page)| (std::cmp::Reverse(count), wire, page));
    let (mut wire_taken, mut page_taken) = (vec![false; wires], vec![false; pages]);
    let mut out = Vec::new();
    for (_, wire, page) in candidates {
        if !wire_taken[wire] && !page_taken[page] {
            (wire_taken[wire], page_taken[page]) = (true, true);
            out.push((wire, page));
        }
    }
    out
}
