//! Times as agencies write them: ISO 8601 in its forms, RFC 822 with two-digit years and named zones. The offset
//! sent is kept. A time without offset takes the feed's zone; without one it stays unread: never a guess.

use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

use crate::SentTime;

/// What came of reading a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TimeRead {
    /// A time.
    Sent(SentTime),
    /// A date and time whose zone is unknown or ambiguous.
    NoZone,
    /// No date with a time.
    Unreadable,
}

/// Reads a time; one without offset is taken to be in `zone`.
pub(crate) fn read_time(text: &str, zone: Option<&TimeZone>) -> TimeRead {
    let text = text.trim();
    let Some((civil, rest)) = iso(text).or_else(|| rfc_822(text)) else {
        return TimeRead::Unreadable;
    };
    match offset(rest.trim()) {
        Some(Zone::Utc) => sent(civil, Offset::UTC, true),
        Some(Zone::Offset(offset)) => sent(civil, offset, false),
        Some(Zone::Unknown) => in_zone(civil, zone),
        None => TimeRead::Unreadable,
    }
}

enum Zone {
    Utc,
    Offset(Offset),
    Unknown,
}

fn in_zone(civil: DateTime, zone: Option<&TimeZone>) -> TimeRead {
    let Some(zone) = zone else {
        return TimeRead::NoZone;
    };
    match zone.to_ambiguous_zoned_datetime(civil).compatible() {
        Ok(zoned) => sent(civil, zoned.offset(), false),
        Err(_) => TimeRead::Unreadable,
    }
}

fn sent(civil: DateTime, offset: Offset, utc: bool) -> TimeRead {
    let Ok(at) = offset.to_timestamp(civil) else {
        return TimeRead::Unreadable;
    };
    let suffix = if utc {
        "Z".to_owned()
    } else {
        let minutes = offset.seconds().abs() / 60;
        let sign = if offset.seconds() < 0 { '-' } else { '+' };
        format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    };
    TimeRead::Sent(SentTime {
        at,
        text: format!("{civil}{suffix}"),
    })
}

/// `YYYY-MM-DD` and a time, or the basic form `YYYYMMDDTHHMM…`; gives what follows the time.
fn iso(text: &str) -> Option<(DateTime, &str)> {
    let (year, rest) = digits(text, 4)?;
    let dashed = rest.starts_with('-');
    let (month, rest) = digits(skip(rest, '-', dashed)?, 2)?;
    let (day, rest) = digits(skip(rest, '-', dashed)?, 2)?;
    let rest = rest.strip_prefix(['T', 't', ' '])?.trim_start();
    let (clock, rest) = clock(rest)?;
    Some((civil(year, month, day, clock)?, rest))
}

fn skip(text: &str, sign: char, wanted: bool) -> Option<&str> {
    if wanted {
        text.strip_prefix(sign)
    } else {
        Some(text)
    }
}

/// Hour, minute, second, nanosecond.
type Clock = [i32; 4];

fn clock(text: &str) -> Option<(Clock, &str)> {
    let (hour, rest) = digits(text, 2).or_else(|| digits(text, 1))?;
    let colon = rest.starts_with(':');
    let (minute, rest) = digits(skip(rest, ':', colon)?, 2)?;
    let seconds = if colon {
        rest.strip_prefix(':')
    } else {
        Some(rest)
    };
    let Some((second, rest)) = seconds.and_then(|rest| digits(rest, 2)) else {
        return Some(([hour, minute, 0, 0], rest));
    };
    let (nanos, rest) = fraction(rest);
    Some(([hour, minute, second, nanos], rest))
}

fn fraction(text: &str) -> (i32, &str) {
    let Some(rest) = text.strip_prefix(['.', ',']) else {
        return (0, text);
    };
    let len = rest.bytes().take_while(u8::is_ascii_digit).count();
    let nanos = rest[..len]
        .bytes()
        .chain(std::iter::repeat(b'0'))
        .take(9)
        .fold(0, |nanos, digit| nanos * 10 + i32::from(digit - b'0'));
    (nanos, &rest[len..])
}

/// A leap second counts as the second before it.
fn civil(year: i32, month: i32, day: i32, clock: Clock) -> Option<DateTime> {
    let [hour, minute, second, nanos] = clock;
    let small = |value: i32| i8::try_from(value).ok();
    DateTime::new(
        i16::try_from(year).ok()?,
        small(month)?,
        small(day)?,
        small(hour)?,
        small(minute)?,
        small(second.min(if second == 60 { 59 } else { 99 }))?,
        nanos,
    )
    .ok()
}

/// Exactly `count` digits.
fn digits(text: &str, count: usize) -> Option<(i32, &str)> {
    let (head, rest) = text.split_at_checked(count)?;
    let sound = head.bytes().all(|byte| byte.is_ascii_digit());
    sound.then(|| Some((head.parse().ok()?, rest)))?
}

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// `[Thu,] 01 Jan 04 19:48:21 GMT`, commas and day names optional; gives what follows the time.
fn rfc_822(text: &str) -> Option<(DateTime, &str)> {
    let mut rest = text.trim_start_matches(|c: char| c.is_alphabetic() || c == '.');
    rest = rest.trim_start_matches([',', ' ']);
    let (day, tail) = leading_number(rest)?;
    let tail = tail.trim_start_matches([' ', '-', '.']);
    let name_len = tail.bytes().take_while(u8::is_ascii_alphabetic).count();
    let month = month(&tail[..name_len])?;
    let tail = tail[name_len..].trim_start_matches([' ', '-', ',', '.']);
    let (year, tail) = leading_number(tail)?;
    let (clock, rest) = clock(tail.trim_start())?;
    Some((civil(full_year(year), month, day, clock)?, rest))
}

