//! The paragraphs under construction: told which elements open and close and which text stands between, it folds
//! white space, turns one `br` into a line feed and two into a new paragraph, joins the cells of a row by TAB, and
//! remembers where each paragraph stands. Holds no markup.

use copydesk_text::{BlockKind, Span};

use crate::Paragraph;
use crate::chars::OffsetMap;
use crate::scan;
use crate::text::push_paragraph;
use crate::xml::Piece;

/// Most elements remembered at once; deeper ones count as plain text.
const OPEN_MAX: usize = 256;

/// What an element means for the paragraphs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// Part of the line.
    Inline,
    /// Begins and ends a paragraph.
    Block,
    /// As `Block`, and the paragraphs inside are of this kind.
    Of(BlockKind),
    /// A list: closes an item that was left open inside it.
    List,
    Table,
    Row,
    Cell,
    /// White space counts.
    Pre,
    /// A line feed; two are a new paragraph.
    Break,
    /// Text inside is none.
    Hidden,
}

fn role(name: &str) -> Role {
    match name.as_bytes() {
        b"p" | b"div" | b"section" | b"article" | b"aside" | b"main" | b"header" | b"footer"
        | b"nav" | b"figure" | b"address" | b"form" | b"fieldset" | b"body" | b"html" | b"hr"
        | b"details" | b"summary" | b"hgroup" | b"nitf" | b"body.head" | b"body.content"
        | b"body.end" | b"block" | b"hedline" | b"byline" | b"dateline" | b"abstract"
        | b"distributor" | b"media" | b"note" | b"tagline" | b"center" | b"noscript" => Role::Block,
        b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" | b"hl1" | b"hl2" => {
            Role::Of(BlockKind::Heading)
        }
        b"li" | b"dt" | b"dd" => Role::Of(BlockKind::ListItem),
        b"blockquote" | b"bq" => Role::Of(BlockKind::Quote),
        b"caption" | b"figcaption" | b"media-caption" => Role::Of(BlockKind::Caption),
        b"ul" | b"ol" | b"dl" | b"menu" | b"dir" => Role::List,
        b"table" => Role::Table,
        b"tbody" | b"thead" | b"tfoot" | b"colgroup" => Role::Block,
        b"tr" => Role::Row,
        b"td" | b"th" => Role::Cell,
        b"pre" | b"listing" | b"plaintext" | b"xmp" => Role::Pre,
        b"br" => Role::Break,
        b"script" | b"style" | b"head" => Role::Hidden,
        _ => Role::Inline,
    }
}

/// Elements of HTML that stand inside a line.
const INLINE: [&str; 26] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font",
    "i", "img", "ins", "kbd", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "u",
];

/// Whether HTML knows the element: mark-up of an agency's own names its paragraphs otherwise.
pub(crate) fn is_known(name: &str) -> bool {
    role(name) != Role::Inline || INLINE.contains(&name)
}

/// Paragraphs under construction.
#[derive(Debug)]
pub struct Blocks<'m> {
    map: &'m OffsetMap,
    done: Vec<Paragraph>,
    open: Vec<(Role, NameKey)>,
    hidden: usize,
    current: Current,
}

/// Enough of a name to match an end tag.
type NameKey = [u8; 12];

fn key(name: &str) -> NameKey {
    let mut key = [0; 12];
    for (slot, byte) in key.iter_mut().zip(name.bytes()) {
        *slot = byte;
    }
    key
}

#[derive(Debug, Default)]
struct Current {
    text: String,
    kind: BlockKind,
    /// In the coordinates of the map's text.
    span: Span,
    space: bool,
    breaks: usize,
    cells: usize,
}

impl<'m> Blocks<'m> {
    /// A splitter for text whose places `map` knows.
    #[must_use]
    pub fn new(map: &'m OffsetMap) -> Self {
        Self {
            map,
            done: Vec::new(),
            open: Vec::new(),
            hidden: 0,
            current: Current::default(),
        }
    }

