//! zip: by its central directory, and where that is cut off by the headers before each file. Knows files stored and
//! deflated, and sizes of 64 bits; others are named and left alone.

use std::io::{self, Read};

use flate2::Crc;
use flate2::bufread::DeflateDecoder;

use super::{Content, Expander, join};

const STORED: u16 = 0;
const DEFLATED: u16 = 8;
/// The bit of a file's flags that says that it is encrypted.
const ENCRYPTED: u16 = 1;
/// The bit that says that sizes stand behind the file.
const SIZES_BEHIND: u16 = 8;

/// A file as the archive lists it.
#[derive(Clone, Copy, Debug)]
struct Entry<'a> {
    name: &'a [u8],
    flags: u16,
    method: u16,
    crc: u32,
    packed: u64,
    size: u64,
    /// Where its bytes begin.
    start: usize,
}

fn u16_at(raw: &[u8], at: usize) -> Option<u16> {
    let bytes = raw.get(at..at.checked_add(2)?)?;
    bytes.try_into().ok().map(u16::from_le_bytes)
}

fn u32_at(raw: &[u8], at: usize) -> Option<u32> {
    let bytes = raw.get(at..at.checked_add(4)?)?;
    bytes.try_into().ok().map(u32::from_le_bytes)
}

fn u64_at(raw: &[u8], at: usize) -> Option<u64> {
    let bytes = raw.get(at..at.checked_add(8)?)?;
    bytes.try_into().ok().map(u64::from_le_bytes)
}

fn size(value: u64) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX)
}

/// Whether the archive is a document: an office file or a book says so in its first file.
pub(super) fn is_document(raw: &[u8]) -> bool {
    let Some(length) = u16_at(raw, 26) else {
        return false;
    };
    let name = raw.get(30..30 + usize::from(length)).unwrap_or_default();
    let first = matches!(name, b"mimetype" | b"[Content_Types].xml" | b"_rels/.rels");
    let listed = || {
        memchr::memmem::find(
            &raw[raw.len().saturating_sub(64 * 1024)..],
            b"[Content_Types].xml",
        )
    };
    first || listed().is_some()
}

pub(super) fn open(expander: &mut Expander<'_>, raw: &[u8], path: &str, depth: usize) {
    if let Some((at, count)) = directory(raw) {
        let mut at = at;
        for _ in 0..count {
            if expander.stopped() {
                return;
            }
            let Some((entry, next)) = listed(raw, at) else {
                return expander.damaged(path, "its list of files is broken");
            };
            at = next;
            match entry {
                Some(entry) => {
                    file(expander, raw, &entry, path, depth);
                }
                None => expander.damaged(path, "a listed file is not there"),
            }
        }
        return;
    }
    expander.damaged(path, "its list of files is missing");
    let mut at = 0;
    while !expander.stopped()
        && let Some(entry) = local(raw, at)
    {
        let Some(end) = file(expander, raw, &entry, path, depth) else {
            return;
        };
        at = behind(raw, end, entry.flags);
    }
}

/// Where the central directory begins and how many files it lists.
fn directory(raw: &[u8]) -> Option<(usize, u64)> {
    let from = raw.len().saturating_sub(22 + 65_535);
    let tail = &raw[from..];
    let end = from + memchr::memmem::rfind(tail, b"PK\x05\x06")?;
    let count = u64::from(u16_at(raw, end + 10)?);
    let at = u64::from(u32_at(raw, end + 16)?);
    if count < 0xFFFF && at < 0xFFFF_FFFF {
        return Some((size(at), count));
    }
    let locator = end.checked_sub(20)?;
    if raw.get(locator..locator + 4)? != b"PK\x06\x07" {
        return Some((size(at), count));
    }
    let end = size(u64_at(raw, locator + 8)?);
    if raw.get(end..end.checked_add(4)?)? != b"PK\x06\x06" {
        return None;
    }
    Some((size(u64_at(raw, end + 48)?), u64_at(raw, end + 32)?))
}

/// The file listed at `at`, and where the next one is listed.
fn listed(raw: &[u8], at: usize) -> Option<(Option<Entry<'_>>, usize)> {
    if raw.get(at..at.checked_add(4)?)? != b"PK\x01\x02" {
        return None;
    }
    let lengths = [28, 30, 32].map(|offset| u16_at(raw, at + offset).map(usize::from));
    let [Some(name), Some(extra), Some(comment)] = lengths else {
        return None;
    };
    let name_at = at + 46;
    let extra_at = name_at + name;
    let mut entry = Entry {
        name: raw.get(name_at..extra_at)?,
        flags: u16_at(raw, at + 8)?,
        method: u16_at(raw, at + 10)?,
        crc: u32_at(raw, at + 16)?,
        packed: u64::from(u32_at(raw, at + 20)?),
        size: u64::from(u32_at(raw, at + 24)?),
        start: 0,
    };
    let mut header = u64::from(u32_at(raw, at + 42)?);
    let large = [&mut entry.size, &mut entry.packed, &mut header];
    read_large(raw.get(extra_at..extra_at + extra)?, large);
    let start = start_of(raw, size(header));
    let entry = start.map(|start| Entry { start, ..entry });
    Some((entry, extra_at + extra + comment))
}

