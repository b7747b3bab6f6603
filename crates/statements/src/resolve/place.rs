//! Where a pronoun stands among sentences and sections, and which sentences stand before it. Knows no person.

use copydesk_text::{BlockKind, Span};

use crate::extract::Paragraph;

/// Sentences of nothing but quoted words that may stand between a pronoun and its person.
const QUOTATIONS_BETWEEN_MAX: usize = 12;

/// Where a pronoun stands: its paragraph, the first token of its sentence, and the words it is said to say.
#[derive(Clone, Copy)]
pub(super) struct Place<'m> {
    pub paragraph: usize,
    pub sentence: usize,
    pub content: &'m [Span],
}

/// The first byte of the sentence before that of the draft (`back` more before it), in its section; sentences that are nothing but a
/// quotation belong to the one before them.
pub(super) fn previous_sentence(
    paragraphs: &[Paragraph],
    place: Place,
    back: usize,
) -> Option<usize> {
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

fn is_quotation(paragraph: &Paragraph, sentence: (usize, usize)) -> bool {
    paragraph.quoted(sentence.0)
        && paragraph
            .quotation_of(sentence.0)
            .is_some_and(|quotation| quotation.close + 2 >= sentence.1)
}

/// The first byte after the last sub-heading before the paragraph.
pub(super) fn section_start(paragraphs: &[Paragraph], index: usize) -> usize {
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

/// Whether a byte stands inside quotation marks.
pub(super) fn is_quoted(paragraphs: &[Paragraph], byte: usize) -> bool {
    let index = paragraphs
        .partition_point(|paragraph| paragraph.tokens.last().is_none_or(|last| last.end <= byte));
    paragraphs
        .get(index)
        .is_some_and(|paragraph| paragraph.quoted(paragraph.token_at(byte)))
}
