//! Scanned JSON to items of the Media API. One pass over the keys; the last of duplicates counts, `null` is absent, a
//! key nobody knows is read past.

use super::raw::{Answer, ApItem, Rendition};
use crate::json::{Kind, Tree, Value};

/// The items of all answers in a raw.
pub(super) fn items<'t>(tree: &'t Tree<'t>) -> Vec<Answer<'t>> {
    let mut found = Vec::new();
    for root in tree.roots() {
        match root.kind() {
            Kind::Array => found.extend(root.elements().flat_map(answered)),
            _ => found.extend(answered(root)),
        }
    }
    found.retain(|answer| answer.item.kind() == Kind::Object);
    found
}

/// The items of one answer: `data.item`, `data.items[].item`, or the value itself.
pub(super) fn answered(root: Value<'_>) -> Vec<Answer<'_>> {
    let Some(data) = root.get("data") else {
        return vec![inside(root, false)];
    };
    match data.get("items") {
        Some(items) => items.elements().map(|item| inside(item, true)).collect(),
        None => vec![Answer {
            item: data.get("item").unwrap_or(data),
            story: root.get("nitf"),
            in_data: true,
        }],
    }
}

fn inside(holder: Value<'_>, in_data: bool) -> Answer<'_> {
    Answer {
        item: holder.get("item").unwrap_or(holder),
        story: holder.get("nitf"),
        in_data,
    }
}

/// Whether it is an item: AP's own id stands in it, and outside of an answer its revision too. What calls itself
/// ninjs is none.
pub(super) fn is_item(answer: &Answer<'_>) -> bool {
    let mut standard = ["standard", "$standard"].into_iter();
    if standard.any(|key| answer.item.get(key).is_some()) {
        return false;
    }
    let Some(ids) = answer.item.get("altids") else {
        return false;
    };
    let said = |key: &str| ids.get(key).and_then(Value::text).is_some();
    said("itemid") && (answer.in_data || said("etag"))
}

/// Reads one item.
pub(super) fn read(answer: Answer<'_>) -> ApItem<'_> {
    let value = answer.item;
    let mut item = ApItem {
        whole: value.span(),
        story: answer.story.filter(|story| !story.is_null()),
        ..ApItem::default()
    };
    for (key, member) in value.members().filter(|(_, member)| !member.is_null()) {
        if let Some(slot) = plain_field(&mut item, &key) {
            *slot = Some(member);
        } else if !list_field(&mut item, &key, member) {
            named_field(&mut item, &key, member);
        }
    }
    item
}

/// Reads an item that is associated with another.
pub(super) fn read_associated(value: Value<'_>) -> ApItem<'_> {
    read(Answer {
        item: value,
        story: None,
        in_data: true,
    })
}

fn plain_field<'i, 't>(item: &'i mut ApItem<'t>, key: &str) -> Option<&'i mut Option<Value<'t>>> {
    Some(match key {
        "uri" => &mut item.uri,
        "version" => &mut item.version,
        "type" => &mut item.kind,
        "urgency" => &mut item.urgency,
        "editorialpriority" => &mut item.editorial_priority,
        "language" => &mut item.language,
        "versioncreated" => &mut item.version_created,
        "firstcreated" => &mut item.first_created,
        "embargoed" => &mut item.embargoed,
        "expires" => &mut item.expires,
        "pubstatus" => &mut item.pub_status,
        "title" => &mut item.title,
        "headline" => &mut item.headline,
        "headline_extended" => &mut item.extended_headline,
        "slugline" => &mut item.slugline,
        "dateline" => &mut item.dateline,
        "datelinelocation" => &mut item.dateline_location,
        "located" => &mut item.located,
        "photographer" => &mut item.photographer,
        "description_creditline" => &mut item.credit_line,
        "copyrightholder" => &mut item.copyright_holder,
        "copyrightnotice" => &mut item.copyright_notice,
        "provider" => &mut item.provider,
        _ => return None,
    })
}

/// A list, or one value in the place of a list; whether the key is one of those.
fn list_field<'t>(item: &mut ApItem<'t>, key: &str, value: Value<'t>) -> bool {
    let list = match key {
        "editorialtypes" => &mut item.editorial_types,
        "signals" => &mut item.signals,
        "bylines" => &mut item.bylines,
        "usageterms" => &mut item.usage_terms,
        "keywords" => &mut item.keywords,
        "genre" => &mut item.genres,
        "infosource" => &mut item.info_sources,
        "subject" | "person" | "organisation" | "place" | "event" => &mut item.subjects,
        "links" => &mut item.links,
        _ => return false,
    };
    match value.kind() {
        Kind::Array => list.extend(value.elements().filter(|element| !element.is_null())),
        _ => list.push(value),
    }
    true
}

fn named_field<'t>(item: &mut ApItem<'t>, key: &str, value: Value<'t>) {
    match key {
        "altids" => {
            for (name, id) in value.members().filter(|(_, id)| !id.is_null()) {
                match &*name {
                    "itemid" => item.item_id = Some(id),
                    _ => item.alt_ids.push((name.into_owned(), id)),
                }
            }
        }
        "ednote" => item.ed_notes.push(("ednote", value)),
        "description_editornotes" => item.ed_notes.push(("editornotes", value)),
        "renditions" => item.renditions = value.members().map(rendition).collect(),
        "associations" => {
            item.associations = value.members().map(|(_, associated)| associated).collect();
            item.associations.extend(value.elements());
        }
        _ => match key.split_once('_') {
            Some(("body", kind)) => item.bodies.push((kind.to_owned(), value)),
            Some(("description", kind)) => item.descriptions.push((kind.to_owned(), value)),
            _ => {}
        },
    }
}

fn rendition<'t>((name, value): (std::borrow::Cow<'t, str>, Value<'t>)) -> Rendition<'t> {
    Rendition {
        name: name.into_owned(),
        value,
    }
}
