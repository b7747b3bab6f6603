//! Lines to openings: what looks like the heading of an article, a chapter or an annex; references rejected; the chain
//! of numbers chosen; odd headings taken in where the chain needs exactly their number. Rules are of the form of
//! headings; no title and no treaty is known here.

use copydesk_text::Span;

use super::chain::{Rung, Strength, heaviest};
use super::contents;
use super::line::{Line, after_marks, ends_inside, ends_sentence, is_capitals, lines};
use super::marker::{Division, Word, word_of};
use super::{Heading, Opening, SegmentKind};
use crate::number::{chinese, chinese_insert, roman};
use crate::{Finding, Number};

/// Longest line that may be the heading of a chapter or annex.
const CHAPTER_BYTES_MAX: usize = 160;
/// Longest stretch of capitals before an article that is the heading of a chapter, in lines.
const CAPITAL_LINES_MAX: usize = 4;
/// Fewest bare numerals in a row that are the articles of a text without any other.
const BARE_MIN: usize = 3;

/// A line that may be a heading.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate {
    /// Its index among the lines.
    pub at: usize,
    pub division: Division,
    pub number: Option<Number>,
    /// The words up to the number.
    pub label: Span,
    pub strength: Strength,
    /// Whether the word is not quite one of those known.
    pub odd: bool,
}

/// All candidates of a text, by kind.
#[derive(Default)]
pub(crate) struct Candidates {
    pub articles: Vec<Candidate>,
    pub chapters: Vec<Candidate>,
    /// "Article" alone.
    bare_words: Vec<Candidate>,
    /// "IV" alone.
    bare_numerals: Vec<Candidate>,
    conclusions: Vec<usize>,
}

/// What a text's segments begin with, in order.
pub(crate) fn openings(text: &str, findings: &mut Vec<Finding>) -> Vec<Opening> {
    let lines: Vec<Line> = lines(text, Span::new(0, text.len())).collect();
    let mut found = gather(text, &lines);
    let list = contents::cut(text, &lines, &mut found);
    let articles = choose(text, &lines, &found, findings);
    let mut openings = chapters(text, &lines, &found, &articles);
    openings.extend(articles.iter().map(|article| Opening {
        start: lines[article.at].start,
        rank: Division::Article.rank(),
        kind: SegmentKind::Article,
        prefix: "art",
        number: article.number,
        label: Some(article.label),
        heading: Heading::Sought,
        own_id: None,
    }));
    if let Some(last) = articles.last()
        && let Some(&at) = found.conclusions.iter().find(|&&at| at > last.at)
    {
        let start = lines[at].start;
        if !openings
            .iter()
            .any(|opening| opening.rank == 0 && opening.start < start)
        {
            openings.push(plain(SegmentKind::Conclusions, "conclusions", start));
        }
    }
    if let Some(list) = list {
        // Lines of capitals that reach into the list are its own, not the heading of a chapter.
        openings.retain(|opening| {
            let end = match opening.heading {
                Heading::Given(Some(heading)) => heading.end.max(opening.start + 1),
                _ => opening.start + 1,
            };
            end <= list.start || opening.start >= list.end
        });
        openings.push(plain(SegmentKind::Contents, "contents", list.start));
        let next = openings.iter().any(|opening| opening.start == list.end);
        if !next && !text[list.end..].trim().is_empty() {
            openings.push(plain(SegmentKind::Preamble, "preamble", list.end));
        }
    }
    openings.sort_by_key(|opening| (opening.start, opening.rank));
    openings.dedup_by_key(|opening| opening.start);
    openings
}

pub(crate) fn plain(kind: SegmentKind, prefix: &'static str, start: usize) -> Opening {
    Opening {
        start,
        rank: 0,
        kind,
        prefix,
        number: None,
        label: None,
        heading: Heading::Sought,
        own_id: None,
    }
}

fn gather(text: &str, lines: &[Line]) -> Candidates {
    let mut found = Candidates::default();
    let mut before: Option<usize> = None;
    for (at, &line) in lines.iter().enumerate() {
        if line.is_blank() {
            continue;
        }
        look(text, lines, at, before, &mut found);
        before = Some(at);
    }
    found
}

