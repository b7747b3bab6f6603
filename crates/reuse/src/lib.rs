//! Fingerprints, postings segments, candidate search and span cover: the wire behind a page.
//!
//! Pure: bytes in, values out.

#![warn(missing_docs)]
