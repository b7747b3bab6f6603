//! Builds the tree from tokens. Text, references and CDATA all become pieces of text; wrong end tags, two roots, bare
//! ampersands and cut-off documents become findings. Trusts nothing after a syntax error: what stands before it is
//! kept.

use std::sync::LazyLock;

use copydesk_text::Span;
use memchr::memmem::Finder;
use smallvec::SmallVec;

use super::attributes::{Attributes, Listed};
use super::reference::{Reference, reference};
use super::token::{Tag, Token, Tokenizer, Tokens, end_of_name};
use super::{ATTRIBUTES_MAX, Kind, NAME_BYTES_MAX, NONE, Namespaces, Node, Tree, VALUE_BYTES_MAX};
use crate::Limits;
use crate::chars::Mapped;
use crate::finding::Findings;

static DECLARES: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("xmlns"));

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
    let mut tree = Tree::above(document);
    let mut builder = Builder::new(&mut tree, limits, findings);
    builder.run(tokens);
    builder.finish();
    tree
}

impl<'a> Tree<'a> {
    /// The tree of a document before anything of it is read.
    #[inline]
    fn above(document: &'a Mapped<'a>) -> Self {
        let bytes = document.text.len();
        let mut nodes = Vec::with_capacity(bytes / 24 + 8);
        nodes.push(leaf(Kind::Document, Span::new(0, bytes), 0, 0));
        Tree {
            document,
            nodes,
            attributes: Listed::with_capacity(bytes / 64),
            namespaces: Namespaces::default(),
            inherits: false,
            atoms: String::new(),
        }
    }
}

/// A prefix that the element `node` binds to the namespace `id`.
struct Binding<'a> {
    prefix: &'a str,
    id: u16,
    node: u32,
}

/// The tree under construction. Which elements are open the tree itself says: the innermost one and those above it.
struct Builder<'a, 'f> {
    tree: &'f mut Tree<'a>,
    text: &'a str,
    findings: &'f mut Findings,
    depth_max: usize,
    nodes_max: usize,
    /// The innermost open element; the document if there is none.
    innermost: u32,
    /// Its name, if an end tag that has it closes it whatever else stands around; else empty.
    plain_name: &'a str,
    /// What was appended to it last.
    last_child: u32,
    /// Elements open.
    depth: usize,
    /// Elements open beyond the deepest level.
    flattened: usize,
    /// Prefixes that open elements bind, the outermost first.
    prefixes: SmallVec<[Binding<'a>; 2]>,
    /// Open elements that set the default namespace, each with the one they set it to.
    defaults: SmallVec<[(u32, u16); 2]>,
    /// The innermost open element that binds or sets any; zero if there is none.
    last_binder: u32,
    /// The default namespace inside the innermost element.
    default_namespace: u16,
    roots: usize,
    /// Finds declarations of namespaces.
    declares: &'static Finder<'static>,
}

impl<'a, 'f> Builder<'a, 'f> {
    #[inline]
    fn new(tree: &'f mut Tree<'a>, limits: &Limits, findings: &'f mut Findings) -> Self {
        Self {
            depth_max: limits.xml_depth,
            nodes_max: limits.nodes,
            text: &tree.document.text,
            tree,
            findings,
            innermost: 0,
            plain_name: "",
            last_child: NONE,
            depth: 0,
            flattened: 0,
            prefixes: SmallVec::new(),
            defaults: SmallVec::new(),
            last_binder: 0,
            default_namespace: 0,
            roots: 0,
            declares: &DECLARES,
        }
    }

