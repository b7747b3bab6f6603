//! The scanner: one pass over the text, an explicit stack, a finding for each breach of the grammar. Cut off in the
//! middle it gives the tree so far. Bounded in depth and number of values (`wire.md` 3).

use super::string::escape_at;
use super::tree::{Kind, Node, Token, Tree};
use crate::{Finding, Limits, Span, scan};

const FINDINGS_MAX: usize = 200;

/// Scans `text` within the limits that hold where nothing is configured.
pub(crate) fn scan(text: &str) -> Tree<'_> {
    scan_within(text, &Limits::DEFAULT)
}

/// Scans `text`. A byte order mark before it is skipped. What is nested more deeply, or comes after as many values as
/// are read, stays unread in the raw.
pub(crate) fn scan_within<'a>(text: &'a str, limits: &Limits) -> Tree<'a> {
    let mut scanner = Scanner {
        depth_max: limits.json_depth,
        nodes_max: limits.nodes,
        bytes: text.as_bytes(),
        at: 0,
        tree: Tree {
            text,
            ..Tree::default()
        },
        stack: Vec::new(),
        stopped: false,
    };
    scanner.run();
    scanner.tree
}

/// A container that is still open.
struct Frame {
    index: u32,
    kind: Kind,
    last: Option<u32>,
    members: usize,
    key: Option<Token>,
    colon: bool,
    after: After,
}

/// What stood last in a container, for commas.
#[derive(Clone, Copy, PartialEq, Eq)]
enum After {
    Open,
    Value,
    Comma,
}

struct Scanner<'a> {
    depth_max: usize,
    nodes_max: usize,
    bytes: &'a [u8],
    at: usize,
    tree: Tree<'a>,
    stack: Vec<Frame>,
    stopped: bool,
}

