//! What RSS and Atom share: an entry as sent, the modules both borrow (Dublin Core, Media RSS, iTunes, content),
//! addresses against their base, and the way from an entry to an item. Vanishing from a feed means nothing; only
//! Atom's deleted-entry takes an item back.

mod adapt;
mod base;
mod fields;
mod namespace;
mod raw;
mod words;

pub(crate) use adapt::{fill_item, tombstone_item};
pub(crate) use base::resolved as resolved_address;
pub(crate) use fields::{
    add_picture, attribute, attribute_word, base, common_field, enclosure, language, listed, name,
    person, time, unplaced, word_in,
};
pub(crate) use namespace::Module;
pub(crate) use raw::{
    Category, Entry, Feed, LinkAsSent, PictureAsSent, Remark, TextKind, TimeAsSent, Tombstone,
    Worded,
};
pub(crate) use words::{hold as words_hold, line as words_of};
