//! The open heuristics (`docs/statements.md`): source and content of a cue by clause boundaries, for cues that no
//! closed template took, and as the second view of those that one did. Never makes a statement certain.

use super::cue::{Cue, Shape};
use super::paragraph::{Paragraph, Range, WALK_TOKENS_MAX};
use super::phrase::{Reach, Subject};
use super::token::Kind;
use crate::lexicon::Flags;
use crate::statement::CueClass;

/// A statement in the making: token ranges of one paragraph.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub cue: Cue,
    pub source: Option<Subject>,
    /// Whether the source was taken from another cue.
    pub shared: bool,
    pub content: Vec<Range>,
    pub sentence: Range,
    /// Whether the subject stands behind the cue.
    pub inverted: bool,
}

/// The part of a sentence that a cue may take: from the cue before to the cue after.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field {
    pub sentence: Range,
    /// Where the words left of the cue begin.
    pub left: usize,
    /// The cue that follows, and one past its last token.
    pub next: Option<Cue>,
}

impl Paragraph<'_> {
    /// Drafts of all cues of a sentence.
    pub(crate) fn open_drafts(&self, sentence: Range, cues: &[Cue]) -> Vec<Draft> {
        let mut drafts: Vec<Draft> = Vec::new();
        for (index, cue) in cues.iter().enumerate() {
            let left = index
                .checked_sub(1)
                .map_or(sentence.0, |before| cues[before].end);
            let field = Field {
                sentence,
                left,
                next: cues.get(index + 1).copied(),
            };
            drafts.extend(self.open_draft(cue, field));
        }
        self.share(&mut drafts);
        drafts
    }

    fn open_draft(&self, cue: &Cue, field: Field) -> Option<Draft> {
        match cue.shape {
            Shape::According => self.according_draft(cue, field),
            Shape::Noun => self.noun_draft(cue, field),
            Shape::Colon | Shape::Dash => self.mark_draft(cue, field),
            Shape::AsPut => self.as_put_draft(cue, field),
            Shape::Passive => self.passive_draft(cue, field),
            Shape::Participle => self.participle_draft(cue, field),
            Shape::Finite => self.finite_draft(cue, field),
        }
    }

    fn draft(
        &self,
        cue: &Cue,
        field: Field,
        source: Option<Subject>,
        content: Vec<Range>,
    ) -> Option<Draft> {
        let content: Vec<Range> = content
            .into_iter()
            .filter(|range| range.0 < range.1)
            .collect();
        (!content.is_empty()).then_some(Draft {
            cue: *cue,
            source,
            shared: false,
            content,
            sentence: field.sentence,
            inverted: false,
        })
    }

    fn finite_draft(&self, cue: &Cue, field: Field) -> Option<Draft> {
        if let Some(draft) = self.inverted_draft(cue, field) {
            return Some(draft);
        }
        let subject = self.subject_left(field.left, cue.first);
        let before = subject.map_or(cue.first, |subject| subject.range.0);
        let content = self.content(cue, field, before, cue.end);
        self.draft(cue, field, subject, content)
    }

    /// `“…,” said SRC` and `CLAUSE, said SRC`.
    fn inverted_draft(&self, cue: &Cue, field: Field) -> Option<Draft> {
        let subject = self.inverted_subject(cue, field)?;
        let content = self.content(cue, field, cue.first, subject.range.1);
        let mut draft = self.draft(cue, field, Some(subject), content)?;
        draft.inverted = true;
        Some(draft)
    }

    pub(crate) fn inverted_subject(&self, cue: &Cue, field: Field) -> Option<Subject> {
        let verb = cue.verb.filter(|verb| verb.introduces())?;
        if !cue.is_bare() {
            return None;
        }
        let (first, end) = field.sentence;
        let opening = cue.first == first;
        let before = cue.first.checked_sub(1).filter(|index| *index >= first);
        let after_quote = before.is_some_and(|index| {
            self.closed_at(index).is_some()
                || ((self.is_comma(index) || self.tokens[index].kind == Kind::Dash)
                    && index > first
                    && self.closed_at(index.wrapping_sub(1)).is_some())
        });
        let after_comma = before
            .is_some_and(|index| self.is_comma(index) || self.tokens[index].kind == Kind::Dash);
        if !(opening || after_quote || after_comma) || verb.hearer && !after_quote {
            return None;
        }
        let subject = self.phrase_right(cue.end, end, Reach::Subject)?;
        let at = subject.range.1;
        let verb_next = self.is_finite(at) && !self.is_comma(at.wrapping_sub(1));
        if verb_next && !after_quote {
            return None;
        }
        if after_quote && !verb_next {
            return Some(subject);
        }
        if opening {
            return (self.is_colon(at) || self.is_comma(at) && self.opened_at(at + 1).is_some())
                .then_some(subject);
        }
        let clause = self.has_finite((self.clause_start(field, cue.first), cue.first));
        let named = self.subject_left(field.left, cue.first).is_some();
        (clause && !named).then_some(subject)
    }

    /// The content of a cue whose subject begins at `before` (or the cue itself) and whose right side begins at
    /// `after`.
    fn content(&self, cue: &Cue, field: Field, before: usize, after: usize) -> Vec<Range> {
        // "CLAUSE, SRC said.": all of the sentence before it is what was said, other cues with it.
        let closes = cue.end + 1 >= field.sentence.1 && self.parts_before(before);
        let field = if closes {
            Field {
                left: field.sentence.0,
                ..field
            }
        } else {
            field
        };
        let left_quote = self.left_quote(field, before);
        let right = self.right_start(cue, field, after);
        if let Some(quote) = left_quote {
            let mut content = vec![quote];
            content.extend(self.right_quote(field, right));
            return content;
        }
        // "He did not comment, NAME said.": what follows the comma is the next cue's.
        let spent = self.is_comma(after)
            && field
                .next
                .is_some_and(|next| self.closes(after, next, field));
        let end = if spent {
            right
        } else {
            self.right_end(cue, field, right)
        };
        let parenthetical = before > field.left
            && self.parts_before(before)
            && (self.is_comma(after)
                || self
                    .tokens
                    .get(after)
                    .is_some_and(|token| token.kind == Kind::Dash));
        let left = self.left_clause(field, before);
        let has_right = right < end && (right..end).any(|index| self.is_word(index));
        if parenthetical && let Some(left) = left {
            let rest = self.right_end(cue, field, after + 1);
            return vec![left, (after + 1, rest)];
        }
        match left {
            Some(left) if !has_right || self.only_adverbial(after, end) => vec![left],
            _ if has_right => vec![(right, end)],
            _ => Vec::new(),
        }
    }

    fn parts_before(&self, index: usize) -> bool {
        index > 0
            && (self.is_comma(index.wrapping_sub(1)) || self.tokens[index - 1].kind == Kind::Dash)
    }

    /// The quoted words that end right before token `before`, a comma between allowed.
    fn left_quote(&self, field: Field, before: usize) -> Option<Range> {
        let mut last = before.checked_sub(1)?;
        let mut comma = false;
        while last > field.left && (self.is_comma(last) || self.tokens[last].kind == Kind::Dash) {
            comma = true;
            last -= 1;
        }
        let quotation = *self.closed_at(last)?;
        if quotation.open < field.left {
            return None;
        }
        let ended =
            self.is_stop(last.wrapping_sub(1)) || self.is_comma(last.wrapping_sub(1)) || comma;
        if !ended {
            return None;
        }
        // Words of the same sentence before the quotation belong to what was said, if no other cue took them.
        let start = self.clause_start(field, before).min(quotation.open);
        let sentence_start = (start..quotation.open).all(|index| !self.is_word(index));
        if sentence_start {
            return Some((start, last + 1));
        }
        let own = self.capital(quotation.open + 1)
            && (self.is_comma(quotation.open.wrapping_sub(1))
                || self.is_colon(quotation.open.wrapping_sub(1))
                || self.is_stop(quotation.open.wrapping_sub(1)));
        if own {
            return Some((quotation.open, last + 1));
        }
        Some((start, last + 1))
    }

    /// Quoted words that go on after `“…,” SRC said`.
    fn right_quote(&self, field: Field, right: usize) -> Option<Range> {
        let mut at = right;
        while at < field.sentence.1
            && (self.is_comma(at)
                || matches!(self.tokens[at].kind, Kind::Dash)
                || self.is_colon(at))
        {
            at += 1;
        }
        let quotation = self.opened_at(at)?;
        Some((at, quotation.close + 1))
    }

    /// Where the clause left of a cue begins: after the cue before, a semicolon, an opening adverbial's conjunction.
    fn clause_start(&self, field: Field, before: usize) -> usize {
        let floor = field.left.max(before.saturating_sub(WALK_TOKENS_MAX));
        let mut at = before;
        while at > floor {
            self.count(1);
            if self.is(at.wrapping_sub(1), Flags::SEMICOLON) && !self.quoted(at.wrapping_sub(1)) {
                break;
            }
            at -= 1;
        }
        if floor == field.left && floor == field.sentence.0 && at == floor {
            while self.is(at, Flags::COORDINATOR) || matches!(self.text(at), "But" | "So" | "Yet") {
                at += 1;
            }
            return at;
        }
        at
    }

    /// `CLAUSE, SRC said`: the clause, if it has a verb.
    fn left_clause(&self, field: Field, before: usize) -> Option<Range> {
        if before == 0 || !self.parts_before(before) {
            return None;
        }
        let start = self.clause_start(field, before);
        let end = before - 1;
        let clause = (start, end);
        let quoted = (start..end).any(|index| self.quoted(index));
        if start >= end || (!self.has_finite(clause) && !quoted && end - start < 4) {
            return None;
        }
        let adverbial = self.is(
            start,
            Flags::PREPOSITION.or(Flags::SUBORDINATOR).or(Flags::ING),
        ) && !self.has_main_clause(clause);
        (!adverbial).then_some(clause)
    }

    /// A clause after an opening adverbial: "After the vote, the bill was dead".
    fn has_main_clause(&self, clause: Range) -> bool {
        let comma =
            (clause.0..clause.1).find(|index| self.is_comma(*index) && !self.quoted(*index));
        comma.is_some_and(|comma| self.has_finite((comma + 1, clause.1)))
    }

    /// Where the words said begin, right of the cue: after the hearer, after adverbials that "that", a comma or a
    /// mark ends.
    pub(crate) fn right_start(&self, cue: &Cue, field: Field, after: usize) -> usize {
        let end = field.sentence.1;
        let mut at = after;
        if cue.verb.is_some_and(|verb| verb.hearer) {
            let after = self.after_hearer(at, end);
            // "urged both sides to return": whom it is asked of is part of what is asked.
            let asked = cue.class == CueClass::Direct
                && self.text(after) == "to"
                && !self.is(at, Flags::OBJECT);
            at = if asked { at } else { after };
        }
        let mut rounds = 0;
        while at < end && rounds < 4 {
            rounds += 1;
            if self.is(at, Flags::COMMA.or(Flags::COLON)) || self.tokens[at].kind == Kind::Dash {
                at += 1;
                continue;
            }
            match self.after_adverbial_right(at, end) {
                Some(next) if next > at => at = next,
                _ => break,
            }
        }
        at
    }

    /// After "reporters", "him", "the newspaper": at most ten tokens.
    fn after_hearer(&self, first: usize, end: usize) -> usize {
        if self.is(first, Flags::OBJECT) {
            return first + 1;
        }
        if self.opened_at(first).is_some()
            || self.is(
                first,
                Flags::THAT
                    .or(Flags::SUBJECT)
                    .or(Flags::TO)
                    .or(Flags::PREPOSITION)
                    .or(Flags::WH),
            )
            || !self.is_word(first)
        {
            return first;
        }
        let mut nouns = 0;
        for at in first..end.min(first + 11) {
            self.count(1);
            let starts = self.is(
                at,
                Flags::THAT.or(Flags::SUBJECT).or(Flags::TO).or(Flags::WH),
            ) && !matches!(self.text(at), "one" | "You" | "It");
            if starts
                || !self.is_word(at) && !self.is_apostrophe(at) && self.text(at) != "/"
                || self.opened_at(at).is_some()
            {
                return at;
            }
            let new_phrase = nouns > 0
                && (self.is(at, Flags::DETERMINER.or(Flags::POSSESSIVE))
                    || self.capital(at) && !self.capital(at.wrapping_sub(1))
                    || self.is(at, Flags::QUANTITY))
                && !self.is(
                    at.wrapping_sub(1),
                    Flags::PREPOSITION.or(Flags::COORDINATOR).or(Flags::CLITIC),
                );
            if new_phrase
                || self.is(at, Flags::TIME) && !self.is(at + 1, Flags::CLITIC)
                || nouns > 0
                    && self.is(at, Flags::ADVERBIAL_PREPOSITION)
                    && !self.is(at, Flags::OF)
                    && !matches!(self.text(at), "with" | "for" | "from")
            {
                return at;
            }
            if !self.is(
                at,
                Flags::DETERMINER
                    .or(Flags::POSSESSIVE)
                    .or(Flags::PREPOSITION),
            ) {
                nouns += 1;
            }
        }
        first
    }

    /// After "on Tuesday", "in a statement", "to reporters", "sarcastically", if the words go on behind.
    fn after_adverbial_right(&self, first: usize, end: usize) -> Option<usize> {
        if self.is(first, Flags::TIME) && !self.is(first + 1, Flags::CLITIC) {
            let mut at = first + 1;
            while at < end && self.is(at, Flags::TIME.or(Flags::NUMBER)) {
                at += 1;
            }
            return Some(at);
        }
        if self.is(first, Flags::ADVERB)
            && !self.is(first, Flags::SUBORDINATOR)
            && (self.is(first + 1, Flags::THAT) || self.is_comma(first + 1))
        {
            return Some(first + 1);
        }
        if self.is(first, Flags::BY) {
            return None;
        }
        let opens = self.is(first, Flags::ADVERBIAL_PREPOSITION.or(Flags::TO))
            || matches!(self.text(first), "about" | "of");
        if !opens
            || self.is(first + 1, Flags::ING)
                && !self.capital(first + 1)
                && self.text(first) != "in"
        {
            return None;
        }
        let mut marked = false;
        for at in first + 1..end.min(first + 26) {
            self.count(1);
            marked |= self.is(at, Flags::EVENT)
                || self.is(at, Flags::TIME)
                || (self.is(at, Flags::NUMBER) && at == first + 1);
            if self.is(at, Flags::THAT) && !self.is(at.wrapping_sub(1), Flags::PREPOSITION) {
                return (!self.is(at + 1, Flags::TIME)).then_some(at);
            }
            if self.is_comma(at) {
                let quote = self.opened_at(at + 1).is_some();
                return (quote || marked && at + 1 < end).then_some(at + 1);
            }
            if self.is_colon(at) {
                return Some(at + 1);
            }
            if self.opened_at(at).is_some() || self.tokens[at].kind == Kind::Stop {
                return None;
            }
            if self.is_finite(at) && !self.is(at, Flags::ED) && !marked {
                return None;
            }
            let clause = self.is(at, Flags::SUBJECT)
                && !matches!(self.text(at), "one" | "you" | "it" | "It")
                || (at > first + 2
                    && self.is(
                        at,
                        Flags::DETERMINER
                            .or(Flags::POSSESSIVE)
                            .or(Flags::DEMONSTRATIVE),
                    )
                    && !self.is(
                        at.wrapping_sub(1),
                        Flags::PREPOSITION
                            .or(Flags::COORDINATOR)
                            .or(Flags::DETERMINER),
                    ))
                || (at > first + 1
                    && self.is(at.wrapping_sub(1), Flags::TIME)
                    && !self.is(
                        at,
                        Flags::TIME
                            .or(Flags::NUMBER)
                            .or(Flags::CLITIC)
                            .or(Flags::PREPOSITION),
                    )
                    && !matches!(self.text(at), "night" | "morning" | "afternoon" | "evening"));
            if clause {
                return marked.then_some(at);
            }
        }
        None
    }

    /// One past the last token that was said, right of the cue.
    pub(crate) fn right_end(&self, cue: &Cue, field: Field, start: usize) -> usize {
        let end = field.sentence.1.min(start + WALK_TOKENS_MAX * 2);
        if start >= end {
            return start;
        }
        if let Some(quotation) = self.opened_at(start) {
            let close = quotation.close + 1;
            if self.is_full_quote(start, quotation.close) {
                return self.after_joined_quotes(close, end);
            }
        }
        let mut at = start;
        while at < end {
            self.count(1);
            if self.quoted(at) {
                at += 1;
                continue;
            }
            if at > start && self.stops_content(cue, field, start, at, end) {
                break;
            }
            at += 1;
        }
        at
    }

    /// A quotation that is a sentence of its own: after a comma or colon, or with a capital letter and a stop.
    fn is_full_quote(&self, open: usize, close: usize) -> bool {
        let introduced = open > 0 && self.is(open.wrapping_sub(1), Flags::COMMA.or(Flags::COLON));
        let ended = close > open + 1
            && (self.tokens[close - 1].kind == Kind::Stop || self.is_comma(close.wrapping_sub(1)));
        introduced && (ended || self.capital(open + 1))
            || (self.capital(open + 1) && self.tokens[close.saturating_sub(1)].kind == Kind::Stop)
    }

    /// `“…” and “…”`.
    fn after_joined_quotes(&self, mut at: usize, end: usize) -> usize {
        while at < end {
            let skip = at + usize::from(self.is_comma(at));
            let skip = skip + usize::from(self.is(skip, Flags::COORDINATOR));
            match self.opened_at(skip) {
                Some(quotation) if skip - at <= 2 => at = quotation.close + 1,
                _ => return at,
            }
        }
        at
    }

    /// Whether the words said end before token `at`.
    fn stops_content(&self, cue: &Cue, field: Field, start: usize, at: usize, end: usize) -> bool {
        let token = &self.tokens[at];
        if token.is(Flags::SEMICOLON) {
            return true;
        }
        if token.kind == Kind::Stop && at + 1 >= end {
            return true;
        }
        if self.is_comma(at) && self.text(at + 1) == "according" {
            return true;
        }
        let Some(next) = field.next else {
            return self.is_comma(at) && self.leaves_clause(at, end);
        };
        if self.is_comma(at) {
            let follows = at + 1 == next.first;
            let joined = self.is(at + 1, Flags::COORDINATOR.or(Flags::SUBORDINATOR))
                && self.joins_cue(at + 2, next);
            let participle =
                follows && next.shape == Shape::Participle && next.class != CueClass::Other;
            return participle
                || self.closes(at, next, field)
                || joined
                || (follows && next.shape == Shape::Finite && next.is_bare())
                || self.leaves_clause(at, end);
        }
        if self.is(at, Flags::COORDINATOR) || self.text(at) == "but" {
            return self.joins_cue(at + 1, next)
                && next.shape == Shape::Finite
                && (cue.shape == Shape::Finite)
                && at > start;
        }
        false
    }

    /// Whether the next cue, with its subject, is all that follows the comma: ", NAME said."
    fn closes(&self, comma: usize, next: Cue, field: Field) -> bool {
        next.end + 1 >= field.sentence.1
            && next.is_bare()
            && next.verb.is_some_and(|verb| verb.inverts)
            && !self.has_finite((comma + 1, next.first))
    }

    /// Whether only adverbs stand between `at` and the next cue.
    fn joins_cue(&self, at: usize, next: Cue) -> bool {
        at <= next.first
            && next.first <= at + 2
            && (at..next.first).all(|index| self.is(index, Flags::ADVERB))
            && next.class != CueClass::Other
    }

    /// ", while NAME …", ", but NAME …": a clause of the writer's own.
    fn leaves_clause(&self, comma: usize, end: usize) -> bool {
        let opens = matches!(
            self.text(comma + 1),
            "while" | "although" | "though" | "but" | "even" | "whereas"
        );
        opens && comma + 3 < end
    }

    /// Nothing but an adverbial stands between the cue and the end.
    fn only_adverbial(&self, first: usize, end: usize) -> bool {
        let mut at = first;
        while at < end && (self.is(at, Flags::TIME.or(Flags::NUMBER)) || !self.is_word(at)) {
            at += 1;
        }
        if at >= end {
            return true;
        }
        self.is(at, Flags::PREPOSITION.or(Flags::TO).or(Flags::SUBORDINATOR))
            && !self.is(at, Flags::THAT)
            && !(at..end).any(|index| self.is_finite(index))
            || self.is(at, Flags::SUBORDINATOR)
            || end - at <= 6 && self.is(at, Flags::PREPOSITION)
            || self.is(at, Flags::OBJECT) && end - at <= 8
            || end - at <= 10
                && !(at..end).any(|index| self.is_finite(index))
                && self.is(at, Flags::PREPOSITION.or(Flags::DETERMINER))
    }

    fn participle_draft(&self, cue: &Cue, field: Field) -> Option<Draft> {
        let before = cue
            .first
            .checked_sub(1)
            .filter(|index| *index >= field.sentence.0);
        let after_noun = before.is_some_and(|index| {
            self.is_word(index)
                && !self.is(
                    index,
                    Flags::PREPOSITION
                        .or(Flags::COORDINATOR)
                        .or(Flags::SUBORDINATOR)
                        .or(Flags::BY)
                        .or(Flags::AUXILIARY),
                )
        });
        let subject = if after_noun {
            self.subject_left(field.left, cue.first)
        } else {
            None
        };
        let before = subject.map_or(cue.first, |subject| subject.range.0);
        let right = self.right_start(cue, field, cue.end);
        let end = self.right_end(cue, field, right);
        let content = match self.left_quote(field, before).filter(|_| subject.is_some()) {
            Some(quote) => vec![quote],
            None => vec![(right, self.participle_end(cue, field, right, end))],
        };
        self.draft(cue, field, subject, content)
    }

    /// A participle that opens the sentence ends at the comma before the main clause.
    fn participle_end(&self, cue: &Cue, field: Field, start: usize, end: usize) -> usize {
        if cue.first > field.sentence.0 + 1 {
            return end;
        }
        (start..end)
            .find(|index| self.is_comma(*index) && !self.quoted(*index))
            .unwrap_or(end)
    }

    fn passive_draft(&self, cue: &Cue, field: Field) -> Option<Draft> {
        if self.is(cue.end, Flags::BY) {
            let source = self.phrase_right(cue.end + 1, field.sentence.1, Reach::Subject)?;
            let subject = self.subject_left(field.left, cue.first)?;
            let mut content = vec![subject.range];
            let rest = source.range.1;
            if self.is(rest, Flags::AS.or(Flags::OF).or(Flags::TO)) {
                content.push((rest, self.right_end(cue, field, rest)));
            }
            return self.draft(cue, field, Some(source), content);
        }
        None
    }

    fn according_draft(&self, cue: &Cue, field: Field) -> Option<Draft> {
        let source = self.phrase_right(cue.end, field.sentence.1, Reach::Phrase)?;
        let after = source.range.1;
        let opening = cue.first <= field.sentence.0 + 2
            || self.is(
                cue.first.wrapping_sub(1),
                Flags::SUBORDINATOR.or(Flags::COORDINATOR),
            )
            || field.left < cue.first
                && self.is(field.left, Flags::THAT)
                && field.left + 1 == cue.first;
        if opening {
            let source = self.before_comma(self.within_sentence(source, field));
            let right = source.range.1 + usize::from(self.is_comma(source.range.1));
            let end = self.right_end(cue, field, right);
            return self.draft(cue, field, Some(source), vec![(right, end)]);
        }
        let end = cue.first - usize::from(self.is_comma(cue.first.wrapping_sub(1)));
        let start = self.clause_start(
            Field {
                left: self.left_of_according(field, cue),
                ..field
            },
            cue.first,
        );
        let mut content = vec![(start, end)];
        if self.is_comma(after)
            && !self.is(after + 1, Flags::RELATIVE)
            && after + 1 < field.sentence.1
            && !self.has_finite((start, end))
        {
            content.push((after + 1, self.right_end(cue, field, after + 1)));
        }
        self.draft(cue, field, Some(source), content)
    }

    /// "X said that A, according to Y": all of it is what Y says.
    fn left_of_according(&self, field: Field, _cue: &Cue) -> usize {
        field.sentence.0
    }

    /// A phrase that would leave no clause ends at its last comma.
    fn within_sentence(&self, source: Subject, field: Field) -> Subject {
        if source.range.1 + 1 < field.sentence.1 {
            return source;
        }
        let comma = (source.range.0..source.range.1)
            .rev()
            .find(|index| self.is_comma(*index));
        comma.map_or(source, |comma| Subject {
            range: (source.range.0, comma),
            head: source.head,
        })
    }

    /// The phrase up to its first comma, if a clause follows that comma.
    fn before_comma(&self, source: Subject) -> Subject {
        let comma = (source.range.0..source.range.1).find(|index| self.is_comma(*index));
        match comma {
            Some(comma) if !self.is_comma(source.range.1) => Subject {
                range: (source.range.0, comma),
                head: (source.range.0, comma),
            },
            _ => source,
        }
    }

    fn noun_draft(&self, cue: &Cue, field: Field) -> Option<Draft> {
        let mut at = cue.first;
        while at > field.left
            && self.is_word(at.wrapping_sub(1))
            && cue.first - at < 3
            && !self.is(
                at.wrapping_sub(1),
                Flags::POSSESSIVE
                    .or(Flags::CLITIC)
                    .or(Flags::DETERMINER)
                    .or(Flags::PREPOSITION)
                    .or(Flags::AUXILIARY),
            )
            && !self.is_finite(at.wrapping_sub(1))
        {
            at -= 1;
        }
        let owner = at.checked_sub(1).filter(|index| *index >= field.left)?;
        let source = if self.is(owner, Flags::POSSESSIVE) && !self.is(owner, Flags::RELATIVE) {
            Some(Subject {
                range: (owner, owner + 1),
                head: (owner, owner + 1),
            })
        } else if matches!(self.text(owner), "'s" | "’s") || self.is_apostrophe(owner) {
            self.subject_left(field.left, owner).map(|subject| Subject {
                range: (subject.range.0, owner + 1),
                ..subject
            })
        } else {
            None
        };
        let source = source?;
        let start = cue.end;
        let end = self.right_end(cue, field, start);
        let end = (start..end)
            .find(|index| self.is_comma(*index) && !self.quoted(*index))
            .unwrap_or(end);
        self.draft(cue, field, Some(source), vec![(start, end)])
    }

    fn mark_draft(&self, cue: &Cue, field: Field) -> Option<Draft> {
        let (first, end) = field.sentence;
        if cue.shape == Shape::Colon {
            let range = (first, cue.first);
            let quotation = self.opened_at(cue.end)?;
            let source = Subject { range, head: range };
            return self.draft(
                cue,
                field,
                Some(source),
                vec![(cue.end, quotation.close + 1)],
            );
        }
        let source = self.phrase_right(cue.end, end, Reach::Phrase)?;
        let quotation = self.closed_at(cue.first.wrapping_sub(1))?;
        self.draft(cue, field, Some(source), vec![(quotation.open, cue.first)])
    }

    fn as_put_draft(&self, cue: &Cue, field: Field) -> Option<Draft> {
        let (first, end) = field.sentence;
        let as_at = (first..cue.first)
            .rev()
            .find(|index| self.is(*index, Flags::AS))?;
        let source = self.subject_left(as_at + 1, cue.first)?;
        let content = if as_at > first + 1 && !self.is_comma(cue.end) {
            (
                first,
                as_at - usize::from(self.is_comma(as_at.wrapping_sub(1))),
            )
        } else {
            let start = self.right_start(cue, field, cue.end);
            (start, self.right_end(cue, field, start).min(end))
        };
        self.draft(cue, field, Some(source), vec![content])
    }

    /// Gives each draft without a source that of the nearest draft with one; a following one counts as eight tokens
    /// farther.
    fn share(&self, drafts: &mut Vec<Draft>) {
        let owned: Vec<(usize, Subject)> = drafts
            .iter()
            .filter_map(|draft| draft.source.map(|source| (draft.cue.head, source)))
            .collect();
        for draft in drafts
            .iter_mut()
            .filter(|draft| draft.source.is_none() && draft.cue.shape != Shape::Passive)
        {
            let nearest = nearest(&owned, draft.cue.head);
            self.count(1);
            draft.source = nearest
                .filter(|source| self.disjoint(*source, draft))
                .or_else(|| self.sentence_subject(draft));
            draft.shared = true;
        }
        drafts.retain(|draft| draft.source.is_some());
    }

    fn disjoint(&self, source: Subject, draft: &Draft) -> bool {
        let apart = |range: &Range| range.1 <= source.range.0 || source.range.1 <= range.0;
        draft.content.iter().all(apart)
    }

    /// "NAME took the floor and said": the subject of the sentence's first clause.
    fn sentence_subject(&self, draft: &Draft) -> Option<Subject> {
        let (first, _) = draft.sentence;
        let limit = draft.cue.first.min(first + 24);
        let verb = (first + 1..limit).find(|index| {
            self.is_finite(*index) || self.is(*index, Flags::ED) && !self.capital(*index)
        })?;
        self.count(verb - first);
        self.subject_left(first, verb)
            .filter(|source| self.disjoint(*source, draft))
    }
}

/// The source nearest to `head`; sources are in order.
fn nearest(owned: &[(usize, Subject)], head: usize) -> Option<Subject> {
    let at = owned.partition_point(|(place, _)| *place < head);
    let before = at.checked_sub(1).map(|index| owned[index]);
    let after = owned.get(at).copied();
    match (before, after) {
        (Some(before), Some(after)) => {
            let far = after.0 - head + 8;
            Some(if head - before.0 <= far {
                before.1
            } else {
                after.1
            })
        }
        (Some(one), None) | (None, Some(one)) => Some(one.1),
        (None, None) => None,
    }
}
