//! Sentences of an agreement as words with their spans, and phrases over them. A point is read together with the words
//! that open its list. Knows no obligation.

use std::cmp::Reverse;

use copydesk_text::Span;

use crate::{Document, Segment, SegmentKind};

/// Most words before a list that are read with each of its points.
const OPENER_WORDS_MAX: usize = 200;
/// Longest stretch read as one sentence, in bytes.
const SENTENCE_BYTES_MAX: usize = 4_000;

/// A word in lower case, and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    pub text: String,
    pub span: Span,
    /// Whether a comma follows.
    pub comma: bool,
}

/// A sentence: its words, and from which on they are its own and not those that open the list.
#[derive(Clone, Debug)]
pub(crate) struct Sentence {
    /// Index of the segment it stands in.
    pub segment: usize,
    pub words: Vec<Word>,
    pub own_from: usize,
}

impl Sentence {
    pub(crate) fn span(&self, from: usize, to: usize) -> Span {
        let at = |index: usize| self.words[index.min(self.words.len() - 1)].span;
        Span::new(at(from).start, at(to.saturating_sub(1).max(from)).end)
    }

    /// The first place of a phrase from `from` on that ends before `to`: (first word, word after the last).
    pub(crate) fn find(&self, phrase: &str, from: usize, to: usize) -> Option<(usize, usize)> {
        let parts: Vec<&str> = phrase.split(' ').collect();
        (from..to).find_map(|start| Some((start, matches(&self.words[..to], start, &parts)?)))
    }

    /// Of several phrases the one that stands earliest, and of those the longest.
    pub(crate) fn first_of(
        &self,
        phrases: &[&str],
        from: usize,
        to: usize,
    ) -> Option<(usize, usize)> {
        phrases
            .iter()
            .filter_map(|phrase| self.find(phrase, from, to))
            .min_by_key(|at| (at.0, Reverse(at.1)))
    }
}

/// Matches a phrase at a word: `a|b` is either word, `*4` up to four words of any kind.
fn matches(words: &[Word], start: usize, parts: &[&str]) -> Option<usize> {
    let Some((part, rest)) = parts.split_first() else {
        return Some(start);
    };
    if let Some(gap) = part.strip_prefix('*') {
        let most: usize = gap.parse().unwrap_or(0);
        return (0..=most).find_map(|skip| {
            let at = start + skip;
            (at <= words.len())
                .then(|| matches(words, at, rest))
                .flatten()
        });
    }
    let word = &words.get(start)?.text;
    part.split('|')
        .any(|one| one == word)
        .then(|| matches(words, start + 1, rest))
        .flatten()
}

/// The sentences of the articles, points with the words before their list.
pub(crate) fn sentences(document: &Document) -> Vec<Sentence> {
    let mut found = Vec::new();
    let mut openers: Vec<(usize, Vec<Word>)> = Vec::new();
    let inside = articles_only(document);
    for (at, segment) in document.segments.iter().enumerate() {
        openers.retain(|(holder, _)| is_inside(document, at, *holder));
        if !inside[at] {
            continue;
        }
        let own = own_words(document, at, segment);
        let before = openers
            .last()
            .map(|(_, words)| words.clone())
            .unwrap_or_default();
        let parts = split(&document.text, own);
        let opens_list = document.words(own).trim_end().ends_with(':');
        for (index, part) in parts.iter().enumerate() {
            let own_words = words_of(&document.text, *part);
            if own_words.is_empty() {
                continue;
            }
            let last = index + 1 == parts.len();
            let mut words = if segment.kind == SegmentKind::Point && index == 0 {
                before.clone()
            } else {
                Vec::new()
            };
            let own_from = words.len();
            words.extend(own_words);
            if last && opens_list {
                let from = words.len().saturating_sub(OPENER_WORDS_MAX);
                openers.push((at, words[from..].to_vec()));
            }
            found.push(Sentence {
                segment: at,
                words,
                own_from,
            });
        }
    }
    found
}

/// Which segments are of articles; of a text without any, all are.
fn articles_only(document: &Document) -> Vec<bool> {
    let any = document.articles().next().is_some();
    let mut inside = vec![!any; document.segments.len()];
    for (at, segment) in document.segments.iter().enumerate() {
        let held = segment.parent.is_some_and(|parent| inside[parent]);
        inside[at] |= held || segment.kind == SegmentKind::Article;
    }
    inside
}

fn is_inside(document: &Document, mut at: usize, holder: usize) -> bool {
    while let Some(parent) = document.segments[at].parent {
        if parent == holder {
            return true;
        }
        at = parent;
    }
    false
}

/// The words of a segment before its first child, label and heading left out.
fn own_words(document: &Document, at: usize, segment: &Segment) -> Span {
    let head = segment
        .heading
        .or(segment.label)
        .map_or(segment.span.start, |span| span.end);
    let child = document.children(at).next();
    let end = child.map_or(segment.span.end, |child| {
        document.segments[child].span.start
    });
    Span::new(head.min(end), end)
}

/// Cuts a part at the ends of sentences and at semicolons.
fn split(text: &str, within: Span) -> Vec<Span> {
    let mut parts = Vec::new();
    let mut start = within.start;
    for (at, byte) in text.bytes().enumerate().take(within.end).skip(within.start) {
        let ends = match byte {
            b';' | b'!' | b'?' => true,
            b'.' => ends_sentence(text, within, at),
            b' ' => at - start > SENTENCE_BYTES_MAX,
            _ => false,
        };
        if ends {
            parts.push(Span::new(start, at + 1));
            start = at + 1;
        }
    }
    parts.push(Span::new(start, within.end));
    parts.retain(|part| text[part.start..part.end].contains(char::is_alphanumeric));
    parts
}

/// A full stop before a blank and no small letter, after no abbreviation.
fn ends_sentence(text: &str, within: Span, at: usize) -> bool {
    let after = &text[at + 1..within.end];
    let next = after.trim_start().chars().next();
    let blank = after.is_empty()
        || after.starts_with(char::is_whitespace)
        || after.starts_with(['"', '”', ')']);
    let word = text[within.start..at]
        .rsplit(|letter: char| !letter.is_alphanumeric())
        .next()
        .unwrap_or("");
    let short = matches!(
        word,
        "Art" | "No" | "Nos" | "para" | "U" | "S" | "N" | "Mr" | "Mrs" | "Dr" | "St"
    );
    blank && !short && next.is_none_or(|next| !next.is_lowercase())
}

fn words_of(text: &str, span: Span) -> Vec<Word> {
    let part = &text[span.start..span.end];
    let mut words: Vec<Word> = Vec::new();
    let mut from: Option<usize> = None;
    let inner =
        |character: char| character.is_alphanumeric() || matches!(character, '-' | '\'' | '’');
    for (at, character) in part.char_indices().chain([(part.len(), ' ')]) {
        if inner(character) {
            from = from.or(Some(at));
            continue;
        }
        if let Some(start) = from.take() {
            words.push(Word {
                text: part[start..at].to_lowercase(),
                span: Span::new(span.start + start, span.start + at),
                comma: false,
            });
        }
        if character == ','
            && let Some(last) = words.last_mut()
        {
            last.comma = true;
        }
    }
    words.retain(|word| word.text.contains(char::is_alphanumeric));
    words
}
