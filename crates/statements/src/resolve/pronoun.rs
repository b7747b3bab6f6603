//! Sources that are a pronoun: they, it and who; he and she are `person`'s. Never answers where two could be meant.

use super::entity::What;
use super::gender::Gender;
use super::learned::Learned;
use super::past::Past;
use super::place::{Place, previous_sentence, section_start};
use super::{Meant, Resolver, unresolved};
use crate::extract::{Made, Paragraph};
use crate::statement::{CueClass, ResolvedHow, SourceKind};

impl<'a> Resolver<'a> {
    /// Who is meant by the pronoun at a token.
    pub(super) fn pronoun<'r>(
        &'r self,
        paragraphs: &[Paragraph<'a>],
        made: &Made,
        at: usize,
        known: &Learned<'r>,
    ) -> Meant<'r> {
        let paragraph = &paragraphs[made.paragraph];
        let word = paragraph.lower(at);
        let byte = paragraph.tokens[at].start;
        match word.as_ref() {
            "he" | "his" => self.person(paragraphs, made, (byte, Gender::Male), known),
            "she" | "her" => self.person(paragraphs, made, (byte, Gender::Female), known),
            "they" | "their" => self.plural(paragraphs, made, &known.past),
            "it" | "its" => self.body(paragraphs, made, byte),
            "who" => self.relative(paragraph, at),
            _ => unresolved(SourceKind::Person),
        }
    }

    /// The latest plural source.
    fn plural<'r>(
        &'r self,
        paragraphs: &[Paragraph<'a>],
        made: &Made,
        past: &[Past<'r>],
    ) -> Meant<'r> {
        let section = section_start(paragraphs, made.paragraph);
        let own = made.cue.first().map_or(0, |span| span.start);
        let latest = past
            .iter()
            .rev()
            .take(3)
            .take_while(|past| past.cue >= section)
            .find(|past| past.plural.is_some() && past.cue < own);
        let name = latest.and_then(|past| past.plural);
        let how = name.map_or(ResolvedHow::Unresolved, |_| ResolvedHow::Plural);
        Meant {
            name,
            how,
            ..unresolved(SourceKind::Group)
        }
    }

    /// The document if the cue is a document's, else the body, that the sentence before names; two of a kind: neither.
    fn body(&self, paragraphs: &[Paragraph<'a>], made: &Made, byte: usize) -> Meant<'_> {
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
        let mentions = self.mentions_between(from, byte).iter();
        let mut named = mentions
            .map(|mention| mention.entity)
            .filter(|entity| self.entities[*entity].what == wanted);
        match named.next() {
            Some(one) if named.all(|other| other == one) => self.entity(one, kind, ResolvedHow::It),
            _ => unresolved(kind),
        }
    }

    /// "Ana Ruiz, who said": the full name right before the pronoun.
    fn relative(&self, paragraph: &Paragraph<'a>, at: usize) -> Meant<'_> {
        let before = at - usize::from(at > 0);
        let parted = paragraph.is_comma(before) || paragraph.is_dash(before);
        let name_ends = before - usize::from(before > 0 && parted);
        let byte = paragraph.tokens[name_ends].end;
        let from = byte.saturating_sub(80);
        let last = self.mentions_between(from, byte).last();
        let whole = last.filter(|mention| {
            let entity = &self.entities[mention.entity];
            let person = entity.full && entity.what == What::Person;
            person && mention.start + entity.name.len() == byte
        });
        match whole {
            Some(mention) => self.entity(mention.entity, SourceKind::Person, ResolvedHow::Relative),
            None => unresolved(SourceKind::Person),
        }
    }
}

/// Whether a phrase is nothing but a plural pronoun or "who".
pub(super) fn is_pronoun(phrase: &str) -> bool {
    let pronouns = ["they", "we", "you", "their", "who", "our"];
    pronouns
        .iter()
        .any(|pronoun| phrase.eq_ignore_ascii_case(pronoun))
}
