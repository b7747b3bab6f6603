//! Bytes to documents. The format is seen in the bytes; a file name helps with Markdown alone. What cannot be read is
//! said with its reason: a document is never empty without one. Runs no program: a PDF's text comes from outside.

mod akoma_ntoso;
mod html;
mod markdown;
mod open_treaties;
mod pages;
mod pdf;
mod tota;

use std::error::Error;
use std::fmt::{self, Display, Formatter};

use copydesk_wire::Hint;
use copydesk_wire::chars::decode;
use copydesk_wire::finding::Findings;
use copydesk_wire::xml;

use crate::segment::{Segmented, segment};
use crate::{Document, Finding, Source};

/// Most bytes of a document.
pub const DOCUMENT_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Most bytes of a PDF's text.
pub const PDF_TEXT_BYTES_MAX: usize = 64 * 1024 * 1024;

/// What helps to read a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadHint {
    /// Name of the file: `.md` and `.markdown` are Markdown.
    pub file_name: Option<String>,
}

/// Why a document could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// More than [`DOCUMENT_BYTES_MAX`], of a PDF's text more than [`PDF_TEXT_BYTES_MAX`].
    TooLarge,
    /// The bytes are no text in any charset known.
    Charset,
    /// It is a PDF: its text must be extracted with `pdftotext` and given to [`read_pdf_text`].
    Pdf,
    /// JSON or XML of an unknown shape; says what is missing.
    Shape(String),
    /// It holds no text.
    NoText,
}

impl Display for Unreadable {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => formatter.write_str("over 32 MiB (of a PDF's text 64 MiB)"),
            Self::Charset => formatter.write_str("unreadable charset: the bytes are no text"),
            Self::Pdf => formatter.write_str("needs pdftotext"),
            Self::Shape(missing) => formatter.write_str(missing),
            Self::NoText => formatter.write_str("holds no text"),
        }
    }
}

impl Error for Unreadable {}

/// Reads a file. One with texts in several languages gives a document for each; their articles carry equal ids.
///
/// # Errors
/// [`Unreadable`], with the reason in one line; `Pdf` asks for [`read_pdf_text`].
///
/// ```
/// use copydesk_documents::{ReadHint, Unreadable, read};
/// let read_one = |raw: &str| read(raw.as_bytes(), &ReadHint::default());
/// assert_eq!(read_one("Article 1\nPeace.\n").unwrap()[0].segments[0].id, "art_1");
/// assert_eq!(read_one("  \n"), Err(Unreadable::NoText));
/// assert!(matches!(read_one("{\"a\": 1}"), Err(Unreadable::Shape(_))));
/// ```
pub fn read(raw: &[u8], hint: &ReadHint) -> Result<Vec<Document>, Unreadable> {
    if raw.len() > DOCUMENT_BYTES_MAX {
        return Err(Unreadable::TooLarge);
    }
    if raw.starts_with(b"%PDF-") {
        return Err(Unreadable::Pdf);
    }
    let mut notes = Findings::new();
    let decoded = decode(raw, &Hint::default(), &mut notes);
    if !is_text(&decoded.text) {
        return Err(Unreadable::Charset);
    }
    let start = decoded
        .text
        .trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    let mut documents = if start.starts_with('{') || start.starts_with('[') {
        open_treaties::read(start)?
    } else if start.starts_with('<') && is_xml(start) {
        let (clean, _) = decoded.cleaned();
        let tree = xml::parse(&clean, &mut notes);
        xml_document(&tree)?
    } else if html::is_html(start) {
        vec![html::read(raw)]
    } else if is_markdown(hint) {
        vec![markdown::read(&decoded.text)]
    } else {
        vec![plain(&decoded.text)]
    };
    if documents
        .iter()
        .all(|document| document.text.trim().is_empty())
    {
        return Err(Unreadable::NoText);
    }
    let notes: Vec<Finding> = notes
        .into_list()
        .into_iter()
        .map(|note| Finding::new(note.code, note.message, None))
        .collect();
    if let Some(first) = documents.first_mut() {
        first.findings.splice(0..0, notes);
    }
    Ok(documents)
}

/// Makes a document of what `pdftotext -layout -enc UTF-8` wrote.
///
/// # Errors
/// [`Unreadable::NoText`] for a PDF without a text layer; [`Unreadable::TooLarge`].
pub fn read_pdf_text(output: &[u8]) -> Result<Document, Unreadable> {
    if output.len() > PDF_TEXT_BYTES_MAX {
        return Err(Unreadable::TooLarge);
    }
    let document = pdf::read(&String::from_utf8_lossy(output));
    if document.text.trim().is_empty() {
        return Err(Unreadable::NoText);
    }
    Ok(document)
}

/// A document of a text that is to be segmented.
pub(crate) fn document_of(text: String, source: Source, mut findings: Vec<Finding>) -> Document {
    let Segmented {
        segments,
        findings: found,
    } = segment(&text);
    findings.extend(found);
    Document {
        source,
        text,
        segments,
        findings,
        ..Document::default()
    }
}

fn plain(text: &str) -> Document {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut findings = Vec::new();
    let text = pages::without_furniture(text, &mut findings);
    document_of(text, Source::Plain, findings)
}

fn is_markdown(hint: &ReadHint) -> bool {
    let name = hint.file_name.as_deref().unwrap_or("").to_ascii_lowercase();
    name.ends_with(".md") || name.ends_with(".markdown")
}

/// Whether characters are of a text: hardly any that no charset gave, and no controls.
fn is_text(text: &str) -> bool {
    let odd = |character: &char| {
        *character == '\u{fffd}'
            || (character.is_control() && !matches!(character, '\t' | '\n' | '\r' | '\u{c}'))
    };
    let head: Vec<char> = text.chars().take(65_536).collect();
    head.iter().filter(|character| odd(character)).count() * 100 <= head.len()
}

fn is_xml(start: &str) -> bool {
    let head = &start[..start.floor_char_boundary(512)];
    let lower = head.to_ascii_lowercase();
    (lower.starts_with("<?xml") || lower.starts_with("<akomantoso") || lower.starts_with("<treaty"))
        && !lower.contains("<html")
        && !lower.contains("<!doctype html")
}

fn xml_document(tree: &xml::Tree) -> Result<Vec<Document>, Unreadable> {
    let Some(root) = tree.root() else {
        return Err(Unreadable::Shape(String::from("XML without an element")));
    };
    match tree.name(root) {
        "akomaNtoso" => Ok(vec![akoma_ntoso::read(tree, root)?]),
        "treaty" => Ok(vec![tota::read(tree, root)?]),
        name => {
            let what = format!(
                "XML of an unknown shape: the root is {name}, neither akomaNtoso nor treaty"
            );
            Err(Unreadable::Shape(what))
        }
    }
}
