//! Minimal difference of two sequences of ids: Myers' O(ND) in linear space, by an explicit stack. Gives up, whole
//! and for the same input always, when its bounds are reached.

/// Edits a single gap may need.
pub(super) const EDITS_MAX: usize = 2_000;
/// Inner steps for all gaps of a pair: a diagonal advanced or a match followed is one.
pub(super) const STEPS_MAX: usize = 4_000_000;

/// Steps left for this pair of texts.
pub(crate) struct Budget {
    steps: usize,
}

impl Budget {
    /// The full budget.
    pub(crate) const fn new() -> Self {
        Self { steps: STEPS_MAX }
    }

    fn spend(&mut self, steps: usize) -> Option<()> {
        self.steps = self.steps.checked_sub(steps)?;
        Some(())
    }
}

/// The matched index pairs of a longest common subsequence, in order; `None`: too costly.
pub(crate) fn matches(a: &[u32], b: &[u32], budget: &mut Budget) -> Option<Vec<(usize, usize)>> {
    let mut out = Vec::with_capacity(a.len().min(b.len()));
    let mut stack = vec![Part {
        a: (0, a.len()),
        b: (0, b.len()),
    }];
    // Most pairs of paragraphs differ in one place, and need no search.
    let mut ends = None;
    while let Some(mut part) = stack.pop() {
        while part.a.0 < part.a.1 && part.b.0 < part.b.1 && a[part.a.0] == b[part.b.0] {
            out.push((part.a.0, part.b.0));
            part.a.0 += 1;
            part.b.0 += 1;
        }
        while part.a.0 < part.a.1 && part.b.0 < part.b.1 && a[part.a.1 - 1] == b[part.b.1 - 1] {
            part.a.1 -= 1;
            part.b.1 -= 1;
            out.push((part.a.1, part.b.1));
        }
        if part.a.0 == part.a.1 || part.b.0 == part.b.1 {
            continue;
        }
        let (x, y) = middle(
            &a[part.a.0..part.a.1],
            &b[part.b.0..part.b.1],
            ends.get_or_insert_with(|| Furthest::new(a.len() + b.len())),
            budget,
        )?;
        let (x, y) = (part.a.0 + x, part.b.0 + y);
        stack.push(Part {
            a: (x, part.a.1),
            b: (y, part.b.1),
        });
        stack.push(Part {
            a: (part.a.0, x),
            b: (part.b.0, y),
        });
    }
    out.sort_unstable();
    #[cfg(test)]
    super::judge::hold(a, b, &out);
    Some(out)
}

/// A rectangle still to be aligned.
struct Part {
    a: (usize, usize),
    b: (usize, usize),
}

/// Furthest reaching places by diagonal, from both ends; [`NOWHERE`] where no way leads.
struct Furthest {
    forward: Vec<i32>,
    backward: Vec<i32>,
}

const NOWHERE: i32 = i32::MIN;

impl Furthest {
    fn new(size: usize) -> Self {
        let cells = 2 * (size.min(EDITS_MAX) + 2) + 1;
        Self {
            forward: vec![NOWHERE; cells],
            backward: vec![NOWHERE; cells],
        }
    }
}

/// One round of the search: its number of edits, the sides of the rectangle, the cell of diagonal 0.
#[derive(Clone, Copy)]
struct Round {
    edits: i32,
    n: i32,
    m: i32,
    centre: i32,
}

impl Round {
    /// The diagonals that this round reaches inside the rectangle.
    fn diagonals(self) -> impl Iterator<Item = i32> {
        let low = if self.m < self.edits {
            -self.m + ((self.edits - self.m) & 1)
        } else {
            -self.edits
        };
        let high = self.n.min(self.edits);
        (low..=high).step_by(2)
    }

    fn cell(self, diagonal: i32) -> usize {
        usize::try_from(self.centre + diagonal).unwrap_or(0)
    }

    /// What an earlier round of `edits` left on a diagonal.
    fn left(self, table: &[i32], diagonal: i32, edits: i32) -> i32 {
        let inside = diagonal.abs() <= edits && diagonal >= -self.m && diagonal <= self.n;
        if inside {
            table[self.cell(diagonal)]
        } else {
            NOWHERE
        }
    }

    /// The furthest x on a diagonal before matches are followed.
    fn enter(self, table: &[i32], diagonal: i32) -> Option<i32> {
        if self.edits == 0 {
            return Some(0);
        }
        let down = self.left(table, diagonal + 1, self.edits - 1);
        let down = if down == NOWHERE || down - diagonal > self.m {
            NOWHERE
        } else {
            down
        };
        let right = self.left(table, diagonal - 1, self.edits - 1);
        let right = if right == NOWHERE || right + 1 > self.n {
            NOWHERE
        } else {
            right + 1
        };
        let x = down.max(right);
        (x != NOWHERE).then_some(x)
    }
}

