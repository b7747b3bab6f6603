//! Which charset the bytes are in, and decoding with a map. The order is BOM or zero pattern, configuration,
//! transport, declaration, detection; then evidence may overrule the choice with a finding. Labels follow
//! encoding_rs, to which iso-8859-1 is windows-1252; UTF-32 is decoded here, national sets in `national`. Never guesses
//! without saying so.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use copydesk_text::Span;
use encoding_rs::{DecoderResult, Encoding, UTF_8, WINDOWS_1252};

use super::national::{self, National};
use super::{Mapped, OffsetMap};
use crate::finding::Findings;
use crate::{Hint, scan};

/// Whether a charset of this name can be read; 7-bit national sets are, since only a configuration names them.
///
/// # Examples
/// ```
/// assert!(copydesk_wire::chars::is_known("windows-1252"));
/// assert!(!copydesk_wire::chars::is_known("windows-9999"));
/// ```
#[must_use]
pub fn is_known(label: &str) -> bool {
    Charset::for_label(label).is_some()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Charset {
    Utf8,
    Utf16 {
        big: bool,
    },
    Utf32 {
        big: bool,
    },
    Legacy(&'static Encoding),
    /// Bytes that encoding_rs does not know.
    National(National),
}

/// Who said so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    Bom,
    ZeroPattern,
    Configured,
    Transport,
    Declared,
}

/// A charset that somebody named, with the label used.
#[derive(Clone, Debug)]
struct Named<'l> {
    charset: Charset,
    origin: Origin,
    label: &'l str,
}

/// Decodes a raw. Always gives text; what was doubtful becomes a finding.
pub fn decode<'a>(raw: &'a [u8], hint: &Hint, findings: &mut Findings) -> Mapped<'a> {
    let (bom, bom_len) = bom(raw);
    let named = named(raw, hint, findings);
    let mapped = match bom {
        Some(charset) => {
            report_bom_conflict(charset, &named, findings);
            let label = charset.name();
            let origin = Origin::Bom;
            let choice = Named {
                charset,
                origin,
                label,
            };
            decode_named(raw, bom_len, &choice, hint, findings)
        }
        None => match zero_pattern(raw) {
            Some(charset) => {
                let label = charset.name();
                let origin = Origin::ZeroPattern;
                let choice = Named {
                    charset,
                    origin,
                    label,
                };
                decode_named(raw, 0, &choice, hint, findings)
            }
            None => match named {
                Some(choice) => decode_named(raw, 0, &choice, hint, findings),
                None => detect(raw, hint, findings),
            },
        },
    };
    report_mojibake(&mapped, findings);
    report_coarse(&mapped, findings);
    mapped
}

/// Says that places in the raw are only roughly known.
pub(crate) fn report_coarse(mapped: &Mapped<'_>, findings: &mut Findings) {
    if mapped.map.is_coarse() && !findings.has("limit.places") {
        let message = "so many characters alternate that places in the raw are only roughly known";
        findings.add("limit.places", message, None);
    }
}

impl Charset {
    fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16 { big: true } => "UTF-16BE",
            Self::Utf16 { big: false } => "UTF-16LE",
            Self::Utf32 { big: true } => "UTF-32BE",
            Self::Utf32 { big: false } => "UTF-32LE",
            Self::Legacy(encoding) => encoding.name(),
            Self::National(national) => national.name(),
        }
    }

    fn for_label(label: &str) -> Option<Self> {
        if label.eq_ignore_ascii_case("utf-8") {
            return Some(Self::Utf8);
        }
        let lower = label.trim().to_ascii_lowercase();
        match lower.as_str() {
            "utf-32" | "utf32" | "ucs-4" | "utf-32le" => return Some(Self::Utf32 { big: false }),
            "utf-32be" => return Some(Self::Utf32 { big: true }),
            "utf-16be" => return Some(Self::Utf16 { big: true }),
            "utf-16" | "utf-16le" | "ucs-2" => return Some(Self::Utf16 { big: false }),
            _ => {}
        }
        if let Some(national) = national::for_label(&lower) {
            return Some(Self::National(national));
        }
        let encoding = Encoding::for_label_no_replacement(lower.as_bytes())?;
        Some(if encoding == UTF_8 {
            Self::Utf8
        } else {
            Self::Legacy(encoding)
        })
    }

    /// 7-bit sets are only ever configured: nothing in the bytes tells them from ASCII.
    fn is_seven_bit(self) -> bool {
        matches!(self, Self::National(National::SevenBit(_)))
    }

    fn is_wide(self) -> bool {
        matches!(self, Self::Utf16 { .. } | Self::Utf32 { .. })
    }
}

