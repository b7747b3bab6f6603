//! The bounded JSON layer: text to an arena of values, each with its span. Never fails, never recurses, never
//! drops a string: what breaks the grammar becomes a finding and the reading goes on. Knows nothing of any format.

mod scan;
mod string;
mod tree;

#[cfg(test)]
mod tests;

pub(crate) use scan::{scan, scan_within};
pub(crate) use string::{Piece, pieces};
pub(crate) use tree::{Kind, Token, Tree, Value};