/// One line and what stands before it.
struct Look<'a> {
    text: &'a str,
    lines: &'a [Line],
    at: usize,
    /// Whether the line before ends inside a sentence and nothing stands between.
    wrapped: bool,
}

fn look(text: &str, lines: &[Line], at: usize, before: Option<usize>, found: &mut Candidates) {
    let line = lines[at];
    let first = text.as_bytes()[line.from];
    if !super::marker::may_begin(first) {
        return;
    }
    let words = line.text(text);
    if let Some(numeral) = bare_numeral(words) {
        let label = line.span();
        found.bare_numerals.push(Candidate {
            at,
            division: Division::Article,
            number: Some(numeral),
            label,
            strength: Strength::Strong,
            odd: true,
        });
        return;
    }
    if super::marker::is_conclusion(words) {
        found.conclusions.push(at);
        return;
    }
    let Some(word) = word_of(words) else {
        return;
    };
    let wrapped = before.is_some_and(|before| {
        before + 1 == at
            && ends_inside(lines[before].text(text))
            && found
                .chapters
                .last()
                .is_none_or(|chapter| chapter.at + 1 < before)
    });
    let look = Look {
        text,
        lines,
        at,
        wrapped,
    };
    match word.division {
        Division::Article => look.article(word, found),
        _ => look.chapter(word, found),
    }
}

/// "IV", "IV." and nothing else.
fn bare_numeral(line: &str) -> Option<Number> {
    let numeral = line.strip_suffix('.').unwrap_or(line);
    if numeral.len() > 8 || !numeral.starts_with(['I', 'V', 'X', 'L']) {
        return None;
    }
    roman(numeral.as_bytes()).map(Number::of)
}

impl Look<'_> {
    fn article(&self, word: Word, found: &mut Candidates) {
        let line = self.lines[self.at];
        let words = line.text(self.text);
        let candidate = |number, label_len: usize, strength, odd| Candidate {
            at: self.at,
            division: Division::Article,
            number,
            label: Span::new(line.from, line.from + label_len),
            strength,
            odd,
        };
        if let Some((number, len)) = word.number {
            if let Some(strength) = chinese_strength(&words[len..], self.wrapped) {
                found
                    .articles
                    .push(candidate(Some(number), len, strength, false));
            }
            return;
        }
        let after = words[word.len..].trim_start_matches([' ', '\t', '\u{a0}', '-', '–', '.']);
        let at = words.len() - after.len();
        if after.is_empty() {
            if !word.lower {
                found
                    .bare_words
                    .push(candidate(None, word.len, Strength::Weak, true));
            }
            return;
        }
        let Some((number, len)) = Number::read(after) else {
            return;
        };
        if at == word.len {
            return;
        }
        let end = at + len;
        let Some(mut strength) = self.strength(&words[end..]) else {
            return;
        };
        let odd = word.odd || word.plural;
        if odd || word.lower {
            strength = Strength::Weak;
        }
        found
            .articles
            .push(candidate(Some(number), end, strength, odd));
    }

    /// How much a line with this rest after the number looks like a heading; `None`: it is a reference.
    fn strength(&self, rest: &str) -> Option<Strength> {
        let usual = if self.wrapped {
            Strength::Suspect
        } else {
            Strength::Strong
        };
        let trimmed = rest.trim_start_matches([' ', '\t', '\u{a0}']);
        let Some(first) = trimmed.chars().next() else {
            return self.number_alone(usual);
        };
        match first {
            ',' | ';' | ')' | ']' | '/' | '&' | '\'' | '’' | '?' | '!' => None,
            '(' => bracketed(trimmed, usual),
            '.' => {
                let after = after_marks(trimmed);
                let wrapped = usual == Strength::Suspect;
                match after.chars().next() {
                    None => (!wrapped).then_some(Strength::Strong),
                    Some(next) if next.is_lowercase() => (!wrapped).then_some(Strength::Suspect),
                    Some(_) => Some(usual),
                }
            }
            ':' | '-' | '–' | '—' | '―' | '"' | '“' | '«' | '*' | '_' | '[' => Some(usual),
            _ if trimmed.len() == rest.len() => None,
            first if first.is_ascii_digit() => Some(numbered(trimmed, usual)),
            first if first.is_lowercase() => None,
            _ => Some(usual),
        }
    }

    fn number_alone(&self, usual: Strength) -> Option<Strength> {
        if usual == Strength::Strong {
            return Some(usual);
        }
        let next = self.lines.get(self.at + 1);
        let goes_on = next.is_some_and(|line| {
            let first = line.text(self.text).chars().next();
            first.is_some_and(|first| first.is_lowercase() || matches!(first, ',' | ';' | '.'))
        });
        (!goes_on).then_some(usual)
    }

    fn chapter(&self, word: Word, found: &mut Candidates) {
        let line = self.lines[self.at];
        let words = line.text(self.text);
        if words.len() > CHAPTER_BYTES_MAX || word.lower {
            return;
        }
        let candidate = |number, label_len: usize| Candidate {
            at: self.at,
            division: word.division,
            number,
            label: Span::new(line.from, line.from + label_len),
            strength: Strength::Strong,
            odd: false,
        };
        if let Some((number, len)) = word.number {
            if chinese_strength(&words[len..], self.wrapped) == Some(Strength::Strong) {
                found.chapters.push(candidate(Some(number), len));
            }
            return;
        }
        let after = words[word.len..].trim_start_matches([' ', '\t', '\u{a0}', '-', '–']);
        let at = words.len() - after.len();
        let read = number_or_letter(after).filter(|_| at > word.len);
        let len = read.map_or(word.len, |(_, len)| at + len);
        let rest = &words[len..];
        let capitals = is_capitals(words);
        let fits = match rest.trim_start().chars().next() {
            None => read.is_some() || capitals || word.division == Division::Annex,
            Some(':' | '.' | '-' | '–' | '—') => read.is_some() || capitals,
            Some(next) => capitals || (read.is_some() && next.is_uppercase()),
        };
        let sentence = words.ends_with([',', ';', '.']) && !(read.is_some() && rest == ".");
        if fits && !sentence && (!self.wrapped || capitals) {
            found.chapters.push(candidate(read.map(|read| read.0), len));
        }
    }
}

