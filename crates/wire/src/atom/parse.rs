//! A tree to Atom entries. The first `title`, `id` or `summary` of an entry counts when there are several; elements
//! of other vocabularies never pass for Atom's own.

use std::borrow::Cow;

use crate::ITEMS_MAX;
use crate::web_feed::{
    Category, Entry, Feed, LinkAsSent, Module, PictureAsSent, Remark, TextKind, Tombstone, Worded,
    add_picture, attribute, attribute_word, base, common_field, language, name, person,
    resolved_address, time, unplaced, word_in, words_hold, words_of,
};
use crate::xml::{NodeId, Tree};

/// The feed: what it says of all its entries, the entries, and those taken back.
pub(super) fn feed(tree: &Tree<'_>, root: NodeId) -> Feed {
    let mut feed = Feed::default();
    match &*name(tree, root) {
        "entry" => {
            feed.entries.push(root);
            return feed;
        }
        "deleted-entry" => {
            feed.tombstones.push(tombstone(tree, root));
            return feed;
        }
        _ => {}
    }
    feed.language = language(tree, root);
    let (mut next, mut open) = (Some(root), Vec::new());
    while let Some(parent) = next.take().or_else(|| open.pop()) {
        for child in tree.elements(parent) {
            match &*name(tree, child) {
                "entry" | "item" if is_own(tree, child) && feed.entries.len() <= ITEMS_MAX => {
                    feed.entries.push(child);
                }
                "deleted-entry" if feed.tombstones.len() <= ITEMS_MAX => {
                    feed.tombstones.push(tombstone(tree, child));
                }
                "entry" | "item" | "deleted-entry" => {}
                "rights" | "copyright" if is_own(tree, child) => feed.rights = word_in(tree, child),
                "author" if is_own(tree, child) => feed.authors.extend(person(tree, child)),
                // Feeds of feeds and made-up wrappers.
                "feed" | "entries" | "feeds" => open.push(child),
                _ => {}
            }
        }
    }
    feed
}

fn is_own(tree: &Tree<'_>, node: NodeId) -> bool {
    matches!(Module::of(tree, node), Module::Feed | Module::Atom)
        || tree
            .root()
            .is_some_and(|root| tree.namespace(root) == tree.namespace(node))
}

fn tombstone(tree: &Tree<'_>, node: NodeId) -> Tombstone {
    let comment = tree
        .elements(node)
        .find(|&child| name(tree, child) == "comment");
    let when = attribute(tree, node, "when").map(|text| crate::web_feed::TimeAsSent {
        text,
        span: tree.span(node),
    });
    Tombstone {
        span: tree.span(node),
        reference: attribute(tree, node, "ref"),
        when,
        comment: comment.and_then(|comment| word_in(tree, comment)),
    }
}

/// Fills an empty entry from one of a feed.
pub(super) fn entry(tree: &Tree<'_>, node: NodeId, entry: &mut Entry) {
    entry.span = tree.span(node);
    entry.language = language(tree, node);
    for child in tree.elements(node) {
        let own = is_own(tree, child);
        if own || !common_field(tree, child, entry) {
            own_field(tree, child, own, entry);
        }
    }
    // Names of modules stand in only where Atom's own is missing.
    entry.titles.sort_by_key(|title| !is_own(tree, title.node));
    entry
        .summaries
        .sort_by_key(|summary| !is_own(tree, summary.node));
}

fn own_field(tree: &Tree<'_>, node: NodeId, own: bool, entry: &mut Entry) {
    if !own {
        return unplaced(tree, node, entry);
    }
    match name(tree, node).as_bytes() {
        b"id" | b"guid" if entry.id.is_none() => entry.id = word_in(tree, node),
        b"title" => entry.titles.push(worded(tree, node, "title")),
        b"summary" | b"description" => entry.summaries.push(worded(tree, node, "summary")),
        b"content" => content(tree, node, entry),
        b"link" => link(tree, node, entry),
        b"published" | b"issued" => entry.published = time(tree, node).or(entry.published.take()),
        b"created" => entry.created = time(tree, node).or(entry.created.take()),
        b"updated" | b"modified" | b"pubdate" => entry.updated = time(tree, node),
        b"author" => entry.authors.extend(person(tree, node)),
        b"category" => entry.categories.push(Category {
            term: attribute(tree, node, "term").or_else(|| word_in(tree, node)),
            scheme: attribute(tree, node, "scheme"),
            label: attribute(tree, node, "label"),
        }),
        b"rights" | b"copyright" => entry.rights = word_in(tree, node),
        b"source" => source(tree, node, entry),
        b"enclosure" => crate::web_feed::enclosure(tree, node, entry),
        b"id" | b"guid" | b"contributor" | b"generator" => {}
        _ => unplaced(tree, node, entry),
    }
}

