//! tar, old and ustar, with long names of GNU and pax. Read from front to end as a stream. Links, folders and devices
//! have no bytes and are no members.

use std::io::{self, Read};

use super::{Content, Expander, join};

/// Everything lies in blocks of this size.
pub(super) const BLOCK: usize = 512;
/// Most bytes of a long name or an extended header.
const EXTENDED_MAX: u64 = 64 * 1024;

/// Whether a block is a header: its check sum is right.
pub(super) fn opens(raw: &[u8]) -> bool {
    raw.get(..BLOCK)
        .is_some_and(|block| is_header(block) && block[0] != 0)
}

fn is_header(block: &[u8]) -> bool {
    let Some(stated) = number(&block[148..156]) else {
        return false;
    };
    let sum: u64 = block
        .iter()
        .enumerate()
        .map(|(at, &byte)| {
            if (148..156).contains(&at) {
                32
            } else {
                u64::from(byte)
            }
        })
        .sum();
    stated == sum
}

/// Octal digits, or binary if the first bit is set.
fn number(field: &[u8]) -> Option<u64> {
    if let Some((&first, rest)) = field.split_first()
        && first & 0x80 != 0
    {
        let start = u64::from(first & 0x7F);
        return rest.iter().try_fold(start, |number, &byte| {
            Some(number.checked_mul(256)? | u64::from(byte))
        });
    }
    let text = std::str::from_utf8(field).ok()?;
    let digits = text.trim_matches([' ', '\0']);
    u64::from_str_radix(digits, 8).ok()
}

/// What stands before a zero.
fn text(field: &[u8]) -> &[u8] {
    let end = field.iter().position(|&byte| byte == 0);
    &field[..end.unwrap_or(field.len())]
}

/// What the headers before a member say of it.
#[derive(Default)]
struct Ahead {
    path: Option<Vec<u8>>,
    size: Option<u64>,
}

pub(super) fn open(expander: &mut Expander<'_>, from: &mut dyn Read, path: &str, depth: usize) {
    let mut ahead = Ahead::default();
    let mut block = [0; BLOCK];
    while !expander.stopped() {
        match fill(from, &mut block) {
            Ok(BLOCK) => {}
            // an archive may end without its two empty blocks
            Ok(0) => return,
            _ if expander.stopped() => return,
            _ => return expander.damaged(path, "the archive ends in the middle"),
        }
        if block.iter().all(|&byte| byte == 0) {
            return;
        }
        if !is_header(&block) {
            return expander.damaged(path, "a header is broken; what follows is not read");
        }
        let Some(size) = ahead.size.take().or_else(|| number(&block[124..136])) else {
            return expander.damaged(path, "a header names no size; what follows is not read");
        };
        let rest = match block[156] {
            b'L' => extended(from, size, |bytes| ahead.path = Some(text(bytes).to_vec())),
            b'x' => extended(from, size, |bytes| read_pax(bytes, &mut ahead)),
            b'0' | b'7' | 0 => {
                let name = ahead.path.take().unwrap_or_else(|| name(&block));
                // the old way to write a folder
                if name.ends_with(b"/") {
                    size
                } else {
                    member(expander, from, size, join(path, &name), depth)
                }
            }
            _ => {
                ahead = Ahead::default();
                size
            }
        };
        let padding = (BLOCK as u64 - size % BLOCK as u64) % BLOCK as u64;
        if skip(from, rest.saturating_add(padding)).is_err() && !expander.stopped() {
            return expander.damaged(path, "the archive ends in the middle");
        }
    }
}

/// Reads as many bytes as there are, at most a block.
fn fill(from: &mut dyn Read, block: &mut [u8; BLOCK]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < BLOCK {
        match from.read(&mut block[filled..])? {
            0 => break,
            read => filled += read,
        }
    }
    Ok(filled)
}

fn name(block: &[u8; BLOCK]) -> Vec<u8> {
    let name = text(&block[..100]);
    let prefix = text(&block[345..500]);
    let is_posix = &block[257..263] == b"ustar\0";
    if is_posix && !prefix.is_empty() {
        [prefix, b"/", name].concat()
    } else {
        name.to_vec()
    }
}

/// Reads an extended header; gives how many of its bytes are left.
fn extended(from: &mut dyn Read, size: u64, mut take: impl FnMut(&[u8])) -> u64 {
    let mut bytes = Vec::new();
    let read = from.take(size.min(EXTENDED_MAX)).read_to_end(&mut bytes);
    if read.is_ok() {
        take(&bytes);
    }
    size.saturating_sub(u64::try_from(bytes.len()).unwrap_or(u64::MAX))
}

/// Records `LENGTH KEY=VALUE\n`.
fn read_pax(bytes: &[u8], ahead: &mut Ahead) {
    for record in bytes.split(|&byte| byte == b'\n') {
        let Some(space) = record.iter().position(|&byte| byte == b' ') else {
            continue;
        };
        let record = &record[space + 1..];
        if let Some(path) = record.strip_prefix(b"path=") {
            ahead.path = Some(path.to_vec());
        } else if let Some(size) = record.strip_prefix(b"size=") {
            ahead.size = std::str::from_utf8(size)
                .ok()
                .and_then(|size| size.parse().ok());
        }
    }
}

/// Reads a member; gives how many of its bytes are left.
fn member(
    expander: &mut Expander<'_>,
    from: &mut dyn Read,
    size: u64,
    path: String,
    depth: usize,
) -> u64 {
    let most = u64::try_from(expander.limits.raw_bytes).unwrap_or(u64::MAX);
    if size > most {
        expander.content(path, Content::TooLarge, depth);
        return size;
    }
    let content = match expander.read(&mut from.take(size)) {
        Content::Whole(bytes) if (bytes.len() as u64) < size => Content::Broken(bytes),
        content => content,
    };
    expander.content(path, content, depth);
    0
}

fn skip(from: &mut dyn Read, bytes: u64) -> io::Result<()> {
    let skipped = io::copy(&mut from.take(bytes), &mut io::sink())?;
    if skipped < bytes {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(())
}