impl Scanner<'_> {
    fn run(&mut self) {
        if self.bytes.starts_with("\u{FEFF}".as_bytes()) {
            self.at = 3;
        }
        while !self.stopped {
            self.skip_space();
            let Some(&byte) = self.bytes.get(self.at) else {
                break;
            };
            match byte {
                b'{' => self.open(Kind::Object),
                b'[' => self.open(Kind::Array),
                b'}' => self.close(Kind::Object),
                b']' => self.close(Kind::Array),
                b',' => self.comma(),
                b':' => self.colon(),
                b'"' => self.string(),
                _ => self.word(),
            }
        }
        self.finish();
    }

    fn skip_space(&mut self) {
        let rest = &self.bytes[self.at..];
        let space = rest
            .iter()
            .position(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
        self.at += space.unwrap_or(rest.len());
    }

    fn find(&mut self, code: &'static str, message: &str, span: Span) {
        if self.tree.findings.len() < FINDINGS_MAX {
            self.tree.findings.push(Finding {
                code,
                message: message.to_owned(),
                span: Some(span),
            });
        }
    }

    fn syntax(&mut self, message: &str, span: Span) {
        self.find("json.syntax", message, span);
    }

    /// Puts a value where it belongs; gives its index, or `None` at the limit of values.
    fn add(&mut self, kind: Kind, span: Span) -> Option<u32> {
        if self.stopped {
            return None;
        }
        if self.tree.nodes.len() >= self.nodes_max {
            self.stopped = true;
            self.find("limit.nodes", "more values than are read", span);
            return None;
        }
        let index = u32::try_from(self.tree.nodes.len()).ok()?;
        self.check_place(span);
        let (key, previous) = match self.stack.last_mut() {
            Some(frame) => {
                frame.members += 1;
                frame.after = After::Value;
                frame.colon = false;
                (frame.key.take(), frame.last.replace(index))
            }
            None => {
                self.tree.roots.push(index);
                (None, None)
            }
        };
        self.tree.nodes.push(Node::new(kind, span, key));
        match (previous, self.stack.last()) {
            (Some(previous), _) => self.tree.nodes[previous as usize].set_next(index),
            (None, Some(frame)) => self.tree.nodes[frame.index as usize].set_first(index),
            (None, None) => {}
        }
        Some(index)
    }

    /// Notes a missing comma, key or colon before the value at `span`.
    fn check_place(&mut self, span: Span) {
        let Some(frame) = self.stack.last() else {
            return;
        };
        let keyed = frame.kind == Kind::Object;
        let message = match (frame.after, keyed, frame.key.is_some(), frame.colon) {
            (After::Value, false, _, _) => "a comma is missing",
            (_, true, false, _) => "a value without a key",
            (_, true, true, false) => "a colon is missing",
            _ => return,
        };
        self.syntax(message, span);
    }

    fn open(&mut self, kind: Kind) {
        let start = self.at;
        if self.stack.len() >= self.depth_max {
            self.skip_container();
            let span = Span::new(start, self.at);
            self.find("limit.json", "nested too deeply to be read", span);
            self.add(Kind::Cut, span);
            return;
        }
        self.at += 1;
        if let Some(index) = self.add(kind, Span::new(start, self.at)) {
            self.stack.push(Frame {
                index,
                kind,
                last: None,
                members: 0,
                key: None,
                colon: false,
                after: After::Open,
            });
        }
    }

    /// Moves past a container without reading it; brackets in strings do not count.
    fn skip_container(&mut self) {
        let mut depth = 0_usize;
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth = depth.saturating_sub(1),
                b'"' => self.skip_string(),
                _ => {}
            }
            if depth == 0 {
                return;
            }
        }
    }

    fn skip_string(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'"' => return,
                b'\\' => self.at = (self.at + 1).min(self.bytes.len()),
                _ => {}
            }
        }
    }

    fn close(&mut self, kind: Kind) {
        let span = Span::new(self.at, self.at + 1);
        self.at += 1;
        let Some(depth) = self.stack.iter().rposition(|frame| frame.kind == kind) else {
            self.syntax("a closing bracket without its opening", span);
            return;
        };
        if depth + 1 < self.stack.len() {
            self.syntax("brackets do not match", span);
        }
        while self.stack.len() > depth {
            self.end_frame(span.end);
        }
    }

    /// Closes the innermost container, whose last byte stands before `end`.
    fn end_frame(&mut self, end: usize) {
        self.end_member();
        let Some(frame) = self.stack.pop() else {
            return;
        };
        if frame.after == After::Comma {
            self.syntax("a comma before a closing bracket", Span::new(end - 1, end));
        }
        self.tree.nodes[frame.index as usize].end_at(end);
        if frame.kind == Kind::Object && frame.members > 1 {
            self.check_duplicates(frame.index, frame.members);
        }
    }

    /// A key that never got its value stays as an invalid member.
    fn end_member(&mut self) {
        let pending = self.stack.last().and_then(|frame| frame.key);
        if let Some(key) = pending {
            self.syntax("a key without a value", key.span);
            if let Some(frame) = self.stack.last_mut() {
                frame.colon = true;
            }
            self.add(Kind::Invalid, Span::new(key.span.end, key.span.end));
        }
    }

    /// Notes keys that stand twice, in the order of the keys. They are brought together by a hash of their letters: it
    /// finds them faster than comparing all letters would, and where it makes different keys meet nothing changes.
    fn check_duplicates(&mut self, object: u32, members: usize) {
        let mut keys: Vec<(u64, u32)> = Vec::with_capacity(members);
        let mut next = self.tree.nodes[object as usize].first();
        while let Some(index) = next {
            let node = &self.tree.nodes[index as usize];
            if node.key().is_some() {
                keys.push((letters_hash(&self.tree.key_text(node)), index));
            }
            next = node.next();
        }
        keys.sort_unstable();
        let mut doubled: Vec<u32> = Vec::new();
        for group in keys.chunk_by(|left, right| left.0 == right.0) {
            if group.len() > 1 && doubled.len() < FINDINGS_MAX {
                self.doubled_of_group(group, &mut doubled);
            }
        }
        doubled.truncate(FINDINGS_MAX);
        doubled.sort_unstable();
        for index in doubled {
            let node = &self.tree.nodes[index as usize];
            let message = format!(
                "key {:?} again; the last one counts",
                self.tree.key_text(node)
            );
            let span = node.key().map_or(node.span(), |key| key.span);
            self.find("json.duplicate_key", &message, span);
        }
    }

    /// The members of a group of one hash whose key stood before; nearly always all of them but the first.
    fn doubled_of_group(&self, group: &[(u64, u32)], doubled: &mut Vec<u32>) {
        let key = |index: u32| self.tree.key_text(&self.tree.nodes[index as usize]);
        let mut members: Vec<u32> = group.iter().map(|(_, index)| *index).collect();
        let first = key(members[0]);
        if members.iter().any(|&index| key(index) != first) {
            members.sort_by(|&left, &right| key(left).cmp(&key(right)).then(left.cmp(&right)));
        }
        let again = members
            .windows(2)
            .filter(|pair| key(pair[0]) == key(pair[1]));
        doubled.extend(again.map(|pair| pair[1]).take(FINDINGS_MAX));
    }

    fn comma(&mut self) {
        let span = Span::new(self.at, self.at + 1);
        self.at += 1;
        self.end_member();
        match self.stack.last_mut() {
            Some(frame) if frame.after == After::Value => frame.after = After::Comma,
            _ => self.syntax("a comma in the wrong place", span),
        }
    }

    fn colon(&mut self) {
        let span = Span::new(self.at, self.at + 1);
        self.at += 1;
        match self.stack.last_mut() {
            Some(frame) if frame.key.is_some() && !frame.colon => frame.colon = true,
            _ => self.syntax("a colon in the wrong place", span),
        }
    }

    fn string(&mut self) {
        let start = self.at;
        let token = self.string_token();
        let span = Span::new(start, self.at);
        let missing_comma = match self.stack.last_mut() {
            Some(frame) if frame.kind == Kind::Object && frame.key.is_none() => {
                frame.key = Some(token);
                frame.after == After::Value
            }
            _ => {
                self.add(Kind::String(token), span);
                return;
            }
        };
        if missing_comma {
            self.syntax("a comma is missing", span);
        }
    }

    /// Reads a string from its opening quote to behind its closing one.
    fn string_token(&mut self) -> Token {
        let start = self.at + 1;
        let mut escaped = false;
        let mut control = false;
        self.at = start;
        let sought = |byte: u8| (byte == b'"') | (byte == b'\\') | (byte < b' ');
        while let Some(at) = scan::find(self.bytes, self.at, sought) {
            self.at = at;
            match self.bytes[at] {
                b'"' => {
                    let span = Span::new(start, self.at);
                    self.at += 1;
                    self.check_control(control, span);
                    return Token { span, escaped };
                }
                b'\\' => {
                    escaped = true;
                    self.escape();
                }
                _ => {
                    control = true;
                    self.at += 1;
                }
            }
        }
        self.at = self.bytes.len();
        let span = Span::new(start, self.at);
        self.check_control(control, span);
        self.truncated(span);
        Token { span, escaped }
    }

    fn escape(&mut self) {
        let escape = escape_at(self.bytes, self.at);
        let span = Span::new(self.at, self.at + escape.len);
        self.at = span.end;
        if !escape.sound {
            self.find("json.bad_escape", "an escape that stands for nothing", span);
        }
    }

    fn check_control(&mut self, control: bool, span: Span) {
        if control {
            self.find(
                "json.control_character",
                "a bare control character in a string",
                span,
            );
        }
    }

    /// Reads up to the next bracket, comma or line end: a literal, a number, or nothing that JSON knows.
    fn word(&mut self) {
        if self.bare_key() {
            return;
        }
        let start = self.at;
        let rest = &self.bytes[start..];
        let len = rest
            .iter()
            .position(|byte| matches!(byte, b',' | b'}' | b']' | b'{' | b'[' | b'\n' | b'\r'))
            .unwrap_or(rest.len());
        let len = rest[..len].trim_ascii_end().len().max(1);
        self.at = start + len;
        let span = Span::new(start, self.at);
        let kind = word_kind(&rest[..len]);
        if kind == Kind::Invalid {
            self.syntax("not a JSON value", span);
        }
        self.add(kind, span);
    }

    /// A key without quotes, as JavaScript allows it.
    fn bare_key(&mut self) -> bool {
        let wants_key =
            (self.stack.last()).is_some_and(|f| f.kind == Kind::Object && f.key.is_none());
        let rest = &self.bytes[self.at..];
        let len = rest
            .iter()
            .position(|byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b'_' | b'$' | b'-'))
            .unwrap_or(rest.len());
        if !wants_key || len == 0 || rest[len..].trim_ascii_start().first() != Some(&b':') {
            return false;
        }
        let span = Span::new(self.at, self.at + len);
        self.at = span.end;
        self.syntax("a key without quotes", span);
        if let Some(frame) = self.stack.last_mut() {
            frame.key = Some(Token {
                span,
                escaped: false,
            });
        }
        true
    }

    fn finish(&mut self) {
        let end = self.at;
        if !self.stack.is_empty() && !self.stopped {
            self.truncated(Span::new(end, end));
        }
        while let Some(frame) = self.stack.last_mut() {
            frame.after = After::Value;
            self.end_frame(end);
        }
    }

    fn truncated(&mut self, span: Span) {
        let known = self
            .tree
            .findings
            .iter()
            .any(|f| f.code == "json.truncated");
        if !known {
            self.find(
                "json.truncated",
                "the text ends in the middle of a value",
                span,
            );
        }
    }
}

