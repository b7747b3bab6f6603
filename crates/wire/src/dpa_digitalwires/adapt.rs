//! An entry of digitalwires to an item. Signals come from `signal`, never from a note's role; the notepad is never
//! publishable; the teaser is never the text.

use super::raw::{Association, Category, Entry, MediaRendition};
use crate::json::{Kind, Value};
use crate::origin::{self, Markup, Origin, add_once, note, word};
use crate::stated::{self, last_word};
use crate::{
    BlockKind, EdNote, Format, Item, Link, Paragraph, Picture, Rendition, Subject, newsml_g2,
    version,
};

/// The item that an entry describes.
pub(super) fn item(raw: &Entry<'_>, origin: &Origin<'_>) -> Item {
    let mut item = origin.source.item(Format::DpaDigitalwires);
    identity(raw, origin, &mut item);
    status(raw, origin, &mut item);
    lines(raw, origin, &mut item);
    notes(raw, origin, &mut item);
    classification(raw, &mut item);
    signals(raw, &mut item);
    texts(raw, origin, &mut item);
    associations(raw, origin, &mut item);
    stated::words(&mut item);
    origin::note_full_lists(&mut item);
    origin::finish(&mut item);
    item
}

fn identity(raw: &Entry<'_>, origin: &Origin<'_>, item: &mut Item) {
    match word(raw.urn) {
        Some(urn) => item.guid = urn,
        None => origin.source.name_by_hash(item, origin.span(raw.whole)),
    }
    item.version = word(raw.version);
    item.version_ordinal = item.version.as_deref().and_then(version::ordinal);
    if let (Some(value), Some(text)) = (raw.version_created, word(raw.version_created)) {
        item.version_created = origin.time(&text, origin.span(value.span()), item);
    }
    if item.agency.is_none() {
        let provider = of_kind(raw, "provider").find_map(|provider| {
            let qcode = word(provider.qcode);
            let code = qcode.as_deref().map(|qcode| last_word(qcode).to_owned());
            code.or_else(|| word(provider.name))
        });
        item.agency = provider;
    }
}

fn of_kind<'r, 't>(
    raw: &'r Entry<'t>,
    kind: &'static str,
) -> impl Iterator<Item = &'r Category<'t>> {
    raw.categories
        .iter()
        .filter(move |category| kind_of(category) == kind)
}

/// What a category is about, without the `dnltype:` before it.
fn kind_of(category: &Category<'_>) -> String {
    word(category.kind).map_or(String::new(), |kind| last_word(&kind).to_owned())
}

/// The entry's own status and that of its categories; the strictest counts.
fn status(raw: &Entry<'_>, origin: &Origin<'_>, item: &mut Item) {
    item.status_raw = word(raw.pub_status);
    let category = of_kind(raw, "pubstatus").map(|c| c.qcode.or(c.name));
    for value in [raw.pub_status].into_iter().chain(category).flatten() {
        origin.status(value, item);
    }
    let Some(value) = raw.embargoed else { return };
    if value.kind() == Kind::Bool(false) {
        return;
    }
    let sent = word(Some(value));
    let span = origin.span(value.span());
    let time = sent
        .as_deref()
        .and_then(|sent| origin.time(sent, span, item));
    stated::embargo(item, time, sent.as_deref(), span);
}

fn lines(raw: &Entry<'_>, origin: &Origin<'_>, item: &mut Item) {
    item.headline = word(raw.headline);
    item.byline = word(raw.byline);
    item.dateline = word(raw.dateline);
    item.credit_line = word(raw.credit_line);
    item.copyright_notice = word(raw.copyright_notice);
    item.usage_terms.extend(word(raw.usage_terms));
    item.language = word(raw.language);
    origin.urgency(raw.urgency, item);
}

