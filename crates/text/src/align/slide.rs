//! Slides each pure deletion or insertion, without loss, to where a reader would cut: a paragraph, else a sentence,
//! else a clause, else where it is; the leftmost of equal places.

use super::{Alignment, NONE, Side};

/// Slides every hunk.
pub(super) fn slide(wire: &Side, page: &Side, alignment: &mut Alignment) {
    slide_page(wire, page, alignment);
    slide_wire(wire, page, alignment);
}

/// How good a place to cut is before token `index`.
fn score(side: &Side, index: usize) -> u8 {
    let tokens = &side.text.tokens;
    let Some(token) = tokens.get(index) else {
        return 3;
    };
    match index.checked_sub(1).map(|before| &tokens[before]) {
        None => 3,
        Some(before) if before.block != token.block => 3,
        Some(_) if token.opens => 2,
        Some(before)
            if matches!(
                side.text.key(before),
                "," | ";" | ":" | "\u{2014}" | "、" | "،"
            ) =>
        {
            1
        }
        Some(_) => 0,
    }
}

/// Unmatched runs of `partner`, as ranges.
fn holes(partner: &[u32], live: &[bool]) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut start = None;
    for index in 0..=partner.len() {
        let hole = index < partner.len() && partner[index] == NONE && live[index];
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

/// How far a hole `[start, end)` of `ids` may slide left and right: matched neighbours equal to its other end,
/// whose partners are neighbours too.
fn reach(ids: &[u32], partner: &[u32], (start, end): (usize, usize)) -> (usize, usize) {
    let linked =
        |a: usize, b: usize| partner[a] != NONE && partner[b] == partner[a].wrapping_add(1);
    let (mut left, mut right) = (0, 0);
    while left < start
        && partner[start - left - 1] != NONE
        && ids[start - left - 1] == ids[end - left - 1]
        && (left == 0 || linked(start - left - 1, start - left))
    {
        left += 1;
    }
    while end + right < ids.len()
        && partner[end + right] != NONE
        && ids[start + right] == ids[end + right]
        && (right == 0 || linked(end + right - 1, end + right))
    {
        right += 1;
    }
    (left, right)
}

/// The best shift within reach: negative is left.
fn best(side: &Side, start: usize, end: usize, left: usize, right: usize) -> isize {
    let mut found = (0, 0_u8);
    let mut first = true;
    let limit = |n: usize| isize::try_from(n.min(64)).unwrap_or(0);
    for shift in -limit(left)..=limit(right) {
        let value = score(side, start.saturating_add_signed(shift))
            .min(score(side, end.saturating_add_signed(shift)));
        if first || value > found.1 {
            found = (shift, value);
            first = false;
        }
    }
    found.0
}

fn slide_page(wire: &Side, page: &Side, alignment: &mut Alignment) {
    for (start, end) in holes(&alignment.wire_of, page.live) {
        if alignment.wire_of[start..end].iter().any(|&w| w != NONE)
            || !touching(&alignment.wire_of, start, end)
        {
            continue;
        }
        let (left, right) = reach(page.ids, &alignment.wire_of, (start, end));
        let shift = best(page, start, end, left, right);
        shift_hole(start, end, shift, |from, to| {
            let partner = alignment.wire_of[from];
            let moved = alignment.moved[from];
            alignment.part(from);
            alignment.join(partner as usize, to);
            alignment.moved[to] = moved;
        });
    }
    debug_assert_eq!(wire.ids.len(), alignment.page_of.len());
}

fn slide_wire(wire: &Side, page: &Side, alignment: &mut Alignment) {
    for (start, end) in holes(&alignment.page_of, wire.live) {
        if alignment.page_of[start..end].iter().any(|&p| p != NONE)
            || !touching(&alignment.page_of, start, end)
        {
            continue;
        }
        let (left, right) = reach(wire.ids, &alignment.page_of, (start, end));
        let shift = best(wire, start, end, left, right);
        shift_hole(start, end, shift, |from, to| {
            let partner = alignment.page_of[from] as usize;
            alignment.page_of[from] = NONE;
            alignment.join(to, partner);
        });
    }
    debug_assert_eq!(page.ids.len(), alignment.wire_of.len());
}

/// Whether the neighbours of a hole are neighbours on the other side: nothing is replaced there.
fn touching(partner: &[u32], start: usize, end: usize) -> bool {
    match (start.checked_sub(1).map(|at| partner[at]), partner.get(end)) {
        (Some(NONE), _) | (_, Some(&NONE)) => false,
        (Some(before), Some(&after)) => after == before.wrapping_add(1),
        _ => true,
    }
}

/// Hands over partners one by one: `give(from, to)`.
fn shift_hole(start: usize, end: usize, shift: isize, mut give: impl FnMut(usize, usize)) {
    for n in 0..shift.unsigned_abs() {
        if shift < 0 {
            give(start - 1 - n, end - 1 - n);
        } else {
            give(end + n, start + n);
        }
    }
}
