//! Structural strips (L4): dateline, byline, sign-off and their like, by rules that match a whole block or a whole
//! prefix. Names candidates only; whether one was stripped is read off the operations. Anything else is text.

use std::ops::Range;

use crate::compared::{BlockRange, Text};
use crate::fold::Letters;
use crate::line::{self, keys};
use crate::{BlockKind, PageSide, StripKind, StripSide, WireSide};

/// A passage that may be left out or added without touching the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub kind: StripKind,
    pub side: StripSide,
    /// Tokens of its side.
    pub tokens: Range<usize>,
}

/// What the agency says about its text, as tokens.
struct Given {
    headline: Vec<String>,
    byline: Vec<String>,
    by: Vec<String>,
    credit: Vec<String>,
    agency: Vec<String>,
    /// Without the marks that end it.
    dateline: Vec<String>,
}

impl Given {
    fn by(wire: &WireSide, letters: Letters) -> Self {
        let given =
            |text: Option<&String>| text.map(|text| keys(text, letters)).unwrap_or_default();
        let byline = given(wire.byline.as_ref());
        let mut dateline = given(wire.dateline.as_ref());
        while dateline.last().is_some_and(|key| ends_dateline(key)) {
            dateline.pop();
        }
        Self {
            headline: given(wire.headline.as_ref()),
            by: std::iter::once("By".to_owned())
                .chain(byline.iter().cloned())
                .collect(),
            byline,
            credit: given(wire.credit_line.as_ref()),
            agency: given(wire.agency.as_ref()),
            dateline,
        }
    }

    fn is_byline(&self, text: &Text, tokens: &Range<usize>) -> bool {
        !self.byline.is_empty()
            && (equals(text, tokens, &self.byline) || equals(text, tokens, &self.by))
    }

    /// The names under which the agency or the author may stand in a line of the page.
    fn names(&self) -> Vec<Vec<String>> {
        let open = self.dateline.iter().position(|key| key == "(");
        let inner = open.map(|open| {
            let inner = self.dateline[open + 1..].iter();
            inner.take_while(|key| *key != ")").cloned().collect()
        });
        let names = [&self.agency, &self.credit, &self.byline, &self.by];
        let names = names.into_iter().cloned().chain(inner);
        names.filter(|name| !name.is_empty()).collect()
    }
}

fn ends_dateline(key: &str) -> bool {
    matches!(key, "\u{2014}" | "-" | ":" | "=")
}

/// Candidates of both sides, in order of place.
pub(crate) fn candidates(wire: &WireSide, w: &Text, page: &PageSide, p: &Text) -> Vec<Candidate> {
    let (mut out, mut givens, mut from) = (Vec::new(), Vec::new(), 0);
    for part in parts(wire) {
        let given = Given::by(part, w.letters);
        let to = from + part.blocks.len();
        let own = |block: &&BlockRange| (from..to).contains(&block.origin);
        out.extend(wire_candidates(&given, w, own));
        givens.push(given);
        from = to;
    }
    out.extend(page_candidates(&givens, page, p));
    out
}

/// The wires whose text a side has.
fn parts(wire: &WireSide) -> &[WireSide] {
    if wire.parts.is_empty() {
        std::slice::from_ref(wire)
    } else {
        &wire.parts
    }
}

/// Tokens of the passages that frame a wire text, in order of place.
pub(crate) fn of_wire(wire: &WireSide, text: &Text) -> Vec<Range<usize>> {
    let candidates = wire_candidates(&Given::by(wire, text.letters), text, |_| true);
    candidates.into_iter().map(|found| found.tokens).collect()
}

fn equals(text: &Text, tokens: &Range<usize>, wanted: &[String]) -> bool {
    !wanted.is_empty()
        && tokens.len() == wanted.len()
        && tokens
            .clone()
            .zip(wanted)
            .all(|(index, key)| text.key(&text.tokens[index]) == key)
}

fn starts(text: &Text, tokens: &Range<usize>, wanted: &[String]) -> bool {
    tokens.len() >= wanted.len()
        && equals(text, &(tokens.start..tokens.start + wanted.len()), wanted)
}

fn blocks(text: &Text) -> impl Iterator<Item = &BlockRange> {
    text.blocks.iter().filter(|block| !block.tokens.is_empty())
}

