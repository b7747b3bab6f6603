//! Point 6 of what "done" means for quote verdicts: 5,000 spans of treaties, each changed in one known way, must get the
//! verdict of that change. Spans and changes are chosen by means of their own (white space, literal lists, a plain
//! table of distances), none of the checker's. Prints the confusion table.

use std::collections::BTreeMap;

use copydesk_statements::quotes::{
    Attribution, Checked, Completeness, Flag, Prepared, Quotation, Severity, SourceText,
    Translation, Verdict,
};
use copydesk_text::Span;

use crate::treaties;

const CASES: usize = 5_000;
const SEED: u64 = 0x00C0_FFEE_2031_0619;

/// What was done to a span, and so what must be said of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Change {
    None,
    Typography,
    FirstLetter,
    Bracket,
    Gap,
    GapMaterial,
    GapCross,
    Cut,
    WordsMinor,
    WordsMaterial,
    Translated,
    WrongArticle,
    Absent,
    AbsentExcerpt,
}

impl Change {
    const ALL: [Self; 14] = [
        Self::None,
        Self::Typography,
        Self::FirstLetter,
        Self::Bracket,
        Self::Gap,
        Self::GapMaterial,
        Self::GapCross,
        Self::Cut,
        Self::WordsMinor,
        Self::WordsMaterial,
        Self::Translated,
        Self::WrongArticle,
        Self::Absent,
        Self::AbsentExcerpt,
    ];

    /// The row and column of the table.
    const fn class(self) -> &'static str {
        match self {
            Self::None => "exact",
            Self::Typography => "typographic",
            Self::FirstLetter => "case",
            Self::Bracket => "bracketed",
            Self::Gap | Self::GapMaterial | Self::GapCross => "elided",
            Self::Cut => "truncated",
            Self::WordsMinor => "word_change minor",
            Self::WordsMaterial => "word_change material",
            Self::Translated => "translation",
            Self::WrongArticle => "misplaced",
            Self::Absent => "not_found",
            Self::AbsentExcerpt => "uncheckable",
        }
    }
}

const CLASSES: [&str; 12] = [
    "exact",
    "typographic",
    "case",
    "bracketed",
    "elided",
    "truncated",
    "word_change minor",
    "word_change material",
    "translation",
    "misplaced",
    "not_found",
    "uncheckable",
];

/// The same draw of numbers on every machine.
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound.max(1) as u64).unwrap_or(0)
    }

    fn of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

/// Words between white space, with their places.
fn chunks(text: &str) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_whitespace(), start) {
            (false, None) => start = Some(at),
            (true, Some(from)) => {
                out.push((from, at));
                start = None;
            }
            _ => {}
        }
    }
    out
}