/// Where an entry was taken from.
fn source(tree: &Tree<'_>, node: NodeId, entry: &mut Entry) {
    for child in tree.elements(node) {
        match &*name(tree, child) {
            "title" => entry.sources.extend(line(tree, child)),
            "rights" if entry.rights.is_none() => entry.rights = word_in(tree, child),
            "author" if entry.authors.is_empty() => entry.authors.extend(person(tree, child)),
            _ => {}
        }
    }
}

fn worded(tree: &Tree<'_>, node: NodeId, name: &'static str) -> Worded {
    let media_type = attribute_word(tree, node, "type");
    Worded {
        node,
        name,
        kind: kind(tree, node, media_type.as_deref().unwrap_or_default()),
        media_type: media_type.map(|kind| full_type(&kind).to_owned()),
    }
}

/// A title as one line, mark-up read.
fn line(tree: &Tree<'_>, node: NodeId) -> Option<String> {
    words_of(tree, &worded(tree, node, "title"))
}

fn full_type(kind: &str) -> &str {
    match kind {
        "text" => "text/plain",
        "html" => "text/html",
        "xhtml" => "application/xhtml+xml",
        other => other,
    }
}

/// Atom 1.0 says by `type`, 0.3 by `mode` beside a media type. Elements inside are mark-up whatever is said.
fn kind(tree: &Tree<'_>, node: NodeId, media_type: &str) -> TextKind {
    let mode = attribute_word(tree, node, "mode");
    if mode.as_deref() == Some("base64") {
        return TextKind::Base64;
    }
    if tree.elements(node).next().is_some() {
        return TextKind::Markup;
    }
    let kind = match media_type.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Cow::Owned(media_type.to_ascii_lowercase()),
        false => Cow::Borrowed(media_type),
    };
    match &*kind {
        "html" | "text/html" | "application/xhtml+xml" => TextKind::Html,
        "" | "text" | "text/plain" if mode.as_deref() == Some("escaped") && kind.is_empty() => {
            TextKind::Unsaid
        }
        "" | "text" => TextKind::Plain,
        "xhtml" => TextKind::Markup,
        kind if kind.ends_with("xml") => TextKind::Unsaid,
        kind if kind.starts_with("text/") => TextKind::Plain,
        kind if kind.contains('/') => TextKind::Base64,
        _ => TextKind::Plain,
    }
}

/// Content here, or elsewhere by `src`.
fn content(tree: &Tree<'_>, node: NodeId, entry: &mut Entry) {
    let Some(src) = attribute(tree, node, "src") else {
        let worded = worded(tree, node, "content");
        match words_hold(tree, &worded) {
            true => entry.contents.push(worded),
            false => entry
                .remarks
                .push(inline_file(tree, node, worded.media_type)),
        }
        return;
    };
    let href = resolved_address(base(tree, node).as_deref(), &src);
    let media_type = attribute(tree, node, "type");
    if media_type
        .as_deref()
        .is_some_and(|kind| kind.starts_with("image/"))
    {
        add_picture(entry, || PictureAsSent {
            href: Some(href),
            ..PictureAsSent::default()
        });
    } else {
        entry.links.push(LinkAsSent {
            rel: "enclosure".to_owned(),
            href,
            media_type,
        });
    }
}

/// A picture or another file that stands in the feed itself: it has no address and is no text.
fn inline_file(tree: &Tree<'_>, node: NodeId, media_type: Option<String>) -> Remark {
    let media_type = media_type.unwrap_or_default();
    let code = match media_type.starts_with("image/") {
        true => "picture.missing",
        false => "content.not_text",
    };
    Remark {
        code,
        message: format!("a file of type {media_type:.80} stands in the entry and is not read"),
        span: tree.span(node),
    }
}

fn link(tree: &Tree<'_>, node: NodeId, entry: &mut Entry) {
    let rel = attribute_word(tree, node, "rel").unwrap_or(Cow::Borrowed("alternate"));
    let rel = rel
        .strip_prefix("http://www.iana.org/assignments/relation/")
        .unwrap_or(&rel);
    let href = attribute_word(tree, node, "href").or_else(|| word_in(tree, node).map(Cow::Owned));
    let Some(href) = href else {
        return;
    };
    let href = resolved_address(base(tree, node).as_deref(), &href);
    let media_type = attribute(tree, node, "type");
    let image = media_type
        .as_deref()
        .is_some_and(|kind| kind.starts_with("image/"));
    if rel == "enclosure" && image {
        add_picture(entry, || PictureAsSent {
            href: Some(href),
            title: attribute(tree, node, "title"),
            ..PictureAsSent::default()
        });
        return;
    }
    entry.links.push(LinkAsSent {
        rel: rel.to_owned(),
        href,
        media_type,
    });
}
