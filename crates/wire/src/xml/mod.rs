//! The bounded XML layer: decoded text to an arena tree. Nodes stand in one vector and point by index; nothing
//! recurses, dropping included. Every text byte is reachable, entities are atoms with their own span, limits end in
//! findings. No DTD is expanded and nothing is fetched.

mod attributes;
mod build;
mod doctype;
mod entities;
#[cfg(any(test, feature = "judge"))]
pub mod judge;
mod reference;
#[cfg(test)]
mod tests;
mod token;

pub(crate) use attributes::word;
pub use attributes::{attribute_value, resolved};
pub use build::{parse, parse_within};
pub use reference::{Reference, reference};

use std::borrow::Cow;
use std::cell::Cell;

use copydesk_text::Span;

use attributes::{Attribute, Attributes, Listed};

use crate::chars::{Mapped, OffsetMap, Pieces};
use crate::scan;

/// Deepest nesting; deeper elements flatten into the last level.
pub const DEPTH_MAX: usize = crate::Limits::DEFAULT.xml_depth;
/// Most attributes of one element that are looked at.
pub const ATTRIBUTES_MAX: usize = 512;
/// Most nodes of one tree.
pub const NODES_MAX: usize = crate::Limits::DEFAULT.nodes;
/// Longest name, in bytes.
pub const NAME_BYTES_MAX: usize = 1024;
/// Bytes of a name that are looked at together.
const NAME_LOOKED_AT: usize = 16;
/// Longest attribute value, in bytes.
pub const VALUE_BYTES_MAX: usize = 1024 * 1024;

/// Index of a node in its tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NodeId(u32);

const NONE: u32 = u32::MAX;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Document,
    /// Its attributes are listed: `b` of them from `a` on.
    Element,
    /// An element whose attributes stand in the document at `a..b`, in no good order.
    Loose,
    /// A copy of the document's text at `from..to`.
    Text,
    /// Text that came from the reference or other piece at `from..to`; stands in `atoms` at `a..b`.
    Atom,
}

impl Kind {
    fn is_element(self) -> bool {
        matches!(self, Self::Element | Self::Loose)
    }
}

#[derive(Clone, Copy, Debug)]
struct Node {
    kind: Kind,
    name_len: u16,
    namespace: u16,
    name_start: u32,
    from: u32,
    to: u32,
    /// Attributes of an element, or the place in `atoms`: see [`Kind`].
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
    attributes: Listed,
    namespaces: Namespaces<'a>,
    /// Whether an attribute may be one of XML's own, such as `xml:lang`.
    inherits: bool,
    atoms: String,
}

#[derive(Clone, Debug)]
struct Namespace<'a> {
    uri: Cow<'a, str>,
    /// What a reader made of it; zero while it made nothing.
    remembered: Cell<u8>,
}

impl<'a> Namespace<'a> {
    fn new(uri: Cow<'a, str>) -> Self {
        Self {
            uri,
            remembered: Cell::new(0),
        }
    }
}

/// The namespaces of a document by number; zero is none. Most documents have one at most.
#[derive(Clone, Debug, Default)]
struct Namespaces<'a> {
    first: Option<Namespace<'a>>,
    others: Vec<Namespace<'a>>,
}

/// Namespaces among which one is looked for that is declared again.
const RECENT: usize = 32;

