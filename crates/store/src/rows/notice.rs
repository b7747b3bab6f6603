//! Notices, and versions as notices name them.

use copydesk_desk::{
    Done, EditorName, Evidence, FeedId, Intent, ItemKey, Named, Notice, NoticeState, Suspect,
    VersionKey,
};
use serde::{Deserialize, Serialize};

use super::{Corrupt, Fields, written};

/// Suspects as a column.
pub(crate) fn suspects_column(suspects: &[Suspect]) -> Result<Vec<u8>, Corrupt> {
    let rows: Vec<SuspectRow> = suspects.iter().map(SuspectRow::of).collect();
    written(serde_json::to_vec(&rows))
}

/// Versions as notices name them, put together from one row a name: item, number, name, then the version.
#[derive(Default)]
pub(crate) struct Folded(Vec<((i64, u32), Named)>);

impl Folded {
    /// Takes the next row, in order of version and name.
    pub(crate) fn add(&mut self, fields: &mut Fields<'_>) -> Result<(), Corrupt> {
        let place = (fields.number()?, fields.count()?);
        let name = fields.optional_text()?;
        match self.0.last_mut() {
            Some((last, named)) if *last == place => named.names.extend(name),
            _ => self.0.push((place, read_named(fields, name)?)),
        }
        Ok(())
    }

    /// One a version.
    pub(crate) fn versions(self) -> Vec<Named> {
        self.0.into_iter().map(|(_, named)| named).collect()
    }
}

fn read_named(fields: &mut Fields<'_>, name: Option<String>) -> Result<Named, Corrupt> {
    Ok(Named {
        item: fields.item_key()?,
        names: name.into_iter().collect(),
        slugline: fields.optional_text()?,
        headline: fields.optional_text()?,
        language: fields.optional_text()?,
        received: fields.instant()?,
    })
}

#[derive(Serialize, Deserialize)]
struct SuspectRow {
    agency: String,
    guid: String,
    confidence: u8,
    evidence: Vec<String>,
    done: String,
}

impl SuspectRow {
    fn of(suspect: &Suspect) -> Self {
        let names = suspect.evidence.iter().map(|found| found.name().to_owned());
        Self {
            agency: suspect.item.agency.clone(),
            guid: suspect.item.guid.clone(),
            confidence: suspect.confidence,
            evidence: names.collect(),
            done: suspect.done.name().to_owned(),
        }
    }

    fn suspect(self) -> Option<Suspect> {
        let evidence = self.evidence.iter().map(|name| Evidence::from_name(name));
        Some(Suspect {
            item: ItemKey {
                agency: self.agency,
                guid: self.guid,
            },
            confidence: self.confidence,
            evidence: evidence.collect::<Option<Vec<_>>>()?,
            done: Done::from_name(&self.done)?,
        })
    }
}

pub(crate) fn read(fields: &mut Fields<'_>) -> Result<Notice, Corrupt> {
    let version = VersionKey {
        item: fields.item_key()?,
        nth: fields.count()?,
    };
    let revision = fields.count()?;
    let feed = FeedId::new(fields.text()?);
    let intent = fields.name()?;
    let intent = Intent::from_name(&intent).ok_or_else(|| fields.corrupt("unknown intent"))?;
    let received = fields.instant()?;
    let state = fields.name()?;
    let state = NoticeState::from_name(&state).ok_or_else(|| fields.corrupt("unknown state"))?;
    let rows: Vec<SuspectRow> =
        serde_json::from_slice(&fields.bytes()?).map_err(|why| fields.corrupt(why))?;
    let suspects = rows
        .into_iter()
        .map(SuspectRow::suspect)
        .collect::<Option<Vec<_>>>();
    Ok(Notice {
        version,
        revision,
        feed,
        intent,
        received,
        state,
        suspects: suspects.ok_or_else(|| fields.corrupt("unknown evidence"))?,
        settled: match (fields.optional_text()?, fields.optional_instant()?) {
            (Some(name), Some(at)) => Some((EditorName::new(name), at)),
            (None, None) => None,
            _ => return Err(fields.corrupt("half of a decision")),
        },
    })
}
