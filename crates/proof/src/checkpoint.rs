//! Checkpoints (C2SP tlog-checkpoint): the text of the note in which a ledger states its size and root.

use std::fmt;

use crate::encoding::{decode_decimal, decode_hash, encode_base64};
use crate::{Hash, Malformed};

/// Largest size that a checkpoint may state.
pub const TREE_SIZE_MAX: u64 = i64::MAX as u64;

/// What a ledger states about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Name of the ledger.
    pub origin: String,
    /// Number of leaves.
    pub size: u64,
    /// Root of the tree.
    pub root: Hash,
    /// Further lines, none of them empty.
    pub extensions: Vec<String>,
}

impl Checkpoint {
    /// Reads a note's text.
    ///
    /// # Errors
    /// A size with sign, leading zero or above 2^63-1, a root that is not 32 bytes, an empty line, no line feed at
    /// the end.
    pub fn parse(text: &str) -> Result<Checkpoint, Malformed> {
        let lines = text
            .strip_suffix('\n')
            .ok_or(Malformed::whole("no line feed at the end"))?;
        let mut lines = lines.split('\n');
        let origin = lines
            .next()
            .filter(|line| !line.is_empty())
            .ok_or(Malformed::at(1, "the origin is empty"))?;
        let size = lines
            .next()
            .and_then(decode_decimal)
            .filter(|&size| size <= TREE_SIZE_MAX)
            .ok_or(Malformed::at(2, "the size is not a decimal up to 2^63-1"))?;
        let root = lines
            .next()
            .and_then(decode_hash)
            .ok_or(Malformed::at(3, "the root is not 32 bytes in base64"))?;
        let extensions: Vec<String> = lines.map(str::to_owned).collect();
        if let Some(index) = extensions.iter().position(String::is_empty) {
            return Err(Malformed::at(index + 4, "an empty extension line"));
        }
        Ok(Checkpoint {
            origin: origin.to_owned(),
            size,
            root,
            extensions,
        })
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let root = encode_base64(&self.root);
        writeln!(f, "{}\n{}\n{root}", self.origin, self.size)?;
        self.extensions
            .iter()
            .try_for_each(|line| writeln!(f, "{line}"))
    }
}
