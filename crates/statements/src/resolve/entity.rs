//! Whom a story names: persons, bodies and documents, each under one name. Two persons of one surname are told apart or
//! the surname means neither. Never guesses that two names are one.

use super::Resolver;
use super::gender::Gender;
use super::name::{COUNTRIES, is_person_less, is_same_name, plain, surname_of};
use super::role::Role;
use crate::extract::Paragraph;
use crate::lexicon::Flags;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Person,
    Organisation,
    Document,
}

#[derive(Clone, Debug)]
pub(super) struct Entity {
    pub name: String,
    pub what: What,
    pub gender: Option<Gender>,
    /// Whether the name has two words or more.
    pub full: bool,
    /// Sentences that name nobody else and go on with a female and with a male pronoun.
    pub votes: (u32, u32),
    /// Whether the surname alone has stood for this person.
    pub bare: bool,
    /// Whether the person was ever more than an object or a possessor: somebody who may speak.
    pub acts: bool,
}

impl Entity {
    /// The gender that sentences about nobody else show, if two or more do and none shows the other.
    pub(super) fn voted(&self) -> Option<Gender> {
        match self.votes {
            (2.., 0) => Some(Gender::Female),
            (0, 2..) => Some(Gender::Male),
            _ => None,
        }
    }
}

/// Bearers of one surname that are looked at.
const BEARERS_OF_NAME_MAX: usize = 16;

impl<'a> Resolver<'a> {
    pub(super) fn is_first_name(&self, name: &str) -> bool {
        self.first_names.contains(name)
    }

    pub(super) fn learn(
        &mut self,
        entity: usize,
        byte: usize,
        roles: &[Role],
        gender: Option<Gender>,
    ) {
        for role in roles {
            self.by_role.learn(role, byte, entity);
        }
        let known = &mut self.entities[entity];
        known.gender = known.gender.or(gender);
    }

    /// The entity that a name means, if exactly one is known.
    pub(super) fn known(&self, name: &str, what: What, words: usize) -> Option<usize> {
        let single = what == What::Person && words == 1;
        if let Some(entity) = self.by_name.get(name).filter(|_| !single) {
            return Some(*entity);
        }
        if what == What::Person && words > 1 {
            let last = surname_of(name);
            let same = |entity: &&usize| is_same_name(&self.entities[**entity].name, name);
            return self
                .by_last
                .get(plain(last).as_ref())?
                .iter()
                .take(8)
                .find(same)
                .copied();
        }
        if what == What::Person && words == 1 {
            return self.surname(name);
        }
        None
    }

    /// A country, unless a person of the story bears the name.
    pub(super) fn is_country(&self, name: &str, roles: &[Role]) -> bool {
        roles.is_empty()
            && COUNTRIES.binary_search(&name).is_ok()
            && !self.by_last.contains_key(plain(name).as_ref())
    }

    /// The one full name so far with that surname; of several, the one whom the surname alone has stood for, if the
    /// others were named only in full and only as objects or possessors.
    pub(super) fn surname(&self, name: &str) -> Option<usize> {
        let bearers = self.by_last.get(plain(name).as_ref())?;
        let mut full = bearers
            .iter()
            .copied()
            .take(BEARERS_OF_NAME_MAX)
            .filter(|entity| self.entities[*entity].full);
        let one = full.next()?;
        let Some(second) = full.next() else {
            return Some(one);
        };
        let mut known = [one, second].into_iter().chain(full).filter(|entity| {
            let entity = &self.entities[*entity];
            entity.bare || entity.acts
        });
        let established = known.next().filter(|entity| self.entities[*entity].bare)?;
        (known.next().is_none() && bearers.len() < BEARERS_OF_NAME_MAX).then_some(established)
    }
}

/// What a run of capitalised words names.
pub(super) fn what_is(paragraph: &Paragraph, start: usize, end: usize, titled: bool) -> What {
    let any = |test: &dyn Fn(usize) -> bool| (start..end).any(test);
    if any(&|index| paragraph.is(index, Flags::DOCUMENT)) && !titled {
        return What::Document;
    }
    let body = any(&|index| {
        paragraph.is(index, Flags::ORGANISATION.or(Flags::MEDIUM))
            && (end - start > 1 || !titled || paragraph.is(index, Flags::ORGANISATION))
            || paragraph.is(index, Flags::NO_PERSON)
            || end - start == 1 && is_person_less(paragraph.text(index))
            || is_acronym(paragraph.text(index))
    });
    let of = paragraph.is(end, Flags::OF) || matches!(paragraph.text(end), "for");
    let article = start > 0
        && matches!(
            paragraph.text(start.wrapping_sub(1)),
            "the" | "The" | "in" | "In" | "at" | "near" | "outside" | "across"
        );
    if body || (of || article) && !titled {
        return What::Organisation;
    }
    What::Person
}

/// Whether a word is made of initials.
pub(super) fn is_acronym(word: &str) -> bool {
    word.len() > 1
        && word.chars().all(|c| c.is_uppercase() || c == '.')
        && !(word.ends_with('.') && word.len() < 4 && word.len() != 4)
}
