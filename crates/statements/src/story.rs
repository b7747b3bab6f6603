//! What goes in and what comes out: a story's blocks with what the caller knows of them; statements and findings.

use copydesk_text::{Block, Span};

use crate::statement::Statement;

/// A text to read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Story<'a> {
    /// The blocks, as sent or published; spans refer to their flat form.
    pub blocks: &'a [Block],
    /// BCP 47 language; not stated is read as English.
    pub language: Option<&'a str>,
    /// SHA-256 of the version, in hexadecimal.
    pub version_sha256: &'a str,
    /// Name of the rendition.
    pub rendition: &'a str,
    /// Entities that an editor has confirmed.
    pub confirmed: &'a [Confirmed],
}

/// An entity that an editor has confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmed {
    /// Its id.
    pub entity: String,
    /// Its full name; only exactly this name is joined to it.
    pub name: String,
}

/// Something noticed in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Stable, dotted: `statements.language`, `statements.open_quote`.
    pub code: &'static str,
    /// One sentence for people.
    pub message: String,
    /// Where.
    pub span: Option<Span>,
}

impl Finding {
    pub(crate) fn open_quote(span: Span) -> Self {
        Self {
            code: "statements.open_quote",
            message: "the quotation marks of this paragraph do not balance".to_owned(),
            span: Some(span),
        }
    }

    pub(crate) fn language(language: &str) -> Self {
        Self {
            code: "statements.language",
            message: format!("statements are read in English only, the text is {language}"),
            span: None,
        }
    }
}

/// What was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// In the order of their first content byte.
    pub statements: Vec<Statement>,
    /// What was noticed.
    pub findings: Vec<Finding>,
    /// Steps taken, for tests of growth: tokens looked at.
    pub work: u64,
}
