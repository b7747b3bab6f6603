//! The pieces of a wire text that the ledger commits to one by one, the page text they are looked for in, and where
//! they stand there. Every content is in the committed form, so a piece is bytes of the page text or is not there.
//!
//! How a text is cut is no part of the ledger's format: a verifier never cuts, it only compares. A place found here
//! proves nothing by itself; the commitment does.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use crate::committed::{committed_form, takes_no_space};
use crate::compared::{Text, wire_blocks};
use crate::{BlockKind, WireSide, strip};

/// Most pieces of one text; the rest of a longer one joins the last.
pub const PIECES_MAX: usize = 1_000;
/// Most places of one piece that are weighed against each other.
const OCCURRENCES_MAX: usize = 32;

/// What a piece of a wire text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PieceKind {
    /// A sentence, or a paragraph that was not cut.
    Sentence,
    /// What frames the text or addresses editors: leaving it out shortens nothing.
    Strip,
}

/// A piece of a wire text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What it is.
    pub kind: PieceKind,
    /// Its committed form; never empty.
    pub content: String,
}

/// The pieces of a wire text in its order: captions none; advisories and what frames the text as strips; every other
/// paragraph sentence by sentence.
#[must_use]
pub fn pieces(wire: &WireSide) -> Vec<Piece> {
    let compared = wire_blocks(&wire.blocks);
    let text = Text::read(&compared);
    let strips = strip::of_wire(wire, &text);
    let mut blocks = text.blocks.iter();
    let mut found = Vec::new();
    for (origin, block) in wire.blocks.iter().enumerate() {
        match block.kind {
            BlockKind::Caption => {}
            BlockKind::Advisory => push(&mut found, PieceKind::Strip, &block.text),
            _ => {
                if let Some(range) = blocks.next() {
                    debug_assert_eq!(range.origin, origin, "both lists are in the wire's order");
                    cut(&text, range, &strips, &mut found);
                }
            }
        }
    }
    join_rest(&mut found);
    found
}

fn push(found: &mut Vec<Piece>, kind: PieceKind, text: &str) {
    let content = committed_form(text);
    if !content.is_empty() {
        found.push(Piece { kind, content });
    }
}

fn cut(
    text: &Text,
    block: &crate::compared::BlockRange,
    strips: &[Range<usize>],
    found: &mut Vec<Piece>,
) {
    let own = strips
        .iter()
        .find(|strip| !strip.is_empty() && strip.start == block.tokens.start);
    let framed = own.map_or(block.tokens.start, |strip| strip.end.min(block.tokens.end));
    let mut start = block.span.start;
    for token in block.tokens.clone().skip(1) {
        let ends_strip = token == framed;
        if ends_strip || (token > framed && text.tokens[token].opens) {
            let kind = if ends_strip {
                PieceKind::Strip
            } else {
                PieceKind::Sentence
            };
            let end = text.start_of(token);
            push(found, kind, &text.flat[start..end]);
            start = end;
        }
    }
    let whole = framed == block.tokens.end && framed > block.tokens.start;
    let kind = if whole {
        PieceKind::Strip
    } else {
        PieceKind::Sentence
    };
    push(found, kind, &text.flat[start..block.span.end]);
}

fn join_rest(found: &mut Vec<Piece>) {
    if found.len() <= PIECES_MAX {
        return;
    }
    let rest: Vec<String> = found
        .drain(PIECES_MAX - 1..)
        .map(|piece| piece.content)
        .collect();
    push(found, PieceKind::Sentence, &rest.join(" "));
}

/// The page text T: form of the headline, a line feed, form of the paragraphs joined by one space. Joined first, then
/// formed, so that merged and split paragraphs give the same.
#[must_use]
pub fn page_text<'a>(headline: &str, paragraphs: impl IntoIterator<Item = &'a str>) -> String {
    let body: Vec<&str> = paragraphs.into_iter().collect();
    format!(
        "{}\n{}",
        committed_form(headline),
        committed_form(&body.join(" "))
    )
}

/// A piece on the page: its place in the list of pieces, and its bytes of the page text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedPiece {
    /// Index among the pieces.
    pub piece: usize,
    /// Bytes of the page text.
    pub bytes: Range<usize>,
}