/// A number, or one capital: "Section A".
fn number_or_letter(text: &str) -> Option<(Number, usize)> {
    Number::read(text).or_else(|| {
        let mut bytes = text.bytes();
        let letter = bytes.next().filter(u8::is_ascii_uppercase)?;
        let alone = bytes
            .next()
            .is_none_or(|next| !next.is_ascii_alphanumeric());
        alone.then(|| (Number::of(u32::from(letter - b'A') + 1), 1))
    })
}

/// "(Definitions)" and "(a) The Parties" are headings; "(5)", "(a) of" and "(Market Access) and" are references.
fn bracketed(rest: &str, usual: Strength) -> Option<Strength> {
    let close = rest.find(')')?;
    let inner = rest[1..close].trim();
    let after = rest[close + 1..].trim_start();
    let opens_body = after.starts_with(char::is_uppercase);
    if matches!(inner, "a" | "A" | "i" | "1") && opens_body {
        return Some(usual);
    }
    let named = inner.len() > 3 && inner.starts_with(char::is_uppercase);
    let ends = match after.chars().next() {
        None => true,
        Some(next) => !next.is_lowercase() && !matches!(next, ',' | ';' | '.' | ')'),
    };
    (named && ends).then_some(if after.is_empty() {
        usual
    } else {
        Strength::Suspect
    })
}

/// "1. The Parties": the first paragraph follows in the line.
fn numbered(rest: &str, usual: Strength) -> Strength {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    match rest.as_bytes().get(digits) {
        Some(b'.' | b')') => usual,
        _ => Strength::Suspect,
    }
}

/// Words that go on with a reference after 第…条.
const CHINESE_GOES_ON: [char; 18] = [
    '第', '所', '之', '至', '及', '和', '与', '與', '或', '、', '，', '的', '规', '規', '中', '内',
    '內', '；',
];

fn chinese_strength(rest: &str, wrapped: bool) -> Option<Strength> {
    let usual = if wrapped {
        Strength::Suspect
    } else {
        Strength::Strong
    };
    match rest.chars().next() {
        None | Some(' ' | '\t' | '\u{3000}' | '：' | ':' | '【' | '（' | '(' | '[') => {
            Some(usual)
        }
        Some(next) if CHINESE_GOES_ON.contains(&next) => None,
        Some(_) => Some(Strength::Suspect),
    }
}

