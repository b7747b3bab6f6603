//! What all formats share about text: folding of white space, the paragraphs of plain (often hard-wrapped) text,
//! and the lines around a story that are not the story: closing initials, advisories, dateline. Never changes a
//! letter; NBSP, thin spaces, soft hyphens, dashes and quotes stay as sent.

use std::sync::LazyLock;

use copydesk_text::{BlockKind, Span};
use memchr::memmem::Finder;
use smallvec::SmallVec;

use crate::Paragraph;
use crate::chars::Mapped;
use crate::html::{end_of_plain, end_of_space};
use crate::{scan, signal_words};

/// Longest line of a text that counts as wrapped by hand.
const WRAP_BYTES_MAX: usize = 110;

/// Folds ASCII white space to one space and trims the ends.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_folded(&mut out, text);
    out
}

/// Whether folding a text leaves it as it is, and it is not empty.
pub(crate) fn is_folded(text: &str) -> bool {
    let bytes = text.as_bytes();
    let begins = bytes
        .first()
        .is_some_and(|first| !first.is_ascii_whitespace());
    begins && end_of_plain(bytes, 0) == bytes.len()
}

/// Appends a text, folded; words that one space parts are copied together.
fn push_folded(out: &mut String, text: &str) {
    let bytes = text.as_bytes();
    let (mut at, mut first) = (0, true);
    loop {
        let start = end_of_space(bytes, at);
        if start == bytes.len() {
            return;
        }
        at = end_of_plain(bytes, start);
        if !std::mem::take(&mut first) {
            out.push(' ');
        }
        out.push_str(&text[start..at]);
    }
}

/// Most paragraphs of one text.
pub(crate) const PARAGRAPHS_MAX: usize = 100_000;
/// Most lines of one paragraph of plain text; the next begins another.
const LINES_MAX: usize = 10_000;

/// Most bytes of one plain text whose lines are looked at; what follows is kept as it stands, behind the last line.
pub(crate) const LOOKED_AT_BYTES: usize = 4 * 1024 * 1024;

/// Where looking at the lines of a plain text ends: behind the line in which its bound lies.
pub(crate) fn looked_at(text: &str) -> usize {
    let end = text.as_bytes().get(LOOKED_AT_BYTES..).and_then(|rest| {
        let line = memchr::memchr2(b'\n', b'\r', rest)?;
        // a short rest is looked at as well: what is left out is seen by its length
        (rest[line..].trim_ascii().len() >= LONG_BYTES).then_some(LOOKED_AT_BYTES + line + 1)
    });
    end.unwrap_or(text.len())
}

/// Whether an item's text was too long to be looked at, or has more paragraphs than are told apart.
pub(crate) fn is_beyond(paragraphs: &[Paragraph]) -> bool {
    let long = |paragraph: &Paragraph| paragraph.text.len() >= LONG_BYTES;
    paragraphs.len() >= PARAGRAPHS_MAX || paragraphs.iter().any(long)
}

/// A paragraph of so many bytes is none: it is what follows the part of a text that is looked at, or a text without lines.
const LONG_BYTES: usize = 1024 * 1024;

/// Appends a paragraph; beyond [`PARAGRAPHS_MAX`] to the last one, behind a line feed.
pub(crate) fn push_paragraph(done: &mut Vec<Paragraph>, paragraph: Paragraph) {
    let full = done.len() >= PARAGRAPHS_MAX;
    match done.last_mut() {
        Some(last) if full => {
            last.text.push('\n');
            last.text.push_str(&paragraph.text);
            last.span.end = last.span.end.max(paragraph.span.end);
        }
        _ => done.push(paragraph),
    }
}

/// One line of plain text.
#[derive(Clone, Copy, Debug)]
struct Line<'t> {
    text: &'t str,
    start: usize,
}

impl Line<'_> {
    fn is_indented(self) -> bool {
        self.text.starts_with("   ") || self.text.starts_with('\t')
    }

    /// Where its text stands, white space at the ends left out.
    fn trimmed(self) -> Span {
        let behind = self.text.trim_ascii_start();
        let start = self.start + (self.text.len() - behind.len());
        Span::new(start, start + behind.trim_ascii_end().len())
    }
}

/// Whether a line is a row of columns.
pub(crate) fn is_table_row(line: &str) -> bool {
    holds_bar(line) || holds_columns(line.trim_ascii())
}

