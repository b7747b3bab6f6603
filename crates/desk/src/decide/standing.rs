//! How a line of an explainer stands to its sources: the words where they stood, moved, changed, closed, or no statement
//! any more. Decides from the sources as they are; shows nothing and changes nothing.

use std::collections::BTreeMap;

use copydesk_documents::Facts;
use copydesk_text::Span;

use crate::explainer::{Cite, Line, SourceKey, Target, words_sha256};
use crate::id::DocumentId;

/// Share of the cited words that a changed passage must still hold to be shown as the new wording, of a hundred.
const SAME_PASSAGE_MIN: usize = 50;

/// A text that words are cited from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceText {
    /// SHA-256 of the text.
    pub sha256: [u8; 32],
    /// The text.
    pub text: String,
    /// Ids of its segments, or of the statements that may be shown, with their places.
    pub places: Vec<(String, Span)>,
    /// Places of statements that may not be shown: an editor rejected them, or none has let them stand.
    pub unstated: Vec<Span>,
}

impl SourceText {
    /// A text with its hash.
    #[must_use]
    pub fn new(text: String, places: Vec<(String, Span)>) -> Self {
        Self {
            sha256: words_sha256(&text),
            text,
            places,
            unstated: Vec::new(),
        }
    }

    fn words(&self, span: Span) -> Option<&str> {
        self.text.get(span.start..span.end)
    }

    /// The smallest place that holds a span; the first of equals.
    fn place(&self, span: Span) -> Option<&str> {
        self.places
            .iter()
            .filter(|(_, place)| place.start <= span.start && span.end <= place.end)
            .min_by_key(|(_, place)| place.len())
            .map(|(id, _)| id.as_str())
    }

    /// The statement whose words are exactly these.
    fn statement(&self, span: Span) -> Option<&str> {
        let found = self.places.iter().find(|(_, place)| *place == span);
        found.map(|(id, _)| id.as_str())
    }

    /// A cite of a place of this text as a whole; `None` if it has none of that id.
    #[must_use]
    pub fn cite(&self, target: Target) -> Option<Cite> {
        let id = match &target {
            Target::Statement { statement, .. } => statement,
            Target::DocumentSegment { segment, .. } => segment,
            Target::StoryVersion(_) => return None,
        };
        let span = self.places.iter().find(|(known, _)| known == id)?.1;
        let words = self.words(span)?;
        let trimmed = words.trim();
        let start = span.start + (words.len() - words.trim_start().len());
        self.cite_words(target, Span::new(start, start + trimmed.len()))
    }

    /// A cite of words of this text; `None` if the span is none of it.
    #[must_use]
    pub fn cite_words(&self, target: Target, span: Span) -> Option<Cite> {
        Some(Cite {
            target,
            version_sha256: self.sha256,
            span,
            words_sha256: words_sha256(self.words(span)?),
        })
    }
}

/// A source as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceState {
    /// Readers may read it.
    Open {
        /// What they read now.
        current: SourceText,
        /// What they read before.
        earlier: Vec<SourceText>,
    },
    /// Killed, withheld, embargoed, withdrawn or never public.
    Closed,
}

/// Sources as they stand; one that is not here is closed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// By key.
    pub known: BTreeMap<SourceKey, SourceState>,
    /// Facts of the open documents.
    pub facts: BTreeMap<DocumentId, Facts>,
}

impl Sources {
    /// The current text of an open source.
    #[must_use]
    pub fn current(&self, key: &SourceKey) -> Option<&SourceText> {
        match self.known.get(key)? {
            SourceState::Open { current, .. } => Some(current),
            SourceState::Closed => None,
        }
    }
}

/// What became of a cite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CiteStanding {
    /// The words stand where they stood.
    Current,
    /// The same words stand in the source's present version: the cite that names them there.
    Moved(Cite),
    /// The words stand, but not as a statement that may be shown: an editor rejected it, or none has let it stand.
    Unstated,
    /// The source's present version does not hold the words.
    Changed {
        /// The words cited.
        before: String,
        /// The passage that stands in their place; `None`: nothing like it does.
        now: Option<String>,
    },
    /// The source is closed: nothing of it may be shown.
    Closed,
    /// The hash is not that of the words at the span, or no such version is known.
    Mismatch,
}

/// What became of the words of a cite.
#[must_use]
pub fn cite_standing(cite: &Cite, sources: &Sources) -> CiteStanding {
    let Some(SourceState::Open { current, earlier }) = sources.known.get(&cite.target.source())
    else {
        return CiteStanding::Closed;
    };
    let mut texts = std::iter::once(current).chain(earlier);
    let Some(cited) = texts.find(|text| text.sha256 == cite.version_sha256) else {
        return CiteStanding::Mismatch;
    };
    let words = cited.words(cite.span).filter(|words| !words.is_empty());
    let Some(words) = words.filter(|words| words_sha256(words) == cite.words_sha256) else {
        return CiteStanding::Mismatch;
    };
    if cited.sha256 == current.sha256 && is_stated(cite, current) {
        return CiteStanding::Current;
    }
    match relocated(cite, words, current) {
        Some(moved) => CiteStanding::Moved(moved),
        None if cited.sha256 == current.sha256 || stands_unstated(cite, words, current) => {
            CiteStanding::Unstated
        }
        None => CiteStanding::Changed {
            before: words.to_owned(),
            now: passage_like(words, current).map(str::to_owned),
        },
    }
}

