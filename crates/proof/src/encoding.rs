//! Base64, decimals and hexadecimal as the ledger's formats write them: one spelling for each value, every other
//! spelling refused. Also the one error that all line formats share.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::Hash;

/// Why bytes are not what they should be, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// Line of the file, counted from 1; none if the whole is at fault.
    pub line: Option<usize>,
    /// What is wrong, as a phrase without a full stop.
    pub reason: &'static str,
}

impl Malformed {
    pub(crate) const fn whole(reason: &'static str) -> Self {
        Malformed { line: None, reason }
    }

    pub(crate) const fn at(line: usize, reason: &'static str) -> Self {
        let line = Some(line);
        Malformed { line, reason }
    }

    /// The same fault in a file in which this part begins after `lines` other lines.
    pub(crate) fn below(self, lines: usize) -> Self {
        let line = self.line.map(|line| line.saturating_add(lines));
        Malformed { line, ..self }
    }
}

impl std::fmt::Display for Malformed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.reason),
            None => f.write_str(self.reason),
        }
    }
}

impl std::error::Error for Malformed {}

/// Base64 of RFC 4648 section 4, with padding.
#[must_use]
pub fn encode_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The bytes of a base64 text; none for missing padding, white space, or trailing bits that are not zero.
#[must_use]
pub fn decode_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

pub(crate) fn decode_hash(text: &str) -> Option<Hash> {
    decode_base64(text)?.try_into().ok()
}

/// A decimal without sign and without leading zeros.
pub(crate) fn decode_decimal(text: &str) -> Option<u64> {
    let canonical = !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && (text == "0" || !text.starts_with('0'));
    if canonical { text.parse().ok() } else { None }
}

/// Four bytes as eight lower-case hexadecimal digits.
pub(crate) fn encode_hex(bytes: [u8; 4]) -> String {
    format!("{:08x}", u32::from_be_bytes(bytes))
}

/// Eight hexadecimal digits, in either case.
pub(crate) fn decode_hex(text: &str) -> Option<[u8; 4]> {
    if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    u32::from_str_radix(text, 16).ok().map(u32::to_be_bytes)
}
