//! How much a fingerprint says: the rarer, the more. Whole numbers only, so that every machine ranks alike.

/// ⌊256·log2(n)⌋; 0 for n = 0.
#[must_use]
pub(crate) fn log2(n: u64) -> u64 {
    let Some(whole) = n.checked_ilog2() else {
        return 0;
    };
    // The mantissa as a number in [1, 2) with 31 bits behind the point; squaring it gives the next bit.
    let mut mantissa = if whole >= 31 {
        n >> (whole - 31)
    } else {
        n << (31 - whole)
    };
    let mut bits = u64::from(whole);
    for _ in 0..8 {
        mantissa = (mantissa * mantissa) >> 31;
        let above = mantissa >> 32;
        mantissa >>= above;
        bits = (bits << 1) | above;
    }
    bits
}

/// What a fingerprint in `documents` of `all` documents weighs.
#[must_use]
pub(crate) fn weight(all: u64, documents: u64) -> u64 {
    log2(all.max(documents)).saturating_sub(log2(documents))
}

#[cfg(test)]
mod tests {
    use super::{log2, weight};

    #[test]
    fn logarithms_are_whole_numbers_of_256ths() {
        for n in 1..5_000_u64 {
            let exact = (256.0 * (n as f64).log2()).floor() as u64;
            assert!(log2(n).abs_diff(exact) <= 1, "{n}: {} {exact}", log2(n));
        }
        assert_eq!(
            (log2(0), log2(1), log2(2), log2(1 << 40)),
            (0, 0, 256, 40 * 256)
        );
        assert_eq!(weight(1_000, 1_000), 0);
        assert!(weight(1_000_000, 1) > weight(1_000_000, 200));
    }
}
