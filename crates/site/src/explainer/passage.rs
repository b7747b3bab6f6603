//! Lines with the numbered links to what they cite, the notes behind the numbers, and passages side by side. A link
//! opens the source at its paragraph or segment, and where the browser can, at the words.

use copydesk_desk::decide::{LineStanding, line_standing};
use copydesk_desk::{Cite, Line, Target};
use copydesk_text::{Block, Mark, word_diff};
use maud::{Markup, html};

use crate::config::SiteConfig;
use crate::explainer::sources::Library;
use crate::moment::Moment;
use crate::route::{document_path, encoded, story_path};
use crate::words::{Tongue, Words};

/// Words at either end of a long passage by which a browser finds it.
const ANCHOR_WORDS: usize = 4;

/// What is drawn with: sources, words, and the notes counted so far.
pub(crate) struct Drawing<'a> {
    pub(crate) library: &'a Library,
    pub(crate) config: &'a SiteConfig,
    pub(crate) words: &'static Words,
    pub(crate) tongue: Tongue,
    notes: Vec<Cite>,
}

impl<'a> Drawing<'a> {
    pub(crate) fn new(library: &'a Library, config: &'a SiteConfig) -> Self {
        let tongue = Tongue::of(&config.language);
        Self {
            library,
            config,
            words: tongue.words(),
            tongue,
            notes: Vec::new(),
        }
    }

    /// What readers may see of a line.
    pub(crate) fn standing(&self, line: &Line) -> LineStanding {
        line_standing(line, &self.library.sources)
    }

    /// The number of a cite among the notes.
    pub(crate) fn number(&mut self, cite: &Cite) -> usize {
        if let Some(at) = self.notes.iter().position(|known| known == cite) {
            return at + 1;
        }
        self.notes.push(cite.clone());
        self.notes.len()
    }

    /// Numbered links.
    pub(crate) fn references(&mut self, cites: &[Cite]) -> Markup {
        let links: Vec<(usize, String)> = cites
            .iter()
            .map(|cite| (self.number(cite), self.href(cite)))
            .collect();
        html! {
            @for (number, href) in links {
                " " a.ref href=(href) aria-label={ (self.words.source) " " (number) } { (number) }
            }
        }
    }

    /// A line with its links; what changed is said beneath. `None`: nothing of it may be shown.
    pub(crate) fn line(&mut self, line: &Line) -> Option<Markup> {
        let (cites, changes, unstated) = match self.standing(line) {
            LineStanding::Hidden => return None,
            LineStanding::Fresh(cites) => (cites, Vec::new(), 0),
            LineStanding::Stale {
                cites,
                changes,
                unstated,
            } => (cites, changes, unstated),
        };
        let links = self.references(&cites);
        Some(html! {
            (line.text) (links)
            (self.changed(&changes))
            @if unstated > 0 { span.stale role="note" { b { (self.words.no_statement_now) } } }
        })
    }

    /// The note of a line whose source changed, with both wordings.
    pub(crate) fn changed(&self, changes: &[(String, Option<String>)]) -> Markup {
        html! {
            @for (before, now) in changes {
                span.stale role="note" {
                    b { (self.words.source_changed) } " "
                    (self.words.it_read) " " del { (before) } " "
                    @match now {
                        Some(now) => { (self.words.it_reads) " " ins { (now) } }
                        None => (self.words.no_longer_there)
                    }
                }
            }
        }
    }

