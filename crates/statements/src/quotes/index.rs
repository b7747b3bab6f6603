//! A document made ready for checking: its words, and where each word and each run of three words stands. Made once
//! for a document, in work that grows with its length; answers nothing about a quotation.

use std::ops::Range;

use copydesk_text::{Span, Tokens};

use super::source::SourceText;
use super::words::{Vocabulary, Word, key, lower, words};

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
    pub tokens: Tokens,
    pub words: Vec<Word>,
    pub vocabulary: Vocabulary,
    /// Whether a bracket or an ellipsis stands in it.
    pub has_editorial: bool,
    /// Where each word stands.
    singles: Lists,
    /// Where runs of three words of one hash stand.
    grams: Lists,
}

impl<'a> PreparedText<'a> {
    fn new(source: &'a SourceText) -> Self {
        let tokens = Tokens::read(&source.text);
        let mut words = words(&tokens);
        let mut vocabulary = Vocabulary::default();
        vocabulary.learn(&tokens, &mut words);
        let ids: Vec<u32> = words.iter().map(|word| word.id).collect();
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
            words,
            has_editorial: source.text.contains(['[', '\u{2026}']) || source.text.contains(".."),
            vocabulary,
            singles,
            grams,
        }
    }

    /// How word `index` reads, case kept.
    pub(crate) fn key(&self, index: usize) -> String {
        self.words
            .get(index)
            .map(|word| key(&self.tokens, word).into_owned())
            .unwrap_or_default()
    }

    /// Word `index` in lower case.
    pub(crate) fn lower(&self, index: usize) -> String {
        let key = self.key(index);
        lower(&key).into_owned()
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
        let here = self.words.get(at..at + ids.len());
        here.is_some_and(|here| here.iter().zip(ids).all(|(word, &id)| word.id == id))
    }

    /// Bytes of a range of words.
    pub(crate) fn span(&self, range: &Range<usize>) -> Span {
        match (
            self.words.get(range.start),
            range
                .end
                .checked_sub(1)
                .and_then(|last| self.words.get(last)),
        ) {
            (Some(first), Some(last)) if range.start < range.end => {
                Span::new(first.span.start, last.span.end)
            }
            (Some(first), _) => Span::new(first.span.start, first.span.start),
            _ => Span::new(self.source.text.len(), self.source.text.len()),
        }
    }

    /// The text of a span.
    pub(crate) fn slice(&self, span: Span) -> &'a str {
        self.source.text.get(span.start..span.end).unwrap_or("")
    }

    /// The first word of the sentence that holds word `index`.
    pub(crate) fn sentence_start(&self, index: usize) -> usize {
        let paragraph = self.words.get(index).map(|word| word.paragraph);
        let mut at = index.min(self.words.len());
        while at > 0 && self.words.get(at).is_none_or(|word| !word.opens) {
            if Some(self.words[at - 1].paragraph) != paragraph {
                break;
            }
            at -= 1;
        }
        at
    }

    /// One past the last word of the sentence that holds word `index - 1`. A stop that touches a capital ends one, too:
    /// texts taken from print lose blanks.
    pub(crate) fn sentence_end(&self, index: usize) -> usize {
        let Some(last) = index.checked_sub(1).filter(|&last| last < self.words.len()) else {
            return index;
        };
        let paragraph = self.words[last].paragraph;
        let mut end = index;
        while let Some(word) = self.words.get(end) {
            let after_stop = || {
                let upper = |at: usize| self.key(at).starts_with(char::is_uppercase);
                let opening = matches!(self.key(end).as_str(), "\"" | "'" | "(" | "[");
                let stop = matches!(self.key(end - 1).as_str(), "." | "?" | "!");
                stop && (upper(end) || opening && upper(end + 1))
            };
            if word.opens || word.paragraph != paragraph || after_stop() {
                break;
            }
            end += 1;
        }
        end
    }
}

/// Lists of places by number, one after the other in one vector.
#[derive(Clone, Debug)]
struct Lists {
    starts: Vec<u32>,
    places: Vec<u32>,
}

impl Lists {
    fn new(count: usize, numbers: impl Iterator<Item = usize> + Clone) -> Self {
        let mut starts = vec![0_u32; count + 1];
        for number in numbers.clone() {
            starts[number + 1] += 1;
        }
        for index in 0..count {
            starts[index + 1] += starts[index];
        }
        let mut next = starts.clone();
        let mut places = vec![0; starts[count] as usize];
        for (place, number) in numbers.enumerate() {
            places[next[number] as usize] = u32::try_from(place).unwrap_or(u32::MAX);
            next[number] += 1;
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
