//! HTML through `page`: its blocks in order, menus and hidden text left out. Cleans no word.

use copydesk_page::{Mark, read_bytes};

use super::document_of;
use crate::{Document, Finding, Source};

/// Whether a text is a page.
pub(super) fn is_html(start: &str) -> bool {
    let head = start[..start.floor_char_boundary(1024)].to_ascii_lowercase();
    let opens =
        head.starts_with("<!doctype html") || head.starts_with("<html") || head.contains("<html");
    opens
        || (head.starts_with('<')
            && [
                "<p", "<div", "<h1", "<h2", "<body", "<head", "<article", "<ol", "<ul",
            ]
            .iter()
            .any(|tag| head.contains(tag)))
}

/// Blocks that are none of the document.
const LEFT_OUT: [Mark; 6] = [
    Mark::Hidden,
    Mark::Navigation,
    Mark::Form,
    Mark::Aside,
    Mark::Comment,
    Mark::Promotion,
];

pub(super) fn read(raw: &[u8]) -> Document {
    let page = read_bytes(raw, None);
    let mut text = String::new();
    let shown = page
        .blocks
        .iter()
        .filter(|block| !block.marks.has_any(&LEFT_OUT));
    let headline = page.headline_at.and(page.headline.as_deref());
    for words in headline
        .into_iter()
        .chain(shown.map(|block| block.block.text.as_str()))
    {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(words);
    }
    let findings = page
        .findings
        .iter()
        .map(|finding| Finding::new(finding.code, finding.message.clone(), None))
        .collect();
    let mut document = document_of(text, Source::Html, findings);
    document.facts.title = page.headline.or(page.title);
    document.facts.language = page.language;
    document.facts.publisher = page.site;
    document.facts.published_at = page.published;
    document
}
