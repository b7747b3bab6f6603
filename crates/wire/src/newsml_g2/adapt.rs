//! A raw item to the item of the design: identity, times, status, embargo, signals, lines, rights, subjects, links.
//! The strictest status wins; an embargo without a readable time stays closed. Publishes nothing.

use std::borrow::Cow;

use super::content;
use super::parse::{LISTED_MAX, Message};
use super::raw::{Coded, Member, RawItem, RawLink, Words};
use super::schemes::{self, Schemes};
use crate::finding::Findings;
use crate::origin::{add_alt_id, add_signals, note};
use crate::xml::{NodeId, Tree};
use crate::{
    EdNote, Embargo, Format, Item, Link, Picture, SentTime, Signal, Source, Span, Status, Subject,
    html, language, signal_words, time, version,
};

/// Words that kill in any scheme, even beside a usable status.
const KILL_WORDS: [&str; 6] = [
    "remove",
    "delete",
    "kill",
    "retract",
    "withdraw",
    "withdrawn",
];

/// States by which vendors say that an item is not ready.
const DRAFT_STATES: [&str; 5] = ["draft", "hold", "onhold", "pending", "embargoed"];

/// The item that `raw` describes.
pub(super) fn item(
    tree: &Tree<'_>,
    raw: &RawItem<'_>,
    message: &Message<'_>,
    source: &Source<'_>,
) -> Item {
    let mut adapter = Adapter {
        tree,
        raw,
        source,
        schemes: Schemes::of(raw, &message.catalog_refs),
        item: source.item(Format::NewsMlG2),
        findings: Findings::new(),
        unknown_aliases: Vec::new(),
    };
    adapter.identity(message);
    adapter.times();
    adapter.status();
    adapter.embargo();
    adapter.lines();
    adapter.rights();
    adapter.classification();
    adapter.notes();
    adapter.signals();
    adapter.links();
    content::read(&mut adapter);
    adapter.words();
    adapter.finish()
}

/// An item under construction.
pub(super) struct Adapter<'r, 't, 'a> {
    pub tree: &'t Tree<'a>,
    pub raw: &'r RawItem<'t>,
    pub source: &'r Source<'r>,
    pub schemes: Schemes<'r, 't>,
    pub item: Item,
    pub findings: Findings,
    unknown_aliases: Vec<String>,
}

impl<'t> Adapter<'_, 't, '_> {
    pub(super) fn find(&mut self, code: &'static str, message: impl std::fmt::Display, at: NodeId) {
        let span = self.tree.span(at);
        self.findings.add(code, message, Some(span));
    }

    fn identity(&mut self, message: &Message<'_>) {
        match &self.raw.guid {
            Some(guid) => self.item.guid = guid.clone().into_owned(),
            None => {
                let span = self.tree.span(self.raw.node);
                self.source.name_by_hash(&mut self.item, span);
            }
        }
        self.item.version = self.raw.version.clone().map(Cow::into_owned);
        self.item.version_ordinal = match self.item.version.as_deref() {
            Some(sent) => version::ordinal(sent),
            None => Some(1),
        };
        if self.item.agency.is_none() {
            let provider = self.raw.provider.as_ref().and_then(name_of_provider);
            self.item.agency = provider.or_else(|| message.sender.clone());
        }
        for id in self.raw.alt_ids.iter().filter(|id| !id.text.is_empty()) {
            self.alt_id(id);
        }
        if let Some(id) = &self.raw.versioned_id {
            add_alt_id(&mut self.item, "versionedId", id.clone().into_owned());
        }
    }

    /// Whether an alias is one of those that [`super::write`] defines.
    fn is_own(&self, alias: &str) -> bool {
        let uri = self.schemes.uri(alias);
        uri.is_some_and(|uri| uri.starts_with(super::write::OWN))
    }

    fn alt_id(&mut self, id: &Words<'_>) {
        let kind = id
            .kind
            .as_deref()
            .map_or("altId", |kind| schemes::split(kind).1);
        if kind == "iptc7901Id"
            && let Some(telegram) = Telegram::read(&id.text)
        {
            let (service, message) = telegram.ids();
            add_alt_id(&mut self.item, "iptc7901", service);
            add_alt_id(&mut self.item, "message", message);
            return;
        }
        add_alt_id(&mut self.item, kind, id.text.clone());
    }

