//! Slides each pure deletion or insertion, without loss, to where a reader would cut: a paragraph, else a sentence,
//! else a clause, else where it is; the leftmost of equal places. Two that become one by sliding are joined first.

use super::{Alignment, NONE, Side, narrow};

/// The tokens of a side that take part, in order: a dateline between two of them parts them no more than nothing does.
struct Row<'a> {
    side: &'a Side<'a>,
    /// Their places among all tokens.
    at: &'a [usize],
}

impl Row<'_> {
    fn id(&self, index: usize) -> u32 {
        self.side.ids[self.at[index]]
    }

    /// Of each token its place in the row.
    fn ranks(&self) -> Vec<u32> {
        let mut ranks = vec![NONE; self.side.ids.len()];
        for (rank, &at) in self.at.iter().enumerate() {
            ranks[at] = narrow(rank);
        }
        ranks
    }

    /// How good a place to cut is before token `index`.
    fn score(&self, index: usize) -> u8 {
        let tokens = &self.side.text.tokens;
        let (Some(&at), Some(before)) = (self.at.get(index), index.checked_sub(1)) else {
            return 3;
        };
        let before = self.at[before];
        if tokens[before].block != tokens[at].block || before + 1 != at {
            3
        } else if tokens[at].opens {
            2
        } else {
            let key = self.side.text.key(&tokens[before]);
            u8::from(matches!(key, "," | ";" | ":" | "\u{2014}" | "、" | "،"))
        }
    }
}

/// Slides every hunk, of the page, then of the wire.
pub(super) fn slide(
    (wire, live_wire): (&Side, &[usize]),
    (page, live_page): (&Side, &[usize]),
    alignment: &mut Alignment,
) {
    let (wire, page) = (
        Row {
            side: wire,
            at: live_wire,
        },
        Row {
            side: page,
            at: live_page,
        },
    );
    let mut partner = partners(&page, &wire, &alignment.wire_of);
    let mut give = |from: usize, to: usize| {
        let (from, to) = (page.at[from], page.at[to]);
        let (wire, moved) = (alignment.wire_of[from], alignment.moved[from]);
        alignment.part(from);
        alignment.join(wire as usize, to);
        alignment.moved[to] = moved;
    };
    join_row(&page, &mut partner, &mut give);
    slide_row(&page, &mut partner, give);
    let mut partner = partners(&wire, &page, &alignment.page_of);
    let mut give = |from: usize, to: usize| {
        let (from, to) = (wire.at[from], wire.at[to]);
        let page = alignment.page_of[from] as usize;
        alignment.page_of[from] = NONE;
        alignment.join(to, page);
    };
    join_row(&wire, &mut partner, &mut give);
    slide_row(&wire, &mut partner, give);
}

/// Of each token of a row the place of its partner in the other row.
fn partners(own: &Row, other: &Row, of: &[u32]) -> Vec<u32> {
    let ranks = other.ranks();
    let rank = |at: &usize| ranks.get(of[*at] as usize).copied().unwrap_or(NONE);
    own.at.iter().map(rank).collect()
}

/// Joins a hole with the next one where sliding one of them over what stands between them takes nothing away: a sentence
/// that repeats a word of the one before it is one hole and not two.
fn join_row(row: &Row, partner: &mut [u32], mut give: impl FnMut(usize, usize)) {
    let mut last: Option<(usize, usize)> = None;
    for (start, end) in holes(partner) {
        let Some((first, from)) = last.replace((start, end)) else {
            continue;
        };
        let run = start - from;
        let linked = (from + 1..start).all(|at| partner[at] == partner[at - 1].wrapping_add(1));
        if !linked || !touching(partner, first, from) || !touching(partner, start, end) {
            continue;
        }
        let equal = |a: usize, b: usize| (0..run).all(|n| row.id(a + n) == row.id(b + n));
        if equal(first, from) {
            for n in 0..run {
                give(from + n, first + n);
                partner[first + n] = std::mem::replace(&mut partner[from + n], NONE);
            }
            last = Some((first + run, end));
        } else if equal(from, end - run.min(end)) && run <= end - start {
            for n in (0..run).rev() {
                give(from + n, end - run + n);
                partner[end - run + n] = std::mem::replace(&mut partner[from + n], NONE);
            }
            last = Some((first, end - run));
        }
    }
}

fn slide_row(row: &Row, partner: &mut [u32], mut give: impl FnMut(usize, usize)) {
    for (start, end) in holes(partner) {
        if partner[start..end].iter().any(|&other| other != NONE) || !touching(partner, start, end)
        {
            continue;
        }
        let (left, right) = reach(row, partner, (start, end));
        let shift = best(row, start, end, left, right);
        for n in 0..shift.unsigned_abs() {
            let (from, to) = if shift < 0 {
                (start - 1 - n, end - 1 - n)
            } else {
                (end + n, start + n)
            };
            give(from, to);
            partner[to] = std::mem::replace(&mut partner[from], NONE);
        }
    }
}

/// Unmatched runs of `partner`, as ranges.
fn holes(partner: &[u32]) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut start = None;
    for index in 0..=partner.len() {
        let hole = partner.get(index) == Some(&NONE);
        match (hole, start) {
            (true, None) => start = Some(index),
            (false, Some(from)) => {
                out.push((from, index));
                start = None;
            }
            _ => {}
        }
    }
    out
}

/// How far a hole `[start, end)` may slide left and right: matched neighbours equal to its other end, whose partners
/// are neighbours too.
fn reach(row: &Row, partner: &[u32], (start, end): (usize, usize)) -> (usize, usize) {
    let linked =
        |a: usize, b: usize| partner[a] != NONE && partner[b] == partner[a].wrapping_add(1);
    let (mut left, mut right) = (0, 0);
    while left < start
        && partner[start - left - 1] != NONE
        && row.id(start - left - 1) == row.id(end - left - 1)
        && (left == 0 || linked(start - left - 1, start - left))
    {
        left += 1;
    }
    while end + right < partner.len()
        && partner[end + right] != NONE
        && row.id(start + right) == row.id(end + right)
        && (right == 0 || linked(end + right - 1, end + right))
    {
        right += 1;
    }
    (left, right)
}

/// The best shift within reach: negative is left.
fn best(row: &Row, start: usize, end: usize, left: usize, right: usize) -> isize {
    let mut found = (0, 0_u8);
    let mut first = true;
    let limit = |n: usize| isize::try_from(n.min(64)).unwrap_or(0);
    for shift in -limit(left)..=limit(right) {
        let value = row
            .score(start.saturating_add_signed(shift))
            .min(row.score(end.saturating_add_signed(shift)));
        if first || value > found.1 {
            found = (shift, value);
            first = false;
        }
    }
    found.0
}

/// Whether the neighbours of a hole are neighbours on the other side: nothing is replaced there.
fn touching(partner: &[u32], start: usize, end: usize) -> bool {
    match (start.checked_sub(1).map(|at| partner[at]), partner.get(end)) {
        (Some(NONE), _) | (_, Some(&NONE)) => false,
        (Some(before), Some(&after)) => after == before.wrapping_add(1),
        _ => true,
    }
}
