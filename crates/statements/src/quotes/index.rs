//! A document made ready for checking: its words, and where each word and each run of three words stands. Made once
//! for a document, in work that grows with its length; answers nothing about a quotation.

use std::borrow::Cow;
use std::ops::Range;

use copydesk_text::{Span, TokenKind};

use super::parts::Parts;
use super::source::SourceText;
use super::vocabulary::{Numbered, UNKNOWN, Vocabulary};
use super::words::{Word, key, lower, word};

/// A document and its related texts, ready to be checked against.
#[derive(Clone, Debug)]
pub struct Prepared<'a> {
    /// The texts: the document first, then those related to it.
    pub(crate) texts: Vec<PreparedText<'a>>,
}

impl<'a> Prepared<'a> {
    /// Reads and indexes a document and the texts related to it.
    #[must_use]
    pub fn new(source: &'a SourceText) -> Self {
        let all = std::iter::once(source).chain(&source.related);
        Self {
            texts: all.map(PreparedText::new).collect(),
        }
    }

    /// The document itself.
    #[must_use]
    pub fn source(&self) -> &'a SourceText {
        self.texts[0].source
    }
}

/// One text with its index.
#[derive(Clone, Debug)]
pub(crate) struct PreparedText<'a> {
    pub source: &'a SourceText,
    pub sha256: String,
    pub tokens: Parts,
    pub vocabulary: Vocabulary,
    /// Whether a bracket or an ellipsis stands in it.
    pub has_editorial: bool,
    /// Whether its letters are Latin, if it has any.
    pub latin: Option<bool>,
    /// The number of each word.
    ids: Vec<u32>,
    /// A bit for each word, set if it is none but a mark.
    marks: Vec<u64>,
    /// The first token of each word, and one past the last token.
    starts: Vec<u32>,
    /// Where each word stands.
    singles: Lists,
    /// Where runs of three words of one hash stand.
    grams: Lists,
}

impl<'a> PreparedText<'a> {
    fn new(source: &'a SourceText) -> Self {
        let Numbered {
            tokens,
            starts,
            ids,
            marks,
            vocabulary,
        } = Numbered::read(&source.text);
        let singles = Lists::new(vocabulary.len(), ids.iter().map(|&id| id as usize));
        let buckets = ids.len().next_power_of_two().max(1);
        let runs = ids
            .windows(3)
            .map(|run| bucket([run[0], run[1], run[2]], buckets));
        let grams = Lists::new(buckets, runs);
        Self {
            source,
            sha256: source.sha256(),
            tokens,
            has_editorial: has_editorial(&source.text),
            latin: is_latin(&source.text),
            vocabulary,
            ids,
            marks,
            starts,
            singles,
            grams,
        }
    }

