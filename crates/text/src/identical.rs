//! The common case: every block of the page is the wire's, byte for byte. Only words and paragraphs are counted; what
//! is stated is what weighing the same pair would state, and the check, which weighs, holds it to that.

use std::borrow::Cow;

use crate::Block;
use crate::disclosure::{Counts, Level, Verdict};
use crate::fold::{fold_str, folds_to_itself};
use crate::scan::count;
use crate::weigh::Weighed;

/// Texts no longer than this cannot have too many tokens.
const BYTES_MAX: usize = 200_000;

/// Weighs a pair whose blocks are equal; `None`: they are not, or are to be read with care.
pub(crate) fn weigh_identical(
    wire: &[(usize, &Block)],
    page: &[(usize, &Block)],
) -> Option<Weighed> {
    let equal = wire.len() == page.len()
        && wire
            .iter()
            .zip(page)
            .all(|((_, sent), (_, shown))| sent.text == shown.text);
    let bytes: usize = wire.iter().map(|(_, block)| block.text.len() + 2).sum();
    if !equal || bytes > BYTES_MAX {
        return None;
    }
    let (mut words, mut paragraphs) = (0, 0);
    for (_, block) in wire {
        let folded = if folds_to_itself(block.text.as_bytes()) {
            Cow::Borrowed(block.text.as_str())
        } else {
            Cow::Owned(fold_str(&block.text))
        };
        words += count(&folded, |kind| kind.is_word());
        paragraphs += usize::from(!folded.is_empty());
    }
    if words == 0 {
        return None;
    }
    Some(Weighed {
        verdict: Verdict::Identical,
        level: Some(Level::L0),
        counts: Counts {
            words_wire: words,
            words_page: words,
            words_same: words,
            paragraphs_wire: paragraphs,
            ..Counts::default()
        },
        stripped: Vec::new(),
        insertions: Vec::new(),
        passages_unmodified: true,
        words_moved_alone: 0,
    })
}
