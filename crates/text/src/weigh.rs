//! Weighs operations: what was stripped, inserted, counted, and the verdict that follows. Reads operations and both
//! texts only, so that a stored disclosure is weighed by the same rules; never aligns.

use std::ops::Range;

use crate::align::intern;
use crate::compared::{Gap, Text, Token};
use crate::disclosure::{
    Counts, Insertion, InsertionKind, Label, Level, Op, Operation, PageSide, Place, Strip,
    StripSide, Verdict,
};
use crate::fold::plain;
use crate::house::HouseMap;
use crate::moved::moved;
use crate::restyled::Passage;
use crate::scan::Kind;
use crate::strip::Candidate;
use crate::{Span, floor, words};

/// What the operations amount to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Weighed {
    pub verdict: Verdict,
    pub level: Option<Level>,
    pub counts: Counts,
    pub stripped: Vec<Strip>,
    pub insertions: Vec<Insertion>,
    /// Whether every passage that is the wire's reads as sent, wherever it stands.
    pub passages_unmodified: bool,
    /// Words that moved with less than a sentence.
    pub words_moved_alone: usize,
}

/// Both texts and their operations.
pub(crate) struct Weighing<'a> {
    pub wire: &'a Text,
    pub page: &'a Text,
    pub operations: &'a [Operation],
    pub candidates: &'a [Candidate],
    pub hints: &'a PageSide,
    pub map: &'a HouseMap,
    /// Whether the wire text is of several wires.
    pub combined: bool,
    /// Whether the texts are below the floor, if that is known.
    pub below_floor: Option<bool>,
    pub bounded_gaps: usize,
}

/// Tokens of an operation on both sides.
struct Covered {
    wire: Range<usize>,
    page: Range<usize>,
}

/// What the edited operations come to beside strips and insertions.
#[derive(Default)]
struct Edits {
    modified: bool,
    moved: bool,
    cut: bool,
    words_moved_alone: usize,
}

/// Weighs.
pub(crate) fn weigh(weighing: &Weighing) -> Weighed {
    let covered: Vec<Covered> = weighing
        .operations
        .iter()
        .map(|op| cover(weighing, op))
        .collect();
    let stripped = strips(weighing, &covered);
    let insertions = insertions(weighing, &stripped);
    let named = |op: usize| {
        stripped.iter().any(|strip| strip.operation == op)
            || insertions.iter().any(|insertion| insertion.operation == op)
    };
    let named: Vec<bool> = (0..weighing.operations.len()).map(named).collect();
    let mut counts = Counts {
        bounded_gaps: weighing.bounded_gaps,
        ..Counts::default()
    };
    count_words(weighing, &covered, &named, &mut counts);
    let words = |op: usize| weighing.wire.words(covered[op].wire.clone());
    let moved = moved(weighing.operations, words);
    let edits = edits(weighing, &covered, &named, &stripped, &moved, &mut counts);
    let level = level(weighing, &covered, &moved, &mut counts);
    let verdict = verdict(weighing, &edits, &insertions, level, &counts);
    let counts_house = counts.words_house;
    let differs = matches!(verdict, Verdict::Modified | Verdict::DifferentText);
    Weighed {
        verdict,
        level: level.filter(|_| !differs),
        counts,
        stripped,
        insertions,
        passages_unmodified: !edits.modified && counts_house == 0,
        words_moved_alone: edits.words_moved_alone,
    }
}

fn cover(weighing: &Weighing, op: &Operation) -> Covered {
    let wire = op
        .wire_span
        .map_or(0..0, |span| weighing.wire.tokens_in(span));
    let page = if op.page_span.is_empty() {
        0..0
    } else {
        weighing.page.tokens_in(op.page_span)
    };
    Covered { wire, page }
}

/// The candidates that an operation of their own takes away or adds.
fn strips(weighing: &Weighing, covered: &[Covered]) -> Vec<Strip> {
    let mut out = Vec::new();
    for candidate in weighing.candidates {
        let (wanted, text) = match candidate.side {
            StripSide::Wire => (Op::Delete, weighing.wire),
            StripSide::Page => (Op::Insert, weighing.page),
        };
        let found = weighing
            .operations
            .iter()
            .zip(covered)
            .position(|(op, covered)| {
                let own = if candidate.side == StripSide::Wire {
                    &covered.wire
                } else {
                    &covered.page
                };
                op.op == wanted && *own == candidate.tokens
            });
        if let Some(operation) = found {
            let tokens = &text.tokens[candidate.tokens.clone()];
            let start = tokens.first().map_or(0, |token| token.start as usize);
            let end = tokens.last().map_or(start, |token| token.end as usize);
            let text = text.flat[start..end].to_owned();
            out.push(Strip {
                kind: candidate.kind,
                side: candidate.side,
                text,
                operation,
            });
        }
    }
    out
}

