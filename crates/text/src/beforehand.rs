//! What is known before aligning: strips that only one side has, and blocks that the page's structure names as its
//! own. They take no part, so that no word of theirs is mistaken for one of the text. Aligns nothing.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::StripSide;
use crate::align::NONE;
use crate::disclosure::Sides;

/// Tokens that take part, and the strip each wire token belongs to.
pub(crate) struct Known {
    pub wire_live: Vec<bool>,
    pub page_live: Vec<bool>,
    pub strip_of: Vec<u32>,
}

const NEAR_RUN: usize = 5;

/// Sets aside strips and hinted blocks that the other side does not show.
pub(crate) fn set_aside(sides: &Sides, wire_ids: &[u32], page_ids: &[u32]) -> Known {
    let mut known = Known {
        wire_live: vec![true; wire_ids.len()],
        page_live: vec![true; page_ids.len()],
        strip_of: vec![NONE; wire_ids.len()],
    };
    for (index, candidate) in sides.candidates.iter().enumerate() {
        let tokens = candidate.tokens.clone();
        match candidate.side {
            StripSide::Wire if !contains(page_ids, &wire_ids[tokens.clone()]) => {
                known.wire_live[tokens.clone()].fill(false);
                known.strip_of[tokens].fill(u32::try_from(index).unwrap_or(NONE));
            }
            StripSide::Page if !contains(wire_ids, &page_ids[tokens.clone()]) => {
                known.page_live[tokens].fill(false);
            }
            _ => {}
        }
    }
    for tokens in hinted(sides) {
        let own = &page_ids[tokens.clone()];
        if !contains(wire_ids, own) && !is_near(wire_ids, own) {
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

fn contains(ids: &[u32], wanted: &[u32]) -> bool {
    !wanted.is_empty() && ids.windows(wanted.len()).any(|window| window == wanted)
}

/// Whether half of the runs of five tokens stand in the other text.
fn is_near(ids: &[u32], wanted: &[u32]) -> bool {
    let runs = wanted.len().saturating_sub(NEAR_RUN - 1);
    if runs == 0 {
        return false;
    }
    let known: BTreeSet<&[u32]> = ids.windows(NEAR_RUN).collect();
    wanted
        .windows(NEAR_RUN)
        .filter(|run| known.contains(run))
        .count()
        * 2
        >= runs
}
