//! A telegram as it stands: its opening, its marked lines and the places of its parts in the decoded text. Nothing is
//! judged.

use super::profiles::Role;
use crate::Span;

/// A marked line, or the lines of one `XX#` value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Field {
    pub role: Role,
    /// Its value without the mark.
    pub value: Span,
    /// With the mark.
    pub whole: Span,
}

/// One telegram. Places are in the decoded text.
#[derive(Clone, Debug)]
pub(super) struct Telegram<'t> {
    /// The words behind `ZCZC`; empty if there are none.
    pub opening: &'t str,
    /// The profile that its marks fit.
    pub profile: &'static str,
    pub fields: Vec<Field>,
    pub whole: Span,
    /// What is no marked line.
    pub text: Span,
    /// Words behind `NNNN`.
    pub rest: Vec<Span>,
}
