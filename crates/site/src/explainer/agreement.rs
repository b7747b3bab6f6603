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

/// One thing that an article binds to: which field, its value, the words that carry it.
pub(crate) struct Carried {
    /// Name of the field as the reading gives it.
    pub(crate) field: &'static str,
    /// Its value in the words of a tongue; empty where the words alone say it.
    pub(crate) value: String,
    /// The document's own.
    pub(crate) words: String,
}

/// The obligations that stand in these segments and what they say of the term, each as its fields.
pub(crate) fn carried(
    document: &Document,
    read: &Obligations,
    inside: impl Fn(usize) -> bool,
    tongue: Tongue,
) -> Vec<Vec<Carried>> {
    let reading = Reading { document, tongue };
    let obligations = read.obligations.iter().filter(|one| inside(one.segment));
    let duties = obligations.map(|one| reading.duty(one));
    let terms = read.terms.iter().filter(|one| inside(one.segment));
    let terms =
        terms.map(|one| vec![reading.pair("term", reading.term(one.term.value), one.term.span)]);
    duties.chain(terms).collect()
}

/// The same as lists.
pub(crate) fn duties(
    document: &Document,
    read: &Obligations,
    inside: impl Fn(usize) -> bool,
    tongue: Tongue,
) -> Markup {
    let all = carried(document, read, inside, tongue);
    let language = document.facts.language.as_deref();
    html! {
        @if !all.is_empty() {
            div.duties role="group" aria-label=(tongue.words().what_it_binds_to) {
                @for one in &all {
                    dl { @for one in one {
                        dt { (duty_words::words(one.field, tongue)) }
                        dd { @if !one.value.is_empty() { (one.value) " " } q lang=[language] { (one.words) } }
                    } }
                }
            }
        }
    }
}

/// What is read of a document, in the words of a tongue.
struct Reading<'a> {
    document: &'a Document,
    tongue: Tongue,
}

impl Reading<'_> {
    fn name(&self, name: &str) -> Cow<'static, str> {
        duty_words::words(name, self.tongue)
    }

    fn term(&self, term: Term) -> String {
        match term {
            Term::Years(years) => self.name("years").replace("{}", &years.to_string()),
            other => self.name(other.name()).into_owned(),
        }
    }

    fn duty(&self, one: &Obligation) -> Vec<Carried> {
        let name = self.name(one.duty.value.name());
        let duty = match one.excluded {
            Some(_) => format!("{}: {name}", self.name("excluded")),
            None => name.into_owned(),
        };
        let mut all = vec![self.pair("obligation", duty, one.duty.span)];
        all.extend(
            one.bound
                .map(|span| self.pair("bound", String::new(), span)),
        );
        all.extend(self.pairs("trigger", &one.triggers, |value| value.name()));
        let force = self.name(one.force.value.name()).into_owned();
        all.push(self.pair("force", force, one.force.span));
        all.extend(self.pairs("automaticity", &one.automaticity, |value| value.name()));
        all.extend(self.pairs("means", &one.means, |value| value.name()));
        let conditions = one.conditions.iter();
        all.extend(
            conditions.map(|one| self.pair("condition", self.condition(one.value), one.span)),
        );
        all.extend(self.pairs("consultation", &one.consultation, |value| value.name()));
        all
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
        field: &'static str,
        values: &[Valued<T>],
        name_of: impl Fn(T) -> &'static str,
    ) -> Vec<Carried> {
        let one = |one: &Valued<T>| {
            let value = self.name(name_of(one.value)).into_owned();
            self.pair(field, value, one.span)
        };
        values.iter().map(one).collect()
    }

    /// A field with its value and the words of the document that carry it.
    fn pair(&self, field: &'static str, value: String, span: Span) -> Carried {
        let words: Vec<&str> = self.document.words(span).split_whitespace().collect();
        Carried {
            field,
            value,
            words: words.join(" "),
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
