//! Instants as records write them: UTC, whole seconds, `2026-11-23T09:14:07Z`. Reads no clock.

use std::fmt;

const DAY: i64 = 86_400;

/// A second of UTC between the years 0 and 9999, counted from 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UtcSecond(i64);

impl UtcSecond {
    /// The second so many seconds after 1970 began; none outside the years 0 to 9999.
    #[must_use]
    pub fn from_unix(seconds: i64) -> Option<UtcSecond> {
        let first = days_before(0, 1, 1) * DAY;
        let end = days_before(10_000, 1, 1) * DAY;
        (first..end)
            .contains(&seconds)
            .then_some(UtcSecond(seconds))
    }

    /// Seconds since 1970 began; negative before.
    #[must_use]
    pub fn unix(self) -> i64 {
        self.0
    }

    /// Reads the one spelling that [`fmt::Display`] writes.
    #[must_use]
    pub fn parse(text: &str) -> Option<UtcSecond> {
        let number = |from: usize, to: usize| -> Option<i64> {
            let digits = text.get(from..to)?;
            let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
            if plain { digits.parse().ok() } else { None }
        };
        let days = days_before(number(0, 4)?, number(5, 7)?, number(8, 10)?);
        let seconds = (number(11, 13)? * 60 + number(14, 16)?) * 60 + number(17, 19)?;
        let time = UtcSecond::from_unix(days * DAY + seconds)?;
        (time.to_string() == text).then_some(time)
    }
}

/// Days from 1970-01-01 to a date of the Gregorian calendar; months count from March so that leap days come last.
fn days_before(year: i64, month: i64, day: i64) -> i64 {
    let year = if month > 2 { year } else { year - 1 };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap_days + of_year - 719_468
}

/// Year, month and day of a day counted from 1970-01-01.
fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = (from_march + 2) % 12 + 1;
    let year = era * 400 + year + i64::from(month <= 2);
    (year, month, day)
}

impl fmt::Display for UtcSecond {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = date_of(self.0.div_euclid(DAY));
        let second = self.0.rem_euclid(DAY);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"
        )
    }
}
