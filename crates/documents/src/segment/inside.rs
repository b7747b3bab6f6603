//! What stands inside an article: its title, numbered or counted paragraphs, points and points of points. The same
//! chain of numbers as for articles; a reference to a point is never one.

use copydesk_text::Span;

use super::chain::{Rung, Strength, heaviest};
use super::line::{Line, after_marks, ends_sentence, is_blank, is_capitals, lines};
use super::{Segment, SegmentKind};
use crate::Number;
use crate::number::{chinese, push_decimal, roman};

/// Longest title.
const TITLE_BYTES_MAX: usize = 200;
/// Longest title that is not written in capitals.
const TITLE_WORDS_MAX: usize = 12;
/// Deepest points: (a), (i), (A).
const LEVELS: u8 = 3;

/// Most markers tried as the first of a list.
const LISTS_TRIED_MAX: usize = 16;

/// What a body is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Body {
    Article,
    Preamble,
    Plain,
}

/// How a marker is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fence {
    /// `1.`
    Stop,
    /// `1)`
    Close,
    /// `(1)`
    Both,
    /// `一、`
    Comma,
}

/// What a marker counts with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Script {
    Digit,
    Lower,
    Upper,
    LowerRoman,
    UpperRoman,
    Chinese,
}

/// A marker of a paragraph or point.
#[derive(Clone, Copy, Debug)]
struct Mark {
    /// First byte of the segment that it opens.
    start: usize,
    label: Span,
    fence: Fence,
    /// Digits or letters between the fences.
    core: (usize, usize),
    at_line: bool,
    strength: Strength,
}

/// The title that an article or chapter begins with, looked for from the end of its label on.
pub(crate) fn title_of(text: &str, within: Span) -> Option<Span> {
    let mut rows = lines(text, within);
    let first = rows.next()?;
    let after = after_marks(first.text(text));
    let after = after.strip_prefix(']').map_or(after, after_marks);
    let rest = after.trim_end_matches(['*', '_', ' ']);
    let bracketed =
        rest.starts_with(['(', '【', '（', '[']) && rest.ends_with([')', '】', '）', ']']);
    if !rest.is_empty() {
        let start = first.end - after.len();
        let span = Span::new(start, start + rest.len());
        let mut follows = rows.filter(|line| !line.is_blank());
        let body = follows.next().is_some();
        return (body && (bracketed || is_title(rest))).then_some(span);
    }
    let mut rows = rows.skip_while(|line| line.is_blank());
    let line = rows.next()?;
    let words = line.text(text);
    let next = rows.next();
    let title = is_title(words)
        && !begins_with_marker(words)
        && next.is_some_and(|next| !goes_on(text, next));
    title.then(|| line.span())
}

/// Whether a line goes on with the sentence of the one before.
fn goes_on(text: &str, line: Line) -> bool {
    line.text(text).starts_with(char::is_lowercase)
}

/// Few words, no sentence.
fn is_title(words: &str) -> bool {
    if words.len() > TITLE_BYTES_MAX || ends_sentence(words) || words.ends_with(',') {
        return false;
    }
    let first = words.chars().next();
    if first.is_some_and(char::is_lowercase) || is_capitals(words) {
        return is_capitals(words);
    }
    if first.is_some_and(|first| !first.is_ascii() && !first.is_alphabetic()) {
        return false;
    }
    let (mut all, mut long, mut capital) = (0, 0, 0);
    for word in words.split_whitespace() {
        if matches!(word, "shall" | "may" | "must" | "podrá" | "deberá" | "doit") {
            return false;
        }
        all += 1;
        if word.len() > 3 {
            long += 1;
            capital += usize::from(word.starts_with(char::is_uppercase));
        }
    }
    all <= TITLE_WORDS_MAX || capital * 5 >= long * 3
}

/// Whether words begin with "1.", "(a)".
pub(crate) fn begins_with_marker(words: &str) -> bool {
    mark_at(words, 0).is_some()
}

