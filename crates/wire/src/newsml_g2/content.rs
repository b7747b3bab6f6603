//! What the content set of an item holds: documents (XHTML, NITF, anything in mark-up), texts (plain or escaped) and
//! files elsewhere. Several children are alternatives, never parts. What a document repeats of the item's own lines
//! (headline, slugline, dateline) is not text of the story; what it says beyond them is never dropped.

use std::borrow::Cow;

use super::adapt::{Adapter, is_image, last_word};
use super::raw::{Content, ContentKind, RawItem, Words};
use crate::lines::{drop_repeated_headline, headings, is_known, place, push_rendition};
use crate::nitf::story;
use crate::origin::folded;
use crate::text::{self, Surroundings};
use crate::xml::{Enter, NodeId, Tree};
use crate::{BlockKind, EdNote, Link, Paragraph, Picture, Rendition, html};

/// Names of renditions that are notes or fields.
const NOTES: [&str; 2] = ["nonpublic", "public"];

/// Reads the content set, then chooses the body.
pub(super) fn read(adapter: &mut Adapter<'_, '_, '_>) {
    let raw = adapter.raw;
    if raw.element != "newsItem" {
        return describe(adapter);
    }
    for content in &raw.contents {
        match content.kind {
            ContentKind::Xml => xml(adapter, content),
            ContentKind::Text => data(adapter, content),
            ContentKind::Remote => {}
        }
    }
    files(adapter);
    parts(adapter);
    let described = adapter.item.renditions.len();
    descriptions(adapter);
    sub_headlines(adapter);
    choose_body(adapter, described);
    surroundings(adapter);
}

/// Packages, concepts and plans have no text of their own; how a package describes itself is a note.
fn describe(adapter: &mut Adapter<'_, '_, '_>) {
    let raw = adapter.raw;
    if raw.element != "packageItem" {
        return;
    }
    for words in raw.descriptions.iter().filter(|d| !d.text.is_empty()) {
        let role = words.role.as_deref().unwrap_or("description").to_owned();
        adapter.note(Some(role), words.text.clone(), false);
    }
}

fn rendition_name(content: &Content<'_>, otherwise: &str) -> String {
    let stated = content.rendition.as_deref().map(last_word);
    stated
        .filter(|name| !name.is_empty())
        .unwrap_or(otherwise)
        .to_owned()
}

// ---- documents ----

/// A document inside the item.
fn xml(adapter: &mut Adapter<'_, '_, '_>, content: &Content<'_>) {
    let tree = adapter.tree;
    let root = tree.elements(content.node).next();
    let (kind, otherwise) = match root.map(|root| tree.name(root)) {
        Some("nitf") => ("nitf", "nitf"),
        Some("html" | "body" | "div" | "section" | "article" | "p") => ("xhtml", "xhtml"),
        _ => ("xml", "xml"),
    };
    let mut paragraphs = html::blocks_of_tree(tree, content.node, move |id| enter(tree, id));
    heads(adapter, content.node);
    media(adapter, content.node);
    drop_repeated_headline(&adapter.item, &mut paragraphs);
    drop_repeated_teaser(adapter.raw, &mut paragraphs);
    let media_type = content
        .media_type
        .clone()
        .map_or_else(|| format!("application/{kind}+xml"), Cow::into_owned);
    let name = rendition_name(content, otherwise);
    push_rendition(&mut adapter.item, name, Some(media_type), paragraphs);
}

/// Elements of a document that are not its story: they are read one by one.
fn enter(tree: &Tree<'_>, id: NodeId) -> Enter {
    match tree.name(id) {
        "head" | "body.head" | "media" => Enter::Skip,
        "note" if story::is_note_to_editors(tree, id) => Enter::Skip,
        "header" => match tree.parent(id).map(|parent| tree.name(parent)) {
            Some("body" | "article" | "html") => Enter::Skip,
            _ => Enter::Into,
        },
        _ => Enter::Into,
    }
}

/// What stands in the heads of a document: lines the item has, or lacks, or text without a place.
fn heads(adapter: &mut Adapter<'_, '_, '_>, content: NodeId) {
    let tree = adapter.tree;
    let mut heads = Vec::new();
    let mut at = vec![content];
    while let Some(node) = at.pop() {
        for child in tree.elements(node) {
            match tree.name(child) {
                "head" | "body.head" => heads.push(child),
                "header" if enter(tree, child) == Enter::Skip => heads.push(child),
                "html" | "nitf" | "body" | "article" => at.push(child),
                _ => {}
            }
        }
    }
    for head in heads {
        match tree.name(head) {
            "header" => header(adapter, head),
            "body.head" => story::head(tree, &mut adapter.item, head),
            _ => title(adapter, head),
        }
    }
}

