//! Cue candidates of a sentence: a form from the lexicon outside quotation marks, with the auxiliaries and adverbs
//! before it and the particle after it. Never takes a noun or a bare infinitive for a cue.

use super::paragraph::{Paragraph, Range};
use super::token::Kind;
use crate::lexicon::{self, Flags, Form, Verb};
use crate::statement::CueClass;

/// What kind of cue it is, by its shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A finite verb with a subject of its own, if it has one.
    Finite,
    /// "saying that", "arguing": shares its source.
    Participle,
    /// "was told", "is said to".
    Passive,
    /// "according to".
    According,
    /// A noun with its clause: "the claim that".
    Noun,
    /// A colon between a name and a quotation.
    Colon,
    /// A dash between a quotation and a name.
    Dash,
    /// "as NAME put it".
    AsPut,
}

/// A cue of one sentence.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cue {
    pub first: usize,
    /// One past its last token, particle included.
    pub end: usize,
    /// The token of the verb or noun.
    pub head: usize,
    pub class: CueClass,
    pub shape: Shape,
    pub verb: Option<&'static Verb>,
    pub negated: bool,
    pub hedged: bool,
}

impl Cue {
    /// A plain past or present form with nothing around it.
    pub(crate) fn is_bare(&self) -> bool {
        self.shape == Shape::Finite && self.first == self.head && self.end == self.head + 1
    }

    pub(crate) fn says(&self) -> bool {
        self.verb.is_some_and(|verb| verb.lemma == "say")
    }
}

