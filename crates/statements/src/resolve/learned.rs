//! What the story has shown up to a place: who spoke, whose gender is known, who opens a sentence with he or she. Never
//! looks ahead.

use std::collections::HashMap;

use copydesk_text::Span;

use super::gender::{Gender, Shown, TitleOnly, gender_of, pronoun_gender};
use super::past::Past;
use super::place::Place;
use super::{Meant, Resolver};
use crate::extract::{Made, Paragraph};
use crate::lexicon::Flags;
use crate::statement::{ResolvedHow, SourceKind};

/// Statements looked back over for a pronoun.
const PAST_MAX: usize = 16;

/// What the story has shown up to a place.
pub(super) struct Learned<'r> {
    pub past: Vec<Past<'r>>,
    /// By entity.
    pub shown: Vec<Shown>,
    /// For sentences that open with he or she, by first byte: who that is.
    pub subjects: HashMap<usize, usize>,
}

impl<'r> Learned<'r> {
    /// The words that a person was said to say since a byte, but not inside the words of another.
    pub(super) fn told_by(&self, entity: usize, from: usize) -> Told {
        let own = self
            .since(from)
            .filter(|past| past.person == Some(entity) && !past.nested);
        Told(own.flat_map(|past| past.content.iter().copied()).collect())
    }

    /// Whether a person is the source of any statement since a byte.
    pub(super) fn spoke(&self, entity: usize, from: usize) -> bool {
        self.since(from).any(|past| past.person == Some(entity))
    }

    pub(super) fn since(&self, from: usize) -> impl Iterator<Item = &Past<'r>> {
        self.past
            .iter()
            .rev()
            .take(PAST_MAX)
            .take_while(move |past| past.cue >= from)
    }

    pub(super) fn gender(&self, entity: usize) -> Option<Gender> {
        match self.shown[entity] {
            Shown::As(gender) => Some(gender),
            Shown::Nothing | Shown::Both => None,
        }
    }

    pub(super) fn learn(&mut self, entity: usize, gender: Gender) {
        self.shown[entity] = match self.shown[entity] {
            Shown::Nothing => Shown::As(gender),
            Shown::As(known) if known == gender => Shown::As(gender),
            Shown::As(_) | Shown::Both => Shown::Both,
        };
    }
}

/// Words that somebody said.
pub(super) struct Told(Vec<Span>);

impl Told {
    pub(super) fn contains(&self, byte: usize) -> bool {
        self.0
            .iter()
            .any(|span| span.start <= byte && byte < span.end)
    }
}

/// A sentence that opens with he or she.
#[derive(Clone, Copy)]
pub(super) struct Opening {
    pub byte: usize,
    pub paragraph: usize,
    pub sentence: usize,
    pub gender: Gender,
}

impl<'a> Resolver<'a> {
    /// A sentence that opens with he or she: whom it means is its subject from then on, and has that gender.
    pub(super) fn learn_opening(
        &self,
        paragraphs: &[Paragraph<'a>],
        opening: Opening,
        known: &mut Learned,
    ) {
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
    pub(super) fn learn_statement(
        &self,
        paragraphs: &[Paragraph<'a>],
        made: &Made,
        meant: &Meant,
        known: &mut Learned,
    ) {
        let Some(entity) = meant.entity.filter(|_| meant.kind == SourceKind::Person) else {
            return;
        };
        let paragraph = &paragraphs[made.paragraph];
        let gender = if meant.how == ResolvedHow::Pronoun {
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
}

pub(super) fn pronoun_openings(paragraphs: &[Paragraph]) -> Vec<Opening> {
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
