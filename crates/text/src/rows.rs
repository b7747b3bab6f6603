//! Differences for screens: paragraph against paragraph with marked segments, and the ribbon of a story. Reads a
//! disclosure; decides nothing and draws nothing.

use crate::disclosure::{Compared, Disclosure, Label, Op, PageSide, WireSide};
use crate::{Block, Span, disclose};

/// What happened to a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Stands on both sides, in its place.
    Kept,
    /// Stands on the wire only.
    Deleted,
    /// Stands on the page only.
    Inserted,
    /// Stands otherwise on the page.
    Replaced,
    /// Stands in another place on the page.
    Moved,
}

impl Mark {
    /// Name for class attributes.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Deleted => "deleted",
            Self::Inserted => "inserted",
            Self::Replaced => "replaced",
            Self::Moved => "moved",
        }
    }
}

/// A stretch of one row with one mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// What happened to it.
    pub mark: Mark,
    /// What kind of difference it is.
    pub label: Label,
    /// The words of the wire; empty if it has none here.
    pub wire: String,
    /// The words of the page; empty if it has none here.
    pub page: String,
    /// Index of the operation.
    pub operation: usize,
}

/// One paragraph of the page, or one of the wire that the page does not show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Index in the blocks of the wire side of the paragraph that most of the row comes from.
    pub wire: Option<usize>,
    /// Index in the blocks of the page side.
    pub page: Option<usize>,
    /// Its segments in reading order.
    pub segments: Vec<Segment>,
}

impl Row {
    /// Whether nothing in it differs.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.segments
            .iter()
            .all(|segment| segment.mark == Mark::Kept)
    }
}

/// What became of a wire paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RibbonState {
    /// All of it stands on the page, typography apart.
    Kept,
    /// Part of it was edited or left out.
    Changed,
    /// None of it stands on the page.
    Omitted,
    /// Most of it stands in another place.
    Moved,
}

impl RibbonState {
    /// Name for class attributes.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Changed => "changed",
            Self::Omitted => "omitted",
            Self::Moved => "moved",
        }
    }
}

/// One wire paragraph in the ribbon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RibbonPart {
    /// Index in the blocks of the wire side.
    pub wire: usize,
    /// What became of it.
    pub state: RibbonState,
    /// Index in the blocks of the page side where most of it went.
    pub page: Option<usize>,
    /// Bytes of the wire paragraph.
    pub bytes: usize,
    /// Bytes of it that stand on the page.
    pub bytes_kept: usize,
}

/// Part of an operation inside one wire block and one page block; indexes are into [`Compared::blocks`].
#[derive(Clone, Copy, Debug)]
struct Cut {
    operation: usize,
    wire: Option<(usize, Span)>,
    page: Option<(usize, Span)>,
}

impl Disclosure {
    /// Paragraph against paragraph, in the order of the page; what the page leaves out stands where it stood.
    #[must_use]
    pub fn rows(&self) -> Vec<Row> {
        let (wire, page) = self.sides();
        let cuts = self.cuts();
        let homes = homes(&cuts, wire.blocks.len());
        let mut rows = Rows {
            wire,
            page,
            rows: Vec::new(),
        };
        let home_of_page = origins(&cuts, page.blocks.len());
        for cut in &cuts {
            self.place(cut, &homes, &home_of_page, &mut rows);
        }
        rows.in_order()
    }

    /// One entry a wire paragraph, in the order of the wire.
    #[must_use]
    pub fn ribbon(&self) -> Vec<RibbonPart> {
        let (wire, page) = self.sides();
        let cuts = self.cuts();
        let homes = homes(&cuts, wire.blocks.len());
        let mut parts = Vec::with_capacity(wire.blocks.len());
        for (index, &(span, origin)) in wire.blocks.iter().enumerate() {
            let own: Vec<&Cut> = cuts
                .iter()
                .filter(|cut| cut.wire.is_some_and(|(block, _)| block == index))
                .collect();
            let bytes_of = |wanted: &dyn Fn(&Cut) -> bool| -> usize {
                own.iter()
                    .filter(|cut| wanted(cut))
                    .map(|cut| cut.wire.map_or(0, |(_, s)| s.len()))
                    .sum()
            };
            let op = |cut: &Cut| {
                (
                    self.operations()[cut.operation].op,
                    self.operations()[cut.operation].label,
                )
            };
            let edited = bytes_of(&|cut| op(cut).1 == Label::Edited);
            let moved = bytes_of(&|cut| op(cut).0 == Op::Move);
            let kept = bytes_of(&|cut| op(cut).0 != Op::Delete && op(cut).1 != Label::Edited);
            let state = match homes[index] {
                None if span.is_empty() => RibbonState::Kept,
                None => RibbonState::Omitted,
                Some(_) if moved * 2 >= span.len() => RibbonState::Moved,
                Some(_) if edited > 0 || self.edited_inside(index, &cuts) => RibbonState::Changed,
                Some(_) => RibbonState::Kept,
            };
            parts.push(RibbonPart {
                wire: origin,
                state,
                page: homes[index].map(|block| page.blocks[block].1),
                bytes: span.len(),
                bytes_kept: kept,
            });
        }
        parts
    }

