//! Quoted-printable and base64 to bytes, with the way back: each escape and each quantum is one atom of the map. What
//! stands for nothing is counted, never a failure.

use std::borrow::Cow;

use super::raw::Transfer;
use crate::Span;
use crate::chars::OffsetMap;

/// The bytes of a part, their places in the raw, and the first place that its coding does not allow.
pub(super) struct Decoded<'a> {
    pub bytes: Cow<'a, [u8]>,
    pub map: OffsetMap,
    pub odd: Option<Span>,
}

/// Decodes the bytes at `span`.
pub(super) fn decode(raw: &[u8], span: Span, transfer: Transfer) -> Decoded<'_> {
    match transfer {
        Transfer::QuotedPrintable => quoted_printable(raw, span),
        Transfer::Base64 => base64(raw, span),
        Transfer::Plain | Transfer::Unknown => Decoded {
            bytes: Cow::Borrowed(&raw[span.start..span.end]),
            map: OffsetMap::linear(span),
            odd: None,
        },
    }
}

fn quoted_printable(raw: &[u8], span: Span) -> Decoded<'static> {
    let mut bytes = Vec::with_capacity(span.len());
    let mut map = OffsetMap::starting_at(span.start);
    let (mut at, mut odd) = (span.start, None);
    while at < span.end {
        let rest = &raw[at..span.end];
        let len = memchr::memchr2(b'=', b'\n', rest).unwrap_or(rest.len());
        let copied = match rest.get(len) {
            Some(b'\n') => without_blanks_at_end(&rest[..len]),
            _ => len,
        };
        bytes.extend_from_slice(&rest[..copied]);
        map.push_linear(Span::new(at, at + copied));
        if let Some(b'\n') = rest.get(len) {
            let from = if rest[..len].ends_with(b"\r") {
                len - 1
            } else {
                len
            };
            bytes.extend_from_slice(&rest[from..=len]);
            map.push_linear(Span::new(at + from, at + len + 1));
            at += len + 1;
            continue;
        }
        at += len;
        if at >= span.end {
            break;
        }
        at = match escape(&raw[at..span.end]) {
            Escape::Byte(byte) => {
                bytes.push(byte);
                map.push_char(1, Span::new(at, at + 3));
                at + 3
            }
            Escape::SoftBreak(len) => at + len,
            Escape::None => {
                odd.get_or_insert(Span::new(at, at + 1));
                bytes.push(b'=');
                map.push_linear(Span::new(at, at + 1));
                at + 1
            }
        };
    }
    Decoded {
        bytes: Cow::Owned(bytes),
        map,
        odd,
    }
}

/// White space before a line end was added on the way; CR is part of the line end.
fn without_blanks_at_end(line: &[u8]) -> usize {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let blanks = line
        .iter()
        .rev()
        .take_while(|&&byte| matches!(byte, b' ' | b'\t'));
    line.len() - blanks.count()
}

enum Escape {
    Byte(u8),
    /// A line end that is no part of the text, with this many bytes.
    SoftBreak(usize),
    None,
}

/// What the `=` at the start stands for.
fn escape(rest: &[u8]) -> Escape {
    let digit = |byte: u8| (byte as char).to_digit(16);
    if let [_, high, low, ..] = rest
        && let (Some(high), Some(low)) = (digit(*high), digit(*low))
    {
        return Escape::Byte((high * 16 + low).to_le_bytes()[0]);
    }
    let blanks = rest[1..]
        .iter()
        .take_while(|&&byte| matches!(byte, b' ' | b'\t'))
        .count();
    match &rest[1 + blanks..] {
        [b'\r', b'\n', ..] => Escape::SoftBreak(blanks + 3),
        [b'\n', ..] => Escape::SoftBreak(blanks + 2),
        [] => Escape::SoftBreak(blanks + 1),
        _ => Escape::None,
    }
}

