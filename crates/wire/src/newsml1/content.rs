//! What the components of an item hold: texts, pictures, other files. Members of an equivalents list are alternatives;
//! title, lead and body in components of their own are one text. What stands beside the story is never dropped.

use std::borrow::Cow;
use std::collections::HashMap;

use super::adapt::Adapter;
use super::parse::formal_name;
use super::raw::{Component, RawItem};
use crate::origin::folded;
use crate::xml::{Enter, NodeId, Step, Tree};
use crate::{BlockKind, Link, Paragraph, Picture, Rendition, html, text};

/// Roles of components that together are the story.
const STORY: [&str; 7] = ["main", "title", "headline", "lead", "body", "text", "story"];
/// Roles of components that hold one picture in several sizes.
const SIZES: [&str; 8] = [
    "main",
    "highdef",
    "quicklook",
    "preview",
    "thumbnail",
    "highres",
    "lowres",
    "squared",
];
/// Roles of texts that are no story.
const BESIDE: [&str; 6] = [
    "caption",
    "subheadline",
    "update",
    "abstract",
    "summary",
    "alternative",
];

/// Reads all contents, then chooses the body.
pub(super) fn read(adapter: &mut Adapter<'_, '_>) {
    let raw = adapter.raw;
    let mut texts = Texts::default();
    for index in 0..raw.components.len() {
        for (at, content) in raw.components[index].contents.iter().enumerate() {
            texts.content(adapter, index, at, *content);
        }
    }
    pictures(adapter, &mut texts);
    for update in &raw.updates {
        let paragraphs = html::blocks_of_tree(adapter.tree, *update, |_| Enter::Into);
        texts.push("update".to_owned(), None, paragraphs);
    }
    texts
        .renditions
        .retain(|rendition| !rendition.paragraphs.is_empty());
    let first = adapter.item.renditions.len();
    adapter.item.renditions.extend(texts.renditions);
    choose_body(adapter, first);
}

/// Texts found so far.
#[derive(Default)]
struct Texts {
    renditions: Vec<Rendition>,
    /// Of each equivalents list that gave a text: its component and the branch that came first.
    first_branches: HashMap<usize, usize>,
    /// Where the rendition of each name stands.
    named: HashMap<String, usize>,
    /// By component.
    captions: Vec<(usize, Vec<Paragraph>)>,
}

impl Texts {
    fn push(&mut self, name: String, media_type: Option<String>, mut paragraphs: Vec<Paragraph>) {
        let known = self.named.get(&name).filter(|_| name != "alternative");
        if let Some(known) = known.and_then(|known| self.renditions.get_mut(*known)) {
            return known.paragraphs.append(&mut paragraphs);
        }
        self.named.insert(name.clone(), self.renditions.len());
        self.renditions.push(Rendition {
            name,
            media_type,
            paragraphs,
        });
    }

    /// One content item of a component.
    fn content(&mut self, adapter: &mut Adapter<'_, '_>, index: usize, at: usize, node: NodeId) {
        let tree = adapter.tree;
        if is_picture(tree, node) {
            return;
        }
        if let Some(href) = tree.word(node, "Href") {
            adapter.item.links.push(Link {
                rel: "enclosure".to_owned(),
                target: href.into_owned(),
                version: None,
            });
        }
        for comment in tree.children_named(node, "Comment") {
            adapter.note("Comment", tree.folded(comment));
        }
        let Some(data) = data_of(adapter, node) else {
            return;
        };
        let (media_type, mut paragraphs) = paragraphs_of(adapter, node, data);
        if paragraphs.is_empty() {
            return;
        }
        let role = role_of(adapter, index);
        if role == "caption" {
            paragraphs
                .iter_mut()
                .for_each(|p| p.kind = BlockKind::Caption);
            return self.captions.push((index, paragraphs));
        }
        if matches!(role.as_str(), "title" | "headline") {
            title(adapter, &mut paragraphs);
        }
        let story = role.is_empty() || STORY.contains(&role.as_str());
        let name = match self.is_alternative(adapter, index, at) {
            true => "alternative".to_owned(),
            false if story => "main".to_owned(),
            false => role,
        };
        self.push(name, media_type, paragraphs);
    }

