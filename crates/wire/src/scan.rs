//! Looking at bytes sixteen at a time, for runs that mostly end within a few dozen: the compiler makes vector code of it,
//! and there is no call and no branch for each byte. Decides nothing; longer searches are memchr's.

use std::hint::black_box;

const STEP: usize = 16;

/// Marks the bytes of which `sought` is true, each by the lowest bit of its own byte. `sought` must not branch.
#[inline(always)]
pub(crate) fn marks(chunk: &[u8; STEP], sought: impl Fn(u8) -> bool) -> u128 {
    let mut marks = *chunk;
    for mark in &mut marks {
        *mark = u8::from(sought(*mark));
    }
    // kept together: the compiler would take them apart again, with instructions for each byte
    u128::from_le_bytes(black_box(marks))
}

/// Index of the first mark.
#[inline(always)]
pub(crate) fn first(marks: u128) -> usize {
    let (low, high) = (marks as u64, (marks >> 64) as u64);
    let bits = match low {
        0 => 64 + high.trailing_zeros(),
        low => low.trailing_zeros(),
    };
    bits as usize / 8
}

/// Where the first byte from `from` on stands of which `sought` is true.
#[inline(always)]
pub(crate) fn find(bytes: &[u8], from: usize, sought: impl Fn(u8) -> bool) -> Option<usize> {
    let mut at = from;
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<STEP>) {
        let found = marks(chunk, &sought);
        if found != 0 {
            return Some(at + first(found));
        }
        at += STEP;
    }
    let rest = bytes.get(at..)?;
    if at > from
        && !rest.is_empty()
        && let Some(chunk) = bytes.last_chunk::<STEP>()
    {
        // a chunk of its own, of which the beginning is known to hold none
        let known = STEP - rest.len();
        let found = marks(chunk, &sought) >> (8 * known);
        return (found != 0).then(|| at + first(found));
    }
    let len = rest.iter().position(|&byte| sought(byte))?;
    Some(at + len)
}

/// Bytes that are looked at together for what hardly any text holds.
const BLOCK: usize = 4 * STEP;

/// The same as [`find`] for bytes that hardly any text holds: whole blocks are passed over first.
#[inline]
pub(crate) fn find_rare(bytes: &[u8], from: usize, sought: impl Fn(u8) -> bool) -> Option<usize> {
    let mut at = from;
    while let Some(block) = bytes.get(at..).and_then(<[u8]>::first_chunk::<BLOCK>)
        && !holds(block, &sought)
    {
        at += BLOCK;
    }
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<STEP>) {
        if holds(chunk, &sought) {
            return find(bytes, at, sought);
        }
        at += STEP;
    }
    let last = bytes.last_chunk::<STEP>().filter(|_| at > from);
    if last.is_some_and(|last| !holds(last, &sought)) {
        return None;
    }
    let rest = bytes.get(at..)?;
    let len = rest.iter().position(|&byte| sought(byte))?;
    Some(at + len)
}

/// Whether `sought` is true of one of the bytes.
#[inline(always)]
fn holds<const LEN: usize>(bytes: &[u8; LEN], sought: impl Fn(u8) -> bool) -> bool {
    let any = bytes
        .iter()
        .fold(0, |any, &byte| any | u8::from(sought(byte)));
    any != 0
}

/// Gives every place from `from` on of which `sought` is true to `take`, in order.
#[inline(always)]
pub(crate) fn each(
    bytes: &[u8],
    from: usize,
    sought: impl Fn(u8) -> bool,
    mut take: impl FnMut(usize),
) {
    let mut at = from;
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<STEP>) {
        let mut found = marks(chunk, &sought);
        while found != 0 {
            take(at + first(found));
            found &= found - 1;
        }
        at += STEP;
    }
    for (index, &byte) in bytes.iter().enumerate().skip(at) {
        if sought(byte) {
            take(index);
        }
    }
}

/// The same for the next few chunks only; otherwise where a longer search begins.
#[inline(always)]
pub(crate) fn near(bytes: &[u8], from: usize, sought: impl Fn(u8) -> bool) -> Result<usize, usize> {
    let mut at = from;
    for _ in 0..4 {
        let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<STEP>) else {
            break;
        };
        let found = marks(chunk, &sought);
        if found != 0 {
            return Ok(at + first(found));
        }
        at += STEP;
    }
    Err(at)
}

