//! Times as agencies write them: RFC 3339, ISO 8601 extended and basic, RFC 822 with two-digit years and named
//! zones. The offset that was sent is kept. Never guesses: without an offset the feed's zone applies, without one
//! there is no time.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};

use crate::finding::Findings;
use crate::{SentTime, Span};

/// Why a text gives no time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeTrouble {
    /// Nothing but white space.
    Empty,
    /// No way to read it.
    Unreadable,
    /// A day without a time of day.
    DateOnly,
    /// No offset (or an ambiguous zone), and the feed has no zone.
    NoZone,
}

impl TimeTrouble {
    /// The code of the finding that says so.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "time.empty",
            Self::Unreadable => "time.unreadable",
            Self::DateOnly => "time.date_only",
            Self::NoZone => "time.no_zone",
        }
    }
}

/// Reads a time. `zone` is the feed's zone, for times sent without offset.
///
/// # Errors
/// Says why there is no time; a day alone is none (see [`read_date`]).
pub fn read(text: &str, zone: Option<&TimeZone>) -> Result<SentTime, TimeTrouble> {
    let text = text.trim();
    if text.is_empty() {
        return Err(TimeTrouble::Empty);
    }
    let mut scanner = Scanner { rest: text };
    let stated = scanner.stated().ok_or(TimeTrouble::Unreadable)?;
    let time = stated.time.ok_or(TimeTrouble::DateOnly)?;
    at_place(DateTime::from_parts(stated.date, time), stated.place, zone)
}

/// Reads a day without a time of day (`2017-06-29`, `20170629`).
#[must_use]
pub fn read_date(text: &str) -> Option<Date> {
    let mut scanner = Scanner { rest: text.trim() };
    let stated = scanner.stated()?;
    stated.time.is_none().then_some(stated.date)
}

/// Midnight of a day in the feed's zone; for feeds whose format allows a day alone.
///
/// # Errors
/// [`TimeTrouble::NoZone`] without a zone.
pub fn midnight(date: Date, zone: Option<&TimeZone>) -> Result<SentTime, TimeTrouble> {
    at_place(
        DateTime::from_parts(date, Time::midnight()),
        Place::Absent,
        zone,
    )
}

/// Reads a time and reports why there is none; blank text is reported as `time.empty`.
pub fn read_noting(
    text: &str,
    zone: Option<&TimeZone>,
    span: Option<Span>,
    findings: &mut Findings,
) -> Option<SentTime> {
    match read(text, zone) {
        Ok(time) => Some(time),
        Err(trouble) => {
            let why = match trouble {
                TimeTrouble::Empty => "a time is empty",
                TimeTrouble::Unreadable => "a time cannot be read",
                TimeTrouble::DateOnly => "a time is only a day",
                TimeTrouble::NoZone => "a time has no offset and the feed has no zone",
            };
            let shown = text.trim();
            findings.add(trouble.code(), format_args!("{why}: {shown:.60}"), span);
            None
        }
    }
}

/// Where on earth a time was stated to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Offset { seconds: i32, zulu: bool },
    Absent,
}

#[derive(Clone, Copy, Debug)]
struct Stated {
    date: Date,
    time: Option<Time>,
    place: Place,
}

fn at_place(
    local: DateTime,
    place: Place,
    zone: Option<&TimeZone>,
) -> Result<SentTime, TimeTrouble> {
    let (offset, zulu) = match place {
        Place::Offset { seconds, zulu } => {
            let offset = Offset::from_seconds(seconds).map_err(|_| TimeTrouble::Unreadable)?;
            (offset, zulu)
        }
        Place::Absent => {
            let zone = zone.ok_or(TimeTrouble::NoZone)?;
            let zoned = zone
                .to_ambiguous_zoned_datetime(local)
                .compatible()
                .map_err(|_| TimeTrouble::Unreadable)?;
            (zoned.offset(), false)
        }
    };
    let at = offset
        .to_timestamp(local)
        .map_err(|_| TimeTrouble::Unreadable)?;
    let text = written(local, (!zulu).then_some(offset));
    Ok(SentTime { at, text })
}