    /// Whether another member of the same equivalents list gave a text before.
    fn is_alternative(&mut self, adapter: &Adapter<'_, '_>, index: usize, at: usize) -> bool {
        let components = &adapter.raw.components;
        let (mut list, mut branch) = (index, at);
        while !components[list].equivalents {
            let Some(parent) = components[list].parent else {
                return false;
            };
            (branch, list) = (list, parent);
        }
        *self.first_branches.entry(list).or_insert(branch) != branch
    }
}

/// The role of a component, or of the nearest around it that has one; in lower case.
fn role_of(adapter: &Adapter<'_, '_>, index: usize) -> String {
    let components = &adapter.raw.components;
    let mut at = Some(index);
    while let Some(component) = at.map(|at| &components[at]) {
        if let Some(role) = &component.role {
            return role.to_ascii_lowercase();
        }
        at = component.parent;
    }
    String::new()
}

/// The data of a content item, inside its encodings; what is encoded as bytes is not read.
fn data_of(adapter: &mut Adapter<'_, '_>, content: NodeId) -> Option<NodeId> {
    let tree = adapter.tree;
    let mut at = content;
    loop {
        if let Some(data) = tree.child(at, "DataContent") {
            return Some(data);
        }
        let encoding = tree.child(at, "Encoding")?;
        let notation = tree.word(encoding, "Notation").unwrap_or_default();
        if notation.to_ascii_lowercase().contains("base64") {
            let message = "a file inside the item is not read";
            adapter.find("content.binary", message, encoding);
            return None;
        }
        at = encoding;
    }
}

/// Media type and paragraphs of a content item's data.
fn paragraphs_of(
    adapter: &mut Adapter<'_, '_>,
    content: NodeId,
    data: NodeId,
) -> (Option<String>, Vec<Paragraph>) {
    let tree = adapter.tree;
    let stated = tree
        .child(content, "MimeType")
        .and_then(|node| formal_name(tree, node));
    let Some(root) = tree.elements(data).next() else {
        let mapped = tree.mapped(data);
        let marked = html::looks_like_html(&mapped.text);
        let (kind, paragraphs) = match marked {
            true => ("text/html", html::blocks_of_html(&mapped)),
            false => ("text/plain", text::plain_paragraphs(&mapped)),
        };
        return (Some(stated.unwrap_or_else(|| kind.to_owned())), paragraphs);
    };
    let kind = match tree.name(root) {
        "html" | "div" => "application/xhtml+xml",
        "nitf" | "p" | "media" | "body" | "body.content" => "application/nitf+xml",
        _ => "application/xml",
    };
    let enter = |id| match tree.name(id) {
        "head" | "body.head" | "media" => Enter::Skip,
        _ => Enter::Into,
    };
    let paragraphs = html::blocks_of_tree(tree, data, enter);
    apart(adapter, data);
    (Some(stated.unwrap_or_else(|| kind.to_owned())), paragraphs)
}

/// Heads and pictures of a document, wherever they stand in it.
fn apart(adapter: &mut Adapter<'_, '_>, data: NodeId) {
    let tree = adapter.tree;
    let mut found = Vec::new();
    for step in tree.walk(data, |_| Enter::Into) {
        if let Step::Open(node) = step
            && matches!(tree.name(node), "title" | "body.head" | "media")
        {
            found.push(node);
        }
    }
    for node in found {
        match tree.name(node) {
            "body.head" => head(adapter, node),
            "media" => media(adapter, node),
            _ => place(adapter, node, "title"),
        }
    }
}

/// The head of a NITF story: its lines are the item's where it has none.
fn head(adapter: &mut Adapter<'_, '_>, head: NodeId) {
    let tree = adapter.tree;
    for line in tree.elements(head) {
        match tree.name(line) {
            "hedline" => {
                for part in tree.elements(line) {
                    place(adapter, part, tree.name(part));
                }
            }
            name => place(adapter, line, name),
        }
    }
}

