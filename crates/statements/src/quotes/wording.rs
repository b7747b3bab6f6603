//! A quotation cut for comparison: words, brackets, and the segments around its gaps. Reads the quotation only; that a
//! bracket or an ellipsis may stand in the document too is the caller's first try.

use std::borrow::Cow;

use copydesk_text::{Span, TokenKind};

use super::index::PreparedText;
use super::parts::Parts;
use super::vocabulary::UNKNOWN;
use super::words::{each_word, key, lower, word};

/// Most words of a bracket; a longer one is read as plain words.
const BRACKET_WORDS_MAX: usize = 12;
/// Most words of the document that a bracket may stand for.
pub(crate) const REPLACED_WORDS_MAX: usize = 3;

/// A word of the quotation.
#[derive(Clone, Debug)]
pub(crate) struct QuotedWord {
    /// Its bytes in the story.
    pub span: Span,
    pub key: String,
    pub lower: String,
    pub kind: TokenKind,
    pub broken: bool,
    pub opens: bool,
    /// "[T]he": the first letter stands in brackets.
    pub first_bracketed: bool,
}

/// A piece of a segment.
#[derive(Clone, Debug)]
pub(crate) enum Element {
    Word(QuotedWord),
    Bracket {
        /// Marks included.
        span: Span,
        words: Vec<QuotedWord>,
        /// How many words of the document it may stand for at most.
        replaces_max: usize,
    },
}

/// What parts a segment from the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gap {
    /// It is the first.
    First,
    /// An ellipsis: something is left out.
    Ellipsis,
    /// The reporter's words: something may be left out.
    Reporter,
}

/// Words between two gaps.
#[derive(Clone, Debug)]
pub(crate) struct Segment {
    pub gap: Gap,
    pub elements: Vec<Element>,
    /// A comma or full stop at its end that may be the reporter's: the word, taken off the elements.
    pub final_mark: Option<QuotedWord>,
}

impl Segment {
    pub(crate) fn words(&self) -> impl Iterator<Item = &QuotedWord> {
        self.elements.iter().filter_map(|element| match element {
            Element::Word(word) => Some(word),
            Element::Bracket { .. } => None,
        })
    }

    /// Numbers of its elements in a document; a bracket has none.
    pub(crate) fn ids(&self, text: &PreparedText) -> Vec<u32> {
        let id = |element: &Element| match element {
            Element::Word(word) => text.vocabulary.id(&word.lower),
            Element::Bracket { .. } => UNKNOWN,
        };
        self.elements.iter().map(id).collect()
    }

    /// Bytes in the story, from the first word to the last.
    pub(crate) fn span(&self) -> Span {
        let ends = |element: &Element| match element {
            Element::Word(word) => word.span,
            Element::Bracket { span, .. } => *span,
        };
        match (self.elements.first(), self.elements.last()) {
            (Some(first), Some(last)) => Span::new(ends(first).start, ends(last).end),
            _ => Span::default(),
        }
    }
}

/// How brackets and ellipses are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// As words like any other.
    Literal,
    /// As the quoting desk's own.
    Editorial,
}

/// A whole quotation.
#[derive(Clone, Debug)]
pub(crate) struct Wording {
    pub segments: Vec<Segment>,
    /// Whether it holds brackets or ellipses.
    pub has_editorial: bool,
}

impl Wording {
    /// Reads the pieces of a quotation, given as spans of the story.
    pub(crate) fn read(story: &str, pieces: &[Span], reading: Reading) -> Self {
        let mut wording = Self {
            segments: Vec::new(),
            has_editorial: false,
        };
        for (index, &piece) in pieces.iter().enumerate() {
            let gap = if index == 0 {
                Gap::First
            } else {
                Gap::Reporter
            };
            wording.read_piece(story, piece, gap, reading);
        }
        wording
            .segments
            .retain(|segment| !segment.elements.is_empty());
        wording
    }