const RESTRICTING: &[&str] = &[
    "not", "unless", "if", "provided", "except", "only", "until", "cannot",
];
const PHRASES: &[&str] = &["in accordance with", "subject to", "without prejudice"];
/// Words whose change is material, or whose omission is; a chosen victim of a minor change is none of them.
const HEAVY: &[&str] = &[
    "not",
    "no",
    "never",
    "none",
    "nor",
    "neither",
    "nobody",
    "nothing",
    "without",
    "cannot",
    "deny",
    "denied",
    "denies",
    "refuse",
    "refuses",
    "refused",
    "unable",
    "hardly",
    "shall",
    "may",
    "must",
    "will",
    "would",
    "should",
    "can",
    "could",
    "might",
    "ought",
    "undertake",
    "undertakes",
    "undertaking",
    "required",
    "obliged",
    "intend",
    "intends",
    "endeavour",
    "endeavor",
    "all",
    "any",
    "both",
    "each",
    "either",
    "every",
    "few",
    "fewer",
    "less",
    "many",
    "more",
    "most",
    "much",
    "only",
    "several",
    "some",
    "whole",
    "entire",
    "party",
    "parties",
    "state",
    "states",
    "side",
    "sides",
    "government",
    "governments",
    "member",
    "members",
    "nation",
    "nations",
    "signatory",
    "signatories",
    "unless",
    "if",
    "provided",
    "providing",
    "except",
    "until",
    "subject",
    "accordance",
    "prejudice",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
    "hundred",
    "thousand",
    "million",
    "billion",
    "trillion",
    "dozen",
    "half",
    "quarter",
    "once",
    "twice",
    "double",
    "triple",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "zero",
    "decade",
    "century",
    "day",
    "month",
];
const MONTHS: &[&str] = &[
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];
const FIGURES: &[&str] = &[
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve",
    "fourteen", "fifteen", "thirty", "forty", "sixty", "ninety", "hundred", "half",
];
const LIGHT: &[&str] = &[
    "harvest", "lantern", "orchard", "carriage", "weather", "garden", "timber", "kettle",
    "blanket", "ladder", "meadow", "quarry", "barrel", "thunder", "saddle", "wander", "polish",
    "gather",
];
const FUNCTION: &[&str] = &[
    "the",
    "a",
    "an",
    "of",
    "to",
    "in",
    "on",
    "at",
    "by",
    "for",
    "with",
    "from",
    "and",
    "or",
    "but",
    "as",
    "that",
    "this",
    "these",
    "those",
    "it",
    "its",
    "is",
    "are",
    "was",
    "were",
    "be",
    "been",
    "being",
    "which",
    "who",
    "whom",
    "whose",
    "their",
    "his",
    "her",
    "he",
    "she",
    "they",
    "we",
    "our",
    "you",
    "your",
    "i",
    "has",
    "have",
    "had",
    "do",
    "does",
    "did",
    "such",
    "so",
    "than",
    "then",
    "there",
    "into",
    "upon",
    "under",
    "between",
    "through",
    "also",
    "other",
    "own",
    "same",
    "over",
    "when",
    "where",
    "while",
    "how",
    "what",
    "why",
    "them",
    "us",
    "about",
    "above",
    "below",
    "before",
    "after",
    "during",
    "further",
    "because",
    "having",
    "thereof",
    "thereto",
    "here",
    "themselves",
    "itself",
    "very",
    "too",
    "out",
    "off",
    "down",
    "up",
    "again",
    "doing",
    "am",
    "me",
    "my",
    "him",
    "hers",
    "theirs",
    "ours",
];
/// A few pairs of the closed spelling list, British first.
const SPELLINGS: &[(&str, &str)] = &[
    ("labour", "labor"),
    ("honour", "honor"),
    ("favour", "favor"),
    ("neighbour", "neighbor"),
    ("colour", "color"),
    ("programme", "program"),
    ("programmes", "programs"),
    ("defence", "defense"),
    ("harbour", "harbor"),
    ("centre", "center"),
    ("recognised", "recognized"),
    ("organisation", "organization"),
    ("organisations", "organizations"),
    ("realisation", "realization"),
    ("behaviour", "behavior"),
];

fn squeeze(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Words between anything but letters, figures and apostrophes, in small letters.
fn pieces(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '\u{2019}'));
    parts
        .filter(|part| !part.is_empty())
        .map(str::to_lowercase)
        .collect()
}

fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase()
}

/// A span of a document: words `words`, on white space, inside one paragraph.
struct Passage<'a> {
    text: &'a str,
    start: usize,
    end: usize,
    words: Vec<&'a str>,
}

impl Passage<'_> {
    fn span(&self) -> &str {
        &self.text[self.start..self.end]
    }

    /// The sentence after the span.
    fn rest(&self) -> String {
        rest(self.text, self.end)
    }

    fn content(&self) -> usize {
        self.words.iter().filter(|word| is_content(word)).count()
    }
}

fn is_content(word: &str) -> bool {
    let bare = bare(word);
    !bare.is_empty() && !FUNCTION.contains(&bare.as_str())
}

/// The text up to the end of the sentence that holds byte `end - 1`; longer rather than shorter.
fn rest(text: &str, end: usize) -> String {
    if text[..end].ends_with(['.', ';']) {
        return String::new();
    }
    let after = &text[end..];
    let paragraph = after.find("\n\n").unwrap_or(after.len());
    let stop = after.find(". ").unwrap_or(after.len());
    after[..paragraph.min(stop)].to_owned()
}

fn restricts(rest: &str) -> bool {
    let words = pieces(rest);
    let padded = format!(" {} ", words.join(" "));
    words
        .iter()
        .any(|word| RESTRICTING.contains(&word.as_str()) || word.ends_with("n't"))
        || PHRASES
            .iter()
            .any(|phrase| padded.contains(&format!(" {phrase} ")))
}

