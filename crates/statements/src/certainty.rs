//! Certain or review: a statement is certain only if every condition holds; each failure adds its code. No score.

use crate::extract::{Extracted, Made, Template};
use crate::statement::{CueClass, Reason, ResolvedHow, Source};
use copydesk_text::{BlockKind, Span};

/// Statements looked at on each side for another cue of the same words.
const NEAR_MAX: usize = 6;

/// The codes of what fails, in order; empty if the statement is certain.
pub(crate) fn reasons(extracted: &Extracted, index: usize, source: &Source) -> Vec<Reason> {
    let made = &extracted.made[index];
    let paragraph = &extracted.paragraphs[made.paragraph];
    let cue = &made.draft.cue;
    let publishes = made.template.is_some_and(Template::publishes);
    let plain = !(cue.negated
        || cue.hedged
        || made.draft.shared
        || cue.class == CueClass::Assess
        || paragraph.kind == BlockKind::Heading);
    let conditions = [
        (Reason::Template, publishes),
        (Reason::SecondView, made.agreed),
        (
            Reason::Source,
            source.resolved.how != ResolvedHow::Unresolved,
        ),
        (Reason::OneCue, !is_claimed_twice(extracted, index)),
        (Reason::Content, !made.far && !made.attached),
        (Reason::PlainCue, plain),
        (Reason::CleanText, is_balanced(extracted, made)),
    ];
    conditions
        .into_iter()
        .filter(|(_, holds)| !holds)
        .map(|(reason, _)| reason)
        .collect()
}

/// Whether another cue of the paragraph may claim the same words. A cue that stands inside them, its subject too, is
/// part of what was said and claims nothing from it, unless a comma sets it off ("…, which she said, …").
fn is_claimed_twice(extracted: &Extracted, index: usize) -> bool {
    let made = &extracted.made;
    let own = &made[index];
    let paragraph = &extracted.paragraphs[own.paragraph];
    let near = index.saturating_sub(NEAR_MAX)..(index + NEAR_MAX).min(made.len());
    near.filter(|other| *other != index && made[*other].paragraph == own.paragraph)
        .any(|other| {
            let theirs = &made[other];
            let meets = meet(&theirs.content, &own.content);
            let first = theirs
                .draft
                .source
                .map_or(theirs.draft.cue.first, |subject| {
                    subject.range.0.min(theirs.draft.cue.first)
                });
            let inside = theirs.cue.iter().all(|cue| {
                own.content
                    .iter()
                    .any(|ours| ours.start <= cue.start && cue.end <= ours.end)
            });
            let set_off = first > 0 && paragraph.is_comma(first - 1);
            meets && (!inside || set_off)
        })
}

/// Whether two lists of spans, each in order, share a byte.
fn meet(a: &[Span], b: &[Span]) -> bool {
    let (mut left, mut right) = (0, 0);
    while let (Some(a), Some(b)) = (a.get(left), b.get(right)) {
        if a.start < b.end && b.start < a.end {
            return true;
        }
        if a.end <= b.end {
            left += 1;
        } else {
            right += 1;
        }
    }
    false
}

fn is_balanced(extracted: &Extracted, made: &Made) -> bool {
    let paragraph = &extracted.paragraphs[made.paragraph];
    let open = paragraph
        .quotations
        .last()
        .is_some_and(|quotation| !quotation.closed);
    let goes_on = || {
        let next = extracted.paragraphs.get(made.paragraph + 1);
        next.is_some_and(|next| {
            next.quotations
                .first()
                .is_some_and(|quotation| quotation.open == 0)
        })
    };
    !paragraph.stray && (!open || goes_on())
}
