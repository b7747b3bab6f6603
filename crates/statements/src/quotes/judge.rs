//! The deciding order (`statements.md` 14): usable text, place, wording, translation. No verdict is stronger than its
//! evidence; a rendering of a translation is never called false.

use std::borrow::Cow;
use std::collections::BTreeSet;

use copydesk_text::Span;

use super::assess::{Assessed, assess};
use super::find::{Attribution, Quotation};
use super::index::{Prepared, PreparedText, is_latin};
use super::lists::{is_content, restriction};
use super::locate::{is_too_long, locate};
use super::source::{Completeness, DocumentFacts, Standing, Translation, Voice};
use super::verdict::{Basis, Checked, Flag, Occurrence, Passage, Reason, Verdict};
use super::vocabulary::UNKNOWN;
use super::wording::{Reading, Wording};
use super::words::lower;
use super::work::Work;

/// Fewest content words of a quotation that gets a verdict.
const CONTENT_WORDS_MIN: usize = 3;
/// Occurrences listed at most.
const OCCURRENCES_MAX: usize = 16;
/// Bytes on each side of a quotation in which the restriction it leaves out may be told.
const NEAR_BYTES_MAX: usize = 16_384;
/// Words of a sentence looked at for a restriction, before and after the quoted words.
const SENTENCE_WORDS_MAX: usize = 200;
/// Most words of a restriction that is shown.
const RESTRICTION_WORDS_MAX: usize = 40;

impl Prepared<'_> {
    /// Checks one quotation of a story whose language is `language` (BCP 47), if that is known.
    ///
    /// # Properties
    /// The same story, quotation and texts give the same answer. A further official text never worsens an `exact`.
    #[must_use]
    pub fn check(&self, story: &str, language: Option<&str>, quotation: &Quotation) -> Checked {
        let judge = Judge {
            prepared: self,
            story,
            language,
            quotation,
            work: Work::default(),
        };
        let mut checked = judge.decide();
        checked.work = judge.work.total();
        checked
    }

    /// Checks every quotation in order.
    #[must_use]
    pub fn check_all(
        &self,
        story: &str,
        language: Option<&str>,
        quotations: &[Quotation],
    ) -> Vec<Checked> {
        quotations
            .iter()
            .map(|quotation| self.check(story, language, quotation))
            .collect()
    }
}

/// A place: whether it is the one cited, the restriction that follows it, how the words compare.
type Candidate = (bool, Option<(usize, usize)>, Assessed);

struct Judge<'a> {
    prepared: &'a Prepared<'a>,
    story: &'a str,
    language: Option<&'a str>,
    quotation: &'a Quotation,
    work: Work,
}

/// The best place in one text, and the others as good.
struct Found {
    text: usize,
    best: Assessed,
    in_place: bool,
    restriction: Option<(usize, usize)>,
    others: Vec<Vec<Span>>,
    count: usize,
}

