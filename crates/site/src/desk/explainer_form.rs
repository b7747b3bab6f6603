//! The form of an explainer: title, questions with their lines, and the cards. Reads it back into a body; a cite is
//! ticked by a short key, and the program makes the cite itself from the sources as they stand. Works without a script.

use copydesk_desk::{Cite, DocumentId, ExplainerBody, Line, Question, SourceKey, StoryId};
use maud::{Markup, html};

use crate::desk::explainer_cards;
use crate::desk::explainer_proposals::{Offer, Proposals, key_of};
use crate::desk::fields::Fields;
use crate::explainer::sources::Library;

/// Empty lines offered beneath a question, and empty questions beneath the last.
pub(crate) const SPARE: usize = 2;
/// Questions, lines of a question, cards and rows of a card that a form takes.
pub(crate) const FIELDS_MAX: usize = 60;

/// What a form sent.
pub(crate) fn sent(fields: &Fields, proposals: &Proposals) -> ExplainerBody {
    let mut questions = Vec::new();
    for q in 0..FIELDS_MAX {
        let lines = lines_of(fields, proposals, &format!("q{q}"));
        let words = text(fields, &format!("q{q}"));
        if !words.is_empty() || !lines.is_empty() {
            questions.push(Question { text: words, lines });
        }
    }
    ExplainerBody {
        title: text(fields, "title"),
        standfirst: text(fields, "standfirst"),
        questions,
        cards: explainer_cards::sent(fields, proposals),
    }
}

/// What was typed into a field.
pub(crate) fn text(fields: &Fields, name: &str) -> String {
    fields.get(name).unwrap_or_default().trim().to_owned()
}

/// The line of a field and its cites.
pub(crate) fn line_of(fields: &Fields, proposals: &Proposals, name: &str) -> Line {
    Line {
        text: text(fields, name),
        cites: proposals.cites(fields, &format!("{name}_cite")),
    }
}

/// Lines `{name}_l0`, `{name}_l1` …; those left empty are left out.
pub(crate) fn lines_of(fields: &Fields, proposals: &Proposals, name: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    for at in 0..FIELDS_MAX {
        let line = line_of(fields, proposals, &format!("{name}_l{at}"));
        if line != Line::default() {
            lines.push(line);
        }
    }
    lines
}

/// The sources that a form or an address names: `story:ID`, `document:ID`.
pub(crate) fn sources(fields: &Fields) -> Vec<SourceKey> {
    let key = |text: &str| match text.split_once(':')? {
        ("story", id) => Some(SourceKey::Story(StoryId::new(id))),
        ("document", id) => Some(SourceKey::Document(DocumentId::new(id))),
        _ => None,
    };
    fields.all("source").filter_map(key).collect()
}

/// How an address or a form names a source.
pub(crate) fn source_value(key: &SourceKey) -> String {
    match key {
        SourceKey::Story(id) => format!("story:{id}"),
        SourceKey::Document(id) => format!("document:{id}"),
    }
}

/// The fields of the form.
pub(crate) fn draw(body: &ExplainerBody, slug: &str, fixed: bool, library: &Library) -> Markup {
    let proposals = Proposals::of(library, body);
    let count = (body.questions.len() + SPARE).min(FIELDS_MAX);
    html! {
        p { label { "Title " input name="title" value=(body.title) required size="60"; } }
        p { label { "Address /explainers/" input name="slug" value=(slug) pattern="[a-z0-9-]+" readonly[fixed] required; } }
        p { label { "Standfirst " textarea name="standfirst" rows="2" cols="60" { (body.standfirst) } } }
        h2 { "Questions" }
        p.hint { "Every line names what says so. A line without a source is kept in a draft and refused at publication." }
        @for q in 0..count {
            @let question = body.questions.get(q);
            @let lines = question.map(|one| one.lines.as_slice()).unwrap_or_default();
            fieldset.part {
                legend { "Question " (q + 1) }
                p { label { "Question " input name={ "q" (q) } size="60"
                    value=(question.map(|one| one.text.as_str()).unwrap_or_default()); } }
                (line_rows(&format!("q{q}"), "Line", lines, Offer::Lines, &proposals))
            }
        }
        (explainer_cards::draw(body, library, &proposals))
    }
}

/// Lines with their cites, and empty ones beneath.
pub(crate) fn line_rows(
    name: &str,
    label: &str,
    lines: &[Line],
    offer: Offer,
    proposals: &Proposals,
) -> Markup {
    let count = (lines.len() + SPARE).min(FIELDS_MAX);
    html! {
        @for l in 0..count {
            (line_fields(&format!("{name}_l{l}"), &format!("{label} {}", l + 1), lines.get(l), offer, proposals))
        }
    }
}

/// A line and what it cites.
pub(crate) fn line_fields(
    name: &str,
    label: &str,
    line: Option<&Line>,
    offer: Offer,
    proposals: &Proposals,
) -> Markup {
    html! {
        div.cited-line {
            label { (label) " " textarea name=(name) rows="2" cols="60" {
                (line.map(|one| one.text.as_str()).unwrap_or_default())
            } }
            (select(&format!("{name}_cite"), line.map(|one| one.cites.as_slice()).unwrap_or_default(), offer, proposals))
        }
    }
}

/// What may be cited.
pub(crate) fn select(name: &str, chosen: &[Cite], offer: Offer, proposals: &Proposals) -> Markup {
    let chosen: Vec<String> = chosen.iter().map(key_of).collect();
    html! {
        label { "Cites " select name=(name) multiple size="4" {
            @for (label, items) in proposals.offered(offer, &chosen) {
                optgroup label=(label) {
                    @for one in items {
                        option value=(one.key) selected[chosen.contains(&one.key)] { (one.words) }
                    }
                }
            }
        } }
    }
}
