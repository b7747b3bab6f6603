//! Bits in a block: fixed-width numbers and Rice codes, least significant bit first. A reader never reads beyond its
//! bytes; what is not there reads as zero and is noticed.

use super::BLOCK_BYTES_MAX;

/// Ones of a Rice code's quotient from which the number follows whole.
const QUOTIENT_MAX: u32 = 24;

/// Most bits put at once: up to seven more are pending.
pub(super) const PUT_BITS_MAX: u32 = 56;
/// Room of a writer: the longest block, and what the last store may run over it.
const ROOM_BYTES: usize = BLOCK_BYTES_MAX + 8;

/// Writes the bits of one block; what does not fit a block is not written.
#[derive(Debug)]
pub(super) struct BitWriter {
    bytes: Box<[u8; ROOM_BYTES]>,
    /// Whole bytes written.
    at: usize,
    pending: u64,
    count: u32,
}

impl Default for BitWriter {
    fn default() -> Self {
        Self {
            bytes: Box::new([0; ROOM_BYTES]),
            at: 0,
            pending: 0,
            count: 0,
        }
    }
}

impl BitWriter {
    /// Writes `bits` (up to 56) of `value`, which has no others.
    #[inline]
    pub(super) fn put(&mut self, value: u64, bits: u32) {
        self.pending |= value << self.count;
        self.count += bits;
        let rest = self.bytes.get_mut(self.at..).unwrap_or_default();
        if let Some(room) = rest.first_chunk_mut() {
            *room = self.pending.to_le_bytes();
        }
        let whole = self.count >> 3;
        self.at += whole as usize;
        self.pending >>= whole * 8;
        self.count &= 7;
    }

    /// Writes `value` (up to 44 bits) by the Rice code of this parameter.
    #[inline]
    pub(super) fn put_rice(&mut self, value: u64, parameter: u32) {
        self.put_rice_and(value, parameter, 0, 0);
    }

    /// Writes `value` by the Rice code of this parameter, and behind it `bits` (up to 56) of `more`.
    #[inline]
    pub(super) fn put_rice_and(&mut self, value: u64, parameter: u32, more: u64, bits: u32) {
        let quotient = value >> parameter;
        let code = quotient as u32 + 1 + parameter;
        if quotient < u64::from(QUOTIENT_MAX) && code + bits <= PUT_BITS_MAX {
            let ones = quotient as u32;
            let rest = (value & mask(parameter)) << (ones + 1);
            return self.put(mask(ones) | rest | more << code, code + bits);
        }
        self.put_long_rice(value, parameter);
        self.put(more, bits);
    }

    /// A code that is long, or has long bits behind it.
    #[inline(never)]
    fn put_long_rice(&mut self, value: u64, parameter: u32) {
        let quotient = value >> parameter;
        if quotient < u64::from(QUOTIENT_MAX) {
            let ones = quotient as u32;
            self.put(mask(ones), ones + 1);
            self.put(value & mask(parameter), parameter);
        } else {
            self.put(mask(QUOTIENT_MAX), QUOTIENT_MAX);
            self.put(value & mask(WHOLE_BITS), WHOLE_BITS);
        }
    }

    /// The bytes, the last one filled up with zeros; then the writer is to be emptied.
    pub(super) fn written(&self) -> &[u8] {
        let len = self.at + usize::from(self.count > 0);
        self.bytes.get(..len).unwrap_or_default()
    }

    /// Begins anew.
    pub(super) const fn empty(&mut self) {
        (self.at, self.pending, self.count) = (0, 0, 0);
    }
}

/// Bits of a number written whole.
const WHOLE_BITS: u32 = 44;

const fn mask(bits: u32) -> u64 {
    (1 << bits) - 1
}

/// Length of a Rice code, bits.
pub(super) fn rice_len(value: u64, parameter: u32) -> usize {
    let quotient = value >> parameter;
    if quotient < u64::from(QUOTIENT_MAX) {
        quotient as usize + 1 + parameter as usize
    } else {
        (QUOTIENT_MAX + WHOLE_BITS) as usize
    }
}

/// The parameter that suits numbers of this mean.
pub(super) fn rice_parameter(sum: u64, count: u64) -> u32 {
    let mean = sum / count.max(1);
    // The best parameter is about log2 of 0.69 times the mean.
    (mean.saturating_mul(69) / 100).checked_ilog2().unwrap_or(0)
}

/// Reads bits of a block.
#[derive(Clone, Copy, Debug)]
pub(super) struct BitReader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> BitReader<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Whether more was read than there was.
    pub(super) const fn is_past_end(&self) -> bool {
        self.at > self.bytes.len() * 8
    }

    /// At least 57 bits from here; zeros beyond the end.
    #[inline]
    fn peek(&self) -> u64 {
        let byte = self.at >> 3;
        let word = match self
            .bytes
            .get(byte..byte + 8)
            .and_then(|eight| eight.try_into().ok())
        {
            Some(eight) => u64::from_le_bytes(eight),
            None => self.peek_end(byte),
        };
        word >> (self.at & 7)
    }

    #[cold]
    fn peek_end(&self, byte: usize) -> u64 {
        let mut eight = [0; 8];
        let rest = self.bytes.get(byte..).unwrap_or_default();
        let len = rest.len().min(8);
        eight[..len].copy_from_slice(&rest[..len]);
        u64::from_le_bytes(eight)
    }

    /// The next `bits` (up to 44).
    #[inline]
    pub(super) fn get(&mut self, bits: u32) -> u64 {
        let value = self.peek() & mask(bits);
        self.at += bits as usize;
        value
    }

    /// Passes over bits.
    #[inline]
    pub(super) fn skip(&mut self, bits: usize) {
        self.at += bits;
    }

    /// The next Rice code of this parameter (up to 44).
    #[inline]
    pub(super) fn get_rice(&mut self, parameter: u32) -> u64 {
        let ones = self.peek().trailing_ones();
        if ones >= QUOTIENT_MAX {
            self.at += QUOTIENT_MAX as usize;
            return self.get(WHOLE_BITS);
        }
        self.at += ones as usize + 1;
        (u64::from(ones) << parameter) | self.get(parameter)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{BitReader, BitWriter, rice_len};

    proptest! {
        #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_written_is_read(numbers in proptest::collection::vec((0_u64..1 << 44, 0_u32..40, 1_u32..=44), 0..60)) {
            let mut writer = BitWriter::default();
            for &(value, parameter, bits) in &numbers {
                let bits_of = |writer: &BitWriter| writer.at * 8 + writer.count as usize;
                let before = bits_of(&writer);
                writer.put_rice(value, parameter);
                prop_assert_eq!(bits_of(&writer) - before, rice_len(value, parameter));
                writer.put(value & ((1 << bits) - 1), bits);
            }
            let mut reader = BitReader::new(writer.written());
            for &(value, parameter, bits) in &numbers {
                prop_assert_eq!(reader.get_rice(parameter), value);
                prop_assert_eq!(reader.get(bits), value & ((1 << bits) - 1));
            }
            prop_assert!(!reader.is_past_end());
        }
    }

    #[test]
    fn what_is_not_there_reads_as_zero_and_is_noticed() {
        let mut reader = BitReader::new(&[0xff]);
        assert_eq!((reader.get(8), reader.get(8)), (0xff, 0));
        assert!(reader.is_past_end());
    }
}
