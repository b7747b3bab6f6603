//! Finds the quotations of a story and whom each is attributed to: the document, a person, or nobody the sentence
//! names; and which article is cited. Reads the sentence around the marks, by closed lists. English; in doubt nobody.

use copydesk_text::{Span, Tokens};

use crate::marks::{Quoted, quoted};

/// Words between two parts of one quotation at most: `“…,” the ministry's spokesman said, “…”`.
const BETWEEN_WORDS_MAX: usize = 12;

/// Tokens on each side of a quotation that are read as its sentence at most.
const FRAME_TOKENS_MAX: usize = 400;
/// Tokens before a quotation's sentence in which the article cited last is looked for at most.
const CITED_TOKENS_MAX: usize = 1_000;

/// A quotation of a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quotation {
    /// Bytes of the story inside the marks; more than one where the reporter breaks in.
    pub pieces: Vec<Span>,
    /// Index of its paragraph, counted over parts between two U+000A.
    pub paragraph: usize,
    /// Whose words they are said to be.
    pub attribution: Attribution,
    /// Article numbers cited for it, as written.
    pub articles: Vec<String>,
}

/// Whose words a quotation is said to be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Attribution {
    /// A document's.
    Document,
    /// A person's, or an organisation's, by the name beside the verb if there is one.
    Speaker(Option<String>),
    /// The sentence does not say.
    #[default]
    Unknown,
}

impl Quotation {
    /// A quotation at `pieces`, of which nothing else is known.
    #[must_use]
    pub fn new(pieces: Vec<Span>) -> Self {
        Self {
            pieces,
            paragraph: 0,
            attribution: Attribution::Unknown,
            articles: Vec::new(),
        }
    }

    /// Whether it is attributed to a document.
    #[must_use]
    pub fn is_attributed(&self) -> bool {
        self.attribution == Attribution::Document
    }

    /// Its words, pieces parted by " … ".
    #[must_use]
    pub fn words(&self, story: &str) -> String {
        let pieces = self
            .pieces
            .iter()
            .filter_map(|piece| story.get(piece.start..piece.end));
        pieces.collect::<Vec<_>>().join(" \u{2026} ")
    }
}

/// Words that name a document.
const DOCUMENTS: &[&str] = &[
    "accord",
    "act",
    "agreement",
    "annex",
    "article",
    "articles",
    "bill",
    "charter",
    "clause",
    "communique",
    "communiqu\u{E9}",
    "constitution",
    "convention",
    "covenant",
    "declaration",
    "decree",
    "document",
    "indictment",
    "law",
    "letter",
    "memorandum",
    "pact",
    "paragraph",
    "preamble",
    "protocol",
    "provision",
    "provisions",
    "report",
    "resolution",
    "ruling",
    "statute",
    "text",
    "treaty",
    "wording",
];
/// Of these, the words that name a whole document and no part of it.
const WHOLES: &[&str] = &[
    "accord",
    "act",
    "agreement",
    "bill",
    "charter",
    "communique",
    "communiqu\u{E9}",
    "constitution",
    "convention",
    "covenant",
    "declaration",
    "decree",
    "document",
    "law",
    "memorandum",
    "pact",
    "protocol",
    "resolution",
    "statute",
    "text",
    "treaty",
];
/// Parts of a document.
const PARTS: &[&str] = &[
    "annex",
    "article",
    "articles",
    "clause",
    "paragraph",
    "preamble",
    "provision",
];
/// Words between a sentence's first and the document it is about: "The whole 2024 treaty".
const BEFORE_WHOLE_MAX: usize = 5;
/// Verbs of documents.
const DOCUMENT_VERBS: &[&str] = &[
    "affirms",
    "binds",
    "bars",
    "called",
    "calls",
    "commits",
    "committed",
    "declared",
    "declares",
    "demands",
    "forbids",
    "guarantees",
    "obliged",
    "obliges",
    "pledges",
    "prescribes",
    "promised",
    "promises",
    "provided",
    "provides",
    "read",
    "reads",
    "recognises",
    "recognizes",
    "required",
    "requires",
    "said",
    "say",
    "says",
    "speaks",
    "specified",
    "specifies",
    "spells",
    "state",
    "stated",
    "states",
    "stipulated",
    "stipulates",
];
/// Verbs of people.
const SPEECH_VERBS: &[&str] = &[
    "acknowledged",
    "added",
    "adding",
    "admitted",
    "adds",
    "alleged",
    "announced",
    "argued",
    "argues",
    "asked",
    "called",
    "claimed",
    "claims",
    "commented",
    "conceded",
    "concluded",
    "contended",
    "declared",
    "demanded",
    "denied",
    "explained",
    "explains",
    "insisted",
    "insists",
    "maintained",
    "noted",
    "notes",
    "promised",
    "quipped",
    "remarked",
    "replied",
    "reported",
    "responded",
    "said",
    "say",
    "saying",
    "says",
    "stressed",
    "suggested",
    "tell",
    "tells",
    "told",
    "tweeted",
    "urged",
    "vowed",
    "warned",
    "warns",
    "writes",
    "wrote",
];
/// Words before a document's name that make it the place of the words.
const PLACES: &[&str] = &["under", "to", "in", "of", "per", "by", "from"];

