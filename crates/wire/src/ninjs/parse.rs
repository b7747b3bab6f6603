//! Scanned JSON to ninjs objects. Keys are matched without regard to case, so one pass reads all generations; a key
//! nobody knows is read past. An explicit list of work takes the place of recursion into associations.

use std::borrow::Cow;
use std::collections::HashMap;

use super::raw::{Concept, Dialect, Generation, MediaRendition, Ninjs, Worded};
use crate::json::{Kind, Tree, Value};

/// Items of one raw.
pub(crate) const ITEMS_MAX: usize = 10_000;

/// The objects that are items: the roots themselves, the elements of an array, or those of `item`, `items`, `data`
/// (the answers of agencies' interfaces).
pub(super) fn items<'t>(tree: &'t Tree<'t>) -> Vec<Value<'t>> {
    let mut found = Vec::new();
    for root in tree.roots() {
        match root.kind() {
            Kind::Array => found.extend(root.elements().filter(|v| v.kind() == Kind::Object)),
            Kind::Object => match wrapped(root) {
                Some(list) => found.extend(list.elements().filter(|v| v.kind() == Kind::Object)),
                None => found.push(root),
            },
            _ => {}
        }
    }
    found
}

/// The list that an interface's answer wraps.
pub(super) fn wrapped(root: Value<'_>) -> Option<Value<'_>> {
    if root.get("uri").is_some() || root.get("guid").is_some() {
        return None;
    }
    ["item", "items", "data", "newsitems"]
        .into_iter()
        .filter_map(|key| root.get(key))
        .find(|value| value.elements().any(|item| looks_like_item(item)))
}

/// Whether an object has the shape of a ninjs item.
pub(super) fn looks_like_item(value: Value<'_>) -> bool {
    let named = ["standard", "$standard"].into_iter().any(|key| {
        let standard = value.get(key);
        standard.is_some_and(|standard| standard.source().contains("ninjs"))
    });
    let text = |key| value.get(key).and_then(Value::text).is_some();
    let first = value
        .members()
        .any(|(key, _)| key.starts_with("body_") || key == "bodies");
    named
        || first
        || text("uri")
        || (text("guid") && (text("type") || text("pubstatus") || text("versioncreated")))
}

/// Reads the object and the items associated with it.
pub(super) fn read<'t>(value: Value<'t>) -> Ninjs<'t> {
    let dialect = dialect(value);
    let mut pending = Vec::new();
    let mut item = fields(value, &dialect, &mut pending);
    let mut next = 0;
    while next < pending.len() && next < ITEMS_MAX {
        let (name, value): (Option<String>, Value<'t>) = pending[next].clone();
        let associated = fields(value, &dialect, &mut pending);
        item.associations.push((name, associated));
        next += 1;
    }
    item
}

fn dialect(value: Value<'_>) -> Dialect {
    stated_dialect(value).unwrap_or_else(|| Dialect {
        generation: generation_by_shape(value),
        minor: None,
    })
}

/// From `standard.version`, or from the number at the end of the schema's address.
fn stated_dialect(value: Value<'_>) -> Option<Dialect> {
    let standard = value.get("standard").or_else(|| value.get("$standard"))?;
    let version = standard.get("version").and_then(Value::text);
    let schema = standard.get("schema").and_then(Value::text);
    let number = version.or_else(|| {
        let schema = schema?;
        let tail = schema.rsplit("schema_").next()?;
        Some(
            tail.trim_end_matches(['#'])
                .trim_end_matches(".json")
                .to_owned()
                .into(),
        )
    })?;
    let mut parts = number.trim_start_matches('v').split('.');
    let generation = match parts.next()? {
        "1" => Generation::One,
        "2" => Generation::Two,
        "3" => Generation::Three,
        _ => return None,
    };
    let minor = parts.next().and_then(|minor| minor.parse().ok());
    Some(Dialect { generation, minor })
}

fn generation_by_shape(value: Value<'_>) -> Generation {
    const ARRAYS: [&str; 14] = [
        "bodies",
        "headlines",
        "descriptions",
        "subjects",
        "genres",
        "people",
        "organisations",
        "places",
        "objects",
        "events",
        "infosources",
        "trustindicators",
        "by",
        "standard",
    ];
    const FIRST: [&str; 12] = [
        "headline",
        "byline",
        "subject",
        "person",
        "organisation",
        "place",
        "genre",
        "infosource",
        "mimetype",
        "guid",
        "$standard",
        "trustindicator",
    ];
    let mut second = false;
    let mut first = false;
    for (key, member) in value.members() {
        if key.bytes().any(|byte| byte.is_ascii_uppercase()) && is_camel(&key) {
            return Generation::Three;
        }
        let list = matches!(&*key, "associations" | "renditions" | "altids");
        second |= ARRAYS.contains(&&*key) || (list && member.kind() == Kind::Array);
        first |= FIRST.contains(&&*key) || key.starts_with("body_") || key.starts_with("headline");
        first |= key.starts_with("description_") || (list && member.kind() == Kind::Object);
    }
    match (first, second) {
        (true, false) => Generation::One,
        (_, true) => Generation::Two,
        (false, false) => Generation::Three,
    }
}

