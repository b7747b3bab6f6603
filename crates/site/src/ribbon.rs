//! The ribbon: what was done to each paragraph of the wire, drawn from the disclosure alone as a small SVG.
//! Full line kept, dashed changed, hollow left out, slanting moved; the short bar above is the headline.

use copydesk_text::{Disclosure, Headline, Label, Op, Operation, Span};
use maud::{Markup, PreEscaped, html};

use crate::words::{Tongue, Words};

/// What became of a paragraph of the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Published with the agency's words.
    Kept,
    /// Published with other words.
    Changed,
    /// Not published.
    Omitted,
    /// Published at another place.
    Moved,
}

impl Fate {
    /// The word readers see.
    #[must_use]
    pub fn word(self, words: &Words) -> &'static str {
        match self {
            Self::Kept => words.kept,
            Self::Changed => words.changed,
            Self::Omitted => words.omitted,
            Self::Moved => words.moved,
        }
    }

    /// Class in the page.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Changed => "changed",
            Self::Omitted => "omitted",
            Self::Moved => "moved",
        }
    }
}

/// One line of the ribbon: a paragraph of the wire with its length in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// What became of it.
    pub fate: Fate,
    /// Length of the paragraph, bytes.
    pub bytes: usize,
}

/// The facts a ribbon is drawn from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ribbon {
    /// A line a paragraph of the wire, in its order.
    pub lines: Vec<Line>,
    /// Whose the headline is; `None`: nothing is known of it.
    pub headline: Option<Headline>,
}

/// Size at which a ribbon is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// On fronts and lists, without words of its own.
    Mark,
    /// Beside the disclosure.
    Beside,
    /// On the comparison page.
    Large,
}

impl Ribbon {
    /// Reads the fate of each wire paragraph off the operations.
    #[must_use]
    pub fn of(disclosure: &Disclosure) -> Self {
        let lines = paragraphs(disclosure.wire_flat())
            .into_iter()
            .map(|span| Line {
                fate: fate(disclosure, span),
                bytes: span.len(),
            })
            .collect();
        Self {
            lines,
            headline: disclosure.headline(),
        }
    }

    /// How many lines have this fate.
    #[must_use]
    pub fn count(&self, fate: Fate) -> usize {
        self.lines.iter().filter(|line| line.fate == fate).count()
    }

    /// The ribbon in words.
    #[must_use]
    pub fn description(&self, words: &Words) -> String {
        let mut said = words
            .ribbon_desc
            .replace("{p}", &self.lines.len().to_string())
            .replace("{k}", &self.count(Fate::Kept).to_string())
            .replace("{c}", &self.count(Fate::Changed).to_string())
            .replace("{o}", &self.count(Fate::Omitted).to_string())
            .replace("{m}", &self.count(Fate::Moved).to_string());
        let headline = match self.headline {
            Some(Headline::Same) => Some(words.ribbon_headline_agency),
            Some(Headline::Changed | Headline::Added) => Some(words.ribbon_headline_house),
            None => None,
        };
        if let Some(headline) = headline {
            said.push(' ');
            said.push_str(headline);
        }
        said
    }

    /// The drawing. Presentation attributes only, since the policy allows no inline style.
    #[must_use]
    pub fn draw(&self, scale: Scale, tongue: Tongue) -> Markup {
        let words = tongue.words();
        let paper = Paper::of(scale, self.lines.len());
        let (width, height) = (paper.width, paper.height(self.lines.len()));
        let strokes = self.strokes(&paper);
        let label = self.description(words);
        let class = match scale {
            Scale::Mark => "ribbon mark",
            Scale::Beside => "ribbon",
            Scale::Large => "ribbon large",
        };
        html! {
            svg class=(class) role="img" lang=(tongue.tag()) viewBox=(format!("0 0 {width} {height}"))
                width=(width) height=(height) fill="none" stroke="currentColor" stroke-width=(paper.stroke) {
                title { (words.ribbon_title) }
                desc { (label) }
                (strokes)
            }
        }
    }

