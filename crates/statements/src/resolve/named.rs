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
        let in_head = self.mentions_between(byte, paragraph.tokens[end - 1].end);
        let is_person = |mention: &&Mention| self.entities[mention.entity].what == What::Person;
        let persons = || in_head.iter().filter(is_person);
        let last = in_head.last();
        let possessor = (first..end).any(|index| {
            paragraph.is(index, Flags::CLITIC) && matches!(paragraph.text(index), "'s" | "’s")
        });
        let name_end = bare_end(paragraph, first, end);
        let written = &self.text[byte..paragraph.tokens[name_end - 1].end];
        let spoken = last.filter(is_person).filter(|mention| {
            let name = &self.entities[mention.entity].name;
            ends_in_surname(written, name)
        });
        // "The Commission on Public Debates": what follows the preposition is part of a body's name.
        let of_body = (first + 1..end)
            .find(|index| paragraph.is(*index, Flags::PREPOSITION))
            .is_some_and(|index| {
                paragraph.is(index - 1, Flags::ORGANISATION) && paragraph.capital(index - 1)
            });
        let alone = !of_body && (!possessor || persons().count() > 1);
        if let Some(mention) = spoken.filter(|_| alone) {
            let entity = &self.entities[mention.entity];
            let how = if written.contains(&entity.name) && entity.full {
                ResolvedHow::Named
            } else {
                ResolvedHow::Surname
            };
            if entity.full {
                return self.entity(mention.entity, SourceKind::Person, how);
            }
            return Meant {
                entity: Some(mention.entity),
                ..unresolved(SourceKind::Person)
            };
        }
        if let Some(entity) = self.in_office(paragraph, first, end) {
            return self.entity(entity, SourceKind::Person, ResolvedHow::Role);
        }
        let body = last.map(|mention| mention.entity).filter(|entity| {
            let known = &self.entities[*entity];
            known.what == What::Organisation
                && !known.name.starts_with("the ")
                && written.ends_with(known.name.as_str())
        });
        match body {
            Some(entity)
                if matches!(
                    kind,
                    SourceKind::Organisation | SourceKind::Medium | SourceKind::Unnamed
                ) && !paragraph_has_person(paragraph, first, end) =>
            {
                let kind = if kind == SourceKind::Medium {
                    kind
                } else {
                    SourceKind::Organisation
                };
                Meant {
                    name: Some(self.whole_name(paragraph, first, end, entity)),
                    ..self.entity(entity, kind, ResolvedHow::Named)
                }
            }
            _ if kind == SourceKind::Organisation && named_group(paragraph, first, end) => words(),
            _ if kind == SourceKind::Organisation => match self.body_by_role(paragraph, first, end)
            {
                Some(entity) => self.entity(entity, kind, ResolvedHow::Role),
                None => unresolved(kind),
            },
            _ => Meant {
                entity: last.map(|mention| mention.entity),
                ..unresolved(kind)
            },
        }
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
