//! Instants as readers see them: in the site's zone, with the offset in `datetime`. Reads no clock and writes
//! nothing that ages ("2 hours ago").

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, ZonedDateTime};
use serde::Serialize;

use crate::words::Tongue;

/// An instant in two forms: for machines with its offset, for readers in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Moment {
    /// RFC 3339 with the zone's offset.
    pub datetime: String,
    /// `24 November 2026, 20:14 IST`.
    pub shown: String,
    /// `20:14`.
    pub clock: String,
    /// `24 Nov`.
    pub day: String,
}

impl Moment {
    /// The instant as shown in `zone`, in the words of `tongue`.
    #[must_use]
    pub fn new(at: Timestamp, zone: &TimeZone, tongue: Tongue) -> Self {
        let local = at.to_zoned_datetime(zone.clone());
        let clock = format!("{:02}:{:02}", local.hour(), local.minute());
        Self {
            datetime: with_offset(&local),
            shown: format!(
                "{}, {clock} {}",
                long_date(local.date(), tongue),
                zone_name(&local)
            ),
            day: format!("{} {}", local.day(), short_month(local.month(), tongue)),
            clock,
        }
    }
}

/// RFC 3339 in whole seconds with the zone's offset.
#[must_use]
pub fn with_offset(local: &ZonedDateTime) -> String {
    local.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// The abbreviation, where the zone has one in letters.
fn zone_name(local: &ZonedDateTime) -> String {
    local.strftime("%Z").to_string()
}

/// `24 November 2026`.
#[must_use]
pub fn long_date(date: Date, tongue: Tongue) -> String {
    format!(
        "{} {} {}",
        date.day(),
        month(date.month(), tongue),
        date.year()
    )
}

/// `Tuesday, 24 November 2026`.
#[must_use]
pub fn full_date(date: Date, tongue: Tongue) -> String {
    format!(
        "{}, {}",
        weekday(date.weekday(), tongue),
        long_date(date, tongue)
    )
}

/// The civil day of an instant in the zone.
#[must_use]
pub fn day_of(at: Timestamp, zone: &TimeZone) -> Date {
    at.to_zoned_datetime(zone.clone()).date()
}

/// The next midnight in the zone: when a page that carries today's date ends.
#[must_use]
pub fn next_midnight(now: Timestamp, zone: &TimeZone) -> Timestamp {
    day_of(now, zone)
        .checked_add(1.day())
        .and_then(|day| day.to_zoned_datetime(zone.clone()))
        .map_or(now, |midnight| midnight.timestamp())
}

/// First and one past the last instant of a civil day in the zone; `None` at the ends of the calendar.
#[must_use]
pub fn day_bounds(day: Date, zone: &TimeZone) -> Option<(Timestamp, Timestamp)> {
    let start = day.to_zoned_datetime(zone.clone()).ok()?;
    let end = day.tomorrow().ok()?.to_zoned_datetime(zone.clone()).ok()?;
    Some((start.timestamp(), end.timestamp()))
}

fn month(number: i8, tongue: Tongue) -> &'static str {
    const ENGLISH: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    const HINDI: [&str; 12] = [
        "जनवरी",
        "फ़रवरी",
        "मार्च",
        "अप्रैल",
        "मई",
        "जून",
        "जुलाई",
        "अगस्त",
        "सितंबर",
        "अक्टूबर",
        "नवंबर",
        "दिसंबर",
    ];
    let names = match tongue {
        Tongue::English => &ENGLISH,
        Tongue::Hindi => &HINDI,
    };
    names
        .get(usize::try_from(number - 1).unwrap_or(usize::MAX))
        .copied()
        .unwrap_or("")
}

fn short_month(number: i8, tongue: Tongue) -> &'static str {
    match tongue {
        Tongue::English => month(number, tongue).get(..3).unwrap_or(""),
        Tongue::Hindi => month(number, tongue),
    }
}

fn weekday(day: Weekday, tongue: Tongue) -> &'static str {
    const ENGLISH: [&str; 7] = [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ];
    const HINDI: [&str; 7] = [
        "सोमवार",
        "मंगलवार",
        "बुधवार",
        "गुरुवार",
        "शुक्रवार",
        "शनिवार",
        "रविवार",
    ];
    let index = usize::try_from(day.to_monday_zero_offset()).unwrap_or(0);
    match tongue {
        Tongue::English => ENGLISH[index],
        Tongue::Hindi => HINDI[index],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).expect("a zone of the bundle")
    }

    #[test]
    fn the_offset_is_that_of_the_zone_also_in_summer() {
        let at: Timestamp = "2026-07-01T10:00:00Z".parse().expect("an instant");
        let delhi = Moment::new(at, &zone("Asia/Kolkata"), Tongue::English);
        assert_eq!(delhi.datetime, "2026-07-01T15:30:00+05:30");
        assert_eq!(delhi.shown, "1 July 2026, 15:30 IST");
        let berlin = Moment::new(at, &zone("Europe/Berlin"), Tongue::English);
        assert_eq!(berlin.datetime, "2026-07-01T12:00:00+02:00");
    }

    #[test]
    fn midnight_is_the_zones_own() {
        let at: Timestamp = "2026-07-01T20:00:00Z".parse().expect("an instant");
        let next = next_midnight(at, &zone("Asia/Kolkata"));
        assert_eq!(next.to_string(), "2026-07-02T18:30:00Z");
    }
}