fn holds_bar(line: &str) -> bool {
    memchr::memchr(b'|', line.as_bytes()).is_some()
}

/// Whether a line without white space at its ends has some that parts columns.
fn holds_columns(line: &str) -> bool {
    COLUMNS.find(line.as_bytes()).is_some()
}

/// Finds the spaces between columns.
static COLUMNS: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("   "));

/// Whether a line opens like an item of a list.
pub(crate) fn is_list_item(line: &str) -> bool {
    match line.trim_ascii_start().as_bytes() {
        [b'-' | b'*' | b'+', b' ', ..] => true,
        // a bullet
        [0xE2, 0x80, 0xA2, b' ', ..] => true,
        _ => false,
    }
}

/// Paragraphs of plain text: a blank line or an indent of three begins one, hard-wrapped lines are joined unless the
/// next word would have had ample room, lines of columns are table rows, lines that open with `- ` are list items. Long
/// lines are paragraphs of their own.
#[must_use]
pub fn plain_paragraphs(text: &Mapped<'_>) -> Vec<Paragraph> {
    let end = looked_at(&text.text);
    let (whole, rest) = text.text.split_at(end);
    let mut plain = Plain {
        text,
        wrapped: !holds_long_line(whole.as_bytes()),
        bars: memchr::memchr(b'|', whole.as_bytes()).is_some(),
        done: Vec::new(),
        lines: SmallVec::new(),
        kind: BlockKind::Text,
    };
    let mut start = 0;
    for line in scan::lines(whole) {
        plain.line(Line { text: line, start });
        start += line.len();
    }
    plain.flush();
    plain.keep(end, rest);
    plain.done
}

/// Whether a line, its end left out, is too long to be wrapped by hand. Where one is not, as many as fit into its
/// longest are passed over with it.
fn holds_long_line(text: &[u8]) -> bool {
    let mut rest = text;
    while let Some(most) = rest.get(..=WRAP_BYTES_MAX) {
        let behind = match memchr::memrchr(b'\n', most) {
            Some(end) => end + 1,
            None if most.ends_with(b"\r") && rest.get(most.len()) == Some(&b'\n') => most.len() + 1,
            None => return true,
        };
        rest = &rest[behind..];
    }
    false
}

struct Plain<'t, 'm> {
    text: &'t Mapped<'m>,
    wrapped: bool,
    /// Whether there are bars, as between columns.
    bars: bool,
    done: Vec<Paragraph>,
    lines: SmallVec<[Span; 4]>,
    kind: BlockKind,
}

impl Plain<'_, '_> {
    fn line(&mut self, line: Line<'_>) {
        let at = line.trimmed();
        if at.is_empty() {
            return self.flush();
        }
        if self.lines.is_empty() && self.done.len() >= PARAGRAPHS_MAX {
            return self.beyond(line);
        }
        let words = &self.text.text[at.start..at.end];
        if (self.bars && holds_bar(words)) || holds_columns(words) {
            self.flush();
            self.kind = BlockKind::TableRow;
            self.lines.push(at);
            return self.flush();
        }
        let item = is_list_item(line.text);
        let in_item = self.kind == BlockKind::ListItem;
        let long = self.lines.len() >= LINES_MAX;
        if item || long || !self.wrapped || (line.is_indented() && !in_item) {
            self.flush();
        }
        if item {
            self.kind = BlockKind::ListItem;
        }
        self.lines.push(at);
    }

    /// A line behind the most paragraphs: the last one takes it as it stands.
    fn beyond(&mut self, line: Line<'_>) {
        if let Some(last) = self.done.last_mut() {
            last.text.push('\n');
            push_folded(&mut last.text, line.text);
            last.span.end = last.span.end.max(self.text.span(line.trimmed()).end);
        }
    }

    /// What is not looked at, as it stands: in the last paragraph, where it is seen to be too long.
    fn keep(&mut self, start: usize, rest: &str) {
        let kept = rest.trim_ascii();
        if kept.is_empty() {
            return;
        }
        let at = start + (rest.len() - rest.trim_ascii_start().len());
        let span = self.text.span(Span::new(at, at + kept.len()));
        match self.done.last_mut() {
            Some(last) => {
                last.text.push('\n');
                last.text.push_str(kept);
                last.span.end = last.span.end.max(span.end);
            }
            None => self.done.push(Paragraph {
                kind: BlockKind::Text,
                text: kept.to_owned(),
                span,
            }),
        }
    }

