//! The tokenizer of the XML layer: decoded text to tags, texts and references, in one pass and without allocating.
//! Lenient in the same places as quick-xml, which judges it in tests: a tag ends at the first `>` outside quotes, an
//! end tag may hold anything, an ampersand need not open a reference. Never looks at what a token means.

use std::sync::LazyLock;

use copydesk_text::Span;
use memchr::memmem::Finder;
use memchr::{memchr, memchr2, memchr3, memchr3_iter};

use super::{ATTRIBUTES_MAX, Attribute, Listed, doctype};
use crate::scan;

/// What ends a comment, a CDATA section, a processing instruction.
static COMMENT_END: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("-->"));
static DATA_END: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("]]>"));
static INSTRUCTION_END: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("?>"));

/// Attributes that are listed; those of later elements are looked for in their tags.
const LISTED_MAX: usize = 1 << 20;

/// What stands at a place of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// A start tag, or one that is the end tag as well.
    Start(Tag),
    /// The end tag of the element at hand.
    OwnEnd,
    /// An end tag; where its name stands.
    End(Span),
    /// Characters that stand for themselves.
    Text,
    /// The same, with an ampersand before them that opens nothing.
    Bare,
    /// A CDATA section.
    Data,
    /// `&…;`, whatever stands between.
    Reference,
    /// A comment, processing instruction or declaration.
    Passed,
    /// A declaration that says nothing; reading goes on behind it.
    IllFormed,
    /// From this place on nothing can be told apart.
    Broken(usize),
    /// Nothing is left.
    Nothing,
}

/// A start tag. All places are offsets in the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tag {
    /// Where the name ends; it begins behind `<`.
    pub name_end: usize,
    /// Where the attributes end, white space included.
    pub attributes_end: usize,
    /// Whether it is the end tag as well.
    pub empty: bool,
    /// Where its attributes begin in the list, if they are listed.
    pub listed: Option<usize>,
}

/// Where the builder takes its tokens from.
pub(crate) trait Tokens {
    /// The next token, and where it stands. `name` is that of the element at hand if its tag was well made, else empty:
    /// its end tag may be told at once. Attributes of a well-made tag are appended to `listed`.
    fn next(&mut self, name: &str, listed: &mut Listed) -> (Token, Span);

    /// What was wrong with the last token that was.
    fn trouble(&self) -> &str;
}

/// The tokens of a document.
pub(crate) struct Tokenizer<'a> {
    bytes: &'a [u8],
    at: usize,
    trouble: &'static str,
}

impl<'a> Tokenizer<'a> {
    /// Begins at `from`.
    pub fn new(text: &'a str, from: usize) -> Self {
        Self {
            bytes: text.as_bytes(),
            at: from,
            trouble: "",
        }
    }
}

impl Tokens for Tokenizer<'_> {
    #[inline]
    fn next(&mut self, name: &str, listed: &mut Listed) -> (Token, Span) {
        let from = self.at;
        let token = match self.bytes.get(from) {
            None => Token::Nothing,
            Some(b'<') => match self.bytes.get(from + 1) {
                Some(b'/') => self.end_tag(name),
                Some(b'!') => self.bang(),
                Some(b'?') => self.instruction(),
                Some(_) => self.start_tag(listed),
                None => self.broken(UNCLOSED_TAG),
            },
            Some(b'&') => self.reference(),
            Some(_) => {
                self.at = end_of_text(self.bytes, from);
                Token::Text
            }
        };
        (token, Span::new(from, self.at))
    }

    fn trouble(&self) -> &str {
        self.trouble
    }
}

const UNCLOSED_TAG: &str = "syntax error: tag not closed: `>` not found before end of input";
const UNCLOSED_SINGLE: &str =
    "syntax error: attribute value not closed: `'` not found before end of input";
const UNCLOSED_DOUBLE: &str =
    "syntax error: attribute value not closed: `\"` not found before end of input";
const UNCLOSED_COMMENT: &str =
    "syntax error: comment not closed: `-->` not found before end of input";
const UNCLOSED_DATA: &str = "syntax error: CDATA not closed: `]]>` not found before end of input";
const UNCLOSED_DOCTYPE: &str =
    "syntax error: DOCTYPE not closed: `>` not found before end of input";
const UNCLOSED_INSTRUCTION: &str =
    "syntax error: processing instruction not closed: `?>` not found before end of input";
const UNCLOSED_DECLARATION: &str =
    "syntax error: XML declaration not closed: `?>` not found before end of input";