/// A line of a document's head: a field that is still free, else a note; nothing where it repeats the field.
fn place(adapter: &mut Adapter<'_, '_>, node: NodeId, name: &str) {
    let Some(text) = adapter.tree.folded(node) else {
        return;
    };
    let item = &mut adapter.item;
    let field = match name {
        "hl1" | "title" => &mut item.headline,
        "byline" => &mut item.byline,
        "dateline" => &mut item.dateline,
        "distributor" => &mut item.credit_line,
        _ => return adapter.note(name, Some(text)),
    };
    match field {
        None => *field = Some(text),
        Some(known) if known.contains(&text) => {}
        Some(_) => adapter.note(name, Some(text)),
    }
}

/// A title in a component of its own: the headline where there is none; never twice.
fn title(adapter: &mut Adapter<'_, '_>, paragraphs: &mut Vec<Paragraph>) {
    let said = paragraphs.first().map(|first| first.text.clone());
    match (adapter.item.headline.clone(), said) {
        (None, said) if paragraphs.len() == 1 => {
            adapter.item.headline = said;
            paragraphs.clear();
        }
        (Some(stated), Some(said)) if stated == said => {
            paragraphs.remove(0);
        }
        _ => {}
    }
    paragraphs
        .iter_mut()
        .for_each(|p| p.kind = BlockKind::Heading);
}

// ---- pictures ----

/// `media` of a document: a picture, unless it only points at a component.
fn media(adapter: &mut Adapter<'_, '_>, node: NodeId) {
    let tree = adapter.tree;
    let line = |name: &str| tree.folded(tree.child(node, name)?);
    let reference = tree.child(node, "media-reference");
    let attribute = |name: &str| Some(tree.word(reference?, name)?.into_owned());
    let picture = Picture {
        href: attribute("source"),
        caption: line("media-caption"),
        credit: line("media-producer"),
        width: attribute("width").and_then(|width| width.parse().ok()),
        height: attribute("height").and_then(|height| height.parse().ok()),
        ..Picture::default()
    };
    if picture != Picture::default() {
        adapter.item.pictures.push(picture);
    }
}

/// Whether a content item is a picture, by media type, MIME type or format.
fn is_picture(tree: &Tree<'_>, content: NodeId) -> bool {
    let said = |name: &str| {
        let node = tree.child(content, name)?;
        let mut name = formal_name(tree, node)?;
        name.make_ascii_lowercase();
        Some(name)
    };
    let media = |kind: String| matches!(kind.as_str(), "photo" | "picture" | "graphic" | "image");
    let format = |name: String| {
        let mut known = ["jpeg", "jpg", "gif", "png", "tiff"].iter();
        known.any(|known| name.starts_with(known))
    };
    said("MediaType").is_some_and(media)
        || said("MimeType").is_some_and(|kind| kind.starts_with("image/"))
        || said("Format").is_some_and(format)
}

/// Of each component whether it is a picture's: it holds one, or sizes of one stand in it. The outermost component is
/// the item's, whatever it holds.
pub(super) fn pictured(tree: &Tree<'_>, raw: &RawItem) -> Vec<bool> {
    let mut pictured = vec![false; raw.components.len()];
    for component in &raw.components {
        let mut contents = component.contents.iter();
        if contents.any(|content| is_picture(tree, *content)) {
            pictured[component.index] = true;
            if let Some(parent) = component.parent.filter(|_| is_size(component)) {
                pictured[parent] = true;
            }
        }
    }
    if let Some(outermost) = pictured.first_mut() {
        *outermost = false;
    }
    pictured
}

fn is_size(component: &Component) -> bool {
    let role = component
        .role
        .as_deref()
        .unwrap_or_default()
        .to_ascii_lowercase();
    SIZES.contains(&role.as_str())
}