/// Where the pieces stand after the headline of a page text, no two on the same words: as many of them in the wire's
/// order as possible (by length), then those that were moved. Sorted by piece.
#[must_use]
pub fn places(pieces: &[Piece], page_text: &str) -> Vec<PlacedPiece> {
    let from = page_text.find('\n').map_or(page_text.len(), |at| at + 1);
    if let Some(placed) = in_a_row(pieces, page_text, from) {
        return placed;
    }
    let candidates = occurrences(pieces, page_text, from);
    let mut taken = heaviest_chain(&candidates);
    let mut left: Vec<&PlacedPiece> = candidates
        .iter()
        .filter(|candidate| !taken.iter().any(|placed| placed.piece == candidate.piece))
        .collect();
    left.sort_by_key(|candidate| (usize::MAX - candidate.bytes.len(), candidate.bytes.start));
    for candidate in left {
        let free = taken.iter().all(|placed| {
            placed.piece != candidate.piece
                && (placed.bytes.end <= candidate.bytes.start
                    || candidate.bytes.end <= placed.bytes.start)
        });
        if free {
            taken.push(candidate.clone());
        }
    }
    taken.sort_by_key(|placed| placed.piece);
    taken
}

/// The common case: every sentence follows the one before it; strips may be there or not.
fn in_a_row(pieces: &[Piece], text: &str, from: usize) -> Option<Vec<PlacedPiece>> {
    let mut at = from;
    let mut placed = Vec::with_capacity(pieces.len());
    for (index, piece) in pieces.iter().enumerate() {
        let rest = text.get(at..)?;
        let start = at + usize::from(rest.starts_with(' '));
        if text[start..].starts_with(piece.content.as_str()) {
            let bytes = start..start + piece.content.len();
            at = bytes.end;
            placed.push(PlacedPiece {
                piece: index,
                bytes,
            });
        } else if piece.kind == PieceKind::Sentence {
            return None;
        }
    }
    Some(placed)
}

fn occurrences(pieces: &[Piece], text: &str, from: usize) -> Vec<PlacedPiece> {
    let body = &text[from..];
    let mut found = Vec::new();
    for (index, piece) in pieces.iter().enumerate() {
        let starts = body
            .match_indices(piece.content.as_str())
            .map(|(at, _)| from + at);
        let places = starts.map(|start| start..start + piece.content.len());
        let whole = places.filter(|bytes| is_edge(text, bytes.start) && is_edge(text, bytes.end));
        let places = whole.take(OCCURRENCES_MAX);
        found.extend(places.map(|bytes| PlacedPiece {
            piece: index,
            bytes,
        }));
    }
    found
}

/// Whether no word is cut in two here.
fn is_edge(text: &str, at: usize) -> bool {
    let inside = |c: Option<char>| {
        c.is_some_and(|c| (c.is_alphanumeric() || is_combining_mark(c)) && !takes_no_space(c))
    };
    !(inside(text[..at].chars().next_back()) && inside(text[at..].chars().next()))
}

/// Of candidates sorted by piece, those of the heaviest chain in which both pieces and places ascend.
fn heaviest_chain(candidates: &[PlacedPiece]) -> Vec<PlacedPiece> {
    let mut ends: Vec<usize> = candidates
        .iter()
        .map(|candidate| candidate.bytes.end)
        .collect();
    ends.sort_unstable();
    ends.dedup();
    let mut best = PrefixBest::new(ends.len());
    let mut before: Vec<Option<usize>> = vec![None; candidates.len()];
    let mut weight = vec![0; candidates.len()];
    for group in candidates.chunk_by(|one, other| one.piece == other.piece) {
        let first = candidates.partition_point(|candidate| candidate.piece < group[0].piece);
        for (index, candidate) in (first..).zip(group) {
            let rank = ends.partition_point(|&end| end <= candidate.bytes.start);
            let (heaviest, last) = best.up_to(rank);
            weight[index] = heaviest + candidate.bytes.len();
            before[index] = last;
        }
        for (index, candidate) in (first..).zip(group) {
            let rank = ends.partition_point(|&end| end < candidate.bytes.end);
            best.raise(rank, weight[index], index);
        }
    }
    let mut chain = Vec::new();
    let mut next = best.up_to(ends.len()).1;
    while let Some(index) = next {
        chain.push(candidates[index].clone());
        next = before[index];
    }
    chain
}

/// The heaviest entry of every prefix (a Fenwick tree).
struct PrefixBest(Vec<(usize, Option<usize>)>);