fn notes(raw: &Entry<'_>, origin: &Origin<'_>, item: &mut Item) {
    for sent in &raw.ed_notes {
        let role = word(sent.role);
        let notepad = role
            .as_deref()
            .is_some_and(|role| last_word(role) == "notepad");
        let publishable = sent.is_publishable.map(Value::kind) == Some(Kind::Bool(true));
        if role
            .as_deref()
            .is_some_and(|role| last_word(role) == "embargo")
        {
            stated::embargo_from_text(item);
        }
        add_note(
            item,
            role,
            lines_of(sent.text, origin),
            publishable && !notepad,
        );
    }
    let notepad = raw.notepad;
    let public = [
        lines_of(notepad.header, origin),
        lines_of(notepad.public, origin),
    ];
    let public: Vec<String> = public.into_iter().filter(|text| !text.is_empty()).collect();
    add_note(item, Some("notepad".to_owned()), public.join("\n"), false);
    let nonpublic = lines_of(notepad.nonpublic, origin);
    add_note(item, Some("nonpublic".to_owned()), nonpublic, false);
    let notice = lines_of(raw.auto_publish_notice, origin);
    add_note(item, Some("autopublishnotice".to_owned()), notice, false);
}

fn add_note(item: &mut Item, role: Option<String>, text: String, publishable: bool) {
    if !text.is_empty() {
        item.ed_notes.push(EdNote {
            role,
            text,
            publishable,
        });
    }
}

/// A text's own lines; of mark-up its paragraphs, one a line.
fn lines_of(value: Option<Value<'_>>, origin: &Origin<'_>) -> String {
    let Some(text) = value.and_then(|value| origin.mapped(value)) else {
        return String::new();
    };
    let lines: Vec<String> = match Markup::of(None, &text.text) {
        Markup::Html => origin::paragraphs(&text, Markup::Html)
            .into_iter()
            .map(|paragraph| paragraph.text)
            .collect(),
        Markup::Plain => text.text.lines().filter_map(origin::folded).collect(),
    };
    lines.join("\n")
}

/// Only IPTC's words in IPTC's scheme are signals; words that take an item back do so in any scheme.
fn signals(raw: &Entry<'_>, item: &mut Item) {
    let own = raw.signal.into_iter().flat_map(|value| match value.kind() {
        Kind::Array => value.elements().collect(),
        _ => vec![value],
    });
    let listed = of_kind(raw, "signal").filter_map(|signal| signal.qcode.or(signal.name));
    for value in own.chain(listed) {
        if let Some(sent) = word(Some(value)) {
            stated::signal(item, &sent);
        }
    }
}

fn classification(raw: &Entry<'_>, item: &mut Item) {
    let mut unknown = Vec::new();
    for category in &raw.categories {
        let name = word(category.name);
        match kind_of(category).as_str() {
            "signal" | "pubstatus" | "wire" | "creator" | "contributor" | "urgency"
            | "provider" | "rubric" | "scope" => {}
            "infosource" => add_once(&mut item.sources, name),
            "keyword" => add_once(&mut item.keywords, name),
            "genre" => add_once(&mut item.genre, name),
            "located" | "locationcreated" => add_once(&mut item.located, name),
            _ => add_once(&mut item.subjects, subject(category, name, &mut unknown)),
        }
    }
    if item.genre.is_empty() {
        item.genre
            .extend(raw.genre_names.iter().filter_map(|n| word(Some(*n))));
    }
    if item.keywords.is_empty() {
        item.keywords
            .extend(raw.keyword_names.iter().filter_map(|n| word(Some(*n))));
    }
    if !unknown.is_empty() {
        let message = format!("no catalog defines {}", unknown.join(", "));
        note(item, "vocab.unknown_alias", message, None);
    }
}

fn subject(
    category: &Category<'_>,
    name: Option<String>,
    unknown: &mut Vec<String>,
) -> Option<Subject> {
    let Some(qcode) = word(category.qcode) else {
        return name.map(|name| Subject {
            name: Some(name),
            ..Subject::default()
        });
    };
    let (alias, code) = qcode.split_once(':').unwrap_or(("", &qcode));
    let scheme = newsml_g2::standard_scheme(alias);
    add_once(unknown, scheme.is_none().then(|| alias.to_owned()));
    Some(Subject {
        code: Some(code.to_owned()),
        scheme: scheme.map(str::to_owned),
        name,
    })
}