/// Keys that only 3.x writes.
fn is_camel(key: &str) -> bool {
    const CAMEL: [&str; 19] = [
        "representationType",
        "firstCreated",
        "versionCreated",
        "contentCreated",
        "embargoedUntil",
        "pubStatus",
        "copyrightHolder",
        "copyrightNotice",
        "usageTerms",
        "edNote",
        "infoSources",
        "altIds",
        "trustIndicators",
        "rightsInfo",
        "digitalSourceType",
        "eventDetails",
        "plannedCoverage",
        "contentType",
        "aiInfo",
    ];
    CAMEL.contains(&key)
}

/// Most subjects of an item that are looked at; more are a hostile file's, and stay in the raw.
const LISTED_MAX: usize = 50_000;

type Pending<'t> = Vec<(Option<String>, Value<'t>)>;

fn fields<'t>(value: Value<'t>, dialect: &Dialect, pending: &mut Pending<'t>) -> Ninjs<'t> {
    let mut item = Ninjs {
        dialect: dialect.clone(),
        whole: value.span(),
        ..Ninjs::default()
    };
    for (key, member) in last_members(value) {
        if let Some(slot) = plain_field(&mut item, &key) {
            *slot = Some(member);
        } else {
            compound_field(&mut item, &key, member, pending);
        }
    }
    item
}

/// Members with lower-case keys, in order; of one key given twice the last value counts, `null` is none.
fn last_members<'t>(value: Value<'t>) -> Vec<(String, Value<'t>)> {
    let lower = |(key, value): (Cow<'t, str>, _)| (key.to_ascii_lowercase(), value);
    let mut members: Vec<(String, Value<'t>)> = value.members().map(lower).collect();
    let mut last: HashMap<String, usize> = HashMap::with_capacity(members.len());
    for (at, (key, _)) in members.iter().enumerate() {
        last.insert(key.clone(), at);
    }
    let mut at = 0;
    members.retain(|(key, value)| {
        let counts = last.get(key) == Some(&at) && !value.is_null();
        at += 1;
        counts
    });
    members
}

fn plain_field<'i, 't>(item: &'i mut Ninjs<'t>, key: &str) -> Option<&'i mut Option<Value<'t>>> {
    Some(match key {
        "uri" => &mut item.uri,
        "guid" => &mut item.guid,
        "type" => &mut item.news_type,
        "mimetype" | "contenttype" => &mut item.media_type,
        "version" => &mut item.version,
        "firstcreated" => &mut item.first_created,
        "versioncreated" => &mut item.version_created,
        "expires" => &mut item.expires,
        "pubstatus" => &mut item.pub_status,
        "signal" | "signals" => &mut item.signal,
        "urgency" => &mut item.urgency,
        "copyrightholder" => &mut item.copyright_holder,
        "copyrightnotice" => &mut item.copyright_notice,
        "usageterms" => &mut item.usage_terms,
        "ednote" => &mut item.ed_note,
        "language" => &mut item.language,
        "by" | "byline" => &mut item.by,
        "creditline" => &mut item.credit_line,
        "dateline" => &mut item.dateline,
        "slugline" => &mut item.slugline,
        "located" => &mut item.located,
        "title" => &mut item.title,
        "source" => &mut item.source,
        "rel" => &mut item.rel,
        _ => return None,
    })
}

fn compound_field<'t>(
    item: &mut Ninjs<'t>,
    key: &str,
    value: Value<'t>,
    pending: &mut Pending<'t>,
) {
    match key {
        "embargoed" | "embargoeduntil" => item.embargoes.push(value),
        "headline" => item.headlines.push(worded_key(None, value)),
        "headlines" => item.headlines.extend(value.elements().map(worded)),
        "descriptions" => item.descriptions.extend(value.elements().map(worded)),
        "bodies" => item.bodies.extend(value.elements().map(worded)),
        "subject" | "subjects" | "person" | "people" | "organisation" | "organisations"
        | "place" | "places" | "event" | "events" | "object" | "objects" => {
            let room = LISTED_MAX.saturating_sub(item.subjects.len());
            item.subjects
                .extend(value.elements().take(room).map(concept));
        }
        "genre" | "genres" => item.genres.extend(listed(value).into_iter().map(concept)),
        "infosource" | "infosources" => item.info_sources.extend(value.elements().map(concept)),
        "keywords" => item.keywords.extend(listed(value)),
        "altids" => item.alt_ids = alt_ids(value),
        "renditions" => item.renditions = media_renditions(value),
        "associations" => pending.extend(named(value)),
        _ => pattern_field(item, key, value),
    }
}

fn pattern_field<'t>(item: &mut Ninjs<'t>, key: &str, value: Value<'t>) {
    let (stem, role) = key.split_once('_').unwrap_or((key, ""));
    let list = match stem {
        "headline" if stem != key => &mut item.headlines,
        "description" if stem != key => &mut item.descriptions,
        "body" if stem != key => &mut item.bodies,
        _ => return item.unknown.push((key.to_owned(), value)),
    };
    list.push(worded_key(Some(role), value));
}

