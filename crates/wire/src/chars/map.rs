//! The way back from decoded text to the bytes it came from: runs that copy through, runs of characters that all
//! have one size on each side, and atoms that came from one indivisible piece of the source (an entity, an
//! escape). A span always widens to whole atoms. Never holds text itself.

use copydesk_text::Span;

/// One run of the text, up to the next run's start. Steps `(1, 1)` copy through; `(t, s)` are characters of `t`
/// text bytes that came from `s` source bytes each; `(0, 0)` is an atom.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Segment {
    text_start: u32,
    source_start: u32,
    source_end: u32,
    text_step: u8,
    source_step: u8,
}

/// Segments that there is room for as soon as a map has several.
const SEVERAL: usize = 16;

/// The segments of a map. Most maps have one: it needs no memory of its own.
#[derive(Clone, Debug, Default)]
struct Segments {
    only: Option<Segment>,
    /// All of them, as soon as there are several.
    several: Vec<Segment>,
}

impl Segments {
    #[inline]
    fn as_slice(&self) -> &[Segment] {
        match &self.only {
            Some(only) => std::slice::from_ref(only),
            None => &self.several,
        }
    }

    #[inline]
    fn last_mut(&mut self) -> Option<&mut Segment> {
        match &mut self.only {
            Some(only) => Some(only),
            None => self.several.last_mut(),
        }
    }

    #[inline]
    fn push(&mut self, segment: Segment) {
        if !self.several.is_empty() {
            self.several.push(segment);
        } else if let Some(first) = self.only.take() {
            self.several.reserve(SEVERAL);
            self.several.extend([first, segment]);
        } else {
            self.only = Some(segment);
        }
    }
}

impl PartialEq for Segments {
    fn eq(&self, other: &Self) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl Eq for Segments {}

/// Segments from which on a map is kept coarse: short runs share atoms, so that no raw makes its map many times as
/// large as itself. No real wire comes near.
const SEGMENTS_MAX: usize = 750_000;
/// Bytes of text that share an atom of a coarse map, and runs that are never part of one.
const COARSE_BYTES: usize = 1024;

const LINEAR: (u8, u8) = (1, 1);
const ATOM: (u8, u8) = (0, 0);

/// From byte offsets in a decoded text to byte ranges in its source.
///
/// # Properties
/// Segments are in text order, without gaps; a span of whole segments maps to the hull of their sources. Beyond
/// 750,000 segments the map grows [coarse](Self::is_coarse): spans there are wider than their text, never narrower.
/// Offsets are below 4 GiB, which the limit on raws ensures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OffsetMap {
    segments: Segments,
    text_len: usize,
    /// Where the source stands when there is no segment yet.
    start: usize,
}

impl OffsetMap {
    /// A map for a text whose first byte will come from `source_start`.
    #[must_use]
    pub fn starting_at(source_start: usize) -> Self {
        Self {
            segments: Segments::default(),
            text_len: 0,
            start: source_start,
        }
    }

    /// A text that is a copy of `source`.
    #[must_use]
    pub fn linear(source: Span) -> Self {
        let mut map = Self::starting_at(source.start);
        if !source.is_empty() {
            map.segments.only = Some(Segment {
                text_start: 0,
                source_start: narrow(source.start),
                source_end: narrow(source.end),
                text_step: LINEAR.0,
                source_step: LINEAR.1,
            });
            map.text_len = source.len();
        }
        map
    }

