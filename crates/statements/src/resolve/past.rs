//! Earlier statements as later pronouns see them, and which statement stands inside the words of another. Never decides
//! who a pronoun means.

use copydesk_text::Span;

use super::Meant;
use crate::extract::Made;
use crate::statement::SourceKind;

/// Statements looked at on each side for one that this one stands inside of.
const NEAR_MAX: usize = 4;

/// What an earlier statement says of later pronouns.
pub(super) struct Past<'r> {
    pub cue: usize,
    pub source: usize,
    /// One past the source's last byte: who is named inside it is no rival.
    pub source_end: usize,
    pub person: Option<usize>,
    /// A plural source, as later pronouns call it.
    pub plural: Option<&'r str>,
    /// Whether the source is one person, known or not.
    pub speaks_alone: bool,
    /// Whether it stands inside the words of another statement.
    pub nested: bool,
    /// What was said.
    pub content: &'r [Span],
}

impl<'r> Past<'r> {
    /// A statement whose source is written so, and who is meant by it.
    pub(super) fn of(made: &'r Made, meant: &Meant<'r>, nested: bool, written: &'r str) -> Self {
        let plural = meant.name.unwrap_or(written);
        let is_plural = meant.kind == SourceKind::Group && !plural.is_empty();
        Self {
            cue: made.cue.first().map_or(0, |span| span.start),
            source: made.source.first().map_or(0, |span| span.start),
            source_end: made.source.last().map_or(0, |span| span.end),
            person: meant.entity.filter(|_| meant.kind == SourceKind::Person),
            plural: is_plural.then_some(plural),
            speaks_alone: meant.kind == SourceKind::Person,
            nested,
            content: &made.content,
        }
    }
}

/// The first byte of a statement's source and cue.
pub(super) fn place_of(made: &Made) -> usize {
    let source = made.source.first().map_or(usize::MAX, |span| span.start);
    made.cue.first().map_or(0, |span| span.start).min(source)
}

/// Whether the statement's cue stands inside the words of another one of its sentence.
pub(super) fn is_nested(made: &[Made], index: usize) -> bool {
    let own = &made[index];
    let Some(cue) = own.cue.first() else {
        return false;
    };
    let near = index.saturating_sub(NEAR_MAX)..(index + NEAR_MAX).min(made.len());
    near.filter(|other| *other != index && made[*other].paragraph == own.paragraph)
        .any(|other| {
            let holds = |made: &Made, cue: &Span| {
                let mut content = made.content.iter();
                content.any(|span| span.start <= cue.start && cue.end <= span.end)
            };
            // "CLAUSE, NAME said.": the cue at the end is the outer one.
            let outer = made[other]
                .cue
                .first()
                .is_some_and(|theirs| holds(own, theirs));
            holds(&made[other], cue) && !outer
        })
}

/// Whether the statement stands inside the words of one whose speaker is named only after it: "He was late, Berg said"
/// may be of Berg or of another.
pub(super) fn is_before_outer(made: &[Made], index: usize) -> bool {
    let own = &made[index];
    let Some(cue) = own.cue.first() else {
        return false;
    };
    let near = index.saturating_sub(NEAR_MAX)..(index + NEAR_MAX).min(made.len());
    near.filter(|other| *other != index && made[*other].paragraph == own.paragraph)
        .any(|other| {
            let theirs = &made[other];
            let after = theirs
                .source
                .first()
                .is_some_and(|source| source.start > cue.end);
            let mut content = theirs.content.iter();
            after && content.any(|span| span.start <= cue.start && cue.end <= span.end)
        })
}
