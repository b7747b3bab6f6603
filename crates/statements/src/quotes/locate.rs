//! Finds where a quotation stands in one text: runs of three words vote for diagonals, the best ones are aligned in a
//! band, the segments around gaps are put together in order. Answers places and steps, never a verdict.
//!
//! Bounds: so many votes a segment, so many diagonals aligned. A quotation without any run of three words in the text
//! is sought by its rarest words.

use std::ops::Range;

use super::align::{Placement, Step, align};
use super::index::PreparedText;
use super::lists::is_content;
use super::vocabulary::UNKNOWN;
use super::wording::{Element, Segment, Wording};
use super::work::Work;

/// Places of a run of three words that vote at most, all runs of a segment together.
const VOTES_MAX: usize = 2_048;
/// Diagonals aligned at most: of those that runs vote for, and of those that single words do.
const RUN_DIAGONALS_MAX: usize = 12;
const WORD_DIAGONALS_MAX: usize = 32;
/// How far apart votes for one diagonal may be at most.
const NEAR_MAX: usize = 32;
/// Places of an exact segment kept at most.
pub(crate) const PLACES_MAX: usize = 64;
/// Words of a quotation compared at most; a longer one is not located.
const WORDS_MAX: usize = 4_000;
/// Segments of a quotation laid at most; one with more gaps is not located.
const SEGMENTS_MAX: usize = 64;

/// A whole quotation laid on a text: one placement a segment, in the order of the quotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    pub placements: Vec<Placement>,
}

impl Layout {
    pub(crate) fn cost(&self) -> usize {
        self.placements.iter().map(|placement| placement.cost).sum()
    }

    /// The words of the text it covers, gaps included.
    pub(crate) fn range(&self) -> Range<usize> {
        let start = self
            .placements
            .iter()
            .map(|placement| placement.start)
            .min()
            .unwrap_or(0);
        let end = self
            .placements
            .iter()
            .map(|placement| placement.end)
            .max()
            .unwrap_or(0);
        start..end
    }

    /// Whether the segments stand in the order of the quotation.
    pub(crate) fn in_order(&self) -> bool {
        self.placements
            .windows(2)
            .all(|pair| pair[0].end <= pair[1].start)
    }
}

/// How many words may differ for a wording to count as found, of a quotation of `words` words.
pub(crate) fn cost_max(words: usize) -> usize {
    (words / 10).max(2)
}

/// Whether a quotation is beyond what is located: nothing can be said of it.
pub(crate) fn is_too_long(wording: &Wording) -> bool {
    wording.segments.len() > SEGMENTS_MAX || words_of(wording) > WORDS_MAX
}

fn words_of(wording: &Wording) -> usize {
    let each = wording.segments.iter();
    each.map(|segment| segment.words().count()).sum()
}

/// The layouts of a quotation, best first: by words that differ, then order, then article, then place.
pub(crate) fn locate(wording: &Wording, text: &PreparedText, work: &Work) -> Vec<Layout> {
    let words = words_of(wording);
    if words == 0 || is_too_long(wording) {
        return Vec::new();
    }
    let longest = (0..wording.segments.len())
        .max_by_key(|&index| (wording.segments[index].elements.len(), !index));
    let Some(anchor) = longest else {
        return Vec::new();
    };
    let most = cost_max(words);
    let anchors = place(&wording.segments[anchor], (text, work), most);
    let place_of = |index: usize| {
        if index == anchor {
            return Places::Near(Vec::new());
        }
        Places::of(&wording.segments[index], (text, work), most)
    };
    let places: Vec<Places> = (0..wording.segments.len()).map(place_of).collect();
    let mut layouts: Vec<Layout> = anchors
        .into_iter()
        .filter_map(|placement| {
            work.count(places.len());
            around(&places, anchor, placement, text)
        })
        .collect();
    layouts.retain(|layout| layout.cost() <= most);
    let crosses =
        |layout: &Layout| article(text, layout.range().start) != article(text, last(layout));
    layouts.sort_by_key(|layout| {
        (
            layout.cost(),
            !layout.in_order(),
            crosses(layout),
            layout.range().start,
        )
    });
    layouts.dedup();
    layouts
}

fn last(layout: &Layout) -> usize {
    layout.range().end.saturating_sub(1)
}

fn article<'a>(text: &'a PreparedText, word: usize) -> Option<&'a str> {
    let span = text.word(word)?.span;
    text.source.segment_at(span).map(|part| part.id.as_str())
}

/// Where one segment stands, looked up once for a quotation.
enum Places {
    /// Word for word, case apart: first words, in order; and how many words it has.
    Exact(Vec<usize>, usize),
    /// Nowhere word for word: the best of what is like it.
    Near(Vec<Placement>),
}

