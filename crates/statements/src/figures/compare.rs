//! What became of the figures of one version in the next. Figures are paired through the alignment of the two texts,
//! sentence by sentence; a pair is classed by value, unit and written precision. States no reason and no verdict.

use copydesk_text::{Block, Op, PageSide, Span, Tokens, WireSide, disclose};

use super::{Approximation, Figure, FigureKind, FigureSettings, Number, find_figures};

/// Figures of one sentence that one figure is compared with at most.
const SENTENCE_FIGURES_MAX: usize = 64;

/// What became of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FigureClass {
    /// Written the same.
    Same,
    /// The same value written otherwise: nine-fold and ninefold.
    Reformatted,
    /// The same value in another unit, within its written precision.
    Converted,
    /// One is the other rounded to fewer digits.
    Rounded,
    /// Another value, bound or unit.
    Changed,
    /// Only in the newer version.
    Added,
    /// Only in the older version.
    Removed,
}

impl FigureClass {
    /// The name used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Reformatted => "reformatted",
            Self::Converted => "converted",
            Self::Rounded => "rounded",
            Self::Changed => "changed",
            Self::Added => "added",
            Self::Removed => "removed",
        }
    }
}

/// One figure of either version, or a pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureChange {
    /// What became of it.
    pub class: FigureClass,
    /// In the older version.
    pub old: Option<Figure>,
    /// In the newer version.
    pub new: Option<Figure>,
}

/// Compares the figures of two versions of a text, paragraphs parted by two U+000A. In the order of the newer version;
/// what is gone stands last.
///
/// ```
/// use copydesk_statements::figures::{FigureClass, FigureSettings, compare_figures};
/// let old = "Trade grew nine-fold to $1bn within a year, the ministry of trade said on the record.";
/// let new = "Trade grew ninefold to $1.2 billion within a year, the ministry of trade said on the record.";
/// let changes = compare_figures(old, new, FigureSettings::default());
/// assert_eq!(changes[0].class, FigureClass::Reformatted);
/// assert_eq!(changes[1].class, FigureClass::Changed);
/// ```
#[must_use]
pub fn compare_figures(old: &str, new: &str, settings: FigureSettings) -> Vec<FigureChange> {
    let olds = find_figures(old, settings);
    let news = find_figures(new, settings);
    let places = places(old, new, &olds);
    let sentences = sentences(new);
    let mut partner: Vec<Option<usize>> = vec![None; news.len()];
    let mut gone: Vec<usize> = Vec::new();
    for (index, place) in places.iter().enumerate() {
        match place {
            Place::Kept(span) => match news.binary_search_by_key(span, |figure| figure.span).ok() {
                Some(found) => partner[found] = Some(index),
                None => gone.push(index),
            },
            Place::Near(_) => gone.push(index),
        }
    }
    pair(&olds, &news, &places, &sentences, &mut partner, &mut gone);
    let pairs = news.iter().zip(&partner).map(|(new, old)| match old {
        Some(old) => FigureChange {
            class: class_of(&olds[*old], new),
            old: Some(olds[*old].clone()),
            new: Some(new.clone()),
        },
        None => FigureChange {
            class: FigureClass::Added,
            old: None,
            new: Some(new.clone()),
        },
    });
    let removed = gone.iter().map(|&index| FigureChange {
        class: FigureClass::Removed,
        old: Some(olds[index].clone()),
        new: None,
    });
    pairs.chain(removed).collect()
}

/// Where a figure of the older version stands, or would stand, in the newer one.
enum Place {
    /// In bytes that were kept.
    Kept(Span),
    /// Near this byte.
    Near(usize),
}

fn places(old: &str, new: &str, olds: &[Figure]) -> Vec<Place> {
    let blocks = |text: &str| text.split("\n\n").map(Block::paragraph).collect::<Vec<_>>();
    let wire = WireSide {
        blocks: blocks(old),
        ..WireSide::default()
    };
    let page = PageSide {
        blocks: blocks(new),
        ..PageSide::default()
    };
    let disclosure = disclose(&wire, &page);
    let mut operations: Vec<(Span, Span, bool)> = disclosure
        .operations()
        .iter()
        .filter_map(|op| {
            Some((
                op.wire_span?,
                op.page_span,
                matches!(op.op, Op::Keep | Op::Move),
            ))
        })
        .collect();
    operations.sort_by_key(|(wire, ..)| wire.start);
    let of = |figure: &Figure| {
        let index = operations.partition_point(|(wire, ..)| wire.end <= figure.span.start);
        let Some(&(wire, page, kept)) = operations.get(index) else {
            return Place::Near(new.len());
        };
        let inside = figure.span.start.saturating_sub(wire.start);
        if kept && wire.start <= figure.span.start && figure.span.end <= wire.end {
            let start = page.start + inside;
            return Place::Kept(Span::new(start, start + figure.span.len()));
        }
        Place::Near((page.start + inside).min(page.end))
    };
    olds.iter().map(of).collect()
}

