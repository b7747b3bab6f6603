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

use std::collections::HashMap;

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
