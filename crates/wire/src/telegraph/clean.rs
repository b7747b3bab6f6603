//! Control characters of a telegram's text: line ends become LF, bells and padding go, what was struck over is read
//! as what it shows, anything else becomes a space with a finding. The way back to the raw stays whole.

use crate::chars::{Mapped, OffsetMap, composed};
use crate::finding::Findings;
use crate::text::looked_at;
use crate::{Signal, Span, scan};

/// Struck over: the next character stands where the last one does.
const BACKSPACE: char = '\u{8}';

/// A part of a decoded raw with LF at the ends of lines and without bells and padding. Controls among `marks` stay.
pub(crate) fn clean(
    decoded: &Mapped<'_>,
    part: Span,
    marks: &[char],
    findings: &mut Findings,
) -> Mapped<'static> {
    let text = decoded.text.get(part.start..part.end).unwrap_or("");
    let start = decoded.span(Span::new(part.start, part.start)).start;
    let mut cleaner = Cleaner {
        decoded,
        part,
        text,
        out: String::with_capacity(text.len()),
        map: OffsetMap::starting_at(start),
        from: 0,
        odd: 0,
        first_odd: None,
    };
    cleaner.run(marks);
    if cleaner.odd > 0 {
        let message = format_args!(
            "{} control characters in the text are read as spaces",
            cleaner.odd
        );
        findings.add("text.control_character", message, cleaner.first_odd);
    }
    Mapped {
        text: cleaner.out.into(),
        map: cleaner.map,
    }
}

/// Whether bells ring in a part of a telegram; they mark urgency.
pub(crate) fn has_bell(part: &str) -> Option<Signal> {
    part.contains('\u{7}').then_some(Signal::Alert)
}

struct Cleaner<'d, 'm> {
    decoded: &'d Mapped<'m>,
    part: Span,
    text: &'d str,
    out: String,
    map: OffsetMap,
    /// What of `text` before is done.
    from: usize,
    odd: usize,
    first_odd: Option<Span>,
}

impl Cleaner<'_, '_> {
    /// Beyond the part that is looked at, a text stays as it stands.
    fn run(&mut self, marks: &[char]) {
        let text = self.text;
        let odd = |byte: u8| (byte < b' ') & (byte != b'\n') & (byte != b'\t') | (byte == 0x7F);
        let bytes = &text.as_bytes()[..looked_at(text)];
        let mut next = 0;
        while let Some(at) = scan::find(bytes, next, odd) {
            let end = at + 1;
            next = end;
            // what a strike has taken is done
            if at < self.from {
                continue;
            }
            match char::from(bytes[at]) {
                '\r' if text[end..].starts_with('\n') => self.skip(at, end),
                '\r' => self.replace(at, end, "\n"),
                BACKSPACE if self.strike(at) => {}
                '\0' | '\u{1}'..='\u{4}' | '\u{7}' | '\u{16}' | '\u{7f}' => self.skip(at, end),
                c if marks.contains(&c) => {}
                _ => {
                    self.replace(at, end, " ");
                    let place = self.source(at, end);
                    self.first_odd.get_or_insert(place);
                    self.odd += 1;
                }
            }
        }
        self.copy_to(text.len());
        self.from = text.len();
    }

    /// Where a part of the text stands in the raw.
    fn source(&self, start: usize, end: usize) -> Span {
        let start_of_part = self.part.start;
        let at = Span::new(start_of_part + start, start_of_part + end);
        self.decoded.span(at)
    }

    fn copy_to(&mut self, end: usize) {
        let start = self.part.start;
        let mid = Span::new(start + self.from, start + end);
        self.out.push_str(&self.text[self.from..end]);
        self.map.push_through(&self.decoded.map, mid);
    }

    fn skip(&mut self, start: usize, end: usize) {
        self.copy_to(start);
        self.from = end;
    }

    fn replace(&mut self, start: usize, end: usize, by: &str) {
        self.copy_to(start);
        self.out.push_str(by);
        self.map.push_atomic(by.len(), self.source(start, end));
        self.from = end;
    }