/// The quotations of a story in reading order. Work grows with its length.
///
/// ```
/// use copydesk_statements::quotes::{Attribution, find_quotations};
/// let story = "Article 4 says each side \u{201C}shall assist the other without delay\u{201D}. \
///              \u{201C}That is plain enough for us,\u{201D} Lind said.";
/// let found = find_quotations(story);
/// assert_eq!(found[0].attribution, Attribution::Document);
/// assert_eq!(found[0].articles, ["4"]);
/// assert_eq!(found[1].attribution, Attribution::Speaker(Some("Lind".into())));
/// ```
#[must_use]
pub fn find_quotations(story: &str) -> Vec<Quotation> {
    let marks = quoted(story);
    let tokens = Tokens::read(story);
    let reader = Reader::new(&tokens, &marks);
    let mut found: Vec<Quotation> = Vec::new();
    let mut at = 0;
    while at < marks.len() {
        let mut end = at + 1;
        while end < marks.len() && reader.is_broken_in(end - 1, end) {
            end += 1;
        }
        let quotation = reader.quotation(at..end, found.last());
        if !quotation.pieces.iter().all(|piece| piece.is_empty()) {
            found.push(quotation);
        }
        at = end;
    }
    found
}

struct Reader<'a> {
    tokens: &'a Tokens,
    marks: &'a [Quoted],
    lowers: Vec<String>,
    /// Whether each token stands inside quotation marks, or is one.
    inside: Vec<bool>,
}

/// Who may be speaking, and where that is said.
enum Cue {
    Document(usize),
    Speaker(usize, Option<String>),
}

impl Cue {
    const fn at(&self) -> usize {
        match self {
            Self::Document(at) | Self::Speaker(at, _) => *at,
        }
    }
}

impl<'a> Reader<'a> {
    fn new(tokens: &'a Tokens, marks: &'a [Quoted]) -> Self {
        let mut inside = vec![false; tokens.len()];
        for mark in marks {
            for index in tokens.within(mark.outer) {
                inside[index] = true;
            }
        }
        Self {
            tokens,
            marks,
            lowers: tokens
                .iter()
                .map(|token| token.key.to_lowercase())
                .collect(),
            inside,
        }
    }

    fn lower(&self, index: usize) -> &str {
        self.lowers.get(index).map_or("", String::as_str)
    }

    fn is(&self, index: usize, list: &[&str]) -> bool {
        list.contains(&self.lower(index))
    }

    /// Whether the reporter breaks in between two marks of one quotation: a comma before, a verb of speech between.
    fn is_broken_in(&self, a: usize, b: usize) -> bool {
        let (first, second) = (&self.marks[a], &self.marks[b]);
        if first.paragraph != second.paragraph {
            return false;
        }
        let between = self
            .tokens
            .within(Span::new(first.outer.end, second.outer.start));
        if between.is_empty() || between.len() > BETWEEN_WORDS_MAX {
            return false;
        }
        let text = self.tokens.text();
        let comma_inside = text[first.inner.start..first.inner.end]
            .trim_end()
            .ends_with([',', '\u{2014}']);
        let comma = comma_inside || self.lower(between.start) == ",";
        let verb = between
            .clone()
            .any(|index| self.is(index, SPEECH_VERBS) || self.is(index, DOCUMENT_VERBS));
        let ends = between
            .clone()
            .any(|index| matches!(self.lower(index), "." | "?" | "!" | ";"));
        comma && verb && !ends && self.lower(between.end - 1) == ","
    }