impl PrefixBest {
    fn new(len: usize) -> Self {
        Self(vec![(0, None); len + 1])
    }

    fn up_to(&self, count: usize) -> (usize, Option<usize>) {
        let mut found = (0, None);
        let mut at = count;
        while at > 0 {
            if self.0[at].0 > found.0 {
                found = self.0[at];
            }
            at &= at - 1;
        }
        found
    }

    fn raise(&mut self, rank: usize, weight: usize, index: usize) {
        let mut at = rank + 1;
        while at < self.0.len() {
            if weight > self.0[at].0 {
                self.0[at] = (weight, Some(index));
            }
            at += at & at.wrapping_neg();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Block;

    fn wire(blocks: &[&str]) -> WireSide {
        WireSide {
            agency: Some("EW".to_owned()),
            dateline: Some("GENEVA (EW) --".to_owned()),
            headline: Some("Parliament passes water bill".to_owned()),
            blocks: blocks.iter().map(|text| Block::paragraph(*text)).collect(),
            ..WireSide::default()
        }
    }

    fn contents(wire: &WireSide) -> Vec<(PieceKind, String)> {
        pieces(wire)
            .into_iter()
            .map(|piece| (piece.kind, piece.content))
            .collect()
    }

    #[test]
    fn a_dateline_is_a_piece_of_its_own_and_paragraphs_are_cut_into_sentences() {
        let mut sent = wire(&[
            "GENEVA (EW) -- \"We said no -- twice,\" the minister said. It takes effect on 1 March.",
        ]);
        sent.blocks.push(Block::new(BlockKind::Signature, "ew/abc"));
        sent.blocks.push(Block::new(BlockKind::Caption, "A dam."));
        sent.blocks
            .push(Block::new(BlockKind::Advisory, "Picture follows."));
        use PieceKind::{Sentence, Strip};
        let expected = [
            (Strip, "GENEVA(EW)-"),
            (Sentence, "\"We said no-twice,\"the minister said."),
            (Sentence, "It takes effect on 1 March."),
            (Strip, "ew/abc"),
            (Strip, "Picture follows."),
        ];
        assert_eq!(
            contents(&sent),
            expected.map(|(kind, text)| (kind, text.to_owned()))
        );
    }

    /// Each shown piece by its index and whether all sentences are shown in order.
    #[track_caller]
    fn check_places(sent: &[&str], page: &[&str], expected: &[usize]) {
        let pieces = pieces(&wire(sent));
        let text = page_text("Headline", page.iter().copied());
        let placed = places(&pieces, &text);
        for one in &placed {
            assert_eq!(text[one.bytes.clone()], pieces[one.piece].content);
        }
        let mut by_place: Vec<_> = placed.clone();
        by_place.sort_by_key(|one| one.bytes.start);
        assert!(
            by_place
                .windows(2)
                .all(|pair| pair[0].bytes.end <= pair[1].bytes.start)
        );
        let order: Vec<usize> = by_place.iter().map(|one| one.piece).collect();
        assert_eq!(order, expected, "{text}");
    }

    #[test]
    fn merged_split_shortened_and_moved_texts_are_found() {
        let sent = [
            "One thing. Another thing.",
            "A third thing.",
            "Yes.",
            "Yes.",
        ];
        check_places(
            &sent,
            &["One thing.", "Another thing. A third thing. Yes. Yes."],
            &[0, 1, 2, 3, 4],
        );
        check_places(
            &sent,
            &["One thing. Another thing.", "Between", "A third thing."],
            &[0, 1, 2],
        );
        check_places(
            &sent,
            &["A third thing.", "One thing. Another thing."],
            &[2, 0, 1],
        );
        check_places(&sent, &["One thing. Another thin."], &[0]);
        check_places(&sent, &["Yes.", "Noyes. One thing."], &[3, 0]);
        check_places(&sent, &[], &[]);
    }

    #[test]
    fn more_pieces_than_the_bound_join_the_last() {
        let sent: Vec<String> = (0..1_300)
            .map(|number| format!("Line {number} is here."))
            .collect();
        let sent: Vec<&str> = sent.iter().map(String::as_str).collect();
        let pieces = pieces(&wire(&sent));
        assert_eq!(pieces.len(), PIECES_MAX);
        let text = page_text("H", sent.iter().copied());
        assert_eq!(places(&pieces, &text).len(), PIECES_MAX);
    }
}