    fn times(&mut self) {
        let raw = self.raw;
        self.item.version_created = self.time(raw.version_created.as_ref());
        self.item.first_created = self.time(raw.first_created.as_ref());
        self.item.expires = self.time(raw.expires.as_ref());
    }

    fn time(&mut self, words: Option<&Words<'_>>) -> Option<SentTime> {
        let words = words?;
        let zone = self.source.hint.zone.as_ref();
        let span = Some(self.tree.span(words.node));
        time::read_noting(&words.text, zone, span, &mut self.findings)
    }

    fn status(&mut self) {
        let Some(stated) = &self.raw.pub_status else {
            return;
        };
        let sent = stated.qcode.as_deref().or(stated.uri.as_deref());
        let sent = sent.or(stated.literal.as_deref()).unwrap_or("");
        self.item.status_raw = Some(sent.to_owned());
        let word = last_word(sent).to_ascii_lowercase();
        match word.as_str() {
            "usable" => {}
            "canceled" | "cancelled" | "withdrawn" => {
                self.item.status = Status::Canceled;
                self.item.signals.push(Signal::Kill);
            }
            "withheld" => {
                self.item.status = Status::Withheld;
                self.item.signals.push(Signal::Withhold);
            }
            draft if DRAFT_STATES.contains(&draft) => self.item.status = Status::Withheld,
            _ => {
                self.item.status = Status::Withheld;
                let message = format_args!("the status {sent:?} is not known");
                self.find("status.unknown", message, stated.node);
            }
        }
    }

    /// An embargo that is there but empty or unreadable is one without a time.
    fn embargo(&mut self) {
        let Some(stated) = &self.raw.embargoed else {
            return;
        };
        let time = match stated.text.is_empty() {
            true => None,
            false => self.time(Some(stated)),
        };
        match time {
            Some(time) => {
                self.item.embargo = Embargo::Until(time.at);
                self.item.embargo_text = Some(time.text);
            }
            None => {
                self.item.embargo = Embargo::TimeUnknown;
                self.item.embargo_text = (!stated.text.is_empty()).then(|| stated.text.clone());
                let message = "embargoed without a readable time";
                self.find("embargo.no_time", message, stated.node);
            }
        }
    }

    fn lines(&mut self) {
        let raw = self.raw;
        self.headline();
        self.item.slugline = self.first_line(&raw.sluglines);
        self.item.dateline = self.first_line(&raw.datelines);
        self.item.credit_line = self.first_line(&raw.credit_lines);
        let bylines = raw.bylines.iter().map(|by| by.text.as_str());
        self.item.byline = joined(bylines.filter(|text| !text.is_empty()));
        self.item.language = raw
            .languages
            .first()
            .or(raw.language.as_ref())
            .map(|tag| language::bcp47(tag));
        self.item.urgency = self.urgency();
        let keywords = raw.keywords.iter().map(|keyword| keyword.text.clone());
        self.item.keywords = keywords.filter(|text| !text.is_empty()).collect();
    }

    /// The headline without a role, else the first, else the item's title or a concept's name.
    fn headline(&mut self) {
        let raw = self.raw;
        let plain = |words: &&Words<'_>| !words.text.is_empty() && !is_sub_headline(words);
        let main = raw.headlines.iter().find(plain);
        let main = main.or_else(|| raw.headlines.iter().find(|words| !words.text.is_empty()));
        let main = main.or_else(|| raw.titles.iter().find(|title| !title.text.is_empty()));
        let main = main.or_else(|| raw.concept_names.first());
        self.item.headline = main
            .map(|words| words.text.clone())
            .filter(|text| !text.is_empty());
        let others = raw.titles.iter().filter(|title| !title.text.is_empty());
        for title in others {
            if self.item.headline.as_ref() != Some(&title.text) {
                let text = title.text.clone();
                let role = Some("title".to_owned());
                self.note(role, text, false);
            }
        }
    }

