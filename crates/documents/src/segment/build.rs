//! Openings to the list of segments: who holds whom, ids, and what is inside each. Adds nothing to the text and leaves
//! nothing out.

use std::collections::BTreeMap;

use copydesk_text::Span;

use super::heading::plain;
use super::inside::{self, Body};
use super::{Heading, Opening, Segment, SegmentKind};
use crate::number::push_decimal;
use crate::{Finding, Number};

/// The segments that `openings` (in order) begin, with paragraphs and points.
pub(crate) fn segments_of(
    text: &str,
    openings: &[Opening],
    findings: &mut Vec<Finding>,
) -> Vec<Segment> {
    let has_articles = openings
        .iter()
        .any(|opening| opening.kind == SegmentKind::Article);
    if !has_articles && !text.trim().is_empty() {
        let what = "no heading of an article was found: paragraphs are counted";
        findings.push(Finding::new("documents.no_headings", what, None));
    }
    let mut builder = Builder {
        text,
        segments: Vec::with_capacity(openings.len() * 8),
        stack: Vec::new(),
        ids: BTreeMap::new(),
        repeated: repeated(openings),
        findings,
    };
    let first = openings.first().map_or(text.len(), |opening| opening.start);
    let mut from_start = None;
    if !text[..first].trim().is_empty() {
        if openings.is_empty() {
            builder.body(Span::new(0, text.len()), None, 0, Body::Plain);
            if let Some(first) = builder.segments.first_mut() {
                first.span.start = 0;
            }
            return builder.segments;
        }
        from_start = Some(plain(SegmentKind::Preamble, "preamble", 0));
    }
    let all: Vec<&Opening> = from_start.iter().chain(openings).collect();
    for (index, opening) in all.iter().enumerate() {
        let start = if index == 0 { 0 } else { opening.start };
        let next = all.get(index + 1);
        builder.open(
            opening,
            start,
            next.map_or(text.len(), |next| next.start),
            next.copied(),
        );
    }
    while let Some((last, _)) = builder.stack.pop() {
        builder.segments[last].span.end = text.len();
    }
    builder.segments
}

/// Numbers of articles that stand more than once outside of annexes: those get their chapter's prefix.
fn repeated(openings: &[Opening]) -> Vec<Number> {
    let mut numbers: Vec<Number> = openings
        .iter()
        .filter(|opening| opening.kind == SegmentKind::Article)
        .filter_map(|opening| opening.number)
        .collect();
    numbers.sort_unstable();
    let mut repeated: Vec<Number> = numbers
        .windows(2)
        .filter(|pair| pair[0] == pair[1])
        .map(|pair| pair[0])
        .collect();
    repeated.dedup();
    repeated
}

struct Builder<'a> {
    text: &'a str,
    segments: Vec<Segment>,
    /// Open segments, outermost first, each with its rank.
    stack: Vec<(usize, u8)>,
    ids: BTreeMap<String, u32>,
    repeated: Vec<Number>,
    findings: &'a mut Vec<Finding>,
}

