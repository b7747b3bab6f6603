//! The text a quotation is checked against: plain words with named parts, and what is known of its standing. Knows no
//! document archive; whoever has one fills this in. An unknown fact stays unknown.

use copydesk_text::Span;
use sha2::{Digest, Sha256};

/// A document as the quote checker sees it.
///
/// ```
/// use copydesk_statements::quotes::{DocumentFacts, SourceText};
/// let text = SourceText::new("pact", "Each side keeps the peace.", DocumentFacts::default());
/// assert_eq!(text.sha256().len(), 64);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceText {
    /// What the caller calls it: an id or a file name.
    pub id: String,
    /// Its words; paragraphs parted by two U+000A. Never altered here.
    pub text: String,
    /// Its parts in reading order; a part may lie in another.
    pub segments: Vec<SourceSegment>,
    /// What is known of it.
    pub facts: DocumentFacts,
    /// Other texts of the same agreement: other languages, other publishers. Their own `related` is not looked at.
    pub related: Vec<SourceText>,
}

/// One part of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceSegment {
    /// Its id, such as `art_4` or `art_4__para_1`.
    pub id: String,
    /// What it is.
    pub kind: SegmentKind,
    /// Its number as a citation gives it ("4", "8bis", "III"), if it has one.
    pub number: Option<String>,
    /// Its bytes in the text.
    pub span: Span,
    /// Whose words they are.
    pub voice: Voice,
}

/// What a part is to a citation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SegmentKind {
    /// What "Article 4" names.
    Article,
    /// A paragraph or point inside an article, or a paragraph of a speech.
    Paragraph,
    /// Anything else: preamble, chapter, annex.
    Other,
}

/// Whose words a part is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Voice {
    /// The document's own.
    #[default]
    Document,
    /// A person's, by name: a speech, an answer in an interview.
    Speaker(String),
    /// The reporter's who wrote the document.
    Reporter,
}

/// What is known of a document's text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocumentFacts {
    /// Its title.
    pub title: Option<String>,
    /// Its language, BCP 47.
    pub language: Option<String>,
    /// Whether it was translated.
    pub translation: Translation,
    /// Whether it is all of the document.
    pub completeness: Completeness,
    /// Whether an authority of the document published it.
    pub standing: Standing,
    /// Who published it.
    pub publisher: Option<String>,
}

/// Whether a text is a translation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Translation {
    /// The language it was agreed or spoken in.
    Original,
    /// Rendered from another language.
    Translation,
    /// Nobody said.
    #[default]
    Unknown,
}

/// How much of a document a text is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Completeness {
    /// All of it.
    Full,
    /// Parts of it, in its own words.
    Excerpt,
    /// Its sense in other words: nothing can be checked against it.
    Paraphrase,
    /// Nobody said.
    #[default]
    Unknown,
}

/// Whether a text is official.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// Published by a party to it, its depositary, or the speaker.
    Official,
    /// Published by somebody else.
    Unofficial,
    /// Nobody said.
    #[default]
    Unknown,
}

impl SourceText {
    /// A text without parts and without related texts.
    #[must_use]
    pub fn new(id: impl Into<String>, text: impl Into<String>, facts: DocumentFacts) -> Self {
        Self {
            id: id.into(),
            text: text.into(),
            facts,
            ..Self::default()
        }
    }

    /// SHA-256 of the text in hexadecimal: the version a verdict names.
    #[must_use]
    pub fn sha256(&self) -> String {
        let digest = Sha256::digest(self.text.as_bytes());
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The innermost article that holds these bytes, else the innermost part that does.
    #[must_use]
    pub fn segment_at(&self, span: Span) -> Option<&SourceSegment> {
        let holds =
            |part: &&SourceSegment| part.span.start <= span.start && span.end <= part.span.end;
        let parts = || self.segments.iter().filter(holds);
        let article = parts()
            .filter(|part| part.kind == SegmentKind::Article)
            .min_by_key(|part| part.span.len());
        article.or_else(|| parts().min_by_key(|part| part.span.len()))
    }

    /// The parts that hold the first byte, outermost first by length.
    pub(crate) fn voice_at(&self, at: usize) -> Option<&Voice> {
        let holds = |part: &&SourceSegment| part.span.start <= at && at < part.span.end;
        self.segments
            .iter()
            .filter(holds)
            .min_by_key(|part| part.span.len())
            .map(|part| &part.voice)
    }

    /// Whether some part is an article of this number.
    pub(crate) fn has_article(&self, number: &str) -> bool {
        self.segments.iter().any(|part| part.is_article(number))
    }
}

impl SourceSegment {
    /// Whether it is the article a citation names: by number or id, arabic and roman figures alike.
    #[must_use]
    pub fn is_article(&self, cited: &str) -> bool {
        let by_number = self
            .number
            .as_deref()
            .is_some_and(|number| same_number(number, cited));
        self.kind == SegmentKind::Article && (by_number || self.id == cited)
    }
}

/// Whether two article numbers name one article: "IV" and "4", "8 bis" and "8bis".
fn same_number(a: &str, b: &str) -> bool {
    let plain = |number: &str| -> String {
        let kept = number.chars().filter(|c| c.is_alphanumeric() || *c == '.');
        kept.flat_map(char::to_lowercase).collect()
    };
    let (a, b) = (plain(a), plain(b));
    let value =
        |number: &str| roman(number).map_or_else(|| number.to_owned(), |value| value.to_string());
    !a.is_empty() && (a == b || value(&a) == value(&b))
}

/// The value of a roman number in small letters, below 400.
fn roman(number: &str) -> Option<i32> {
    let digit = |c: char| match c {
        'i' => Some(1),
        'v' => Some(5),
        'x' => Some(10),
        'l' => Some(50),
        'c' => Some(100),
        _ => None,
    };
    let digits: Option<Vec<i32>> = number.chars().map(digit).collect();
    let digits = digits.filter(|digits| !digits.is_empty() && digits.len() <= 12)?;
    let signed = digits.iter().enumerate().map(|(index, &value)| {
        let before_larger = digits.get(index + 1).is_some_and(|&next| next > value);
        if before_larger { -value } else { value }
    });
    Some(signed.sum())
}
