//! A value to an item, by a mapping. What a field means is the same as in every other format; of several paths the
//! first that leads to a value counts, for lists each does.

use super::is_wordy;
use super::mapping::Mapping;
use super::node::Node;
use crate::finding::FINDINGS_MAX;
use crate::origin::{self, Markup, Origin, add_alt_id, add_once, folded, note};
use crate::stated::{self, last_word};
use crate::{
    EdNote, Embargo, Item, Kills, Link, Picture, Rendition, SentTime, Source, Span, Status,
    Subject, lines, version,
};

/// Where values stand.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub source: &'a Source<'a>,
    origin: Option<&'a Origin<'a>>,
}

impl<'a> Place<'a> {
    pub fn of_json(origin: &'a Origin<'a>) -> Self {
        Self {
            source: origin.source,
            origin: Some(origin),
        }
    }

    pub fn of_xml(source: &'a Source<'a>) -> Self {
        Self {
            source,
            origin: None,
        }
    }

    pub fn span(&self, node: Node<'_>) -> Span {
        node.span(self.origin)
    }
}

/// An item under construction.
struct Reader<'m, 't, 'p> {
    mapping: &'m Mapping,
    node: Node<'t>,
    place: &'p Place<'p>,
    /// Places of the values that were taken.
    taken: Vec<Span>,
}

/// The item that a value is.
pub(super) fn item(node: Node<'_>, mapping: &Mapping, place: &Place<'_>) -> Item {
    let mut item = place.source.item(mapping.syntax().format());
    let mut reader = Reader {
        mapping,
        node,
        place,
        taken: Vec::new(),
    };
    reader.identity(&mut item);
    reader.lines(&mut item);
    reader.times(&mut item);
    reader.lists(&mut item);
    reader.texts(&mut item);
    reader.pictures(&mut item);
    reader.states(&mut item);
    reader.unplaced(&mut item);
    stated::words(&mut item);
    origin::note_full_lists(&mut item);
    origin::finish(&mut item);
    item
}

