//! Who a source is, as far as the story itself says: a surname, a role, a pronoun to the one earlier name it can
//! mean. Two candidates, or a sub-heading between, and it stays unresolved. Never guesses a gender from a first name.

mod name;
mod role;

use std::collections::HashMap;

use copydesk_text::{BlockKind, Span};

use crate::extract::{Made, Paragraph, Subject};
use crate::lexicon::Flags;
use crate::statement::{CueClass, Resolved, ResolvedHow, SourceKind};
use crate::story::Confirmed;
use name::{
    ADJECTIVES, COUNTRIES, NOT_PERSONS, ends_in_surname, is_person_less, is_same_name, plain,
    surname_of,
};
use role::{Bearers, Role};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gender {
    Female,
    Male,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Person,
    Organisation,
    Document,
}

#[derive(Clone, Debug)]
struct Entity {
    name: String,
    what: What,
    gender: Option<Gender>,
    /// Whether the name has two words or more.
    full: bool,
    /// Sentences that name nobody else and go on with a female and with a male pronoun.
    votes: (u32, u32),
    /// Whether the surname alone has stood for this person.
    bare: bool,
    /// Whether the person was ever more than an object or a possessor: somebody who may speak.
    acts: bool,
}

impl Entity {
    /// The gender that sentences about nobody else show, if two or more do and none shows the other.
    fn voted(&self) -> Option<Gender> {
        match self.votes {
            (2.., 0) => Some(Gender::Female),
            (0, 2..) => Some(Gender::Male),
            _ => None,
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Mention {
    start: usize,
    entity: usize,
    /// Whether it names the person only beside something else: "Ruiz's plan", "about Ruiz".
    aside: bool,
}

/// Who was found for a source.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub kind: SourceKind,
    pub resolved: Resolved,
    entity: Option<usize>,
}

/// Resolves the sources of drafts, in reading order.
pub(crate) struct Resolver<'a> {
    text: &'a str,
    confirmed: &'a [Confirmed],
    entities: Vec<Entity>,
    by_last: HashMap<String, Vec<usize>>,
    by_name: HashMap<String, usize>,
    mentions: Vec<Mention>,
    by_role: Bearers,
    /// For words of bodies' names the first bodies, with the byte from which each is known: "fund" of "Velden Relief Fund".
    bodies_by_word: HashMap<String, Vec<(usize, usize)>>,
}

/// Words of a name in a line whose words are all capitalised.
const TITLE_NAME_WORDS_MAX: usize = 3;
/// Bearers of one surname that are looked at.
const BEARERS_OF_NAME_MAX: usize = 16;
/// Bearers of a role that are remembered: three tell whether two were there before.
const BEARERS_MAX: usize = 3;
/// Sentences looked back over for a pronoun's person, if the nearer ones name nobody.
const SENTENCES_BACK_MAX: usize = 6;

/// Where a pronoun stands: its paragraph, the first token of its sentence, and the words it is said to say.
#[derive(Clone, Copy)]
struct Place<'m> {
    paragraph: usize,
    sentence: usize,
    content: &'m [Span],
}

/// What the story has shown up to a place.
struct Learned {
    past: Vec<Past>,
    /// By entity.
    shown: Vec<Shown>,
    /// For sentences that open with he or she, by first byte: who that is.
    subjects: HashMap<usize, usize>,
}

impl Learned {
    /// The words that a person was said to say since a byte, but not inside the words of another.
    fn told_by(&self, entity: usize, from: usize) -> Told {
        let own = self
            .since(from)
            .filter(|past| past.person == Some(entity) && !past.nested);
        Told(own.flat_map(|past| past.content.iter().copied()).collect())
    }

    /// Whether a person is the source of any statement since a byte.
    fn spoke(&self, entity: usize, from: usize) -> bool {
        self.since(from).any(|past| past.person == Some(entity))
    }

    fn since(&self, from: usize) -> impl Iterator<Item = &Past> {
        self.past
            .iter()
            .rev()
            .take(PAST_MAX)
            .take_while(move |past| past.cue >= from)
    }

    fn gender(&self, entity: usize) -> Option<Gender> {
        match self.shown[entity] {
            Shown::As(gender) => Some(gender),
            Shown::Nothing | Shown::Both => None,
        }
    }

    fn learn(&mut self, entity: usize, gender: Gender) {
        self.shown[entity] = match self.shown[entity] {
            Shown::Nothing => Shown::As(gender),
            Shown::As(known) if known == gender => Shown::As(gender),
            Shown::As(_) | Shown::Both => Shown::Both,
        };
    }
}

/// Statements looked back over for a pronoun.
const PAST_MAX: usize = 16;

/// Words that somebody said.
struct Told(Vec<Span>);

impl Told {
    fn contains(&self, byte: usize) -> bool {
        self.0
            .iter()
            .any(|span| span.start <= byte && byte < span.end)
    }
}

/// What the story shows of a person's gender; what contradicts itself shows nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    Nothing,
    As(Gender),
    Both,
}

impl From<Option<Gender>> for Shown {
    fn from(gender: Option<Gender>) -> Self {
        gender.map_or(Self::Nothing, Self::As)
    }
}

/// A sentence that opens with he or she.
#[derive(Clone, Copy)]
struct Opening {
    byte: usize,
    paragraph: usize,
    sentence: usize,
    gender: Gender,
}

/// Who a sentence and what follows it offer to a pronoun.
enum Since {
    Found(usize),
    Nobody,
    Doubtful,
}

/// Mentions looked at between a pronoun and its sentence before; more leave it unresolved.
const MENTIONS_MAX: usize = 64;