fn bom(raw: &[u8]) -> (Option<Charset>, usize) {
    match raw {
        [0xFF, 0xFE, 0, 0, ..] => (Some(Charset::Utf32 { big: false }), 4),
        [0, 0, 0xFE, 0xFF, ..] => (Some(Charset::Utf32 { big: true }), 4),
        [0xEF, 0xBB, 0xBF, ..] => (Some(Charset::Utf8), 3),
        [0xFF, 0xFE, ..] => (Some(Charset::Utf16 { big: false }), 2),
        [0xFE, 0xFF, ..] => (Some(Charset::Utf16 { big: true }), 2),
        _ => (None, 0),
    }
}

/// UTF-16 or UTF-32 without BOM, seen from the zeros around the first `<`, `{` or `[`.
fn zero_pattern(raw: &[u8]) -> Option<Charset> {
    let mark = |byte: u8| matches!(byte, b'<' | b'{' | b'[');
    match *raw.get(..4)? {
        [0, 0, 0, byte] if mark(byte) => Some(Charset::Utf32 { big: true }),
        [byte, 0, 0, 0] if mark(byte) => Some(Charset::Utf32 { big: false }),
        [0, byte, 0, _] if mark(byte) => Some(Charset::Utf16 { big: true }),
        [byte, 0, _, 0] if mark(byte) => Some(Charset::Utf16 { big: false }),
        _ => None,
    }
}

/// The first charset that configuration, transport or document name.
fn named<'l>(raw: &'l [u8], hint: &'l Hint, findings: &mut Findings) -> Option<Named<'l>> {
    let declared = declaration(raw).or_else(|| meta_charset(raw));
    let candidates = [
        (Origin::Configured, hint.charset.as_deref()),
        (Origin::Transport, hint.transport_charset.as_deref()),
        (Origin::Declared, declared),
    ];
    for (origin, label) in candidates {
        let Some(label) = label.filter(|label| !label.trim().is_empty()) else {
            continue;
        };
        let found = Charset::for_label(label);
        match found.filter(|charset| origin == Origin::Configured || !charset.is_seven_bit()) {
            Some(charset) => {
                let label = label.trim();
                return Some(Named {
                    charset,
                    origin,
                    label,
                });
            }
            None => findings.add(
                "charset.unknown_label",
                format_args!("no charset is called {label:.40}"),
                None,
            ),
        }
    }
    None
}

/// `encoding` of an XML declaration in an ASCII-compatible charset.
fn declaration(raw: &[u8]) -> Option<&str> {
    let start = raw.iter().position(|byte| !byte.is_ascii_whitespace())?;
    let head = raw.get(start..)?.strip_prefix(b"<?xml")?;
    let end = memchr::memchr(b'>', head.get(..400).unwrap_or(head))?;
    let head = std::str::from_utf8(head.get(..end)?).ok()?;
    let key = "encoding";
    let mut places = memchr::memchr_iter(b'e', head.as_bytes());
    let place = places.find(|&at| head[at..].starts_with(key))?;
    let rest = &head[place + key.len()..];
    let rest = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|&c| c == '"' || c == '\'')?;
    rest[1..].split(quote).next()
}

/// Bytes of an HTML page in which its charset must stand.
const META_LOOKED_AT: usize = 1024;

