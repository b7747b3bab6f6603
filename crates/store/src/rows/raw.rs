//! Raws: received bytes under their SHA-256, read back only if they still have it.

use copydesk_desk::RawHash;
use sha2::{Digest, Sha256};

use super::Corrupt;

/// The address of bytes.
pub(crate) fn hash(bytes: &[u8]) -> RawHash {
    RawHash(Sha256::digest(bytes).into())
}

/// Refuses bytes that do not have the hash they are kept under.
pub(crate) fn verify(asked: RawHash, bytes: &[u8]) -> Result<(), Corrupt> {
    let found = hash(bytes);
    if found == asked {
        return Ok(());
    }
    Err(Corrupt(format!(
        "raw {asked}: its bytes have the hash {found}"
    )))
}

pub(crate) fn bytes_len(bytes: &[u8]) -> i64 {
    i64::try_from(bytes.len()).unwrap_or(i64::MAX)
}
