//! The trailer `AP-WF-03-02-26 0423GMT`, and the day that the header's two numbers mean beside it. Both orders of month
//! and day occur; the two statements decide it together. Never takes a day from elsewhere.

use jiff::civil::Date;

use crate::telegraph::full_year;
use crate::{Hint, time};

/// A trailer as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Trailer<'t> {
    /// `AP-WF`.
    pub service: &'t str,
    /// The three numbers of the date, in the order sent.
    pub date: (i8, i8, u8),
    pub hour: u8,
    pub minute: u8,
    /// `GMT`; empty if there is none.
    pub zone: &'t str,
}

/// Reads a line that is nothing but a trailer, its marks apart.
pub(super) fn trailer(line: &str) -> Option<Trailer<'_>> {
    if line.len() > 60 {
        return None;
    }
    let line = line.trim_matches(|c: char| c.is_ascii_whitespace() || matches!(c, '^' | '<' | '='));
    let (left, right) = line.split_once(' ')?;
    let mut parts = left.rsplitn(4, '-');
    let (year, second, first) = (parts.next()?, parts.next()?, parts.next()?);
    let service = parts.next()?;
    let named = !service.is_empty()
        && service
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let right = right.trim_ascii();
    let (clock, zone) = right.split_at_checked(4)?;
    let zone = zone.trim_ascii_start();
    let zoned = zone.is_empty() || time::is_zone(zone);
    let (hour, minute) = clock.split_at_checked(2)?;
    let (hour, minute) = (number(hour)?, number(minute)?);
    let date = (
        i8::try_from(number(first)?).ok()?,
        i8::try_from(number(second)?).ok()?,
        number(year)?,
    );
    (named && zoned && hour < 24 && minute < 60).then_some(Trailer {
        service,
        date,
        hour,
        minute,
        zone,
    })
}

/// Two digits.
fn number(text: &str) -> Option<u8> {
    let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok())?
}

/// `03-02`.
pub(super) fn header_date(word: &str) -> Option<(i8, i8)> {
    let (first, second) = word.split_once('-')?;
    let both = (
        i8::try_from(number(first)?).ok()?,
        i8::try_from(number(second)?).ok()?,
    );
    let possible = |a, b| Date::new(2024, a, b).is_ok();
    (possible(both.0, both.1) || possible(both.1, both.0)).then_some(both)
}

/// What header and trailer say together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Days {
    /// The day the telegram's number belongs to: the header's if it lies within a day of the trailer's, else the
    /// trailer's.
    pub of_number: Date,
    /// The trailer's own day.
    pub of_trailer: Date,
}

/// The days of a telegram with a trailer. Of readings that fit equally the American one, month first, counts.
pub(super) fn days(header: Option<(i8, i8)>, trailer: &Trailer<'_>, hint: &Hint) -> Option<Days> {
    let (a, b, year) = trailer.date;
    let year = full_year(year, hint);
    let readings = [Date::new(year, a, b), Date::new(year, b, a)];
    let readings: Vec<Date> = readings.into_iter().flatten().collect();
    let near = readings.iter().find_map(|&of_trailer| {
        let of_number = near(header?, of_trailer)?;
        Some(Days {
            of_number,
            of_trailer,
        })
    });
    near.or_else(|| {
        let &first = readings.first()?;
        Some(Days {
            of_number: first,
            of_trailer: first,
        })
    })
}

/// The reading of the header's numbers that lies within one day of another day, in whatever year.
pub(super) fn near(header: (i8, i8), day: Date) -> Option<Date> {
    let (a, b) = header;
    let years = [day.year(), day.year() - 1, day.year() + 1];
    let mut readings = years
        .into_iter()
        .flat_map(|year| [Date::new(year, a, b), Date::new(year, b, a)])
        .flatten();
    readings.find(|reading| (day - *reading).get_days().abs() <= 1)
}