impl Places {
    fn of(segment: &Segment, (text, work): (&PreparedText, &Work), most: usize) -> Self {
        let ids = segment.ids(text);
        let starts = exact_starts(segment, &ids, (text, work), usize::MAX);
        if starts.is_empty() {
            return Self::Near(place(segment, (text, work), most));
        }
        Self::Exact(starts, ids.len())
    }

    /// The place next to what is laid: the nearest exact one on the right side, else the nearest on the other; else the
    /// best of what is like it.
    fn beside(&self, text: &PreparedText, side: Side) -> Option<Placement> {
        match self {
            Self::Exact(starts, words) => {
                let (right, other) = match side {
                    Side::After(end) => {
                        let at = starts.partition_point(|&start| start < end);
                        (
                            starts.get(at),
                            at.checked_sub(1).and_then(|at| starts.get(at)),
                        )
                    }
                    Side::Before(start) => {
                        let at = starts.partition_point(|&first| first + words <= start);
                        (
                            at.checked_sub(1).and_then(|at| starts.get(at)),
                            starts.get(at),
                        )
                    }
                };
                right.or(other).map(|&start| exact_placement(start, *words))
            }
            Self::Near(places) => places
                .iter()
                .min_by_key(|found| side.rank(found, text))
                .cloned(),
        }
    }
}

/// The other segments, each at its best place beside the ones already laid.
fn around(
    places: &[Places],
    anchor: usize,
    placement: Placement,
    text: &PreparedText,
) -> Option<Layout> {
    let mut laid: Vec<Option<Placement>> = vec![None; places.len()];
    laid[anchor] = Some(placement);
    for index in anchor + 1..places.len() {
        let before = laid[index - 1].as_ref()?.end;
        laid[index] = Some(places[index].beside(text, Side::After(before))?);
    }
    for index in (0..anchor).rev() {
        let after = laid[index + 1].as_ref()?.start;
        laid[index] = Some(places[index].beside(text, Side::Before(after))?);
    }
    let placements: Option<Vec<Placement>> = laid.into_iter().collect();
    placements.map(|placements| Layout { placements })
}

#[derive(Clone, Copy)]
enum Side {
    After(usize),
    Before(usize),
}

impl Side {
    /// Better first: fewer words that differ, the same article, the right side, the shorter way.
    fn rank(self, found: &Placement, text: &PreparedText) -> (usize, bool, bool, usize, usize) {
        let (edge, right, distance) = match self {
            Self::After(end) => (
                end.saturating_sub(1),
                found.start >= end,
                found.start.abs_diff(end),
            ),
            Self::Before(start) => (start, found.end <= start, found.end.abs_diff(start)),
        };
        let crosses = article(text, found.start) != article(text, edge);
        (found.cost, crosses, !right, distance, found.start)
    }
}

/// The places of one segment: all exact ones, else the best of those that share enough with it; none where more than
/// `most` words differ, for then the whole quotation is not found there.
fn place(segment: &Segment, (text, work): (&PreparedText, &Work), most: usize) -> Vec<Placement> {
    let ids = segment.ids(text);
    let starts = exact_starts(segment, &ids, (text, work), PLACES_MAX);
    if !starts.is_empty() {
        return starts
            .into_iter()
            .map(|start| exact_placement(start, ids.len()))
            .collect();
    }
    let near = (ids.len() / 8).clamp(2, NEAR_MAX);
    let words = segment.words().count();
    // Half of the words the same is the least that is evidence of a place.
    let most = most.min(words / 2);
    let at = |diagonals| best_of((segment, &ids), (text, work), diagonals, most);
    let runs = run_votes(&ids, text, work);
    let mut found = at(clusters(runs, near, RUN_DIAGONALS_MAX));
    if found.first().is_none_or(|best| best.cost > cost_max(words)) {
        let singles = word_votes(&ids, text);
        found.extend(at(clusters(singles, 1, WORD_DIAGONALS_MAX)));
        found.sort_by_key(|placement| (placement.cost, placement.start));
        found.dedup();
    }
    found
}

/// Where every word stands as quoted, case apart; brackets are in the way of that.
fn exact_starts(
    segment: &Segment,
    ids: &[u32],
    (text, work): (&PreparedText, &Work),
    most: usize,
) -> Vec<usize> {
    let plain = segment
        .elements
        .iter()
        .all(|element| matches!(element, Element::Word(_)));
    if ids.is_empty() || !plain || ids.contains(&UNKNOWN) {
        return Vec::new();
    }
    let runs = (0..ids.len().saturating_sub(2))
        .map(|at| (at, text.run_places([ids[at], ids[at + 1], ids[at + 2]])));
    let singles = (0..ids.len()).map(|at| (at, text.places(ids[at])));
    let rarest = if ids.len() >= 3 {
        runs.min_by_key(|(_, places)| places.len())
    } else {
        singles.min_by_key(|(_, places)| places.len())
    };
    let (at, places) = rarest.unwrap_or((0, &[]));
    work.count(ids.len() + places.len());
    let starts = places
        .iter()
        .filter_map(|&place| (place as usize).checked_sub(at));
    starts
        .filter(|&start| text.stands(start, ids))
        .take(most)
        .collect()
}

