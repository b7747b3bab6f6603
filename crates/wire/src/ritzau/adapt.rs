//! An `RBNews` to the item of the design. What is annulled is the news it replaces, else the news itself; an unset flag
//! says nothing.

use super::raw::{Line, RawNews};
use crate::lines::push_rendition;
use crate::origin::{
    self, Markup, add_alt_id, add_once, add_signals, folded, note, paragraphs, time_of,
};
use crate::xml::{NodeId, Tree};
use crate::{
    EdNote, Format, Item, Kills, Link, Paragraph, Signal, Source, Status, Subject, html, stated,
    version,
};

/// The scheme of eight-digit subject codes.
const SUBJECT_CODES: &str = "http://cv.iptc.org/newscodes/subjectcode/";

/// The item that `raw` describes.
pub(super) fn item(tree: &Tree<'_>, raw: &RawNews, source: &Source<'_>) -> Item {
    let mut adapter = Adapter {
        tree,
        raw,
        source,
        item: source.item(Format::Ritzau),
    };
    adapter.identity();
    adapter.lines();
    adapter.classification();
    adapter.references();
    adapter.texts();
    adapter.notes();
    stated::words(&mut adapter.item);
    origin::note_full_lists(&mut adapter.item);
    origin::finish(&mut adapter.item);
    adapter.item
}

struct Adapter<'r, 't, 'a> {
    tree: &'t Tree<'a>,
    raw: &'r RawNews,
    source: &'r Source<'r>,
    item: Item,
}

fn said(line: &Option<Line>) -> Option<String> {
    line.as_ref().map(|line| line.text.clone())
}

impl Adapter<'_, '_, '_> {
    fn identity(&mut self) {
        let raw = self.raw;
        match said(&raw.id) {
            Some(id) => self.item.guid = id,
            None => {
                let span = self.tree.span(raw.node);
                self.source.name_by_hash(&mut self.item, span);
            }
        }
        if let Some(history) = said(&raw.history) {
            add_alt_id(&mut self.item, "HistID", history);
        }
        self.item.version = said(&raw.version);
        self.item.version_ordinal = self.item.version.as_deref().and_then(version::ordinal);
        if let Some(published) = &raw.published {
            let span = self.tree.span(published.node);
            let sent = time_of(self.source, &published.text, span, &mut self.item);
            self.item.version_created = sent;
        }
    }

    fn lines(&mut self) {
        let raw = self.raw;
        // a title may hold references that were escaped twice
        let line =
            |line: &Option<Line>| said(line).and_then(|text| folded(&html::text_of_html(&text)));
        self.item.headline = line(&raw.headline);
        self.item.slugline = line(&raw.strapline);
        self.item.byline = line(&raw.byline);
        self.item.located.extend(line(&raw.town));
        self.item.sources.extend(said(&raw.origin));
        self.item.status_raw = said(&raw.status);
    }

    fn classification(&mut self) {
        let raw = self.raw;
        self.item.genre.extend(said(&raw.format));
        if let Some(priority) = &raw.priority {
            let urgency = priority.text.parse().ok();
            self.item.urgency = urgency.filter(|urgency| (1..=9).contains(urgency));
            if self.item.urgency.is_none() {
                let span = Some(self.tree.span(priority.node));
                let message = "the urgency is not 1 to 9";
                note(&mut self.item, "urgency.unreadable", message, span);
            }
        }
        let (code, name) = (said(&raw.section.0), said(&raw.section.1));
        let section = (code.is_some() || name.is_some()).then_some(Subject {
            code,
            name,
            scheme: None,
        });
        add_once(&mut self.item.subjects, section);
        for code in &raw.subject_codes {
            let subject = Subject {
                code: Some(code.text.clone()),
                scheme: Some(SUBJECT_CODES.to_owned()),
                name: None,
            };
            add_once(&mut self.item.subjects, Some(subject));
        }
        for word in &raw.keywords {
            add_once(&mut self.item.keywords, Some(word.text.clone()));
        }
    }

    fn references(&mut self) {
        let raw = self.raw;
        let signals = [
            (raw.newer, Signal::Update),
            (raw.corrects, Signal::Correction),
            (raw.annulled, Signal::Kill),
            (raw.flash, Signal::Alert),
        ];
        let set = signals.into_iter().filter(|(set, _)| *set);
        add_signals(&mut self.item, set.map(|(_, signal)| signal));
        let rel = if raw.corrects { "corrects" } else { "replaces" };
        // what a kill names is killed, not replaced
        for replaced in raw.replaces.iter().filter(|_| !raw.annulled) {
            let link = Link {
                rel: rel.to_owned(),
                target: replaced.text.clone(),
                version: None,
            };
            add_once(&mut self.item.links, Some(link));
        }
        for related in &raw.related {
            let link = Link {
                rel: "related".to_owned(),
                target: related.text.clone(),
                version: None,
            };
            add_once(&mut self.item.links, Some(link));
        }
        if raw.annulled {
            self.annul();
        }
    }

    fn annul(&mut self) {
        let raw = self.raw;
        let replaced = raw.replaces.last();
        if replaced.is_none() {
            self.item.status = Status::Canceled;
        }
        let at = replaced.map_or(raw.node, |line| line.node);
        let own = self.item.guid.clone();
        self.item.kills = Some(Box::new(Kills {
            by: "guid",
            guid: Some(replaced.map_or(own, |line| line.text.clone())),
            span: Some(self.tree.span(at)),
            ..Kills::default()
        }));
    }

    fn texts(&mut self) {
        let raw = self.raw;
        let html = |media: &str| Some(media.to_owned());
        let content = self.paragraphs(raw.content);
        push_rendition(
            &mut self.item,
            "content".to_owned(),
            html("text/html"),
            content,
        );
        let subtitle = self.paragraphs(raw.subtitle);
        push_rendition(
            &mut self.item,
            "subtitle".to_owned(),
            html("text/html"),
            subtitle,
        );
        let short = self.paragraphs(raw.short);
        push_rendition(
            &mut self.item,
            "summary".to_owned(),
            html("text/plain"),
            short,
        );
        let place = |name: &str| self.item.renditions.iter().position(|r| r.name == name);
        let (content, summary) = (place("content"), place("summary"));
        self.item.body = content.or(summary);
        if content.is_none() && summary.is_some() {
            let message = "there is only a summary, no text";
            note(&mut self.item, "body.summary_only", message, None);
        }
    }

    fn paragraphs(&self, node: Option<NodeId>) -> Vec<Paragraph> {
        let Some(node) = node else {
            return Vec::new();
        };
        let text = self.tree.mapped(node);
        paragraphs(&text, Markup::of(None, &text.text))
    }

    fn notes(&mut self) {
        let said = self.paragraphs(self.raw.to_editors);
        let lines: Vec<&str> = said
            .iter()
            .map(|paragraph| paragraph.text.as_str())
            .collect();
        let notes = (!lines.is_empty()).then(|| ("TilRedaktionen", lines.join("\n")));
        let contacts = self
            .raw
            .contacts
            .iter()
            .map(|line| ("contact", line.text.clone()));
        for (role, text) in notes.into_iter().chain(contacts) {
            self.item.ed_notes.push(EdNote {
                role: Some(role.to_owned()),
                text,
                publishable: false,
            });
        }
        for &node in &self.raw.unknown {
            let span = Some(self.tree.span(node));
            let message = format!("the element {} has no field", self.tree.name(node));
            note(&mut self.item, "text.unplaced", message, span);
        }
    }
}
