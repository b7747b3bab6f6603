//! Units and currencies: the closed table of what they are called and what they are in SI units. A unit that has several
//! meanings keeps a name that says so, and has no SI value.

use super::number::Number;

/// A unit as written: its code here, what it measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Unit {
    /// Its code: an ISO 4217 code, a unit's sign, or a name such as `ton_unspecified`.
    pub code: &'static str,
    /// What it measures.
    pub dimension: Dimension,
}

/// What a unit measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Dimension {
    Money,
    Length,
    Mass,
    Volume,
    Area,
    Temperature,
    Power,
    Energy,
    Speed,
    Time,
}

/// A row of the table: words in small letters, parted by blanks as tokens are; factor to the SI unit, if there is one.
struct Row {
    words: &'static str,
    code: &'static str,
    dimension: Dimension,
    /// Decimal number of SI units, or "n/d"; empty if the unit has several meanings.
    factor: &'static str,
}

const fn row(
    words: &'static str,
    code: &'static str,
    dimension: Dimension,
    factor: &'static str,
) -> Row {
    Row {
        words,
        code,
        dimension,
        factor,
    }
}

use Dimension::{Area, Energy, Length, Mass, Money, Power, Speed, Temperature, Time, Volume};

/// Longest names first where one begins with another.
const TABLE: &[Row] = &[
    row("nautical miles|nautical mile", "nmi", Length, "1852"),
    row("miles per hour|mph|miles an hour", "mph", Speed, "0.44704"),
    row(
        "kilometres per hour|kilometers per hour|km / h|km/h|kph|kmph|kilometres an hour|kilometers an hour",
        "km/h",
        Speed,
        "5/18",
    ),
    row(
        "metres per second|meters per second|m / s",
        "m/s",
        Speed,
        "1",
    ),
    row("knots|knot", "kn", Speed, "463/900"),
    row(
        "square kilometres|square kilometers|square kilometre|square kilometer|sq km|sq. km|km2|km²",
        "km2",
        Area,
        "1000000",
    ),
    row(
        "square miles|square mile|sq miles|sq mi",
        "mi2",
        Area,
        "2589988.110336",
    ),
    row(
        "square metres|square meters|square metre|square meter|sq m|m2|m²",
        "m2",
        Area,
        "1",
    ),
    row("square feet|square foot|sq ft", "ft2", Area, "0.09290304"),
    row("hectares|hectare|ha", "ha", Area, "10000"),
    row("acres|acre", "ac", Area, "4046.8564224"),
    row(
        "cubic metres|cubic meters|cubic metre|cubic meter|m3|m³",
        "m3",
        Volume,
        "1",
    ),
    row("cubic feet|cubic foot", "ft3", Volume, "0.028316846592"),
    row("litres|liters|litre|liter", "l", Volume, "0.001"),
    row("barrels|barrel|bbl", "bbl", Volume, "0.158987294928"),
    row("gallons|gallon", "gallon_unspecified", Volume, ""),
    row(
        "kilometres|kilometers|kilometre|kilometer|km|kms",
        "km",
        Length,
        "1000",
    ),
    row(
        "centimetres|centimeters|centimetre|centimeter|cm",
        "cm",
        Length,
        "0.01",
    ),
    row(
        "millimetres|millimeters|millimetre|millimeter|mm",
        "mm",
        Length,
        "0.001",
    ),
    row("metres|meters|metre|meter|m", "m", Length, "1"),
    row("miles|mile", "mi", Length, "1609.344"),
    row("yards|yard", "yd", Length, "0.9144"),
    row("feet|foot|ft", "ft", Length, "0.3048"),
    row("inches|inch", "in", Length, "0.0254"),
    row("troy ounces|troy ounce", "oz_troy", Mass, "0.0311034768"),
    row("ounces|ounce", "oz", Mass, "0.028349523125"),
    row("short tons|short ton", "short_ton", Mass, "907.18474"),
    row("long tons|long ton", "long_ton", Mass, "1016.0469088"),
    row("metric tons|metric ton|tonnes|tonne", "t", Mass, "1000"),
    row("tons|ton", "ton_unspecified", Mass, ""),
    row(
        "kilograms|kilogram|kilogrammes|kilos|kilo|kg|kgs",
        "kg",
        Mass,
        "1",
    ),
    row("grams|gram|grammes", "g", Mass, "0.001"),
    row("lbs|lb", "lb", Mass, "0.45359237"),
    row(
        "degrees celsius|degree celsius|° c|°c|celsius",
        "°C",
        Temperature,
        "1",
    ),
    row(
        "degrees fahrenheit|degree fahrenheit|° f|°f|fahrenheit",
        "°F",
        Temperature,
        "5/9",
    ),
    row(
        "kilowatt hours|kilowatt - hours|kwh",
        "kWh",
        Energy,
        "3600000",
    ),
    row(
        "megawatt hours|megawatt - hours|mwh",
        "MWh",
        Energy,
        "3600000000",
    ),
    row("kilowatts|kilowatt|kw", "kW", Power, "1000"),
    row("megawatts|megawatt|mw", "MW", Power, "1000000"),
    row("gigawatts|gigawatt|gw", "GW", Power, "1000000000"),
    row("seconds|second", "s", Time, "1"),
    row("minutes|minute", "min", Time, "60"),
    row("hours|hour", "h", Time, "3600"),
    row("days|day", "d", Time, "86400"),
    row("weeks|week", "wk", Time, "604800"),
    row("months|month", "month", Time, ""),
    row("years|year", "year", Time, ""),
    row(
        "us dollars|u.s. dollars|american dollars|united states dollars",
        "USD",
        Money,
        "",
    ),
    row("australian dollars", "AUD", Money, ""),
    row("canadian dollars", "CAD", Money, ""),
    row("new zealand dollars", "NZD", Money, ""),
    row("hong kong dollars", "HKD", Money, ""),
    row("singapore dollars", "SGD", Money, ""),
    row("dollars|dollar", "dollar_unspecified", Money, ""),
    row("euros|euro", "EUR", Money, ""),
    row("pounds sterling|british pounds", "GBP", Money, ""),
    row("pounds|pound", "pound_unspecified", Money, ""),
    row("yen", "JPY", Money, ""),
    row("yuan|renminbi", "CNY", Money, ""),
    row("indian rupees", "INR", Money, ""),
    row("pakistani rupees", "PKR", Money, ""),
    row("rupees|rupee", "rupee_unspecified", Money, ""),
    row(
        "russian rubles|russian roubles|rubles|ruble|roubles|rouble",
        "RUB",
        Money,
        "",
    ),
    row("south korean won", "KRW", Money, ""),
    row("north korean won", "KPW", Money, ""),
    row("won", "won_unspecified", Money, ""),
    row("swiss francs", "CHF", Money, ""),
    row("francs|franc", "franc_unspecified", Money, ""),
];

