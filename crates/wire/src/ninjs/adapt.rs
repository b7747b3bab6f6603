//! A ninjs object to an item. The strictest status wins, an embargo without a readable time stays closed, an id is
//! kept whole (but for the query that AP hangs on its own). Nothing here is published or resolved elsewhere.

use super::raw::{Concept, MediaRendition, Ninjs, Worded};
use super::{parse, restore};
use crate::json::{Kind, Value};
use crate::origin::{self, Markup, Origin, note, word};
use crate::{EdNote, Format, Item, Link, Picture, Rendition, SentTime, Subject, stated, version};

/// Values of `links[].rel` (`wire.md` 1).
const LINK_RELS: [&str; 11] = [
    "previous_version",
    "corrects",
    "replaces",
    "evolved_from",
    "derived_from",
    "contains",
    "part_of",
    "same_as",
    "related",
    "canonical",
    "enclosure",
];

/// The item that `raw` describes.
pub(super) fn item(raw: &Ninjs<'_>, origin: &Origin<'_>) -> Item {
    let mut item = origin.source.item(Format::Ninjs);
    identity(raw, origin, &mut item);
    times(raw, origin, &mut item);
    status(raw, origin, &mut item);
    embargo(raw, origin, &mut item);
    lines(raw, origin, &mut item);
    rights(raw, origin, &mut item);
    classification(raw, origin, &mut item);
    texts(raw, origin, &mut item);
    pictures_and_links(raw, origin, &mut item);
    unplaced_texts(raw, origin, &mut item);
    stated::words(&mut item);
    let arrangement = restore::restore(&mut item);
    arrangement.name(&mut item);
    arrangement.mark(&mut item);
    origin::finish(&mut item);
    arrangement.mark(&mut item);
    arrangement.order(&mut item);
    item
}

fn identity(raw: &Ninjs<'_>, origin: &Origin<'_>, item: &mut Item) {
    item.version = word(raw.version);
    item.version_ordinal = item.version.as_deref().and_then(version::ordinal);
    for (name, value) in &raw.alt_ids {
        let text = match value.kind() {
            Kind::Object | Kind::Array => origin::folded(value.source()),
            _ => word(Some(*value)),
        };
        origin::add_alt_id(item, name, text.unwrap_or_default());
    }
    let uri = word(raw.uri);
    let guid = word(raw.guid);
    if let (Some(_), Some(guid)) = (&uri, &guid) {
        origin::add_alt_id(item, "guid", guid.clone());
    }
    match uri.or(guid) {
        Some(uri) => match without_ap_query(&uri) {
            Some(id) => {
                id.clone_into(&mut item.guid);
                origin::add_alt_id(item, "uri", uri);
            }
            None => item.guid = uri,
        },
        None => origin.source.name_by_hash(item, origin.span(raw.whole)),
    }
}

/// AP's `?qt=…&et=…` changes with each revision and is no part of the identity.
fn without_ap_query(uri: &str) -> Option<&str> {
    let (id, query) = uri.split_once('?')?;
    let host = id.split("//").nth(1)?.split('/').next()?;
    let revision = query
        .split('&')
        .any(|part| part.starts_with("qt=") || part.starts_with("et="));
    (host.ends_with(".ap.org") && revision).then_some(id)
}

fn times(raw: &Ninjs<'_>, origin: &Origin<'_>, item: &mut Item) {
    item.first_created = time(raw.first_created, origin, item);
    item.version_created = time(raw.version_created, origin, item);
    item.expires = time(raw.expires, origin, item);
}

fn time(value: Option<Value<'_>>, origin: &Origin<'_>, item: &mut Item) -> Option<SentTime> {
    let value = value?;
    let text = word(Some(value))?;
    origin.time(&text, origin.span(value.span()), item)
}

