//! Two documents article by article: which belongs to which, what became of it, and the words. Says nothing about what
//! a change means. Texts in different languages are paired by number alone, without a word compared.

mod cosine;
mod logarithm;
mod matching;
mod words;

pub(crate) use cosine::{Map, Terms, tokens};
pub use matching::{Aligned, align};
pub use words::Edit;

use std::collections::BTreeMap;

use copydesk_text::{Label, Op, Span};

use crate::{Document, Number, SegmentKind};

/// What became of the articles of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// The same words; the number may differ.
    Same,
    /// Other words.
    Reworded,
    /// In another place among its neighbours; the words may differ, too.
    Moved,
    /// One became several.
    Split,
    /// Several became one.
    Merged,
    /// Nothing on the right belongs to it.
    OnlyLeft,
    /// Nothing on the left belongs to it.
    OnlyRight,
}

impl Relation {
    /// The name used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Reworded => "reworded",
            Self::Moved => "moved",
            Self::Split => "split",
            Self::Merged => "merged",
            Self::OnlyLeft => "only_left",
            Self::OnlyRight => "only_right",
        }
    }
}

/// Parts of both documents that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Indexes of segments on the left.
    pub left: Vec<usize>,
    /// Indexes of segments on the right.
    pub right: Vec<usize>,
    /// What became of them.
    pub relation: Relation,
    /// Words that both share, of a thousand; `None` where no words were compared.
    pub similarity_words: Option<u32>,
    /// The words; empty where none were compared.
    pub operations: Vec<Edit>,
    /// The paragraphs inside, without operations of their own.
    pub paragraphs: Vec<Pair>,
}

/// How articles were paired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PairedBy {
    /// By their words.
    Words,
    /// By their numbers: the languages differ.
    Number,
}

/// The comparison of two documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diff {
    /// How articles were paired.
    pub paired_by: PairedBy,
    /// The pairs in the order of the right document, each that is only on the left where it stood.
    pub pairs: Vec<Pair>,
}

impl Diff {
    /// The right text, made of the left one and the operations; `None` where no words were compared.
    #[must_use]
    pub fn apply(&self, left: &str) -> Option<String> {
        if self.paired_by == PairedBy::Number {
            return None;
        }
        let mut edits: Vec<&Edit> = self
            .pairs
            .iter()
            .flat_map(|pair| &pair.operations)
            .collect();
        edits.sort_by_key(|edit| edit.right.start);
        let mut out = String::new();
        for edit in edits {
            match (edit.op, edit.left, &edit.text) {
                (Op::Keep | Op::Move, Some(span), _) => {
                    out.push_str(left.get(span.start..span.end)?)
                }
                (Op::Insert | Op::Replace, _, Some(text)) => out.push_str(text),
                _ => {}
            }
        }
        Some(out)
    }
}

/// Compares two documents.
///
/// # Properties
/// Unless the languages differ, `diff(a, b).apply(&a.text)` is `b.text`.
///
/// ```
/// use copydesk_documents::{ReadHint, Relation, diff, read};
/// let one = |raw: &str| read(raw.as_bytes(), &ReadHint::default()).unwrap().remove(0);
/// let old = one("Article 1\nThe lake is shared by both towns.\nArticle 2\nFerries run each day.\n");
/// let new = one("Article 1\nFerries run each day.\nArticle 2\nThe lake is shared by all the towns.\n");
/// let found = diff(&old, &new);
/// assert_eq!(found.apply(&old.text).as_deref(), Some(new.text.as_str()));
/// assert!(found.pairs.iter().any(|pair| pair.relation == Relation::Moved));
/// ```
#[must_use]
pub fn diff(left: &Document, right: &Document) -> Diff {
    if languages_differ(left, right) {
        return Diff {
            paired_by: PairedBy::Number,
            pairs: by_number(left, right),
        };
    }
    let comparing = Comparing {
        left,
        right,
        left_units: units(left),
        right_units: units(right),
    };
    Diff {
        paired_by: PairedBy::Words,
        pairs: comparing.pairs(),
    }
}

fn languages_differ(left: &Document, right: &Document) -> bool {
    let primary = |document: &Document| {
        let language = document.facts.language.as_deref()?;
        Some(
            language
                .split(['-', '_'])
                .next()
                .unwrap_or("")
                .to_ascii_lowercase(),
        )
    };
    matches!((primary(left), primary(right)), (Some(a), Some(b)) if a != b)
}

