//! Sources that are named: by a full name, a surname, a role, a body's name. Never takes a name that stands elsewhere in
//! the sentence.

use super::entity::What;
use super::kind::{kind_of, named_group};
use super::name::ends_in_surname;
use super::{Meant, Mention, Resolver, unresolved};
use crate::extract::{Paragraph, Subject};
use crate::lexicon::Flags;
use crate::statement::{ResolvedHow, SourceKind};

impl<'a> Resolver<'a> {
    /// "the union's chairwoman, Ana Ruiz": the apposition is the full name.
    pub(super) fn apposed(&self, paragraph: &Paragraph<'a>, subject: Subject) -> Option<Meant<'_>> {
        let (first, end) = (subject.head.1 + 1, subject.range.1);
        let role = paragraph.is(
            subject.head.1.wrapping_sub(1),
            Flags::PERSON.or(Flags::EXPERT).or(Flags::KIN),
        ) && !paragraph.capital(subject.head.1.wrapping_sub(1));
        let described = role
            || (subject.head.0..subject.head.1).any(|index| {
                paragraph.is(index, Flags::PERSON.or(Flags::EXPERT).or(Flags::KIN))
                    && !paragraph.capital(index)
            });
        if !described || first >= end || !paragraph.capital(first) {
            return None;
        }
        let byte = paragraph.tokens[first].start;
        let mention = self
            .mentions_between(byte, paragraph.tokens[end - 1].end)
            .first()?;
        let entity = &self.entities[mention.entity];
        let person = entity.full && entity.what == What::Person;
        let written = &self.text[byte..paragraph.tokens[end - 1].end];
        let capitals = (first..end).all(|index| paragraph.capital(index));
        let how = if written.starts_with(&entity.name) {
            ResolvedHow::Named
        } else if capitals && ends_in_surname(written, &entity.name) {
            ResolvedHow::Surname
        } else {
            return None;
        };
        person.then(|| self.entity(mention.entity, SourceKind::Person, how))
    }

    pub(super) fn named(&self, paragraph: &Paragraph<'a>, first: usize, end: usize) -> Meant<'_> {
        let end = self.person_end(paragraph, first, end).unwrap_or(end);
        let byte = paragraph.tokens[first].start;
        let kind = kind_of(paragraph, first, end);
        let words = || Meant {
            name: Some(&self.text[byte..paragraph.tokens[end - 1].end]),
            how: ResolvedHow::Named,
            ..unresolved(kind)
        };
        if kind == SourceKind::Group {
            let named = named_group(paragraph, first, end);
            return if named { words() } else { unresolved(kind) };
        }
        if let Some(person) = self.person_named(paragraph, first, end) {
            return person;
        }
        if let Some(entity) = self.in_office(paragraph, first, end) {
            return self.entity(entity, SourceKind::Person, ResolvedHow::Role);
        }
        match self.body_named(paragraph, (first, end), kind) {
            Some(body) => body,
            None if kind == SourceKind::Organisation && named_group(paragraph, first, end) => {
                words()
            }
            None if kind == SourceKind::Organisation => self
                .body_by_role(paragraph, first, end)
                .map_or(unresolved(kind), |entity| {
                    self.entity(entity, kind, ResolvedHow::Role)
                }),
            None => {
                let in_head = self.mentions_between(byte, paragraph.tokens[end - 1].end);
                Meant {
                    entity: in_head.last().map(|mention| mention.entity),
                    ..unresolved(kind)
                }
            }
        }
    }

    /// The person whose name or surname ends the phrase.
    fn person_named(
        &self,
        paragraph: &Paragraph<'a>,
        first: usize,
        end: usize,
    ) -> Option<Meant<'_>> {
        let byte = paragraph.tokens[first].start;
        let written = &self.text[byte..paragraph.tokens[bare_end(paragraph, first, end) - 1].end];
        let in_head = self.mentions_between(byte, paragraph.tokens[end - 1].end);
        let is_person = |mention: &&Mention| self.entities[mention.entity].what == What::Person;
        let last = in_head.last().filter(is_person)?.entity;
        let entity = &self.entities[last];
        let possessor = (first..end).any(|index| {
            paragraph.is(index, Flags::CLITIC) && matches!(paragraph.text(index), "'s" | "’s")
        });
        // "The Commission on Public Debates": what follows the preposition is part of a body's name.
        let of_body = (first + 1..end)
            .find(|index| paragraph.is(*index, Flags::PREPOSITION))
            .is_some_and(|index| {
                paragraph.is(index - 1, Flags::ORGANISATION) && paragraph.capital(index - 1)
            });
        let owned = possessor && in_head.iter().filter(is_person).count() == 1;
        if of_body || owned || !ends_in_surname(written, &entity.name) {
            return None;
        }
        if !entity.full {
            return Some(Meant {
                entity: Some(last),
                ..unresolved(SourceKind::Person)
            });
        }
        let how = if written.contains(&entity.name) {
            ResolvedHow::Named
        } else {
            ResolvedHow::Surname
        };
        Some(self.entity(last, SourceKind::Person, how))
    }

    /// The body or medium whose name ends the phrase, if no person is described there.
    fn body_named(
        &self,
        paragraph: &Paragraph<'a>,
        (first, end): (usize, usize),
        kind: SourceKind,
    ) -> Option<Meant<'_>> {
        let byte = paragraph.tokens[first].start;
        let written = &self.text[byte..paragraph.tokens[bare_end(paragraph, first, end) - 1].end];
        let in_head = self.mentions_between(byte, paragraph.tokens[end - 1].end);
        let last = in_head.last()?.entity;
        let known = &self.entities[last];
        let ends = known.what == What::Organisation
            && !known.name.starts_with("the ")
            && written.ends_with(known.name.as_str());
        let kind = match kind {
            SourceKind::Medium => SourceKind::Medium,
            SourceKind::Organisation | SourceKind::Unnamed => SourceKind::Organisation,
            _ => return None,
        };
        (ends && !paragraph_has_person(paragraph, first, end)).then(|| Meant {
            name: Some(self.whole_name(paragraph, first, end, last)),
            ..self.entity(last, kind, ResolvedHow::Named)
        })
    }