/// The status, and what signals add to it.
fn status(raw: &Ninjs<'_>, origin: &Origin<'_>, item: &mut Item) {
    item.status_raw = word(raw.pub_status);
    if let Some(value) = raw.pub_status {
        origin.status(value, item);
    }
    for signal in raw.signal.into_iter().flat_map(parse::listed) {
        if let Some(sent) = signal_code(&parse::concept(signal)) {
            stated::signal(item, &sent);
        }
    }
}

/// A signal with its scheme: a bare word, a code, a URI, or scheme and code apart.
fn signal_code(signal: &Concept<'_>) -> Option<String> {
    let code = word(signal.code).or_else(|| word(signal.literal));
    match (word(signal.scheme), code) {
        (Some(scheme), Some(code)) if !code.contains(':') => {
            let apart = if scheme.ends_with(['/', ':', '#']) {
                ""
            } else {
                ":"
            };
            Some(format!("{scheme}{apart}{code}"))
        }
        (_, code) => word(signal.uri).or(code).or_else(|| word(signal.name)),
    }
}

/// An embargo that is there but empty or unreadable is one without a time; of two the later holds.
fn embargo(raw: &Ninjs<'_>, origin: &Origin<'_>, item: &mut Item) {
    for &value in &raw.embargoes {
        if value.kind() == Kind::Bool(false) {
            continue;
        }
        let sent = word(Some(value));
        let span = origin.span(value.span());
        let time = sent
            .as_deref()
            .and_then(|sent| origin.time(sent, span, item));
        stated::embargo(item, time, sent.as_deref(), span);
    }
}

fn lines(raw: &Ninjs<'_>, origin: &Origin<'_>, item: &mut Item) {
    headline(raw, origin, item);
    item.slugline = word(raw.slugline);
    item.byline = word(raw.by);
    item.dateline = word(raw.dateline);
    item.credit_line = word(raw.credit_line);
    item.language = word(raw.language);
    item.located.extend(word(raw.located));
    item.urgency = urgency(raw, origin, item);
    ed_notes(raw, origin, item);
}

/// The main headline: by role, else the first; the title where there is none. Others have no field.
fn headline(raw: &Ninjs<'_>, origin: &Origin<'_>, item: &mut Item) {
    let is_main =
        |worded: &&Worded<'_>| matches!(worded.role.as_deref(), None | Some("main" | "headline"));
    let is_note = |worded: &&Worded<'_>| matches!(apart(worded), Some(Apart::Note { .. }));
    let main = raw.headlines.iter().rev().find(is_main);
    let main = main.or_else(|| raw.headlines.iter().find(|worded| !is_note(worded)));
    item.headline = main.and_then(|worded| line_of(worded, origin));
    let others = raw
        .headlines
        .iter()
        .filter(|worded| main.is_none_or(|main| main.value.span() != worded.value.span()));
    for other in others {
        if is_note(&other) {
            note_of(
                other,
                origin,
                apart(other) == Some(Apart::Note { publishable: true }),
                item,
            );
            continue;
        }
        if let Some(text) =
            line_of(other, origin).filter(|text| item.headline.as_ref() != Some(text))
        {
            let role = other.role.as_deref().unwrap_or_default();
            let message = format!("the headline {role:?} has no place: {text}");
            let span = origin.span(other.value.span());
            note(item, "text.unplaced", message, Some(span));
        }
    }
    let title = word(raw.title);
    if item.headline.is_none() {
        item.headline = title;
    } else if let (Some(title), Some(value)) = (title, raw.title)
        && item.headline.as_ref() != Some(&title)
    {
        unplaced(
            format!("the title has no place: {title}"),
            value,
            origin,
            item,
        );
    }
}

/// Text of the item that no field takes.
fn unplaced(message: String, value: Value<'_>, origin: &Origin<'_>, item: &mut Item) {
    note(
        item,
        "text.unplaced",
        message,
        Some(origin.span(value.span())),
    );
}

/// Fewest words of a key nobody knows that are reported: codes, numbers and names are shorter.
const WORDS_MIN: usize = 3;

