//! From an alignment to operations that tile both flat forms. Cuts bytes, decides labels; never drops a byte and
//! never decides what the differences amount to.

use std::ops::Range;

use crate::align::{Alignment, NONE};
use crate::compared::{Gap, Text};
use crate::house::HouseMap;
use crate::restyled::{Passage, Restyled, is_restyled};
use crate::{Label, Op, Operation, Span};

/// Both sides, the alignment, and the tokens that strips claim on the wire's side.
pub(crate) struct Cutting<'a> {
    pub wire: &'a Text,
    pub page: &'a Text,
    pub alignment: &'a Alignment,
    /// For each wire token the strip it belongs to, or [`NONE`].
    pub strip_of: &'a [u32],
    pub map: &'a HouseMap,
    /// What the house writes otherwise, in order.
    pub restyled: &'a [Restyled],
}

/// Tokens of both sides that stayed in place.
#[derive(Clone, Debug)]
struct Anchor {
    wire: Range<usize>,
    page: Range<usize>,
    label: Label,
}

/// The operations, in the order of the page.
pub(crate) fn cut(cutting: &Cutting) -> Vec<Operation> {
    let mut cutter = Cutter::new(cutting);
    let mut left = None;
    for anchor in anchors(cutting).map(Some).chain([None]) {
        cutter.between(left, anchor.as_ref());
        left = anchor;
    }
    cutter.relabel();
    cutter.out
}

/// Each token that stayed, and each form of the house as one; neighbours whose bytes are equal up to the token after
/// them are one as well.
fn anchors<'a>(cutting: &'a Cutting) -> impl Iterator<Item = Anchor> + 'a {
    let mut restyled = cutting.restyled.iter().peekable();
    let mut taken = 0;
    (0..cutting.page.tokens.len()).filter_map(move |j| {
        let wire = cutting.alignment.wire_of[j];
        if j < taken || wire == NONE || cutting.alignment.moved[j] {
            return None;
        }
        if let Some(unit) = restyled.next_if(|unit| unit.page.start == j) {
            taken = unit.page.end;
            let (wire, page) = (unit.wire.clone(), unit.page.clone());
            return Some(Anchor {
                wire,
                page,
                label: Label::House,
            });
        }
        let wire = wire as usize;
        let until = restyled.peek().map(|unit| unit.page.start);
        let run = equal_run(cutting, wire, j, until).max(1);
        taken = j + run;
        Some(Anchor {
            wire: wire..wire + run,
            page: j..j + run,
            label: Label::Typographic,
        })
    })
}

/// How many tokens from these on stayed with equal bytes and are followed, after equal bytes, by one that stayed too.
fn equal_run(cutting: &Cutting, wire: usize, page: usize, until: Option<usize>) -> usize {
    let Alignment { wire_of, moved, .. } = cutting.alignment;
    let (w, p) = (cutting.wire, cutting.page);
    let (mut from_wire, mut from_page) = (w.start_of(wire), p.start_of(page));
    let mut run = 0;
    loop {
        let (i, j) = (wire + run + 1, page + run + 1);
        let of = wire_of.get(j).copied().unwrap_or(NONE);
        if of as usize != i || moved[j] || until == Some(j) {
            return run;
        }
        let (to_wire, to_page) = (w.start_of(i), p.start_of(j));
        if w.flat.as_bytes()[from_wire..to_wire] != p.flat.as_bytes()[from_page..to_page] {
            return run;
        }
        (from_wire, from_page) = (to_wire, to_page);
        run += 1;
    }
}

/// Everything deleted, everything inserted: the page is another text.
pub(crate) fn replace_all(wire: &Text, page: &Text) -> Vec<Operation> {
    let mut out = Vec::new();
    if !wire.flat.is_empty() {
        out.push(Operation {
            op: Op::Delete,
            wire_span: Some(Span::new(0, wire.flat.len())),
            page_span: Span::new(0, 0),
            label: Label::Edited,
            text: None,
            repeats: None,
        });
    }
    if !page.flat.is_empty() {
        out.push(Operation {
            op: Op::Insert,
            wire_span: None,
            page_span: Span::new(0, page.flat.len()),
            label: Label::Edited,
            text: Some(page.flat.clone()),
            repeats: None,
        });
    }
    out
}

/// Why neighbouring tokens or gaps of one side belong to one operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Group {
    /// Part of a paragraph that has other words too.
    Passage,
    /// A strip of the wire.
    Strip(u32),
    /// A paragraph of the wire of which nothing stays.
    Omitted,
    /// A block of the page of which nothing is the wire's.
    Added(u32),
    /// A token that stands elsewhere on the other side.
    Moved(usize),
    /// White space of no token.
    Blank,
}

