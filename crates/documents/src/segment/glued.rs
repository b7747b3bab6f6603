//! Words that lost the blank between them ("DETERMINEDto save", "topromote,throughthe"). They are reported, never
//! repaired: stored text keeps its bytes.

use copydesk_text::Span;

use crate::Finding;

/// Fewest capitals that run into a small letter.
const CAPITALS_MIN: usize = 4;

/// Notes the first place and how many there are.
pub(crate) fn look(text: &str, findings: &mut Vec<Finding>) {
    let bytes = text.as_bytes();
    let (mut count, mut first) = (0, None);
    // A comma, semicolon or full stop between two letters.
    for at in memchr::memchr2_iter(b',', b';', bytes) {
        let letter = |at: Option<usize>| {
            at.and_then(|at| bytes.get(at))
                .is_some_and(u8::is_ascii_lowercase)
        };
        if letter(at.checked_sub(1)) && letter(Some(at + 1)) && letter(Some(at + 2)) {
            count += 1;
            first = first.or(Some(at));
        }
    }
    for at in capitals(bytes) {
        count += 1;
        first = first.or(Some(at));
    }
    if let Some(at) = first {
        let what =
            format!("words run into each other in {count} places; the text is kept as it is");
        findings.push(Finding::new(
            "documents.glued_words",
            what,
            Some(Span::new(at, at + 1)),
        ));
    }
}

/// Places where four or more capitals run into three or more small letters.
fn capitals(bytes: &[u8]) -> Vec<usize> {
    let mut found = Vec::new();
    let mut at = 0;
    // Four capitals in a row cover every fourth byte: looking at those alone finds each run.
    while at < bytes.len() {
        if !bytes[at].is_ascii_uppercase() {
            at += CAPITALS_MIN;
            continue;
        }
        let start = bytes[..at]
            .iter()
            .rev()
            .take_while(|byte| byte.is_ascii_uppercase())
            .count();
        let end = at
            + bytes[at..]
                .iter()
                .take_while(|byte| byte.is_ascii_uppercase())
                .count();
        let small = bytes[end..]
            .iter()
            .take(3)
            .take_while(|byte| byte.is_ascii_lowercase())
            .count();
        if end - (at - start) >= CAPITALS_MIN && small >= 2 && bytes[end..].get(..1) != Some(b"s") {
            found.push(end);
        }
        at = end + CAPITALS_MIN;
    }
    found
}