/// The head of an XHTML document or of an NITF one.
fn title(adapter: &mut Adapter<'_, '_, '_>, head: NodeId) {
    let tree = adapter.tree;
    let title = tree.child(head, "title");
    if let Some(text) = title.and_then(|title| tree.folded(title)) {
        place(&mut adapter.item, text, "title");
    }
}

/// The header of an XHTML story: `time` apart, its lines are the item's own.
fn header(adapter: &mut Adapter<'_, '_, '_>, header: NodeId) {
    let tree = adapter.tree;
    let not_time = move |id| match tree.name(id) {
        "time" => Enter::Skip,
        _ => Enter::Into,
    };
    for paragraph in html::blocks_of_tree(tree, header, not_time) {
        if paragraph.kind == BlockKind::Heading && adapter.item.headline.is_none() {
            adapter.item.headline = Some(paragraph.text);
        } else {
            place(&mut adapter.item, paragraph.text, "header");
        }
    }
}

/// A standfirst before the text that the item also describes itself by: it is kept as that description.
fn drop_repeated_teaser(raw: &RawItem<'_>, paragraphs: &mut Vec<Paragraph>) {
    let repeated = paragraphs.len() > 1
        && paragraphs.first().is_some_and(|first| {
            let mut descriptions = raw.descriptions.iter();
            descriptions.any(|words| words.text == text::fold(&first.text))
        });
    if repeated {
        paragraphs.remove(0);
    }
}

/// Pictures inside a document (`media` of NITF, `img` of XHTML), and notes that are none of its text.
fn media(adapter: &mut Adapter<'_, '_, '_>, content: NodeId) {
    let tree = adapter.tree;
    let mut pictures = Vec::new();
    for step in tree.walk(content, |_| Enter::Into) {
        let crate::xml::Step::Open(node) = step else {
            continue;
        };
        match tree.name(node) {
            "media" => pictures.push(story::media(tree, node)),
            "note" if story::is_note_to_editors(tree, node) => {
                adapter.item.ed_notes.extend(story::note(tree, node));
            }
            "img" => pictures.extend(image(tree, node)),
            _ => {}
        }
    }
    adapter.item.pictures.extend(pictures);
}

/// A picture of XHTML. What NewsML-G2 as this project writes it says of a picture stands in `data-` attributes.
fn image(tree: &Tree<'_>, node: NodeId) -> Option<Picture> {
    let word = |key: &str| tree.word(node, key).map(Cow::into_owned);
    let size = |key: &str| tree.word(node, key)?.parse().ok();
    let picture = Picture {
        id: word("data-id"),
        href: word("src"),
        caption: tree.word(node, "alt").map(|alt| text::fold(&alt)),
        credit: word("data-credit"),
        headline: word("data-headline"),
        width: size("width"),
        height: size("height"),
    };
    (picture.href.is_some() || picture.id.is_some()).then_some(picture)
}

// ---- texts ----

/// Text inside the item; typed as plain it may still hold mark-up.
fn data(adapter: &mut Adapter<'_, '_, '_>, content: &Content<'_>) {
    let tree = adapter.tree;
    let mapped = tree.mapped(content.node);
    let media_type = content.media_type.clone().map(Cow::into_owned);
    let binary = media_type.as_deref().is_some_and(|kind| {
        ["image/", "audio/", "video/"]
            .iter()
            .any(|b| kind.starts_with(b))
    });
    if binary {
        let message = "a picture or recording inside the item is not read";
        return adapter.find("content.binary", message, content.node);
    }
    let marked = media_type
        .as_deref()
        .is_some_and(|kind| kind.contains("html"));
    let mut paragraphs = match marked || html::looks_like_html(&mapped.text) {
        true => html::blocks_of_html(&mapped),
        false => text::plain_paragraphs(&mapped),
    };
    let name = rendition_name(content, "text");
    if NOTES.contains(&name.as_str()) {
        let publishable = name == "public";
        return note(adapter, content, paragraphs, publishable);
    }
    match name.as_str() {
        "headline" | "slug" => lines(adapter, content, paragraphs),
        _ => {
            drop_repeated_headline(&adapter.item, &mut paragraphs);
            push_rendition(&mut adapter.item, name, media_type, paragraphs);
        }
    }
}

fn note(
    adapter: &mut Adapter<'_, '_, '_>,
    content: &Content<'_>,
    paragraphs: Vec<Paragraph>,
    publishable: bool,
) {
    let texts: Vec<String> = paragraphs.into_iter().map(|p| p.text).collect();
    if texts.is_empty() {
        return;
    }
    let role = content.rendition.clone().map(Cow::into_owned);
    adapter.item.ed_notes.push(EdNote {
        role,
        text: texts.join("\n"),
        publishable,
    });
}