    fn flush(&mut self) {
        if self.lines.is_empty() {
            self.kind = BlockKind::Text;
            return;
        }
        let mut lines = std::mem::take(&mut self.lines);
        let kind = std::mem::take(&mut self.kind);
        let broken = self.wrapped && kind == BlockKind::Text && lines.len() > 1;
        if broken && let Some(groups) = split_where_broken(&self.text.text, &lines) {
            for group in groups {
                self.paragraph(group, kind);
            }
        } else {
            self.paragraph(&lines, kind);
        }
        lines.clear();
        self.lines = lines;
    }

    fn paragraph(&mut self, lines: &[Span], kind: BlockKind) {
        let (Some(first), Some(last)) = (lines.first(), lines.last()) else {
            return;
        };
        let span = Span::new(first.start, last.end);
        let mut out = String::with_capacity(span.len());
        for line in lines {
            let line = &self.text.text[line.start..line.end];
            join(&mut out, line, kind);
        }
        let paragraph = Paragraph {
            kind,
            text: out,
            span: self.text.span(span),
        };
        push_paragraph(&mut self.done, paragraph);
    }
}

/// Lines of a block that are looked at without memory of their own.
const LINES_IN_PLACE: usize = 12;

/// Lines of a block that no margin broke: the next word would have had ample room (three quarters of the longest line
/// hold both). A list of odds has such lines, wrapped text has none. Where half of the lines are such, each is by itself.
fn split_where_broken<'l>(
    text: &str,
    lines: &'l [Span],
) -> Option<SmallVec<[&'l [Span]; LINES_IN_PLACE]>> {
    let line = |span: &Span| &text[span.start..span.end];
    let mut lengths: SmallVec<[usize; LINES_IN_PLACE]> = SmallVec::with_capacity(lines.len());
    for span in lines {
        lengths.push(line(span).chars().count());
    }
    let longest = lengths.iter().max()?;
    let roomy = |at: usize| {
        let next = line(&lines[at]).split_ascii_whitespace().next();
        let needed = lengths[at - 1] + 1 + next.map_or(0, |next| next.chars().count());
        needed * 4 <= longest * 3
    };
    let mut broken: SmallVec<[usize; LINES_IN_PLACE]> = SmallVec::new();
    for at in (1..lines.len()).filter(|&at| roomy(at)) {
        broken.push(at);
    }
    if broken.is_empty() {
        return is_list(text, lines).then(|| lines.chunks(1).collect());
    }
    if broken.len() > 1 && broken.len() * 2 >= lines.len() - 1 {
        return Some(lines.chunks(1).collect());
    }
    let mut groups = SmallVec::with_capacity(broken.len() + 1);
    let mut from = 0;
    for at in broken.into_iter().chain([lines.len()]) {
        match &lines[from..at] {
            group if is_list(text, group) => groups.extend(group.chunks(1)),
            group => groups.push(group),
        }
        from = at;
    }
    Some(groups)
}

/// Fewest lines that are taken for a list by their beginnings alone.
const LIST_LINES_MIN: usize = 6;

/// Lines that each begin with a capital or a digit, in a text that is not all capitals: no margin breaks only there.
fn is_list(text: &str, lines: &[Span]) -> bool {
    let line = |span: &Span| &text[span.start..span.end];
    let begins = |span: &Span| {
        let first = line(span).chars().find(|c| c.is_alphanumeric());
        first.is_some_and(|c| c.is_uppercase() || c.is_ascii_digit())
    };
    let small = |span: &Span| line(span).chars().any(char::is_lowercase);
    lines.len() >= LIST_LINES_MIN && lines.iter().all(begins) && lines.iter().any(small)
}

/// Appends a line: with one space, without one behind a hyphenated letter. Columns are joined by TAB.
pub(crate) fn join(out: &mut String, line: &str, kind: BlockKind) {
    let hyphenated = |text: &str| {
        let mut ends = text.chars().rev();
        ends.next() == Some('-') && ends.next().is_some_and(char::is_alphabetic)
    };
    if !out.is_empty() && !hyphenated(out) {
        out.push(' ');
    }
    if kind != BlockKind::TableRow {
        push_folded(out, line);
        return;
    }
    let columns = line.split("   ").map(fold).filter(|cell| !cell.is_empty());
    for (index, cell) in columns.enumerate() {
        if index > 0 {
            out.push('\t');
        }
        out.push_str(&cell);
    }
}

