//! Versions: facts of each state of an item as sent.

use copydesk_desk::{FeedId, ItemKey, RawHash, ReceiptNo, Version, VersionKey};

use super::{Corrupt, Fields};

pub(crate) fn read(fields: &mut Fields<'_>, item: &ItemKey) -> Result<Version, Corrupt> {
    Ok(Version {
        key: VersionKey {
            item: item.clone(),
            nth: fields.count()?,
        },
        receipt: ReceiptNo(fields.number()?),
        index_in_raw: fields.count()?,
        raw: RawHash(fields.sha256()?),
        feed: FeedId::new(fields.text()?),
        version: fields.optional_text()?,
        version_ordinal: fields.optional_number()?,
        version_created: fields.optional_instant()?,
        received: fields.instant()?,
        standing: fields.standing()?,
        signals: fields.signals()?,
        headline: fields.optional_text()?,
        slugline: fields.optional_text()?,
        language: fields.optional_text()?,
        names: Vec::new(),
        content_sha256: fields.sha256()?,
        holds: fields.texts()?,
    })
}
