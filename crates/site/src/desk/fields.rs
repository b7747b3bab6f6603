//! Fields of a form or an address by name, in the order they came; a name may stand several times.

use copydesk_desk::ItemKey;

use crate::desk::error::DeskError;

/// Pairs as they came.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fields(pub(crate) Vec<(String, String)>);

impl Fields {
    /// The first value of that name.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Every value of that name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// A number; `None` when it is absent or none.
    pub(crate) fn number(&self, name: &str) -> Option<u32> {
        self.get(name)?.parse().ok()
    }

    /// The item named by `agency` and `guid`.
    pub(crate) fn item(&self) -> Result<ItemKey, DeskError> {
        let malformed = DeskError::Malformed("The request names no item.");
        match (self.get("agency"), self.get("guid")) {
            (Some(agency), Some(guid)) => Ok(ItemKey {
                agency: agency.to_owned(),
                guid: guid.to_owned(),
            }),
            _ => Err(malformed),
        }
    }
}