struct Document<'a> {
    source: &'a SourceText,
    chunks: Vec<(usize, usize)>,
    /// Its letters and figures in small letters, nothing between: passages are counted in it, whatever blanks were lost.
    squeezed: String,
}

impl<'a> Document<'a> {
    fn new(source: &'a SourceText) -> Self {
        let chunks = chunks(&source.text);
        Self {
            source,
            chunks,
            squeezed: squeeze(&source.text),
        }
    }

    fn passage(&self, first: usize, count: usize) -> Option<Passage<'a>> {
        let chosen = self.chunks.get(first..first + count)?;
        let (start, end) = (chosen.first()?.0, chosen.last()?.1);
        let text = self.source.text.as_str();
        let plain = !text[start..end].contains("\n\n")
            && !text[start..end].contains(['[', ']', '\u{2026}', '"']);
        plain.then(|| Passage {
            text,
            start,
            end,
            words: chosen
                .iter()
                .map(|&(start, end)| &text[start..end])
                .collect(),
        })
    }

    /// How often these words stand in the document, case and marks apart.
    fn counts(&self, words: &[&str]) -> usize {
        self.squeezed
            .match_indices(&squeeze(&words.concat()))
            .count()
    }

    fn is_unique(&self, passage: &Passage) -> bool {
        self.counts(&passage.words) == 1
    }

    fn draw(&self, draw: &mut Draw) -> Option<Passage<'a>> {
        let count = 5 + draw.below(56);
        let passage = self.passage(draw.below(self.chunks.len()), count)?;
        // One of the public files holds two languages line by line.
        let good = passage.span().is_ascii() && passage.content() >= 5 && self.is_unique(&passage);
        good.then_some(passage)
    }
}

/// A changed quotation.
struct Case {
    quote: String,
    articles: Vec<String>,
}

fn case(quote: String) -> Case {
    Case {
        quote,
        articles: Vec::new(),
    }
}

/// Changes a passage; nothing if this passage does not lend itself to it.
fn change(change: Change, document: &Document, passage: &Passage, draw: &mut Draw) -> Option<Case> {
    if change != Change::Cut && restricts(&passage.rest()) {
        return None;
    }
    match change {
        Change::None | Change::Absent | Change::AbsentExcerpt => {
            Some(case(passage.span().to_owned()))
        }
        Change::Typography => typography(passage, draw).map(case),
        Change::FirstLetter => first_letter(passage, draw).map(case),
        Change::Bracket => bracket(passage, draw).map(case),
        Change::Gap => gap(passage, draw, |inner| !weighs(inner)).map(case),
        Change::GapMaterial => gap(passage, draw, is_surely_material).map(case),
        Change::GapCross => cross(document, draw).map(case),
        Change::Cut => cut(document, passage).map(case),
        Change::WordsMinor | Change::Translated => minor(passage, draw).map(case),
        Change::WordsMaterial => material(passage, draw).map(case),
        Change::WrongArticle => wrong_article(document, passage, draw),
    }
}

fn typography(passage: &Passage, draw: &mut Draw) -> Option<String> {
    let span = passage.span();
    let tail_goes_on =
        passage.text[passage.end..].starts_with(' ') && span.ends_with(char::is_alphanumeric);
    match draw.below(8) {
        0 => {
            let curled = span.replace('\'', "\u{2019}").replace(
                '\u{2019}',
                if span.contains('\'') { "\u{2019}" } else { "'" },
            );
            (curled != span).then_some(curled)
        }
        1 => Some(span.replacen(' ', "\u{A0}", 1)),
        2 => span
            .contains(" - ")
            .then(|| span.replacen(" - ", " \u{2013} ", 1)),
        3 => SPELLINGS.iter().find_map(|(british, american)| {
            let padded = |word: &str| format!(" {word} ");
            let here = [(british, american), (american, british)];
            here.into_iter()
                .find(|(from, _)| span.contains(&padded(from)))
                .map(|(from, to)| span.replacen(&padded(from), &padded(to), 1))
        }),
        4 => tail_goes_on.then(|| format!("{span},")),
        5 => Some(span.replacen(' ', "  \n", 1)),
        6 => {
            let long = passage
                .words
                .iter()
                .skip(1)
                .find(|w| w.len() > 8 && w.bytes().all(|b| b.is_ascii_lowercase()))?;
            let broken = format!("{}-\n{}", &long[..4], &long[4..]);
            Some(span.replacen(&format!(" {long}"), &format!(" {broken}"), 1))
        }
        _ => span
            .contains("fi")
            .then(|| span.replacen("fi", "\u{FB01}", 1)),
    }
}

