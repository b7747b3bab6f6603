//! `/explainers/` and `/documents/`: what the pages of both are made of. Every word shown is read from a source that
//! readers may read at this moment; a line whose source is closed is not drawn at all.

pub(crate) mod agreement;
pub(crate) mod cards;
mod duty_words;
pub mod json;
pub mod list;
pub(crate) mod passage;
pub mod show;
pub mod sources;
pub(crate) mod spoken;
pub(crate) mod timeline;
