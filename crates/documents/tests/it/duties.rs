//! Obligations of four treaties written for these tests, in the manner of clauses of 1949, 1953, 1961 and 2024, against
//! truth files written by hand: every field, and the words of every span.

use std::fmt::Write as _;

use copydesk_documents::{Condition, Document, Duty, Number, ReadHint, Term, obligations, read};
use copydesk_text::Span;

use crate::fixtures;

fn document(raw: &str) -> Document {
    read(raw.as_bytes(), &ReadHint::default())
        .expect("a document")
        .remove(0)
}

/// The truth's own form: a line a value, with its words. Spans lie in the sentence or in the words that open its list.
fn written(document: &Document) -> String {
    let mut out = String::new();
    let found = obligations(document);
    let words = |span: Span| document.words(span).to_owned();
    for one in &found.obligations {
        let segment = &document.segments[one.segment];
        let holder = segment
            .parent
            .map_or(segment.span, |parent| document.segments[parent].span);
        let mut line = |name: &str, span: Span| {
            assert!(
                holder.start <= span.start && span.end <= holder.end,
                "{name} stands in its article"
            );
            let _ = writeln!(out, "{name} \"{}\"", words(span));
        };
        line(
            &format!("{} {}", segment.id, one.duty.value.name()),
            one.duty.span,
        );
        if let Some(span) = one.excluded {
            line("  excluded", span);
        }
        for (name, span) in [("  bound", one.bound), ("  towards", one.towards)] {
            if let Some(span) = span {
                line(name, span);
            }
        }
        one.triggers
            .iter()
            .for_each(|value| line(&format!("  trigger {}", value.value.name()), value.span));
        line(
            &format!("  force {}", one.force.value.name()),
            one.force.span,
        );
        one.automaticity.iter().for_each(|value| {
            line(
                &format!("  automaticity {}", value.value.name()),
                value.span,
            )
        });
        one.means
            .iter()
            .for_each(|value| line(&format!("  means {}", value.value.name()), value.span));
        for value in &one.conditions {
            let article = match value.value {
                Condition::UnCharter(Some(number)) => format!(" {number}"),
                _ => String::new(),
            };
            line(
                &format!("  condition {}{article}", value.value.name()),
                value.span,
            );
        }
        one.consultation.iter().for_each(|value| {
            line(
                &format!("  consultation {}", value.value.name()),
                value.span,
            )
        });
    }
    for one in &found.terms {
        let years = match one.term.value {
            Term::Years(years) => format!(" {years}"),
            _ => String::new(),
        };
        let id = &document.segments[one.segment].id;
        let _ = writeln!(
            out,
            "{id} term {}{years} \"{}\"",
            one.term.value.name(),
            words(one.term.span)
        );
    }
    out
}

#[track_caller]
fn check_treaty(raw: &str, truth: &str) {
    assert_eq!(written(&document(raw)), truth);
}

#[test]
fn clauses_in_the_manner_of_1949_are_read() {
    check_treaty(
        include_str!("../treaties/1949.txt"),
        include_str!("../treaties/1949.truth"),
    );
}

#[test]
fn clauses_in_the_manner_of_1953_are_read() {
    check_treaty(
        include_str!("../treaties/1953.txt"),
        include_str!("../treaties/1953.truth"),
    );
}

#[test]
fn clauses_in_the_manner_of_1961_are_read() {
    check_treaty(
        include_str!("../treaties/1961.txt"),
        include_str!("../treaties/1961.truth"),
    );
}

#[test]
fn clauses_in_the_manner_of_2024_are_read() {
    check_treaty(
        include_str!("../treaties/2024.txt"),
        include_str!("../treaties/2024.truth"),
    );
}

#[test]
fn what_a_party_may_do_is_no_obligation() {
    for sentence in [
        "If a Party is attacked, the other Party may provide assistance.",
        "The Parties may consult each other.",
        "Either Party may cooperate with third States.",
    ] {
        let found = obligations(&document(&format!("Article 1\n{sentence}\n")));
        assert!(found.obligations.is_empty(), "{sentence}: {found:?}");
    }
}

#[test]
fn a_negation_excludes() {
    for sentence in [
        "If a Party is attacked, the other Party shall not provide assistance.",
        "If a Party is attacked, no Party shall be bound to assist it.",
        "Nothing in this Treaty shall oblige a Party to assist the other if it is attacked.",
    ] {
        let found = obligations(&document(&format!("Article 1\n{sentence}\n"))).obligations;
        assert_eq!(found.len(), 1, "{sentence}");
        assert_eq!(found[0].duty.value, Duty::Defence);
        assert!(found[0].excluded.is_some(), "{sentence}");
    }
}

#[test]
fn articles_that_bind_nobody_to_defend_yield_no_defence() {
    let Some(treaties) = fixtures::english("open-treaties") else {
        return;
    };
    for (name, numbers) in [("un-charter", 51..=51), ("vclt", 42..=45)] {
        let document = &treaties
            .iter()
            .find(|(stem, _)| stem == name)
            .expect("the treaty")
            .1;
        let found = obligations(document);
        for number in numbers {
            let article = document
                .segments
                .iter()
                .find(|segment| {
                    segment.number == Some(Number::of(number))
                        && segment.id == format!("art_{number}")
                })
                .expect("the article");
            let inside =
                |span: Span| article.span.start <= span.start && span.end <= article.span.end;
            let defends = |one: &&copydesk_documents::Obligation| {
                matches!(one.duty.value, Duty::Defence | Duty::Offence)
                    && one.excluded.is_none()
                    && inside(one.span)
            };
            assert_eq!(
                found.obligations.iter().find(defends),
                None,
                "{name} {number}"
            );
        }
    }
}