    fn quotation(&self, range: std::ops::Range<usize>, last: Option<&Quotation>) -> Quotation {
        let marks = &self.marks[range];
        let (first, end) = (&marks[0], &marks[marks.len() - 1]);
        let frame = self.frame(Span::new(first.outer.start, end.outer.end));
        let mut quotation = Quotation {
            pieces: marks.iter().map(|mark| mark.inner).collect(),
            paragraph: first.paragraph,
            attribution: Attribution::Unknown,
            articles: Vec::new(),
        };
        let own = self
            .tokens
            .within(Span::new(first.outer.start, end.outer.end));
        let distance = |at: usize| {
            if at < own.start {
                own.start - at
            } else {
                (at + 1).saturating_sub(own.end)
            }
        };
        let cues = self.cues(&frame, &own);
        let nearest = cues
            .into_iter()
            .min_by_key(|cue| (distance(cue.at()), matches!(cue, Cue::Speaker(..))));
        quotation.attribution = match nearest {
            Some(Cue::Document(_)) => Attribution::Document,
            Some(Cue::Speaker(_, name)) => Attribution::Speaker(name),
            None => self.carried(first, last),
        };
        if quotation.attribution == Attribution::Document {
            quotation.articles = self.articles(&frame, &own);
            if quotation.articles.is_empty() && !self.is_of_whole(frame.start, own.start) {
                quotation.articles = self.articles_before(first.paragraph, frame.start);
            }
        }
        quotation
    }

    /// Tokens of the sentence around a quotation.
    fn frame(&self, outer: Span) -> std::ops::Range<usize> {
        let own = self.tokens.within(outer);
        let paragraph = self.tokens.get(own.start).map(|token| token.paragraph);
        let here = |index: usize| {
            self.tokens
                .get(index)
                .filter(|token| Some(token.paragraph) == paragraph)
        };
        let opens = |index: usize| {
            here(index).is_none_or(|token| token.opens_sentence) && !self.is_inside(index)
        };
        let mut start = own.start;
        let free_start = start == 0 || here(start - 1).is_none() || self.follows_stop(start);
        if !free_start {
            start -= 1;
            let floor = own.start.saturating_sub(FRAME_TOKENS_MAX);
            while start > floor && !opens(start) && here(start - 1).is_some() {
                start -= 1;
            }
        }
        let mut end = own.end;
        let asked =
            (end..end + 4).any(|index| here(index).is_some() && self.is(index, SPEECH_VERBS));
        if asked && here(end).is_some() {
            end += 1;
        }
        while end < own.end + FRAME_TOKENS_MAX && here(end).is_some() && !opens(end) {
            end += 1;
        }
        start..end
    }

    fn is_inside(&self, index: usize) -> bool {
        self.inside.get(index).copied().unwrap_or(false)
    }

    /// Whether the sentence before token `index` has ended outside of marks.
    fn follows_stop(&self, index: usize) -> bool {
        index > 0 && !self.is_inside(index - 1) && matches!(self.lower(index - 1), "." | "?" | "!")
    }

    fn cues(&self, frame: &std::ops::Range<usize>, own: &std::ops::Range<usize>) -> Vec<Cue> {
        let outside = frame.clone().filter(|&index| !self.is_inside(index));
        outside
            .filter_map(|index| self.cue(index, frame, own))
            .collect()
    }

