//! Builds the tree from tokens. Text, references and CDATA all become pieces of text; wrong end tags, two roots, bare
//! ampersands and cut-off documents become findings. Trusts nothing after a syntax error: what stands before it is
//! kept.

use std::borrow::Cow;
use std::sync::LazyLock;

use copydesk_text::Span;
use memchr::memmem::Finder;

use super::attributes::Attributes;
use super::reference::{Reference, reference};
use super::token::{Tag, Token, Tokenizer, Tokens};
use super::{ATTRIBUTES_MAX, Kind, NAME_BYTES_MAX, NONE, Namespace, Node, Tree, VALUE_BYTES_MAX};
use crate::Limits;
use crate::chars::Mapped;
use crate::finding::Findings;

static DECLARES: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("xmlns"));

/// Levels, and namespaces, that there is room for from the start. What most documents need of either, and of nodes, is
/// below a KiB: allocators keep pieces of that size at hand.
const LEVELS: usize = 24;
const NAMESPACES: usize = 8;

/// Most prefixes bound at one place.
const BINDINGS_MAX: usize = 1024;

/// Builds the tree of a document whose text was [cleaned](Mapped::cleaned), within the limits that hold where nothing
/// is configured.
pub fn parse<'a>(document: &'a Mapped<'a>, findings: &mut Findings) -> Tree<'a> {
    parse_within(document, &Limits::DEFAULT, findings)
}

/// Builds the tree of a document whose text was [cleaned](Mapped::cleaned), within `limits` on depth and nodes.
pub fn parse_within<'a>(
    document: &'a Mapped<'a>,
    limits: &Limits,
    findings: &mut Findings,
) -> Tree<'a> {
    let mut tokens = Tokenizer::new(&document.text, start(&document.text));
    build(document, limits, findings, &mut tokens)
}

/// Where a text begins behind its byte order marks.
pub(super) fn start(text: &str) -> usize {
    text.len() - text.trim_start_matches('\u{FEFF}').len()
}

/// Builds the tree of a document from its tokens.
pub(super) fn build<'a>(
    document: &'a Mapped<'a>,
    limits: &Limits,
    findings: &mut Findings,
    tokens: &mut impl Tokens,
) -> Tree<'a> {
    let mut builder = Builder::new(document, limits, findings);
    builder.run(tokens);
    builder.finish()
}

struct Open<'a> {
    node: u32,
    last_child: u32,
    full_name: &'a str,
    bindings: usize,
    default_namespace: u16,
}

struct Builder<'a, 'f> {
    tree: Tree<'a>,
    text: &'a str,
    findings: &'f mut Findings,
    depth_max: usize,
    nodes_max: usize,
    stack: Vec<Open<'a>>,
    /// Elements open beyond the deepest level.
    flattened: usize,
    prefixes: Vec<(&'a str, u16)>,
    roots: usize,
    /// Finds declarations of namespaces.
    declares: &'static Finder<'static>,
}

impl<'a, 'f> Builder<'a, 'f> {
    fn new(document: &'a Mapped<'a>, limits: &Limits, findings: &'f mut Findings) -> Self {
        let text: &'a str = &document.text;
        let mut tree = Tree {
            document,
            nodes: Vec::with_capacity(text.len() / 24 + 8),
            attributes: Vec::with_capacity(text.len() / 64 + 8),
            namespaces: Vec::with_capacity(NAMESPACES),
            inherits: false,
            atoms: String::new(),
        };
        tree.namespaces.push(Namespace::new(Cow::Borrowed("")));
        tree.nodes.push(Node {
            kind: Kind::Document,
            name_len: 0,
            namespace: 0,
            name_start: 0,
            from: 0,
            to: offset(text.len()),
            a: 0,
            b: 0,
            parent: NONE,
            first_child: NONE,
            next: NONE,
        });
        let bottom = Open {
            node: 0,
            last_child: NONE,
            full_name: "",
            bindings: 0,
            default_namespace: 0,
        };
        let mut stack = Vec::with_capacity(LEVELS);
        stack.push(bottom);
        Self {
            depth_max: limits.xml_depth,
            nodes_max: limits.nodes,
            tree,
            text,
            findings,
            stack,
            flattened: 0,
            prefixes: Vec::new(),
            roots: 0,
            declares: &DECLARES,
        }
    }