/// 第…条, 第…章: the division and where the label ends.
pub(crate) fn chinese_label(line: &str) -> Option<(char, Number, usize)> {
    let rest = line.strip_prefix('第')?;
    let rest_at = '第'.len_utf8();
    let blank = rest.len() - rest.trim_start().len();
    let rest = &rest[blank..];
    let (number, len) = match chinese(rest) {
        Some(_) => Number::read(rest)?,
        None => {
            Number::read(rest).filter(|_| rest.starts_with(|first: char| first.is_ascii_digit()))?
        }
    };
    let after = rest[len..].trim_start();
    let sign = after.chars().next()?;
    let end = rest_at + blank + (rest.len() - after.len()) + sign.len_utf8();
    let (insert, end) = chinese_insert(line, end);
    Some((sign, number.with_insert(insert), end))
}

/// The articles: the heaviest chain, bare numerals where there is no other, bare words where one number is missing.
fn choose(
    text: &str,
    lines: &[Line],
    found: &Candidates,
    findings: &mut Vec<Finding>,
) -> Vec<Candidate> {
    let mut chosen = chain(text, lines, &found.articles, &found.chapters);
    if chosen.len() < 2 && found.bare_numerals.len() >= BARE_MIN {
        let bare = chain(text, lines, &found.bare_numerals, &found.chapters);
        if bare.len() >= BARE_MIN && bare[0].number.is_some_and(Number::is_first) {
            chosen = bare;
        }
    }
    fill(&found.bare_words, &mut chosen);
    for article in chosen.iter().filter(|article| article.odd) {
        let what = "an odd heading was taken for that of an article, because its number was the one missing";
        findings.push(Finding::new(
            "documents.odd_heading",
            what,
            Some(article.label),
        ));
    }
    chosen
}

fn chain(
    text: &str,
    lines: &[Line],
    articles: &[Candidate],
    chapters: &[Candidate],
) -> Vec<Candidate> {
    let mut rungs = Vec::with_capacity(articles.len());
    let mut next_chapter = 0;
    for article in articles {
        let mut after_break = capitals_before(text, lines, article.at).is_some();
        while chapters
            .get(next_chapter)
            .is_some_and(|chapter| chapter.at < article.at)
        {
            after_break = true;
            next_chapter += 1;
        }
        let Some(number) = article.number else {
            continue;
        };
        rungs.push(Rung {
            number,
            strength: article.strength,
            after_break,
        });
    }
    heaviest(&rungs)
        .into_iter()
        .map(|index| articles[index])
        .collect()
}

/// "Article" without a number, where exactly one number is missing.
fn fill(bare: &[Candidate], chosen: &mut Vec<Candidate>) {
    let mut filled = Vec::new();
    let mut before: Option<&Candidate> = None;
    for article in chosen.iter() {
        let missing = missing_between(before.and_then(|before| before.number), article.number);
        if let Some(number) = missing {
            let from = before.map_or(0, |before| before.at + 1);
            let first = bare.partition_point(|word| word.at < from);
            let mut between = bare[first..].iter().take_while(|word| word.at < article.at);
            if let (Some(word), None) = (between.next(), between.next()) {
                filled.push(Candidate {
                    number: Some(number),
                    ..*word
                });
            }
        }
        before = Some(article);
    }
    chosen.extend(filled);
    chosen.sort_by_key(|article| article.at);
}

fn missing_between(before: Option<Number>, next: Option<Number>) -> Option<Number> {
    let next = next?;
    let missing = next.previous()?;
    let fits = match before {
        None => missing.is_first(),
        Some(before) => {
            before < missing && before.distance(missing) == 1 && before.distance(next) > 1
        }
    };
    fits.then_some(missing)
}

/// Whether one of these candidates, in order, stands on one of these lines.
fn any_in(candidates: &[Candidate], lines: std::ops::Range<usize>) -> bool {
    let first = candidates.partition_point(|candidate| candidate.at < lines.start);
    candidates
        .get(first)
        .is_some_and(|candidate| candidate.at < lines.end)
}