/// What sentences end with.
const STOPS: [char; 8] = [
    '.', '?', '!', '"', '\u{201d}', '\u{bb}', '\u{964}', '\u{3002}',
];

/// Longest line that is taken for a headline.
const HEADLINE_BYTES_MAX: usize = 160;

/// The headline of a text in no known format: a line by itself, which is no sentence, above a paragraph of sentences. It is
/// taken out of the paragraphs; in doubt there is none, and the line is text.
pub(crate) fn take_headline(text: &str, paragraphs: &mut Vec<Paragraph>) -> Option<String> {
    let (line, rest) = text.trim_start().split_once('\n')?;
    let below = rest.lines().next()?;
    let line = fold(line);
    let [first, second, ..] = paragraphs.as_slice() else {
        return None;
    };
    let alone = below.trim().is_empty() && first.kind == BlockKind::Text && first.text == line;
    let sentences = second.text.len() > line.len() && second.text.ends_with(STOPS);
    if !(alone && sentences) {
        return None;
    }
    let begins = line.chars().next().is_some_and(|c| !c.is_lowercase());
    let ends = line.chars().next_back().is_some_and(char::is_alphanumeric);
    let words = line.split(' ').count() > 1 && line.len() <= HEADLINE_BYTES_MAX;
    let stated = || signal_words::kills_as_line(&line) || signal_words::opens_with_embargo(&line);
    let headline = begins && ends && words && !stated();
    let dateline = || dateline_of(&line).is_some() || is_advisory(&line) || is_list_item(&line);
    (headline && !dateline()).then(|| paragraphs.remove(0).text)
}

/// What is known about an item when the lines around its story are looked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Surroundings<'t> {
    /// Notes that give the closing line.
    pub closing_lines: &'t [String],
    /// Names by which the agency signs (`dpa`).
    pub agency: Option<&'t str>,
}

/// Marks the advisories before a story and the closing initials behind it.
pub fn mark_surroundings(paragraphs: &mut [Paragraph], around: Surroundings<'_>) {
    let many = paragraphs.len() > 1;
    for paragraph in paragraphs.iter_mut() {
        if !(many && paragraph.kind == BlockKind::Text && is_advisory(&paragraph.text)) {
            break;
        }
        paragraph.kind = BlockKind::Advisory;
    }
    if let Some(last) = paragraphs.last_mut()
        && many
        && last.kind == BlockKind::Text
        && is_signature(&last.text, around)
    {
        last.kind = BlockKind::Signature;
    }
}

/// A line to the editors: in brackets from end to end, or opened by one of the trade's words.
fn is_advisory(text: &str) -> bool {
    let bracketed = |open, close| {
        text.strip_prefix(open)
            .and_then(|inner: &str| inner.strip_suffix(close))
            .is_some_and(|inner: &str| !inner.contains([open, close]))
    };
    bracketed('(', ')')
        || bracketed('[', ']')
        || [
            "Eds:",
            "EDS:",
            "Editors:",
            "ADVISORY",
            "Achtung Redaktionen",
        ]
        .iter()
        .any(|word| text.starts_with(word))
}

/// Closing initials: the closing line itself, the agency's name with short lower-case words, or `xx/yy`.
pub(crate) fn is_signature(text: &str, around: Surroundings<'_>) -> bool {
    if around.closing_lines.iter().any(|line| line == text) {
        return true;
    }
    if text.len() > 40 || text.contains(['.', ',', ':']) {
        return false;
    }
    let short = |word: &str| {
        (1..=6).contains(&word.len())
            && word
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'/')
    };
    let mut words = text.split(' ');
    let first = words.next().unwrap_or("");
    let signs = around
        .agency
        .is_some_and(|agency| agency.eq_ignore_ascii_case(first));
    if signs {
        let rest: Vec<&str> = words.collect();
        return !rest.is_empty() && rest.iter().all(|word| short(word));
    }
    let initials =
        |part: &str| (2..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_lowercase());
    words.next().is_none() && first.contains('/') && first.split('/').all(initials)
}

