//! Which format the bytes are in, by first evidence (`wire.md` 1). Never trusts a file name or media type.

use crate::Format;
use crate::xml::{NodeId, Tree};

/// How deep a wrapper of unknown name is searched for roots that are known.
const WRAPPER_DEPTH: usize = 4;

/// What the first characters say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Mark-up follows.
    Xml,
    /// An object or array of JSON follows.
    Json,
    /// Other characters that people can read.
    Text,
    /// Anything else.
    Binary,
}

/// The family of formats a decoded raw belongs to.
#[must_use]
pub fn family(text: &str) -> Family {
    let start = match text.starts_with('<') {
        true => text,
        false => {
            text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}' || c == '\0')
        }
    };
    let mut chars = start.chars();
    match (chars.next(), chars.next()) {
        (Some('<'), Some(next)) if next.is_alphabetic() || matches!(next, '?' | '!' | '_') => {
            Family::Xml
        }
        (Some('{'), _) => Family::Json,
        (Some('['), Some(next)) if next.is_whitespace() || matches!(next, '{' | ']') => {
            Family::Json
        }
        (Some(_), _) if is_readable(start) => Family::Text,
        _ => Family::Binary,
    }
}

/// Whether nearly all of the first characters are letters, marks or white space.
fn is_readable(text: &str) -> bool {
    let (mut all, mut odd) = (0_usize, 0_usize);
    for c in text.chars().take(4096) {
        all += 1;
        let control = c.is_control() && !matches!(c, '\n' | '\r' | '\t');
        odd += usize::from(control || c == '\u{FFFD}');
    }
    all > 0 && odd * 20 <= all
}

/// The format of an XML element by its local name.
#[must_use]
pub fn format_of_element(name: &str) -> Option<Format> {
    match name.as_bytes() {
        b"newsMessage" | b"newsItem" | b"packageItem" | b"conceptItem" | b"knowledgeItem"
        | b"planningItem" | b"catalogItem" => Some(Format::NewsMlG2),
        b"nitf" => Some(Format::Nitf),
        b"NewsML" | b"NewsItem" => Some(Format::NewsMl1),
        b"sports-content" => Some(Format::SportsMl),
        b"RBNews" => Some(Format::Ritzau),
        b"rss" | b"RDF" => Some(Format::Rss),
        b"feed" | b"entry" | b"deleted-entry" => Some(Format::Atom),
        b"channel" | b"Channel" | b"CHANNEL" => Some(Format::Rss),
        _ => None,
    }
}

/// The root of a document that has one, if its format is known: nearly every document.
pub(crate) fn only_root(tree: &Tree<'_>) -> Option<(NodeId, Format)> {
    let mut roots = tree.elements(tree.document());
    let root = roots.next().filter(|_| roots.next().is_none())?;
    Some((root, format_of_element(tree.name(root))?))
}

/// The elements of known formats at the top of a document, or inside a wrapper of unknown name.
#[must_use]
pub fn known_roots(tree: &Tree<'_>) -> Vec<(NodeId, Format)> {
    let format = |id: NodeId| Some((id, format_of_element(tree.name(id))?));
    let known: Vec<(NodeId, Format)> = tree.elements(tree.document()).filter_map(format).collect();
    if !known.is_empty() {
        return known;
    }
    let mut level: Vec<NodeId> = tree.elements(tree.document()).collect();
    for _ in 0..=WRAPPER_DEPTH {
        let known: Vec<(NodeId, Format)> = level.iter().copied().filter_map(format).collect();
        if !known.is_empty() {
            return known;
        }
        level = level
            .iter()
            .flat_map(|&id| tree.elements(id).collect::<Vec<_>>())
            .collect();
    }
    Vec::new()
}
