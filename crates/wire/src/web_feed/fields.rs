//! Fields that entries of every dialect may carry: Dublin Core, Media RSS, iTunes and content modules, and what RSS
//! and Atom lend each other. Names are matched without regard to case (CDF writes capitals).

use std::borrow::Cow;

use super::base::resolved;
use super::namespace::Module;
use super::raw::{
    Category, Entry, LinkAsSent, PictureAsSent, Remark, TextKind, TimeAsSent, Worded,
};
use crate::xml::{NodeId, Tree, word};

/// Local name in lower case.
pub(crate) fn name<'t>(tree: &'t Tree<'_>, node: NodeId) -> Cow<'t, str> {
    let name = tree.name(node);
    match tree.has_capitals(node) {
        true => Cow::Owned(name.to_ascii_lowercase()),
        false => Cow::Borrowed(name),
    }
}

/// Value of the attribute of that local name, trimmed; nothing for a blank one.
pub(crate) fn attribute(tree: &Tree<'_>, node: NodeId, local: &str) -> Option<String> {
    attribute_word(tree, node, local).map(Cow::into_owned)
}

/// The same, as it stands in the document where it can.
pub(crate) fn attribute_word<'t>(
    tree: &'t Tree<'_>,
    node: NodeId,
    local: &str,
) -> Option<Cow<'t, str>> {
    word(tree.value_by_local_name(node, local)?)
}

/// Text of an element as one line.
pub(crate) fn word_in(tree: &Tree<'_>, node: NodeId) -> Option<String> {
    tree.folded(node)
}

/// The language in force at an element: its own `xml:lang` or that of the nearest ancestor; blank means none.
pub(crate) fn language(tree: &Tree<'_>, node: NodeId) -> Option<String> {
    inherited(tree, node, "xml:lang").filter(|language| !language.is_empty())
}

/// The base in force at an element; relative ones are joined to those around them.
pub(crate) fn base(tree: &Tree<'_>, node: NodeId) -> Option<String> {
    if !tree.inherits() {
        return None;
    }
    let mut parts = Vec::new();
    let mut at = Some(node);
    while let Some(node) = at {
        parts.extend(
            tree.attribute(node, "xml:base")
                .map(|base| base.trim().to_owned()),
        );
        at = tree.parent(node);
    }
    parts
        .into_iter()
        .rev()
        .reduce(|outer, inner| resolved(Some(&outer), &inner))
}

fn inherited(tree: &Tree<'_>, node: NodeId, name: &str) -> Option<String> {
    let mut at = tree.inherits().then_some(node);
    while let Some(node) = at {
        if let Some(value) = tree.attribute(node, name) {
            return Some(value.trim().to_owned());
        }
        at = tree.parent(node);
    }
    None
}

pub(crate) fn time(tree: &Tree<'_>, node: NodeId) -> Option<TimeAsSent> {
    Some(TimeAsSent {
        text: word_in(tree, node)?,
        span: tree.span(node),
    })
}

/// Reads a child of an entry that belongs to a module both dialects use; false if it is none.
pub(crate) fn common_field(tree: &Tree<'_>, node: NodeId, entry: &mut Entry) -> bool {
    let name = name(tree, node);
    match Module::of(tree, node) {
        Module::Dc | Module::DcTerms => dublin_core(tree, node, &name, entry),
        Module::Media => media(tree, node, &name, entry),
        Module::Itunes => itunes(tree, node, &name, entry),
        Module::Content if name == "encoded" => {
            entry.contents.push(unsaid(tree, node, "content"));
            true
        }
        Module::Excerpt if name == "encoded" => {
            entry.summaries.push(unsaid(tree, node, "excerpt"));
            true
        }
        Module::Wordpress => {
            match &*name {
                "status" => {
                    let sent = word_in(tree, node).unwrap_or_default();
                    entry.post_status.push((sent, tree.span(node)));
                }
                "attachment_url" => attachment(tree, node, entry),
                _ => {}
            }
            true
        }
        Module::Content | Module::Excerpt | Module::Other => {
            unplaced(tree, node, entry);
            true
        }
        Module::Tombstone => true,
        _ => false,
    }
}