    fn strokes(&self, paper: &Paper) -> Markup {
        let longest = self
            .lines
            .iter()
            .map(|line| line.bytes)
            .max()
            .unwrap_or(1)
            .max(1);
        let mut kept = String::new();
        let mut changed = String::new();
        let mut moved = String::new();
        let mut hollow = String::new();
        for (index, line) in self.lines.iter().enumerate() {
            let y = paper.top + paper.pitch * index;
            let length = paper.length(line.bytes, longest);
            match line.fate {
                Fate::Kept => kept.push_str(&format!("M0 {y}h{length}")),
                Fate::Changed => changed.push_str(&format!("M0 {y}h{length}")),
                Fate::Moved => {
                    moved.push_str(&format!("M0 {}L{length} {}", y + 1, y.saturating_sub(1)))
                }
                Fate::Omitted => hollow.push_str(&format!("M.5 {}.5h{length}v2H.5z", y - 2)),
            }
        }
        html! {
            (self.headline_bar(paper))
            @if !kept.is_empty() { path d=(kept) {} }
            @if !changed.is_empty() { path d=(changed) stroke-dasharray="3 2" {} }
            @if !moved.is_empty() { path d=(moved) {} }
            @if !hollow.is_empty() { path d=(hollow) stroke-width="1" {} }
        }
    }

    fn headline_bar(&self, paper: &Paper) -> Markup {
        let width = paper.width / 2;
        match self.headline {
            None => PreEscaped(String::new()),
            Some(Headline::Same) => html! {
                path d=(format!("M0 2.5h{width}")) stroke-width="4" {}
            },
            Some(Headline::Changed | Headline::Added) => html! {
                path d=(format!("M.5 .5h{width}v4H.5z")) stroke-width="1" {}
            },
        }
    }
}

/// Measures of a drawing, in pixels.
struct Paper {
    width: usize,
    top: usize,
    pitch: usize,
    stroke: &'static str,
}

impl Paper {
    fn of(scale: Scale, lines: usize) -> Self {
        let (width, pitch, stroke) = match scale {
            Scale::Mark => (16, 3, "1"),
            Scale::Beside if lines > 40 => (56, 3, "1"),
            Scale::Beside => (56, 5, "2"),
            Scale::Large => (160, 8, "3"),
        };
        Self {
            width,
            top: 9,
            pitch,
            stroke,
        }
    }

    fn height(&self, lines: usize) -> usize {
        self.top + self.pitch * lines
    }

    /// At least a fifth of the width, so that a short paragraph is still a line.
    fn length(&self, bytes: usize, longest: usize) -> usize {
        let least = self.width / 5;
        least + (self.width - least) * bytes / longest
    }
}

/// Spans of the paragraphs of a flat form.
#[must_use]
pub fn paragraphs(flat: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut start = 0;
    for piece in flat.split("\n\n") {
        let end = start + piece.len();
        if !piece.trim().is_empty() {
            spans.push(Span::new(start, end));
        }
        start = end + 2;
    }
    spans
}

fn fate(disclosure: &Disclosure, paragraph: Span) -> Fate {
    let wire = disclosure.wire_flat();
    let mut kept = false;
    let mut edited = false;
    let mut omitted = false;
    for operation in disclosure.operations() {
        if !touches(operation, paragraph, wire) {
            continue;
        }
        match (operation.op, operation.label) {
            (Op::Move, _) => return Fate::Moved,
            (Op::Delete, _) => omitted = true,
            (Op::Keep | Op::Replace, Label::Same | Label::Typographic | Label::House) => {
                kept = true
            }
            (Op::Keep | Op::Replace | Op::Insert, _) => edited = true,
        }
    }
    match (kept, edited, omitted) {
        (_, true, _) | (true, false, true) => Fate::Changed,
        (false, false, true) => Fate::Omitted,
        (_, false, false) => Fate::Kept,
    }
}

/// Whether an operation takes words, not only white space, of this paragraph of the wire.
fn touches(operation: &Operation, paragraph: Span, wire: &str) -> bool {
    let Some(span) = operation.wire_span else {
        return false;
    };
    let start = span.start.max(paragraph.start);
    let end = span.end.min(paragraph.end);
    start < end
        && wire
            .get(start..end)
            .is_some_and(|text| !text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_has_its_words_and_no_inline_style() {
        let ribbon = Ribbon {
            lines: [Fate::Kept, Fate::Changed, Fate::Omitted, Fate::Moved]
                .into_iter()
                .map(|fate| Line { fate, bytes: 100 })
                .collect(),
            headline: Some(Headline::Changed),
        };
        let svg = ribbon.draw(Scale::Beside, Tongue::English).into_string();
        assert!(svg.contains("4 paragraphs of the wire: 1 kept, 1 changed, 1 left out, 1 moved."));
        assert!(svg.contains("role=\"img\"") && svg.contains("stroke-dasharray"));
        assert!(!svg.contains("style="));
    }

    #[test]
    fn paragraphs_are_spans_of_the_flat_form() {
        let flat = "One.\n\nTwo two.";
        let spans = paragraphs(flat);
        assert_eq!(spans, [Span::new(0, 4), Span::new(6, 14)]);
    }
}