    fn read_piece(&mut self, story: &str, piece: Span, gap: Gap, reading: Reading) {
        let Some(text) = story.get(piece.start..piece.end) else {
            return;
        };
        let mut cutter = Cutter {
            words: quoted_words(text, piece.start),
            at: 0,
            segments: vec![empty(gap)],
            has_editorial: false,
        };
        cutter.strip_nested();
        while cutter.at < cutter.words.len() {
            cutter.step(reading);
        }
        for segment in &mut cutter.segments {
            take_final_mark(segment);
        }
        self.has_editorial |= cutter.has_editorial;
        self.segments.append(&mut cutter.segments);
    }
}

fn empty(gap: Gap) -> Segment {
    Segment {
        gap,
        elements: Vec::new(),
        final_mark: None,
    }
}

/// A word and whether white space follows it.
type Spaced = (QuotedWord, bool);

fn quoted_words(text: &str, start: usize) -> Vec<Spaced> {
    let mut ranges = Vec::new();
    let tokens = Parts::read(text, |tokens, before| {
        each_word(tokens, |_, (first, end)| {
            ranges.push((before + first, before + end))
        });
    });
    let quoted = |range| {
        let word = word(&tokens, range)?;
        let key = key(&tokens, range);
        let quoted = QuotedWord {
            span: Span::new(start + word.span.start, start + word.span.end),
            lower: lower(key.clone()).into_owned(),
            key: key.into_owned(),
            kind: word.kind,
            broken: word.broken,
            opens: word.opens,
            first_bracketed: false,
        };
        Some((quoted, word.spaced))
    };
    ranges.into_iter().filter_map(quoted).collect()
}

/// A comma or full stop at the end of a segment may be the reporter's.
fn take_final_mark(segment: &mut Segment) {
    if segment.elements.len() < 2 {
        return;
    }
    let is_mark = |element: &Element| matches!(element, Element::Word(word) if matches!(word.key.as_str(), "," | "."));
    if segment.elements.last().is_some_and(is_mark)
        && let Some(Element::Word(word)) = segment.elements.pop()
    {
        segment.final_mark = Some(word);
    }
}

struct Cutter {
    words: Vec<Spaced>,
    at: usize,
    segments: Vec<Segment>,
    has_editorial: bool,
}

impl Cutter {
    fn key(&self, index: usize) -> &str {
        self.words
            .get(index)
            .map_or("", |(word, _)| word.key.as_str())
    }

    /// Takes one level of marks off a quotation that is wrapped in another pair.
    fn strip_nested(&mut self) {
        let is_mark = |spaced: &Spaced| spaced.0.lower == "'";
        let inside = self.words.iter().filter(|spaced| is_mark(spaced)).count();
        let wrapped =
            self.words.first().is_some_and(is_mark) && self.words.last().is_some_and(is_mark);
        if wrapped && inside == 2 && self.words.len() > 2 {
            self.words.pop();
            self.words.remove(0);
        }
    }

    fn step(&mut self, reading: Reading) {
        let ellipsis = self.ellipsis();
        let bracket = self.bracket();
        self.has_editorial |= ellipsis.is_some() || bracket.is_some();
        if reading == Reading::Editorial {
            if let Some(taken) = ellipsis {
                self.segments.push(empty(Gap::Ellipsis));
                self.at += taken;
                return;
            }
            if let Some(end) = bracket {
                return self.take_bracket(end);
            }
        }
        let word = self.words[self.at].0.clone();
        self.push(Element::Word(word));
        self.at += 1;
    }

    fn push(&mut self, element: Element) {
        if let Some(segment) = self.segments.last_mut() {
            segment.elements.push(element);
        }
    }

    /// How many words an ellipsis here takes, its brackets included.
    fn ellipsis(&self) -> Option<usize> {
        let is = |index: usize| self.key(index).starts_with('\u{2026}');
        let bracketed = matches!(self.key(self.at), "[" | "(") && is(self.at + 1);
        if bracketed && matches!(self.key(self.at + 2), "]" | ")") {
            return Some(3);
        }
        is(self.at).then_some(1)
    }