impl Judge<'_> {
    fn decide(&self) -> Checked {
        let mut checked = self.blank();
        let (usable, reasons) = self.usable();
        if usable.is_empty() {
            checked.verdict = Some(Verdict::Uncheckable);
            checked.reasons = reasons.into_iter().collect();
            return checked;
        }
        let editorial = Wording::read(self.story, &self.quotation.pieces, Reading::Editorial);
        if is_too_long(&editorial) {
            checked.verdict = Some(Verdict::Uncheckable);
            checked.reasons = vec![Reason::TooLong];
            return checked;
        }
        if content_words(&editorial) < CONTENT_WORDS_MIN {
            self.count(&editorial, &usable, &mut checked);
            return checked;
        }
        let best = usable
            .iter()
            .filter_map(|&text| self.find(&editorial, text));
        let best = best.min_by_key(|found| self.rank(found));
        match best {
            Some(found) => self.found(found, &mut checked),
            None => self.not_found(&editorial, &usable, &mut checked),
        }
        checked
    }

    fn blank(&self) -> Checked {
        let mut looked_at: Vec<String> = self
            .prepared
            .texts
            .iter()
            .map(|text| text.sha256.clone())
            .collect();
        looked_at.sort();
        Checked {
            quotation: self.quotation.clone(),
            verdict: None,
            wording: None,
            severity: None,
            flags: Vec::new(),
            reasons: Vec::new(),
            occurrences: Vec::new(),
            occurs: 0,
            edits: Vec::new(),
            normalisations: Vec::new(),
            words_omitted: 0,
            restriction: None,
            closest: None,
            basis: None,
            looked_at,
            work: 0,
        }
    }

    fn text(&self, index: usize) -> &PreparedText<'_> {
        &self.prepared.texts[index]
    }

    fn facts(&self, index: usize) -> &DocumentFacts {
        &self.text(index).source.facts
    }

    /// Texts that can be compared, and why the others cannot.
    fn usable(&self) -> (Vec<usize>, BTreeSet<Reason>) {
        let mut reasons = BTreeSet::new();
        let mut usable = Vec::new();
        for index in 0..self.prepared.texts.len() {
            match self.unusable(index) {
                Some(reason) => {
                    reasons.insert(reason);
                }
                None => usable.push(index),
            }
        }
        (usable, reasons)
    }

    fn unusable(&self, index: usize) -> Option<Reason> {
        let text = self.text(index);
        if text.len() == 0 {
            return Some(Reason::SourceMissing);
        }
        if self.facts(index).completeness == Completeness::Paraphrase {
            return Some(Reason::Paraphrase);
        }
        (!self.is_in_language(index)).then_some(Reason::Language)
    }

    /// Whether a text is in the quotation's language, as far as both are known; and in its script.
    fn is_in_language(&self, index: usize) -> bool {
        let primary = |tag: &str| tag.split('-').next().unwrap_or("").to_ascii_lowercase();
        let stated = match (self.language, self.facts(index).language.as_deref()) {
            (Some(story), Some(source)) => primary(story) == primary(source),
            _ => true,
        };
        let quoted = self.quotation.words(self.story);
        let scripts = (is_latin(&quoted), self.text(index).latin);
        stated && (matches!(scripts, (None, _) | (_, None)) || scripts.0 == scripts.1)
    }

    /// Of a quotation too short for a verdict only how often it occurs is said.
    fn count(&self, wording: &Wording, usable: &[usize], checked: &mut Checked) {
        for &index in usable {
            let text = self.text(index);
            let [segment] = wording.segments.as_slice() else {
                continue;
            };
            let ids = segment.ids(text);
            let Some(&first) = ids.first() else { continue };
            let starts = text.places(first).iter().map(|&place| place as usize);
            for start in starts.filter(|&start| !ids.contains(&UNKNOWN) && text.stands(start, &ids))
            {
                checked.occurs += 1;
                if checked.occurrences.len() < OCCURRENCES_MAX {
                    let span = text.span(&(start..start + ids.len()));
                    checked.occurrences.push(self.occurrence(index, vec![span]));
                }
            }
        }
    }

    fn occurrence(&self, text: usize, spans: Vec<Span>) -> Occurrence {
        let first = spans.first().copied().unwrap_or_default();
        let segment = self
            .text(text)
            .source
            .segment_at(first)
            .map(|part| part.id.clone());
        Occurrence {
            text,
            segment,
            spans,
        }
    }

    /// The best place in one text. Brackets and ellipses may stand in the document itself: that is tried first.
    fn find(&self, editorial: &Wording, index: usize) -> Option<Found> {
        if editorial.has_editorial && self.text(index).has_editorial {
            let literal = Wording::read(self.story, &self.quotation.pieces, Reading::Literal);
            let found = self.find_as(&literal, index);
            if found
                .as_ref()
                .is_some_and(|found| found.best.class <= Verdict::Case)
            {
                return found;
            }
        }
        self.find_as(editorial, index)
    }

    fn find_as(&self, wording: &Wording, index: usize) -> Option<Found> {
        let text = self.text(index);
        let layouts = locate(wording, text, &self.work);
        let count = layouts
            .iter()
            .filter(|layout| layout.cost() == layouts[0].cost())
            .count();
        let least = layouts.first()?.cost();
        let mut places: Vec<Candidate> = layouts
            .iter()
            .filter(|layout| layout.cost() <= least + 1)
            .map(|layout| {
                let assessed = assess(self.story, wording, text, layout, &self.work);
                (
                    self.is_in_place(index, &assessed),
                    self.restriction(text, &assessed),
                    assessed,
                )
            })
            .collect();
        places.sort_by_key(|(in_place, restriction, assessed)| {
            let has = |flag: Flag| assessed.flags.contains(&flag);
            let gaps = (
                has(Flag::Reordered),
                has(Flag::ElidedCross),
                assessed.words_omitted,
            );
            let words = (assessed.class, assessed.cost, !in_place);
            (
                words,
                gaps,
                assessed.severity,
                restriction.is_some(),
                assessed.range.start,
            )
        });
        let class = places.first()?.2.class;
        let others = places
            .iter()
            .skip(1)
            .filter(|place| place.2.class == class && place.2.cost == least);
        let others: Vec<Vec<Span>> = others.map(|place| place.2.spans.clone()).collect();
        let (in_place, restriction, best) = places.into_iter().next()?;
        Some(Found {
            text: index,
            best,
            in_place,
            restriction,
            others,
            count,
        })
    }

    /// Better first: the wording, then the place, then the standing of the text.
    fn rank(&self, found: &Found) -> (Verdict, bool, usize, bool, bool, usize) {
        let facts = self.facts(found.text);
        let official = facts.standing == Standing::Official;
        let translated = facts.translation == Translation::Translation;
        (
            found.best.class,
            !found.in_place,
            found.best.cost,
            !official,
            translated,
            found.text,
        )
    }

    /// Whether the words stand where they are said to: in the cited article, in the speaker's mouth.
    fn is_in_place(&self, index: usize, assessed: &Assessed) -> bool {
        let source = self.text(index).source;
        let has_articles = self
            .quotation
            .articles
            .iter()
            .any(|number| source.has_article(number));
        let articled = source
            .segments
            .iter()
            .any(|part| part.kind == super::SegmentKind::Article);
        let cited = |span: &Span| {
            let parts = source
                .segments
                .iter()
                .filter(|part| part.span.start <= span.start && span.end <= part.span.end);
            let mut parts = parts.filter(|part| {
                self.quotation
                    .articles
                    .iter()
                    .any(|number| part.is_article(number))
            });
            parts.next().is_some()
        };
        let in_article = self.quotation.articles.is_empty()
            || !articled
            || (has_articles && assessed.spans.first().is_some_and(cited));
        in_article
            && assessed
                .spans
                .iter()
                .all(|span| self.is_in_voice(index, span.start))
    }

    /// Whether the part is spoken by whom the quotation is attributed to.
    fn is_in_voice(&self, index: usize, at: usize) -> bool {
        match (
            &self.quotation.attribution,
            self.text(index).source.voice_at(at),
        ) {
            (_, None | Some(Voice::Document)) => true,
            (Attribution::Document, Some(Voice::Reporter)) => true,
            (_, Some(Voice::Reporter)) => false,
            (Attribution::Speaker(Some(name)), Some(Voice::Speaker(voice))) => {
                last_name(name) == last_name(voice)
            }
            _ => true,
        }
    }

    /// Words of the restriction that follows in the same sentence, from its first word.
    fn restriction(&self, text: &PreparedText, assessed: &Assessed) -> Option<(usize, usize)> {
        let from = assessed.range.end;
        let end = text.sentence_end(from, SENTENCE_WORDS_MAX);
        let first = from.saturating_sub(1);
        let lowers: Vec<Cow<str>> = (first..end).map(|s| text.lower(s)).collect();
        self.work.count(lowers.len());
        let restricts = |at: usize| {
            let before = at
                .checked_sub(1)
                .and_then(|before| lowers.get(before))
                .map(Cow::as_ref);
            restriction(|index| lowers.get(at + index).map(Cow::as_ref), before) > 0
        };
        // A list goes on after a semicolon: the next point is another clause, unless it restricts at once.
        let stop = (0..lowers.len())
            .find(|&at| lowers[at] == ";")
            .unwrap_or(lowers.len());
        let at = (from - first..lowers.len()).find(|&at| restricts(at))?;
        (at <= stop + 1).then_some((first + at, end))
    }

    fn found(&self, found: Found, checked: &mut Checked) {
        let text = self.text(found.text);
        let class = found.best.class;
        let mut flags = found.best.flags.clone();
        self.flag(&found, &mut flags);
        let translated = self.facts(found.text).translation == Translation::Translation;
        checked.wording = Some(class);
        checked.verdict = Some(match class {
            Verdict::WordChange if translated => Verdict::Translation,
            Verdict::WordChange => Verdict::WordChange,
            _ if !found.in_place => Verdict::Misplaced,
            _ if found.restriction.is_some() => Verdict::Truncated,
            _ => class,
        });
        if class == Verdict::WordChange && !found.in_place {
            flags.insert(Flag::OtherPlace);
        }
        if let Some((start, end)) = found.restriction {
            let shown = start..end.min(start + RESTRICTION_WORDS_MAX);
            let span = text.span(&shown);
            if self.is_reported(text, start..end) {
                flags.insert(Flag::ConditionReported);
            }
            checked.restriction = Some(self.passage(found.text, span));
        }
        if checked.verdict == Some(Verdict::Translation) {
            let spans = &found.best.spans;
            let whole = Span::new(
                spans.first().map_or(0, |span| span.start),
                spans.last().map_or(0, |span| span.end),
            );
            checked.closest = Some(self.passage(found.text, whole));
        }
        checked.severity = found.best.severity;
        checked.occurs = found.count;
        let spans = std::iter::once(found.best.spans.clone())
            .chain(found.others)
            .take(OCCURRENCES_MAX);
        checked.occurrences = spans
            .map(|spans| self.occurrence(found.text, spans))
            .collect();
        checked.edits = found.best.edits;
        checked.normalisations = found.best.normalisations.into_iter().collect();
        checked.words_omitted = found.best.words_omitted;
        checked.basis = Some(self.basis(found.text));
        checked.flags = flags.into_iter().collect();
    }

    fn flag(&self, found: &Found, flags: &mut BTreeSet<Flag>) {
        let facts = self.facts(found.text);
        if facts.completeness == Completeness::Excerpt {
            flags.insert(Flag::Excerpt);
        }
        if facts.standing == Standing::Unofficial {
            flags.insert(Flag::Unofficial);
        }
        if facts.translation == Translation::Translation {
            flags.insert(Flag::TranslatedText);
        }
        let articled = self
            .text(found.text)
            .source
            .segments
            .iter()
            .any(|part| part.kind == super::SegmentKind::Article);
        if !self.quotation.articles.is_empty() && !articled {
            flags.insert(Flag::PlaceUnchecked);
        }
        if self.has_condition_before(self.text(found.text), found.best.range.start) {
            flags.insert(Flag::ConditionBefore);
        }
    }

    fn has_condition_before(&self, text: &PreparedText, start: usize) -> bool {
        let from = text.sentence_start(start, SENTENCE_WORDS_MAX);
        let lowers: Vec<Cow<str>> = (from..start).map(|s| text.lower(s)).collect();
        self.work.count(lowers.len());
        (0..lowers.len()).any(|at| {
            let before = at.checked_sub(1).map(|before| lowers[before].as_ref());
            restriction(|index| lowers.get(at + index).map(Cow::as_ref), before) > 0
        })
    }

    /// Whether the story tells the restriction near the quotation: most of its content words stand there.
    fn is_reported(&self, text: &PreparedText, range: std::ops::Range<usize>) -> bool {
        let range = range.start..range.end.min(range.start + RESTRICTION_WORDS_MAX);
        let words = range.filter(|&s| is_content(&text.lower(s), text.kind(s)));
        let words: BTreeSet<Cow<str>> = words.map(|s| text.lower(s)).collect();
        let mut told: BTreeSet<&str> = BTreeSet::new();
        for part in self.paragraphs_near() {
            for token in copydesk_text::Tokens::read(part).iter() {
                let lower = lower(Cow::Borrowed(token.key));
                told.extend(words.get(lower.as_ref()).map(Cow::as_ref));
            }
        }
        !words.is_empty() && told.len() * 10 >= words.len() * 6
    }

    /// The quotation's paragraph without the quotation, and the next one.
    fn paragraphs_near(&self) -> Vec<&str> {
        let (Some(first), Some(last)) =
            (self.quotation.pieces.first(), self.quotation.pieces.last())
        else {
            return Vec::new();
        };
        let before = self.story.get(..first.start).unwrap_or("");
        let before =
            &before[before.ceil_char_boundary(before.len().saturating_sub(NEAR_BYTES_MAX))..];
        let start = before.rfind("\n\n").map_or(0, |at| at + 2);
        let after = self.story.get(last.end..).unwrap_or("");
        let after = &after[..after.floor_char_boundary(NEAR_BYTES_MAX.min(after.len()))];
        let end = after
            .match_indices("\n\n")
            .nth(1)
            .map_or(after.len(), |(at, _)| at);
        vec![&before[start..], &after[..end]]
    }

    fn passage(&self, text: usize, span: Span) -> Passage {
        Passage {
            text,
            span,
            words: self.text(text).slice(span).to_owned(),
        }
    }

    fn basis(&self, text: usize) -> Basis {
        let prepared = self.text(text);
        Basis {
            id: prepared.source.id.clone(),
            sha256: prepared.sha256.clone(),
            publisher: prepared.source.facts.publisher.clone(),
            language: prepared.source.facts.language.clone(),
        }
    }

    /// No place with these words: another rendering, not there, or nothing that could tell.
    fn not_found(&self, wording: &Wording, usable: &[usize], checked: &mut Checked) {
        let nearest = usable.iter().filter_map(|&index| {
            let (share, span) = similar(wording, self.text(index))?;
            Some((std::cmp::Reverse(share), index, span))
        });
        let nearest = nearest.min();
        if let Some((_, index, span)) = nearest {
            checked.closest = Some(self.passage(index, span));
            checked.basis = Some(self.basis(index));
        }
        let document_translated =
            self.facts(0).translation == Translation::Translation || !self.is_in_language(0);
        let translated = |index: usize| self.facts(index).translation == Translation::Translation;
        if let Some((_, index, _)) = nearest
            && (document_translated || translated(index))
        {
            checked.verdict = Some(Verdict::Translation);
            return;
        }
        if nearest.is_some() {
            checked.flags.push(Flag::SimilarPassage);
        }
        let judges = |&&index: &&usize| {
            let facts = self.facts(index);
            facts.completeness == Completeness::Full
                && facts.standing == Standing::Official
                && !translated(index)
        };
        if let Some(&index) = usable.iter().find(judges) {
            checked.verdict = Some(Verdict::NotFound);
            checked.basis = Some(self.basis(index));
            return;
        }
        checked.verdict = Some(Verdict::Uncheckable);
        checked.reasons = self.why_no_judge(usable);
    }

    fn why_no_judge(&self, usable: &[usize]) -> Vec<Reason> {
        let mut reasons = BTreeSet::new();
        for &index in usable {
            let facts = self.facts(index);
            if facts.completeness != Completeness::Full {
                reasons.insert(Reason::Partial);
            }
            if facts.standing != Standing::Official {
                reasons.insert(Reason::Unofficial);
            }
            if facts.translation == Translation::Translation {
                reasons.insert(Reason::TranslationOnly);
            }
        }
        reasons.into_iter().collect()
    }
}