    /// The first of several lines; the others have no field.
    fn first_line(&mut self, lines: &[Words<'_>]) -> Option<String> {
        let mut said = lines.iter().filter(|words| !words.text.is_empty());
        let first = said.next()?;
        for other in said.filter(|other| other.text != first.text) {
            let name = self.tree.name(other.node);
            let message = format_args!("a second {name} has no field: {}", other.text);
            self.find("text.unplaced", message, other.node);
        }
        Some(first.text.clone())
    }

    fn urgency(&mut self) -> Option<u8> {
        let stated = self.raw.urgency.as_ref()?;
        match stated.text.parse::<u8>() {
            Ok(urgency @ 1..=9) => Some(urgency),
            _ if stated.text.is_empty() => None,
            _ => {
                let message = format_args!("{:.40} is no urgency from 1 to 9", stated.text);
                self.find("schema.violation", message, stated.node);
                None
            }
        }
    }

    fn rights(&mut self) {
        let raw = self.raw;
        let language = self.item.language.clone();
        self.item.copyright_holder = raw.copyright_holders.iter().find_map(label);
        let mut notices = raw.copyright_notices.iter().filter(|n| !n.text.is_empty());
        let own = notices
            .clone()
            .find(|n| same_language(n, language.as_deref()));
        let notice = own.or_else(|| notices.next());
        self.item.copyright_notice = notice.map(|notice| notice.text.clone());
        let terms = raw.usage_terms.iter().map(|terms| terms.text.clone());
        self.item.usage_terms = terms.filter(|text| !text.is_empty()).collect();
    }

    fn classification(&mut self) {
        let raw = self.raw;
        self.item.sources = distinct(raw.info_sources.iter().filter_map(label));
        self.item.located = distinct(raw.located.iter().filter_map(label));
        self.item.genre = distinct(raw.genres.iter().filter_map(label));
        let mut subjects = Vec::with_capacity(raw.subjects.len());
        for subject in &raw.subjects {
            let subject = self.subject(subject);
            // one that is only told by its facets says nothing here
            subjects.extend(Some(subject).filter(|subject| *subject != Subject::default()));
        }
        self.item.subjects = subjects;
        if !self.unknown_aliases.is_empty() {
            let aliases = self.unknown_aliases.join(", ");
            let message = format_args!("the item's catalog does not define {aliases}");
            self.find("vocab.unknown_alias", message, raw.node);
        }
    }

    fn subject(&mut self, subject: &Coded<'_>) -> Subject {
        let (mut code, mut scheme) = (None, None);
        if let Some(qcode) = subject.qcode.as_deref() {
            let (alias, word) = schemes::split(qcode);
            code = Some(word.to_owned());
            scheme = self.schemes.uri(alias).map(str::to_owned);
            let known = |seen: &String| seen == alias;
            if scheme.is_none() && !self.unknown_aliases.iter().any(known) {
                self.unknown_aliases.push(alias.to_owned());
            }
        } else if let Some(uri) = subject.uri.as_deref() {
            let (before, word) = schemes::split_uri(uri);
            code = Some(word.to_owned());
            scheme = Some(before.to_owned()).filter(|before| !before.is_empty());
        } else if let Some(literal) = subject.literal.as_deref() {
            code = Some(literal.to_owned());
        }
        let name = self.name(subject).or_else(|| self.asserted_name(subject));
        Subject { code, scheme, name }
    }

    /// The name in the item's own language, else the first.
    fn name(&self, coded: &Coded<'_>) -> Option<String> {
        let language = self.item.language.as_deref();
        let names = || coded.names.iter().filter(|name| !name.text.is_empty());
        let own = names().find(|name| same_language(name, language));
        Some(own.or_else(|| names().next())?.text.clone())
    }

    /// `assert` says more about a code elsewhere in the item.
    fn asserted_name(&self, coded: &Coded<'_>) -> Option<String> {
        let same = |other: &&Coded<'_>| {
            let matches = |a: &Option<Cow<'_, str>>, b: &Option<Cow<'_, str>>| {
                a.is_some() && a.as_deref() == b.as_deref()
            };
            matches(&other.qcode, &coded.qcode)
                || matches(&other.uri, &coded.uri)
                || matches(&other.literal, &coded.literal)
        };
        let assert = self.raw.asserts.iter().find(same)?;
        self.name(assert)
    }

    fn notes(&mut self) {
        let raw = self.raw;
        for (node, role) in &raw.ed_notes {
            let text = lines_of(self.tree, *node);
            if text.is_empty() {
                continue;
            }
            let own = role
                .as_deref()
                .and_then(|role| role.strip_prefix("cdnote:"));
            let role = match own.filter(|_| self.is_own("cdnote")) {
                Some(own) => Some(Cow::Owned(own.to_owned())),
                None => role.clone(),
            };
            let word = role.as_deref().map_or("", last_word);
            let constrained = self.tree.word(*node, "pubconstraint").is_some();
            let publishable = word == "public" && !constrained;
            self.note(role.map(Cow::into_owned), text, publishable);
        }
    }

