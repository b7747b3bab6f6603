//! Says how a quotation's words compare with one place of a text: the class of its wording, each difference, what was
//! disregarded. Looks at nothing around that place.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use copydesk_text::{Span, TokenKind};
use unicode_normalization::UnicodeNormalization;

use super::align::{Placement, Step, is_same_but_hyphen};
use super::index::PreparedText;
use super::lists::{Touch, restriction, touches, weighs_in_gap};
use super::locate::Layout;
use super::verdict::{Edit, EditKind, Flag, Normalisation, Severity, Verdict};
use super::wording::{Element, Gap, QuotedWord, Segment, Wording};
use super::work::Work;

/// Words of a gap that are looked at; a longer one is material whatever it holds.
const GAP_WORDS_MAX: usize = 200;

/// How a quotation compares with one place.
#[derive(Clone, Debug)]
pub(crate) struct Assessed {
    pub class: Verdict,
    pub severity: Option<Severity>,
    pub edits: Vec<Edit>,
    pub normalisations: BTreeSet<Normalisation>,
    pub flags: BTreeSet<Flag>,
    pub words_omitted: usize,
    /// Bytes of the text, one span a segment.
    pub spans: Vec<Span>,
    /// Words of the text it covers.
    pub range: Range<usize>,
    /// Words that differ.
    pub cost: usize,
}

/// Compares.
pub(crate) fn assess(
    story: &str,
    wording: &Wording,
    text: &PreparedText,
    layout: &Layout,
    work: &Work,
) -> Assessed {
    let mut assessor = Assessor {
        story,
        text,
        edits: Vec::new(),
        normalisations: BTreeSet::new(),
        flags: BTreeSet::new(),
        words_omitted: 0,
        gaps: false,
    };
    let mut spans = Vec::new();
    let mut range = layout.range();
    let mut before: Option<(usize, Span)> = None;
    for (segment, placement) in wording.segments.iter().zip(&layout.placements) {
        work.count(placement.steps.len());
        if let Some((end, last)) = before {
            let looked_at = placement.start.saturating_sub(end);
            work.count(looked_at.min(GAP_WORDS_MAX));
            assessor.gap(segment, (end, last), placement);
        }
        let end = assessor.segment(segment, placement);
        range.end = range.end.max(end);
        spans.push(text.span(&(placement.start..end)));
        before = Some((end, segment.span()));
    }
    if !layout.in_order() {
        assessor.flags.insert(Flag::Reordered);
    }
    assessor.done(spans, range, layout.cost())
}

struct Assessor<'a> {
    story: &'a str,
    text: &'a PreparedText<'a>,
    edits: Vec<Edit>,
    normalisations: BTreeSet<Normalisation>,
    flags: BTreeSet<Flag>,
    words_omitted: usize,
    gaps: bool,
}

/// A run of steps that differ.
#[derive(Default)]
struct Run {
    quoted: Vec<usize>,
    source: Vec<usize>,
}

