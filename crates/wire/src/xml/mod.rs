//! The bounded XML layer: decoded text to an arena tree. Nodes stand in one vector and point by index; nothing
//! recurses, dropping included. Every text byte is reachable, entities are atoms with their own span, limits end in
//! findings. No DTD is expanded and nothing is fetched.

mod build;
mod entities;
mod reference;
#[cfg(test)]
mod tests;

pub use build::{parse, parse_within};
pub use reference::{Reference, reference};

use std::borrow::Cow;

use copydesk_text::Span;

use crate::chars::{Mapped, OffsetMap};

/// Deepest nesting; deeper elements flatten into the last level.
pub const DEPTH_MAX: usize = crate::Limits::DEFAULT.xml_depth;
/// Most attributes of one element that are looked at.
pub const ATTRIBUTES_MAX: usize = 512;
/// Most nodes of one tree.
pub const NODES_MAX: usize = crate::Limits::DEFAULT.nodes;
/// Longest name, in bytes.
pub const NAME_BYTES_MAX: usize = 1024;
/// Longest attribute value, in bytes.
pub const VALUE_BYTES_MAX: usize = 1024 * 1024;

/// Index of a node in its tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NodeId(u32);

const NONE: u32 = u32::MAX;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Document,
    Element,
    /// A copy of the document's text at `from..to`.
    Text,
    /// Text that came from the reference or other piece at `from..to`; stands in `atoms` at `a..b`.
    Atom,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    kind: Kind,
    name_len: u16,
    namespace: u16,
    name_start: u32,
    from: u32,
    to: u32,
    /// Attributes of an element, or the place in `atoms`.
    a: u32,
    b: u32,
    parent: u32,
    first_child: u32,
    next: u32,
}

/// A document as a tree over its decoded text.
#[derive(Clone, Debug)]
pub struct Tree<'a> {
    document: &'a Mapped<'a>,
    nodes: Vec<Node>,
    namespaces: Vec<Cow<'a, str>>,
    atoms: String,
}

/// One step of a walk through a part of the tree, in document order.
#[derive(Clone, Copy, Debug)]
pub enum Step<'t> {
    /// An element begins.
    Open(NodeId),
    /// An element ends.
    Close(NodeId),
    /// A piece of text.
    Text(Piece<'t>),
}

/// A piece of text and where it stands in the decoded document.
#[derive(Clone, Copy, Debug)]
pub struct Piece<'t> {
    /// The characters.
    pub text: &'t str,
    /// Where they came from in the decoded document.
    pub at: Span,
    /// Whether they came from an indivisible piece (a reference) and not byte by byte.
    pub atomic: bool,
}

impl<'a> Tree<'a> {
    /// The node above all others.
    #[must_use]
    pub fn document(&self) -> NodeId {
        NodeId(0)
    }

    /// The first element of the document.
    #[must_use]
    pub fn root(&self) -> Option<NodeId> {
        self.elements(self.document()).next()
    }