impl Builder<'_> {
    fn open(&mut self, opening: &Opening, start: usize, own_end: usize, next: Option<&Opening>) {
        while let Some(&(top, rank)) = self.stack.last() {
            if rank < opening.rank && holds(self.segments[top].kind) {
                break;
            }
            self.segments[top].span.end = start;
            self.stack.pop();
        }
        let parent = self.stack.last().map(|open| open.0);
        let id = self.id(opening, parent);
        let index = self.segments.len();
        let after_label = Span::new(opening.label.map_or(start, |label| label.end), own_end);
        let heading = match opening.heading {
            Heading::Given(heading) => heading,
            Heading::Sought if opening.label.is_none() => None,
            Heading::Sought => inside::title_of(self.text, after_label),
        };
        self.segments.push(Segment {
            id,
            kind: opening.kind,
            number: opening.number,
            label: opening.label,
            heading,
            span: Span::new(start, own_end),
            parent,
        });
        self.stack.push((index, opening.rank));
        let body = Span::new(start, own_end);
        match opening.kind {
            SegmentKind::Article => {
                let head = heading.or(opening.label).map_or(start, |span| span.end);
                self.body(Span::new(head, own_end), Some(index), head, Body::Article);
            }
            SegmentKind::Preamble => self.body(body, Some(index), start, Body::Preamble),
            SegmentKind::Contents | SegmentKind::Conclusions => {}
            // Chapters and annexes without articles hold their text themselves.
            _ if next.is_none_or(|next| next.rank <= opening.rank) => {
                let head = heading.or(opening.label).map_or(start, |span| span.end);
                let from = line_after(self.text, head).min(own_end);
                self.body(Span::new(from, own_end), Some(index), from, Body::Plain);
            }
            _ => {}
        }
    }

    fn body(&mut self, span: Span, parent: Option<usize>, from: usize, body: Body) {
        inside::fill(
            self.text,
            Span::new(from.max(span.start), span.end),
            parent,
            body,
            &mut self.segments,
        );
    }

    /// The id: its kind and number, what holds it before it where its number alone would not do.
    fn id(&mut self, opening: &Opening, parent: Option<usize>) -> String {
        if let Some(own) = &opening.own_id
            && !self.ids.contains_key(own)
        {
            self.ids.insert(own.clone(), 1);
            return own.clone();
        }
        let mut id = String::new();
        let holder = match opening.kind {
            SegmentKind::Article => self.article_holder(opening.number, parent),
            _ => parent,
        };
        if let Some(holder) = holder {
            id.push_str(&self.segments[holder].id);
            id.push_str("__");
        }
        id.push_str(opening.prefix);
        match opening.number {
            Some(number) => {
                id.push('_');
                number.push_id(&mut id);
            }
            // Counted, and never mistaken for one with a number.
            None if matches!(
                opening.kind,
                SegmentKind::Chapter | SegmentKind::Section | SegmentKind::Annex
            ) =>
            {
                id.push_str("_x");
            }
            None => {}
        }
        self.unique(id, opening)
    }

    /// The id, with a count behind it if it is taken.
    fn unique(&mut self, id: String, opening: &Opening) -> String {
        if !self.ids.contains_key(&id) {
            self.ids.insert(id.clone(), 1);
            return id;
        }
        if opening.kind == SegmentKind::Article {
            let what =
                "two articles of one number and no chapter that tells them apart: both are kept";
            self.findings.push(Finding::new(
                "documents.duplicate_number",
                what,
                opening.label,
            ));
        }
        let mut count = self.ids[&id];
        loop {
            count += 1;
            let mut counted = id.clone();
            counted.push('_');
            push_decimal(&mut counted, count);
            if !self.ids.contains_key(&counted) {
                self.ids.insert(id, count);
                self.ids.insert(counted.clone(), 1);
                return counted;
            }
        }
    }

    /// An annex always names its articles; a chapter only where the number comes again.
    fn article_holder(&self, number: Option<Number>, parent: Option<usize>) -> Option<usize> {
        let annex = self
            .stack
            .iter()
            .map(|open| open.0)
            .find(|&at| self.segments[at].kind == SegmentKind::Annex);
        let again = number.is_some_and(|number| self.repeated.binary_search(&number).is_ok());
        if annex.is_some() && !again {
            annex
        } else {
            parent.filter(|_| again || annex.is_some())
        }
    }
}

const fn holds(kind: SegmentKind) -> bool {
    matches!(
        kind,
        SegmentKind::Annex | SegmentKind::Chapter | SegmentKind::Section
    )
}

/// The beginning of the line after `at`.
fn line_after(text: &str, at: usize) -> usize {
    memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |len| at + len + 1)
}

/// Makes segments that a file's own structure gave tile the text: each ends where the next one of its parent begins,
/// the last where its parent does. Text before the first becomes the preamble.
pub(crate) fn tile(text: &str, segments: &mut Vec<Segment>) {
    let first = segments
        .first()
        .map_or(text.len(), |segment| segment.span.start);
    if !text[..first].trim().is_empty() {
        let used = segments.iter().any(|segment| segment.id == "preamble");
        segments.insert(
            0,
            Segment {
                id: String::from(if used { "preamble_0" } else { "preamble" }),
                kind: SegmentKind::Preamble,
                number: None,
                label: None,
                heading: None,
                span: Span::new(0, first),
                parent: None,
            },
        );
        for segment in segments.iter_mut().skip(1) {
            segment.parent = segment.parent.map(|parent| parent + 1);
        }
    }
    if let Some(first) = segments.first_mut() {
        first.span.start = 0;
    }
    // The next sibling of each segment, seen from the end.
    let mut next_start: BTreeMap<Option<usize>, usize> = BTreeMap::new();
    let mut end_of: Vec<Option<usize>> = vec![None; segments.len()];
    for at in (0..segments.len()).rev() {
        let parent = segments[at].parent;
        end_of[at] = next_start.insert(parent, segments[at].span.start);
    }
    for at in 0..segments.len() {
        let outer = segments[at]
            .parent
            .map_or(text.len(), |parent| segments[parent].span.end);
        segments[at].span.end = end_of[at].unwrap_or(outer);
    }
}

/// Adds paragraphs and points to the articles that have no children.
pub(crate) fn fill_article(text: &str, segments: Vec<Segment>) -> Vec<Segment> {
    let mut has_children = vec![false; segments.len()];
    for segment in &segments {
        if let Some(parent) = segment.parent {
            has_children[parent] = true;
        }
    }
    let mut out: Vec<Segment> = Vec::with_capacity(segments.len());
    let mut moved: Vec<usize> = Vec::with_capacity(segments.len());
    for (at, mut segment) in segments.into_iter().enumerate() {
        segment.parent = segment.parent.and_then(|parent| moved.get(parent).copied());
        let head = segment
            .heading
            .or(segment.label)
            .map_or(segment.span.start, |span| span.end);
        let body = Span::new(
            head.clamp(segment.span.start, segment.span.end),
            segment.span.end,
        );
        let is_bare = segment.kind == SegmentKind::Article && !has_children[at];
        moved.push(out.len());
        out.push(segment);
        if is_bare {
            inside::fill(text, body, Some(out.len() - 1), Body::Article, &mut out);
        }
    }
    out
}
