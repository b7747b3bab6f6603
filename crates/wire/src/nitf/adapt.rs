//! An NITF document to the item of the design. The strictest status wins; a release that no time can be read of
//! keeps the item closed; a reference to another document kills it only where its status says so.

use std::borrow::Cow;

use super::raw::{Message, RawNitf, RawSubject, Stated};
use super::story;
use crate::finding::Findings;
use crate::lines::{drop_repeated_headline, place, push_rendition};
use crate::origin::{self, add_alt_id, add_signals, folded, note, time_of};
use crate::text;
use crate::xml::{Enter, NodeId, Step, Tree};
use crate::{
    EdNote, Embargo, Format, Item, Kills, Link, SentTime, Signal, Source, Status, Subject, html,
    signal_words, time, version,
};

/// The scheme of eight-digit subject codes.
const SUBJECT_CODES: &str = "http://cv.iptc.org/newscodes/subjectcode/";

/// Values of `meta` that other systems know the item by.
const META_IDS: [&str; 6] = [
    "anpa-sequence",
    "anpa-category",
    "anpa-service",
    "anpa-format",
    "anpa-keyword",
    "anpa-takekey",
];

/// The item that `raw` and its body describe.
pub(super) fn item(tree: &Tree<'_>, raw: &RawNitf<'_>, source: &Source<'_>) -> Item {
    let mut adapter = Adapter {
        tree,
        raw,
        source,
        item: source.item(Format::Nitf),
    };
    adapter.times();
    adapter.identity();
    adapter.status();
    adapter.embargo();
    adapter.references();
    adapter.lines();
    adapter.rights();
    adapter.classification();
    adapter.body();
    adapter.words();
    adapter.unplaced();
    origin::finish(&mut adapter.item);
    adapter.item
}

struct Adapter<'r, 't, 'a> {
    tree: &'t Tree<'a>,
    raw: &'r RawNitf<'t>,
    source: &'r Source<'r>,
    item: Item,
}

impl<'t> Adapter<'_, 't, '_> {
    fn find(&mut self, code: &'static str, message: impl Into<String>, at: NodeId) {
        let span = Some(self.tree.span(at));
        note(&mut self.item, code, message, span);
    }

    fn times(&mut self) {
        let raw = self.raw;
        let issued = self.time(raw.issued.as_ref());
        self.item.version_created = issued.or_else(|| self.time(raw.published.as_ref()));
        self.item.expires = self.time(raw.expires.as_ref());
    }

    fn time(&mut self, stated: Option<&Stated<'_>>) -> Option<SentTime> {
        let stated = stated.filter(|stated| !stated.text.trim().is_empty())?;
        let span = self.tree.span(stated.node);
        time_of(self.source, &stated.text, span, &mut self.item)
    }

    /// The document's id, else its key of dynamic use, else an agency's own id with its day.
    fn identity(&mut self) {
        let raw = self.raw;
        if self.item.agency.is_none() {
            self.item.agency = raw.registered_by.as_deref().and_then(folded);
        }
        let id = raw.doc_id.as_deref().or(raw.du_key.as_deref());
        match id.and_then(folded).or_else(|| self.meta_id()) {
            Some(id) => self.item.guid = id,
            None => {
                let span = self.tree.span(raw.node);
                self.source.name_by_hash(&mut self.item, span);
            }
        }
        self.alt_ids();
        let in_id = self.version_in_id();
        let sent = raw.du_version.as_deref().or_else(|| self.meta_version());
        self.item.version = sent.and_then(folded).or(in_id);
        let sent = self.item.version.as_deref();
        self.item.version_ordinal = sent.and_then(version::ordinal);
    }

    /// Takes the version out of the id, where the feed's pattern says that it ends in one; the id as sent is kept.
    fn version_in_id(&mut self) -> Option<String> {
        let profile = self.source.hint.profile.as_ref()?;
        let whole = self.item.guid.clone();
        let (id, version) = profile.split_nitf_id(&whole)?;
        self.item.guid = id.to_owned();
        let version = version.to_owned();
        add_alt_id(&mut self.item, "versioned", whole);
        Some(version)
    }

