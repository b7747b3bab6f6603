//! Passages that differ by the style of the house only (L5): the pass that finds them between what is aligned, and
//! the reading of a passage by which a label is given and checked. Which words are of the house is the map's to say.

use std::ops::Range;

use crate::Span;
use crate::align::{Alignment, NONE, chosen, narrow};
use crate::compared::{Text, Token};
use crate::house::{HouseMap, TOKENS_MAX};

/// A passage of both sides that may differ by the style of the house only.
pub(crate) struct Passage<'a> {
    pub wire: &'a Text,
    pub wire_span: Span,
    pub page: &'a Text,
    pub page_span: Span,
    pub map: &'a HouseMap,
}

impl Passage<'_> {
    /// How many words of the wire the house writes otherwise, if something is and nothing else differs at L3.
    pub(crate) fn words_restyled(&self) -> Option<usize> {
        let (wires, pages) = (
            self.wire.tokens_in(self.wire_span),
            self.page.tokens_in(self.page_span),
        );
        let opens = |text: &Text, span: Span| text.opens_spaced(span);
        if opens(self.wire, self.wire_span) != opens(self.page, self.page_span) {
            return None;
        }
        let (mut i, mut j) = (wires.start, pages.start);
        let mut restyled = None;
        while i < wires.end && j < pages.end {
            let wire = (self.wire, i, wires.end);
            let page = (self.page, j, pages.end);
            let (sent, shown) = match self.map.restyles(wire, page) {
                Some(unit) => {
                    *restyled.get_or_insert(0) += self.wire.words(i..i + unit.0);
                    unit
                }
                None if self.same(i, j) => (1, 1),
                None => return None,
            };
            (i, j) = (i + sent, j + shown);
            let parts = |text: &Text, last: usize, span: Span| {
                let token = &text.tokens[last];
                token.gap.parts() && (token.end as usize) < span.end
            };
            if parts(self.wire, i - 1, self.wire_span) != parts(self.page, j - 1, self.page_span) {
                return None;
            }
        }
        restyled.filter(|_| i == wires.end && j == pages.end)
    }

    fn same(&self, i: usize, j: usize) -> bool {
        self.wire.key(&self.wire.tokens[i]) == self.page.key(&self.page.tokens[j])
    }
}

/// Words of both sides that are one form in two styles, standing in place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Restyled {
    pub wire: Range<usize>,
    pub page: Range<usize>,
}

/// Places looked at for one pair; what lies beyond stays an edit.
const STEPS_MAX: usize = 1_000_000;

/// The bound by name, for the hash of the rules.
pub(crate) const BOUNDS: [(&str, usize); 2] = [
    ("house_steps_max", STEPS_MAX),
    ("house_tokens_max", TOKENS_MAX),
];

/// The house pass over an alignment.
pub(crate) struct Pass<'a> {
    pub wire: &'a Text,
    pub page: &'a Text,
    /// Tokens that take part.
    pub wire_live: &'a [bool],
    pub page_live: &'a [bool],
    pub map: &'a HouseMap,
}

