//! A telegram as it stands: its header's fields and the places of its parts in the decoded text. Nothing is judged.

use crate::Span;

/// The header line: `bdt0703 3 pl 250 COR 702 dpa 4077`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Header<'t> {
    pub service: &'t str,
    /// Digits as sent.
    pub number: &'t str,
    pub priority: u8,
    pub category: &'t str,
    /// What follows the number of words.
    pub option: &'t str,
}

/// One telegram. Places are in the decoded text.
#[derive(Clone, Debug)]
pub(super) struct Telegram<'t> {
    pub header: Header<'t>,
    /// From its header to the end of its trailer.
    pub whole: Span,
    /// Keywords between header and text; empty if there are none.
    pub keywords: Span,
    /// Headline block, text and notebook.
    pub text: Span,
    /// Date and time behind the text; empty if there are none.
    pub trailer: Span,
    /// Words behind the trailer, or before it, that are neither.
    pub rest: Vec<Span>,
}