const UNKNOWN_BANG: &str = "syntax error: unknown or missed symbol in markup";
const NAMELESS_DOCTYPE: &str =
    "`<!DOCTYPE>` declaration does not contain a name of a document type";

impl Tokenizer<'_> {
    fn broken(&mut self, trouble: &'static str) -> Token {
        let from = std::mem::replace(&mut self.at, self.bytes.len());
        self.trouble = trouble;
        Token::Broken(from)
    }

    /// An ampersand: up to `;`, or up to the next ampersand or tag.
    fn reference(&mut self) -> Token {
        let from = self.at + 1;
        let found = memchr3(b';', b'&', b'<', &self.bytes[from..]);
        let end = found.map_or(self.bytes.len(), |len| from + len);
        if self.bytes.get(end) == Some(&b';') {
            self.at = end + 1;
            return Token::Reference;
        }
        self.at = end;
        Token::Bare
    }

    #[inline]
    fn start_tag(&mut self, listed: &mut Listed) -> Token {
        let first = listed.len();
        let tag = match self.plain_tag(listed) {
            Some(tag) => Ok(tag),
            None => {
                listed.truncate(first);
                self.any_tag()
            }
        };
        match tag {
            Ok(tag) => {
                self.at = tag.attributes_end + 1 + usize::from(tag.empty);
                Token::Start(tag)
            }
            Err(trouble) => self.broken(trouble),
        }
    }

    /// A tag as it should be: white space, a name, `=` and a value in quotes, any number of times. Nothing for any other,
    /// and for one with too many attributes.
    #[inline]
    fn plain_tag(&self, listed: &mut Listed) -> Option<Tag> {
        let bytes = self.bytes;
        let first = listed.len();
        let name_end = end_of_name(bytes, self.at + 1);
        let mut at = name_end;
        loop {
            let before = at;
            while is_space(*bytes.get(at)?) {
                at += 1;
            }
            let empty = match bytes[at] {
                b'>' => false,
                b'/' if bytes.get(at + 1) == Some(&b'>') => true,
                _ if at == before => return None,
                _ => {
                    let (attribute, end) = plain_attribute(bytes, at)?;
                    if listed.len() - first >= ATTRIBUTES_MAX || listed.len() >= LISTED_MAX {
                        return None;
                    }
                    listed.push(attribute);
                    at = end;
                    continue;
                }
            };
            return Some(Tag {
                name_end,
                attributes_end: at,
                empty,
                listed: Some(first),
            });
        }
    }

    /// Any tag: it ends at the first `>` outside quotes, its name at the first white space.
    #[cold]
    fn any_tag(&self) -> Result<Tag, &'static str> {
        let from = self.at + 1;
        let end = self.end_of_tag()?;
        let empty = self.bytes[from..end].ends_with(b"/");
        let attributes_end = end - usize::from(empty);
        let content = &self.bytes[from..attributes_end];
        let name = content.iter().position(|&byte| is_any_space(byte));
        Ok(Tag {
            name_end: from + name.unwrap_or(content.len()),
            attributes_end,
            empty,
            listed: None,
        })
    }

    /// Where the `>` of the tag at hand stands.
    fn end_of_tag(&self) -> Result<usize, &'static str> {
        let mut quote = None;
        for at in memchr3_iter(b'>', b'\'', b'"', &self.bytes[self.at..]) {
            match (quote, self.bytes[self.at + at]) {
                (None, b'>') => return Ok(self.at + at),
                (None, byte) => quote = Some(byte),
                (Some(open), byte) if open == byte => quote = None,
                _ => {}
            }
        }
        Err(match quote {
            None => UNCLOSED_TAG,
            Some(b'"') => UNCLOSED_DOUBLE,
            Some(_) => UNCLOSED_SINGLE,
        })
    }

    #[inline]
    fn end_tag(&mut self, name: &str) -> Token {
        let from = self.at + 2;
        let behind = from + name.len();
        if !name.is_empty()
            && self.bytes.get(behind) == Some(&b'>')
            && &self.bytes[from..behind] == name.as_bytes()
        {
            self.at = behind + 1;
            return Token::OwnEnd;
        }
        let plain = end_of_name(self.bytes, from);
        if self.bytes.get(plain) == Some(&b'>') {
            self.at = plain + 1;
            return Token::End(Span::new(from, plain));
        }
        let end = match self.end_of_tag() {
            Ok(end) => end,
            Err(trouble) => return self.broken(trouble),
        };
        let content = &self.bytes[from..end];
        let name = content.iter().rposition(|&byte| !is_any_space(byte));
        self.at = end + 1;
        Token::End(Span::new(
            from,
            from + name.map_or(content.len(), |last| last + 1),
        ))
    }

    /// `<?…?>`.
    fn instruction(&mut self) -> Token {
        let from = self.at;
        let rest = &self.bytes[from..];
        match INSTRUCTION_END.find(&rest[1..]) {
            Some(0) => self.broken(UNCLOSED_INSTRUCTION),
            Some(len) => {
                self.at = from + 1 + len + 2;
                Token::Passed
            }
            None => {
                let declares = rest.starts_with(b"<?xml")
                    && (rest.get(5)).is_none_or(|&byte| is_any_space(byte) || byte == b'?');
                self.broken(match declares {
                    true => UNCLOSED_DECLARATION,
                    false => UNCLOSED_INSTRUCTION,
                })
            }
        }
    }

    /// `<!…>`: a comment, a CDATA section or a document type.
    fn bang(&mut self) -> Token {
        let from = self.at;
        let rest = &self.bytes[from..];
        let inside = |opening: &[u8], closing: &Finder<'_>| {
            let inside = rest.strip_prefix(opening)?;
            let len = closing.find(inside)?;
            Some(from + opening.len() + len + closing.needle().len())
        };
        let (end, token, trouble) = match rest.get(2) {
            Some(b'-') => (
                inside(b"<!--", &COMMENT_END),
                Token::Passed,
                UNCLOSED_COMMENT,
            ),
            Some(b'[') => (inside(b"<![CDATA[", &DATA_END), Token::Data, UNCLOSED_DATA),
            Some(b'D' | b'd') => {
                let end = doctype::end(rest).map(|end| from + end);
                let named = doctype::is_named(&rest[..end.map_or(0, |end| end - from)]);
                if named == Some(false) {
                    self.trouble = NAMELESS_DOCTYPE;
                }
                let token = match named {
                    Some(false) => Token::IllFormed,
                    _ => Token::Passed,
                };
                (end.filter(|_| named.is_some()), token, UNCLOSED_DOCTYPE)
            }
            _ => (None, Token::Passed, UNKNOWN_BANG),
        };
        match end {
            Some(end) => {
                self.at = end;
                token
            }
            None => self.broken(trouble),
        }
    }
}

