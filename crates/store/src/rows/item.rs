//! Items: the state that decisions read and write.

use copydesk_desk::{EditorName, FeedId, ItemState};

use super::{Corrupt, Fields};

/// What a search for part of headline or slugline looks through.
pub(crate) fn sought(item: &ItemState) -> Vec<u8> {
    let mut sought = lower(item.headline.as_deref().unwrap_or_default()).into_bytes();
    sought.push(0xFF);
    sought.extend_from_slice(lower(item.slugline.as_deref().unwrap_or_default()).as_bytes());
    sought
}

/// Lower case letter by letter, so that part of a word gives part of its lower case.
pub(crate) fn lower(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

pub(crate) fn read(fields: &mut Fields<'_>) -> Result<ItemState, Corrupt> {
    Ok(ItemState {
        key: fields.item_key()?,
        revision: fields.count()?,
        feed: FeedId::new(fields.text()?),
        standing: fields.standing()?,
        current: fields.count()?,
        versions: fields.count()?,
        headline: fields.optional_text()?,
        slugline: fields.optional_text()?,
        language: fields.optional_text()?,
        urgency: fields.optional_count()?,
        signals: fields.signals()?,
        holds: fields.texts()?,
        first_received: fields.instant()?,
        last_received: fields.instant()?,
        killed_at: fields.optional_instant()?,
        kill_acknowledged: match (fields.optional_text()?, fields.optional_instant()?) {
            (Some(name), Some(at)) => Some((EditorName::new(name), at)),
            (None, None) => None,
            _ => return Err(fields.corrupt("half of an acknowledgement")),
        },
    })
}