/// A piece of a side between two tokens that stayed in place.
#[derive(Clone, Copy, Debug)]
struct Piece {
    span: Span,
    group: Group,
}

/// What became of the white space at the left edge of a hunk.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Head {
    /// It agrees and stays with the token before it.
    Stays,
    /// It goes with the hunk.
    Goes,
}

/// The tokens of one side between two that stayed, and the gaps around them.
struct Hunk {
    tokens: Range<usize>,
    first_gap: Span,
    last_gap: Span,
}

struct Cutter<'a> {
    cutting: &'a Cutting<'a>,
    wire_block_omitted: Vec<bool>,
    page_block_added: Vec<bool>,
    /// For each page token that moved: whether its operation takes the gap after it.
    gap_taken: Vec<bool>,
    out: Vec<Operation>,
    /// Whether the last operation may grow.
    open: bool,
    page_at: usize,
}

impl<'a> Cutter<'a> {
    fn new(cutting: &'a Cutting<'a>) -> Self {
        let Cutting {
            wire,
            page,
            alignment,
            ..
        } = cutting;
        let without = |partner: &[u32], tokens: &Range<usize>| {
            !tokens.is_empty() && tokens.clone().all(|index| partner[index] == NONE)
        };
        let mut cutter = Self {
            cutting,
            wire_block_omitted: wire
                .blocks
                .iter()
                .map(|b| without(&alignment.page_of, &b.tokens))
                .collect(),
            page_block_added: page
                .blocks
                .iter()
                .map(|b| without(&alignment.wire_of, &b.tokens))
                .collect(),
            gap_taken: vec![false; page.tokens.len()],
            out: Vec::new(),
            open: false,
            page_at: 0,
        };
        for index in 0..cutter.gap_taken.len() {
            cutter.gap_taken[index] = cutter.takes_gap(index);
        }
        cutter
    }

    /// Two tokens on one side may read as one on the other ("--" at the end of a paragraph and at the beginning of
    /// the next one, merged): what reads the same at L3 is typography. What differs by listed spelling is of the
    /// house.
    fn relabel(&mut self) {
        let Cutting { wire, page, .. } = self.cutting;
        for op in self
            .out
            .iter_mut()
            .filter(|op| op.op == Op::Replace && op.label == Label::Edited)
        {
            let Some(wire_span) = op.wire_span else {
                continue;
            };
            let page_span = op.page_span;
            let passage = Passage {
                wire,
                wire_span,
                page,
                page_span,
                map: self.cutting.map,
            };
            if wire.reads(wire_span) == page.reads(page_span) {
                op.label = Label::Typographic;
            } else if passage.words_restyled().is_some() {
                op.label = Label::House;
            }
        }
    }

    fn wire_of(&self, page: usize) -> usize {
        self.cutting.alignment.wire_of[page] as usize
    }

    fn gap(text: &Text, index: usize) -> Span {
        Span::new(text.tokens[index].end as usize, text.start_of(index + 1))
    }

    fn same_bytes(&self, wire: Span, page: Span) -> bool {
        self.cutting.wire.flat.as_bytes()[wire.start..wire.end]
            == self.cutting.page.flat.as_bytes()[page.start..page.end]
    }

    fn takes_gap(&self, page: usize) -> bool {
        let alignment = self.cutting.alignment;
        if !alignment.moved[page] {
            return false;
        }
        let wire = self.wire_of(page);
        let next = alignment.wire_of.get(page + 1).copied();
        let follows = next == Some(alignment.wire_of[page] + 1) && alignment.moved[page + 1];
        follows
            || self.same_bytes(
                Self::gap(self.cutting.wire, wire),
                Self::gap(self.cutting.page, page),
            )
    }

