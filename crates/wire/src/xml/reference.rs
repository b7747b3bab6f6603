//! What `&name;` stands for: the one resolver for text and attributes. Knows the five names of XML, numbers, and
//! every name of HTML, declared or not; a document's own declarations are never expanded.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;

use super::entities::NAMED;

/// Longest text between `&` and `;` that is looked at.
const NAME_MAX: usize = 64;

/// What was found between `&` and `;`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference {
    /// A known name.
    Named(&'static str),
    /// A number.
    Char(char),
    /// A number from 128 to 159, read by the windows-1252 table.
    C1(char),
    /// A number that is no character of text.
    Bad,
    /// A name nobody knows; it stays as it stands.
    Unknown,
    /// Not a reference at all: a bare ampersand.
    None,
}

impl Reference {
    /// The text it stands for; `None` if the source stays as it stands.
    #[must_use]
    pub fn text(&self) -> Option<Cow<'static, str>> {
        match self {
            Self::Named(text) => Some(Cow::Borrowed(text)),
            Self::Char(c) | Self::C1(c) => Some(Cow::Owned(c.to_string())),
            Self::Bad => Some(Cow::Borrowed("\u{FFFD}")),
            Self::Unknown | Self::None => None,
        }
    }

    /// Appends the text it stands for, if any.
    pub(super) fn push_to(&self, out: &mut String) {
        match self {
            Self::Char(c) | Self::C1(c) => out.push(*c),
            other => out.push_str(&other.text().unwrap_or_default()),
        }
    }
}

/// Resolves what stands between `&` and `;`.
#[must_use]
pub fn reference(name: &str) -> Reference {
    match name {
        "amp" => return Reference::Named("&"),
        "lt" => return Reference::Named("<"),
        "gt" => return Reference::Named(">"),
        "quot" => return Reference::Named("\""),
        "apos" => return Reference::Named("'"),
        _ => {}
    }
    if let Some(number) = name.strip_prefix('#') {
        return numeric(number);
    }
    let letters = name.bytes().next().is_some_and(|b| b.is_ascii_alphabetic());
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b':');
    if !letters || name.len() > NAME_MAX || !name.bytes().all(plain) {
        return Reference::None;
    }
    match NAMED.binary_search_by(|(known, _)| known.as_bytes().cmp(name.as_bytes())) {
        Ok(index) => Reference::Named(NAMED[index].1),
        Err(_) => Reference::Unknown,
    }
}

fn numeric(number: &str) -> Reference {
    let (digits, radix) = match number.strip_prefix(['x', 'X']) {
        Some(hex) => (hex, 16),
        None => (number, 10),
    };
    let all_digits = !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
    if !all_digits || digits.len() > NAME_MAX {
        return Reference::None;
    }
    match u32::from_str_radix(digits, radix) {
        Ok(code @ 0x80..=0x9F) => Reference::C1(c1(code)),
        Ok(0x09) => Reference::Char('\t'),
        Ok(0x0A | 0x0D) => Reference::Char('\n'),
        Ok(0..=0x1F) | Err(_) => Reference::Bad,
        Ok(code) => char::from_u32(code).map_or(Reference::Bad, Reference::Char),
    }
}

fn c1(code: u32) -> char {
    let bytes = [u8::try_from(code).unwrap_or(b'?')];
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(&bytes);
    text.chars().next().unwrap_or('\u{FFFD}')
}

/// Length of the reference that `text` opens with, `&` and `;` included.
pub(super) fn end_of(text: &str) -> Option<usize> {
    let window = &text.as_bytes()[..text.len().min(NAME_MAX + 2)];
    let end = window
        .iter()
        .position(|&b| matches!(b, b';' | b'<' | b' ' | b'\n'))?;
    (window[end] == b';' && end > 1).then_some(end + 1)
}