    pub(super) fn note(&mut self, role: Option<String>, text: String, publishable: bool) {
        self.item.ed_notes.push(EdNote {
            role,
            text,
            publishable,
        });
    }

    /// Only known pairs of scheme and word are signals; words that kill do so in any scheme.
    fn signals(&mut self) {
        let raw = self.raw;
        if raw.signals.len() >= LISTED_MAX || raw.links.len() >= LISTED_MAX {
            // one of those left out may have taken the item back
            self.item.status = self.item.status.max(Status::Withheld);
            note(
                &mut self.item,
                "limit.value",
                "more signals or links than are read",
                None,
            );
        }
        for signal in &raw.signals {
            let sent = signal.qcode.as_deref().or(signal.uri.as_deref());
            let Some(sent) = sent.or(signal.literal.as_deref()) else {
                continue;
            };
            let word = last_word(sent).to_ascii_lowercase();
            let iptc = match &signal.qcode {
                Some(qcode) => {
                    let alias = schemes::split(qcode).0;
                    self.schemes.is_iptc(alias, "signal", "sig")
                }
                None => schemes::split_uri(sent).0.ends_with("/signal/"),
            };
            let own = signal
                .qcode
                .as_deref()
                .is_some_and(|qcode| self.is_own(schemes::split(qcode).0));
            let iptc = iptc || own;
            let found = match word.as_str() {
                "notice-of-a-kill" if own => Signal::Kill,
                "withhold" if own => Signal::Withhold,
                kill if KILL_WORDS.contains(&kill) => {
                    self.item.status = Status::Canceled;
                    Signal::Kill
                }
                "update" if iptc => Signal::Update,
                "correction" if iptc => Signal::Correction,
                "repeat" | "retransmission" if iptc => Signal::Repeat,
                "advisory" if iptc => Signal::Advisory,
                "alert" | "flash" if iptc => Signal::Alert,
                _ => continue,
            };
            add_signals(&mut self.item, [found]);
        }
    }

    fn links(&mut self) {
        let raw = self.raw;
        for link in &raw.links {
            self.link(link);
        }
        let previous = |link: &Link| link.rel == "previous_version";
        let changed = [Signal::Correction, Signal::Kill];
        if self.item.links.iter().any(previous)
            && !changed.iter().any(|s| self.item.signals.contains(s))
        {
            add_signals(&mut self.item, [Signal::Update]);
        }
        for node in members_in_order(raw) {
            self.member(node);
        }
    }

    fn link(&mut self, link: &RawLink<'_>) {
        let target = link.residref.as_ref().or(link.href.as_ref());
        let Some(target) = target.map(|target| target.clone().into_owned()) else {
            return;
        };
        let word = link.rel.as_deref().map_or("", last_word);
        if is_image(link.media_type.as_deref()) {
            self.item.pictures.push(Picture {
                id: link.residref.clone().map(Cow::into_owned),
                href: link.href.clone().map(Cow::into_owned),
                headline: self.child_line(link.node, "title"),
                ..Picture::default()
            });
        }
        self.item.links.push(Link {
            rel: relation(word).to_owned(),
            target,
            version: link.version.clone().map(Cow::into_owned),
        });
    }

    /// An item that the package contains; pictures among them are also pictures of the package.
    fn member(&mut self, node: NodeId) {
        let tree = self.tree;
        let id = tree.word(node, "residref").map(Cow::into_owned);
        let href = tree.word(node, "href").map(Cow::into_owned);
        let Some(target) = id.clone().or_else(|| href.clone()) else {
            return;
        };
        self.item.links.push(Link {
            rel: "contains".to_owned(),
            target,
            version: tree.word(node, "version").map(Cow::into_owned),
        });
        let class = tree.child(node, "itemClass");
        let class = class.and_then(|class| tree.word(class, "qcode"));
        let pictured = class
            .as_deref()
            .is_some_and(|class| last_word(class) == "picture");
        if pictured || is_image(tree.word(node, "contenttype").as_deref()) {
            self.item.pictures.push(Picture {
                id,
                href,
                headline: self.child_line(node, "headline"),
                caption: self.child_line(node, "description"),
                credit: self.child_line(node, "creditline"),
                ..Picture::default()
            });
        }
    }