impl Assessor<'_> {
    /// One segment at its place; answers one past its last word of the text.
    fn segment(&mut self, segment: &Segment, placement: &Placement) -> usize {
        let end = self.final_mark(segment, placement.end);
        let whole = text_of(self.story, segment, end > placement.end);
        let there = self.text.slice(self.text.span(&(placement.start..end)));
        let plain = placement
            .steps
            .iter()
            .all(|step| matches!(step, Step::Same { .. }));
        if plain && is_same_nfc(whole, there) {
            return end;
        }
        let before = (self.edits.len(), self.normalisations.len());
        self.steps(segment, placement);
        if plain && before == (self.edits.len(), self.normalisations.len()) {
            self.unnamed(whole, there);
        }
        end
    }

    /// Takes a final comma or full stop along where the text has it too.
    fn final_mark(&mut self, segment: &Segment, end: usize) -> usize {
        let Some(mark) = &segment.final_mark else {
            return end;
        };
        if self.text.key(end) == mark.key {
            return end + 1;
        }
        self.normalisations.insert(Normalisation::FinalMark);
        end
    }

    fn steps(&mut self, segment: &Segment, placement: &Placement) {
        let mut run = Run::default();
        let mut last_same: Option<(usize, usize)> = None;
        let mut at = placement.start;
        let mut place = segment.span().start;
        for step in &placement.steps {
            match *step {
                Step::Same { q, s } => {
                    self.close(segment, &mut run, place, at);
                    self.same(segment, q, s);
                    if let Some((q_before, s_before)) = last_same
                        && (q_before + 1, s_before + 1) == (q, s)
                    {
                        self.space(segment, q, s);
                    }
                    last_same = Some((q, s));
                    (at, place) = (s + 1, element_span(&segment.elements[q]).end);
                }
                Step::Replace { q, s } => {
                    run.quoted.push(q);
                    run.source.push(s);
                }
                Step::Add { q } => run.quoted.push(q),
                Step::Drop { s } => run.source.push(s),
                Step::Bracket { q, s, words } => {
                    self.close(segment, &mut run, place, at);
                    self.bracket(&segment.elements[q], s..s + words);
                    (at, place) = (s + words, element_span(&segment.elements[q]).end);
                }
            }
        }
        self.close(segment, &mut run, place, at);
    }

    /// Bytes of word `s` of the text.
    fn place(&self, s: usize) -> Span {
        self.text.span(&(s..s + 1))
    }

    fn opens(&self, s: usize) -> bool {
        self.text.word(s).is_some_and(|word| word.opens)
    }

    /// The same word: how is it written?
    fn same(&mut self, segment: &Segment, q: usize, s: usize) {
        let Element::Word(quoted) = &segment.elements[q] else {
            return;
        };
        let key = self.text.key(s);
        if quoted.first_bracketed {
            self.normalisations.insert(Normalisation::FirstLetter);
        }
        if quoted.key == key {
            let (here, there) = (
                self.story.get(quoted.span.start..quoted.span.end),
                self.text.slice(self.place(s)),
            );
            if let Some(here) = here
                && !quoted.first_bracketed
                && !is_same_nfc(here, there)
            {
                self.normalisations
                    .insert(kind_of(here, there, quoted.kind));
            }
        } else if matches!(quoted.key.as_str(), "\"" | "'") {
            self.normalisations.insert(Normalisation::QuoteMarks);
        } else if is_same_but_hyphen(self.text, quoted, s) {
            self.normalisations.insert(Normalisation::LineHyphen);
        } else if quoted.lower == key.to_lowercase() {
            self.case(quoted, q, s, &key);
        } else {
            self.spelling(quoted, q, s, &key);
        }
    }

    fn case(&mut self, quoted: &QuotedWord, q: usize, s: usize, key: &str) {
        let rest = |word: &str| word.chars().skip(1).collect::<String>();
        if q == 0 && rest(&quoted.key) == rest(key) {
            self.normalisations.insert(Normalisation::FirstLetter);
            return;
        }
        let edit = self.edit(EditKind::Case, quoted.span, self.place(s), Vec::new());
        self.edits.push(edit);
    }

    /// American for British or the other way round; a name is not respelled.
    fn spelling(&mut self, quoted: &QuotedWord, q: usize, s: usize, key: &str) {
        let upper = |word: &str| word.starts_with(char::is_uppercase);
        let is_name = (upper(&quoted.key) && !quoted.opens) || (upper(key) && !self.opens(s));
        if is_name {
            let edit = self.edit(
                EditKind::Replaced,
                quoted.span,
                self.place(s),
                vec![Touch::Name],
            );
            self.edits.push(edit);
            return;
        }
        self.normalisations.insert(Normalisation::Spelling);
        self.flags.insert(Flag::Spelling);
        if upper(&quoted.key) != upper(key) {
            if q == 0 {
                self.normalisations.insert(Normalisation::FirstLetter);
            } else {
                let edit = self.edit(EditKind::Case, quoted.span, self.place(s), Vec::new());
                self.edits.push(edit);
            }
        }
    }

    /// What stands between two words that follow each other on both sides.
    fn space(&mut self, segment: &Segment, q: usize, s: usize) {
        let (before, here) = (
            element_span(&segment.elements[q - 1]),
            element_span(&segment.elements[q]),
        );
        let quoted = self.story.get(before.end..here.start).unwrap_or("");
        let source = self
            .text
            .slice(Span::new(self.place(s - 1).end, self.place(s).start));
        if quoted != source {
            self.normalisations.insert(Normalisation::WhiteSpace);
        }
    }

    /// Nothing new was disregarded word by word, yet the whole differs: by what an earlier segment has, too, or at its
    /// very end.
    fn unnamed(&mut self, here: &str, there: &str) {
        if self.normalisations.is_empty() && !is_same_nfc(here, there) {
            self.normalisations.insert(Normalisation::Characters);
        }
    }

    /// Ends a run of differences: one edit.
    fn close(&mut self, segment: &Segment, run: &mut Run, place: usize, at: usize) {
        let run = std::mem::take(run);
        if run.quoted.is_empty() && run.source.is_empty() {
            return;
        }
        let quoted_span = match (run.quoted.first(), run.quoted.last()) {
            (Some(&first), Some(&last)) => Span::new(
                element_span(&segment.elements[first]).start,
                element_span(&segment.elements[last]).end,
            ),
            _ => Span::new(place, place),
        };
        let source_span = match (run.source.first(), run.source.last()) {
            (Some(&first), Some(&last)) => self.text.span(&(first..last + 1)),
            _ => self.text.span(&(at..at)),
        };
        let kind = match (run.quoted.is_empty(), run.source.is_empty()) {
            (false, false) => EditKind::Replaced,
            (false, true) => EditKind::Added,
            (true, _) => EditKind::Removed,
        };
        let touched = self.touched(segment, &run);
        let edit = self.edit(kind, quoted_span, source_span, touched);
        self.edits.push(edit);
    }

    fn touched(&self, segment: &Segment, run: &Run) -> Vec<Touch> {
        let mut touched = BTreeSet::new();
        for &q in &run.quoted {
            if let Element::Word(word) = &segment.elements[q] {
                touched.extend(touches(&word.lower, word.kind));
                if word.kind == TokenKind::Word && is_upper(&word.key) && !word.opens {
                    touched.insert(Touch::Name);
                }
            }
        }
        for &s in &run.source {
            touched.extend(self.touches_at(s));
            let names = self.text.kind(s) == TokenKind::Word && is_upper(&self.text.key(s));
            if names && !self.opens(s) {
                touched.insert(Touch::Name);
            }
        }
        touched.into_iter().collect()
    }

    fn touches_at(&self, s: usize) -> Vec<Touch> {
        touches(&self.text.lower(s), self.text.kind(s))
    }

    fn bracket(&mut self, element: &Element, replaced: Range<usize>) {
        let Element::Bracket { span, words, .. } = element else {
            return;
        };
        let inside: BTreeSet<Touch> = words
            .iter()
            .flat_map(|word| touches(&word.lower, word.kind))
            .collect();
        let outside: BTreeSet<Touch> = replaced.clone().flat_map(|s| self.touches_at(s)).collect();
        let heavy = |touch: &&Touch| {
            matches!(
                touch,
                Touch::Negation | Touch::Modal | Touch::Number | Touch::Date | Touch::Condition
            )
        };
        let changed: Vec<Touch> = inside
            .symmetric_difference(&outside)
            .filter(heavy)
            .copied()
            .collect();
        if !changed.is_empty() {
            self.flags.insert(Flag::BracketMaterial);
        }
        let source_span = self.text.span(&replaced);
        let edit = self.edit(EditKind::Bracket, *span, source_span, changed);
        self.edits.push(edit);
    }

    /// What stands between two segments.
    fn gap(&mut self, segment: &Segment, (end, last): (usize, Span), placement: &Placement) {
        let omitted = end..placement.start.max(end);
        if segment.gap == Gap::Reporter && end == placement.start {
            return;
        }
        self.gaps = true;
        if placement.start < end {
            return;
        }
        self.words_omitted += self.text.count(&omitted);
        if self.crosses(end, placement.start) {
            self.flags.insert(Flag::ElidedCross);
        }
        if self.gap_weighs(&omitted) {
            self.flags.insert(Flag::ElidedMaterial);
        }
        let looked_at = omitted.start..omitted.end.min(omitted.start + GAP_WORDS_MAX);
        let touched: BTreeSet<Touch> = looked_at.flat_map(|s| self.touches_at(s)).collect();
        let quoted = Span::new(last.end, segment.span().start.max(last.end));
        let edit = self.edit(
            EditKind::Gap,
            quoted,
            self.text.span(&omitted),
            touched.into_iter().collect(),
        );
        self.edits.push(edit);
    }

    fn crosses(&self, end: usize, start: usize) -> bool {
        let (Some(before), Some(after)) =
            (self.text.word(end.wrapping_sub(1)), self.text.word(start))
        else {
            return false;
        };
        let part = |span: Span| {
            self.text
                .source
                .segment_at(span)
                .map(|part| part.id.as_str())
        };
        before.paragraph != after.paragraph || part(before.span) != part(after.span)
    }

    fn gap_weighs(&self, omitted: &Range<usize>) -> bool {
        if omitted.len() > GAP_WORDS_MAX {
            return true;
        }
        let lowers: Vec<Cow<str>> = omitted.clone().map(|s| self.text.lower(s)).collect();
        let heavy = omitted
            .clone()
            .zip(&lowers)
            .any(|(s, lower)| weighs_in_gap(lower, self.text.kind(s)));
        let restricts = (0..lowers.len()).any(|at| {
            let before = at.checked_sub(1).map(|before| lowers[before].as_ref());
            restriction(|index| lowers.get(at + index).map(Cow::as_ref), before) > 0
        });
        heavy || restricts
    }

    fn edit(
        &self,
        kind: EditKind,
        quoted_span: Span,
        source_span: Span,
        touched: Vec<Touch>,
    ) -> Edit {
        let quoted = self
            .story
            .get(quoted_span.start..quoted_span.end)
            .unwrap_or("")
            .to_owned();
        let source = self.text.slice(source_span).to_owned();
        let inside = inside(&quoted, &source);
        Edit {
            kind,
            quoted_span,
            quoted,
            source_span,
            source,
            inside,
            touches: touched,
        }
    }

    fn done(self, spans: Vec<Span>, range: Range<usize>, cost: usize) -> Assessed {
        let hard = |edit: &&Edit| !matches!(edit.kind, EditKind::Bracket | EditKind::Gap);
        let changes = || self.edits.iter().filter(hard);
        let severity = changes().next().map(|_| {
            let material = changes().any(|edit| !edit.touches.is_empty());
            if material {
                Severity::Material
            } else {
                Severity::Minor
            }
        });
        let bracketed = self.edits.iter().any(|edit| edit.kind == EditKind::Bracket);
        let class = if severity.is_some() {
            Verdict::WordChange
        } else if self.gaps {
            Verdict::Elided
        } else if bracketed {
            Verdict::Bracketed
        } else if self.normalisations.contains(&Normalisation::FirstLetter) {
            Verdict::Case
        } else if self.normalisations.is_empty() {
            Verdict::Exact
        } else {
            Verdict::Typographic
        };
        Assessed {
            class,
            severity,
            edits: self.edits,
            normalisations: self.normalisations,
            flags: self.flags,
            words_omitted: self.words_omitted,
            spans,
            range,
            cost,
        }
    }
}