/// One `name="value"`, and where it ends.
#[inline]
fn plain_attribute(bytes: &[u8], from: usize) -> Option<(Attribute, usize)> {
    let equals = end_of_name(bytes, from);
    let quote = match bytes.get(equals..equals + 2)? {
        [b'=', quote @ (b'"' | b'\'')] if equals > from => *quote,
        _ => return None,
    };
    let value = equals + 2;
    let end = end_of_value(bytes, value, quote)?;
    let attribute = Attribute {
        name: u32::try_from(from).ok()?,
        name_len: u16::try_from(equals - from).ok()?,
        value: u32::try_from(value).ok()?,
        value_end: u32::try_from(end).ok()?,
    };
    Some((attribute, end + 1))
}

/// White space of a cleaned document.
#[inline]
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\t')
}

fn is_any_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\t' | b'\r')
}

/// Where a name of a well-made tag ends: at white space, a control character, or a sign that means something.
#[inline(always)]
pub(super) fn end_of_name(bytes: &[u8], from: usize) -> usize {
    let ends = |byte: u8| {
        (byte <= b' ')
            | (byte == b'=')
            | (byte == b'/')
            | (byte == b'>')
            | (byte == b'<')
            | (byte == b'"')
            | (byte == b'\'')
    };
    scan::find(bytes, from, ends).unwrap_or(bytes.len())
}

/// The next `<` or `&`.
#[inline(always)]
fn end_of_text(bytes: &[u8], from: usize) -> usize {
    match scan::near(bytes, from, |byte| (byte == b'<') | (byte == b'&')) {
        Ok(at) => at,
        Err(at) => memchr2(b'<', b'&', &bytes[at..]).map_or(bytes.len(), |len| at + len),
    }
}

#[inline(always)]
fn end_of_value(bytes: &[u8], from: usize, quote: u8) -> Option<usize> {
    match scan::near(bytes, from, |byte| byte == quote) {
        Ok(at) => Some(at),
        Err(at) => memchr(quote, &bytes[at..]).map(|len| at + len),
    }
}
