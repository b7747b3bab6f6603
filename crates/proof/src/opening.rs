//! Openings, `copydesk-opening/v1`: what shows that a leaf commits to a record, and which pieces of it stand where on a
//! page. Holds no salt of a piece that is not shown. Not signed: everything in it is checked against the leaf.

use std::fmt;

use crate::encoding::{decode_decimal, decode_hash, encode_base64};
use crate::{Hash, Malformed, Nonce, Record, Salt, commitment, piece};

const HEADER: &str = "copydesk-opening/v1";

/// A record with its nonce and the salted lines that are opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// The record's nonce.
    pub nonce: Nonce,
    /// The opened lines, by ascending number.
    pub lines: Vec<Opened>,
    /// The record.
    pub record: Record,
}

/// One salted line, opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opened {
    /// Number of the salted line in its record, counted from 0.
    pub line: u32,
    /// Where its content stands in the page text; none where only an agency is shown the salt.
    pub place: Option<Place>,
    /// Its salt.
    pub salt: Salt,
}

/// Bytes `start..end` of the page text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// First byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl Opening {
    /// Reads an opening.
    ///
    /// # Errors
    /// A line of another form, numbers out of order or twice or beyond the record, an empty place, a malformed record.
    pub fn parse(bytes: &[u8]) -> Result<Opening, Malformed> {
        let text = std::str::from_utf8(bytes).map_err(|_| Malformed::whole("not UTF-8"))?;
        let (head, record) = text
            .split_once("\n\n")
            .ok_or(Malformed::whole("no blank line before the record"))?;
        let mut heads = head.split('\n').enumerate();
        if heads.next() != Some((0, HEADER)) {
            return Err(Malformed::at(1, "the header is not copydesk-opening/v1"));
        }
        let nonce = heads
            .next()
            .and_then(|(_, line)| decode_hash(line.strip_prefix("nonce ")?))
            .ok_or(Malformed::at(2, "no nonce of 32 bytes in base64"))?;
        let mut lines: Vec<Opened> = Vec::new();
        for (index, line) in heads {
            let opened = parse_opened(line);
            let opened = opened.ok_or(Malformed::at(index + 1, "neither shown nor open"))?;
            if lines.last().is_some_and(|last| last.line >= opened.line) {
                return Err(Malformed::at(index + 1, "the line numbers do not ascend"));
            }
            lines.push(opened);
        }
        let above = head.split('\n').count() + 1;
        let record = Record::parse(record.as_bytes()).map_err(|error| error.below(above))?;
        let salted = record.salted().len();
        if lines
            .last()
            .is_some_and(|last| last.line as usize >= salted)
        {
            return Err(Malformed::at(above - 1, "the record has no such line"));
        }
        Ok(Opening {
            nonce,
            lines,
            record,
        })
    }

    /// C, the commitment that the leaf must hold.
    #[must_use]
    pub fn commitment(&self) -> Hash {
        commitment(&self.nonce, self.record.to_string().as_bytes())
    }

    /// Whether the opened line commits to `content`; false for a line that is not opened.
    #[must_use]
    pub fn holds(&self, line: u32, content: &[u8]) -> bool {
        let mut lines = self.lines.iter();
        let opened = lines.find(|opened| opened.line == line);
        let committed = self.record.salted();
        let committed = usize::try_from(line).ok().and_then(|at| committed.get(at));
        match (opened, committed) {
            (Some(opened), Some(committed)) => piece(&opened.salt, content) == *committed,
            _ => false,
        }
    }
}

fn parse_opened(line: &str) -> Option<Opened> {
    let words: Vec<&str> = line.split(' ').collect();
    let (number, place, salt) = match words.as_slice() {
        ["shown", number, start, end, salt] => {
            let start = usize::try_from(decode_decimal(start)?).ok()?;
            let end = usize::try_from(decode_decimal(end)?).ok()?;
            (
                number,
                (start < end).then_some(Some(Place { start, end }))?,
                salt,
            )
        }
        ["open", number, salt] => (number, None, salt),
        _ => return None,
    };
    Some(Opened {
        line: u32::try_from(decode_decimal(number)?).ok()?,
        place,
        salt: decode_hash(salt)?,
    })
}

impl fmt::Display for Opening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}\nnonce {}", encode_base64(&self.nonce))?;
        for Opened { line, place, salt } in &self.lines {
            let salt = encode_base64(salt);
            match place {
                Some(Place { start, end }) => writeln!(f, "shown {line} {start} {end} {salt}")?,
                None => writeln!(f, "open {line} {salt}")?,
            }
        }
        write!(f, "\n{}", self.record)
    }
}
