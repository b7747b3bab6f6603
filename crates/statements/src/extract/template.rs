//! The closed templates T1 to T9 (`docs/statements.md`): whole sentences of a known shape, source with its
//! apposition matched as a unit. Never matches part of a sentence; what fits no shape is left to the heuristics.

use std::cell::OnceCell;

use super::cue::{Cue, Shape};
use super::open::{Draft, Field};
use super::paragraph::{Paragraph, Range};
use super::phrase::{Reach, Subject};
use super::token::Kind;
use crate::lexicon::Flags;
use crate::statement::CueClass;

/// Which template made a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Template {
    /// `“…,” SRC said` and `“…,” said SRC`.
    T1,
    /// `SRC said: “…”`.
    T2,
    /// `SRC said (weekday) that CLAUSE.`
    T3,
    /// `SRC said CLAUSE.`
    T4,
    /// `CLAUSE, SRC said.`
    T5,
    /// `According to SRC, CLAUSE.`
    T6,
    /// `SRC and SRC allege that A, and that B`.
    T7,
    /// `DOCUMENT requires …`.
    T8,
    /// `To SRC, that sounds like …`.
    T9,
}

impl Template {
    /// Whether what it makes may be certain; the others wait until each alone has shown itself.
    pub(crate) const fn publishes(self) -> bool {
        matches!(self, Self::T1 | Self::T2 | Self::T3 | Self::T4 | Self::T5)
    }
}

/// A template's answer beside the open heuristics.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Templated {
    pub template: Template,
    pub agreed: bool,
}

/// The subject of a cue's sentence; read once, when a template first asks for it.
type SubjectOf<'s> = &'s dyn Fn() -> Option<Subject>;

struct Closed {
    template: Template,
    source: Subject,
    content: Vec<Range>,
    inverted: bool,
}

/// Each cue's draft: the template's where one matches, else that of the heuristics.
pub(crate) fn join(
    paragraph: &Paragraph,
    sentence: Range,
    cues: &[Cue],
    drafts: Vec<Draft>,
) -> Vec<(Draft, Option<Templated>)> {
    let mut joined: Vec<(Draft, Option<Templated>)> =
        drafts.into_iter().map(|draft| (draft, None)).collect();
    for (index, cue) in cues.iter().enumerate() {
        let field = Field {
            sentence,
            left: index
                .checked_sub(1)
                .map_or(sentence.0, |before| cues[before].end),
            next: cues.get(index + 1).copied(),
        };
        let Some(closed) = paragraph.closed(cue, field) else {
            continue;
        };
        let draft = Draft {
            cue: *cue,
            source: Some(closed.source),
            shared: false,
            content: closed.content,
            sentence,
            inverted: closed.inverted,
        };
        let open = joined
            .iter_mut()
            .find(|(open, _)| open.cue.head == cue.head);
        match open {
            Some(open) => {
                let agreed = agrees(&open.0, &draft);
                *open = (
                    draft,
                    Some(Templated {
                        template: closed.template,
                        agreed,
                    }),
                );
            }
            None => joined.push((
                draft,
                Some(Templated {
                    template: closed.template,
                    agreed: false,
                }),
            )),
        }
    }
    joined.sort_by_key(|(draft, _)| draft.cue.head);
    joined
}

/// The second view: sources overlap, and contents share half of their tokens or four fifths of the template's.
fn agrees(open: &Draft, closed: &Draft) -> bool {
    let (Some(a), Some(b)) = (open.source, closed.source) else {
        return false;
    };
    let sources = a.range.0 < b.range.1 && b.range.0 < a.range.1;
    let length = |ranges: &[Range]| ranges.iter().map(|range| range.1 - range.0).sum::<usize>();
    let both: usize = open
        .content
        .iter()
        .flat_map(|a| {
            closed
                .content
                .iter()
                .map(move |b| a.1.min(b.1).saturating_sub(a.0.max(b.0)))
        })
        .sum();
    let either = length(&open.content) + length(&closed.content) - both;
    sources && !open.shared && (both * 2 >= either || both * 5 >= length(&closed.content) * 4)
}