    /// How many words it has.
    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }

    /// The number of word `index`.
    pub(crate) fn id(&self, index: usize) -> u32 {
        self.ids.get(index).copied().unwrap_or(UNKNOWN)
    }

    /// Word `index`.
    pub(crate) fn word(&self, index: usize) -> Option<Word> {
        word(&self.tokens, self.tokens_of(index)?)
    }

    /// What word `index` is.
    pub(crate) fn kind(&self, index: usize) -> TokenKind {
        let first = self
            .tokens_of(index)
            .and_then(|(first, _)| self.tokens.get(first));
        first.map_or(TokenKind::Mark, |token| token.kind)
    }

    /// How many of these are words and no marks.
    pub(crate) fn count(&self, range: &Range<usize>) -> usize {
        let mut marks = 0;
        let mut at = range.start;
        while at < range.end {
            let next = ((at / 64 + 1) * 64).min(range.end);
            let bits = self.marks.get(at / 64).copied().unwrap_or(0) >> (at % 64);
            let kept = bits & (u64::MAX >> (64 - (next - at)));
            marks += kept.count_ones() as usize;
            at = next;
        }
        range.len() - marks
    }

    /// Whether a line ends after a hyphen of word `index`. Most words are one token and have none.
    pub(crate) fn is_broken(&self, index: usize) -> bool {
        let several = |&(first, end): &(usize, usize)| end > first + 1;
        let range = self.tokens_of(index).filter(several);
        range.is_some_and(|range| word(&self.tokens, range).is_some_and(|word| word.broken))
    }

    fn tokens_of(&self, index: usize) -> Option<(usize, usize)> {
        let (first, end) = (self.starts.get(index)?, self.starts.get(index + 1)?);
        Some((*first as usize, *end as usize))
    }

    /// How word `index` reads, case kept.
    pub(crate) fn key(&self, index: usize) -> Cow<'_, str> {
        self.tokens_of(index)
            .map(|range| key(&self.tokens, range))
            .unwrap_or_default()
    }

    /// Word `index` in lower case.
    pub(crate) fn lower(&self, index: usize) -> Cow<'_, str> {
        lower(self.key(index))
    }

    /// Where a word stands, in order.
    pub(crate) fn places(&self, id: u32) -> &[u32] {
        self.singles.of(id as usize)
    }

    /// Where a run of three words may stand, in order; other runs of the same hash are among them.
    pub(crate) fn run_places(&self, run: [u32; 3]) -> &[u32] {
        self.grams.of(bucket(run, self.grams.count()))
    }

    /// Whether these words stand at `at`.
    pub(crate) fn stands(&self, at: usize, ids: &[u32]) -> bool {
        self.ids.get(at..at + ids.len()) == Some(ids)
    }

    /// Bytes of a range of words.
    pub(crate) fn span(&self, range: &Range<usize>) -> Span {
        let end = self.source.text.len();
        let Some(first) = self.word(range.start) else {
            return Span::new(end, end);
        };
        let last = range.end.checked_sub(1).and_then(|last| self.word(last));
        match last {
            Some(last) if range.start < range.end => Span::new(first.span.start, last.span.end),
            _ => Span::new(first.span.start, first.span.start),
        }
    }

    /// The text of a span.
    pub(crate) fn slice(&self, span: Span) -> &'a str {
        self.source.text.get(span.start..span.end).unwrap_or("")
    }

    /// The first word of the sentence that holds word `index`; at most `most` words are looked back over.
    pub(crate) fn sentence_start(&self, index: usize, most: usize) -> usize {
        let paragraph = self.word(index).map(|word| word.paragraph);
        let mut at = index.min(self.len());
        let floor = at.saturating_sub(most);
        while at > floor && self.word(at).is_none_or(|word| !word.opens) {
            if self.word(at - 1).map(|word| word.paragraph) != paragraph {
                break;
            }
            at -= 1;
        }
        at
    }

    /// One past the last word of the sentence that holds word `index - 1`. A stop that touches a capital ends one, too:
    /// texts taken from print lose blanks. At most `most` words are looked at.
    pub(crate) fn sentence_end(&self, index: usize, most: usize) -> usize {
        let Some(last) = index.checked_sub(1).and_then(|last| self.word(last)) else {
            return index;
        };
        let mut end = index;
        while end < index + most
            && let Some(word) = self.word(end)
        {
            let after_stop = || {
                let upper = |at: usize| self.key(at).starts_with(char::is_uppercase);
                let opening = matches!(self.key(end).as_ref(), "\"" | "'" | "(" | "[");
                let stop = matches!(self.key(end - 1).as_ref(), "." | "?" | "!");
                stop && (upper(end) || opening && upper(end + 1))
            };
            if word.opens || word.paragraph != last.paragraph || after_stop() {
                break;
            }
            end += 1;
        }
        end
    }
}

/// Whether a bracket, an ellipsis or two full stops in a row stand in a text.
fn has_editorial(text: &str) -> bool {
    // All pairs are looked at without a branch, many at a time: faster than to stop at the first.
    let next = text.as_bytes().get(1..).unwrap_or_default();
    let pairs = text.as_bytes().iter().zip(next);
    let stops = pairs.fold(false, |found, (&a, &b)| found | (a == b'.' && b == b'.'));
    stops || text.contains('[') || text.contains('\u{2026}')
}

/// Letters looked at to tell a script, in characters of the text.
const SCRIPT_CHARS_MAX: usize = 2_000;

/// Latin or another script, by most of the letters at the head of a text.
pub(crate) fn is_latin(text: &str) -> Option<bool> {
    let letters = text
        .chars()
        .take(SCRIPT_CHARS_MAX)
        .filter(|c| c.is_alphabetic());
    let (latin, other) = letters.fold((0, 0), |(latin, other), c| {
        if c < '\u{250}' {
            (latin + 1, other)
        } else {
            (latin, other + 1)
        }
    });
    (latin + other > 0).then_some(latin >= other)
}

/// Lists of places by number, one after the other in one vector.
#[derive(Clone, Debug)]
struct Lists {
    starts: Vec<u32>,
    places: Vec<u32>,
}

impl Lists {
    fn new(
        count: usize,
        numbers: impl DoubleEndedIterator<Item = usize> + ExactSizeIterator + Clone,
    ) -> Self {
        let mut starts = vec![0_u32; count + 1];
        for number in numbers.clone() {
            starts[number] += 1;
        }
        let mut end = 0;
        for start in &mut starts {
            end += *start;
            *start = end;
        }
        // From the last place to the first each list is filled from its end: what is left is its start.
        let mut places = vec![0; end as usize];
        for (place, number) in numbers.enumerate().rev() {
            starts[number] -= 1;
            places[starts[number] as usize] = u32::try_from(place).unwrap_or(u32::MAX);
        }
        Self { starts, places }
    }

    fn count(&self) -> usize {
        self.starts.len() - 1
    }

    fn of(&self, number: usize) -> &[u32] {
        match (self.starts.get(number), self.starts.get(number + 1)) {
            (Some(&start), Some(&end)) => &self.places[start as usize..end as usize],
            _ => &[],
        }
    }
}

fn bucket(run: [u32; 3], buckets: usize) -> usize {
    let mut mixed = 0_u64;
    for id in run {
        mixed = (mixed ^ u64::from(id)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        mixed ^= mixed >> 29;
    }
    usize::try_from(mixed >> 8).unwrap_or(0) & (buckets - 1)
}
