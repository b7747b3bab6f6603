//! Decoded text that knows where in the raw each of its bytes came from (`wire.md` 2). Segments are linear (offsets
//! copy through) or atomic (one escape, entity or transcoded character). A span always widens to whole atoms.

use crate::Span;

/// Text with its offset map.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mapped {
    text: String,
    segments: Vec<Segment>,
}

/// A run of text beginning at `at` and ending where the next segment begins.
#[derive(Clone, Copy, Debug)]
struct Segment {
    at: usize,
    raw: Span,
    linear: bool,
}

impl Mapped {
    /// Text that stands in the raw as it is, beginning at byte `start`.
    pub fn verbatim(text: &str, start: usize) -> Self {
        let mut mapped = Self::default();
        mapped.push_linear(text, start);
        mapped
    }

    /// The decoded text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Appends text that stands in the raw at `start` as it is.
    pub fn push_linear(&mut self, text: &str, start: usize) {
        if text.is_empty() {
            return;
        }
        let raw = Span::new(start, start + text.len());
        match self.segments.last_mut() {
            Some(last) if last.linear && last.raw.end == start => last.raw.end = raw.end,
            _ => self.segments.push(Segment {
                at: self.text.len(),
                raw,
                linear: true,
            }),
        }
        self.text.push_str(text);
    }

    /// Appends text that stands for the raw bytes of `raw` as a whole.
    pub fn push_atom(&mut self, text: &str, raw: Span) {
        if text.is_empty() {
            return;
        }
        self.segments.push(Segment {
            at: self.text.len(),
            raw,
            linear: false,
        });
        self.text.push_str(text);
    }

    /// Appends a part of `outer` unchanged, with its places.
    pub fn push_part(&mut self, outer: &Self, part: Span) {
        let mut at = part.start;
        while at < part.end {
            let index = outer.index_at(at);
            let Some(segment) = outer.segments.get(index) else {
                return;
            };
            let end = outer.end_of(index).min(part.end);
            let text = outer.text.get(at..end).unwrap_or_default();
            if segment.linear {
                self.push_linear(text, segment.raw.start + (at - segment.at));
            } else {
                self.push_atom(text, segment.raw);
            }
            at = end.max(at + 1);
        }
    }

    /// The bytes of the raw that `span` of the text came from.
    pub fn raw_span(&self, span: Span) -> Span {
        if span.is_empty() {
            let place = self.raw_place(span.start);
            return Span::new(place, place);
        }
        let Some(last) = self.segments.get(self.index_at(span.end - 1)) else {
            return Span::default();
        };
        let end = if last.linear {
            last.raw.start + (span.end - last.at)
        } else {
            last.raw.end
        };
        Span::new(self.raw_place(span.start), end)
    }

    fn raw_place(&self, at: usize) -> usize {
        match self.segments.get(self.index_at(at)) {
            Some(segment) if segment.linear => segment.raw.start + (at - segment.at),
            Some(segment) => segment.raw.start,
            None => 0,
        }
    }

    /// The segment that holds the byte `at`; the last one beyond the end.
    fn index_at(&self, at: usize) -> usize {
        let after = self.segments.partition_point(|segment| segment.at <= at);
        after.saturating_sub(1)
    }

    fn end_of(&self, index: usize) -> usize {
        let next = self.segments.get(index + 1);
        next.map_or(self.text.len(), |segment| segment.at)
    }
}
