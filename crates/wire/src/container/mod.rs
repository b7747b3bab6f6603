//! Archives: gzip, zip and tar, told by their first bytes and never by a name. Each member is a raw of its own; its
//! path is a label and opens nothing. Expands within limits on members, bytes, ratio and nesting, one member in memory
//! at a time. Never writes a file, and never gives a member that is itself an archive: only what is in it.

mod gzip;
mod tar;
mod zip;

#[cfg(test)]
mod tests;

use std::cell::Cell;
use std::io::{self, Read};

use crate::finding::Findings;
use crate::{Finding, Limits};

/// Archives in archives that are opened.
const NESTING_MAX: usize = 4;
/// Bytes that any archive may expand to, whatever its ratio.
const RATIO_COUNTS_FROM: u64 = 1024 * 1024;
/// Most bytes of a member's path that are kept.
const PATH_BYTES_MAX: usize = 1024;

/// A kind of archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Container {
    /// One file, or a tar, compressed.
    Gzip,
    /// Files compressed one by one.
    Zip,
    /// Files one after the other.
    Tar,
}

impl Container {
    /// Name in messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zip => "zip",
            Self::Tar => "tar",
        }
    }

    /// What the first bytes are. A zip that is an office document or a book is none: its members are no wires.
    ///
    /// ```
    /// use copydesk_wire::Container;
    /// assert_eq!(Container::of(b"\x1f\x8b\x08\0\0\0\0\0\0\x03"), Some(Container::Gzip));
    /// assert_eq!(Container::of(b"<newsItem/>"), None);
    /// ```
    #[must_use]
    pub fn of(raw: &[u8]) -> Option<Self> {
        match raw {
            [0x1F, 0x8B, 8, ..] => Some(Self::Gzip),
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => {
                (!zip::is_document(raw)).then_some(Self::Zip)
            }
            _ if tar::opens(raw) => Some(Self::Tar),
            _ => None,
        }
    }
}

/// A file of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Where it lies in the archive, archives around it included: a label, in the archive's own words.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What an expansion came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expansion {
    /// The kind of the outermost archive.
    pub container: Container,
    /// How many members were given.
    pub members: usize,
    /// What was not given, and why.
    pub findings: Vec<Finding>,
}

/// Gives each member of an archive to `take`, in order; `None` if the bytes are no archive.
///
/// # Properties
/// The same bytes give the same members. What is beyond a limit, damaged, encrypted or packed in an unknown way is
/// named by a finding and stays in the archive. At most one member is held, and up to four archives around it.
#[must_use]
pub fn expand(raw: &[u8], limits: &Limits, take: &mut dyn FnMut(Member)) -> Option<Expansion> {
    let container = Container::of(raw)?;
    let length = u64::try_from(raw.len()).unwrap_or(u64::MAX);
    let by_ratio = length.saturating_mul(limits.ratio).max(RATIO_COUNTS_FROM);
    let budget = Budget {
        left: Cell::new(limits.expanded_bytes.min(by_ratio)),
        spent: Cell::new(false),
    };
    let mut expander = Expander {
        limits,
        budget: &budget,
        take,
        members: 0,
        full: false,
        findings: Findings::new(),
    };
    expander.open(raw, "", 0);
    if budget.spent.get() && by_ratio < limits.expanded_bytes {
        let message = format_args!("expands to more than {} times itself", limits.ratio);
        expander.findings.add("limit.ratio", message, None);
    } else if budget.spent.get() {
        let message = format_args!("expands to more than {} bytes", limits.expanded_bytes);
        expander.findings.add("limit.expanded", message, None);
    }
    Some(Expansion {
        container,
        members: expander.members,
        findings: expander.findings.into_list(),
    })
}

/// Bytes that may still be expanded, shared by decoders inside decoders.
struct Budget {
    left: Cell<u64>,
    /// Whether more was wanted than was left.
    spent: Cell<bool>,
}

/// An archive under expansion, and what is left of its limits.
struct Expander<'a> {
    limits: &'a Limits,
    budget: &'a Budget,
    take: &'a mut dyn FnMut(Member),
    members: usize,
    /// Whether no more members are taken.
    full: bool,
    findings: Findings,
}

