//! A tree to RSS entries. Names are matched without regard to case; elements of other vocabularies never pass for
//! RSS's own (`media:title` is no `title`).

use std::borrow::Cow;

use crate::ITEMS_MAX;
use crate::web_feed::{
    Category, Entry, Feed, LinkAsSent, Module, TextKind, Worded, attribute, attribute_word, base,
    common_field, enclosure, language, listed, name, person, resolved_address, time, unplaced,
    word_in,
};
use crate::xml::{NodeId, Tree};

/// The feed: what its channel says, and its items.
pub(super) fn feed(tree: &Tree<'_>, root: NodeId) -> Feed {
    let mut feed = Feed::default();
    if let Some(channel) = channel(tree, root) {
        channel_fields(tree, channel, &mut feed);
    }
    let is_item = |node: NodeId| {
        let named = tree.is_called(node, "item") || tree.is_called(node, "entry");
        named && is_own(tree, node)
    };
    let items = tree.outermost(root, is_item);
    feed.entries.extend(items.take(ITEMS_MAX + 1));
    feed
}

fn channel(tree: &Tree<'_>, root: NodeId) -> Option<NodeId> {
    if tree.is_called(root, "channel") {
        return Some(root);
    }
    tree.elements(root)
        .find(|&child| tree.is_called(child, "channel"))
}

fn channel_fields(tree: &Tree<'_>, channel: NodeId, feed: &mut Feed) {
    feed.language = language(tree, channel);
    for child in tree.elements(channel) {
        let dc = || Module::of(tree, child) == Module::Dc;
        match &*name(tree, child) {
            "language" if is_own(tree, child) || dc() => feed.language = word_in(tree, child),
            "copyright" if is_own(tree, child) => feed.rights = word_in(tree, child),
            "rights" if dc() && feed.rights.is_none() => feed.rights = word_in(tree, child),
            _ => {}
        }
    }
}

/// Whether an element belongs to RSS itself, not to a module.
fn is_own(tree: &Tree<'_>, node: NodeId) -> bool {
    matches!(Module::of(tree, node), Module::Feed | Module::Atom)
        || tree.root().is_some_and(|root| {
            !tree.namespace(root).is_empty() && tree.namespace(root) == tree.namespace(node)
        })
}

/// Fills an empty entry from one item of a channel.
pub(super) fn entry(tree: &Tree<'_>, node: NodeId, entry: &mut Entry) {
    entry.span = tree.span(node);
    entry.language = language(tree, node);
    entry.id = attribute(tree, node, "about");
    // CDF writes address and time as attributes.
    if let Some(href) = attribute(tree, node, "href") {
        link("alternate", &href, tree, node, entry);
    }
    if let Some(text) = attribute(tree, node, "lastmod") {
        let span = tree.span(node);
        entry.updated = Some(crate::web_feed::TimeAsSent { text, span });
    }
    for child in tree.elements(node) {
        let own = is_own(tree, child);
        if own || !common_field(tree, child, entry) {
            own_field(tree, child, entry);
        }
    }
    // Words of modules stand in only where RSS's own are missing.
    entry.titles.sort_by_key(|title| !is_own(tree, title.node));
    entry
        .summaries
        .sort_by_key(|summary| !is_own(tree, summary.node));
}

fn own_field(tree: &Tree<'_>, node: NodeId, entry: &mut Entry) {
    let xhtml = Module::of(tree, node) == Module::Xhtml;
    let name = name(tree, node);
    match name.as_bytes() {
        b"body" | b"div" if xhtml || name == "body" => entry.contents.push(worded(node, "content")),
        _ if xhtml => unplaced(tree, node, entry),
        b"title" => entry.titles.push(worded(node, "title")),
        b"guid" => guid(tree, node, entry),
        b"id" if entry.id.is_none() => entry.id = word_in(tree, node),
        b"link" => own_link(tree, node, entry),
        b"description" | b"abstract" | b"summary" => {
            entry.summaries.push(worded(node, "description"));
        }
        b"encoded" | b"fullitem" | b"content" => entry.contents.push(worded(node, "content")),
        b"pubdate" | b"published" | b"issued" => entry.published = time(tree, node),
        b"updated" | b"modified" | b"lastmod" => entry.updated = time(tree, node),
        b"expirationdate" => entry.expires = time(tree, node),
        b"author" | b"managingeditor" => entry.authors.extend(person(tree, node)),
        b"category" => category(tree, node, entry),
        // no module has it, and blogs send it all the same
        b"tags" => entry.keywords.extend(listed(tree, node)),
        b"source" => entry.sources.extend(source(tree, node)),
        b"enclosure" => enclosure(tree, node, entry),
        b"rights" | b"copyright" => entry.rights = word_in(tree, node),
        b"language" => entry.language = word_in(tree, node),
        b"id" => {}
        _ => unplaced(tree, node, entry),
    }
}

fn worded(node: NodeId, name: &'static str) -> Worded {
    Worded {
        node,
        name,
        kind: TextKind::Unsaid,
        media_type: None,
    }
}

/// A guid is also the address unless it says that it is not, or does not look like one.
fn guid(tree: &Tree<'_>, node: NodeId, entry: &mut Entry) {
    let Some(guid) = word_in(tree, node) else {
        return;
    };
    let permanent = attribute(tree, node, "ispermalink");
    let address = guid.starts_with("http://") || guid.starts_with("https://");
    entry.id_is_address = address && permanent.as_deref() != Some("false");
    entry.id = Some(guid);
}

/// RSS's own link is text; Atom's is an attribute.
fn own_link(tree: &Tree<'_>, node: NodeId, entry: &mut Entry) {
    let rel = attribute_word(tree, node, "rel").unwrap_or(Cow::Borrowed("alternate"));
    let href = attribute_word(tree, node, "href").or_else(|| word_in(tree, node).map(Cow::Owned));
    if let Some(href) = href {
        link(&rel, &href, tree, node, entry);
    }
}

fn link(rel: &str, href: &str, tree: &Tree<'_>, node: NodeId, entry: &mut Entry) {
    entry.links.push(LinkAsSent {
        rel: rel.to_owned(),
        href: resolved_address(base(tree, node).as_deref(), href),
        media_type: attribute(tree, node, "type"),
    });
}

/// With a domain a category is a code of that scheme, without one a keyword.
fn category(tree: &Tree<'_>, node: NodeId, entry: &mut Entry) {
    let scheme = attribute(tree, node, "domain").or_else(|| attribute(tree, node, "scheme"));
    let term = word_in(tree, node).or_else(|| attribute(tree, node, "term"));
    match scheme {
        None => entry.keywords.extend(term),
        Some(_) => entry.categories.push(Category {
            label: attribute(tree, node, "label").or_else(|| term.clone()),
            term,
            scheme,
        }),
    }
}

/// The name of the source; its address if it has no name.
fn source(tree: &Tree<'_>, node: NodeId) -> Option<String> {
    let title = tree
        .elements(node)
        .find(|&child| name(tree, child) == "title");
    title
        .and_then(|title| word_in(tree, title))
        .or_else(|| word_in(tree, node))
        .or_else(|| attribute(tree, node, "url"))
}
