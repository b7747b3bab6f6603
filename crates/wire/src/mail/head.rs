//! The lines of a head, and the words in them. Folded lines are joined and encoded words decoded by mail-parser, which
//! is only handed the fields that an item has a place for, each cut at a bound: a head may be as long as a raw.

use std::borrow::Cow;

use mail_parser::{Address, ContentType, HeaderName, HeaderValue, Message, MessageParser};

use super::raw::{Disposition, Flow, Head, Leaf, Transfer};
use crate::chars;
use crate::finding::Findings;
use crate::origin::folded;
use crate::{Hint, Span};

/// Most bytes of one field that are looked at.
const FIELD_BYTES_MAX: usize = 8 * 1024;
/// Most fields of a head that are looked at.
const FIELDS_MAX: usize = 64;

/// Fields that are read.
const FIELDS: &[&str] = &[
    "message-id",
    "subject",
    "date",
    "expires",
    "expiry-date",
    "from",
    "in-reply-to",
    "references",
    "supersedes",
    "obsoletes",
    "keywords",
    "comments",
    "content-language",
    "content-type",
    "content-disposition",
    "content-transfer-encoding",
    "content-id",
    "content-description",
];

/// A field: its name in lower case, and where it stands, name included, without its last line end.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub name: String,
    pub whole: Span,
}

/// The fields at `at`, and where the body begins. A line that is no field ends the head as a blank one does.
pub(super) fn fields(raw: &[u8], span: Span) -> (Vec<Field>, usize) {
    let mut fields: Vec<Field> = Vec::new();
    let mut at = span.start;
    while at < span.end {
        let end = line_end(raw, at, span.end);
        let line = trim_line(&raw[at..end]);
        if line.is_empty() {
            return (fields, end);
        }
        match (line[0], field_name(line)) {
            (b' ' | b'\t', _) => match fields.last_mut() {
                Some(field) => field.whole.end = at + line.len(),
                None if line.trim_ascii().is_empty() => {}
                None => return (fields, at),
            },
            (_, Some(name)) => fields.push(Field {
                name,
                whole: Span::new(at, at + line.len()),
            }),
            _ => return (fields, at),
        }
        at = end;
    }
    (fields, at)
}

/// Behind the line feed of the line at `at`.
pub(super) fn line_end(raw: &[u8], at: usize, end: usize) -> usize {
    memchr::memchr(b'\n', &raw[at..end]).map_or(end, |feed| at + feed + 1)
}

/// A line without its line end.
pub(super) fn trim_line(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// The name of a field, if the line is one: printable characters without a space up to a colon.
pub(super) fn field_name(line: &[u8]) -> Option<String> {
    let colon = line.iter().take(80).position(|&byte| byte == b':')?;
    let name = line[..colon].trim_ascii_end();
    let sound = !name.is_empty() && name.iter().all(|byte| byte.is_ascii_graphic());
    sound.then(|| String::from_utf8_lossy(name).to_ascii_lowercase())
}

/// Reads the fields with mail-parser. What is not UTF-8 in them is decoded as the feed's bytes are.
pub(super) fn words<'a>(
    raw: &[u8],
    fields: &[Field],
    hint: &Hint,
    block: &'a mut Vec<u8>,
) -> Option<Message<'a>> {
    let mut lines = Vec::new();
    for field in wanted(fields) {
        let end = field.whole.end.min(field.whole.start + FIELD_BYTES_MAX);
        lines.extend_from_slice(&raw[field.whole.start..end]);
        lines.extend_from_slice(b"\r\n");
    }
    lines.extend_from_slice(b"\r\n");
    *block = match std::str::from_utf8(&lines) {
        Ok(_) => lines,
        Err(_) => {
            let decoded = chars::decode(&lines, hint, &mut Findings::new());
            decoded.text.into_owned().into_bytes()
        }
    };
    parser().parse_headers(&*block)
}

fn wanted(fields: &[Field]) -> impl Iterator<Item = &Field> {
    let wanted = |field: &&Field| FIELDS.contains(&field.name.as_str());
    fields.iter().filter(wanted).take(FIELDS_MAX)
}

fn parser() -> MessageParser {
    MessageParser::new()
        .with_mime_headers()
        .with_message_ids()
        .header_text(HeaderName::Subject)
        .header_text(HeaderName::Comments)
        .header_address(HeaderName::From)
        .header_comma_separated(HeaderName::Keywords)
        .header_comma_separated(HeaderName::ContentLanguage)
}

/// What the head of a message says.
pub(super) fn head(message: &Message<'_>, raw: &[u8], fields: &[Field]) -> Head {
    let text = |name: HeaderName<'static>| {
        let value = message.header(name)?;
        value.as_text().and_then(folded)
    };
    Head {
        message_id: ids(message.header(HeaderName::MessageId))
            .into_iter()
            .next(),
        subject: text(HeaderName::Subject),
        date: place(raw, fields, &["date"]),
        expires: place(raw, fields, &["expires", "expiry-date"]),
        from: message.from().map(names).unwrap_or_default(),
        answers: ids(message.header(HeaderName::InReplyTo)),
        supersedes: supersedes(raw, fields),
        keywords: list(message.header(HeaderName::Keywords)),
        comments: text(HeaderName::Comments),
        language: list(message.header(HeaderName::ContentLanguage))
            .into_iter()
            .next(),
    }
}

