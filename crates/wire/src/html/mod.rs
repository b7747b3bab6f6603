//! HTML and its relatives (XHTML, NITF) to paragraphs: a small lenient block splitter that knows which elements
//! begin a new paragraph and of which kind. Reads an XML tree or a string of HTML inside another format. It never
//! sanitises; that is the site's display step.

mod blocks;
mod fragment;
#[cfg(test)]
mod tests;

pub use blocks::Blocks;
pub(crate) use blocks::{end_of_plain, end_of_space, is_known};
pub(crate) use fragment::{Sink, scan};
pub use fragment::{blocks_of_html, looks_like_html, text_of_html};

use crate::Paragraph;
use crate::xml::{Enter, NodeId, Step, Tree};

/// Paragraphs of everything below `node`, leaving out the elements that `enter` skips.
pub fn blocks_of_tree<'t>(
    tree: &'t Tree<'_>,
    node: NodeId,
    enter: impl Fn(NodeId) -> Enter + 't,
) -> Vec<Paragraph> {
    let mut blocks = Blocks::new(tree.map());
    for step in tree.walk(node, enter) {
        match step {
            Step::Open(id) => blocks.open(tree.name(id)),
            Step::Close(id) => blocks.close(tree.name(id)),
            Step::Text(piece) => blocks.text(piece),
        }
    }
    blocks.finish()
}