/// `body_html` and its like: the ending says role or type.
fn worded_key<'t>(role: Option<&str>, value: Value<'t>) -> Worded<'t> {
    let ending = role.and_then(|role| role.rsplit('_').next());
    let media_type = match ending {
        Some("text") => Some("text/plain"),
        Some("html" | "html5") => Some("text/html"),
        Some("xhtml") => Some("application/xhtml+xml"),
        Some("nitf") => Some("application/nitf+xml"),
        _ => None,
    };
    Worded {
        role: role.map(str::to_owned),
        media_type: media_type.map(str::to_owned),
        value,
    }
}

/// An element of `bodies` and its like; a bare string counts as its value.
fn worded(value: Value<'_>) -> Worded<'_> {
    let text = |name: &str| member(value, name).and_then(Value::text);
    Worded {
        role: text("role").map(Into::into),
        media_type: text("contenttype").map(Into::into),
        value: member(value, "value").unwrap_or(value),
    }
}

/// The member of that name in any case; the last one counts.
fn member<'t>(value: Value<'t>, name: &str) -> Option<Value<'t>> {
    let fits = value
        .members()
        .filter(|(key, value)| key.eq_ignore_ascii_case(name) && !value.is_null());
    fits.map(|(_, value)| value).last()
}

/// The elements of an array, or the value itself.
pub(super) fn listed(value: Value<'_>) -> Vec<Value<'_>> {
    match value.kind() {
        Kind::Array => value.elements().collect(),
        _ => vec![value],
    }
}

/// An object as concept; a bare string is its name.
pub(super) fn concept(value: Value<'_>) -> Concept<'_> {
    if value.kind() != Kind::Object {
        return Concept {
            name: Some(value),
            ..Concept::default()
        };
    }
    Concept {
        name: member(value, "name"),
        rel: member(value, "rel"),
        uri: member(value, "uri"),
        literal: member(value, "literal"),
        code: member(value, "code").or_else(|| member(value, "qcode")),
        scheme: member(value, "scheme"),
    }
}

/// 1.x: name to value; 2.x and 3.x: role and value.
fn alt_ids(value: Value<'_>) -> Vec<(String, Value<'_>)> {
    let mut ids = Vec::new();
    for (name, id) in value.members() {
        ids.extend(listed(id).into_iter().map(|id| (name.to_string(), id)));
    }
    for element in value.elements() {
        let role = member(element, "role").and_then(Value::text);
        if let Some(id) = member(element, "value") {
            ids.push((role.unwrap_or_default().into_owned(), id));
        }
    }
    ids
}

fn media_renditions(value: Value<'_>) -> Vec<MediaRendition<'_>> {
    named(value)
        .map(|(name, value)| MediaRendition {
            name: name.unwrap_or_default(),
            href: member(value, "href"),
            media_type: member(value, "mimetype").or_else(|| member(value, "contenttype")),
            width: member(value, "width"),
            height: member(value, "height"),
        })
        .collect()
}

/// Named objects, whether the name is a key (1.x) or a member (2.x, 3.x).
fn named(value: Value<'_>) -> impl Iterator<Item = (Option<String>, Value<'_>)> {
    let keyed = value
        .members()
        .map(|(name, value)| (Some(name.into_owned()), value));
    let listed = value.elements().map(|value| {
        let name = member(value, "name").or_else(|| member(value, "id"));
        (name.and_then(Value::text).map(Into::into), value)
    });
    keyed
        .chain(listed)
        .filter(|(_, value)| value.kind() == Kind::Object)
}