/// The dateline that opens a story, dash included: `Hamm (dpa) -`, `PARIS, May 3 (AGENCY) —`, or the agency alone,
/// `(Agency) -`.
#[must_use]
pub fn dateline_of(paragraph: &str) -> Option<&str> {
    let head = &paragraph[..paragraph.floor_char_boundary(100)];
    let open = if head.starts_with('(') {
        0
    } else {
        let mut brackets = memchr::memchr_iter(b'(', head.as_bytes());
        brackets.find(|&at| head[..at].ends_with(' '))?
    };
    let close = open + head[open..].find(')')?;
    let credit = &head[open + 1..close];
    let rest = &head[close + 1..];
    let dash = ["-", "--", "\u{2013}", "\u{2014}", "=", "_"]
        .iter()
        .filter(|dash| {
            let after = rest.trim_start().strip_prefix(**dash);
            after.is_some_and(|after| after.starts_with([' ', '\u{a0}']))
        })
        .max_by_key(|dash| dash.len())?;
    let place = head[..open].trim_end();
    let plausible = credit.len() <= 24 && starts_upper(if open == 0 { credit } else { place });
    if !plausible || place.contains(['.', ':', '?', '!', '"']) {
        return None;
    }
    if open == 0 && !credit.split(' ').all(starts_upper) {
        return None;
    }
    let end = close + 1 + rest.find(dash)? + dash.len();
    Some(&paragraph[..end])
}

