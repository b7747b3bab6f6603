//! Differences in words, paragraph by paragraph, as `text` found them: the published words in order, what was put
//! in, what was taken out. What was taken out is shown only where it had been public; else it is counted.

use copydesk_text::{Label, Mark, Row, Segment};
use maud::{Markup, html};

use crate::words::Words;

/// How words that were taken out appear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removed {
    /// As text: they had been published. Paragraphs without a difference are folded into a line that counts them.
    Shown,
    /// As a count: they are the agency's and never were published here. Every paragraph is shown.
    Counted,
}

/// The difference, paragraph by paragraph.
#[must_use]
pub fn draw(rows: &[Row], removed: Removed, words: &Words) -> Markup {
    html! {
        div.diff {
            @for group in rows.chunk_by(|a, b| a.is_same() && b.is_same()) {
                @if removed == Removed::Shown && group[0].is_same() {
                    p.unchanged { (words.unchanged_paragraphs.replace("{}", &group.len().to_string())) }
                } @else {
                    @for row in group {
                        p { @for segment in &row.segments { (drawn(segment, removed, words)) } }
                    }
                }
            }
        }
    }
}

/// Words of a row that the page does not show.
#[must_use]
pub fn words_cut(row: &Row) -> usize {
    row.segments
        .iter()
        .filter(|segment| takes_away(segment))
        .map(|segment| word_count(&segment.wire))
        .sum()
}

fn takes_away(segment: &Segment) -> bool {
    let edited = matches!(segment.label, Label::Edited);
    edited && matches!(segment.mark, Mark::Deleted | Mark::Replaced)
}

fn drawn(segment: &Segment, removed: Removed, words: &Words) -> Markup {
    let Segment { wire, page, .. } = segment;
    match segment.mark {
        Mark::Kept => html! { (page) },
        Mark::Moved => html! { span.moved { (page) } },
        Mark::Inserted => html! { ins { (page) } },
        Mark::Deleted => taken(wire, removed, words),
        Mark::Replaced if removed == Removed::Counted && segment.label != Label::Edited => {
            html! { (page) }
        }
        Mark::Replaced => html! { (taken(wire, removed, words)) ins { (page) } },
    }
}

fn taken(text: &str, removed: Removed, words: &Words) -> Markup {
    let count = word_count(text);
    html! {
        @if removed == Removed::Shown {
            del { (text) }
        } @else if count > 0 {
            span.cut { "[" (left_out(count, words)) "]" } " "
        }
    }
}

/// "34 words left out".
#[must_use]
pub fn left_out(count: usize, words: &Words) -> String {
    match count {
        1 => words.left_out_one.to_owned(),
        _ => words.left_out.replace("{}", &count.to_string()),
    }
}

/// Words of a text that have a letter or digit.
fn word_count(text: &str) -> usize {
    text.split_whitespace()
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .count()
}

#[cfg(test)]
mod tests {
    use copydesk_text::{Block, word_diff};

    use super::*;
    use crate::words::Tongue;

    fn drawn_as(old: &str, new: &str, removed: Removed) -> String {
        let rows = word_diff(&[Block::paragraph(old)], &[Block::paragraph(new)]);
        draw(&rows, removed, Tongue::English.words()).into_string()
    }

    #[test]
    fn words_never_published_are_a_count() {
        let (old, new) = (
            "The mayor, a liar, spoke at noon.",
            "The mayor spoke at noon.",
        );
        let counted = drawn_as(old, new, Removed::Counted);
        assert!(
            counted.contains("2 words left out") && !counted.contains("liar"),
            "{counted}"
        );
        let shown = drawn_as(old, new, Removed::Shown);
        assert!(shown.contains("<del>") && shown.contains("liar"), "{shown}");
    }

    #[test]
    fn what_did_not_change_is_folded() {
        let text = "The mayor spoke at noon.";
        assert!(drawn_as(text, text, Removed::Shown).contains("Paragraphs without a change: 1"));
        assert!(drawn_as(text, text, Removed::Counted).contains(text));
    }
}