fn first_letter(passage: &Passage, draw: &mut Draw) -> Option<String> {
    let span = passage.span();
    let first = span.chars().next().filter(char::is_ascii_alphabetic)?;
    let follows = span[1..].chars().next().filter(|c| c.is_ascii_lowercase());
    follows?;
    let other = if first.is_ascii_lowercase() {
        first.to_ascii_uppercase()
    } else {
        first.to_ascii_lowercase()
    };
    Some(match draw.below(2) {
        0 => format!("{other}{}", &span[1..]),
        _ => format!("[{other}]{}", &span[1..]),
    })
}

/// Whether a word may be taken out or swapped without weight.
fn is_light(word: &str) -> bool {
    let plain = word.len() >= 4 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    plain && !HEAVY.contains(&word) && !FUNCTION.contains(&word)
}

fn weighs(words: &[&str]) -> bool {
    let weighs = |word: &String| {
        let month = MONTHS.iter().any(|month| month.to_lowercase() == *word);
        HEAVY.contains(&word.as_str())
            || month
            || word.chars().any(|c| c.is_ascii_digit())
            || word == "non"
    };
    pieces(&words.join(" ")).iter().any(weighs)
}

fn is_surely_material(words: &[&str]) -> bool {
    let text = format!(" {} ", words.join(" "));
    let numbers = words
        .iter()
        .any(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
    let sure = ["not", "no", "unless", "if", "except", "shall", "may"];
    let phrases = [" in accordance with ", " subject to ", " provided that "];
    numbers
        || words
            .iter()
            .any(|word| sure.contains(word) || MONTHS.contains(word))
        || phrases.iter().any(|phrase| text.contains(phrase))
}

fn bracket(passage: &Passage, draw: &mut Draw) -> Option<String> {
    let words = &passage.words;
    let at = 2 + draw.below(words.len().saturating_sub(4));
    let (before, after) = (words.get(..at)?.join(" "), words.get(at..)?);
    let plain = |word: &str| word.bytes().all(|byte| byte.is_ascii_alphabetic());
    match draw.below(3) {
        0 => {
            let count = 1 + draw.below(3);
            let replaced = after.get(..count)?;
            let good = !weighs(replaced)
                && replaced.iter().all(|word| plain(word))
                && after.len() > count + 2;
            good.then(|| format!("{before} [the Lothic envoy] {}", after[count..].join(" ")))
        }
        1 => plain(words[at - 1]).then(|| format!("{before} [sic] {}", after.join(" "))),
        _ => plain(words[at - 1])
            .then(|| format!("{before} [of the old quarter] {}", after.join(" "))),
    }
}

fn gap(passage: &Passage, draw: &mut Draw, wanted: impl Fn(&[&str]) -> bool) -> Option<String> {
    let words = &passage.words;
    if words.len() < 12 {
        return None;
    }
    let count = 1 + draw.below(6);
    let at = 5 + draw.below(words.len().saturating_sub(10 + count));
    let (before, inner, after) = (
        words.get(..at)?,
        words.get(at..at + count)?,
        words.get(at + count..)?,
    );
    let edge = |word: &&str| word.bytes().all(|byte| byte.is_ascii_alphabetic());
    let enough = |part: &[&str]| part.iter().filter(|word| is_content(word)).count() >= 2;
    let good = after.len() >= 5
        && enough(before)
        && enough(after)
        && edge(before.last()?)
        && edge(after.first()?);
    let moved =
        before.ends_with(inner) || after.starts_with(inner) || before.last() == inner.last();
    let mark = draw.of(&["\u{2026}", "...", "[\u{2026}]", " . . . "]);
    (good && !moved && wanted(inner))
        .then(|| format!("{} {mark} {}", before.join(" "), after.join(" ")))
}

/// The end of one paragraph and the beginning of the next, with a gap of light words between.
fn cross(document: &Document, draw: &mut Draw) -> Option<String> {
    let text = &document.source.text;
    let breaks: Vec<usize> = text.match_indices("\n\n").map(|(at, _)| at).collect();
    let &at = breaks.get(draw.below(breaks.len().max(1)))?;
    let end = document.chunks.partition_point(|chunk| chunk.1 <= at);
    let before = document.passage(end.checked_sub(10)?, 8)?;
    let after = document.passage(end + 2, 8)?;
    let good = before.content() >= 4
        && after.content() >= 4
        && document.is_unique(&before)
        && document.is_unique(&after);
    let clean = |passage: &Passage| {
        passage
            .words
            .iter()
            .all(|word| word.bytes().all(|byte| byte.is_ascii_alphabetic()))
    };
    (good && clean(&before) && clean(&after) && !restricts(&after.rest()))
        .then(|| format!("{} \u{2026} {}", before.span(), after.span()))
}

/// Stops right before a restricting word of the same sentence.
fn cut(document: &Document, passage: &Passage) -> Option<String> {
    let words = &passage.words;
    let cue = |at: usize| {
        let two = words.get(at + 1).copied().unwrap_or("");
        let three = words.get(at + 2).copied().unwrap_or("");
        matches!(words[at], "unless" | "if" | "except" | "until" | "only")
            || (words[at], two) == ("subject", "to")
            || (words[at], two) == ("provided", "that")
            || (words[at], two) == ("without", "prejudice")
            || (words[at], two, three) == ("in", "accordance", "with")
    };
    let at = (6..words.len()).find(|&at| cue(at))?;
    let kept = &words[..at];
    let plain = |word: &&str| !word.contains(['.', ';', ':', '(', ')']);
    let content = kept.iter().filter(|word| is_content(word)).count();
    let once = document.counts(kept) == 1;
    (once && content >= 4 && kept.iter().all(plain))
        .then(|| kept.join(" ").trim_end_matches(',').to_owned())
}

fn minor(passage: &Passage, draw: &mut Draw) -> Option<String> {
    let mut words: Vec<String> = passage
        .words
        .iter()
        .map(|word| (*word).to_owned())
        .collect();
    let light: Vec<usize> = (1..words.len())
        .filter(|&at| is_light(&words[at]))
        .collect();
    let count = if words.len() >= 10 && light.len() >= 4 {
        1 + draw.below(2)
    } else {
        1
    };
    if light.is_empty() || passage.content() < 4 {
        return None;
    }
    let first = draw.below(light.len());
    for n in 0..count {
        let at = light[(first + n * 2) % light.len()];
        words[at] = (*draw.of(LIGHT)).to_owned();
    }
    Some(words.join(" "))
}

fn material(passage: &Passage, draw: &mut Draw) -> Option<String> {
    let mut words: Vec<String> = passage
        .words
        .iter()
        .map(|word| (*word).to_owned())
        .collect();
    let find = |list: &[&str]| {
        passage
            .words
            .iter()
            .skip(1)
            .position(|word| list.contains(word))
            .map(|at| at + 1)
    };
    let digits = || {
        passage
            .words
            .iter()
            .position(|word| word.len() <= 4 && word.bytes().all(|b| b.is_ascii_digit()))
    };
    match draw.below(8) {
        0 => {
            let at = digits()?;
            words[at] =
                (words[at].parse::<u32>().ok()? + 1 + u32::try_from(draw.below(40)).ok()?)
                    .to_string();
        }
        1 => {
            let at = find(FIGURES)?;
            words[at] = if words[at] == "seven" {
                "nine".into()
            } else {
                "seven".into()
            };
        }
        2 => {
            let at = find(&MONTHS[..12]).filter(|&at| words[at] != "May")?;
            words[at] = if words[at] == "October" {
                "March".into()
            } else {
                "October".into()
            };
        }
        3 => {
            let at = find(&["not"]).filter(|&at| at + 2 < words.len())?;
            words.remove(at);
        }
        4 => {
            let at = find(&["shall", "may"])
                .filter(|&at| words.get(at + 1).is_some_and(|next| next != "not"))?;
            words.insert(at + 1, "not".into());
        }
        5 => {
            let at = find(&["shall", "may"])?;
            words[at] = if words[at] == "shall" {
                "may".into()
            } else {
                "shall".into()
            };
        }
        6 => {
            let at = find(&["Party", "Parties", "State", "States"])?;
            words[at] = if words[at].starts_with("Part") {
                "Court".into()
            } else {
                "Party".into()
            };
        }
        _ => {
            let at = find(&["all", "any", "every", "each", "some", "both"])?;
            words[at] = if words[at] == "some" {
                "all".into()
            } else {
                "some".into()
            };
        }
    }
    Some(words.join(" "))
}

fn wrong_article(document: &Document, passage: &Passage, draw: &mut Draw) -> Option<Case> {
    let parts = &document.source.segments;
    let other = draw.of(parts);
    let holds = other.span.start <= passage.start && passage.end <= other.span.end;
    let inside = parts
        .iter()
        .any(|part| part.span.start <= passage.start && passage.end <= part.span.end);
    (!holds && inside).then(|| Case {
        quote: passage.span().to_owned(),
        articles: other.number.iter().cloned().collect(),
    })
}

/// Fewest words that differ between a quotation and any place of a document: a plain table, every cell.
fn distance(quote: &str, document: &Document) -> usize {
    let words = |text: &str| -> Vec<String> {
        chunks(text)
            .iter()
            .map(|&(start, end)| bare(&text[start..end]))
            .filter(|word| !word.is_empty())
            .collect()
    };
    let (quoted, source) = (words(quote), words(&document.source.text));
    let mut row = vec![0_usize; source.len() + 1];
    for (i, word) in quoted.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, other) in source.iter().enumerate() {
            let replaced = diagonal + usize::from(word != other);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j + 1] + 1).min(row[j] + 1);
        }
    }
    row.into_iter().min().unwrap_or(0)
}