/// A time in the form of RFC 3339; without an offset it is UTC.
fn written(local: DateTime, offset: Option<Offset>) -> String {
    let mut out = match (local.subsec_nanosecond(), u16::try_from(local.year())) {
        (0, Ok(year)) => {
            let mut out = String::with_capacity(25);
            push_two(&mut out, u32::from(year / 100));
            push_two(&mut out, u32::from(year % 100));
            for (sign, part) in [
                ('-', local.month()),
                ('-', local.day()),
                ('T', local.hour()),
                (':', local.minute()),
                (':', local.second()),
            ] {
                out.push(sign);
                push_two(&mut out, u32::from(part.unsigned_abs()));
            }
            out
        }
        _ => local.to_string(),
    };
    match offset.map(Offset::seconds) {
        None => out.push('Z'),
        Some(seconds) => {
            let minutes = seconds.unsigned_abs() / 60;
            out.push(if seconds < 0 { '-' } else { '+' });
            push_two(&mut out, minutes / 60);
            out.push(':');
            push_two(&mut out, minutes % 60);
        }
    }
    out
}

/// A number below 100 in two digits.
fn push_two(out: &mut String, number: u32) {
    for digit in [number / 10, number % 10] {
        out.push(char::from_digit(digit, 10).unwrap_or('0'));
    }
}

/// Reads from the front of a text.
struct Scanner<'t> {
    rest: &'t str,
}