/// FNV-1a over the letters.
fn letters_hash(text: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    text.bytes().fold(0xcbf2_9ce4_8422_2325, step)
}

/// What a bare word is; letters in the wrong case are no literal.
fn word_kind(word: &[u8]) -> Kind {
    match word {
        b"true" => Kind::Bool(true),
        b"false" => Kind::Bool(false),
        b"null" => Kind::Null,
        _ if is_number(word) => Kind::Number,
        _ => Kind::Invalid,
    }
}

/// Whether the word is a number by the grammar.
fn is_number(word: &[u8]) -> bool {
    let word = word.strip_prefix(b"-").unwrap_or(word);
    let (whole, rest) = digits(word);
    if whole.is_empty() || (whole.len() > 1 && whole[0] == b'0') {
        return false;
    }
    let Some(rest) = fraction(rest) else {
        return false;
    };
    exponent(rest)
}

fn digits(word: &[u8]) -> (&[u8], &[u8]) {
    let len = word.iter().position(|byte| !byte.is_ascii_digit());
    word.split_at(len.unwrap_or(word.len()))
}

fn fraction(rest: &[u8]) -> Option<&[u8]> {
    let Some(rest) = rest.strip_prefix(b".") else {
        return Some(rest);
    };
    let (part, rest) = digits(rest);
    (!part.is_empty()).then_some(rest)
}

fn exponent(rest: &[u8]) -> bool {
    let Some((b'e' | b'E', rest)) = rest.split_first() else {
        return rest.is_empty();
    };
    let rest = rest
        .strip_prefix(b"+")
        .or_else(|| rest.strip_prefix(b"-"))
        .unwrap_or(rest);
    let (part, rest) = digits(rest);
    !part.is_empty() && rest.is_empty()
}