    fn run(&mut self, tokens: &mut impl Tokens) {
        loop {
            let (token, at) = tokens.next(&mut self.tree.attributes);
            match token {
                Token::Start(tag) => {
                    self.open(&tag, at);
                    if tag.empty {
                        self.close_top(at.end);
                    }
                }
                Token::End(name) => self.close(name, at),
                Token::Text => self.text(at),
                Token::Bare => self.bare(at),
                Token::Data => self.text(Span::new(at.start + 9, at.end - 3)),
                Token::Reference => self.reference(at),
                Token::Passed => {}
                Token::IllFormed => self.note("xml.ill_formed", tokens.trouble(), at),
                Token::Broken(from) => {
                    self.broken(tokens.trouble(), from);
                    break;
                }
                Token::Nothing => break,
            }
            if self.tree.nodes.len() >= self.nodes_max {
                let rest = Span::new(at.end, self.text.len());
                let message = format!("more than {} nodes", self.nodes_max);
                self.note("limit.nodes", message, rest);
                break;
            }
        }
    }

    fn finish(mut self) -> Tree<'a> {
        let end = self.text.len();
        if self.stack.len() > 1 && !self.findings.has("limit.nodes") {
            let open = self.stack.last().map_or("", |open| open.full_name);
            let message = format!("the document ends inside {open:.80}");
            if !self.findings.has("xml.truncated") {
                self.note("xml.truncated", message, Span::new(end, end));
            }
        }
        while self.stack.len() > 1 {
            self.close_top(end);
        }
        self.tree
    }

    /// The tokenizer gave up: text in an unclosed CDATA section is still text.
    fn broken(&mut self, error: &str, from: usize) {
        let rest = Span::new(from, self.text.len());
        self.note("xml.truncated", error, rest);
        let rest = self.text.get(from..).unwrap_or("");
        if rest.starts_with("<![CDATA[") {
            self.text(Span::new(from + 9, self.text.len()));
        }
    }

    fn note(&mut self, code: &'static str, message: impl std::fmt::Display, at: Span) {
        let span = self.tree.document.span(at);
        self.findings.add(code, message, Some(span));
    }

    fn open(&mut self, tag: &Tag, at: Span) {
        if self.stack.len() > self.depth_max || self.flattened > 0 {
            self.tree
                .attributes
                .truncate(tag.listed.unwrap_or(usize::MAX));
            self.flattened += 1;
            if self.flattened == 1 {
                let message = format!("elements nest deeper than {}", self.depth_max);
                self.note("limit.depth", message, at);
            }
            return;
        }
        if self.stack.len() == 1 {
            self.roots += 1;
            if self.roots == 2 {
                self.note("xml.outside_root", "more than one root element", at);
            }
        }
        let full_name = &self.text[at.start + 1..tag.name_end];
        let (bindings, outer) = (self.prefixes.len(), self.default_namespace());
        let default_namespace = self.bind(tag, outer, at);
        let colon = full_name.bytes().position(|byte| byte == b':');
        let (prefix, local) = match colon.filter(|colon| colon + 1 < full_name.len()) {
            Some(colon) => (Some(&full_name[..colon]), &full_name[colon + 1..]),
            None => (None, full_name),
        };
        let namespace = prefix.map_or(default_namespace, |prefix| self.namespace_of(prefix));
        let name_len = self.name_len(local, at);
        let (kind, a, b) = match tag.listed {
            Some(first) => (Kind::Element, first, self.tree.attributes.len() - first),
            None => (Kind::Loose, tag.name_end, tag.attributes_end),
        };
        let node = self.push(Node {
            kind,
            name_len,
            namespace,
            name_start: offset(tag.name_end - local.len()),
            from: offset(at.start),
            to: offset(at.end),
            a: offset(a),
            b: offset(b),
            parent: NONE,
            first_child: NONE,
            next: NONE,
        });
        self.stack.push(Open {
            node,
            last_child: NONE,
            full_name,
            bindings,
            default_namespace,
        });
    }