/// Whether what is cited as a statement is one that may be shown; anything else is.
fn is_stated(cite: &Cite, current: &SourceText) -> bool {
    match &cite.target {
        Target::Statement { statement, .. } => {
            current.places.iter().any(|(known, _)| known == statement)
        }
        Target::DocumentSegment { .. } | Target::StoryVersion(_) => true,
    }
}

/// Whether the words of a statement stand in the present version, but only where no statement may be shown.
fn stands_unstated(cite: &Cite, words: &str, current: &SourceText) -> bool {
    let is_statement = matches!(cite.target, Target::Statement { .. });
    let mut places = current.text.match_indices(words);
    is_statement
        && places.any(|(start, _)| {
            let end = start + words.len();
            let holds = |span: &&Span| span.start <= start && end <= span.end;
            current.unstated.iter().any(|span| holds(&span))
        })
}

/// The same words in another version: the place nearest to the old one whose segment or statement is known.
fn relocated(cite: &Cite, words: &str, current: &SourceText) -> Option<Cite> {
    let places = current.text.match_indices(words);
    let mut spans: Vec<Span> = places
        .map(|(start, _)| Span::new(start, start + words.len()))
        .collect();
    spans.sort_by_key(|span| span.start.abs_diff(cite.span.start));
    spans.into_iter().find_map(|span| {
        let target = match &cite.target {
            Target::StoryVersion(story) => Target::StoryVersion(story.clone()),
            Target::Statement { story, .. } => Target::Statement {
                story: story.clone(),
                // The statement itself, never a longer one that holds its words.
                statement: current.statement(span)?.to_owned(),
            },
            Target::DocumentSegment { document, .. } => Target::DocumentSegment {
                document: document.clone(),
                segment: current.place(span)?.to_owned(),
            },
        };
        current.cite_words(target, span)
    })
}

/// The paragraph that shares most words with those cited, if it holds half of them.
fn passage_like<'a>(words: &str, current: &'a SourceText) -> Option<&'a str> {
    let wanted = counted(words);
    let total: usize = wanted.values().sum();
    let shared = |passage: &str| -> usize {
        let held = counted(passage);
        let both = wanted
            .iter()
            .map(|(word, count)| (*count).min(held.get(word).copied().unwrap_or(0)));
        both.sum()
    };
    let mut best: Option<(usize, &str)> = None;
    for passage in current.text.split('\n').map(str::trim) {
        let count = shared(passage);
        if best.is_none_or(|(most, _)| count > most) {
            best = Some((count, passage));
        }
    }
    best.filter(|(count, _)| total > 0 && count * 100 >= total * SAME_PASSAGE_MIN)
        .map(|(_, passage)| passage)
}

fn counted(text: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    let words = text.split(|letter: char| !letter.is_alphanumeric());
    for word in words.filter(|word| !word.is_empty()) {
        *counts.entry(word.to_lowercase()).or_insert(0) += 1;
    }
    counts
}

/// What readers may see of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineStanding {
    /// All of it; cites that moved stand in their new place.
    Fresh(Vec<Cite>),
    /// All of it, with a note: the source changed after this was written.
    Stale {
        /// The cites that still hold, in their present place.
        cites: Vec<Cite>,
        /// Wordings before and now.
        changes: Vec<(String, Option<String>)>,
        /// How many of its cites are statements that may not be shown any more.
        unstated: usize,
    },
    /// Nothing.
    Hidden,
}

/// What readers may see of a line, from the sources as they stand.
#[must_use]
pub fn line_standing(line: &Line, sources: &Sources) -> LineStanding {
    let (mut cites, mut changes, mut unstated) = (Vec::new(), Vec::new(), 0);
    for cite in &line.cites {
        match cite_standing(cite, sources) {
            CiteStanding::Current => cites.push(cite.clone()),
            CiteStanding::Moved(moved) => cites.push(moved),
            CiteStanding::Unstated => unstated += 1,
            CiteStanding::Changed { before, now } => changes.push((before, now)),
            CiteStanding::Closed | CiteStanding::Mismatch => return LineStanding::Hidden,
        }
    }
    match (cites.is_empty(), changes.is_empty() && unstated == 0) {
        (true, true) => LineStanding::Hidden,
        (_, true) => LineStanding::Fresh(cites),
        (_, false) => LineStanding::Stale {
            cites,
            changes,
            unstated,
        },
    }
}