/// Blocks of the page that came in by an insert of their own.
fn insertions(weighing: &Weighing, stripped: &[Strip]) -> Vec<Insertion> {
    let mut out = Vec::new();
    let last_matched = last_matched_token(weighing);
    for (operation, op) in weighing.operations.iter().enumerate() {
        let is_strip = stripped.iter().any(|strip| strip.operation == operation);
        if op.op != Op::Insert || is_strip {
            continue;
        }
        let tokens = weighing.page.tokens_in(op.page_span);
        let Some(first) = weighing
            .page
            .tokens
            .get(tokens.start)
            .filter(|_| !tokens.is_empty())
        else {
            continue;
        };
        let block = &weighing.page.blocks[first.block as usize];
        if block.tokens != tokens {
            continue;
        }
        let standfirst = weighing.hints.standfirst == Some(block.origin);
        let hint = weighing
            .hints
            .asides
            .iter()
            .find(|(index, _)| *index == block.origin);
        let kind = match hint {
            _ if standfirst => InsertionKind::HouseText,
            Some(&(_, kind)) => kind,
            None => InsertionKind::HouseText,
        };
        let place = match last_matched {
            _ if standfirst => Place::Standfirst,
            Some(last) if tokens.start > last => Place::End,
            _ => Place::Inside,
        };
        out.push(Insertion {
            kind,
            place,
            operation,
        });
    }
    out
}

fn last_matched_token(weighing: &Weighing) -> Option<usize> {
    let matched = |op: &&Operation| matches!(op.op, Op::Keep | Op::Replace | Op::Move);
    let last = weighing.operations.iter().rev().filter(matched);
    last.map(|op| weighing.page.tokens_in(op.page_span))
        .find(|tokens| !tokens.is_empty())
        .map(|t| t.end - 1)
}

fn count_words(weighing: &Weighing, covered: &[Covered], named: &[bool], counts: &mut Counts) {
    let (wire, page) = (weighing.wire, weighing.page);
    counts.words_wire = wire.words(0..wire.tokens.len());
    counts.words_page = page.words(0..page.tokens.len());
    for ((op, covered), &named) in weighing.operations.iter().zip(covered).zip(named) {
        let (a, b) = (
            wire.words(covered.wire.clone()),
            page.words(covered.page.clone()),
        );
        match (op.op, op.label) {
            (Op::Keep, _) => counts.words_same += a,
            (_, Label::House) => {
                let restyled = restyled(weighing, op).min(a);
                counts.words_house += restyled;
                counts.words_same += a - restyled;
            }
            (Op::Move, _) => counts.words_moved += a,
            (_, Label::Edited) if !named => {
                counts.words_changed += a.min(b);
                counts.words_removed += a - a.min(b);
                counts.words_added += b - a.min(b);
                gravity(weighing, covered, counts);
            }
            _ => {}
        }
    }
}

fn restyled(weighing: &Weighing, op: &Operation) -> usize {
    let words = op.wire_span.and_then(|wire_span| {
        let passage = Passage {
            wire: weighing.wire,
            wire_span,
            page: weighing.page,
            page_span: op.page_span,
            map: weighing.map,
        };
        passage.words_restyled()
    });
    words.unwrap_or_default()
}

fn gravity(weighing: &Weighing, covered: &Covered, counts: &mut Counts) {
    let wire = Grave::of(weighing.wire, covered.wire.clone());
    let page = Grave::of(weighing.page, covered.page.clone());
    counts.figures += wire.figures.max(page.figures);
    counts.negations += wire.negations.max(page.negations);
    counts.names += wire.names.max(page.names);
    counts.attributions += wire.attributions.max(page.attributions);
    counts.quotations += wire.quotations.max(page.quotations);
    counts.case += case_changes(weighing, covered);
}

/// What weighs in a passage of one side.
#[derive(Default)]
struct Grave {
    figures: usize,
    negations: usize,
    names: usize,
    attributions: usize,
    quotations: usize,
}

