//! Writes an item as ninjs 3.1 and restores, when such an object is read again, what ninjs has no key for. That rides
//! in `altIds` under roles beginning `copydesk:`; notes to editors only ever go into `edNote`. An embargo without a
//! time is written as `withheld`, so that a reader who knows only ninjs keeps the item closed too.

use std::borrow::Cow;

use serde_json::{Map, Value as Json, json};

use crate::chars::Mapped;
use crate::json::{self, Value};
use crate::origin::{self, Markup};
use crate::{
    BlockKind, EdNote, Embargo, Item, Kills, Link, Paragraph, Picture, Rendition, Signal, Span,
    Status, Subject, version,
};

/// Opens the made-up id of a picture that has neither id nor address.
pub(super) const PICTURE_URN: &str = "urn:x-copydesk:picture:";
/// Opens the URI that stands for a scheme which is a bare name.
const SCHEME_URN: &str = "urn:x-copydesk:scheme:";
const OWN: &str = "copydesk:";

/// The item as a ninjs 3.1 object.
#[must_use]
pub fn write(item: &Item) -> Json {
    let mut out = Map::new();
    out.insert("standard".to_owned(), standard());
    put(&mut out, "uri", Some(&item.guid));
    put(&mut out, "type", Some("text"));
    times(item, &mut out);
    put(&mut out, "pubStatus", Some(pub_status(item)));
    if let Some(urgency) = item.urgency {
        out.insert("urgency".to_owned(), json!(urgency));
    }
    put(
        &mut out,
        "copyrightHolder",
        item.copyright_holder.as_deref(),
    );
    put(
        &mut out,
        "copyrightNotice",
        item.copyright_notice.as_deref(),
    );
    put(
        &mut out,
        "usageTerms",
        item.usage_terms.first().map(String::as_str),
    );
    put(&mut out, "edNote", ed_note(&item.ed_notes).as_deref());
    put(&mut out, "language", item.language.as_deref());
    put_list(
        &mut out,
        "headlines",
        item.headline.iter().map(|h| line("main", h)),
    );
    put(&mut out, "by", item.byline.as_deref());
    put(&mut out, "slugline", item.slugline.as_deref());
    put(
        &mut out,
        "located",
        item.located.first().map(String::as_str),
    );
    put_list(&mut out, "descriptions", descriptions(item));
    put_list(&mut out, "bodies", bodies(item));
    put_list(&mut out, "subjects", subjects(item));
    put_list(
        &mut out,
        "genres",
        item.genre.iter().map(|name| json!({ "name": name })),
    );
    put_list(
        &mut out,
        "infoSources",
        item.sources.iter().map(|name| json!({ "name": name })),
    );
    put_list(&mut out, "altIds", alt_ids(item));
    put_list(&mut out, "associations", associations(item));
    Json::Object(out)
}

fn standard() -> Json {
    json!({
        "name": "ninjs",
        "version": "3.1",
        "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json",
    })
}

fn put(out: &mut Map<String, Json>, key: &str, value: Option<&str>) {
    if let Some(value) = value {
        out.insert(key.to_owned(), json!(value));
    }
}

fn put_list(out: &mut Map<String, Json>, key: &str, values: impl IntoIterator<Item = Json>) {
    let list: Vec<Json> = values.into_iter().collect();
    if !list.is_empty() {
        out.insert(key.to_owned(), Json::Array(list));
    }
}

fn worded(role: &str, content_type: Option<&str>, value: &str) -> Json {
    let mut out = Map::new();
    put(&mut out, "role", Some(role).filter(|role| !role.is_empty()));
    put(&mut out, "contentType", content_type);
    put(&mut out, "value", Some(value));
    Json::Object(out)
}

/// One line; as HTML where its words would be taken for mark-up.
fn line(role: &str, text: &str) -> Json {
    match Markup::of(None, text) {
        Markup::Plain => worded(role, None, text),
        Markup::Html => {
            let escaped: String = text.chars().map(escaped_letter).collect();
            worded(role, Some("text/html"), &escaped)
        }
    }
}

