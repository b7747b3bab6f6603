//! Proof files (C2SP tlog-proof): one leaf's index, its inclusion proof, a checkpoint, and extra bytes that nobody
//! has signed. Parsing checks the form only.

use std::fmt;

use crate::encoding::{decode_base64, decode_decimal, decode_hash, encode_base64};
use crate::{Hash, Malformed, Note};

const HEADER: &str = "c2sp.org/tlog-proof@v1";
/// Largest proof file that is read, in bytes: an opening of the largest record fits with room to spare.
const PROOF_BYTES_MAX: usize = 1 << 20;
/// No tree of up to 2^63-1 leaves is higher.
const HASHES_MAX: usize = 63;

/// A proof that a leaf stands in a ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlogProof {
    /// Whatever the ledger adds; here an opening. Not signed.
    pub extra: Option<Vec<u8>>,
    /// Place of the leaf.
    pub index: u64,
    /// From the leaf's sibling to the root's child.
    pub hashes: Vec<Hash>,
    /// The checkpoint with its signatures.
    pub note: Note,
}

/// The bytes do not begin as a proof file does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAProof;

impl fmt::Display for NotAProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a proof file")
    }
}

impl std::error::Error for NotAProof {}

/// Why bytes are no proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofError {
    /// Something else than a proof file.
    NotAProof,
    /// A proof file with a fault.
    Malformed(Malformed),
}

impl From<Malformed> for ProofError {
    fn from(malformed: Malformed) -> Self {
        ProofError::Malformed(malformed)
    }
}

impl fmt::Display for ProofError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ProofError::NotAProof => write!(f, "{NotAProof}"),
            ProofError::Malformed(malformed) => write!(f, "{malformed}"),
        }
    }
}

impl std::error::Error for ProofError {}

impl TlogProof {
    /// Reads a proof file.
    ///
    /// # Errors
    /// [`ProofError::NotAProof`] if the file does not begin with `c2sp.org/tlog-proof@`; else the first faulty line.
    pub fn parse(bytes: &[u8]) -> Result<TlogProof, ProofError> {
        if !bytes.starts_with(b"c2sp.org/tlog-proof@") {
            return Err(ProofError::NotAProof);
        }
        if bytes.len() > PROOF_BYTES_MAX {
            return Err(Malformed::whole("the proof is larger than 1 MiB").into());
        }
        let text = std::str::from_utf8(bytes).map_err(|_| Malformed::whole("not UTF-8"))?;
        let (head, note) = text
            .split_once("\n\n")
            .ok_or(Malformed::whole("no blank line before the checkpoint"))?;
        let lines: Vec<&str> = head.split('\n').collect();
        let note = Note::parse(note.as_bytes()).map_err(|error| error.below(lines.len() + 1))?;
        let (extra, index, hashes) = parse_head(&lines)?;
        Ok(TlogProof {
            extra,
            index,
            hashes,
            note,
        })
    }
}

type Head = (Option<Vec<u8>>, u64, Vec<Hash>);

fn parse_head(lines: &[&str]) -> Result<Head, Malformed> {
    if lines.first() != Some(&HEADER) {
        return Err(Malformed::at(1, "the header is not c2sp.org/tlog-proof@v1"));
    }
    let mut at = 1;
    let mut extra = None;
    if let Some(text) = lines.get(at).and_then(|line| line.strip_prefix("extra ")) {
        let decoded = decode_base64(text);
        extra = Some(decoded.ok_or(Malformed::at(at + 1, "the extra data is not base64"))?);
        at += 1;
    }
    let index = lines
        .get(at)
        .and_then(|line| decode_decimal(line.strip_prefix("index ")?))
        .ok_or(Malformed::at(at + 1, "no index in plain decimals"))?;
    at += 1;
    let mut hashes = Vec::new();
    for (offset, line) in lines.iter().enumerate().skip(at) {
        let hash = decode_hash(line);
        hashes.push(hash.ok_or(Malformed::at(offset + 1, "not a hash in base64"))?);
        if hashes.len() > HASHES_MAX {
            return Err(Malformed::at(offset + 1, "more hashes than any tree needs"));
        }
    }
    Ok((extra, index, hashes))
}

impl fmt::Display for TlogProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", encode_base64(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        for hash in &self.hashes {
            writeln!(f, "{}", encode_base64(hash))?;
        }
        write!(f, "\n{}", self.note)
    }
}