/// First byte of each sentence.
fn sentences(text: &str) -> Vec<usize> {
    let tokens = Tokens::read(text);
    tokens
        .iter()
        .filter(|token| token.opens_sentence)
        .map(|token| token.span.start)
        .collect()
}

/// Pairs what is left, within one sentence of the newer text: the closest in meaning first, then in place.
fn pair(
    olds: &[Figure],
    news: &[Figure],
    places: &[Place],
    sentences: &[usize],
    partner: &mut [Option<usize>],
    gone: &mut Vec<usize>,
) {
    let sentence = |at: usize| sentences.partition_point(|&start| start <= at);
    let mut candidates = Vec::new();
    for &old in gone.iter() {
        let at = match places[old] {
            Place::Kept(span) => span.start,
            Place::Near(at) => at,
        };
        let from = news.partition_point(|figure| sentence(figure.span.start) < sentence(at));
        let here = news[from..]
            .iter()
            .take_while(|figure| sentence(figure.span.start) == sentence(at));
        for new in (from..)
            .take(here.count().min(SENTENCE_FIGURES_MAX))
            .filter(|&new| partner[new].is_none())
        {
            let nearness = likeness(&olds[old], &news[new]);
            candidates.push((nearness, news[new].span.start.abs_diff(at), old, new));
        }
    }
    candidates.sort_unstable();
    let mut paired = vec![false; olds.len()];
    for (_, _, old, new) in candidates {
        if partner[new].is_none() && !paired[old] {
            partner[new] = Some(old);
            paired[old] = true;
        }
    }
    gone.retain(|&old| !paired[old]);
}

/// 0 for the same value, then by class, then by kind.
fn likeness(old: &Figure, new: &Figure) -> u8 {
    match class_of(old, new) {
        FigureClass::Same => 0,
        FigureClass::Reformatted => 1,
        FigureClass::Converted => 2,
        FigureClass::Rounded => 3,
        _ if old.kind == new.kind && old.unit == new.unit => 4,
        _ if old.kind == new.kind => 5,
        _ => 6,
    }
}

fn class_of(old: &Figure, new: &Figure) -> FigureClass {
    if old.as_written == new.as_written
        && old.bound == new.bound
        && old.approx == new.approx
        && old.kind == new.kind
    {
        return FigureClass::Same;
    }
    if old.kind != new.kind || old.bound != new.bound {
        return FigureClass::Changed;
    }
    let value = |figure: &Figure| figure.low.zip(figure.high);
    let same_unit = old.unit == new.unit;
    if same_unit && old.approx == new.approx && old.candidates == new.candidates {
        let vague = old.kind == FigureKind::Vague
            && old.as_written.to_lowercase() == new.as_written.to_lowercase();
        if vague || (value(old).is_some() && value(old) == value(new)) {
            return FigureClass::Reformatted;
        }
    }
    if !same_unit {
        return if is_converted(old, new) {
            FigureClass::Converted
        } else {
            FigureClass::Changed
        };
    }
    if is_rounded(old, new) {
        FigureClass::Rounded
    } else {
        FigureClass::Changed
    }
}

/// The same in SI units, within half of the coarser last digit.
fn is_converted(old: &Figure, new: &Figure) -> bool {
    let (Some(a), Some(b)) = (old.si(), new.si()) else {
        return false;
    };
    if a.2 != b.2 {
        return false;
    }
    let step = |figure: &Figure| {
        figure
            .unit
            .zip(figure.step)
            .and_then(|(unit, step)| unit.step_to_si(step))
    };
    let coarser = match (step(old), step(new)) {
        (Some(x), Some(y)) => {
            if x.at_most(y) {
                y
            } else {
                x
            }
        }
        (Some(only), None) | (None, Some(only)) => only,
        (None, None) => return a == b,
    };
    within_half(a.0, b.0, coarser) && within_half(a.1, b.1, coarser)
}

fn within_half(a: Number, b: Number, step: Number) -> bool {
    let half = Number::ratio(1, 2).and_then(|half| step.times(half));
    let distance = a.minus(b).map(Number::magnitude);
    half.zip(distance)
        .is_some_and(|(half, distance)| distance.at_most(half))
}

/// Whether `coarse` is `fine` with fewer digits: at least two of them left, or called approximate. The other way round
/// a figure became more exact, which is news: changed.
fn is_rounded(fine: &Figure, coarse: &Figure) -> bool {
    let (Some(a), Some(b)) = (fine.step, coarse.step) else {
        return false;
    };
    let (Some(x), Some(y)) = (fine.low.zip(fine.high), coarse.low.zip(coarse.high)) else {
        return false;
    };
    let ten = b.times(Number::whole(10));
    let two_digits = ten.is_some_and(|ten| ten.at_most(y.0.magnitude()));
    let told = two_digits || coarse.approx == Approximation::Approximate;
    told && a.at_most(b) && a != b && within_half(x.0, y.0, b) && within_half(x.1, y.1, b)
}
