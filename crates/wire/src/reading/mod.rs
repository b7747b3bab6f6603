//! What every reader of JSON and web feeds needs while it reads one raw: the decoded text with its way back to the
//! raw, times in the feed's zone, derived ids, folded metadata. Knows no format and judges no status.

mod mapped;
mod markup;
mod time;

use jiff::tz::TimeZone;
use sha2::{Digest, Sha256};

pub(crate) use mapped::Mapped;
pub(crate) use markup::{Markup, paragraphs};
pub(crate) use time::TimeRead;

use crate::json::{Kind, Piece, Value, pieces};
use crate::{Finding, Hint, Item, SentTime, Signal, Span, Status};

/// One raw while it is read.
pub(crate) struct Reading<'a> {
    pub raw: &'a [u8],
    pub hint: &'a Hint,
    pub sha256: [u8; 32],
    /// The decoded raw.
    pub text: Mapped,
    /// What decoding noticed.
    pub findings: Vec<Finding>,
}

impl<'a> Reading<'a> {
    /// Hashes and decodes the raw.
    pub fn new(raw: &'a [u8], hint: &'a Hint) -> Self {
        let mut findings = Vec::new();
        Self {
            raw,
            hint,
            sha256: Sha256::digest(raw).into(),
            text: decode(raw, &mut findings),
            findings,
        }
    }

    /// The place in the raw of a place in the decoded text.
    pub fn span(&self, span: Span) -> Span {
        self.text.raw_span(span)
    }

    /// Findings of the decoded text with their places in the raw.
    pub fn placed<'f>(&'f self, findings: &'f [Finding]) -> impl Iterator<Item = Finding> + 'f {
        findings.iter().map(|finding| Finding {
            span: finding.span.map(|span| self.span(span)),
            ..finding.clone()
        })
    }

    /// The text of a JSON string with its way back to the raw.
    pub fn mapped(&self, value: Value<'_>) -> Option<Mapped> {
        let token = value.token()?;
        let mut mapped = Mapped::default();
        let mut buffer = [0; 4];
        for piece in pieces(value.scanned(), token) {
            match piece {
                Piece::Plain(span) => mapped.push_part(&self.text, span),
                Piece::Escape(letter, span) => {
                    mapped.push_atom(letter.encode_utf8(&mut buffer), self.span(span));
                }
            }
        }
        Some(mapped)
    }

    /// A time as sent; without offset in the feed's zone; else nothing and a finding.
    pub fn time(&self, text: &str, span: Span, findings: &mut Vec<Finding>) -> Option<SentTime> {
        let zone: Option<&TimeZone> = self.hint.zone.as_ref();
        let (code, message) = match time::read_time(text, zone) {
            TimeRead::Sent(time) => return Some(time),
            TimeRead::NoZone => ("time.no_zone", format!("{text:?} has no sure zone")),
            TimeRead::Unreadable => ("time.unreadable", format!("{text:?} is no time")),
        };
        findings.push(Finding {
            code,
            message,
            span: Some(span),
        });
        None
    }

    /// Derives the id from the item's own bytes, so that the same bytes give the same id.
    pub fn guid_from_hash(&self, whole: Span, item: &mut Item) {
        let span = self.span(whole);
        let bytes = self.raw.get(span.start..span.end).unwrap_or(self.raw);
        let hash: [u8; 32] = Sha256::digest(bytes).into();
        let digits: String = hash[..16]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        item.guid = format!("urn:x-copydesk:raw:{digits}");
        item.findings.push(Finding {
            code: "identity.from_hash",
            message: "no id was sent; it is derived from the bytes".to_owned(),
            span: Some(span),
        });
    }
}

/// UTF-8; a byte that is not is read as windows-1252.
fn decode(raw: &[u8], findings: &mut Vec<Finding>) -> Mapped {
    let mut mapped = Mapped::default();
    let mut at = if raw.starts_with(b"\xEF\xBB\xBF") {
        3
    } else {
        0
    };
    while let Some(rest) = raw.get(at..).filter(|rest| !rest.is_empty()) {
        let sound = match std::str::from_utf8(rest) {
            Ok(text) => text,
            Err(error) => std::str::from_utf8(&rest[..error.valid_up_to()]).unwrap_or_default(),
        };
        mapped.push_linear(sound, at);
        at += sound.len();
        if let Some(&byte) = raw.get(at) {
            let span = Span::new(at, at + 1);
            if findings.is_empty() {
                findings.push(Finding {
                    code: "charset.mixed",
                    message: "bytes that are not UTF-8 are read as windows-1252".to_owned(),
                    span: Some(span),
                });
            }
            let mut buffer = [0; 4];
            mapped.push_atom(markup::windows_1252(byte).encode_utf8(&mut buffer), span);
            at += 1;
        }
    }
    mapped
}

/// A value as one line of metadata; numbers as their digits, nothing for an empty one.
pub(crate) fn word(value: Option<Value<'_>>) -> Option<String> {
    let value = value?;
    let text = match value.kind() {
        Kind::String(_) => value.text()?,
        Kind::Number | Kind::Bool(_) => value.source().into(),
        _ => return None,
    };
    folded(&text)
}

/// Metadata as one line: white space folded, ends trimmed, nothing for an empty text.
pub(crate) fn folded(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    for word in text
        .split([' ', '\t', '\n', '\r'])
        .filter(|word| !word.is_empty())
    {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    (!out.is_empty()).then_some(out)
}

/// Adds a value to the alternative ids of that name.
pub(crate) fn add_alt_id(item: &mut Item, name: &str, value: String) {
    match item.alt_ids.iter_mut().find(|(known, _)| known == name) {
        Some((_, values)) if values.contains(&value) => {}
        Some((_, values)) => values.push(value),
        None => item.alt_ids.push((name.to_owned(), vec![value])),
    }
}

/// Adds signals that are not there yet. An item that words call killed is not usable.
pub(crate) fn add_signals(item: &mut Item, signals: impl IntoIterator<Item = Signal>) {
    for signal in signals {
        if signal == Signal::Kill || signal == Signal::Withhold {
            item.status = item.status.max(Status::Withheld);
        }
        if !item.signals.contains(&signal) {
            item.signals.push(signal);
        }
    }
}

/// What holds for every item once it is read: one without any text says so.
pub(crate) fn finish(item: &mut Item) {
    if item.body.is_none() && item.kills.is_none() {
        item.findings.push(Finding {
            code: "item.no_text",
            message: "the item carries no text".to_owned(),
            span: None,
        });
    }
}
