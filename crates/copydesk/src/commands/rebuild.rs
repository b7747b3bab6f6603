//! `copydesk rebuild`: everything derived, made anew from the raws by the code of today: the facts of versions and the
//! disclosures of editions. Alters no raw, no decision, no published text; says what changed.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use copydesk_desk::decide::content_sha256;
use copydesk_desk::{
    ItemFilter, ItemKey, ItemState, Ledger, ReceiptNo, StoreError, Version, VersionKey,
};

use copydesk_reuse::Access;

use crate::clock::{SystemClock, SystemRandom};
use crate::commands::{Outcome, import};
use crate::config::Config;
use crate::newsroom::{Ground, Index, Reader, WakeUp, Which, Writing, disclosures_anew, text_of};

/// Items or stories looked at together.
const PAGE: usize = 500;

/// What a rebuild came to.
#[derive(Debug, Default)]
struct Tally {
    versions: u64,
    versions_changed: u64,
    unreadable: u64,
    disclosures: u64,
    disclosures_changed: u64,
}

/// Reads everything anew; with `dry_run` writes nothing.
pub fn run(data: &Path, config: Option<&Path>, dry_run: bool) -> anyhow::Result<Outcome> {
    let config = config.map(Config::read).transpose()?;
    let crate::engine::Engine {
        store,
        ledger: rows,
    } = crate::engine::open_existing_folder(data)?;
    let ground = Ground {
        store,
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom),
        wake: Arc::new(WakeUp::default()),
        feeds: Arc::new(
            config
                .as_ref()
                .map_or_else(HashMap::new, |config| config.feeds.clone()),
        ),
        house: Arc::new(config.as_ref().map(Config::house).unwrap_or_default()),
        limits: config
            .as_ref()
            .map(|config| config.limits)
            .unwrap_or_default(),
    };
    let runtime = tokio::runtime::Runtime::new().context("async runtime")?;
    let tally = runtime
        .block_on(rebuild(&ground, rows.as_ref(), config.is_some(), dry_run))
        .context("the archive")?;
    if !dry_run {
        Index::remove(data)?;
        let index = Index::open(data, Access::Write)?;
        runtime.block_on(import::catch_up(&index, &ground))?;
        index.write().context("the archive's index")?;
        index.compact().context("the archive's index")?;
        println!("{} versions indexed again", index.archive().documents());
    }
    if config.is_none() {
        println!("no configuration was named (--config): disclosures were left as they are");
    }
    println!(
        "{} versions read again ({} changed, {} unreadable), {} disclosures computed again ({} changed){}",
        tally.versions,
        tally.versions_changed,
        tally.unreadable,
        tally.disclosures,
        tally.disclosures_changed,
        if dry_run { "; nothing was written" } else { "" },
    );
    Ok(if tally.unreadable == 0 {
        Outcome::Done
    } else {
        Outcome::Unreadable
    })
}

/// `named`: whether the publication and its agencies are known by name, as disclosures need them.
async fn rebuild(
    ground: &Ground,
    rows: &dyn Ledger,
    named: bool,
    dry_run: bool,
) -> Result<Tally, StoreError> {
    let mut tally = Tally::default();
    let brought = brought(ground).await?;
    let repeats = Reader::new(ground.clone())
        .names_of_repeats(&brought)
        .await?;
    drop(brought);
    let mut items = Pages::of(ground);
    while let Some(items) = items.next().await? {
        for item in items {
            let changed = versions_anew(ground, &item.key, &repeats, &mut tally).await?;
            if !dry_run && !changed.is_empty() {
                ground.store.put_derived(changed, Vec::new()).await?;
            }
        }
    }
    if named {
        let writing = if dry_run {
            Writing::Nothing
        } else {
            Writing::Changes
        };
        (tally.disclosures, tally.disclosures_changed) =
            disclosures_anew(ground, rows, Which::All, writing).await?;
    }
    Ok(tally)
}

/// Every item, some at a time.
struct Pages<'a> {
    ground: &'a Ground,
    filter: ItemFilter,
}

impl<'a> Pages<'a> {
    fn of(ground: &'a Ground) -> Self {
        let filter = ItemFilter {
            limit: PAGE,
            ..ItemFilter::default()
        };
        Self { ground, filter }
    }

    async fn next(&mut self) -> Result<Option<Vec<ItemState>>, StoreError> {
        let items = self.ground.store.items(self.filter.clone()).await?;
        let Some(last) = items.last() else {
            return Ok(None);
        };
        self.filter.before = Some((last.last_received, last.key.clone()));
        Ok(Some(items))
    }
}

/// The places in receipts that versions came from.
async fn brought(ground: &Ground) -> Result<HashSet<(ReceiptNo, u32)>, StoreError> {
    let mut brought = HashSet::new();
    let mut items = Pages::of(ground);
    while let Some(items) = items.next().await? {
        for item in items {
            let versions = ground.store.versions(item.key).await?.into_iter();
            brought.extend(versions.map(|version| (version.receipt, version.index_in_raw)));
        }
    }
    Ok(brought)
}

