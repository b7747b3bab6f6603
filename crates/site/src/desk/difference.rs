//! Two texts word by word, inline and paragraph against paragraph: what only the older has struck, what only the newer
//! has marked. Draws what `text` found; states no verdict.

use copydesk_text::{Block, BlockKind, Label, Mark, Row, Segment, word_diff};
use maud::{Markup, html};

/// The difference between two texts.
pub(crate) fn difference(older: &[Block], newer: &[Block]) -> Markup {
    let rows = word_diff(older, newer);
    let same = older == newer;
    html! {
        @if same { p.none { "No word differs." } }
        @for row in &rows { (paragraph(row, older, newer)) }
    }
}

/// The difference between two headlines.
pub(crate) fn headline_difference(older: &str, newer: &str) -> Markup {
    let side = |text: &str| -> Vec<Block> {
        Some(text)
            .filter(|text| !text.trim().is_empty())
            .map(Block::paragraph)
            .into_iter()
            .collect()
    };
    let rows = word_diff(&side(older), &side(newer));
    html! {
        @for row in &rows { @for segment in &row.segments { (marked(segment)) } " " }
    }
}

fn paragraph(row: &Row, older: &[Block], newer: &[Block]) -> Markup {
    let block = row
        .page
        .and_then(|index| newer.get(index))
        .or_else(|| row.wire.and_then(|index| older.get(index)));
    let kind = block.map_or(BlockKind::Text, |block| block.kind);
    html! {
        @if kind == BlockKind::Heading {
            h3 { @for segment in &row.segments { (marked(segment)) } }
        } @else {
            p class=[row.is_same().then_some("same")] { @for segment in &row.segments { (marked(segment)) } }
        }
    }
}

fn marked(segment: &Segment) -> Markup {
    let unmarked = segment.mark == Mark::Kept && segment.label == Label::Same;
    html! {
        @if unmarked || segment.wire == segment.page && segment.mark == Mark::Kept {
            (segment.page)
        } @else if segment.mark == Mark::Moved {
            ins.moved title="moved" { (segment.page) }
        } @else {
            @if !segment.wire.is_empty() { del { (segment.wire) } }
            @if !segment.page.is_empty() { ins { (segment.page) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_difference(older: &[&str], newer: &[&str], expected: &str) {
        let blocks = |texts: &[&str]| -> Vec<Block> {
            texts.iter().copied().map(Block::paragraph).collect()
        };
        let drawn = difference(&blocks(older), &blocks(newer)).into_string();
        assert_eq!(drawn, expected);
    }

    #[test]
    fn a_changed_word_is_struck_and_its_new_form_marked() {
        check_difference(
            &["Five were hurt on Tuesday.", "More follows."],
            &["Six were hurt on Tuesday.", "More follows."],
            "<p><del>Five</del><ins>Six</ins> were hurt on Tuesday.</p><p class=\"same\">More follows.</p>",
        );
    }

    #[test]
    fn words_are_escaped() {
        let drawn = difference(&[], &[Block::paragraph("<b>bold</b>")]).into_string();
        assert!(drawn.contains("&lt;b&gt;bold"), "{drawn}");
    }
}
