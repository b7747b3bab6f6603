//! A page of HTML as a wire: headline, paragraphs, and what its head and its JSON-LD state. Its text is that of the
//! article it holds; every other visible word stands in a rendition of its own. Decides nothing about what was
//! published there and never sanitises; laying a page beside a wire is not done here.

mod adapt;
mod json_ld;
mod parse;
mod raw;

#[cfg(test)]
mod tests;

use crate::chars::Mapped;
use crate::finding::Findings;
use crate::{Format, Placed, Reading, Source, Span};

/// Whether the text opens as a page: a doctype of HTML, or `html`, `head` or `body` as its first element.
pub(crate) fn opens(text: &str) -> bool {
    let mut rest = match text.starts_with('<') {
        true => text,
        false => text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}'),
    };
    loop {
        let end = if rest.starts_with("<!--") {
            end_of("--", rest)
        } else if rest.starts_with("<?") {
            end_of("?", rest)
        } else {
            break;
        };
        let Some(end) = end else { return false };
        rest = rest[end..].trim_start();
    }
    let second = rest.as_bytes().get(1).map(u8::to_ascii_lowercase);
    if !matches!(second, Some(b'!' | b'h' | b'b')) {
        return false;
    }
    let named = |opening: &str| {
        let head = rest.as_bytes().split_at_checked(opening.len());
        head.is_some_and(|(head, behind)| {
            let ends = matches!(behind.first(), Some(b'>' | b' ' | b'\t' | b'\n' | b'\r'));
            ends && head.eq_ignore_ascii_case(opening.as_bytes())
        })
    };
    ["<!doctype html", "<html", "<head", "<body"]
        .into_iter()
        .any(named)
}

/// Behind the first `>` of a text that has these signs before it.
fn end_of(signs: &str, text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut ends = memchr::memchr_iter(b'>', bytes);
    ends.find(|&end| bytes[..end].ends_with(signs.as_bytes()))
        .map(|end| end + 1)
}

/// Reads the one page.
pub(crate) fn read(decoded: &Mapped<'_>, source: &Source<'_>, findings: &mut Findings) -> Reading {
    let page = parse::page(decoded);
    let item = adapt::item(&page, decoded, source, findings);
    let span = Span::new(0, source.raw.len());
    Reading {
        format: Format::Html,
        items: Placed { item, span }.into(),
    }
}