impl Grave {
    fn of(text: &Text, tokens: Range<usize>) -> Self {
        let mut grave = Self::default();
        for token in &text.tokens[tokens] {
            let key = text.key(token);
            grave.figures += usize::from(token.kind == Kind::Number || is_figure_sign(key));
            grave.names += usize::from(is_name(text, token));
            grave.quotations += usize::from(token.quoted);
            if token.kind.is_word() {
                let weight = words::weight(key);
                grave.negations += usize::from(weight.negates);
                grave.attributions += usize::from(weight.attributes);
            }
        }
        grave
    }
}

fn is_figure_sign(key: &str) -> bool {
    matches!(
        key,
        "%" | "‰" | "$" | "€" | "£" | "¥" | "₹" | "₩" | "₽" | "₺" | "¢" | "+" | "±"
    )
}

fn is_name(text: &Text, token: &Token) -> bool {
    let capital = || text.key(token).starts_with(char::is_uppercase);
    token.named || token.kind == Kind::Word && !token.opens && capital()
}

fn case_changes(weighing: &Weighing, covered: &Covered) -> usize {
    let (wire, page) = (weighing.wire, weighing.page);
    if wire.words(covered.wire.clone()) != page.words(covered.page.clone()) {
        return 0;
    }
    let differs = |(a, b): &(&str, &str)| a != b && a.to_lowercase() == b.to_lowercase();
    let pairs = words_in(wire, &covered.wire).zip(words_in(page, &covered.page));
    pairs.filter(differs).count()
}

fn words_in<'a>(text: &'a Text, tokens: &Range<usize>) -> impl Iterator<Item = &'a str> {
    let words = text.tokens[tokens.clone()]
        .iter()
        .filter(|token| token.kind.is_word());
    words.map(|token| text.key(token))
}

fn edits(
    weighing: &Weighing,
    covered: &[Covered],
    named: &[bool],
    stripped: &[Strip],
    moved: &[bool],
    counts: &mut Counts,
) -> Edits {
    let mut edits = Edits::default();
    let mut deleted = vec![false; weighing.wire.tokens.len()];
    let mut elsewhere = vec![false; weighing.wire.tokens.len()];
    let mut wire_at = 0;
    let all = weighing
        .operations
        .iter()
        .zip(covered)
        .zip(named.iter().zip(moved));
    for ((op, covered), (&named, &moved)) in all {
        if let Some(span) = op.wire_span.filter(|_| op.op != Op::Delete) {
            edits.moved |= span.start < wire_at;
            wire_at = span.end;
        }
        if moved {
            elsewhere[covered.wire.clone()].fill(true);
            edits.moved = true;
        }
        if op.label != Label::Edited || named {
            continue;
        }
        if op.op == Op::Delete && !covered.wire.is_empty() {
            deleted[covered.wire.clone()].fill(true);
        } else {
            edits.modified = true;
        }
    }
    let strip_words = strip_tokens(weighing, covered, stripped);
    edits.cut = deleted.contains(&true);
    edits.modified |= omissions(weighing.wire, &deleted, &strip_words, counts);
    edits.words_moved_alone = moves(weighing.wire, &elsewhere, counts);
    counts.paragraph_breaks = paragraph_breaks(weighing, covered);
    edits
}

fn strip_tokens(weighing: &Weighing, covered: &[Covered], stripped: &[Strip]) -> Vec<bool> {
    let mut out = vec![false; weighing.wire.tokens.len()];
    for strip in stripped
        .iter()
        .filter(|strip| strip.side == StripSide::Wire)
    {
        out[covered[strip.operation].wire.clone()].fill(true);
    }
    out
}

/// Counts omitted paragraphs and sentences; whether anything less than a sentence is missing.
fn omissions(wire: &Text, deleted: &[bool], strip: &[bool], counts: &mut Counts) -> bool {
    let mut partial = false;
    let mut last_omitted = 0;
    for block in &wire.blocks {
        if !deleted[block.tokens.clone()].contains(&true) {
            if strip[block.tokens.clone()].contains(&false) {
                counts.paragraphs_wire += 1;
                last_omitted = 0;
            }
            continue;
        }
        let own: Vec<usize> = block
            .tokens
            .clone()
            .filter(|&index| !strip[index])
            .collect();
        if own.is_empty() {
            continue;
        }
        counts.paragraphs_wire += 1;
        if own.iter().all(|&index| deleted[index]) {
            counts.paragraphs_omitted += 1;
            last_omitted += 1;
            continue;
        }
        last_omitted = 0;
        for sentence in own.chunk_by(|_, &next| !wire.tokens[next].opens) {
            match sentence.iter().filter(|&&index| deleted[index]).count() {
                0 => {}
                count if count == sentence.len() => counts.sentences_omitted += 1,
                _ => partial = true,
            }
        }
    }
    counts.paragraphs_last_omitted = last_omitted;
    partial
}