/// Checks one changed span.
fn check(case: &Case, prepared: &Prepared) -> Checked {
    let story = format!("The text says \u{201C}{}\u{201D} in one place.", case.quote);
    let start = "The text says \u{201C}".len();
    let mut quotation = Quotation::new(vec![Span::new(start, start + case.quote.len())]);
    quotation.attribution = Attribution::Document;
    quotation.articles.clone_from(&case.articles);
    prepared.check(&story, Some("en"), &quotation)
}

fn said(checked: &Checked) -> &'static str {
    match (checked.verdict, checked.severity) {
        (Some(Verdict::WordChange), Some(Severity::Material)) => "word_change material",
        (Some(Verdict::WordChange), _) => "word_change minor",
        (Some(verdict), _) => verdict.name(),
        (None, _) => "no verdict",
    }
}

/// What must hold beside the class.
fn broken_rule(change: Change, checked: &Checked) -> Option<&'static str> {
    let has = |flag: Flag| checked.flags.contains(&flag);
    match change {
        Change::GapMaterial if !has(Flag::ElidedMaterial) => {
            Some("a material gap without its flag")
        }
        Change::Gap if has(Flag::ElidedMaterial) => {
            Some("a light gap with the flag of a material one")
        }
        Change::GapCross if !has(Flag::ElidedCross) => {
            Some("a gap across paragraphs without its flag")
        }
        Change::WordsMaterial if matches!(checked.verdict, Some(verdict) if verdict <= Verdict::Elided) => {
            Some("a material change called the document's words")
        }
        Change::Translated if checked.severity.is_none() => {
            Some("a changed rendering without its weight")
        }
        _ => None,
    }
}

