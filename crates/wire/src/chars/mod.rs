//! Bytes to characters, with the way back: [`Mapped`] text knows for each of its bytes which bytes of the raw it
//! came from. Evidence overrules what was declared, always with a finding (`wire.md` 2). Never repairs mojibake.

mod accents;
mod decode;
mod map;
mod national;
#[cfg(test)]
mod tests;

pub(crate) use accents::composed;
pub(crate) use decode::report_coarse;
pub use decode::{decode, is_known};
pub use map::OffsetMap;
pub(crate) use map::Pieces;

use std::borrow::Cow;

use copydesk_text::Span;

use crate::scan;

/// Text together with the map from its bytes to the bytes of the raw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapped<'a> {
    /// The decoded text.
    pub text: Cow<'a, str>,
    /// From byte offsets in `text` to byte ranges in the raw.
    pub map: OffsetMap,
}

impl<'a> Mapped<'a> {
    /// Text that stands in the raw as it is, from `start` on.
    #[must_use]
    pub fn copy_of(text: &'a str, start: usize) -> Self {
        Self {
            map: OffsetMap::linear(Span::new(start, start + text.len())),
            text: Cow::Borrowed(text),
        }
    }

    /// Text that was made up or whose whole source is `source`.
    #[must_use]
    pub fn atom(text: impl Into<Cow<'a, str>>, source: Span) -> Self {
        let text = text.into();
        let mut map = OffsetMap::starting_at(source.start);
        map.push_atomic(text.len(), source);
        Self { text, map }
    }

    /// Where a part of the text stands in the raw.
    #[must_use]
    pub fn span(&self, part: Span) -> Span {
        self.map.span(part)
    }

    /// Where the whole text stands in the raw.
    #[must_use]
    pub fn whole_span(&self) -> Span {
        self.map.span(Span::new(0, self.text.len()))
    }

    /// A part of the text, with its map. `part` must lie on character boundaries; otherwise the part is empty.
    #[must_use]
    pub fn part(&self, part: Span) -> Mapped<'_> {
        let text = self.text.get(part.start..part.end).unwrap_or("");
        let mut map = OffsetMap::starting_at(self.span(Span::new(part.start, part.start)).start);
        map.push_through(&self.map, Span::new(part.start, part.start + text.len()));
        Mapped {
            text: Cow::Borrowed(text),
            map,
        }
    }

    /// The same text without CR (CR LF and CR become LF), and with the control characters that no text holds
    /// replaced by U+FFFD. The second value says how many were replaced, and where the first one stood.
    #[must_use]
    pub fn cleaned(self) -> (Self, Option<(usize, Span)>) {
        let Some(first) = scan::find_rare(self.text.as_bytes(), 0, is_odd) else {
            return (self, None);
        };
        match self.map.plain_copy_from() {
            Some(start) => self.cleaned_copy(start, first),
            None => self.cleaned_through(first),
        }
    }

    /// The same for text that stands in the raw as it is, from `start` on: what is replaced parts runs of it.
    fn cleaned_copy(self, start: usize, first: usize) -> (Self, Option<(usize, Span)>) {
        let bytes = self.text.as_bytes();
        let mut text = String::with_capacity(bytes.len() + 16);
        let odd = memchr::memchr_iter(b'\r', &bytes[first..]).count();
        let mut map = OffsetMap::of_parted_copy(start, 2 * odd + 1);
        let mut replaced: Option<(usize, Span)> = None;
        // the LF of a CR LF is copied with the line behind it
        let (mut from, mut copied) = (0, 0);
        scan::each(bytes, first, is_odd, |at| {
            text.push_str(&self.text[copied..at]);
            map.part_copied(Span::new(start + from, start + at));
            let byte = bytes[at];
            let pair = byte == b'\r' && bytes.get(at + 1) == Some(&b'\n');
            (from, copied) = (at + 1 + usize::from(pair), at + 1);
            let source = Span::new(start + at, start + from);
            if byte == b'\r' {
                if !pair {
                    text.push('\n');
                }
                map.part_replaced(1, source);
            } else {
                text.push('\u{FFFD}');
                map.part_replaced('\u{FFFD}'.len_utf8(), source);
                let (count, first) = replaced.unwrap_or((0, source));
                replaced = Some((count + 1, first));
            }
        });
        text.push_str(&self.text[copied..]);
        map.part_copied(Span::new(start + from, start + bytes.len()));
        let text = Cow::Owned(text);
        (Self { text, map }, replaced)
    }

    /// The same for text that was decoded.
    fn cleaned_through(self, first: usize) -> (Self, Option<(usize, Span)>) {
        let mut text = String::with_capacity(self.text.len() + 16);
        let mut map = OffsetMap::starting_at(self.span(Span::new(0, 0)).start);
        let mut replaced: Option<(usize, Span)> = None;
        let (bytes, mut from, mut at) = (self.text.as_bytes(), 0, first);
        map.reserve(2 * memchr::memchr_iter(b'\r', &bytes[first..]).count() + 1);
        loop {
            text.push_str(&self.text[from..at]);
            map.push_through(&self.map, Span::new(from, at));
            let Some(&byte) = bytes.get(at) else { break };
            let pair = byte == b'\r' && bytes.get(at + 1) == Some(&b'\n');
            let odd = Span::new(at, at + 1 + usize::from(pair));
            let source = self.span(odd);
            if byte == b'\r' {
                text.push('\n');
                map.push_atomic(1, source);
            } else {
                text.push('\u{FFFD}');
                map.push_atomic('\u{FFFD}'.len_utf8(), source);
                let (count, first) = replaced.unwrap_or((0, source));
                replaced = Some((count + 1, first));
            }
            from = odd.end;
            at = scan::find(bytes, from, is_odd).unwrap_or(bytes.len());
        }
        let text = Cow::Owned(text);
        (Self { text, map }, replaced)
    }
}

/// CR, and the controls that text does not hold.
fn is_odd(byte: u8) -> bool {
    (byte < 0x20) & (byte != b'\t') & (byte != b'\n')
}