    /// How many nodes there are.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.nodes.len()
    }

    /// Local name of an element; empty for other nodes.
    #[must_use]
    pub fn name(&self, id: NodeId) -> &str {
        let node = self.node(id);
        if node.kind != Kind::Element {
            return "";
        }
        let start = node.name_start as usize;
        self.slice(start, start + usize::from(node.name_len))
    }

    /// Prefix of an element's name as written; empty if it has none. For documents that use prefixes they never
    /// declare.
    #[must_use]
    pub fn prefix(&self, id: NodeId) -> &str {
        let node = self.node(id);
        if node.kind != Kind::Element {
            return "";
        }
        let before = self.slice(node.from as usize + 1, node.name_start as usize);
        before.trim_end_matches(':')
    }

    /// Namespace of an element; empty if it has none.
    #[must_use]
    pub fn namespace(&self, id: NodeId) -> &str {
        let index = usize::from(self.node(id).namespace);
        self.namespaces.get(index).map_or("", Cow::as_ref)
    }

    /// Where a node stands in the raw, tags included.
    #[must_use]
    pub fn span(&self, id: NodeId) -> Span {
        let node = self.node(id);
        let at = Span::new(node.from as usize, node.to as usize);
        self.document.span(at)
    }

    /// The parent of a node; the document has none.
    #[must_use]
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        link(self.node(id).parent)
    }

    /// Whether a node is an element.
    #[must_use]
    pub fn is_element(&self, id: NodeId) -> bool {
        self.node(id).kind == Kind::Element
    }

    /// Children of a node: elements and pieces of text.
    pub fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let mut at = self.node(id).first_child;
        std::iter::from_fn(move || {
            let child = link(at)?;
            at = self.node(child).next;
            Some(child)
        })
    }

    /// Child elements of a node.
    pub fn elements(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        self.children(id).filter(|&child| self.is_element(child))
    }

    /// The first child element of that local name.
    #[must_use]
    pub fn child(&self, id: NodeId, name: &str) -> Option<NodeId> {
        self.elements(id).find(|&child| self.name(child) == name)
    }

    /// Child elements of that local name.
    pub fn children_named<'t>(
        &'t self,
        id: NodeId,
        name: &'t str,
    ) -> impl Iterator<Item = NodeId> + 't {
        self.elements(id)
            .filter(move |&child| self.name(child) == name)
    }

    /// Attributes of an element as they stand: full name and value before references are resolved. At most
    /// [`ATTRIBUTES_MAX`] are looked at.
    pub fn attributes(&self, id: NodeId) -> impl Iterator<Item = (&str, &str)> {
        let node = self.node(id);
        let text = match node.kind {
            Kind::Element => self.slice(node.a as usize, node.b as usize),
            _ => "",
        };
        Attributes { rest: text }.take(ATTRIBUTES_MAX)
    }

    /// Value of an attribute, references resolved, TAB and LF as spaces. `name` is the name as written: `href`,
    /// `xml:lang`.
    #[must_use]
    pub fn attribute(&self, id: NodeId, name: &str) -> Option<Cow<'_, str>> {
        let (_, value) = self.attributes(id).find(|(found, _)| *found == name)?;
        Some(attribute_value(value))
    }

    /// Value of an attribute, trimmed; `None` if it is absent or blank.
    #[must_use]
    pub fn word(&self, id: NodeId, name: &str) -> Option<Cow<'_, str>> {
        let value = self.attribute(id, name)?;
        let trimmed = value.trim_ascii();
        if trimmed.is_empty() {
            return None;
        }
        if trimmed.len() == value.len() {
            return Some(value);
        }
        Some(Cow::Owned(trimmed.to_owned()))
    }

    /// Walks through everything below a node. `Enter::Skip` leaves an element out, with all it holds.
    pub fn walk<'t>(
        &'t self,
        id: NodeId,
        enter: impl Fn(NodeId) -> Enter + 't,
    ) -> impl Iterator<Item = Step<'t>> + 't {
        Walk {
            tree: self,
            top: id,
            at: self.node(id).first_child,
            above: id,
            enter,
        }
    }

    /// All text below a node, as it stands.
    #[must_use]
    pub fn text(&self, id: NodeId) -> Cow<'_, str> {
        let mut joined: Cow<'_, str> = Cow::Borrowed("");
        for step in self.walk(id, |_| Enter::Into) {
            if let Step::Text(piece) = step {
                if joined.is_empty() {
                    joined = Cow::Borrowed(piece.text);
                } else {
                    joined.to_mut().push_str(piece.text);
                }
            }
        }
        joined
    }

    /// All text below a node with ASCII white space folded and trimmed; `None` if nothing is left.
    #[must_use]
    pub fn folded(&self, id: NodeId) -> Option<String> {
        let text = crate::text::fold(&self.text(id));
        (!text.is_empty()).then_some(text)
    }

    /// All text below a node, with its map to the raw.
    #[must_use]
    pub fn mapped(&self, id: NodeId) -> Mapped<'_> {
        let mut text: Cow<'_, str> = Cow::Borrowed("");
        let mut map: Option<OffsetMap> = None;
        for step in self.walk(id, |_| Enter::Into) {
            let Step::Text(piece) = step else { continue };
            let start = self
                .document
                .span(Span::new(piece.at.start, piece.at.start));
            let map = map.get_or_insert_with(|| OffsetMap::starting_at(start.start));
            if piece.atomic {
                map.push_atomic(piece.text.len(), self.document.span(piece.at));
            } else {
                map.push_through(&self.document.map, piece.at);
            }
            if text.is_empty() {
                text = Cow::Borrowed(piece.text);
            } else {
                text.to_mut().push_str(piece.text);
            }
        }
        let map = map.unwrap_or_else(|| OffsetMap::starting_at(self.span(id).start));
        Mapped { text, map }
    }

    /// The map from the decoded document to the raw.
    #[must_use]
    pub fn map(&self) -> &'a OffsetMap {
        &self.document.map
    }

    /// Where a part of the decoded document stands in the raw.
    #[must_use]
    pub fn raw_span(&self, part: Span) -> Span {
        self.document.span(part)
    }

    /// The text of a node that is a piece of text.
    #[must_use]
    pub fn piece(&self, id: NodeId) -> Option<Piece<'_>> {
        let node = self.node(id);
        let at = Span::new(node.from as usize, node.to as usize);
        match node.kind {
            Kind::Text => Some(Piece {
                text: self.slice(at.start, at.end),
                at,
                atomic: false,
            }),
            Kind::Atom => Some(Piece {
                text: self
                    .atoms
                    .get(node.a as usize..node.b as usize)
                    .unwrap_or(""),
                at,
                atomic: true,
            }),
            _ => None,
        }
    }

    fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    fn slice(&self, start: usize, end: usize) -> &'a str {
        self.document.text.get(start..end).unwrap_or("")
    }
}

