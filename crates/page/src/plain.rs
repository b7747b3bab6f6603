//! A page that is not HTML: plain text, blank lines part its paragraphs. Guesses no headline.

use copydesk_text::Block;

use crate::block::{Marks, PageBlock};

/// Whether the text has anything that looks like a tag, a comment or a document type.
pub(crate) fn is_html(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'<')
        .any(|(at, _)| is_tag(&bytes[at + 1..]))
}

fn is_tag(after: &[u8]) -> bool {
    let name = match after {
        [b'!' | b'?', next, ..] => return next.is_ascii_alphabetic() || *next == b'-',
        [b'/', rest @ ..] => rest,
        rest => rest,
    };
    let end = name
        .iter()
        .position(|byte| !byte.is_ascii_alphanumeric() && *byte != b'-');
    let ends_like_a_tag =
        end.is_some_and(|end| name[end].is_ascii_whitespace() || b"/>".contains(&name[end]));
    name.first().is_some_and(u8::is_ascii_alphabetic) && ends_like_a_tag
}

/// The paragraphs of a plain text.
pub(crate) fn blocks(text: &str) -> Vec<PageBlock> {
    let mut found = Vec::new();
    let mut paragraph = String::new();
    for line in text.lines().chain([""]) {
        let line = line.trim_matches(|character: char| character.is_ascii_whitespace());
        if !line.is_empty() {
            if !paragraph.is_empty() {
                paragraph.push('\n');
            }
            paragraph.push_str(line);
        } else if !paragraph.is_empty() {
            found.push(block(std::mem::take(&mut paragraph)));
        }
    }
    found
}

fn block(paragraph: String) -> PageBlock {
    PageBlock {
        block: Block::paragraph(paragraph),
        tag: String::new(),
        container: 0,
        link_share_permille: 0,
        links: Vec::new(),
        wholly_bold: false,
        marks: Marks::default(),
    }
}