/// The number of a label that is a marker and nothing else.
pub(crate) fn marker_number(label: &str) -> Option<Number> {
    let mark = mark_at(label, 0).filter(|mark| mark.label.end == label.len())?;
    number_of(label, mark, script_of(label, mark))
}

/// Adds the paragraphs and points of a body as children of `parent`.
pub(crate) fn fill(
    text: &str,
    body: Span,
    parent: Option<usize>,
    kind: Body,
    out: &mut Vec<Segment>,
) {
    let start = first_line(text, body);
    let body = Span::new(start, body.end);
    if text[body.start..body.end].trim_ascii().is_empty() {
        return;
    }
    let marks = marks(text, body);
    let numbered = if kind == Body::Preamble {
        Vec::new()
    } else {
        paragraphs(text, &marks, body)
    };
    let mut filling = Filling {
        text,
        marks: &marks,
        out,
        parent,
    };
    if numbered.is_empty() {
        filling.counted(body, kind);
    } else {
        filling.numbered(&numbered, body);
    }
}

/// Where the words after a heading begin: the next line, or the place in this one if the heading runs into the text.
fn first_line(text: &str, body: Span) -> usize {
    let bytes = &text.as_bytes()[body.start..body.end];
    let skipped = bytes
        .iter()
        .position(|byte| !matches!(byte, b' ' | b'\t' | b'.' | b':' | b'\r' | b'-'))
        .unwrap_or(bytes.len());
    if bytes.get(skipped) == Some(&b'\n') {
        body.start + skipped + 1
    } else {
        body.start
    }
}

struct Filling<'a, 'o> {
    text: &'a str,
    marks: &'a [Mark],
    out: &'o mut Vec<Segment>,
    parent: Option<usize>,
}

impl Filling<'_, '_> {
    fn push(
        &mut self,
        kind: SegmentKind,
        number: Option<Number>,
        label: Option<Span>,
        span: Span,
        id: String,
    ) -> usize {
        self.out.push(Segment {
            id,
            kind,
            number,
            label,
            heading: None,
            span,
            parent: self.parent,
        });
        self.out.len() - 1
    }

    fn id(&self, parent: Option<usize>, prefix: &str) -> String {
        let mut id = String::with_capacity(40);
        if let Some(parent) = parent {
            id.push_str(&self.out[parent].id);
            id.push_str("__");
        }
        id.push_str(prefix);
        id
    }

    fn numbered(&mut self, chain: &[usize], body: Span) {
        for (index, &at) in chain.iter().enumerate() {
            let mark = self.marks[at];
            let number = number_of(self.text, mark, script_of(self.text, mark));
            let next = chain.get(index + 1).map(|&next| self.marks[next].start);
            let span = Span::new(mark.start, next.unwrap_or(body.end));
            let mut id = self.id(self.parent, "para_");
            if let Some(number) = number {
                number.push_id(&mut id);
            }
            let own = self.push(SegmentKind::Paragraph, number, Some(mark.label), span, id);
            self.points(own, Span::new(mark.label.end, span.end), 1);
        }
    }

    /// Paragraphs without numbers, counted; a line that begins with a point belongs to the paragraph before it.
    fn counted(&mut self, body: Span, kind: Body) {
        let mut starts = breaks(self.text, body, self.marks);
        if starts.is_empty() {
            return;
        }
        starts.push(body.end);
        let (mut paragraphs, mut recitals) = (0, 0);
        for pair in starts.windows(2) {
            let span = Span::new(pair[0], pair[1]);
            let recital =
                kind == Body::Preamble && is_recital(self.text[span.start..span.end].trim());
            let (segment_kind, prefix, count) = if recital {
                (SegmentKind::Recital, "rec_", &mut recitals)
            } else {
                (SegmentKind::Paragraph, "para_", &mut paragraphs)
            };
            *count += 1;
            let count = *count;
            let mut id = self.id(self.parent, prefix);
            push_decimal(&mut id, count);
            let number = Some(Number::of(count));
            let own = self.push(segment_kind, number, None, span, id);
            if kind != Body::Preamble {
                self.points(own, span, 1);
            }
        }
    }

