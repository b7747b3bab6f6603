//! Quotation marks: which stretches of a text stand inside them. One small state machine, paragraph by paragraph,
//! used for statements and for quotations. Says nothing of who speaks.
//!
//! Agencies mix marks within one story: `“ ”` and `"` and two single quotes; British ones open with a single mark.
//! An apostrophe between letters is never a mark. A quotation left open runs to the end of its paragraph; a next
//! paragraph that opens one goes on with it.

use copydesk_text::Span;

/// How a quotation ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closing {
    /// By its closing mark.
    Closed,
    /// Left open, and the next paragraph goes on with it.
    Continued,
    /// Left open; it was taken to the end of its paragraph.
    Open,
}

/// A stretch inside quotation marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quoted {
    /// Marks included.
    pub outer: Span,
    /// Without its marks.
    pub inner: Span,
    /// How it ends.
    pub closing: Closing,
    /// Whether it goes on with a quotation that the paragraph before left open.
    pub continues: bool,
    /// Index of the paragraph, counted over parts between two U+000A.
    pub paragraph: usize,
}

/// The quotations of a text whose paragraphs are parted by two U+000A, in reading order. They never overlap; marks
/// inside a quotation are part of it. Work grows with the text's length.
///
/// ```
/// use copydesk_statements::marks::quoted;
/// let text = "The pact says \u{201C}all means\u{201D}, and that is the ministry's ''word''.";
/// let found: Vec<&str> = quoted(text).iter().map(|q| &text[q.inner.start..q.inner.end]).collect();
/// assert_eq!(found, ["all means", "word"]);
/// ```
#[must_use]
pub fn quoted(text: &str) -> Vec<Quoted> {
    let mut found: Vec<Quoted> = Vec::new();
    let mut left_open = false;
    let mut start = 0;
    for paragraph in 0.. {
        let end = paragraph_end(text, start);
        let block = &text[start..end.unwrap_or(text.len())];
        let first = found.len();
        Paragraph::new(block, start, paragraph).read(&mut found);
        if left_open && let Some(opening) = found.get_mut(first) {
            let lead = &text[start..opening.outer.start];
            if lead.trim().is_empty() {
                opening.continues = true;
                found[first - 1].closing = Closing::Continued;
            }
        }
        if !block.trim().is_empty() {
            left_open =
                found.len() > first && found.last().is_some_and(|q| q.closing == Closing::Open);
        }
        match end {
            Some(end) => start = end + 2,
            None => break,
        }
    }
    found
}

/// Where the next two line feeds stand.
fn paragraph_end(text: &str, start: usize) -> Option<usize> {
    let mut at = start;
    loop {
        at += text[at..].find('\n')?;
        if text.as_bytes().get(at + 1) == Some(&b'\n') {
            return Some(at);
        }
        at += 1;
    }
}

/// Which marks opened a quotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    /// `“ ”`, also `„ “` and `” ”`.
    Curly,
    /// `"`.
    Straight,
    /// `''` and ` `` `.
    Pair,
    /// `« »`.
    Angle,
    /// `‘ ’` and `'`, as the outer mark.
    Single,
}

struct Paragraph<'a> {
    text: &'a str,
    start: usize,
    index: usize,
    /// Where a closing single mark stands, in order, each with the next one that is surely no plural's apostrophe.
    single_closers: Vec<(usize, Option<usize>)>,
}

impl<'a> Paragraph<'a> {
    fn new(text: &'a str, start: usize, index: usize) -> Self {
        let single_closers = single_closers(text);
        Self {
            text,
            start,
            index,
            single_closers,
        }
    }

    fn read(&self, found: &mut Vec<Quoted>) {
        let mut at = 0;
        while let Some((open, style, width)) = self.next_opening(at) {
            let inner = open + width;
            let end = self.closing(inner, style);
            let (inner_end, outer_end, closing) = match end {
                Some((close, width)) => (close, close + width, Closing::Closed),
                None => {
                    let end = self.text.trim_end().len().max(inner);
                    (end, end, Closing::Open)
                }
            };
            found.push(Quoted {
                outer: Span::new(self.start + open, self.start + outer_end),
                inner: Span::new(self.start + inner, self.start + inner_end),
                closing,
                continues: false,
                paragraph: self.index,
            });
            at = outer_end;
        }
    }

    fn before(&self, at: usize) -> Option<char> {
        self.text[..at].chars().next_back()
    }