/// Whether two strings have one NFC. Most are equal as they stand, or differ in ASCII, which is its own NFC.
fn is_same_nfc(a: &str, b: &str) -> bool {
    a == b || !(a.is_ascii() && b.is_ascii()) && a.nfc().eq(b.nfc())
}

fn is_upper(key: &str) -> bool {
    key.starts_with(char::is_uppercase)
}

pub(crate) fn element_span(element: &Element) -> Span {
    match element {
        Element::Word(word) => word.span,
        Element::Bracket { span, .. } => *span,
    }
}

/// The bytes of a segment in the story, with its final mark where that belongs to it.
fn text_of<'a>(story: &'a str, segment: &Segment, with_mark: bool) -> &'a str {
    let span = segment.span();
    let mark = segment.final_mark.as_ref().filter(|_| with_mark);
    story
        .get(span.start..mark.map_or(span.end, |mark| mark.span.end))
        .unwrap_or("")
}

/// Which characters of one word are written otherwise.
fn kind_of(here: &str, there: &str, kind: TokenKind) -> Normalisation {
    const APOSTROPHES: [char; 5] = ['\'', '\u{2019}', '\u{2018}', '\u{2BC}', '\u{B4}'];
    const DASHES: [char; 6] = [
        '\u{2014}', '\u{2013}', '\u{2012}', '\u{2010}', '\u{2011}', '\u{2212}',
    ];
    let differs = |set: &[char]| here.contains(set) || there.contains(set);
    match kind {
        _ if differs(&DASHES)
            || (kind == TokenKind::Mark && (here.contains('-') || there.contains('-'))) =>
        {
            Normalisation::Dashes
        }
        TokenKind::Mark
            if differs(&[
                '"', '\u{201C}', '\u{201D}', '\u{AB}', '\u{BB}', '\'', '\u{2019}', '\u{2018}',
            ]) =>
        {
            Normalisation::QuoteMarks
        }
        _ if differs(&APOSTROPHES) => Normalisation::Apostrophes,
        _ => Normalisation::Characters,
    }
}

/// What is left of two strings after equal beginnings and ends, on character boundaries.
fn inside(a: &str, b: &str) -> (Span, Span) {
    let head: usize = a
        .chars()
        .zip(b.chars())
        .take_while(|(a, b)| a == b)
        .map(|(c, _)| c.len_utf8())
        .sum();
    let (rest_a, rest_b) = (&a[head..], &b[head..]);
    let tail: usize = rest_a
        .chars()
        .rev()
        .zip(rest_b.chars().rev())
        .take_while(|(a, b)| a == b)
        .map(|(c, _)| c.len_utf8())
        .sum();
    (
        Span::new(head, a.len() - tail),
        Span::new(head, b.len() - tail),
    )
}