    fn alt_ids(&mut self) {
        let raw = self.raw;
        if let Some(key) = raw.du_key.as_deref().and_then(folded)
            && key != self.item.guid
        {
            add_alt_id(&mut self.item, "du-key", key);
        }
        if let Some(fixture) = raw.fixture.as_deref().and_then(folded) {
            add_alt_id(&mut self.item, "fixture", fixture);
        }
        for (name, value) in &raw.metas {
            if META_IDS.contains(&name.as_ref()) || is_id_name(name) {
                add_alt_id(&mut self.item, name, text::fold(value));
            }
        }
    }

    /// `NTBID`, `article-id`: unique within its agency and day.
    fn meta_id(&self) -> Option<String> {
        let (_, id) = self.raw.metas.iter().find(|(name, _)| is_id_name(name))?;
        let agency = self.item.agency.as_deref().unwrap_or("-");
        let issued = self.raw.issued.as_ref().or(self.raw.published.as_ref())?;
        let day: String = digits(&issued.text).take(8).collect();
        (day.len() == 8).then(|| format!("urn:x-copydesk:nitf:{agency}:{day}:{}", text::fold(id)))
    }

    fn meta_version(&self) -> Option<&str> {
        let version = |name: &str| {
            let name = name.to_ascii_lowercase();
            name == "version" || name.ends_with("-version") || name.ends_with("_version")
        };
        let mut metas = self.raw.metas.iter();
        let (_, value) = metas.find(|(name, _)| version(name))?;
        version::ordinal(value).map(|_| value.as_ref())
    }

    fn status(&mut self) {
        let Some(stated) = &self.raw.status else {
            return;
        };
        self.item.status_raw = Some(stated.text.clone().into_owned());
        match stated.text.to_ascii_lowercase().as_str() {
            "usable" | "embargoed" => {}
            "canceled" | "cancelled" | "withdrawn" | "killed" => {
                self.item.status = Status::Canceled;
                add_signals(&mut self.item, [Signal::Kill]);
            }
            "withheld" => add_signals(&mut self.item, [Signal::Withhold]),
            _ => {
                self.item.status = Status::Withheld;
                let message = format!("the status {:.40?} is not known", stated.text);
                self.find("status.unknown", message, stated.node);
            }
        }
    }

    /// A release later than the issue is an embargo, whatever the status; an embargoed document without a readable
    /// release stays closed.
    fn embargo(&mut self) {
        let raw = self.raw;
        let status = raw.status.as_ref();
        let embargoed = status.filter(|s| s.text.eq_ignore_ascii_case("embargoed"));
        let released = raw.released.as_ref().filter(|r| !r.text.trim().is_empty());
        let Some(stated) = released else {
            if let Some(status) = embargoed {
                self.close(None, status.node);
            }
            return;
        };
        let sent = stated.text.trim();
        match time::read(sent, self.source.hint.zone.as_ref()) {
            Ok(release) if embargoed.is_some() || !self.is_past(&release) => {
                self.item.embargo = Embargo::Until(release.at);
                self.item.embargo_text = Some(release.text);
            }
            Ok(_) => {}
            Err(_) if embargoed.is_none() && self.is_issue_or_before(sent) => {}
            Err(_) => {
                // says why it cannot be read
                self.time(Some(stated));
                self.close(Some(sent.to_owned()), stated.node);
            }
        }
    }

    fn close(&mut self, sent: Option<String>, at: NodeId) {
        self.item.embargo = Embargo::TimeUnknown;
        self.item.embargo_text = sent;
        let message = "embargoed without a readable time";
        self.find("embargo.no_time", message, at);
    }

    /// Whether a release lies at or before the time of issue or of receipt.
    fn is_past(&self, release: &SentTime) -> bool {
        let issued = self.item.version_created.as_ref().map(|time| time.at);
        let known = issued.into_iter().chain(self.source.hint.received).max();
        known.is_some_and(|known| release.at <= known)
    }

    /// The same for times of which only the digits can be compared.
    fn is_issue_or_before(&self, released: &str) -> bool {
        let Some(issued) = &self.raw.issued else {
            return false;
        };
        let (released, issued): (String, String) =
            (digits(released).collect(), digits(&issued.text).collect());
        let comparable = released.len() >= 8 && released.len() <= issued.len();
        comparable && released.as_str() <= &issued[..released.len()]
    }