/// One picture a group of sizes, or a content item; in its widest form.
fn pictures(adapter: &mut Adapter<'_, '_>, texts: &mut Texts) {
    let raw = adapter.raw;
    let tree = adapter.tree;
    let mut groups: Vec<(usize, Picture)> = Vec::new();
    let mut places: HashMap<usize, usize> = HashMap::new();
    for component in &raw.components {
        let parent = component.parent.filter(|_| is_size(component));
        let group = parent.unwrap_or(component.index);
        for content in component
            .contents
            .iter()
            .filter(|content| is_picture(tree, **content))
        {
            let form = form(tree, *content);
            let same = parent.is_some() || component.equivalents;
            let known = places.get(&group).filter(|_| same);
            match known.and_then(|known| groups.get_mut(*known)) {
                Some((_, best)) if form.width > best.width => *best = form,
                Some(_) => {}
                None => {
                    places.insert(group, groups.len());
                    groups.push((group, form));
                }
            }
        }
    }
    for (index, caption) in std::mem::take(&mut texts.captions) {
        let known = raw.components[index]
            .parent
            .and_then(|parent| places.get(&parent));
        let picture = known.and_then(|known| groups.get_mut(*known));
        match picture {
            Some((_, picture)) if picture.caption.is_none() => {
                let lines: Vec<&str> = caption.iter().map(|p| p.text.as_str()).collect();
                picture.caption = folded(&lines.join(" "));
            }
            _ => texts.push("caption".to_owned(), None, caption),
        }
    }
    for (group, mut picture) in groups {
        lines_of_picture(adapter, &raw.components[group], &mut picture);
        if picture.href.is_none() {
            let message = "a picture without an address";
            adapter.find("picture.missing", message, raw.components[group].node);
        }
        adapter.item.pictures.push(picture);
    }
}

/// One size of a picture.
fn form(tree: &Tree<'_>, content: NodeId) -> Picture {
    let properties = tree.child(content, "Characteristics");
    let pixels = |wanted: &str| {
        let mut properties = tree.children_named(properties?, "Property");
        let found = properties.find(|p| tree.word(*p, "FormalName").as_deref() == Some(wanted));
        tree.word(found?, "Value")?.parse().ok()
    };
    Picture {
        href: tree.word(content, "Href").map(Cow::into_owned),
        width: pixels("Width"),
        height: pixels("Height"),
        ..Picture::default()
    }
}

/// What the lines of the picture's own component say; those of the item's are the item's.
fn lines_of_picture(adapter: &Adapter<'_, '_>, component: &Component, picture: &mut Picture) {
    if component.parent.is_none() {
        return;
    }
    let tree = adapter.tree;
    let line = |wanted: &str| {
        let mut lines = component.lines.iter();
        tree.folded(*lines.find(|line| tree.name(**line) == wanted)?)
    };
    picture.headline = line("HeadLine");
    picture.credit = line("CreditLine").or_else(|| line("ByLine"));
}

/// The story, in mark-up before plain lines; else the first text that is no caption and the like; else a summary.
fn choose_body(adapter: &mut Adapter<'_, '_>, first: usize) {
    let renditions = &adapter.item.renditions;
    let among = |fits: &dyn Fn(&Rendition) -> bool| {
        let found = renditions[first..].iter().position(fits)?;
        Some(first + found)
    };
    let marked = |rendition: &Rendition| {
        let kind = rendition.media_type.as_deref().unwrap_or_default();
        kind.contains("html") || kind.contains("xml")
    };
    let story = |rendition: &Rendition| matches!(rendition.name.as_str(), "main" | "alternative");
    let body = among(&|r| story(r) && marked(r))
        .or_else(|| among(&|r| story(r)))
        .or_else(|| among(&|r| !BESIDE.contains(&r.name.as_str())));
    if body.is_some() {
        adapter.item.body = body;
        return;
    }
    let summary = among(&|r| matches!(r.name.as_str(), "summary" | "abstract"));
    if summary.is_some() {
        adapter.item.body = summary;
        let message = "the item carries a summary and no other text";
        adapter.find("body.summary_only", message, adapter.raw.node);
    }
}