    /// An element begins; `name` in lower case.
    pub fn open(&mut self, name: &str) {
        let role = role(name);
        if name == "body" {
            // a head left open ends here
            self.hidden = 0;
        }
        match role {
            Role::Inline => return,
            Role::Hidden => self.hidden += 1,
            _ if self.hidden > 0 => return,
            Role::Break => {
                self.current.breaks += 1;
                return;
            }
            Role::Cell if self.in_row() => {
                self.current.cells += 1;
                self.current.space = true;
            }
            Role::Table | Role::Row => {
                self.flush();
                self.current.cells = 0;
            }
            _ => self.boundary(),
        }
        if let Role::Of(BlockKind::ListItem) = role {
            self.leave_unclosed_item();
        }
        if role != Role::Block && self.open.len() < OPEN_MAX {
            self.open.push((role, key(name)));
        }
    }

    /// An element ends; one that never began is ignored.
    pub fn close(&mut self, name: &str) {
        let role = role(name);
        match role {
            Role::Inline | Role::Break => return,
            Role::Hidden => self.hidden = self.hidden.saturating_sub(1),
            _ if self.hidden > 0 => return,
            Role::Table | Role::Row => {
                self.flush();
                self.current.cells = 0;
            }
            _ => self.boundary(),
        }
        let key = key(name);
        if role != Role::Block
            && let Some(at) = self.open.iter().rposition(|open| open.1 == key)
        {
            self.open.truncate(at);
        }
    }

    /// Text between the tags.
    pub fn text(&mut self, piece: Piece<'_>) {
        if self.hidden > 0 {
            return;
        }
        if self.innermost_is_pre() {
            return self.pre(piece);
        }
        let bytes = piece.text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            if bytes[at].is_ascii_whitespace() {
                self.current.space = true;
                at = end_of_space(bytes, at + 1);
                continue;
            }
            let start = at;
            at = end_of_plain(bytes, at);
            self.word(&piece, start, at);
        }
    }

    /// Every paragraph, in order.
    #[must_use]
    pub fn finish(mut self) -> Vec<Paragraph> {
        self.flush();
        self.done
    }

    /// Appends `piece.text[start..end]`, which neither begins nor ends with white space.
    fn word(&mut self, piece: &Piece<'_>, start: usize, end: usize) {
        let at = if piece.atomic {
            piece.at
        } else {
            Span::new(piece.at.start + start, piece.at.start + end)
        };
        if self.in_row() {
            self.separate_in_row();
        } else {
            self.separate();
        }
        if self.current.text.is_empty() {
            self.current.kind = self.kind();
            self.current.span.start = at.start;
            self.current.text.reserve(piece.text.len() - start + 16);
        }
        self.current.text.push_str(&piece.text[start..end]);
        self.current.span.end = at.end;
    }

    /// White space and line breaks that stood before this word.
    fn separate(&mut self) {
        let (space, breaks) = (self.current.space, self.current.breaks);
        self.current.space = false;
        self.current.breaks = 0;
        match breaks {
            0 if space && !self.current.text.is_empty() => self.current.text.push(' '),
            1 if !self.current.text.is_empty() => self.current.text.push('\n'),
            0 | 1 => {}
            _ => self.flush(),
        }
    }

    fn separate_in_row(&mut self) {
        let space = self.current.space || self.current.breaks > 0;
        let cells = std::mem::take(&mut self.current.cells);
        self.current.space = false;
        self.current.breaks = 0;
        if self.current.text.is_empty() {
            return;
        }
        if cells > 0 {
            self.current.text.extend(std::iter::repeat_n('\t', cells));
        } else if space {
            self.current.text.push(' ');
        }
    }

    /// Inside `pre` line feeds and runs of spaces stay.
    fn pre(&mut self, piece: Piece<'_>) {
        let text = if self.current.text.is_empty() {
            piece.text.trim_start_matches(['\n', ' ', '\t'])
        } else {
            piece.text
        };
        let skipped = piece.text.len() - text.len();
        let kept = text.trim_ascii_end().len();
        let place = |at: usize| piece.at.start + skipped + at;
        if text.is_empty() {
            return;
        }
        for _ in 0..std::mem::take(&mut self.current.breaks) {
            self.current.text.push('\n');
        }
        if self.current.text.is_empty() {
            self.current.kind = self.kind();
            self.current.span.start = if piece.atomic {
                piece.at.start
            } else {
                place(0)
            };
        }
        self.current.text.push_str(text);
        if kept > 0 {
            self.current.span.end = if piece.atomic {
                piece.at.end
            } else {
                place(kept)
            };
        }
    }

    /// A paragraph ends here, or inside a row: a word does.
    fn boundary(&mut self) {
        if self.in_row() {
            self.current.space = true;
        } else {
            self.flush();
        }
    }

    fn flush(&mut self) {
        self.current.space = false;
        self.current.breaks = 0;
        let kept = self.current.text.trim_ascii_end().len();
        if kept == 0 {
            self.current.text.clear();
            return;
        }
        self.current.text.truncate(kept);
        let paragraph = Paragraph {
            kind: self.current.kind,
            text: std::mem::take(&mut self.current.text),
            span: self.map.span(self.current.span),
        };
        push_paragraph(&mut self.done, paragraph);
    }

    fn kind(&self) -> BlockKind {
        let mut roles = self.open.iter().rev().map(|(role, _)| *role);
        roles
            .find_map(|role| match role {
                Role::Of(kind) => Some(kind),
                Role::Row => Some(BlockKind::TableRow),
                Role::Table => Some(BlockKind::Text),
                _ => None,
            })
            .unwrap_or_default()
    }

    /// Whether text goes into a row's cell. A caption or a table inside the row does not.
    fn in_row(&self) -> bool {
        let mut roles = self.open.iter().rev().map(|(role, _)| *role);
        roles.find(|role| matches!(role, Role::Row | Role::Table)) == Some(Role::Row)
    }

    fn innermost_is_pre(&self) -> bool {
        !self.in_row() && self.open.iter().rev().any(|(role, _)| *role == Role::Pre)
    }

    /// `<li>` without `</li>`: the next item or definition closes it, unless a list opened in between.
    fn leave_unclosed_item(&mut self) {
        let boundary = |role: Role| matches!(role, Role::List | Role::Table | Role::Row);
        for index in (0..self.open.len()).rev() {
            let (role, _) = self.open[index];
            if boundary(role) {
                return;
            }
            if role == Role::Of(BlockKind::ListItem) {
                self.open.truncate(index);
                return;
            }
        }
    }
}