impl Pass<'_> {
    /// Joins what the house writes otherwise: from left to right, the longest form first, each at the first place
    /// between its neighbours where the form of the house stands.
    pub(crate) fn restyle(&self, alignment: &mut Alignment) -> Vec<Restyled> {
        let stayed = (0..self.page.tokens.len())
            .filter(|&j| alignment.wire_of[j] != NONE && !alignment.moved[j])
            .map(|j| (alignment.wire_of[j] as usize, j));
        let in_place = chosen(self.page.tokens.len(), stayed);
        let mut found: Vec<Restyled> = Vec::new();
        let mut steps = 0;
        for (start, end) in self.unequal(&in_place) {
            let mut i = start.max(found.last().map_or(0, |last| last.wire.end));
            while i < end {
                let unit = self.place(i, &in_place, found.last(), alignment, &mut steps);
                i = unit.as_ref().map_or(i + 1, |unit| unit.wire.end);
                found.extend(unit);
            }
        }
        for unit in &found {
            unit.join(alignment);
        }
        self.restyle_moved(alignment);
        found
    }

    /// Wire tokens from which a form could begin that touches a hunk: the hunk's, and two before it.
    fn unequal(&self, in_place: &[(usize, usize)]) -> Vec<(usize, usize)> {
        let ends = (self.wire.tokens.len(), self.page.tokens.len());
        let mut left = None;
        let mut out = Vec::new();
        for &right in in_place.iter().chain([&ends]) {
            let (i, j) = left.map_or((0, 0), |(i, j): (usize, usize)| (i + 1, j + 1));
            if right.0 > i || right.1 > j {
                out.push((i.saturating_sub(TOKENS_MAX - 1), right.0));
            }
            left = Some(right);
        }
        out
    }

    /// The form that begins at wire token `i`, if its house form stands between the neighbours that stayed.
    fn place(
        &self,
        i: usize,
        in_place: &[(usize, usize)],
        last: Option<&Restyled>,
        alignment: &Alignment,
        steps: &mut usize,
    ) -> Option<Restyled> {
        if !self.wire_live[i] || !self.map.may_restyle(self.wire, &self.wire.tokens[i]) {
            return None;
        }
        let before = in_place.partition_point(|&(wire, _)| wire < i);
        let from = before.checked_sub(1).map_or(0, |at| in_place[at].1 + 1);
        let from = from.max(last.map_or(0, |last| last.page.end));
        let limit = in_place
            .get(before + TOKENS_MAX)
            .map_or(self.page.tokens.len(), |pair| pair.1);
        for j in from..limit {
            *steps += 1;
            if *steps > STEPS_MAX {
                return None;
            }
            let wire = (self.wire, i, self.wire.tokens.len());
            let Some((sent, shown)) = self.map.restyles(wire, (self.page, j, limit)) else {
                continue;
            };
            let unit = Restyled {
                wire: i..i + sent,
                page: j..j + shown,
            };
            let after = in_place.partition_point(|&(wire, _)| wire < unit.wire.end);
            let room = in_place
                .get(after)
                .map_or(self.page.tokens.len(), |pair| pair.1);
            if unit.page.end <= room && self.is_free(&unit, alignment) {
                return Some(unit);
            }
        }
        None
    }

    /// Whether its tokens take part, and are aligned with each other if at all.
    fn is_free(&self, unit: &Restyled, alignment: &Alignment) -> bool {
        let wires = unit.wire.clone().all(|i| {
            let page = alignment.page_of[i];
            let own = page == NONE
                || unit.page.contains(&(page as usize)) && !alignment.moved[page as usize];
            self.wire_live[i] && own
        });
        wires
            && unit.page.clone().all(|j| {
                let wire = alignment.wire_of[j];
                self.page_live[j] && (wire == NONE || unit.wire.contains(&(wire as usize)))
            })
    }

    /// Words between words that moved: one for one.
    fn restyle_moved(&self, alignment: &mut Alignment) {
        for j in 1..self.page.tokens.len() {
            if !alignment.moved[j - 1] || alignment.wire_of[j] != NONE || !self.page_live[j] {
                continue;
            }
            let i = alignment.wire_of[j - 1] as usize + 1;
            if i >= self.wire.tokens.len() || alignment.page_of[i] != NONE || !self.wire_live[i] {
                continue;
            }
            if self
                .map
                .restyles((self.wire, i, i + 1), (self.page, j, j + 1))
                == Some((1, 1))
            {
                alignment.join(i, j);
                alignment.moved[j] = true;
            }
        }
    }
}

impl Restyled {
    /// Marks its tokens as taken, so that no paragraph of them counts as omitted or added.
    fn join(&self, alignment: &mut Alignment) {
        alignment.wire_of[self.page.clone()].fill(narrow(self.wire.start));
        alignment.page_of[self.wire.clone()].fill(narrow(self.page.start));
    }
}

/// Whether a moved token is the same word in the style of the house.
pub(crate) fn is_restyled(map: &HouseMap, wire: (&Text, usize), page: (&Text, usize)) -> bool {
    let key = |(text, index): (&Text, usize)| {
        let token: &Token = &text.tokens[index];
        text.key(token).to_owned()
    };
    key(wire) != key(page)
        && map.restyles((wire.0, wire.1, wire.1 + 1), (page.0, page.1, page.1 + 1)) == Some((1, 1))
}