fn by_number(left: &Document, right: &Document) -> Vec<Pair> {
    let rights: Vec<usize> = right.articles().collect();
    let mut by_id: BTreeMap<&str, usize> = BTreeMap::new();
    let mut by_number: BTreeMap<Number, Vec<usize>> = BTreeMap::new();
    for (index, &at) in rights.iter().enumerate().rev() {
        by_id.insert(&right.segments[at].id, index);
        if let Some(number) = right.segments[at].number {
            by_number.entry(number).or_default().push(index);
        }
    }
    let mut taken = vec![false; rights.len()];
    let mut pairs = Vec::new();
    // What is only on the right stands after the pair of the article before it.
    let mut pair_of_right: Vec<Option<usize>> = vec![None; rights.len()];
    for at in left.articles() {
        let segment = &left.segments[at];
        let same_id = by_id
            .get(segment.id.as_str())
            .copied()
            .filter(|&index| !taken[index]);
        let same_number = || {
            let places = by_number.get_mut(&segment.number?)?;
            std::iter::from_fn(|| places.pop()).find(|&index| !taken[index])
        };
        match same_id
            .filter(|_| segment.number.is_some())
            .or_else(same_number)
        {
            Some(index) => {
                taken[index] = true;
                pair_of_right[index] = Some(pairs.len());
                pairs.push(bare(vec![at], vec![rights[index]], Relation::Reworded));
            }
            None => pairs.push(bare(vec![at], Vec::new(), Relation::OnlyLeft)),
        }
    }
    let mut after: Vec<Vec<Pair>> = vec![Vec::new(); pairs.len() + 1];
    let mut last = pairs.len();
    for (index, pair) in pair_of_right.iter().enumerate() {
        match pair {
            Some(pair) => last = *pair,
            None => after[last].push(bare(Vec::new(), vec![rights[index]], Relation::OnlyRight)),
        }
    }
    let mut ordered = after.pop().unwrap_or_default();
    for (pair, mut behind) in pairs.into_iter().zip(after) {
        ordered.push(pair);
        ordered.append(&mut behind);
    }
    ordered
}

/// A part of a document that is compared as a whole; units tile the text.
#[derive(Clone, Copy, Debug)]
struct Unit {
    segment: usize,
    span: Span,
    /// Whether it is aligned by its words: an article, or a paragraph where there are none.
    is_article: bool,
}

/// Articles, and between them what belongs to no article, each part by its segment.
fn units(document: &Document) -> Vec<Unit> {
    let has_articles = document.articles().next().is_some();
    let mut units: Vec<Unit> = Vec::new();
    for (at, segment) in document.segments.iter().enumerate() {
        let until = units.last().map_or(0, |unit| unit.span.end);
        if segment.span.end <= until && !segment.span.is_empty() {
            continue;
        }
        let aligned =
            segment.kind == SegmentKind::Article || (!has_articles && segment.parent.is_none());
        let holds = matches!(
            segment.kind,
            SegmentKind::Chapter | SegmentKind::Section | SegmentKind::Annex
        );
        let end = if aligned || !holds {
            segment.span.end
        } else {
            head_end(document, at)
        };
        if segment.span.start >= until && end > segment.span.start {
            units.push(Unit {
                segment: at,
                span: Span::new(segment.span.start, end),
                is_article: aligned,
            });
        }
    }
    // Text of chapters around their children belongs to the unit before it.
    let starts: Vec<usize> = units.iter().skip(1).map(|unit| unit.span.start).collect();
    for (unit, next) in units
        .iter_mut()
        .zip(starts.into_iter().chain([document.text.len()]))
    {
        unit.span.end = next;
    }
    if let Some(first) = units.first_mut() {
        first.span.start = 0;
    }
    units
}

/// Where the children of a chapter that hold articles begin.
fn head_end(document: &Document, at: usize) -> usize {
    let inner = |index: &usize| {
        let kind = document.segments[*index].kind;
        !matches!(
            kind,
            SegmentKind::Paragraph | SegmentKind::Point | SegmentKind::Recital
        )
    };
    let end = document.segments[at].span.end;
    document
        .children(at)
        .find(inner)
        .map_or(end, |child| document.segments[child].span.start)
}