/// A place on a shortest way through the rectangle, neither of its ends: there the work is halved.
///
/// The sides have no common first or last id, so a shortest way has two edits at least.
fn middle(
    a: &[u32],
    b: &[u32],
    ends: &mut Furthest,
    budget: &mut Budget,
) -> Option<(usize, usize)> {
    let n = i32::try_from(a.len()).ok()?;
    let m = i32::try_from(b.len()).ok()?;
    let centre = i32::try_from(ends.forward.len() / 2).ok()?;
    let half = i32::try_from((a.len() + b.len()).div_ceil(2).min(EDITS_MAX / 2)).ok()?;
    for edits in 0..=half {
        let round = Round {
            edits,
            n,
            m,
            centre,
        };
        let met = walk(
            round,
            &mut ends.forward,
            &ends.backward,
            budget,
            (n - m) % 2 != 0,
            |x, y| common(&a[x..], &b[y..]),
        )?;
        if let Some(place) = met {
            return Some(place);
        }
        let met = walk(
            round,
            &mut ends.backward,
            &ends.forward,
            budget,
            (n - m) % 2 == 0,
            |x, y| common_back(&a[..a.len() - x], &b[..b.len() - y]),
        )?;
        if let Some((x, y)) = met {
            return Some((a.len() - x, b.len() - y));
        }
    }
    None
}

/// One round from one end. `Some(Some(place))`: the two ends have met there.
fn walk(
    round: Round,
    own: &mut [i32],
    other: &[i32],
    budget: &mut Budget,
    may_meet: bool,
    common: impl Fn(usize, usize) -> usize,
) -> Option<Option<(usize, usize)>> {
    let mut steps = 0;
    let mut met = None;
    let other_edits = if (round.n - round.m) % 2 == 0 {
        round.edits
    } else {
        round.edits - 1
    };
    for diagonal in round.diagonals() {
        let cell = round.cell(diagonal);
        let Some(x) = round.enter(own, diagonal) else {
            own[cell] = NOWHERE;
            continue;
        };
        let (from_x, from_y) = (
            usize::try_from(x).ok()?,
            usize::try_from(x - diagonal).ok()?,
        );
        let run = common(from_x, from_y);
        steps += 1 + run;
        own[cell] = x + i32::try_from(run).ok()?;
        let facing = round.left(other, round.n - round.m - diagonal, other_edits);
        if may_meet && facing != NOWHERE && own[cell] + facing >= round.n {
            met = Some((from_x + run, from_y + run));
            break;
        }
    }
    budget.spend(steps)?;
    Some(met)
}

fn common(a: &[u32], b: &[u32]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| a == b).count()
}

fn common_back(a: &[u32], b: &[u32]) -> usize {
    a.iter()
        .rev()
        .zip(b.iter().rev())
        .take_while(|(a, b)| a == b)
        .count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Held against the plain judge as every gap is.
    fn check_minimal(a: &[u32], b: &[u32]) {
        assert!(matches(a, b, &mut Budget::new()).is_some(), "within bounds");
    }

    #[test]
    fn small_cases_are_minimal() {
        for (a, b) in [
            (&[][..], &[][..]),
            (&[1], &[]),
            (&[1], &[2]),
            (&[1, 2, 3], &[3, 2, 1]),
            (&[1, 2, 1, 2], &[2, 1, 2, 1]),
            (&[1, 2, 3, 4], &[2]),
        ] {
            check_minimal(a, b);
        }
    }

    #[test]
    fn a_gap_beyond_the_bounds_is_given_up_whole() {
        let a: Vec<u32> = (0..3_000).collect();
        let b: Vec<u32> = (3_000..6_000).collect();
        assert_eq!(matches(&a, &b, &mut Budget::new()), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 3_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_gap_is_as_short_as_the_plain_judge_says(
            a in prop::collection::vec(0_u32..6, 0..60),
            b in prop::collection::vec(0_u32..6, 0..60),
        ) {
            check_minimal(&a, &b);
        }

        #[test]
        fn longer_gaps_too(
            a in prop::collection::vec(0_u32..200, 0..300),
            b in prop::collection::vec(0_u32..200, 0..40),
        ) {
            check_minimal(&a, &b);
        }
    }
}
