//! The ribbon: what was done to each paragraph of the wire, drawn from the disclosure alone as a small SVG.
//! Full line kept, dashed changed, hollow left out, slanting moved; the short shape above is the
//! headline: a bar the agency's, a wedge the house's.

use copydesk_text::{Disclosure, Headline, RibbonState};
use maud::{Markup, PreEscaped, html};

use crate::words::{Tongue, Words};

/// What became of a paragraph, in the word readers see.
#[must_use]
pub fn word(state: RibbonState, words: &Words) -> &'static str {
    match state {
        RibbonState::Kept => words.kept,
        RibbonState::Changed => words.changed,
        RibbonState::Omitted => words.omitted,
        RibbonState::Moved => words.moved,
    }
}

/// One line of the ribbon: a paragraph of the wire with its length in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// What became of it.
    pub fate: RibbonState,
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
    /// Reads the fate of each wire paragraph off the disclosure.
    #[must_use]
    pub fn of(disclosure: &Disclosure) -> Self {
        let lines = disclosure
            .ribbon()
            .into_iter()
            .filter(|part| part.bytes > 0)
            .map(|part| Line {
                fate: part.state,
                bytes: part.bytes,
            })
            .collect();
        Self {
            lines,
            headline: disclosure.headline(),
        }
    }

    /// How many lines have this fate.
    #[must_use]
    pub fn count(&self, fate: RibbonState) -> usize {
        self.lines.iter().filter(|line| line.fate == fate).count()
    }

    /// The ribbon in words.
    #[must_use]
    pub fn description(&self, words: &Words) -> String {
        let mut said = words
            .ribbon_desc
            .replace("{p}", &self.lines.len().to_string())
            .replace("{k}", &self.count(RibbonState::Kept).to_string())
            .replace("{c}", &self.count(RibbonState::Changed).to_string())
            .replace("{o}", &self.count(RibbonState::Omitted).to_string())
            .replace("{m}", &self.count(RibbonState::Moved).to_string());
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
        // No mark in a list is higher, however long its story.
        let shown_height = if scale == Scale::Mark {
            height.min(MARK_HEIGHT)
        } else {
            height
        };
        let strokes = self.strokes(&paper);
        let label = self.description(words);
        let class = match scale {
            Scale::Mark => "ribbon mark",
            Scale::Beside => "ribbon",
            Scale::Large => "ribbon large",
        };
        html! {
            svg class=(class) role="img" lang=(tongue.tag()) viewBox=(format!("0 0 {width} {height}"))
                width=(width) height=(shown_height) preserveAspectRatio=[(scale == Scale::Mark).then_some("none")] fill="none" stroke="currentColor" stroke-width=(paper.stroke) {
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
                RibbonState::Kept => kept.push_str(&format!("M0 {y}h{length}")),
                RibbonState::Changed => changed.push_str(&format!("M0 {y}h{length}")),
                RibbonState::Moved => {
                    moved.push_str(&format!("M0 {}L{length} {}", y + 1, y.saturating_sub(1)))
                }
                RibbonState::Omitted => hollow.push_str(&format!("M.5 {}.5h{length}v2H.5z", y - 2)),
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
                path d=(format!("M0 .5h{width}L0 4.5z")) fill="currentColor" stroke="none" {}
            },
        }
    }
}

/// Greatest height of a mark, pixels.
const MARK_HEIGHT: usize = 22;

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
            Scale::Mark => (18, 3, "1.4"),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_has_its_words_and_no_inline_style() {
        let ribbon = Ribbon {
            lines: [
                RibbonState::Kept,
                RibbonState::Changed,
                RibbonState::Omitted,
                RibbonState::Moved,
            ]
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

    fn with_headline(headline: Headline) -> String {
        let ribbon = Ribbon {
            lines: vec![Line {
                fate: RibbonState::Omitted,
                bytes: 100,
            }],
            headline: Some(headline),
        };
        ribbon.draw(Scale::Large, Tongue::English).into_string()
    }

    #[test]
    fn the_headline_is_never_drawn_like_a_paragraph_left_out() {
        let wedge = "fill=\"currentColor\" stroke=\"none\"";
        let (house, agency) = (
            with_headline(Headline::Changed),
            with_headline(Headline::Same),
        );
        assert!(house.contains(wedge) && !agency.contains(wedge));
        for svg in [house, agency] {
            assert_eq!(svg.matches("H.5z").count(), 1, "{svg}");
        }
    }
}