    /// The documents that this one corrects, cancels or speaks of.
    fn references(&mut self) {
        let raw = self.raw;
        if let Some(other) = &raw.other_id {
            self.other(other);
        }
        for correction in &raw.corrections {
            add_signals(&mut self.item, [Signal::Correction]);
            if let Some(target) = correction.id.as_deref().and_then(folded) {
                self.link("corrects", target);
            }
            self.message(correction, "correction");
        }
        for message in &raw.messages {
            self.message(message, "ed-msg");
        }
        let later = |ordinal: i64| ordinal > 1;
        let changed = [Signal::Correction, Signal::Kill];
        let said = changed.iter().any(|s| self.item.signals.contains(s));
        if raw.du_version.is_some() && self.item.version_ordinal.is_some_and(later) && !said {
            add_signals(&mut self.item, [Signal::Update]);
        }
    }

    fn other(&mut self, other: &Stated<'_>) {
        let Some(target) = folded(&other.text) else {
            return;
        };
        let canceled = self.raw.other_status.as_deref().is_some_and(|status| {
            let status = status.to_ascii_lowercase();
            matches!(
                status.as_str(),
                "canceled" | "cancelled" | "withdrawn" | "killed"
            )
        });
        if !canceled {
            return self.link("related", target);
        }
        self.item.kills = Some(Box::new(Kills {
            by: "guid",
            guid: Some(target),
            span: Some(self.tree.span(other.node)),
            ..Kills::default()
        }));
        add_signals(&mut self.item, [Signal::Kill]);
    }

    fn link(&mut self, rel: &str, target: String) {
        if target != self.item.guid {
            self.item.links.push(Link {
                rel: rel.to_owned(),
                target,
                version: None,
            });
        }
    }

    fn message(&mut self, message: &Message<'_>, otherwise: &str) {
        let Some(text) = message.info.clone() else {
            return;
        };
        let role = message.role.as_deref().filter(|_| otherwise == "ed-msg");
        self.item.ed_notes.push(EdNote {
            role: Some(role.unwrap_or(otherwise).to_owned()),
            text,
            publishable: false,
        });
    }

    fn lines(&mut self) {
        let raw = self.raw;
        self.item.language = raw.language.as_deref().map(|tag| tag.replace('_', "-"));
        let slug = |name: &str| {
            let name = name.to_ascii_lowercase();
            matches!(name.as_str(), "slug" | "slugline" | "anpa-keyword")
        };
        let slug = raw.metas.iter().find(|(name, _)| slug(name));
        self.item.slugline = slug.and_then(|(_, value)| folded(value));
        self.item.keywords.clone_from(&raw.keywords);
        if let Some(stated) = &raw.urgency {
            match stated.text.parse::<u8>() {
                Ok(urgency @ 1..=9) => self.item.urgency = Some(urgency),
                _ => {
                    let message = format!("{:.40} is no urgency from 1 to 9", stated.text);
                    self.find("urgency.unreadable", message, stated.node);
                }
            }
        }
    }

    fn rights(&mut self) {
        let raw = self.raw;
        let holder = raw.copyright_holder.as_deref();
        self.item.copyright_holder = holder.and_then(folded);
        self.item.usage_terms.clone_from(&raw.rights);
        for name in raw.sources.iter().filter_map(|name| folded(name)) {
            if !self.item.sources.contains(&name) {
                self.item.sources.push(name);
            }
        }
    }

    fn classification(&mut self) {
        let raw = self.raw;
        let properties = raw.properties.iter();
        self.item.genre = properties.filter_map(|genre| folded(genre)).collect();
        let subjects = raw.subjects.iter().map(subject);
        let named = raw.named.iter().map(|named| Subject {
            code: named.code.as_deref().and_then(folded),
            scheme: None,
            name: named.name.clone(),
        });
        let places = raw.event_places.iter().map(|place| Subject {
            name: folded(&place.join(", ")),
            ..Subject::default()
        });
        let all = subjects.chain(named).chain(places);
        let said = all.filter(|subject| subject.code.is_some() || subject.name.is_some());
        self.item.subjects.extend(said);
    }