    fn child_line(&self, node: NodeId, name: &str) -> Option<String> {
        self.tree.folded(self.tree.child(node, name)?)
    }

    /// What headline and notes say in the trade's words: all signals in the headline, only kills in notes.
    fn words(&mut self) {
        let headline = self.item.headline.as_deref().unwrap_or_default();
        let signals = signal_words::in_headline(headline);
        let stated = signal_words::states_embargo(headline);
        add_signals(&mut self.item, signals);
        let notes = std::mem::take(&mut self.item.ed_notes);
        for note in &notes {
            if signal_words::in_note(&note.text).contains(&Signal::Kill) {
                add_signals(&mut self.item, [Signal::Kill]);
            }
        }
        let stated = stated
            || notes
                .iter()
                .any(|note| signal_words::states_embargo(&note.text));
        self.item.ed_notes = notes;
        if stated && self.item.embargo == Embargo::None {
            self.item.embargo = Embargo::TimeUnknown;
            let message = "a headline or note says that the item is embargoed";
            self.find("embargo.from_text", message, self.raw.node);
            self.find("embargo.no_time", message, self.raw.node);
        }
    }

    fn finish(mut self) -> Item {
        let mut places: Vec<(Span, &str, &'static str)> = Vec::new();
        for node in &self.raw.unplaced {
            let span = self.tree.span(*node);
            let code = unplaced_code(self.tree, *node);
            match places.last_mut() {
                Some((last, _, known)) if last.end == span.start && *known == code => {
                    last.end = span.end;
                }
                _ => places.push((span, self.tree.name(*node), code)),
            }
        }
        for (span, name, code) in places {
            let place = if name.is_empty() {
                "between elements"
            } else {
                name
            };
            let message = format_args!("text in {place:.80} has no field");
            self.findings.add(code, message, Some(span));
        }
        if self.item.body.is_none() && self.item.status != Status::Canceled {
            let message = format_args!("a {} without text", self.raw.element);
            self.find("item.no_text", message, self.raw.node);
        }
        self.item.findings.extend(self.findings.into_list());
        self.item
    }
}

/// The parts of an altId of type `iptc7901Id`: service, number, message number and day.
struct Telegram<'t> {
    service: &'t str,
    number: u32,
    name: &'t str,
    message: u32,
    day: &'t str,
}

impl<'t> Telegram<'t> {
    /// Reads `service:number:priority:category:words:name:message number:reference:yyyymmddhhmmssZONE`; the
    /// reference to an earlier telegram is mostly empty.
    fn read(text: &'t str) -> Option<Self> {
        let parts: Vec<&str> = text.split(':').collect();
        let [service, number, _, _, _, name, message, _, time] = *parts.as_slice() else {
            return None;
        };
        let day = time.get(..8)?;
        day.bytes()
            .all(|byte| byte.is_ascii_digit())
            .then_some(())?;
        Some(Self {
            service,
            number: number.parse().ok()?,
            // a language mark may stand before the agency's name: `cccce dpa-euro`
            name: name.rsplit(' ').next().unwrap_or(name),
            message: message.parse().ok()?,
            day,
        })
    }

    /// Service id and message id, numbers without leading zeros.
    fn ids(&self) -> (String, String) {
        let day = self.day;
        (
            format!("{}:{}:{day}", self.service, self.number),
            format!("{}:{}:{day}", self.name, self.message),
        )
    }
}

/// The code, behind the last `:`, `/` or `#`.
pub(super) fn last_word(sent: &str) -> &str {
    let sent = sent.trim_end_matches('/');
    sent.rsplit([':', '/', '#']).next().unwrap_or(sent)
}

/// What a concept is called: its name, else its literal, else its code.
fn label(coded: &Coded<'_>) -> Option<String> {
    let name = coded.names.iter().find(|name| !name.text.is_empty());
    if let Some(name) = name {
        return Some(name.text.clone());
    }
    let literal = coded.literal.as_deref();
    let code = literal.or_else(|| coded.qcode.as_deref().map(|qcode| schemes::split(qcode).1));
    code.or(coded.uri.as_deref()).map(crate::text::fold)
}

