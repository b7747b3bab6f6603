//! Bytes of any wire format to items and findings. Never fails, never panics, needs no clock; never decides what
//! is published.

pub mod finding;
mod item;
mod item_json;
mod json;
pub mod json_feed;
pub mod ninjs;
mod reading;
mod recognise_json;
mod signal_words;
mod version;

pub use item::*;
pub use item_json::{finding_json, item_json};

/// Reads one raw. Never fails: what cannot be read becomes a finding.
#[must_use]
pub fn read(raw: &[u8], hint: &Hint) -> Parsed {
    recognise_json::read(raw, hint).unwrap_or_default()
}
