//! Writes an item as a NewsML-G2 news item, so that Copydesk can feed a system downstream. Elements stand in the order of
//! the NewsML-G2 2.29 schema (power conformance); schemes that IPTC's catalog lacks are defined in the item's own catalog.
//! An embargo without a time is an empty `embargoed`. Invents nothing: what the schema requires and the item does not
//! state is left out and named in [`Written::missing`]. A notice's reference to another item has no place here.

use std::fmt::Write as _;

use super::schemes;
use crate::{
    BlockKind, EdNote, Embargo, Item, Link, Paragraph, Picture, Rendition, Signal, Status, Subject,
};

/// What the project's own schemes begin with, in items it writes.
pub(super) const OWN: &str = "urn:x-copydesk:g2:";
const NAMESPACE: &str = "http://iptc.org/std/nar/2006-10-01/";
const XHTML: &str = "http://www.w3.org/1999/xhtml";
const CATALOG: &str = "http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_41.xml";
/// Largest version number the standard's type holds with room to spare.
const VERSION_MAX: i64 = i32::MAX as i64;

/// An item as NewsML-G2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The document, UTF-8.
    pub xml: String,
    /// Names of what the standard requires and the item does not state.
    pub missing: Vec<&'static str>,
}

/// The item as a `newsItem`.
///
/// # Properties
/// Read again, it has the same guid, times, status, embargo, signals, lines, rights, subjects, notes, links, pictures
/// and text; spans, findings and the form of the raw are those of the new document. A version that is no whole number
/// is kept as an alternative id.
#[must_use]
pub fn write(item: &Item) -> Written {
    let aliases = Aliases::of(item);
    let mut out = Document::default();
    let version = item
        .version_ordinal
        .filter(|n| (0..=VERSION_MAX).contains(n));
    let version = version.map(|n| n.to_string());
    let mut root = vec![
        ("xmlns", NAMESPACE),
        ("guid", item.guid.as_str()),
        ("standard", "NewsML-G2"),
        ("standardversion", "2.29"),
        ("conformance", "power"),
    ];
    root.extend(version.as_deref().map(|version| ("version", version)));
    root.extend(item.language.as_deref().map(|tag| ("xml:lang", tag)));
    out.open("newsItem", &root);
    out.empty("catalogRef", &[("href", CATALOG)]);
    aliases.catalog(&mut out);
    rights(item, &mut out);
    item_meta(item, &aliases, &mut out);
    content_meta(item, &aliases, &mut out);
    content_set(item, &mut out);
    out.close("newsItem");
    let mut missing = Vec::new();
    if item.version_created.is_none() {
        missing.push("versionCreated");
    }
    if item.agency.is_none() {
        missing.push("provider");
    }
    Written {
        xml: out.text,
        missing,
    }
}

/// A document under construction: one element a line, except where text stands.
struct Document {
    text: String,
}

impl Default for Document {
    fn default() -> Self {
        Self {
            text: String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"),
        }
    }
}

impl Document {
    fn tag(&mut self, name: &str, attributes: &[(&str, &str)], end: &str) {
        let _ = write!(self.text, "<{name}");
        for (key, value) in attributes {
            let _ = write!(self.text, " {key}=\"");
            escape(value, Place::Attribute, &mut self.text);
            self.text.push('"');
        }
        self.text.push_str(end);
    }

    fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes, ">\n");
    }

    fn close(&mut self, name: &str) {
        let _ = writeln!(self.text, "</{name}>");
    }

    fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes, "/>\n");
    }

    fn said(&mut self, name: &str, attributes: &[(&str, &str)], words: &str) {
        self.tag(name, attributes, ">");
        escape(words, Place::Text, &mut self.text);
        self.close(name);
    }

    fn said_if(&mut self, name: &str, words: Option<&str>) {
        if let Some(words) = words {
            self.said(name, &[], words);
        }
    }

    /// A paragraph: line feeds are `br`.
    fn paragraph(&mut self, name: &str, words: &str) {
        self.tag(name, &[], ">");
        self.lines(words);
        self.close(name);
    }

    fn lines(&mut self, words: &str) {
        for (number, line) in words.split('\n').enumerate() {
            if number > 0 {
                self.text.push_str("<br/>");
            }
            escape(line, Place::Text, &mut self.text);
        }
    }
}

/// Where escaped words stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Text,
    Attribute,
}