/// Versions of an item whose facts read differently today. `repeats` are the names that other deliveries of a version
/// gave it: a notice may name it by them, and the numbers of telegrams among them have come.
async fn versions_anew(
    ground: &Ground,
    key: &ItemKey,
    repeats: &HashMap<VersionKey, Vec<String>>,
    tally: &mut Tally,
) -> Result<Vec<Version>, StoreError> {
    let mut changed = Vec::new();
    for version in ground.store.versions(key.clone()).await? {
        tally.versions += 1;
        let Some(item) = text_of(ground, &version).await? else {
            tally.unreadable += 1;
            eprintln!(
                "copydesk: {}: version {} cannot be read from its raw",
                key.guid, version.key.nth
            );
            continue;
        };
        let mut anew = version.clone();
        anew.version.clone_from(&item.version);
        anew.version_ordinal = item.version_ordinal;
        anew.version_created = item.version_created.as_ref().map(|time| time.at);
        anew.headline.clone_from(&item.headline);
        anew.slugline.clone_from(&item.slugline);
        anew.language.clone_from(&item.language);
        anew.names = copydesk_desk::names_of(&item);
        anew.names
            .extend(repeats.get(&version.key).into_iter().flatten().cloned());
        anew.names.sort_unstable();
        anew.names.dedup();
        anew.signals.clone_from(&item.signals);
        anew.content_sha256 = content_sha256(&item);
        if anew != version {
            tally.versions_changed += 1;
            changed.push(anew);
        }
    }
    Ok(changed)
}

#[cfg(test)]
mod tests {
    use copydesk_desk::{Arrival, Feed, FeedId, Named};
    use jiff::Timestamp;

    use super::*;

    const SENT: &str = "bdt0703 3 pl 40 nna 3703

Ferry/Vale/
Ferry sails late =

Vale (nna) - The ferry of Vale sails a day late.
021200 MEZ Mrz 26
";

    fn ground(data: &Path) -> (Ground, Arc<dyn Ledger>) {
        let engine = crate::engine::open_folder(data).expect("an archive");
        let feed = Feed {
            id: FeedId::new("nna"),
            agency: String::from("nna"),
            hint: copydesk_wire::Hint::default(),
            rules: copydesk_desk::FeedRules::default(),
        };
        let ground = Ground {
            store: engine.store,
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandom),
            wake: Arc::new(WakeUp::default()),
            feeds: Arc::new(HashMap::from([(feed.id.clone(), feed)])),
            house: Arc::default(),
            limits: copydesk_wire::Limits::DEFAULT,
        };
        (ground, engine.ledger)
    }

    async fn receive(ground: &Ground, telegram: &str) {
        let received = "2026-03-02T11:00:00Z".parse().expect("a time");
        let arrival = Arrival {
            feed: FeedId::new("nna"),
            name: None,
            bytes: telegram.as_bytes().to_vec(),
            media_type: None,
            charset: None,
            source_time: None,
            cursor: None,
            received,
        };
        ground.store.receive(arrival).await.expect("durable");
        let read = Reader::new(ground.clone()).read_batch().await;
        assert_eq!(read.expect("read").items, 1);
    }

    async fn named(ground: &Ground) -> Vec<Named> {
        let agency = String::from("nna");
        let all = ground.store.named(agency, Timestamp::MIN).await;
        all.expect("answers")
    }

    #[tokio::test]
    async fn a_number_under_which_a_version_came_again_is_known_after_a_rebuild() {
        let folder = tempfile::tempdir().expect("a folder");
        let (ground, rows) = ground(folder.path());
        receive(&ground, SENT).await;
        receive(&ground, &SENT.replace("bdt0703", "lno0018")).await;
        let corrected = SENT
            .replace("bdt0703", "bdt0704")
            .replace("a day", "a week");
        receive(&ground, &corrected).await;
        let before = named(&ground).await;
        let again = String::from("service:lno:18:20260302");
        let bears: Vec<bool> = before.iter().map(|v| v.names.contains(&again)).collect();
        assert_eq!(bears, [true, false], "{before:?}");
        let tally = rebuild(&ground, rows.as_ref(), false, false).await;
        let tally = tally.expect("answers");
        assert_eq!((tally.versions, tally.versions_changed), (2, 0));
        assert_eq!(named(&ground).await, before);
        // a rebuild that knew no repeats had dropped it
        let key = before[0].item.clone();
        let mut versions = ground.store.versions(key).await.expect("answers");
        versions.truncate(1);
        versions[0].names.retain(|name| *name != again);
        let dropped = ground.store.put_derived(versions, Vec::new()).await;
        dropped.expect("written");
        let tally = rebuild(&ground, rows.as_ref(), false, false).await;
        assert_eq!(tally.expect("answers").versions_changed, 1);
        assert_eq!(named(&ground).await, before);
    }
}