/// Counts paragraphs and sentences that moved; answers how many words moved with less.
fn moves(wire: &Text, moved: &[bool], counts: &mut Counts) -> usize {
    let mut alone = 0;
    let is_word = |index: &usize| wire.tokens[*index].kind.is_word();
    for block in &wire.blocks {
        if !moved[block.tokens.clone()].contains(&true) {
            continue;
        }
        let words: Vec<usize> = block.tokens.clone().filter(is_word).collect();
        let gone = words.iter().filter(|&&index| moved[index]).count();
        if gone == 0 {
            continue;
        }
        if gone * 2 >= words.len() {
            counts.paragraphs_moved += 1;
            continue;
        }
        // By words: the mark that ends a sentence may be any other's.
        let own: Vec<usize> = block.tokens.clone().collect();
        for sentence in own.chunk_by(|_, &next| !wire.tokens[next].opens) {
            let words = sentence.iter().filter(|index| is_word(index));
            let (all, gone) = words.fold((0, 0), |(all, gone), &index| {
                (all + 1, gone + usize::from(moved[index]))
            });
            if gone > 0 && gone == all {
                counts.sentences_moved += 1;
            } else {
                alone += gone;
            }
        }
    }
    alone
}

/// Token pairs of a typographic operation.
fn pairs(covered: &Covered) -> impl Iterator<Item = (usize, usize)> {
    covered.wire.clone().zip(covered.page.clone())
}

fn paragraph_breaks(weighing: &Weighing, covered: &[Covered]) -> usize {
    let typographic = weighing.operations.iter().zip(covered);
    let typographic =
        typographic.filter(|(op, _)| op.op == Op::Replace && op.label == Label::Typographic);
    let differs = |op: &Operation, (i, j): (usize, usize)| {
        gap_inside(weighing, op, i, j)
            && !weighing.wire.tokens[i]
                .gap
                .breaks_like(weighing.page.tokens[j].gap)
    };
    typographic
        .map(|(op, covered)| pairs(covered).filter(|&pair| differs(op, pair)).count())
        .sum()
}

/// Whether the gaps after these tokens belong to the operation.
fn gap_inside(weighing: &Weighing, op: &Operation, i: usize, j: usize) -> bool {
    let wire_end = op.wire_span.map_or(0, |span| span.end);
    let own = |text: &Text, index: usize, end: usize| {
        let gap = Span::new(text.tokens[index].end as usize, text.start_of(index + 1));
        gap.end <= end && (gap.is_empty() || end > gap.start)
    };
    own(weighing.wire, i, wire_end) && own(weighing.page, j, op.page_span.end)
}

fn level(
    weighing: &Weighing,
    covered: &[Covered],
    moved: &[bool],
    counts: &mut Counts,
) -> Option<Level> {
    if weighing.wire.flat == weighing.page.flat {
        return Some(Level::L0);
    }
    let mut level = Level::L0;
    for ((op, covered), &moved) in weighing.operations.iter().zip(covered).zip(moved) {
        if op.label == Label::House {
            level = Level::L5;
        }
        if op.label != Label::Typographic {
            continue;
        }
        let own = match op.op {
            Op::Replace => {
                let read = replaced(weighing, op, covered);
                if moved {
                    counts.words_moved += read.words;
                } else {
                    counts.words_typographic += read.words_typographic;
                    counts.words_same += read.words - read.words_typographic;
                }
                read.level
            }
            _ => lone_level(weighing, op),
        };
        level = level.max(own);
    }
    Some(level)
}

/// Level of bytes that fold to nothing.
fn lone_level(weighing: &Weighing, op: &Operation) -> Level {
    let bytes = match op.wire_span {
        Some(span) => &weighing.wire.flat[span.start..span.end],
        None => &weighing.page.flat[op.page_span.start..op.page_span.end],
    };
    if plain(bytes).is_empty() {
        Level::L1
    } else {
        Level::L3
    }
}