/// What came of reading a member.
enum Content {
    Whole(Vec<u8>),
    /// The archive ends or is broken in the middle of it.
    Broken(Vec<u8>),
    /// More bytes than a raw may have.
    TooLarge,
}

impl<'a> Expander<'a> {
    /// Expands an archive that lies at `path` inside `depth` others.
    fn open(&mut self, raw: &[u8], path: &str, depth: usize) {
        match Container::of(raw) {
            Some(Container::Gzip) => gzip::open(self, raw, path, depth),
            Some(Container::Zip) => zip::open(self, raw, path, depth),
            Some(Container::Tar) => tar::open(self, &mut &*raw, path, depth),
            None => {}
        }
    }

    /// Gives a member, or what is in it if it is an archive.
    fn member(&mut self, path: String, bytes: Vec<u8>, depth: usize) {
        if self.stopped() {
            return;
        }
        if Container::of(&bytes).is_some() {
            if depth >= NESTING_MAX {
                let message = format_args!("{path}: archives nest deeper than {NESTING_MAX}");
                self.findings.add("limit.nesting", message, None);
                return;
            }
            return self.open(&bytes, &path, depth + 1);
        }
        if self.members >= self.limits.members {
            let message = format_args!("more than {} members", self.limits.members);
            self.findings.add("limit.members", message, None);
            self.full = true;
            return;
        }
        self.members += 1;
        (self.take)(Member { path, bytes });
    }

    /// Takes what was read of a member.
    fn content(&mut self, path: String, content: Content, depth: usize) {
        match content {
            Content::Whole(bytes) => self.member(path, bytes, depth),
            Content::Broken(_) if self.stopped() => {}
            Content::Broken(bytes) => {
                self.damaged(&path, "it is cut off or its check sum is wrong");
                if !bytes.is_empty() {
                    self.member(path, bytes, depth);
                }
            }
            Content::TooLarge => {
                let most = self.limits.raw_bytes;
                let message = format_args!("{path}: more than the {most} bytes that are read");
                self.findings.add("limit.bytes", message, None);
            }
        }
    }

    fn damaged(&mut self, path: &str, what: &str) {
        let path = if path.is_empty() { "the archive" } else { path };
        let message = format_args!("{path:.200}: {what}");
        self.findings.add("container.damaged", message, None);
    }

    /// Reads at most as many bytes as a raw may have. What is beyond is not read.
    fn read(&self, from: &mut dyn Read) -> Content {
        let most = u64::try_from(self.limits.raw_bytes).unwrap_or(u64::MAX);
        let mut bytes = Vec::new();
        let read = from.take(most.saturating_add(1)).read_to_end(&mut bytes);
        if bytes.len() > self.limits.raw_bytes {
            return Content::TooLarge;
        }
        match read {
            Ok(_) => Content::Whole(bytes),
            Err(_) => Content::Broken(bytes),
        }
    }

    /// Counts what a decoder gives; at the limit reading ends in an error.
    fn counted<R: Read>(&self, inner: R) -> Counted<'a, R> {
        Counted {
            inner,
            budget: self.budget,
        }
    }

    /// Whether a limit on the whole archive was met.
    fn stopped(&self) -> bool {
        self.full || self.budget.spent.get()
    }
}

/// A decoder whose bytes are counted.
struct Counted<'b, R> {
    inner: R,
    budget: &'b Budget,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let counted = u64::try_from(read).unwrap_or(u64::MAX);
        match self.budget.left.get().checked_sub(counted) {
            Some(left) => {
                self.budget.left.set(left);
                Ok(read)
            }
            None => {
                self.budget.spent.set(true);
                Err(io::Error::other("the limit on expanded bytes"))
            }
        }
    }
}

/// A path inside another, cut at a bound.
fn join(outer: &str, inner: &[u8]) -> String {
    let inner = String::from_utf8_lossy(&inner[..inner.len().min(PATH_BYTES_MAX)]);
    let mut path = match outer {
        "" => inner.into_owned(),
        outer => format!("{outer}/{inner}"),
    };
    path.truncate(path.floor_char_boundary(PATH_BYTES_MAX));
    path
}
