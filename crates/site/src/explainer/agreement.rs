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

/// One thing that an article binds to: which field, its value, the words that carry it.
pub(crate) struct Carried {
    pub(crate) field: &'static str,
    pub(crate) value: String,
    pub(crate) words: String,
}

/// The obligations that stand in these segments and what they say of the term, each as its fields.
pub(crate) fn carried(
    document: &Document,
    read: &Obligations,
    inside: impl Fn(usize) -> bool,
) -> Vec<Vec<Carried>> {
    let obligations = read.obligations.iter().filter(|one| inside(one.segment));
    let duties = obligations.map(|one| duty(document, one));
    let terms = read.terms.iter().filter(|one| inside(one.segment));
    let terms = terms.map(|one| {
        vec![pair(
            document,
            "term",
            term_name(one.term.value),
            one.term.span,
        )]
    });
    duties.chain(terms).collect()
}

/// The same as lists.
pub(crate) fn duties(
    document: &Document,
    read: &Obligations,
    inside: impl Fn(usize) -> bool,
    w: &Words,
) -> Markup {
    let all = carried(document, read, inside);
    html! {
        @if !all.is_empty() {
            div.duties role="group" aria-label=(w.what_it_binds_to) {
                @for one in &all {
                    dl { @for one in one {
                        dt { (one.field) }
                        dd { @if !one.value.is_empty() { (one.value) " " } q { (one.words) } }
                    } }
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

fn duty(document: &Document, one: &Obligation) -> Vec<Carried> {
    let excluded = if one.excluded.is_some() {
        "excluded: "
    } else {
        ""
    };
    let duty = format!("{excluded}{}", readable(one.duty.value.name()));
    let mut all = vec![pair(document, "obligation", duty, one.duty.span)];
    all.extend(
        one.bound
            .map(|span| pair(document, "bound", String::new(), span)),
    );
    all.extend(pairs(document, "trigger", &one.triggers, |value| {
        value.name()
    }));
    let force = readable(one.force.value.name());
    all.push(pair(document, "force", force, one.force.span));
    all.extend(pairs(
        document,
        "automaticity",
        &one.automaticity,
        |value| value.name(),
    ));
    all.extend(pairs(document, "means", &one.means, |value| value.name()));
    let conditions = one.conditions.iter();
    all.extend(conditions.map(|one| pair(document, "condition", condition(one.value), one.span)));
    all.extend(pairs(
        document,
        "consultation",
        &one.consultation,
        |value| value.name(),
    ));
    all
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
    name: &'static str,
    values: &[Valued<T>],
    name_of: impl Fn(T) -> &'static str,
) -> Vec<Carried> {
    let one = |one: &Valued<T>| pair(document, name, readable(name_of(one.value)), one.span);
    values.iter().map(one).collect()
}

fn pair(document: &Document, field: &'static str, value: String, span: Span) -> Carried {
    let words: Vec<&str> = document.words(span).split_whitespace().collect();
    Carried {
        field,
        value,
        words: words.join(" "),
    }
}