fn times(item: &Item, out: &mut Map<String, Json>) {
    let text = |time: &Option<crate::SentTime>| time.as_ref().map(|time| time.text.clone());
    put(out, "version", item.version.as_deref());
    put(out, "firstCreated", text(&item.first_created).as_deref());
    put(
        out,
        "versionCreated",
        text(&item.version_created).as_deref(),
    );
    put(out, "expires", text(&item.expires).as_deref());
    if let Embargo::Until(release_at) = item.embargo {
        let sent = item.embargo_text.as_deref();
        let sent = sent.filter(|text| {
            text.parse()
                .is_ok_and(|at: jiff::Timestamp| at == release_at)
        });
        let text = sent.map_or_else(|| release_at.to_string(), str::to_owned);
        put(out, "embargoedUntil", Some(&text));
    }
}

fn pub_status(item: &Item) -> &'static str {
    match (item.status, item.embargo) {
        (Status::Usable, Embargo::TimeUnknown) => Status::Withheld.name(),
        (status, _) => status.name(),
    }
}

/// All notes in one text, a blank line between them.
fn ed_note(notes: &[EdNote]) -> Option<String> {
    let texts: Vec<&str> = notes.iter().map(|note| note.text.as_str()).collect();
    (!texts.is_empty()).then(|| texts.join("\n\n"))
}

/// Lines that ninjs has no key for, and renditions that are descriptions.
fn descriptions(item: &Item) -> Vec<Json> {
    let mut list = Vec::new();
    list.extend(
        item.credit_line
            .iter()
            .map(|credit| line("creditline", credit)),
    );
    list.extend(item.dateline.iter().map(|place| line("dateline", place)));
    let more_terms = item.usage_terms.iter().skip(1);
    list.extend(more_terms.map(|terms| line("usageterms", terms)));
    for rendition in item.renditions.iter().filter(|r| is_description(r)) {
        let role = rendition
            .name
            .strip_prefix("description_")
            .unwrap_or_default();
        list.push(worded(
            role,
            rendition.media_type.as_deref(),
            &text_of(rendition),
        ));
    }
    list
}

fn is_description(rendition: &Rendition) -> bool {
    rendition.name == "description" || rendition.name.starts_with("description_")
}

fn bodies(item: &Item) -> impl Iterator<Item = Json> + '_ {
    let bodies = item
        .renditions
        .iter()
        .filter(|rendition| !is_description(rendition));
    bodies.map(|rendition| {
        let media_type = rendition.media_type.as_deref();
        worded(&rendition.name, media_type, &text_of(rendition))
    })
}

/// Lines where lines are enough to read the same paragraphs again, else HTML.
fn text_of(rendition: &Rendition) -> String {
    let lines: Vec<&str> = rendition
        .paragraphs
        .iter()
        .map(|p| p.text.as_str())
        .collect();
    let lines = lines.join("\n\n");
    let media_type = rendition.media_type.as_deref();
    if Markup::of(media_type, &lines) == Markup::Plain {
        let again = origin::paragraphs(&Mapped::copy_of(&lines, 0), Markup::Plain);
        if same_words(&again, &rendition.paragraphs) {
            return lines;
        }
    }
    let html = html(&rendition.paragraphs);
    match Markup::of(media_type, &html) {
        Markup::Html => html,
        // So that a reader sees mark-up where the type does not say so.
        Markup::Plain => format!("<div>{html}</div>"),
    }
}

fn same_words(one: &[Paragraph], other: &[Paragraph]) -> bool {
    let words = |p: &Paragraph| (p.kind, p.text.clone());
    one.iter().map(words).eq(other.iter().map(words))
}

fn html(paragraphs: &[Paragraph]) -> String {
    let mut out = String::new();
    for paragraph in paragraphs {
        let (open, close) = match paragraph.kind {
            BlockKind::Heading => ("<h2>", "</h2>"),
            BlockKind::ListItem => ("<ul><li>", "</li></ul>"),
            BlockKind::Quote => ("<blockquote>", "</blockquote>"),
            BlockKind::Caption => ("<figcaption>", "</figcaption>"),
            BlockKind::TableRow => ("<table><tr><td>", "</td></tr></table>"),
            BlockKind::Text | BlockKind::Signature | BlockKind::Advisory => ("<p>", "</p>"),
        };
        out.push_str(open);
        out.push_str(&escaped(paragraph));
        out.push_str(close);
    }
    out
}