    /// Whether an insert stands between two passages of this wire block.
    fn edited_inside(&self, block: usize, cuts: &[Cut]) -> bool {
        let of_block = |cut: &Cut| cut.wire.is_some_and(|(own, _)| own == block);
        let first = cuts.iter().position(of_block);
        let last = cuts.iter().rposition(of_block);
        let (Some(first), Some(last)) = (first, last) else {
            return false;
        };
        cuts[first..last].iter().any(|cut| {
            let op = &self.operations()[cut.operation];
            op.op == Op::Insert && op.label == Label::Edited
        })
    }

    /// The operations cut at the ends of blocks; what lies between blocks is left out.
    fn cuts(&self) -> Vec<Cut> {
        let (wire, page) = self.sides();
        let mut out = Vec::new();
        for (operation, op) in self.operations().iter().enumerate() {
            let wires = op
                .wire_span
                .map(|span| inside(span, wire))
                .unwrap_or_default();
            let pages = inside(op.page_span, page);
            match op.op {
                Op::Keep | Op::Move => {
                    let shift = op.wire_span.map_or(0, |span| span.start);
                    out.extend(equal_cuts(
                        operation,
                        &wires,
                        &pages,
                        shift,
                        op.page_span.start,
                    ));
                }
                _ => {
                    let most = wires.len().max(pages.len());
                    out.extend((0..most).map(|n| Cut {
                        operation,
                        wire: wires.get(n).copied(),
                        page: pages.get(n).copied(),
                    }));
                }
            }
        }
        out
    }

    fn place(
        &self,
        cut: &Cut,
        homes: &[Option<usize>],
        origins: &[Option<usize>],
        rows: &mut Rows,
    ) {
        let op = &self.operations()[cut.operation];
        let mark = match op.op {
            Op::Keep => Mark::Kept,
            Op::Move => Mark::Moved,
            Op::Delete => Mark::Deleted,
            Op::Insert => Mark::Inserted,
            Op::Replace if cut.page.is_none() => Mark::Deleted,
            Op::Replace if cut.wire.is_none() => Mark::Inserted,
            Op::Replace => Mark::Replaced,
        };
        let text = |side: &Compared, part: Option<(usize, Span)>| {
            part.map_or_else(String::new, |(_, span)| {
                side.flat[span.start..span.end].to_owned()
            })
        };
        let segment = Segment {
            mark,
            label: op.label,
            wire: text(rows.wire, cut.wire),
            page: text(rows.page, cut.page),
            operation: cut.operation,
        };
        let page_block = match (cut.page, cut.wire) {
            (Some((block, _)), _) => Some(block),
            (None, Some((block, _))) => homes[block],
            (None, None) => return,
        };
        let wire_block = match page_block {
            Some(block) => origins[block],
            None => cut.wire.map(|(block, _)| block),
        };
        rows.add(wire_block, page_block, segment);
    }
}

struct Rows<'a> {
    wire: &'a Compared,
    page: &'a Compared,
    rows: Vec<Row>,
}

impl Rows<'_> {
    fn add(&mut self, wire: Option<usize>, page: Option<usize>, segment: Segment) {
        let wire = wire.map(|block| self.wire.blocks[block].1);
        let page = page.map(|block| self.page.blocks[block].1);
        let known = self.rows.iter_mut().rev().take(64).find(|row| match page {
            Some(_) => row.page == page,
            None => row.page.is_none() && row.wire == wire,
        });
        match known {
            Some(row) => row.segments.push(segment),
            None => self.rows.push(Row {
                wire,
                page,
                segments: vec![segment],
            }),
        }
    }
}

impl Rows<'_> {
    /// Rows of the page in its order; rows of omitted paragraphs stay where they are.
    fn in_order(mut self) -> Vec<Row> {
        let slots: Vec<usize> = (0..self.rows.len())
            .filter(|&index| self.rows[index].page.is_some())
            .collect();
        let mut pages: Vec<Row> = slots
            .iter()
            .map(|&index| self.rows[index].clone())
            .collect();
        pages.sort_by_key(|row| row.page);
        for (slot, row) in slots.into_iter().zip(pages) {
            self.rows[slot] = row;
        }
        self.rows
    }
}