/// The file that an entry of a blog's export is about.
fn attachment(tree: &Tree<'_>, node: NodeId, entry: &mut Entry) {
    let Some(href) = word_in(tree, node) else {
        return;
    };
    if ends_like_image(&href) {
        add_picture(entry, || PictureAsSent {
            href: Some(href),
            ..PictureAsSent::default()
        });
    } else {
        entry.links.push(LinkAsSent {
            rel: "enclosure".to_owned(),
            href,
            media_type: None,
        });
    }
}

/// Fewest words of an element nobody knows that are reported: codes, numbers and names are shorter.
const WORDS_MIN: usize = 3;
/// Most elements of one entry that are reported.
const REMARKS_MAX: usize = 100;

/// Reports the text of an element that no field takes.
pub(crate) fn unplaced(tree: &Tree<'_>, node: NodeId, entry: &mut Entry) {
    if entry.remarks.len() < REMARKS_MAX
        && tree
            .text(node)
            .split_whitespace()
            .nth(WORDS_MIN - 1)
            .is_some()
    {
        let name = tree.name(node);
        entry.remarks.push(Remark {
            code: "text.unplaced",
            message: format!("text in {name:.80} has no field"),
            span: tree.span(node),
        });
    }
}

fn dublin_core(tree: &Tree<'_>, node: NodeId, name: &str, entry: &mut Entry) -> bool {
    match name {
        "title" => entry.titles.push(unsaid(tree, node, "title")),
        "description" | "abstract" => entry.summaries.push(unsaid(tree, node, "description")),
        "creator" | "author" => entry.authors.extend(person(tree, node)),
        "subject" => entry.keywords.extend(word_in(tree, node)),
        "rights" => entry.rights = entry.rights.take().or_else(|| word_in(tree, node)),
        "language" => entry.language = word_in(tree, node),
        "source" | "publisher" => entry.sources.extend(word_in(tree, node)),
        "date" | "modified" if entry.updated.is_none() => entry.updated = time(tree, node),
        "issued" | "created" if entry.published.is_none() => entry.published = time(tree, node),
        "identifier" if entry.id.is_none() => entry.id = word_in(tree, node),
        _ => unplaced(tree, node, entry),
    }
    true
}

fn itunes(tree: &Tree<'_>, node: NodeId, name: &str, entry: &mut Entry) -> bool {
    match name {
        "author" => entry.authors.extend(person(tree, node)),
        "summary" => entry.summaries.push(unsaid(tree, node, "itunes_summary")),
        "subtitle" => entry.summaries.push(unsaid(tree, node, "itunes_subtitle")),
        "keywords" => entry.keywords.extend(listed(tree, node)),
        "category" => entry.keywords.extend(attribute(tree, node, "text")),
        "title" => entry.titles.push(unsaid(tree, node, "title")),
        "image" => add_picture(entry, || PictureAsSent {
            href: attribute(tree, node, "href").or_else(|| attribute(tree, node, "url")),
            ..PictureAsSent::default()
        }),
        _ => unplaced(tree, node, entry),
    }
    true
}

/// Words of an element, parted by commas.
pub(crate) fn listed(tree: &Tree<'_>, node: NodeId) -> Vec<String> {
    let text = tree.text(node);
    text.split(',').filter_map(crate::origin::folded).collect()
}

fn unsaid(_tree: &Tree<'_>, node: NodeId, name: &'static str) -> Worded {
    Worded {
        node,
        name,
        kind: TextKind::Unsaid,
        media_type: None,
    }
}

/// A person as RSS and Dublin Core write one: `Ada Vale`, `a@b.example (Ada Vale)`, `Ada Vale <a@b.example>`.
pub(crate) fn person(tree: &Tree<'_>, node: NodeId) -> Option<String> {
    let text = word_in(tree, node)?;
    let named = tree
        .elements(node)
        .find(|&child| name(tree, child) == "name");
    if let Some(named) = named {
        return word_in(tree, named);
    }
    let inside = |open: char, close: char| {
        let (before, rest) = text.split_once(open)?;
        let (inner, _) = rest.split_once(close)?;
        let name = if before.contains('@') { inner } else { before };
        crate::origin::folded(name).filter(|name| !name.contains('@'))
    };
    inside('(', ')')
        .or_else(|| inside('<', '>'))
        .or(Some(text.clone()))
}

// ---- Media RSS ----

