//! A raw NewsML 1 item to an item: identity, status, embargo, lines, rights and subjects. The strictest status wins;
//! an instruction that cancels revisions is a kill of the item's own guid.

use std::borrow::Cow;

use super::content;
use super::parse::formal_name;
use super::raw::{Component, RawItem};
use crate::origin::{self, add_once, note};
use crate::stated;
use crate::xml::{Enter, NodeId, Tree};
use crate::{
    BlockKind, EdNote, Format, Item, Kills, Link, Paragraph, Rendition, SentTime, Signal, Source,
    Subject, html, version,
};

const SUBJECT_CODES: &str = "http://cv.iptc.org/newscodes/subjectcode/";

/// The item that `raw` describes.
pub(super) fn item(tree: &Tree<'_>, raw: &RawItem, source: &Source<'_>) -> Item {
    let mut adapter = Adapter {
        tree,
        raw,
        source,
        pictured: content::pictured(tree, raw),
        item: source.item(Format::NewsMl1),
    };
    adapter.identity();
    adapter.times();
    adapter.status();
    adapter.instructions();
    adapter.signals();
    adapter.links();
    adapter.metadata();
    adapter.lines();
    content::read(&mut adapter);
    adapter.notes();
    stated::words(&mut adapter.item);
    adapter.unplaced();
    origin::note_full_lists(&mut adapter.item);
    origin::finish(&mut adapter.item);
    adapter.item
}

/// An item under construction.
pub(super) struct Adapter<'r, 'a> {
    pub tree: &'r Tree<'a>,
    pub raw: &'r RawItem,
    pub source: &'r Source<'r>,
    /// Of each component whether it is a picture's, so that its lines and metadata are the picture's.
    pub pictured: Vec<bool>,
    pub item: Item,
}

