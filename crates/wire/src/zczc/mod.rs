//! Text telegrams between `ZCZC` and `NNNN`, and those that open with SOH and names parted by US: lines that begin with a
//! mark or with two letters and `#` map by profile, every other line is text. Profiles are data. Never guesses what an
//! unmapped line means.

mod adapt;
mod parse;
mod profiles;
mod raw;
#[cfg(test)]
mod tests;

use crate::chars::Mapped;
use crate::finding::Findings;
use crate::{Format, ITEMS_MAX, Placed, Reading, Source};

/// Whether the text opens like a telegram.
pub(crate) fn opens(text: &str) -> bool {
    parse::opens(text)
}

/// Reads every telegram.
pub(crate) fn read(decoded: &Mapped<'_>, source: &Source<'_>, findings: &mut Findings) -> Reading {
    let telegrams = parse::telegrams(&decoded.text, ITEMS_MAX + 1);
    let items = telegrams.iter().map(|telegram| Placed {
        item: adapt::item(telegram, decoded, source, findings),
        span: decoded.span(telegram.whole),
    });
    Reading {
        format: Format::Zczc,
        items: items.collect(),
    }
}
