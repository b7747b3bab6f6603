//! Text and HTML fragments to paragraphs (`wire.md` 4). Lenient: unclosed, misnested and unknown elements all give
//! text. Never sanitises, never loses a character outside `script` and `style`, never recurses.

use super::mapped::Mapped;
use crate::{BlockKind, Paragraph, Span};

/// How a text is marked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Markup {
    /// Lines.
    Plain,
    /// HTML or something like it.
    Html,
}

impl Markup {
    /// From the media type; text typed as plain, or not typed, may hold mark-up: the text itself decides.
    pub fn of(media_type: Option<&str>, text: &str) -> Self {
        let marked = media_type.is_some_and(|kind| {
            let kind = kind.to_ascii_lowercase();
            kind.contains("html") || kind.contains("xml")
        });
        if marked || looks_marked_up(text) {
            Self::Html
        } else {
            Self::Plain
        }
    }
}

fn looks_marked_up(text: &str) -> bool {
    ["<p>", "<p ", "<br", "</p>", "<div", "</h"]
        .iter()
        .any(|tag| text.contains(tag))
}

/// The paragraphs of a text.
pub(crate) fn paragraphs(text: &Mapped, markup: Markup) -> Vec<Paragraph> {
    match markup {
        Markup::Html => html(text),
        Markup::Plain => plain(text),
    }
}

// ---- lines ----

/// Longer lines are not hard-wrapped: there each line is a paragraph.
const WRAPPED_MAX: usize = 100;

/// Paragraphs of plain lines: blank lines part them, wrapped lines are joined.
fn plain(mapped: &Mapped) -> Vec<Paragraph> {
    let text = mapped.text();
    let mut writer = Writer::new(mapped);
    let wrapped = !text.lines().any(|line| line.chars().count() > WRAPPED_MAX);
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let span = Span::new(start, start + line.len());
        start = span.end;
        let words = line.trim();
        if words.is_empty() {
            writer.end();
            continue;
        }
        let kind = line_kind(words);
        if kind != BlockKind::Text || !wrapped {
            writer.end();
        }
        writer.kind = kind;
        writer.line(line, span.start);
        if kind != BlockKind::Text || !wrapped {
            writer.end();
        }
    }
    writer.end();
    writer.paragraphs
}

fn line_kind(line: &str) -> BlockKind {
    if ["- ", "* ", "+ "].iter().any(|mark| line.starts_with(mark)) {
        BlockKind::ListItem
    } else if line.contains('|') || line.contains("   ") {
        BlockKind::TableRow
    } else {
        BlockKind::Text
    }
}

// ---- paragraphs in the making ----

/// Collects characters into paragraphs, folding white space.
struct Writer<'m> {
    mapped: &'m Mapped,
    paragraphs: Vec<Paragraph>,
    text: String,
    span: Option<Span>,
    space: bool,
    breaks: usize,
    kind: BlockKind,
}

impl<'m> Writer<'m> {
    fn new(mapped: &'m Mapped) -> Self {
        Self {
            mapped,
            paragraphs: Vec::new(),
            text: String::new(),
            span: None,
            space: false,
            breaks: 0,
            kind: BlockKind::Text,
        }
    }

    /// One character that stands at `place`.
    fn letter(&mut self, letter: char, place: Span) {
        if matches!(letter, ' ' | '\t' | '\n' | '\r' | '\u{c}') {
            self.space = true;
            return;
        }
        match self.breaks {
            0 => {}
            1 if !self.text.is_empty() => {
                self.text.push('\n');
                self.space = false;
            }
            _ => self.end(),
        }
        self.breaks = 0;
        if self.space && !self.text.is_empty() && !self.text.ends_with(['\t', '\n']) {
            self.text.push(' ');
        }
        self.space = false;
        self.text.push(letter);
        let start = self.span.map_or(place.start, |span| span.start);
        self.span = Some(Span::new(start, place.end));
    }

    /// A character that is kept even where white space folds.
    fn preformatted(&mut self, letter: char, place: Span) {
        match letter {
            '\r' => {}
            _ => {
                self.text.push(letter);
                let start = self.span.map_or(place.start, |span| span.start);
                self.span = Some(Span::new(start, place.end));
            }
        }
    }

