//! `copydesk rebuild`: everything derived, made anew from the raws by the code of today: the facts of versions and the
//! disclosures of editions. Alters no raw, no decision, no published text; says what changed.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use copydesk_desk::decide::content_sha256;
use copydesk_desk::{ItemFilter, ItemKey, Ledger, StoreError, Version};

use copydesk_reuse::Access;

use crate::clock::{SystemClock, SystemRandom};
use crate::commands::{Outcome, import};
use crate::config::Config;
use crate::newsroom::{Ground, Index, WakeUp, Which, Writing, disclosures_anew, text_of};

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
    let mut filter = ItemFilter {
        limit: PAGE,
        ..ItemFilter::default()
    };
    loop {
        let items = ground.store.items(filter.clone()).await?;
        let Some(last) = items.last() else { break };
        filter.before = Some((last.last_received, last.key.clone()));
        for item in items {
            let changed = versions_anew(ground, &item.key, &mut tally).await?;
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

/// Versions of an item whose facts read differently today.
async fn versions_anew(
    ground: &Ground,
    key: &ItemKey,
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
        anew.signals.clone_from(&item.signals);
        anew.content_sha256 = content_sha256(&item);
        if anew != version {
            tally.versions_changed += 1;
            changed.push(anew);
        }
    }
    Ok(changed)
}
