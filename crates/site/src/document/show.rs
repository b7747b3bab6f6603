//! `/documents/{id}`: what is known of a document, who has published it, its outline, its text with an anchor at every
//! segment, what each article binds to with the words that carry it, and echoes of earlier documents.

use std::collections::BTreeMap;

use copydesk_desk::DocumentId;
use copydesk_documents::{
    Archive, Boilerplate, Direction, Document, Echo, Obligations, SegmentKind, obligations,
};
use copydesk_text::Span;
use maud::{Markup, html};
use minijinja::context;
use minijinja::value::Value;

use crate::explainer::agreement;
use crate::explainer::cards::is_inside;
use crate::explainer::sources::{CitedDocument, open_documents};
use crate::head::Head;
use crate::pages::{Made, Pages};
use crate::ports::Ports;
use crate::press::{Sheet, SiteError};
use crate::route::document_path;
use crate::seal::Demand;
use crate::theme::Fragment;
use crate::words::{Tongue, Words};

/// With more documents than these no echoes are looked for.
const ECHO_DOCUMENTS_MAX: usize = 200;

/// Prints a document; `None` if there is none of this id that readers may read.
///
/// # Errors
/// When the store does not answer or the page cannot be sealed.
pub async fn make(
    pages: &Pages,
    ports: &Ports,
    id: &DocumentId,
) -> Result<Option<Made>, SiteError> {
    let library = open_documents(ports.store.as_ref()).await?;
    let Some(cited) = library.documents.get(id) else {
        return Ok(None);
    };
    let config = &ports.config;
    let tongue = Tongue::of(&config.language);
    let document = &cited.document;
    let title = document
        .facts
        .title
        .clone()
        .unwrap_or_else(|| id.to_string());
    let shown = Shown {
        document,
        read: obligations(document),
        echoes: echoes(&library.documents, id),
        others: &library.documents,
        w: tongue.words(),
        tongue,
    };
    let drawn = html! {
        article.document.column lang=[document.facts.language.as_deref()] {
            p.kicker { a href="/documents/" { (shown.w.documents) } }
            h1 { (title) }
            (agreement::facts(&document.facts, tongue))
            (agreement::publication(&document.facts, tongue))
            (shown.comparisons(id))
            (shown.outline())
            (shown.text())
            p.tail { "SHA-256 " code { (document.sha256()) } " · " (shown.w.version) " " (cited.filed.version) }
        }
    };
    let sheet = Sheet {
        template: "page.html",
        head: Head {
            title,
            canonical: Some(document_path(id)),
            ..Head::default()
        },
        tongue,
        context: context! { body => Value::from(&Fragment::new(drawn)), current => "" },
        demand: Demand::Page,
    };
    let page = pages.press().print(config, &sheet)?;
    Ok(Some(Made { page, ends: None }))
}

/// An echo with the document it is of.
type Found<'a> = (Echo, &'a DocumentId, &'a Document);

fn echoes<'a>(all: &'a BTreeMap<DocumentId, CitedDocument>, id: &DocumentId) -> Vec<Found<'a>> {
    if all.len() > ECHO_DOCUMENTS_MAX {
        return Vec::new();
    }
    let documents: Vec<(&DocumentId, &Document)> =
        all.iter().map(|(id, one)| (id, &one.document)).collect();
    let Some(own) = documents.iter().position(|(known, _)| *known == id) else {
        return Vec::new();
    };
    let archive = Archive::new(documents.iter().map(|(_, one)| *one).collect());
    let named = |echo: Echo| {
        let (id, document) = documents[echo.from_document];
        (echo, id, document)
    };
    archive.echoes(own).into_iter().map(named).collect()
}

struct Shown<'a> {
    document: &'a Document,
    read: Obligations,
    echoes: Vec<Found<'a>>,
    others: &'a BTreeMap<DocumentId, CitedDocument>,
    w: &'static Words,
    tongue: Tongue,
}

