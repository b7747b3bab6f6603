//! What is known before aligning: strips that only one side has, and blocks that the page's structure names as its
//! own. They take no part, so that no word of theirs is mistaken for one of the text. Aligns nothing.

use std::ops::Range;

use crate::StripSide;
use crate::align::{NONE, Places};
use crate::disclosure::Sides;

/// Tokens that take part, and the strip each wire token belongs to.
pub(crate) struct Known {
    pub wire_live: Vec<bool>,
    pub page_live: Vec<bool>,
    pub strip_of: Vec<u32>,
}

const NEAR_RUN: usize = 5;

/// The bounds by name, for the hash of the rules.
pub(crate) const BOUNDS: [(&str, usize); 1] = [("near_run", NEAR_RUN)];

/// Sets aside strips and hinted blocks that the other side does not show.
pub(crate) fn set_aside(sides: &Sides, wire_ids: &[u32], page_ids: &[u32]) -> Known {
    let mut known = Known {
        wire_live: vec![true; wire_ids.len()],
        page_live: vec![true; page_ids.len()],
        strip_of: vec![NONE; wire_ids.len()],
    };
    let hinted = hinted(sides);
    if sides.candidates.is_empty() && hinted.is_empty() {
        return known;
    }
    let (wire, page) = (Places::of(wire_ids), Places::of(page_ids));
    for (index, candidate) in sides.candidates.iter().enumerate() {
        let tokens = candidate.tokens.clone();
        match candidate.side {
            StripSide::Wire if !page.contains(&wire_ids[tokens.clone()]) => {
                known.wire_live[tokens.clone()].fill(false);
                known.strip_of[tokens].fill(u32::try_from(index).unwrap_or(NONE));
            }
            StripSide::Page if !knows(&wire, &page_ids[tokens.clone()]) => {
                known.page_live[tokens].fill(false);
            }
            _ => {}
        }
    }
    for tokens in hinted {
        if !knows(&wire, &page_ids[tokens.clone()]) {
            known.page_live[tokens].fill(false);
        }
    }
    if !known.wire_live.contains(&true) {
        known.wire_live.fill(true);
        known.strip_of.fill(NONE);
    }
    known
}

fn hinted(sides: &Sides) -> Vec<Range<usize>> {
    let hints = sides.page;
    let is_hinted = |origin: usize| {
        hints.standfirst == Some(origin) || hints.asides.iter().any(|&(index, _)| index == origin)
    };
    let blocks = sides.page_text.blocks.iter();
    let blocks = blocks.filter(|block| is_hinted(block.origin) && !block.tokens.is_empty());
    blocks.map(|block| block.tokens.clone()).collect()
}

/// Whether the text has these tokens in a row, or half of their runs of five.
fn knows(text: &Places, wanted: &[u32]) -> bool {
    let runs = wanted.len().saturating_sub(NEAR_RUN - 1);
    let shared = || {
        wanted
            .windows(NEAR_RUN)
            .filter(|run| text.contains(run))
            .count()
    };
    text.contains(wanted) || (runs > 0 && shared() * 2 >= runs)
}
