//! An entry of a feed to an item. An id is kept as sent; without one the address is the id, without that a hash of
//! title, address and date, which stays the same when the feed is fetched again.

use super::raw::{Category, Entry, Feed, LinkAsSent, PictureAsSent, TimeAsSent, Tombstone, Worded};
use super::words;
use std::collections::HashSet;

use sha2::{Digest, Sha256};

use crate::origin::{self, note};
use crate::read::guid_of_hash;
use crate::xml::Tree;
use crate::{
    EdNote, Format, Item, Kills, Link, Picture, Rendition, SentTime, Signal, Source, Status,
    Subject, stated,
};

/// Fills an item that only knows where it came from with what an entry says.
pub(crate) fn fill_item(
    item: &mut Item,
    feed: &Feed,
    entry: &mut Entry,
    tree: &Tree<'_>,
    source: &Source<'_>,
) {
    let mut titles = entry.titles.iter();
    item.headline = titles.find_map(|title| words::line(tree, title));
    item.language = entry.language.take().or_else(|| feed.language.clone());
    item.byline = byline(feed, entry);
    item.copyright_notice = entry.rights.take().or_else(|| feed.rights.clone());
    item.sources = unique(std::mem::take(&mut entry.sources));
    item.keywords = unique(std::mem::take(&mut entry.keywords));
    let categories = std::mem::take(&mut entry.categories);
    item.subjects = categories.into_iter().filter_map(subject).collect();
    times(entry, source, item);
    texts(entry, tree, item);
    identity(entry, source, item);
    links(entry, item);
    item.pictures = pictures(&entry.pictures);
    status(entry, item);
    stated::words(item);
    for remark in std::mem::take(&mut entry.remarks) {
        note(item, remark.code, remark.message, Some(remark.span));
    }
    origin::finish(item);
}

/// The notice that an entry is taken back.
pub(crate) fn tombstone_item(tombstone: &Tombstone, source: &Source<'_>) -> Item {
    let mut item = Item {
        status: Status::Withheld,
        signals: vec![Signal::Kill],
        ..source.item(Format::Atom)
    };
    item.version_created = time(tombstone.when.as_ref(), source, &mut item);
    source.name_by_hash(&mut item, tombstone.span);
    item.kills = Some(Box::new(Kills {
        by: "guid",
        guid: tombstone.reference.clone(),
        span: Some(tombstone.span),
        ..Kills::default()
    }));
    item.ed_notes
        .extend(tombstone.comment.iter().map(|comment| EdNote {
            role: Some("deleted-entry".to_owned()),
            text: comment.clone(),
            publishable: false,
        }));
    item
}

/// Each value once, where it stood first.
fn unique(mut values: Vec<String>) -> Vec<String> {
    if values.len() > 1 {
        let mut seen = HashSet::new();
        values.retain(|value| seen.insert(value.clone()));
    }
    values
}

fn byline(feed: &Feed, entry: &mut Entry) -> Option<String> {
    let authors = match entry.authors.as_mut_slice() {
        [] => feed.authors.as_slice(),
        [only] => return Some(std::mem::take(only)),
        authors => authors,
    };
    match authors {
        [] => None,
        [only] => Some(only.clone()),
        several => Some(unique(several.to_vec()).join(", ")),
    }
}

/// A category with its code; the name only where one was sent.
fn subject(category: Category) -> Option<Subject> {
    let subject = Subject {
        code: category.term,
        scheme: category.scheme,
        name: category.label,
    };
    (subject.code.is_some() || subject.name.is_some()).then_some(subject)
}

/// When the entry was published first, as far as it says.
fn first(entry: &Entry) -> Option<&TimeAsSent> {
    entry.published.as_ref().or(entry.created.as_ref())
}

fn times(entry: &Entry, source: &Source<'_>, item: &mut Item) {
    item.first_created = time(first(entry), source, item);
    let updated = time(entry.updated.as_ref(), source, item);
    item.version_created = updated.or_else(|| item.first_created.clone());
    item.expires = time(entry.expires.as_ref(), source, item);
}

fn time(time: Option<&TimeAsSent>, source: &Source<'_>, item: &mut Item) -> Option<SentTime> {
    let time = time?;
    origin::time_of(source, &time.text, time.span, item)
}

/// What a blog's own export says of a post: all but `publish` keeps readers out.
fn status(entry: &Entry, item: &mut Item) {
    for (sent, span) in &entry.post_status {
        item.status_raw = Some(sent.clone());
        match sent.to_ascii_lowercase().as_str() {
            "publish" => {}
            "draft" | "auto-draft" | "pending" | "private" | "future" | "trash" | "inherit" => {
                item.status = item.status.max(Status::Withheld);
            }
            _ => stated::status(item, sent, Some(*span)),
        }
    }
}

