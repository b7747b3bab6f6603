//! Quotations that no cue introduces: to the nearest cue of the paragraph, or to the statement before when a
//! paragraph is nothing but a quotation. One or two quoted words without cue are scare quotes and stay alone.

use copydesk_text::Span;

use super::marks::Quotation;
use super::paragraph::Paragraph;
use super::{Extracted, Made, Shape, spans};
use crate::lexicon::Flags;
use crate::statement::CueClass;
use crate::story::Finding;

/// Shortest quotation that is attached, in bytes.
const ATTACHED_BYTES_MIN: usize = 25;
/// Longest aside between a cue and the sentence's end after which a quotation still belongs to the cue, in tokens.
const ASIDE_TOKENS_MAX: usize = 12;
/// Cues looked at on the way to the nearest one that speaks.
const CUES_BACK_MAX: usize = 32;
/// How far back a cue may be to take the quotation of a paragraph of its own, in bytes.
const FAR_BYTES_MAX: usize = 1_500;

/// Attaches the free quotations of paragraph `index`; its own drafts begin at `first` in `made`.
pub(crate) fn attach(paragraphs: &[Paragraph], index: usize, made: &mut [Made], first: usize) {
    let paragraph = &paragraphs[index];
    let covered = covered(&made[first..]);
    let mut alone = Alone {
        paragraph,
        sentence: None,
    };
    // A sub-heading in marks is no quotation.
    let whole = paragraph
        .tokens
        .iter()
        .all(|token| token.quoted || !token.is_word())
        && !paragraph.is_title_case();
    for quotation in &paragraph.quotations {
        paragraph.count(1);
        let at = covered.partition_point(|span| span.end <= quotation.start);
        let free = covered
            .get(at)
            .is_none_or(|span| span.start >= quotation.end);
        if !free || quotation.bytes() < ATTACHED_BYTES_MIN {
            continue;
        }
        let span = Span::new(quotation.start, quotation.end);
        if first < made.len() {
            if alone.holds(quotation) {
                to_nearest(paragraph, &mut made[first..], span);
            }
        } else if whole {
            to_previous(paragraphs, index, made, span);
        }
    }
}

/// The bytes that contents cover, in order and disjoint.
fn covered(made: &[Made]) -> Vec<Span> {
    let mut all: Vec<Span> = made
        .iter()
        .flat_map(|made| made.content.iter().copied())
        .collect();
    all.sort_unstable();
    let mut joined: Vec<Span> = Vec::with_capacity(all.len());
    for span in all {
        match joined.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => joined.push(span),
        }
    }
    joined
}

/// Whether a quotation's sentence holds nothing but quotations; remembers the last sentence it looked at.
struct Alone<'a> {
    paragraph: &'a Paragraph<'a>,
    sentence: Option<(usize, bool)>,
}

impl Alone<'_> {
    fn holds(&mut self, quotation: &Quotation) -> bool {
        let sentences = &self.paragraph.sentences;
        let at = sentences.partition_point(|sentence| sentence.1 <= quotation.open);
        if let Some((known, answer)) = self.sentence.filter(|(known, _)| *known == at) {
            return known == at && answer;
        }
        let answer = sentences.get(at).is_some_and(|sentence| {
            self.paragraph.count(sentence.1 - sentence.0);
            (sentence.0..sentence.1)
                .all(|index| self.paragraph.quoted(index) || !self.paragraph.is_word(index))
        });
        self.sentence = Some((at, answer));
        answer
    }
}

fn speaks(made: &Made) -> bool {
    matches!(
        made.draft.cue.class,
        CueClass::Say
            | CueClass::Admit
            | CueClass::Claim
            | CueClass::Phrase
            | CueClass::Direct
            | CueClass::Deny
            | CueClass::Promise
            | CueClass::Assess
    ) && !matches!(made.draft.cue.shape, Shape::According | Shape::Noun)
}