struct Bench {
    table: BTreeMap<(&'static str, &'static str), usize>,
    broken: BTreeMap<&'static str, usize>,
    shown: usize,
}

impl Bench {
    fn count(&mut self, change: Change, case: &Case, checked: &Checked) {
        let said = said(checked);
        *self.table.entry((change.class(), said)).or_default() += 1;
        let broken = broken_rule(change, checked);
        if let Some(rule) = broken {
            *self.broken.entry(rule).or_default() += 1;
        }
        if (said != change.class() || broken.is_some()) && self.shown < 20 {
            self.shown += 1;
            println!(
                "{change:?} → {said} {:?} {:?} {broken:?}\n  {:?}",
                checked.flags, checked.edits, case.quote
            );
        }
    }

    fn f1(&self, class: &str) -> f64 {
        let sum = |wanted: &dyn Fn(&(&str, &str)) -> bool| -> usize {
            self.table
                .iter()
                .filter(|(key, _)| wanted(key))
                .map(|(_, count)| count)
                .sum()
        };
        let right = sum(&|key| key.0 == class && key.1 == class);
        let labelled = sum(&|key| key.0 == class);
        let answered = sum(&|key| key.1 == class);
        if labelled + answered == 0 {
            1.0
        } else {
            2.0 * right as f64 / (labelled + answered) as f64
        }
    }

