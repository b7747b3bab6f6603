//! Stories: where each stands with readers.

use copydesk_desk::{GoneReason, Story, StoryId, StoryState};
use jiff::Timestamp;

use super::{Corrupt, Fields};

pub(crate) fn read(fields: &mut Fields<'_>) -> Result<Story, Corrupt> {
    Ok(Story {
        id: StoryId::new(fields.text()?),
        revision: fields.count()?,
        state: read_state(fields)?,
        section: fields.text()?,
        slug: fields.text()?,
        item: fields.optional_item_key()?,
        edition: fields.count()?,
        headline: fields.text()?,
        first_published: fields.optional_instant()?,
        updated: fields.optional_instant()?,
        gone: read_gone(fields)?,
        newer: fields.optional_count()?,
    })
}

fn read_state(fields: &mut Fields<'_>) -> Result<StoryState, Corrupt> {
    let state = fields.name()?;
    match (state.as_str(), fields.optional_instant()?) {
        ("draft", None) => Ok(StoryState::Draft),
        ("scheduled", Some(at)) => Ok(StoryState::Scheduled(at)),
        ("live", None) => Ok(StoryState::Live),
        ("held", None) => Ok(StoryState::Held),
        ("withdrawn", None) => Ok(StoryState::Withdrawn),
        ("killed", None) => Ok(StoryState::Killed),
        _ => Err(fields.corrupt(format_args!("does not fit a story in state {state:?}"))),
    }
}

fn read_gone(fields: &mut Fields<'_>) -> Result<Option<(GoneReason, Timestamp)>, Corrupt> {
    let reason = fields.optional_name()?;
    let at = fields.optional_instant()?;
    let known = [GoneReason::Kill, GoneReason::Withhold, GoneReason::House];
    match (reason, at) {
        (None, None) => Ok(None),
        (Some(name), Some(at)) => known
            .into_iter()
            .find(|reason| reason.name() == name)
            .map(|reason| Some((reason, at)))
            .ok_or_else(|| fields.corrupt(format_args!("unknown reason {name:?}"))),
        _ => Err(fields.corrupt("half of why a story is gone")),
    }
}