impl<'a> Namespaces<'a> {
    fn get(&self, number: u16) -> Option<&Namespace<'a>> {
        match number {
            0 => None,
            1 => self.first.as_ref(),
            number => self.others.get(usize::from(number) - 2),
        }
    }

    /// The number of a namespace; beyond what a number holds it counts as none.
    fn number_of(&mut self, uri: Cow<'a, str>) -> u16 {
        if uri.is_empty() {
            return 0;
        }
        match &self.first {
            None => {
                self.first = Some(Namespace::new(uri));
                return 1;
            }
            Some(first) if first.uri == uri => return 1,
            Some(_) => {}
        }
        let recent = self.others.len().saturating_sub(RECENT);
        let mut known = self.others[recent..].iter();
        let index = match known.position(|seen| seen.uri == uri) {
            Some(index) => recent + index,
            None => {
                self.others.push(Namespace::new(uri));
                self.others.len() - 1
            }
        };
        u16::try_from(index + 2).unwrap_or(0)
    }
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
        if !node.kind.is_element() {
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
        if !node.kind.is_element() {
            return "";
        }
        let before = self.slice(node.from as usize + 1, node.name_start as usize);
        before.trim_end_matches(':')
    }

    /// Whether a node is an element of that local name, which is not empty.
    #[must_use]
    pub fn is_named(&self, id: NodeId, name: &str) -> bool {
        self.is_named_so(self.node(id), name)
    }

    #[inline]
    fn is_named_so(&self, node: &Node, name: &str) -> bool {
        let start = node.name_start as usize;
        usize::from(node.name_len) == name.len()
            && node.kind.is_element()
            && self.document.text.as_bytes()[start..].starts_with(name.as_bytes())
    }

    /// Namespace of an element; empty if it has none.
    #[must_use]
    pub fn namespace(&self, id: NodeId) -> &str {
        let known = self.namespaces.get(self.node(id).namespace);
        known.map_or("", |known| &known.uri)
    }

    /// What `make` gives for the namespace of an element, made once for each namespace. It must not give zero.
    pub(crate) fn of_namespace(&self, id: NodeId, make: impl FnOnce(&str) -> u8) -> u8 {
        let Some(known) = self.namespaces.get(self.node(id).namespace) else {
            return make("");
        };
        if known.remembered.get() == 0 {
            known.remembered.set(make(&known.uri));
        }
        known.remembered.get()
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
        self.node(id).kind.is_element()
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
        self.elements(id).find(|&child| self.is_named(child, name))
    }

    /// Child elements of that local name.
    pub fn children_named<'t>(
        &'t self,
        id: NodeId,
        name: &'t str,
    ) -> impl Iterator<Item = NodeId> + 't {
        let mut at = self.node(id).first_child;
        std::iter::from_fn(move || {
            while let Some(node) = self.nodes.get(at as usize) {
                let child = NodeId(at);
                at = node.next;
                if self.is_named_so(node, name) {
                    return Some(child);
                }
            }
            None
        })
    }

    /// Attributes of an element as they stand: full name and value before references are resolved. At most
    /// [`ATTRIBUTES_MAX`] are looked at.
    pub fn attributes(&self, id: NodeId) -> impl Iterator<Item = (&str, &str)> {
        let node = self.node(id);
        let (from, to) = (node.a as usize, node.b as usize);
        let loose = match node.kind {
            Kind::Loose => self.slice(from, to),
            _ => "",
        };
        let loose = Attributes { rest: loose }.take(ATTRIBUTES_MAX);
        let listed = self.listed(node).iter();
        listed.map(|listed| self.pair(*listed)).chain(loose)
    }

    /// Value of an attribute, references resolved, TAB and LF as spaces. `name` is the name as written: `href`,
    /// `xml:lang`.
    #[must_use]
    pub fn attribute(&self, id: NodeId, name: &str) -> Option<Cow<'_, str>> {
        self.value(id, name).map(attribute_value)
    }

    /// Value of an attribute as it stands.
    fn value(&self, id: NodeId, name: &str) -> Option<&'a str> {
        self.value_where(id, |found| found == name.as_bytes())
    }

    /// Value of the first attribute of that name, whatever its prefix, as it stands. The name may be the one as written.
    pub(crate) fn value_by_own_name(&self, id: NodeId, name: &str) -> Option<&'a str> {
        self.value_where(id, |found| match found.strip_suffix(name.as_bytes()) {
            None => false,
            Some([]) => true,
            Some(before) => before.ends_with(b":") && !name.contains(':'),
        })
    }

    /// Value of the first attribute of that local name, whatever its case and prefix, as it stands.
    pub(crate) fn value_by_local_name(&self, id: NodeId, local: &str) -> Option<&'a str> {
        self.value_where(id, |name| {
            let before = name.len().checked_sub(local.len());
            before.is_some_and(|before| {
                (before == 0 || name[before - 1] == b':')
                    && name[before..].eq_ignore_ascii_case(local.as_bytes())
            })
        })
    }

    /// Value of the first attribute whose name as written is wanted, as it stands.
    #[inline]
    fn value_where(&self, id: NodeId, named: impl Fn(&[u8]) -> bool) -> Option<&'a str> {
        let node = self.node(id);
        if node.kind == Kind::Loose {
            let text = self.slice(node.a as usize, node.b as usize);
            let mut loose = Attributes { rest: text }.take(ATTRIBUTES_MAX);
            return loose
                .find(|(name, _)| named(name.as_bytes()))
                .map(|(_, value)| value);
        }
        let text = self.document.text.as_bytes();
        let listed = self.listed(node).iter().find(|listed| {
            let start = listed.name as usize;
            named(&text[start..start + usize::from(listed.name_len)])
        })?;
        Some(self.pair(*listed).1)
    }

    /// Whether an element's local name holds a capital letter.
    pub(crate) fn has_capitals(&self, id: NodeId) -> bool {
        let node = self.node(id);
        let (start, len) = (node.name_start as usize, usize::from(node.name_len));
        let capital = |byte: u8| byte.is_ascii_uppercase();
        match self.document.text.as_bytes().get(start..) {
            _ if !node.kind.is_element() => false,
            // what follows a short name is looked at with it
            Some(rest) if (1..=NAME_LOOKED_AT).contains(&len) && rest.len() >= NAME_LOOKED_AT => {
                let marks = rest.first_chunk().map_or(0, |c| scan::marks(c, capital));
                marks << (8 * (NAME_LOOKED_AT - len)) != 0
            }
            Some(rest) => rest.iter().take(len).any(u8::is_ascii_uppercase),
            None => false,
        }
    }

    /// Whether an element's local name is that, whatever its case.
    pub(crate) fn is_called(&self, id: NodeId, name: &str) -> bool {
        let node = self.node(id);
        let start = node.name_start as usize;
        usize::from(node.name_len) == name.len()
            && node.kind.is_element()
            && self.document.text.as_bytes()[start..start + name.len()]
                .eq_ignore_ascii_case(name.as_bytes())
    }

    /// Value of an attribute, trimmed; `None` if it is absent or blank.
    #[must_use]
    pub fn word(&self, id: NodeId, name: &str) -> Option<Cow<'_, str>> {
        word(self.value(id, name)?)
    }

    /// Whether an element of the document may have one of XML's own attributes, which those below it inherit.
    #[must_use]
    pub(crate) fn inherits(&self) -> bool {
        self.inherits
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

    /// The elements below `top` that are wanted, in document order; none inside another.
    pub(crate) fn outermost<'t>(
        &'t self,
        top: NodeId,
        wanted: impl Fn(NodeId) -> bool + 't,
    ) -> impl Iterator<Item = NodeId> + 't {
        // what stands in an element follows it in the list
        let (mut index, mut behind) = (top.0 + 1, 0);
        let end = self.node(top).to;
        std::iter::from_fn(move || {
            while let Some(node) = self.nodes.get(index as usize)
                && node.from < end
            {
                let id = NodeId(index);
                index += 1;
                if node.from >= behind && node.kind.is_element() && wanted(id) {
                    behind = node.to;
                    return Some(id);
                }
            }
            None
        })
    }

    /// All text below a node, as it stands.
    #[must_use]
    pub fn text(&self, id: NodeId) -> Cow<'_, str> {
        if let Some(only) = link(self.node(id).first_child)
            && self.node(only).next == NONE
            && let Some(piece) = self.piece(only)
        {
            return Cow::Borrowed(piece.text);
        }
        let mut joined: Cow<'_, str> = Cow::Borrowed("");
        for step in self.walk(id, |_| Enter::Into) {
            if let Step::Text(piece) = step {
                self.join(id, &mut joined, piece.text);
            }
        }
        joined
    }

    /// All text below a node with ASCII white space folded and trimmed; `None` if nothing is left.
    #[must_use]
    pub fn folded(&self, id: NodeId) -> Option<String> {
        let text = match self.text(id) {
            Cow::Owned(joined) if crate::text::is_folded(&joined) => joined,
            text => crate::text::fold(&text),
        };
        (!text.is_empty()).then_some(text)
    }

    /// All text below a node, with its map to the raw.
    #[must_use]
    pub fn mapped(&self, id: NodeId) -> Mapped<'_> {
        let mut text: Cow<'_, str> = Cow::Borrowed("");
        let mut map: Option<Pieces<'_>> = None;
        for step in self.walk(id, |_| Enter::Into) {
            let Step::Text(piece) = step else { continue };
            let outer = &self.document.map;
            let map = map.get_or_insert_with(|| OffsetMap::of_pieces(outer, piece.at.start));
            match piece.atomic {
                true => map.push_atomic(piece.text.len(), piece.at),
                false => map.push_through(piece.at),
            }
            self.join(id, &mut text, piece.text);
        }
        let map = match map {
            Some(map) => map.finish(),
            None => OffsetMap::starting_at(self.span(id).start),
        };
        Mapped { text, map }
    }

    /// Appends a piece of the text below a node. The first stays where it stands; for several there is room for all:
    /// a node, tags included, is longer than its text, but for rare references.
    fn join<'t>(&self, id: NodeId, text: &mut Cow<'t, str>, piece: &'t str) {
        match text {
            Cow::Owned(text) => text.push_str(piece),
            Cow::Borrowed("") => *text = Cow::Borrowed(piece),
            Cow::Borrowed(first) => {
                let node = self.node(id);
                let room = node.to.saturating_sub(node.from) as usize;
                let mut joined = String::with_capacity(room);
                joined.push_str(first);
                joined.push_str(piece);
                *text = Cow::Owned(joined);
            }
        }
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

    fn listed(&self, node: &Node) -> &[Attribute] {
        if node.kind != Kind::Element {
            return &[];
        }
        let from = node.a as usize;
        self.attributes
            .get(from..from + node.b as usize)
            .unwrap_or_default()
    }

    fn pair(&self, listed: Attribute) -> (&'a str, &'a str) {
        let (name, value) = (listed.name as usize, listed.value as usize);
        (
            self.slice(name, name + usize::from(listed.name_len)),
            self.slice(value, listed.value_end as usize),
        )
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
