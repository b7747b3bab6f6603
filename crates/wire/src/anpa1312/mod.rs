//! ANPA 1312 telegrams as AP and its subscribers send them: header, keyword line, headline, text with its marks,
//! tables, trailer; one or many in a file, with or without the SYN characters before them. Never guesses a day, a
//! year or a number that no one sent.

mod adapt;
mod day;
mod parse;
mod raw;
mod story;
#[cfg(test)]
mod tests;
mod version;

use crate::chars::Mapped;
use crate::finding::Findings;
use crate::{Format, ITEMS_MAX, Placed, Reading, Source};

/// Whether the text opens like a telegram.
pub(crate) fn opens(text: &str) -> bool {
    parse::opens(text)
}

/// Whether bytes open like a telegram whose letters, unless someone says otherwise, are windows-1252.
pub(crate) fn opens_bytes(raw: &[u8]) -> bool {
    let head = &raw[..raw.len().min(parse::HEADER_BYTES_MAX)];
    memchr::memchr(0x1f, head).is_some() && parse::opens(&String::from_utf8_lossy(head))
}

/// Reads every telegram.
pub(crate) fn read(decoded: &Mapped<'_>, source: &Source<'_>, findings: &mut Findings) -> Reading {
    let telegrams = parse::telegrams(&decoded.text, ITEMS_MAX + 1);
    let items = telegrams.iter().map(|telegram| Placed {
        item: adapt::item(telegram, decoded, source, findings),
        span: decoded.span(telegram.whole),
    });
    Reading {
        format: Format::Anpa1312,
        items: items.collect(),
    }
}
