//! `/documents/{a}/compare/{b}`: two documents article by article in a table of two columns. What only the first has is
//! struck out, what only the second has is marked; publishers and languages stand in the head. Says nothing about what
//! a change means.

use copydesk_desk::{DocumentId, SourceKey};
use copydesk_documents::{Diff, Document, Edit, Pair, PairedBy, Relation, diff};
use copydesk_text::Op;
use maud::{Markup, html};
use minijinja::context;
use minijinja::value::Value;

use crate::explainer::sources::Library;
use crate::head::{Head, Robots};
use crate::pages::{Made, Pages};
use crate::ports::Ports;
use crate::press::{Sheet, SiteError};
use crate::route::document_path;
use crate::seal::Demand;
use crate::theme::Fragment;
use crate::words::{Tongue, Words};

/// Prints the comparison; `None` if one of the documents is none that readers may read.
///
/// # Errors
/// When the store does not answer or the page cannot be sealed.
pub async fn make(
    pages: &Pages,
    ports: &Ports,
    (left, right): (&DocumentId, &DocumentId),
) -> Result<Option<Made>, SiteError> {
    let keys = [left, right].map(|id| SourceKey::Document(id.clone()));
    let library = Library::load(ports.store.as_ref(), &keys).await?;
    let both = (library.documents.get(left), library.documents.get(right));
    let (Some(old), Some(new)) = both else {
        return Ok(None);
    };
    let config = &ports.config;
    let tongue = Tongue::of(&config.language);
    let w = tongue.words();
    let (old, new) = (&old.document, &new.document);
    let found = diff(old, new);
    let drawn = html! {
        div.column.wide-column {
            p.kicker { a href="/documents/" { (w.documents) } }
            h1 { (w.two_documents) }
            @if found.paired_by == PairedBy::Number { p.lede { (w.by_number) } }
            table.versus {
                thead { tr { th scope="col" { (side(left, old, w)) } th scope="col" { (side(right, new, w)) } } }
                tbody { (rows(old, new, &found, w)) }
            }
        }
    };
    let sheet = Sheet {
        template: "page.html",
        head: Head {
            title: w.two_documents.to_owned(),
            canonical: Some(format!("{}/compare/{right}", document_path(left))),
            robots: Robots::NoIndex,
            ..Head::default()
        },
        tongue,
        context: context! { body => Value::from(&Fragment::new(drawn)), current => "" },
        demand: Demand::Page,
    };
    let page = pages.press().print(config, &sheet)?;
    Ok(Some(Made { page, ends: None }))
}

fn side(id: &DocumentId, document: &Document, w: &Words) -> Markup {
    let facts = &document.facts;
    html! {
        a href=(document_path(id)) { (facts.title.as_deref().unwrap_or(id.as_str())) }
        small {
            (facts.publisher.as_deref().unwrap_or(w.publisher_unknown))
            @if let Some(language) = &facts.language { " · " (language) }
        }
    }
}

fn rows(old: &Document, new: &Document, found: &Diff, w: &Words) -> Markup {
    html! {
        @for pair in &found.pairs {
            tr data-relation=(pair.relation.name()) {
                td { (cell(old, &pair.left, pair, Side::Left, w)) }
                td { (cell(new, &pair.right, pair, Side::Right, w)) }
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

fn cell(document: &Document, segments: &[usize], pair: &Pair, side: Side, w: &Words) -> Markup {
    let whole = segments
        .iter()
        .map(|&at| document.words(document.segments[at].span));
    html! {
        @if segments.is_empty() {
            p.none { (if side == Side::Left { w.only_new } else { w.only_old }) }
        } @else {
            @if pair.relation == Relation::Moved { p.none { (w.moved) } }
            @if pair.operations.is_empty() {
                @for words in whole { p { (words.trim()) } }
            } @else {
                p { (words(document, pair, side)) }
            }
        }
    }
}

/// One side's words in its own order.
fn words(document: &Document, pair: &Pair, side: Side) -> Markup {
    let mut edits: Vec<&Edit> = pair.operations.iter().collect();
    let start = |edit: &&Edit| match side {
        Side::Left => edit.left.map_or(usize::MAX, |span| span.start),
        Side::Right => edit.right.start,
    };
    edits.sort_by_key(start);
    let own = |edit: &Edit| match side {
        Side::Left => edit.left,
        Side::Right => Some(edit.right),
    };
    html! {
        @for edit in edits {
            @if let Some(span) = own(edit) {
                @let text = document.words(span);
                @match (edit.op, side) {
                    (Op::Keep, _) => (text),
                    (Op::Move, _) => span.moved { (text) },
                    (Op::Delete | Op::Replace, Side::Left) => del { (text) },
                    (Op::Insert | Op::Replace, Side::Right) => ins { (text) },
                    (Op::Insert, Side::Left) | (Op::Delete, Side::Right) => "",
                }
            }
        }
    }
}
