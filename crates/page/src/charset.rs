//! Which charset a page is in: byte order mark, transport, `meta`, then valid UTF-8, else windows-1252. A lying
//! charset is noted; no byte stops the reading.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use crate::page::PageFinding;

const META_BYTES: usize = 1024;

/// The characters of a page.
pub(crate) fn decode(
    bytes: &[u8],
    transport: Option<&str>,
    findings: &mut Vec<PageFinding>,
) -> String {
    if let Some((encoding, mark_bytes)) = Encoding::for_bom(bytes) {
        return decoded(
            encoding,
            bytes.get(mark_bytes..).unwrap_or_default(),
            findings,
        );
    }
    let stated = transport
        .and_then(for_label)
        .or_else(|| meta_charset(bytes).and_then(for_label));
    if let Some(encoding) = stated {
        return decoded(encoding, bytes, findings);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => {
            let what = "no charset is stated and the bytes are not UTF-8: read as windows-1252";
            findings.push(PageFinding::new("page.charset_guessed", what));
            decoded(WINDOWS_1252, bytes, findings)
        }
    }
}

fn decoded(encoding: &'static Encoding, bytes: &[u8], findings: &mut Vec<PageFinding>) -> String {
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    if had_errors {
        let what = format!("some bytes are not {}: shown as U+FFFD", encoding.name());
        findings.push(PageFinding::new("page.charset_invalid", what));
    }
    text.into_owned()
}

fn for_label(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label(label.trim().as_bytes())
}

/// The label in `<meta charset=…>` or `<meta … content="…charset=…">` near the start. A page whose `meta` could be
/// read as ASCII is not UTF-16, whatever it says.
fn meta_charset(bytes: &[u8]) -> Option<&'static str> {
    let head = bytes
        .get(..META_BYTES.min(bytes.len()))
        .unwrap_or_default()
        .to_ascii_lowercase();
    let mut rest = head.as_slice();
    while let Some(at) = find(rest, b"<meta") {
        rest = &rest[at + 5..];
        let tag = &rest[..find(rest, b">").unwrap_or(rest.len())];
        if let Some(encoding) = find(tag, b"charset").and_then(|at| label_after(&tag[at + 7..])) {
            let wide = matches!(encoding.name(), "UTF-16LE" | "UTF-16BE");
            return Some(if wide { UTF_8.name() } else { encoding.name() });
        }
    }
    None
}

fn label_after(text: &[u8]) -> Option<&'static Encoding> {
    let value = text
        .trim_ascii_start()
        .strip_prefix(b"=")?
        .trim_ascii_start();
    let value = value
        .strip_prefix(b"\"")
        .or_else(|| value.strip_prefix(b"'"))
        .unwrap_or(value);
    let end = value
        .iter()
        .position(|byte| byte.is_ascii_whitespace() || b"\"';/>".contains(byte))
        .unwrap_or(value.len());
    Encoding::for_label(&value[..end])
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_decode(bytes: &[u8], transport: Option<&str>, expected: &str, codes: &[&str]) {
        let mut findings = Vec::new();
        let text = decode(bytes, transport, &mut findings);
        assert!(text.contains(expected), "{text}");
        let found: Vec<&str> = findings.iter().map(|finding| finding.code).collect();
        assert_eq!(found, codes);
    }

    #[test]
    fn the_first_statement_wins() {
        check_decode(b"\xef\xbb\xbfcaf\xc3\xa9", Some("iso-8859-1"), "café", &[]);
        check_decode(b"\xff\xfea\x00b\x00", None, "ab", &[]);
        check_decode(b"<meta charset=utf-8>caf\xe9", Some("latin1"), "café", &[]);
        check_decode(
            b"<META http-equiv=x content='text/html; charset=windows-1251'>\xe4",
            None,
            "д",
            &[],
        );
        check_decode(b"<meta charset=\"utf-16\">caf\xc3\xa9", None, "café", &[]);
    }

    #[test]
    fn unstated_charsets_are_utf_8_or_a_finding() {
        check_decode(b"caf\xc3\xa9", None, "café", &[]);
        check_decode(b"caf\xe9", None, "café", &["page.charset_guessed"]);
        check_decode(
            b"caf\xe9",
            Some("utf-8"),
            "caf\u{fffd}",
            &["page.charset_invalid"],
        );
        check_decode(b"caf\xc3\xa9", Some("no-such-charset"), "café", &[]);
    }
}