/// An agency goes by its code in a scheme, else by what it is called: a literal is no more than a key.
fn name_of_provider(provider: &Coded<'_>) -> Option<String> {
    let code = provider.qcode.as_deref();
    code.map(|qcode| crate::text::fold(schemes::split(qcode).1))
        .or_else(|| label(provider))
}

fn is_sub_headline(words: &Words<'_>) -> bool {
    words.role.as_deref().is_some_and(|role| {
        let word = last_word(role).to_ascii_lowercase();
        !matches!(word.as_str(), "main" | "headline" | "head")
    })
}

/// Text that is lost beside the story informs; inside the content it may be the story, and holds.
fn unplaced_code(tree: &Tree<'_>, node: NodeId) -> &'static str {
    let mut around = std::iter::successors(tree.parent(node), |&node| tree.parent(node));
    match around.any(|node| tree.name(node) == "contentSet") {
        true => "text.unplaced_body",
        false => "text.unplaced",
    }
}

fn same_language(words: &Words<'_>, language: Option<&str>) -> bool {
    let primary = |tag: &str| tag.find('-').unwrap_or(tag.len());
    match (words.language.as_deref(), language) {
        (Some(own), Some(wanted)) => {
            own[..primary(own)].eq_ignore_ascii_case(&wanted[..primary(wanted)])
        }
        _ => false,
    }
}

fn joined<'w>(words: impl Iterator<Item = &'w str>) -> Option<String> {
    let mut out = String::new();
    for word in words {
        if !out.is_empty() {
            out.push_str(", ");
        }
        out.push_str(word);
    }
    (!out.is_empty()).then_some(out)
}

fn distinct(words: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = Vec::new();
    for word in words.filter(|word| !word.is_empty()) {
        if !seen.contains(&word) {
            seen.push(word);
        }
    }
    seen
}

/// The text of an element that may hold XHTML: its paragraphs, one a line; without mark-up its own lines.
pub(super) fn lines_of(tree: &Tree<'_>, node: NodeId) -> String {
    let mut said = String::new();
    let mut add = |line: String| match said.is_empty() {
        true => said = line,
        false if line.is_empty() => {}
        false => {
            said.push('\n');
            said.push_str(&line);
        }
    };
    if tree.elements(node).next().is_some() {
        let blocks = html::blocks_of_tree(tree, node, |_| crate::xml::Enter::Into);
        blocks.into_iter().for_each(|block| add(block.text));
    } else {
        tree.text(node).lines().map(crate::text::fold).for_each(add);
    }
    said
}

pub(super) fn is_image(media_type: Option<&str>) -> bool {
    media_type.is_some_and(|media_type| media_type.starts_with("image/"))
}

fn relation(word: &str) -> &'static str {
    match word {
        "prevVersion" | "previousVersion" => "previous_version",
        "evolvedFrom" => "evolved_from",
        "derivedFrom" | "processedFrom" | "isTranslationOf" | "translatedFrom" => "derived_from",
        "corrects" | "correctionTo" | "isCorrectionOf" => "corrects",
        "replaces" | "supersedes" => "replaces",
        "sameAs" | "alternate" => "same_as",
        "isPartOf" | "partOf" => "part_of",
        "hasPart" | "contains" => "contains",
        "canonical" => "canonical",
        "enclosure" => "enclosure",
        _ => "related",
    }
}

/// The items of a package in the order of its groups, beginning at the root group; each group once.
fn members_in_order(raw: &RawItem<'_>) -> Vec<NodeId> {
    let index_of = |id: &str| {
        raw.groups
            .iter()
            .position(|group| group.id.as_deref() == Some(id))
    };
    let root = raw.root_group.as_deref().and_then(index_of);
    let mut seen = vec![false; raw.groups.len()];
    let mut nodes = Vec::new();
    for start in root.into_iter().chain(0..raw.groups.len()) {
        let mut stack = vec![(start, 0)];
        if std::mem::replace(&mut seen[start], true) {
            continue;
        }
        while let Some((group, at)) = stack.pop() {
            let Some(member) = raw.groups[group].members.get(at) else {
                continue;
            };
            stack.push((group, at + 1));
            match member {
                Member::Item(node) => nodes.push(*node),
                Member::Group(id) => {
                    let next = index_of(id).filter(|&next| !seen[next]);
                    if let Some(next) = next {
                        seen[next] = true;
                        stack.push((next, 0));
                    }
                }
            }
        }
    }
    nodes
}
