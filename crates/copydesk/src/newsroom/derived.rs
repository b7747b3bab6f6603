//! Disclosures of editions made anew from the texts they compare: all of them by `copydesk rebuild`, the outdated ones
//! at each start, since a disclosure made by older rules is refused by `text::check`. What was public and changes is
//! recorded in the ledger before it is shown. Alters no text and no decision.

use copydesk_desk::decide::{page_side, redisclose, wire_side};
use copydesk_desk::{
    Edition, LeafSubject, Ledger, Secret, StoreError, Story, StoryFilter, StoryId,
};
use copydesk_text::{Disclosure, disclose};
use jiff::Timestamp;

use crate::newsroom::{Ground, text_of};

/// Stories looked at together.
const PAGE: usize = 500;

/// Which disclosures are made anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Every one.
    All,
    /// Those that name other rules than today's.
    Outdated,
}

/// Whether what changed is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writing {
    /// Written.
    Changes,
    /// Only counted.
    Nothing,
}

/// Makes disclosures anew; answers how many were computed and how many of them changed. The leaf is written before the
/// disclosure: what a crash leaves between the two is found at the next start, and the leaf is not written again.
pub async fn disclosures_anew(
    ground: &Ground,
    rows: &dyn Ledger,
    which: Which,
    writing: Writing,
) -> Result<(u64, u64), StoreError> {
    let (mut computed, mut changed) = (0, 0);
    for story in all_stories(ground).await? {
        let mut anew: Vec<(StoryId, u32, String)> = Vec::new();
        for edition in ground.store.editions(story.id.clone()).await? {
            let stored = edition.disclosure.as_deref();
            let outdated = stored.is_some_and(|json| !json.contains(ground.house.rules_sha256()));
            if which == Which::Outdated && !outdated {
                continue;
            }
            let Some(disclosure) = compute(ground, &edition).await? else {
                continue;
            };
            computed += 1;
            if stored != Some(disclosure.to_json()) {
                changed += 1;
                if writing == Writing::Changes {
                    record(ground, rows, (&edition, &disclosure)).await?;
                }
                let json = disclosure.to_json().to_owned();
                anew.push((edition.story.clone(), edition.number, json));
            }
        }
        if writing == Writing::Changes && !anew.is_empty() {
            ground.store.put_derived(Vec::new(), anew).await?;
        }
    }
    Ok((computed, changed))
}

/// A further leaf for an edition that has one.
async fn record(
    ground: &Ground,
    rows: &dyn Ledger,
    anew: (&Edition, &Disclosure),
) -> Result<(), StoreError> {
    let subject = LeafSubject::Edition {
        story: anew.0.story.clone(),
        number: anew.0.number,
        item: None,
    };
    let Some(recorded) = rows.leaf_of(subject).await? else {
        return Ok(());
    };
    let secret = Secret::new(ground.random.bytes32());
    let drawn = (secret, ground.clock.now());
    match redisclose(&recorded.leaf, anew, &ground.house, drawn) {
        Some(act) => ground.store.commit(act).await.map(|_| ()),
        None => Ok(()),
    }
}

async fn all_stories(ground: &Ground) -> Result<Vec<Story>, StoreError> {
    let mut stories = ground.store.scheduled(Timestamp::MAX).await?;
    let mut filter = StoryFilter {
        limit: PAGE,
        ..StoryFilter::default()
    };
    loop {
        let page = ground.store.stories(filter.clone()).await?;
        let next = page
            .last()
            .and_then(|last| Some((last.first_published?, last.id.clone())));
        stories.extend(page);
        let Some(next) = next else { break };
        filter.before = Some(next);
    }
    stories.sort_by(|a, b| a.id.cmp(&b.id));
    stories.dedup_by(|a, b| a.id == b.id);
    Ok(stories)
}

/// The disclosure of an edition; `None` for one of the house, or one whose wire text cannot be read.
async fn compute(ground: &Ground, edition: &Edition) -> Result<Option<Disclosure>, StoreError> {
    let Some(key) = &edition.version else {
        return Ok(None);
    };
    let versions = ground.store.versions(key.item.clone()).await?;
    let Some(version) = versions.iter().find(|version| version.key == *key) else {
        return Ok(None);
    };
    let Some(item) = text_of(ground, version).await? else {
        return Ok(None);
    };
    let page = page_side(edition, &ground.house);
    Ok(Some(disclose(&wire_side(&item, &ground.house), &page)))
}