    fn after(&self, at: usize) -> Option<char> {
        self.text[at..].chars().next()
    }

    /// The next opening mark from `from` on: place, style, bytes.
    fn next_opening(&self, from: usize) -> Option<(usize, Style, usize)> {
        let mut from = from;
        while let Some((at, c)) = self.next_sign(from) {
            from = at + c.len_utf8();
            let (style, width) = match c {
                '\u{201C}' | '\u{201E}' | '\u{201F}' => (Style::Curly, c.len_utf8()),
                '\u{00AB}' => (Style::Angle, c.len_utf8()),
                '"' => (Style::Straight, 1),
                '\'' | '`' if pair_at(self.text, at) => (Style::Pair, 2),
                '\u{2018}' | '\'' if self.opens_single(at, c) => (Style::Single, c.len_utf8()),
                _ => continue,
            };
            let follows = self.after(at + width);
            if follows.is_some_and(|c| !c.is_whitespace())
                || matches!(style, Style::Curly) && follows.is_some()
            {
                return Some((at, style, width));
            }
            from = at + width;
        }
        None
    }

    /// The next character from `from` on that may be a mark. Others are passed over by their first byte.
    fn next_sign(&self, from: usize) -> Option<(usize, char)> {
        let may_be = |byte: &u8| matches!(byte, b'"' | b'\'' | b'`' | 0xC2 | 0xE2);
        let at = from + self.text.as_bytes().get(from..)?.iter().position(may_be)?;
        Some((at, self.after(at)?))
    }

    /// Whether a single mark opens a quotation: at the start of a word, and something closes it.
    fn opens_single(&self, at: usize, c: char) -> bool {
        let starts_word = self
            .before(at)
            .is_none_or(|b| b.is_whitespace() || matches!(b, '(' | '[' | '\u{2014}'));
        let inner = at + c.len_utf8();
        starts_word
            && self
                .after(inner)
                .is_some_and(|a| !a.is_whitespace() && !a.is_ascii_digit())
            && self.single_closing(inner).is_some()
    }

    /// The first closing single mark that is surely none of a plural's; else the first one that may be.
    fn single_closing(&self, inner: usize) -> Option<usize> {
        let from = self.single_closers.partition_point(|&(at, _)| at <= inner);
        let &(first, sure) = self.single_closers.get(from)?;
        Some(sure.unwrap_or(first))
    }

    /// The closing mark of a quotation whose first inner byte is `inner`: place and bytes.
    fn closing(&self, inner: usize, style: Style) -> Option<(usize, usize)> {
        if style == Style::Single {
            let at = self.single_closing(inner)?;
            return Some((at, self.after(at)?.len_utf8()));
        }
        let mut depth = 0_usize;
        let mut from = inner;
        while let Some((at, c)) = self.next_sign(from) {
            from = at + c.len_utf8();
            match (style, c) {
                (Style::Curly, '\u{201C}') if self.starts_here(at) => depth += 1,
                (Style::Curly, '\u{201D}' | '\u{201C}') if depth > 0 => depth -= 1,
                (Style::Curly, '\u{201D}' | '\u{201C}') | (Style::Angle, '\u{00BB}') => {
                    return Some((at, c.len_utf8()));
                }
                // Some desks open with a curly mark and close with a straight one.
                (Style::Straight | Style::Curly, '"') if !self.starts_here(at) => {
                    return Some((at, 1));
                }
                (Style::Straight, '\u{201D}') => return Some((at, c.len_utf8())),
                (Style::Pair, '\'') if pair_at(self.text, at) => return Some((at, 2)),
                _ => {}
            }
        }
        None
    }

    /// Whether a mark at `at` stands before a word and after a space: an opening one inside a quotation.
    fn starts_here(&self, at: usize) -> bool {
        let before = self
            .before(at)
            .is_some_and(|b| b.is_whitespace() || b == '(');
        let width = self.after(at).map_or(1, char::len_utf8);
        before && self.after(at + width).is_some_and(char::is_alphanumeric)
    }
}

/// Whether two single marks stand here in a row.
fn pair_at(text: &str, at: usize) -> bool {
    matches!(text.as_bytes().get(at..at + 2), Some(b"''" | b"``"))
}

