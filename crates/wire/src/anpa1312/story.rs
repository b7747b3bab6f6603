//! The text of a telegram: the line that says what it is, the block before the story, the story's paragraphs and tables.
//! `^` begins a line and `<` or `=` ends one; TAB begins a paragraph; BS begins a row of a table. A line without any of
//! them is still text. Every word ends in a line of the head or in a paragraph.

use super::version;
use crate::chars::Mapped;
use crate::text::{fold, is_list_item, is_table_row, join, push_paragraph};
use crate::{BlockKind, Paragraph, Span, signal_words, telegraph};

/// Marks that stay in the cleaned text: BS before a row of a table, DLE behind it and within its cells.
pub(super) const MARKS: [char; 2] = ['\u{8}', '\u{10}'];

/// Words of the lines behind a byline that say who its people are.
const WHO: [&str; 9] = [
    "Press",
    "News",
    "Writer",
    "Writers",
    "Correspondent",
    "Editor",
    "Reporter",
    "Agency",
    "Service",
];

/// Most lines between first line and story; what follows is story.
const HEAD_LINES_MAX: usize = 60;

/// How a line begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Start {
    /// `^`.
    Mark,
    /// TAB, or three spaces.
    Paragraph,
    /// BS.
    Row,
    Bare,
}

/// How a line ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// `<`.
    Quad,
    /// `=`.
    Heading,
    Open,
}

/// A line without its marks, and where it stands in the cleaned text.
#[derive(Clone, Copy, Debug)]
struct Line<'t> {
    words: &'t str,
    at: Span,
    start: Start,
    end: End,
}

impl Line<'_> {
    /// The end of a paragraph in its place.
    fn blank(&self) -> Self {
        Self {
            words: "",
            at: Span::new(self.at.start, self.at.start),
            ..*self
        }
    }
}

/// The first line of a text: `BC-US--Pier, 1st Ld-Writethru,466`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Title {
    pub keyword: String,
    pub version: Option<String>,
}

/// What a text is made of.
#[derive(Clone, Debug, Default)]
pub(super) struct Story {
    pub title: Option<Title>,
    /// `*9006` before the first line.
    pub codes: Vec<String>,
    pub headline: Option<String>,
    pub byline: Option<String>,
    /// Lines to editors with their role.
    pub notes: Vec<(&'static str, String)>,
    /// Lines between headline and byline that are no heading.
    pub summary: Vec<Paragraph>,
    pub paragraphs: Vec<Paragraph>,
}

/// Reads a cleaned text. `keyword` is that of the header.
pub(super) fn read(text: &Mapped<'_>, keyword: Option<&str>) -> Story {
    let lines = lines(&text.text);
    let mut story = Story::default();
    let mut lines = lines.as_slice();
    while let Some((first, rest)) = lines.split_first() {
        if first.words.is_empty() {
            lines = rest;
            continue;
        }
        if let Some(code) = first.words.strip_prefix('*').filter(|code| is_number(code)) {
            story.codes.push(code.to_owned());
            lines = rest;
            continue;
        }
        if first.start != Start::Paragraph && first.start != Start::Row {
            story.title = title(first.words, keyword);
        }
        if story.title.is_some() {
            lines = rest;
        }
        break;
    }
    let mut head = Head {
        text,
        story,
        kept: Vec::new(),
        open: false,
    };
    let read = head.read(lines);
    let mut body = Body::new(text);
    for part in [head.kept.as_slice(), &lines[read..]] {
        part.iter().for_each(|line| body.line(line));
        body.flush();
    }
    let mut story = head.story;
    story.paragraphs = body.done;
    story
}

/// Most lines of a text that are told apart; the rest are one.
const LINES_MAX: usize = 300_000;

/// The lines of a text; one also ends where `<` is followed by `^`.
fn lines(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut start = 0;
    for whole in text.split_inclusive('\n') {
        if lines.len() >= LINES_MAX {
            lines.push(line(&text[start..], start));
            break;
        }
        let mut from = 0;
        while let Some(end) = inner_end(&whole[from..]) {
            lines.push(line(&whole[from..from + end], start + from));
            from += end;
        }
        lines.push(line(&whole[from..], start + from));
        start += whole.len();
    }
    lines
}

/// Behind the `<` of `< ^`.
fn inner_end(line: &str) -> Option<usize> {
    let mut ends = line.match_indices('<').map(|(at, _)| at + 1);
    ends.find(|&end| line[end..].trim_start_matches(' ').starts_with('^'))
}

fn line(whole: &str, from: usize) -> Line<'_> {
    let white = |c: char| c.is_ascii_whitespace() || c == MARKS[1];
    let inner = whole.trim_start_matches(white);
    let indent = &whole[..whole.len() - inner.len()];
    let (mut start, mut inner) = match inner.chars().next() {
        Some(c) if c == MARKS[0] => (Start::Row, inner[1..].trim_start_matches(white)),
        _ if indent.contains('\t') || indent.contains("   ") => (Start::Paragraph, inner),
        _ => (Start::Bare, inner),
    };
    if let Some(rest) = inner.strip_prefix('^') {
        inner = rest.trim_start_matches(white);
        if start == Start::Bare {
            start = Start::Mark;
        }
    }
    let begin = from + (whole.len() - inner.len());
    let words = inner.trim_end_matches(white);
    let (words, end) = match words.as_bytes().last() {
        Some(b'<') => (&words[..words.len() - 1], End::Quad),
        Some(b'=') if start != Start::Bare => (&words[..words.len() - 1], End::Heading),
        _ => (words, End::Open),
    };
    let words = words.trim_end_matches(white);
    Line {
        words,
        at: Span::new(begin, begin + words.len()),
        start,
        end,
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The first line repeats the header's keyword in full, or ends with a number of words.
fn title(line: &str, keyword: Option<&str>) -> Option<Title> {
    let line = fold(line);
    let (rest, counted) = match line.rsplit_once(',') {
        Some((rest, words)) if is_number(words.trim()) => (rest, true),
        _ => (line.as_str(), false),
    };
    let letters = |text: &str| -> String {
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_uppercase).collect()
    };
    let cut = keyword.map(letters).filter(|cut| !cut.is_empty());
    let repeats = cut.is_some_and(|cut| letters(rest).starts_with(&cut));
    (repeats || counted).then(|| {
        let split = rest.rsplit_once(',');
        let split = split.filter(|(_, version)| version::read(version.trim()).is_some());
        match split {
            Some((keyword, version)) => Title {
                keyword: keyword.trim().to_owned(),
                version: Some(version.trim().to_owned()),
            },
            None => Title {
                keyword: rest.trim().to_owned(),
                version: None,
            },
        }
    })
}

/// The block between first line and story.
struct Head<'h, 'm, 't> {
    text: &'h Mapped<'m>,
    story: Story,
    /// Lines that belong to the story although the head goes on behind them.
    kept: Vec<Line<'t>>,
    /// Whether a line of text came before.
    open: bool,
}