    /// Writes what stayed at `left` and all that stands before `right`.
    fn between(&mut self, left: Option<Anchor>, right: Option<&Anchor>) {
        let Cutting { wire, page, .. } = self.cutting;
        let ends = (wire.tokens.len(), page.tokens.len());
        let (wire_end, page_end) = right.map_or(ends, |right| (right.wire.start, right.page.start));
        let last = left
            .as_ref()
            .map(|left| (left.wire.end - 1, left.page.end - 1));
        let w = Self::hunk(wire, last.map(|pair| pair.0), wire_end);
        let p = Self::hunk(page, last.map(|pair| pair.1), page_end);
        if w.tokens.is_empty() && p.tokens.is_empty() {
            return self.unit(left, Some((w.first_gap, p.first_gap)));
        }
        let (head, tail) = self.edges(last, &w, &p);
        let gaps = (head == Head::Stays).then_some((w.first_gap, p.first_gap));
        self.unit(left, gaps);
        let wires = self.pieces(&w, head, tail, wire, Self::wire_group);
        let pages = self.pieces(&p, head, tail, page, Self::page_group);
        let (wires, pages) = (
            drop_shared(wires, &w, head, tail),
            drop_shared(pages, &p, head, tail),
        );
        self.write_hunk(&wires, &pages);
        if tail {
            self.push(Op::Keep, Some(w.last_gap), p.last_gap, Label::Same, true);
        }
    }

    fn hunk(text: &Text, left: Option<usize>, end: usize) -> Hunk {
        let start = left.map_or(0, |index| index + 1);
        let first_gap = match left {
            Some(index) => Self::gap(text, index),
            None => Span::new(0, text.start_of(0)),
        };
        let last_gap = if start < end {
            Self::gap(text, end - 1)
        } else {
            first_gap
        };
        Hunk {
            tokens: start..end,
            first_gap,
            last_gap,
        }
    }

    fn gap_kind(text: &Text, left: Option<usize>) -> Gap {
        left.map_or(Gap::None, |index| text.tokens[index].gap)
    }

    /// Which of the outer gaps agree: (the first one, the last one).
    fn edges(&self, left: Option<(usize, usize)>, w: &Hunk, p: &Hunk) -> (Head, bool) {
        let last_free = self.last_gap_free(w, p);
        let first_same = self.same_bytes(w.first_gap, p.first_gap);
        let last_same = last_free && self.same_bytes(w.last_gap, p.last_gap);
        let kinds = |side: &Text, at: Option<usize>| Self::gap_kind(side, at);
        let agrees = kinds(self.cutting.wire, left.map(|pair| pair.0))
            .agrees(kinds(self.cutting.page, left.map(|pair| pair.1)));
        if !w.tokens.is_empty() && !p.tokens.is_empty() {
            let head = if first_same || agrees {
                Head::Stays
            } else {
                Head::Goes
            };
            return (head, last_same);
        }
        if first_same {
            (Head::Stays, false)
        } else if last_same {
            (Head::Goes, true)
        } else if agrees {
            (Head::Stays, false)
        } else {
            (Head::Goes, false)
        }
    }

    fn last_gap_free(&self, w: &Hunk, p: &Hunk) -> bool {
        let alignment = self.cutting.alignment;
        let wire_free = w.tokens.is_empty() || {
            let partner = alignment.page_of[w.tokens.end - 1];
            partner == NONE || !self.gap_taken[partner as usize]
        };
        wire_free && (p.tokens.is_empty() || !self.gap_taken[p.tokens.end - 1])
    }

    fn wire_group(&self, index: usize) -> Group {
        let alignment = self.cutting.alignment;
        if alignment.page_of[index] != NONE {
            return Group::Moved(index);
        }
        let block = self.cutting.wire.tokens[index].block as usize;
        match self.cutting.strip_of[index] {
            NONE if self.wire_block_omitted[block] => Group::Omitted,
            NONE => Group::Passage,
            strip => Group::Strip(strip),
        }
    }

    fn page_group(&self, index: usize) -> Group {
        if self.cutting.alignment.wire_of[index] != NONE {
            return Group::Moved(index);
        }
        let block = self.cutting.page.tokens[index].block;
        if self.page_block_added[block as usize] {
            Group::Added(block)
        } else {
            Group::Passage
        }
    }