    /// The points in a paragraph or point.
    fn points(&mut self, parent: usize, within: Span, level: u8) {
        let from = self
            .marks
            .partition_point(|mark| mark.label.start < within.start);
        let to = self
            .marks
            .partition_point(|mark| mark.label.start < within.end);
        if to - from < 2 {
            return;
        }
        let Some((script, chain)) = list(self.text, &self.marks[from..to]) else {
            return;
        };
        let outer = self.parent.replace(parent);
        for (index, &at) in chain.iter().enumerate() {
            let mark = self.marks[from + at];
            let next = chain
                .get(index + 1)
                .map(|&next| self.marks[from + next].start);
            let span = Span::new(mark.start, next.unwrap_or(within.end));
            let number = number_of(self.text, mark, script);
            let mut id = self.id(Some(parent), "point_");
            let core = &self.text[mark.core.0..mark.core.1];
            id.extend(core.chars().map(|letter| letter.to_ascii_lowercase()));
            let own = self.push(SegmentKind::Point, number, Some(mark.label), span, id);
            if level < LEVELS {
                self.points(own, Span::new(mark.label.end, span.end), level + 1);
            }
        }
        self.parent = outer;
    }
}

/// "Recognising …", "Having regard to …", "Determined to …": a reason.
fn is_recital(words: &str) -> bool {
    const PARTICIPLES: [&str; 20] = [
        "convinced",
        "determined",
        "resolved",
        "aware",
        "mindful",
        "conscious",
        "deeply",
        "inspired",
        "anxious",
        "eager",
        "whereas",
        "guided",
        "moved",
        "committed",
        "in",
        "deseosos",
        "considerando",
        "convencidos",
        "considérant",
        "désireux",
    ];
    let word = crate::number::leading_word(words);
    let lower = word.to_lowercase();
    let named = PARTICIPLES.contains(&lower.as_str()) && lower != "in";
    let participle = lower.len() > 5 && lower.ends_with("ing");
    (named || participle) && !words.ends_with('.')
}

/// Starts of the paragraphs of a body without numbers. A line opens one after a blank line, or after a line that ends
/// a sentence and that had room for its first word.
fn breaks(text: &str, body: Span, marks: &[Mark]) -> Vec<usize> {
    let rows: Vec<Line> = lines(text, body).collect();
    let widest = rows
        .iter()
        .map(|line| line.end - line.from)
        .max()
        .unwrap_or(0);
    let mut starts = Vec::new();
    let mut before: Option<Line> = None;
    let mut blank = false;
    let mut next_mark = 0;
    for line in rows {
        if line.is_blank() {
            blank = true;
            continue;
        }
        while marks
            .get(next_mark)
            .is_some_and(|mark| mark.label.start < line.from)
        {
            next_mark += 1;
        }
        let marked = marks
            .get(next_mark)
            .is_some_and(|mark| mark.label.start == line.from && mark.at_line);
        let opens = match before {
            None => true,
            Some(_) if marked => false,
            Some(_) if blank => true,
            Some(before) => opens_after(text, before, line, widest),
        };
        if opens {
            let start = if starts.is_empty() {
                body.start
            } else {
                line.start
            };
            starts.push(start);
        }
        before = Some(line);
        blank = false;
    }
    starts
}

fn opens_after(text: &str, before: Line, line: Line, widest: usize) -> bool {
    let words = line.text(text);
    if words.starts_with(char::is_lowercase) {
        return false;
    }
    let first_word = words.find(' ').unwrap_or(words.len());
    let had_room = before.end - before.from + 1 + first_word <= widest;
    had_room && ends_sentence(before.text(text))
}

