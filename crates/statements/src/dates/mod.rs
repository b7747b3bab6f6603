//! Dates of a text: with precision, zone and how they were worked out. A weekday is resolved against the date of the
//! story, which is an argument: past tense the last such day, future tense the next, no tense both as candidates.
//! Candidates are shown, never chosen; without a date of the story a weekday has none. No clock.

mod read;

use copydesk_text::Span;
use jiff::civil::{Date, DateTime};

pub use read::find_dates;

/// How exact a date is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Precision {
    Decade,
    Year,
    Month,
    Day,
    Minute,
}

impl Precision {
    /// The name used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Decade => "decade",
            Self::Year => "year",
            Self::Month => "month",
            Self::Day => "day",
            Self::Minute => "minute",
        }
    }
}

/// How a date was worked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum How {
    /// It stands there in full.
    Stated,
    /// Without a year: the nearest to the date of the story.
    Nearest,
    /// A weekday, by the tense of its sentence or the word before it.
    Tense,
    /// today, yesterday, tomorrow.
    Relative,
    /// It may mean several, or there was no date to reckon from.
    Open,
}

impl How {
    /// The name used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Nearest => "nearest",
            Self::Tense => "tense",
            Self::Relative => "relative",
            Self::Open => "open",
        }
    }
}

/// A stretch of time in local time: `from` is in it, `to` is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// First instant.
    pub from: DateTime,
    /// First instant after it.
    pub to: DateTime,
}

/// One date of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct When {
    /// Its bytes.
    pub span: Span,
    /// What it means; none where it is open.
    pub meant: Option<Interval>,
    /// How exact it is.
    pub precision: Precision,
    /// The zone as written ("GMT", "local time"), if one stands there.
    pub zone: Option<String>,
    /// How it was worked out.
    pub how: How,
    /// What it may mean, in order of time.
    pub candidates: Vec<Interval>,
}

/// The order of a date in figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumericOrder {
    /// 06/07/2024 is 6 July.
    DayFirst,
    /// 06/07/2024 is June 7.
    MonthFirst,
}

/// What dates are reckoned from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DateSettings {
    /// The date of the story: of its dateline, else its creation in the feed's zone.
    pub reference: Option<Date>,
    /// The order of the feed's dates in figures, if that is known.
    pub order: Option<NumericOrder>,
}