    fn cue(
        &self,
        at: usize,
        frame: &std::ops::Range<usize>,
        own: &std::ops::Range<usize>,
    ) -> Option<Cue> {
        if self.is(at, DOCUMENTS) {
            let named = self.is_place_of_words(at, frame) || self.is_headed(at, own);
            return named.then_some(Cue::Document(at));
        }
        let verb_of_document = self.is(at, DOCUMENT_VERBS);
        let inverted = at == own.end || (at == own.end + 1 && self.lower(own.end) == ",");
        if verb_of_document
            && (self.has_document_subject(at, frame)
                || inverted && self.names_document_after(at, frame))
        {
            return Some(Cue::Document(at));
        }
        self.is(at, SPEECH_VERBS)
            .then(|| Cue::Speaker(at, self.speaker(at, frame)))
    }

    /// "under Article 4", "according to the treaty".
    fn is_place_of_words(&self, at: usize, frame: &std::ops::Range<usize>) -> bool {
        let from = frame.start.max(at.saturating_sub(4));
        let place = (from..at)
            .rev()
            .find(|&index| self.is(index, PLACES) && !self.is_inside(index));
        let Some(place) = place else { return false };
        let according = place > frame.start
            && self.lower(place) == "to"
            && self.lower(place - 1) == "according";
        let spoken = (from..place).any(|index| self.is(index, SPEECH_VERBS));
        (according || self.lower(place) != "to") && !spoken
    }

    /// "Article 4: …".
    fn is_headed(&self, at: usize, own: &std::ops::Range<usize>) -> bool {
        at < own.start && own.start - at <= 4 && self.lower(own.start - 1) == ":"
    }

    /// "The agreement, signed in June, requires".
    fn has_document_subject(&self, verb: usize, frame: &std::ops::Range<usize>) -> bool {
        let from = frame.start.max(verb.saturating_sub(10));
        for index in (from..verb).rev() {
            if self.is_inside(index) {
                return false;
            }
            if self.is(index, DOCUMENTS) {
                return true;
            }
            if self.lower(index) == "it" && index + 1 == verb {
                return self.document_before(index);
            }
            if self.is(index, SPEECH_VERBS)
                || matches!(
                    self.lower(index),
                    "he" | "she" | "they" | "who" | "we" | "i"
                )
            {
                return false;
            }
        }
        false
    }

    /// Whether the tokens of the same paragraph before `index` name a document.
    fn document_before(&self, index: usize) -> bool {
        let paragraph = self.tokens.get(index).map(|token| token.paragraph);
        let before = (index.saturating_sub(60)..index).rev();
        let same =
            before.take_while(|&at| self.tokens.get(at).map(|token| token.paragraph) == paragraph);
        same.filter(|&at| !self.is_inside(at))
            .any(|at| self.is(at, DOCUMENTS))
    }

    fn names_document_after(&self, verb: usize, frame: &std::ops::Range<usize>) -> bool {
        let end = frame.end.min(verb + 6);
        (verb + 1..end)
            .take_while(|&index| !self.is_inside(index))
            .any(|index| self.is(index, DOCUMENTS))
    }

    /// The capitalised words beside a verb of speech.
    fn speaker(&self, verb: usize, frame: &std::ops::Range<usize>) -> Option<String> {
        let named = |index: usize| {
            let token = self.tokens.get(index)?;
            let name = token.key.starts_with(char::is_uppercase) && !self.is_inside(index);
            let plain = matches!(
                token.key,
                "He" | "She" | "It" | "They" | "We" | "I" | "The" | "A" | "An" | "But" | "And"
            );
            (name && !plain).then_some(token.span)
        };
        let before: Vec<Span> = (frame.start..verb).rev().map_while(named).collect();
        let after: Vec<Span> = (verb + 1..frame.end).map_while(named).collect();
        let span = match (before.as_slice(), after.as_slice()) {
            ([last, .., first], _) => Span::new(first.start, last.end),
            ([only], _) => *only,
            (_, [first, .., last]) => Span::new(first.start, last.end),
            (_, [only]) => *only,
            _ => return None,
        };
        self.tokens
            .text()
            .get(span.start..span.end)
            .map(str::to_owned)
    }

