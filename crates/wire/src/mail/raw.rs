//! A mail as sent: what its head says, and its leaves (the parts that hold no parts) with their places in the raw.
//! Nothing is decoded but the words of the head.

use crate::Span;

/// A message: head and leaves in document order.
#[derive(Clone, Debug, Default)]
pub(super) struct Message {
    pub head: Head,
    pub leaves: Vec<Leaf>,
    /// Bytes of the message in the raw.
    pub whole: Span,
}

/// The fields of a message's head that an item has a place for; encoded words are read.
#[derive(Clone, Debug, Default)]
pub(super) struct Head {
    pub message_id: Option<String>,
    pub subject: Option<String>,
    /// The date as sent, with its place.
    pub date: Option<(String, Span)>,
    pub expires: Option<(String, Span)>,
    /// Names, or addresses where there is no name.
    pub from: Vec<String>,
    /// Ids of the messages it answers.
    pub answers: Vec<String>,
    /// Ids of the messages that it takes the place of.
    pub supersedes: Vec<String>,
    pub keywords: Vec<String>,
    pub comments: Option<String>,
    pub language: Option<String>,
}

/// How the bytes of a part travel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Transfer {
    /// As they are.
    #[default]
    Plain,
    QuotedPrintable,
    Base64,
    /// By a coding that nobody here knows (uuencode and the like).
    Unknown,
}

/// How the lines of a plain text are broken (RFC 3676).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Flow {
    /// Where they were typed.
    #[default]
    Fixed,
    /// A line that ends in a space goes on in the next one; the space is part of the text.
    Flowed,
    /// The same, but the space was put in by the sender's program.
    FlowedDelSp,
}

/// What a part is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Disposition {
    /// To be read with the message.
    #[default]
    Inline,
    /// A file beside it.
    Attachment,
}

/// A part without parts.
#[derive(Clone, Debug, Default)]
pub(super) struct Leaf {
    /// Its bytes without its head.
    pub body: Span,
    /// Lower case; `text/plain` where nothing is said.
    pub media_type: String,
    pub charset: Option<String>,
    pub transfer: Transfer,
    pub flow: Flow,
    pub disposition: Disposition,
    pub file_name: Option<String>,
    pub content_id: Option<String>,
    pub description: Option<String>,
    /// How many parts it lies in.
    pub depth: usize,
}
