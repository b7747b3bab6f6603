//! Texts of an entry to paragraphs, by how they are marked up. RSS does not say: there the text itself decides.

use copydesk_text::Span;

use super::raw::{TextKind, Worded};
use crate::chars::Mapped;
use crate::xml::{Enter, NodeId, Tree};
use crate::{Paragraph, html};

/// The paragraphs of a text.
pub(super) fn paragraphs(tree: &Tree<'_>, worded: &Worded) -> Vec<Paragraph> {
    let node = worded.node;
    match worded.kind {
        TextKind::Markup => html::blocks_of_tree(tree, node, hidden(tree)),
        TextKind::Html => html::blocks_of_html(&tree.mapped(node)),
        TextKind::Plain => crate::text::plain_paragraphs(&tree.mapped(node)),
        TextKind::Base64 => base64(tree, node),
        TextKind::Unsaid => unsaid(tree, node),
    }
}

/// Whether a text holds words at all: base64 may stand for a picture or another file.
pub(crate) fn hold(tree: &Tree<'_>, worded: &Worded) -> bool {
    let media_type = worded.media_type.as_deref().unwrap_or_default();
    let file = ["image/", "audio/", "video/", "font/"];
    if file.iter().any(|kind| media_type.starts_with(kind)) && media_type != "image/svg+xml" {
        return false;
    }
    if worded.kind != TextKind::Base64 || media_type.starts_with("text/") {
        return true;
    }
    let bytes = decoded(&tree.mapped(worded.node).text);
    std::str::from_utf8(&bytes).is_ok_and(|text| !text.contains('\0'))
}

/// The text as one line.
pub(crate) fn line(tree: &Tree<'_>, worded: &Worded) -> Option<String> {
    let mut paragraphs = paragraphs(tree, worded);
    if let [only] = paragraphs.as_mut_slice()
        && crate::text::is_folded(&only.text)
    {
        return Some(std::mem::take(&mut only.text));
    }
    let texts: Vec<&str> = paragraphs.iter().map(|p| p.text.as_str()).collect();
    crate::origin::folded(&texts.join(" "))
}

fn hidden<'t>(tree: &'t Tree<'_>) -> impl Fn(NodeId) -> Enter + 't {
    |node| match tree.name(node) {
        "script" | "style" => Enter::Skip,
        _ => Enter::Into,
    }
}

/// Elements, or escaped mark-up, or references that were escaped twice, or just text.
fn unsaid(tree: &Tree<'_>, node: NodeId) -> Vec<Paragraph> {
    if tree.elements(node).next().is_some() {
        return html::blocks_of_tree(tree, node, hidden(tree));
    }
    let mapped = tree.mapped(node);
    if html::looks_like_html(&mapped.text) || holds_reference(&mapped.text) {
        html::blocks_of_html(&mapped)
    } else {
        crate::text::plain_paragraphs(&mapped)
    }
}

fn holds_reference(text: &str) -> bool {
    let mut places = memchr::memchr_iter(b'&', text.as_bytes());
    places.any(|at| {
        let rest = &text[at + 1..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '#');
        end.is_some_and(|end| end > 0 && rest[end..].starts_with(';'))
    })
}

/// Base64 inside an element; its paragraphs all stand where the whole stands.
fn base64(tree: &Tree<'_>, node: NodeId) -> Vec<Paragraph> {
    let mapped = tree.mapped(node);
    let bytes = decoded(&mapped.text);
    let text = String::from_utf8_lossy(&bytes);
    let atom = Mapped::atom(text.as_ref(), mapped.span(Span::new(0, mapped.text.len())));
    if html::looks_like_html(&atom.text) {
        html::blocks_of_html(&atom)
    } else {
        crate::text::plain_paragraphs(&atom)
    }
}

/// The bytes that base64 stands for; signs outside the alphabet are passed over.
fn decoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held) = (0_u32, 0);
    for sign in text.bytes() {
        let value = match sign {
            b'A'..=b'Z' => sign - b'A',
            b'a'..=b'z' => sign - b'a' + 26,
            b'0'..=b'9' => sign - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => continue,
        };
        bits = (bits << 6 | u32::from(value)) & 0x00FF_FFFF;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xFF).unwrap_or_default());
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn base64_is_read_with_and_without_padding() {
        assert_eq!(decoded("V2Vpcg=="), b"Weir");
        assert_eq!(decoded("V2Vp\n cg"), b"Weir");
        assert_eq!(decoded(""), b"");
    }
}