impl Shown<'_> {
    fn comparisons(&self, id: &DocumentId) -> Markup {
        let others = self.others.iter().filter(|(other, _)| *other != id);
        let others: Vec<_> = others.collect();
        html! {
            @if !others.is_empty() {
                nav.contents aria-label=(self.w.compare_with) {
                    p { (self.w.compare_with) }
                    ul { @for (other, one) in others {
                        li { a href={ (document_path(other)) "/compare/" (id) } {
                            (one.document.facts.title.as_deref().unwrap_or(other.as_str()))
                        } }
                    } }
                }
            }
        }
    }

    fn name(&self, at: usize) -> String {
        let segment = &self.document.segments[at];
        let spans = [segment.label, segment.heading].into_iter().flatten();
        let words: Vec<&str> = spans.map(|span| self.document.words(span).trim()).collect();
        if words.is_empty() {
            segment.kind.name().to_owned()
        } else {
            words.join(" ")
        }
    }

    fn outline(&self) -> Markup {
        let listed: Vec<usize> = (0..self.document.segments.len())
            .filter(|&at| {
                matches!(
                    self.document.segments[at].kind,
                    SegmentKind::Preamble
                        | SegmentKind::Chapter
                        | SegmentKind::Article
                        | SegmentKind::Annex
                        | SegmentKind::Conclusions
                )
            })
            .collect();
        html! {
            @if listed.len() > 1 {
                nav.contents aria-label=(self.w.outline) {
                    p { (self.w.outline) }
                    ol { @for at in listed {
                        li { a href={ "#" (self.document.segments[at].id) } { (self.name(at)) } }
                    } }
                }
            }
        }
    }

    /// Every segment in the order of the text, each an element that holds all of its words, so that a source opens at
    /// them; what belongs to an article follows inside it.
    fn text(&self) -> Markup {
        let count = self.document.segments.len();
        let roots = (0..count).filter(|&at| self.document.segments[at].parent.is_none());
        html! {
            h2 { (self.w.text) }
            @for at in roots { (self.segment(at)) }
        }
    }

    fn segment(&self, at: usize) -> Markup {
        let segment = &self.document.segments[at];
        let children: Vec<usize> = self.document.children(at).collect();
        let span_of = |at: usize| self.document.segments[at].span;
        let end = children
            .first()
            .map_or(segment.span.end, |&child| span_of(child).start);
        let rest = children
            .last()
            .map_or(segment.span.end, |&child| span_of(child).end);
        let heads = matches!(
            segment.kind,
            SegmentKind::Chapter | SegmentKind::Section | SegmentKind::Article | SegmentKind::Annex
        );
        let head = [segment.heading, segment.label].into_iter().flatten();
        let head_end = head
            .map(|span| span.end)
            .max()
            .unwrap_or(segment.span.start);
        let from = if heads {
            head_end.min(end)
        } else {
            segment.span.start
        };
        let own = |from: usize, to: usize| self.document.words(Span::new(from, to)).trim();
        let (words, after) = (own(from, end), own(rest, segment.span.end));
        let point = (segment.kind == SegmentKind::Point).then_some("point");
        if !heads && children.is_empty() {
            return html! { p id=(segment.id) class=[point] { (words) } };
        }
        html! {
            div.part id=(segment.id) {
                @if heads { h3 { (self.name(at)) } }
                @if !words.is_empty() { p class=[point] { (words) } }
                @for child in children { (self.segment(child)) }
                @if !after.is_empty() { p { (after) } }
                @if segment.kind == SegmentKind::Article { (self.beside(at)) }
            }
        }
    }

    /// What an article binds to, and what it echoes.
    fn beside(&self, article: usize) -> Markup {
        let echoes = self
            .echoes
            .iter()
            .filter(|(echo, ..)| echo.article == article);
        html! {
            (agreement::duties(self.document, &self.read, |one| is_inside(self.document, one, article), self.tongue))
            @for (echo, id, other) in echoes { (self.echo(echo, id, other)) }
        }
    }

    fn echo(&self, echo: &Echo, id: &DocumentId, other: &Document) -> Markup {
        let segment = &other.segments[echo.from_article];
        let label = segment
            .label
            .map_or(segment.id.as_str(), |span| other.words(span).trim());
        let longest = echo.runs.iter().max_by_key(|run| run.words);
        html! {
            p.echo {
                (match echo.direction {
                    Direction::Earlier => self.w.has_words_of,
                    Direction::CommonWording => self.w.shares_words_with,
                })
                " " a href={ (document_path(id)) "#" (segment.id) } {
                    (other.facts.title.as_deref().unwrap_or(id.as_str())) ", " (label)
                }
                @if let Some(run) = longest {
                    ": " q { (self.document.words(run.here).split_whitespace().collect::<Vec<_>>().join(" ")) }
                }
                @if echo.boilerplate == Boilerplate::Yes { " " (self.w.usual_wording) }
            }
        }
    }
}
