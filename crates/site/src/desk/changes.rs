//! What stands at the head of a comparison of two versions: changed figures, names and quotations. Draws what
//! `statements` and `text` found; a figure of several readings is shown as written, none is chosen.

use std::collections::BTreeSet;

use copydesk_statements::figures::{FigureChange, FigureClass, FigureSettings, compare_figures};
use copydesk_statements::{Story as Text, marks, read};
use copydesk_text::{Block, flat};
use maud::{Markup, html};

/// Lines of each kind at most; how many more there are is said.
const LINES_MAX: usize = 20;

/// Something only one of the versions has, or both have otherwise.
type Pair = (Option<String>, Option<String>, &'static str);

/// The head of a comparison; empty where no figure, name or quotation changed.
pub(crate) fn changes(older: &[Block], newer: &[Block], language: Option<&str>) -> Markup {
    let (old, new) = (flat(older), flat(newer));
    let figures: Vec<Pair> = compare_figures(&old, &new, FigureSettings::default())
        .iter()
        .filter_map(figure)
        .collect();
    let names = apart(&names(older, language), &names(newer, language));
    let quotations = apart(&quotations(&old), &quotations(&new));
    html! {
        @if !(figures.is_empty() && names.is_empty() && quotations.is_empty()) {
            section.changes {
                h2 { "Figures, names and quotations that changed" }
                (table("Figures", &figures)) (table("Names of speakers", &names)) (table("Quotations", &quotations))
            }
        }
    }
}

fn figure(change: &FigureChange) -> Option<Pair> {
    let written = |figure: &Option<copydesk_statements::figures::Figure>| {
        figure.as_ref().map(|figure| figure.as_written.clone())
    };
    let words = match change.class {
        FigureClass::Same => return None,
        FigureClass::Reformatted => "same value, written otherwise",
        FigureClass::Converted => "same value in another unit",
        FigureClass::Rounded => "rounded",
        FigureClass::Changed => "changed",
        FigureClass::Added => "added",
        FigureClass::Removed => "removed",
    };
    Some((written(&change.old), written(&change.new), words))
}

/// Names of those who are said to speak.
fn names(blocks: &[Block], language: Option<&str>) -> BTreeSet<String> {
    let reading = read(&Text {
        blocks,
        language,
        ..Text::default()
    });
    let all = reading.statements.into_iter();
    all.filter_map(|statement| statement.source.resolved.name)
        .collect()
}

/// Words inside quotation marks, white space folded, one style of marks left out.
fn quotations(text: &str) -> BTreeSet<String> {
    marks::quoted(text)
        .into_iter()
        .filter_map(|quoted| text.get(quoted.inner.start..quoted.inner.end))
        .map(|words| words.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|words| !words.is_empty())
        .collect()
}

fn apart(older: &BTreeSet<String>, newer: &BTreeSet<String>) -> Vec<Pair> {
    let gone = older
        .difference(newer)
        .map(|words| (Some(words.clone()), None, "removed"));
    let come = newer
        .difference(older)
        .map(|words| (None, Some(words.clone()), "added"));
    gone.chain(come).collect()
}

fn table(name: &str, pairs: &[Pair]) -> Markup {
    html! {
        @if !pairs.is_empty() {
            h3 { (name) }
            ul.plain {
                @for (old, new, words) in pairs.iter().take(LINES_MAX) {
                    li {
                        @if let Some(old) = old { del { (old) } " " }
                        @if let Some(new) = new { ins { (new) } " " }
                        span.hint { (words) }
                    }
                }
            }
            @if pairs.len() > LINES_MAX { p.hint { "and " (pairs.len() - LINES_MAX) " more" } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_changes(older: &str, newer: &str, expected: &[&str]) {
        let block = |text: &str| vec![Block::paragraph(text)];
        let drawn = changes(&block(older), &block(newer), Some("en")).into_string();
        for part in expected {
            assert!(drawn.contains(part), "{part} in {drawn}");
        }
        assert_eq!(drawn.is_empty(), expected.is_empty(), "{drawn}");
    }

    #[test]
    fn changed_figures_names_and_quotations_stand_at_the_head() {
        check_changes(
            "“Five boats are missing,” Maren Holt said. The port counted 12 crews.",
            "“Six boats are missing,” Maren Halt said. The port counted 14 crews.",
            &[
                "<del>12</del> <ins>14</ins> <span class=\"hint\">changed",
                "<del>Maren Holt</del>",
                "<ins>Maren Halt</ins>",
                "<del>Five boats are missing,</del>",
            ],
        );
    }

    #[test]
    fn nothing_stands_there_when_none_of_them_changed() {
        let text = "“Five boats are missing,” Maren Holt said.";
        check_changes(text, &format!("{text} The sea was calm."), &[]);
    }
}
