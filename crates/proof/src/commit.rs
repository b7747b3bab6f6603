//! Commitments: a record is bound to 32 bytes that show nothing of it. Everything secret follows from one secret per
//! leaf, which comes from outside and is never shown; salts follow from the secret, never from the nonce, since the
//! nonce is shown whenever a record is opened.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::Hash;

const COMMIT_LABEL: &[u8] = b"copydesk-commit/v1\0";
const PIECE_LABEL: &[u8] = b"copydesk-piece/v1\0";
/// Bytes that SHA-256 takes at a time; HMAC pads its key to as many.
const BLOCK_BYTES: usize = 64;

/// The random bytes behind one leaf. Never shown; printing it prints no byte of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; 32]);

/// What is shown together with a record, so that its commitment can be computed.
pub type Nonce = Hash;

/// What is shown together with one piece of a record, so that the piece can be computed.
pub type Salt = Hash;

impl Secret {
    /// Takes 32 bytes from the operating system's random source.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Secret {
        Secret(bytes)
    }

    /// The bytes, for the store alone.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The nonce of this leaf's record.
    #[must_use]
    pub fn nonce(&self) -> Nonce {
        hmac(&self.0, &[COMMIT_LABEL])
    }

    /// The salt of the record's salted line `index`, counted from 0.
    #[must_use]
    pub fn salt(&self, index: u32) -> Salt {
        hmac(&self.0, &[PIECE_LABEL, &index.to_be_bytes()])
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(not shown)")
    }
}

/// HMAC-SHA-256 of the joined parts.
fn hmac(key: &[u8; 32], parts: &[&[u8]]) -> Hash {
    let pad = |with: u8| {
        let mut block = [with; BLOCK_BYTES];
        block.iter_mut().zip(key).for_each(|(pad, key)| *pad ^= key);
        block
    };
    let mut inner = Sha256::new();
    inner.update(pad(0x36));
    parts.iter().for_each(|part| inner.update(part));
    let mut outer = Sha256::new();
    outer.update(pad(0x5c));
    outer.update(inner.finalize());
    outer.finalize().into()
}

/// What a salted line of a record holds for `content`.
#[must_use]
pub fn piece(salt: &Salt, content: &[u8]) -> Hash {
    let mut sha = Sha256::new();
    sha.update(PIECE_LABEL);
    sha.update(salt);
    sha.update(content);
    sha.finalize().into()
}

/// C: the commitment to a record, which is the ledger's entry.
#[must_use]
pub fn commitment(nonce: &Nonce, record: &[u8]) -> Hash {
    let mut sha = Sha256::new();
    sha.update(COMMIT_LABEL);
    sha.update(nonce);
    sha.update(record);
    sha.finalize().into()
}
