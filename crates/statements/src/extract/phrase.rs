//! Noun phrases beside a cue: the subject to its left, the inverted subject to its right. Matches an apposition as
//! a unit. A phrase that fails a guard is dropped; nothing else is guessed in its place.

use super::paragraph::{Paragraph, Range, WALK_TOKENS_MAX};
use super::token::Kind;
use crate::lexicon::Flags;

/// Longest source, in bytes (guard G3).
const SOURCE_BYTES_MAX: usize = 160;

/// A subject: its tokens, apposition included, and those of the name alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Subject {
    pub range: Range,
    pub head: Range,
}

impl Subject {
    const fn plain(range: Range) -> Self {
        Self { range, head: range }
    }
}

impl Paragraph<'_> {
    /// The subject that ends right before token `cue`, looking no farther left than `first`.
    pub(crate) fn subject_left(&self, first: usize, cue: usize) -> Option<Subject> {
        if cue <= first {
            return None;
        }
        let last = cue - 1;
        let found = if self.is_comma(last) {
            self.interrupted(first, last)
        } else {
            self.direct(first, cue).map(Subject::plain)
        };
        found.filter(|subject| self.guards(subject))
    }

    /// A phrase with something between commas after it: apposition, relative clause, adverbial.
    fn interrupted(&self, first: usize, comma: usize) -> Option<Subject> {
        let chunks = self.chunks_left(first, comma);
        let (inner, rest) = chunks.split_first()?;
        if rest.is_empty() || !self.may_interrupt(*inner) {
            return None;
        }
        let mut at = 0;
        // Further left while a chunk is itself an apposition of the name before it, an age, a place, an aside.
        while at + 1 < rest.len()
            && (self.is_apposition(rest[at]) && self.is_name(rest[at + 1])
                || self.is_aside(rest[at])
                || self.is_age(rest[at]))
        {
            at += 1;
        }
        let chunk = rest[at];
        let head = self.direct(chunk.0, chunk.1)?;
        if self.has_finite((chunk.0, head.0)) && head.0 == chunk.0 {
            return None;
        }
        let inner_belongs = self.is_apposition(*inner) || self.is(inner.0, Flags::RELATIVE);
        let end = if inner_belongs {
            comma
        } else if at > 0 {
            rest[at - 1].1
        } else {
            head.1
        };
        Some(Subject {
            range: (head.0, end),
            head,
        })
    }

    /// Chunks between commas, right to left, up to a hard boundary.
    fn chunks_left(&self, first: usize, comma: usize) -> Vec<Range> {
        let mut chunks = Vec::new();
        let mut end = comma;
        let mut at = comma;
        let floor = first.max(comma.saturating_sub(WALK_TOKENS_MAX / 2));
        while at > floor && chunks.len() < 7 {
            self.count(1);
            let before = at - 1;
            if let Some(open) = self.bracket_before(before, floor) {
                at = open;
                continue;
            }
            if self.is_comma(before) {
                chunks.push((at, end));
                end = before;
            } else if self.is_boundary(before) {
                break;
            }
            at = before;
        }
        if end > at {
            chunks.push((at, end));
        }
        chunks.retain(|chunk| chunk.0 < chunk.1);
        chunks
    }

    fn is_boundary(&self, index: usize) -> bool {
        let Some(token) = self.tokens.get(index) else {
            return true;
        };
        match token.kind {
            Kind::Quote => !self.is_apostrophe(index),
            Kind::Dash | Kind::Stop => true,
            Kind::Mark => matches!(self.text(index), ";" | ":"),
            Kind::Word => token.quoted,
        }
    }

    fn may_interrupt(&self, chunk: Range) -> bool {
        if chunk.1 - chunk.0 > 40 {
            return false;
        }
        self.is(chunk.0, Flags::RELATIVE)
            || (self.is(chunk.0, Flags::SUBORDINATOR)
                && !self.is(chunk.0, Flags::COORDINATOR)
                && self.text(chunk.0) != "but")
            || (!self.has_finite(chunk) && !self.is(chunk.0, Flags::COORDINATOR.or(Flags::SUBJECT)))
    }

    /// Begins like "an analyst at …", "executive vice president for …", "D-Mass."; never like an adverbial.
    fn is_apposition(&self, chunk: Range) -> bool {
        let opens = !self.is(
            chunk.0,
            Flags::PREPOSITION
                .or(Flags::SUBORDINATOR)
                .or(Flags::COORDINATOR)
                .or(Flags::ADVERB)
                .or(Flags::TIME)
                .or(Flags::SUBJECT)
                .or(Flags::ING)
                .or(Flags::OBJECT),
        );
        opens && self.is_word(chunk.0) && !self.is_participle(chunk.0) && !self.has_finite(chunk)
    }

    fn is_participle(&self, index: usize) -> bool {
        self.is(index, Flags::ED) && !self.capital(index)
    }

    fn is_age(&self, chunk: Range) -> bool {
        chunk.1 == chunk.0 + 1 && self.is(chunk.0, Flags::NUMBER)
    }

    /// A prepositional or participial aside between a name and its verb.
    fn is_aside(&self, chunk: Range) -> bool {
        self.is(
            chunk.0,
            Flags::PREPOSITION
                .or(Flags::ING)
                .or(Flags::ADVERB)
                .or(Flags::RELATIVE),
        ) && !self.has_finite(chunk)
    }

    /// A short run of capitalised words: a name.
    fn is_name(&self, chunk: Range) -> bool {
        let from = self.name_start(chunk);
        chunk.1 - from <= 8 && from < chunk.1
    }

    fn name_start(&self, chunk: Range) -> usize {
        let mut at = chunk.1;
        while at > chunk.0 {
            let before = at - 1;
            let inside = self.capital(before)
                || self.is(before, Flags::OF)
                || matches!(
                    self.text(before),
                    "de" | "bin" | "van" | "von" | "al" | "the" | "(" | ")"
                );
            if !inside {
                break;
            }
            at = before;
        }
        at
    }

    /// The noun phrase that ends at `end`, no comma between.
    fn direct(&self, first: usize, end: usize) -> Option<Range> {
        let last = end - 1;
        if self.is(last, Flags::SUBJECT)
            && self.is_word(last)
            && self.text(last).len() < 5
            && self.text(last) != "one"
        {
            return Some((last, end));
        }
        let end = self.before_closing_adverbial(first, end);
        let start = self.walk_left(first, end);
        let range = self.trim_opening((start, end))?;
        (range.0 < range.1).then_some(range)
    }

    /// Where a subject ends before "on Saturday", "this week", "later".
    pub(crate) fn before_closing_adverbial(&self, first: usize, end: usize) -> usize {
        let mut at = end;
        while at > first + 1 {
            let last = at - 1;
            let spell = self.is(last, Flags::SPELL)
                && at > first + 2
                && matches!(self.text(last.wrapping_sub(1)), "this" | "last" | "next");
            if spell {
                at = last - 1;
            } else if self.is(last, Flags::TIME)
                && !(self.capital(last.wrapping_sub(1)) && self.capital(last))
                || at < end
                    && (self.is(last, Flags::ADVERBIAL_PREPOSITION)
                        || matches!(self.text(last), "just" | "only"))
            {
                at = last;
            } else {
                break;
            }
        }
        at
    }

    fn walk_left(&self, first: usize, end: usize) -> usize {
        let floor = first.max(end.saturating_sub(WALK_TOKENS_MAX / 3));
        let mut at = end;
        while at > floor {
            self.count(1);
            let before = at - 1;
            if let Some(open) = self.bracket_before(before, floor) {
                at = open;
                continue;
            }
            if self.is_nickname(before) {
                at = self
                    .quotation_of(before)
                    .map_or(before, |quotation| quotation.open);
                continue;
            }
            if self.is_apostrophe(before) {
                at = before;
                continue;
            }
            if self.is_comma(before) {
                match self.list_left(floor, before, (at, end)) {
                    Some(start) => return start,
                    None => return at,
                }
            }
            if !self.is_word(before) && self.text(before) != "/" {
                return at;
            }
            if self.quoted(before) || self.opens_clause(before, at) {
                return at;
            }
            if self.is(before, Flags::COORDINATOR) && !self.joins_nouns(floor, before, end) {
                return at;
            }
            if self.is_finite(before) && at < end {
                match self.relative_before(floor, before) {
                    Some(relative) => {
                        at = relative;
                        continue;
                    }
                    None => return at,
                }
            }
            if self.is_finite(before) {
                return at;
            }
            at = before;
        }
        at
    }

    fn is_nickname(&self, index: usize) -> bool {
        self.closed_at(index).is_some_and(|quotation| {
            quotation.bytes() <= 24
                && quotation.open > 0
                && self.capital(quotation.open.wrapping_sub(1))
                && self.capital(index + 1)
        })
    }

    fn opens_clause(&self, index: usize, at: usize) -> bool {
        if self.is(index, Flags::WHO) || matches!(self.text(index), "which" | "whom") {
            return true;
        }
        if self.is(index, Flags::THAT) {
            return true;
        }
        let joins = self.is(index, Flags::AS.or(Flags::PREPOSITION));
        if self.is(index, Flags::SUBORDINATOR) {
            // "before", "since", "than" are prepositions inside a phrase: "talks since Monday".
            return !joins || self.is(at, Flags::SUBJECT) || self.text(index) == "because";
        }
        false
    }

    /// "China and Russia", "COUNTRY and its partners": whether the word joins two nouns rather than two clauses.
    fn joins_nouns(&self, floor: usize, index: usize, end: usize) -> bool {
        if index == floor
            || self.is(
                index + 1,
                Flags::SUBJECT
                    .or(Flags::ADVERB)
                    .or(Flags::PREPOSITION)
                    .or(Flags::TIME),
            )
        {
            return false;
        }
        if self.capital(index + 1) && end == index + 2 && !self.capital(index.wrapping_sub(1)) {
            return false;
        }
        let mut at = index;
        while at > floor {
            self.count(1);
            let before = at - 1;
            if self.is_boundary(before) || self.is_comma(before) || self.opens_clause(before, at) {
                break;
            }
            if self.is_finite(before) || self.is(before, Flags::TO) {
                return false;
            }
            if self.is(before, Flags::ED) && !self.capital(before) && at < index {
                return false;
            }
            at = before;
        }
        !self.is(at, Flags::PREPOSITION)
    }

    /// "A, B and C": the start of a list whose last part is `part`.
    fn list_left(&self, floor: usize, comma: usize, part: Range) -> Option<usize> {
        let joined = (part.0..part.1).any(|index| self.is(index, Flags::COORDINATOR));
        if !joined || part.1 - part.0 > 8 {
            return None;
        }
        let chunks = self.chunks_left(floor, comma);
        let mut start = None;
        for chunk in chunks {
            let short = chunk.1 - chunk.0 <= 5;
            let noun =
                self.capital(chunk.0) || self.is(chunk.0, Flags::DETERMINER.or(Flags::POSSESSIVE));
            if !short
                || !noun
                || self.has_finite(chunk)
                || self.is(chunk.0, Flags::PREPOSITION.or(Flags::TIME))
            {
                break;
            }
            start = Some(chunk.0);
        }
        start
    }

    /// The relative pronoun that opens the clause of the verb at `index`, after a noun.
    fn relative_before(&self, floor: usize, index: usize) -> Option<usize> {
        let from = floor.max(index.saturating_sub(12));
        for at in (from..index).rev() {
            self.count(1);
            if self.is_boundary(at) || self.is_comma(at) {
                return None;
            }
            if self.is(at, Flags::RELATIVE)
                && at > floor
                && self.is_word(at.wrapping_sub(1))
                && !self.is_finite(at.wrapping_sub(1))
            {
                let who = self.is(at, Flags::WHO) || matches!(self.text(at), "whose" | "which");
                return who.then_some(at);
            }
        }
        None
    }

    /// Drops what opens a sentence before its subject: conjunctions, adverbs, phrases of place and time.
    fn trim_opening(&self, range: Range) -> Option<Range> {
        let (mut start, end) = range;
        while start < end {
            let skip = self.is(start, Flags::COORDINATOR.or(Flags::CLITIC).or(Flags::TO))
                || (self.is(start, Flags::ADVERB.or(Flags::SUBORDINATOR))
                    && !self.is(start, Flags::PREPOSITION))
                || (self.is(start, Flags::TIME)
                    && !self.is(start + 1, Flags::CLITIC)
                    && self.text(start) != "May")
                || self.text(start) == ")";
            if !skip {
                break;
            }
            start += 1;
        }
        if start >= end {
            return None;
        }
        if self.is(start, Flags::PREPOSITION) || self.is(start, Flags::ING) && !self.capital(start)
        {
            return self.after_adverbial((start, end));
        }
        Some((start, end))
    }

    /// "On Tuesday Mr Orlan", "In the debate the senator": the last phrase of the run.
    fn after_adverbial(&self, range: Range) -> Option<Range> {
        let (start, end) = range;
        let mut at = start + 1;
        while at < end && self.is(at, Flags::TIME.or(Flags::NUMBER)) {
            at += 1;
        }
        if at > start + 1 && at < end && !self.is(at, Flags::PREPOSITION) {
            return Some((at, end));
        }
        let opens = (start + 2..end).rev().find(|index| {
            self.is(*index, Flags::DETERMINER.or(Flags::POSSESSIVE))
                && !self.is(index.wrapping_sub(1), Flags::PREPOSITION)
        });
        if let Some(index) = opens {
            return Some((index, end));
        }
        let mut index = end;
        while index > start + 2
            && self.capital(index.wrapping_sub(1))
            && !self.is(index.wrapping_sub(1), Flags::PREPOSITION)
        {
            index -= 1;
        }
        (index < end
            && !self.capital(index.wrapping_sub(1))
            && !self.is(index.wrapping_sub(1), Flags::PREPOSITION))
        .then_some((index, end))
    }

    /// The noun phrase that begins at `first`: an inverted subject, or who stands after "according to".
    pub(crate) fn phrase_right(&self, first: usize, end: usize, reach: Reach) -> Option<Subject> {
        let end = end.min(first + WALK_TOKENS_MAX / 2);
        if first >= end || !self.opens_phrase(first) {
            return None;
        }
        let mut head = None;
        let mut at = first;
        while at < end {
            self.count(1);
            if let Some(after) = self.after_bracket(at, end) {
                at = after;
            } else if self.is_comma(at) {
                head.get_or_insert((first, at));
                match self.apposition_right(at, end) {
                    Some(after) => at = after,
                    None => break,
                }
            } else if self.goes_on(first, at, end, reach) {
                at += 1;
            } else if let Some(quotation) = self.opened_at(at).filter(|quotation| {
                quotation.bytes() <= 24
                    && self.capital(at.saturating_sub(1))
                    && self.capital(quotation.close + 1)
            }) {
                at = quotation.close + 1;
            } else {
                break;
            }
        }
        let subject = Subject {
            range: (first, at),
            head: head.unwrap_or((first, at)),
        };
        (at > first && self.guards(&subject)).then_some(subject)
    }

    fn opens_phrase(&self, index: usize) -> bool {
        self.is_word(index)
            && !self.quoted(index)
            && !self.is(index, Flags::THAT)
            && (self.capital(index)
                || self.is(
                    index,
                    Flags::DETERMINER
                        .or(Flags::POSSESSIVE)
                        .or(Flags::QUANTITY)
                        .or(Flags::SUBJECT)
                        .or(Flags::TITLE),
                )
                || self.is(
                    index,
                    Flags::PLURAL
                        .or(Flags::PERSON)
                        .or(Flags::EXPERT)
                        .or(Flags::ORGANISATION)
                        .or(Flags::DOCUMENT),
                )
                || (!self.is(
                    index,
                    Flags::PREPOSITION
                        .or(Flags::SUBORDINATOR)
                        .or(Flags::COORDINATOR)
                        .or(Flags::ADVERB)
                        .or(Flags::TIME)
                        .or(Flags::AUXILIARY)
                        .or(Flags::OBJECT)
                        .or(Flags::TO)
                        .or(Flags::NEGATION)
                        .or(Flags::WH),
                ) && self.text(index).ends_with('s')))
    }

    fn goes_on(&self, first: usize, at: usize, end: usize, reach: Reach) -> bool {
        if !self.is_word(at) {
            return self.is_apostrophe(at) || (self.text(at) == "/" && at > first);
        }
        if self.quoted(at) {
            return false;
        }
        if at == first {
            return true;
        }
        if self.is(first, Flags::SUBJECT) && !matches!(self.text(first), "one" | "One") {
            return false;
        }
        if self.is(at, Flags::COORDINATOR) {
            return self.opens_phrase(at + 1)
                && !self.is(at + 1, Flags::SUBJECT)
                && !self.verb_follows(at + 1, end);
        }
        if self.is(at, Flags::OF) {
            return true;
        }
        if self.is(at, Flags::PREPOSITION) {
            return match reach {
                Reach::Phrase => !self.is(at + 1, Flags::TIME) && self.text(at) != "because",
                Reach::Subject => self.is_inner_preposition(first, at),
            };
        }
        if self.is(
            at,
            Flags::SUBORDINATOR
                .or(Flags::WHO)
                .or(Flags::NEGATION)
                .or(Flags::TO),
        ) {
            return false;
        }
        if self.is(at, Flags::THAT) || self.is(at, Flags::SUBJECT) && self.text(at).len() < 5 {
            return false;
        }
        if self.is(at, Flags::TIME.or(Flags::ADVERB)) {
            return self.is(at + 1, Flags::CLITIC)
                || self.capital(at) && self.is(at, Flags::ADVERB);
        }
        !self.is_finite(at)
            || matches!(reach, Reach::Phrase)
                && self.is(at, Flags::ED)
                && !self.is(at, Flags::AUXILIARY)
    }

    fn verb_follows(&self, first: usize, end: usize) -> bool {
        (first..end.min(first + 6))
            .take_while(|index| self.is_word(*index) && !self.is(*index, Flags::PREPOSITION))
            .any(|index| self.is_finite(index))
    }

    /// "a spokesman for the ministry", "an analyst at the institute"; not "Smith at a news conference".
    fn is_inner_preposition(&self, first: usize, at: usize) -> bool {
        let event = (at + 1..at + 6)
            .take_while(|index| self.is_word(*index))
            .any(|index| self.is(index, Flags::EVENT.or(Flags::TIME)));
        let inner = match self.text(at) {
            "for" | "from" | "with" => true,
            "at" | "in" => {
                !self.capital(at.wrapping_sub(1)) && !self.capital(first) || self.text(at) == "at"
            }
            _ => false,
        };
        inner && !event
    }

    /// After the comma at `comma`: an apposition or relative clause, up to its end.
    fn apposition_right(&self, comma: usize, end: usize) -> Option<usize> {
        let from = comma + 1;
        let stop = (from..end)
            .find(|index| {
                self.is_comma(*index)
                    || self.is_boundary(*index)
                    || (*index > from
                        && self.is(*index, Flags::ADVERBIAL_PREPOSITION)
                        && self.is(*index + 1, Flags::TIME))
            })
            .unwrap_or(end);
        self.count(stop - from);
        let chunk = (from, stop);
        if from >= stop || chunk.1 - chunk.0 > 30 {
            return None;
        }
        let relative = self.is(from, Flags::WHO) || matches!(self.text(from), "which" | "whose");
        let apposed = self.is_apposition(chunk)
            && !self.is(
                from,
                Flags::QUANTITY
                    .or(Flags::AUXILIARY)
                    .or(Flags::NEGATION)
                    .or(Flags::WH),
            );
        (relative || apposed).then_some(stop)
    }

    /// Guards G1 to G6 of a source.
    fn guards(&self, subject: &Subject) -> bool {
        let (first, end) = subject.range;
        if first >= end {
            return false;
        }
        let bytes = self.tokens[end - 1].end - self.tokens[first].start;
        let single = end - first == 1;
        let bare = single
            && self.is(
                first,
                Flags::PREPOSITION
                    .or(Flags::OBJECT)
                    .or(Flags::ADVERB)
                    .or(Flags::TIME)
                    .or(Flags::COORDINATOR)
                    .or(Flags::AUXILIARY)
                    .or(Flags::NEGATION)
                    .or(Flags::NOBODY)
                    .or(Flags::NUMBER),
            )
            && !self.is(first, Flags::SUBJECT);
        let relative = single
            && self.is(first, Flags::RELATIVE.or(Flags::DEMONSTRATIVE))
            && !self.is(first, Flags::WHO.or(Flags::IT));
        bytes <= SOURCE_BYTES_MAX
            && !bare
            && !relative
            && self.is_word(first)
            && !self.is(first, Flags::NOBODY)
            && (!self.is(first, Flags::WH) || single)
            && !self.has_finite(subject.head)
    }
}

/// How far a phrase to the right reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// An inverted subject: phrases of place and time belong to the verb.
    Subject,
    /// After "according to": phrases belong to the noun.
    Phrase,
}