impl<'t> Head<'_, '_, 't> {
    /// Reads the head; gives the number of lines that it took.
    fn read(&mut self, lines: &[Line<'t>]) -> usize {
        let mut open: Vec<Line<'t>> = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            let words = line.words;
            let starts_story = matches!(line.start, Start::Paragraph | Start::Row);
            if words.is_empty() {
                open.push(*line);
                continue;
            }
            if starts_story || at >= HEAD_LINES_MAX {
                self.kept = open;
                return at;
            }
            if let Some(role) = note_role(words) {
                self.story.notes.push((role, fold(words)));
                open.push(line.blank());
            } else if is_byline(words) {
                self.story.byline = Some(fold(words));
                self.close(open);
                return at + 1 + self.credits(&lines[at + 1..]);
            } else if self.takes_headline(line) {
                self.story.headline = Some(fold(words));
            } else {
                open.push(*line);
                self.open = true;
            }
        }
        // no story begins: what is left is the story
        self.kept = open;
        lines.len()
    }

    /// The first marked line that is ended, before any line of text.
    fn takes_headline(&self, line: &Line<'_>) -> bool {
        self.story.headline.is_none() && line.end != End::Open && !self.open
    }

    /// A byline follows: headings before it belong to the story, other lines sum it up.
    fn close(&mut self, open: Vec<Line<'t>>) {
        let (headings, summary): (Vec<_>, Vec<_>) =
            open.into_iter().partition(|line| line.end == End::Heading);
        self.kept = headings;
        self.story.summary = summary
            .iter()
            .filter(|line| !line.words.is_empty())
            .map(|line| paragraph(self.text, &[line.at], BlockKind::Text))
            .collect();
    }

