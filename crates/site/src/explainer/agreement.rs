//! An agreement's facts, who has published it, and what its articles bind to, each value with the words that carry it.
//! That somebody has not published is shown only when it was entered as known; else nothing is known. Scores nothing.

use copydesk_documents::{
    Condition, Document, Facts, Obligation, Obligations, PublicationStatus, Term, Valued,
};
use copydesk_text::Span;
use jiff::civil::Date;
use maud::{Markup, html};

use crate::moment::long_date;
use crate::words::{Tongue, Words};

/// Facts as a list; what is not known is left out.
pub(crate) fn facts(facts: &Facts, tongue: Tongue) -> Markup {
    let w = tongue.words();
    let day = |text: &Option<String>| text.as_deref().map(|text| shown_day(text, tongue));
    let joined = |all: &[String]| (!all.is_empty()).then(|| all.join(", "));
    let rows: [(&str, Option<String>); 9] = [
        (w.parties, joined(&facts.parties)),
        (w.signed, day(&facts.signed)),
        (w.in_force, day(&facts.in_force)),
        (w.ended, day(&facts.ended)),
        (w.replaces, joined(&facts.supersedes)),
        (w.language, facts.language.clone()),
        (w.translator, facts.translator.clone()),
        (w.publisher, facts.publisher.clone()),
        (w.published, day(&facts.published_at)),
    ];
    html! {
        dl.facts {
            @for (name, value) in rows {
                @if let Some(value) = value { dt { (name) } dd { (value) } }
            }
            @if let Some(completeness) = facts.completeness { dt { (w.completeness) } dd { (completeness.name()) } }
        }
    }
}

/// Who has published its text.
pub(crate) fn publication(facts: &Facts, tongue: Tongue) -> Markup {
    let w = tongue.words();
    html! {
        @if !facts.publication.is_empty() {
            table.publication {
                caption { (w.who_published) }
                thead { tr { th scope="col" { (w.party) } th scope="col" { (w.its_text) } th scope="col" { (w.as_of) } } }
                tbody {
                    @for one in &facts.publication {
                        tr {
                            th scope="row" { (one.party) }
                            td data-status=(one.status.name()) { (status(one.status, w)) }
                            td { (one.as_of.as_deref().map(|day| shown_day(day, tongue)).unwrap_or_default()) }
                        }
                    }
                }
            }
        }
    }
}

fn status(status: PublicationStatus, w: &Words) -> &'static str {
    match status {
        PublicationStatus::Published => w.is_published,
        PublicationStatus::Announced => w.is_announced,
        PublicationStatus::NotPublished => w.is_not_published,
        PublicationStatus::Unknown => w.is_unknown,
    }
}

/// A day as stated: what is no day stays as it is.
pub(crate) fn shown_day(text: &str, tongue: Tongue) -> String {
    text.parse::<Date>()
        .map_or_else(|_| text.to_owned(), |day| long_date(day, tongue))
}

/// The obligations that stand in these segments, and what they say of the term.
pub(crate) fn duties(
    document: &Document,
    read: &Obligations,
    inside: impl Fn(usize) -> bool,
    w: &Words,
) -> Markup {
    let obligations: Vec<&Obligation> = read
        .obligations
        .iter()
        .filter(|one| inside(one.segment))
        .collect();
    let terms: Vec<_> = read
        .terms
        .iter()
        .filter(|one| inside(one.segment))
        .collect();
    html! {
        @if !obligations.is_empty() || !terms.is_empty() {
            div.duties role="group" aria-label=(w.what_it_binds_to) {
                @for one in obligations { (duty(document, one)) }
                @for one in terms {
                    dl { (pair(document, "term", &term_name(one.term.value), one.term.span)) }
                }
            }
        }
    }
}

fn term_name(term: Term) -> String {
    match term {
        Term::Years(years) => format!("{years} years"),
        other => other.name().replace('_', " "),
    }
}

fn duty(document: &Document, one: &Obligation) -> Markup {
    let excluded = if one.excluded.is_some() {
        "excluded: "
    } else {
        ""
    };
    let duty = format!("{excluded}{}", readable(one.duty.value.name()));
    html! {
        dl {
            (pair(document, "obligation", &duty, one.duty.span))
            @if let Some(span) = one.bound { (pair(document, "bound", "", span)) }
            (pairs(document, "trigger", &one.triggers, |value| value.name()))
            (pair(document, "force", one.force.value.name(), one.force.span))
            (pairs(document, "automaticity", &one.automaticity, |value| value.name()))
            (pairs(document, "means", &one.means, |value| value.name()))
            @for one in &one.conditions { (pair(document, "condition", &condition(one.value), one.span)) }
            (pairs(document, "consultation", &one.consultation, |value| value.name()))
        }
    }
}

fn condition(condition: Condition) -> String {
    match condition {
        Condition::UnCharter(Some(number)) => format!("UN Charter, Article {number}"),
        Condition::UnCharter(None) => String::from("UN Charter"),
        other => readable(other.name()),
    }
}

fn readable(name: &str) -> String {
    name.replace('_', " ")
}

fn pairs<T: Copy>(
    document: &Document,
    name: &str,
    values: &[Valued<T>],
    name_of: impl Fn(T) -> &'static str,
) -> Markup {
    html! {
        @for one in values { (pair(document, name, &readable(name_of(one.value)), one.span)) }
    }
}

fn pair(document: &Document, name: &str, value: &str, span: Span) -> Markup {
    let words = document.words(span).split_whitespace().collect::<Vec<_>>();
    html! {
        dt { (name) }
        dd { @if !value.is_empty() { (value) " " } q { (words.join(" ")) } }
    }
}