fn exact_placement(start: usize, words: usize) -> Placement {
    Placement {
        cost: 0,
        start,
        end: start + words,
        steps: (0..words).map(|q| Step::Same { q, s: start + q }).collect(),
    }
}

/// Diagonals that runs of three words vote for, the rarest runs first.
fn run_votes(ids: &[u32], text: &PreparedText, work: &Work) -> Vec<isize> {
    let mut runs: Vec<(usize, &[u32])> = ids
        .windows(3)
        .enumerate()
        .filter(|(_, run)| !run.contains(&UNKNOWN))
        .map(|(at, run)| (at, text.run_places([run[0], run[1], run[2]])))
        .filter(|(_, places)| !places.is_empty())
        .collect();
    runs.sort_by_key(|&(at, places)| (places.len(), at));
    let mut votes = Vec::new();
    for (at, places) in runs {
        if !votes.is_empty() && votes.len() + places.len() > VOTES_MAX {
            break;
        }
        work.count(places.len());
        let holds = places
            .iter()
            .filter(|&&place| text.stands(place as usize, &ids[at..at + 3]));
        votes.extend(
            holds
                .take(VOTES_MAX)
                .filter_map(|&place| diagonal(place, at)),
        );
    }
    votes
}

/// Diagonals that single words vote for, the rarest words first.
fn word_votes(ids: &[u32], text: &PreparedText) -> Vec<isize> {
    let mut singles: Vec<(usize, &[u32])> = ids
        .iter()
        .enumerate()
        .map(|(at, &id)| (at, text.places(id)))
        .filter(|(_, places)| !places.is_empty())
        .collect();
    singles.sort_by_key(|&(at, places)| (places.len(), at));
    let mut votes = Vec::new();
    for (at, places) in singles {
        if votes.len() + places.len() > VOTES_MAX {
            break;
        }
        votes.extend(places.iter().filter_map(|&place| diagonal(place, at)));
    }
    votes
}

fn diagonal(place: u32, at: usize) -> Option<isize> {
    Some(isize::try_from(place).ok()? - isize::try_from(at).ok()?)
}

/// The diagonals with the most votes within `near` of each other, at most `most`.
fn clusters(mut votes: Vec<isize>, near: usize, most: usize) -> Vec<isize> {
    votes.sort_unstable();
    let near = isize::try_from(near).unwrap_or(1);
    let mut clusters: Vec<(usize, isize)> = Vec::new();
    let mut start = 0;
    for end in 0..votes.len() {
        while votes[end] - votes[start] > near {
            start += 1;
        }
        let count = end + 1 - start;
        let middle = votes[start + count / 2];
        match clusters.last_mut() {
            Some((best, at)) if middle - *at <= near => {
                if count > *best {
                    (*best, *at) = (count, middle);
                }
            }
            _ => clusters.push((count, middle)),
        }
    }
    let order = |&(count, at): &(usize, isize)| (std::cmp::Reverse(count), at);
    if clusters.len() > most {
        clusters.select_nth_unstable_by_key(most, order);
        clusters.truncate(most);
    }
    clusters.sort_unstable_by_key(order);
    clusters.into_iter().map(|(_, at)| at).collect()
}

/// Aligns at some diagonals; the best first.
fn best_of(
    (segment, ids): (&Segment, &[u32]),
    (text, work): (&PreparedText, &Work),
    diagonals: Vec<isize>,
    most: usize,
) -> Vec<Placement> {
    let mut found: Vec<Placement> = diagonals
        .into_iter()
        .filter_map(|diagonal| align((segment, ids), text, diagonal, most, work))
        .collect();
    found.retain(|placement| is_evidence(segment, placement));
    found.sort_by_key(|placement| (placement.cost, placement.start));
    found.dedup();
    found
}

/// Whether enough is the same to speak of a place: half of the words, and one that carries content.
fn is_evidence(segment: &Segment, placement: &Placement) -> bool {
    let words = segment.words().count();
    let content = placement.steps.iter().any(|step| match step {
        Step::Same { q, .. } => match &segment.elements[*q] {
            Element::Word(word) => is_content(&word.lower, word.kind),
            Element::Bracket { .. } => false,
        },
        _ => false,
    });
    content && placement.cost * 2 <= words
}
