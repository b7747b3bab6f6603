//! Scanned JSON to entries of digitalwires. One pass over the keys; the last of duplicates counts, `null` is absent,
//! a key nobody knows is read past.

use super::raw::{Association, Category, Description, EdNote, Entry, MediaRendition, Notepad};
use crate::json::{Kind, Tree, Value};

/// The objects that are entries: roots, elements of an array, or what an answer lists.
pub(super) fn entries<'t>(tree: &'t Tree<'t>) -> Vec<Value<'t>> {
    let mut found = Vec::new();
    for root in tree.roots() {
        let list = match root.kind() {
            Kind::Array => Some(root),
            _ => listed(root),
        };
        match list {
            Some(list) => found.extend(list.elements()),
            None => found.push(root),
        }
    }
    found.retain(|value| value.kind() == Kind::Object);
    found
}

/// The list of entries in an answer.
pub(super) fn listed(root: Value<'_>) -> Option<Value<'_>> {
    let lists = ["entries", "items"].into_iter();
    let mut lists = lists.filter_map(|key| root.get(key));
    lists.find(|list| list.elements_first().is_some_and(is_entry))
}

/// Whether an object is an entry: it says so, or it has the keys that only digitalwires has.
pub(super) fn is_entry(value: Value<'_>) -> bool {
    let (mut named, mut urn, mut own) = (false, false, false);
    for (key, member) in value.members() {
        match &*key {
            "format" => {
                let format = member.text();
                named = format.is_some_and(|format| format.starts_with("digitalwires"));
            }
            "urn" => urn = member.text().is_some(),
            "article_html" | "linkbox_html" | "infobox_html" | "entry_id" => own = true,
            _ => {}
        }
    }
    named || (urn && own)
}

/// Reads one entry.
pub(super) fn read(value: Value<'_>) -> Entry<'_> {
    let mut entry = Entry {
        whole: value.span(),
        ..Entry::default()
    };
    for (key, member) in value.members() {
        if let Some(slot) = plain_field(&mut entry, &key) {
            *slot = present(member);
        } else {
            compound_field(&mut entry, &key, member);
        }
    }
    entry
}

fn present(value: Value<'_>) -> Option<Value<'_>> {
    (!value.is_null()).then_some(value)
}

fn member<'t>(value: Value<'t>, key: &str) -> Option<Value<'t>> {
    value.get(key).and_then(present)
}

fn plain_field<'e, 't>(entry: &'e mut Entry<'t>, key: &str) -> Option<&'e mut Option<Value<'t>>> {
    Some(match key {
        "urn" => &mut entry.urn,
        "version" => &mut entry.version,
        "version_created" => &mut entry.version_created,
        "pubstatus" => &mut entry.pub_status,
        "signal" => &mut entry.signal,
        "embargoed" => &mut entry.embargoed,
        "language" => &mut entry.language,
        "urgency" => &mut entry.urgency,
        "kicker" => &mut entry.kicker,
        "headline" => &mut entry.headline,
        "subhead" => &mut entry.sub_headline,
        "teaser" => &mut entry.teaser,
        "byline" => &mut entry.byline,
        "dateline" => &mut entry.dateline,
        "article_html" => &mut entry.article,
        "infobox_html" => &mut entry.infobox,
        "linkbox_html" => &mut entry.linkbox,
        "creditline" => &mut entry.credit_line,
        "copyrightnotice" => &mut entry.copyright_notice,
        "usageterms" => &mut entry.usage_terms,
        "autopublishnotice" => &mut entry.auto_publish_notice,
        _ => return None,
    })
}

fn compound_field<'t>(entry: &mut Entry<'t>, key: &str, value: Value<'t>) {
    match key {
        "notepad" => {
            entry.notepad = Notepad {
                header: member(value, "header_html"),
                public: member(value, "public_html"),
                nonpublic: member(value, "nonpublic_html"),
            };
        }
        "ednotes" => entry.ed_notes = value.elements().map(ed_note).collect(),
        "descriptions" => entry.descriptions = value.elements().map(description).collect(),
        "associations" => entry.associations = value.elements().map(association).collect(),
        "categories" => entry.categories = value.elements().map(category).collect(),
        "genre_names" => entry.genre_names = value.elements().collect(),
        "keyword_names" => entry.keyword_names = value.elements().collect(),
        _ => {}
    }
}

/// A note; a bare string is its text.
fn ed_note(value: Value<'_>) -> EdNote<'_> {
    EdNote {
        role: member(value, "role"),
        text: member(value, "ednote").or(value.token().map(|_| value)),
        is_publishable: member(value, "is_publishable"),
    }
}

fn description(value: Value<'_>) -> Description<'_> {
    Description {
        role: member(value, "role"),
        text: member(value, "description").or(value.token().map(|_| value)),
    }
}

fn association(value: Value<'_>) -> Association<'_> {
    let renditions = member(value, "renditions");
    let files = renditions.into_iter().flat_map(Value::elements);
    Association {
        whole: value.span(),
        kind: member(value, "type"),
        urn: member(value, "urn"),
        version: member(value, "version"),
        headline: member(value, "headline"),
        caption: member(value, "caption"),
        credit_line: member(value, "creditline"),
        renditions: files
            .map(|file| MediaRendition {
                url: member(file, "url"),
                media_type: member(file, "mimetype"),
                width: member(file, "width"),
                height: member(file, "height"),
            })
            .collect(),
    }
}

fn category(value: Value<'_>) -> Category<'_> {
    Category {
        kind: member(value, "type"),
        name: member(value, "name"),
        qcode: member(value, "qcode"),
    }
}
