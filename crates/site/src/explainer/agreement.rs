//! An agreement's facts, who has published it, and what its articles bind to, each value with the words that carry it.
//! That somebody has not published is shown only when it was entered as known; else nothing is known. Scores nothing.

use std::borrow::Cow;

use copydesk_documents::{
    Condition, Document, Facts, Obligation, Obligations, PublicationStatus, Term, Valued,
};
use copydesk_text::Span;
use jiff::civil::Date;
use maud::{Markup, html};

use super::duty_words;
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
    tongue: Tongue,
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
    let drawn = Drawn { document, tongue };
    html! {
        @if !obligations.is_empty() || !terms.is_empty() {
            div.duties role="group" aria-label=(tongue.words().what_it_binds_to) {
                @for one in obligations { (drawn.duty(one)) }
                @for one in terms {
                    dl { (drawn.pair("term", &drawn.term(one.term.value), one.term.span)) }
                }
            }
        }
    }
}

/// What is read of a document, in the words of a tongue.
struct Drawn<'a> {
    document: &'a Document,
    tongue: Tongue,
}

impl Drawn<'_> {
    fn name(&self, name: &str) -> Cow<'static, str> {
        duty_words::words(name, self.tongue)
    }

    fn term(&self, term: Term) -> String {
        match term {
            Term::Years(years) => self.name("years").replace("{}", &years.to_string()),
            other => self.name(other.name()).into_owned(),
        }
    }

    fn duty(&self, one: &Obligation) -> Markup {
        let name = self.name(one.duty.value.name());
        let duty = match one.excluded {
            Some(_) => format!("{}: {name}", self.name("excluded")),
            None => name.into_owned(),
        };
        html! {
            dl {
                (self.pair("obligation", &duty, one.duty.span))
                @if let Some(span) = one.bound { (self.pair("bound", "", span)) }
                (self.pairs("trigger", &one.triggers, |value| value.name()))
                (self.pair("force", &self.name(one.force.value.name()), one.force.span))
                (self.pairs("automaticity", &one.automaticity, |value| value.name()))
                (self.pairs("means", &one.means, |value| value.name()))
                @for one in &one.conditions { (self.pair("condition", &self.condition(one.value), one.span)) }
                (self.pairs("consultation", &one.consultation, |value| value.name()))
            }
        }
    }

    fn condition(&self, condition: Condition) -> String {
        match condition {
            Condition::UnCharter(Some(number)) => self
                .name("un_charter_article")
                .replace("{}", &number.to_string()),
            other => self.name(other.name()).into_owned(),
        }
    }

    fn pairs<T: Copy>(
        &self,
        name: &str,
        values: &[Valued<T>],
        name_of: impl Fn(T) -> &'static str,
    ) -> Markup {
        html! {
            @for one in values { (self.pair(name, &self.name(name_of(one.value)), one.span)) }
        }
    }

    /// A name with its value and the words of the document that carry it.
    fn pair(&self, name: &str, value: &str, span: Span) -> Markup {
        let words = self
            .document
            .words(span)
            .split_whitespace()
            .collect::<Vec<_>>();
        let language = self.document.facts.language.as_deref();
        html! {
            dt { (self.name(name)) }
            dd { @if !value.is_empty() { (value) " " } q lang=[language] { (words.join(" ")) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACT: &str = "Article 1\nIf one Party is attacked, the other Party shall immediately provide military \
        assistance with all means, in accordance with Article 51 of the Charter of the United Nations.\nArticle 2\n\
        This Treaty shall remain in force for twenty years.\n";

    fn drawn(tongue: Tongue) -> String {
        let hint = copydesk_documents::ReadHint::default();
        let mut read = copydesk_documents::read(PACT.as_bytes(), &hint).expect("a document");
        let document = read.swap_remove(0);
        let found = copydesk_documents::obligations(&document);
        assert!(!found.obligations.is_empty() && !found.terms.is_empty());
        duties(&document, &found, |_| true, tongue).into_string()
    }

    #[test]
    fn a_hindi_page_names_what_an_article_binds_to_in_hindi() {
        let page = drawn(Tongue::Hindi);
        assert!(page.contains("<dt>दायित्व</dt><dd>रक्षा "), "{page}");
        assert!(page.contains("संयुक्त राष्ट्र चार्टर, अनुच्छेद 51"), "{page}");
        let latin = page.split('<').filter_map(|part| part.split_once('>'));
        let outside = latin.filter(|(tag, _)| !tag.starts_with('q'));
        let words: String = outside.map(|(_, words)| words).collect();
        assert!(
            !words.contains(|c: char| c.is_ascii_alphabetic()),
            "{words}"
        );
        let english = drawn(Tongue::English);
        assert!(
            english.contains("<dt>obligation</dt><dd>defence "),
            "{english}"
        );
        assert!(english.contains("UN Charter, Article 51"), "{english}");
    }
}
