//! The mentions of a story in reading order: names, and persons, bodies and documents without one. Says of each whether it
//! stands only beside something else. Never resolves anything.

use super::entity::{What, what_is};
use super::gender::{TitleOnly, gender_before, gender_of};
use super::name::{plain, surname_of};
use super::role::{self, Role};
use super::{Mention, Resolver};
use crate::extract::Paragraph;
use crate::lexicon::Flags;

/// Words of a name in a line whose words are all capitalised.
const TITLE_NAME_WORDS_MAX: usize = 3;

/// Bearers of a role that are remembered: three tell whether two were there before.
const BEARERS_MAX: usize = 3;

impl<'a> Resolver<'a> {
    pub(super) fn read_mentions(&mut self, paragraph: &Paragraph<'a>) {
        let mut at = 0;
        let title = paragraph.is_title_case();
        while at < paragraph.tokens.len() {
            // What stands in brackets after a name is a party or place: "(D-Wis.)".
            if let Some(after) = paragraph.after_bracket(at, paragraph.tokens.len()) {
                at = after;
                continue;
            }
            let end = name_end(paragraph, at);
            if end == at {
                self.read_common(paragraph, at);
                at += 1;
                continue;
            }
            // Where every word is capitalised a longer run is no name.
            if !title || end - at <= TITLE_NAME_WORDS_MAX {
                self.read_name(paragraph, at, end);
            }
            at = end;
        }
    }

    /// "the ministry", "the pact": a body or document without a name of its own.
    fn read_common(&mut self, paragraph: &Paragraph<'a>, at: usize) {
        if self.read_common_person(paragraph, at) {
            return;
        }
        let what = match () {
            () if paragraph.capital(at) => return,
            () if paragraph.is(at, Flags::DOCUMENT) => What::Document,
            () if paragraph.is(at, Flags::ORGANISATION) => What::Organisation,
            () => return,
        };
        if at == 0 || !matches!(paragraph.text(at - 1), "the" | "The") {
            return;
        }
        let name = format!("the {}", paragraph.lower(at));
        self.mention(paragraph.tokens[at - 1].start, name, what, false);
    }

    /// "the mayor", "a reporter", "her husband": somebody without a name, a rival for a pronoun. Not the apposition of
    /// a name, nor the role before one.
    fn read_common_person(&mut self, paragraph: &Paragraph<'a>, at: usize) -> bool {
        let common = paragraph.is(at, Flags::PERSON.or(Flags::EXPERT).or(Flags::KIN));
        if !common || paragraph.capital(at) || paragraph.is(at, Flags::PLURAL) {
            return false;
        }
        self.read_role(paragraph, at)
    }

    /// A person by a role or relation, whose last word is the token `at`.
    fn read_role(&mut self, paragraph: &Paragraph<'a>, at: usize) -> bool {
        let from = at.saturating_sub(4);
        let phrase = (from..at).rev().find(|index| {
            paragraph.is(
                *index,
                Flags::DETERMINER.or(Flags::POSSESSIVE).or(Flags::CLITIC),
            )
        });
        let Some(first) = phrase.filter(|first| (*first..at).all(|index| paragraph.is_word(index)))
        else {
            return false;
        };
        let named = paragraph.capital(at + 1) && paragraph.is_word(at + 1);
        let of_name = first > 0
            && (paragraph.is_comma(first.wrapping_sub(1))
                || paragraph.is(first.wrapping_sub(1), Flags::BE.or(Flags::AS)));
        if !named && !of_name {
            let start = paragraph.tokens[first].start;
            if let Some(one) = self.by_role.meant(paragraph, first, at + 1) {
                self.mentions.push(Mention {
                    start,
                    entity: one,
                    aside: is_aside(paragraph, first, at + 1),
                });
                return true;
            }
            let name = format!("the {}", paragraph.lower(at));
            let entity = self.mention(start, name, What::Person, false);
            self.set_aside(is_aside(paragraph, first, at + 1));
            let gender = gender_of(paragraph, at, TitleOnly::Yes);
            self.learn(entity, usize::MAX, &[], gender);
        }
        true
    }

    fn read_name(&mut self, paragraph: &Paragraph<'a>, first: usize, end: usize) {
        if role::is_office(paragraph, first, end) {
            self.read_role(paragraph, end - 1);
            return;
        }
        let Some(name) = self.name_at(paragraph, first, end) else {
            return;
        };
        if self.is_nobody(paragraph, &name) {
            return;
        }
        let entity = self.mention_name(paragraph, &name);
        let gender = gender_before(paragraph, first, name.start);
        self.learn(entity, name.byte, &name.roles, gender);
        if name.what == What::Person {
            self.set_aside(is_aside(paragraph, first, end));
            self.entities[entity].acts |= acts(paragraph, first, end);
            let apposed = role::apposition(paragraph, end);
            self.learn(entity, name.byte, &apposed.0, apposed.1);
        }
    }

