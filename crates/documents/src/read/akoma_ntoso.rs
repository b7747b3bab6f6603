//! Akoma Ntoso, any namespace from 1.0 to 3.0: preface, preamble, body, conclusions, attachments. A valid and unique
//! `eId` (2.0: `id`) is kept as our id. FRBR dates and language are read; nothing else of the metadata is.

use std::collections::{BTreeMap, BTreeSet};

use copydesk_text::Span;
use copydesk_wire::xml::{Enter, NodeId, Step, Tree};

use super::Unreadable;
use crate::number::push_decimal;
use crate::segment::{Segment, SegmentKind, fill_article, number_of_label, tile};
use crate::{Document, Facts, Source};

/// Longest id that is put before those of what it holds.
const ID_BYTES_MAX: usize = 160;

pub(super) fn read(tree: &Tree, root: NodeId) -> Result<Document, Unreadable> {
    let Some(main) = tree.elements(root).next() else {
        let what = "XML of an unknown shape: akomaNtoso without a document element";
        return Err(Unreadable::Shape(what.to_owned()));
    };
    let mut reading = Reading::new(tree);
    reading.walk(main);
    let mut findings = Vec::new();
    crate::segment::look_for_glued_words(&reading.text, &mut findings);
    if reading
        .segments
        .iter()
        .all(|segment| segment.kind != SegmentKind::Article)
    {
        let what = "no article was found";
        findings.push(crate::Finding::new("documents.no_headings", what, None));
    }
    let segments = reading.finish();
    Ok(Document {
        source: Source::AkomaNtoso,
        text: reading.text,
        segments,
        facts: facts(tree, main, reading.title),
        findings,
    })
}

/// What an element of the hierarchy becomes.
fn kind_of(name: &str) -> Option<(SegmentKind, &'static str)> {
    Some(match name {
        "preface" | "preamble" => (SegmentKind::Preamble, "preamble"),
        "recital" => (SegmentKind::Recital, "rec"),
        "part" => (SegmentKind::Chapter, "part"),
        "title" => (SegmentKind::Chapter, "title"),
        "book" | "tome" | "chapter" => (SegmentKind::Chapter, "chp"),
        "section" | "subsection" | "division" => (SegmentKind::Section, "sec"),
        "article" | "rule" => (SegmentKind::Article, "art"),
        "paragraph" | "subparagraph" | "alinea" => (SegmentKind::Paragraph, "para"),
        "point" | "indent" | "item" => (SegmentKind::Point, "point"),
        "conclusions" => (SegmentKind::Conclusions, "conclusions"),
        "attachment" | "annex" | "component" => (SegmentKind::Annex, "annex"),
        "toc" => (SegmentKind::Contents, "contents"),
        _ => return None,
    })
}

/// Elements that stand on lines of their own.
fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "block"
            | "heading"
            | "subheading"
            | "longTitle"
            | "li"
            | "tr"
            | "listIntroduction"
            | "listWrapUp"
            | "citation"
            | "formula"
            | "container"
            | "tocItem"
            | "intro"
            | "wrapUp"
            | "blockList"
            | "crossHeading"
    )
}

struct Reading<'t, 'a> {
    tree: &'t Tree<'a>,
    text: String,
    segments: Vec<Segment>,
    /// Open segments, with the element that opened each.
    stack: Vec<(NodeId, usize)>,
    /// Where the `num`, `heading` or `docTitle` that is open began.
    from: usize,
    ids: BTreeSet<String>,
    /// How often an id that was made here was wanted.
    counts: BTreeMap<String, u32>,
    /// Indexes of segments whose id is the file's own.
    given: BTreeSet<usize>,
    title: Option<String>,
}

impl<'t, 'a> Reading<'t, 'a> {
    fn new(tree: &'t Tree<'a>) -> Self {
        Self {
            tree,
            text: String::new(),
            segments: Vec::new(),
            stack: Vec::new(),
            from: 0,
            ids: BTreeSet::new(),
            counts: BTreeMap::new(),
            given: BTreeSet::new(),
            title: None,
        }
    }