/// Characters that XML cannot hold become U+FFFD; a carriage return keeps its place as a reference.
fn escape(words: &str, place: Place, out: &mut String) {
    for letter in words.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if place == Place::Attribute => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            '\n' | '\t' if place == Place::Attribute => {
                let _ = write!(out, "&#{};", u32::from(letter));
            }
            '\n' | '\t' => out.push(letter),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            letter => out.push(letter),
        }
    }
}

/// Schemes used beside IPTC's own, each with its alias.
struct Aliases {
    schemes: Vec<(String, String)>,
    note_aliases: Vec<String>,
}

impl Aliases {
    fn of(item: &Item) -> Self {
        let mut schemes: Vec<(String, String)> = Vec::new();
        for uri in item
            .subjects
            .iter()
            .filter_map(|subject| subject.scheme.as_ref())
        {
            if !schemes.iter().any(|(known, _)| known == uri) {
                let alias = format!("s{}", schemes.len() + 1);
                schemes.push((uri.clone(), alias));
            }
        }
        let mut note_aliases = Vec::new();
        for note in &item.ed_notes {
            let alias = note.role.as_deref().and_then(|role| role.split_once(':'));
            if let Some((alias, _)) = alias.filter(|(alias, _)| is_alias(alias))
                && !note_aliases.iter().any(|known| known == alias)
            {
                note_aliases.push(alias.to_owned());
            }
        }
        Self {
            schemes,
            note_aliases,
        }
    }

    fn subject(&self, scheme: &str) -> &str {
        let found = self.schemes.iter().find(|(uri, _)| uri == scheme);
        found.map_or("", |(_, alias)| alias)
    }

    fn catalog(&self, out: &mut Document) {
        out.open("catalog", &[]);
        for own in ["cdalt", "cdnote", "cdsignal", "cdrel", "cdrendition"] {
            out.empty(
                "scheme",
                &[("alias", own), ("uri", &format!("{OWN}{own}/"))],
            );
        }
        for (uri, alias) in &self.schemes {
            out.empty("scheme", &[("alias", alias), ("uri", uri)]);
        }
        for alias in &self.note_aliases {
            let taken = schemes::standard(alias).is_some() || alias.starts_with("cd");
            if !taken {
                out.empty(
                    "scheme",
                    &[("alias", alias), ("uri", &format!("{OWN}alias/{alias}/"))],
                );
            }
        }
        out.close("catalog");
    }
}

fn is_alias(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

fn rights(item: &Item, out: &mut Document) {
    let nothing = item.copyright_holder.is_none()
        && item.copyright_notice.is_none()
        && item.usage_terms.is_empty();
    if nothing {
        return;
    }
    out.open("rightsInfo", &[]);
    if let Some(holder) = &item.copyright_holder {
        named("copyrightHolder", holder, out);
    }
    out.said_if("copyrightNotice", item.copyright_notice.as_deref());
    for terms in &item.usage_terms {
        out.said("usageTerms", &[], terms);
    }
    out.close("rightsInfo");
}

/// A concept known by its name alone.
fn named(element: &str, name: &str, out: &mut Document) {
    out.open(element, &[("literal", name)]);
    out.said("name", &[], name);
    out.close(element);
}

fn item_meta(item: &Item, aliases: &Aliases, out: &mut Document) {
    out.open("itemMeta", &[]);
    out.empty("itemClass", &[("qcode", "ninat:text")]);
    if let Some(agency) = &item.agency {
        named("provider", agency, out);
    }
    out.said_if(
        "versionCreated",
        item.version_created.as_ref().map(|time| time.text.as_str()),
    );
    out.said_if(
        "firstCreated",
        item.first_created.as_ref().map(|time| time.text.as_str()),
    );
    embargo(item, out);
    let status = match item.status {
        Status::Usable => "stat:usable",
        Status::Withheld => "stat:withheld",
        Status::Canceled => "stat:canceled",
    };
    out.empty("pubStatus", &[("qcode", status)]);
    for note in &item.ed_notes {
        ed_note(note, aliases, out);
    }
    for signal in &item.signals {
        if let Some(code) = signal_code(*signal) {
            out.empty("signal", &[("qcode", code)]);
        }
    }
    out.said_if(
        "expires",
        item.expires.as_ref().map(|time| time.text.as_str()),
    );
    for link in &item.links {
        self_link(link, out);
    }
    out.close("itemMeta");
}

fn embargo(item: &Item, out: &mut Document) {
    match item.embargo {
        Embargo::None => {}
        Embargo::TimeUnknown => out.empty("embargoed", &[]),
        Embargo::Until(release_at) => {
            let sent = item.embargo_text.as_deref();
            let sent = sent.filter(|text| text.parse::<jiff::Timestamp>().ok() == Some(release_at));
            let text = sent.map_or_else(|| release_at.to_string(), str::to_owned);
            out.said("embargoed", &[], &text);
        }
    }
}

/// A note that is not for publication says so; one without a role of a scheme has one of ours.
fn ed_note(note: &EdNote, aliases: &Aliases, out: &mut Document) {
    let role = note.role.as_deref().map(|role| match role.split_once(':') {
        Some((alias, _)) if aliases.note_aliases.iter().any(|known| known == alias) => {
            role.to_owned()
        }
        _ => format!("cdnote:{role}"),
    });
    let mut attributes = Vec::new();
    attributes.extend(role.as_deref().map(|role| ("role", role)));
    if !note.publishable {
        attributes.push(("pubconstraint", "cdnote:nonpublic"));
    }
    out.said("edNote", &attributes, &note.text);
}

/// Kill and withhold are stated by the status; a notice about another item keeps its kill in our scheme.
const fn signal_code(signal: Signal) -> Option<&'static str> {
    match signal {
        Signal::Update => Some("sig:update"),
        Signal::Correction => Some("sig:correction"),
        Signal::Kill => Some("cdsignal:notice-of-a-kill"),
        Signal::Withhold => Some("cdsignal:withhold"),
        Signal::Advisory => Some("cdsignal:advisory"),
        Signal::Repeat => Some("cdsignal:repeat"),
        Signal::Alert => Some("cdsignal:alert"),
    }
}

