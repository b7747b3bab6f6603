//! Slides each pure deletion or insertion, without loss, to where a reader would cut: a paragraph, else a sentence,
//! else a clause, else where it is; the leftmost of equal places.

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
    slide_row(&page, &mut partner, |from, to| {
        let (from, to) = (page.at[from], page.at[to]);
        let (wire, moved) = (alignment.wire_of[from], alignment.moved[from]);
        alignment.part(from);
        alignment.join(wire as usize, to);
        alignment.moved[to] = moved;
    });
    let mut partner = partners(&wire, &page, &alignment.page_of);
    slide_row(&wire, &mut partner, |from, to| {
        let (from, to) = (wire.at[from], wire.at[to]);
        let page = alignment.page_of[from] as usize;
        alignment.page_of[from] = NONE;
        alignment.join(to, page);
    });
}

/// Of each token of a row the place of its partner in the other row.
fn partners(own: &Row, other: &Row, of: &[u32]) -> Vec<u32> {
    let ranks = other.ranks();
    let rank = |at: &usize| ranks.get(of[*at] as usize).copied().unwrap_or(NONE);
    own.at.iter().map(rank).collect()
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
