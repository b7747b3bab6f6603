//! An agreement as read: text, segments, the facts that the file states, what was odd. A fact that the file does not
//! state is `None`: nothing is guessed.

use copydesk_text::Span;
use sha2::{Digest, Sha256};

use crate::Segment;

/// Something noticed while reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Stable, dotted; listed in `docs/documents.md`.
    pub code: &'static str,
    /// One sentence for people.
    pub message: String,
    /// Where in the document's text.
    pub span: Option<Span>,
}

impl Finding {
    pub(crate) fn new(code: &'static str, message: impl Into<String>, span: Option<Span>) -> Self {
        Self {
            code,
            message: message.into(),
            span,
        }
    }
}

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentKind {
    /// Between states or organisations.
    Treaty,
    /// A law.
    Law,
    /// A speech.
    Speech,
    /// A report.
    Report,
    /// A statement or communiqué.
    Statement,
}

impl DocumentKind {
    /// The name used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Treaty => "treaty",
            Self::Law => "law",
            Self::Speech => "speech",
            Self::Report => "report",
            Self::Statement => "statement",
        }
    }
}

/// How much of a document is at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Completeness {
    /// All of it.
    Full,
    /// A part in its own words.
    Excerpt,
    /// Other words for it.
    Paraphrase,
}

impl Completeness {
    /// The name used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Excerpt => "excerpt",
            Self::Paraphrase => "paraphrase",
        }
    }
}

/// Whether a party has published its text. The default is `Unknown`: that somebody has not published is a claim.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PublicationStatus {
    /// It is public.
    Published,
    /// It is announced.
    Announced,
    /// It is known not to be.
    NotPublished,
    /// Nothing is known.
    #[default]
    Unknown,
}

impl PublicationStatus {
    /// The name used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Announced => "announced",
            Self::NotPublished => "not_published",
            Self::Unknown => "unknown",
        }
    }
}

/// What is known of one party's publication.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Publication {
    /// The party.
    pub party: String,
    /// Whether it has published.
    pub status: PublicationStatus,
    /// The document it published.
    pub document: Option<String>,
    /// As of which day this is known, `YYYY-MM-DD`.
    pub as_of: Option<String>,
    /// What says so.
    pub cites: Vec<String>,
}

/// An official text in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfficialText {
    /// BCP 47.
    pub language: String,
    /// Who publishes it.
    pub publisher: Option<String>,
}

/// What is known of a document. Days are `YYYY-MM-DD` as stated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Title.
    pub title: Option<String>,
    /// What it is.
    pub kind: Option<DocumentKind>,
    /// Parties as the file names them.
    pub parties: Vec<String>,
    /// Day of signature.
    pub signed: Option<String>,
    /// Day of entry into force.
    pub in_force: Option<String>,
    /// Day it ended.
    pub ended: Option<String>,
    /// Titles of what it replaces.
    pub supersedes: Vec<String>,
    /// BCP 47.
    pub language: Option<String>,
    /// Whether it is a translation.
    pub is_translation: Option<bool>,
    /// Who translated it.
    pub translator: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Day of publication.
    pub published_at: Option<String>,
    /// Official texts.
    pub official_texts: Vec<OfficialText>,
    /// How much of it is at hand.
    pub completeness: Option<Completeness>,
    /// Which party has published.
    pub publication: Vec<Publication>,
}

impl Facts {
    /// The day it counts from: signature, else entry into force, else publication.
    #[must_use]
    pub fn day(&self) -> Option<&str> {
        let first = self.signed.as_ref().or(self.in_force.as_ref());
        first.or(self.published_at.as_ref()).map(String::as_str)
    }

    /// Parties whose publication nothing is known of.
    pub(crate) fn parties_unknown(parties: &[String]) -> Vec<Publication> {
        let of = |party: &String| Publication {
            party: party.clone(),
            ..Publication::default()
        };
        parties.iter().map(of).collect()
    }
}

/// The format a document was read from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Source {
    /// Plain text.
    #[default]
    Plain,
    /// HTML.
    Html,
    /// Markdown.
    Markdown,
    /// The output of `pdftotext`.
    Pdf,
    /// Akoma Ntoso.
    AkomaNtoso,
    /// JSON of the open-treaties collection.
    OpenTreaties,
    /// XML of the ToTA collection.
    Tota,
}

impl Source {
    /// The name used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Html => "html",
            Self::Markdown => "markdown",
            Self::Pdf => "pdf",
            Self::AkomaNtoso => "akoma_ntoso",
            Self::OpenTreaties => "open_treaties",
            Self::Tota => "tota",
        }
    }
}

/// A document: its text, the segments that tile it, what is known and what was odd.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Where it came from.
    pub source: Source,
    /// The text that all spans refer to.
    pub text: String,
    /// The parts of the text.
    pub segments: Vec<Segment>,
    /// What is known.
    pub facts: Facts,
    /// What was odd.
    pub findings: Vec<Finding>,
}

impl Document {
    /// SHA-256 of the text, in hexadecimal.
    #[must_use]
    pub fn sha256(&self) -> String {
        let digest = Sha256::digest(self.text.as_bytes());
        digest
            .iter()
            .fold(String::with_capacity(64), |mut hex, byte| {
                for half in [byte >> 4, byte & 15] {
                    hex.push(char::from(b"0123456789abcdef"[usize::from(half)]));
                }
                hex
            })
    }

    /// The words of a span; empty if it is none of this text.
    #[must_use]
    pub fn words(&self, span: Span) -> &str {
        self.text.get(span.start..span.end).unwrap_or("")
    }

    /// The segment of that id.
    #[must_use]
    pub fn segment(&self, id: &str) -> Option<&Segment> {
        self.segments.iter().find(|segment| segment.id == id)
    }

    /// The smallest segment that holds a byte.
    #[must_use]
    pub fn segment_at(&self, at: usize) -> Option<&Segment> {
        let holds = |segment: &&Segment| (segment.span.start..segment.span.end).contains(&at);
        self.segments.iter().rev().find(holds)
    }

    /// Indexes of the articles.
    pub fn articles(&self) -> impl Iterator<Item = usize> + '_ {
        let article = |index: &usize| self.segments[*index].kind == crate::SegmentKind::Article;
        (0..self.segments.len()).filter(article)
    }

    /// Indexes of the segments right below one.
    pub fn children(&self, parent: usize) -> impl Iterator<Item = usize> + '_ {
        let below = move |index: &usize| self.segments[*index].parent == Some(parent);
        (parent + 1..self.segments.len())
            .take_while(move |&index| {
                self.segments[index].span.start < self.segments[parent].span.end
            })
            .filter(below)
    }

    /// The words of an article after its label and heading.
    #[must_use]
    pub fn body(&self, index: usize) -> Span {
        let segment = &self.segments[index];
        let head = segment
            .heading
            .or(segment.label)
            .map_or(segment.span.start, |span| span.end);
        Span::new(
            head.clamp(segment.span.start, segment.span.end),
            segment.span.end,
        )
    }
}
