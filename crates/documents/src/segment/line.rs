//! Lines of a text with their edges, and the small questions that headings and paragraphs ask of them. Never changes a
//! byte.

use copydesk_text::Span;

/// One line: where it begins, where its words begin and end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    /// First byte of the line.
    pub start: usize,
    /// First byte that is no white space; `end` of a blank line.
    pub from: usize,
    /// After the last byte that is no white space.
    pub end: usize,
}

impl Line {
    pub(crate) const fn is_blank(self) -> bool {
        self.from >= self.end
    }

    pub(crate) fn text(self, text: &str) -> &str {
        text.get(self.from..self.end).unwrap_or("")
    }

    pub(crate) const fn span(self) -> Span {
        Span::new(self.from, self.end)
    }
}

/// The lines of a part of a text.
pub(crate) fn lines(text: &str, within: Span) -> impl Iterator<Item = Line> {
    let bytes = text.as_bytes();
    let mut at = within.start;
    let mut done = within.is_empty();
    std::iter::from_fn(move || {
        if done {
            return None;
        }
        let rest = &bytes[at..within.end];
        let len = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        let line = trimmed(bytes, at, at + len);
        at += len + 1;
        done = at > within.end || (at == within.end && len < rest.len());
        Some(line)
    })
}

fn trimmed(bytes: &[u8], start: usize, end: usize) -> Line {
    let (mut from, mut to) = (start, end);
    loop {
        while from < to && is_blank(bytes[from]) {
            from += 1;
        }
        // U+00A0 and U+3000, which typists indent with.
        match &bytes[from..to] {
            [0xC2, 0xA0, ..] => from += 2,
            [0xE3, 0x80, 0x80, ..] => from += 3,
            _ => break,
        }
    }
    loop {
        while from < to && is_blank(bytes[to - 1]) {
            to -= 1;
        }
        match &bytes[from..to] {
            [.., 0xC2, 0xA0] => to -= 2,
            [.., 0xE3, 0x80, 0x80] => to -= 3,
            _ => break,
        }
    }
    Line {
        start,
        from,
        end: to,
    }
}

pub(crate) const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | 0x0B | 0x0C)
}

/// Whether a line ends inside a sentence: in a lower-case word or a comma.
pub(crate) fn ends_inside(line: &str) -> bool {
    let last = line.chars().next_back();
    last.is_some_and(|last| last == ',' || last.is_lowercase())
}

/// Whether a line ends in a mark that ends a sentence or opens a list.
pub(crate) fn ends_sentence(line: &str) -> bool {
    let line = line.trim_end_matches(['"', '\'', '”', '’', '»', ')', ']', '*', '_']);
    line.ends_with(['.', ';', ':', '!', '?', '。', '；', '：', '！', '？'])
}

/// Whether all letters of a line are capitals, with a word of four or more among them.
pub(crate) fn is_capitals(line: &str) -> bool {
    let (mut run, mut longest) = (0, 0);
    for character in line.chars() {
        if character.is_lowercase() {
            return false;
        }
        run = if character.is_uppercase() { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest >= 4
}

/// The part of a line after blanks and the marks that stand between a number and a title.
pub(crate) fn after_marks(text: &str) -> &str {
    text.trim_start_matches([
        ' ', '\t', '\u{a0}', '\u{3000}', '.', ':', '-', '–', '—', '―', '*', '_',
    ])
}
