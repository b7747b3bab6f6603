//! The arena that the scanner fills, and the handle that readers walk it with. Values are indexes into one `Vec`,
//! so neither walking nor dropping recurses. Spans are offsets into the scanned text.

use std::borrow::Cow;

use super::string;
use crate::{Finding, Span};

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `{…}`
    Object,
    /// `[…]`
    Array,
    /// `"…"`
    String(Token),
    /// Digits as sent.
    Number,
    /// `true` or `false`.
    Bool(bool),
    /// `null`
    Null,
    /// Bytes that are no JSON value.
    Invalid,
    /// A container nested too deeply to be read; its bytes stay in the raw.
    Cut,
}

/// The inside of a string: the span between the quotes, and whether it holds escapes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Token {
    /// Between the quotes.
    pub span: Span,
    /// Whether a backslash occurs.
    pub escaped: bool,
}

/// One value in the arena, packed: a text of the largest size holds a million of them, and each look for a member walks
/// them. Offsets are below 4 GiB, which the limit on raws ensures.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    span: (u32, u32),
    key: (u32, u32),
    first: u32,
    next: u32,
    tag: Tag,
    marks: u8,
}

/// No key, no child, no sibling.
const NONE: u32 = u32::MAX;

const KEYED: u8 = 1;
const KEY_ESCAPED: u8 = 2;
const ESCAPED: u8 = 4;
/// A string whose closing quote is missing.
const OPEN_ENDED: u8 = 8;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tag {
    Object,
    Array,
    String,
    Number,
    True,
    False,
    Null,
    Invalid,
    Cut,
}

fn packed(span: Span) -> (u32, u32) {
    let narrow = |at: usize| u32::try_from(at).unwrap_or(NONE);
    (narrow(span.start), narrow(span.end))
}

fn unpacked((start, end): (u32, u32)) -> Span {
    Span::new(start as usize, end as usize)
}

fn index(index: u32) -> Option<u32> {
    (index != NONE).then_some(index)
}

impl Node {
    pub(super) fn new(kind: Kind, span: Span, key: Option<Token>) -> Self {
        let mut marks = 0;
        if let Some(key) = key {
            marks |= KEYED | if key.escaped { KEY_ESCAPED } else { 0 };
        }
        if let Kind::String(token) = kind {
            marks |= if token.escaped { ESCAPED } else { 0 };
            marks |= if token.span.end == span.end {
                OPEN_ENDED
            } else {
                0
            };
        }
        let tag = match kind {
            Kind::Object => Tag::Object,
            Kind::Array => Tag::Array,
            Kind::String(_) => Tag::String,
            Kind::Number => Tag::Number,
            Kind::Bool(true) => Tag::True,
            Kind::Bool(false) => Tag::False,
            Kind::Null => Tag::Null,
            Kind::Invalid => Tag::Invalid,
            Kind::Cut => Tag::Cut,
        };
        Self {
            span: packed(span),
            key: key.map_or((0, 0), |key| packed(key.span)),
            first: NONE,
            next: NONE,
            tag,
            marks,
        }
    }

    pub(super) fn span(&self) -> Span {
        unpacked(self.span)
    }

    pub(super) fn end_at(&mut self, end: usize) {
        self.span.1 = packed(Span::new(0, end)).1;
    }

    pub(super) fn key(&self) -> Option<Token> {
        (self.marks & KEYED != 0).then(|| Token {
            span: unpacked(self.key),
            escaped: self.marks & KEY_ESCAPED != 0,
        })
    }

    pub(super) fn first(&self) -> Option<u32> {
        index(self.first)
    }

    pub(super) fn set_first(&mut self, child: u32) {
        self.first = child;
    }

    pub(super) fn next(&self) -> Option<u32> {
        index(self.next)
    }

    pub(super) fn set_next(&mut self, sibling: u32) {
        self.next = sibling;
    }

    fn kind(&self) -> Kind {
        match self.tag {
            Tag::Object => Kind::Object,
            Tag::Array => Kind::Array,
            Tag::String => {
                let span = self.span();
                let closing = usize::from(self.marks & OPEN_ENDED == 0);
                Kind::String(Token {
                    span: Span::new(span.start + 1, span.end - closing),
                    escaped: self.marks & ESCAPED != 0,
                })
            }
            Tag::Number => Kind::Number,
            Tag::True => Kind::Bool(true),
            Tag::False => Kind::Bool(false),
            Tag::Null => Kind::Null,
            Tag::Invalid => Kind::Invalid,
            Tag::Cut => Kind::Cut,
        }
    }
}

