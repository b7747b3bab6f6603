//! A value of JSON or XML as paths see it: children by name, attributes, words. Lists of JSON and repeated elements of
//! XML look alike.

use std::borrow::Cow;

use smallvec::{SmallVec, smallvec};

use super::{WORDY_BYTES_MIN, is_wordy};
use crate::Paragraph;
use crate::Span;
use crate::chars::Mapped;
use crate::html::{self, Blocks};
use crate::json::{Kind, Value};
use crate::origin::{Markup, Origin, folded, paragraphs, word};
use crate::xml::{Enter, NodeId, Step, Tree, attribute_value};

/// A value.
#[derive(Clone, Copy)]
pub(super) enum Node<'t> {
    Json(Value<'t>),
    Element(&'t Tree<'t>, NodeId),
    /// An attribute of an element, by its value as it stands.
    Attribute(&'t Tree<'t>, NodeId, &'t str),
}

/// Values that something leads to: mostly one or two.
pub(super) type Values<'t> = SmallVec<[Node<'t>; 4]>;

/// How deep lists in lists are gone through.
const LISTS_MAX: usize = 4;

impl<'t> Node<'t> {
    /// Whether it is a list.
    pub fn is_list(self) -> bool {
        matches!(self, Self::Json(value) if value.kind() == Kind::Array)
    }

    /// Appends the value, or the elements of the list that it is.
    pub fn push_flat(self, out: &mut Values<'t>) {
        self.flatten(LISTS_MAX, out);
    }

    /// Appends the value, or the elements of the list that it is; lists in lists as often as `lists` says.
    fn flatten(self, lists: usize, out: &mut Values<'t>) {
        match self {
            Self::Json(value) if lists > 0 && value.kind() == Kind::Array => {
                for element in value.elements() {
                    Self::Json(element).flatten(lists - 1, out);
                }
            }
            other => out.push(other),
        }
    }

    /// What stands in it under this name.
    pub fn named(self, name: &str) -> Values<'t> {
        let mut found = Values::new();
        self.push_named(name, &mut found);
        found
    }

    /// Appends what stands in it under this name.
    pub fn push_named(self, name: &str, out: &mut Values<'t>) {
        match self {
            Self::Json(value) => {
                if let Some(found) = value.get(name) {
                    Self::Json(found).flatten(LISTS_MAX, out);
                }
            }
            Self::Element(tree, id) => {
                for child in tree.children_named(id, name) {
                    out.push(Self::Element(tree, child));
                }
            }
            Self::Attribute(..) => {}
        }
    }

    /// Whether anything stands in it.
    pub fn has_children(self) -> bool {
        if let Self::Element(tree, id) = self {
            return tree.elements(id).next().is_some();
        }
        let mut found = Values::new();
        self.push_children(&mut found);
        !found.is_empty()
    }

    /// Appends everything that stands in it.
    pub fn push_children(self, out: &mut Values<'t>) {
        match self {
            Self::Json(value) => {
                for (_, member) in value.members() {
                    Self::Json(member).flatten(LISTS_MAX, out);
                }
            }
            Self::Element(tree, id) => {
                for child in tree.elements(id) {
                    out.push(Self::Element(tree, child));
                }
            }
            Self::Attribute(..) => {}
        }
    }

    /// The attribute of that local name; in JSON the member of that name.
    pub fn attribute(self, name: &str) -> Option<Self> {
        match self {
            Self::Json(value) => value.get(name).map(Self::Json),
            Self::Element(tree, id) => {
                let value = tree.value_by_own_name(id, name)?;
                Some(Self::Attribute(tree, id, value))
            }
            Self::Attribute(..) => None,
        }
    }

    /// Whether the value under `key` is `wanted`, in any case.
    pub fn has(self, key: &str, wanted: &str) -> bool {
        let is_wanted = |value: Self| {
            let word = value.word();
            word.is_some_and(|word| word.eq_ignore_ascii_case(wanted))
        };
        match key.strip_prefix('@') {
            Some(name) => self.attribute(name).is_some_and(is_wanted),
            None => self.named(key).into_iter().any(is_wanted),
        }
    }

    /// The value as one line; nothing for an empty one.
    pub fn word(self) -> Option<String> {
        match self {
            Self::Json(value) => word(Some(value)),
            Self::Element(tree, id) => tree.folded(id),
            Self::Attribute(_, _, value) => folded(&attribute_value(value)),
        }
    }

    /// Whether it holds words that a reader would miss.
    pub fn is_wordy(self) -> bool {
        let text = match self {
            Self::Json(value) => value.text(),
            Self::Element(tree, id) => Some(tree.text(id)),
            Self::Attribute(_, _, value) => Some(Cow::Borrowed(value)),
        };
        text.is_some_and(|text| is_wordy(&text))
    }

    /// Where it stands in the raw.
    pub fn span(self, origin: Option<&Origin<'_>>) -> Span {
        match (self, origin) {
            (Self::Json(value), Some(origin)) => origin.span(value.span()),
            (Self::Json(value), None) => value.span(),
            (Self::Element(tree, id) | Self::Attribute(tree, id, _), _) => tree.span(id),
        }
    }

    /// Its paragraphs: those of the mark-up in it, else of its lines.
    pub fn paragraphs(self, markup: Option<Markup>, origin: Option<&Origin<'_>>) -> Vec<Paragraph> {
        let of = |text: &Mapped<'_>| {
            let markup = markup.unwrap_or_else(|| Markup::of(None, &text.text));
            paragraphs(text, markup)
        };
        match (self, origin) {
            (Self::Json(value), Some(origin)) => origin
                .mapped(value)
                .map(|text| of(&text))
                .unwrap_or_default(),
            (Self::Element(tree, id), _) if tree.elements(id).next().is_some() => {
                blocks_of_own_markup(tree, id)
            }
            (Self::Element(tree, id), _) => of(&tree.mapped(id)),
            (Self::Attribute(tree, id, _), _) => match self.word() {
                Some(word) => of(&Mapped::atom(word, tree.span(id))),
                None => Vec::new(),
            },
            (Self::Json(_), None) => Vec::new(),
        }
    }

    /// Shows the strings and texts in it, in document order, each that stands in no other value, until `see` has seen
    /// enough; none in a value that `leave_out` is true of.
    pub fn each_text(self, leave_out: impl Fn(Self) -> bool, see: impl FnMut(Self) -> bool) {
        match self {
            Self::Json(value) => each_string(value, leave_out, see),
            Self::Element(tree, id) => each_element_of_text(tree, id, leave_out, see),
            Self::Attribute(..) => {}
        }
    }
}

