//! An entry of a JSON Feed to an item.

use super::raw::{Attachment, Entry, Feed};
use crate::json::Value;
use crate::origin::{self, Markup, Origin, note, word};
use crate::{Format, Item, Link, Picture, Rendition, SentTime, stated};

/// The item that an entry describes.
pub(super) fn item(feed: &Feed<'_>, entry: &Entry<'_>, origin: &Origin<'_>) -> Item {
    let mut item = Item {
        headline: word(entry.title),
        language: word(entry.language).or_else(|| word(feed.language)),
        byline: byline(feed, entry),
        keywords: entry
            .tags
            .iter()
            .filter_map(|&tag| word(Some(tag)))
            .collect(),
        ..origin.source.item(Format::JsonFeed)
    };
    identity(entry, origin, &mut item);
    times(entry, origin, &mut item);
    texts(entry, origin, &mut item);
    pictures_and_links(entry, &mut item);
    stated::words(&mut item);
    origin::finish(&mut item);
    item
}

fn byline(feed: &Feed<'_>, entry: &Entry<'_>) -> Option<String> {
    let authors = match entry.authors.as_slice() {
        [] => &feed.authors,
        _ => &entry.authors,
    };
    let names: Vec<String> = authors
        .iter()
        .filter_map(|&name| word(Some(name)))
        .collect();
    (!names.is_empty()).then(|| names.join(", "))
}

fn identity(entry: &Entry<'_>, origin: &Origin<'_>, item: &mut Item) {
    let id = [entry.id, entry.url, entry.external_url]
        .into_iter()
        .find_map(word);
    match id {
        Some(id) => item.guid = id,
        None => origin.source.name_by_hash(item, origin.span(entry.whole)),
    }
}

fn times(entry: &Entry<'_>, origin: &Origin<'_>, item: &mut Item) {
    item.first_created = time(entry.date_published, origin, item);
    let modified = time(entry.date_modified, origin, item);
    item.version_created = modified.or_else(|| item.first_created.clone());
}

fn time(value: Option<Value<'_>>, origin: &Origin<'_>, item: &mut Item) -> Option<SentTime> {
    let text = word(value)?;
    origin.time(&text, origin.span(value?.span()), item)
}

fn texts(entry: &Entry<'_>, origin: &Origin<'_>, item: &mut Item) {
    let forms = [
        ("html", Some("text/html"), entry.content_html),
        ("text", Some("text/plain"), entry.content_text),
        ("summary", None, entry.summary),
    ];
    for (name, media_type, value) in forms {
        let Some(mapped) = value.and_then(|value| origin.mapped(value)) else {
            continue;
        };
        // `content_text` is what it says; only a summary may be either.
        let markup = match media_type {
            Some("text/html") => Markup::Html,
            Some(_) => Markup::Plain,
            None => Markup::of(None, &mapped.text),
        };
        let paragraphs = origin::paragraphs(&mapped, markup);
        if !paragraphs.is_empty() {
            item.renditions.push(Rendition {
                name: name.to_owned(),
                media_type: media_type.map(str::to_owned),
                paragraphs,
            });
        }
    }
    item.body = (!item.renditions.is_empty()).then_some(0);
    if item.body().is_some_and(|body| body.name == "summary") {
        note(
            item,
            "body.summary_only",
            "only a summary, no content",
            None,
        );
    }
}

fn pictures_and_links(entry: &Entry<'_>, item: &mut Item) {
    for image in [entry.image, entry.banner_image] {
        add_picture(word(image), None, item);
    }
    let links = [("canonical", entry.url), ("related", entry.external_url)];
    for (rel, url) in links {
        add_link(rel, word(url), item);
    }
    for attachment in &entry.attachments {
        self::attachment(attachment, item);
    }
}

fn attachment(attachment: &Attachment<'_>, item: &mut Item) {
    let media_type = word(attachment.mime_type).unwrap_or_default();
    let url = word(attachment.url);
    if media_type.starts_with("image/") {
        add_picture(url, word(attachment.title), item);
    } else {
        add_link("enclosure", url, item);
    }
}

fn add_picture(href: Option<String>, headline: Option<String>, item: &mut Item) {
    let known = item.pictures.iter().any(|picture| picture.href == href);
    if href.is_some() && !known {
        item.pictures.push(Picture {
            href,
            headline,
            ..Picture::default()
        });
    }
}

fn add_link(rel: &str, target: Option<String>, item: &mut Item) {
    if let Some(target) = target {
        item.links.push(Link {
            rel: rel.to_owned(),
            target,
            version: None,
        });
    }
}
