//! Mail (RFC 5322 and MIME). The words of the heads are read by mail-parser; parts are split, decoded and mapped here,
//! so that every paragraph keeps its place in the raw through quoted-printable, base64 and charset. The text is one
//! rendition, the HTML another; parts that are in a wire format are items of their own. Never opens an archive, and
//! never follows a link.

mod adapt;
mod flowed;
mod head;
mod parse;
mod raw;
mod transfer;

#[cfg(test)]
mod tests;

use crate::finding::Findings;
use crate::{Reading, Source};

/// Whether the bytes open with the head of a mail.
pub(crate) fn opens(raw: &[u8]) -> bool {
    parse::opens(raw)
}

/// Reads one message with everything in it.
pub(crate) fn read(source: &Source<'_>, findings: &mut Findings) -> Reading {
    let message = parse::message(source, findings);
    adapt::reading(&message, source, findings)
}