    fn walk(&mut self, main: NodeId) {
        let tree = self.tree;
        let enter = move |id: NodeId| {
            if matches!(tree.name(id), "meta" | "authorialNote" | "noteRef") {
                Enter::Skip
            } else {
                Enter::Into
            }
        };
        for step in tree.walk(main, enter) {
            match step {
                Step::Open(id) => self.opened(id),
                Step::Close(id) => self.closed(id),
                Step::Text(piece) => self.words(piece.text),
            }
        }
    }

    fn opened(&mut self, id: NodeId) {
        let name = self.tree.name(id);
        if let Some((kind, prefix)) = kind_of(name) {
            self.line_end();
            let parent = self.stack.last().map(|open| open.1);
            let own_id = self.own_id(id);
            if own_id.is_some() {
                self.given.insert(self.segments.len());
            }
            self.segments.push(Segment {
                id: own_id.unwrap_or_else(|| String::from(prefix)),
                kind,
                number: None,
                label: None,
                heading: None,
                span: Span::new(self.text.len(), self.text.len()),
                parent,
            });
            self.stack.push((id, self.segments.len() - 1));
        } else if name == "num" || (is_block(name) && !self.after_num()) {
            self.line_end();
        }
        if matches!(name, "num" | "heading" | "docTitle") {
            self.from = self.text.len();
        }
    }

    fn closed(&mut self, id: NodeId) {
        let name = self.tree.name(id);
        let written = Span::new(
            self.from.min(self.text.len()),
            self.text.trim_end().len().max(self.from),
        );
        let open = self.stack.last().map(|open| open.1);
        match name {
            "num" if !written.is_empty() => {
                if let Some(open) = open {
                    self.segments[open].number =
                        number_of_label(&self.text[written.start..written.end]);
                    self.segments[open].label = Some(written);
                }
                self.text.truncate(written.end);
                let inline = open.is_some_and(|open| {
                    matches!(
                        self.segments[open].kind,
                        SegmentKind::Paragraph | SegmentKind::Point
                    )
                });
                self.text.push(if inline { ' ' } else { '\n' });
            }
            "heading" if !written.is_empty() => {
                if let Some(open) = open {
                    self.segments[open].heading = Some(written);
                }
                self.line_end();
            }
            "docTitle" if self.title.is_none() && !written.is_empty() => {
                self.title = Some(self.text[written.start..written.end].to_owned());
            }
            _ if self.stack.last().is_some_and(|open| open.0 == id) => {
                self.line_end();
                self.stack.pop();
            }
            _ if is_block(name) => self.line_end(),
            _ => {}
        }
    }

    /// Whether the text ends in the number of a paragraph or point, which its words follow on the line.
    fn after_num(&self) -> bool {
        let label = self
            .stack
            .last()
            .and_then(|open| self.segments[open.1].label);
        self.text.ends_with(' ') && label.is_some_and(|label| label.end + 1 == self.text.len())
    }

    /// Words with their white space folded, as mark-up has it.
    fn words(&mut self, words: &str) {
        for character in words.chars() {
            if character.is_ascii_whitespace() {
                if !self.text.is_empty() && !self.text.ends_with([' ', '\n']) {
                    self.text.push(' ');
                }
            } else {
                self.text.push(character);
            }
        }
    }