struct Comparing<'a> {
    left: &'a Document,
    right: &'a Document,
    left_units: Vec<Unit>,
    right_units: Vec<Unit>,
}

impl Comparing<'_> {
    fn pairs(&self) -> Vec<Pair> {
        let mut matched = self.articles();
        matched.extend(self.others());
        let moved = moved(&matched);
        let mut pair_of_right: Vec<Option<usize>> = vec![None; self.right_units.len()];
        for (index, aligned) in matched.iter().enumerate() {
            aligned
                .right
                .iter()
                .for_each(|&at| pair_of_right[at] = Some(index));
        }
        let only = |left: Option<usize>, right: Option<usize>| Aligned {
            left: left.into_iter().collect(),
            right: right.into_iter().collect(),
        };
        // What is only on the left stands after the pair of the unit before it.
        let mut after: Vec<Vec<Pair>> = vec![Vec::new(); matched.len() + 1];
        let mut last = matched.len();
        let pair_of_left = pair_of_left(&matched, self.left_units.len());
        for (at, index) in pair_of_left.iter().enumerate() {
            match index {
                Some(index) => last = *index,
                None => after[last].push(self.pair(&only(Some(at), None), false)),
            }
        }
        let mut pairs = after.pop().unwrap_or_default();
        for (at, index) in pair_of_right.iter().enumerate() {
            match index {
                Some(index) if matched[*index].right[0] != at => {}
                Some(index) => {
                    pairs.push(self.pair(&matched[*index], moved[*index]));
                    pairs.append(&mut after[*index]);
                }
                None => pairs.push(self.pair(&only(None, Some(at)), false)),
            }
        }
        pairs
    }

    /// Articles by their words.
    fn articles(&self) -> Vec<Aligned> {
        let places = |units: &[Unit]| -> Vec<usize> {
            (0..units.len())
                .filter(|&at| units[at].is_article)
                .collect()
        };
        let (lefts, rights) = (places(&self.left_units), places(&self.right_units));
        let words = |document: &'_ Document, unit: &Unit| -> String {
            compared_words(document, unit.segment, unit.span)
        };
        let left_words: Vec<String> = lefts
            .iter()
            .map(|&at| words(self.left, &self.left_units[at]))
            .collect();
        let right_words: Vec<String> = rights
            .iter()
            .map(|&at| words(self.right, &self.right_units[at]))
            .collect();
        let left_words: Vec<&str> = left_words.iter().map(String::as_str).collect();
        let right_words: Vec<&str> = right_words.iter().map(String::as_str).collect();
        align(&left_words, &right_words)
            .into_iter()
            .map(|aligned| Aligned {
                left: aligned.left.into_iter().map(|at| lefts[at]).collect(),
                right: aligned.right.into_iter().map(|at| rights[at]).collect(),
            })
            .collect()
    }

    /// What is no article: by kind, chapters by their headings first.
    fn others(&self) -> Vec<Aligned> {
        let mut free: BTreeMap<(&str, String), Vec<usize>> = BTreeMap::new();
        for (at, unit) in self
            .right_units
            .iter()
            .enumerate()
            .rev()
            .filter(|(_, unit)| !unit.is_article)
        {
            free.entry(likeness(self.right, unit)).or_default().push(at);
        }
        let pair = |(at, unit): (usize, &Unit)| {
            let other = free.get_mut(&likeness(self.left, unit))?.pop()?;
            Some(Aligned {
                left: vec![at],
                right: vec![other],
            })
        };
        let lefts = self
            .left_units
            .iter()
            .enumerate()
            .filter(|(_, unit)| !unit.is_article);
        lefts.filter_map(pair).collect()
    }

    fn pair(&self, aligned: &Aligned, moved: bool) -> Pair {
        let spans = |units: &[Unit], taken: &[usize]| -> Vec<Span> {
            taken.iter().map(|&at| units[at].span).collect()
        };
        let (lefts, rights) = (
            spans(&self.left_units, &aligned.left),
            spans(&self.right_units, &aligned.right),
        );
        let mut operations = words::edits(&self.left.text, &lefts, &self.right.text, &rights);
        if rights.is_empty() {
            // What the right side has not, it would have at its end.
            let place = self.right.text.len();
            operations
                .iter_mut()
                .for_each(|edit| edit.right = Span::new(place, place));
        }
        let relation = match (aligned.left.len(), aligned.right.len()) {
            (_, 0) => Relation::OnlyLeft,
            (0, _) => Relation::OnlyRight,
            (1, 1) if moved => Relation::Moved,
            (1, 1) if self.reads_the_same(aligned, &operations) => Relation::Same,
            (1, 1) => Relation::Reworded,
            (1, _) => Relation::Split,
            _ => Relation::Merged,
        };
        if moved {
            for edit in operations.iter_mut().filter(|edit| edit.op == Op::Keep) {
                edit.op = Op::Move;
            }
        }
        let segments = |units: &[Unit], taken: &[usize]| -> Vec<usize> {
            taken.iter().map(|&at| units[at].segment).collect()
        };
        let left = segments(&self.left_units, &aligned.left);
        let right = segments(&self.right_units, &aligned.right);
        let both = !lefts.is_empty() && !rights.is_empty();
        Pair {
            similarity_words: both.then(|| self.similarity(&operations, &lefts, &rights)),
            paragraphs: if both {
                self.paragraphs(&left, &right)
            } else {
                Vec::new()
            },
            left,
            right,
            relation,
            operations,
        }
    }

    /// Whether all that differs is the label and typography.
    fn reads_the_same(&self, aligned: &Aligned, operations: &[Edit]) -> bool {
        let label = |document: &Document, units: &[Unit], at: &[usize]| {
            at.first()
                .and_then(|&at| document.segments[units[at].segment].label)
                .map_or(0, |label| label.end)
        };
        let left_from = label(self.left, &self.left_units, &aligned.left);
        let right_from = label(self.right, &self.right_units, &aligned.right);
        operations.iter().all(|edit| {
            let alike =
                matches!(edit.label, Label::Same | Label::Typographic) && edit.op != Op::Delete;
            let in_label = edit.left.is_none_or(|left| left.end <= left_from)
                && edit.right.end <= right_from.max(edit.right.start);
            alike || in_label || self.is_blank(edit)
        })
    }

    fn is_blank(&self, edit: &Edit) -> bool {
        let blank = |text: &str| text.trim().is_empty();
        edit.left.is_none_or(|left| blank(self.left.words(left)))
            && blank(self.right.words(edit.right))
    }

    /// Words that stand on both sides, of a thousand.
    fn similarity(&self, operations: &[Edit], lefts: &[Span], rights: &[Span]) -> u32 {
        let count = |text: &str| {
            let mut words = 0_u64;
            cosine::words(text, |_| words += 1);
            words
        };
        let all: u64 = lefts
            .iter()
            .map(|&span| count(self.left.words(span)))
            .sum::<u64>()
            + rights
                .iter()
                .map(|&span| count(self.right.words(span)))
                .sum::<u64>();
        let kept: u64 = operations
            .iter()
            .filter(|edit| edit.label != Label::Edited && edit.left.is_some())
            .map(|edit| count(self.right.words(edit.right)))
            .sum();
        u32::try_from((2 * kept * 1000).checked_div(all).unwrap_or(1000).min(1000)).unwrap_or(1000)
    }

    /// Paragraphs inside a pair, aligned the same way.
    fn paragraphs(&self, left: &[usize], right: &[usize]) -> Vec<Pair> {
        let inside = |document: &Document, own: &[usize]| -> Vec<usize> {
            let paragraph = |&at: &usize| {
                matches!(
                    document.segments[at].kind,
                    SegmentKind::Paragraph | SegmentKind::Recital
                )
            };
            own.iter()
                .flat_map(|&at| document.children(at))
                .filter(paragraph)
                .collect()
        };
        let (lefts, rights) = (inside(self.left, left), inside(self.right, right));
        if lefts.len() < 2 && rights.len() < 2 {
            return Vec::new();
        }
        let words = |document: &'_ Document, all: &[usize]| -> Vec<String> {
            all.iter()
                .map(|&at| document.words(document.segments[at].span).to_owned())
                .collect()
        };
        let (a, b) = (words(self.left, &lefts), words(self.right, &rights));
        let a: Vec<&str> = a.iter().map(String::as_str).collect();
        let b: Vec<&str> = b.iter().map(String::as_str).collect();
        let aligned = align(&a, &b);
        let moved = moved(&aligned);
        let mut pairs: Vec<Pair> = Vec::new();
        for (one, moved) in aligned.iter().zip(moved) {
            let same = one.left.len() == 1
                && one.right.len() == 1
                && a[one.left[0]].trim() == b[one.right[0]].trim();
            let relation = match (one.left.len(), one.right.len()) {
                (1, 1) if moved => Relation::Moved,
                (1, 1) if same => Relation::Same,
                (1, 1) => Relation::Reworded,
                (1, _) => Relation::Split,
                _ => Relation::Merged,
            };
            pairs.push(bare(
                one.left.iter().map(|&at| lefts[at]).collect(),
                one.right.iter().map(|&at| rights[at]).collect(),
                relation,
            ));
        }
        let (mut left_free, mut right_free) = (vec![true; lefts.len()], vec![true; rights.len()]);
        for one in &aligned {
            one.left.iter().for_each(|&at| left_free[at] = false);
            one.right.iter().for_each(|&at| right_free[at] = false);
        }
        let free = |all: &[usize], free: &[bool]| -> Vec<usize> {
            all.iter()
                .zip(free)
                .filter(|(_, free)| **free)
                .map(|(&at, _)| at)
                .collect()
        };
        let only_left = free(&lefts, &left_free)
            .into_iter()
            .map(|at| bare(vec![at], Vec::new(), Relation::OnlyLeft));
        pairs.extend(only_left);
        let only_right = free(&rights, &right_free)
            .into_iter()
            .map(|at| bare(Vec::new(), vec![at], Relation::OnlyRight));
        pairs.extend(only_right);
        pairs.sort_by_key(|pair| {
            (
                pair.right.first().copied().unwrap_or(usize::MAX),
                pair.left.first().copied(),
            )
        });
        pairs
    }
}