    fn name_len(&mut self, local: &str, at: Span) -> u16 {
        let mut len = local.len();
        if len > NAME_BYTES_MAX {
            len = local.floor_char_boundary(NAME_BYTES_MAX);
            self.note("limit.name", "a name is longer than 1 KiB", at);
        }
        u16::try_from(len).unwrap_or(0)
    }

    fn default_namespace(&self) -> u16 {
        self.stack.last().map_or(0, |open| open.default_namespace)
    }

    /// Binds the prefixes an element declares, and gives its default namespace.
    fn bind(&mut self, tag: &Tag, outer: u16, at: Span) -> u16 {
        let raw = &self.text[tag.name_end..tag.attributes_end];
        if raw.is_empty() {
            return outer;
        }
        self.check_limits(raw, at);
        let mut default_namespace = outer;
        if let Some(first) = tag.listed {
            for index in first..self.tree.attributes.len() {
                let listed = self.tree.attributes[index];
                if self.text.as_bytes()[listed.name as usize] != b'x' {
                    continue;
                }
                let (name, value) = self.tree.pair(listed);
                self.tree.inherits |= name.starts_with("xml:");
                if !self.declare(name, value, &mut default_namespace, at) {
                    self.tree.inherits = true;
                    break;
                }
            }
            return default_namespace;
        }
        self.tree.inherits = true;
        if self.declares.find(raw.as_bytes()).is_some() {
            for (name, value) in (Attributes { rest: raw }).take(ATTRIBUTES_MAX) {
                if !self.declare(name, value, &mut default_namespace, at) {
                    break;
                }
            }
        }
        default_namespace
    }

    /// Binds a prefix or the default namespace, if the attribute declares one; false if there are too many.
    fn declare(&mut self, name: &'a str, value: &'a str, default: &mut u16, at: Span) -> bool {
        if name == "xmlns" {
            *default = self.intern(value);
        } else if let Some(prefix) = name.strip_prefix("xmlns:") {
            if self.prefixes.len() >= BINDINGS_MAX {
                self.note("limit.attributes", "more than 1,024 prefixes are bound", at);
                return false;
            }
            let id = self.intern(value);
            self.prefixes.push((prefix, id));
        }
        true
    }

    /// Only long tags can break a limit: an attribute needs four bytes.
    fn check_limits(&mut self, raw: &'a str, at: Span) {
        if raw.len() < ATTRIBUTES_MAX * 4 {
            return;
        }
        let more = (Attributes { rest: raw }).take(ATTRIBUTES_MAX + 1).count();
        if more > ATTRIBUTES_MAX {
            let message = "an element has more than 512 attributes";
            self.note("limit.attributes", message, at);
        }
        if raw.len() > VALUE_BYTES_MAX {
            let mut attributes = Attributes { rest: raw }.take(ATTRIBUTES_MAX);
            if attributes.any(|(_, value)| value.len() > VALUE_BYTES_MAX) {
                self.note("limit.value", "an attribute is longer than 1 MiB", at);
            }
        }
    }

    fn intern(&mut self, uri: &'a str) -> u16 {
        let uri = super::attribute_value(uri);
        let recent = self.tree.namespaces.len().saturating_sub(32);
        let known = self.tree.namespaces[recent..]
            .iter()
            .position(|seen| seen.uri == uri)
            .map(|index| index + recent);
        let index = known.unwrap_or_else(|| {
            self.tree.namespaces.push(Namespace::new(uri));
            self.tree.namespaces.len() - 1
        });
        u16::try_from(index).unwrap_or(0)
    }

