//! An item of the Media API to an item. The guid is AP's item id, whatever revision the address asks for; the
//! strictest of status, editorial types and signals wins; a part of a story never passes for the whole.

use super::parse;
use super::raw::{ApItem, Rendition as File};
use crate::finding::Findings;
use crate::json::{Kind, Value};
use crate::origin::{self, Markup, Origin, add_once, note, word};
use crate::stated;
use crate::xml::{self, Enter, Step};
use crate::{
    BlockKind, EdNote, Embargo, Format, Item, Link, Paragraph, Picture, SentTime, Signal, Status,
    Subject, html, lines, nitf, version,
};

/// The item that `raw` describes.
pub(super) fn item(raw: &ApItem<'_>, origin: &Origin<'_>) -> Item {
    let mut item = origin.source.item(Format::ApMedia);
    identity(raw, origin, &mut item);
    status(raw, origin, &mut item);
    editorial_types(raw, origin, &mut item);
    signals(raw, origin, &mut item);
    lines(raw, origin, &mut item);
    notes(raw, origin, &mut item);
    classification(raw, &mut item);
    texts(raw, origin, &mut item);
    files(raw, origin, &mut item);
    associations(raw, origin, &mut item);
    stated::words(&mut item);
    origin::note_full_lists(&mut item);
    origin::finish(&mut item);
    item
}

fn identity(raw: &ApItem<'_>, origin: &Origin<'_>, item: &mut Item) {
    let uri = word(raw.uri).map(without_query);
    match (word(raw.item_id), uri) {
        (Some(id), uri) => {
            item.guid = id;
            if let Some(uri) = uri {
                origin::add_alt_id(item, "uri", uri);
            }
        }
        (None, Some(uri)) => item.guid = uri,
        (None, None) => origin.source.name_by_hash(item, origin.span(raw.whole)),
    }
    for (name, id) in &raw.alt_ids {
        if let Some(id) = word(Some(*id)) {
            origin::add_alt_id(item, name, id);
        }
    }
    item.version = word(raw.version);
    item.version_ordinal = item.version.as_deref().and_then(version::ordinal);
    item.first_created = time(raw.first_created, origin, item);
    item.version_created = time(raw.version_created, origin, item);
    item.expires = time(raw.expires, origin, item);
    if item.agency.is_none() {
        item.agency = name_of(raw.provider);
    }
}

/// The query of an address asks for a revision and is no part of the id.
fn without_query(uri: String) -> String {
    let id = uri.split('?').next().map(str::to_owned);
    id.unwrap_or(uri)
}

fn time(value: Option<Value<'_>>, origin: &Origin<'_>, item: &mut Item) -> Option<SentTime> {
    let text = word(value)?;
    origin.time(&text, origin.span(value?.span()), item)
}

/// A word, or the name of an object.
fn name_of(value: Option<Value<'_>>) -> Option<String> {
    let value = value?;
    word(Some(value)).or_else(|| word(value.get("name")))
}

fn status(raw: &ApItem<'_>, origin: &Origin<'_>, item: &mut Item) {
    item.status_raw = word(raw.pub_status);
    let embargoed = raw
        .embargoed
        .filter(|value| value.kind() != Kind::Bool(false));
    if let Some(value) = embargoed {
        let sent = word(Some(value));
        let time = time(Some(value), origin, item);
        stated::embargo(item, time, sent.as_deref(), origin.span(value.span()));
    }
    let Some(value) = raw.pub_status else { return };
    let embargoed = |sent: &String| sent.eq_ignore_ascii_case("embargoed");
    if item.status_raw.as_ref().is_some_and(embargoed) {
        embargo_without_time(item, origin.span(value.span()));
    } else {
        origin.status(value, item);
    }
}

/// A statement of embargo that names no time: another field may.
fn embargo_without_time(item: &mut Item, span: crate::Span) {
    if item.embargo == Embargo::None {
        stated::embargo(item, None, None, span);
    }
}

