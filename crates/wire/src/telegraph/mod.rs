//! What all telegrams share, whatever their header looks like: lines and padding, control characters and
//! overstrikes, the words of the trade around a text, statements of embargo, references to other telegrams. Knows
//! no header, decides no identity, never drops a letter.

mod clean;
mod embargo;
mod lines;
mod references;
mod words;

use jiff::tz::TimeZone;

pub(crate) use clean::{clean, has_bell};
pub(crate) use embargo::time_of as time_of_statement;
pub(crate) use lines::{PADDING, is_flag, lines, trimmed};
pub(crate) use references::in_option;
pub(crate) use words::{Notice, Opening, advisory, kills, lines_before_text, read_words};

use crate::Hint;

/// The year that two digits mean: nearest to receipt; without receipt 70 to 99 lie in the last century.
pub(crate) fn full_year(short: u8, hint: &Hint) -> i16 {
    let short = i16::from(short);
    let received = hint.received.map(|at| {
        let zone = hint.zone.clone().unwrap_or(TimeZone::UTC);
        zone.to_datetime(at).year()
    });
    match received {
        Some(received) => {
            let years = [1900 + short, 2000 + short, 2100 + short];
            let nearest = years.into_iter().min_by_key(|year| (year - received).abs());
            nearest.unwrap_or(2000 + short)
        }
        None if short >= 70 => 1900 + short,
        None => 2000 + short,
    }
}