/// The charset that a page of HTML names in a `meta` of its first bytes.
fn meta_charset(raw: &[u8]) -> Option<&str> {
    let head = raw.get(..META_LOOKED_AT).unwrap_or(raw);
    let start = head.iter().position(|byte| !byte.is_ascii_whitespace())?;
    let opening = head[start..].get(..9)?;
    let page = opening.eq_ignore_ascii_case(b"<!doctype")
        || opening[..5].eq_ignore_ascii_case(b"<html")
        || opening.starts_with(b"<!--");
    if !page {
        return None;
    }
    let mut at = 0;
    while let Some(found) = scan::pair(head, at, b'<', |byte| byte | 0x20 == b'm') {
        at = found + 1;
        let Some(name) = head[at..].get(..4) else {
            break;
        };
        if !name.eq_ignore_ascii_case(b"meta") {
            continue;
        }
        let end = memchr::memchr(b'>', &head[at..]).map_or(head.len(), |end| at + end);
        let tag = &head[at..end];
        let key = b"charset=";
        let place = tag
            .windows(key.len())
            .position(|w| w.eq_ignore_ascii_case(key));
        if let Some(place) = place {
            let label = tag[place + key.len()..].trim_ascii_start();
            let label = label
                .strip_prefix(b"\"")
                .or(label.strip_prefix(b"'"))
                .unwrap_or(label);
            let is_label = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_:.+".contains(byte);
            let len = label.iter().take_while(|byte| is_label(byte)).count();
            return std::str::from_utf8(&label[..len]).ok();
        }
    }
    None
}

fn report_bom_conflict(charset: Charset, named: &Option<Named<'_>>, findings: &mut Findings) {
    let Some(named) = named else { return };
    let both_16 = matches!(
        (charset, named.charset),
        (Charset::Utf16 { .. }, Charset::Utf16 { .. })
            | (Charset::Utf32 { .. }, Charset::Utf32 { .. })
    );
    if named.charset != charset && !both_16 {
        findings.add(
            "charset.bom_overrides",
            format_args!(
                "the byte order mark says {}, not {}",
                charset.name(),
                named.label
            ),
            None,
        );
    }
}

fn decode_named<'a>(
    raw: &'a [u8],
    skip: usize,
    choice: &Named<'_>,
    hint: &Hint,
    findings: &mut Findings,
) -> Mapped<'a> {
    match choice.charset {
        Charset::Utf8 => decode_utf8(raw, skip, choice, hint, findings),
        wide if wide.is_wide() => decode_wide_named(raw, skip, choice, hint, findings),
        Charset::Legacy(encoding) => {
            if encoding.is_ascii_compatible()
                && let Some(text) = ascii(raw)
            {
                return Mapped::copy_of(text, 0);
            }
            if let Some(text) = as_utf8(raw, encoding.is_single_byte(), choice, hint, findings) {
                return text;
            }
            report_c1(raw, encoding, choice.label, findings);
            legacy(raw, 0, encoding, findings)
        }
        Charset::National(charset) => {
            let text = as_utf8(raw, true, choice, hint, findings);
            text.unwrap_or_else(|| national(raw, skip, charset, findings))
        }
        _ => detect(raw, hint, findings),
    }
}

/// A wide charset that was only named, for bytes that are plainly not wide, is a wrong name.
fn decode_wide_named<'a>(
    raw: &'a [u8],
    skip: usize,
    choice: &Named<'_>,
    hint: &Hint,
    findings: &mut Findings,
) -> Mapped<'a> {
    let sure = matches!(choice.origin, Origin::Bom | Origin::ZeroPattern);
    if !sure && !raw.iter().take(64).any(|&byte| byte == 0) {
        findings.add(
            wrong_code(choice.origin),
            format_args!("named {}, but the bytes are not", choice.label),
            None,
        );
        return detect(raw, hint, findings);
    }
    match choice.charset {
        Charset::Utf32 { big } => utf32(raw, skip, big, findings),
        Charset::Utf16 { big } => utf16(raw, skip, big, findings),
        _ => detect(raw, hint, findings),
    }
}

fn wrong_code(origin: Origin) -> &'static str {
    match origin {
        Origin::Configured => "charset.config_wrong",
        _ => "charset.declared_wrong",
    }
}