impl<'r> Adapter<'r, '_> {
    fn line(&self, node: Option<NodeId>) -> Option<String> {
        self.tree.folded(node?)
    }

    fn code(&self, node: Option<NodeId>) -> Option<String> {
        formal_name(self.tree, node?)
    }

    pub(super) fn find(&mut self, code: &'static str, message: impl Into<String>, at: NodeId) {
        let span = self.tree.span(at);
        note(&mut self.item, code, message, Some(span));
    }

    pub(super) fn note(&mut self, role: &str, text: Option<String>) {
        self.item.ed_notes.extend(text.map(|text| EdNote {
            role: Some(role.to_owned()),
            text,
            publishable: false,
        }));
    }

    fn identity(&mut self) {
        let raw = self.raw;
        let provider = self.line(raw.provider_id);
        let news_item_id = self.line(raw.news_item_id);
        let revision = self.line(raw.revision_id);
        let public = self.line(raw.public_identifier);
        let (id, revision_of_id) = match &public {
            Some(public) => without_revision(public, revision.as_deref()),
            None => ("", None),
        };
        if !id.is_empty() {
            self.item.guid = id.to_owned();
        } else if let Some(news_item_id) = news_item_id {
            let date = self.line(raw.date_id);
            let parts = [provider.clone(), date, Some(news_item_id)];
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            self.item.guid = format!("urn:newsml:{}", parts.join(":"));
        } else {
            let span = self.tree.span(raw.node);
            self.source.name_by_hash(&mut self.item, span);
        }
        self.item.version = revision.or_else(|| revision_of_id.map(str::to_owned));
        self.item.version_ordinal = self.item.version.as_deref().and_then(version::ordinal);
        if let Some(public) = public {
            origin::add_alt_id(&mut self.item, "PublicIdentifier", public);
        }
        if self.item.agency.is_none() {
            let name = provider.as_deref().and_then(|id| id.split(':').next());
            self.item.agency = name.map(str::to_owned);
        }
        self.labels();
    }

    fn labels(&mut self) {
        let raw = self.raw;
        if let Some(name) = self.line(raw.name_label) {
            origin::add_alt_id(&mut self.item, "NameLabel", name);
        }
        for label in &raw.labels {
            let kind = self.code(self.tree.child(*label, "LabelType"));
            if let Some(text) = self.line(self.tree.child(*label, "LabelText")) {
                let kind = kind.as_deref().unwrap_or("Label");
                origin::add_alt_id(&mut self.item, kind, text);
            }
        }
    }

    fn time(&mut self, node: Option<NodeId>) -> Option<SentTime> {
        let text = self.line(node)?;
        let span = self.tree.span(node?);
        origin::time_of(self.source, &text, span, &mut self.item)
    }

    fn times(&mut self) {
        self.item.first_created = self.time(self.raw.first_created);
        self.item.version_created = self.time(self.raw.revision_created);
    }

    /// An embargoed item is usable after its time; a usable one that will be withheld or canceled expires.
    fn status(&mut self) {
        let raw = self.raw;
        let tree = self.tree;
        self.item.status_raw = self.code(raw.status);
        let change = raw.status_will_change;
        let will_be = change.and_then(|change| self.code(tree.child(change, "FutureStatus")));
        let will_be_usable = will_be.is_none_or(|status| status.eq_ignore_ascii_case("usable"));
        let when = change.and_then(|change| tree.child(change, "DateAndTime"));
        let sent = self.line(when);
        let time = self.time(when);
        let Some(at) = raw.status else { return };
        let status = self.item.status_raw.clone().unwrap_or_default();
        if status.eq_ignore_ascii_case("embargoed") {
            let time = time.filter(|_| will_be_usable);
            let span = tree.span(change.unwrap_or(at));
            return stated::embargo(&mut self.item, time, sent.as_deref(), span);
        }
        stated::status(&mut self.item, &status, Some(tree.span(at)));
        if !will_be_usable {
            self.item.expires = time;
        }
    }

    /// Revisions that are canceled or withheld by this item.
    fn instructions(&mut self) {
        let tree = self.tree;
        for node in &self.raw.revision_statuses {
            let status = self.code(tree.child(*node, "Status")).unwrap_or_default();
            match status.to_ascii_lowercase().as_str() {
                "canceled" | "cancelled" => {
                    self.kill(*node);
                    origin::add_signals(&mut self.item, [Signal::Kill]);
                }
                "withheld" => origin::add_signals(&mut self.item, [Signal::Withhold]),
                _ => {}
            }
        }
    }

    /// Kills a revision of this very item; two instructions for different ones kill all.
    fn kill(&mut self, node: NodeId) {
        let revision = self.tree.word(node, "Revision").map(Cow::into_owned);
        if let Some(kills) = &mut self.item.kills {
            if kills.version != revision {
                kills.version = None;
            }
            return;
        }
        self.item.kills = Some(Box::new(Kills {
            by: "guid",
            guid: Some(self.item.guid.clone()),
            version: revision,
            span: Some(self.tree.span(node)),
            ..Kills::default()
        }));
    }

    fn signals(&mut self) {
        let raw = self.raw;
        let kind = self.code(raw.news_item_type).unwrap_or_default();
        let by_type = match kind.to_ascii_lowercase().as_str() {
            "alert" => Some(Signal::Alert),
            "advisory" => Some(Signal::Advisory),
            _ => None,
        };
        origin::add_signals(&mut self.item, by_type);
        let Some(revision) = raw.revision_id else {
            return;
        };
        let previous = self.tree.word(revision, "PreviousRevision");
        let previous = previous.and_then(|number| number.parse::<u64>().ok());
        let changed = [Signal::Kill, Signal::Correction];
        let changed = changed
            .iter()
            .any(|signal| self.item.signals.contains(signal));
        if previous.is_some_and(|number| number > 0) && !changed {
            origin::add_signals(&mut self.item, [Signal::Update]);
        }
        let update = self.tree.word(revision, "Update");
        let partial = update.is_some_and(|update| !update.eq_ignore_ascii_case("N"));
        if partial || !raw.updates.is_empty() {
            let message = "only changes to an earlier revision were sent";
            self.find("newsml1.partial", message, revision);
        }
    }

    fn links(&mut self) {
        let raw = self.raw;
        let named = |nodes: &[NodeId], rel: &str| -> Vec<Link> {
            let targets = nodes
                .iter()
                .filter_map(|node| self.tree.word(*node, "NewsItem"));
            let link = |target: Cow<'_, str>| Link {
                rel: rel.to_owned(),
                target: target.into_owned(),
                version: None,
            };
            targets.map(link).collect()
        };
        let mut links = named(&raw.derived_from, "derived_from");
        links.extend(named(&raw.associated_with, "related"));
        for component in &raw.components {
            links.extend(named(&component.references, "contains"));
        }
        self.item.links.extend(links);
        let remarks = raw.derived_from.iter().chain(&raw.associated_with);
        let remarks = remarks.chain(raw.components.iter().flat_map(|c| &c.references));
        for node in remarks.copied().collect::<Vec<_>>() {
            let text = self.tree.folded(node);
            self.note("Comment", text);
        }
    }

    /// The language, urgency, subjects, sources and rights of all components; the first of each single fact counts.
    fn metadata(&mut self) {
        let raw = self.raw;
        if let Some(node) = raw.urgency {
            let urgency = self.code(Some(node)).and_then(|text| text.parse().ok());
            self.item.urgency = urgency.filter(|urgency| (1..=9).contains(urgency));
            if self.item.urgency.is_none() {
                self.find("urgency.unreadable", "the urgency is not 1 to 9", node);
            }
        }
        for component in self.components_of_item() {
            for node in &component.administrative {
                self.administrative(*node);
            }
            for node in &component.rights {
                self.right(*node);
            }
            for node in &component.descriptive {
                self.descriptive(*node);
            }
        }
        if self.item.language.is_none() {
            let nodes = raw.components.iter().map(|component| component.node);
            let mut nodes = nodes.chain([raw.node]);
            let language = nodes.find_map(|node| self.tree.word(node, "xml:lang"));
            self.item.language = language.map(Cow::into_owned);
        }
    }

    /// The components that are no picture's.
    fn components_of_item(&self) -> Vec<&'r Component> {
        let components = self.raw.components.iter().zip(&self.pictured);
        let own = components.filter(|(_, pictured)| !**pictured);
        own.map(|(component, _)| component).collect()
    }

    fn administrative(&mut self, node: NodeId) {
        if self.tree.name(node) == "Source" {
            let party = self.code(self.tree.child(node, "Party"));
            add_once(&mut self.item.sources, party);
        }
    }

    fn right(&mut self, node: NodeId) {
        let tree = self.tree;
        match tree.name(node) {
            "Copyright" => {
                let holder = self.line(tree.child(node, "CopyrightHolder"));
                if self.item.copyright_holder.is_none() {
                    self.item.copyright_holder = holder;
                }
            }
            "UsageRights" => {
                let parts = tree
                    .elements(node)
                    .filter_map(|part| formal_name(tree, part));
                let terms = parts.collect::<Vec<_>>().join("; ");
                add_once(&mut self.item.usage_terms, origin::folded(&terms));
            }
            _ => {}
        }
    }

    fn descriptive(&mut self, node: NodeId) {
        let tree = self.tree;
        match tree.name(node) {
            "Language" if self.item.language.is_none() => {
                self.item.language = self.code(Some(node));
            }
            "Genre" => self.genre(node),
            "SubjectCode" => {
                for code in tree.elements(node) {
                    self.subject(code);
                }
            }
            "Location" => self.location(node),
            "Property" => self.property(node),
            _ => {}
        }
    }

    fn genre(&mut self, node: NodeId) {
        let genre = self.code(Some(node));
        let signal = match genre.as_deref().unwrap_or_default() {
            word if word.eq_ignore_ascii_case("update") => Some(Signal::Update),
            word if word.eq_ignore_ascii_case("correction") => Some(Signal::Correction),
            _ => None,
        };
        origin::add_signals(&mut self.item, signal);
        add_once(&mut self.item.genre, genre);
    }

    fn subject(&mut self, node: NodeId) {
        let Some(code) = self.code(Some(node)) else {
            return;
        };
        let scheme = self.tree.word(node, "Scheme");
        let iptc = scheme
            .as_deref()
            .is_none_or(|scheme| scheme.contains("Iptc"));
        let eight = code.len() == 8 && code.bytes().all(|byte| byte.is_ascii_digit());
        let subject = Subject {
            code: Some(code),
            scheme: (iptc && eight).then(|| SUBJECT_CODES.to_owned()),
            name: None,
        };
        add_once(&mut self.item.subjects, Some(subject));
    }

    /// Where the content comes from; places that it is about have no name here but codes of senders.
    fn location(&mut self, node: NodeId) {
        let origin = self.tree.word(node, "HowPresent");
        if origin.is_some_and(|how| !how.eq_ignore_ascii_case("origin")) {
            return;
        }
        let mut parts: Vec<String> = Vec::new();
        for wanted in ["City", "Area", "CountryArea", "Country"] {
            let mut properties = self.tree.children_named(node, "Property");
            let found = properties.find(|property| {
                self.tree.word(*property, "FormalName").as_deref() == Some(wanted)
            });
            let value = found.and_then(|property| self.tree.word(property, "Value"));
            parts.extend(
                value
                    .and_then(|value| origin::folded(&value))
                    .filter(|v| v != "ZZZ"),
            );
        }
        add_once(&mut self.item.located, origin::folded(&parts.join(", ")));
    }

    fn property(&mut self, node: NodeId) {
        let value = self
            .tree
            .word(node, "Value")
            .and_then(|value| origin::folded(&value));
        match self.tree.word(node, "FormalName").as_deref() {
            Some("Keyword") => add_once(&mut self.item.keywords, value),
            Some("Location") => self.location(node),
            _ => {}
        }
    }

    /// The lines of the outermost component; what it lacks, from those inside it.
    fn lines(&mut self) {
        let raw = self.raw;
        for component in self.components_of_item() {
            for line in &component.lines {
                self.one_line(*line);
            }
        }
        if self.item.slugline.is_none() {
            self.item.slugline = self.line(raw.name_label);
        }
    }

    fn one_line(&mut self, node: NodeId) {
        let tree = self.tree;
        let Some(text) = tree.folded(node) else {
            return;
        };
        let name = tree.name(node);
        let field = match name {
            "HeadLine" => &mut self.item.headline,
            "ByLine" => &mut self.item.byline,
            "DateLine" => &mut self.item.dateline,
            "CreditLine" => &mut self.item.credit_line,
            "CopyrightLine" => &mut self.item.copyright_notice,
            "SlugLine" => &mut self.item.slugline,
            "RightsLine" => return add_once(&mut self.item.usage_terms, Some(text)),
            "KeywordLine" => return add_once(&mut self.item.keywords, Some(text)),
            "SubHeadLine" => return self.sub_headline(node, text),
            "NewsLine" => return self.typed_line(node),
            _ => return self.note(name, Some(text)),
        };
        match field {
            None => *field = Some(text),
            Some(known) if *known == text => {}
            Some(_) => {
                let message = format!("a second {name} has no field: {text}");
                self.find("text.unplaced", message, node);
            }
        }
    }

    fn sub_headline(&mut self, node: NodeId, text: String) {
        let paragraph = Paragraph {
            kind: BlockKind::Heading,
            text,
            span: self.tree.span(node),
        };
        self.item.renditions.push(Rendition {
            name: "subHeadline".to_owned(),
            media_type: None,
            paragraphs: vec![paragraph],
        });
    }

    /// A line of a type of the sender's: a note to editors.
    fn typed_line(&mut self, node: NodeId) {
        let tree = self.tree;
        let kind = self.code(tree.child(node, "NewsLineType"));
        let kind = kind.unwrap_or_else(|| "NewsLine".to_owned());
        for text in tree.children_named(node, "NewsLineText") {
            let lines = html::blocks_of_tree(tree, text, |_| Enter::Into);
            let lines: Vec<String> = lines.into_iter().map(|line| line.text).collect();
            self.note(
                &kind,
                Some(lines.join("\n")).filter(|text| !text.is_empty()),
            );
        }
    }

    fn notes(&mut self) {
        for comment in &self.raw.comments {
            let text = self.tree.folded(*comment);
            self.note("Comment", text);
        }
    }

    fn unplaced(&mut self) {
        for node in &self.raw.unplaced {
            let message = format!("text in {:.80} has no field", self.tree.name(*node));
            self.find("text.unplaced", message, *node);
        }
    }
}

/// A public identifier without the revision at its end, and that revision. The end is one only if it repeats
/// `RevisionId`, or, in the form of the standard, is a number and at most a letter.
fn without_revision<'p>(public: &'p str, revision: Option<&str>) -> (&'p str, Option<&'p str>) {
    let Some((id, last)) = public.rsplit_once(':') else {
        return (public, None);
    };
    let digits = last.trim_end_matches(['N', 'U', 'A']);
    let number = !digits.is_empty()
        && digits.len() + 1 >= last.len()
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    let standard = id.starts_with("urn:newsml:") && id.matches(':').count() >= 4;
    if revision == Some(digits) || (number && standard) {
        (id, Some(digits))
    } else {
        (public, None)
    }
}