fn escaped(paragraph: &Paragraph) -> String {
    let row = paragraph.kind == BlockKind::TableRow;
    let letters = paragraph.text.chars().map(|letter| match letter {
        '\n' => Cow::Borrowed("<br/>"),
        '\t' if row => Cow::Borrowed("</td><td>"),
        _ => escaped_letter(letter),
    });
    letters.collect()
}

fn escaped_letter(letter: char) -> Cow<'static, str> {
    match letter {
        '&' => Cow::Borrowed("&amp;"),
        '<' => Cow::Borrowed("&lt;"),
        '>' => Cow::Borrowed("&gt;"),
        _ => Cow::Owned(letter.to_string()),
    }
}

fn subjects(item: &Item) -> Vec<Json> {
    let mut list: Vec<Json> = item.subjects.iter().map(subject).collect();
    let keyword = |rel: &'static str| move |name: &String| json!({ "name": name, "rel": rel });
    list.extend(item.keywords.iter().map(keyword("keyword")));
    list.extend(item.located.iter().skip(1).map(keyword("located")));
    list
}

fn subject(subject: &Subject) -> Json {
    let mut out = Map::new();
    put(&mut out, "name", subject.name.as_deref());
    let code = subject.code.as_deref();
    if let Some(scheme) = &subject.scheme {
        let uri = format!("{}{}", scheme_uri(scheme), code.unwrap_or_default());
        put(&mut out, "uri", Some(&uri));
    }
    put(&mut out, "literal", code);
    Json::Object(out)
}

fn scheme_uri(scheme: &str) -> String {
    if scheme.contains(':') && !scheme.starts_with(SCHEME_URN) {
        return scheme.to_owned();
    }
    let mut out = SCHEME_URN.to_owned();
    for byte in scheme.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => out.push(byte.into()),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out.push(':');
    out
}

/// The scheme that was written as `uri`, or the URI itself; nothing for an empty one.
pub(super) fn scheme_as_sent(uri: &str) -> Option<String> {
    let Some(name) = uri
        .strip_prefix(SCHEME_URN)
        .and_then(|name| name.strip_suffix(':'))
    else {
        return (!uri.is_empty()).then(|| uri.to_owned());
    };
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        let hex = (byte == b'%').then(|| tail.get(..2)).flatten();
        let read = hex.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        bytes.push(read.unwrap_or(byte));
        rest = if read.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8(bytes).ok()
}

fn alt_ids(item: &Item) -> Vec<Json> {
    let mut list = Vec::new();
    for (role, values) in &item.alt_ids {
        list.extend(
            values
                .iter()
                .map(|value| json!({ "role": role, "value": value })),
        );
    }
    let mut own = |role: &str, value: String| {
        list.push(json!({ "role": format!("{OWN}{role}"), "value": value }));
    };
    if item.embargo == Embargo::TimeUnknown {
        own("embargo", item.embargo_text.clone().unwrap_or_default());
    }
    if item.status_raw.as_deref() != Some(pub_status(item))
        || item.status.name() != pub_status(item)
    {
        own("status", item.status.name().to_owned());
        item.status_raw
            .iter()
            .for_each(|raw| own("status-raw", raw.clone()));
    }
    if item.version_ordinal != item.version.as_deref().and_then(version::ordinal) {
        let ordinal = item.version_ordinal.map(|ordinal| ordinal.to_string());
        own("version-ordinal", ordinal.unwrap_or_default());
    }
    for signal in &item.signals {
        own("signal", signal.name().to_owned());
    }
    let mut next = 0;
    for note in &item.ed_notes {
        let first = next;
        next += parts_of_note(&note.text).count();
        let place = match next - first {
            0 => continue,
            1 => first.to_string(),
            _ => format!("{first}-{}", next - 1),
        };
        let publishable = if note.publishable {
            "publishable"
        } else {
            "internal"
        };
        let role = note
            .role
            .as_deref()
            .map_or(String::new(), |role| format!(" {role}"));
        own("ed-note", format!("{place} {publishable}{role}"));
    }
    if let Some(kills) = &item.kills {
        own("kills", kills_text(kills));
    }
    let body = body_as_written(item).map_or(String::new(), |index| index.to_string());
    own("body", body);
    list
}