impl Paragraph<'_> {
    /// The cues of a sentence, in order.
    pub(crate) fn cues(&self, sentence: Range) -> Vec<Cue> {
        let mut found: Vec<Cue> = Vec::new();
        for index in sentence.0..sentence.1 {
            self.count(1);
            if self.quoted(index) {
                continue;
            }
            let cue = self
                .verb_cue(sentence, index)
                .or_else(|| self.according(sentence, index))
                .or_else(|| self.noun_cue(sentence, index))
                .or_else(|| self.mark_cue(sentence, index))
                .or_else(|| self.as_put(sentence, index));
            let reached = found.last().map_or(0, |last| last.end);
            found.extend(cue.filter(|cue| cue.first >= reached));
        }
        found
    }

    fn verb_cue(&self, sentence: Range, head: usize) -> Option<Cue> {
        let verb = self.tokens[head].verb?;
        let leads = self.is(head, Flags::CONTROL) && self.text(head + 1) == "to";
        if leads
            && self
                .tokens
                .get(head + 2)
                .is_some_and(|next| next.verb.is_some())
        {
            return None;
        }
        let end = self.particle(head, verb)?;
        let mut shape = self.shape_of(sentence, head, verb)?;
        let (first, passive) = self.phrase_start(sentence.0, head, verb);
        if passive {
            shape = Shape::Passive;
        } else if shape == Shape::Participle && first < head && self.is_auxiliary_run(first, head) {
            shape = Shape::Finite;
        }
        let before = (first..head).chain(first.checked_sub(1));
        let mut negated = false;
        let mut hedged = false;
        for index in before {
            negated |= self.is(index, Flags::NEGATION.or(Flags::REFUSAL));
            hedged |= self.is(index, Flags::HEDGE) && index < head;
        }
        Some(Cue {
            first,
            end,
            head,
            class: verb.class,
            shape,
            verb: Some(verb),
            negated,
            hedged,
        })
    }

    fn particle(&self, head: usize, verb: &Verb) -> Option<usize> {
        let next = self.text(head + 1);
        let follows = !self.quoted(head + 1) && verb.particles.contains(&next);
        match (follows, verb.needs_particle) {
            (true, _) if next != "to" || verb.lemma != "respond" => Some(head + 2),
            (false, true) => None,
            _ => Some(head + 1),
        }
    }

    /// Whether the form can be a verb here, and which.
    fn shape_of(&self, sentence: Range, head: usize, verb: &Verb) -> Option<Shape> {
        let before = head.checked_sub(1).filter(|index| *index >= sentence.0);
        let noun_before = Flags::DETERMINER
            .or(Flags::POSSESSIVE)
            .or(Flags::PREPOSITION)
            .or(Flags::OF)
            .or(Flags::NUMBER);
        let numbered = self.is(head + 1, Flags::THAT)
            && before.is_some_and(|index| self.is(index, Flags::NUMBER));
        let after_noun_word = !numbered
            && before.is_some_and(|index| {
                self.is(index, noun_before)
                    && !self.is(index, Flags::THAT.or(Flags::SUBJECT).or(Flags::TO))
                    && !matches!(
                        self.text(index),
                        "all"
                            | "both"
                            | "which"
                            | "each"
                            | "as"
                            | "because"
                            | "since"
                            | "before"
                            | "after"
                            | "until"
                            | "what"
                            | "some"
                            | "many"
                            | "like"
                    )
            });
        if self.capital(head)
            && before.is_some_and(|index| self.capital(index) && self.is_word(index))
            && self.capital(head + 1)
        {
            return None;
        }
        if verb.form.has(Form::ING) {
            return self.ing_shape(sentence, head);
        }
        if after_noun_word
            || before
                .is_some_and(|index| self.is(index, Flags::CLITIC) && self.is_possessive(index))
        {
            return None;
        }
        if verb.form.has(Form::PAST_OR_PARTICIPLE) {
            return Some(Shape::Finite);
        }
        if before.is_some_and(|index| self.is(index, Flags::TO)) {
            return self
                .controlled(head - 1, sentence.0)
                .then_some(Shape::Finite);
        }
        let base = verb.form.has(Form::BASE);
        if base {
            return self
                .base_is_finite(sentence.0, head, verb)
                .then_some(Shape::Finite);
        }
        if verb.noun && !verb.needs_particle && !self.third_is_verb(sentence.0, head) {
            return None;
        }
        Some(Shape::Finite)
    }

    /// `'s` before a noun is a possessive, before a participle it may be "has".
    fn is_possessive(&self, index: usize) -> bool {
        matches!(self.text(index), "'s" | "’s")
            && !self.is(index + 1, Flags::ED)
            && !self.is(index.wrapping_sub(1), Flags::SUBJECT)
    }

    fn ing_shape(&self, sentence: Range, head: usize) -> Option<Shape> {
        let before = head.checked_sub(1).filter(|index| *index >= sentence.0);
        let Some(before) = before else {
            return Some(Shape::Participle);
        };
        if self.is(before, Flags::DETERMINER.or(Flags::POSSESSIVE))
            && !self.is(before, Flags::SUBJECT)
        {
            return None;
        }
        if self.is(before, Flags::OF) {
            return None;
        }
        Some(Shape::Participle)
    }

    /// A base form is finite after a plural subject, an auxiliary or an adverb of the verb phrase.
    fn base_is_finite(&self, first: usize, head: usize, verb: &Verb) -> bool {
        let mut at = head;
        while at > first
            && self.is(at.wrapping_sub(1), Flags::ADVERB.or(Flags::NEGATION))
            && !self.is(at.wrapping_sub(1), Flags::AUXILIARY)
        {
            at -= 1;
        }
        if at == first {
            return false;
        }
        let before = at - 1;
        if self.is(before, Flags::MODAL.or(Flags::DO)) {
            return true;
        }
        if self.is(before, Flags::SUBJECT.or(Flags::PLURAL)) {
            return !matches!(
                self.text(before),
                "he" | "she" | "it" | "one" | "He" | "She" | "It"
            );
        }
        if self.is(before, Flags::COORDINATOR) {
            return !verb.noun && !self.is(head + 1, Flags::PREPOSITION);
        }
        let plural = self.text(before).ends_with('s')
            && !self.is(before, Flags::CLITIC.or(Flags::AUXILIARY))
            && self.is_word(before);
        let clause = self.is(
            head + 1,
            Flags::THAT
                .or(Flags::DETERMINER)
                .or(Flags::SUBJECT)
                .or(Flags::POSSESSIVE)
                .or(Flags::TO),
        ) || self.opened_at(head + 1).is_some()
            || self.is_comma(head + 1)
            || self.capital(head + 1);
        plural && (!verb.noun || clause)
    }

    /// "claims", "reports": a verb after a name or a pronoun and before a clause or quotation.
    fn third_is_verb(&self, first: usize, head: usize) -> bool {
        let mut at = head;
        while at > first && self.is(at.wrapping_sub(1), Flags::ADVERB) {
            at -= 1;
        }
        if at == first {
            return false;
        }
        let before = at - 1;
        if self.is(before, Flags::SUBJECT) {
            return true;
        }
        let after = self.is(
            head + 1,
            Flags::THAT
                .or(Flags::DETERMINER)
                .or(Flags::SUBJECT)
                .or(Flags::POSSESSIVE)
                .or(Flags::TO)
                .or(Flags::WH)
                .or(Flags::OBJECT),
        ) || self.opened_at(head + 1).is_some()
            || self.is_comma(head + 1)
            || self.is_colon(head + 1)
            || self.capital(head + 1);
        let subject = (self.is_word(before) || self.is_comma(before) || self.text(before) == ")")
            && !self.is(
                before,
                Flags::AUXILIARY.or(Flags::COORDINATOR).or(Flags::ED),
            );
        after && subject
    }

    /// "declined to say", "went on to argue".
    fn controlled(&self, to: usize, first: usize) -> bool {
        let mut at = to;
        if at > first && self.text(at.wrapping_sub(1)) == "on" {
            at -= 1;
        }
        at > first && self.is(at.wrapping_sub(1), Flags::CONTROL)
    }

    /// The first token of the cue's phrase, and whether it is passive.
    fn phrase_start(&self, first: usize, head: usize, verb: &Verb) -> (usize, bool) {
        let mut at = head;
        let mut passive = false;
        let participle = verb.form.has(Form::PARTICIPLE) && !verb.form.has(Form::BASE);
        while at > first {
            self.count(1);
            let before = at - 1;
            if self.quoted(before) || !self.is_word(before) {
                break;
            }
            let controls = self.is(before, Flags::TO) && self.controlled(before, first);
            if controls {
                at = before
                    - usize::from(before > first && self.text(before.wrapping_sub(1)) == "on");
                at = at.saturating_sub(1).max(first);
                continue;
            }
            let belongs = self.is(before, Flags::AUXILIARY.or(Flags::NEGATION))
                || (self.is(before, Flags::ADVERB)
                    && !self.capital(before)
                    && !self.is(before, Flags::SUBJECT.or(Flags::PREPOSITION)));
            let possessive = self.is(before, Flags::CLITIC)
                && before > first
                && self.is(before, Flags::CLITIC)
                && !self.is(before, Flags::AUXILIARY)
                && !self.has_as_clitic(before, verb);
            if !(belongs || self.has_as_clitic(before, verb)) || possessive {
                break;
            }
            passive |= participle && self.is(before, Flags::BE);
            at = before;
        }
        // An adverb that opens the sentence belongs to the sentence.
        while at < head
            && self.is(at, Flags::ADVERB)
            && (at == first || self.is_comma(at.wrapping_sub(1)))
        {
            at += 1;
        }
        (at, passive)
    }

    /// `'s` as "has" or "is" before a participle.
    fn has_as_clitic(&self, index: usize, verb: &Verb) -> bool {
        matches!(self.text(index), "'s" | "’s")
            && (verb.form.has(Form::PARTICIPLE) || verb.form.has(Form::ING))
    }

    fn is_auxiliary_run(&self, first: usize, head: usize) -> bool {
        (first..head)
            .any(|index| self.is(index, Flags::BE) || matches!(self.text(index), "'s" | "’s"))
    }

    fn according(&self, sentence: Range, head: usize) -> Option<Cue> {
        let to =
            self.is(head, Flags::HEARSAY) && self.text(head + 1) == "to" && head + 2 < sentence.1;
        to.then(|| Cue {
            first: head,
            end: head + 2,
            head,
            class: CueClass::Phrase,
            shape: Shape::According,
            verb: None,
            negated: false,
            hedged: false,
        })
    }

    /// "the claim that …", with whose claim it is.
    fn noun_cue(&self, sentence: Range, head: usize) -> Option<Cue> {
        if !self.is(head, Flags::CLAUSAL_NOUN) || head == sentence.0 || self.capital(head) {
            return None;
        }
        let that = self.is(head + 1, Flags::THAT)
            && !self.is(head + 2, Flags::AUXILIARY)
            && !self.is_finite(head + 2);
        that.then(|| Cue {
            first: head,
            end: head + 1,
            head,
            class: lexicon::noun_class(&self.lower(head)),
            shape: Shape::Noun,
            verb: None,
            negated: false,
            hedged: false,
        })
    }

    /// A colon after a name and before a quotation; a dash after a quotation and before a name.
    fn mark_cue(&self, sentence: Range, head: usize) -> Option<Cue> {
        let colon = self.is_colon(head)
            && head > sentence.0
            && head - sentence.0 <= 6
            && self.opened_at(head + 1).is_some()
            && (sentence.0..head)
                .all(|index| self.capital(index) || self.is(index, Flags::TITLE.or(Flags::OF)));
        let dash = self.tokens[head].kind == Kind::Dash
            && head > sentence.0
            && self.closed_at(head.wrapping_sub(1)).is_some()
            && self.capital(head + 1)
            && sentence.1 - head <= 24
            && !(head + 1..sentence.1).any(|index| self.is_finite(index));
        let shape = match (colon, dash) {
            (true, _) => Shape::Colon,
            (_, true) => Shape::Dash,
            _ => return None,
        };
        Some(Cue {
            first: head,
            end: head + 1,
            head,
            class: CueClass::Phrase,
            shape,
            verb: None,
            negated: false,
            hedged: false,
        })
    }

    /// "as NAME put it".
    fn as_put(&self, sentence: Range, head: usize) -> Option<Cue> {
        let put = self.is(head, Flags::PUT)
            && matches!(self.text(head), "put" | "puts")
            && self.text(head + 1) == "it"
            && head > sentence.0;
        let as_before = put
            && (head.saturating_sub(10).max(sentence.0)..head)
                .any(|index| self.is(index, Flags::AS));
        as_before.then_some(Cue {
            first: head,
            end: head + 2,
            head,
            class: CueClass::Phrase,
            shape: Shape::AsPut,
            verb: None,
            negated: false,
            hedged: false,
        })
    }
}