    /// The name in a run of capitalised words, without titles and adjectives before it.
    fn name_at(&self, paragraph: &Paragraph<'a>, first: usize, end: usize) -> Option<Name<'a>> {
        let (roles, titled) = role::titles(paragraph, first, end);
        let mut start = titled;
        while start + 2 < end && paragraph.is(start, Flags::ALLEGIANCE) {
            start += 1;
        }
        let adjective = start + 1 == end && paragraph.is(start, Flags::ALLEGIANCE);
        if start >= end || adjective {
            return None;
        }
        let from =
            |index: usize| &self.text[paragraph.tokens[index].start..paragraph.tokens[end - 1].end];
        let words = end - start;
        let text = from(start);
        let what = match what_is(paragraph, start, end, !roles.is_empty()) {
            What::Person if words == 1 && self.is_country(text, &roles) => What::Organisation,
            what => what,
        };
        let office = titled > first
            && start == titled
            && words == 1
            && !roles.iter().all(Role::is_honorific);
        let with_office = office && self.surname(text).is_none();
        Some(Name {
            start,
            end,
            byte: paragraph.tokens[start].start,
            text: if with_office { from(start - 1) } else { text },
            what,
            roles,
            office,
        })
    }

    /// Whether a single word that the story has not shown to be a person's name may be anything else: it opens a sentence,
    /// stands where a place does, or before the noun it describes.
    fn is_nobody(&self, paragraph: &Paragraph, name: &Name) -> bool {
        let (start, end) = (name.start, name.end);
        if name.what != What::Person
            || name.words() > 1
            || self.by_last.contains_key(plain(name.text).as_ref())
            || self.is_first_name(name.text)
            || !name.roles.is_empty()
        {
            return false;
        }
        let sentences = &paragraph.sentences;
        let opens = sentences
            .binary_search_by_key(&start, |sentence| sentence.0)
            .is_ok();
        let place = start > 0
            && (paragraph.is(start - 1, Flags::PREPOSITION.or(Flags::DETERMINER))
                || paragraph.is_comma(start - 1) && paragraph.capital(start.wrapping_sub(2)));
        let modifies = paragraph.is_word(end)
            && !paragraph.capital(end)
            && !paragraph.is(
                end,
                Flags::AUXILIARY
                    .or(Flags::PREPOSITION)
                    .or(Flags::ADVERB)
                    .or(Flags::COORDINATOR)
                    .or(Flags::CLITIC)
                    .or(Flags::SUBORDINATOR)
                    .or(Flags::ED),
            )
            && !paragraph.is_finite(end)
            && paragraph.tokens[end].verb.is_none();
        opens || place || modifies || name.text.ends_with('.')
    }

    /// Notes a name as a mention of whom it means, known or new.
    fn mention_name(&mut self, paragraph: &Paragraph, name: &Name) -> usize {
        if let Some(entity) = self.known(name.text, name.what, name.words()) {
            self.mentions.push(Mention {
                start: name.byte,
                entity,
                aside: false,
            });
            self.entities[entity].bare |= name.words() == 1;
            return entity;
        }
        let whole = !role::is_place_and_name(paragraph, name.start, name.end);
        let full = whole && (name.words() > 1 || name.office);
        let entity = self.mention(name.byte, name.text.to_owned(), name.what, full);
        match name.what {
            What::Person => {
                let last = plain(surname_of(name.text)).into_owned();
                self.by_last.entry(last).or_default().push(entity);
            }
            What::Organisation if name.words() > 1 => self.learn_body(paragraph, name, entity),
            What::Organisation | What::Document => {}
        }
        entity
    }

    /// Remembers a body by the words of its name that say what it is.
    fn learn_body(&mut self, paragraph: &Paragraph, name: &Name, entity: usize) {
        let tells = |index: &usize| paragraph.is(*index, Flags::ORGANISATION.or(Flags::MEDIUM));
        for index in (name.start..name.end).filter(tells) {
            let word = paragraph.lower(index).into_owned();
            let bearers = self.bodies_by_word.entry(word).or_default();
            if bearers.len() < BEARERS_MAX {
                bearers.push((name.byte, entity));
            }
        }
    }
}

/// A name as it stands: its tokens, its words, and what was before it.
struct Name<'a> {
    start: usize,
    end: usize,
    byte: usize,
    /// With the office before it, where the story does not know the surname: "Minister Toren".
    text: &'a str,
    what: What,
    roles: Vec<Role>,
    /// Whether a single word follows an office.
    office: bool,
}

