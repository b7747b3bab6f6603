//! Sources that are a pronoun: they, it and who; he and she are `person`'s. Never answers where two could be meant.

use super::entity::What;
use super::gender::Gender;
use super::learned::Learned;
use super::past::Past;
use super::place::{Place, previous_sentence, section_start};
use super::{Answer, Resolver, unresolved};
use crate::extract::{Made, Paragraph};
use crate::statement::{CueClass, ResolvedHow, SourceKind};

impl<'a> Resolver<'a> {
    pub(super) fn pronoun(
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

    pub(super) fn plural(
        &self,
        paragraphs: &[Paragraph<'a>],
        made: &Made,
        past: &[Past],
    ) -> Answer {
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
    pub(super) fn body(&self, paragraphs: &[Paragraph<'a>], made: &Made, byte: usize) -> Answer {
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
}

pub(super) fn is_pronoun(word: &str) -> bool {
    matches!(
        word.to_lowercase().as_str(),
        "they" | "we" | "you" | "their" | "who" | "our"
    )
}
