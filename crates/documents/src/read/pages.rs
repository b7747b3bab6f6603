//! Pages of a text, divided by form feeds, and what stands at the top and foot of each: running heads and page numbers
//! leave the text, with a finding.

use std::collections::BTreeMap;

use crate::Finding;
use crate::segment::begins_segment;

/// Lines at each end of a page that may be furniture.
const EDGE_LINES: usize = 2;
/// Fewest pages on which a line stands that is furniture.
const PAGES_MIN: usize = 3;

/// The text with LF line ends, without form feeds and without furniture.
pub(super) fn without_furniture(text: &str, findings: &mut Vec<Finding>) -> String {
    let text = with_line_feeds(text);
    if !text.contains('\u{c}') {
        return text;
    }
    let pages: Vec<Vec<&str>> = text
        .split('\u{c}')
        .map(|page| page.split('\n').collect())
        .collect();
    let shapes = shapes(&pages);
    let needed = PAGES_MIN.max(pages.len() / 2);
    let is_furniture = |line: &str| {
        let count = shapes.get(&shape(line)).copied().unwrap_or(0);
        count >= needed && !begins_segment(line.trim())
    };
    let mut removed = 0;
    let mut out = String::with_capacity(text.len());
    for page in &pages {
        let [head, foot] = edges(page).map(|edge| -> Vec<usize> {
            edge.into_iter()
                .take_while(|&at| is_furniture(page[at]))
                .collect()
        });
        for (at, line) in page.iter().enumerate() {
            if head.contains(&at) || foot.contains(&at) {
                removed += 1;
                continue;
            }
            out.push_str(line);
            out.push('\n');
        }
    }
    if removed > 0 {
        let what = format!("{removed} running heads and page numbers were left out");
        findings.push(Finding::new("documents.page_furniture", what, None));
    }
    out
}

fn with_line_feeds(text: &str) -> String {
    if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text.to_owned()
    }
}

/// Indexes of the first and of the last lines of a page that are not blank, each from its edge inwards.
fn edges(page: &[&str]) -> [Vec<usize>; 2] {
    let filled: Vec<usize> = (0..page.len())
        .filter(|&at| !page[at].trim().is_empty())
        .collect();
    let head = filled.iter().take(EDGE_LINES).copied().collect();
    let foot = filled.iter().rev().take(EDGE_LINES).copied().collect();
    [head, foot]
}

/// A line with its digits alike and its blanks folded: "Page 12" and "Page 3" are one shape.
fn shape(line: &str) -> String {
    let mut shape = String::with_capacity(line.len());
    for word in line.split_whitespace() {
        if !shape.is_empty() {
            shape.push(' ');
        }
        let mut digits = false;
        for character in word.chars() {
            if character.is_ascii_digit() {
                if !digits {
                    shape.push('#');
                }
                digits = true;
            } else {
                shape.push(character);
                digits = false;
            }
        }
    }
    shape
}

/// On how many pages each shape stands at an edge.
fn shapes(pages: &[Vec<&str>]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for page in pages {
        let mut own: Vec<String> = edges(page)
            .concat()
            .into_iter()
            .map(|at| shape(page[at]))
            .collect();
        own.sort_unstable();
        own.dedup();
        for shape in own.into_iter().filter(|shape| !shape.is_empty()) {
            *counts.entry(shape).or_insert(0) += 1;
        }
    }
    counts
}