/// Contents, then summaries, as renditions; the first is the text. In RSS the description may be all there is.
fn texts(entry: &Entry, tree: &Tree<'_>, item: &mut Item) {
    add_renditions(&entry.contents, tree, item);
    let contents = item.renditions.len();
    add_renditions(&entry.summaries, tree, item);
    item.body = (!item.renditions.is_empty()).then_some(0);
    if item.format == Some(Format::Atom) && contents == 0 && item.body.is_some() {
        note(
            item,
            "body.summary_only",
            "only a summary, no content",
            None,
        );
    }
}

fn add_renditions(texts: &[Worded], tree: &Tree<'_>, item: &mut Item) {
    for worded in texts {
        let paragraphs = words::paragraphs(tree, worded);
        if !paragraphs.is_empty() {
            item.renditions.push(Rendition {
                name: worded.name.to_owned(),
                media_type: worded.media_type.clone(),
                paragraphs,
            });
        }
    }
}

/// The address, and links to other things; what a link is for decides, unknown ones are left in the raw.
fn links(entry: &mut Entry, item: &mut Item) {
    let link = |rel: &str, target: String| Link {
        rel: rel.to_owned(),
        target,
        version: None,
    };
    if let [only] = entry.links.as_mut_slice() {
        let rel = rel_of(only);
        let target = std::mem::take(&mut only.href);
        item.links.extend(rel.map(|rel| link(rel, target)));
    } else if !entry.links.is_empty() {
        let mut seen = HashSet::new();
        for sent in &entry.links {
            if let Some(rel) = rel_of(sent).filter(|rel| seen.insert((*rel, sent.href.as_str()))) {
                item.links.push(link(rel, sent.href.clone()));
            }
        }
    }
    let has_address = || item.links.iter().any(|link| link.rel == "canonical");
    if entry.id_is_address && !has_address() {
        item.links.insert(0, link("canonical", item.guid.clone()));
    }
}

/// What a link is to the item.
fn rel_of(sent: &LinkAsSent) -> Option<&'static str> {
    match sent.rel.as_str() {
        "alternate" | "canonical" => Some("canonical"),
        "enclosure" => Some("enclosure"),
        "related" => Some("related"),
        "via" => Some("derived_from"),
        _ => None,
    }
}

/// The id as sent; else the address, else a hash of what names the entry.
fn identity(entry: &mut Entry, source: &Source<'_>, item: &mut Item) {
    let id = entry.id.take();
    let alternate = |link: &&LinkAsSent| link.rel == "alternate";
    let address = entry.links.iter().find(alternate);
    let address = address.map(|link| &link.href);
    if let Some(id) = id.or_else(|| address.cloned()) {
        item.guid = id;
        return;
    }
    let date = first(entry).or(entry.updated.as_ref());
    let parts = [
        item.headline.as_deref().unwrap_or_default(),
        address.map(String::as_str).unwrap_or_default(),
        date.map_or("", |date| date.text.as_str()),
    ];
    if parts.iter().all(|part| part.is_empty()) {
        source.name_by_hash(item, entry.span);
    } else {
        item.guid = guid_from_words(&parts);
        let message = "no id was sent; it is derived from title, address and date";
        note(item, "identity.from_hash", message, Some(entry.span));
    }
}

/// An id made of what a second fetch of the same entry will show again.
fn guid_from_words(parts: &[&str]) -> String {
    guid_of_hash(&Sha256::digest(parts.join("\n").as_bytes()).into())
}

/// Thumbnails count only where there is nothing larger; each address once, with all that is said of it.
fn pictures(sent: &[PictureAsSent]) -> Vec<Picture> {
    let larger = sent
        .iter()
        .any(|picture| !picture.thumbnail && picture.href.is_some());
    let mut pictures: Vec<Picture> = Vec::new();
    for picture in sent.iter().filter(|picture| !(picture.thumbnail && larger)) {
        let known = pictures.iter_mut().find(|known| known.href == picture.href);
        match known {
            Some(known) => fill(known, picture),
            None if picture.href.is_none() => {}
            None => {
                let mut new = Picture {
                    href: picture.href.clone(),
                    ..Picture::default()
                };
                fill(&mut new, picture);
                pictures.push(new);
            }
        }
    }
    pictures
}

fn fill(picture: &mut Picture, sent: &PictureAsSent) {
    let fill = |slot: &mut Option<String>, value: &Option<String>| {
        if slot.is_none() {
            slot.clone_from(value);
        }
    };
    fill(&mut picture.caption, &sent.caption);
    fill(&mut picture.credit, &sent.credit);
    fill(&mut picture.headline, &sent.title);
    picture.width = picture.width.or(sent.width);
    picture.height = picture.height.or(sent.height);
}