fn to_nearest(paragraph: &Paragraph, made: &mut [Made], span: Span) {
    let head = |made: &Made| paragraph.tokens[made.draft.cue.head].start;
    let after = made.partition_point(|made| head(made) < span.start);
    let near = after.saturating_sub(CUES_BACK_MAX);
    let before = made[near..after]
        .iter()
        .rposition(speaks)
        .map(|index| near + index);
    let nearest = before.or_else(|| made.iter().take(CUES_BACK_MAX).position(speaks));
    if let Some(index) = nearest {
        let made = &mut made[index];
        made.attached |= !follows(paragraph, made, span);
        add(paragraph, made, span);
    }
}

/// Whether the quotation follows the statement's sentence at once and the statement is itself quoted words.
fn follows(paragraph: &Paragraph, made: &Made, span: Span) -> bool {
    let (_, end) = made.draft.sentence;
    let next = paragraph
        .tokens
        .get(end)
        .is_some_and(|token| token.start == span.start);
    let opens = |content: &Span| paragraph.flat[content.start..].starts_with(['“', '"', '\'']);
    if !next || !made.content.first().is_some_and(opens) {
        return false;
    }
    // "…, going on to say": what follows the aside may belong to it.
    let spoken = made
        .draft
        .cue
        .end
        .max(made.draft.source.map_or(0, |subject| subject.range.1));
    let parts = |index: &usize| {
        paragraph.is_comma(*index)
            && !paragraph.quoted(*index)
            && paragraph.opened_at(index + 1).is_none()
    };
    let aside = (spoken..end).find(parts);
    paragraph.count(end.saturating_sub(spoken));
    aside.is_none_or(|comma| {
        let speaks =
            |index: usize| paragraph.is(index, Flags::TO) || paragraph.tokens[index].verb.is_some();
        end - comma <= ASIDE_TOKENS_MAX && !(comma..end).any(speaks)
    })
}

fn to_previous(paragraphs: &[Paragraph], index: usize, made: &mut [Made], span: Span) {
    let Some(last) = made
        .iter_mut()
        .rev()
        .take(CUES_BACK_MAX)
        .find(|made| speaks(made))
    else {
        return;
    };
    if index == 0 || last.paragraph >= index {
        return;
    }
    let before = &paragraphs[index - 1];
    let open = before
        .quotations
        .last()
        .is_some_and(|quotation| !quotation.closed);
    let reached = last
        .content
        .last()
        .map_or(0, |span| span.end)
        .max(last.cue.last().map_or(0, |span| span.end));
    let continues = open
        && before
            .tokens
            .last()
            .is_some_and(|token| token.end <= reached);
    if continues {
        add(&paragraphs[index], last, span);
    } else if span
        .start
        .saturating_sub(last.cue.last().map_or(0, |span| span.end))
        <= FAR_BYTES_MAX
    {
        last.far = true;
        add(&paragraphs[index], last, span);
    }
}

fn add(paragraph: &Paragraph, made: &mut Made, span: Span) {
    let behind = made
        .content
        .last()
        .is_none_or(|last| last.end <= span.start);
    if behind {
        made.content.extend(spans::tidy(paragraph.flat, vec![span]));
    } else {
        let mut content = std::mem::take(&mut made.content);
        content.push(span);
        made.content = spans::tidy(paragraph.flat, content);
    }
}

/// `statements.open_quote` for every paragraph whose marks do not balance, unless the next one goes on.
pub(crate) fn findings(extracted: &mut Extracted) {
    let paragraphs = &extracted.paragraphs;
    for (index, paragraph) in paragraphs.iter().enumerate() {
        let open = paragraph
            .quotations
            .last()
            .filter(|quotation| !quotation.closed);
        let goes_on = paragraphs.get(index + 1).is_some_and(|next| {
            next.quotations
                .first()
                .is_some_and(|quotation| quotation.open == 0)
        });
        if let Some(open) = open.filter(|_| !goes_on) {
            extracted
                .findings
                .push(Finding::open_quote(Span::new(open.start, open.end)));
        } else if paragraph.stray {
            let start = paragraph.tokens.first().map_or(0, |token| token.start);
            let end = paragraph.tokens.last().map_or(0, |token| token.end);
            extracted
                .findings
                .push(Finding::open_quote(Span::new(start, end)));
        }
    }
}
