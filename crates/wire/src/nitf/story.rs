//! The body of an NITF document, whether it stands alone or inside another format: the lines of its head, its
//! pictures, its notes. Says which elements are not text of the story; the paragraphs themselves are split by
//! `html`.

use crate::lines::{headings, is_known, place, push_rendition};
use crate::xml::{Enter, NodeId, Step, Tree};
use crate::{EdNote, Item, Picture, html, text};

/// Reads `body.head`: headlines, byline, dateline, distributor, rights, abstract, notes.
pub(crate) fn head(tree: &Tree<'_>, item: &mut Item, head: NodeId) {
    for line in tree.elements(head) {
        let name = tree.name(line);
        match name {
            "hedline" => headlines(tree, item, line),
            "note" => item.ed_notes.extend(note(tree, line)),
            "abstract" => {
                let blocks = html::blocks_of_tree(tree, line, |_| Enter::Into);
                push_rendition(item, "abstract".to_owned(), None, blocks);
            }
            _ => head_line(tree, item, line),
        }
    }
}

fn head_line(tree: &Tree<'_>, item: &mut Item, line: NodeId) {
    let Some(text) = words(tree, line) else {
        return;
    };
    let name = tree.name(line);
    let field = match name {
        "byline" => &mut item.byline,
        "dateline" => &mut item.dateline,
        "distributor" => &mut item.credit_line,
        "rights" => &mut item.copyright_notice,
        _ => return place(item, text, name),
    };
    match field {
        None => *field = Some(text),
        Some(_) => place(item, text, name),
    }
}

fn headlines(tree: &Tree<'_>, item: &mut Item, hedline: NodeId) {
    for line in tree.elements(hedline) {
        let Some(text) = words(tree, line) else {
            continue;
        };
        if tree.name(line) == "hl1" && item.headline.is_none() {
            item.headline = Some(text);
        } else if !is_known(item, &text) {
            let headings = headings(tree, line);
            push_rendition(item, "subHeadline".to_owned(), None, headings);
        }
    }
}

/// An element as one line; a title in a byline and a line break part words.
fn words(tree: &Tree<'_>, node: NodeId) -> Option<String> {
    let mut said = String::new();
    for step in tree.walk(node, |_| Enter::Into) {
        match step {
            Step::Text(piece) => said.push_str(piece.text),
            Step::Open(id) | Step::Close(id) if parts_words(tree.name(id)) => said.push(' '),
            Step::Open(_) | Step::Close(_) => {}
        }
    }
    let line = text::fold(&said);
    (!line.is_empty()).then_some(line)
}

fn parts_words(name: &str) -> bool {
    matches!(name, "byttl" | "br" | "p" | "story.date")
}

/// One picture or recording.
pub(crate) fn media(tree: &Tree<'_>, node: NodeId) -> Picture {
    let line = |name: &str| tree.folded(tree.child(node, name)?);
    let reference = tree.child(node, "media-reference");
    let attribute = |name: &str| Some(tree.word(reference?, name)?.into_owned());
    Picture {
        id: attribute("id"),
        href: attribute("source"),
        caption: line("media-caption"),
        credit: line("media-producer"),
        width: attribute("width").and_then(|width| width.parse().ok()),
        height: attribute("height").and_then(|height| height.parse().ok()),
        ..Picture::default()
    }
}

/// Whether a `note` speaks to editors, or to readers beside the story, and so is none of its text.
pub(crate) fn is_note_to_editors(tree: &Tree<'_>, node: NodeId) -> bool {
    let is = |name: &str, words: &[&str]| {
        let value = tree.word(node, name);
        value.is_some_and(|value| words.contains(&value.to_ascii_lowercase().as_str()))
    };
    is("type", &["npa", "pa"]) || is("noteclass", &["editorsnote"])
}

/// A note of the head or of the story; its type says whether it may be published.
pub(crate) fn note(tree: &Tree<'_>, node: NodeId) -> Option<EdNote> {
    let lines = html::blocks_of_tree(tree, node, |_| Enter::Into);
    let lines: Vec<String> = lines.into_iter().map(|line| line.text).collect();
    if lines.is_empty() {
        return None;
    }
    let kind = tree.word(node, "type");
    let role = tree.word(node, "noteclass").or_else(|| kind.clone());
    Some(EdNote {
        role: Some(role.map_or_else(|| "note".to_owned(), |role| role.into_owned())),
        text: lines.join("\n"),
        publishable: kind.is_some_and(|kind| kind.eq_ignore_ascii_case("pa")),
    })
}
