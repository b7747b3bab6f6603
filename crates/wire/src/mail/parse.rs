//! Bytes to a message: finds the head, splits parts at their boundaries, one pass a level. Stops at the limits on parts
//! and nesting with a finding; never recurses.

use memchr::memmem::Finder;

use super::head::{self, Field, Kind, field_name, line_end, trim_line};
use super::raw::{Leaf, Message};
use crate::finding::Findings;
use crate::{Source, Span};

/// Most bytes looked at to see whether they are a head.
const HEAD_LOOKED_AT: usize = 64 * 1024;

/// Fields that show that a head is a mail's: two are needed, and one of the first five.
const SIGNS: [&str; 12] = [
    "from",
    "date",
    "message-id",
    "received",
    "return-path",
    "to",
    "subject",
    "mime-version",
    "content-type",
    "delivered-to",
    "sender",
    "reply-to",
];
const SIGNS_OF_A_SENDER: usize = 5;

/// Whether the bytes open with a head: fields from the first line to a blank one or the end, enough of them a mail's.
pub(super) fn opens(raw: &[u8]) -> bool {
    let start = start(raw);
    if !raw.get(start).is_some_and(u8::is_ascii_alphabetic) {
        return false;
    }
    let end = raw.len().min(start + HEAD_LOOKED_AT);
    let first = trim_line(&raw[start..line_end(raw, start, end)]);
    if field_name(first).is_none() {
        return false;
    }
    let (fields, body) = head::fields(raw, Span::new(start, end));
    let closed = body >= end || raw[..body].ends_with(b"\n\n") || raw[..body].ends_with(b"\n\r\n");
    let mut seen: Vec<usize> = fields
        .iter()
        .filter_map(|field| SIGNS.iter().position(|sign| *sign == field.name))
        .collect();
    seen.sort_unstable();
    seen.dedup();
    closed && seen.len() >= 2 && seen[0] < SIGNS_OF_A_SENDER
}

/// Where the head begins: behind blank lines, and behind the `From ` line of a mailbox.
fn start(raw: &[u8]) -> usize {
    let blank = raw.iter().position(|byte| !byte.is_ascii_whitespace());
    let start = blank.unwrap_or(raw.len());
    if raw[start..].starts_with(b"From ") {
        line_end(raw, start, raw.len())
    } else {
        start
    }
}

/// A part that is still to be looked at.
struct Pending {
    span: Span,
    depth: usize,
    in_digest: bool,
}

/// The message that the source holds.
pub(super) fn message(source: &Source<'_>, findings: &mut Findings) -> Message {
    let raw = source.raw;
    let whole = Span::new(start(raw), raw.len());
    let mut message = Message {
        whole,
        ..Message::default()
    };
    let mut pending = vec![Pending {
        span: whole,
        depth: source.depth,
        in_digest: false,
    }];
    let (limits, mut seen) = (&source.hint.limits, 0);
    while let Some(part) = pending.pop() {
        seen += 1;
        if seen > limits.mime_parts {
            let message = format_args!("more than {} parts", limits.mime_parts);
            findings.add("limit.mime", message, Some(part.span));
            break;
        }
        let (fields, body) = head::fields(raw, part.span);
        let mut block = Vec::new();
        let words = head::words(raw, &fields, source.hint, &mut block);
        if seen == 1
            && let Some(words) = &words
        {
            message.head = head::head(words, raw, &fields);
        }
        let body = Span::new(body, part.span.end);
        match head::kind(words.as_ref(), part.in_digest) {
            Kind::Parts(boundary) if part.depth >= limits.mime_nesting => {
                let message = format_args!("parts nest deeper than {}", limits.mime_nesting);
                findings.add("limit.mime", message, Some(body));
                drop(boundary);
            }
            Kind::Parts(boundary) => match split(raw, body, &boundary) {
                Some(parts) => {
                    note_around(raw, &parts, findings);
                    let in_digest = is_digest(raw, &fields);
                    pending.extend(parts.inner.iter().rev().map(|&span| Pending {
                        span,
                        depth: part.depth + 1,
                        in_digest,
                    }));
                }
                // a boundary that never comes: the body is text
                None => message.leaves.push(Leaf {
                    body,
                    media_type: "text/plain".to_owned(),
                    depth: part.depth,
                    ..Leaf::default()
                }),
            },
            Kind::Leaf(leaf) => message.leaves.push(Leaf {
                body,
                depth: part.depth,
                ..leaf
            }),
        }
    }
    message
}

fn is_digest(raw: &[u8], fields: &[Field]) -> bool {
    fields.iter().any(|field| {
        let line = &raw[field.whole.start..field.whole.end];
        field.name == "content-type"
            && line
                .windows(16)
                .any(|window| window.eq_ignore_ascii_case(b"multipart/digest"))
    })
}

/// The parts of a body, and what stands around them.
struct Parts {
    before: Span,
    inner: Vec<Span>,
    after: Span,
    closed: bool,
}

/// Splits a body at its boundary lines; `None` if there is none.
fn split(raw: &[u8], body: Span, boundary: &[u8]) -> Option<Parts> {
    let mut mark = b"--".to_vec();
    mark.extend_from_slice(boundary);
    let finder = Finder::new(&mark);
    let mut parts = Parts {
        before: Span::new(body.start, body.end),
        inner: Vec::new(),
        after: Span::new(body.end, body.end),
        closed: false,
    };
    let mut open: Option<usize> = None;
    let mut at = body.start;
    while let Some(found) = finder.find(&raw[at..body.end]) {
        let (line, behind) = (at + found, at + found + mark.len());
        at = behind;
        let Some(last) = boundary_line(raw, body, line, behind) else {
            continue;
        };
        let end = before_line_end(raw, body.start, line);
        match open {
            Some(start) => parts.inner.push(Span::new(start, end.max(start))),
            None => parts.before.end = end,
        }
        let next = line_end(raw, behind, body.end);
        open = Some(next);
        at = next;
        if last {
            parts.closed = true;
            parts.after.start = next;
            return Some(parts);
        }
    }
    let start = open?;
    parts.inner.push(Span::new(start, body.end));
    Some(parts)
}

/// Whether what was found is a boundary line; says whether it is the last. Looks at the rest of the line only where one
/// begins: a line may be as long as a raw and hold nothing but marks.
fn boundary_line(raw: &[u8], body: Span, line: usize, behind: usize) -> Option<bool> {
    if line != body.start && raw[line - 1] != b'\n' {
        return None;
    }
    let rest = trim_line(&raw[behind..line_end(raw, behind, body.end)]);
    let (last, rest) = match rest.strip_prefix(b"--") {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    rest.trim_ascii().is_empty().then_some(last)
}

/// The line end before a boundary belongs to the boundary.
fn before_line_end(raw: &[u8], start: usize, line: usize) -> usize {
    let before = &raw[start..line];
    start + trim_line(before).len()
}

/// Words before the first and behind the last boundary belong to no part; the usual sentence for old programs is none.
fn note_around(raw: &[u8], parts: &Parts, findings: &mut Findings) {
    if !parts.closed {
        let end = parts.after.end;
        let message = "the mail ends before its last boundary";
        findings.add("mail.truncated", message, Some(Span::new(end, end)));
    }
    for span in [parts.before, parts.after] {
        let bytes = raw[span.start..span.end].trim_ascii();
        let usual = b"multi-part message in MIME format";
        if !bytes.is_empty() && memchr::memmem::find(bytes, usual).is_none() {
            let message = "text before or behind the parts of a mail";
            findings.add("text.unplaced", message, Some(span));
        }
    }
}