fn content_words(wording: &Wording) -> usize {
    let words = wording
        .segments
        .iter()
        .flat_map(super::wording::Segment::words);
    words
        .filter(|word| is_content(&word.lower, word.kind))
        .count()
}

fn last_name(name: &str) -> String {
    name.split_whitespace()
        .next_back()
        .unwrap_or("")
        .to_lowercase()
}

/// The window of at most twice the quotation's length that holds most of its content words, if it holds 60 % of them:
/// how many, and its bytes.
fn similar(wording: &Wording, text: &PreparedText) -> Option<(usize, Span)> {
    let words = || {
        wording
            .segments
            .iter()
            .flat_map(super::wording::Segment::words)
    };
    let carry = words().filter(|word| is_content(&word.lower, word.kind));
    let numbers: Vec<u32> = carry.map(|word| text.vocabulary.id(&word.lower)).collect();
    let content = numbers.len();
    let mut known: Vec<u32> = numbers.into_iter().filter(|&id| id != UNKNOWN).collect();
    if content == 0 || known.len() * 10 < content * 6 {
        return None;
    }
    known.sort_unstable();
    let wanted: Vec<&[u32]> = known.chunk_by(|a, b| a == b).collect();
    let window = words().count() * 2;
    let mut places: Vec<(u32, usize)> = Vec::new();
    for (index, same) in wanted.iter().enumerate() {
        places.extend(text.places(same[0]).iter().map(|&place| (place, index)));
    }
    places.sort_unstable();
    let mut held = vec![0_usize; wanted.len()];
    let (mut start, mut share) = (0, 0);
    let mut best: Option<(usize, usize, usize)> = None;
    for &(place, index) in &places {
        held[index] += 1;
        share += usize::from(held[index] <= wanted[index].len());
        while (place - places[start].0) as usize >= window {
            let out = places[start].1;
            share -= usize::from(held[out] <= wanted[out].len());
            held[out] -= 1;
            start += 1;
        }
        if best.is_none_or(|(most, ..)| share > most) {
            best = Some((share, places[start].0 as usize, place as usize));
        }
    }
    let (share, first, last) = best?;
    (share * 10 >= content * 6).then(|| (share * 1_000 / content, text.span(&(first..last + 1))))
}