    fn namespace_of(&self, prefix: &str) -> u16 {
        self.prefixes
            .iter()
            .rev()
            .find(|(bound, _)| *bound == prefix)
            .map_or(0, |(_, id)| *id)
    }

    fn close(&mut self, name: Span, at: Span) {
        if self.flattened > 0 {
            self.flattened -= 1;
            return;
        }
        let full_name = &self.text[name.start..name.end];
        if let [_, .., open] = self.stack.as_slice()
            && open.full_name == full_name
        {
            return self.close_top(at.end);
        }
        let matching = self
            .stack
            .iter()
            .skip(1)
            .rposition(|open| open.full_name == full_name);
        let Some(matching) = matching else {
            let message = format_args!("an end tag {full_name:.80} closes nothing");
            self.note("xml.bad_nesting", message, at);
            return;
        };
        let keep = matching + 1;
        if keep + 1 < self.stack.len() {
            let inner = self.stack.last().map_or("", |open| open.full_name);
            let message = format!("{inner:.80} is not closed before {full_name:.80}");
            self.note("xml.bad_nesting", message, at);
        }
        while self.stack.len() > keep + 1 {
            self.close_top(at.start);
        }
        self.close_top(at.end);
    }

    fn close_top(&mut self, end: usize) {
        if self.flattened > 0 {
            self.flattened -= 1;
            return;
        }
        if self.stack.len() > 1
            && let Some(open) = self.stack.pop()
        {
            self.tree.nodes[open.node as usize].to = offset(end);
            self.prefixes.truncate(open.bindings);
        }
    }

    fn text(&mut self, at: Span) {
        if at.is_empty() {
            return;
        }
        if self.stack.len() == 1 && !self.text[at.start..at.end].trim_ascii().is_empty() {
            self.note(
                "xml.outside_root",
                "text stands outside the root element",
                at,
            );
        }
        self.push(leaf(Kind::Text, at, 0, 0));
    }

    /// Text with an ampersand before it that opens no reference.
    fn bare(&mut self, at: Span) {
        let place = Span::new(at.start, at.start + 1);
        self.note("xml.bare_ampersand", "an ampersand is no reference", place);
        self.text(at);
    }

    fn reference(&mut self, at: Span) {
        let found = reference(&self.text[at.start + 1..at.end - 1]);
        match found {
            Reference::None => return self.bare(at),
            Reference::Unknown => {
                let name = &self.text[at.start..at.end];
                self.note(
                    "xml.unknown_entity",
                    format_args!("nobody knows {name}"),
                    at,
                );
                self.push(leaf(Kind::Text, at, 0, 0));
                return;
            }
            Reference::Bad => self.note("xml.bad_reference", "a number is no character", at),
            Reference::C1(_) => self.note(
                "charset.c1_as_1252",
                "a number from 128 to 159 is read as windows-1252",
                at,
            ),
            Reference::Named(_) | Reference::Char(_) => {}
        }
        let from = self.tree.atoms.len();
        self.tree.atoms.push_str(&found.text().unwrap_or_default());
        let to = self.tree.atoms.len();
        self.push(leaf(Kind::Atom, at, from, to));
    }

    fn push(&mut self, mut node: Node) -> u32 {
        let index = offset(self.tree.nodes.len());
        if let Some(above) = self.stack.last_mut() {
            node.parent = above.node;
            let last = std::mem::replace(&mut above.last_child, index);
            match self.tree.nodes.get_mut(last as usize) {
                Some(last) => last.next = index,
                None => self.tree.nodes[above.node as usize].first_child = index,
            }
        }
        self.tree.nodes.push(node);
        index
    }
}

fn leaf(kind: Kind, at: Span, a: usize, b: usize) -> Node {
    Node {
        kind,
        name_len: 0,
        namespace: 0,
        name_start: 0,
        from: offset(at.start),
        to: offset(at.end),
        a: offset(a),
        b: offset(b),
        parent: NONE,
        first_child: NONE,
        next: NONE,
    }
}

/// Raws are at most 32 MiB: offsets and indexes fit.
fn offset(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(NONE)
}
