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

/// One value in the arena.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub key: Option<Token>,
    pub kind: Kind,
    pub span: Span,
    pub first: Option<u32>,
    pub next: Option<u32>,
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
        node.key
            .map_or(Cow::Borrowed(""), |key| string::decode(self.text, key))
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
        self.node().kind
    }

    /// The whole value, quotes and brackets included.
    pub fn span(self) -> Span {
        self.node().span
    }

    /// The value's bytes as they stand.
    pub fn source(self) -> &'t str {
        self.tree.slice(self.node().span)
    }

    /// The text that was scanned.
    pub fn scanned(self) -> &'t str {
        self.tree.text
    }

    /// A string's text with its escapes read.
    pub fn text(self) -> Option<Cow<'t, str>> {
        match self.node().kind {
            Kind::String(token) => Some(string::decode(self.tree.text, token)),
            _ => None,
        }
    }

    /// The inside of a string.
    pub fn token(self) -> Option<Token> {
        match self.node().kind {
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
        self.members()
            .filter(|(name, _)| name == key)
            .map(|(_, value)| value)
            .last()
    }

    fn children(self) -> impl Iterator<Item = Value<'t>> + 't {
        let tree = self.tree;
        std::iter::successors(self.node().first, move |&index| {
            tree.nodes[index as usize].next
        })
        .map(move |index| Value { tree, index })
    }
}
