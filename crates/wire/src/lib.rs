//! Bytes of any wire format to items and findings. Never fails, never panics, needs no clock; never decides what
//! is published.
//!
//! One entry, [`read`]. The layers under it are public for the formats' own tests and for `documents`:
//! [`chars`] (bytes to characters with the way back), [`xml`] (a bounded tree), [`html`] (mark-up to paragraphs),
//! [`time`], [`text`].

#![warn(missing_docs)]

mod anpa1312;
mod ap_media;
mod atom;
pub mod chars;
mod container;
pub mod detect;
mod dpa_digitalwires;
mod feed_words;
pub mod finding;
pub mod html;
mod html_page;
mod iptc7901;
mod item;
mod item_json;
mod json;
mod json_feed;
mod language;
mod limits;
mod lines;
mod mail;
mod map;
mod newsml1;
pub mod newsml_g2;
pub mod ninjs;
mod nitf;
mod opening;
mod origin;
mod placed;
mod profile;
mod read;
mod recognise_json;
mod recognise_telegram;
mod ritzau;
mod rss;
mod scan;
mod signal_words;
mod sportsml;
mod stated;
mod telegraph;
pub mod text;
pub mod time;
mod version;
mod web_feed;
pub mod xml;
mod zczc;

pub use container::{Container, Expansion, Member, expand};
pub use item::*;
pub use item_json::{finding_json, item_json};
pub use limits::Limits;
pub use map::{FIELDS, Mapping, MappingError, Syntax, profile, profile_names};
pub use placed::{Placed, PlacedItems};
pub use profile::{FeedProfile, ProfileError, WORD_KINDS};
pub use read::{ITEMS_MAX, RAW_BYTES_MAX, Reading, Source, read};