/// Texts under keys that nobody knows, and those of associated items, which are no part of this one.
fn unplaced_texts(raw: &Ninjs<'_>, origin: &Origin<'_>, item: &mut Item) {
    for (key, value) in &raw.unknown {
        let text = value.text().unwrap_or_default();
        if text.split_whitespace().nth(WORDS_MIN - 1).is_some() {
            unplaced(
                format!("text in {key:.80} has no field"),
                *value,
                origin,
                item,
            );
        }
    }
    for (_, associated) in &raw.associations {
        let picture = is_picture(associated);
        let lines = associated
            .descriptions
            .iter()
            .filter(|worded| !is_line_role(worded.role.as_deref()));
        // A picture takes one of its descriptions as caption.
        let caption = picture.then(|| caption(associated)).flatten();
        let lines = lines.filter(|worded| {
            caption.is_none_or(|caption| caption.value.span() != worded.value.span())
        });
        for worded in associated.bodies.iter().chain(lines) {
            if line_of(worded, origin).is_some() {
                let message = "text of an associated item has no field".to_owned();
                unplaced(message, worded.value, origin, item);
            }
        }
    }
}

/// The description that is a picture's caption.
fn caption<'r, 't>(raw: &'r Ninjs<'t>) -> Option<&'r Worded<'t>> {
    let is_caption = |worded: &&Worded<'_>| {
        let role = worded.role.as_deref();
        role.is_some_and(|role| role.eq_ignore_ascii_case("caption"))
    };
    let mut others = raw
        .descriptions
        .iter()
        .filter(|worded| !is_line_role(worded.role.as_deref()));
    raw.descriptions
        .iter()
        .find(is_caption)
        .or_else(|| others.next())
}

/// A headline or caption as one line, mark-up read.
fn line_of(worded: &Worded<'_>, origin: &Origin<'_>) -> Option<String> {
    let paragraphs = paragraphs(worded, origin);
    let texts: Vec<&str> = paragraphs.iter().map(|p| p.text.as_str()).collect();
    crate::origin::folded(&texts.join(" "))
}

/// Paragraphs of a worded value, each with its place in the raw.
fn paragraphs(worded: &Worded<'_>, origin: &Origin<'_>) -> Vec<crate::Paragraph> {
    let Some(mapped) = origin.mapped(worded.value) else {
        return Vec::new();
    };
    let markup = Markup::of(worded.media_type.as_deref(), &mapped.text);
    origin::paragraphs(&mapped, markup)
}

fn urgency(raw: &Ninjs<'_>, origin: &Origin<'_>, item: &mut Item) -> Option<u8> {
    let value = raw.urgency?;
    let urgency = word(Some(value)).and_then(|text| text.parse().ok());
    let urgency = urgency.filter(|urgency| (1..=9).contains(urgency));
    if urgency.is_none() {
        let span = origin.span(value.span());
        note(
            item,
            "urgency.unreadable",
            "the urgency is not 1 to 9",
            Some(span),
        );
    }
    urgency
}

/// Notes are never published; blank lines part them.
fn ed_notes(raw: &Ninjs<'_>, origin: &Origin<'_>, item: &mut Item) {
    let Some(mapped) = raw.ed_note.and_then(|value| origin.mapped(value)) else {
        return;
    };
    for text in super::write::parts_of_note(&mapped.text) {
        item.ed_notes.push(EdNote {
            role: None,
            text,
            publishable: false,
        });
    }
}

fn rights(raw: &Ninjs<'_>, _origin: &Origin<'_>, item: &mut Item) {
    item.copyright_holder = word(raw.copyright_holder);
    item.copyright_notice = word(raw.copyright_notice);
    item.usage_terms.extend(word(raw.usage_terms));
    item.sources.extend(word(raw.source));
    for source in &raw.info_sources {
        let name = word(source.name).or_else(|| code_of(source));
        item.sources.extend(name);
    }
}

