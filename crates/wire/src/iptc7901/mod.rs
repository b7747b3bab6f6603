//! IPTC 7901 text telegrams: header, keywords, headline, text, notebook, trailer; one or a whole day of them in a
//! file, with or without the control characters around them. Never guesses a day, a year or a zone that no one sent.

mod adapt;
mod day;
mod head;
mod parse;
mod raw;
#[cfg(test)]
mod tests;

use crate::chars::Mapped;
use crate::finding::Findings;
use crate::{Format, ITEMS_MAX, Placed, PlacedItems, Reading, Source};

/// Whether the text opens like a telegram.
pub(crate) fn opens(text: &str) -> bool {
    parse::opens(text)
}

/// Reads every telegram.
pub(crate) fn read(decoded: &Mapped<'_>, source: &Source<'_>, findings: &mut Findings) -> Reading {
    let telegrams = parse::telegrams(&decoded.text, ITEMS_MAX + 1);
    let mut items = PlacedItems::default();
    items.reserve(telegrams.len());
    for telegram in &telegrams {
        items.push(Placed {
            item: adapt::item(telegram, decoded, source, findings),
            span: decoded.span(telegram.whole),
        });
    }
    Reading {
        format: Format::Iptc7901,
        items,
    }
}