/// A rendition that repeats headline or slugline; what else it says (hints in brackets) is a note.
fn lines(adapter: &mut Adapter<'_, '_, '_>, content: &Content<'_>, paragraphs: Vec<Paragraph>) {
    let repeated = |p: &Paragraph| is_known(&adapter.item, &p.text);
    if paragraphs.iter().all(repeated) {
        return;
    }
    let text = adapter.tree.text(content.node);
    let lines = text.lines().map(text::fold).filter(|line| !line.is_empty());
    let lines: Vec<Paragraph> = lines
        .filter(|line| !is_known(&adapter.item, line))
        .map(|text| Paragraph {
            text,
            ..Paragraph::default()
        })
        .collect();
    note(adapter, content, lines, false);
}

// ---- files elsewhere ----

/// The largest image is the item's picture; its other sizes and all other files are enclosures.
fn files(adapter: &mut Adapter<'_, '_, '_>) {
    let raw = adapter.raw;
    let tree = adapter.tree;
    let is_picture_item = raw.item_class.as_ref().is_some_and(|class| {
        let sent = class.qcode.as_deref().or(class.uri.as_deref());
        matches!(sent.map(last_word), Some("picture" | "graphic"))
    });
    let remote = || {
        raw.contents
            .iter()
            .filter(|c| c.kind == ContentKind::Remote)
    };
    let width = |content: &&Content<'_>| number(tree, content.node, "width").unwrap_or(0);
    let untyped_image = |content: &Content<'_>| is_picture_item && content.media_type.is_none();
    let image =
        |content: &&Content<'_>| is_image(content.media_type.as_deref()) || untyped_image(content);
    let mut best: Option<&Content<'_>> = None;
    for content in remote().filter(image) {
        if best.is_none_or(|best| width(&content) > width(&best)) {
            best = Some(content);
        }
    }
    if let Some(best) = best {
        let picture = picture(adapter, best, is_picture_item);
        adapter.item.pictures.push(picture);
    }
    for other in remote().filter(|content| best.is_none_or(|best| best.node != content.node)) {
        let target = tree
            .word(other.node, "href")
            .or_else(|| tree.word(other.node, "residref"));
        adapter.item.links.extend(target.map(|target| Link {
            rel: "enclosure".to_owned(),
            target: target.into_owned(),
            version: None,
        }));
    }
}

fn number(tree: &Tree<'_>, node: NodeId, name: &str) -> Option<u32> {
    tree.word(node, name)?.parse().ok()
}

/// What a part says about the content with this id: the first element of that name, in the role if one has it.
fn about(
    adapter: &Adapter<'_, '_, '_>,
    content: &Content<'_>,
    name: &str,
    role: &str,
) -> Option<String> {
    let tree = adapter.tree;
    let id = tree.word(content.node, "id")?;
    let said = || {
        let about = adapter.raw.about_contents.iter();
        let about = about.filter(|(target, node)| *target == id && tree.name(*node) == name);
        about.map(|(_, node)| *node)
    };
    let in_role = |node: &NodeId| {
        tree.word(*node, "role")
            .is_some_and(|sent| last_word(&sent) == role)
    };
    let node = said().find(in_role).or_else(|| said().next())?;
    folded(&tree.text(node))
}

/// Words of a part describe the content they refer to; a picture item's own words describe its picture.
fn picture(adapter: &Adapter<'_, '_, '_>, content: &Content<'_>, own_words: bool) -> Picture {
    let tree = adapter.tree;
    let mut picture = Picture {
        id: tree.word(content.node, "residref").map(Cow::into_owned),
        href: tree.word(content.node, "href").map(Cow::into_owned),
        width: number(tree, content.node, "width"),
        height: number(tree, content.node, "height"),
        ..Picture::default()
    };
    picture.caption = about(adapter, content, "description", "caption");
    picture.credit =
        about(adapter, content, "creditline", "").or_else(|| about(adapter, content, "by", ""));
    picture.headline = about(adapter, content, "headline", "");
    if own_words {
        let said = || {
            adapter
                .raw
                .descriptions
                .iter()
                .filter(|d| !d.text.is_empty())
        };
        let caption = said().find(|words| role_word(words) == "caption");
        let caption = caption
            .or_else(|| said().next())
            .map(|words| words.text.clone());
        picture.caption = picture.caption.or(caption);
        picture.credit = picture.credit.or_else(|| adapter.item.credit_line.clone());
        picture.headline = picture.headline.or_else(|| adapter.item.headline.clone());
    }
    picture
}

fn role_word<'w>(words: &'w Words<'_>) -> &'w str {
    words.role.as_deref().map_or("", last_word)
}

// ---- text beside the content ----