impl Scanner<'_> {
    fn stated(&mut self) -> Option<Stated> {
        let date = if self.rest.starts_with(|c: char| c.is_ascii_digit()) && !self.day_first() {
            self.iso_date()?
        } else {
            self.mail_date()?
        };
        let separated = self.skip(|c| c == 'T' || c == 't' || c.is_ascii_whitespace() || c == ',');
        if self.rest.is_empty() {
            let (time, place) = (None, Place::Absent);
            return Some(Stated { date, time, place });
        }
        if !separated && !self.rest.starts_with(|c: char| c.is_ascii_digit()) {
            return self.date_with_offset(date);
        }
        let time = self.time()?;
        self.spaces();
        let place = self.place()?;
        let time = Some(time);
        Some(Stated { date, time, place })
    }

    /// `2017-06-29+02:00`: the schema allows an offset behind a day.
    fn date_with_offset(&mut self, date: Date) -> Option<Stated> {
        let place = self.place()?;
        let time = None;
        Some(Stated { date, time, place })
    }

    /// `29 Jun 2017`, as against `2017-06-29`.
    fn day_first(&self) -> bool {
        let digits = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        digits <= 2
    }

    fn iso_date(&mut self) -> Option<Date> {
        let year = self.digits(4, 4)?;
        let dashed = self.take('-');
        let month = self.digits(2, 2)?;
        if dashed && !self.take('-') {
            return None;
        }
        let day = self.digits(2, 2)?;
        civil(year, month, day)
    }

    /// `Thu, 29 Jun 2017`, `29-Jun-17`, `Thu Jun 29 2017`.
    fn mail_date(&mut self) -> Option<Date> {
        let first = self.word();
        if !first.is_empty() && month_number(first).is_none() {
            self.skip(|c| c == ',' || c == '.' || c.is_ascii_whitespace());
        } else if let Some(month) = month_number(first) {
            return self.american(month);
        }
        if let Some(month) = month_number(self.peek_word()) {
            self.word();
            return self.american(month);
        }
        let day = self.digits(1, 2)?;
        self.skip(|c| c == '-' || c == '.' || c.is_ascii_whitespace());
        let month = month_number(self.word())?;
        self.skip(|c| c == '-' || c == '.' || c == ',' || c.is_ascii_whitespace());
        let year = self.year()?;
        civil(year, month, day)
    }

    fn american(&mut self, month: i32) -> Option<Date> {
        self.skip(|c| c == '.' || c.is_ascii_whitespace());
        let day = self.digits(1, 2)?;
        self.skip(|c| c == ',' || c.is_ascii_whitespace());
        let year = self.year()?;
        civil(year, month, day)
    }

    /// Four digits, or two by the rule of RFC 2822.
    fn year(&mut self) -> Option<i32> {
        let digits = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        match digits {
            4.. => self.digits(4, 4),
            2 => self
                .digits(2, 2)
                .map(|year| if year < 50 { 2000 + year } else { 1900 + year }),
            _ => None,
        }
    }

    fn time(&mut self) -> Option<Time> {
        let hour = self.digits(1, 2)?;
        let coloned = self.take(':');
        let minute = self.digits(2, 2)?;
        let has_seconds = if coloned {
            self.take(':')
        } else {
            self.rest.starts_with(|c: char| c.is_ascii_digit())
        };
        let second = if has_seconds { self.digits(2, 2)? } else { 0 };
        let nanosecond = if has_seconds && (self.take('.') || self.take(',')) {
            self.fraction()?
        } else {
            0
        };
        let second = if second == 60 { 59 } else { second };
        let small = |value: i32| i8::try_from(value).ok();
        Time::new(small(hour)?, small(minute)?, small(second)?, nanosecond).ok()
    }

    fn fraction(&mut self) -> Option<i32> {
        let digits = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        let (fraction, rest) = self.rest.split_at(digits);
        self.rest = rest;
        let kept = &fraction[..fraction.len().min(9)];
        let scale = 9 - u32::try_from(kept.len()).ok()?;
        kept.parse::<i32>()
            .ok()
            .map(|value| value * 10_i32.pow(scale))
    }

    fn place(&mut self) -> Option<Place> {
        // `GMT+00:00`, `UTC+2`
        for prefix in ["GMT", "UTC"] {
            if let Some(rest) = self.rest.strip_prefix(prefix)
                && rest.starts_with(['+', '-'])
            {
                self.rest = rest;
            }
        }
        if self.rest.is_empty() {
            return Some(Place::Absent);
        }
        if self.rest.starts_with(['+', '-', '\u{2212}']) {
            return self.numeric_offset();
        }
        let word = self.word();
        let zone = named_zone(word)?;
        self.spaces();
        let comment = self.rest.starts_with('(');
        (self.rest.is_empty() || comment).then_some(zone)
    }

    fn numeric_offset(&mut self) -> Option<Place> {
        let negative = !self.rest.starts_with('+');
        self.rest = self.rest.trim_start_matches(['+', '-', '\u{2212}']);
        let hours = self.digits(1, 2)?;
        self.take(':');
        let minutes = match self.rest.starts_with(|c: char| c.is_ascii_digit()) {
            true => self.digits(2, 2)?,
            false => 0,
        };
        self.spaces();
        let ends = self.rest.is_empty() || self.rest.starts_with('(');
        if !ends || hours > 14 || minutes > 59 {
            return None;
        }
        let seconds = (hours * 60 + minutes) * 60;
        let seconds = if negative { -seconds } else { seconds };
        let zulu = false;
        Some(Place::Offset { seconds, zulu })
    }

    fn digits(&mut self, least: usize, most: usize) -> Option<i32> {
        let count = self
            .rest
            .bytes()
            .take(most)
            .take_while(u8::is_ascii_digit)
            .count();
        if count < least {
            return None;
        }
        let (digits, rest) = self.rest.split_at(count);
        self.rest = rest;
        digits.parse().ok()
    }

    fn peek_word(&self) -> &str {
        let end = self
            .rest
            .find(|c: char| !c.is_alphabetic())
            .unwrap_or(self.rest.len());
        &self.rest[..end]
    }

    fn word(&mut self) -> &str {
        let end = self.peek_word().len();
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    fn take(&mut self, c: char) -> bool {
        match self.rest.strip_prefix(c) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn spaces(&mut self) {
        self.rest = self.rest.trim_ascii_start();
    }

    fn skip(&mut self, what: impl Fn(char) -> bool) -> bool {
        let before = self.rest.len();
        self.rest = self.rest.trim_start_matches(what);
        self.rest.len() < before
    }
}

fn civil(year: i32, month: i32, day: i32) -> Option<Date> {
    let year = i16::try_from(year).ok()?;
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    Date::new(year, month, day).ok()
}

/// Months by their first three letters; also the German and local forms that wires use.
fn month_number(word: &str) -> Option<i32> {
    if let Some(three) = word
        .as_bytes()
        .first_chunk::<3>()
        .filter(|three| three.is_ascii())
    {
        return MONTHS.iter().find_map(|(name, month)| {
            let same = name.as_bytes().eq_ignore_ascii_case(three);
            same.then_some(*month)
        });
    }
    let lower = word.to_lowercase();
    let three: String = lower.chars().take(3).collect();
    match three.as_str() {
        "m\u{E4}r" => Some(3),
        three => MONTHS
            .iter()
            .find_map(|(name, month)| (*name == three).then_some(*month)),
    }
}

/// The first letters of months, as far as they are ASCII.
const MONTHS: [(&str, i32); 16] = [
    ("jan", 1),
    ("feb", 2),
    ("mar", 3),
    ("mrz", 3),
    ("apr", 4),
    ("may", 5),
    ("mai", 5),
    ("jun", 6),
    ("jul", 7),
    ("aug", 8),
    ("sep", 9),
    ("oct", 10),
    ("okt", 10),
    ("nov", 11),
    ("dec", 12),
    ("dez", 12),
];

/// Whether a word begins like the name of a month.
pub(crate) fn is_month(word: &str) -> bool {
    word.len() >= 3 && word.chars().all(char::is_alphabetic) && month_number(word).is_some()
}

/// Whether a word names a zone, an ambiguous one included.
pub(crate) fn is_zone(word: &str) -> bool {
    named_zone(word).is_some()
}

/// Named zones are fixed offsets. IST, BST, CST and AST are ambiguous: the feed's zone applies.
fn named_zone(word: &str) -> Option<Place> {
    let upper = word.to_ascii_uppercase();
    let hours = match upper.as_str() {
        "Z" | "UT" | "UTC" | "GMT" => {
            let (seconds, zulu) = (0, true);
            return Some(Place::Offset { seconds, zulu });
        }
        "IST" | "BST" | "CST" | "AST" => return Some(Place::Absent),
        "WET" => 0,
        "MEZ" | "CET" | "WEST" => 1,
        "MESZ" | "CEST" | "EET" => 2,
        "EEST" | "MSK" => 3,
        "HKT" | "SGT" => 8,
        "JST" | "KST" => 9,
        "AEST" => 10,
        "AEDT" => 11,
        "NZST" => 12,
        "NZDT" => 13,
        "EDT" => -4,
        "EST" | "CDT" => -5,
        "MDT" => -6,
        "MST" | "PDT" => -7,
        "PST" => -8,
        _ => return None,
    };
    let (seconds, zulu) = (hours * 3600, false);
    Some(Place::Offset { seconds, zulu })
}

#[cfg(test)]
mod tests {
    use super::{TimeTrouble, read, read_date};
    use jiff::tz::TimeZone;

    fn check_read(sent: &str, expected: &str, instant: &str) {
        let time = read(sent, None).unwrap_or_else(|trouble| panic!("{sent}: {trouble:?}"));
        assert_eq!(time.text, expected, "{sent}");
        assert_eq!(time.at.to_string(), instant, "{sent}");
    }

    #[test]
    fn times_keep_the_offset_that_was_sent() {
        let utc = "2017-06-29T16:02:35Z";
        check_read(
            "2017-06-29T18:02:35+02:00",
            "2017-06-29T18:02:35+02:00",
            utc,
        );
        check_read("2017-06-29T18:02:35+0200", "2017-06-29T18:02:35+02:00", utc);
        check_read("20170629T180235+0200", "2017-06-29T18:02:35+02:00", utc);
        check_read("20170629180235MESZ", "2017-06-29T18:02:35+02:00", utc);
        check_read("2017-06-29T16:02:35Z ", "2017-06-29T16:02:35Z", utc);
        check_read(
            "2017-06-29 16:02:35 GMT+00:00",
            "2017-06-29T16:02:35+00:00",
            utc,
        );
        check_read(
            "Thu, 29 Jun 2017 12:02:35 EDT",
            "2017-06-29T12:02:35-04:00",
            utc,
        );
        check_read("29 Jun 17 16:02:35 GMT", "2017-06-29T16:02:35Z", utc);
    }

    #[test]
    fn fractions_and_missing_seconds_are_read() {
        check_read(
            "2014-07-17T00:24:11.250Z",
            "2014-07-17T00:24:11.25Z",
            "2014-07-17T00:24:11.25Z",
        );
        check_read(
            "2014-07-17T00:24+01",
            "2014-07-17T00:24:00+01:00",
            "2014-07-16T23:24:00Z",
        );
    }

    #[test]
    fn without_an_offset_the_zone_of_the_feed_applies_and_without_one_there_is_no_time() {
        let zone = TimeZone::get("Europe/Berlin").expect("bundled zone");
        let time = read("2017-06-29T18:02:35", Some(&zone)).expect("zone given");
        assert_eq!(time.text, "2017-06-29T18:02:35+02:00");
        assert_eq!(read("2017-06-29T18:02:35", None), Err(TimeTrouble::NoZone));
        assert_eq!(
            read("29 Jun 2017 18:02 IST", None),
            Err(TimeTrouble::NoZone)
        );
    }

    #[test]
    fn what_is_no_time_says_why() {
        assert_eq!(read("  ", None), Err(TimeTrouble::Empty));
        assert_eq!(read("2017-06-29", None), Err(TimeTrouble::DateOnly));
        assert!(read_date("2017-06-29").is_some());
        for bad in [
            "soon",
            "2017-13-40T00:00:00Z",
            "2017-06-29T25:00:00Z",
            "2017-06-29T10:00:00 XYZ",
            "20",
            "99999999999999999Z",
        ] {
            assert_eq!(read(bad, None), Err(TimeTrouble::Unreadable), "{bad}");
        }
    }
}
