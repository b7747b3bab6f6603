//! A string of HTML (escaped inside XML, or a JSON value) to paragraphs: a lenient scanner for tags, comments and
//! references that never fails. Never sanitises, never builds a document tree.

use std::borrow::Cow;

use copydesk_text::Span;

use super::Blocks;
use crate::Paragraph;
use crate::chars::{Mapped, OffsetMap};
use crate::xml::{Piece, reference};

/// Takes what a scan of HTML meets, in order. Places are offsets into the scanned string.
pub(crate) trait Sink {
    /// An element begins; `tag` is its start tag.
    fn open(&mut self, name: &str, tag: Span);
    /// An element ends.
    fn close(&mut self, name: &str, tag: Span);
    /// Text between the tags.
    fn text(&mut self, piece: Piece<'_>);
    /// A script or style sheet: its start tag, and what stands up to behind its end tag.
    fn hidden(&mut self, _name: &str, _tag: Span, _inside: Span) {}
}

impl Sink for Blocks<'_> {
    fn open(&mut self, name: &str, _tag: Span) {
        Blocks::open(self, name);
    }

    fn close(&mut self, name: &str, _tag: Span) {
        Blocks::close(self, name);
    }

    fn text(&mut self, piece: Piece<'_>) {
        Blocks::text(self, piece);
    }
}

/// Paragraphs of a string of HTML.
#[must_use]
pub fn blocks_of_html(html: &Mapped<'_>) -> Vec<Paragraph> {
    let mut blocks = Blocks::new(&html.map);
    scan(&html.text, &mut blocks);
    blocks.finish()
}

/// Text of a string of HTML, its paragraphs joined by one space each; for titles and captions.
#[must_use]
pub fn text_of_html(html: &str) -> String {
    let map = OffsetMap::linear(Span::new(0, html.len()));
    let mut blocks = Blocks::new(&map);
    scan(html, &mut blocks);
    let mut out = String::new();
    for paragraph in blocks.finish() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&paragraph.text);
    }
    out
}

/// Whether a string that claims to be plain text is HTML: an end tag or a `<br>`, `<p>` of HTML stands in it.
#[must_use]
pub fn looks_like_html(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'<', bytes).any(|at| {
        let slashes = bytes[at + 1..].iter().take_while(|byte| **byte == b'/');
        let start = at + 1 + slashes.count();
        let letters = bytes[start..].iter().take(NAME_MAX + 1);
        let name = letters.take_while(|byte| byte.is_ascii_alphanumeric());
        let end = start + name.count();
        let ends = matches!(bytes.get(end), Some(b'>' | b'/' | b' ' | b'\n'));
        ends && MARKS
            .iter()
            .any(|known| bytes[start..end].eq_ignore_ascii_case(known.as_bytes()))
    })
}

/// Elements by which text is known as HTML.
const MARKS: [&str; 22] = [
    "p", "br", "div", "b", "i", "em", "strong", "a", "ul", "ol", "li", "table", "tr", "td", "h1",
    "h2", "h3", "h4", "span", "pre", "html", "body",
];
/// Length of the longest of them.
const NAME_MAX: usize = 6;

/// Goes through a string of HTML once.
pub(crate) fn scan(html: &str, blocks: &mut impl Sink) {
    let mut at = 0;
    while at < html.len() {
        let rest = &html[at..];
        let text_len = memchr::memchr2(b'<', b'&', rest.as_bytes()).unwrap_or(rest.len());
        copy(blocks, html, at, at + text_len);
        at += text_len;
        at = match html.as_bytes().get(at) {
            Some(b'<') => markup(html, at, blocks),
            Some(_) => entity(html, at, blocks),
            None => at,
        };
    }
}

fn copy(blocks: &mut impl Sink, html: &str, start: usize, end: usize) {
    if start < end {
        blocks.text(Piece {
            text: &html[start..end],
            at: Span::new(start, end),
            atomic: false,
        });
    }
}

/// One reference, or an ampersand that is none.
fn entity(html: &str, at: usize, blocks: &mut impl Sink) -> usize {
    let window = &html.as_bytes()[at + 1..html.len().min(at + 66)];
    let end = window
        .iter()
        .position(|b| matches!(b, b';' | b'<' | b'&' | b' ' | b'\n'));
    if let Some(end) = end.filter(|&end| window[end] == b';') {
        let source = Span::new(at, at + end + 2);
        if let Some(text) = reference(&html[at + 1..at + 1 + end]).text() {
            blocks.text(Piece {
                text: &text,
                at: source,
                atomic: true,
            });
            return source.end;
        }
    }
    copy(blocks, html, at, at + 1);
    at + 1
}