/// The first of the lines of capitals that stand right before a line, if they may be the heading of a chapter.
fn capitals_before(text: &str, lines: &[Line], at: usize) -> Option<usize> {
    let mut first = None;
    let mut seen = 0;
    for index in (0..at).rev() {
        let line = lines[index];
        if line.is_blank() {
            continue;
        }
        let words = line.text(text);
        let fits = words.len() <= CHAPTER_BYTES_MAX && is_capitals(words) && !ends_sentence(words);
        if !fits || seen == CAPITAL_LINES_MAX {
            break;
        }
        first = Some(index);
        seen += 1;
    }
    first
}

/// Chapters, sections and annexes, with those that are only a line of capitals before an article.
fn chapters(
    text: &str,
    lines: &[Line],
    found: &Candidates,
    articles: &[Candidate],
) -> Vec<Opening> {
    let is_article = |at: usize| {
        articles
            .binary_search_by_key(&at, |article| article.at)
            .is_ok()
    };
    let mut kept: Vec<Candidate> = Vec::new();
    for division in Division::HOLDING {
        let own: Vec<&Candidate> = found
            .chapters
            .iter()
            .filter(|chapter| chapter.division == division && !is_article(chapter.at))
            .collect();
        let (numbered, plain): (Vec<&Candidate>, Vec<&Candidate>) = own
            .into_iter()
            .partition(|chapter| chapter.number.is_some());
        let rungs: Vec<Rung> = numbered
            .iter()
            .enumerate()
            .filter_map(|(index, chapter)| {
                let since = if index == 0 {
                    0
                } else {
                    numbered[index - 1].at
                };
                let higher = any_in(&kept, since..chapter.at);
                Some(Rung {
                    number: chapter.number?,
                    strength: Strength::Strong,
                    after_break: higher,
                })
            })
            .collect();
        kept.extend(heaviest(&rungs).into_iter().map(|index| *numbered[index]));
        if division == Division::Annex {
            kept.extend(plain.into_iter().copied());
        }
        kept.sort_by_key(|chapter| chapter.at);
    }
    let mut openings: Vec<Opening> = kept
        .iter()
        .map(|chapter| chapter_opening(lines, chapter))
        .collect();
    openings.extend(capital_chapters(text, lines, &kept, articles));
    openings
}

fn chapter_opening(lines: &[Line], chapter: &Candidate) -> Opening {
    Opening {
        start: lines[chapter.at].start,
        rank: chapter.division.rank(),
        kind: chapter.division.kind(),
        prefix: chapter.division.prefix(),
        number: chapter.number,
        label: Some(chapter.label),
        heading: Heading::Sought,
        own_id: None,
    }
}

fn capital_chapters(
    text: &str,
    lines: &[Line],
    kept: &[Candidate],
    articles: &[Candidate],
) -> Vec<Opening> {
    let mut found: Vec<(usize, Span)> = Vec::new();
    for article in articles {
        let Some(first) = capitals_before(text, lines, article.at) else {
            continue;
        };
        let taken = any_in(kept, first.saturating_sub(1)..article.at);
        let after_article = any_in(articles, first.saturating_sub(1)..article.at);
        if taken || after_article {
            continue;
        }
        let last = (first..article.at)
            .rev()
            .find(|&at| !lines[at].is_blank())
            .unwrap_or(first);
        found.push((first, Span::new(lines[first].from, lines[last].end)));
    }
    let mut headings: Vec<&str> = found
        .iter()
        .map(|(_, own)| &text[own.start..own.end])
        .collect();
    headings.sort_unstable();
    let repeated = |heading: Span| {
        let words = &text[heading.start..heading.end];
        let at = headings.partition_point(|other| *other < words);
        headings.get(at + 1) == Some(&words)
    };
    let opening = |&(first, heading): &(usize, Span)| Opening {
        start: lines[first].start,
        rank: Division::Chapter.rank(),
        kind: SegmentKind::Chapter,
        prefix: "chp",
        number: None,
        label: None,
        heading: Heading::Given(Some(heading)),
        own_id: None,
    };
    found
        .iter()
        .filter(|(_, heading)| !repeated(*heading))
        .map(opening)
        .collect()
}
