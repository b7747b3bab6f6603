//! A document of sports to the item of the design. Scores stay as sent.

use super::raw::RawContent;
use crate::lines::push_rendition;
use crate::origin::{self, add_once, note, note_full_lists, time_of};
use crate::xml::Tree;
use crate::{Format, Item, Paragraph, Source, Subject, stated, version};

/// The item that `raw` describes.
pub(super) fn item(tree: &Tree<'_>, raw: &RawContent, source: &Source<'_>) -> Item {
    let mut item = source.item(Format::SportsMl);
    match &raw.id {
        Some(id) => item.guid.clone_from(id),
        None => source.name_by_hash(&mut item, tree.span(raw.node)),
    }
    item.version.clone_from(&raw.revision);
    item.version_ordinal = item.version.as_deref().and_then(version::ordinal);
    if let Some(created) = &raw.created {
        let span = tree.span(created.node);
        item.version_created = time_of(source, &created.text, span, &mut item);
    }
    item.headline.clone_from(&raw.title);
    item.slugline.clone_from(&raw.slug);
    item.language.clone_from(&raw.language);
    for genre in &raw.genres {
        add_once(&mut item.genre, Some(genre.clone()));
    }
    for place in &raw.places {
        add_once(&mut item.located, Some(place.clone()));
    }
    for code in &raw.codes {
        let subject = Subject {
            code: code.key.clone(),
            name: code.name.clone(),
            scheme: None,
        };
        add_once(&mut item.subjects, Some(subject));
    }
    let paragraphs = raw.lines.iter().map(|line| Paragraph {
        kind: line.kind,
        text: line.cells.join("\t"),
        span: line.span,
    });
    push_rendition(&mut item, "sportsml".to_owned(), None, paragraphs.collect());
    item.body = (!item.renditions.is_empty()).then_some(0);
    stated::words(&mut item);
    for &span in &raw.unplaced {
        let message = "words that are neither name nor paragraph";
        note(&mut item, "text.unplaced", message, Some(span));
    }
    note_full_lists(&mut item);
    origin::finish(&mut item);
    item
}