/// A tag, comment or declaration; gives where it ends. A `<` that opens none of them is text.
fn markup(html: &str, at: usize, blocks: &mut impl Sink) -> usize {
    let rest = &html[at..];
    if let Some(comment) = rest.strip_prefix("<!--") {
        return comment
            .find("-->")
            .map_or(html.len(), |end| at + 4 + end + 3);
    }
    if let Some(data) = rest.strip_prefix("<![CDATA[") {
        let len = data.find("]]>").unwrap_or(data.len());
        copy(blocks, html, at + 9, at + 9 + len);
        return (at + 9 + len + 3).min(html.len());
    }
    let (closing, name_start) = match rest.as_bytes().get(1) {
        Some(b'/') => (true, 2),
        _ => (false, 1),
    };
    let first = rest.as_bytes().get(name_start);
    match first {
        Some(byte) if byte.is_ascii_alphabetic() => {}
        Some(b'!' | b'?') if !closing => {
            return memchr::memchr(b'>', rest.as_bytes()).map_or(html.len(), |end| at + end + 1);
        }
        _ => {
            // of several the last may open one
            let signs = rest.bytes().take_while(|byte| *byte == b'<').count();
            let end = at + signs.saturating_sub(1).max(1);
            copy(blocks, html, at, end);
            return end;
        }
    }
    let Some(len) = tag_len(rest) else {
        copy(blocks, html, at, at + 1);
        return at + 1;
    };
    let name = tag_name(&rest[name_start..len]);
    let end = at + len;
    let tag = Span::new(at, end);
    if closing {
        blocks.close(&name, tag);
        return end;
    }
    if !hides_markup(&name) {
        blocks.open(&name, tag);
        return end;
    }
    let behind = end_of_hidden(html, end, &name);
    blocks.hidden(&name, tag, Span::new(end, behind));
    behind
}

/// Length of the tag that `rest` opens with; a `>` inside quotes does not end it.
fn tag_len(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let sign = |byte: u8| (byte == b'>') | (byte == b'<') | (byte == b'"') | (byte == b'\'');
    let mut at = 1;
    while let Some(found) = crate::scan::find(bytes, at, sign) {
        at = found + 1;
        let quote = match bytes[found] {
            b'>' => return Some(at),
            b'<' => return None,
            quote => quote,
        };
        if bytes[..found].trim_ascii_end().ends_with(b"=") {
            let close = crate::scan::find(bytes, at, |byte| byte == quote);
            let Some(close) = close else { break };
            at = close + 1;
        }
    }
    // an unclosed quote: the tag ends at the first `>` whatever the quotes say
    memchr::memchr(b'>', bytes).map(|end| end + 1)
}

/// Local name of a tag, in lower case.
fn tag_name(tag: &str) -> Cow<'_, str> {
    let (mut start, mut end, mut capitals) = (0, 0, false);
    for byte in tag.bytes() {
        match byte {
            b'/' | b'>' | b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' => break,
            b':' => (start, capitals) = (end + 1, false),
            byte => capitals |= byte.is_ascii_uppercase(),
        }
        end += 1;
    }
    let local = &tag[start..end];
    match capitals {
        true => Cow::Owned(local.to_ascii_lowercase()),
        false => Cow::Borrowed(local),
    }
}

fn hides_markup(name: &str) -> bool {
    matches!(name, "script" | "style")
}

/// Behind the end tag of a script or style sheet.
fn end_of_hidden(html: &str, from: usize, name: &str) -> usize {
    for at in memchr::memmem::find_iter(&html.as_bytes()[from..], b"</") {
        let at = from + at;
        let found = html.as_bytes().get(at + 2..at + 2 + name.len());
        if found.is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes())) {
            let end = memchr::memchr(b'>', &html.as_bytes()[at..]);
            return end.map_or(html.len(), |end| at + end + 1);
        }
    }
    html.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::tag_len;

    /// The same by a look at each byte.
    fn plain_tag_len(rest: &str) -> Option<usize> {
        let mut quote = None;
        let mut after_equals = false;
        for (index, byte) in rest.bytes().enumerate().skip(1) {
            match (quote, byte) {
                (Some(open), _) if open == byte => quote = None,
                (Some(_), _) => {}
                (None, b'>') => return Some(index + 1),
                (None, b'"' | b'\'') if after_equals => quote = Some(byte),
                (None, b'<') => return None,
                _ => {}
            }
            after_equals = byte == b'=' || (after_equals && byte.is_ascii_whitespace());
        }
        rest.find('>').map(|end| end + 1)
    }

    proptest! {
        #[test]
        fn a_tag_ends_where_a_look_at_each_byte_ends_it(rest in "<[a-c= \n<>'\"\u{e9}]{0,60}") {
            prop_assert_eq!(tag_len(&rest), plain_tag_len(&rest));
        }
    }
}