impl Paragraph<'_> {
    fn closed(&self, cue: &Cue, field: Field) -> Option<Closed> {
        match cue.shape {
            Shape::Finite => {
                let known = OnceCell::new();
                let subject = || *known.get_or_init(|| self.sentence_subject_of(field, cue.first));
                self.t1(cue, field)
                    .or_else(|| self.t2(cue, field, &subject))
                    .or_else(|| self.t7(cue, field, &subject))
                    .or_else(|| self.t3(cue, field, &subject))
                    .or_else(|| self.t4(cue, field, &subject))
                    .or_else(|| self.t5(cue, field))
                    .or_else(|| self.t8(cue, field, &subject))
                    .or_else(|| self.t9(cue, field))
            }
            Shape::According => self.t6(cue, field),
            _ => None,
        }
    }

    /// A verb that reports words: what T1 to T3 take.
    fn reports(&self, cue: &Cue) -> bool {
        matches!(
            cue.class,
            CueClass::Say
                | CueClass::Admit
                | CueClass::Claim
                | CueClass::Direct
                | CueClass::Promise
                | CueClass::Deny
                | CueClass::Allege
        ) && cue.verb.is_some_and(|verb| verb.inverts)
    }

    /// `[first, end)` is wholly SRC and, between commas, its apposition.
    fn whole_subject(&self, first: usize, end: usize) -> Option<Subject> {
        if first >= end || end - first > 40 {
            return None;
        }
        let comma = (first..end)
            .find(|index| self.is_comma(*index))
            .unwrap_or(end);
        self.count(end - first);
        let head = (first, comma);
        if !self.is_whole_phrase(head) {
            return None;
        }
        if comma == end {
            return Some(Subject { range: head, head });
        }
        if !self.is_comma(end.wrapping_sub(1)) || comma + 1 >= end - 1 {
            return None;
        }
        let inner = (comma + 1, end - 1);
        let plain = (inner.0..inner.1).all(|index| {
            self.is_word(index)
                || self.is_comma(index)
                || self.is_apostrophe(index)
                || self.is_bracket(index)
        });
        let place = self.is(inner.0, Flags::OF) && self.capital(inner.0 + 1);
        let aside = self.capital(first)
            && (place
                || self.is(inner.0, Flags::ADVERBIAL_PREPOSITION)
                    && !(inner.0..inner.1).any(|index| self.is_comma(index)))
            && !self.has_finite(inner);
        if plain && aside {
            return Some(Subject { range: head, head });
        }
        let apposed = self.apposes(inner);
        (plain && apposed).then_some(Subject {
            range: (first, inner.1),
            head,
        })
    }

    /// The same for a subject behind its cue, whose apposition the sentence's stop may end.
    fn whole_inverted(&self, source: Subject) -> Option<Subject> {
        let (first, end) = source.range;
        let comma = (first..end)
            .find(|index| self.is_comma(*index))
            .unwrap_or(end);
        let apposed = comma == end || comma + 1 < end && self.apposes((comma + 1, end));
        (self.is_whole_phrase((first, comma)) && apposed).then_some(Subject {
            range: source.range,
            head: (first, comma),
        })
    }

    fn is_bracket(&self, index: usize) -> bool {
        matches!(self.text(index), "(" | ")")
    }

    /// Every part between commas is a noun phrase or a relative clause.
    fn apposes(&self, inner: Range) -> bool {
        let mut first = inner.0;
        while first < inner.1 {
            let stop = (first..inner.1)
                .find(|index| self.is_comma(*index))
                .unwrap_or(inner.1);
            let relative =
                self.is(first, Flags::WHO) || matches!(self.text(first), "whose" | "which");
            let noun = !self.has_finite((first, stop))
                && !self.is(
                    first,
                    Flags::PREPOSITION
                        .or(Flags::SUBORDINATOR)
                        .or(Flags::SUBJECT)
                        .or(Flags::ADVERB)
                        .or(Flags::ING)
                        .or(Flags::TIME),
                );
            if !(relative || noun) {
                return false;
            }
            first = stop + 1;
        }
        true
    }

    fn is_whole_phrase(&self, range: Range) -> bool {
        let (first, end) = range;
        if first >= end {
            return false;
        }
        if end - first == 1 {
            let pronoun = self.is(first, Flags::SUBJECT)
                && !matches!(self.lower(first).as_ref(), "one" | "you" | "it");
            return pronoun || self.is_noun(first);
        }
        let opens = self.capital(first)
            || self.is(
                first,
                Flags::DETERMINER
                    .or(Flags::POSSESSIVE)
                    .or(Flags::QUANTITY)
                    .or(Flags::TITLE)
                    .or(Flags::PLURAL)
                    .or(Flags::PERSON)
                    .or(Flags::EXPERT),
            );
        let barred = Flags::PREPOSITION
            .or(Flags::SUBORDINATOR)
            .or(Flags::COORDINATOR)
            .or(Flags::ADVERB)
            .or(Flags::TIME)
            .or(Flags::SUBJECT)
            .or(Flags::WH)
            .or(Flags::NEGATION);
        let named = self.capital(end.wrapping_sub(1)) || self.is_bracket(end - 1);
        if !(opens || named)
            || self.is(first, barred) && !self.is(first, Flags::DETERMINER.or(Flags::QUANTITY))
        {
            return false;
        }
        let mut index = first;
        while index < end {
            match self.after_bracket(index, end) {
                Some(after) => index = after,
                None if self.belongs_to_phrase(range, index) => index += 1,
                None => return false,
            }
        }
        true
    }

    fn belongs_to_phrase(&self, range: Range, index: usize) -> bool {
        if !self.is_word(index) {
            return self.is_apostrophe(index) || self.is_bracket(index) || self.text(index) == "/";
        }
        if self.quoted(index) {
            return false;
        }
        let inner = matches!(
            self.text(index),
            "of" | "for" | "at" | "from" | "in" | "with" | "on"
        );
        let barred = Flags::SUBORDINATOR
            .or(Flags::THAT)
            .or(Flags::RELATIVE)
            .or(Flags::NEGATION)
            .or(Flags::TO)
            .or(Flags::WH);
        if index > range.0 && self.is(index, barred) && !inner {
            return false;
        }
        if index > range.0
            && (self.is(index, Flags::SUBJECT)
                || self.is(index, Flags::PREPOSITION) && !inner
                || self.is(index, Flags::TIME) && !self.is(index + 1, Flags::CLITIC))
        {
            return false;
        }
        !self.is_finite(index) || index == range.0 && self.capital(index)
    }

    fn is_noun(&self, index: usize) -> bool {
        self.is_word(index)
            && (self.capital(index)
                || self.text(index).ends_with('s')
                || self.is(index, Flags::PLURAL))
            && !self.is(
                index,
                Flags::PREPOSITION
                    .or(Flags::SUBORDINATOR)
                    .or(Flags::COORDINATOR)
                    .or(Flags::ADVERB)
                    .or(Flags::TIME)
                    .or(Flags::AUXILIARY)
                    .or(Flags::DETERMINER)
                    .or(Flags::POSSESSIVE)
                    .or(Flags::OBJECT)
                    .or(Flags::WH)
                    .or(Flags::NEGATION)
                    .or(Flags::NOBODY),
            )
    }

    /// The subject of a sentence whose cue begins at `cue`: at its start, or after a conjunction or an opening
    /// adverbial with its comma. Of several commas the farthest after which a name or pronoun opens a whole subject.
    fn sentence_subject_of(&self, field: Field, cue: usize) -> Option<Subject> {
        let mut first = field.sentence.0;
        if self.is(first, Flags::COORDINATOR) || matches!(self.text(first), "But" | "Yet" | "So") {
            first += 1 + usize::from(self.is_comma(first + 1));
        }
        let cue = self.before_closing_adverbial(first, cue);
        if let Some(subject) = self.whole_subject(first, cue) {
            return Some(subject);
        }
        let adverbial = self.is(
            first,
            Flags::PREPOSITION
                .or(Flags::TIME)
                .or(Flags::ADVERB)
                .or(Flags::SUBORDINATOR)
                .or(Flags::ING)
                .or(Flags::ED)
                .or(Flags::WH),
        );
        if !adverbial || cue - first > 40 {
            return None;
        }
        let commas = (first.max(field.left.saturating_sub(1))..cue)
            .filter(|index| self.is_comma(*index) && !self.quoted(*index));
        self.count(cue - first);
        let opens = |index: usize| {
            self.capital(index)
                || self.is(index, Flags::SUBJECT)
                || matches!(self.text(index), "the" | "his" | "her" | "their")
        };
        commas
            .filter(|comma| opens(comma + 1))
            .find_map(|comma| self.whole_subject(comma + 1, cue))
    }

    /// `“…,” SRC O said` and `“…,” said SRC O`.
    fn t1(&self, cue: &Cue, field: Field) -> Option<Closed> {
        let first = field.sentence.0;
        let opening = first
            + usize::from(
                self.is(first, Flags::COORDINATOR)
                    || matches!(self.text(first), "But" | "Yet" | "So"),
            );
        let quotation = *self.opened_at(opening)?;
        if !self.reports(cue)
            || !quotation.closed
            || field.left > field.sentence.0
            || cue.first <= quotation.close
        {
            return None;
        }
        let mut after = quotation.close + 1;
        let last = quotation.close - 1;
        let ended =
            self.is_comma(last) || matches!(self.text(last).chars().last(), Some('?' | '!'));
        if self.is_comma(after) {
            after += 1;
        } else if !ended {
            return None;
        }
        let inverted = cue.first == after;
        let (source, rest) = if inverted {
            let source = self
                .phrase_right(cue.end, field.sentence.1, Reach::Subject)
                .filter(|_| cue.is_bare())?;
            (self.whole_inverted(source)?, source.range.1)
        } else {
            (self.whole_subject(after, cue.first)?, cue.end)
        };
        let mut content = vec![(quotation.open, quotation.close + 1)];
        content.extend(self.second_quote(rest, field.sentence.1));
        Some(Closed {
            template: Template::T1,
            source,
            content,
            inverted,
        })
    }

    /// The quotation that goes on right after `“…,” SRC said`.
    fn second_quote(&self, rest: usize, end: usize) -> Option<Range> {
        let at = (rest..end.min(rest + 14)).find(|index| self.opened_at(*index).is_some())?;
        let quotation = self.opened_at(at).filter(|quotation| quotation.closed)?;
        let marked = at > rest && self.is(at.wrapping_sub(1), Flags::COMMA.or(Flags::COLON));
        let between = (rest, at.saturating_sub(1));
        let plain = between.0 >= between.1
            || (between.0..between.1).all(|index| self.is_word(index)) && !self.has_finite(between);
        (marked && plain).then_some((at, quotation.close + 1))
    }

    /// `SRC O said: “…”`, also with a comma, and with an adverbial before the mark.
    fn t2(&self, cue: &Cue, field: Field, subject: SubjectOf) -> Option<Closed> {
        if !self.reports(cue) {
            return None;
        }
        let source = subject()?;
        let open = (cue.end..field.sentence.1.min(cue.end + 16))
            .find(|index| self.opened_at(*index).is_some())?;
        let quotation = *self.opened_at(open)?;
        let whole = open == cue.end
            && (self.capital(open + 1) || self.tokens[quotation.close - 1].kind == Kind::Stop);
        let introduced = (self.is(open.wrapping_sub(1), Flags::COMMA.or(Flags::COLON)) || whole)
            && quotation.closed;
        let between = (cue.end, open - 1);
        let plain = between.0 >= between.1
            || (between.0..between.1).all(|index| self.is_word(index) || self.is_comma(index))
                && !self.has_finite(between);
        let rest = quotation.close + 1;
        let ends = rest >= field.sentence.1
            || (self.tokens[rest].kind == Kind::Stop && rest + 1 >= field.sentence.1);
        let sole = field.next.is_none();
        (introduced && plain && ends && sole).then(|| Closed {
            template: Template::T2,
            source,
            content: vec![(quotation.open, quotation.close + 1)],
            inverted: false,
        })
    }

    /// `SRC O said (weekday) that CLAUSE.`
    fn t3(&self, cue: &Cue, field: Field, subject: SubjectOf) -> Option<Closed> {
        if !matches!(
            cue.class,
            CueClass::Say
                | CueClass::Admit
                | CueClass::Claim
                | CueClass::Deny
                | CueClass::Allege
                | CueClass::Promise
                | CueClass::Direct
        ) {
            return None;
        }
        let source = subject()?;
        let that = (cue.end..field.sentence.1.min(cue.end + 14))
            .find(|index| self.is(*index, Flags::THAT))?;
        let plain = self.may_stand_before_that(cue, (cue.end, that));
        let clause = (that, self.clause_stop(that, field.sentence));
        let whole =
            self.has_verb((that + 1, clause.1)) || (that..clause.1).any(|index| self.quoted(index));
        (plain && whole && !self.has_connective(clause)).then(|| Closed {
            template: Template::T3,
            source,
            content: vec![clause],
            inverted: false,
        })
    }

    /// Between the cue and "that": nothing, a day, an adverbial, or the hearer of a verb that takes one.
    fn may_stand_before_that(&self, cue: &Cue, between: Range) -> bool {
        if between.0 == between.1 {
            return true;
        }
        let words =
            (between.0..between.1).all(|index| self.is_word(index)) && !self.has_finite(between);
        let hearer = cue.verb.is_some_and(|verb| verb.hearer);
        let adverb = self.is(between.0, Flags::ADVERB) && between.1 == between.0 + 1;
        let adverbial = adverb
            || self.is(
                between.0,
                Flags::TIME.or(Flags::ADVERBIAL_PREPOSITION).or(Flags::TO),
            ) && !self.is(between.0, Flags::OF)
                && self.text(between.0) != "for";
        words && (hearer || adverbial)
    }

    fn sentence_stop(&self, sentence: Range) -> usize {
        let last = sentence.1 - 1;
        if self.tokens[last].kind == Kind::Stop {
            last
        } else {
            sentence.1
        }
    }

    /// Where the clause that begins at `first` ends: at the sentence's stop, or before a comma after which "but",
    /// "though", "while" open a clause with a subject of its own, or "adding" goes on.
    fn clause_stop(&self, first: usize, sentence: Range) -> usize {
        let stop = self.sentence_stop(sentence);
        let ends = |index: &usize| {
            let next = index + 1;
            let opens = matches!(
                self.text(next),
                "but" | "while" | "although" | "though" | "whereas"
            );
            let subject = self.is(
                next + 1,
                Flags::SUBJECT.or(Flags::DETERMINER).or(Flags::POSSESSIVE),
            ) || self.capital(next + 1);
            let comma = self.is_comma(*index) && !self.quoted(*index)
                || self.closed_at(*index).is_some() && self.is_comma(index.wrapping_sub(1));
            comma && (opens && subject || self.text(next) == "adding")
        };
        self.count(stop.saturating_sub(first));
        let found = (first..stop).find(ends).unwrap_or(stop);
        if self.quoted(found) && found < stop {
            found + 1
        } else {
            found
        }
    }

    /// A connective outside of quotations after which the writer, or another speaker, may go on: the clause may not
    /// reach the sentence's end.
    fn has_connective(&self, range: Range) -> bool {
        self.count(range.1 - range.0);
        (range.0..range.1).any(|index| {
            if self.quoted(index) {
                return false;
            }
            let after_comma = index > range.0 && self.is_comma(index.wrapping_sub(1));
            let word = self.text(index);
            let joins = matches!(
                word,
                "but" | "while" | "although" | "though" | "whereas" | "yet"
            ) && after_comma;
            let next = index + 1 + usize::from(self.is(index + 1, Flags::ADVERB));
            let cue_next = self
                .tokens
                .get(next)
                .is_some_and(|next| next.verb.is_some_and(|verb| verb.inverts));
            let verb_next = self.is_finite(next) || self.is(next, Flags::ED) && !self.capital(next);
            let and = matches!(word, "and" | "or" | "but")
                && (cue_next || verb_next || after_comma && !self.is(index + 1, Flags::THAT));
            let aside = after_comma && matches!(word, "which" | "who" | "whose" | "where");
            joins
                || and
                || aside
                || matches!(word, "adding" | ";")
                || self.tokens[index].kind == Kind::Dash
        })
    }

    /// The same for the words before "SRC said", where a relative clause is part of what was said.
    fn joins_clauses(&self, range: Range) -> bool {
        let relative = |index: &usize| {
            index > &range.0
                && self.is_comma(index.wrapping_sub(1))
                && matches!(self.text(*index), "which" | "who" | "whose" | "where")
        };
        let mut first = range.0;
        for index in (range.0..range.1).filter(relative) {
            if self.has_connective((first, index)) {
                return true;
            }
            first = index + 1;
        }
        self.has_connective((first, range.1))
    }

    /// A finite verb, inside quotations too: the clause of T3 to T5 may be quoted in part.
    fn has_verb(&self, range: Range) -> bool {
        self.count(range.1.saturating_sub(range.0));
        let nominative = matches!(
            self.lower(range.0).as_ref(),
            "he" | "she" | "they" | "i" | "we"
        );
        nominative && range.1 > range.0 + 1
            || (range.0..range.1).any(|index| self.is_finite(index))
            || (range.0 + 1..range.1).any(|index| self.may_be_verb(index))
    }

    /// A word that stands where a verb does: after a subject's last word and before what a verb takes.
    fn may_be_verb(&self, index: usize) -> bool {
        if !self.is_word(index)
            || self.capital(index)
            || self.is(
                index,
                Flags::PREPOSITION.or(Flags::DETERMINER).or(Flags::ADVERB),
            )
        {
            return false;
        }
        if self.quoted(index) && self.is_finite(index) {
            return true;
        }
        let before = if self.is(index.wrapping_sub(1), Flags::ADVERB) {
            index.saturating_sub(2)
        } else {
            index - 1
        };
        let plural = self.text(before).ends_with('s')
            && self.is_word(before)
            && !self.capital(before)
            && !self.is(
                before,
                Flags::DETERMINER.or(Flags::POSSESSIVE).or(Flags::CLITIC),
            );
        let base = self.tokens[index]
            .verb
            .is_some_and(|verb| verb.form.has(crate::lexicon::Form::BASE));
        let takes = self.is(
            index + 1,
            Flags::DETERMINER
                .or(Flags::POSSESSIVE)
                .or(Flags::TO)
                .or(Flags::QUANTITY)
                .or(Flags::OBJECT)
                .or(Flags::THAT),
        ) || self.capital(index + 1);
        let third = self.text(index).ends_with('s')
            && !self.text(index).ends_with("ss")
            && (self.capital(before) || self.is(before, Flags::SUBJECT.or(Flags::WH)));
        let noun = self.is_word(before)
            && !self.is(
                before,
                Flags::DETERMINER
                    .or(Flags::POSSESSIVE)
                    .or(Flags::PREPOSITION)
                    .or(Flags::AUXILIARY)
                    .or(Flags::COORDINATOR),
            );
        let past = self.is(index, Flags::ED) && noun && !self.is(index + 1, Flags::BY);
        base && plural || takes && (third || past)
    }

    /// `SRC O said CLAUSE.`
    fn t4(&self, cue: &Cue, field: Field, subject: SubjectOf) -> Option<Closed> {
        if !cue.says() {
            return None;
        }
        let source = subject()?;
        let first = cue.end;
        let barred = Flags::PREPOSITION
            .or(Flags::SUBORDINATOR)
            .or(Flags::COORDINATOR)
            .or(Flags::ADVERB)
            .or(Flags::TIME)
            .or(Flags::OBJECT)
            .or(Flags::TO)
            .or(Flags::NEGATION)
            .or(Flags::WH)
            .or(Flags::AUXILIARY);
        let opens = self.is(
            first,
            Flags::SUBJECT
                .or(Flags::DETERMINER)
                .or(Flags::POSSESSIVE)
                .or(Flags::QUANTITY),
        ) || self.is_word(first) && !self.is(first, barred)
            || matches!(self.text(first), "there" | "if" | "unless");
        let clause = (first, self.clause_stop(first, field.sentence));
        let whole =
            first < clause.1 && opens && !self.is(first, Flags::THAT) && self.has_verb(clause);
        (whole && !self.has_connective(clause)).then(|| Closed {
            template: Template::T4,
            source,
            content: vec![clause],
            inverted: false,
        })
    }

    /// `CLAUSE with “words,” SRC said` and `… said SRC`: the mark's comma shows where the words end.
    fn t5_quoted(&self, cue: &Cue, field: Field) -> Option<Closed> {
        let first = field.sentence.0;
        if !cue.says() {
            return None;
        }
        let from = cue.first.saturating_sub(40).max(first);
        let close = (from..cue.first)
            .rev()
            .find(|index| self.closed_at(*index).is_some())?;
        let quotation = *self.closed_at(close)?;
        let ended = self.is_comma(close.wrapping_sub(1)) && quotation.open > first;
        let (source, inverted) = if close + 1 == cue.first {
            let source = self
                .phrase_right(cue.end, field.sentence.1, Reach::Subject)
                .filter(|_| cue.is_bare())?;
            (self.whole_inverted(source)?, true)
        } else {
            (self.whole_subject(close + 1, cue.first)?, false)
        };
        let clause = (first, close + 1);
        let opens = !self.is(
            first,
            Flags::PREPOSITION
                .or(Flags::SUBORDINATOR)
                .or(Flags::COORDINATOR)
                .or(Flags::TIME)
                .or(Flags::ADVERB),
        ) && self.text(first) != "But";
        let whole =
            ended && opens && self.has_verb(clause) && !self.joins_clauses((first, quotation.open));
        let rest = if inverted { source.range.1 } else { cue.end };
        let mut content = vec![clause];
        content.extend(self.second_quote(rest, field.sentence.1));
        whole.then_some(Closed {
            template: Template::T5,
            source,
            content,
            inverted,
        })
    }

    /// `CLAUSE, SRC said.`
    fn t5(&self, cue: &Cue, field: Field) -> Option<Closed> {
        if !self.reports(cue) || field.left > field.sentence.0 {
            return None;
        }
        if let Some(closed) = self.t5_quoted(cue, field) {
            return Some(closed);
        }
        if !cue.says() {
            return None;
        }
        let (first, _) = field.sentence;
        let stop = self.sentence_stop(field.sentence);
        if self.is_comma(cue.end) && cue.end + 2 < stop {
            return self.t5_inside(cue, field, stop);
        }
        let (source, comma) = if cue.end >= stop || self.is_plain_adverbial((cue.end, stop)) {
            self.trailing_subject(first, cue.first)?
        } else {
            let source = self.phrase_right(cue.end, field.sentence.1, Reach::Subject)?;
            if source.range.1 < stop
                || cue.first == first
                || !self.is_comma(cue.first.wrapping_sub(1))
                || !cue.is_bare()
            {
                return None;
            }
            (self.whole_inverted(source)?, cue.first - 1)
        };
        let clause = (first, comma);
        let adverbial = self.is(
            first,
            Flags::PREPOSITION.or(Flags::SUBORDINATOR).or(Flags::ING),
        );
        let main = !adverbial
            || (first..comma)
                .find(|index| self.is_comma(*index))
                .is_some_and(|inner| self.has_verb((inner + 1, comma)));
        let whole = self.has_verb(clause) && !self.joins_clauses(clause) && main;
        let inverted = source.range.0 > cue.head;
        whole.then(|| Closed {
            template: Template::T5,
            source,
            content: vec![clause],
            inverted,
        })
    }

    /// "on Monday", "in an interview with the paper": words of place and time without a verb.
    fn is_plain_adverbial(&self, range: Range) -> bool {
        let spell = matches!(self.text(range.0), "last" | "this" | "next" | "earlier")
            && self.is(range.0 + 1, Flags::SPELL.or(Flags::TIME));
        let opens = (spell
            || self.is(
                range.0,
                Flags::TIME.or(Flags::ADVERBIAL_PREPOSITION).or(Flags::TO),
            ))
            && !self.is(range.0 + 1, Flags::ING);
        opens
            && range.1 - range.0 <= 12
            && (range.0..range.1).all(|index| self.is_word(index))
            && !self.has_finite(range)
    }

    /// `CLAUSE, SRC said, CLAUSE.`: the words on both sides are one clause, or two.
    fn t5_inside(&self, cue: &Cue, field: Field, stop: usize) -> Option<Closed> {
        let first = field.sentence.0;
        let (source, comma) = self.trailing_subject(first, cue.first)?;
        let (left, right) = ((first, comma), (cue.end + 1, stop));
        let sole = field.next.is_none()
            && self.opened_at(right.0).is_none()
            && !self.quoted(comma.wrapping_sub(1));
        let clause = (self.has_verb(left) || self.has_verb(right))
            && !self.has_connective(left)
            && !self.has_connective((right.0 + 1, right.1));
        let adverbial = self.is(right.0, Flags::ING)
            || self.is(first, Flags::PREPOSITION.or(Flags::SUBORDINATOR)) && !self.has_verb(right);
        (sole && clause && !adverbial).then(|| Closed {
            template: Template::T5,
            source,
            content: vec![left, right],
            inverted: false,
        })
    }

    /// The subject between the clause's comma and the cue, apposition included.
    fn trailing_subject(&self, first: usize, cue: usize) -> Option<(Subject, usize)> {
        let commas = (first..cue)
            .rev()
            .filter(|index| self.is_comma(*index) && !self.quoted(*index))
            .take(4);
        let found = commas
            .filter_map(|comma| Some((self.whole_subject(comma + 1, cue)?, comma)))
            .last();
        self.count(cue - first);
        found.or_else(|| {
            let close = (first..cue).rev().find(|index| self.quoted(*index))?;
            let ended = self.closed_at(close).is_some() && self.is_comma(close.wrapping_sub(1));
            Some((
                self.whole_subject(close + 1, cue).filter(|_| ended)?,
                close + 1,
            ))
        })
    }

    /// `According to SRC, CLAUSE.` and `CLAUSE, according to SRC.`
    fn t6(&self, cue: &Cue, field: Field) -> Option<Closed> {
        let stop = self.sentence_stop(field.sentence);
        if cue.first == field.sentence.0 {
            let comma =
                (cue.end..stop).find(|index| self.is_comma(*index) && !self.quoted(*index))?;
            let source = self.whole_subject(cue.end, comma)?;
            let clause = (comma + 1, stop);
            return (self.has_finite(clause) && field.next.is_none()).then(|| Closed {
                template: Template::T6,
                source,
                content: vec![clause],
                inverted: false,
            });
        }
        let comma = cue.first - 1;
        if !self.is_comma(comma) || field.left > field.sentence.0 {
            return None;
        }
        let source = self.whole_subject(cue.end, stop)?;
        let clause = (field.sentence.0, comma);
        self.has_finite(clause).then(|| Closed {
            template: Template::T6,
            source,
            content: vec![clause],
            inverted: false,
        })
    }

    /// `SRC and SRC allege … that A, and that B`: two content spans.
    fn t7(&self, cue: &Cue, field: Field, subject: SubjectOf) -> Option<Closed> {
        if !matches!(
            cue.class,
            CueClass::Allege | CueClass::Claim | CueClass::Say
        ) {
            return None;
        }
        let source = subject()?;
        let stop = self.sentence_stop(field.sentence);
        let that = (cue.end..stop.min(cue.end + 10)).find(|index| self.is(*index, Flags::THAT))?;
        let second = (that + 2..stop).find(|index| {
            self.is(*index, Flags::THAT)
                && self.is(index.wrapping_sub(1), Flags::COORDINATOR)
                && !self.quoted(*index)
        })?;
        self.count(stop - that);
        let first = (
            that,
            second - 1 - usize::from(self.is_comma(second.wrapping_sub(2))),
        );
        (self.has_finite((that + 1, first.1)) && field.next.is_none()).then(|| Closed {
            template: Template::T7,
            source,
            content: vec![first, (second, stop)],
            inverted: false,
        })
    }

    /// `DOCUMENT requires …`.
    fn t8(&self, cue: &Cue, field: Field, subject: SubjectOf) -> Option<Closed> {
        let source = subject()?;
        let document = (source.head.0..source.head.1).any(|index| self.is(index, Flags::DOCUMENT));
        let clause = (cue.end, self.sentence_stop(field.sentence));
        (document && clause.0 < clause.1 && field.next.is_none()).then(|| Closed {
            template: Template::T8,
            source,
            content: vec![clause],
            inverted: false,
        })
    }

    /// `To SRC, that sounds like …`.
    fn t9(&self, cue: &Cue, field: Field) -> Option<Closed> {
        let first = field.sentence.0;
        if cue.class != CueClass::Assess || !self.is(first, Flags::TO) {
            return None;
        }
        let comma = (first + 1..cue.first).find(|index| self.is_comma(*index))?;
        let source = self.whole_subject(first + 1, comma)?;
        let clause = (cue.end, self.sentence_stop(field.sentence));
        (clause.0 < clause.1).then(|| Closed {
            template: Template::T9,
            source,
            content: vec![clause],
            inverted: false,
        })
    }
}