/// A scanned text: its top-level values and what the scanner noticed.
#[derive(Debug, Default)]
pub(crate) struct Tree<'a> {
    pub(super) text: &'a str,
    pub(super) nodes: Vec<Node>,
    pub(super) roots: Vec<u32>,
    /// Findings, their spans in the scanned text.
    pub findings: Vec<Finding>,
}

impl<'a> Tree<'a> {
    /// The top-level values in order; a file may hold several (one JSON object a line).
    pub fn roots(&self) -> impl Iterator<Item = Value<'_>> + Clone + '_ {
        self.roots.iter().map(|&index| Value { tree: self, index })
    }

    /// The first top-level value.
    pub fn root(&self) -> Option<Value<'_>> {
        self.roots().next()
    }

    pub(super) fn slice(&self, span: Span) -> &'a str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    pub(super) fn key_text(&self, node: &Node) -> Cow<'a, str> {
        node.key()
            .map_or(Cow::Borrowed(""), |key| string::decode(self.text, key))
    }

    /// Whether the key of a member is `name`.
    #[inline]
    fn has_key(&self, node: &Node, name: &str) -> bool {
        if node.marks & (KEYED | KEY_ESCAPED) == KEYED {
            let (start, end) = (node.key.0 as usize, node.key.1 as usize);
            return end - start == name.len()
                && self.text.as_bytes().get(start..end) == Some(name.as_bytes());
        }
        match node.key() {
            Some(_) => self.key_text(node) == name,
            None => name.is_empty(),
        }
    }
}

/// One value of a tree.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Value<'t> {
    tree: &'t Tree<'t>,
    index: u32,
}

impl<'t> Value<'t> {
    fn node(self) -> &'t Node {
        &self.tree.nodes[self.index as usize]
    }

    /// What it is.
    pub fn kind(self) -> Kind {
        self.node().kind()
    }

    /// The whole value, quotes and brackets included.
    pub fn span(self) -> Span {
        self.node().span()
    }

    /// The value's bytes as they stand.
    pub fn source(self) -> &'t str {
        self.tree.slice(self.node().span())
    }

    /// The text that was scanned.
    pub fn scanned(self) -> &'t str {
        self.tree.text
    }

    /// A string's text with its escapes read.
    pub fn text(self) -> Option<Cow<'t, str>> {
        match self.node().kind() {
            Kind::String(token) => Some(string::decode(self.tree.text, token)),
            _ => None,
        }
    }

    /// The inside of a string.
    pub fn token(self) -> Option<Token> {
        match self.node().kind() {
            Kind::String(token) => Some(token),
            _ => None,
        }
    }

    /// Whether it is `null`.
    pub fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    /// An object's members with their keys, or nothing. Of duplicate keys all are given, the last one last.
    pub fn members(self) -> impl Iterator<Item = (Cow<'t, str>, Value<'t>)> + 't {
        let object = self.kind() == Kind::Object;
        self.children()
            .filter(move |_| object)
            .map(move |child| (self.tree.key_text(child.node()), child))
    }

    /// An array's elements, or nothing.
    pub fn elements(self) -> impl Iterator<Item = Value<'t>> + 't {
        let array = self.kind() == Kind::Array;
        self.children().filter(move |_| array)
    }

    /// An array's first element.
    pub fn elements_first(self) -> Option<Value<'t>> {
        self.elements().next()
    }

    /// The member of that key; the last one of duplicates.
    pub fn get(self, key: &str) -> Option<Value<'t>> {
        let tree = self.tree;
        let object = self.node();
        if object.tag != Tag::Object {
            return None;
        }
        let (mut found, mut at) = (NONE, object.first);
        while let Some(member) = tree.nodes.get(at as usize) {
            if tree.has_key(member, key) {
                found = at;
            }
            at = member.next;
        }
        index(found).map(|index| Value { tree, index })
    }

    /// The first member or element.
    pub fn first_child(self) -> Option<Value<'t>> {
        let tree = self.tree;
        self.node().first().map(|index| Value { tree, index })
    }

    /// What follows it in its container.
    pub fn next_sibling(self) -> Option<Value<'t>> {
        let tree = self.tree;
        self.node().next().map(|index| Value { tree, index })
    }

    /// Its place in the arena: no two values of a tree have the same.
    pub fn index(self) -> u32 {
        self.index
    }

    fn children(self) -> impl Iterator<Item = Value<'t>> + 't {
        let tree = self.tree;
        std::iter::successors(self.node().first(), move |&index| {
            tree.nodes[index as usize].next()
        })
        .map(move |index| Value { tree, index })
    }
}