fn media(tree: &Tree<'_>, node: NodeId, name: &str, entry: &mut Entry) -> bool {
    match name {
        "content" => content(tree, node, &[node], entry),
        "group" => group(tree, node, entry),
        "thumbnail" => add_picture(entry, || thumbnail(tree, node)),
        "title" => entry.titles.push(unsaid(tree, node, "title")),
        "description" => entry
            .summaries
            .push(unsaid(tree, node, "media_description")),
        "keywords" => entry.keywords.extend(listed(tree, node)),
        "category" => entry.categories.push(Category {
            term: word_in(tree, node),
            scheme: attribute(tree, node, "scheme"),
            label: attribute(tree, node, "label"),
        }),
        "copyright" => entry.rights = entry.rights.take().or_else(|| word_in(tree, node)),
        "credit" | "text" => {}
        _ => unplaced(tree, node, entry),
    }
    true
}

fn group(tree: &Tree<'_>, node: NodeId, entry: &mut Entry) {
    for child in tree.elements(node) {
        match &*name(tree, child) {
            "content" => content(tree, child, &[child, node], entry),
            other => {
                media(tree, child, other, entry);
            }
        }
    }
}

/// Most pictures of one entry.
const PICTURES_MAX: usize = 100;
/// Most elements looked at for the words about a picture.
const AROUND_MAX: usize = 200;

pub(crate) fn add_picture(entry: &mut Entry, picture: impl FnOnce() -> PictureAsSent) {
    if entry.pictures.len() < PICTURES_MAX {
        entry.pictures.push(picture());
    }
}

/// A medium; `around` are the elements whose description and credit hold for it, nearest first.
fn content(tree: &Tree<'_>, node: NodeId, around: &[NodeId], entry: &mut Entry) {
    let media_type = attribute(tree, node, "type").unwrap_or_default();
    let medium = attribute(tree, node, "medium").unwrap_or_default();
    let href = attribute(tree, node, "url");
    let unsaid = medium.is_empty() && media_type.is_empty();
    let named_image = href.as_deref().is_some_and(ends_like_image);
    if medium == "image" || media_type.starts_with("image/") || (unsaid && named_image) {
        let mut around = around.to_vec();
        around.extend(tree.parent(node));
        add_picture(entry, || picture(tree, node, &around));
    } else if let Some(href) = href {
        entry.links.push(LinkAsSent {
            rel: "enclosure".to_owned(),
            href: resolved(base(tree, node).as_deref(), &href),
            media_type: Some(media_type),
        });
    }
    for child in tree.elements(node) {
        if name(tree, child) == "thumbnail" {
            add_picture(entry, || thumbnail(tree, child));
        }
    }
}

fn thumbnail(tree: &Tree<'_>, node: NodeId) -> PictureAsSent {
    PictureAsSent {
        thumbnail: true,
        ..picture(tree, node, &[node])
    }
}

fn ends_like_image(href: &str) -> bool {
    let path = href
        .split(['?', '#'])
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    [".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif"]
        .iter()
        .any(|end| path.ends_with(end))
}

fn picture(tree: &Tree<'_>, node: NodeId, around: &[NodeId]) -> PictureAsSent {
    let said = |wanted: &str| {
        around.iter().find_map(|&parent| {
            let mut children = tree.elements(parent).take(AROUND_MAX);
            let found = children.find(|&child| {
                name(tree, child) == wanted && Module::of(tree, child) == Module::Media
            })?;
            crate::origin::folded(&crate::html::text_of_html(&tree.text(found)))
        })
    };
    let href = attribute(tree, node, "url");
    let size = |key: &str| attribute(tree, node, key).and_then(|size| size.parse().ok());
    PictureAsSent {
        href: href.map(|href| resolved(base(tree, node).as_deref(), &href)),
        caption: said("description").or_else(|| said("text")),
        credit: said("credit"),
        title: said("title"),
        width: size("width"),
        height: size("height"),
        thumbnail: false,
    }
}

/// An enclosure: a picture or a link.
pub(crate) fn enclosure(tree: &Tree<'_>, node: NodeId, entry: &mut Entry) {
    let Some(href) = attribute(tree, node, "url").or_else(|| attribute(tree, node, "href")) else {
        return;
    };
    let href = resolved(base(tree, node).as_deref(), &href);
    let media_type = attribute(tree, node, "type");
    let image = media_type
        .as_deref()
        .is_some_and(|kind| kind.starts_with("image/"));
    if image || (media_type.is_none() && ends_like_image(&href)) {
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