/// What units that are no articles are paired by: their kind, and of chapters the letters of the heading.
fn likeness(document: &Document, unit: &Unit) -> (&'static str, String) {
    let segment = &document.segments[unit.segment];
    let holds = matches!(
        segment.kind,
        SegmentKind::Chapter | SegmentKind::Section | SegmentKind::Annex
    );
    let heading = segment
        .heading
        .filter(|_| holds)
        .map_or("", |heading| document.words(heading));
    let letters = heading.chars().filter(|letter| letter.is_alphanumeric());
    (
        segment.kind.name(),
        letters.flat_map(char::to_lowercase).collect(),
    )
}

fn pair_of_left(matched: &[Aligned], units: usize) -> Vec<Option<usize>> {
    let mut pair_of_left = vec![None; units];
    for (index, aligned) in matched.iter().enumerate() {
        aligned
            .left
            .iter()
            .for_each(|&at| pair_of_left[at] = Some(index));
    }
    pair_of_left
}

fn bare(left: Vec<usize>, right: Vec<usize>, relation: Relation) -> Pair {
    Pair {
        left,
        right,
        relation,
        similarity_words: None,
        operations: Vec::new(),
        paragraphs: Vec::new(),
    }
}

/// The words that articles are aligned by: all but the label, whose number says nothing.
fn compared_words(document: &Document, segment: usize, span: Span) -> String {
    let from = document.segments[segment]
        .label
        .map_or(span.start, |label| label.end.clamp(span.start, span.end));
    document.words(Span::new(from, span.end)).to_owned()
}

/// Which pairs stand out of order: those outside of the longest run that both sides have in one order.
fn moved(aligned: &[Aligned]) -> Vec<bool> {
    let mut order: Vec<usize> = (0..aligned.len()).collect();
    order.sort_by_key(|&at| aligned[at].right.first().copied());
    // Longest increasing subsequence of the left places, by patience; `tails[n]` ends the best run of n + 1.
    let place = |at: usize| aligned[at].left.first().copied().unwrap_or(0);
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; aligned.len()];
    for &at in &order {
        let slot = tails.partition_point(|&tail| place(tail) < place(at));
        before[at] = slot.checked_sub(1).map(|slot| tails[slot]);
        if slot == tails.len() {
            tails.push(at);
        } else {
            tails[slot] = at;
        }
    }
    let mut moved = vec![true; aligned.len()];
    let mut at = tails.last().copied();
    while let Some(index) = at {
        moved[index] = false;
        at = before[index];
    }
    moved
}