/// Whether a walk goes into an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enter {
    /// Go into it.
    Into,
    /// Leave it out with all it holds.
    Skip,
}

fn link(index: u32) -> Option<NodeId> {
    (index != NONE).then_some(NodeId(index))
}

struct Walk<'t, 'a, F> {
    tree: &'t Tree<'a>,
    top: NodeId,
    at: u32,
    above: NodeId,
    enter: F,
}

impl<'t, F: Fn(NodeId) -> Enter> Iterator for Walk<'t, '_, F> {
    type Item = Step<'t>;

    fn next(&mut self) -> Option<Step<'t>> {
        loop {
            let Some(id) = link(self.at) else {
                if self.above == self.top {
                    return None;
                }
                let closed = self.above;
                let node = self.tree.node(closed);
                self.at = node.next;
                self.above = link(node.parent).unwrap_or(self.top);
                return Some(Step::Close(closed));
            };
            let node = self.tree.node(id);
            if let Some(piece) = self.tree.piece(id) {
                self.at = node.next;
                return Some(Step::Text(piece));
            }
            if (self.enter)(id) == Enter::Skip {
                self.at = node.next;
                continue;
            }
            self.above = id;
            self.at = node.first_child;
            return Some(Step::Open(id));
        }
    }
}

/// Lenient attribute scanner: quotes may be missing, values too.
struct Attributes<'t> {
    rest: &'t str,
}

impl<'t> Iterator for Attributes<'t> {
    type Item = (&'t str, &'t str);

    fn next(&mut self) -> Option<Self::Item> {
        let odd = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'/' | b'=');
        let bytes = self.rest.as_bytes();
        let start = bytes.iter().position(|byte| !odd(byte))?;
        let len = bytes[start..].iter().position(odd);
        let end = len.map_or(bytes.len(), |len| start + len);
        let name = &self.rest[start..end];
        let Some(after) = self.rest[end..].trim_ascii_start().strip_prefix('=') else {
            self.rest = &self.rest[end..];
            return Some((name, ""));
        };
        let after = after.trim_ascii_start();
        let (value, rest) = match after.as_bytes().first() {
            Some(b'"') => cut(&after[1..], b'"'),
            Some(b'\'') => cut(&after[1..], b'\''),
            _ => cut(after, b' '),
        };
        self.rest = rest;
        Some((name, value))
    }
}

fn cut(text: &str, at: u8) -> (&str, &str) {
    match memchr::memchr(at, text.as_bytes()) {
        Some(end) => (&text[..end], &text[end + 1..]),
        None => (text, ""),
    }
}

/// An attribute's value with references resolved and white space as spaces, at most [`VALUE_BYTES_MAX`] long.
#[must_use]
pub fn attribute_value(raw: &str) -> Cow<'_, str> {
    let raw = if raw.len() > VALUE_BYTES_MAX {
        &raw[..raw.floor_char_boundary(VALUE_BYTES_MAX)]
    } else {
        raw
    };
    if !raw.bytes().any(|byte| matches!(byte, b'&' | b'\t' | b'\n')) {
        return Cow::Borrowed(raw);
    }
    Cow::Owned(resolved(&raw.replace(['\t', '\n'], " ")))
}

/// A string with every reference resolved; what is none stays as it stands.
#[must_use]
pub fn resolved(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = reference::end_of(rest);
        let known = end.and_then(|end| reference(&rest[1..end - 1]).text().map(|text| (end, text)));
        match known {
            Some((end, text)) => {
                out.push_str(&text);
                rest = &rest[end..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}