/// Where the first two bytes in a row from `from` on stand of which the one is `first`, and of the other `second` is
/// true. `second` must not branch.
#[inline(always)]
pub(crate) fn pair(
    bytes: &[u8],
    from: usize,
    first: u8,
    second: impl Fn(u8) -> bool,
) -> Option<usize> {
    two(bytes, from, |one, other| (one == first) & second(other))
}

/// Where the first two bytes in a row from `from` on stand of which `sought` is true, which must not branch.
#[inline(always)]
pub(crate) fn two(bytes: &[u8], from: usize, sought: impl Fn(u8, u8) -> bool) -> Option<usize> {
    let marks = |chunk: &[u8; STEP + 1]| match (chunk.first_chunk(), chunk.last_chunk()) {
        (Some(ones), Some(others)) => marks_of_pairs(ones, others, &sought),
        _ => 0,
    };
    let mut at = from;
    while let Some(block) = bytes
        .get(at..)
        .and_then(<[u8]>::first_chunk::<{ BLOCK + 1 }>)
    {
        let both = block.iter().zip(&block[1..]);
        let any = both.fold(0, |any, (&one, &other)| any | u8::from(sought(one, other)));
        if any != 0 {
            break;
        }
        at += BLOCK;
    }
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        let found = marks(chunk);
        if found != 0 {
            return Some(at + first(found));
        }
        at += STEP;
    }
    let rest = bytes.get(at..)?;
    if at > from
        && rest.len() > 1
        && let Some(chunk) = bytes.last_chunk()
    {
        let known = STEP + 1 - rest.len();
        let found = marks(chunk) >> (8 * known);
        return (found != 0).then(|| at + first(found));
    }
    let mut pairs = rest.windows(2);
    let len = pairs.position(|pair| sought(pair[0], pair[1]))?;
    Some(at + len)
}

#[inline(always)]
fn marks_of_pairs(ones: &[u8; STEP], others: &[u8; STEP], sought: impl Fn(u8, u8) -> bool) -> u128 {
    let mut marks = *ones;
    for (mark, other) in marks.iter_mut().zip(others) {
        *mark = u8::from(sought(*mark, *other));
    }
    u128::from_le_bytes(black_box(marks))
}

/// The lines of a text, each with its line feed.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |end| end + 1);
        let (line, behind) = rest.split_at(end);
        rest = behind;
        Some(line)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{each, find, find_rare, lines, near, pair};

    proptest! {
        #[test]
        fn what_is_found_is_what_a_plain_search_finds(text in "[a-d]{0,90}[a-d<& ]{0,90}", from in 0_usize..20) {
            let bytes = text.as_bytes();
            let sought = |byte: u8| (byte == b'<') | (byte == b'&');
            let plain = (from..bytes.len()).find(|&at| sought(bytes[at]));
            prop_assert_eq!(find(bytes, from, sought), plain);
            prop_assert_eq!(find_rare(bytes, from, sought), plain);
            let mut places = Vec::new();
            each(bytes, from, sought, |at| places.push(at));
            let all = (from..bytes.len()).filter(|&at| sought(bytes[at]));
            prop_assert_eq!(places, all.collect::<Vec<_>>());
            match near(bytes, from, sought) {
                Ok(at) => prop_assert_eq!(Some(at), plain),
                Err(at) => prop_assert!(plain.is_none_or(|plain| plain >= at)),
            }
        }

        #[test]
        fn a_pair_is_found_as_by_a_plain_search(text in "[a-d]{0,150}[<m]{0,3}[a-d<m]{0,40}[<M]?", from in 0_usize..20) {
            let bytes = text.as_bytes();
            let second = |byte: u8| byte | 0x20 == b'm';
            let plain = (from..bytes.len().saturating_sub(1))
                .find(|&at| bytes[at] == b'<' && second(bytes[at + 1]));
            prop_assert_eq!(pair(bytes, from, b'<', second), plain);
        }

        #[test]
        fn lines_are_those_of_the_standard_library(text in "[a\r\n]{0,20}") {
            let own: Vec<&str> = lines(&text).collect();
            let plain: Vec<&str> = text.split_inclusive('\n').collect();
            prop_assert_eq!(own, plain);
        }
    }
}
