//! Who a source is, as far as the story itself says: a surname, a role, a pronoun to the one earlier name it can
//! mean. Two candidates, or a sub-heading between, and it stays unresolved. Never guesses a gender from a first name.

mod entity;
mod gender;
mod kind;
mod learned;
mod mention;
mod name;
mod named;
mod past;
mod person;
mod place;
mod pronoun;
mod role;

use std::collections::{HashMap, HashSet};

use crate::extract::{Made, Paragraph};
use crate::lexicon::Flags;
use crate::statement::{Resolved, ResolvedHow, SourceKind};
use crate::story::Confirmed;
use entity::{Entity, What};
use gender::Shown;
use learned::{Learned, pronoun_openings};
use past::{Past, is_before_outer, is_nested, place_of};
use pronoun::is_pronoun;
use role::Bearers;

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
}

/// The same while the story is read: a name is that of an entity, or words of the text.
#[derive(Clone, Copy)]
struct Meant<'r> {
    kind: SourceKind,
    name: Option<&'r str>,
    how: ResolvedHow,
    entity: Option<usize>,
}

/// Resolves the sources of drafts, in reading order.
pub(crate) struct Resolver<'a> {
    text: &'a str,
    confirmed: &'a [Confirmed],
    entities: Vec<Entity>,
    by_last: HashMap<String, Vec<usize>>,
    by_name: HashMap<String, usize>,
    /// First words of the full names of the first persons.
    first_names: HashSet<String>,
    mentions: Vec<Mention>,
    by_role: Bearers,
    /// For words of bodies' names the first bodies, with the byte from which each is known: "fund" of "Velden Relief Fund".
    bodies_by_word: HashMap<String, Vec<(usize, usize)>>,
}

/// Entities of which the first names are remembered.
const FIRST_NAMES_MAX: usize = 64;
/// Names of a common story: room for so many is made at once.
const NAMES: usize = 96;
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
            by_last: HashMap::with_capacity(NAMES),
            by_name: HashMap::with_capacity(NAMES),
            first_names: HashSet::new(),
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

    fn mention(&mut self, start: usize, name: String, what: What, full: bool) -> usize {
        let entity = match self.by_name.get(&name) {
            Some(entity) => *entity,
            None => {
                if full && what == What::Person && self.entities.len() < FIRST_NAMES_MAX {
                    let first = name.split(' ').next().unwrap_or_default();
                    self.first_names.insert(first.to_owned());
                }
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
        let shown = self
            .entities
            .iter()
            .map(|entity| Shown::from(entity.gender.or(entity.voted())));
        let asked: Vec<Asked> = (0..made.len())
            .map(|index| self.ask(paragraphs, made, index))
            .collect();
        let (_, learned) = self.answers_with(paragraphs, made, &asked, shown.collect());
        let (found, _) = self.answers_with(paragraphs, made, &asked, learned);
        found.into_iter().map(|meant| self.answer(meant)).collect()
    }

    /// Who is meant, and the genders known after that, with those known before.
    fn answers_with<'r>(
        &'r self,
        paragraphs: &[Paragraph<'a>],
        made: &'r [Made],
        asked: &[Asked<'r>],
        shown: Vec<Shown>,
    ) -> (Vec<Meant<'r>>, Vec<Shown>) {
        let mut known = Learned {
            past: Vec::with_capacity(made.len()),
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
        let mut found: Vec<Meant> = vec![unresolved(SourceKind::None); made.len()];
        for (byte, index) in order {
            while let Some(opening) = openings.next_if(|opening| opening.byte < byte) {
                self.learn_opening(paragraphs, opening, &mut known);
            }
            let asked = &asked[index];
            let mut meant = match asked.who {
                Who::Known(meant) => meant,
                Who::Pronoun(at) => self.pronoun(paragraphs, &made[index], at, &known),
            };
            if meant.how == ResolvedHow::Pronoun && is_before_outer(made, index) {
                meant = unresolved(meant.kind);
            }
            self.learn_statement(paragraphs, &made[index], &meant, &mut known);
            // A pronoun that was not resolved stands for nobody.
            let nobody = meant.how == ResolvedHow::Unresolved && is_pronoun(asked.written);
            let written = if nobody { "" } else { asked.written };
            let past = Past::of(&made[index], &meant, asked.nested, written);
            known.past.push(past);
            found[index] = meant;
        }
        (found, known.shown)
    }

    /// What does not depend on what the story has shown.
    fn ask<'r>(&'r self, paragraphs: &[Paragraph<'a>], made: &[Made], index: usize) -> Asked<'r> {
        let own = &made[index];
        let paragraph = &paragraphs[own.paragraph];
        let nested = is_nested(made, index);
        let Some(subject) = own.draft.source else {
            return Asked {
                who: Who::Known(unresolved(SourceKind::None)),
                written: "",
                nested,
            };
        };
        let (first, end) = subject.head;
        let pronoun = end - first == 1 && paragraph.is(first, Flags::SUBJECT.or(Flags::POSSESSIVE));
        let who = match self.apposed(paragraph, subject) {
            Some(meant) => Who::Known(meant),
            None if pronoun => Who::Pronoun(first),
            None => Who::Known(self.named(paragraph, first, end)),
        };
        let written = &self.text[paragraph.tokens[first].start..paragraph.tokens[end - 1].end];
        Asked {
            who,
            written,
            nested,
        }
    }

    fn answer(&self, meant: Meant) -> Answer {
        let is_confirmed = |confirmed: &&Confirmed| Some(confirmed.name.as_str()) == meant.name;
        let confirmed = self.confirmed.iter().find(is_confirmed);
        Answer {
            kind: meant.kind,
            resolved: Resolved {
                entity: confirmed.map(|confirmed| confirmed.entity.clone()),
                name: meant.name.map(str::to_owned),
                how: meant.how,
            },
        }
    }

    /// A person, body or document of the story.
    fn entity(&self, entity: usize, kind: SourceKind, how: ResolvedHow) -> Meant<'_> {
        Meant {
            kind,
            name: Some(&self.entities[entity].name),
            how,
            entity: Some(entity),
        }
    }

    fn mentions_between(&self, start: usize, end: usize) -> &[Mention] {
        let first = self
            .mentions
            .partition_point(|mention| mention.start < start);
        let near = self.mentions[first..].iter().take(MENTIONS_MAX);
        let count = near.take_while(|mention| mention.start < end).count();
        &self.mentions[first..first + count]
    }
}

/// A source before the story's pronouns are read.
struct Asked<'r> {
    who: Who<'r>,
    /// Its words, without the apposition.
    written: &'r str,
    /// Whether its statement stands inside the words of another.
    nested: bool,
}

enum Who<'r> {
    Known(Meant<'r>),
    /// The token of a pronoun.
    Pronoun(usize),
}

const fn unresolved<'r>(kind: SourceKind) -> Meant<'r> {
    Meant {
        kind,
        name: None,
        how: ResolvedHow::Unresolved,
        entity: None,
    }
}
