//! An HTML page to blocks of text and metadata, and, with a wire at hand, to the text that was published from it.
//! Pure: bytes in, values out; no clock, disk, network or randomness. Never fails, never panics, resolves no link,
//! runs no script, and never says whether a text was changed: that is the disclosure's.

#![warn(missing_docs)]

mod article;
mod block;
mod charset;
mod credit;
mod dom;
mod furniture;
mod gather;
mod guided;
mod headline;
mod json_ld;
mod metadata;
mod page;
mod plain;
mod story;
mod words;

pub use article::{Article, article, article_of_bytes};
pub use block::{Mark, Marks, PageBlock};
pub use credit::picture_credits;
pub use guided::published;
pub use page::{Page, PageFinding, read, read_bytes};
pub use story::{StoryPage, Uncheckable, story_page};