fn decode_utf8<'a>(
    raw: &'a [u8],
    skip: usize,
    choice: &Named<'_>,
    hint: &Hint,
    findings: &mut Findings,
) -> Mapped<'a> {
    let bytes = raw.get(skip..).unwrap_or_default();
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => return Mapped::copy_of(text, skip),
        Err(error) => error,
    };
    let first = Span::new(skip + error.valid_up_to(), skip + error.valid_up_to() + 1);
    let evidence = utf8_evidence(bytes);
    if evidence.cut_at_end_only {
        findings.add(
            "charset.undefined_byte",
            "the last character is cut off",
            Some(first),
        );
        return utf8_with(bytes, skip, |_| '\u{FFFD}');
    }
    if evidence.valid > evidence.invalid {
        findings.add(
            "charset.mixed",
            format_args!(
                "{} bytes are not UTF-8 and are read as windows-1252",
                evidence.invalid
            ),
            Some(first),
        );
        let mut table = Table::of(WINDOWS_1252);
        return utf8_with(bytes, skip, |byte| table.letter(byte));
    }
    let other = fallback(hint).unwrap_or(Charset::Legacy(WINDOWS_1252));
    findings.add(
        "charset.invalid_utf8",
        format_args!(
            "named {}, but {} bytes are not; read as {}",
            choice.label,
            evidence.invalid,
            other.name()
        ),
        Some(first),
    );
    match other {
        Charset::National(charset) => national(raw, skip, charset, findings),
        Charset::Legacy(encoding) => legacy(raw, skip, encoding, findings),
        _ => legacy(raw, skip, WINDOWS_1252, findings),
    }
}

/// The feed's charset for bytes that are not UTF-8; neither UTF-8 nor a wide one can be that.
fn fallback(hint: &Hint) -> Option<Charset> {
    let charset = Charset::for_label(hint.charset_fallback.as_deref()?)?;
    matches!(charset, Charset::Legacy(_) | Charset::National(_)).then_some(charset)
}

struct Utf8Evidence {
    /// Valid sequences of more than one byte.
    valid: usize,
    /// Bytes that belong to no valid sequence.
    invalid: usize,
    cut_at_end_only: bool,
}

fn utf8_evidence(bytes: &[u8]) -> Utf8Evidence {
    let mut evidence = Utf8Evidence {
        valid: 0,
        invalid: 0,
        cut_at_end_only: false,
    };
    let mut chunks = bytes.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        evidence.valid += wide_letters(chunk.valid());
        let invalid = chunk.invalid();
        if evidence.invalid == 0 && !invalid.is_empty() && chunks.peek().is_none() {
            let error = std::str::from_utf8(invalid).err();
            evidence.cut_at_end_only = error.is_some_and(|error| error.error_len().is_none());
        }
        evidence.invalid += invalid.len();
    }
    evidence
}

/// How many letters of a text take several bytes: each opens with a byte from C0 on.
fn wide_letters(text: &str) -> usize {
    text.bytes().filter(|&byte| byte >= 0xC0).count()
}

/// UTF-8 with each byte that is not read by `stray`.
fn utf8_with(bytes: &[u8], skip: usize, mut stray: impl FnMut(u8) -> char) -> Mapped<'static> {
    let mut out = Builder::starting_at(skip, bytes.len());
    let mut at = skip;
    for chunk in bytes.utf8_chunks() {
        let end = at + chunk.valid().len();
        out.text.push_str(chunk.valid());
        out.map.push_linear(Span::new(at, end));
        at = end;
        for &byte in chunk.invalid() {
            out.push(stray(byte), Span::new(at, at + 1));
            at += 1;
        }
    }
    out.into_mapped()
}

/// A set of single bytes was named, but the whole raw is UTF-8 with characters of several bytes: it is read as that,
/// unless the configuration insists.
fn as_utf8<'a>(
    raw: &'a [u8],
    single_bytes: bool,
    choice: &Named<'_>,
    hint: &Hint,
    findings: &mut Findings,
) -> Option<Mapped<'a>> {
    let first = scan::find_rare(raw, 0, |byte| byte >= 0x80)?;
    let text = std::str::from_utf8(raw).ok().filter(|_| single_bytes)?;
    let first = Some(Span::new(first, first + 1));
    let count = wide_letters(text);
    let label = choice.label;
    if choice.origin == Origin::Configured && hint.charset_force {
        findings.add(
            "charset.config_suspect",
            format_args!("read as {label} as configured, but {count} characters are valid UTF-8"),
            first,
        );
        return None;
    }
    findings.add(
        wrong_code(choice.origin),
        format_args!("named {label}, but {count} characters are valid UTF-8"),
        first,
    );
    Some(Mapped::copy_of(text, 0))
}

