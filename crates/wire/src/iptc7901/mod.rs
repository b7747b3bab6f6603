//! IPTC 7901 text telegrams: header, keywords, headline, text, notebook, trailer; one or a whole day of them in a
//! file, with or without the control characters around them. Never guesses a day, a year or a zone that no one sent.

mod adapt;
mod day;
mod embargo;
mod head;
mod parse;
mod raw;
mod references;
#[cfg(test)]
mod tests;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::chars::Mapped;
use crate::finding::Findings;
use crate::{Format, ITEMS_MAX, Placed, Reading, SentTime, Source};

/// Whether the text opens like a telegram.
pub(crate) fn opens(text: &str) -> bool {
    parse::opens(text)
}

/// The one day and time of day that a statement of embargo names; `sent` gives a year that is not said.
pub(crate) fn time_of_statement(
    statement: &str,
    sent: Option<Date>,
    zone: Option<&TimeZone>,
) -> Option<SentTime> {
    embargo::time_of(statement, sent, zone)
}

/// Reads every telegram.
pub(crate) fn read(decoded: &Mapped<'_>, source: &Source<'_>, findings: &mut Findings) -> Reading {
    let telegrams = parse::telegrams(&decoded.text, ITEMS_MAX + 1);
    let mut items = Vec::with_capacity(telegrams.len());
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
