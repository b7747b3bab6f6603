//! Items and their versions as the archive knows them: by a hash of the key, with their place among the versions. Never a
//! text, a title or an address.

use crate::words::Words;

/// Names an item: a hash of its key, made by [`item_hash`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ItemHash(pub u64);

/// The hash of an item's key: agency and guid.
#[must_use]
pub fn item_hash(agency: &str, guid: &str) -> ItemHash {
    let mut key = Vec::with_capacity(agency.len() + guid.len() + 1);
    key.extend_from_slice(agency.as_bytes());
    key.push(0);
    key.extend_from_slice(guid.as_bytes());
    ItemHash(twox_hash::XxHash3_64::oneshot(&key))
}

/// A version of an item, as the archive takes it.
#[derive(Clone, Copy, Debug)]
pub struct Document<'a> {
    /// Number of the event with which it came; greater than all before.
    pub sequence: u64,
    /// Its item.
    pub item: ItemHash,
    /// When it was received, seconds since 1970.
    pub received: u32,
    /// Its words; none for a version without text, which still counts among its item's versions.
    pub words: &'a Words,
}

/// A document of the archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// Number of the event with which it came.
    pub sequence: u64,
    /// Its item.
    pub item: ItemHash,
    /// Its place among the versions of the item, from 1.
    pub nth: u32,
    /// When it was received, seconds since 1970.
    pub received: u32,
    /// How many words it has.
    pub words: u32,
    /// Hash of all its words.
    pub(crate) whole: u64,
}
