//! Search over published stories: words, an index in memory, the page. Holds no killed or embargoed text.

pub mod index;
pub mod show;
pub mod term;