/// All markers of a body: at the beginning of lines, and inside of them.
fn marks(text: &str, body: Span) -> Vec<Mark> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    for line in lines(text, body) {
        if line.is_blank() {
            continue;
        }
        let mut from = line.from;
        if let Some(mark) = mark_at(&text[..line.end], line.from) {
            from = mark.label.end;
            found.push(Mark {
                start: line.start,
                at_line: true,
                ..mark
            });
        }
        inline(
            text,
            bytes,
            Span::new(from, line.end),
            body.start,
            &mut found,
        );
    }
    found
}

/// Markers inside a line: `(a)` after a colon or semicolon, `2.` after the end of a sentence.
fn inline(text: &str, bytes: &[u8], line: Span, body_start: usize, found: &mut Vec<Mark>) {
    let rest = &bytes[line.start..line.end];
    let first_of_line = found.len();
    let digits_follow = found.last().is_some_and(|mark| mark.fence == Fence::Stop);
    for len in memchr::memchr_iter(b'(', rest) {
        let at = line.start + len;
        let Some(mark) = mark_at(&text[..line.end], at) else {
            continue;
        };
        if let Some(strength) = inline_strength(bytes, at, body_start) {
            found.push(Mark {
                start: at,
                at_line: false,
                strength,
                ..mark
            });
        }
    }
    if !digits_follow && rest.len() < 40 {
        return;
    }
    let first_number = found.len();
    for len in memchr::memchr_iter(b'.', rest) {
        let at = line.start + len;
        if let Some(mark) = inline_number(text, bytes, at, line) {
            found.push(mark);
        }
    }
    if found.len() > first_number {
        found[first_of_line..].sort_by_key(|mark| mark.label.start);
    }
}

/// `2.` with the end of a sentence and a blank before it, and a blank and a capital after it.
fn inline_number(text: &str, bytes: &[u8], stop: usize, line: Span) -> Option<Mark> {
    let next = bytes.get(stop + 1).copied()?;
    let digits = bytes[line.start..stop]
        .iter()
        .rev()
        .take(3)
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    if digits == 0 || digits > 2 || !matches!(next, b' ' | b'\t') {
        return None;
    }
    let from = stop - digits;
    let before = text[line.start..from].trim_end_matches([' ', '\t']);
    if before.len() == from - line.start || !(before.is_empty() || ends_sentence(before)) {
        return None;
    }
    let after = text[stop + 1..line.end].trim_start().chars().next()?;
    let fits = after.is_uppercase() || matches!(after, '(' | '"' | '“' | '[');
    fits.then_some(Mark {
        start: from,
        label: Span::new(from, stop + 1),
        fence: Fence::Stop,
        core: (from, stop),
        at_line: false,
        strength: Strength::Suspect,
    })
}

/// How sure a marker inside a line is; `None`: it follows a word that refers to points.
fn inline_strength(bytes: &[u8], at: usize, from: usize) -> Option<Strength> {
    let mut before = at;
    while before > from && (is_blank(bytes[before - 1]) || bytes[before - 1] == b'\n') {
        before -= 1;
    }
    let last = bytes[from..before].last()?;
    match last {
        b':' | b';' => return Some(Strength::Strong),
        b'.' | b')' => return Some(Strength::Suspect),
        b',' => return Some(Strength::Weak),
        0x94 if bytes[from..before].ends_with("—".as_bytes()) => return Some(Strength::Strong),
        _ => {}
    }
    let word_len = bytes[from..before]
        .iter()
        .rev()
        .take_while(|byte| byte.is_ascii_alphabetic())
        .count();
    let word = &bytes[before - word_len..before];
    if !(word.eq_ignore_ascii_case(b"and") || word.eq_ignore_ascii_case(b"or")) {
        return None;
    }
    let head = bytes[from..before - word_len].trim_ascii_end();
    match head.last() {
        Some(b';') => Some(Strength::Strong),
        Some(b',') => Some(Strength::Weak),
        _ => None,
    }
}