impl Name<'_> {
    const fn words(&self) -> usize {
        self.end - self.start
    }
}

/// One past a run of capitalised words that begins at `at`; `at` itself if none does.
pub(super) fn name_end(paragraph: &Paragraph, at: usize) -> usize {
    let inside = |index: usize| {
        paragraph.is_word(index)
            && paragraph.capital(index)
            && !paragraph.is(
                index,
                Flags::TIME
                    .or(Flags::SUBJECT)
                    .or(Flags::DETERMINER)
                    .or(Flags::PREPOSITION)
                    .or(Flags::CLITIC)
                    .or(Flags::POSSESSIVE),
            )
            && (!paragraph.is(index, Flags::OPENER) || paragraph.is(index, Flags::TITLE))
    };
    if !inside(at) {
        return at;
    }
    let mut end = at + 1;
    while end < paragraph.tokens.len() {
        let particle = matches!(
            paragraph.text(end),
            "de" | "bin" | "van" | "von" | "al" | "del" | "der" | "la" | "ibn" | "di"
        ) && inside(end + 1);
        // Robert "Bob" Ruiz: a nickname inside a name.
        if let Some(quotation) = paragraph
            .opened_at(end)
            .filter(|quotation| quotation.bytes() <= 24 && quotation.closed)
            && (end + 1..quotation.close).all(|index| paragraph.capital(index))
            && inside(quotation.close + 1)
        {
            end = quotation.close + 2;
            continue;
        }
        let middle = paragraph.tokens[end].start - paragraph.tokens[end - 1].end <= 1;
        if !middle || !(inside(end) || particle) {
            break;
        }
        end += 1;
    }
    end
}

/// Whether the person named by the tokens is only a possessor or what a preposition of manner, topic or comparison
/// takes; "with", "to", "by" and their kin bring in somebody who may act.
fn is_aside(paragraph: &Paragraph, first: usize, end: usize) -> bool {
    let possessor = (paragraph.is(end, Flags::CLITIC)
        && matches!(paragraph.text(end), "'s" | "’s")
        || paragraph.is_apostrophe(end))
        && paragraph.is_word(end + 1);
    let kin = paragraph.is(first, Flags::POSSESSIVE) && paragraph.is(end - 1, Flags::KIN);
    possessor || {
        let before = before_name(paragraph, first);
        before.is_some_and(|index| {
            kin && paragraph.is(index, Flags::PREPOSITION)
                || matches!(
                    paragraph.lower(index).as_ref(),
                    "about"
                        | "against"
                        | "of"
                        | "over"
                        | "on"
                        | "under"
                        | "like"
                        | "unlike"
                        | "than"
                        | "since"
                )
        })
    }
}

/// Whether the person named by the tokens may act: neither object of a verb or preposition nor possessor, or followed
/// by a verb all the same.
pub(super) fn acts(paragraph: &Paragraph, first: usize, end: usize) -> bool {
    let verb_next = paragraph.is_finite(end)
        || paragraph.is(
            end,
            Flags::ED
                .or(Flags::AUXILIARY)
                .or(Flags::RELATIVE)
                .or(Flags::ADVERB),
        )
        || paragraph
            .tokens
            .get(end)
            .is_some_and(|token| token.verb.is_some());
    let object = before_name(paragraph, first).is_some_and(|index| {
        let token = &paragraph.tokens[index];
        let topic = paragraph.is(index, Flags::PREPOSITION) && paragraph.text(index) != "to";
        let taken = paragraph.is(index, Flags::ED.or(Flags::ING))
            && token.verb.is_none_or(|verb| !verb.inverts);
        topic || taken || paragraph.is(index, Flags::POSSESSIVE.or(Flags::KIN).or(Flags::CLITIC))
    });
    let governed = before_name(paragraph, first).is_some_and(|index| {
        matches!(
            paragraph.lower(index).as_ref(),
            "of" | "with"
                | "for"
                | "by"
                | "about"
                | "against"
                | "from"
                | "at"
                | "on"
                | "in"
                | "over"
                | "under"
                | "between"
                | "among"
                | "toward"
                | "towards"
        )
    });
    verb_next && !governed || !object
}

/// The token before a name and the roles and articles in front of it, in the same sentence.
fn before_name(paragraph: &Paragraph, first: usize) -> Option<usize> {
    let roles = Flags::TITLE
        .or(Flags::PERSON)
        .or(Flags::EXPERT)
        .or(Flags::DETERMINER);
    let mut at = first;
    while at > 0 && first - at < 4 && paragraph.is(at - 1, roles) {
        at -= 1;
    }
    let before = at.checked_sub(1)?;
    paragraph.is_word(before).then_some(before)
}