fn ids(value: Option<&HeaderValue<'_>>) -> Vec<String> {
    let ids = list(value);
    ids.into_iter()
        .map(|id| id.trim_matches(['<', '>']).to_owned())
        .filter(|id| !id.is_empty())
        .collect()
}

fn list(value: Option<&HeaderValue<'_>>) -> Vec<String> {
    let found: Vec<&Cow<'_, str>> = match value {
        Some(HeaderValue::Text(text)) => vec![text],
        Some(HeaderValue::TextList(texts)) => texts.iter().collect(),
        _ => Vec::new(),
    };
    found.into_iter().filter_map(|text| folded(text)).collect()
}

fn names(addresses: &Address<'_>) -> Vec<String> {
    let named = addresses.iter().filter_map(|one| {
        let name = one.name.as_deref().and_then(folded);
        name.or_else(|| one.address.as_deref().and_then(folded))
    });
    named.collect()
}

/// The value of the first field of one of these names, unfolded, and its place.
fn place(raw: &[u8], fields: &[Field], names: &[&str]) -> Option<(String, Span)> {
    let field = fields
        .iter()
        .find(|field| names.contains(&field.name.as_str()))?;
    let text = value(raw, field);
    // a comment at the end names the zone once more
    let text = text.split('(').next().unwrap_or_default();
    Some((folded(text)?, field.whole))
}

fn value(raw: &[u8], field: &Field) -> String {
    let end = field.whole.end.min(field.whole.start + FIELD_BYTES_MAX);
    let text = String::from_utf8_lossy(&raw[field.whole.start..end]).into_owned();
    text.split_once(':')
        .map(|(_, value)| value.to_owned())
        .unwrap_or_default()
}

fn supersedes(raw: &[u8], fields: &[Field]) -> Vec<String> {
    let named = |field: &&Field| matches!(field.name.as_str(), "supersedes" | "obsoletes");
    let values = fields.iter().filter(named).map(|field| value(raw, field));
    values
        .flat_map(|text| {
            let ids = text.split_ascii_whitespace().map(str::to_owned);
            ids.collect::<Vec<_>>()
        })
        .map(|id| id.trim_matches(['<', '>', ',']).to_owned())
        .filter(|id| !id.is_empty())
        .collect()
}

/// What the head of a part says of its body: media type and boundary of a part with parts, else a leaf.
pub(super) enum Kind {
    /// Parts between lines of this boundary.
    Parts(Vec<u8>),
    /// A body.
    Leaf(Leaf),
}

/// What a part is, as its head says.
pub(super) fn kind(message: Option<&Message<'_>>, in_digest: bool) -> Kind {
    let field = |name: HeaderName<'static>| message.and_then(|message| message.header(name));
    let content = field(HeaderName::ContentType).and_then(HeaderValue::as_content_type);
    let disposition = field(HeaderName::ContentDisposition).and_then(HeaderValue::as_content_type);
    let media_type = media_type(content, in_digest);
    let attribute = |of: Option<&ContentType<'_>>, name: &str| {
        of.and_then(|of| of.attribute(name)).and_then(folded)
    };
    if media_type.starts_with("multipart/")
        && let Some(boundary) = content.and_then(|content| content.attribute("boundary"))
        && !boundary.is_empty()
    {
        return Kind::Parts(boundary.as_bytes().to_vec());
    }
    let attached = disposition.is_some_and(|one| one.ctype().eq_ignore_ascii_case("attachment"));
    let text = |name| field(name).and_then(HeaderValue::as_text).and_then(folded);
    Kind::Leaf(Leaf {
        charset: attribute(content, "charset"),
        transfer: transfer(text(HeaderName::ContentTransferEncoding).as_deref()),
        flow: flow(content),
        disposition: if attached {
            Disposition::Attachment
        } else {
            Disposition::Inline
        },
        file_name: attribute(disposition, "filename").or_else(|| attribute(content, "name")),
        content_id: text(HeaderName::ContentId).map(|id| id.trim_matches(['<', '>']).to_owned()),
        description: text(HeaderName::ContentDescription),
        media_type,
        ..Leaf::default()
    })
}

fn media_type(content: Option<&ContentType<'_>>, in_digest: bool) -> String {
    match content {
        Some(content) => {
            let subtype = content.subtype().unwrap_or("plain");
            format!("{}/{subtype}", content.ctype()).to_ascii_lowercase()
        }
        None if in_digest => "message/rfc822".to_owned(),
        None => "text/plain".to_owned(),
    }
}

fn transfer(coding: Option<&str>) -> Transfer {
    match coding.unwrap_or("7bit").to_ascii_lowercase().as_str() {
        "quoted-printable" => Transfer::QuotedPrintable,
        "base64" => Transfer::Base64,
        "7bit" | "8bit" | "binary" => Transfer::Plain,
        _ => Transfer::Unknown,
    }
}

fn flow(content: Option<&ContentType<'_>>) -> Flow {
    let is = |name: &str, wanted: &str| {
        let value = content.and_then(|content| content.attribute(name));
        value.is_some_and(|value| value.trim().eq_ignore_ascii_case(wanted))
    };
    match (is("format", "flowed"), is("delsp", "yes")) {
        (false, _) => Flow::Fixed,
        (true, false) => Flow::Flowed,
        (true, true) => Flow::FlowedDelSp,
    }
}