/// The marker at a byte of a text: `1.`, `1)`, `(1)`, `(a)`, `a)`, `(iv)`, `一、`, `（一）`.
fn mark_at(text: &str, at: usize) -> Option<Mark> {
    let bytes = text.as_bytes();
    let first = *bytes.get(at)?;
    if first >= 0x80 {
        return chinese_mark(text, at);
    }
    let open = usize::from(first == b'(');
    let from = at + open;
    let core = bytes[from..]
        .iter()
        .take(6)
        .take_while(|byte| byte.is_ascii_alphanumeric())
        .count();
    if core == 0 {
        return None;
    }
    let (to, close) = (from + core, *bytes.get(from + core)?);
    let fence = match (open, close) {
        (1, b')') => Fence::Both,
        (0, b')') => Fence::Close,
        (0, b'.') => Fence::Stop,
        _ => return None,
    };
    let next = bytes.get(to + 1).copied();
    let core_bytes = &bytes[from..to];
    let digits = core_bytes.iter().all(u8::is_ascii_digit);
    if !fits(core_bytes, digits) {
        return None;
    }
    if fence == Fence::Stop {
        let blank = next.is_none_or(|next| is_blank(next) || next == b'\n');
        let glued = digits && next.is_some_and(|next| next.is_ascii_uppercase());
        if !(blank || glued) || (!digits && core > 1) {
            return None;
        }
    }
    Some(Mark {
        start: at,
        label: Span::new(at, to + 1),
        fence,
        core: (from, to),
        at_line: false,
        strength: Strength::Strong,
    })
}

/// Up to three digits, one or two equal letters, or a roman numeral.
fn fits(core: &[u8], digits: bool) -> bool {
    if digits {
        return core.len() <= 3;
    }
    let letters = core.iter().all(u8::is_ascii_alphabetic);
    letters && (core.len() == 1 || (core.len() == 2 && core[0] == core[1]) || roman(core).is_some())
}

fn chinese_mark(text: &str, at: usize) -> Option<Mark> {
    let rest = text.get(at..)?;
    let (open, inner) = match rest.strip_prefix('（') {
        Some(inner) => ('（'.len_utf8(), inner),
        None => (0, rest),
    };
    let (_, len) = chinese(inner)?;
    let close = inner[len..].chars().next()?;
    let fence = match (open > 0, close) {
        (true, '）') => Fence::Both,
        (false, '、' | '．') => Fence::Comma,
        _ => return None,
    };
    let from = at + open;
    Some(Mark {
        start: at,
        label: Span::new(at, from + len + close.len_utf8()),
        fence,
        core: (from, from + len),
        at_line: false,
        strength: Strength::Strong,
    })
}

/// What a marker counts with, taken alone.
fn script_of(text: &str, mark: Mark) -> Script {
    match text.as_bytes()[mark.core.0] {
        b'0'..=b'9' => Script::Digit,
        b'A'..=b'Z' => Script::Upper,
        b'a'..=b'z' => Script::Lower,
        _ => Script::Chinese,
    }
}

fn number_of(text: &str, mark: Mark, script: Script) -> Option<Number> {
    let core = &text[mark.core.0..mark.core.1];
    let bytes = core.as_bytes();
    let lower = bytes[0].is_ascii_lowercase();
    let value = match script {
        Script::Digit => core.parse().ok().filter(|value| *value > 0)?,
        Script::Lower if lower => letter(bytes)?,
        Script::Upper if !lower => letter(bytes)?,
        Script::LowerRoman if lower => roman(bytes)?,
        Script::UpperRoman if !lower => roman(bytes)?,
        Script::Chinese => chinese(core)?.0,
        _ => return None,
    };
    Some(Number::of(value))
}

/// a is 1, aa is 27.
fn letter(bytes: &[u8]) -> Option<u32> {
    let value = u32::from(bytes[0].to_ascii_lowercase().checked_sub(b'a')?) + 1;
    match bytes {
        [one] if one.is_ascii_alphabetic() => Some(value),
        [one, two] if one == two && one.is_ascii_alphabetic() => Some(value + 26),
        _ => None,
    }
}