    /// Lines behind a byline that say who its people are: `Associated Press=`, `AP Sports Writer=`.
    fn credits(&mut self, lines: &[Line<'t>]) -> usize {
        let mut taken = 0;
        for line in lines.iter().take(2) {
            let byline = self.story.byline.as_deref().unwrap_or_default();
            let who = || line.words.split([' ', ',']).any(|word| WHO.contains(&word));
            let credit = line.start == Start::Mark && line.end == End::Heading && who();
            if !credit || byline.starts_with("By The ") || byline.starts_with("By the ") {
                break;
            }
            self.story.byline = Some(format!("{byline}, {}", fold(line.words)));
            taken += 1;
        }
        taken
    }
}

/// The role of a line that speaks to editors.
fn note_role(line: &str) -> Option<&'static str> {
    let bare = line.trim_start_matches(['(', '[']);
    let begins = |words: &[&str]| words.iter().any(|word| bare.starts_with(word));
    let bracketed = line.starts_with(['(', '[']) && line.ends_with([')', ']']);
    let alone =
        line.chars().count() <= 40 && signal_words::in_note(line).contains(&crate::Signal::Kill);
    if names_media(bare) {
        Some("media")
    } else if begins(&["EDITOR'S NOTE", "EDITORS' NOTE", "Editor's note"]) {
        Some("editors_note")
    } else if begins(&[
        "Eds:",
        "EDS:",
        "Editors:",
        "EDITORS:",
        "ADVISORY",
        "APNewsAlert",
    ]) || bracketed
        || alone
        || signal_words::states_embargo(line)
        || telegraph::is_flag(line)
    {
        Some("advisory")
    } else {
        None
    }
}

/// `AP Photo XNP101`: the agency's name in capitals, then what is sent beside the text.
fn names_media(line: &str) -> bool {
    let mut words = line.split([' ', ':']);
    let agency = words.next().unwrap_or("");
    let capitals = agency.len() >= 2 && agency.bytes().all(|byte| byte.is_ascii_uppercase());
    let kinds = ["Photo", "Photos", "Graphic", "Graphics", "Video", "Audio"];
    capitals && words.next().is_some_and(|kind| kinds.contains(&kind))
}

fn is_byline(line: &str) -> bool {
    let name = line
        .strip_prefix("By ")
        .or_else(|| line.strip_prefix("BY "));
    let short = line.len() <= 160;
    short && name.is_some_and(|name| name.starts_with(char::is_uppercase))
}

fn paragraph(text: &Mapped<'_>, lines: &[Span], kind: BlockKind) -> Paragraph {
    let mut said = String::new();
    for line in lines {
        join(&mut said, &text.text[line.start..line.end], kind);
    }
    let whole = match (lines.first(), lines.last()) {
        (Some(first), Some(last)) => Span::new(first.start, last.end),
        _ => Span::new(0, 0),
    };
    Paragraph {
        kind,
        text: said,
        span: text.span(whole),
    }
}

/// The story's paragraphs under construction.
struct Body<'b, 'm> {
    text: &'b Mapped<'m>,
    open: Vec<Span>,
    kind: BlockKind,
    done: Vec<Paragraph>,
}

impl<'b, 'm> Body<'b, 'm> {
    fn new(text: &'b Mapped<'m>) -> Self {
        Self {
            text,
            open: Vec::new(),
            kind: BlockKind::Text,
            done: Vec::new(),
        }
    }

    fn line(&mut self, line: &Line<'_>) {
        if line.words.is_empty() {
            return self.flush();
        }
        if line.start == Start::Row {
            self.flush();
            return self.row(line);
        }
        let begins = line.start != Start::Bare || is_list_item(line.words);
        let table = is_table_row(line.words);
        if begins || table {
            self.flush();
        }
        let lettered = line.words.chars().any(char::is_alphanumeric);
        self.open.push(line.at);
        self.kind = match (self.kind, line.end) {
            _ if table => BlockKind::TableRow,
            _ if is_list_item(line.words) => BlockKind::ListItem,
            (BlockKind::Text, End::Heading) if lettered => BlockKind::Heading,
            (kind, _) => kind,
        };
        if table || line.end != End::Open || line.start == Start::Mark {
            self.flush();
        }
    }

    /// Cells are parted by `;`.
    fn row(&mut self, line: &Line<'_>) {
        let words = line.words.replace(MARKS, "");
        let cells: Vec<String> = words.split(';').map(fold).collect();
        let text = cells.join("\t").trim().to_owned();
        if text.is_empty() {
            return;
        }
        let row = Paragraph {
            kind: BlockKind::TableRow,
            text,
            span: self.text.span(line.at),
        };
        push_paragraph(&mut self.done, row);
    }

    fn flush(&mut self) {
        let kind = std::mem::take(&mut self.kind);
        let lines = std::mem::take(&mut self.open);
        let paragraph = paragraph(self.text, &lines, kind);
        if !paragraph.text.is_empty() {
            push_paragraph(&mut self.done, paragraph);
        }
    }
}
