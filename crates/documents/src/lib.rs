//! Agreements: segments, alignment, obligations, echoes.
//!
//! Pure: bytes in, values out.

#![warn(missing_docs)]