/// The chain of numbered paragraphs among the markers at the beginning of lines and after sentences.
fn paragraphs(text: &str, marks: &[Mark], body: Span) -> Vec<usize> {
    let opening = |fence: Fence, script: Script| {
        marks.iter().position(|mark| {
            mark.at_line && mark.fence == fence && script_of(text, *mark) == script
        })
    };
    const FORMS: [(Fence, Script); 5] = [
        (Fence::Stop, Script::Digit),
        (Fence::Both, Script::Digit),
        (Fence::Close, Script::Digit),
        (Fence::Comma, Script::Chinese),
        (Fence::Both, Script::Chinese),
    ];
    let found = FORMS
        .iter()
        .filter_map(|&(fence, script)| Some((opening(fence, script)?, fence, script)))
        .min_by_key(|form| form.0);
    let Some((first, fence, script)) = found else {
        return Vec::new();
    };
    // Points that a paragraph without a number opens: "(1)" under "For the purposes of this Article:".
    let lead = text[body.start..marks[first].start].trim();
    if fence != Fence::Stop && lead.ends_with([':', '：']) {
        return Vec::new();
    }
    let chain = chain_of(text, marks, |mark| mark.fence == fence, script);
    let starts_at_one = chain
        .first()
        .and_then(|&at| number_of(text, marks[at], script))
        .is_some_and(Number::is_first);
    if (chain.len() >= 2 && starts_at_one) || (chain.len() == 1 && starts_at_one && lead.is_empty())
    {
        return chain;
    }
    Vec::new()
}

/// The list that the first marker with the number one opens.
fn list(text: &str, marks: &[Mark]) -> Option<(Script, Vec<usize>)> {
    let mut tried = 0;
    for (at, mark) in marks.iter().enumerate() {
        if mark.strength == Strength::Weak && at > 0 {
            continue;
        }
        if tried == LISTS_TRIED_MAX {
            break;
        }
        let script = match &text[mark.core.0..mark.core.1] {
            "a" => Script::Lower,
            "A" => Script::Upper,
            "i" => Script::LowerRoman,
            "I" => Script::UpperRoman,
            "1" => Script::Digit,
            "一" => Script::Chinese,
            _ => continue,
        };
        tried += 1;
        let fence = mark.fence;
        let chain: Vec<usize> = chain_of(text, &marks[at..], |mark| mark.fence == fence, script)
            .into_iter()
            .map(|index| index + at)
            .collect();
        if chain.len() >= 2 && chain[0] == at {
            return Some((script, chain));
        }
    }
    None
}

fn chain_of(
    text: &str,
    marks: &[Mark],
    takes: impl Fn(&Mark) -> bool,
    script: Script,
) -> Vec<usize> {
    let mut rungs = Vec::new();
    let mut places = Vec::new();
    for (at, mark) in marks.iter().enumerate() {
        if !takes(mark) || (script == Script::Lower && opens_roman(text, marks, at)) {
            continue;
        }
        let Some(number) = number_of(text, *mark, script) else {
            continue;
        };
        places.push(at);
        rungs.push(Rung {
            number,
            strength: mark.strength,
            after_break: false,
        });
    }
    heaviest(&rungs)
        .into_iter()
        .map(|index| places[index])
        .collect()
}

/// Whether `(i)` is a roman one: the next marker of its form is `(ii)`.
fn opens_roman(text: &str, marks: &[Mark], at: usize) -> bool {
    let core = |mark: &Mark| &text[mark.core.0..mark.core.1];
    let fence = marks[at].fence;
    core(&marks[at]) == "i"
        && marks[at + 1..]
            .iter()
            .find(|mark| mark.fence == fence)
            .is_some_and(|next| core(next) == "ii")
}
