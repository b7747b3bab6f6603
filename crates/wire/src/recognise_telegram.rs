//! Which kind of telegram a text is, by its first line. Knows no field; a text that opens like none is left to others.

use std::borrow::Cow;

use crate::chars::Mapped;
use crate::finding::Findings;
use crate::{Hint, Reading, Source, anpa1312, iptc7901, zczc};

/// Reads a text that opens like a telegram.
pub(crate) fn read(
    decoded: &Mapped<'_>,
    source: &Source<'_>,
    findings: &mut Findings,
) -> Option<Reading> {
    // every telegram opens with a letter, or with signs that are none of these
    if decoded.text.starts_with(['<', '{', '[']) {
        return None;
    }
    if iptc7901::opens(&decoded.text) {
        return Some(iptc7901::read(decoded, source, findings));
    }
    if anpa1312::opens(&decoded.text) {
        return Some(anpa1312::read(decoded, source, findings));
    }
    if zczc::opens(&decoded.text) {
        return Some(zczc::read(decoded, source, findings));
    }
    None
}

/// ANPA telegrams name no charset and are windows-1252 where they are not UTF-8, unless the feed knows better.
pub(crate) fn with_charset<'h>(raw: &[u8], hint: &'h Hint) -> Cow<'h, Hint> {
    // a header opens with a letter, padding apart
    let marked_up = raw.first() == Some(&b'<');
    if marked_up || hint.charset_fallback.is_some() || !anpa1312::opens_bytes(raw) {
        return Cow::Borrowed(hint);
    }
    Cow::Owned(Hint {
        charset_fallback: Some("windows-1252".to_owned()),
        ..hint.clone()
    })
}
