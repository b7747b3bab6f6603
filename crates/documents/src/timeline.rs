//! The events of a document: its facts, and sentences that hold one date and one verb of an event. Proposes; an editor
//! chooses. Two events of one day stay two. Dates come from `statements`: only those that stand in the text in full count,
//! so that nothing is reckoned from a day that a document does not have.

use copydesk_statements::dates::{DateSettings, How, Precision as Exactness, When, find_dates};
use copydesk_text::Span;

use crate::Document;
use crate::clause::sentences;

/// How exact a date is; a less exact one stands after a more exact one of the same start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    /// A day.
    Day,
    /// A month.
    Month,
    /// A year.
    Year,
}

impl Precision {
    /// The name used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
            Self::Year => "year",
        }
    }
}

/// A date that stands in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateFound {
    /// Its words.
    pub span: Span,
    /// Its first day, `YYYY-MM-DD`.
    pub from: String,
    /// How exact it is.
    pub precision: Precision,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A fact of the document: `signed`, `in_force`, `ended`, `published`.
    Fact(&'static str),
    /// A sentence and the verb of the event in it.
    Sentence {
        /// The sentence.
        span: Span,
        /// The verb.
        verb: Span,
    },
}

/// One event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its first day, `YYYY-MM-DD`.
    pub when: String,
    /// How exact that is.
    pub precision: Precision,
    /// What happened.
    pub what: What,
    /// Bytes of the text that say so; empty for a fact.
    pub cites: Vec<Span>,
}

/// Verbs of events, each with its forms.
const VERBS: [&str; 13] = [
    "sign|signs|signed",
    "ratify|ratifies|ratified",
    "enter|enters|entered|come|comes|came *1 into force",
    "end|ends|ended",
    "replace|replaces|replaced",
    "discard|discards|discarded",
    "meet|meets|met",
    "visit|visits|visited",
    "publish|publishes|published",
    "test|tests|tested",
    "invade|invades|invaded",
    "supersede|supersedes|superseded",
    "conclude|concludes|concluded",
];

/// The dates that stand in a document in full, in reading order. English; in another language there are none.
#[must_use]
pub fn dates(document: &Document) -> Vec<DateFound> {
    let language = document.facts.language.as_deref().unwrap_or("en");
    let english = language
        .split('-')
        .next()
        .is_some_and(|tag| tag.eq_ignore_ascii_case("en"));
    if !english {
        return Vec::new();
    }
    let found = find_dates(&document.text, &DateSettings::default());
    found.iter().filter_map(stated).collect()
}

fn stated(when: &When) -> Option<DateFound> {
    let meant = when.meant.filter(|_| when.how == How::Stated)?;
    let precision = match when.precision {
        Exactness::Minute | Exactness::Day => Precision::Day,
        Exactness::Month => Precision::Month,
        Exactness::Year => Precision::Year,
        Exactness::Decade => return None,
    };
    Some(DateFound {
        span: when.span,
        from: meant.from.date().to_string(),
        precision,
    })
}

/// The events of a document, by start, then precision, then the order of their sources.
#[must_use]
pub fn timeline(document: &Document, dates: &[DateFound]) -> Vec<Event> {
    let mut events = facts(document);
    for sentence in sentences(document) {
        let (own, end) = (sentence.own_from, sentence.words.len());
        let span = sentence.span(own, end);
        let mut inside = dates
            .iter()
            .filter(|date| span.start <= date.span.start && date.span.end <= span.end);
        let (Some(date), None) = (inside.next(), inside.next()) else {
            continue;
        };
        let mut verbs = VERBS
            .iter()
            .filter_map(|verb| sentence.find(verb, own, end));
        if let (Some(verb), None) = (verbs.next(), verbs.next()) {
            events.push(Event {
                when: date.from.clone(),
                precision: date.precision,
                what: What::Sentence {
                    span,
                    verb: sentence.span(verb.0, verb.1),
                },
                cites: vec![span],
            });
        }
    }
    events.sort_by(|a, b| (&a.when, a.precision).cmp(&(&b.when, b.precision)));
    events
}

fn facts(document: &Document) -> Vec<Event> {
    let facts = &document.facts;
    let known = [
        ("signed", &facts.signed),
        ("published", &facts.published_at),
        ("in_force", &facts.in_force),
        ("ended", &facts.ended),
    ];
    let event = |(name, day): (&'static str, &Option<String>)| {
        let day = day.as_deref()?;
        let precision = match day.len() {
            4 => Precision::Year,
            7 => Precision::Month,
            _ => Precision::Day,
        };
        let rest = &"-01-01"[if day.len() == 4 { 0 } else { 3 }..];
        let when = if precision == Precision::Day {
            day.get(..10)?.to_owned()
        } else {
            format!("{day}{rest}")
        };
        Some(Event {
            when,
            precision,
            what: What::Fact(name),
            cites: Vec::new(),
        })
    };
    known.into_iter().filter_map(event).collect()
}
