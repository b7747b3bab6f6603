//! Who said what: rows of a table from statements as their stories print them and as editors let them stand. How
//! something was said stands there in words, never in colour alone; whether it is true is nobody's business here.

use copydesk_desk::decide::LineStanding;
use copydesk_desk::{Cite, Decided, Line, Target};
use copydesk_statements::words;
use maud::{Markup, html};

use crate::explainer::passage::Drawing;
use crate::explainer::sources::CitedStory;
use crate::people::line::{self, via, words_markup};
use crate::words::Words;

/// The statement that a cite names, with its story; only one that readers may see.
pub(crate) fn statement_of<'a>(
    drawing: &Drawing<'a>,
    cite: &Cite,
) -> Option<(&'a CitedStory, &'a Decided)> {
    let Target::Statement { story, statement } = &cite.target else {
        return None;
    };
    let cited = drawing.library.stories.get(story)?;
    Some((cited, cited.statement(statement)?))
}

/// Who speaks, and through whom it came.
pub(crate) fn speaker(cited: &CitedStory, decided: &Decided, w: &Words) -> String {
    let flat = &cited.spoken.flat;
    let name = line::speaker(decided, flat).unwrap_or_else(|| w.speaker_unnamed.to_owned());
    match via(decided, flat) {
        Some(via) => format!("{name}, {} {via}", w.said_via),
        None => name,
    }
}

/// How it was said, in words; the story's own word beside it where that differs.
pub(crate) fn how(cited: &CitedStory, decided: &Decided, w: &Words) -> String {
    let how = line::how(decided, w);
    let cue = words(&cited.spoken.flat, &decided.spans.cue);
    if cue.is_empty() || cue == how {
        how.to_owned()
    } else {
        format!("{how} (\u{201c}{cue}\u{201d})")
    }
}

/// The words, those inside quotation marks set off.
pub(crate) fn content(cited: &CitedStory, decided: &Decided) -> Markup {
    words_markup(&cited.spoken, &decided.spans.content)
}

/// The table of a statements card; `None` if no row may be shown.
pub(crate) fn table(drawing: &mut Drawing<'_>, lines: &[Line], anchor: &str) -> Option<Markup> {
    let rows: Vec<Markup> = lines.iter().filter_map(|line| row(drawing, line)).collect();
    let w = drawing.words;
    (!rows.is_empty()).then(|| {
        html! {
            section aria-labelledby=(anchor) {
                h2 #(anchor) { (w.who_said_what) }
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

/// A row; one whose statement an editor rejected since has no words of its own and is not drawn.
fn row(drawing: &mut Drawing<'_>, line: &Line) -> Option<Markup> {
    let w = drawing.words;
    match drawing.standing(line) {
        LineStanding::Hidden => None,
        LineStanding::Stale { changes, .. } if changes.is_empty() => None,
        LineStanding::Stale { changes, .. } => Some(html! {
            tr { td colspan="4" { (drawing.changed(&changes)) } }
        }),
        LineStanding::Fresh(cites) => {
            let (cited, decided) = statement_of(drawing, cites.first()?)?;
            let links = drawing.references(&cites);
            let (title, place) = drawing.source(&cites[0]);
            Some(html! {
                tr {
                    th scope="row" { (speaker(cited, decided, w)) }
                    td { (how(cited, decided, w)) }
                    td lang=(cited.spoken.edition.language) { (content(cited, decided)) }
                    td { span.from { (title) } " " (place) (links) }
                }
            })
        }
    }
}
