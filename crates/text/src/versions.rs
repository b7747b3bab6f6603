//! Which of several texts a page follows: of the versions of an item the one it was made from, of several items those
//! it uses. Compares; states nothing that [`disclose`](crate::disclose) does not.

use crate::align::intern;
use crate::compared::{Text, page_blocks};
use crate::floor::{cover_permille, word_ids};
use crate::{Disclosure, Label, Op, PageSide, Verdict, WireSide, disclose};

/// Versions whose cover is less than this below the best, in ‰, are aligned in full.
pub(crate) const COVER_PERMILLE_NEAR: usize = 50;

/// The bound by name, for the hash of the rules.
pub(crate) const BOUNDS: [(&str, usize); 1] =
    [("version_cover_permille_near", COVER_PERMILLE_NEAR)];

/// The comparison with the fewest edited words, and which one it is; of equal ones the last. The pairs are the texts
/// that a page may follow, the preferred ones last, each with the published text as found beside it.
///
/// Only texts whose cover by runs of five words is within 50 ‰ of the best are compared in full.
///
/// ```
/// use copydesk_text::{Block, PageSide, WireSide, closest};
/// let wire = |text: &str| WireSide { blocks: vec![Block::paragraph(text)], ..WireSide::default() };
/// let page = PageSide { blocks: vec![Block::paragraph("Rain is expected on Friday.")], ..PageSide::default() };
/// let (first, second) = (wire("Rain is expected on Friday."), wire("Snow is expected on Friday."));
/// assert_eq!(closest(&[(&first, &page), (&second, &page)]).map(|(version, _)| version), Some(0));
/// assert_eq!(closest(&[]), None);
/// ```
#[must_use]
pub fn closest(pairs: &[(&WireSide, &PageSide)]) -> Option<(usize, Disclosure)> {
    if let [(wire, page)] = pairs {
        return Some((0, disclose(wire, page)));
    }
    let covers: Vec<usize> = pairs.iter().map(|(wire, page)| cover(wire, page)).collect();
    let best = covers.iter().copied().max()?;
    let near = pairs.iter().zip(&covers).enumerate();
    let near = near.filter(|(_, (_, cover))| **cover + COVER_PERMILLE_NEAR >= best);
    let compared = near.map(|(at, ((wire, page), _))| (at, disclose(wire, page)));
    compared.min_by_key(|(at, made)| (edited_words(made), std::cmp::Reverse(*at)))
}

/// Words of the page in runs of five that the wire has, of the page's words, ‰.
fn cover(wire: &WireSide, page: &PageSide) -> usize {
    let letters = wire.letters(page);
    let sent = Text::read_as(letters, &wire.compared_blocks());
    let shown = Text::read_as(letters, &page_blocks(&page.blocks));
    let (wire_ids, page_ids) = intern(&sent, &shown);
    cover_permille(&word_ids(&sent, &wire_ids), &word_ids(&shown, &page_ids))
}

/// Words of either side that are not the other's; another text, or none, last.
fn edited_words(made: &Disclosure) -> (bool, usize) {
    let other = matches!(made.verdict(), None | Some(Verdict::DifferentText));
    let words = made.counts().map_or(usize::MAX, |n| {
        let kept = n.words_same + n.words_typographic + n.words_house + n.words_moved;
        n.words_page.saturating_sub(kept) + n.words_removed
    });
    (other, words)
}

/// Of several wires, each compared with the same published text, those it is made of, in order of their first use: the
/// one with most aligned words, then each that adds an aligned paragraph.
///
/// A paragraph is aligned if half its words and at least five of them, or all, are kept.
#[must_use]
pub fn used(compared: &[&Disclosure]) -> Vec<usize> {
    let aligned: Vec<Vec<(usize, usize)>> =
        compared.iter().map(|made| aligned_blocks(made)).collect();
    let mut taken: Vec<usize> = Vec::new();
    let mut held: Vec<usize> = Vec::new();
    loop {
        let gain = |wire: &usize| -> usize {
            let own = aligned[*wire]
                .iter()
                .filter(|(block, _)| !held.contains(block));
            own.map(|(_, words)| words).sum()
        };
        let left = (0..compared.len()).filter(|wire| !taken.contains(wire));
        let Some(best) = left.max_by_key(|wire| (gain(wire), std::cmp::Reverse(*wire))) else {
            break;
        };
        if gain(&best) == 0 {
            break;
        }
        held.extend(aligned[best].iter().map(|(block, _)| *block));
        taken.push(best);
    }
    taken.sort_by_key(|wire| (aligned[*wire].first().map(|(block, _)| *block), *wire));
    taken
}

/// The blocks of the page that are aligned, each with its kept words.
fn aligned_blocks(made: &Disclosure) -> Vec<(usize, usize)> {
    let page = made.page_flat();
    let kept = made.operations().iter().filter(|op| {
        let from_wire = matches!(op.op, Op::Keep | Op::Move | Op::Replace);
        from_wire && op.label != Label::Edited
    });
    let kept: Vec<_> = kept.map(|op| op.page_span).collect();
    let mut out = Vec::new();
    for (index, span) in made.page_spans().enumerate() {
        let (mut words, mut same) = (0, 0);
        crate::each_key(&page[span.start..span.end], |key| {
            let at = span.start + key.span.start;
            let after = kept.partition_point(|own| own.end <= at);
            words += 1;
            same += usize::from(kept.get(after).is_some_and(|own| own.start <= at));
        });
        let aligned = words > 0 && (same == words || same >= 5 && same * 2 >= words);
        out.extend(aligned.then_some((index, same)));
    }
    out
}