    fn run(&mut self, tokens: &mut impl Tokens) {
        loop {
            let (token, at) = tokens.next(self.plain_name, &mut self.tree.attributes);
            match token {
                Token::Start(tag) => {
                    self.open(&tag, at);
                    if tag.empty {
                        self.close_top(at.end);
                    }
                }
                Token::OwnEnd => self.close_top(at.end),
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

    fn finish(&mut self) {
        let end = self.text.len();
        if self.depth > 0 && !self.findings.has("limit.nodes") {
            let open = self.full_name(self.innermost);
            let message = format!("the document ends inside {open:.80}");
            if !self.findings.has("xml.truncated") {
                self.note("xml.truncated", message, Span::new(end, end));
            }
        }
        self.flattened = 0;
        while self.depth > 0 {
            self.close_top(end);
        }
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
        if self.depth >= self.depth_max || self.flattened > 0 {
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
        if self.depth == 0 {
            self.roots += 1;
            if self.roots == 2 {
                self.note("xml.outside_root", "more than one root element", at);
            }
        }
        let full_name = &self.text[at.start + 1..tag.name_end];
        self.bind(tag, at);
        let colon = full_name.bytes().position(|byte| byte == b':');
        let (prefix, local) = match colon.filter(|colon| colon + 1 < full_name.len()) {
            Some(colon) => (Some(&full_name[..colon]), &full_name[colon + 1..]),
            None => (None, full_name),
        };
        let namespace = match prefix {
            Some(prefix) => self.namespace_of(prefix),
            None => self.default_namespace,
        };
        let name_len = self.name_len(local, at);
        let (kind, a, b) = match tag.listed {
            Some(first) => (Kind::Element, first, self.tree.attributes.len() - first),
            None => (Kind::Loose, tag.name_end, tag.attributes_end),
        };
        self.innermost = self.push(Node {
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
        self.plain_name = match kind {
            Kind::Element => full_name,
            _ => "",
        };
        self.last_child = NONE;
        self.depth += 1;
    }

    /// The name of an element as its tag has it.
    #[inline]
    fn full_name(&self, node: u32) -> &'a str {
        let Some(node) = self.tree.nodes.get(node as usize) else {
            return "";
        };
        let from = node.from as usize + 1;
        let local_len = usize::from(node.name_len);
        let end = match node.kind {
            Kind::Loose => node.a as usize,
            // a longer one was cut
            Kind::Element if local_len + 4 > NAME_BYTES_MAX => {
                end_of_name(self.text.as_bytes(), from)
            }
            Kind::Element => node.name_start as usize + local_len,
            _ => from,
        };
        &self.text[from..end]
    }

    fn name_len(&mut self, local: &str, at: Span) -> u16 {
        let mut len = local.len();
        if len > NAME_BYTES_MAX {
            len = local.floor_char_boundary(NAME_BYTES_MAX);
            self.note("limit.name", "a name is longer than 1 KiB", at);
        }
        u16::try_from(len).unwrap_or(0)
    }

    /// Binds the prefixes and the default namespace that the next element declares.
    fn bind(&mut self, tag: &Tag, at: Span) {
        let raw = &self.text[tag.name_end..tag.attributes_end];
        if raw.is_empty() {
            return;
        }
        self.check_limits(raw, at);
        if let Some(first) = tag.listed {
            for index in first..self.tree.attributes.len() {
                let listed = self.tree.attributes[index];
                if self.text.as_bytes()[listed.name as usize] != b'x' {
                    continue;
                }
                let (name, value) = self.tree.pair(listed);
                self.tree.inherits |= name.starts_with("xml:");
                if !self.declare(name, value, at) {
                    self.tree.inherits = true;
                    break;
                }
            }
            return;
        }
        self.tree.inherits = true;
        if self.declares.find(raw.as_bytes()).is_some() {
            for (name, value) in (Attributes { rest: raw }).take(ATTRIBUTES_MAX) {
                if !self.declare(name, value, at) {
                    break;
                }
            }
        }
    }

    /// Binds a prefix or the default namespace, if the attribute declares one; false if there are too many.
    fn declare(&mut self, name: &'a str, value: &'a str, at: Span) -> bool {
        let node = offset(self.tree.nodes.len());
        if name == "xmlns" {
            self.default_namespace = self.intern(value);
            self.defaults.push((node, self.default_namespace));
            self.last_binder = node;
        } else if let Some(prefix) = name.strip_prefix("xmlns:") {
            if self.prefixes.len() >= BINDINGS_MAX {
                self.note("limit.attributes", "more than 1,024 prefixes are bound", at);
                return false;
            }
            let id = self.intern(value);
            self.prefixes.push(Binding { prefix, id, node });
            self.last_binder = node;
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
        self.tree.namespaces.number_of(super::attribute_value(uri))
    }

    fn namespace_of(&self, prefix: &str) -> u16 {
        self.prefixes
            .iter()
            .rev()
            .find(|bound| bound.prefix == prefix)
            .map_or(0, |bound| bound.id)
    }

    fn close(&mut self, name: Span, at: Span) {
        if self.flattened > 0 {
            self.flattened -= 1;
            return;
        }
        let full_name = &self.text[name.start..name.end];
        if self.depth > 0 && self.full_name(self.innermost) == full_name {
            return self.close_top(at.end);
        }
        let mut matching = self.innermost;
        while matching != 0 && self.full_name(matching) != full_name {
            matching = self.tree.nodes[matching as usize].parent;
        }
        if matching == 0 {
            let message = format_args!("an end tag {full_name:.80} closes nothing");
            self.note("xml.bad_nesting", message, at);
            return;
        }
        let inner = self.full_name(self.innermost);
        let message = format!("{inner:.80} is not closed before {full_name:.80}");
        self.note("xml.bad_nesting", message, at);
        while self.innermost != matching {
            self.close_top(at.start);
        }
        self.close_top(at.end);
    }

    #[inline]
    fn close_top(&mut self, end: usize) {
        if self.flattened > 0 {
            self.flattened -= 1;
            return;
        }
        let closed = self.innermost;
        if closed == 0 {
            return;
        }
        let node = &mut self.tree.nodes[closed as usize];
        node.to = offset(end);
        self.innermost = node.parent;
        self.plain_name = match self.tree.nodes[self.innermost as usize].kind {
            Kind::Element => self.full_name(self.innermost),
            _ => "",
        };
        self.last_child = closed;
        self.depth -= 1;
        if closed == self.last_binder {
            self.unbind(closed);
        }
    }

    /// Forgets what a closed element bound.
    fn unbind(&mut self, closed: u32) {
        while self
            .prefixes
            .last()
            .is_some_and(|bound| bound.node == closed)
        {
            self.prefixes.pop();
        }
        while self
            .defaults
            .last()
            .is_some_and(|(node, _)| *node == closed)
        {
            self.defaults.pop();
            self.default_namespace = self.defaults.last().map_or(0, |&(_, id)| id);
        }
        let prefix = self.prefixes.last().map_or(0, |bound| bound.node);
        let default = self.defaults.last().map_or(0, |&(node, _)| node);
        self.last_binder = prefix.max(default);
    }

    fn text(&mut self, at: Span) {
        if at.is_empty() {
            return;
        }
        if self.depth == 0 && !self.text[at.start..at.end].trim_ascii().is_empty() {
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
        found.push_to(&mut self.tree.atoms);
        let to = self.tree.atoms.len();
        self.push(leaf(Kind::Atom, at, from, to));
    }

    #[inline(always)]
    fn push(&mut self, mut node: Node) -> u32 {
        let index = offset(self.tree.nodes.len());
        node.parent = self.innermost;
        let last = std::mem::replace(&mut self.last_child, index);
        match self.tree.nodes.get_mut(last as usize) {
            Some(last) => last.next = index,
            None => self.tree.nodes[self.innermost as usize].first_child = index,
        }
        self.tree.nodes.push(node);
        index
    }
}

#[inline(always)]
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