    /// The pieces of one side: tokens and the gaps that go with them. A gap goes with the token before it, or,
    /// where the first gap goes, with the token after it.
    fn pieces(
        &self,
        hunk: &Hunk,
        head: Head,
        tail: bool,
        text: &Text,
        group: impl Fn(&Self, usize) -> Group,
    ) -> Vec<Piece> {
        let mut out: Vec<Piece> = Vec::new();
        if hunk.tokens.is_empty() {
            out.push(Piece {
                span: hunk.first_gap,
                group: Group::Blank,
            });
            return out;
        }
        let groups: Vec<Group> = hunk
            .tokens
            .clone()
            .map(|index| group(self, index))
            .collect();
        let free = |group: Option<&Group>| group.copied().filter(|g| !matches!(g, Group::Moved(_)));
        if head == Head::Goes {
            let group = free(groups.first()).unwrap_or(Group::Blank);
            add(
                &mut out,
                Piece {
                    span: hunk.first_gap,
                    group,
                },
            );
        }
        for (offset, index) in hunk.tokens.clone().enumerate() {
            add(
                &mut out,
                Piece {
                    span: text.tokens[index].span(),
                    group: groups[offset],
                },
            );
            let last = index + 1 == hunk.tokens.end;
            if (last && tail) || self.is_taken(groups[offset], text) {
                continue;
            }
            let (own, next) = (free(groups.get(offset)), free(groups.get(offset + 1)));
            let chosen = if head == Head::Goes {
                next.or(own)
            } else {
                own.or(next)
            };
            let group = chosen.unwrap_or(Group::Blank);
            add(
                &mut out,
                Piece {
                    span: Self::gap(text, index),
                    group,
                },
            );
        }
        out
    }

    /// Whether the gap after a moved token goes with the move.
    fn is_taken(&self, group: Group, text: &Text) -> bool {
        let Group::Moved(index) = group else {
            return false;
        };
        if std::ptr::eq(text, self.cutting.page) {
            return self.gap_taken[index];
        }
        self.gap_taken[self.cutting.alignment.page_of[index] as usize]
    }

    fn write_hunk(&mut self, wires: &[Piece], pages: &[Piece]) {
        let moves = |pieces: &[Piece]| pieces.iter().any(|p| matches!(p.group, Group::Moved(_)));
        let blank = if moves(wires) || moves(pages) {
            Label::Typographic
        } else {
            Label::Edited
        };
        let pairing = |pieces: &[Piece]| {
            pieces
                .iter()
                .position(|piece| piece.group == Group::Passage)
                .or_else(|| {
                    pieces
                        .iter()
                        .position(|piece| piece.group == Group::Blank && blank == Label::Edited)
                })
        };
        let pair = pairing(wires).zip(pairing(pages));
        let (to_wire, to_page) = pair.unwrap_or((wires.len(), pages.len()));
        self.deletes(&wires[..to_wire], blank);
        self.inserts(&pages[..to_page], blank);
        if pair.is_some() {
            self.push(
                Op::Replace,
                Some(wires[to_wire].span),
                pages[to_page].span,
                Label::Edited,
                true,
            );
            self.deletes(&wires[to_wire + 1..], blank);
            self.inserts(&pages[to_page + 1..], blank);
        }
    }

    fn deletes(&mut self, pieces: &[Piece], blank: Label) {
        for piece in pieces
            .iter()
            .filter(|piece| !matches!(piece.group, Group::Moved(_)))
        {
            let label = if piece.group == Group::Blank {
                blank
            } else {
                Label::Edited
            };
            let grows = !matches!(piece.group, Group::Strip(_));
            let place = Span::new(self.page_at, self.page_at);
            self.push(Op::Delete, Some(piece.span), place, label, grows);
        }
    }

    fn inserts(&mut self, pieces: &[Piece], blank: Label) {
        for piece in pieces {
            match piece.group {
                Group::Moved(index) => self.moved(index),
                Group::Blank => self.push(Op::Insert, None, piece.span, blank, true),
                Group::Added(_) => self.push(Op::Insert, None, piece.span, Label::Edited, false),
                _ => self.push(Op::Insert, None, piece.span, Label::Edited, true),
            }
        }
    }

    fn moved(&mut self, page: usize) {
        let wire = self.wire_of(page);
        let taken = self.gap_taken[page];
        let span = |text: &Text, index: usize| {
            let token = text.tokens[index].span();
            if taken {
                Span::new(token.start, Self::gap(text, index).end)
            } else {
                token
            }
        };
        let (w, p) = (span(self.cutting.wire, wire), span(self.cutting.page, page));
        if self.same_bytes(w, p) {
            return self.push(Op::Move, Some(w), p, Label::Same, true);
        }
        let kinds = (
            self.cutting.wire.tokens[wire].gap,
            self.cutting.page.tokens[page].gap,
        );
        let agrees = !taken || kinds.0.agrees(kinds.1);
        let cutting = self.cutting;
        let restyled = is_restyled(cutting.map, (cutting.wire, wire), (cutting.page, page));
        let label = match (agrees, restyled) {
            (true, false) => Label::Typographic,
            (true, true) => Label::House,
            (false, _) => Label::Edited,
        };
        self.push(Op::Replace, Some(w), p, label, true);
    }

