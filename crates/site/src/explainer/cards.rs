//! The cards of an explainer, each from its sources as they stand. A card of which nothing may be shown is not drawn.

use copydesk_desk::decide::LineStanding;
use copydesk_desk::{Card, Cite, DocumentId, Line, OpenQuestion, Target};
use copydesk_documents::obligations;
use copydesk_statements::figures::{Figure, FigureKind, FigureSettings, find_figures};
use maud::{Markup, html};

use crate::explainer::agreement;
use crate::explainer::passage::{Drawing, side_by_side};
use crate::explainer::{spoken, timeline};
use crate::route::document_path;

/// The cards of a body, in order, each under an anchor of its own: the second of a kind has a number behind it.
pub(crate) fn draw_all(drawing: &mut Drawing<'_>, cards: &[Card]) -> Vec<Markup> {
    let mut names: Vec<&str> = Vec::new();
    let mut drawn = Vec::new();
    for card in cards {
        let name = name_of(card);
        names.push(name);
        let anchor = match names.iter().filter(|known| **known == name).count() {
            1 => name.to_owned(),
            nth => format!("{name}-{nth}"),
        };
        drawn.extend(draw(drawing, card, &anchor));
    }
    drawn
}

const fn name_of(card: &Card) -> &'static str {
    match card {
        Card::Agreement { .. } => "agreement",
        Card::Statements(_) => "who-said-what",
        Card::Comparison { .. } => "compare",
        Card::Readings { .. } => "readings",
        Card::Timeline(_) => "timeline",
        Card::Figures(_) => "figures",
        Card::OpenQuestions(_) => "open-questions",
    }
}

/// A card; `None`: nothing of it may be shown.
fn draw(drawing: &mut Drawing<'_>, card: &Card, anchor: &str) -> Option<Markup> {
    match card {
        Card::Agreement { document, articles } => {
            agreement_card(drawing, document, articles, anchor)
        }
        Card::Statements(lines) => spoken::table(drawing, lines, anchor),
        Card::Comparison { title, left, right } => {
            comparison(drawing, title, (left, right), anchor)
        }
        Card::Readings { about, readings } => competing(drawing, about, readings, anchor),
        Card::Timeline(events) => timeline::timeline(drawing, events, anchor),
        Card::Figures(lines) => figures(drawing, lines, anchor),
        Card::OpenQuestions(questions) => open_questions(drawing, questions, anchor),
    }
}

fn agreement_card(
    drawing: &Drawing<'_>,
    id: &DocumentId,
    articles: &[String],
    anchor: &str,
) -> Option<Markup> {
    let cited = drawing.library.documents.get(id)?;
    let document = &cited.document;
    let (path, w) = (document_path(id), drawing.words);
    let read = obligations(document);
    let keys: Vec<usize> = articles
        .iter()
        .filter_map(|id| document.segments.iter().position(|one| one.id == *id))
        .collect();
    Some(html! {
        section.agreement aria-labelledby=(anchor) {
            h2 #(anchor) { (w.the_agreement) }
            p { a href=(path) { (document.facts.title.as_deref().unwrap_or(id.as_str())) } }
            (agreement::facts(&document.facts, drawing.tongue))
            (agreement::publication(&document.facts, drawing.tongue))
            @for at in keys {
                @let segment = &document.segments[at];
                @let name = [segment.label, segment.heading].into_iter().flatten()
                    .map(|span| document.words(span).trim()).collect::<Vec<_>>().join(" ");
                h3 { a href={ (path) "#" (segment.id) } { (name) } }
                (agreement::duties(document, &read, |one| is_inside(document, one, at), drawing.tongue))
            }
        }
    })
}

/// Whether a segment is another or part of it.
pub(crate) fn is_inside(
    document: &copydesk_documents::Document,
    one: usize,
    holder: usize,
) -> bool {
    let up = |&at: &usize| document.segments.get(at).and_then(|segment| segment.parent);
    std::iter::successors(Some(one), up).any(|at| at == holder)
}

fn comparison(
    drawing: &mut Drawing<'_>,
    title: &str,
    (left, right): (&Line, &Line),
    anchor: &str,
) -> Option<Markup> {
    let (LineStanding::Fresh(old), LineStanding::Fresh(new)) =
        (drawing.standing(left), drawing.standing(right))
    else {
        return changed_pair(drawing, title, left, right);
    };
    let (a, b) = side_by_side(drawing.cited(old.first()?), drawing.cited(new.first()?));
    let heads = [
        side_head(drawing, left, &old),
        side_head(drawing, right, &new),
    ];
    let whole = match (&old[0].target, &new[0].target) {
        (
            Target::DocumentSegment { document: one, .. },
            Target::DocumentSegment {
                document: other, ..
            },
        ) if one != other => Some(format!("{}/compare/{}", document_path(one), other)),
        _ => None,
    };
    Some(html! {
        section aria-labelledby=(anchor) {
            h2 #(anchor) { (title) }
            table.versus {
                thead { tr { @for head in &heads { th scope="col" { (head) } } } }
                tbody { tr { td { (a) } td { (b) } } }
            }
            @if let Some(path) = whole { p.more { a href=(path) { (drawing.words.whole_comparison) } } }
        }
    })
}