/// Most tokens of a unit's name.
pub(crate) const WORDS_MAX: usize = 4;

/// The unit that tokens in small letters begin with, and how many of them it takes. `$` and Rs stand before figures:
/// see [`sign`].
pub(crate) fn unit_of<'a>(at: impl Fn(usize) -> Option<&'a str>) -> Option<(Unit, usize)> {
    let mut best: Option<(Unit, usize)> = None;
    for row in TABLE {
        for name in row.words.split('|') {
            let words = name.split(' ');
            let count = words.clone().count();
            let fits = best.is_none_or(|(_, longest)| count > longest);
            if fits
                && words
                    .enumerate()
                    .all(|(index, word)| at(index) == Some(word))
            {
                let unit = Unit {
                    code: row.code,
                    dimension: row.dimension,
                };
                best = Some((unit, count));
            }
        }
    }
    best
}

/// Whether a word in small letters begins the name of a unit.
pub(crate) fn begins_unit(word: &str) -> bool {
    static FIRST: std::sync::OnceLock<std::collections::BTreeSet<&'static str>> =
        std::sync::OnceLock::new();
    let names = || TABLE.iter().flat_map(|row| row.words.split('|'));
    FIRST
        .get_or_init(|| names().filter_map(|name| name.split(' ').next()).collect())
        .contains(word)
}

/// The currency of a sign before (or after) a figure: the sign's token, and the token that touches it from the left.
pub(crate) fn sign(
    token: &str,
    before: Option<&str>,
    dollar: Option<&'static str>,
) -> Option<(&'static str, usize)> {
    let prefixed = match (before, token) {
        (Some("US" | "U.S."), "$") => Some("USD"),
        (Some("A" | "AU"), "$") => Some("AUD"),
        (Some("C" | "CA"), "$") => Some("CAD"),
        (Some("NZ"), "$") => Some("NZD"),
        (Some("HK"), "$") => Some("HKD"),
        (Some("S"), "$") => Some("SGD"),
        (Some("CN"), "\u{A5}") => Some("CNY"),
        (Some("JP"), "\u{A5}") => Some("JPY"),
        _ => None,
    };
    if let Some(code) = prefixed {
        return Some((code, 2));
    }
    let code = match token {
        "$" => dollar.unwrap_or("dollar_unspecified"),
        "\u{20AC}" | "EUR" => "EUR",
        "\u{A3}" | "GBP" => "GBP",
        "\u{A5}" => "yen_or_yuan",
        "\u{20B9}" | "INR" => "INR",
        "\u{20BD}" | "RUB" => "RUB",
        "\u{20A9}" => "won_unspecified",
        "Rs" | "Rs." => "rupee_unspecified",
        "USD" => "USD",
        "JPY" => "JPY",
        "CNY" => "CNY",
        "KRW" => "KRW",
        _ => return None,
    };
    Some((code, 1))
}

impl Unit {
    /// The unit of money of this code.
    #[must_use]
    pub(crate) const fn money(code: &'static str) -> Self {
        Self {
            code,
            dimension: Dimension::Money,
        }
    }

    /// The sign of the SI unit of what it measures; none for money.
    #[must_use]
    pub const fn si_unit(self) -> Option<&'static str> {
        match self.dimension {
            Money => None,
            Length => Some("m"),
            Mass => Some("kg"),
            Volume => Some("m3"),
            Area => Some("m2"),
            Temperature => Some("K"),
            Power => Some("W"),
            Energy => Some("J"),
            Speed => Some("m/s"),
            Time => Some("s"),
        }
    }

    fn factor(self) -> Option<Number> {
        let row = TABLE.iter().find(|row| row.code == self.code)?;
        match row.factor.split_once('/') {
            Some((n, d)) => Number::ratio(n.parse().ok()?, d.parse().ok()?),
            None => Number::decimal(row.factor),
        }
    }

    /// A value of this unit in the SI unit; none for money and for a unit with several meanings.
    #[must_use]
    pub fn to_si(self, value: Number) -> Option<Number> {
        let scaled = match self.code {
            "°F" => value.plus(Number::decimal("459.67")?)?,
            "°C" => value.plus(Number::decimal("273.15")?)?,
            _ => value,
        };
        scaled.times(self.factor()?)
    }

    /// A difference of two values of this unit in the SI unit.
    #[must_use]
    pub fn step_to_si(self, step: Number) -> Option<Number> {
        step.times(self.factor()?)
    }
}
