//! What documents inside an item, or around it, say beside their story: lines that the item already holds in a field
//! are not said twice, others are kept as notes. Knows no format; drops only what stands elsewhere in the item.

use crate::xml::{Enter, NodeId, Tree};
use crate::{BlockKind, EdNote, Item, Paragraph, Rendition, html};

/// Adds a rendition, unless it is empty.
pub(crate) fn push_rendition(
    item: &mut Item,
    name: String,
    media_type: Option<String>,
    paragraphs: Vec<Paragraph>,
) {
    if !paragraphs.is_empty() {
        item.renditions.push(Rendition {
            name,
            media_type,
            paragraphs,
        });
    }
}

/// Text in a head should repeat one of the item's lines; otherwise it is kept as a note.
pub(crate) fn place(item: &mut Item, text: String, role: &str) {
    if !is_known(item, &text) {
        item.ed_notes.push(EdNote {
            role: Some(role.to_owned()),
            text,
            publishable: false,
        });
    }
}

/// Whether a field of the item says the same.
pub(crate) fn is_known(item: &Item, text: &str) -> bool {
    let lines = [
        &item.headline,
        &item.slugline,
        &item.byline,
        &item.dateline,
        &item.credit_line,
        &item.copyright_notice,
    ];
    let in_lines = lines.into_iter().flatten().any(|line| line.contains(text));
    let names = item.subjects.iter().filter_map(|s| s.name.as_ref());
    let notes = item.ed_notes.iter().map(|note| &note.text);
    let mut words = notes
        .chain(&item.genre)
        .chain(&item.keywords)
        .chain(&item.located)
        .chain(names);
    in_lines || words.any(|word| word == text)
}

/// Bodies that open with the headline say it twice.
pub(crate) fn drop_repeated_headline(item: &Item, paragraphs: &mut Vec<Paragraph>) {
    let repeated = paragraphs.first().is_some_and(|first| {
        first.kind == BlockKind::Heading && item.headline.as_ref() == Some(&first.text)
    });
    if repeated {
        paragraphs.remove(0);
    }
}

/// The lines of an element, each a heading.
pub(crate) fn headings(tree: &Tree<'_>, node: NodeId) -> Vec<Paragraph> {
    let mut paragraphs = html::blocks_of_tree(tree, node, |_| Enter::Into);
    for paragraph in &mut paragraphs {
        paragraph.kind = BlockKind::Heading;
    }
    paragraphs
}