fn leading_number(text: &str) -> Option<(i32, &str)> {
    let len = text.bytes().take_while(u8::is_ascii_digit).count();
    let number = (len <= 4).then(|| text[..len].parse().ok())?;
    Some((number?, &text[len..]))
}

fn month(name: &str) -> Option<i32> {
    let name = name.get(..3)?.to_ascii_lowercase();
    let index = MONTHS.iter().position(|month| *month == name)?;
    i32::try_from(index + 1).ok()
}

/// Two digits: 00–69 are of this century, 70–99 of the last.
fn full_year(year: i32) -> i32 {
    match year {
        0..=69 => 2000 + year,
        70..=99 => 1900 + year,
        _ => year,
    }
}

/// What stands behind the time; `None` if it is no zone.
fn offset(text: &str) -> Option<Zone> {
    if let Some(rest) = text.strip_prefix(['+', '-', '−']) {
        let minutes = offset_minutes(rest)?;
        let sign = if text.starts_with('+') { 1 } else { -1 };
        return Offset::from_seconds(sign * minutes * 60)
            .ok()
            .map(Zone::Offset);
    }
    let len = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let name = &text[..len];
    Some(match name.to_ascii_uppercase().as_str() {
        "Z" | "UT" | "UTC" | "GMT" => return after_utc(text, name),
        "" | "IST" | "BST" | "CST" | "AST" => Zone::Unknown,
        name => hours(
            *NAMED
                .iter()
                .find_map(|(zone, hours)| (*zone == name).then_some(hours))?,
        )?,
    })
}

/// `GMT+0200` states an offset of its own.
fn after_utc(text: &str, name: &str) -> Option<Zone> {
    let rest = text[name.len()..].trim_start();
    match rest.starts_with(['+', '-']) {
        true => offset(rest),
        false => Some(Zone::Utc),
    }
}

fn hours(hours: i32) -> Option<Zone> {
    Offset::from_seconds(hours * 3600).ok().map(Zone::Offset)
}

/// Zones that mean one offset wherever they are used.
const NAMED: [(&str, i32); 19] = [
    ("EST", -5),
    ("EDT", -4),
    ("CDT", -5),
    ("MST", -7),
    ("MDT", -6),
    ("PST", -8),
    ("PDT", -7),
    ("AKST", -9),
    ("AKDT", -8),
    ("HST", -10),
    ("WET", 0),
    ("WEST", 1),
    ("CET", 1),
    ("MEZ", 1),
    ("CEST", 2),
    ("MESZ", 2),
    ("EET", 2),
    ("EEST", 3),
    ("MSK", 3),
];

fn offset_minutes(text: &str) -> Option<i32> {
    let (hours, rest) = digits(text, 2).or_else(|| digits(text, 1))?;
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    let minutes = digits(rest, 2).map_or(0, |(minutes, _)| minutes);
    (hours <= 23 && minutes <= 59).then_some(hours * 60 + minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_sent(text: &str, expected: &str) {
        match read_time(text, None) {
            TimeRead::Sent(time) => {
                assert_eq!(time.text, expected, "{text}");
                assert_eq!(time.at, expected.parse().unwrap());
            }
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn iso_forms_keep_their_offset() {
        check_sent("2026-03-01T06:00:00Z", "2026-03-01T06:00:00Z");
        check_sent("2026-03-01T06:00:00+0530", "2026-03-01T06:00:00+05:30");
        check_sent(
            "2026-03-01 06:00:00.250-04:00",
            "2026-03-01T06:00:00.25-04:00",
        );
        check_sent("20260301T060000+01", "2026-03-01T06:00:00+01:00");
        check_sent("2026-03-01T06:00Z", "2026-03-01T06:00:00Z");
    }

    #[test]
    fn mail_dates_have_short_years_and_named_zones() {
        check_sent("Thu, 01 Jan 04 19:48:21 GMT", "2004-01-01T19:48:21Z");
        check_sent("1 Jan 1999 7:05 EST", "1999-01-01T07:05:00-05:00");
        check_sent("Mon, 02 Mar 26 10:00:00 MESZ", "2026-03-02T10:00:00+02:00");
        check_sent(
            "Mon, 02 March 2026 10:00:00 GMT+0200",
            "2026-03-02T10:00:00+02:00",
        );
    }

    #[test]
    fn a_time_without_a_sure_zone_takes_that_of_the_feed() {
        let zone = TimeZone::get("Asia/Kolkata").unwrap();
        for text in ["2026-03-01T06:00:00", "Sun, 01 Mar 2026 06:00:00 IST"] {
            assert_eq!(read_time(text, None), TimeRead::NoZone);
            let TimeRead::Sent(time) = read_time(text, Some(&zone)) else {
                panic!("{text}");
            };
            assert_eq!(time.text, "2026-03-01T06:00:00+05:30");
        }
    }

    #[test]
    fn what_is_no_time_is_not_read() {
        for text in [
            "",
            "soon",
            "2026-03-01",
            "2026-13-01T00:00:00Z",
            "2026-02-30T00:00:00Z",
        ] {
            assert_eq!(read_time(text, None), TimeRead::Unreadable, "{text}");
        }
    }
}