/// Index of the body among the renditions in the order that they are written in: bodies, then descriptions.
fn body_as_written(item: &Item) -> Option<usize> {
    let body = item.body()?;
    let all = || {
        item.renditions
            .iter()
            .filter(|rendition| !rendition.paragraphs.is_empty())
    };
    let bodies = all().filter(|rendition| !is_description(rendition));
    let mut written = bodies.chain(all().filter(|rendition| is_description(rendition)));
    written.position(|rendition| std::ptr::eq(rendition, body))
}

/// The parts between the blank lines of a text, ends trimmed.
pub(super) fn parts_of_note(text: &str) -> impl Iterator<Item = String> {
    let mut parts: Vec<Vec<&str>> = vec![Vec::new()];
    for line in text.lines() {
        match parts.last_mut() {
            Some(part) if !line.trim().is_empty() => part.push(line),
            _ => parts.push(Vec::new()),
        }
    }
    let texts = parts.into_iter().filter(|part| !part.is_empty());
    texts.map(|part| part.join("\n").trim().to_owned())
}

fn kills_text(kills: &Kills) -> String {
    json!({
        "by": kills.by,
        "guid": kills.guid,
        "version": kills.version,
        "service": kills.service,
        "number": kills.number,
        "name": kills.name,
        "day": kills.day,
        "slugline": kills.slugline,
        "headline": kills.headline,
    })
    .to_string()
}

fn associations(item: &Item) -> Vec<Json> {
    let pictures = item.pictures.iter().enumerate();
    let mut list: Vec<Json> = pictures
        .map(|(index, picture)| association(index, picture))
        .collect();
    list.extend(item.links.iter().map(link));
    list
}

fn association(index: usize, picture: &Picture) -> Json {
    let made_up = format!("{PICTURE_URN}{index}");
    let uri = picture.id.as_deref().or(picture.href.as_deref());
    let mut out = Map::new();
    put(&mut out, "name", Some(&format!("picture-{index}")));
    put(&mut out, "uri", Some(uri.unwrap_or(&made_up)));
    put(&mut out, "type", Some("picture"));
    put_list(
        &mut out,
        "headlines",
        picture.headline.iter().map(|h| line("main", h)),
    );
    let caption = picture.caption.iter().map(|text| line("caption", text));
    let credit = picture.credit.iter().map(|text| line("creditline", text));
    put_list(&mut out, "descriptions", caption.chain(credit));
    if picture.href.is_some() || picture.width.is_some() || picture.height.is_some() {
        let mut rendition = Map::new();
        put(&mut rendition, "name", Some("original"));
        put(&mut rendition, "href", picture.href.as_deref());
        for (key, size) in [("width", picture.width), ("height", picture.height)] {
            if let Some(size) = size {
                rendition.insert(key.to_owned(), json!(size));
            }
        }
        put_list(&mut out, "renditions", [Json::Object(rendition)]);
    }
    Json::Object(out)
}

fn link(link: &Link) -> Json {
    let mut out = Map::new();
    put(&mut out, "name", Some(&link.rel));
    put(&mut out, "rel", Some(&link.rel));
    put(&mut out, "uri", Some(&link.target));
    put(&mut out, "version", link.version.as_deref());
    Json::Object(out)
}

// ---- origin it back ----

