//! From tokens to bytes: what is content once source and cue are taken out of it, and which of it stands inside
//! quotation marks. Every span it gives is a slice on character boundaries.

use copydesk_text::Span;

use super::open::Draft;
use super::paragraph::{Paragraph, Range};

/// The bytes of a range of tokens.
pub(crate) fn bytes(paragraph: &Paragraph, range: Range) -> Span {
    let first = paragraph.tokens[range.0].start;
    let last = paragraph.tokens[range.1.max(range.0 + 1) - 1].end;
    Span::new(first, last)
}

/// The bytes of the cue.
pub(crate) fn cue(paragraph: &Paragraph, draft: &Draft) -> Vec<Span> {
    vec![bytes(paragraph, (draft.cue.first, draft.cue.end))]
}

const fn overlaps(a: Span, b: Span) -> bool {
    a.start < b.end && b.start < a.end
}

/// Content spans in order: extended to whole quotations they touch, without what is taken, trimmed.
pub(crate) fn content(paragraph: &Paragraph, ranges: &[Range], taken: &[Span]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for range in ranges.iter().filter(|range| range.0 < range.1) {
        let whole = whole_quotations(paragraph, bytes(paragraph, *range));
        spans.extend(subtract(whole, taken));
    }
    tidy(paragraph.flat, spans)
}

fn whole_quotations(paragraph: &Paragraph, span: Span) -> Span {
    let list = &paragraph.quotations;
    let mut whole = span;
    let first = list.partition_point(|quotation| quotation.end <= span.start);
    if let Some(quotation) = list
        .get(first)
        .filter(|quotation| quotation.start < span.end)
    {
        whole.start = whole.start.min(quotation.start);
    }
    let after = list.partition_point(|quotation| quotation.start < span.end);
    if let Some(quotation) = after
        .checked_sub(1)
        .map(|last| &list[last])
        .filter(|last| last.end > span.start)
    {
        whole.end = whole.end.max(quotation.end);
    }
    whole
}

fn subtract(span: Span, taken: &[Span]) -> Vec<Span> {
    let mut rest = vec![span];
    for out in taken {
        let mut next = Vec::new();
        for part in rest {
            if !overlaps(part, *out) {
                next.push(part);
                continue;
            }
            next.push(Span::new(part.start, out.start.max(part.start)));
            next.push(Span::new(out.end.min(part.end), part.end));
        }
        rest = next;
    }
    rest
}

/// Sorts, joins what overlaps, trims blanks and `, ; : —` at the edges, drops what holds no letter or digit.
pub(crate) fn tidy(flat: &str, mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut found: Vec<Span> = Vec::new();
    for span in spans {
        match found.last_mut() {
            Some(last) if last.end > span.start => last.end = last.end.max(span.end),
            _ => found.push(span),
        }
    }
    found
        .into_iter()
        .map(|span| trim(flat, span))
        .filter(|span| flat[span.start..span.end].contains(char::is_alphanumeric))
        .collect()
}

fn trim(flat: &str, span: Span) -> Span {
    let edge = |character: char| {
        character.is_whitespace() || matches!(character, ',' | ';' | ':' | '—' | '―' | '–')
    };
    let text = &flat[span.start..span.end];
    let left = text.trim_start_matches(edge);
    let start = span.end - left.len();
    let kept = left.trim_end_matches(edge);
    Span::new(start, start + kept.len())
}

/// The parts of content spans that stand inside quotation marks, marks included.
pub(crate) fn quoted(paragraphs: &[Paragraph], content: &[Span]) -> Vec<Span> {
    let mut found = Vec::new();
    for span in content {
        let at = paragraphs.partition_point(|paragraph| {
            paragraph
                .tokens
                .last()
                .is_none_or(|last| last.end <= span.start)
        });
        let Some(paragraph) = paragraphs.get(at) else {
            continue;
        };
        let list = &paragraph.quotations;
        let first = list.partition_point(|quotation| quotation.start < span.start);
        for quotation in list[first..]
            .iter()
            .take_while(|quotation| quotation.end <= span.end)
        {
            found.push(Span::new(quotation.start, quotation.end));
        }
    }
    found
}