    fn print(&self) {
        println!(
            "label \\ said        {}",
            CLASSES
                .map(|class| format!("{:>9.9}", short(class)))
                .join("")
        );
        for label in CLASSES {
            let cell = |said: &&str| {
                format!(
                    "{:>9}",
                    self.table.get(&(label, *said)).copied().unwrap_or(0)
                )
            };
            let cells: String = CLASSES.iter().map(cell).collect();
            println!("{label:<20}{cells}   F1 {:.4}", self.f1(label));
        }
    }
}

fn short(class: &str) -> String {
    class
        .replace("word_change ", "change_")
        .chars()
        .take(8)
        .collect()
}

#[test]
fn five_thousand_changed_spans_get_the_verdict_of_their_change() {
    let mut sources = vec![treaties::ours()];
    sources.extend(treaties::public());
    let variant = |source: &SourceText, edit: &dyn Fn(&mut SourceText)| {
        let mut source = source.clone();
        edit(&mut source);
        source
    };
    let translated: Vec<SourceText> = sources
        .iter()
        .map(|s| variant(s, &|s| s.facts.translation = Translation::Translation))
        .collect();
    let small = |source: &&SourceText| source.text.len() < 26_000;
    let hosts: Vec<SourceText> = sources.iter().filter(small).take(8).cloned().collect();
    let excerpts: Vec<SourceText> = hosts
        .iter()
        .map(|s| variant(s, &|s| s.facts.completeness = Completeness::Excerpt))
        .collect();
    let foreign = SourceText::new(
        "statute",
        include_str!("data/statute.txt").trim_end(),
        treaties::official(),
    );

    let documents: Vec<Document> = sources.iter().map(Document::new).collect();
    let prepared: Vec<Prepared> = sources.iter().map(Prepared::new).collect();
    let prepared_translated: Vec<Prepared> = translated.iter().map(Prepared::new).collect();
    let host_documents: Vec<Document> = hosts.iter().map(Document::new).collect();
    let prepared_hosts: Vec<Prepared> = hosts.iter().map(Prepared::new).collect();
    let prepared_excerpts: Vec<Prepared> = excerpts.iter().map(Prepared::new).collect();
    let foreign = Document::new(&foreign);

    let mut draw = Draw(SEED);
    let mut bench = Bench {
        table: BTreeMap::new(),
        broken: BTreeMap::new(),
        shown: 0,
    };
    let mut done = 0;
    while done < CASES {
        let kind = Change::ALL[done % Change::ALL.len()];
        let absent = matches!(kind, Change::Absent | Change::AbsentExcerpt);
        let at = draw.below(documents.len());
        let document = if absent && draw.below(2) == 0 {
            &foreign
        } else {
            &documents[at]
        };
        let Some(passage) = document.draw(&mut draw) else {
            continue;
        };
        let Some(case) = change(kind, document, &passage, &mut draw) else {
            continue;
        };
        let checked = if absent {
            let host = draw.below(hosts.len());
            let same = host_documents[host].source.id == document.source.id;
            let words = chunks(&case.quote).len();
            if same || distance(&case.quote, &host_documents[host]) <= (words / 10).max(2) + 1 {
                continue;
            }
            let texts = if kind == Change::Absent {
                &prepared_hosts
            } else {
                &prepared_excerpts
            };
            check(&case, &texts[host])
        } else if kind == Change::Translated {
            check(&case, &prepared_translated[at])
        } else {
            check(&case, &prepared[at])
        };
        bench.count(kind, &case, &checked);
        done += 1;
    }
    println!("{done} changed spans of {} documents", documents.len());
    bench.print();
    println!("rules broken: {:?}", bench.broken);
    assert_eq!(done, 5_000);
    let of_class = |label: &str| -> usize {
        let cells = bench.table.iter().filter(|(key, _)| key.0 == label);
        cells.map(|(_, count)| count).sum()
    };
    for class in CLASSES {
        assert!(of_class(class) >= 300, "{class}: too few to tell");
        assert!(
            bench.f1(class) >= 0.98,
            "{class}: F1 {:.4}",
            bench.f1(class)
        );
    }
    assert!(bench.broken.is_empty(), "{:?}", bench.broken);
}
