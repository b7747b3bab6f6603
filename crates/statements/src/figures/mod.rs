//! Figures of a text: amounts, money, shares, factors, ranges, with their unit, bound and approximation; and what became
//! of them from one version of a text to the next. Values are exact; where a wording has several readings they are
//! candidates, shown and never chosen; where it has none the figure has no value.

mod compare;
mod number;
mod read;
mod scan;
mod unit;

use copydesk_text::Span;

pub use compare::{FigureChange, FigureClass, compare_figures};
pub use number::Number;
pub use read::{find_figures, find_figures_counted};
pub use unit::{Dimension, Unit};

/// What a figure counts or measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FigureKind {
    /// A number of things.
    Count,
    /// An amount of money.
    Money,
    /// A number of units of measure.
    Measure,
    /// Hundredths.
    Percent,
    /// A difference of shares, in hundredths. Never compared with percent.
    PercentPoints,
    /// How many times as much: ninefold, doubled, up 800 per cent (9).
    Factor,
    /// A part of a whole: two-thirds.
    Fraction,
    /// dozens, hundreds: no value.
    Vague,
}

impl FigureKind {
    /// The name used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Money => "money",
            Self::Measure => "measure",
            Self::Percent => "percent",
            Self::PercentPoints => "percent_points",
            Self::Factor => "factor",
            Self::Fraction => "fraction",
            Self::Vague => "vague",
        }
    }
}

/// On which side of the figure the value is said to lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bound {
    /// more than.
    Over,
    /// at least.
    AtLeast,
    /// less than.
    Under,
    /// at most, up to.
    AtMost,
}

impl Bound {
    /// The name used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Over => "over",
            Self::AtLeast => "at_least",
            Self::Under => "under",
            Self::AtMost => "at_most",
        }
    }
}

/// Whether a figure is said to be exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Approximation {
    /// Nothing is said.
    Plain,
    /// about, nearly, some, or so.
    Approximate,
}

/// One figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Its bytes: digits or number words, with sign, multiplier and unit; without words such as "about".
    pub span: Span,
    /// What it counts.
    pub kind: FigureKind,
    /// Its value, or the lower end of a range; none where it has no value or several.
    pub low: Option<Number>,
    /// Its value, or the upper end of a range.
    pub high: Option<Number>,
    /// Its unit, if it has one.
    pub unit: Option<Unit>,
    /// Whether it is approximate.
    pub approx: Approximation,
    /// Its bound, if it has one.
    pub bound: Option<Bound>,
    /// Other values it may mean.
    pub candidates: Vec<Number>,
    /// The worth of its last written digit that is not an ending zero: its precision.
    pub step: Option<Number>,
    /// The bytes as they stand.
    pub as_written: String,
}

impl Figure {
    /// Lower and upper end in the SI unit, and that unit's sign.
    #[must_use]
    pub fn si(&self) -> Option<(Number, Number, &'static str)> {
        let unit = self.unit?;
        Some((
            unit.to_si(self.low?)?,
            unit.to_si(self.high?)?,
            unit.si_unit()?,
        ))
    }
}

/// What a feed says of its figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FigureSettings {
    /// The currency a dollar sign alone means (ISO 4217), if the feed is configured so.
    pub dollar: Option<&'static str>,
}