/// The article is the text; everything beside it is a rendition of its own.
fn texts(raw: &Entry<'_>, origin: &Origin<'_>, item: &mut Item) {
    add_rendition(item, "article", raw.article, origin);
    item.body = (!item.renditions.is_empty()).then_some(0);
    add_rendition(item, "infobox", raw.infobox, origin);
    add_rendition(item, "linkbox", raw.linkbox, origin);
    add_rendition(item, "teaser", raw.teaser, origin);
    add_rendition(item, "kicker", raw.kicker, origin);
    add_rendition(item, "subhead", raw.sub_headline, origin);
    for description in &raw.descriptions {
        let role = word(description.role).unwrap_or_default();
        let name = match last_word(&role) {
            "" => "description",
            word => word,
        };
        add_rendition(item, name, description.text, origin);
    }
}

fn add_rendition(item: &mut Item, name: &str, value: Option<Value<'_>>, origin: &Origin<'_>) {
    let Some(text) = value.and_then(|value| origin.mapped(value)) else {
        return;
    };
    let html = name == "article" || name.ends_with("box");
    let media_type = if html { "text/html" } else { "text/plain" };
    let mut paragraphs = origin::paragraphs(&text, Markup::of(Some(media_type), &text.text));
    if let Some(kind) = kind_of_rendition(name) {
        let set = |paragraph: &mut Paragraph| paragraph.kind = kind;
        paragraphs.iter_mut().for_each(set);
    }
    if !paragraphs.is_empty() {
        item.renditions.push(Rendition {
            name: name.to_owned(),
            media_type: Some(media_type.to_owned()),
            paragraphs,
        });
    }
}

fn kind_of_rendition(name: &str) -> Option<BlockKind> {
    match name {
        "kicker" | "subhead" => Some(BlockKind::Heading),
        _ if name.starts_with("caption") => Some(BlockKind::Caption),
        _ => None,
    }
}

/// Pictures with their words; what is another item is linked, files that are no pictures are enclosures.
fn associations(raw: &Entry<'_>, origin: &Origin<'_>, item: &mut Item) {
    for sent in &raw.associations {
        let urn = word(sent.urn);
        if is_picture(sent) {
            let picture = picture(sent, urn.clone());
            if picture.href.is_none() {
                let span = Some(origin.span(sent.whole));
                note(
                    item,
                    "picture.missing",
                    "a picture without an address",
                    span,
                );
            }
            item.pictures.push(picture);
        } else {
            let files = sent.renditions.iter().filter_map(|file| word(file.url));
            item.links
                .extend(files.map(|target| link("enclosure", target, None)));
        }
        if let Some(urn) = urn.filter(|urn| *urn != item.guid) {
            item.links.push(link("related", urn, word(sent.version)));
        }
    }
}

fn link(rel: &str, target: String, version: Option<String>) -> Link {
    Link {
        rel: rel.to_owned(),
        target,
        version,
    }
}

fn is_picture(sent: &Association<'_>) -> bool {
    let kind = word(sent.kind);
    let image = |file: &MediaRendition<'_>| {
        word(file.media_type).is_some_and(|media_type| media_type.starts_with("image/"))
    };
    matches!(kind.as_deref(), Some("image" | "picture" | "graphic"))
        || (kind.is_none() && sent.renditions.iter().any(image))
}

/// The picture in its widest form.
fn picture(sent: &Association<'_>, id: Option<String>) -> Picture {
    let pixels = |value: Option<Value<'_>>| word(value).and_then(|text| text.parse::<u32>().ok());
    let mut files = sent
        .renditions
        .iter()
        .rev()
        .filter(|file| file.url.is_some());
    let first = files.next();
    let widest = files.fold(first, |best, file| {
        let wider = best.is_none_or(|best| pixels(best.width) <= pixels(file.width));
        if wider { Some(file) } else { best }
    });
    Picture {
        id,
        href: widest.and_then(|file| word(file.url)),
        caption: word(sent.caption),
        credit: word(sent.credit_line),
        headline: word(sent.headline),
        width: widest.and_then(|file| pixels(file.width)),
        height: widest.and_then(|file| pixels(file.height)),
    }
}