/// Where single closing marks stand: after a letter or mark, not before a letter. Doubtful after an s and before a
/// word in small letters: the apostrophe of a plural.
fn single_closers(text: &str) -> Vec<(usize, Option<usize>)> {
    let mut sure = None;
    let mut closers = Vec::new();
    let may_be = |byte: &u8| matches!(byte, b'\'' | 0xE2);
    let mut from = 0;
    while let Some(offset) = text.as_bytes()[from..].iter().position(may_be) {
        let at = from + offset;
        let mut rest = text[at..].chars();
        let c = rest.next().unwrap_or('\'');
        from = at + c.len_utf8();
        if !matches!(c, '\'' | '\u{2019}') {
            continue;
        }
        let before = text[..at].chars().next_back();
        let next = rest.next();
        let after_word = before.is_some_and(|b| !b.is_whitespace() && b != '\'');
        if after_word && next.is_none_or(|n| !n.is_alphanumeric() && n != '\'') {
            let then = text[from..].trim_start().chars().next();
            let doubtful = before.is_some_and(|b| matches!(b, 's' | 'S'))
                && next == Some(' ')
                && then.is_some_and(char::is_lowercase);
            closers.push((at, doubtful));
        }
    }
    let each = closers.into_iter().rev().map(|(at, doubtful)| {
        if !doubtful {
            sure = Some(at);
        }
        (at, sure)
    });
    let mut out: Vec<(usize, Option<usize>)> = each.collect();
    out.reverse();
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Closing, quoted};

    #[track_caller]
    fn check_marks(text: &str, expected: &[&str]) {
        let found: Vec<&str> = quoted(text)
            .iter()
            .map(|q| &text[q.inner.start..q.inner.end])
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn every_style_of_marks_is_read() {
        check_marks("He said \u{201C}no talks\u{201D} twice.", &["no talks"]);
        check_marks(
            "He said \"no talks\" and \"no aid\".",
            &["no talks", "no aid"],
        );
        check_marks(
            "He said ''no talks'' and ``no aid''.",
            &["no talks", "no aid"],
        );
        check_marks("Il dit \u{AB} rien \u{BB} ici.", &[]);
        check_marks("Il dit \u{AB}rien\u{BB} ici.", &["rien"]);
        check_marks(
            "She called it \u{2018}a long road\u{2019}, no more.",
            &["a long road"],
        );
        check_marks("She called it 'a long road'.", &["a long road"]);
        check_marks("\u{201C}mixed marks\" are read.", &["mixed marks"]);
    }

    #[test]
    fn an_apostrophe_is_no_mark() {
        check_marks(
            "It's the Parties' view that we don't need the others' help.",
            &[],
        );
        check_marks("The '90s were the ministers' years.", &[]);
        check_marks(
            "He said 'the parties' rights are kept', twice.",
            &["the parties' rights are kept"],
        );
    }

    #[test]
    fn marks_inside_a_quotation_stay_inside() {
        check_marks(
            "\u{201C}The text says \u{2018}all means\u{2019} here,\u{201D} he said.",
            &["The text says \u{2018}all means\u{2019} here,"],
        );
        check_marks(
            "\u{201C}It says \u{201C}all\u{201D} here,\u{201D} he said.",
            &["It says \u{201C}all\u{201D} here,"],
        );
    }

    #[test]
    fn an_open_quotation_goes_on_or_ends_with_its_paragraph() {
        let text = "He said: \u{201C}We came.\n\n\u{201C}We left.\u{201D}\n\nThen \u{201C}silence.\n\nAll quiet.";
        let closings: Vec<(Closing, bool)> = quoted(text)
            .iter()
            .map(|q| (q.closing, q.continues))
            .collect();
        assert_eq!(
            closings,
            [
                (Closing::Continued, false),
                (Closing::Closed, true),
                (Closing::Open, false)
            ]
        );
    }

    proptest! {
        #[test]
        fn quotations_are_slices_and_never_overlap(text in "[a\u{201C}\u{201D}\u{2018}\u{2019}\u{AB}\u{BB}\"'` .s\n]{0,60}") {
            let mut last = 0;
            for found in quoted(&text) {
                prop_assert!(last <= found.outer.start);
                prop_assert!(found.outer.start < found.inner.start && found.inner.end <= found.outer.end);
                prop_assert!(text.get(found.outer.start..found.outer.end).is_some());
                prop_assert!(text.get(found.inner.start..found.inner.end).is_some());
                last = found.outer.end;
            }
        }
    }
}
