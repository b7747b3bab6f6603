//! Version numbers as sent, as one number for ordering (`wire.md` 9). Never compares times.

/// The largest integer that every JSON reader keeps exactly.
const LARGEST: i64 = 1 << 53;

/// `7` is 7, `1.10` is `(1·2²⁰ + 10)·2²⁰`; more than three parts, a part beyond 2²⁰ or a word is nothing.
#[must_use]
pub(crate) fn ordinal(version: &str) -> Option<i64> {
    let parts = version
        .split('.')
        .map(number)
        .collect::<Option<Vec<i64>>>()?;
    let ordinal = match *parts.as_slice() {
        [whole] => Some(whole),
        [a, b] => dotted(a, b, 0),
        [a, b, c] => dotted(a, b, c),
        _ => None,
    };
    ordinal.filter(|&ordinal| ordinal <= LARGEST)
}

fn number(part: &str) -> Option<i64> {
    let digits = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| part.parse().ok())?
}

fn dotted(a: i64, b: i64, c: i64) -> Option<i64> {
    const PART: i64 = 1 << 20;
    let fits = b < PART && c < PART;
    let high = a.checked_mul(PART)?.checked_add(b)?;
    fits.then(|| high.checked_mul(PART)?.checked_add(c))?
}

#[cfg(test)]
mod tests {
    use super::ordinal;

    #[test]
    fn a_whole_number_is_itself() {
        assert_eq!(ordinal("1542761538"), Some(1_542_761_538));
        assert_eq!(ordinal("0"), Some(0));
        assert_eq!(ordinal("007"), Some(7));
    }

    #[test]
    fn dotted_numbers_are_ordered_part_by_part() {
        assert!(ordinal("1.10") > ordinal("1.9"));
        assert!(ordinal("1.9.1") > ordinal("1.9"));
    }

    #[test]
    fn what_is_no_number_has_no_place() {
        for version in [
            "",
            "1.",
            "v2",
            "1.2.3.4",
            "99999999999999999999",
            "9007199254740993",
        ] {
            assert_eq!(ordinal(version), None, "{version}");
        }
    }
}
