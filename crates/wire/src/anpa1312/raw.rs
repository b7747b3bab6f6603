//! A telegram as it stands: its header's fields and the places of its parts in the decoded text. Nothing is judged.

use crate::Span;

/// The header's two lines: `a2870 US bylza`, `r i BC-AS--Pier 1stLd-Writethru a0512 03-02 0466`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Header<'t> {
    /// Letter of the circuit, its case kept.
    pub letter: char,
    /// Digits as sent.
    pub number: &'t str,
    /// Selector code; hyphens where there is none.
    pub selector: &'t str,
    pub priority: Option<char>,
    pub category: Option<&'t str>,
    /// Keyword, cut by the sender at 24 characters.
    pub keyword: Option<String>,
    /// Words like `1stLd-Writethru`.
    pub version: Option<String>,
    /// Number of the telegram that this one follows.
    pub reference: Option<&'t str>,
    /// The two numbers of `03-02`, in the order sent.
    pub date: Option<(i8, i8)>,
    /// What stands where none of these fit.
    pub rest: Vec<&'t str>,
}

/// One telegram. Places are in the decoded text.
#[derive(Clone, Debug)]
pub(super) struct Telegram<'t> {
    pub header: Header<'t>,
    /// From its letter to the end of what belongs to it.
    pub whole: Span,
    /// Between STX and ETX.
    pub text: Span,
    /// `AP-WF-03-02-26 0423GMT`; empty if there is none.
    pub trailer: Span,
    /// Words behind the text that are no trailer.
    pub rest: Vec<Span>,
}