fn self_link(link: &Link, out: &mut Document) {
    let rel = match link.rel.as_str() {
        "previous_version" => "irel:previousVersion",
        "evolved_from" => "irel:evolvedFrom",
        "derived_from" => "irel:derivedFrom",
        "related" => "irel:seeAlso",
        "corrects" => "cdrel:corrects",
        "replaces" => "cdrel:replaces",
        "same_as" => "cdrel:sameAs",
        "part_of" => "cdrel:partOf",
        "contains" => "cdrel:contains",
        "canonical" => "cdrel:canonical",
        "enclosure" => "cdrel:enclosure",
        _ => "irel:seeAlso",
    };
    let target = if link.target.contains("://") {
        "href"
    } else {
        "residref"
    };
    let mut attributes = vec![("rel", rel), (target, link.target.as_str())];
    attributes.extend(link.version.as_deref().map(|version| ("version", version)));
    out.empty("link", &attributes);
}

fn content_meta(item: &Item, aliases: &Aliases, out: &mut Document) {
    out.open("contentMeta", &[]);
    out.said_if(
        "urgency",
        item.urgency.map(|urgency| urgency.to_string()).as_deref(),
    );
    for place in &item.located {
        named("located", place, out);
    }
    for source in &item.sources {
        named("infoSource", source, out);
    }
    for (name, values) in &item.alt_ids {
        for value in values {
            out.said("altId", &[("type", &format!("cdalt:{name}"))], value);
        }
    }
    if let Some(version) = item.version.as_ref().filter(|sent| !is_ordinal(item, sent)) {
        out.said("altId", &[("type", "cdalt:version")], version);
    }
    if let Some(tag) = &item.language {
        out.empty("language", &[("tag", tag)]);
    }
    for keyword in &item.keywords {
        out.said("keyword", &[], keyword);
    }
    for genre in &item.genre {
        named("genre", genre, out);
    }
    for one in &item.subjects {
        subject(one, aliases, out);
    }
    out.said_if("slugline", item.slugline.as_deref());
    out.said_if("headline", item.headline.as_deref());
    out.said_if("dateline", item.dateline.as_deref());
    out.said_if("by", item.byline.as_deref());
    out.said_if("creditline", item.credit_line.as_deref());
    if item.body.is_none() {
        for rendition in &item.renditions {
            description(rendition, out);
        }
    }
    out.close("contentMeta");
}

fn is_ordinal(item: &Item, sent: &str) -> bool {
    item.version_ordinal
        .is_some_and(|ordinal| ordinal.to_string() == sent)
}

