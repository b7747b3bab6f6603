//! A value to an item, by a mapping. What a field means is the same as in every other format; of several paths the
//! first that leads to a value counts, for lists each does.

use super::mapping::{Field, Mapping, field};
use super::node::{Node, Values};
use super::path::Path;
use smallvec::SmallVec;

use crate::finding::FINDINGS_MAX;
use crate::origin::{self, Markup, Origin, add_alt_id, add_once, note};
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
    taken: SmallVec<[Span; 24]>,
}

/// Fills an empty item with what a value says of it.
pub(super) fn fill_item(item: &mut Item, node: Node<'_>, mapping: &Mapping, place: &Place<'_>) {
    place.source.mark(item, mapping.syntax().format());
    let mut reader = Reader {
        mapping,
        node,
        place,
        taken: SmallVec::new(),
    };
    reader.identity(item);
    reader.lines(item);
    reader.times(item);
    reader.lists(item);
    reader.texts(item);
    reader.pictures(item);
    reader.states(item);
    reader.unplaced(item);
    stated::words(item);
    origin::note_full_lists(item);
    origin::finish(item);
}

impl<'t> Reader<'_, 't, '_> {
    /// The values of every path of a field.
    #[inline]
    fn all(&mut self, field: Field) -> Values<'t> {
        match self.mapping.paths(field) {
            [] => Values::new(),
            paths => self.all_by(paths),
        }
    }

    fn all_by(&mut self, paths: &[Path]) -> Values<'t> {
        let mut found = Values::new();
        for path in paths {
            path.push_values(self.node, &mut found);
        }
        self.take(&found);
        found
    }

    /// The values of one path.
    fn values(&self, path: &Path) -> Values<'t> {
        let mut found = Values::new();
        path.push_values(self.node, &mut found);
        found
    }

    /// Remembers the places of values.
    fn take(&mut self, values: &[Node<'t>]) {
        for &node in values {
            self.taken.push(self.place.span(node));
        }
    }

    /// The first value that is a word, with its place.
    fn first(&mut self, field: Field) -> Option<(String, Span)> {
        self.first_of(self.node, field)
    }

    #[inline]
    fn first_of(&mut self, from: Node<'t>, field: Field) -> Option<(String, Span)> {
        match self.mapping.paths(field) {
            [] => None,
            paths => self.first_by(paths, from),
        }
    }

    /// The first value that paths lead to and that is a word.
    fn first_by(&mut self, paths: &[Path], from: Node<'t>) -> Option<(String, Span)> {
        let place = self.place;
        let word = |node: Node<'t>| Some((node.word()?, place.span(node)));
        let first = paths.iter().find_map(|path| path.find_map(from, word));
        if let Some((_, span)) = &first {
            self.taken.push(*span);
        }
        first
    }

    fn word(&mut self, field: Field) -> Option<String> {
        self.first(field).map(|(word, _)| word)
    }

    fn identity(&mut self, item: &mut Item) {
        match self.word(field!("guid")) {
            Some(guid) => item.guid = guid,
            None => {
                let span = self.place.span(self.node);
                self.place.source.name_by_hash(item, span);
            }
        }
        for path in self.mapping.paths(field!("alt_id")) {
            let found = self.values(path);
            self.take(&found);
            for node in &found {
                if let Some(word) = node.word().filter(|word| *word != item.guid) {
                    add_alt_id(item, path.last_name(), word);
                }
            }
        }
        item.version = self.word(field!("version"));
        item.version_ordinal = item.version.as_deref().and_then(version::ordinal);
        let agency = self.word(field!("agency"));
        item.agency = item.agency.take().or(agency);
    }

    fn lines(&mut self, item: &mut Item) {
        item.headline = self.word(field!("headline"));
        item.slugline = self.words_of_first(field!("slugline"), "/");
        item.byline = self.words_of_first(field!("byline"), ", ");
        item.dateline = self.word(field!("dateline"));
        item.credit_line = self.word(field!("credit_line"));
        item.copyright_holder = self.word(field!("copyright_holder"));
        item.copyright_notice = self.word(field!("copyright_notice"));
        item.language = self.word(field!("language"));
    }

    /// The words of the first path that leads to any, joined.
    fn words_of_first(&mut self, field: Field, between: &str) -> Option<String> {
        for path in self.mapping.paths(field) {
            let found = self.values(path);
            let mut words = found.iter().filter_map(|node| node.word());
            let Some(mut joined) = words.next() else {
                continue;
            };
            for word in words {
                joined.push_str(between);
                joined.push_str(&word);
            }
            self.take(&found);
            return Some(joined);
        }
        None
    }

    fn times(&mut self, item: &mut Item) {
        item.first_created = self.time(field!("first_created"), item);
        item.version_created = self.time(field!("version_created"), item);
        item.expires = self.time(field!("expires"), item);
    }

    fn time(&mut self, field: Field, item: &mut Item) -> Option<SentTime> {
        let (text, span) = self.first(field)?;
        origin::time_of(self.place.source, &text, span, item)
    }

    fn lists(&mut self, item: &mut Item) {
        for (field, list) in [
            (field!("source"), &mut item.sources),
            (field!("usage_terms"), &mut item.usage_terms),
            (field!("genre"), &mut item.genre),
            (field!("keyword"), &mut item.keywords),
            (field!("located"), &mut item.located),
        ] {
            for node in &self.all(field) {
                add_once(list, node.word());
            }
        }
        for &subject in &self.all(field!("subject")) {
            let mut word = |field| self.first_of(subject, field).map(|(word, _)| word);
            let [code, scheme, name] = [
                field!("subject_code"),
                field!("subject_scheme"),
                field!("subject_name"),
            ]
            .map(&mut word);
            let name = match (&code, name) {
                (None, None) => subject.word(),
                (_, name) => name,
            };
            let known = code.is_some() || name.is_some();
            let subject = Subject { code, scheme, name };
            add_once(&mut item.subjects, known.then_some(subject));
        }
        for path in self.mapping.paths(field!("ed_note")) {
            let found = self.values(path);
            self.take(&found);
            for node in &found {
                item.ed_notes.extend(node.word().map(|text| EdNote {
                    role: Some(path.last_name().to_owned()),
                    text,
                    publishable: false,
                }));
            }
        }
        for link in &self.all(field!("link")) {
            item.links.extend(link.word().map(|target| Link {
                rel: "canonical".to_owned(),
                target,
                version: None,
            }));
        }
    }

    fn texts(&mut self, item: &mut Item) {
        let forms = [
            (field!("html"), Some("text/html"), Some(Markup::Html)),
            (field!("text"), Some("text/plain"), None),
            (field!("summary"), None, None),
        ];
        for (field, media_type, markup) in forms {
            let rendition = self.rendition(field, markup);
            if let Some(mut paragraphs) = rendition {
                lines::drop_repeated_headline(item, &mut paragraphs);
                let media_type = media_type.map(str::to_owned);
                let name = field.name().to_owned();
                lines::push_rendition(item, name, media_type, paragraphs);
            }
        }
        item.body = (!item.renditions.is_empty()).then_some(0);
        let summary = |body: &Rendition| body.name == "summary";
        if item.body().is_some_and(summary) {
            note(item, "body.summary_only", "only a summary, no text", None);
        }
    }

    /// The paragraphs of the first path that leads to any; a list's one after the other.
    fn rendition(&mut self, field: Field, markup: Option<Markup>) -> Option<Vec<crate::Paragraph>> {
        for path in self.mapping.paths(field) {
            let found = self.values(path);
            let origin = self.place.origin;
            let mut paragraphs = Vec::new();
            for node in &found {
                let more = node.paragraphs(markup, origin);
                match paragraphs.is_empty() {
                    true => paragraphs = more,
                    false => paragraphs.extend(more),
                }
            }
            if !paragraphs.is_empty() {
                self.take(&found);
                return Some(paragraphs);
            }
        }
        None
    }

    fn pictures(&mut self, item: &mut Item) {
        for &picture in &self.all(field!("picture")) {
            let mut word = |field| self.first_of(picture, field).map(|(word, _)| word);
            let made = Picture {
                id: word(field!("picture_id")),
                href: word(field!("picture_href")),
                caption: word(field!("picture_caption")),
                credit: word(field!("picture_credit")),
                headline: word(field!("picture_headline")),
                width: word(field!("picture_width")).and_then(|size| size.parse().ok()),
                height: word(field!("picture_height")).and_then(|size| size.parse().ok()),
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
        for &node in &self.all(field!("status")) {
            let Some(sent) = node.word() else { continue };
            item.status_raw.get_or_insert_with(|| sent.clone());
            match last_word(&sent).eq_ignore_ascii_case("embargoed") {
                true => embargoed = Some(self.place.span(node)),
                false => stated::status(item, &sent, Some(self.place.span(node))),
            }
        }
        for &node in &self.all(field!("embargo")) {
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
        if let Some((word, span)) = self.first(field!("urgency")) {
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
        for sent in &self.all(field!("signal")) {
            if let Some(sent) = sent.word() {
                stated::signal(item, &sent);
            }
        }
        if let Some((guid, span)) = self.first(field!("kills")) {
            item.status = item.status.max(Status::Withheld);
            origin::add_signals(item, [crate::Signal::Kill]);
            item.kills = Some(Box::new(Kills {
                by: "guid",
                guid: Some(guid),
                span: Some(span),
                ..Kills::default()
            }));
        }
    }

    /// Words that no path takes.
    fn unplaced(&mut self, item: &mut Item) {
        self.all(field!("ignore"));
        self.taken.sort_unstable_by_key(|span| span.start);
        // each with the farthest end of all that begin at or before it
        let mut end = 0;
        for span in &mut self.taken {
            end = end.max(span.end);
            span.end = end;
        }
        let is_taken = |node: Node<'_>| {
            let span = self.place.span(node);
            let before = (self.taken).partition_point(|taken| taken.start <= span.start);
            before > 0 && self.taken[before - 1].end >= span.end
        };
        self.node.each_text(is_taken, |node| {
            if node.is_wordy() {
                let message = "no path of the mapping leads here";
                note(item, "text.unplaced", message, Some(self.place.span(node)));
            }
            item.findings.len() < FINDINGS_MAX
                || !item.findings.iter().any(|f| f.code == "text.unplaced")
        });
    }
}