impl<'a> Resolver<'a> {
    /// Reads the mentions of a story.
    pub(crate) fn new(
        text: &'a str,
        paragraphs: &[Paragraph<'a>],
        confirmed: &'a [Confirmed],
    ) -> Self {
        let mut resolver = Self {
            text,
            confirmed,
            entities: Vec::new(),
            by_last: HashMap::new(),
            by_name: HashMap::new(),
            mentions: Vec::new(),
            by_role: Bearers::default(),
            bodies_by_word: HashMap::new(),
        };
        for paragraph in paragraphs {
            resolver.read_mentions(paragraph);
        }
        for paragraph in paragraphs {
            resolver.read_genders(paragraph);
        }
        resolver
    }

    fn read_mentions(&mut self, paragraph: &Paragraph<'a>) {
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
        let definite = at > 0 && matches!(paragraph.text(at.wrapping_sub(1)), "the" | "The");
        let what = match () {
            () if !definite || paragraph.capital(at) => return,
            () if paragraph.is(at, Flags::DOCUMENT) => What::Document,
            () if paragraph.is(at, Flags::ORGANISATION) => What::Organisation,
            () => return,
        };
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
        let (roles, titled) = role::titles(paragraph, first, end);
        let mut start = titled;
        while start + 2 < end && ADJECTIVES.contains(&paragraph.lower(start).as_str()) {
            start += 1;
        }
        let adjective = start + 1 == end && ADJECTIVES.contains(&paragraph.lower(start).as_str());
        if start >= end || adjective {
            return;
        }
        let byte = paragraph.tokens[start].start;
        let name = &self.text[byte..paragraph.tokens[end - 1].end];
        let words = end - start;
        let what = match what_is(paragraph, start, end, !roles.is_empty()) {
            What::Person if words == 1 && self.is_country(name, &roles) => What::Organisation,
            what => what,
        };
        let office = titled > first
            && start == titled
            && words == 1
            && !roles.iter().all(Role::is_honorific);
        let name = if office && self.surname(name).is_none() {
            &self.text[paragraph.tokens[start - 1].start..paragraph.tokens[end - 1].end]
        } else {
            name
        };
        if what == What::Person
            && words == 1
            && !self.by_last.contains_key(&plain(name))
            && !self.is_first_name(name)
        {
            let opens = paragraph
                .sentences
                .binary_search_by_key(&start, |sentence| sentence.0)
                .is_ok();
            let place = start > 0
                && (paragraph.is(
                    start.wrapping_sub(1),
                    Flags::PREPOSITION.or(Flags::DETERMINER),
                ) || paragraph.is_comma(start.wrapping_sub(1))
                    && paragraph.capital(start.wrapping_sub(2)));
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
            if roles.is_empty() && (opens || place || modifies || name.ends_with('.')) {
                return;
            }
        }
        let known = self.known(name, what, words);
        let gender = gender_before(paragraph, first, start);
        match known {
            Some(entity) => {
                self.mentions.push(Mention {
                    start: byte,
                    entity,
                    aside: false,
                });
                self.entities[entity].bare |= words == 1;
                self.learn(entity, byte, &roles, gender);
            }
            None => {
                let whole = !role::is_place_and_name(paragraph, start, end);
                let full = whole && (words > 1 || office);
                let entity = self.mention(byte, name.to_owned(), what, full);
                if what == What::Organisation && words > 1 {
                    for index in (start..end)
                        .filter(|index| paragraph.is(*index, Flags::ORGANISATION.or(Flags::MEDIUM)))
                    {
                        let bearers = self
                            .bodies_by_word
                            .entry(paragraph.lower(index))
                            .or_default();
                        if bearers.len() < BEARERS_MAX {
                            bearers.push((byte, entity));
                        }
                    }
                }
                if what == What::Person {
                    let last = plain(surname_of(name));
                    self.by_last.entry(last).or_default().push(entity);
                }
                self.learn(entity, byte, &roles, gender);
            }
        }
        if what == What::Person
            && let Some(entity) = self.mentions.last().map(|mention| mention.entity)
        {
            self.set_aside(is_aside(paragraph, first, end));
            self.entities[entity].acts |= acts(paragraph, first, end);
            let apposed = role::apposition(paragraph, end);
            self.learn(entity, byte, &apposed.0, apposed.1);
        }
    }

    /// Gender from "his", "she", "herself" after the one person that a sentence and the one before it name.
    fn read_genders(&mut self, paragraph: &Paragraph<'a>) {
        let mut before: Option<usize> = None;
        let mut clear = true;
        for sentence in &paragraph.sentences {
            let start = paragraph.tokens[sentence.0].start;
            let end = paragraph.tokens[sentence.1 - 1].end;
            let mut named: Vec<(usize, usize)> = self
                .mentions_between(start, end)
                .into_iter()
                .filter(|mention| self.entities[mention.entity].what == What::Person)
                .map(|mention| (mention.entity, mention.start))
                .collect();
            named.dedup_by_key(|(entity, _)| *entity);
            let sole = match named[..] {
                [(entity, byte)] => Some((entity, byte)),
                _ => None,
            };
            if let Some((entity, byte)) = sole.filter(|(entity, _)| {
                clear
                    && before.is_none_or(|before| before == *entity)
                    && self.entities[*entity].full
            }) {
                self.read_gender(paragraph, (paragraph.token_at(byte), sentence.1), entity);
            }
            clear = named.len() <= 1;
            before = sole.map(|(entity, _)| entity);
        }
    }

    fn read_gender(&mut self, paragraph: &Paragraph<'a>, range: (usize, usize), entity: usize) {
        let pronouns = Flags::POSSESSIVE.or(Flags::SUBJECT).or(Flags::OBJECT);
        let shown = (range.0..range.1)
            .filter(|index| paragraph.is(*index, pronouns) && !paragraph.quoted(*index))
            .find_map(|index| gender_of(paragraph, index, TitleOnly::No));
        let votes = &mut self.entities[entity].votes;
        match shown {
            Some(Gender::Female) => votes.0 += 1,
            Some(Gender::Male) => votes.1 += 1,
            None => {}
        }
    }

    fn is_first_name(&self, name: &str) -> bool {
        self.entities.iter().take(64).any(|entity| {
            entity.full
                && entity.what == What::Person
                && entity.name.split(' ').next() == Some(name)
        })
    }

    fn learn(&mut self, entity: usize, byte: usize, roles: &[Role], gender: Option<Gender>) {
        for role in roles {
            self.by_role.learn(role, byte, entity);
        }
        let known = &mut self.entities[entity];
        known.gender = known.gender.or(gender);
    }

    /// The entity that a name means, if exactly one is known.
    fn known(&self, name: &str, what: What, words: usize) -> Option<usize> {
        let single = what == What::Person && words == 1;
        if let Some(entity) = self.by_name.get(name).filter(|_| !single) {
            return Some(*entity);
        }
        if what == What::Person && words > 1 {
            let last = surname_of(name);
            let same = |entity: &&usize| is_same_name(&self.entities[**entity].name, name);
            return self
                .by_last
                .get(&plain(last))?
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
    fn is_country(&self, name: &str, roles: &[Role]) -> bool {
        roles.is_empty() && COUNTRIES.contains(&name) && !self.by_last.contains_key(&plain(name))
    }

    /// The one full name so far with that surname; of several, the one whom the surname alone has stood for, if the
    /// others were named only in full and only as objects or possessors.
    fn surname(&self, name: &str) -> Option<usize> {
        let bearers = self.by_last.get(&plain(name))?;
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

    fn mention(&mut self, start: usize, name: String, what: What, full: bool) -> usize {
        let entity = match self.by_name.get(&name) {
            Some(entity) => *entity,
            None => {
                self.entities.push(Entity {
                    name: name.clone(),
                    what,
                    gender: None,
                    full,
                    votes: (0, 0),
                    bare: false,
                    acts: false,
                });
                self.by_name.insert(name, self.entities.len() - 1);
                self.entities.len() - 1
            }
        };
        self.mentions.push(Mention {
            start,
            entity,
            aside: false,
        });
        entity
    }

    /// Says of the latest mention whether it stands only beside something else.
    fn set_aside(&mut self, aside: bool) {
        if let Some(mention) = self.mentions.last_mut() {
            mention.aside = aside;
        }
    }

    /// Answers for every draft, in reading order of cues. Read twice: a gender that the story shows only later helps
    /// from the start.
    pub(crate) fn answers(&self, paragraphs: &[Paragraph<'a>], made: &[Made]) -> Vec<Answer> {
        let shown: Vec<Shown> = self
            .entities
            .iter()
            .map(|entity| Shown::from(entity.gender.or(entity.voted())))
            .collect();
        let (_, learned) = self.answers_with(paragraphs, made, shown);
        self.answers_with(paragraphs, made, learned).0
    }

    /// Answers, and the genders known after them, with those known before.
    fn answers_with(
        &self,
        paragraphs: &[Paragraph<'a>],
        made: &[Made],
        shown: Vec<Shown>,
    ) -> (Vec<Answer>, Vec<Shown>) {
        let mut known = Learned {
            past: Vec::new(),
            shown,
            subjects: HashMap::new(),
        };
        let mut order: Vec<(usize, usize)> = made
            .iter()
            .enumerate()
            .map(|(index, made)| (place_of(made), index))
            .collect();
        order.sort_unstable();
        let mut openings = pronoun_openings(paragraphs).into_iter().peekable();
        let mut found: Vec<Option<Answer>> = vec![None; made.len()];
        for (byte, index) in order {
            while let Some(opening) = openings.next_if(|opening| opening.byte < byte) {
                self.learn_opening(paragraphs, opening, &mut known);
            }
            let mut answer = self.answer(paragraphs, &made[index], &known);
            if answer.resolved.how == ResolvedHow::Pronoun && is_before_outer(made, index) {
                answer = unresolved(answer.kind);
            }
            self.learn_statement(paragraphs, &made[index], &answer, &mut known);
            let nested = is_nested(made, index);
            let head = made[index]
                .draft
                .source
                .map(|subject| (&paragraphs[made[index].paragraph], subject.head));
            let written = head.map_or_else(String::new, |(paragraph, head)| {
                self.text[paragraph.tokens[head.0].start..paragraph.tokens[head.1 - 1].end]
                    .to_owned()
            });
            // A pronoun that was not resolved stands for nobody.
            let written = if answer.resolved.how == ResolvedHow::Unresolved && is_pronoun(&written)
            {
                String::new()
            } else {
                written
            };
            known
                .past
                .push(Past::of(&made[index], &answer, nested, written));
            found[index] = Some(answer);
        }
        (found.into_iter().flatten().collect(), known.shown)
    }

    /// A sentence that opens with he or she: whom it means is its subject from then on, and has that gender.
    fn learn_opening(&self, paragraphs: &[Paragraph<'a>], opening: Opening, known: &mut Learned) {
        let place = Place {
            paragraph: opening.paragraph,
            sentence: opening.sentence,
            content: &[],
        };
        if let Some(entity) =
            self.person_meant(paragraphs, place, (opening.byte, opening.gender), known)
        {
            known.subjects.insert(opening.byte, entity);
            known.learn(entity, opening.gender);
        }
    }

    /// Gender from a pronoun that was resolved, or that opens the words a person is said to say.
    fn learn_statement(
        &self,
        paragraphs: &[Paragraph<'a>],
        made: &Made,
        answer: &Answer,
        known: &mut Learned,
    ) {
        let Some(entity) = answer.entity.filter(|_| answer.kind == SourceKind::Person) else {
            return;
        };
        let paragraph = &paragraphs[made.paragraph];
        let gender = if answer.resolved.how == ResolvedHow::Pronoun {
            pronoun_gender(paragraphs, made)
        } else {
            let first = made
                .content
                .first()
                .map_or(0, |span| paragraph.token_at(span.start));
            let follows = first == made.draft.cue.end && paragraph.is(first, Flags::SUBJECT);
            if follows {
                gender_of(paragraph, first, TitleOnly::No)
            } else {
                None
            }
        };
        if let Some(gender) = gender {
            known.learn(entity, gender);
        }
    }

    fn answer(&self, paragraphs: &[Paragraph<'a>], made: &Made, known: &Learned) -> Answer {
        let paragraph = &paragraphs[made.paragraph];
        let Some(subject) = made.draft.source else {
            return unresolved(SourceKind::None);
        };
        let (first, end) = subject.head;
        if let Some(answer) = self.apposed(paragraph, subject) {
            return answer;
        }
        if end - first == 1 && paragraph.is(first, Flags::SUBJECT.or(Flags::POSSESSIVE)) {
            return self.pronoun(paragraphs, made, first, known);
        }
        self.named(paragraph, first, end)
    }

    /// "the union's chairwoman, Ana Ruiz": the apposition is the full name.
    fn apposed(&self, paragraph: &Paragraph<'a>, subject: Subject) -> Option<Answer> {
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
            .into_iter()
            .next()?;
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
        let name = Some(entity.name.clone());
        person.then(|| self.found(SourceKind::Person, name, how, Some(mention.entity)))
    }

    fn named(&self, paragraph: &Paragraph<'a>, first: usize, end: usize) -> Answer {
        let end = self.person_end(paragraph, first, end).unwrap_or(end);
        let byte = paragraph.tokens[first].start;
        let kind = kind_of(paragraph, first, end);
        if kind == SourceKind::Group {
            let named = named_group(paragraph, first, end);
            let name = named.then(|| self.text[byte..paragraph.tokens[end - 1].end].to_owned());
            return self.found(
                kind,
                name,
                if named {
                    ResolvedHow::Named
                } else {
                    ResolvedHow::Unresolved
                },
                None,
            );
        }
        let in_head: Vec<&Mention> = self.mentions_between(byte, paragraph.tokens[end - 1].end);
        let persons: Vec<usize> = in_head
            .iter()
            .map(|mention| mention.entity)
            .filter(|entity| self.entities[*entity].what == What::Person)
            .collect();
        let possessor = (first..end).any(|index| {
            paragraph.is(index, Flags::CLITIC) && matches!(paragraph.text(index), "'s" | "’s")
        });
        let name_end = bare_end(paragraph, first, end);
        let written = &self.text[byte..paragraph.tokens[name_end - 1].end];
        let ends = in_head.last().is_some_and(|mention| {
            let spoken = &self.entities[mention.entity].name;
            persons.last() == Some(&mention.entity) && ends_in_surname(written, spoken)
        });
        // "The Commission on Public Debates": what follows the preposition is part of a body's name.
        let of_body = (first + 1..end)
            .find(|index| paragraph.is(*index, Flags::PREPOSITION))
            .is_some_and(|index| {
                paragraph.is(index - 1, Flags::ORGANISATION) && paragraph.capital(index - 1)
            });
        let ends = ends && !of_body && (!possessor || persons.len() > 1);
        if let (Some(one), true) = (persons.last(), ends) {
            let entity = &self.entities[*one];
            let how = if written.contains(&entity.name) && entity.full {
                ResolvedHow::Named
            } else {
                ResolvedHow::Surname
            };
            if entity.full {
                return self.found(
                    SourceKind::Person,
                    Some(entity.name.clone()),
                    how,
                    Some(*one),
                );
            }
            return Answer {
                entity: Some(*one),
                ..unresolved(SourceKind::Person)
            };
        }
        if let Some(entity) = self.in_office(paragraph, first, end) {
            return self.found(
                SourceKind::Person,
                Some(self.entities[entity].name.clone()),
                ResolvedHow::Role,
                Some(entity),
            );
        }
        let body = in_head
            .last()
            .map(|mention| mention.entity)
            .filter(|entity| {
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
                let name = self.whole_name(paragraph, first, end, entity);
                self.found(kind, Some(name), ResolvedHow::Named, Some(entity))
            }
            _ if kind == SourceKind::Organisation && named_group(paragraph, first, end) => {
                let name = self.text[byte..paragraph.tokens[end - 1].end].to_owned();
                self.found(kind, Some(name), ResolvedHow::Named, None)
            }
            _ if kind == SourceKind::Organisation => match self.body_by_role(paragraph, first, end)
            {
                Some(entity) => self.found(
                    kind,
                    Some(self.entities[entity].name.clone()),
                    ResolvedHow::Role,
                    Some(entity),
                ),
                None => unresolved(kind),
            },
            _ => Answer {
                entity: in_head.last().map(|mention| mention.entity),
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
    ) -> String {
        let end = bare_end(paragraph, first, end);
        let opens = (first..end)
            .find(|index| paragraph.capital(*index) && !paragraph.is(*index, Flags::DETERMINER));
        let joined = Flags::CLITIC.or(Flags::SUBORDINATOR).or(Flags::RELATIVE);
        let whole = |opens: &usize| {
            (*opens..end).all(|index| paragraph.is_word(index) && !paragraph.is(index, joined))
        };
        opens.filter(whole).map_or_else(
            || self.entities[entity].name.clone(),
            |opens| {
                self.text[paragraph.tokens[opens].start..paragraph.tokens[end - 1].end].to_owned()
            },
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
        let [mention] = self.mentions_between(byte, paragraph.tokens[stop - 1].end)[..] else {
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
        let bearers = self.bodies_by_word.get(&paragraph.lower(end - 1))?;
        let mut earlier = bearers
            .iter()
            .filter(|(byte, _)| *byte < before)
            .map(|(_, entity)| *entity);
        let one = earlier.next()?;
        earlier.next().is_none().then_some(one)
    }

    fn pronoun(
        &self,
        paragraphs: &[Paragraph<'a>],
        made: &Made,
        at: usize,
        known: &Learned,
    ) -> Answer {
        let paragraph = &paragraphs[made.paragraph];
        let word = paragraph.lower(at);
        let byte = paragraph.tokens[at].start;
        match word.as_str() {
            "he" | "his" => self.person(paragraphs, made, (byte, Gender::Male), known),
            "she" | "her" => self.person(paragraphs, made, (byte, Gender::Female), known),
            "they" | "their" => self.plural(paragraphs, made, &known.past),
            "it" | "its" => self.body(paragraphs, made, byte),
            "who" => self.relative(paragraph, at),
            _ => unresolved(SourceKind::Person),
        }
    }

    /// The latest person that is source or subject of the sentence before, if nobody else of that gender came since.
    fn person(
        &self,
        paragraphs: &[Paragraph<'a>],
        made: &Made,
        pronoun: (usize, Gender),
        known: &Learned,
    ) -> Answer {
        let place = Place {
            paragraph: made.paragraph,
            sentence: made.draft.sentence.0,
            content: &made.content,
        };
        match self.person_meant(paragraphs, place, pronoun, known) {
            Some(entity) => self.found(
                SourceKind::Person,
                Some(self.entities[entity].name.clone()),
                ResolvedHow::Pronoun,
                Some(entity),
            ),
            None => unresolved(SourceKind::Person),
        }
    }

    fn person_meant(
        &self,
        paragraphs: &[Paragraph<'a>],
        place: Place,
        pronoun: (usize, Gender),
        known: &Learned,
    ) -> Option<usize> {
        for back in 0..SENTENCES_BACK_MAX {
            let from = previous_sentence(paragraphs, place, back)?;
            match self.person_since(paragraphs, (place, from), pronoun, known) {
                Since::Found(entity) => return Some(entity),
                Since::Nobody => {}
                Since::Doubtful => return None,
            }
        }
        None
    }

    fn person_since(
        &self,
        paragraphs: &[Paragraph<'a>],
        (place, from): (Place, usize),
        (byte, gender): (usize, Gender),
        known: &Learned,
    ) -> Since {
        let source = known
            .since(from)
            .find(|past| past.source < byte && past.speaks_alone && !past.nested)
            .map(|past| (past.source_end, past.person));
        let subject = self.subject_of(paragraphs, from, byte, known);
        // A name inside the words said is not the pronoun that says them.
        let said = |mention: &Mention| {
            place
                .content
                .iter()
                .any(|span| span.start <= mention.start && mention.start < span.end)
        };
        let person = |mention: &Mention| self.entities[mention.entity].what == What::Person;
        let (start, entity) = match (source, subject) {
            (Some((start, Some(entity))), _) => (start, entity),
            (Some((_, None)), _) => return Since::Doubtful,
            (_, Some((start, entity))) => (start, entity),
            _ => return self.sole_person(paragraphs, (place, from), (byte, gender), known),
        };
        let fits = |entity: usize| known.gender(entity).is_none_or(|known| known == gender);
        let named = self.named_in(paragraphs, place.content);
        let since = self.mentions_between(start, byte);
        // Where the story shows that the pronoun fits, one who is only spoken of is no rival.
        let shown = known.gender(entity) == Some(gender);
        let told = known.told_by(entity, from);
        let spoken_of = |mention: &Mention| {
            shown
                && !known.spoke(mention.entity, from)
                && (mention.aside
                    || told.contains(mention.start)
                    || is_quoted(paragraphs, mention.start))
        };
        let rival = |mention: &Mention| {
            !said(mention)
                && !named.contains(&mention.entity)
                && mention.entity != entity
                && person(mention)
                && fits(mention.entity)
                && !spoken_of(mention)
        };
        if since.len() >= MENTIONS_MAX
            || since.into_iter().any(rival)
            || !fits(entity)
            || !self.entities[entity].full
            || self.entities[entity].what != What::Person
        {
            return Since::Doubtful;
        }
        Since::Found(entity)
    }

    /// Who is named in the words said, outside quotation marks: "He said Ruiz hopes" makes him somebody else than Ruiz.
    fn named_in(&self, paragraphs: &[Paragraph<'a>], content: &[Span]) -> Vec<usize> {
        let mentions = content
            .iter()
            .flat_map(|span| self.mentions_between(span.start, span.end));
        let plain = mentions.filter(|mention| !is_quoted(paragraphs, mention.start));
        plain.map(|mention| mention.entity).collect()
    }

    /// Who is meant where the words since a byte have neither a speaker nor a person as subject: the one person named
    /// there, if the story shows the gender and no other whom the pronoun fits spoke last.
    fn sole_person(
        &self,
        paragraphs: &[Paragraph<'a>],
        (place, from): (Place, usize),
        (byte, gender): (usize, Gender),
        known: &Learned,
    ) -> Since {
        let said = |mention: &Mention| {
            place
                .content
                .iter()
                .any(|span| span.start <= mention.start && mention.start < span.end)
        };
        let fits = |entity: usize| known.gender(entity).is_none_or(|known| known == gender);
        let spoken_of = self.named_in(paragraphs, place.content);
        let mut named: Vec<usize> = self
            .mentions_between(from, byte)
            .into_iter()
            .filter(|mention| !said(mention) && self.entities[mention.entity].what == What::Person)
            .map(|mention| mention.entity)
            .filter(|entity| fits(*entity) && !spoken_of.contains(entity))
            .collect();
        named.sort_unstable();
        named.dedup();
        let [entity] = named[..] else {
            return if named.is_empty() {
                Since::Nobody
            } else {
                Since::Doubtful
            };
        };
        // "He met Ruiz. He said": who the first one is stays open.
        let open = has_pronoun(paragraphs, (from, byte), gender);
        let last = known
            .since(0)
            .find(|past| past.speaks_alone && !past.nested);
        let other =
            last.is_some_and(|past| past.person != Some(entity) && past.person.is_none_or(fits));
        if open || other || known.gender(entity) != Some(gender) || !self.entities[entity].full {
            return Since::Doubtful;
        }
        Since::Found(entity)
    }

    /// The person whose name opens the sentence that begins at `from`.
    fn subject_of(
        &self,
        paragraphs: &[Paragraph<'a>],
        from: usize,
        byte: usize,
        known: &Learned,
    ) -> Option<(usize, usize)> {
        if let Some(entity) = known.subjects.get(&from) {
            return Some((from, *entity));
        }
        let index = paragraphs.partition_point(|paragraph| {
            paragraph.tokens.last().is_none_or(|last| last.end <= from)
        });
        let paragraph = paragraphs.get(index)?;
        let first = paragraph.token_at(from);
        let sentence = paragraph.sentences.get(
            paragraph
                .sentences
                .partition_point(|sentence| sentence.1 <= first),
        )?;
        if let Some(found) = self.opening_name(paragraph, *sentence, byte) {
            return Some(found);
        }
        let end = (first + 1..sentence.1.min(first + 24)).find(|index| {
            paragraph.is_finite(*index)
                || paragraph.is(*index, Flags::ED) && !paragraph.capital(*index)
        })?;
        let subject = paragraph.subject_left(sentence.0, end)?;
        let head = paragraph.tokens[subject.head.0].start;
        let mention = self
            .mentions_between(head, paragraph.tokens[subject.head.1 - 1].end)
            .pop()?;
        let entity = &self.entities[mention.entity];
        let head = &self.text[..paragraph.tokens[subject.head.1 - 1].end];
        let person = entity.what == What::Person
            && mention.start < byte
            && ends_in_surname(head, &entity.name);
        let end = paragraph.tokens[subject.range.1 - 1].end;
        person.then_some((end, mention.entity))
    }

    /// A name that opens the sentence and is followed by neither a possessive nor another name.
    fn opening_name(
        &self,
        paragraph: &Paragraph<'a>,
        sentence: (usize, usize),
        byte: usize,
    ) -> Option<(usize, usize)> {
        let start = paragraph.tokens[sentence.0].start;
        let end = paragraph.tokens[sentence.1 - 1].end.min(byte);
        let mention = self.mentions_between(start, end).into_iter().next()?;
        let name = &self.entities[mention.entity];
        let first = paragraph.token_at(mention.start);
        let titles = (sentence.0..first).all(|index| {
            paragraph.capital(index) && paragraph.is(index, Flags::TITLE.or(Flags::PERSON))
        });
        let after = name_end(paragraph, first);
        let alone = !paragraph.is(after, Flags::CLITIC.or(Flags::COORDINATOR))
            && !paragraph.is_comma(after)
            && !paragraph.is_apostrophe(after);
        (name.what == What::Person && titles && alone && first < sentence.1)
            .then_some((mention.start, mention.entity))
    }

    fn plural(&self, paragraphs: &[Paragraph<'a>], made: &Made, past: &[Past]) -> Answer {
        let section = section_start(paragraphs, made.paragraph);
        let own = made.cue.first().map_or(0, |span| span.start);
        let latest = past
            .iter()
            .rev()
            .take(3)
            .take_while(|past| past.cue >= section)
            .find(|past| past.plural.is_some() && past.cue < own);
        match latest.and_then(|past| past.plural.clone()) {
            Some(name) => self.found(SourceKind::Group, Some(name), ResolvedHow::Plural, None),
            None => unresolved(SourceKind::Group),
        }
    }

    /// The document if the cue is a document's, else the body, that the sentence before names; two of a kind: neither.
    fn body(&self, paragraphs: &[Paragraph<'a>], made: &Made, byte: usize) -> Answer {
        let wanted = if made.draft.cue.class == CueClass::Document {
            What::Document
        } else {
            What::Organisation
        };
        let kind = if wanted == What::Document {
            SourceKind::Document
        } else {
            SourceKind::Organisation
        };
        let place = Place {
            paragraph: made.paragraph,
            sentence: made.draft.sentence.0,
            content: &made.content,
        };
        let Some(from) = previous_sentence(paragraphs, place, 0) else {
            return unresolved(kind);
        };
        let mut found: Vec<usize> = Vec::new();
        for mention in self.mentions_between(from, byte) {
            if self.entities[mention.entity].what == wanted && !found.contains(&mention.entity) {
                found.push(mention.entity);
            }
        }
        match found.as_slice() {
            [one] => self.found(
                kind,
                Some(self.entities[*one].name.clone()),
                ResolvedHow::It,
                Some(*one),
            ),
            _ => unresolved(kind),
        }
    }

    fn relative(&self, paragraph: &Paragraph<'a>, at: usize) -> Answer {
        let before = at - usize::from(at > 0);
        let parted = paragraph.is_comma(before) || paragraph.is_dash(before);
        let name_ends = before - usize::from(before > 0 && parted);
        let byte = paragraph.tokens[name_ends].end;
        let from = byte.saturating_sub(80);
        let last = self
            .mentions_between(from, byte)
            .pop()
            .map(|mention| (mention.start, mention.entity));
        match last {
            Some((start, entity))
                if self.entities[entity].full
                    && self.entities[entity].what == What::Person
                    && start + self.entities[entity].name.len() == byte =>
            {
                self.found(
                    SourceKind::Person,
                    Some(self.entities[entity].name.clone()),
                    ResolvedHow::Relative,
                    Some(entity),
                )
            }
            _ => unresolved(SourceKind::Person),
        }
    }

    fn mentions_between(&self, start: usize, end: usize) -> Vec<&Mention> {
        let first = self
            .mentions
            .partition_point(|mention| mention.start < start);
        self.mentions[first..]
            .iter()
            .take_while(|mention| mention.start < end)
            .take(MENTIONS_MAX)
            .collect()
    }

    fn found(
        &self,
        kind: SourceKind,
        name: Option<String>,
        how: ResolvedHow,
        entity: Option<usize>,
    ) -> Answer {
        let confirmed = name.as_ref().and_then(|name| {
            self.confirmed
                .iter()
                .find(|confirmed| confirmed.name == *name)
        });
        Answer {
            kind,
            resolved: Resolved {
                entity: confirmed.map(|confirmed| confirmed.entity.clone()),
                name,
                how,
            },
            entity,
        }
    }
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
                    paragraph.lower(index).as_str(),
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
fn acts(paragraph: &Paragraph, first: usize, end: usize) -> bool {
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
            paragraph.lower(index).as_str(),
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

/// Whether "he", or "she", stands outside quotation marks in the sentence from the first byte and before the second.
fn has_pronoun(paragraphs: &[Paragraph], (from, byte): (usize, usize), gender: Gender) -> bool {
    let index = paragraphs
        .partition_point(|paragraph| paragraph.tokens.last().is_none_or(|last| last.end <= from));
    let Some(paragraph) = paragraphs.get(index) else {
        return false;
    };
    let first = paragraph.token_at(from);
    let sentence = paragraph
        .sentences
        .partition_point(|sentence| sentence.1 <= first);
    let end = paragraph
        .sentences
        .get(sentence)
        .map_or(first, |sentence| sentence.1);
    (first..end)
        .take_while(|index| paragraph.tokens[*index].start < byte)
        .any(|index| {
            let opens = index == first && paragraph.is(index, Flags::POSSESSIVE);
            (opens || paragraph.is(index, Flags::SUBJECT))
                && !paragraph.quoted(index)
                && gender_of(paragraph, index, TitleOnly::No) == Some(gender)
        })
}

/// Whether a byte stands inside quotation marks.
fn is_quoted(paragraphs: &[Paragraph], byte: usize) -> bool {
    let index = paragraphs
        .partition_point(|paragraph| paragraph.tokens.last().is_none_or(|last| last.end <= byte));
    paragraphs
        .get(index)
        .is_some_and(|paragraph| paragraph.quoted(paragraph.token_at(byte)))
}

fn pronoun_gender(paragraphs: &[Paragraph], made: &Made) -> Option<Gender> {
    gender_of(
        &paragraphs[made.paragraph],
        made.draft.source?.head.0,
        TitleOnly::No,
    )
}

/// What an earlier statement says of later pronouns.
struct Past {
    cue: usize,
    source: usize,
    /// One past the source's last byte: who is named inside it is no rival.
    source_end: usize,
    person: Option<usize>,
    plural: Option<String>,
    /// Whether the source is one person, known or not.
    speaks_alone: bool,
    /// Whether it stands inside the words of another statement.
    nested: bool,
    /// What was said.
    content: Vec<Span>,
}

impl Past {
    fn of(made: &Made, answer: &Answer, nested: bool, written: String) -> Self {
        let plural = (answer.kind == SourceKind::Group)
            .then(|| {
                answer
                    .resolved
                    .name
                    .clone()
                    .or(Some(written))
                    .filter(|name| !name.is_empty())
            })
            .flatten();
        Self {
            cue: made.cue.first().map_or(0, |span| span.start),
            source: made.source.first().map_or(0, |span| span.start),
            source_end: made.source.last().map_or(0, |span| span.end),
            person: answer.entity.filter(|_| answer.kind == SourceKind::Person),
            plural,
            speaks_alone: answer.kind == SourceKind::Person,
            nested,
            content: made.content.clone(),
        }
    }
}

fn is_pronoun(word: &str) -> bool {
    matches!(
        word.to_lowercase().as_str(),
        "they" | "we" | "you" | "their" | "who" | "our"
    )
}

fn place_of(made: &Made) -> usize {
    let source = made.source.first().map_or(usize::MAX, |span| span.start);
    made.cue.first().map_or(0, |span| span.start).min(source)
}

/// Whether the statement's cue stands inside the words of another one of its sentence.
fn is_nested(made: &[Made], index: usize) -> bool {
    let own = &made[index];
    let Some(cue) = own.cue.first() else {
        return false;
    };
    let near = index.saturating_sub(NEAR_MAX)..(index + NEAR_MAX).min(made.len());
    near.filter(|other| *other != index && made[*other].paragraph == own.paragraph)
        .any(|other| {
            let holds = |made: &Made, cue: &Span| {
                let mut content = made.content.iter();
                content.any(|span| span.start <= cue.start && cue.end <= span.end)
            };
            // "CLAUSE, NAME said.": the cue at the end is the outer one.
            let outer = made[other]
                .cue
                .first()
                .is_some_and(|theirs| holds(own, theirs));
            holds(&made[other], cue) && !outer
        })
}

/// Whether the statement stands inside the words of one whose speaker is named only after it: "He was late, Berg said"
/// may be of Berg or of another.
fn is_before_outer(made: &[Made], index: usize) -> bool {
    let own = &made[index];
    let Some(cue) = own.cue.first() else {
        return false;
    };
    let near = index.saturating_sub(NEAR_MAX)..(index + NEAR_MAX).min(made.len());
    near.filter(|other| *other != index && made[*other].paragraph == own.paragraph)
        .any(|other| {
            let theirs = &made[other];
            let after = theirs
                .source
                .first()
                .is_some_and(|source| source.start > cue.end);
            let mut content = theirs.content.iter();
            after && content.any(|span| span.start <= cue.start && cue.end <= span.end)
        })
}

/// Statements looked at on each side for one that this one stands inside of.
const NEAR_MAX: usize = 4;

fn pronoun_openings(paragraphs: &[Paragraph]) -> Vec<Opening> {
    let mut found = Vec::new();
    for (index, paragraph) in paragraphs.iter().enumerate() {
        for sentence in &paragraph.sentences {
            let token = &paragraph.tokens[sentence.0];
            let gender = match paragraph.text(sentence.0) {
                "He" => Gender::Male,
                "She" => Gender::Female,
                _ => continue,
            };
            found.push(Opening {
                byte: token.start,
                paragraph: index,
                sentence: sentence.0,
                gender,
            });
        }
    }
    found
}

fn unresolved(kind: SourceKind) -> Answer {
    Answer {
        kind,
        resolved: Resolved {
            entity: None,
            name: None,
            how: ResolvedHow::Unresolved,
        },
        entity: None,
    }
}

/// The first byte of the sentence before that of the draft (`back` more before it), in its section; sentences that are nothing but a
/// quotation belong to the one before them.
fn previous_sentence(paragraphs: &[Paragraph], place: Place, back: usize) -> Option<usize> {
    let mut index = place.paragraph;
    let own = paragraphs[index]
        .sentences
        .partition_point(|sentence| sentence.1 <= place.sentence);
    let mut before = own;
    let mut left = back;
    for _ in 0..QUOTATIONS_BETWEEN_MAX {
        while before == 0 {
            if paragraphs[index].kind == BlockKind::Heading || index == 0 {
                return None;
            }
            index -= 1;
            if paragraphs[index].kind == BlockKind::Heading {
                return None;
            }
            before = paragraphs[index].sentences.len();
        }
        before -= 1;
        let sentence = paragraphs[index].sentences[before];
        if !is_quotation(&paragraphs[index], sentence) {
            if left == 0 {
                return Some(paragraphs[index].tokens[sentence.0].start);
            }
            left -= 1;
        }
    }
    None
}

/// Sentences of nothing but quoted words that may stand between a pronoun and its person.
const QUOTATIONS_BETWEEN_MAX: usize = 12;

fn is_quotation(paragraph: &Paragraph, sentence: (usize, usize)) -> bool {
    paragraph.quoted(sentence.0)
        && paragraph
            .quotation_of(sentence.0)
            .is_some_and(|quotation| quotation.close + 2 >= sentence.1)
}

/// The first byte after the last sub-heading before the paragraph.
fn section_start(paragraphs: &[Paragraph], index: usize) -> usize {
    let from = index.saturating_sub(4);
    let heading = (from..index)
        .rev()
        .find(|at| paragraphs[*at].kind == BlockKind::Heading);
    let first = heading.map_or(from, |at| at + 1);
    paragraphs[first]
        .tokens
        .first()
        .map_or(0, |token| token.start)
}

/// One past a run of capitalised words that begins at `at`; `at` itself if none does.
fn name_end(paragraph: &Paragraph, at: usize) -> usize {
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

fn gender_before(paragraph: &Paragraph, first: usize, start: usize) -> Option<Gender> {
    (first..start)
        .chain(first.checked_sub(1))
        .find_map(|index| gender_of(paragraph, index, TitleOnly::Yes))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum TitleOnly {
    Yes,
    No,
}

fn gender_of(paragraph: &Paragraph, index: usize, title_only: TitleOnly) -> Option<Gender> {
    let pronoun = paragraph.is(
        index,
        Flags::POSSESSIVE.or(Flags::SUBJECT).or(Flags::OBJECT),
    );
    if pronoun && title_only == TitleOnly::Yes {
        return None;
    }
    if paragraph.is(index, Flags::FEMALE) {
        Some(Gender::Female)
    } else if paragraph.is(index, Flags::MALE) {
        Some(Gender::Male)
    } else {
        None
    }
}

fn what_is(paragraph: &Paragraph, start: usize, end: usize, titled: bool) -> What {
    let any = |test: &dyn Fn(usize) -> bool| (start..end).any(test);
    if any(&|index| paragraph.is(index, Flags::DOCUMENT)) && !titled {
        return What::Document;
    }
    let body = any(&|index| {
        paragraph.is(index, Flags::ORGANISATION.or(Flags::MEDIUM))
            && (end - start > 1 || !titled || paragraph.is(index, Flags::ORGANISATION))
            || NOT_PERSONS.contains(&paragraph.lower(index).as_str())
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

fn is_acronym(word: &str) -> bool {
    word.len() > 1
        && word.chars().all(|c| c.is_uppercase() || c == '.')
        && !(word.ends_with('.') && word.len() < 4 && word.len() != 4)
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

/// "Democrats", "the Veldish opposition": a people or party by name.
fn named_group(paragraph: &Paragraph, first: usize, end: usize) -> bool {
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

/// What kind of source the words of a phrase name.
pub(crate) fn kind_of(paragraph: &Paragraph, first: usize, end: usize) -> SourceKind {
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