fn subject(subject: &Subject, aliases: &Aliases, out: &mut Document) {
    let code = subject.code.as_deref();
    let qcode = subject
        .scheme
        .as_deref()
        .zip(code)
        .map(|(scheme, code)| format!("{}:{code}", aliases.subject(scheme)));
    let attribute = match (&qcode, code) {
        (Some(qcode), _) => Some(("qcode", qcode.as_str())),
        (None, Some(code)) => Some(("literal", code)),
        (None, None) => None,
    };
    let attributes: Vec<(&str, &str)> = attribute.into_iter().collect();
    match &subject.name {
        Some(name) => {
            out.open("subject", &attributes);
            out.said("name", &[], name);
            out.close("subject");
        }
        None => out.empty("subject", &attributes),
    }
}

/// Words of an item without a text of its own (a picture's caption, an abstract) describe it.
fn description(rendition: &Rendition, out: &mut Document) {
    let role = format!("cdrendition:{}", rendition.name);
    out.tag("description", &[("role", &role)], ">");
    for (number, paragraph) in rendition.paragraphs.iter().enumerate() {
        if number > 0 {
            out.text.push_str("<br/><br/>");
        }
        out.lines(&paragraph.text);
    }
    out.close("description");
}

/// The body first, as XHTML with the pictures; the other renditions are alternatives behind it.
fn content_set(item: &Item, out: &mut Document) {
    if item.body.is_none() && item.pictures.is_empty() {
        return;
    }
    out.open("contentSet", &[]);
    let body = item.body();
    let others = item.renditions.iter().enumerate();
    let others = others
        .filter(|(index, _)| Some(*index) != item.body)
        .map(|(_, other)| other);
    if body.is_some() || !item.pictures.is_empty() {
        let empty = Rendition::default();
        xhtml(body.unwrap_or(&empty), &item.pictures, out);
    }
    for other in others.filter(|_| body.is_some()) {
        xhtml(other, &[], out);
    }
    out.close("contentSet");
}

fn xhtml(rendition: &Rendition, pictures: &[Picture], out: &mut Document) {
    let name = format!("cdrendition:{}", rendition.name);
    let mut attributes = vec![("contenttype", "application/xhtml+xml")];
    if !rendition.name.is_empty() {
        attributes.push(("rendition", name.as_str()));
    }
    out.open("inlineXML", &attributes);
    out.open("html", &[("xmlns", XHTML)]);
    out.text.push_str("<head><title/></head>\n<body>\n");
    let mut rest = rendition.paragraphs.as_slice();
    while let Some(first) = rest.first() {
        let alike = rest
            .iter()
            .take_while(|other| other.kind == first.kind)
            .count();
        let (run, after) = rest.split_at(alike);
        paragraphs(first.kind, run, out);
        rest = after;
    }
    for picture in pictures {
        image(picture, out);
    }
    out.text.push_str("</body>\n</html>\n");
    out.close("inlineXML");
}

/// A run of paragraphs of one kind.
fn paragraphs(kind: BlockKind, run: &[Paragraph], out: &mut Document) {
    let (around, element) = match kind {
        BlockKind::Heading => ("", "h2"),
        BlockKind::ListItem => ("ul", "li"),
        BlockKind::Quote => ("", "blockquote"),
        BlockKind::Caption => ("", "figcaption"),
        BlockKind::TableRow => ("table", "tr"),
        BlockKind::Text | BlockKind::Signature | BlockKind::Advisory => ("", "p"),
    };
    if !around.is_empty() {
        out.open(around, &[]);
    }
    for paragraph in run {
        if kind == BlockKind::TableRow {
            out.open("tr", &[]);
            for cell in paragraph.text.split('\t') {
                out.paragraph("td", cell);
            }
            out.close("tr");
        } else {
            out.paragraph(element, &paragraph.text);
        }
    }
    if !around.is_empty() {
        out.close(around);
    }
}

/// A picture with what the wire says of it, in attributes that a browser passes over.
fn image(picture: &Picture, out: &mut Document) {
    let (width, height) = (
        picture.width.map(|n| n.to_string()),
        picture.height.map(|n| n.to_string()),
    );
    let facts = [
        ("src", picture.href.as_deref()),
        ("alt", picture.caption.as_deref()),
        ("width", width.as_deref()),
        ("height", height.as_deref()),
        ("data-id", picture.id.as_deref()),
        ("data-credit", picture.credit.as_deref()),
        ("data-headline", picture.headline.as_deref()),
    ];
    let attributes: Vec<(&str, &str)> = facts
        .into_iter()
        .filter_map(|(key, value)| Some((key, value?)))
        .collect();
    out.empty("img", &attributes);
}
