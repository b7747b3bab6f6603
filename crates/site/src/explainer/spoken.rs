//! Who said what: rows of a table from statements as their stories print them. How something was said stands there in
//! words, never in colour alone; whether it is true is nobody's business here.

use copydesk_desk::decide::LineStanding;
use copydesk_desk::{Cite, Line, Target};
use copydesk_statements::{Modality, Source, Statement, words};
use maud::{Markup, html};

use crate::explainer::passage::Drawing;
use crate::explainer::sources::CitedStory;

/// The statement that a cite names, with its story.
pub(crate) fn statement_of<'a>(
    drawing: &Drawing<'a>,
    cite: &Cite,
) -> Option<(&'a CitedStory, &'a Statement)> {
    let Target::Statement { story, statement } = &cite.target else {
        return None;
    };
    let cited = drawing.library.stories.get(story)?;
    let found = cited.statements.iter().find(|one| one.id == *statement)?;
    Some((cited, found))
}

/// Who speaks: the name that the words stand for, and the links of a chain.
pub(crate) fn speaker(cited: &CitedStory, statement: &Statement) -> String {
    let name = |source: &Source| {
        let written = words(&cited.text, &source.spans);
        source.resolved.name.clone().unwrap_or(written)
    };
    let mut speaker = name(&statement.source);
    if statement.via.is_empty() {
        return speaker;
    }
    for link in statement.via.iter().rev() {
        speaker.push_str(", via ");
        speaker.push_str(&name(link));
    }
    speaker
}

/// How it was said, in words.
pub(crate) fn how(cited: &CitedStory, statement: &Statement) -> String {
    let how = match statement.modality {
        Modality::Said => "said",
        Modality::Claimed => "claimed",
        Modality::Alleged => "alleged",
        Modality::Denied => "denied",
        Modality::Promised => "promised",
        Modality::AccordingToDocument => "according to a document",
        Modality::ExpertReading => "an expert\u{2019}s reading",
    };
    let not = if statement.cue.negated { "not " } else { "" };
    let cue = words(&cited.text, &statement.cue.spans);
    if cue.is_empty() || cue == how {
        format!("{not}{how}")
    } else {
        format!("{not}{how} (\u{201c}{cue}\u{201d})")
    }
}

/// The words, those inside quotation marks set off.
pub(crate) fn content(cited: &CitedStory, statement: &Statement) -> Markup {
    let text = &cited.text;
    let mut parts: Vec<(bool, &str)> = Vec::new();
    for span in &statement.content.spans {
        let mut at = span.start;
        let quoted = statement.content.quoted.iter();
        for quote in quoted.filter(|one| span.start <= one.start && one.end <= span.end) {
            parts.push((false, text.get(at..quote.start).unwrap_or("")));
            parts.push((true, text.get(quote.start..quote.end).unwrap_or("")));
            at = quote.end;
        }
        parts.push((false, text.get(at..span.end).unwrap_or("")));
        parts.push((false, " "));
    }
    html! {
        @for (quoted, words) in parts {
            @if quoted { b.quoted { (words) } } @else { (words) }
        }
    }
}

/// The table of a statements card; `None` if no row may be shown.
pub(crate) fn table(drawing: &mut Drawing<'_>, lines: &[Line]) -> Option<Markup> {
    let rows: Vec<Markup> = lines.iter().filter_map(|line| row(drawing, line)).collect();
    let w = drawing.words;
    (!rows.is_empty()).then(|| {
        html! {
            section aria-labelledby="who-said-what" {
                h2 #who-said-what { (w.who_said_what) }
                table.said-by {
                    thead { tr {
                        th scope="col" { (w.speaker) } th scope="col" { (w.how_said) } th scope="col" { (w.the_words) }
                        th scope="col" { (w.where_said) }
                    } }
                    tbody { @for row in rows { (row) } }
                }
            }
        }
    })
}

fn row(drawing: &mut Drawing<'_>, line: &Line) -> Option<Markup> {
    match drawing.standing(line) {
        LineStanding::Hidden => None,
        LineStanding::Stale { changes, .. } => Some(html! {
            tr { td colspan="4" { (drawing.changed(&changes)) } }
        }),
        LineStanding::Fresh(cites) => {
            let (cited, statement) = statement_of(drawing, cites.first()?)?;
            let links = drawing.references(&cites);
            let (title, place) = drawing.source(&cites[0]);
            Some(html! {
                tr {
                    th scope="row" { (speaker(cited, statement)) }
                    td { (how(cited, statement)) }
                    td lang=(cited.edition.language) { (content(cited, statement)) }
                    td { span.from { (title) } " " (place) (links) }
                }
            })
        }
    }
}
