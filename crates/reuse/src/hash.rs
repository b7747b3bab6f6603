//! The hash of a word, xxh3-64 of its bytes without a seed. Words of up to 16 bytes, nearly all there are, are hashed
//! from registers; longer ones by the library, which also judges the quick way. Never proves that two words agree.

use twox_hash::XxHash3_64;

/// Longest word that is hashed from two registers, bytes.
#[cfg(test)]
const QUICK_BYTES_MAX: usize = 16;

// The first 56 bytes of the algorithm's constant, as far as short inputs use them.
const KEY_3: u64 = 0x396C_FEB8 ^ 0xBE4B_A423;
const KEY_8: u64 = 0x1CAD_21F7_2C81_017C ^ 0xDB97_9083_E96D_D4DE;
const KEY_16_LOW: u64 = 0x1F67_B3B7_A4A4_4072 ^ 0x78E5_C0CC_4EE6_79CB;
const KEY_16_HIGH: u64 = 0x2172_FFCC_7DD0_5A82 ^ 0x8E24_43F7_7446_08B8;

/// The hash of any word.
pub(crate) fn hash(word: &[u8]) -> u64 {
    XxHash3_64::oneshot(word)
}

/// The hash of a word of 1 to 8 bytes: they stand in `word`, the first one lowest, with zeros above them. What
/// the algorithm makes of short and of longer words is both made and one of it taken, since no guess would be right often.
#[inline]
pub(crate) fn hash_8(word: u64, len: u32) -> u64 {
    let (first, middle, last) = (
        word & 0xFF,
        (word >> (8 * (len / 2))) & 0xFF,
        (word >> (8 * (len - 1))) & 0xFF,
    );
    let three = (first << 16) | (middle << 24) | last | (u64::from(len) << 8);
    let three = avalanche_3(three ^ KEY_3);
    let tail = word >> (8 * (len.max(4) - 4));
    let eight = (tail & 0xFFFF_FFFF).wrapping_add(word << 32);
    let eight = avalanche_8(eight ^ KEY_8, u64::from(len));
    let long = u64::from(len > 3).wrapping_neg();
    (three & !long) | (eight & long)
}

/// The hash of a word of 9 to 16 bytes: its first eight, and those after them with zeros above.
#[inline]
pub(crate) fn hash_16(first: u64, rest: u64, len: u32) -> u64 {
    let more = 8 * (len - 8);
    let last = (u128::from(rest) << 64 | u128::from(first)) >> more;
    let low = first ^ KEY_16_LOW;
    let high = last as u64 ^ KEY_16_HIGH;
    let product = u128::from(low) * u128::from(high);
    let folded = product as u64 ^ (product >> 64) as u64;
    let sum = u64::from(len)
        .wrapping_add(low.swap_bytes())
        .wrapping_add(high)
        .wrapping_add(folded);
    let mixed = (sum ^ (sum >> 37)).wrapping_mul(0x1656_6791_9E37_79F9);
    mixed ^ (mixed >> 32)
}

#[inline]
const fn avalanche_3(mut hash: u64) -> u64 {
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xC2B2_AE3D_27D4_EB4F);
    hash = (hash ^ (hash >> 29)).wrapping_mul(0x1656_67B1_9E37_79F9);
    hash ^ (hash >> 32)
}

#[inline]
const fn avalanche_8(mut hash: u64, len: u64) -> u64 {
    const FACTOR: u64 = 0x9FB2_1C65_1E98_DF25;
    hash = (hash ^ hash.rotate_left(49) ^ hash.rotate_left(24)).wrapping_mul(FACTOR);
    hash = (hash ^ (hash >> 35).wrapping_add(len)).wrapping_mul(FACTOR);
    hash ^ (hash >> 28)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{QUICK_BYTES_MAX, hash, hash_8, hash_16};

    proptest! {
        #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_quick_hash_is_that_of_the_library(word in proptest::collection::vec(any::<u8>(), 1..=QUICK_BYTES_MAX)) {
            let mut sixteen = [0; QUICK_BYTES_MAX];
            sixteen[..word.len()].copy_from_slice(&word);
            let all = u128::from_le_bytes(sixteen);
            let len = u32::try_from(word.len()).expect("at most 16");
            let quick = if len <= 8 {
                hash_8(all as u64, len)
            } else {
                hash_16(all as u64, (all >> 64) as u64, len)
            };
            prop_assert_eq!(quick, hash(&word));
        }
    }
}