fn starts_upper(text: &str) -> bool {
    text.chars().next().is_some_and(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Surroundings, dateline_of, fold, mark_surroundings, plain_paragraphs};
    use crate::chars::Mapped;
    use crate::{BlockKind, Paragraph};

    fn check_plain(text: &str, expected: &[(BlockKind, &str)]) {
        let found = plain_paragraphs(&Mapped::copy_of(text, 7));
        let pairs: Vec<(BlockKind, &str)> =
            found.iter().map(|p| (p.kind, p.text.as_str())).collect();
        assert_eq!(pairs, expected);
        for paragraph in &found {
            let part = &text[paragraph.span.start - 7..paragraph.span.end - 7];
            let again = plain_paragraphs(&Mapped::copy_of(part, 0));
            assert_eq!(again.len(), 1, "{part}");
            assert_eq!(again[0].text, paragraph.text);
        }
    }

    #[test]
    fn hard_wrapped_lines_are_joined_and_blank_lines_part_paragraphs() {
        check_plain(
            "The council met on\nMonday in the town-\nhall.\n\nIt rained.\n   Nobody came.\n",
            &[
                (
                    BlockKind::Text,
                    "The council met on Monday in the town-hall.",
                ),
                (BlockKind::Text, "It rained."),
                (BlockKind::Text, "Nobody came."),
            ],
        );
    }

    #[test]
    fn lines_that_no_margin_broke_are_not_joined() {
        let text = BlockKind::Text;
        check_plain(
            "2.90 Heron\n4.20 Little Tern, Pale Gull\n5.00 Dunlin\n7.00 Sanderling, Grey Plover, Knot\n9 Ruff\n",
            &[
                (text, "2.90 Heron"),
                (text, "4.20 Little Tern, Pale Gull"),
                (text, "5.00 Dunlin"),
                (text, "7.00 Sanderling, Grey Plover, Knot"),
                (text, "9 Ruff"),
            ],
        );
        check_plain(
            "The pier opens on Monday, the council of Vale\nsaid on Friday.\nIt had been shut for two years, as the town\nhad no money.\n",
            &[
                (
                    text,
                    "The pier opens on Monday, the council of Vale said on Friday.",
                ),
                (
                    text,
                    "It had been shut for two years, as the town had no money.",
                ),
            ],
        );
    }

    #[test]
    fn lines_that_all_begin_with_capitals_are_a_list() {
        let birds = [
            "Heron (VAL) 58",
            "Tern (ORL) 57",
            "Gull (VAL) 56",
            "Knot (SKE) 55",
            "Ruff (VAL) 54",
            "Smew (ORL) 53",
        ];
        let expected: Vec<(BlockKind, &str)> = birds.map(|bird| (BlockKind::Text, bird)).to_vec();
        check_plain(&birds.join("\n"), &expected);
        let capitals = birds.join("\n").to_uppercase();
        let joined = capitals.replace('\n', " ");
        check_plain(&capitals, &[(BlockKind::Text, &joined)]);
    }

    #[test]
    fn columns_are_table_rows_and_marked_lines_are_list_items() {
        check_plain(
            "Results\n\nOslo      3   1\nBergen    2   2\n- one point\n  for both\n- two\n",
            &[
                (BlockKind::Text, "Results"),
                (BlockKind::TableRow, "Oslo\t3\t1"),
                (BlockKind::TableRow, "Bergen\t2\t2"),
                (BlockKind::ListItem, "- one point for both"),
                (BlockKind::ListItem, "- two"),
            ],
        );
    }

    #[test]
    fn lines_too_long_to_be_wrapped_are_paragraphs_of_their_own() {
        let long = "word ".repeat(40);
        let text = format!("{long}\nShort one.\n{long}");
        let found = plain_paragraphs(&Mapped::copy_of(&text, 0));
        assert_eq!(found.len(), 3);
    }

    fn check_kinds(texts: &[&str], agency: Option<&str>, expected: &[BlockKind]) {
        let mut paragraphs: Vec<Paragraph> = texts
            .iter()
            .map(|text| Paragraph {
                text: (*text).to_owned(),
                ..Paragraph::default()
            })
            .collect();
        let closing_lines = ["abc 12".to_owned()];
        let around = Surroundings {
            closing_lines: &closing_lines,
            agency,
        };
        mark_surroundings(&mut paragraphs, around);
        let kinds: Vec<BlockKind> = paragraphs.iter().map(|p| p.kind).collect();
        assert_eq!(kinds, expected);
    }

    #[test]
    fn closing_initials_are_a_signature_and_a_last_sentence_is_not() {
        use BlockKind::{Signature, Text};
        check_kinds(
            &["A story.", "nna wsz jln npr"],
            Some("nna"),
            &[Text, Signature],
        );
        check_kinds(&["A story.", "abc 12"], None, &[Text, Signature]);
        check_kinds(&["A story.", "ab/cd"], None, &[Text, Signature]);
        check_kinds(&["A story.", "so it goes on"], Some("nna"), &[Text, Text]);
        check_kinds(&["nna wsz"], Some("nna"), &[Text]);
    }

    #[test]
    fn bracketed_lines_before_the_text_are_advisories() {
        use BlockKind::{Advisory, Text};
        check_kinds(
            &["(Corrects name in par 2)", "A story."],
            None,
            &[Advisory, Text],
        );
        check_kinds(
            &["(One) and (two) met.", "(They did.)"],
            None,
            &[Text, Text],
        );
    }

    #[test]
    fn a_dateline_ends_with_its_dash() {
        assert_eq!(dateline_of("Hamm (nna) - Two boys"), Some("Hamm (nna) -"));
        assert_eq!(
            dateline_of("PARIS, May 3 (AGENCY) \u{2014} The"),
            Some("PARIS, May 3 (AGENCY) \u{2014}")
        );
        assert_eq!(dateline_of("(Nna) - Two boys"), Some("(Nna) -"));
        assert_eq!(dateline_of("VALE (Nna) _ Two"), Some("VALE (Nna) _"));
        assert_eq!(dateline_of("(Nna Press) -- Two"), Some("(Nna Press) --"));
        assert_eq!(dateline_of("(Updates with quote) - Two boys"), None);
        assert_eq!(dateline_of("(nna) - two boys"), None);
        assert_eq!(dateline_of("(Nna) Two boys - and a girl"), None);
        assert_eq!(dateline_of("The party (left) won - again"), None);
        assert_eq!(dateline_of("Nothing here."), None);
    }

    #[test]
    fn folding_keeps_other_spaces() {
        assert_eq!(fold("  a \n b\u{a0}c\u{2009}d "), "a b\u{a0}c\u{2009}d");
    }

    proptest! {
        #[test]
        fn folding_joins_the_words_by_single_spaces(text in "[ab \\n\\t\\r\\x0b\\x0c\\x01é]{0,40}") {
            let words: Vec<&str> = text.split_ascii_whitespace().collect();
            prop_assert_eq!(fold(&text), words.join(" "));
        }
    }
}
