//! The words of two passages against each other, by the aligner of `text`, as operations in the documents' own bytes.
//! They tile the right passages; re-applied to the left text they give the right one.

use copydesk_text::{Block, Label, Op, PageSide, Span, WireSide, disclose};

/// One operation; spans are of the documents' texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What happened.
    pub op: Op,
    /// The bytes of the left text; `None` for an insert.
    pub left: Option<Span>,
    /// The bytes of the right text; an empty place for a delete.
    pub right: Span,
    /// What kind of difference it is.
    pub label: Label,
    /// The right side's bytes where they differ.
    pub text: Option<String>,
}

/// Compares passages: each side's are taken together in their order.
pub(crate) fn edits(left_text: &str, left: &[Span], right_text: &str, right: &[Span]) -> Vec<Edit> {
    let (wire, page) = (side(left_text, left), side(right_text, right));
    let wire_side = WireSide {
        blocks: blocks(&wire),
        ..WireSide::default()
    };
    let page_side = PageSide {
        blocks: blocks(&page),
        ..PageSide::default()
    };
    let compared = disclose(&wire_side, &page_side);
    let mut out = Vec::new();
    if compared.verdict().is_none() || compared.wire_flat() != wire || compared.page_flat() != page
    {
        replace_all(&wire, &page, &mut out);
    } else {
        for operation in compared.operations() {
            out.push(Edit {
                op: operation.op,
                left: operation.wire_span,
                right: operation.page_span,
                label: operation.label,
                text: operation.text.clone(),
            });
        }
    }
    let placed = cut_right(out, right);
    cut_left(placed, left)
}

fn side(text: &str, spans: &[Span]) -> String {
    spans
        .iter()
        .filter_map(|span| text.get(span.start..span.end))
        .collect()
}

/// The flat form of these blocks is the text again.
fn blocks(text: &str) -> Vec<Block> {
    text.split("\n\n").map(Block::paragraph).collect()
}

fn replace_all(wire: &str, page: &str, out: &mut Vec<Edit>) {
    if !wire.is_empty() {
        out.push(Edit {
            op: Op::Delete,
            left: Some(Span::new(0, wire.len())),
            right: Span::new(0, 0),
            label: Label::Edited,
            text: None,
        });
    }
    if !page.is_empty() {
        out.push(Edit {
            op: Op::Insert,
            left: None,
            right: Span::new(0, page.len()),
            label: Label::Edited,
            text: Some(page.to_owned()),
        });
    }
}

/// Parts of a span of the joined text, in the document's bytes: (offset in the joined text, span in the document).
fn parts(span: Span, spans: &[Span]) -> Vec<(usize, Span)> {
    let mut joined_at = 0;
    let mut found = Vec::new();
    for part in spans {
        let (from, to) = (
            span.start.max(joined_at),
            span.end.min(joined_at + part.len()),
        );
        if from < to {
            let start = part.start + (from - joined_at);
            found.push((from, Span::new(start, start + (to - from))));
        }
        joined_at += part.len();
    }
    if found.is_empty() {
        found.push((
            span.start,
            Span::new(place(span.start, spans), place(span.start, spans)),
        ));
    }
    found
}

/// Where a place of the joined text stands in the document.
fn place(at: usize, spans: &[Span]) -> usize {
    let mut joined_at = 0;
    for part in spans {
        if at <= joined_at + part.len() {
            return part.start + (at - joined_at);
        }
        joined_at += part.len();
    }
    spans.last().map_or(0, |last| last.end)
}

/// Cuts operations where the right side's passages meet.
fn cut_right(edits: Vec<Edit>, right: &[Span]) -> Vec<Edit> {
    let mut out = Vec::with_capacity(edits.len());
    for edit in edits {
        let pieces = parts(edit.right, right);
        for (index, &(joined_at, place)) in pieces.iter().enumerate() {
            let from = joined_at - edit.right.start;
            let mut piece = edit.clone();
            piece.right = place;
            if pieces.len() > 1 {
                match (edit.op, edit.left) {
                    (Op::Keep | Op::Move, Some(left)) => {
                        piece.left = Some(Span::new(
                            left.start + from,
                            left.start + from + place.len(),
                        ));
                    }
                    _ => {
                        piece.text = edit
                            .text
                            .as_deref()
                            .and_then(|text| text.get(from..from + place.len()))
                            .map(str::to_owned);
                        if index > 0 && edit.op == Op::Replace {
                            piece.op = Op::Insert;
                            piece.left = None;
                        }
                    }
                }
            }
            out.push(piece);
        }
    }
    out
}

/// Cuts operations where the left side's passages meet.
fn cut_left(edits: Vec<Edit>, left: &[Span]) -> Vec<Edit> {
    let mut out = Vec::with_capacity(edits.len());
    for edit in edits {
        let Some(own) = edit.left else {
            out.push(edit);
            continue;
        };
        for (index, (joined_at, place)) in parts(own, left).into_iter().enumerate() {
            let from = joined_at - own.start;
            let mut piece = edit.clone();
            piece.left = Some(place);
            match edit.op {
                Op::Keep | Op::Move => {
                    let start = edit.right.start + from;
                    piece.right = Span::new(start, start + place.len());
                }
                _ if index > 0 => {
                    piece.op = Op::Delete;
                    piece.text = None;
                    piece.right = Span::new(edit.right.end, edit.right.end);
                }
                _ => {}
            }
            out.push(piece);
        }
    }
    out
}