    /// The words of a cite that stands.
    pub(crate) fn cited(&self, cite: &Cite) -> &'a str {
        let text = self.library.sources.current(&cite.target.source());
        text.and_then(|text| text.text.get(cite.span.start..cite.span.end))
            .unwrap_or("")
    }

    /// Where a cite that stands opens.
    pub(crate) fn href(&self, cite: &Cite) -> String {
        let words = anchor(self.cited(cite));
        match &cite.target {
            Target::DocumentSegment { document, segment } => {
                format!("{}#{}{words}", document_path(document), encoded(segment))
            }
            Target::Statement { story, .. } | Target::StoryVersion(story) => {
                let Some(cited) = self.library.stories.get(story) else {
                    return String::from("/");
                };
                let paragraph = cited.paragraph(cite.span.start);
                format!("{}#p{paragraph}{words}", story_path(&cited.story))
            }
        }
    }

    /// What a cite comes from: title, and when or where it stands.
    pub(crate) fn source(&self, cite: &Cite) -> (String, String) {
        match &cite.target {
            Target::DocumentSegment { document, segment } => {
                let Some(cited) = self.library.documents.get(document) else {
                    return (document.to_string(), String::new());
                };
                let title = cited.document.facts.title.clone();
                let label = cited.document.segment(segment).and_then(|one| one.label);
                // "2." alone says nothing of where it stands.
                let label = label.map(|label| cited.document.words(label).trim());
                let label = label.filter(|label| label.chars().any(char::is_alphabetic));
                let article = label.map_or_else(|| label_of(segment), str::to_owned);
                (title.unwrap_or_else(|| document.to_string()), article)
            }
            Target::Statement { story, .. } | Target::StoryVersion(story) => {
                let Some(cited) = self.library.stories.get(story) else {
                    return (story.to_string(), String::new());
                };
                let agency = cited.spoken.edition.version.as_ref();
                let agency = agency.map(|key| self.config.agency_name(&key.item.agency));
                let at = cited
                    .story
                    .first_published
                    .unwrap_or(cited.spoken.edition.published);
                let day = Moment::new(at, &self.config.zone, self.tongue).day;
                let name = agency.unwrap_or(&self.config.name);
                (
                    cited.spoken.edition.headline.clone(),
                    format!("{name}, {day}"),
                )
            }
        }
    }

    /// What the numbers count so far.
    pub(crate) fn cites(&self) -> &[Cite] {
        &self.notes
    }

    /// The list behind the numbers.
    pub(crate) fn notes(&self) -> Markup {
        html! {
            section.notes aria-labelledby="notes" {
                h2 #notes { (self.words.sources) }
                ol {
                    @for cite in &self.notes {
                        @let (title, place) = self.source(cite);
                        li { a href=(self.href(cite)) { (title) } " " span { (place) } }
                    }
                }
            }
        }
    }
}

/// "art_4__para_1" as readers write it.
pub(crate) fn label_of(segment: &str) -> String {
    segment
        .replace("__", ", ")
        .replace('_', " ")
        .replace("art ", "Article ")
        .replace("para ", "paragraph ")
}

/// The part of an address by which browsers open a page at words.
pub(crate) fn anchor(words: &str) -> String {
    let all: Vec<&str> = words
        .lines()
        .next()
        .unwrap_or("")
        .split_whitespace()
        .collect();
    if all.is_empty() {
        return String::new();
    }
    let coded = |part: &[&str]| encoded(&part.join(" ")).replace('-', "%2D");
    let first = &all[..all.len().min(ANCHOR_WORDS)];
    let last_line: Vec<&str> = words
        .trim_end()
        .lines()
        .last()
        .unwrap_or("")
        .split_whitespace()
        .collect();
    let last = &last_line[last_line.len().saturating_sub(ANCHOR_WORDS)..];
    if words.split_whitespace().count() <= 2 * ANCHOR_WORDS {
        return format!(":~:text={}", coded(&all));
    }
    format!(":~:text={},{}", coded(first), coded(last))
}

/// Two passages as the cells of a table row: what only the first has is struck out there, what only the second has is
/// marked there.
pub(crate) fn side_by_side(left: &str, right: &str) -> (Markup, Markup) {
    let blocks = |text: &str| -> Vec<Block> {
        let lines = text
            .split("\n\n")
            .map(|part| Block::paragraph(part.split_whitespace().collect::<Vec<_>>().join(" ")));
        lines.filter(|block| !block.text.is_empty()).collect()
    };
    let rows = word_diff(&blocks(left), &blocks(right));
    let old = html! {
        @for row in rows.iter().filter(|row| row.segments.iter().any(|part| part.mark != Mark::Inserted)) { p { @for part in &row.segments {
            @match part.mark {
                Mark::Kept | Mark::Moved => (part.wire),
                Mark::Deleted | Mark::Replaced => del { (part.wire) },
                Mark::Inserted => "",
            }
        } } }
    };
    let new = html! {
        @for row in rows.iter().filter(|row| row.segments.iter().any(|part| part.mark != Mark::Deleted)) { p { @for part in &row.segments {
            @match part.mark {
                Mark::Kept | Mark::Moved => (part.page),
                Mark::Inserted | Mark::Replaced => ins { (part.page) },
                Mark::Deleted => "",
            }
        } } }
    };
    (old, new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_passage_is_found_by_its_ends_and_a_short_one_by_all_of_it() {
        assert_eq!(anchor("one two-three"), ":~:text=one%20two%2Dthree");
        assert_eq!(
            anchor("a b c d e f g h i, j"),
            ":~:text=a%20b%20c%20d,g%20h%20i%2C%20j"
        );
        assert_eq!(anchor(" "), "");
    }

    #[test]
    fn each_side_shows_its_own_words_and_marks_what_the_other_lacks() {
        let (old, new) = side_by_side("They shall consult.", "They shall meet.");
        assert_eq!(old.into_string(), "<p>They shall <del>consult</del>.</p>");
        assert_eq!(new.into_string(), "<p>They shall <ins>meet</ins>.</p>");
    }
}