/// Bytes 80–9F mean nothing in the set that was named; they are read as windows-1252 has them.
fn report_c1(raw: &[u8], encoding: &'static Encoding, label: &str, findings: &mut Findings) {
    if encoding != WINDOWS_1252 || label.contains("1252") {
        return;
    }
    let is_c1 = |byte: u8| byte & 0xE0 == 0x80;
    if let Some(first) = scan::find_rare(raw, 0, is_c1) {
        let count = raw.iter().filter(|&&byte| is_c1(byte)).count();
        findings.add(
            "charset.c1_as_1252",
            format_args!("{count} bytes 80-9F of {label} are read as windows-1252"),
            Some(Span::new(first, first + 1)),
        );
    }
}

/// Nobody named a charset: UTF-8 if the bytes are, else the feed's fallback, else a guess that holds.
fn detect<'a>(raw: &'a [u8], hint: &Hint, findings: &mut Findings) -> Mapped<'a> {
    let error = match std::str::from_utf8(raw) {
        Ok(text) => return Mapped::copy_of(text, 0),
        Err(error) => error,
    };
    let evidence = utf8_evidence(raw);
    if evidence.cut_at_end_only || evidence.valid > evidence.invalid {
        let choice = Named {
            charset: Charset::Utf8,
            origin: Origin::Declared,
            label: "UTF-8",
        };
        return decode_utf8(raw, 0, &choice, hint, findings);
    }
    match fallback(hint) {
        Some(Charset::Legacy(encoding)) => return legacy(raw, 0, encoding, findings),
        Some(Charset::National(charset)) => return national(raw, 0, charset, findings),
        _ => {}
    }
    let at = error.valid_up_to();
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample(raw, at), true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    findings.add(
        "charset.guessed",
        format_args!(
            "no charset is named and the bytes are not UTF-8; read as {}",
            encoding.name()
        ),
        Some(Span::new(at, at + 1)),
    );
    legacy(raw, 0, encoding, findings)
}

/// Bytes that a guess is made from: more tell nothing new, and guessing is slow.
const GUESSED_FROM_BYTES: usize = 512 * 1024;

/// The part of a long raw from shortly before its first odd byte on.
fn sample(raw: &[u8], first: usize) -> &[u8] {
    let latest = raw.len().saturating_sub(GUESSED_FROM_BYTES);
    let from = first.saturating_sub(GUESSED_FROM_BYTES / 8).min(latest);
    &raw[from..raw.len().min(from + GUESSED_FROM_BYTES)]
}

/// The upper half of a single-byte charset, filled as its bytes are met; U+FFFD where it has no character.
struct Table {
    encoding: &'static Encoding,
    letters: [Option<char>; 128],
}

impl Table {
    fn of(encoding: &'static Encoding) -> Self {
        Self {
            encoding,
            letters: [None; 128],
        }
    }

    fn letter(&mut self, byte: u8) -> char {
        let encoding = self.encoding;
        *self.letters[usize::from(byte & 0x7F)].get_or_insert_with(|| {
            let bytes = [byte];
            let text = encoding.decode_without_bom_handling_and_without_replacement(&bytes);
            text.and_then(|text| text.chars().next())
                .unwrap_or('\u{FFFD}')
        })
    }
}

/// The plain letters that bytes open with.
fn ascii_run(bytes: &[u8]) -> &str {
    let odd = bytes
        .chunks(16)
        .position(|chunk| !chunk.is_ascii())
        .map_or(bytes.len(), |chunks| chunks * 16);
    let rest = bytes[odd..].iter().position(|byte| !byte.is_ascii());
    let len = odd + rest.unwrap_or(bytes.len() - odd);
    std::str::from_utf8(&bytes[..len]).unwrap_or("")
}