/// Sizes that do not fit into 32 bits stand in an extra field, only those, in this order.
fn read_large(mut extra: &[u8], values: [&mut u64; 3]) {
    while let (Some(id), Some(length)) = (u16_at(extra, 0), u16_at(extra, 2)) {
        let Some(field) = extra.get(4..4 + usize::from(length)) else {
            return;
        };
        if id == 1 {
            let mut at = 0;
            for value in values {
                if *value == 0xFFFF_FFFF
                    && let Some(large) = u64_at(field, at)
                {
                    *value = large;
                    at += 8;
                }
            }
            return;
        }
        extra = &extra[4 + usize::from(length)..];
    }
}

/// Where the bytes of the file begin whose own header stands at `at`.
fn start_of(raw: &[u8], at: usize) -> Option<usize> {
    if raw.get(at..at.checked_add(4)?)? != b"PK\x03\x04" {
        return None;
    }
    let name = usize::from(u16_at(raw, at + 26)?);
    let extra = usize::from(u16_at(raw, at + 28)?);
    let start = at + 30 + name + extra;
    (start <= raw.len()).then_some(start)
}

/// The file whose own header stands at `at`.
fn local(raw: &[u8], at: usize) -> Option<Entry<'_>> {
    let start = start_of(raw, at)?;
    let name = usize::from(u16_at(raw, at + 26)?);
    let extra = usize::from(u16_at(raw, at + 28)?);
    let mut entry = Entry {
        name: raw.get(at + 30..at + 30 + name)?,
        flags: u16_at(raw, at + 6)?,
        method: u16_at(raw, at + 8)?,
        crc: u32_at(raw, at + 14)?,
        packed: u64::from(u32_at(raw, at + 18)?),
        size: u64::from(u32_at(raw, at + 22)?),
        start,
    };
    let mut none = 0;
    let large = [&mut entry.size, &mut entry.packed, &mut none];
    read_large(raw.get(start - extra..start)?, large);
    Some(entry)
}

/// Behind the sizes that may follow a file.
fn behind(raw: &[u8], end: usize, flags: u16) -> usize {
    let signed = raw
        .get(end..)
        .is_some_and(|rest| rest.starts_with(b"PK\x07\x08"));
    match (flags & SIZES_BEHIND != 0, signed) {
        (false, _) => end,
        (true, true) => end + 16,
        (true, false) => end + 12,
    }
}

/// Gives one file; returns where its bytes end, if that is known.
fn file(
    expander: &mut Expander<'_>,
    raw: &[u8],
    entry: &Entry<'_>,
    path: &str,
    depth: usize,
) -> Option<usize> {
    let known = entry.flags & SIZES_BEHIND == 0 || entry.packed > 0;
    let packed_end = entry.start.saturating_add(size(entry.packed));
    let end = if known {
        packed_end.min(raw.len())
    } else {
        raw.len()
    };
    let (path, packed) = (join(path, entry.name), &raw[entry.start.min(end)..end]);
    if entry.name.ends_with(b"/") {
        return known.then_some(end);
    }
    if entry.flags & ENCRYPTED != 0 {
        let message = format_args!("{path:.200}: it is encrypted");
        expander.findings.add("container.encrypted", message, None);
        return known.then_some(end);
    }
    if entry.size > u64::try_from(expander.limits.raw_bytes).unwrap_or(u64::MAX) {
        expander.content(path, Content::TooLarge, depth);
        return known.then_some(end);
    }
    let (content, used) = match entry.method {
        STORED if known => (checked(expander, packed, entry), packed.len()),
        DEFLATED => {
            let mut decoder = DeflateDecoder::new(packed);
            let content = checked(expander, &mut decoder, entry);
            (content, size(decoder.total_in()))
        }
        method => {
            let message = format_args!("{path:.200}: packed by method {method}, which is not read");
            expander
                .findings
                .add("container.unsupported", message, None);
            return known.then_some(end);
        }
    };
    expander.content(path, content, depth);
    Some(if known { end } else { entry.start + used })
}

/// Reads a file and compares its check sum, where one stands before it.
fn checked(expander: &Expander<'_>, from: impl Read, entry: &Entry<'_>) -> Content {
    let mut summed = Summed {
        inner: expander.counted(from),
        crc: Crc::new(),
    };
    let content = expander.read(&mut summed);
    let unstated = entry.crc == 0 && entry.flags & SIZES_BEHIND != 0;
    match content {
        Content::Whole(bytes) if summed.crc.sum() != entry.crc && !unstated => {
            Content::Broken(bytes)
        }
        content => content,
    }
}

/// Sums up what is read.
struct Summed<R> {
    inner: R,
    crc: Crc,
}

impl<R: Read> Read for Summed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.crc.update(&buffer[..read]);
        Ok(read)
    }
}