    /// The map of a text made of pieces of one that `outer` maps, all of them behind `from`.
    pub(crate) fn of_pieces(outer: &Self, from: usize) -> Pieces<'_> {
        let near = outer.segment_at(from);
        Pieces {
            map: Self::starting_at(outer.place_in(near, from)),
            outer,
            near,
        }
    }

    /// Where the source stands of a text that is nothing but a copy, if so few runs part it that its map stays fine.
    pub(super) fn plain_copy_from(&self) -> Option<usize> {
        let only = self.segments.only?;
        let copy = (only.text_step, only.source_step) == LINEAR;
        // each run has a byte of its own
        (copy && self.text_len < SEGMENTS_MAX).then_some(only.source_start as usize)
    }

    /// A map for a copy of a source from `start` on in which other signs stand between about `runs` runs. All of it is
    /// appended by [`Self::part_copied`] and [`Self::part_replaced`], in turn.
    pub(super) fn of_parted_copy(start: usize, runs: usize) -> Self {
        let mut map = Self::starting_at(start);
        map.segments.several = Vec::with_capacity(runs);
        map
    }

    /// Appends a run that is a copy of `source`, behind one that is none.
    pub(super) fn part_copied(&mut self, source: Span) {
        self.push_part(source.len(), source, LINEAR);
    }

    /// Appends `len` bytes that came from all of `source`.
    pub(super) fn part_replaced(&mut self, len: usize, source: Span) {
        self.push_part(len, source, ATOM);
    }

    #[inline]
    fn push_part(&mut self, len: usize, source: Span, steps: (u8, u8)) {
        if len == 0 {
            return;
        }
        self.segments.several.push(Segment {
            text_start: narrow(self.text_len),
            source_start: narrow(source.start),
            source_end: narrow(source.end),
            text_step: steps.0,
            source_step: steps.1,
        });
        self.text_len += len;
    }

    /// Makes room for so many more segments.
    pub(super) fn reserve(&mut self, segments: usize) {
        self.segments.several.reserve(segments.min(SEGMENTS_MAX));
    }

    /// Length of the text in bytes.
    #[must_use]
    pub fn text_len(&self) -> usize {
        self.text_len
    }

    /// How many segments the map needs; 1 for a plain copy.
    #[must_use]
    pub fn segment_count(&self) -> usize {
        self.segments.as_slice().len()
    }

    /// Whether so many runs alternate that spans behind them are only known to within about a thousand bytes.
    #[must_use]
    pub fn is_coarse(&self) -> bool {
        self.segments.as_slice().len() >= SEGMENTS_MAX
    }

    /// Appends text that is a copy of `source`.
    pub fn push_linear(&mut self, source: Span) {
        self.push_run(source.len(), source, LINEAR);
    }

    /// Appends `len` bytes of text that came from all of `source`.
    pub fn push_atomic(&mut self, len: usize, source: Span) {
        self.push_run(len, source, ATOM);
    }

    /// Appends one character of `len` text bytes that was transcoded from `source`.
    pub fn push_char(&mut self, len: usize, source: Span) {
        let steps = match (u8::try_from(len), u8::try_from(source.len())) {
            (Ok(text), Ok(bytes)) => (text, bytes),
            _ => ATOM,
        };
        self.push_run(len, source, steps);
    }

    fn push_run(&mut self, len: usize, source: Span, steps: (u8, u8)) {
        if len == 0 {
            return;
        }
        let text_start = self.text_len;
        self.text_len += len;
        if steps != ATOM
            && let Some(last) = self.segments.last_mut()
            && (last.text_step, last.source_step) == steps
            && last.source_end as usize == source.start
        {
            last.source_end = narrow(source.end);
            return;
        }
        if self.segments.as_slice().len() >= SEGMENTS_MAX
            && len < COARSE_BYTES
            && let Some(last) = self.segments.last_mut()
            && text_start - (last.text_start as usize) < COARSE_BYTES
        {
            (last.text_step, last.source_step) = ATOM;
            last.source_start = last.source_start.min(narrow(source.start));
            last.source_end = last.source_end.max(narrow(source.end));
            return;
        }
        self.segments.push(Segment {
            text_start: narrow(text_start),
            source_start: narrow(source.start),
            source_end: narrow(source.end),
            text_step: steps.0,
            source_step: steps.1,
        });
    }

    /// Appends the part `mid` of a text that `outer` maps, cut where `outer` has its joints.
    pub fn push_through(&mut self, outer: &Self, mid: Span) {
        if let Some(only) = &outer.segments.only
            && (only.text_step, only.source_step) == LINEAR
            && mid.end <= outer.text_len
        {
            let start = only.source_start as usize;
            return self.push_linear(Span::new(start + mid.start, start + mid.end.max(mid.start)));
        }
        self.push_from(outer, outer.segment_at(mid.start), mid);
    }

    /// The same where the segment that `mid` begins in is known.
    fn push_from(&mut self, outer: &Self, first: usize, mid: Span) {
        let (mut at, mut index) = (mid.start, first);
        while at < mid.end
            && let Some(segment) = outer.segments.as_slice().get(index)
        {
            let end = mid.end.min(outer.text_end(index)).max(at + 1);
            self.push_cut(segment, at, end);
            at = end;
            index += 1;
        }
    }

    /// Appends the bytes `at..end` of a segment's text. A unit that is cut becomes an atom of its own: units are
    /// counted from where a run begins.
    fn push_cut(&mut self, segment: &Segment, at: usize, end: usize) {
        let source = |from, to| Span::new(segment.start_of(from), segment.end_of(to));
        let step = usize::from(segment.text_step);
        if step < 2 {
            let steps = (segment.text_step, segment.source_step);
            return self.push_run(end - at, source(at, end), steps);
        }
        let inside = at - segment.text_start as usize;
        let whole_from = (at + inside.next_multiple_of(step) - inside).min(end);
        let whole_to = end - (end - whole_from) % step;
        self.push_atomic(whole_from - at, source(at, whole_from));
        if whole_from < whole_to {
            let steps = (segment.text_step, segment.source_step);
            self.push_run(whole_to - whole_from, source(whole_from, whole_to), steps);
        }
        if whole_to < end {
            self.push_atomic(end - whole_to, source(whole_to, end));
        }
    }

    /// Index of the segment that holds text byte `at`, which is at or behind the one of index `near`.
    #[inline]
    fn segment_behind(&self, near: usize, at: usize) -> usize {
        let segments = self.segments.as_slice();
        let begins_behind = |index: usize| {
            let next = segments.get(index);
            next.is_none_or(|next| next.text_start as usize > at)
        };
        if at < self.text_len {
            for near in near..near + NEAR {
                if begins_behind(near + 1) {
                    return near;
                }
            }
        }
        self.segment_at(at)
    }

    /// Where the bytes `text` came from. An empty span gives the place between its neighbours' sources.
    #[must_use]
    pub fn span(&self, text: Span) -> Span {
        if let Some(only) = &self.segments.only
            && (only.text_step, only.source_step) == LINEAR
            && text.start <= text.end
            && text.end <= self.text_len
        {
            let moved = |at: usize| only.source_start as usize + at;
            return Span::new(moved(text.start), moved(text.end));
        }
        if text.is_empty() {
            let at = self.place(text.start);
            return Span::new(at, at);
        }
        self.span_from(self.segment_at(text.start), text)
    }

    /// The same for a span that is not empty, where the segment that it begins in is known.
    fn span_from(&self, first: usize, text: Span) -> Span {
        let last = self.segment_behind(first, text.end - 1);
        let segments = self.segments.as_slice();
        let (Some(first), Some(last)) = (segments.get(first), segments.get(last)) else {
            let at = self.place(text.start);
            return Span::new(at, at.max(self.place(self.text_len)));
        };
        let start = first.start_of(text.start);
        Span::new(start, last.end_of(text.end).max(start))
    }

    /// The map from this map's text to the source of `outer`, whose text is this map's source.
    #[must_use]
    pub fn through(&self, outer: &Self) -> Self {
        let mut map = Self::starting_at(outer.place(self.start));
        for (index, segment) in self.segments.as_slice().iter().enumerate() {
            let source = Span::new(segment.source_start as usize, segment.source_end as usize);
            let text_len = self.text_end(index) - segment.text_start as usize;
            match (segment.text_step, segment.source_step) {
                LINEAR => map.push_through(outer, source),
                ATOM => map.push_atomic(text_len, outer.span(source)),
                (text, bytes) => {
                    let (text, bytes) = (usize::from(text), usize::from(bytes));
                    for unit in 0..text_len / text {
                        let at = source.start + unit * bytes;
                        map.push_char(text, outer.span(Span::new(at, at + bytes)));
                    }
                }
            }
        }
        map
    }

    /// Index of the segment that holds text byte `at`; the number of segments beyond the end.
    fn segment_at(&self, at: usize) -> usize {
        if at >= self.text_len {
            return self.segments.as_slice().len();
        }
        self.segments
            .as_slice()
            .partition_point(|segment| segment.text_start as usize <= at)
            .saturating_sub(1)
    }

    fn text_end(&self, index: usize) -> usize {
        self.segments
            .as_slice()
            .get(index + 1)
            .map_or(self.text_len, |next| next.text_start as usize)
    }

    fn place(&self, at: usize) -> usize {
        self.place_in(self.segment_at(at), at)
    }

    /// The same where the segment that holds `at` is known.
    fn place_in(&self, index: usize, at: usize) -> usize {
        match self.segments.as_slice().get(index) {
            Some(segment) => segment.start_of(at),
            None => self
                .segments
                .as_slice()
                .last()
                .map_or(self.start, |last| last.source_end as usize),
        }
    }
}