/// Takes what `write` put under its own roles out of the alternative ids and sets it.
pub(super) fn restore(item: &mut Item) {
    let all = std::mem::take(&mut item.alt_ids);
    let (own, others): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|(role, _)| role.starts_with(OWN));
    item.alt_ids = others;
    for (role, values) in own {
        let role = &role[OWN.len()..];
        match role {
            "signal" => restore_signals(&values, item),
            "ed-note" => restore_notes(&values, item),
            _ => values
                .iter()
                .for_each(|value| restore_one(role, value, item)),
        }
    }
}

/// The signals in the order they were sent; those that the text states besides come after them.
fn restore_signals(names: &[String], item: &mut Item) {
    let stated = std::mem::take(&mut item.signals);
    let named = names.iter().filter_map(|name| Signal::from_name(name));
    item.signals = named.collect();
    origin::add_signals(item, stated);
}

fn restore_one(role: &str, value: &str, item: &mut Item) {
    match role {
        "status" => restore_status(value, item),
        "status-raw" => item.status_raw = Some(value.to_owned()),
        "embargo" if item.embargo == Embargo::None => {
            item.embargo = Embargo::TimeUnknown;
            item.embargo_text = Some(value.to_owned()).filter(|text| !text.is_empty());
        }
        "version-ordinal" => item.version_ordinal = value.parse().ok(),
        "kills" => item.kills = kills_from(value),
        "body" => restore_body(value, item),
        _ => {}
    }
}

/// A status may come back stricter than `pubStatus` says. It comes back as usable only where `write` closed an item
/// for want of an embargo's time: that embargo, restored before, keeps it closed.
fn restore_status(value: &str, item: &mut Item) {
    let stated = [Status::Usable, Status::Withheld, Status::Canceled]
        .into_iter()
        .find(|status| status.name() == value);
    let Some(status) = stated else {
        return;
    };
    let closed = item.embargo == Embargo::TimeUnknown
        && item.status == Status::Withheld
        && !item.signals.contains(&Signal::Kill);
    item.status = if closed {
        status
    } else {
        item.status.max(status)
    };
    item.status_raw = None;
    if status == Status::Usable {
        item.signals.retain(|signal| *signal != Signal::Withhold);
    }
}

/// Joins the parts of notes that a blank line had parted and gives them role and use. A part that no value names stays
/// a note of its own, behind the others.
fn restore_notes(values: &[String], item: &mut Item) {
    let mut parts: Vec<Option<EdNote>> = item.ed_notes.drain(..).map(Some).collect();
    for value in values {
        let mut words = value.splitn(3, ' ');
        let place = words.next().unwrap_or_default();
        let publishable = words.next() == Some("publishable");
        let (first, last) = place.split_once('-').unwrap_or((place, place));
        let (Ok(first), Ok(last)) = (first.parse::<usize>(), last.parse::<usize>()) else {
            continue;
        };
        let last = last.min(parts.len().saturating_sub(1));
        let named = parts.get_mut(first..=last).unwrap_or_default();
        let texts: Vec<String> = named
            .iter_mut()
            .filter_map(Option::take)
            .map(|note| note.text)
            .collect();
        if !texts.is_empty() {
            item.ed_notes.push(EdNote {
                role: words.next().map(str::to_owned),
                text: texts.join("\n\n"),
                publishable,
            });
        }
    }
    item.ed_notes.extend(parts.into_iter().flatten());
}

fn restore_body(value: &str, item: &mut Item) {
    let index = value.parse().ok();
    item.body = index.filter(|index: &usize| *index < item.renditions.len());
    item.findings
        .retain(|finding| finding.code != "body.summary_only");
}

fn kills_from(text: &str) -> Option<Kills> {
    let tree = json::scan(text);
    let root = tree.root()?;
    let word = |key: &str| root.get(key).and_then(Value::text).map(Into::into);
    let by: String = word("by")?;
    Some(Kills {
        by: ["guid", "number", "text"]
            .into_iter()
            .find(|known| *known == by)?,
        guid: word("guid"),
        version: word("version"),
        service: word("service"),
        number: word("number"),
        name: word("name"),
        day: word("day"),
        slugline: word("slugline"),
        headline: word("headline"),
        span: None::<Span>,
    })
}
