//! What the text shows of a person's gender: titles, pronouns beside the name, sentences about nobody else. Never reads it
//! from a first name.

use super::Resolver;
use super::entity::What;
use crate::extract::{Made, Paragraph};
use crate::lexicon::Flags;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gender {
    Female,
    Male,
}

/// What the story shows of a person's gender; what contradicts itself shows nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    Nothing,
    As(Gender),
    Both,
}

impl From<Option<Gender>> for Shown {
    fn from(gender: Option<Gender>) -> Self {
        gender.map_or(Self::Nothing, Self::As)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum TitleOnly {
    Yes,
    No,
}

impl<'a> Resolver<'a> {
    /// Gender from "his", "she", "herself" after the one person that a sentence and the one before it name.
    pub(super) fn read_genders(&mut self, paragraph: &Paragraph<'a>) {
        let mut before: Option<usize> = None;
        let mut clear = true;
        for sentence in &paragraph.sentences {
            let start = paragraph.tokens[sentence.0].start;
            let end = paragraph.tokens[sentence.1 - 1].end;
            let mut named: Vec<(usize, usize)> = self
                .mentions_between(start, end)
                .iter()
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
}

pub(super) fn gender_before(paragraph: &Paragraph, first: usize, start: usize) -> Option<Gender> {
    (first..start)
        .chain(first.checked_sub(1))
        .find_map(|index| gender_of(paragraph, index, TitleOnly::Yes))
}

pub(super) fn gender_of(
    paragraph: &Paragraph,
    index: usize,
    title_only: TitleOnly,
) -> Option<Gender> {
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

pub(super) fn pronoun_gender(paragraphs: &[Paragraph], made: &Made) -> Option<Gender> {
    gender_of(
        &paragraphs[made.paragraph],
        made.draft.source?.head.0,
        TitleOnly::No,
    )
}

/// Whether "he", or "she", stands outside quotation marks in the sentence from the first byte and before the second.
pub(super) fn has_pronoun(
    paragraphs: &[Paragraph],
    (from, byte): (usize, usize),
    gender: Gender,
) -> bool {
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