/// A type in lower case, letters only: `Hold For Release` is `holdforrelease`.
fn plain(value: Value<'_>) -> String {
    let name = name_of(Some(value)).unwrap_or_default();
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

fn editorial_types(raw: &ApItem<'_>, origin: &Origin<'_>, item: &mut Item) {
    for value in &raw.editorial_types {
        let span = origin.span(value.span());
        let signal = match plain(*value).as_str() {
            "kill" | "elimination" | "disregard" => {
                item.status = Status::Canceled;
                Signal::Kill
            }
            "withhold" => Signal::Withhold,
            "corrective" | "correction" | "clarification" => Signal::Correction,
            "lead" | "writethru" | "update" => Signal::Update,
            "advisory" => Signal::Advisory,
            "repeat" => Signal::Repeat,
            "alert" | "newsalert" | "flash" | "bulletin" => Signal::Alert,
            "holdforrelease" => {
                embargo_without_time(item, span);
                continue;
            }
            "add" | "take" | "takes" => {
                let message = "a part of a longer story, not joined to it";
                note(item, "item.part", message, Some(span));
                continue;
            }
            _ => continue,
        };
        origin::add_signals(item, [signal]);
    }
}

fn signals(raw: &ApItem<'_>, origin: &Origin<'_>, item: &mut Item) {
    for value in &raw.signals {
        let signal = match plain(*value).as_str() {
            "test" => {
                item.status = item.status.max(Status::Withheld);
                let span = Some(origin.span(value.span()));
                note(item, "item.test", "AP calls it a test", span);
                continue;
            }
            "kill" | "delete" | "remove" | "retract" | "withdraw" => {
                item.status = Status::Canceled;
                Signal::Kill
            }
            "correction" => Signal::Correction,
            "update" => Signal::Update,
            "alert" | "newsalert" => Signal::Alert,
            _ => continue,
        };
        origin::add_signals(item, [signal]);
    }
    let priority = word(raw.editorial_priority);
    if matches!(priority.as_deref(), Some("f" | "F" | "b" | "B")) {
        origin::add_signals(item, [Signal::Alert]);
    }
}

fn lines(raw: &ApItem<'_>, origin: &Origin<'_>, item: &mut Item) {
    item.headline = word(raw.headline)
        .or_else(|| word(raw.extended_headline))
        .or_else(|| word(raw.title));
    item.slugline = word(raw.slugline);
    item.dateline = word(raw.dateline);
    item.credit_line = word(raw.credit_line);
    item.copyright_holder = name_of(raw.copyright_holder);
    item.copyright_notice = word(raw.copyright_notice);
    item.language = word(raw.language);
    origin.urgency(raw.urgency, item);
    let bylines: Vec<String> = raw.bylines.iter().filter_map(byline).collect();
    item.byline = origin::folded(&bylines.join(", ")).or_else(|| name_of(raw.photographer));
    for terms in &raw.usage_terms {
        add_once(&mut item.usage_terms, word(Some(*terms)));
    }
    let Some(place) = raw.dateline_location else {
        return add_once(&mut item.located, word(raw.located));
    };
    let parts = ["city", "countryareaname", "countryname"];
    let parts: Vec<String> = parts
        .iter()
        .filter_map(|key| word(place.get(key)))
        .collect();
    add_once(&mut item.located, origin::folded(&parts.join(", ")));
}

/// A byline with the title of who wrote it.
fn byline(value: &Value<'_>) -> Option<String> {
    let stated = value.get("byline").or_else(|| value.get("by"));
    let name = word(stated).or_else(|| name_of(Some(*value)))?;
    Some(match word(value.get("title")) {
        Some(title) => format!("{name}, {title}"),
        None => name,
    })
}

/// AP's notes are for editors only. A title that is neither headline nor slugline is kept as one.
fn notes(raw: &ApItem<'_>, origin: &Origin<'_>, item: &mut Item) {
    for (role, value) in &raw.ed_notes {
        let paragraphs = paragraphs(*value, origin);
        let lines: Vec<String> = paragraphs.into_iter().map(|p| p.text).collect();
        add_note(item, role, lines.join("\n"));
    }
    if let Some(title) = word(raw.title) {
        lines::place(item, title, "title");
    }
}

fn add_note(item: &mut Item, role: &str, text: String) {
    if !text.is_empty() {
        item.ed_notes.push(EdNote {
            role: Some(role.to_owned()),
            text,
            publishable: false,
        });
    }
}

fn classification(raw: &ApItem<'_>, item: &mut Item) {
    for keyword in &raw.keywords {
        add_once(&mut item.keywords, name_of(Some(*keyword)));
    }
    for genre in &raw.genres {
        add_once(&mut item.genre, name_of(Some(*genre)));
    }
    for source in &raw.info_sources {
        add_once(&mut item.sources, name_of(Some(*source)));
    }
    for subject in &raw.subjects {
        let said = Subject {
            code: word(subject.get("code")),
            scheme: word(subject.get("scheme")),
            name: name_of(Some(*subject)),
        };
        let empty = said.code.is_none() && said.name.is_none();
        add_once(&mut item.subjects, (!empty).then_some(said));
    }
}

// ---- texts ----

fn paragraphs(value: Value<'_>, origin: &Origin<'_>) -> Vec<Paragraph> {
    let Some(text) = origin.mapped(value) else {
        return Vec::new();
    };
    origin::paragraphs(&text, Markup::of(None, &text.text))
}

/// Texts inside the item, the first of them the body; descriptions beside it.
fn texts(raw: &ApItem<'_>, origin: &Origin<'_>, item: &mut Item) {
    if let Some(story) = raw.story {
        self::story(story, origin, item);
    }
    for (kind, value) in &raw.bodies {
        add_rendition(item, kind, paragraphs(*value, origin));
    }
    item.body = (!item.renditions.is_empty()).then_some(0);
    if let Some(value) = raw.extended_headline {
        let mut headings = paragraphs(value, origin);
        headings.retain(|heading| item.headline.as_ref() != Some(&heading.text));
        headings
            .iter_mut()
            .for_each(|p| p.kind = BlockKind::Heading);
        add_rendition(item, "headline_extended", headings);
    }
    for (kind, value) in &raw.descriptions {
        let caption = kind == "caption";
        if caption && is_picture(raw) {
            continue;
        }
        let mut paragraphs = paragraphs(*value, origin);
        if caption {
            paragraphs
                .iter_mut()
                .for_each(|p| p.kind = BlockKind::Caption);
        }
        add_rendition(item, kind, paragraphs);
    }
}

/// The story beside the item: a NITF document, or an object made from one.
fn story(value: Value<'_>, origin: &Origin<'_>, item: &mut Item) {
    let Some(mapped) = origin.mapped(value) else {
        let made = value.get("body_html");
        let paragraphs = made.map(|made| paragraphs(made, origin));
        return add_rendition(item, "nitf", paragraphs.unwrap_or_default());
    };
    let (document, _) = mapped.cleaned();
    let mut findings = Findings::new();
    let tree = xml::parse(&document, &mut findings);
    item.findings.extend(findings.into_list());
    let mut contents = Vec::new();
    for step in tree.walk(tree.document(), |_| Enter::Into) {
        let Step::Open(node) = step else { continue };
        match tree.name(node) {
            "body.head" => nitf::story::head(&tree, item, node),
            "body.content" | "body.end" => contents.push(node),
            "media" => item.pictures.push(nitf::story::media(&tree, node)),
            _ => {}
        }
    }
    let mut paragraphs = Vec::new();
    for content in contents {
        let enter = |node| match tree.name(node) {
            "media" => Enter::Skip,
            _ => Enter::Into,
        };
        paragraphs.extend(html::blocks_of_tree(&tree, content, enter));
    }
    add_rendition(item, "nitf", paragraphs);
}

fn add_rendition(item: &mut Item, name: &str, paragraphs: Vec<Paragraph>) {
    let media_type = match name {
        "nitf" => Some("application/nitf+xml".to_owned()),
        "html" => Some("text/html".to_owned()),
        _ => None,
    };
    lines::push_rendition(item, name.to_owned(), media_type, paragraphs);
}

// ---- files ----

fn is_picture(raw: &ApItem<'_>) -> bool {
    matches!(word(raw.kind).as_deref(), Some("picture" | "graphic"))
}

fn is_image(file: &File<'_>) -> bool {
    let media_type = word(file.value.get("mimetype"));
    let kind = word(file.value.get("type"));
    media_type.is_some_and(|media_type| media_type.starts_with("image/"))
        || matches!(kind.as_deref(), Some("picture" | "graphic"))
}

fn is_story(file: &File<'_>) -> bool {
    file.name.eq_ignore_ascii_case("nitf")
}

/// A picture's widest form is the item's picture; files that are no images are enclosures. A story that lies elsewhere
/// is said to.
fn files(raw: &ApItem<'_>, origin: &Origin<'_>, item: &mut Item) {
    if is_picture(raw) {
        let picture = picture(raw);
        missing(&picture, raw, origin, item);
        item.pictures.push(picture);
    }
    for file in raw.renditions.iter().filter(|file| !is_image(file)) {
        item.links
            .extend(word(file.value.get("href")).map(|target| Link {
                rel: "enclosure".to_owned(),
                target,
                version: None,
            }));
    }
    let story = raw.renditions.iter().find(|file| is_story(file));
    if let Some(story) = story.filter(|_| item.body.is_none()) {
        let span = Some(origin.span(story.value.span()));
        note(item, "body.remote", "the text is a file elsewhere", span);
    }
    for link in &raw.links {
        let canonical = word(link.get("rel")).is_some_and(|rel| rel == "canonical");
        let target = word(link.get("href")).or_else(|| word(Some(*link)));
        item.links.extend(target.map(|target| Link {
            rel: if canonical { "canonical" } else { "related" }.to_owned(),
            target,
            version: None,
        }));
    }
}

fn missing(picture: &Picture, raw: &ApItem<'_>, origin: &Origin<'_>, item: &mut Item) {
    if picture.href.is_none() {
        let span = Some(origin.span(raw.whole));
        note(
            item,
            "picture.missing",
            "a picture without an address",
            span,
        );
    }
}

fn pixels(file: &File<'_>, key: &str) -> Option<u32> {
    word(file.value.get(key))?.parse().ok()
}

fn picture(raw: &ApItem<'_>) -> Picture {
    let mut files = raw.renditions.iter();
    let mut best: Option<&File<'_>> = None;
    for file in files.by_ref().filter(|file| is_image(file)) {
        let wider = |best: &File<'_>| pixels(file, "width") > pixels(best, "width");
        if word(file.value.get("href")).is_some() && best.is_none_or(wider) {
            best = Some(file);
        }
    }
    let caption = raw.descriptions.iter().find(|(kind, _)| kind == "caption");
    Picture {
        id: word(raw.item_id).or_else(|| word(raw.uri).map(without_query)),
        href: best.and_then(|file| word(file.value.get("href"))),
        caption: caption.and_then(|(_, value)| word(Some(*value))),
        credit: word(raw.credit_line).or_else(|| name_of(raw.photographer)),
        headline: word(raw.headline),
        width: best.and_then(|file| pixels(file, "width")),
        height: best.and_then(|file| pixels(file, "height")),
    }
}

/// Items that belong to this one: each is linked, pictures are also pictures of this one.
fn associations(raw: &ApItem<'_>, origin: &Origin<'_>, item: &mut Item) {
    for value in &raw.associations {
        let associated = parse::read_associated(*value);
        let id = word(associated.item_id).or_else(|| word(associated.uri).map(without_query));
        if is_picture(&associated) {
            let picture = picture(&associated);
            missing(&picture, &associated, origin, item);
            item.pictures.push(picture);
        }
        item.links.extend(id.map(|target| Link {
            rel: "related".to_owned(),
            target,
            version: word(associated.version),
        }));
    }
}
