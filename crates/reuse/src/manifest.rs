//! The manifest: which segments count, how far the event sequence is in them, which items are hidden. Lines of text,
//! the last one a checksum. One that does not read whole is refused: the index is then made anew.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::store::{SegmentStore, StoreFailure};

/// What the index is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Manifest {
    /// Number of the next segment.
    pub next: u64,
    /// Events up to this one are in the segments.
    pub sequence: u64,
    /// Numbers of the segments, oldest first.
    pub segments: Vec<u64>,
    /// Items whose documents are never answered again.
    pub hidden: BTreeSet<u64>,
}

const FIRST: &str = "CDSKMAN1";

impl Manifest {
    pub(crate) fn write(&self) -> Vec<u8> {
        let mut text = format!("{FIRST}\nnext {}\nsequence {}\n", self.next, self.sequence);
        for segment in &self.segments {
            let _ = writeln!(text, "segment {segment}");
        }
        for item in &self.hidden {
            let _ = writeln!(text, "hidden {item:016x}");
        }
        let crc = crc32c::crc32c(text.as_bytes());
        let _ = writeln!(text, "crc32c {crc:08x}");
        text.into_bytes()
    }

    /// `None` if a line or the checksum does not fit.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let (body, end) = text.split_at(text.rfind("crc32c ")?);
        let crc = end.strip_prefix("crc32c ")?.strip_suffix('\n')?;
        if u32::from_str_radix(crc, 16).ok()? != crc32c::crc32c(body.as_bytes()) {
            return None;
        }
        let mut lines = body.lines();
        if lines.next()? != FIRST {
            return None;
        }
        let mut manifest = Self::default();
        for line in lines {
            match line.split_once(' ')? {
                ("next", n) => manifest.next = n.parse().ok()?,
                ("sequence", n) => manifest.sequence = n.parse().ok()?,
                ("segment", n) => manifest.segments.push(n.parse().ok()?),
                ("hidden", n) => _ = manifest.hidden.insert(u64::from_str_radix(n, 16).ok()?),
                _ => return None,
            }
        }
        Some(manifest)
    }

    /// That of an index which begins at the first event, under numbers that were not used yet.
    pub(crate) fn anew(&self) -> Self {
        Self {
            next: self.next,
            ..Self::default()
        }
    }

    /// Removes all files that it does not name.
    pub(crate) fn remove_others(&self, store: &dyn SegmentStore) -> Result<(), StoreFailure> {
        let own = self.segments.iter();
        let named = |name: &String| {
            let mut names = own.clone().flat_map(|&n| [segment_name(n), words_name(n)]);
            names.any(|known| known == *name)
        };
        for name in store.names()?.iter().filter(|name| !named(name)) {
            store.remove(name)?;
        }
        Ok(())
    }
}

/// Name of a segment's file.
pub(crate) fn segment_name(number: u64) -> String {
    format!("{number:08}.segment")
}

/// Name of the file of its documents' words.
pub(crate) fn words_name(number: u64) -> String {
    format!("{number:08}.words")
}

#[cfg(test)]
mod tests {
    use super::Manifest;

    #[test]
    fn what_is_written_is_read_and_any_other_byte_is_refused() {
        let manifest = Manifest {
            next: 12,
            sequence: 345,
            segments: vec![3, 7],
            hidden: [1, u64::MAX].into(),
        };
        let bytes = manifest.write();
        assert_eq!(Manifest::read(&bytes), Some(manifest));
        for at in 0..bytes.len() {
            let mut other = bytes.clone();
            other[at] ^= 1;
            assert_eq!(Manifest::read(&other), None, "byte {at}");
            assert_eq!(Manifest::read(&bytes[..at]), None, "cut at {at}");
        }
    }
}
