//! HTML to a tree within bounds, and a walk through it without recursion. Knows nothing of what the elements mean.
//!
//! The parser's time grows with the square of the attributes of one tag, with the depth at each tag, and with the
//! attributes of `html` and `body` at each repetition of them. So it is fed in portions, and after each one the tree
//! is looked at: a page that leaves the bounds is read up to there.

use dom_query::{Document, NodeData, NodeRef};
use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};

/// Largest page in bytes; the rest is not read.
const PAGE_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Most nodes of a tree, about.
const NODES_MAX: usize = 400_000;
/// Most tags.
const TAGS_MAX: usize = 1_000_000;
/// Deepest nesting, about.
const DEPTH_MAX: usize = 512;
/// Most attributes of `html` or of `body`.
const ROOT_ATTRIBUTES_MAX: usize = 100;
/// Most comparisons of attributes within tags, as if all that was fed while the tree stood still were one tag.
const COMPARISONS_MAX: usize = 3_000_000_000;
/// Bytes handed to the parser between two looks.
const PORTION_BYTES: usize = 1024;

/// A parsed page.
pub(crate) struct Parsed {
    pub(crate) document: Document,
    /// Whether something was left unread, for its size or its shape.
    pub(crate) truncated: bool,
}

/// Parses as much as the bounds allow.
pub(crate) fn parse(html: &str) -> Parsed {
    let mut opts = ParseOpts::default();
    opts.tree_builder.scripting_enabled = false;
    let mut parser = parse_document(Document::default(), opts);
    let mut bounds = Bounds::default();
    let mut rest = html;
    while !rest.is_empty() {
        let (portion, after) = rest.split_at(portion_length(rest));
        parser.process(portion.into());
        rest = after;
        if bounds.are_left(&parser.tokenizer.sink.sink, portion) {
            break;
        }
    }
    Parsed {
        document: parser.finish(),
        truncated: !rest.is_empty(),
    }
}

fn portion_length(text: &str) -> usize {
    let mut length = PORTION_BYTES.min(text.len());
    while !text.is_char_boundary(length) {
        length += 1;
    }
    length
}

/// What was counted so far.
#[derive(Default)]
struct Bounds {
    bytes: usize,
    tags: usize,
    still_attributes: usize,
    comparisons: usize,
    extent: Extent,
}

/// How far a tree has grown: changes with every tag, text and comment that the parser completes.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Extent {
    nodes: usize,
    last_text_bytes: usize,
}

impl Bounds {
    /// Counts a portion; true when the tree may not grow further.
    fn are_left(&mut self, document: &Document, portion: &str) -> bool {
        document.errors.borrow_mut().clear();
        let (extent, depth) = extent_and_depth(document);
        self.bytes += portion.len();
        self.tags += portion.bytes().filter(|byte| *byte == b'<').count();
        // No tag was completed: all this may belong to a single one.
        self.still_attributes = if extent == self.extent {
            self.still_attributes
        } else {
            0
        };
        self.still_attributes += separators(portion);
        self.comparisons += self.still_attributes * separators(portion);
        self.extent = extent;
        self.bytes >= PAGE_BYTES_MAX
            || extent.nodes > NODES_MAX
            || depth > DEPTH_MAX
            || self.tags > TAGS_MAX
            || self.comparisons > COMPARISONS_MAX
            || root_attributes(document) > ROOT_ATTRIBUTES_MAX
    }
}

/// Places in a portion where an attribute may begin.
fn separators(portion: &str) -> usize {
    let separates = |byte: u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'"' | b'\'');
    portion
        .as_bytes()
        .windows(2)
        .filter(|pair| separates(pair[0]) && !separates(pair[1]))
        .count()
}

/// The tree's extent, and the depth of the place where the parser stands: down the last children.
fn extent_and_depth(document: &Document) -> (Extent, usize) {
    let mut depth = 0;
    let mut last = document.root();
    while let Some(child) = last.last_child() {
        last = child;
        depth += 1;
        if depth > DEPTH_MAX {
            break;
        }
    }
    let last_text_bytes = last.query_or(0, |node| match &node.data {
        NodeData::Text { contents } => contents.len(),
        _ => 0,
    });
    (
        Extent {
            nodes: document.tree.len(),
            last_text_bytes,
        },
        depth,
    )
}

fn root_attributes(document: &Document) -> usize {
    let attributes =
        |node: NodeRef<'_>| node.element_ref().map_or(0, |element| element.attrs.len());
    let html = document.root().children_it(false).find(NodeRef::is_element);
    let body = html.and_then(|html| html.children_it(false).find(|child| child.has_name("body")));
    html.map_or(0, attributes).max(body.map_or(0, attributes))
}

/// One step of a walk.
pub(crate) enum Step<'a> {
    /// A node, before its children.
    Enter(NodeRef<'a>),
    /// The same node, after its children.
    Leave,
}

/// Whether a walk goes into a node's children.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Descend {
    Into,
    Past,
}

/// Walks a tree in document order; `visit` is told of entering and, where it went in, of leaving.
pub(crate) fn walk<'a>(root: NodeRef<'a>, mut visit: impl FnMut(Step<'a>) -> Descend) {
    let mut current = root;
    let mut depth = 0usize;
    loop {
        let descend = visit(Step::Enter(current));
        if descend == Descend::Into {
            if let Some(child) = current.first_child() {
                current = child;
                depth += 1;
                continue;
            }
            visit(Step::Leave);
        }
        loop {
            if depth == 0 {
                return;
            }
            if let Some(next) = current.next_sibling() {
                current = next;
                break;
            }
            let Some(parent) = current.parent() else {
                return;
            };
            current = parent;
            depth -= 1;
            visit(Step::Leave);
        }
    }
}
