//! The quotations of one paragraph as tokens. The state machine itself is `crate::marks`; this ties its answer to
//! tokens. Never looks beyond the paragraph.

use super::token::{Kind, Token};
use crate::marks::{Closing, quoted};

/// One quotation of a paragraph: its tokens and bytes, marks included.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Quotation {
    /// Token of the opening mark.
    pub open: usize,
    /// Token of the closing mark, or the last one of the paragraph.
    pub close: usize,
    /// First byte, that of the opening mark.
    pub start: usize,
    /// One past the closing mark, or past the paragraph's last token.
    pub end: usize,
    /// Whether a closing mark stands there.
    pub closed: bool,
}

impl Quotation {
    /// Bytes between the marks, marks included.
    pub(crate) const fn bytes(&self) -> usize {
        self.end - self.start
    }
}

/// What was found in a paragraph.
#[derive(Clone, Debug, Default)]
pub(crate) struct Quotations {
    pub list: Vec<Quotation>,
    /// Whether a double mark stood there that pairs with none.
    pub stray: bool,
}

/// Finds the quotations of `flat[start..end]` and sets `quoted` on every token inside, marks included.
pub(crate) fn pair(flat: &str, start: usize, end: usize, tokens: &mut [Token]) -> Quotations {
    let mut found = Quotations::default();
    for quotation in quoted(&flat[start..end]) {
        let first = start + quotation.outer.start;
        let open = tokens.partition_point(|token| token.end <= first);
        let after = tokens.partition_point(|token| token.start < start + quotation.outer.end);
        if open >= after || tokens[open].kind != Kind::Quote {
            continue;
        }
        for token in &mut tokens[open..after] {
            token.quoted = true;
        }
        found.list.push(Quotation {
            open,
            close: after - 1,
            start: tokens[open].start,
            end: tokens[after - 1].end,
            closed: quotation.closing == Closing::Closed,
        });
    }
    let double = |token: &Token| !matches!(&flat[token.start..token.end], "'" | "’" | "‘" | "`");
    found.stray = tokens
        .iter()
        .any(|token| token.kind == Kind::Quote && !token.quoted && double(token));
    found
}
