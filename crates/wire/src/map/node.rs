//! A value of JSON or XML as paths see it: children by name, attributes, words. Lists of JSON and repeated elements of
//! XML look alike.

use crate::Paragraph;
use crate::Span;
use crate::chars::Mapped;
use crate::html::{self, Blocks};
use crate::json::{Kind, Value};
use crate::origin::{Markup, Origin, folded, paragraphs, word};
use crate::xml::{Enter, NodeId, Step, Tree};

/// A value.
#[derive(Clone, Copy)]
pub(super) enum Node<'t> {
    Json(Value<'t>),
    Element(&'t Tree<'t>, NodeId),
    /// The attribute of an element, by its name as written.
    Attribute(&'t Tree<'t>, NodeId, &'t str),
}

/// How deep lists in lists are gone through.
const LISTS_MAX: usize = 4;

impl<'t> Node<'t> {
    /// Whether it is a list.
    pub fn is_list(self) -> bool {
        matches!(self, Self::Json(value) if value.kind() == Kind::Array)
    }

    /// The value, or the elements of the list that it is.
    pub fn flat(self) -> Vec<Self> {
        let mut values = Vec::new();
        self.flatten(LISTS_MAX, &mut values);
        values
    }

    /// Appends the value, or the elements of the list that it is; lists in lists as often as `lists` says.
    fn flatten(self, lists: usize, out: &mut Vec<Self>) {
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
    pub fn named(self, name: &str) -> Vec<Self> {
        let mut found = Vec::new();
        self.push_named(name, &mut found);
        found
    }

    /// Appends what stands in it under this name.
    pub fn push_named(self, name: &str, out: &mut Vec<Self>) {
        match self {
            Self::Json(value) => {
                if let Some(found) = value.get(name) {
                    Self::Json(found).flatten(LISTS_MAX, out);
                }
            }
            Self::Element(tree, id) => {
                for child in tree.elements(id) {
                    if tree.is_named(child, name) {
                        out.push(Self::Element(tree, child));
                    }
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
        let mut found = Vec::new();
        self.push_children(&mut found);
        !found.is_empty()
    }

    /// Appends everything that stands in it.
    pub fn push_children(self, out: &mut Vec<Self>) {
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
                let mut names = tree.attributes(id).map(|(full, _)| full);
                let full = names.find(|full| {
                    *full == name || full.rsplit_once(':').is_some_and(|(_, own)| own == name)
                })?;
                Some(Self::Attribute(tree, id, full))
            }
            Self::Attribute(..) => None,
        }
    }

    /// Whether the value under `key` is `wanted`, in any case.
    pub fn has(self, key: &str, wanted: &str) -> bool {
        let values = match key.strip_prefix('@') {
            Some(name) => self.attribute(name).into_iter().collect(),
            None => self.named(key),
        };
        values
            .into_iter()
            .filter_map(Self::word)
            .any(|word| word.eq_ignore_ascii_case(wanted))
    }

    /// The value as one line; nothing for an empty one.
    pub fn word(self) -> Option<String> {
        match self {
            Self::Json(value) => word(Some(value)),
            Self::Element(tree, id) => tree.folded(id),
            Self::Attribute(tree, id, name) => {
                tree.attribute(id, name).and_then(|text| folded(&text))
            }
        }
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
    /// enough.
    pub fn each_text(self, see: &mut impl FnMut(Self) -> bool) {
        match self {
            Self::Json(value) => each_string(value, &mut |value| see(Self::Json(value))),
            Self::Element(tree, id) => each_element_of_text(tree, id, see),
            Self::Attribute(..) => {}
        }
    }
}

/// The strings in a value. Holds no more than the way down, however many members there are.
fn each_string<'t>(root: Value<'t>, see: &mut impl FnMut(Value<'t>) -> bool) {
    let mut pending = Vec::new();
    let mut next = Some(root);
    while let Some(value) = next.take().or_else(|| pending.pop()) {
        if value.index() != root.index() {
            pending.extend(value.next_sibling());
        }
        if matches!(value.kind(), Kind::String(_)) {
            if !see(value) {
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
    see: &mut impl FnMut(Node<'t>) -> bool,
) {
    let mut pending = vec![root];
    while let Some(id) = pending.pop() {
        if holds_blocks(tree, id) {
            let from = pending.len();
            pending.extend(tree.elements(id));
            pending[from..].reverse();
        } else if !see(Node::Element(tree, id)) {
            return;
        }
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
    if tree.elements(id).next().is_none() {
        return false;
    }
    let mut pieces = tree.children(id).filter_map(|child| tree.piece(child));
    !pieces.any(|piece| !piece.text.trim().is_empty())
}