impl Segment {
    /// Where the unit that holds text byte `at` begins in the source.
    fn start_of(&self, at: usize) -> usize {
        let inside = at - self.text_start as usize;
        match self.text_step {
            0 => self.source_start as usize,
            step => {
                let unit = inside / usize::from(step);
                self.source_start as usize + unit * usize::from(self.source_step)
            }
        }
    }

    /// Where the unit that ends at or behind text offset `end` ends in the source.
    fn end_of(&self, end: usize) -> usize {
        let inside = end - self.text_start as usize;
        match self.text_step {
            0 => self.source_end as usize,
            step => {
                let units = inside.div_ceil(usize::from(step));
                self.source_start as usize + units * usize::from(self.source_step)
            }
        }
    }
}

/// Segments behind a known one that are looked at before one is searched for.
const NEAR: usize = 4;

/// A map under construction for a text of pieces of another, which are told in the order in which they stand there.
pub(crate) struct Pieces<'m> {
    map: OffsetMap,
    outer: &'m OffsetMap,
    /// The segment in which the last piece begins, or one before it.
    near: usize,
}

impl Pieces<'_> {
    /// Appends the piece `mid` as it stands there.
    #[inline]
    pub fn push_through(&mut self, mid: Span) {
        if self.outer.segments.only.is_some() {
            return self.map.push_through(self.outer, mid);
        }
        self.near = self.outer.segment_behind(self.near, mid.start);
        self.map.push_from(self.outer, self.near, mid);
    }

    /// Appends `len` bytes that came from all of the piece `mid`, which is not empty.
    #[inline]
    pub fn push_atomic(&mut self, len: usize, mid: Span) {
        let source = if self.outer.segments.only.is_some() {
            self.outer.span(mid)
        } else {
            self.near = self.outer.segment_behind(self.near, mid.start);
            self.outer.span_from(self.near, mid)
        };
        self.map.push_atomic(len, source);
    }

    /// The map.
    pub fn finish(self) -> OffsetMap {
        self.map
    }
}