fn code_of(concept: &Concept<'_>) -> Option<String> {
    let codes = [concept.code, concept.literal, concept.uri];
    codes.into_iter().find_map(word)
}

fn classification(raw: &Ninjs<'_>, _origin: &Origin<'_>, item: &mut Item) {
    for genre in &raw.genres {
        item.genre
            .extend(word(genre.name).or_else(|| code_of(genre)));
    }
    for concept in &raw.subjects {
        match (word(concept.rel).as_deref(), word(concept.name)) {
            (Some("keyword"), Some(name)) if code_of(concept).is_none() => item.keywords.push(name),
            (Some("located"), Some(name)) if code_of(concept).is_none() => item.located.push(name),
            _ => item.subjects.extend(subject(concept)),
        }
    }
    item.keywords.extend(
        raw.keywords
            .iter()
            .filter_map(|&keyword| word(Some(keyword))),
    );
}

/// 1.x gives scheme and code; 2.x and 3.x one URI, whose literal (or last part) is the code.
fn subject(concept: &Concept<'_>) -> Option<Subject> {
    let name = word(concept.name);
    let code = word(concept.code).or_else(|| word(concept.literal));
    let mut subject = Subject {
        name,
        scheme: word(concept.scheme),
        code,
    };
    if let Some(uri) = word(concept.uri) {
        split_uri(&uri, &mut subject);
    }
    let empty = subject == Subject::default();
    (!empty).then_some(subject)
}

fn split_uri(uri: &str, subject: &mut Subject) {
    let by_literal = subject
        .code
        .as_deref()
        .and_then(|code| uri.strip_suffix(code));
    let at = match by_literal {
        Some(scheme) => scheme.len(),
        None => uri.rfind(['/', '#', ':']).map_or(0, |at| at + 1),
    };
    let (scheme, code) = uri.split_at(at);
    if code.is_empty() {
        subject.code = Some(uri.to_owned());
        return;
    }
    subject.code = Some(code.to_owned());
    subject.scheme = super::write::scheme_as_sent(scheme);
}

/// Bodies and descriptions as renditions, and which of them is the text.
fn texts(raw: &Ninjs<'_>, origin: &Origin<'_>, item: &mut Item) {
    let mut bodies = Vec::new();
    for body in &raw.bodies {
        if place_apart(body, origin, item) {
            continue;
        }
        let paragraphs = paragraphs(body, origin);
        if body.value.token().is_none() {
            let message = "a body that is no text is not read";
            let span = origin.span(body.value.span());
            note(item, "text.unplaced_body", message, Some(span));
        }
        if paragraphs.is_empty() {
            continue;
        }
        bodies.push((item.renditions.len(), body));
        item.renditions.push(Rendition {
            name: rendition_name(body),
            media_type: body.media_type.clone(),
            paragraphs,
        });
    }
    item.body = chosen(&bodies, origin);
    for description in &raw.descriptions {
        self::description(raw, description, origin, item);
    }
    if item.body.is_none() && !is_picture(raw) {
        summary_as_body(item);
    }
}

/// What a text is by its role, where it is neither the story nor a form of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Apart {
    Note { publishable: bool },
    Headline,
    Slugline,
}

fn apart(worded: &Worded<'_>) -> Option<Apart> {
    apart_by_role(worded.role.as_deref()?)
}

/// Whether a text in this role is no rendition.
pub(super) fn is_of_other_use(role: &str) -> bool {
    apart_by_role(role).is_some() || is_line_role(Some(role))
}

/// Roles of notes and lines, whatever scheme stands before and whatever type behind (`body_nonpublic_html`).
fn apart_by_role(role: &str) -> Option<Apart> {
    let role = role.to_ascii_lowercase();
    let stem = ["_text", "_html5", "_html", "_xhtml", "_nitf"]
        .into_iter()
        .find_map(|ending| role.strip_suffix(ending));
    let letters = |c: &char| c.is_alphanumeric();
    let role: String = stated::last_word(stem.unwrap_or(&role))
        .chars()
        .filter(letters)
        .collect();
    match role.as_str() {
        "nonpublic" | "notepad" | "ednote" => Some(Apart::Note { publishable: false }),
        "public" => Some(Apart::Note { publishable: true }),
        "headline" => Some(Apart::Headline),
        "slug" | "slugline" => Some(Apart::Slugline),
        _ => None,
    }
}

