//! Attributes: those of well-made tags are listed when the tag is read, those of any other are looked for in the tag by
//! a lenient scanner. Values are borrowed; references are resolved only where one stands.

use std::borrow::Cow;

use smallvec::SmallVec;

use super::{VALUE_BYTES_MAX, reference};
use crate::scan;

/// A listed attribute: where its name and its value stand in the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Attribute {
    pub name: u32,
    pub value: u32,
    pub value_end: u32,
    pub name_len: u16,
}

/// The listed attributes of a document, in order; a small one needs no memory of their own.
pub(crate) type Listed = SmallVec<[Attribute; 8]>;

/// Lenient attribute scanner: quotes may be missing, values too.
pub(super) struct Attributes<'t> {
    pub rest: &'t str,
}

impl<'t> Iterator for Attributes<'t> {
    type Item = (&'t str, &'t str);

    fn next(&mut self) -> Option<Self::Item> {
        let odd = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'/' | b'=');
        let bytes = self.rest.as_bytes();
        let start = bytes.iter().position(|byte| !odd(byte))?;
        let len = bytes[start..].iter().position(odd);
        let end = len.map_or(bytes.len(), |len| start + len);
        let name = &self.rest[start..end];
        let Some(after) = self.rest[end..].trim_ascii_start().strip_prefix('=') else {
            self.rest = &self.rest[end..];
            return Some((name, ""));
        };
        let after = after.trim_ascii_start();
        let (value, rest) = match after.as_bytes().first() {
            Some(b'"') => cut(&after[1..], b'"'),
            Some(b'\'') => cut(&after[1..], b'\''),
            _ => cut(after, b' '),
        };
        self.rest = rest;
        Some((name, value))
    }
}

fn cut(text: &str, at: u8) -> (&str, &str) {
    match memchr::memchr(at, text.as_bytes()) {
        Some(end) => (&text[..end], &text[end + 1..]),
        None => (text, ""),
    }
}

/// An attribute's value with references resolved and white space as spaces, at most [`VALUE_BYTES_MAX`] long.
#[must_use]
pub fn attribute_value(raw: &str) -> Cow<'_, str> {
    let raw = if raw.len() > VALUE_BYTES_MAX {
        &raw[..raw.floor_char_boundary(VALUE_BYTES_MAX)]
    } else {
        raw
    };
    let odd = |byte: u8| (byte == b'&') | (byte == b'\t') | (byte == b'\n');
    if scan::find(raw.as_bytes(), 0, odd).is_none() {
        return Cow::Borrowed(raw);
    }
    Cow::Owned(resolved(&raw.replace(['\t', '\n'], " ")))
}

/// A string with every reference resolved; what is none stays as it stands.
#[must_use]
pub fn resolved(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = super::reference::end_of(rest);
        let known = end.and_then(|end| reference(&rest[1..end - 1]).text().map(|text| (end, text)));
        match known {
            Some((end, text)) => {
                out.push_str(&text);
                rest = &rest[end..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// An attribute's value as it stands, references resolved and trimmed; `None` if it is blank.
#[must_use]
pub(crate) fn word(raw: &str) -> Option<Cow<'_, str>> {
    match attribute_value(raw) {
        Cow::Borrowed(value) => {
            let value = value.trim_ascii();
            (!value.is_empty()).then_some(Cow::Borrowed(value))
        }
        Cow::Owned(value) => {
            let trimmed = value.trim_ascii();
            match trimmed.len() {
                0 => None,
                len if len == value.len() => Some(Cow::Owned(value)),
                _ => Some(Cow::Owned(trimmed.to_owned())),
            }
        }
    }
}
