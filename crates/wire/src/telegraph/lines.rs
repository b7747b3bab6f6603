//! Lines of a telegram: ended by LF, CR LF or CR, with padding around them that carries no text. Gives places, copies
//! nothing.

use crate::Span;

/// Characters around a telegram that carry no text: NUL, SOH, STX, ETX, EOT, BEL, FF, SYN, DEL and the byte order mark.
pub(crate) const PADDING: [char; 10] = [
    '\0', '\u{1}', '\u{2}', '\u{3}', '\u{4}', '\u{7}', '\u{c}', '\u{16}', '\u{7f}', '\u{feff}',
];

/// A line with its end, and where it begins.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line<'t> {
    pub text: &'t str,
    pub start: usize,
}

impl Line<'_> {
    /// The part between padding and white space.
    pub fn inner(&self) -> Span {
        let (mut from, mut to) = (0, self.text.len());
        let bytes = self.text.as_bytes();
        loop {
            match &bytes[from..to] {
                [byte, ..] if is_padding(*byte) => from += 1,
                [0xEF, 0xBB, 0xBF, ..] => from += 3,
                [.., byte] if is_padding(*byte) => to -= 1,
                [.., 0xEF, 0xBB, 0xBF] => to -= 3,
                _ => return Span::new(self.start + from, self.start + to),
            }
        }
    }
}

/// Padding of one byte, white space included; the byte order mark is the only one of several.
fn is_padding(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, 0..=4 | 7 | 0xC | 0x16 | 0x7F)
}

/// The lines of a part of a text. CR LF counts as two ends, the second line being empty.
pub(crate) fn lines(text: &str, part: Span) -> impl Iterator<Item = Line<'_>> {
    let mut rest = text.get(part.start..part.end).unwrap_or("");
    let mut start = part.start;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = memchr::memchr2(b'\n', b'\r', rest.as_bytes());
        let (text, behind) = rest.split_at(end.map_or(rest.len(), |end| end + 1));
        let line = Line { text, start };
        start += text.len();
        rest = behind;
        Some(line)
    })
}

/// A part of a text without line ends and padding before it, and without white space and padding behind it.
pub(crate) fn trimmed(text: &str, part: Span) -> Span {
    let padding = |c: char| c == '\n' || c == '\r' || PADDING.contains(&c);
    let whole = text.get(part.start..part.end).unwrap_or("");
    let kept = whole.trim_start_matches(padding);
    let start = part.start + (whole.len() - kept.len());
    let kept = kept.trim_end_matches(|c: char| c.is_ascii_whitespace() || PADDING.contains(&c));
    Span::new(start, start + kept.len())
}

/// `EXTRA`, `EIL`, `*** KILL KILL KILL ***`: one word in capitals, once or again and again.
pub(crate) fn is_flag(line: &str) -> bool {
    let line = line.trim_matches(|c: char| !c.is_alphanumeric());
    let mut words = line.split_ascii_whitespace();
    let Some(first) = words.next() else {
        return false;
    };
    let letters = first.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 3 && !first.chars().any(char::is_lowercase) && words.all(|word| word == first)
}