/// A comparison of which a side changed or closed: what may still be said.
fn changed_pair(
    drawing: &mut Drawing<'_>,
    title: &str,
    left: &Line,
    right: &Line,
) -> Option<Markup> {
    let (left, right) = (drawing.line(left)?, drawing.line(right)?);
    Some(html! { section { h2 { (title) } p { (left) } p { (right) } } })
}

/// Which document a column is of: title, article, publisher and language, and a link.
fn side_head(drawing: &mut Drawing<'_>, line: &Line, cites: &[Cite]) -> Markup {
    let links = drawing.references(cites);
    let (title, place) = cites
        .first()
        .map(|cite| drawing.source(cite))
        .unwrap_or_default();
    let facts = match cites.first().map(|cite| &cite.target) {
        Some(Target::DocumentSegment { document, .. }) => drawing
            .library
            .documents
            .get(document)
            .map(|one| &one.document.facts),
        _ => None,
    };
    html! {
        @if !line.text.is_empty() { (line.text) ": " }
        (title) ", " (place) (links)
        @if let Some(facts) = facts {
            small {
                (facts.publisher.as_deref().unwrap_or(drawing.words.publisher_unknown))
                @if let Some(language) = &facts.language { " · " (language) }
            }
        }
    }
}

fn competing(
    drawing: &mut Drawing<'_>,
    about: &Line,
    readings: &[Line],
    anchor: &str,
) -> Option<Markup> {
    let LineStanding::Fresh(cites) = drawing.standing(about) else {
        return None;
    };
    let mut shown = Vec::new();
    for line in readings {
        let Some(drawn) = drawing.line(line) else {
            continue;
        };
        let cited = match drawing.standing(line) {
            LineStanding::Fresh(cites) => cites,
            _ => Vec::new(),
        };
        let said = cited
            .first()
            .and_then(|cite| spoken::statement_of(drawing, cite));
        shown.push((drawn, said));
    }
    if shown.is_empty() {
        return None;
    }
    let words = drawing.cited(cites.first()?);
    let links = drawing.references(&cites);
    let w = drawing.words;
    Some(html! {
        section aria-labelledby=(anchor) {
            h2 #(anchor) { (drawing.words.competing) }
            p { (about.text) (links) }
            blockquote { (words) }
            div.readings {
                @for (drawn, said) in shown {
                    div {
                        p { (drawn) }
                        @if let Some((cited, decided)) = said {
                            p.who { b { (spoken::speaker(cited, decided, w)) } ", " (spoken::how(cited, decided, w)) }
                            p lang=(cited.spoken.edition.language) { (spoken::content(cited, decided)) }
                        }
                    }
                }
            }
        }
    })
}

fn figures(drawing: &mut Drawing<'_>, lines: &[Line], anchor: &str) -> Option<Markup> {
    let mut rows = Vec::new();
    for line in lines {
        let written = match drawing.standing(line) {
            LineStanding::Fresh(cites) => cites
                .first()
                .map_or("", |cite| drawing.cited(cite))
                .to_owned(),
            LineStanding::Stale { changes, .. } => {
                rows.push(html! { tr { th scope="row" { (line.text) } td colspan="2" { (drawing.changed(&changes)) } } });
                continue;
            }
            LineStanding::Hidden => continue,
        };
        let Some(drawn) = drawing.line(line) else {
            continue;
        };
        let values: Vec<String> = find_figures(&written, FigureSettings::default())
            .iter()
            .filter_map(value_of)
            .collect();
        let value = if values.is_empty() {
            drawing.words.no_value.to_owned()
        } else {
            values.join(", ")
        };
        rows.push(html! { tr { th scope="row" { (drawn) } td { "\u{201c}" (written) "\u{201d}" } td { (value) } } });
    }
    let w = drawing.words;
    (!rows.is_empty()).then(|| {
        html! {
            section aria-labelledby=(anchor) {
                h2 #(anchor) { (w.figures) }
                table {
                    thead { tr { th scope="col" { (w.what_counted) } th scope="col" { (w.as_written) }
                        th scope="col" { (w.value) } } }
                    tbody { @for row in rows { (row) } }
                }
            }
        }
    })
}

/// A figure as a value: ends of a range, unit or sign of what it counts; `None` where it has no value.
fn value_of(figure: &Figure) -> Option<String> {
    let low = figure.low?;
    let number = match figure.high.filter(|high| *high != low) {
        Some(high) => format!("{low}\u{2013}{high}"),
        None => low.to_string(),
    };
    Some(match (figure.kind, figure.unit) {
        (_, Some(unit)) => format!("{number} {}", unit.code.replace('_', " ")),
        (FigureKind::Percent, None) => format!("{number} %"),
        (FigureKind::Factor, None) => format!("\u{d7} {number}"),
        (FigureKind::PercentPoints, None) => format!("{number} pp"),
        (_, None) => number,
    })
}

fn open_questions(
    drawing: &mut Drawing<'_>,
    questions: &[OpenQuestion],
    anchor: &str,
) -> Option<Markup> {
    let lines: Vec<Markup> = questions
        .iter()
        .filter_map(|one| drawing.line(&one.line))
        .collect();
    (!lines.is_empty()).then(|| {
        html! {
            section aria-labelledby=(anchor) {
                h2 #(anchor) { (drawing.words.open_questions) }
                ul.open { @for line in lines { li { (line) } } }
            }
        }
    })
}
