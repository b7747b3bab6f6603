//! Quotations beside the documents they quote: on a story's page for readers, on an item's page for editors. Says whether
//! the words match and where they stand; never what is true. A story that names no document gets nothing.

pub(crate) mod list;
pub(crate) mod shelf;
pub(crate) mod words;