impl<'t> Reader<'_, 't, '_> {
    /// The values of every path of a field.
    fn all(&mut self, field: &str) -> Vec<Node<'t>> {
        self.all_of(self.node, field)
    }

    fn all_of(&mut self, from: Node<'t>, field: &str) -> Vec<Node<'t>> {
        let paths = self.mapping.paths(field);
        let found: Vec<Node<'t>> = paths.iter().flat_map(|path| path.values(from)).collect();
        self.taken
            .extend(found.iter().map(|&node| self.place.span(node)));
        found
    }

    /// The first value that is a word, with its place.
    fn first(&mut self, field: &str) -> Option<(String, Span)> {
        self.first_of(self.node, field)
    }

    fn first_of(&mut self, from: Node<'t>, field: &str) -> Option<(String, Span)> {
        for path in self.mapping.paths(field) {
            for node in path.values(from) {
                if let Some(word) = node.word() {
                    let span = self.place.span(node);
                    self.taken.push(span);
                    return Some((word, span));
                }
            }
        }
        None
    }

    fn word(&mut self, field: &str) -> Option<String> {
        self.first(field).map(|(word, _)| word)
    }

    fn words(&mut self, field: &str) -> Vec<String> {
        self.all(field).into_iter().filter_map(Node::word).collect()
    }

    fn identity(&mut self, item: &mut Item) {
        match self.word("guid") {
            Some(guid) => item.guid = guid,
            None => {
                let span = self.place.span(self.node);
                self.place.source.name_by_hash(item, span);
            }
        }
        for path in self.mapping.paths("alt_id") {
            for node in path.values(self.node) {
                self.taken.push(self.place.span(node));
                if let Some(word) = node.word().filter(|word| *word != item.guid) {
                    add_alt_id(item, path.last_name(), word);
                }
            }
        }
        item.version = self.word("version");
        item.version_ordinal = item.version.as_deref().and_then(version::ordinal);
        let agency = self.word("agency");
        item.agency = item.agency.take().or(agency);
    }

    fn lines(&mut self, item: &mut Item) {
        item.headline = self.word("headline");
        item.slugline = folded(&self.words_of_first("slugline").join("/"));
        item.byline = folded(&self.words_of_first("byline").join(", "));
        item.dateline = self.word("dateline");
        item.credit_line = self.word("credit_line");
        item.copyright_holder = self.word("copyright_holder");
        item.copyright_notice = self.word("copyright_notice");
        item.language = self.word("language");
    }

    /// The words of the first path that leads to any.
    fn words_of_first(&mut self, field: &str) -> Vec<String> {
        for path in self.mapping.paths(field) {
            let found = path.values(self.node);
            let words: Vec<String> = found.iter().filter_map(|node| node.word()).collect();
            if !words.is_empty() {
                self.taken
                    .extend(found.iter().map(|&node| self.place.span(node)));
                return words;
            }
        }
        Vec::new()
    }

    fn times(&mut self, item: &mut Item) {
        item.first_created = self.time("first_created", item);
        item.version_created = self.time("version_created", item);
        item.expires = self.time("expires", item);
    }

    fn time(&mut self, field: &str, item: &mut Item) -> Option<SentTime> {
        let (text, span) = self.first(field)?;
        origin::time_of(self.place.source, &text, span, item)
    }

    fn lists(&mut self, item: &mut Item) {
        for (field, list) in [
            ("source", &mut item.sources),
            ("usage_terms", &mut item.usage_terms),
            ("genre", &mut item.genre),
            ("keyword", &mut item.keywords),
            ("located", &mut item.located),
        ] {
            for word in self.words(field) {
                add_once(list, Some(word));
            }
        }
        for subject in self.all("subject") {
            let mut word = |field| self.first_of(subject, field).map(|(word, _)| word);
            let [code, scheme, name] =
                ["subject_code", "subject_scheme", "subject_name"].map(&mut word);
            let name = match (&code, name) {
                (None, None) => subject.word(),
                (_, name) => name,
            };
            let known = code.is_some() || name.is_some();
            let subject = Subject { code, scheme, name };
            add_once(&mut item.subjects, known.then_some(subject));
        }
        for path in self.mapping.paths("ed_note") {
            for node in path.values(self.node) {
                self.taken.push(self.place.span(node));
                item.ed_notes.extend(node.word().map(|text| EdNote {
                    role: Some(path.last_name().to_owned()),
                    text,
                    publishable: false,
                }));
            }
        }
        for target in self.words("link") {
            item.links.push(Link {
                rel: "canonical".to_owned(),
                target,
                version: None,
            });
        }
    }

    fn texts(&mut self, item: &mut Item) {
        let forms = [
            ("html", Some("text/html"), Some(Markup::Html)),
            ("text", Some("text/plain"), None),
            ("summary", None, None),
        ];
        for (field, media_type, markup) in forms {
            let rendition = self.rendition(field, markup);
            if let Some(mut paragraphs) = rendition {
                lines::drop_repeated_headline(item, &mut paragraphs);
                let media_type = media_type.map(str::to_owned);
                lines::push_rendition(item, field.to_owned(), media_type, paragraphs);
            }
        }
        item.body = (!item.renditions.is_empty()).then_some(0);
        let summary = |body: &Rendition| body.name == "summary";
        if item.body().is_some_and(summary) {
            note(item, "body.summary_only", "only a summary, no text", None);
        }
    }

    /// The paragraphs of the first path that leads to any; a list's one after the other.
    fn rendition(&mut self, field: &str, markup: Option<Markup>) -> Option<Vec<crate::Paragraph>> {
        for path in self.mapping.paths(field) {
            let found = path.values(self.node);
            let origin = self.place.origin;
            let paragraphs: Vec<crate::Paragraph> = found
                .iter()
                .flat_map(|node| node.paragraphs(markup, origin))
                .collect();
            if !paragraphs.is_empty() {
                self.taken
                    .extend(found.iter().map(|&node| self.place.span(node)));
                return Some(paragraphs);
            }
        }
        None
    }

    fn pictures(&mut self, item: &mut Item) {
        for picture in self.all("picture") {
            let mut word = |field| self.first_of(picture, field).map(|(word, _)| word);
            let made = Picture {
                id: word("picture_id"),
                href: word("picture_href"),
                caption: word("picture_caption"),
                credit: word("picture_credit"),
                headline: word("picture_headline"),
                width: word("picture_width").and_then(|size| size.parse().ok()),
                height: word("picture_height").and_then(|size| size.parse().ok()),
            };
            let known = item.pictures.contains(&made);
            if made == Picture::default() || known {
                continue;
            }
            if made.href.is_none() {
                let message = "a picture without an address";
                note(
                    item,
                    "picture.missing",
                    message,
                    Some(self.place.span(picture)),
                );
            }
            item.pictures.push(made);
        }
    }

    /// Status, embargo, urgency, signals and what is killed. An embargo that is there but says nothing is one.
    fn states(&mut self, item: &mut Item) {
        let mut embargoed = None;
        for node in self.all("status") {
            let Some(sent) = node.word() else { continue };
            item.status_raw.get_or_insert_with(|| sent.clone());
            match last_word(&sent).eq_ignore_ascii_case("embargoed") {
                true => embargoed = Some(self.place.span(node)),
                false => stated::status(item, &sent, Some(self.place.span(node))),
            }
        }
        for node in self.all("embargo") {
            let span = self.place.span(node);
            let sent = match node {
                Node::Json(value) if value.is_null() || value.source() == "false" => continue,
                node => node.word().unwrap_or_default(),
            };
            let time = origin::time_of(self.place.source, &sent, span, item);
            stated::embargo(item, time, Some(&sent), span);
        }
        if let Some(span) = embargoed.filter(|_| item.embargo == Embargo::None) {
            stated::embargo(item, None, None, span);
        }
        if let Some((word, span)) = self.first("urgency") {
            item.urgency = word
                .parse()
                .ok()
                .filter(|urgency| (1..=9).contains(urgency));
            if item.urgency.is_none() {
                note(
                    item,
                    "urgency.unreadable",
                    "the urgency is not 1 to 9",
                    Some(span),
                );
            }
        }
        for sent in self.words("signal") {
            stated::signal(item, &sent);
        }
        if let Some((guid, span)) = self.first("kills") {
            item.status = item.status.max(Status::Withheld);
            origin::add_signals(item, [crate::Signal::Kill]);
            item.kills = Some(Kills {
                by: "guid",
                guid: Some(guid),
                span: Some(span),
                ..Kills::default()
            });
        }
    }

    /// Words that no path takes.
    fn unplaced(&mut self, item: &mut Item) {
        self.all("ignore");
        self.taken
            .sort_unstable_by_key(|span| (span.start, span.end));
        // the farthest end of all that begin at or before each place
        let mut ends: Vec<usize> = Vec::with_capacity(self.taken.len());
        for span in &self.taken {
            ends.push(span.end.max(ends.last().copied().unwrap_or(0)));
        }
        self.node.each_text(&mut |node| {
            let span = self.place.span(node);
            let before = self
                .taken
                .partition_point(|taken| taken.start <= span.start);
            let inside = before > 0 && ends[before - 1] >= span.end;
            if !inside && node.word().is_some_and(|word| is_wordy(&word)) {
                let message = "no path of the mapping leads here";
                note(item, "text.unplaced", message, Some(span));
            }
            item.findings.len() < FINDINGS_MAX
                || !item.findings.iter().any(|f| f.code == "text.unplaced")
        });
    }
}