fn legacy<'a>(
    raw: &'a [u8],
    skip: usize,
    encoding: &'static Encoding,
    findings: &mut Findings,
) -> Mapped<'a> {
    let bytes = raw.get(skip..).unwrap_or_default();
    let compatible = encoding.is_ascii_compatible();
    if compatible && let Some(text) = ascii(bytes) {
        return Mapped::copy_of(text, skip);
    }
    if encoding.is_single_byte() && compatible {
        single_byte(raw, skip, encoding, findings)
    } else {
        multi_byte(raw, skip, encoding, findings)
    }
}

fn ascii(bytes: &[u8]) -> Option<&str> {
    if !bytes.is_ascii() {
        return None;
    }
    std::str::from_utf8(bytes).ok()
}

fn single_byte(
    raw: &[u8],
    skip: usize,
    encoding: &'static Encoding,
    findings: &mut Findings,
) -> Mapped<'static> {
    let mut table = Table::of(encoding);
    let mut out = Builder::starting_at(skip, raw.len() + raw.len() / 8);
    let mut at = skip;
    while let Some(&byte) = raw.get(at) {
        if byte.is_ascii() {
            at = out.plain(raw, at);
            continue;
        }
        let source = Span::new(at, at + 1);
        at += 1;
        let c = table.letter(byte);
        if c == '\u{FFFD}' {
            out.undefined(source);
        }
        out.push(c, source);
    }
    out.report(encoding.name(), findings);
    out.into_mapped()
}

/// Decoders of several bytes keep state: they are fed byte by byte, and what comes out belongs to the bytes since
/// the last output.
fn multi_byte(
    raw: &[u8],
    skip: usize,
    encoding: &'static Encoding,
    findings: &mut Findings,
) -> Mapped<'static> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut out = Builder::starting_at(skip, raw.len());
    let mut from = skip;
    let mut sound = encoding.is_ascii_compatible();
    let mut next = skip;
    while next <= raw.len() {
        if sound && from == next {
            // between two characters
            next = out.plain(raw, next);
            from = next;
        }
        let at = next;
        next += 1;
        let end = (at + 1).min(raw.len());
        let mut input = &raw[at.min(raw.len())..end];
        loop {
            let mut buffer = [0_u8; 32];
            let last = at == raw.len();
            let (result, read, written) =
                decoder.decode_to_utf8_without_replacement(input, &mut buffer, last);
            input = &input[read..];
            let text = std::str::from_utf8(&buffer[..written]).unwrap_or("");
            if !text.is_empty() {
                out.push_str(text, Span::new(from, end));
                from = end;
            }
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull if read == 0 && written == 0 => break,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => {
                    sound = false;
                    let source = Span::new(from, end);
                    out.undefined(source);
                    out.push('\u{FFFD}', source);
                    from = end;
                }
            }
        }
    }
    out.report(encoding.name(), findings);
    out.into_mapped()
}

/// One character after another; what has none is U+FFFD.
fn national(
    raw: &[u8],
    skip: usize,
    charset: National,
    findings: &mut Findings,
) -> Mapped<'static> {
    let mut out = Builder::starting_at(skip, raw.len());
    let mut at = skip;
    while let Some(rest) = raw.get(at..).filter(|rest| !rest.is_empty()) {
        let (letter, len) = charset.first(rest);
        let source = Span::new(at, at + len.max(1));
        at = source.end;
        if letter.is_none() {
            out.undefined(source);
        }
        out.push(letter.unwrap_or('\u{FFFD}'), source);
    }
    out.report(charset.name(), findings);
    out.into_mapped()
}

fn utf16(raw: &[u8], skip: usize, big: bool, findings: &mut Findings) -> Mapped<'static> {
    let mut out = Builder::starting_at(skip, raw.len());
    let unit = |pair: &[u8]| match (pair, big) {
        ([a, b], true) => u16::from_be_bytes([*a, *b]),
        ([a, b], false) => u16::from_le_bytes([*a, *b]),
        // half a unit: a surrogate alone, which is no character
        _ => 0xD800,
    };
    let mut at = skip;
    let units = raw.get(skip..).unwrap_or_default().chunks(2).map(unit);
    for decoded in char::decode_utf16(units) {
        let len = decoded.as_ref().map_or(2, |c| c.len_utf16() * 2);
        let source = Span::new(at, (at + len).min(raw.len()));
        at = source.end;
        if decoded.is_err() {
            out.undefined(source);
        }
        out.push(decoded.unwrap_or('\u{FFFD}'), source);
    }
    out.report("UTF-16", findings);
    out.into_mapped()
}