/// Raws are at most 32 MiB and no decoding makes them 128 times longer.
fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::OffsetMap;
    use copydesk_text::Span;

    fn span(start: usize, end: usize) -> Span {
        Span::new(start, end)
    }

    #[test]
    fn a_span_that_touches_an_atom_covers_all_of_it() {
        let mut map = OffsetMap::starting_at(10);
        map.push_linear(span(10, 13));
        map.push_atomic(2, span(13, 19));
        map.push_linear(span(19, 22));
        assert_eq!(map.span(span(1, 4)), span(11, 19));
        assert_eq!(map.span(span(4, 6)), span(13, 20));
        assert_eq!(map.span(span(0, 8)), span(10, 22));
        assert_eq!(map.span(span(8, 8)), span(22, 22));
    }

    #[test]
    fn characters_of_one_size_share_a_segment() {
        let mut map = OffsetMap::starting_at(0);
        for at in 0..5 {
            map.push_char(2, span(at, at + 1));
        }
        assert_eq!(map.segment_count(), 1);
        assert_eq!(map.span(span(2, 6)), span(1, 3));
        assert_eq!(map.span(span(3, 4)), span(1, 2));
    }

    #[test]
    fn a_cut_in_the_middle_of_a_unit_keeps_the_units_behind_it() {
        let mut outer = OffsetMap::starting_at(0);
        outer.push_char(3, span(0, 4));
        outer.push_char(3, span(4, 8));
        outer.push_char(3, span(8, 12));
        let mut cut = OffsetMap::starting_at(0);
        cut.push_through(&outer, span(1, 8));
        assert_eq!(cut.text_len(), 7);
        assert_eq!(cut.span(span(0, 2)), span(0, 4));
        assert_eq!(cut.span(span(2, 3)), span(4, 8));
        assert_eq!(cut.span(span(4, 6)), span(4, 12));
        let mut letters = OffsetMap::starting_at(0);
        letters.push_char(2, span(0, 1));
        letters.push_char(2, span(1, 2));
        assert_eq!(letters.through(&outer).span(span(2, 4)), span(0, 4));
    }

    #[test]
    fn maps_compose() {
        let mut outer = OffsetMap::starting_at(0);
        outer.push_linear(span(0, 4));
        outer.push_atomic(1, span(4, 9));
        outer.push_linear(span(9, 20));
        let mut inner = OffsetMap::starting_at(2);
        inner.push_linear(span(2, 6));
        inner.push_atomic(3, span(6, 8));
        let both = inner.through(&outer);
        assert_eq!(both.span(span(0, 2)), span(2, 4));
        assert_eq!(both.span(span(2, 3)), span(4, 9));
        assert_eq!(both.span(span(4, 5)), span(10, 12));
        assert_eq!(both.text_len(), inner.text_len());
    }

    #[test]
    fn a_map_of_too_many_runs_grows_coarse_and_loses_nothing() {
        let mut map = OffsetMap::starting_at(0);
        let runs = super::SEGMENTS_MAX * 2;
        for at in 0..runs {
            // an LF from CR LF, and a letter
            map.push_atomic(1, span(at * 3, at * 3 + 2));
            map.push_linear(span(at * 3 + 2, at * 3 + 3));
        }
        assert!(map.is_coarse());
        assert!(map.segment_count() < super::SEGMENTS_MAX + runs * 2 / super::COARSE_BYTES + 2);
        assert_eq!(map.text_len(), runs * 2);
        assert_eq!(map.span(span(2, 4)), span(3, 6));
        let far = map.span(span(runs * 2 - 9, runs * 2 - 8));
        let exact = span((runs - 5) * 3 + 2, (runs - 5) * 3 + 3);
        assert!(far.start <= exact.start && exact.end <= far.end);
        assert!(far.len() < super::COARSE_BYTES * 2);
        assert_eq!(map.span(span(0, runs * 2)), span(0, runs * 3));
    }
}