/// Puts a note or line among the texts where it belongs; one that says more than the line it is becomes a note.
fn place_apart(worded: &Worded<'_>, origin: &Origin<'_>, item: &mut Item) -> bool {
    let Some(apart) = apart(worded) else {
        return false;
    };
    let line = line_of(worded, origin);
    let (known, publishable) = match apart {
        Apart::Note { publishable } => (None, publishable),
        Apart::Headline => (Some(&mut item.headline), false),
        Apart::Slugline => (Some(&mut item.slugline), false),
    };
    if let Some(known) = known {
        if known.is_none() {
            *known = line;
            return true;
        }
        if *known == line {
            return true;
        }
    }
    note_of(worded, origin, publishable, item);
    true
}

/// The paragraphs of a text as a note, one a line.
fn note_of(worded: &Worded<'_>, origin: &Origin<'_>, publishable: bool, item: &mut Item) {
    let paragraphs = paragraphs(worded, origin);
    let lines: Vec<&str> = paragraphs.iter().map(|p| p.text.as_str()).collect();
    if !lines.is_empty() {
        item.ed_notes.push(EdNote {
            role: worded.role.clone(),
            text: lines.join("\n"),
            publishable,
        });
    }
}

fn rendition_name(body: &Worded<'_>) -> String {
    let by_type = match body.media_type.as_deref() {
        Some("text/plain") => "text",
        Some("text/html") => "html",
        Some("application/xhtml+xml") => "xhtml",
        _ => "main",
    };
    body.role.clone().unwrap_or_else(|| by_type.to_owned())
}