    /// `_` BS `A` is a line under A, `A` BS `A` is bold, `e` BS `'` is é; other characters both stay. Nothing stands
    /// before a backspace that opens a line: that is a mark of another kind.
    fn strike(&mut self, at: usize) -> bool {
        let printed = |c: &char| !c.is_control() && *c != ' ';
        let Some(first) = self.text[self.from..at].chars().next_back().filter(printed) else {
            return false;
        };
        let start = at - first.len_utf8();
        let mut shown = String::from(first);
        let mut end = at;
        while let Some(rest) = self.text[end..].strip_prefix(BACKSPACE)
            && let Some(next) = rest.chars().next().filter(printed)
        {
            let last = shown.pop().unwrap_or(next);
            shown.push_str(&struck(last, next));
            end += BACKSPACE.len_utf8() + next.len_utf8();
        }
        if end == at {
            return false;
        }
        self.replace(start, end, &shown);
        true
    }
}

/// What two characters in one place show.
fn struck(first: char, second: char) -> String {
    let shown = match (first, second) {
        (a, b) if a == b => Some(a),
        ('_', other) | (other, '_') => Some(other),
        (letter, mark) => composed(letter, mark).or_else(|| composed(mark, letter)),
    };
    match shown {
        Some(shown) => shown.into(),
        None => [first, second].into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::clean;
    use crate::Span;
    use crate::chars::Mapped;
    use crate::finding::Findings;

    #[track_caller]
    fn check(raw: &str, marks: &[char], text: &str, odd: usize) {
        let decoded = Mapped::copy_of(raw, 0);
        let mut findings = Findings::new();
        let whole = Span::new(0, raw.len());
        let clean = clean(&decoded, whole, marks, &mut findings);
        assert_eq!(clean.text, text, "{raw:?}");
        assert_eq!(clean.map.text_len(), clean.text.len());
        let found = findings.into_list();
        assert_eq!(found.len(), usize::from(odd > 0), "{raw:?}");
        if odd > 0 {
            assert!(found[0].message.starts_with(&odd.to_string()), "{raw:?}");
        }
        if !text.is_empty() {
            let all = clean.span(Span::new(0, clean.text.len()));
            assert!(all.end <= raw.len());
        }
    }

    #[test]
    fn line_ends_become_lf_and_bells_and_padding_go() {
        check("a\r\nb\rc\nd", &[], "a\nb\nc\nd", 0);
        check("\u{7}\u{7}\u{7}\u{7}\u{7}a\u{16}b\u{7f}\u{0}", &[], "ab", 0);
    }

    #[test]
    fn what_was_struck_over_is_read_as_it_shows() {
        check("_\u{8}A_\u{8}B", &[], "AB", 0);
        check("B\u{8}_ore", &[], "Bore", 0);
        check("P\u{8}P\u{8}Pier", &[], "Pier", 0);
        check("caf\u{65}\u{8}'", &[], "café", 0);
        check("F\u{8}\"ahre \"\u{8}uber", &[], "F\"ahre über", 0);
        check("7\u{8}/", &[], "7/", 0);
    }

    #[test]
    fn a_strike_covers_its_bytes() {
        let raw = "x _\u{8}A y";
        let decoded = Mapped::copy_of(raw, 0);
        let clean = clean(&decoded, Span::new(0, raw.len()), &[], &mut Findings::new());
        assert_eq!(clean.text, "x A y");
        assert_eq!(clean.span(Span::new(2, 3)), Span::new(2, 5));
        assert_eq!(clean.span(Span::new(3, 5)), Span::new(5, 7));
    }

    #[test]
    fn marks_stay_and_other_controls_are_spaces() {
        check("\u{8}a;b\u{10}", &['\u{8}', '\u{10}'], "\u{8}a;b\u{10}", 0);
        check("a\u{1b}b\u{e}c", &[], "a b c", 2);
        check("\u{8}a", &[], " a", 1);
    }
}