    fn line_end(&mut self) {
        let label = self
            .stack
            .last()
            .and_then(|open| self.segments[open.1].label)
            .map_or(0, |label| label.end);
        while self.text.ends_with(' ') && self.text.len() > label.max(self.from) {
            self.text.pop();
        }
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    /// The element's `eId` or `id`, if it is valid and no other's.
    fn own_id(&mut self, id: NodeId) -> Option<String> {
        let own = self
            .tree
            .word(id, "eId")
            .or_else(|| self.tree.word(id, "id"))?;
        let valid = own.len() <= 128
            && own
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'));
        (valid && self.ids.insert(own.to_string())).then(|| own.into_owned())
    }

    /// An id for a segment that brought none.
    fn name(&mut self, index: usize) {
        if self.given.contains(&index) {
            return;
        }
        let segment = &self.segments[index];
        let mut own = segment.id.clone();
        let letters = segment
            .label
            .filter(|_| segment.kind == SegmentKind::Point)
            .map(|label| {
                let label = &self.text[label.start..label.end];
                label
                    .chars()
                    .filter(char::is_ascii_alphanumeric)
                    .collect::<String>()
            });
        match (
            letters.filter(|letters| !letters.is_empty()),
            segment.number,
        ) {
            (Some(letters), _) => {
                own.push('_');
                own.push_str(&letters.to_ascii_lowercase());
            }
            (None, Some(number)) => {
                own.push('_');
                number.push_id(&mut own);
            }
            (None, None) => {}
        }
        // An article is named by its number alone, unless that is taken.
        if segment.kind == SegmentKind::Article && self.ids.insert(own.clone()) {
            self.segments[index].id = own;
            return;
        }
        // Beyond any real depth the holder is left out: ids stay short.
        let holder = segment
            .parent
            .filter(|&parent| self.segments[parent].id.len() < ID_BYTES_MAX);
        let id = match holder {
            Some(parent) => format!("{}__{own}", self.segments[parent].id),
            None => own,
        };
        let mut count = self.counts.get(&id).copied().unwrap_or(1);
        let mut unique = id.clone();
        while !self.ids.insert(unique.clone()) {
            count += 1;
            unique = id.clone();
            unique.push('_');
            push_decimal(&mut unique, count);
        }
        self.counts.insert(id, count);
        self.segments[index].id = unique;
    }

    fn finish(&mut self) -> Vec<Segment> {
        for index in 0..self.segments.len() {
            self.name(index);
        }
        let mut segments = std::mem::take(&mut self.segments);
        tile(&self.text, &mut segments);
        fill_article(&self.text, segments)
    }
}

fn facts(tree: &Tree, main: NodeId, title: Option<String>) -> Facts {
    let mut facts = Facts {
        title,
        ..Facts::default()
    };
    let Some(identification) = tree
        .child(main, "meta")
        .and_then(|meta| tree.child(meta, "identification"))
    else {
        return facts;
    };
    for level in tree.elements(identification) {
        for node in tree.elements(level) {
            match tree.name(node) {
                "FRBRdate" => date(tree, node, &mut facts),
                "FRBRlanguage" => {
                    let language = tree
                        .word(node, "language")
                        .map(|language| two_letters(&language));
                    facts.language = facts.language.or(language);
                }
                "FRBRalias" if facts.title.is_none() => {
                    facts.title = tree.word(node, "value").map(|value| value.into_owned());
                }
                _ => {}
            }
        }
    }
    facts
}

/// A date counts for what its name says; one without a telling name is none of the facts.
fn date(tree: &Tree, node: NodeId, facts: &mut Facts) {
    let (Some(day), Some(name)) = (tree.word(node, "date"), tree.word(node, "name")) else {
        return;
    };
    let day = day.get(..10).unwrap_or(&day).to_owned();
    let name = name.to_ascii_lowercase();
    if name.contains("sign") || name.contains("enact") || name.contains("adopt") {
        facts.signed = facts.signed.take().or(Some(day));
    } else if name.contains("force") {
        facts.in_force = facts.in_force.take().or(Some(day));
    } else if name.contains("publi") {
        facts.published_at = facts.published_at.take().or(Some(day));
    }
}

/// The languages that FRBR names by three letters.
fn two_letters(language: &str) -> String {
    const KNOWN: [(&str, &str); 10] = [
        ("eng", "en"),
        ("fra", "fr"),
        ("fre", "fr"),
        ("spa", "es"),
        ("deu", "de"),
        ("ger", "de"),
        ("ita", "it"),
        ("por", "pt"),
        ("zho", "zh"),
        ("rus", "ru"),
    ];
    let found = KNOWN.iter().find(|(three, _)| *three == language);
    found.map_or_else(|| language.to_owned(), |(_, two)| (*two).to_owned())
}