/// The first body with mark-up, else the first; a teaser is never the text.
fn chosen(bodies: &[(usize, &Worded<'_>)], origin: &Origin<'_>) -> Option<usize> {
    let full = || {
        bodies.iter().filter(|(_, body)| {
            let role = body.role.as_deref().unwrap_or_default();
            !role.to_ascii_lowercase().starts_with("teaser")
        })
    };
    let marked_up = full().find(|(_, body)| {
        let text = origin.mapped(body.value);
        let text = text.as_ref().map_or("", |text| &*text.text);
        Markup::of(body.media_type.as_deref(), text) == Markup::Html
    });
    marked_up.or_else(|| full().next()).map(|(index, _)| *index)
}

/// Some descriptions are lines of their own; others are renditions beside the text.
fn description(raw: &Ninjs<'_>, worded: &Worded<'_>, origin: &Origin<'_>, item: &mut Item) {
    if place_apart(worded, origin, item) {
        return;
    }
    let role = worded.role.as_deref().unwrap_or_default();
    match role.to_ascii_lowercase().as_str() {
        "creditline" if item.credit_line.is_none() => item.credit_line = line_of(worded, origin),
        "dateline" if item.dateline.is_none() => item.dateline = line_of(worded, origin),
        "usageterms" => item.usage_terms.extend(line_of(worded, origin)),
        _ if is_picture(raw) => {}
        _ => {
            let paragraphs = paragraphs(worded, origin);
            let name = match role {
                "" => "description".to_owned(),
                role => format!("description_{role}"),
            };
            if !paragraphs.is_empty() {
                item.renditions.push(Rendition {
                    name,
                    media_type: worded.media_type.clone(),
                    paragraphs,
                });
            }
        }
    }
}

fn summary_as_body(item: &mut Item) {
    let summary = item
        .renditions
        .iter()
        .position(|rendition| rendition.name.starts_with("description"));
    if let Some(index) = summary {
        item.body = Some(index);
        note(
            item,
            "body.summary_only",
            "only a description, no body",
            None,
        );
    }
}

fn is_picture(raw: &Ninjs<'_>) -> bool {
    let news_type = word(raw.news_type);
    let media_type = word(raw.media_type);
    matches!(news_type.as_deref(), Some("picture" | "graphic"))
        || media_type.is_some_and(|media_type| media_type.starts_with("image/"))
        || (news_type.is_none() && raw.renditions.iter().any(is_image))
}

fn is_image(rendition: &MediaRendition<'_>) -> bool {
    word(rendition.media_type).is_some_and(|media_type| media_type.starts_with("image/"))
}

fn pictures_and_links(raw: &Ninjs<'_>, origin: &Origin<'_>, item: &mut Item) {
    if is_picture(raw) {
        item.pictures.push(picture(raw, origin));
    }
    for (name, associated) in &raw.associations {
        if is_picture(associated) {
            let picture = picture(associated, origin);
            if picture.href.is_none() {
                let span = origin.span(associated.whole);
                note(
                    item,
                    "picture.missing",
                    "a picture without an address",
                    Some(span),
                );
            }
            item.pictures.push(picture);
        } else {
            item.links.extend(link(name.as_deref(), associated));
        }
    }
}

fn link(name: Option<&str>, associated: &Ninjs<'_>) -> Option<Link> {
    let target = word(associated.uri).or_else(|| word(associated.guid))?;
    let stated = word(associated.rel);
    let rel = [stated.as_deref(), name]
        .into_iter()
        .flatten()
        .find(|rel| LINK_RELS.contains(rel));
    Some(Link {
        rel: rel.unwrap_or("related").to_owned(),
        target,
        version: word(associated.version),
    })
}

/// The picture in its largest form. An id that only repeats the address says nothing.
fn picture(raw: &Ninjs<'_>, origin: &Origin<'_>) -> Picture {
    let best = best_rendition(&raw.renditions);
    let href = best.and_then(|rendition| word(rendition.href));
    let size = |value: Option<Value<'_>>| word(value).and_then(|text| text.parse().ok());
    let id = word(raw.uri).or_else(|| word(raw.guid));
    let described = |role: &str| {
        let mut all = raw.descriptions.iter();
        all.find(|worded| {
            worded
                .role
                .as_deref()
                .is_some_and(|r| r.eq_ignore_ascii_case(role))
        })
    };
    let caption = caption(raw);
    let credit = described("creditline").and_then(|worded| line_of(worded, origin));
    Picture {
        id: id.filter(|id| Some(id) != href.as_ref() && !id.starts_with(super::write::PICTURE_URN)),
        caption: caption.and_then(|worded| line_of(worded, origin)),
        credit: word(raw.credit_line)
            .or(credit)
            .or_else(|| word(raw.by))
            .or_else(|| word(raw.source))
            .or_else(|| word(raw.copyright_holder)),
        headline: raw
            .headlines
            .first()
            .and_then(|worded| line_of(worded, origin)),
        width: best.and_then(|rendition| size(rendition.width)),
        height: best.and_then(|rendition| size(rendition.height)),
        href,
    }
}

fn is_line_role(role: Option<&str>) -> bool {
    let role = role.unwrap_or_default().to_ascii_lowercase();
    matches!(role.as_str(), "creditline" | "dateline" | "usageterms")
}

/// The rendition named `original`, else the widest.
fn best_rendition<'r, 't>(renditions: &'r [MediaRendition<'t>]) -> Option<&'r MediaRendition<'t>> {
    let width = |rendition: &&MediaRendition<'_>| {
        word(rendition.width).and_then(|text| text.parse::<u32>().ok())
    };
    let usable = || {
        renditions
            .iter()
            .filter(|rendition| word(rendition.href).is_some())
    };
    usable()
        .find(|rendition| rendition.name.eq_ignore_ascii_case("original"))
        .or_else(|| usable().rev().max_by_key(width))
        .or(renditions.first())
}