fn base64(raw: &[u8], span: Span) -> Decoded<'static> {
    let mut bytes = Vec::with_capacity(span.len() / 4 * 3);
    let mut map = OffsetMap::starting_at(span.start);
    let (mut group, mut count, mut first, mut odd) = (0_u32, 0, 0, None);
    let mut flush = |group: u32, count: usize, source: Span| {
        // two letters make a byte, three make two, four make three
        let whole = (group << (6 * (4 - count))).to_be_bytes();
        let made = (count * 6 / 8).min(3);
        bytes.extend_from_slice(&whole[1..1 + made]);
        map.push_char(made, source);
    };
    let mut end = span.start;
    for (at, &byte) in (span.start..).zip(&raw[span.start..span.end]) {
        match (sextet(byte), byte) {
            (Some(bits), _) => {
                first = if count == 0 { at } else { first };
                group = group << 6 | bits;
                count += 1;
                end = at + 1;
                if count == 4 {
                    flush(group, count, Span::new(first, end));
                    (group, count) = (0, 0);
                }
            }
            (None, b'=') if count > 1 => {
                flush(group, count, Span::new(first, at + 1));
                (group, count) = (0, 0);
            }
            (None, b'=' | b' ' | b'\t' | b'\r' | b'\n') => {}
            _ => {
                odd.get_or_insert(Span::new(at, at + 1));
            }
        }
    }
    match count {
        0 => {}
        1 => {
            odd.get_or_insert(Span::new(first, end));
        }
        _ => flush(group, count, Span::new(first, end)),
    }
    Decoded {
        bytes: Cow::Owned(bytes),
        map,
        odd,
    }
}

fn sextet(byte: u8) -> Option<u32> {
    let bits = match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(u32::from(bits))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::decode;
    use crate::Span;
    use crate::mail::raw::Transfer;

    #[track_caller]
    fn check(raw: &str, transfer: Transfer, expected: &str, odd: bool) {
        let decoded = decode(raw.as_bytes(), Span::new(0, raw.len()), transfer);
        assert_eq!(String::from_utf8_lossy(&decoded.bytes), expected);
        assert_eq!(decoded.map.text_len(), decoded.bytes.len());
        assert_eq!(decoded.odd.is_some(), odd, "{raw}");
    }

    #[test]
    fn quoted_printable_joins_soft_breaks_and_drops_blanks_at_line_ends() {
        let check = |raw, expected, odd| check(raw, Transfer::QuotedPrintable, expected, odd);
        check("a=\r\nb=3Dc  \r\nd", "ab=c\r\nd", false);
        check("caf=C3=A9=", "caf\u{e9}", false);
        check("a=zz b=3", "a=zz b=3", true);
        check("a= \nb", "ab", false);
    }

    #[test]
    fn base64_is_read_over_line_ends_and_without_padding() {
        let check = |raw, expected, odd| check(raw, Transfer::Base64, expected, odd);
        check("cGll\r\ncg==", "pier", false);
        check("cGllcg", "pier", false);
        check("cGllcg==cGllcg==", "pierpier", false);
        check("cGllcg==\r\n_footer", "pier~\u{fffd}-z", true);
    }

    proptest! {
        #[test]
        fn the_bytes_at_the_place_of_a_byte_decode_to_it(
            text in "[a-z=\u{e9} \r\n]{0,60}", from in 0_usize..60, len in 1_usize..8,
        ) {
            let encoded: String = text.bytes().map(|byte| format!("={byte:02X}")).collect();
            let decoded = decode(encoded.as_bytes(), Span::new(0, encoded.len()), Transfer::QuotedPrintable);
            prop_assert_eq!(&*decoded.bytes, text.as_bytes());
            let (from, to) = (from.min(text.len()), (from + len).min(text.len()));
            if from < to {
                let span = decoded.map.span(Span::new(from, to));
                prop_assert_eq!(span, Span::new(from * 3, to * 3));
            }
        }

        #[test]
        fn any_bytes_are_decoded_without_failure(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            for transfer in [Transfer::QuotedPrintable, Transfer::Base64] {
                let decoded = decode(&bytes, Span::new(0, bytes.len()), transfer);
                prop_assert_eq!(decoded.map.text_len(), decoded.bytes.len());
                let whole = decoded.map.span(Span::new(0, decoded.bytes.len()));
                prop_assert!(whole.end <= bytes.len());
            }
        }
    }
}