    /// A line of plain text, joined to the one before.
    fn line(&mut self, line: &str, start: usize) {
        let hyphen = self.text.ends_with('-') && {
            let before = self.text.trim_end_matches('-').chars().next_back();
            before.is_some_and(char::is_alphabetic)
        };
        self.space = !hyphen;
        for (at, letter) in line.trim_end().char_indices() {
            let place = Span::new(start + at, start + at + letter.len_utf8());
            if !(hyphen && letter.is_whitespace() && self.space) {
                self.letter(letter, place);
            }
        }
    }

    fn tab(&mut self) {
        if !self.text.is_empty() {
            self.text.push('\t');
        }
        self.space = false;
    }

    /// Ends the paragraph; an empty one is not emitted.
    fn end(&mut self) {
        self.space = false;
        self.breaks = 0;
        let text = std::mem::take(&mut self.text);
        let span = self.span.take().unwrap_or_default();
        let trimmed = text.trim_matches([' ', '\t', '\n']);
        if !trimmed.is_empty() {
            self.paragraphs.push(Paragraph {
                kind: self.kind,
                text: trimmed.to_owned(),
                span: self.mapped.raw_span(span),
            });
        }
    }
}

// ---- HTML ----

const OPEN_MAX: usize = 256;

/// Elements that begin and end paragraphs.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "body.content",
    "body.head",
    "bq",
    "caption",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hl1",
    "hl2",
    "hr",
    "html",
    "li",
    "main",
    "media-caption",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "title",
    "tr",
    "ul",
];

fn html(mapped: &Mapped) -> Vec<Paragraph> {
    let mut reader = Html {
        text: mapped.text(),
        at: 0,
        open: Vec::new(),
        writer: Writer::new(mapped),
    };
    reader.run();
    reader.writer.paragraphs
}

struct Html<'m> {
    text: &'m str,
    at: usize,
    open: Vec<String>,
    writer: Writer<'m>,
}