fn utf32(raw: &[u8], skip: usize, big: bool, findings: &mut Findings) -> Mapped<'static> {
    let mut out = Builder::starting_at(skip, raw.len());
    let mut at = skip;
    for unit in raw.get(skip..).unwrap_or_default().chunks(4) {
        let source = Span::new(at, at + unit.len());
        at = source.end;
        let code = match (unit, big) {
            ([a, b, c, d], true) => Some(u32::from_be_bytes([*a, *b, *c, *d])),
            ([a, b, c, d], false) => Some(u32::from_le_bytes([*a, *b, *c, *d])),
            _ => None,
        };
        let decoded = code.and_then(char::from_u32);
        if decoded.is_none() {
            out.undefined(source);
        }
        out.push(decoded.unwrap_or('\u{FFFD}'), source);
    }
    out.report("UTF-32", findings);
    out.into_mapped()
}

/// Text and map under construction, with a count of what had no character.
struct Builder {
    text: String,
    map: OffsetMap,
    undefined: usize,
    first_undefined: Option<Span>,
}

impl Builder {
    fn starting_at(source_start: usize, capacity: usize) -> Self {
        Self {
            text: String::with_capacity(capacity),
            map: OffsetMap::starting_at(source_start),
            undefined: 0,
            first_undefined: None,
        }
    }

    /// Takes over the plain letters from `at` on; gives where they end.
    fn plain(&mut self, raw: &[u8], at: usize) -> usize {
        let run = ascii_run(raw.get(at..).unwrap_or_default());
        let end = at + run.len();
        self.text.push_str(run);
        self.map.push_linear(Span::new(at, end));
        end
    }

    fn push(&mut self, c: char, source: Span) {
        self.text.push(c);
        self.map.push_char(c.len_utf8(), source);
    }

    fn push_str(&mut self, text: &str, source: Span) {
        self.text.push_str(text);
        self.map.push_char(text.len(), source);
    }

    fn undefined(&mut self, source: Span) {
        self.undefined += 1;
        self.first_undefined.get_or_insert(source);
    }

    fn report(&self, name: &str, findings: &mut Findings) {
        if self.undefined > 0 {
            findings.add(
                "charset.undefined_byte",
                format_args!("{} places have no character in {name}", self.undefined),
                self.first_undefined,
            );
        }
    }

    fn into_mapped(self) -> Mapped<'static> {
        Mapped {
            text: Cow::Owned(self.text),
            map: self.map,
        }
    }
}

/// UTF-8 that was read as windows-1252 before it was sent. It is reported and left alone.
fn report_mojibake(mapped: &Mapped<'_>, findings: &mut Findings) {
    let bytes = mapped.text.as_bytes();
    let Some(first) = scan::find_rare(bytes, 0, |byte| byte >= 0x80) else {
        return;
    };
    let signs = ["Ã©", "Ã¼", "Ã¶", "Ã¤", "Ã¨", "Ã±", "Ã³", "Ã¡", "â€"];
    // every sign is Ã or â and a letter of two or three bytes; 83 and A2 are rarer than what stands before them
    let signed = |at: usize| {
        signs
            .iter()
            .any(|sign| bytes[at..].starts_with(sign.as_bytes()))
    };
    let mut second = memchr::memchr2_iter(0x83, 0xA2, &bytes[first..]);
    let first = second.find_map(|at| (first + at).checked_sub(1).filter(|&at| signed(at)));
    if let Some(at) = first {
        findings.add(
            "text.mojibake_suspected",
            "UTF-8 seems to have been read as windows-1252 before it was sent",
            Some(mapped.span(Span::new(at, at + 2))),
        );
    }
}