fn wire_candidates(
    given: &Given,
    text: &Text,
    own: impl Fn(&&BlockRange) -> bool,
) -> Vec<Candidate> {
    let mut out = Vec::new();
    let mut dateline_open = true;
    for (index, block) in blocks(text).filter(own).enumerate() {
        let kind = wire_line(given, text, block, index == 0);
        let (kind, tokens) = match kind {
            Some(kind) => (kind, block.tokens.clone()),
            None if std::mem::take(&mut dateline_open) => match dateline(given, text, block) {
                Some(tokens) => (StripKind::Dateline, tokens),
                None => continue,
            },
            None => continue,
        };
        let side = StripSide::Wire;
        out.push(Candidate { kind, side, tokens });
    }
    out
}

/// What a whole block of the wire is, if it frames the text.
fn wire_line(given: &Given, text: &Text, block: &BlockRange, first: bool) -> Option<StripKind> {
    let tokens = &block.tokens;
    let line = text.flat[block.span.start..block.span.end].trim();
    if first && equals(text, tokens, &given.headline) {
        Some(StripKind::HeadlineRepeat)
    } else if given.is_byline(text, tokens) {
        Some(StripKind::Byline)
    } else if block.kind == BlockKind::Signature || line::is_sign_off(line) {
        Some(StripKind::SignOff)
    } else if line::is_end_mark(line) {
        Some(StripKind::EndMark)
    } else {
        equals(text, tokens, &given.credit).then_some(StripKind::Credit)
    }
}

/// The tokens of the dateline that opens a block, with the marks that end it.
fn dateline(given: &Given, text: &Text, block: &BlockRange) -> Option<Range<usize>> {
    let tokens = &block.tokens;
    if !starts(text, tokens, &given.dateline) {
        return None;
    }
    let bare = tokens.start + given.dateline.len();
    let mut end = bare;
    while end < tokens.end && ends_dateline(text.key(&text.tokens[end])) {
        end += 1;
    }
    // "LONDON police said": a place that nothing closes is a word of the sentence.
    let closed = end > bare
        || given
            .dateline
            .last()
            .is_some_and(|key| key == ")" || key == ".");
    closed.then_some(tokens.start..end)
}

fn page_candidates(givens: &[Given], page: &PageSide, text: &Text) -> Vec<Candidate> {
    let shown = page
        .headline
        .as_deref()
        .map(|headline| keys(headline, text.letters))
        .unwrap_or_default();
    let names: Vec<_> = givens.iter().map(Given::names).collect();
    let mut out = Vec::new();
    for (index, block) in blocks(text).enumerate() {
        let tokens = &block.tokens;
        let repeats = |headline: &[String]| index == 0 && equals(text, tokens, headline);
        let kind = if repeats(&shown) || givens.iter().any(|given| repeats(&given.headline)) {
            Some(StripKind::HeadlineRepeat)
        } else {
            let mut named = givens.iter().zip(&names);
            named.find_map(|(given, names)| page_line(given, names, text, block))
        };
        out.extend(kind.map(|kind| Candidate {
            kind,
            side: StripSide::Page,
            tokens: tokens.clone(),
        }));
    }
    out
}

/// What a whole block of the page is, if it frames the text.
fn page_line(
    given: &Given,
    names: &[Vec<String>],
    text: &Text,
    block: &BlockRange,
) -> Option<StripKind> {
    let tokens = &block.tokens;
    let line = text.flat[block.span.start..block.span.end].trim();
    if given.is_byline(text, tokens)
        || line::is_byline(line)
        || is_agency_line(text, tokens, &given.agency)
    {
        Some(StripKind::Byline)
    } else if line::is_time(line) {
        Some(StripKind::Timestamp)
    } else if equals(text, tokens, &given.credit) || line::is_credit(line) {
        Some(StripKind::Credit)
    } else if line::is_claim(text, tokens) {
        Some(StripKind::Claim)
    } else {
        line::parted(line, names, text.letters)
    }
}

/// "AP |", "PTI": the agency's name and marks only.
fn is_agency_line(text: &Text, tokens: &Range<usize>, agency: &[String]) -> bool {
    starts(text, tokens, agency)
        && (tokens.start + agency.len()..tokens.end).all(|index| !text.tokens[index].kind.is_word())
}
