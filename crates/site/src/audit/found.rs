//! From documents of the index back to items: which version came with an event, what the item's other versions say.
//! A document whose event or raw is gone is left out.

use copydesk_desk::decide::{House, wire_side};
use copydesk_desk::{EventRecord, ItemKey, Seq, Signal, Status, StoreError, Version};
use copydesk_reuse::{Candidate, Found};
use copydesk_text::{NewerVersion, WireSide};
use copydesk_wire::Item;
use jiff::Timestamp;

use super::Shelves;

/// Versions of an item that are compared with a page, the last ones.
const VERSIONS_MAX: usize = 12;

/// A version as it arrived.
#[derive(Debug)]
pub struct Arrived {
    /// Its item.
    pub key: ItemKey,
    /// The agency's number of it.
    pub version: Option<String>,
    /// When it came.
    pub received: Timestamp,
}

/// An item that a page was made of.
#[derive(Debug)]
pub struct Source {
    /// The item.
    pub key: ItemKey,
    /// The versions that come into question, in order of arrival.
    versions: Vec<(Version, Item)>,
    /// Index of the one that was compared.
    taken: usize,
    /// Its last version, whether it has text or not.
    last: Option<Version>,
    /// What the agency's status is now.
    pub status: Status,
}

impl Source {
    /// The versions as sides of a comparison, their agency named as the house names it.
    #[must_use]
    pub fn sides(&self, house: &House) -> Vec<WireSide> {
        let side = |(version, item): &(Version, Item)| WireSide {
            agency: Some(
                house
                    .agency_name(item.agency.as_deref().unwrap_or(&self.key.agency))
                    .to_owned(),
            ),
            newer: self.newer_than(version),
            ..wire_side(item, house)
        };
        self.versions.iter().map(side).collect()
    }

    /// The last version, as a disclosure names it, if it came after this one.
    fn newer_than(&self, version: &Version) -> Option<NewerVersion> {
        let last = self
            .last
            .as_ref()
            .filter(|last| last.key.nth > version.key.nth)?;
        let signals = last.signals.iter().map(|signal| signal.name().to_owned());
        let nth = || last.key.nth.to_string();
        Some(NewerVersion {
            version: last.version.clone().unwrap_or_else(nth),
            signals: signals.collect(),
        })
    }

    /// Says which one was compared.
    pub(super) fn take(&mut self, taken: usize) {
        self.taken = taken;
    }

    /// The version that was compared.
    #[must_use]
    pub fn version(&self) -> Option<&Version> {
        self.versions.get(self.taken).map(|(version, _)| version)
    }

    /// The same as sent.
    #[must_use]
    pub fn item(&self) -> Option<&Item> {
        self.versions.get(self.taken).map(|(_, item)| item)
    }

    /// The last version, if it came after the one compared.
    #[must_use]
    pub fn newer(&self) -> Option<&Version> {
        let compared = self.version()?.key.nth;
        self.last.as_ref().filter(|last| last.key.nth > compared)
    }

    /// Signals of the last version, if it came after the one compared.
    #[must_use]
    pub fn newer_signals(&self) -> Vec<Signal> {
        self.newer()
            .map(|version| version.signals.clone())
            .unwrap_or_default()
    }
}

async fn event(shelves: &Shelves, found: &Found) -> Result<Option<EventRecord>, StoreError> {
    let seq = i64::try_from(found.sequence).unwrap_or(i64::MAX);
    let events = shelves.store.events(Seq(seq - 1), 1).await?;
    Ok(events.into_iter().find(|record| record.seq == Seq(seq)))
}

/// The version that came with a document's event.
pub(super) async fn arrived(
    shelves: &Shelves,
    found: &Found,
) -> Result<Option<Arrived>, StoreError> {
    let Some(key) = event(shelves, found)
        .await?
        .and_then(|record| record.event.item)
    else {
        return Ok(None);
    };
    let versions = shelves.store.versions(key.clone()).await?;
    let version = versions
        .into_iter()
        .find(|version| version.key.nth == found.nth);
    Ok(version.map(|version| Arrived {
        key,
        version: version.version.clone(),
        received: version.received,
    }))
}

/// The items of candidates, each once, in the order of the candidates.
pub(super) async fn sources(
    shelves: &Shelves,
    candidates: &[Candidate],
) -> Result<Vec<Source>, StoreError> {
    let mut sources: Vec<Source> = Vec::new();
    for candidate in candidates {
        let Some(key) = event(shelves, &candidate.found)
            .await?
            .and_then(|record| record.event.item)
        else {
            continue;
        };
        if sources.iter().any(|source| source.key == key) {
            continue;
        }
        sources.extend(source(shelves, key, candidate.found.nth).await?);
    }
    Ok(sources)
}

async fn source(shelves: &Shelves, key: ItemKey, nth: u32) -> Result<Option<Source>, StoreError> {
    let known = shelves.store.versions(key.clone()).await?;
    let item = shelves.store.item(key.clone()).await?;
    let Some(status) = item
        .map(|item| item.standing.status)
        .filter(|status| *status != Status::Canceled)
    else {
        return Ok(None);
    };
    let mut versions = Vec::new();
    let first = known.len().saturating_sub(VERSIONS_MAX);
    for (at, version) in known.iter().enumerate() {
        if (at >= first || version.key.nth == nth)
            && let Some(item) = shelves.item_of(version).await?
            && item.body().is_some_and(|body| !body.paragraphs.is_empty())
        {
            versions.push((version.clone(), item));
        }
    }
    Ok((!versions.is_empty()).then(|| Source {
        key,
        versions,
        taken: 0,
        last: known.into_iter().next_back(),
        status,
    }))
}
