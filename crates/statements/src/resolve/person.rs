//! Whom he or she means: the latest person that is source or subject of a sentence before, if nobody else whom the pronoun
//! fits was named since. Never looks across a sub-heading.

use copydesk_text::Span;

use super::entity::What;
use super::gender::{Gender, has_pronoun};
use super::learned::Learned;
use super::mention::name_end;
use super::name::ends_in_surname;
use super::place::{Place, is_quoted, previous_sentence};
use super::{MENTIONS_MAX, Meant, Mention, Resolver, unresolved};
use crate::extract::{Made, Paragraph};
use crate::lexicon::Flags;
use crate::statement::{ResolvedHow, SourceKind};

/// Sentences looked back over for a pronoun's person, if the nearer ones name nobody.
const SENTENCES_BACK_MAX: usize = 6;

/// Who a sentence and what follows it offer to a pronoun.
enum Since {
    Found(usize),
    Nobody,
    Doubtful,
}

impl<'a> Resolver<'a> {
    /// The latest person that is source or subject of the sentence before, if nobody else of that gender came since.
    pub(super) fn person(
        &self,
        paragraphs: &[Paragraph<'a>],
        made: &Made,
        pronoun: (usize, Gender),
        known: &Learned,
    ) -> Meant<'_> {
        let place = Place {
            paragraph: made.paragraph,
            sentence: made.draft.sentence.0,
            content: &made.content,
        };
        match self.person_meant(paragraphs, place, pronoun, known) {
            Some(entity) => self.entity(entity, SourceKind::Person, ResolvedHow::Pronoun),
            None => unresolved(SourceKind::Person),
        }
    }

    pub(super) fn person_meant(
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
            || since.iter().any(rival)
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
            .iter()
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
            .last()?;
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
        let mention = self.mentions_between(start, end).first()?;
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
}