    /// The name of a body from its first capital on: "Commission on Public Debates", of which the mention has the end.
    fn whole_name(
        &self,
        paragraph: &Paragraph<'a>,
        first: usize,
        end: usize,
        entity: usize,
    ) -> &str {
        let end = bare_end(paragraph, first, end);
        let opens = (first..end)
            .find(|index| paragraph.capital(*index) && !paragraph.is(*index, Flags::DETERMINER));
        let joined = Flags::CLITIC.or(Flags::SUBORDINATOR).or(Flags::RELATIVE);
        let whole = |opens: &usize| {
            (*opens..end).all(|index| paragraph.is_word(index) && !paragraph.is(index, joined))
        };
        opens.filter(whole).map_or_else(
            || self.entities[entity].name.as_str(),
            |opens| &self.text[paragraph.tokens[opens].start..paragraph.tokens[end - 1].end],
        )
    }

    /// "Ana Ruiz of Velden", "Ana Ruiz at the Harbour Fund": where the name ends, if a full name opens the phrase.
    fn person_end(&self, paragraph: &Paragraph<'a>, first: usize, end: usize) -> Option<usize> {
        let stop = (first + 1..end).find(|index| {
            paragraph.is(*index, Flags::PREPOSITION) && paragraph.capital(index.wrapping_sub(1))
        })?;
        let joined =
            (first..end).any(|index| paragraph.is(index, Flags::COORDINATOR.or(Flags::CLITIC)));
        let byte = paragraph.tokens[first].start;
        let [mention] = self.mentions_between(byte, paragraph.tokens[stop - 1].end) else {
            return None;
        };
        let entity = &self.entities[mention.entity];
        let written = &self.text[mention.start..paragraph.tokens[stop - 1].end];
        let whole = ends_in_surname(written, &entity.name);
        (!joined && entity.full && entity.what == What::Person && whole).then_some(stop)
    }

    /// "the president": the one earlier person that carries the role.
    fn in_office(&self, paragraph: &Paragraph<'a>, first: usize, end: usize) -> Option<usize> {
        let one = self.by_role.meant(paragraph, first, end)?;
        self.entities[one].full.then_some(one)
    }

    /// "the ministry", "the fund": the one earlier body whose name has the word.
    fn body_by_role(&self, paragraph: &Paragraph<'a>, first: usize, end: usize) -> Option<usize> {
        if !matches!(paragraph.text(first), "the" | "The") || end - first != 2 {
            return None;
        }
        let before = paragraph.tokens[first].start;
        let bearers = self.bodies_by_word.get(paragraph.lower(end - 1).as_ref())?;
        let mut earlier = bearers
            .iter()
            .filter(|(byte, _)| *byte < before)
            .map(|(_, entity)| *entity);
        let one = earlier.next()?;
        earlier.next().is_none().then_some(one)
    }
}

/// One past the phrase without a bracket at its end.
fn bare_end(paragraph: &Paragraph, first: usize, end: usize) -> usize {
    paragraph
        .bracket_before(end - 1, first)
        .filter(|open| *open > first)
        .unwrap_or(end)
}

fn paragraph_has_person(paragraph: &Paragraph, first: usize, end: usize) -> bool {
    (first..end).any(|index| {
        paragraph.is(index, Flags::PERSON.or(Flags::EXPERT)) && !paragraph.capital(index)
    })
}