/// The parts of `span` inside blocks.
fn inside(span: Span, side: &Compared) -> Vec<(usize, Span)> {
    let first = side
        .blocks
        .partition_point(|(block, _)| block.end <= span.start);
    let mut out = Vec::new();
    for (index, (block, _)) in side.blocks.iter().enumerate().skip(first) {
        if block.start >= span.end {
            break;
        }
        let part = Span::new(block.start.max(span.start), block.end.min(span.end));
        if !part.is_empty() {
            out.push((index, part));
        }
    }
    out
}

/// Equal bytes are cut where a block of either side ends; a break of the wire inside a page block has no wire.
fn equal_cuts(
    operation: usize,
    wires: &[(usize, Span)],
    pages: &[(usize, Span)],
    wire_start: usize,
    page_start: usize,
) -> Vec<Cut> {
    let mut out = Vec::new();
    let mut first = 0;
    for &(page_block, page) in pages {
        let mut at = page.start - page_start;
        let end = page.end - page_start;
        let mut cut = |low: usize, high: usize, wire: Option<usize>| {
            if low < high {
                let wire =
                    wire.map(|block| (block, Span::new(wire_start + low, wire_start + high)));
                let page = Some((page_block, Span::new(page_start + low, page_start + high)));
                out.push(Cut {
                    operation,
                    wire,
                    page,
                });
            }
        };
        while first < wires.len() && wires[first].1.end - wire_start <= at {
            first += 1;
        }
        for &(wire_block, wire) in &wires[first..] {
            let (low, high) = (wire.start - wire_start, wire.end - wire_start);
            if low >= end {
                break;
            }
            cut(at, low.max(at), None);
            cut(low.max(at), high.min(end), Some(wire_block));
            at = high.min(end);
        }
        cut(at, end, None);
    }
    out
}

/// For each wire block the page block that holds most of it.
fn homes(cuts: &[Cut], blocks: usize) -> Vec<Option<usize>> {
    most(cuts, blocks, |cut| {
        Some((cut.wire?.0, cut.page?.0, cut.wire?.1.len()))
    })
}

/// For each page block the wire block that most of it comes from.
fn origins(cuts: &[Cut], blocks: usize) -> Vec<Option<usize>> {
    most(cuts, blocks, |cut| {
        Some((cut.page?.0, cut.wire?.0, cut.page?.1.len()))
    })
}

fn most(
    cuts: &[Cut],
    blocks: usize,
    link: impl Fn(&Cut) -> Option<(usize, usize, usize)>,
) -> Vec<Option<usize>> {
    let mut sums: std::collections::BTreeMap<(usize, usize), usize> =
        std::collections::BTreeMap::new();
    for (from, to, bytes) in cuts.iter().filter_map(link) {
        *sums.entry((from, to)).or_default() += bytes;
    }
    let mut best: Vec<Option<(usize, usize)>> = vec![None; blocks];
    for ((from, to), bytes) in sums {
        if best[from].is_none_or(|(most, _)| bytes > most) {
            best[from] = Some((bytes, to));
        }
    }
    best.into_iter()
        .map(|best| best.map(|(_, to)| to))
        .collect()
}

/// The difference of two texts word by word: two editions, or two versions of an item. States no verdict.
///
/// ```
/// use copydesk_text::{Block, Mark, word_diff};
/// let rows = word_diff(&[Block::paragraph("Five were hurt.")], &[Block::paragraph("Six were hurt.")]);
/// assert_eq!(rows[0].segments[0].mark, Mark::Replaced);
/// assert_eq!(rows[0].segments[1].page, " were hurt.");
/// ```
#[must_use]
pub fn word_diff(old: &[Block], new: &[Block]) -> Vec<Row> {
    let wire = WireSide {
        blocks: old.to_vec(),
        ..WireSide::default()
    };
    let page = PageSide {
        blocks: new.to_vec(),
        ..PageSide::default()
    };
    let computed = disclose(&wire, &page);
    if computed.verdict().is_some() {
        return computed.rows();
    }
    let whole = |block: &Block, mark: Mark| Segment {
        mark,
        label: Label::Edited,
        wire: if mark == Mark::Deleted {
            block.text.clone()
        } else {
            String::new()
        },
        page: if mark == Mark::Inserted {
            block.text.clone()
        } else {
            String::new()
        },
        operation: 0,
    };
    let gone = old.iter().enumerate().map(|(index, block)| Row {
        wire: Some(index),
        page: None,
        segments: vec![whole(block, Mark::Deleted)],
    });
    let come = new.iter().enumerate().map(|(index, block)| Row {
        wire: None,
        page: Some(index),
        segments: vec![whole(block, Mark::Inserted)],
    });
    gone.chain(come).collect()
}