    /// Without a cue of its own a quotation goes on with the one before: left open, or next to it in one paragraph.
    fn carried(&self, first: &Quoted, last: Option<&Quotation>) -> Attribution {
        let Some(last) = last else {
            return Attribution::Unknown;
        };
        let text = self.tokens.text();
        let end = last.pieces.last().map_or(0, |piece| piece.end);
        let between = text.get(end..first.outer.start).unwrap_or("");
        let adjacent =
            last.paragraph == first.paragraph && !between.chars().any(char::is_alphanumeric);
        let after_attribution =
            last.paragraph == first.paragraph && self.follows_own_stop(first, end);
        if first.continues || adjacent || after_attribution {
            last.attribution.clone()
        } else {
            Attribution::Unknown
        }
    }

    /// `“…,” Lind said. “…”`: nothing but the attribution of the one before stands between.
    fn follows_own_stop(&self, first: &Quoted, end: usize) -> bool {
        let between = self.tokens.within(Span::new(end, first.outer.start));
        between.len() <= BETWEEN_WORDS_MAX
            && between.clone().any(|index| self.is(index, SPEECH_VERBS))
    }

    /// Article numbers cited in a sentence; those nearest to the quotation, before it rather than after.
    fn articles(
        &self,
        frame: &std::ops::Range<usize>,
        own: &std::ops::Range<usize>,
    ) -> Vec<String> {
        let before = (frame.start..own.start)
            .rev()
            .find(|&index| self.is_citation(index));
        let after = || (own.end..frame.end).find(|&index| self.is_citation(index));
        before
            .or_else(after)
            .map(|index| self.numbers(index))
            .unwrap_or_default()
    }

    /// The article cited last in the paragraph before this sentence, unless a sentence about the whole document came
    /// since: what is quoted after it may stand anywhere.
    fn articles_before(&self, paragraph: usize, end: usize) -> Vec<String> {
        let here = |index: &usize| {
            self.tokens
                .get(*index)
                .is_some_and(|token| token.paragraph == paragraph)
        };
        for index in (end.saturating_sub(CITED_TOKENS_MAX)..end)
            .rev()
            .take_while(here)
        {
            if self.is_citation(index) {
                return self.numbers(index);
            }
            let opens = self
                .tokens
                .get(index)
                .is_some_and(|token| token.opens_sentence);
            if opens && !self.is_inside(index) && self.is_of_whole(index, end) {
                return Vec::new();
            }
        }
        Vec::new()
    }

    /// Whether the sentence that begins at `start` has a whole document for its subject: "The treaty", "This 2024 pact".
    /// "The text of the clause" has not.
    fn is_of_whole(&self, start: usize, end: usize) -> bool {
        let head = (start..end.min(start + BEFORE_WHOLE_MAX)).find(|&index| self.is(index, WHOLES));
        let Some(head) = head else { return false };
        let described = (start..head).all(|index| {
            !self.is_inside(index)
                && !self.is(index, PLACES)
                && !self.is(index, SPEECH_VERBS)
                && !self.is(
                    index,
                    &[
                        "and", "or", "that", "which", ",", ";", ":", "article", "articles",
                    ],
                )
        });
        let part =
            (head + 1..head + 4).any(|index| self.is(index, PARTS) && !self.is_inside(index));
        described && !self.is_inside(head) && !part
    }

    fn is_citation(&self, index: usize) -> bool {
        self.is(index, &["article", "articles", "art", "art."])
            && !self.is_inside(index)
            && self.number(index + 1).is_some()
    }

    /// The number a token is: figures, or roman figures in capitals.
    fn number(&self, index: usize) -> Option<String> {
        let key = self.tokens.get(index)?.key;
        let roman = !key.is_empty() && key.len() <= 7 && key.bytes().all(|b| b"IVXLC".contains(&b));
        let figures = key.starts_with(|c: char| c.is_ascii_digit());
        (roman || figures).then(|| key.to_owned())
    }

    /// "Articles 4, 5 and 7".
    fn numbers(&self, article: usize) -> Vec<String> {
        let mut numbers = Vec::new();
        let mut at = article + 1;
        while let Some(number) = self.number(at) {
            numbers.push(number);
            at += 1;
            while matches!(self.lower(at), "," | "and" | "or") && self.number(at + 1).is_some() {
                at += 1;
            }
            if self.lower(at - 1) != "," && !matches!(self.lower(at - 1), "and" | "or") {
                break;
            }
        }
        numbers
    }
}