/// A replacement of typography, read word by word.
struct Replaced {
    level: Level,
    words: usize,
    /// Those that agree at level 3 only.
    words_typographic: usize,
}

fn replaced(weighing: &Weighing, op: &Operation, covered: &Covered) -> Replaced {
    let mut read = Replaced {
        level: Level::L1,
        words: 0,
        words_typographic: 0,
    };
    for (i, j) in pairs(covered) {
        let (a, b) = (&weighing.wire.tokens[i], &weighing.page.tokens[j]);
        let word = usize::from(a.kind.is_word());
        read.words += word;
        if bytes(weighing.wire, a) != bytes(weighing.page, b)
            && plain(bytes(weighing.wire, a)) != plain(bytes(weighing.page, b))
        {
            read.level = read.level.max(Level::L3);
            read.words_typographic += word;
        }
        if gap_inside(weighing, op, i, j) {
            read.level = read.level.max(gap_level(weighing, i, j));
        }
    }
    read
}

fn gap_level(weighing: &Weighing, i: usize, j: usize) -> Level {
    let (a, b) = (weighing.wire.tokens[i].gap, weighing.page.tokens[j].gap);
    let (own, other) = (gap_bytes(weighing.wire, i), gap_bytes(weighing.page, j));
    if !plain(own).is_empty() || !plain(other).is_empty() {
        return Level::L3;
    }
    let empty = |gap: &str| !gap.contains(crate::fold::is_space);
    if a == Gap::End && b == Gap::End {
        Level::L1
    } else if a.breaks_like(b) {
        if empty(own) == empty(other) {
            Level::L1
        } else {
            Level::L3
        }
    } else if empty(own) || empty(other) {
        Level::L3
    } else {
        Level::L2
    }
}

fn gap_bytes(text: &Text, index: usize) -> &str {
    &text.flat[text.tokens[index].end as usize..text.start_of(index + 1)]
}

fn bytes<'a>(text: &'a Text, token: &Token) -> &'a str {
    &text.flat[token.start as usize..token.end as usize]
}

fn verdict(
    weighing: &Weighing,
    edits: &Edits,
    insertions: &[Insertion],
    level: Option<Level>,
    counts: &Counts,
) -> Verdict {
    if is_different(weighing, counts) {
        return Verdict::DifferentText;
    }
    let house = |i: &Insertion| i.kind == InsertionKind::HouseText && i.place != Place::Standfirst;
    let edited = edits.modified || edits.moved || insertions.iter().any(house);
    if edited || weighing.combined {
        return Verdict::Modified;
    }
    if edits.cut {
        return Verdict::Shortened;
    }
    let styled =
        |i: &Insertion| i.place == Place::Standfirst || i.kind == InsertionKind::Subheading;
    let house = |op: &Operation| op.label == Label::House;
    if weighing.operations.iter().any(house) || insertions.iter().any(styled) {
        return Verdict::HouseStyle;
    }
    match level {
        Some(Level::L0 | Level::L1) => Verdict::Identical,
        _ => Verdict::Typography,
    }
}

fn is_different(weighing: &Weighing, counts: &Counts) -> bool {
    let kept =
        counts.words_same + counts.words_typographic + counts.words_house + counts.words_moved;
    let least = counts.words_wire.min(counts.words_page);
    if counts.words_wire >= floor::WORDS_MIN && counts.words_page >= floor::WORDS_MIN {
        return kept_in_runs(weighing) * 10 < counts.words_wire && is_below_floor(weighing);
    }
    kept * 2 < least
}

/// Words kept in runs of five or more: a lower bound of what the floor would count.
fn kept_in_runs(weighing: &Weighing) -> usize {
    let kept = weighing
        .operations
        .iter()
        .filter(|op| matches!(op.op, Op::Keep | Op::Move));
    let words = kept.map(|op| {
        op.wire_span
            .map_or(0, |span| weighing.wire.words(weighing.wire.tokens_in(span)))
    });
    words.filter(|&words| words >= 5).sum()
}

fn is_below_floor(weighing: &Weighing) -> bool {
    if let Some(known) = weighing.below_floor {
        return known;
    }
    let (wire, page) = intern(weighing.wire, weighing.page);
    floor::is_below(
        &floor::word_ids(weighing.wire, &wire),
        &floor::word_ids(weighing.page, &page),
    )
}
