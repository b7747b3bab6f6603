//! What a sender proves itself with: tokens kept as hashes, keys for signatures, compared in constant time.
//! Never prints a secret; draws no randomness.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// Bytes that must not be shown: a signing key or a header value. Its `Debug` says nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Vec<u8>);

impl Secret {
    /// Wraps the bytes.
    #[must_use]
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    /// The bytes, for the one place that needs them.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// SHA-256 of a bearer token: what the configuration holds in place of the token.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    /// The hash of a token.
    #[must_use]
    pub fn of(token: &[u8]) -> Self {
        Self(sha256(&[token]))
    }

    /// Reads 64 hexadecimal digits, as written in a configuration.
    ///
    /// # Errors
    /// When the text is anything else.
    pub fn from_hex(text: &str) -> Result<Self, UnreadableHash> {
        bytes32_from_hex(text).map(Self).ok_or(UnreadableHash)
    }

    /// Whether `token` is the one; takes the same time wherever they differ.
    #[must_use]
    pub fn admits(&self, token: &[u8]) -> bool {
        equal(&self.0, &sha256(&[token]))
    }
}

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash(…)")
    }
}

impl fmt::Display for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A configured token hash was not 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a token hash is 64 hexadecimal digits (the SHA-256 of the token)")]
pub struct UnreadableHash;

/// What a sender must show with a push.
#[derive(Clone, Debug)]
pub enum PushCredential {
    /// `Authorization: Bearer TOKEN`, of which only the hash is known here.
    BearerToken(TokenHash),
    /// `X-Copydesk-Signature: sha256=HEX`, the HMAC-SHA256 of the body with this key.
    Signature(Secret),
}

/// Whether `header` (`sha256=HEX`) is the HMAC-SHA256 of `body` under `key`.
pub(crate) fn signature_holds(key: &Secret, header: &str, body: &[u8]) -> bool {
    let stated = header.trim().strip_prefix("sha256=");
    stated
        .and_then(bytes32_from_hex)
        .is_some_and(|stated| equal(&stated, &hmac_sha256(key.expose(), body)))
}

/// Whether `header` (`METHOD=HEX`, METHOD one of sha1, sha256, sha384, sha512) is the HMAC of `body` under `key`, as
/// WebSub hubs sign.
pub(crate) fn hub_signature_holds(key: &Secret, header: &str, body: &[u8]) -> bool {
    let Some((method, stated)) = header.trim().split_once('=') else {
        return false;
    };
    let Some(stated) = bytes_from_hex(stated) else {
        return false;
    };
    match method.to_ascii_lowercase().as_str() {
        "sha1" => mac_holds::<Hmac<sha1::Sha1>>(key, &stated, body),
        "sha256" => mac_holds::<Hmac<Sha256>>(key, &stated, body),
        "sha384" => mac_holds::<Hmac<sha2::Sha384>>(key, &stated, body),
        "sha512" => mac_holds::<Hmac<sha2::Sha512>>(key, &stated, body),
        _ => false,
    }
}

/// In constant time; a shortened signature is none.
fn mac_holds<M: Mac + KeyInit>(key: &Secret, stated: &[u8], body: &[u8]) -> bool {
    <M as KeyInit>::new_from_slice(key.expose())
        .is_ok_and(|mac| mac.chain_update(body).verify_slice(stated).is_ok())
}

/// RFC 2104 with SHA-256.
pub(crate) fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut block = [0u8; 64];
    if key.len() > block.len() {
        block[..32].copy_from_slice(&sha256(&[key]));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let inner = sha256(&[&block.map(|byte| byte ^ 0x36), message]);
    sha256(&[&block.map(|byte| byte ^ 0x5c), &inner])
}

pub(crate) fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    parts.iter().for_each(|part| hasher.update(part));
    hasher.finalize().into()
}

/// Lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn equal(one: &[u8; 32], other: &[u8; 32]) -> bool {
    let differing = one
        .iter()
        .zip(other)
        .fold(0u8, |seen, (a, b)| std::hint::black_box(seen | (a ^ b)));
    differing == 0
}

fn bytes32_from_hex(text: &str) -> Option<[u8; 32]> {
    bytes_from_hex(text)?.try_into().ok()
}

/// Pairs of hexadecimal digits and nothing else.
fn bytes_from_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    if !digits.len().is_multiple_of(2) || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let pairs = digits.chunks_exact(2);
    pairs
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hmac_agrees_with_the_vectors_of_rfc_4231() {
        assert_eq!(
            hex(&hmac_sha256(&[0x0b; 20], b"Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        );
        assert_eq!(
            hex(&hmac_sha256(
                &[0xaa; 131],
                b"Test Using Larger Than Block-Size Key - Hash Key First"
            )),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        );
    }

    #[test]
    fn hub_signatures_agree_with_the_vectors_of_rfc_2202_and_4231() {
        let (key, body) = (Secret::new("Jefe"), b"what do ya want for nothing?");
        let sha1 = "sha1=effcdf6ae5eb2fa2d27416d5f184df9c259a7c79";
        let sha512 = "sha512=164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737";
        assert!(hub_signature_holds(&key, sha1, body) && hub_signature_holds(&key, sha512, body));
        for odd in [
            "",
            "sha1=",
            "sha1=eff",
            "md5=00",
            "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
            "sha1=effcdf6a",
        ] {
            assert!(!hub_signature_holds(&key, odd, body), "{odd}");
        }
    }

    #[test]
    fn no_secret_is_printed() {
        let shown = format!(
            "{:?} {:?}",
            PushCredential::Signature(Secret::new("hush")),
            PushCredential::BearerToken(TokenHash::of(b"hush"))
        );
        assert!(!shown.contains("hush") && !shown.contains("104"), "{shown}");
    }

    #[test]
    fn a_token_hash_is_sixty_four_digits_or_refused() {
        let hash = TokenHash::of(b"token");
        assert_eq!(TokenHash::from_hex(&hash.to_string()), Ok(hash));
        assert_eq!(TokenHash::from_hex("abc"), Err(UnreadableHash));
        assert_eq!(TokenHash::from_hex(&"ü".repeat(32)), Err(UnreadableHash));
    }
}
