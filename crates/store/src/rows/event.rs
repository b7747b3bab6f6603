//! Events: what happened, with its number.

use copydesk_desk::{Event, EventKind, EventRecord, Seq, StoryId};

use super::{Corrupt, Fields};

pub(crate) fn read(fields: &mut Fields<'_>) -> Result<EventRecord, Corrupt> {
    Ok(EventRecord {
        seq: Seq(fields.number()?),
        event: Event {
            at: fields.instant()?,
            kind: read_kind(fields)?,
            item: fields.optional_item_key()?,
            story: fields.optional_text()?.map(StoryId::new),
            by: fields.actor()?,
            note: fields.optional_text()?,
        },
    })
}

fn read_kind(fields: &mut Fields<'_>) -> Result<EventKind, Corrupt> {
    let name = fields.name()?;
    EventKind::from_name(&name)
        .ok_or_else(|| fields.corrupt(format_args!("unknown event {name:?}")))
}
