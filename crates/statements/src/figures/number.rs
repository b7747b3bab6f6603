//! Exact numbers: a fraction of two integers, reduced. Never a float; what does not fit is missing, never wrong.

use std::cmp::Ordering;
use std::fmt;

/// An exact number, `numerator / denominator`, reduced, denominator above 0.
///
/// ```
/// use copydesk_statements::figures::Number;
/// let value = Number::decimal("1.50").unwrap();
/// assert_eq!(value.to_string(), "1.5");
/// assert_eq!(Number::ratio(2, 3).unwrap().to_string(), "2/3");
/// assert_eq!(Number::decimal("1,5"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Number {
    numerator: i128,
    denominator: i128,
}

/// Most digits of a decimal.
const DIGITS_MAX: usize = 30;

impl Number {
    /// 0.
    pub const ZERO: Self = Self::whole(0);
    /// 1.
    pub const ONE: Self = Self::whole(1);

    /// A whole number.
    #[must_use]
    pub const fn whole(value: i64) -> Self {
        Self {
            numerator: value as i128,
            denominator: 1,
        }
    }

    /// A fraction; none for a denominator of 0 or a number too large.
    #[must_use]
    pub fn ratio(numerator: i128, denominator: i128) -> Option<Self> {
        if denominator == 0 || numerator == i128::MIN || denominator == i128::MIN {
            return None;
        }
        let divisor = common_divisor(numerator.unsigned_abs(), denominator.unsigned_abs()).max(1);
        let divisor = i128::try_from(divisor).ok()?;
        let sign = if denominator < 0 { -1 } else { 1 };
        Some(Self {
            numerator: sign * numerator / divisor,
            denominator: sign * denominator / divisor,
        })
    }

    /// ASCII digits with at most one full stop between or before them, up to 30 digits.
    #[must_use]
    pub fn decimal(written: &str) -> Option<Self> {
        let (whole, fraction) = written.split_once('.').unwrap_or((written, ""));
        let digits: String = [whole, fraction].concat();
        let sound = digits.bytes().all(|byte| byte.is_ascii_digit())
            && !digits.is_empty()
            && digits.len() <= DIGITS_MAX;
        if !sound || (written.contains('.') && fraction.is_empty()) {
            return None;
        }
        Self::ratio(digits.parse().ok()?, power_of_ten(fraction.len())?)
    }

    /// Ten to the power of `exponent`.
    #[must_use]
    pub fn ten_to(exponent: usize) -> Option<Self> {
        Self::ratio(power_of_ten(exponent)?, 1)
    }

    /// The product, if it fits.
    #[must_use]
    pub fn times(self, other: Self) -> Option<Self> {
        // Across first, so that what cancels never overflows.
        let a = Self::ratio(self.numerator, other.denominator)?;
        let b = Self::ratio(other.numerator, self.denominator)?;
        Self::ratio(
            a.numerator.checked_mul(b.numerator)?,
            a.denominator.checked_mul(b.denominator)?,
        )
    }

    /// The quotient, if there is one and it fits.
    #[must_use]
    pub fn over(self, other: Self) -> Option<Self> {
        self.times(Self::ratio(other.denominator, other.numerator)?)
    }

    /// The sum, if it fits.
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        let left = self.numerator.checked_mul(other.denominator)?;
        let right = other.numerator.checked_mul(self.denominator)?;
        Self::ratio(
            left.checked_add(right)?,
            self.denominator.checked_mul(other.denominator)?,
        )
    }

    /// The difference, if it fits.
    #[must_use]
    pub fn minus(self, other: Self) -> Option<Self> {
        self.plus(other.negated())
    }

    /// The same with the other sign.
    #[must_use]
    pub const fn negated(self) -> Self {
        Self {
            numerator: -self.numerator,
            denominator: self.denominator,
        }
    }

    /// Without its sign.
    #[must_use]
    pub const fn magnitude(self) -> Self {
        Self {
            numerator: self.numerator.abs(),
            denominator: self.denominator,
        }
    }

    /// Which is larger; none where the comparison does not fit.
    #[must_use]
    pub fn compare(self, other: Self) -> Option<Ordering> {
        Some(
            self.numerator
                .checked_mul(other.denominator)?
                .cmp(&other.numerator.checked_mul(self.denominator)?),
        )
    }

    /// Whether it is at most `other`.
    #[must_use]
    pub fn at_most(self, other: Self) -> bool {
        self.compare(other).is_some_and(Ordering::is_le)
    }
}

fn power_of_ten(exponent: usize) -> Option<i128> {
    10_i128.checked_pow(u32::try_from(exponent).ok()?)
}

fn common_divisor(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

impl fmt::Display for Number {
    /// A decimal where it ends, else a fraction.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut denominator = self.denominator;
        let (mut twos, mut fives) = (0, 0);
        while denominator % 2 == 0 {
            (denominator, twos) = (denominator / 2, twos + 1);
        }
        while denominator % 5 == 0 {
            (denominator, fives) = (denominator / 5, fives + 1);
        }
        let places: u32 = twos.max(fives);
        let scaled = 10_i128
            .checked_pow(places)
            .and_then(|power| (power / self.denominator).checked_mul(self.numerator));
        let (1, Some(scaled)) = (denominator, scaled) else {
            return write!(f, "{}/{}", self.numerator, self.denominator);
        };
        let sign = if scaled < 0 { "-" } else { "" };
        let digits = format!(
            "{:0>width$}",
            scaled.unsigned_abs(),
            width = places as usize + 1
        );
        let (whole, fraction) = digits.split_at(digits.len() - places as usize);
        if fraction.is_empty() {
            write!(f, "{sign}{whole}")
        } else {
            write!(f, "{sign}{whole}.{fraction}")
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Number;

    proptest! {
        #[test]
        fn decimals_come_back_as_written(whole in 0_u64..1_000_000_000, fraction in 0_u32..1_000) {
            let written = format!("{whole}.{fraction:03}");
            let value = Number::decimal(&written).unwrap();
            let plain = written.trim_end_matches('0').trim_end_matches('.');
            prop_assert_eq!(value.to_string(), plain);
        }

        #[test]
        fn sums_and_products_undo_themselves(a in -10_000_i64..10_000, b in 1_i64..10_000) {
            let (a, b) = (Number::whole(a), Number::whole(b));
            prop_assert_eq!(a.plus(b).unwrap().minus(b), Some(a));
            prop_assert_eq!(a.times(b).unwrap().over(b), Some(a));
        }
    }
}
