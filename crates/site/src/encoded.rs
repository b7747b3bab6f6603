//! A sealed page as the three byte forms that leave the site, and its ETag. Compresses once, when a page is made.

use std::io::Write;

use brotli::enc::BrotliEncoderParams;
use sha2::{Digest, Sha256};

use crate::seal::Sealed;

/// Content codings served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// Brotli.
    Brotli,
    /// Gzip.
    Gzip,
    /// As it is.
    Identity,
}

impl Coding {
    /// The best coding an `Accept-Encoding` header allows.
    #[must_use]
    pub fn accepted(header: &str) -> Self {
        if allows(header, "br") {
            Self::Brotli
        } else if allows(header, "gzip") {
            Self::Gzip
        } else {
            Self::Identity
        }
    }

    /// Value of `Content-Encoding`.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Identity => None,
        }
    }
}

/// Whether the header lists the coding with a weight above 0.
fn allows(header: &str, coding: &str) -> bool {
    header.split(',').any(|part| {
        let mut pieces = part.split(';').map(str::trim);
        let named = pieces
            .next()
            .is_some_and(|name| name.eq_ignore_ascii_case(coding));
        let refused =
            pieces.any(|p| p.starts_with("q=0") && p[3..].trim_matches(['.', '0']).is_empty());
        named && !refused
    })
}

/// What a document is dressed in when it leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dress {
    /// An HTML page; its policy names the hash of its one style element.
    Page {
        /// Base64 of the SHA-256.
        style_hash: String,
    },
    /// An HTML page that carries its own script and style and asks no one.
    Tool {
        /// Its content security policy.
        policy: String,
    },
    /// Anything else, by its media type.
    Document {
        /// `Content-Type`.
        media_type: &'static str,
    },
}

/// The bytes of a page in every coding.
#[derive(Debug)]
pub struct Encoded {
    dress: Dress,
    identity: Vec<u8>,
    gzip: Vec<u8>,
    brotli: Vec<u8>,
    hash: String,
}

impl Encoded {
    /// Compresses a sealed page.
    #[must_use]
    pub fn new(sealed: Sealed, dress: Dress) -> Self {
        let identity = sealed.into_bytes();
        let digest = Sha256::digest(&identity);
        Self {
            dress,
            gzip: gzip(&identity),
            brotli: brotli(&identity),
            hash: digest.iter().take(12).map(|b| format!("{b:02x}")).collect(),
            identity,
        }
    }

    /// How it is dressed.
    #[must_use]
    pub fn dress(&self) -> &Dress {
        &self.dress
    }

    /// The bytes in a coding.
    #[must_use]
    pub fn bytes(&self, coding: Coding) -> &[u8] {
        match coding {
            Coding::Brotli => &self.brotli,
            Coding::Gzip => &self.gzip,
            Coding::Identity => &self.identity,
        }
    }

    /// The coding that is there: the one asked for, or identity should compressing have failed.
    #[must_use]
    pub fn available(&self, coding: Coding) -> Coding {
        if self.bytes(coding).is_empty() {
            Coding::Identity
        } else {
            coding
        }
    }

    /// Strong ETag of a coding: of the content, so every node says the same.
    #[must_use]
    pub fn etag(&self, coding: Coding) -> String {
        match coding.name() {
            Some(name) => format!("\"{}-{name}\"", self.hash),
            None => format!("\"{}\"", self.hash),
        }
    }

    /// Memory held, bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.identity.len() + self.gzip.len() + self.brotli.len()
    }

    /// Whether the page has no bytes at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.identity.is_empty()
    }
}

/// Writing into memory cannot fail; should it, the form is empty and `available` says identity.
fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
    encoder
        .write_all(bytes)
        .and_then(|()| encoder.finish())
        .unwrap_or_default()
}

/// The encoder is handed the whole page at once: piece by piece it would make room for its largest window first, which is
/// megabytes for a page of kilobytes.
fn brotli(bytes: &[u8]) -> Vec<u8> {
    let params = BrotliEncoderParams {
        quality: 6,
        lgwin: 20,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut out = Vec::new();
    let mut input = vec![0; bytes.len() + 1];
    let mut output = [0; 4096];
    let done = brotli::enc::BrotliCompressCustomAlloc(
        &mut &bytes[..],
        &mut out,
        &mut input,
        &mut output,
        &params,
        brotli::enc::StandardAlloc::default(),
    );
    match done {
        Ok(_) => out,
        Err(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_allowed_coding_is_chosen() {
        assert_eq!(Coding::accepted("gzip, deflate, br"), Coding::Brotli);
        assert_eq!(Coding::accepted("gzip;q=0.5, br;q=0"), Coding::Gzip);
        assert_eq!(Coding::accepted("br;q=0.1"), Coding::Brotli);
        assert_eq!(Coding::accepted(""), Coding::Identity);
    }
}
