//! Writes an item as ninjs 3.1. What ninjs has no key for rides in `altIds` under roles beginning `copydesk:`, which
//! `restore` takes back; notes to editors only ever go into `edNote`. An embargo without a time is written as `withheld`,
//! so that a reader who knows only ninjs keeps the item closed too. Never writes where something stood in the raw, nor
//! findings.

use serde_json::{Map, Value as Json, json};

use super::adapt;
use super::texts::{escaped_letter, kinds_unsaid, text_of};
use crate::origin::Markup;
use crate::{
    EdNote, Embargo, Item, Kills, Link, Picture, Rendition, Signal, Status, Subject, version,
};

/// Opens the made-up id of a picture that has neither id nor address.
pub(super) const PICTURE_URN: &str = "urn:x-copydesk:picture:";
/// Opens the URI that stands for a scheme which is a bare name.
const SCHEME_URN: &str = "urn:x-copydesk:scheme:";
/// Opens the roles of alternative ids that are no ids.
pub(super) const OWN: &str = "copydesk:";

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
    let renditions = item.renditions.iter();
    list.extend(
        renditions
            .filter(|rendition| is_description(rendition))
            .map(text),
    );
    list
}

fn is_description(rendition: &Rendition) -> bool {
    rendition.name == "description" || rendition.name.starts_with("description_")
}

fn bodies(item: &Item) -> impl Iterator<Item = Json> + '_ {
    let renditions = item.renditions.iter();
    renditions
        .filter(|rendition| !is_description(rendition))
        .map(text)
}

fn text(rendition: &Rendition) -> Json {
    let role = role_of(rendition).unwrap_or_default();
    let media_type = rendition.media_type.as_deref();
    worded(role, media_type, &text_of(rendition))
}

/// The role that a reader names the rendition by; nothing for a name that would be read as something else.
fn role_of(rendition: &Rendition) -> Option<&str> {
    let role = match is_description(rendition) {
        true => rendition.name.strip_prefix("description_")?,
        false => rendition.name.as_str(),
    };
    (!adapt::is_of_other_use(role)).then_some(role)
}

/// The renditions in the order that they are written in, bodies before descriptions, each with its place in the item. One
/// without paragraphs is not read back.
fn as_written(item: &Item) -> Vec<(usize, &Rendition)> {
    let all = item.renditions.iter().enumerate();
    let mut written: Vec<(usize, &Rendition)> = all
        .filter(|(_, rendition)| !rendition.paragraphs.is_empty())
        .collect();
    written.sort_by_key(|(_, rendition)| is_description(rendition));
    written
}

fn subjects(item: &Item) -> Vec<Json> {
    let said = item.subjects.iter();
    let said = said.filter(|subject| **subject != Subject::default());
    let mut list: Vec<Json> = said.map(subject).collect();
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
    let withhold = item.signals.contains(&Signal::Withhold);
    if item.status_raw.as_deref() != Some(pub_status(item))
        || item.status.name() != pub_status(item)
        || (item.status == Status::Withheld && !withhold)
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
    let written = as_written(item);
    let body = written.iter().position(|(at, _)| Some(*at) == item.body);
    own(
        "body",
        body.map_or(String::new(), |index| index.to_string()),
    );
    if !written.is_sorted_by_key(|(at, _)| *at) {
        let places: Vec<String> = written.iter().map(|(at, _)| at.to_string()).collect();
        own("order", places.join(" "));
    }
    for (index, (_, rendition)) in written.iter().enumerate() {
        if role_of(rendition).is_none() && rendition.name != "description" {
            own("name", format!("{index} {}", rendition.name));
        }
        if let Some(kinds) = kinds_unsaid(rendition, &text_of(rendition)) {
            own("kinds", format!("{index} {kinds}"));
        }
    }
    list
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