fn parts(adapter: &mut Adapter<'_, '_, '_>) {
    let tree = adapter.tree;
    let mut paragraphs = Vec::new();
    // Words about a picture stand with the picture.
    let remote = |content: &&Content<'_>| content.kind == ContentKind::Remote;
    let placed: Vec<NodeId> = adapter
        .raw
        .about_contents
        .iter()
        .filter(|(id, _)| {
            let mut contents = adapter.raw.contents.iter().filter(remote);
            contents.any(|content| tree.word(content.node, "id").as_ref() == Some(id))
        })
        .map(|(_, node)| *node)
        .collect();
    for node in adapter
        .raw
        .parts
        .iter()
        .filter(|node| !placed.contains(node))
    {
        let heading = tree.name(*node) == "headline";
        for mut paragraph in html::blocks_of_tree(tree, *node, |_| Enter::Into) {
            if heading {
                paragraph.kind = BlockKind::Heading;
            }
            paragraphs.push(paragraph);
        }
    }
    push_rendition(&mut adapter.item, "parts".to_owned(), None, paragraphs);
}

/// Each description is a rendition by its role; none is the text while there is another.
fn descriptions(adapter: &mut Adapter<'_, '_, '_>) {
    let raw = adapter.raw;
    for words in raw.descriptions.iter().filter(|d| !d.text.is_empty()) {
        let mut paragraphs = html::blocks_of_tree(adapter.tree, words.node, |_| Enter::Into);
        let name = match role_word(words) {
            "" => "summary",
            word => word,
        };
        if name == "caption" {
            for paragraph in &mut paragraphs {
                paragraph.kind = BlockKind::Caption;
            }
        }
        push_rendition(&mut adapter.item, name.to_owned(), None, paragraphs);
    }
}

/// Headlines beside the main one.
fn sub_headlines(adapter: &mut Adapter<'_, '_, '_>) {
    let raw = adapter.raw;
    for words in raw.headlines.iter().filter(|h| !h.text.is_empty()) {
        if adapter.item.headline.as_ref() == Some(&words.text) {
            continue;
        }
        let name = match role_word(words) {
            "" => "headline",
            word => word,
        };
        let paragraphs = headings(adapter.tree, words.node);
        push_rendition(&mut adapter.item, name.to_owned(), None, paragraphs);
    }
}

/// The first document, else the first text, else the summary. `described` renditions come from the content set.
fn choose_body(adapter: &mut Adapter<'_, '_, '_>, described: usize) {
    let renditions = &adapter.item.renditions;
    let candidate =
        |rendition: &Rendition| !matches!(rendition.name.as_str(), "teaser" | "parts" | "abstract");
    let marked = |rendition: &Rendition| {
        let kind = rendition.media_type.as_deref().unwrap_or("");
        candidate(rendition) && (kind.contains("html") || kind.contains("xml"))
    };
    let content = &renditions[..described];
    let body = content
        .iter()
        .position(marked)
        .or_else(|| content.iter().position(candidate));
    if body.is_some() {
        adapter.item.body = body;
        return;
    }
    let summary = |rendition: &Rendition| {
        let name = rendition.name.to_ascii_lowercase();
        ["summary", "abstract", "teaser", "synthe"].contains(&name.as_str())
    };
    if let Some(index) = renditions.iter().position(summary) {
        adapter.item.body = Some(index);
        let message = "the item carries a summary and no other text";
        adapter.find("body.summary_only", message, adapter.raw.node);
    }
}

/// Advisories before, initials behind, and the dateline in the first paragraph.
fn surroundings(adapter: &mut Adapter<'_, '_, '_>) {
    let closing_lines: Vec<String> = adapter
        .item
        .ed_notes
        .iter()
        .filter(|note| note.role.as_deref().map(last_word) == Some("closingline"))
        .map(|note| note.text.clone())
        .collect();
    // initials stand behind the key of an agency rather than its name
    let provider = adapter.raw.provider.as_ref();
    let key = provider.filter(|p| p.qcode.is_none() && adapter.source.hint.agency.is_none());
    let key = key.and_then(|provider| provider.literal.as_deref());
    let agency = key.map(str::to_owned).or(adapter.item.agency.clone());
    let around = Surroundings {
        closing_lines: &closing_lines,
        agency: agency.as_deref(),
    };
    for rendition in &mut adapter.item.renditions {
        text::mark_surroundings(&mut rendition.paragraphs, around);
    }
    if adapter.item.dateline.is_none() {
        let first = adapter
            .item
            .body()
            .and_then(|body| body.paragraphs.iter().find(|p| p.kind == BlockKind::Text));
        let dateline = first.and_then(|first| text::dateline_of(&first.text));
        adapter.item.dateline = dateline.map(str::to_owned);
    }
}