    /// A token that stayed, with the gap after it if that is settled too.
    fn unit(&mut self, anchor: Option<Anchor>, gaps: Option<(Span, Span)>) {
        let Some(Anchor { wire, page, label }) = anchor else {
            return self.leading(gaps);
        };
        let own = |text: &Text, tokens: &Range<usize>| {
            let first = text.tokens[tokens.start].span().start;
            Span::new(first, text.tokens[tokens.end - 1].span().end)
        };
        let spans = (own(self.cutting.wire, &wire), own(self.cutting.page, &page));
        let (w, p) = (
            self.cutting.wire.tokens[wire.end - 1],
            self.cutting.page.tokens[page.end - 1],
        );
        let Some((gap_w, gap_p)) = gaps else {
            return self.pair(spans.0, spans.1, label);
        };
        if !w.gap.agrees(p.gap) && self.same_bytes(gap_w, gap_p) {
            self.pair(spans.0, spans.1, label);
            return self.push(Op::Keep, Some(gap_w), gap_p, Label::Same, true);
        }
        let label = if w.gap.agrees(p.gap) {
            label
        } else {
            Label::Edited
        };
        let whole = (
            Span::new(spans.0.start, gap_w.end),
            Span::new(spans.1.start, gap_p.end),
        );
        self.pair(whole.0, whole.1, label);
    }

    /// Keeps equal bytes; else replaces with this label.
    fn pair(&mut self, wire: Span, page: Span, label: Label) {
        if self.same_bytes(wire, page) {
            self.push(Op::Keep, Some(wire), page, Label::Same, true);
        } else {
            self.push(Op::Replace, Some(wire), page, label, true);
        }
    }

    /// White space before the first token.
    fn leading(&mut self, gaps: Option<(Span, Span)>) {
        let Some((wire, page)) = gaps else { return };
        match (wire.is_empty(), page.is_empty()) {
            (true, true) => {}
            (true, false) => self.push(Op::Insert, None, page, Label::Typographic, true),
            (false, true) => self.push(Op::Delete, Some(wire), page, Label::Typographic, true),
            (false, false) => self.pair(wire, page, Label::Typographic),
        }
    }

    fn push(&mut self, op: Op, wire: Option<Span>, page: Span, label: Label, grows: bool) {
        if wire.is_none_or(Span::is_empty) && page.is_empty() {
            return;
        }
        let (op, wire) = match op {
            Op::Replace if wire.is_none_or(Span::is_empty) => (Op::Insert, None),
            Op::Replace if page.is_empty() => (Op::Delete, wire),
            _ => (op, wire),
        };
        self.page_at = page.end;
        let published = matches!(op, Op::Insert | Op::Replace);
        let bytes = published.then(|| self.cutting.page.flat[page.start..page.end].to_owned());
        let may_join = self.open && grows;
        self.open = grows;
        if may_join
            && let Some(last) = self.out.last_mut()
            && joins(last, op, wire, page, label)
        {
            if let (Some(own), Some(more)) = (last.wire_span.as_mut(), wire) {
                own.end = more.end;
            }
            last.page_span.end = page.end;
            if let (Some(own), Some(more)) = (last.text.as_mut(), bytes) {
                own.push_str(&more);
            }
            return;
        }
        self.out.push(Operation {
            op,
            wire_span: wire,
            page_span: page,
            label,
            text: bytes,
            repeats: None,
        });
    }
}

fn joins(last: &Operation, op: Op, wire: Option<Span>, page: Span, label: Label) -> bool {
    let wires_touch = match (last.wire_span, wire) {
        (Some(own), Some(more)) => own.end == more.start,
        (own, more) => own.is_none() && more.is_none(),
    };
    last.op == op && last.label == label && wires_touch && last.page_span.end == page.start
}

fn add(pieces: &mut Vec<Piece>, piece: Piece) {
    if piece.span.is_empty() {
        return;
    }
    match pieces.last_mut() {
        Some(last)
            if last.group == piece.group
                && last.span.end == piece.span.start
                && !matches!(piece.group, Group::Moved(_)) =>
        {
            last.span.end = piece.span.end;
        }
        _ => pieces.push(piece),
    }
}

/// A side without tokens in the hunk has one gap only; it is no piece when an edge has used it.
fn drop_shared(pieces: Vec<Piece>, hunk: &Hunk, head: Head, tail: bool) -> Vec<Piece> {
    let used = hunk.tokens.is_empty() && (head == Head::Stays || tail);
    if used { Vec::new() } else { pieces }
}