/// The strings in a value. Holds no more than the way down, however many members there are.
fn each_string<'t>(
    root: Value<'t>,
    leave_out: impl Fn(Node<'t>) -> bool,
    mut see: impl FnMut(Node<'t>) -> bool,
) {
    let mut pending = Vec::new();
    let mut next = Some(root);
    while let Some(value) = next.take().or_else(|| pending.pop()) {
        if value.index() != root.index() {
            pending.extend(value.next_sibling());
        }
        if leave_out(Node::Json(value)) {
            continue;
        }
        if matches!(value.kind(), Kind::String(_)) {
            if !see(Node::Json(value)) {
                return;
            }
        } else {
            next = value.first_child();
        }
    }
}

fn each_element_of_text<'t>(
    tree: &'t Tree<'t>,
    root: NodeId,
    leave_out: impl Fn(Node<'t>) -> bool,
    mut see: impl FnMut(Node<'t>) -> bool,
) {
    let mut pending: SmallVec<[NodeId; 16]> = smallvec![root];
    while let Some(id) = pending.pop() {
        let node = Node::Element(tree, id);
        if is_short(tree, id) || leave_out(node) {
            continue;
        }
        if holds_blocks(tree, id) {
            let from = pending.len();
            pending.extend(tree.elements(id));
            pending[from..].reverse();
        } else if !see(node) {
            return;
        }
    }
}

/// Whether an element holds nothing, or so short a text that it is not wordy.
fn is_short(tree: &Tree<'_>, id: NodeId) -> bool {
    let mut children = tree.children(id);
    match (children.next(), children.next()) {
        (None, _) => true,
        (Some(only), None) => tree
            .piece(only)
            .is_some_and(|piece| piece.text.len() < WORDY_BYTES_MIN),
        _ => false,
    }
}

/// Paragraphs of mark-up in which an element that HTML does not know is a block of its own: read as part of the line,
/// it would fuse the words on both sides.
fn blocks_of_own_markup(tree: &Tree<'_>, id: NodeId) -> Vec<Paragraph> {
    let mut blocks = Blocks::new(tree.map());
    let name = |id| match tree.name(id) {
        name if html::is_known(name) => name,
        _ => "div",
    };
    for step in tree.walk(id, |_| Enter::Into) {
        match step {
            Step::Open(id) => blocks.open(name(id)),
            Step::Close(id) => blocks.close(name(id)),
            Step::Text(piece) => blocks.text(piece),
        }
    }
    blocks.finish()
}

/// Whether an element has elements in it but no text of its own.
fn holds_blocks(tree: &Tree<'_>, id: NodeId) -> bool {
    let mut elements = false;
    for child in tree.children(id) {
        match tree.piece(child) {
            None => elements = true,
            Some(piece) if piece.text.trim_ascii_start().trim_start().is_empty() => {}
            Some(_) => return false,
        }
    }
    elements
}