/// End of a run that can be copied as it is: up to white space that is not one space between two words.
pub(crate) fn end_of_plain(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    // as long as spaces stand alone between words
    while let Some(chunk) = bytes[at..].first_chunk::<16>() {
        let low = scan::marks(chunk, |byte| byte <= b' ');
        let spaces = scan::marks(chunk, |byte| byte == b' ');
        let alone = low == spaces && spaces & (spaces >> 8) == 0;
        if alone && spaces >> 120 == 0 {
            at += 16;
            continue;
        }
        at += match alone {
            true => 15,
            false => scan::first(low),
        };
        if ends_plain(bytes, at) {
            return at;
        }
        at += 1;
    }
    while let Some(&byte) = bytes.get(at) {
        if byte <= b' ' && ends_plain(bytes, at) {
            return at;
        }
        at += 1;
    }
    at
}

/// Whether the white space or control character there is more than one space between two words.
#[inline]
fn ends_plain(bytes: &[u8], at: usize) -> bool {
    let next_is_word = || bytes.get(at + 1).is_some_and(|b| !b.is_ascii_whitespace());
    bytes[at].is_ascii_whitespace() && (bytes[at] != b' ' || !next_is_word())
}

/// Where white space ends.
pub(crate) fn end_of_space(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    // an indent
    while bytes[at..].first_chunk::<8>() == Some(b"        ") {
        at += 8;
    }
    let rest = &bytes[at..];
    let word = rest.iter().position(|byte| !byte.is_ascii_whitespace());
    word.map_or(bytes.len(), |len| at + len)
}