impl Html<'_> {
    fn run(&mut self) {
        while let Some(letter) = self.text[self.at..].chars().next() {
            match letter {
                '<' if self.tag() => {}
                '&' if self.reference() => {}
                _ => self.letter(letter, self.at + letter.len_utf8()),
            }
        }
        self.end_paragraph();
    }

    fn letter(&mut self, letter: char, end: usize) {
        let place = Span::new(self.at, end);
        self.at = end;
        if self.is_open("pre") {
            self.writer.preformatted(letter, place);
        } else {
            self.writer.letter(letter, place);
        }
    }

    fn is_open(&self, name: &str) -> bool {
        self.open.iter().any(|open| open == name)
    }

    /// Reads mark-up at `<`; false if it is only a sign.
    fn tag(&mut self) -> bool {
        let rest = &self.text[self.at..];
        if rest.starts_with("<!--") {
            self.skip_past("-->");
            return true;
        }
        if rest.starts_with("<![CDATA[") {
            self.at += "<![CDATA[".len();
            return true;
        }
        let Some(next) = rest[1..].chars().next() else {
            return false;
        };
        if next == '!' || next == '?' {
            self.skip_past(">");
            return true;
        }
        if next != '/' && !next.is_ascii_alphabetic() {
            return false;
        }
        let end = tag_end(rest);
        let inside = rest[1..end].trim_end_matches('>');
        self.at += end;
        match inside.strip_prefix('/') {
            Some(name) => self.close(&tag_name(name)),
            None => self.begin(&tag_name(inside)),
        }
        true
    }

    fn skip_past(&mut self, mark: &str) {
        let found = self.text[self.at..].find(mark);
        self.at = found.map_or(self.text.len(), |found| self.at + found + mark.len());
    }

    fn begin(&mut self, name: &str) {
        match name {
            "br" if self.is_open("tr") => self.writer.space = true,
            "br" => self.writer.breaks += 1,
            "script" | "style" => self.skip_element(name),
            "td" | "th" => self.writer.tab(),
            _ if BLOCKS.contains(&name) => self.begin_block(name),
            _ => {}
        }
    }

    /// Inside a table row blocks only part words.
    fn begin_block(&mut self, name: &str) {
        let in_row = self.is_open("tr") && !matches!(name, "tr" | "table");
        if in_row {
            self.writer.space = true;
            return;
        }
        self.end_paragraph();
        match name {
            "hr" => return,
            "p" => self.pop("p"),
            "li" => self.pop_within("li", &["ul", "ol"]),
            "tr" => self.pop_within("tr", &["table"]),
            _ => self.pop("p"),
        }
        if self.open.len() < OPEN_MAX {
            self.open.push(name.to_owned());
        }
    }

    fn close(&mut self, name: &str) {
        if name == "p" && !self.is_open("p") {
            self.end_paragraph();
        }
        if !BLOCKS.contains(&name) {
            return;
        }
        let in_row = self.is_open("tr") && !matches!(name, "tr" | "table" | "tbody" | "thead");
        if in_row {
            self.writer.space = true;
            return;
        }
        self.end_paragraph();
        if let Some(depth) = self.open.iter().rposition(|open| open == name) {
            self.open.truncate(depth);
        }
    }

    fn end_paragraph(&mut self) {
        self.writer.kind = self.kind();
        self.writer.end();
    }

    fn pop(&mut self, name: &str) {
        if self.open.last().is_some_and(|open| open == name) {
            self.open.pop();
        }
    }

    /// Closes an open `name` unless one of `walls` stands between.
    fn pop_within(&mut self, name: &str, walls: &[&str]) {
        self.pop("p");
        let depth = self.open.iter().rposition(|open| open == name);
        let wall = self
            .open
            .iter()
            .rposition(|open| walls.contains(&open.as_str()));
        if let Some(depth) = depth.filter(|depth| wall.is_none_or(|wall| wall < *depth)) {
            self.open.truncate(depth);
        }
    }

    fn kind(&self) -> BlockKind {
        let mut open = self.open.iter().rev();
        open.find_map(|name| match name.as_str() {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "hl1" | "hl2" => Some(BlockKind::Heading),
            "li" => Some(BlockKind::ListItem),
            "blockquote" | "bq" => Some(BlockKind::Quote),
            "caption" | "figcaption" | "media-caption" => Some(BlockKind::Caption),
            "tr" => Some(BlockKind::TableRow),
            _ => None,
        })
        .unwrap_or_default()
    }

    fn skip_element(&mut self, name: &str) {
        let rest = self.text[self.at..].to_ascii_lowercase();
        let found = rest.find(&format!("</{name}"));
        self.at = found.map_or(self.text.len(), |found| self.at + found);
    }

    /// Reads a reference at `&`; false if it stands for nothing and stays as it is.
    fn reference(&mut self) -> bool {
        let rest = &self.text[self.at + 1..];
        let len = rest
            .bytes()
            .take(40)
            .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#')
            .count();
        if rest.as_bytes().get(len) != Some(&b';') {
            return false;
        }
        let Some(text) = entity(&rest[..len]) else {
            return false;
        };
        let end = self.at + len + 2;
        let start = self.at;
        for letter in text.chars() {
            self.at = start;
            self.letter(letter, end);
        }
        self.at = end;
        true
    }
}

/// Where the tag at the start of `rest` ends; a quote in it may hold `>`.
fn tag_end(rest: &str) -> usize {
    let mut quote = None;
    for (at, byte) in rest.bytes().enumerate().skip(1) {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (None, b'"' | b'\'') if rest.as_bytes()[at - 1] == b'=' => quote = Some(byte),
            (None, b'>') => return at + 1,
            _ => {}
        }
    }
    // A quote that never closes: the first bracket ends the tag after all.
    rest.find('>').map_or(rest.len(), |at| at + 1)
}

/// Local name in lower case, without prefix.
fn tag_name(inside: &str) -> String {
    let name = inside
        .split(|c: char| c.is_whitespace() || c == '/')
        .next()
        .unwrap_or_default();
    let local = name.rsplit(':').next().unwrap_or_default();
    local.to_ascii_lowercase()
}

/// What the reference between `&` and `;` stands for.
pub(crate) fn entity(name: &str) -> Option<String> {
    let Some(number) = name.strip_prefix('#') else {
        return quick_xml::escape::resolve_html5_entity(name).map(str::to_owned);
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    let letter = match code {
        0x80..=0x9F => windows_1252(u8::try_from(code).ok()?),
        0 => '\u{FFFD}',
        _ => char::from_u32(code).unwrap_or('\u{FFFD}'),
    };
    Some(letter.to_string())
}

pub(super) fn windows_1252(byte: u8) -> char {
    let bytes = [byte];
    let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes);
    text.chars().next().unwrap_or('\u{FFFD}')
}
