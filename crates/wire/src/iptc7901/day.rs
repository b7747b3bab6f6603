//! The stamp behind a telegram: `242200 GMT Jun 17`, month names as the sender's language has them. Never takes a
//! day from elsewhere.

use jiff::civil::{Date, Time};

use crate::telegraph::full_year;
use crate::{Hint, time};

/// Day and time as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    /// The day as written, without conversion to any zone; before the agency's day begins, the day before.
    pub day: Date,
    /// The whole as `time` reads it.
    pub text: String,
}

struct Parts<'t> {
    digits: &'t str,
    zone: &'t str,
    month: &'t str,
    year: u8,
}

/// Whether a line is a stamp.
pub(super) fn is_stamp(line: &str) -> bool {
    parts(line).is_some()
}

/// Reads a stamp; the century is that nearest to receipt.
pub(super) fn read(line: &str, hint: &Hint) -> Option<Stamp> {
    let parts = parts(line)?;
    let year = full_year(parts.year, hint);
    let (day, clock) = parts.digits.split_at(2);
    let (hour, minute) = clock.split_at(2);
    let (month, zone) = (parts.month, parts.zone);
    let date = format!("{day} {month} {year}");
    let written = time::read_date(&date)?;
    let sent = Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0);
    let early = sent.is_ok_and(|sent| sent < hint.day_starts());
    let day = if early {
        written.yesterday()
    } else {
        Ok(written)
    };
    Some(Stamp {
        day: day.ok()?,
        text: format!("{date} {hour}:{minute} {zone}")
            .trim_end()
            .to_owned(),
    })
}

/// `DDHHMM [ZONE] Mon YY`.
fn parts(line: &str) -> Option<Parts<'_>> {
    if line.len() > 40 {
        return None;
    }
    let words: Vec<&str> = line.split_ascii_whitespace().collect();
    let (digits, zone, month, year) = match *words.as_slice() {
        [digits, month, year] => (digits, "", month, year),
        [digits, zone, month, year] => (digits, zone, month, year),
        _ => return None,
    };
    let numeric = |text: &str, len: usize| {
        text.len() == len && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let zoned = zone.len() <= 5 && zone.bytes().all(|byte| byte.is_ascii_alphabetic());
    let month = month.trim_end_matches('.');
    let known = numeric(digits, 6) && numeric(year, 2) && zoned && time::is_month(month);
    known.then_some(())?;
    let year = year.parse().ok()?;
    Some(Parts {
        digits,
        zone,
        month,
        year,
    })
}