    /// Where a bracket that opens here closes.
    fn bracket(&self) -> Option<usize> {
        if self.key(self.at) != "[" {
            return None;
        }
        let last = (self.at + 2 + BRACKET_WORDS_MAX).min(self.words.len());
        (self.at + 1..last)
            .find(|&index| self.key(index) == "]")
            .filter(|&end| end > self.at + 1)
    }

    fn take_bracket(&mut self, end: usize) {
        let glued_after = !self.words[end].1
            && self
                .words
                .get(end + 1)
                .is_some_and(|(word, _)| word.kind.is_word());
        let glued_before = self.at > 0 && !self.words[self.at - 1].1;
        let inner: Vec<QuotedWord> = self.words[self.at + 1..end]
            .iter()
            .map(|(word, _)| word.clone())
            .collect();
        let span = Span::new(self.words[self.at].0.span.start, self.words[end].0.span.end);
        if let [letter] = inner.as_slice()
            && glued_after
            && letter.key.chars().count() == 1
        {
            let (rest, _) = &self.words[end + 1];
            let word = joined(letter, rest, span.start);
            self.push(Element::Word(word));
            self.at = end + 2;
            return;
        }
        let (replaces_max, span) = match inner.as_slice() {
            [sic] if sic.lower == "sic" => (0, span),
            _ if glued_before || glued_after => {
                (1, self.take_glued(span, glued_before, glued_after, end))
            }
            _ => (REPLACED_WORDS_MAX, span),
        };
        self.push(Element::Bracket {
            span,
            words: inner,
            replaces_max,
        });
        self.at = end + 1 + usize::from(glued_after);
    }

    /// "undertak[ing]": the bracket stands for the whole word it is glued to.
    fn take_glued(&mut self, span: Span, before: bool, after: bool, end: usize) -> Span {
        let mut span = span;
        let elements = self
            .segments
            .last_mut()
            .map(|segment| &mut segment.elements);
        if before
            && let Some(elements) = elements
            && matches!(elements.last(), Some(Element::Word(word)) if word.kind.is_word())
            && let Some(Element::Word(word)) = elements.pop()
        {
            span.start = word.span.start;
        }
        if after {
            span.end = self.words[end + 1].0.span.end;
        }
        span
    }
}

/// "[T]he" as one word.
fn joined(letter: &QuotedWord, rest: &QuotedWord, start: usize) -> QuotedWord {
    let key = format!("{}{}", letter.key, rest.key);
    QuotedWord {
        span: Span::new(start, rest.span.end),
        lower: lower(Cow::Borrowed(&key)).into_owned(),
        key,
        kind: rest.kind,
        broken: rest.broken,
        opens: letter.opens,
        first_bracketed: true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_cut(text: &str, expected: &str) {
        let wording = Wording::read(text, &[Span::new(0, text.len())], Reading::Editorial);
        let show = |element: &Element| match element {
            Element::Word(word) => word.key.clone(),
            Element::Bracket {
                words,
                replaces_max,
                ..
            } => {
                let words: Vec<&str> = words.iter().map(|word| word.key.as_str()).collect();
                format!("<{}:{replaces_max}>", words.join(" "))
            }
        };
        let segment = |segment: &Segment| {
            segment
                .elements
                .iter()
                .map(show)
                .collect::<Vec<_>>()
                .join(" ")
        };
        let found: Vec<String> = wording.segments.iter().map(segment).collect();
        assert_eq!(found.join(" | "), expected);
    }

    #[test]
    fn brackets_and_gaps_are_cut_out() {
        check_cut(
            "[T]he Parties [of the pact] shall \u{2026} consult.",
            "The Parties <of the pact:3> shall | consult",
        );
        check_cut(
            "It was seperate [sic] from [...] it",
            "It was seperate <sic:0> from | it",
        );
        check_cut("they were undertak[ing] it", "they were <ing:1> it");
        check_cut("\u{2018}all means\u{2019}", "all means");
        check_cut("well-known, co-\noperation", "well-known , co-operation");
    }
}
