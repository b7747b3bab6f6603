//! What kind of source the words of a phrase name: person, group, organisation, medium, document, or somebody unnamed.
//! Never says who that is.

use super::entity::is_acronym;
use super::role;
use crate::extract::Paragraph;
use crate::lexicon::Flags;
use crate::statement::SourceKind;

/// What kind of source the words of a phrase name.
pub(super) fn kind_of(paragraph: &Paragraph, first: usize, end: usize) -> SourceKind {
    let stop = (first + 1..end)
        .find(|index| {
            paragraph.is(*index, Flags::PREPOSITION.or(Flags::RELATIVE))
                || paragraph.is_comma(*index)
        })
        .unwrap_or(end);
    let numbered = stop - first > 1 && paragraph.is(stop - 1, Flags::NUMBER);
    let head = if numbered { stop - 2 } else { stop - 1 };
    if numbered && paragraph.is(head, Flags::DOCUMENT) {
        return SourceKind::Document;
    }
    let joined = (first..end).any(|index| paragraph.is(index, Flags::COORDINATOR));
    let plural_noun = |index: usize| {
        paragraph.is(index, Flags::PLURAL)
            || (!paragraph.capital(index)
                && paragraph.text(index).ends_with('s')
                && !paragraph.text(index).ends_with("ss"))
    };
    if joined && !paragraph.is(head, Flags::DOCUMENT) {
        return SourceKind::Group;
    }
    if paragraph.is(head, Flags::DOCUMENT)
        && !(paragraph.capital(head) && paragraph.capital(first) && head == first)
    {
        return SourceKind::Document;
    }
    if paragraph.is(head, Flags::MEDIUM)
        || (first..stop).any(|index| paragraph.is(index, Flags::MEDIUM) && paragraph.capital(index))
    {
        return SourceKind::Medium;
    }
    if paragraph.is(head, Flags::ORGANISATION)
        || (paragraph.is(first, Flags::DETERMINER)
            && paragraph.capital(head)
            && !role::is_head_of_office(paragraph, head))
        || is_acronym(paragraph.text(head))
    {
        return SourceKind::Organisation;
    }
    if plural_noun(head) {
        return SourceKind::Group;
    }
    if paragraph.is(head, Flags::PERSON.or(Flags::EXPERT).or(Flags::TITLE)) {
        let indefinite = matches!(
            paragraph.text(first),
            "a" | "an" | "A" | "An" | "one" | "One" | "another" | "Another"
        );
        return if indefinite {
            SourceKind::Unnamed
        } else {
            SourceKind::Person
        };
    }
    if paragraph.capital(head) {
        SourceKind::Person
    } else {
        SourceKind::Unnamed
    }
}

/// "Democrats", "the Veldish opposition": a people or party by name.
pub(super) fn named_group(paragraph: &Paragraph, first: usize, end: usize) -> bool {
    let party = |index: usize| {
        matches!(
            paragraph.text(index),
            "Democrats" | "Republicans" | "Conservatives" | "Liberals" | "Socialists" | "Greens"
        )
    };
    let last = paragraph.text(end - 1);
    let several = paragraph.capital(end - 1)
        || paragraph.is(end - 1, Flags::PLURAL.or(Flags::ORGANISATION))
        || last.ends_with('s') && !last.ends_with("ss");
    (first..end).any(party)
        || several
            && (first..end).any(|index| {
                paragraph.capital(index)
                    && !paragraph.is(index, Flags::OPENER.or(Flags::PLURAL))
                    && index > first
            })
        || (end - first >= 2 && paragraph.capital(end.wrapping_sub(1)))
}
