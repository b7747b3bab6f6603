//! Natural logarithms of whole numbers in fixed point, from a table made at compile time: no floats, so that every
//! machine says the same.

/// One in fixed point.
pub(crate) const ONE: u64 = 1 << 16;

const SIZE: usize = 4096;
const DEEP: u32 = 48;

/// ln(n) · 2¹⁶, rounded down, for n up to 4095; that of 0 is taken as 0.
static TABLE: [u32; SIZE] = table();

/// ln 2 · 2⁴⁸
const LN_2: u128 = step(2);

/// ln(n / (n − 1)) · 2⁴⁸ = 2 · artanh(1 / (2n − 1)) · 2⁴⁸.
const fn step(n: u128) -> u128 {
    let odd = 2 * n - 1;
    let mut power = (1_u128 << DEEP) / odd;
    let (mut sum, mut k) = (0, 1);
    while power > 0 {
        sum += power / k;
        power /= odd * odd;
        k += 2;
    }
    2 * sum
}

const fn table() -> [u32; SIZE] {
    let mut table = [0; SIZE];
    let (mut n, mut sum) = (2, 0);
    while n < SIZE {
        sum += step(n as u128);
        table[n] = (sum >> (DEEP - 16)) as u32;
        n += 1;
    }
    table
}

/// ln(n) · 2¹⁶. Beyond the table the number is halved until it is in it: right to one part in two thousand.
pub(crate) fn ln(n: u64) -> u64 {
    let (mut n, mut halved) = (n, 0_u64);
    while n >= SIZE as u64 {
        n /= 2;
        halved += 1;
    }
    let whole = TABLE[usize::try_from(n).unwrap_or(0)];
    u64::from(whole) + ((u128::from(halved) * LN_2) >> (DEEP - 16)) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_are_those_of_the_tables() {
        // ln 2, ln 10, ln 1000 times 65,536, rounded down.
        assert_eq!((ln(2), ln(10), ln(1000)), (45_426, 150_902, 452_706));
        assert_eq!((ln(0), ln(1)), (0, 0));
        assert!((590_538..=590_539).contains(&ln(8192)));
    }
}