    /// The story, with the lines of its head, its pictures and its notes.
    fn body(&mut self) {
        let (tree, node) = (self.tree, self.raw.node);
        for body in tree.children_named(node, "body") {
            for head in tree.children_named(body, "body.head") {
                story::head(tree, &mut self.item, head);
            }
        }
        if let Some(title) = self.raw.title.clone() {
            match self.item.headline {
                None => self.item.headline = Some(title),
                Some(_) => place(&mut self.item, title, "title"),
            }
        }
        for step in tree.walk(node, move |id| enter_media(tree, id)) {
            match step {
                Step::Open(id) if tree.name(id) == "media" => {
                    self.item.pictures.push(story::media(tree, id));
                }
                Step::Open(id)
                    if tree.name(id) == "note" && story::is_note_to_editors(tree, id) =>
                {
                    self.item.ed_notes.extend(story::note(tree, id));
                }
                _ => {}
            }
        }
        let mut paragraphs = html::blocks_of_tree(tree, node, move |id| enter(tree, id));
        drop_repeated_headline(&self.item, &mut paragraphs);
        self.renditions(paragraphs);
    }

    /// The story is the body; without one the abstract is.
    fn renditions(&mut self, paragraphs: Vec<crate::Paragraph>) {
        let at = self.item.renditions.len();
        let media_type = Some("application/nitf+xml".to_owned());
        push_rendition(&mut self.item, "nitf".to_owned(), media_type, paragraphs);
        if self.item.renditions.len() > at {
            self.item.body = Some(at);
            return;
        }
        let mut renditions = self.item.renditions.iter();
        self.item.body = renditions.position(|rendition| rendition.name == "abstract");
        if self.item.body.is_some() {
            let message = "the document carries an abstract and no other text";
            self.find("body.summary_only", message, self.raw.node);
        }
    }

    /// What headline and notes say in the trade's words: all signals in the headline, only kills in notes.
    fn words(&mut self) {
        let headline = self.item.headline.clone().unwrap_or_default();
        let notes = &self.item.ed_notes;
        let kills = notes
            .iter()
            .any(|note| signal_words::in_note(&note.text).contains(&Signal::Kill));
        let embargoed = signal_words::states_embargo(&headline)
            || notes
                .iter()
                .any(|note| signal_words::states_embargo(&note.text));
        add_signals(&mut self.item, signal_words::in_headline(&headline));
        add_signals(&mut self.item, kills.then_some(Signal::Kill));
        if embargoed && self.item.embargo == Embargo::None {
            let message = "a headline or note says that the item is embargoed";
            self.find("embargo.from_text", message, self.raw.node);
            self.close(None, self.raw.node);
        }
    }

    fn unplaced(&mut self) {
        let mut findings = Findings::new();
        for &node in &self.raw.unplaced {
            let message = "text in the head has no field";
            findings.add("text.unplaced", message, Some(self.tree.span(node)));
        }
        self.item.findings.extend(findings.into_list());
    }
}

fn subject(raw: &RawSubject<'_>) -> Subject {
    let code = raw.code.as_deref().and_then(folded);
    let code = code.map(|code| match code.rsplit_once(':') {
        Some((_, code)) => code.to_owned(),
        None => code,
    });
    let is_iptc = |code: &String| code.len() == 8 && code.bytes().all(|b| b.is_ascii_digit());
    let names: [&Option<Cow<'_, str>>; 3] = [&raw.detail, &raw.matter, &raw.wide];
    Subject {
        scheme: code
            .as_ref()
            .filter(|code| is_iptc(code))
            .map(|_| SUBJECT_CODES.to_owned()),
        name: names.into_iter().flatten().find_map(|name| folded(name)),
        code,
    }
}

/// Whether a `meta` of this name holds an id: `NTBID`, `article-id`.
fn is_id_name(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    name.ends_with("ID") || lower == "id" || lower.ends_with("-id") || lower.ends_with("_id")
}

fn digits(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(char::is_ascii_digit)
}

fn enter_media(tree: &Tree<'_>, id: NodeId) -> Enter {
    match tree.name(id) {
        "head" | "body.head" => Enter::Skip,
        _ => Enter::Into,
    }
}

fn enter(tree: &Tree<'_>, id: NodeId) -> Enter {
    match tree.name(id) {
        "head" | "body.head" | "media" => Enter::Skip,
        "note" if story::is_note_to_editors(tree, id) => Enter::Skip,
        _ => Enter::Into,
    }
}
