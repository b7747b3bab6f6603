//! `copydesk ledger check` and `copydesk ledger export`: rechecks a whole ledger as it lies in a folder; writes it out
//! for any web server and any tool. Changes nothing it reads.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, anyhow, bail};
use copydesk_desk::decide::{House, open_edition, open_receipt, open_record, text_of_edition};
use copydesk_desk::{Clock, LeafSubject, Ledger, StoryFilter};
use copydesk_ledger::{OpenLeaf, check_folder, check_known, export};
use copydesk_proof::Policy;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::clock::{SystemClock, SystemRandom};
use crate::commands::Outcome;
use crate::config::Config;
use crate::engine;
use crate::ledger::FOLDER;
use crate::newsroom::{Ground, WakeUp, text_of};

/// Most stories of one export.
const STORIES_MAX: usize = 10_000_000;

/// What is checked, and against what.
pub struct CheckOptions {
    pub folder: PathBuf,
    pub others: Vec<PathBuf>,
    pub policy: Option<PathBuf>,
    pub data: Option<PathBuf>,
}

/// Rechecks a ledger.
pub fn check(options: &CheckOptions) -> anyhow::Result<Outcome> {
    let policy = match &options.policy {
        Some(path) => {
            let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
            Some(Policy::parse(&bytes).map_err(|error| anyhow!("{}: {error}", path.display()))?)
        }
        None => None,
    };
    let mut others = Vec::new();
    for path in &options.others {
        let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
        others.push((path.display().to_string(), bytes));
    }
    if !options.folder.join("checkpoint").is_file() {
        bail!(
            "{}: there is no ledger in this folder",
            options.folder.display()
        );
    }
    let bar = progress_bar();
    let now = u64::try_from(SystemClock.now().as_second()).unwrap_or(0);
    let mut progress = |done: u64| bar.set_position(done);
    let checked = check_folder(
        &options.folder,
        policy.as_ref(),
        &others,
        now,
        &mut progress,
    );
    bar.finish_and_clear();
    let checked = match checked {
        Ok(checked) => checked,
        Err(error) => return said_no(&options.folder, &error),
    };
    let mut out = std::io::stdout().lock();
    let root = copydesk_proof::encode_base64(&checked.root);
    writeln!(
        out,
        "{}: {} leaves, root {root}",
        checked.origin, checked.size
    )?;
    writeln!(out, "signed by {}", checked.signed_by.join(", "))?;
    if let Some(data) = &options.data {
        let rows = engine::open_existing_folder(data)?.ledger;
        let known = runtime()?.block_on(check_known(&options.folder, rows.as_ref(), checked.size));
        match known {
            Ok(records) => writeln!(
                out,
                "{records} records give their entries; no act lacks its leaf"
            )?,
            Err(error) => return said_no(data, &error),
        }
    }
    for (name, _) in &others {
        writeln!(out, "{name}: belongs to it")?;
    }
    writeln!(out, "ok").context("standard output")?;
    Ok(Outcome::Done)
}

fn said_no(folder: &Path, error: &dyn std::fmt::Display) -> anyhow::Result<Outcome> {
    eprintln!("copydesk: {}: {error}", folder.display());
    Ok(Outcome::No)
}

fn progress_bar() -> ProgressBar {
    let bar = ProgressBar::no_length();
    if !std::io::stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    let style = ProgressStyle::with_template("{human_pos} leaves, {per_sec}");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()))
}

fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("async runtime")
}

/// Writes the ledger of a newsroom out, with the proofs of everything that readers may read.
pub fn write_out(to: &Path, config: &Path) -> anyhow::Result<Outcome> {
    let config = Config::read(config)?;
    let engine = engine::open_existing(&config)?;
    let ground = Ground {
        store: Arc::clone(&engine.store),
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom),
        wake: Arc::new(WakeUp::default()),
        feeds: Arc::new(config.feeds.clone()),
        house: Arc::new(config.house()),
        limits: config.limits,
    };
    let done = runtime()?.block_on(async {
        let open = open_leaves(&ground, engine.ledger.as_ref()).await?;
        let done = export(&config.data.join(FOLDER), to, engine.ledger.as_ref(), &open).await?;
        anyhow::Ok(done)
    })?;
    println!(
        "{} leaves, {} tiles and bundles, {} proofs in {}",
        done.size,
        done.tiles,
        done.proofs,
        to.display()
    );
    Ok(Outcome::Done)
}

/// The leaves that are open to the public: opening and keys, every edition of a readable story with its receipt.
async fn open_leaves(ground: &Ground, rows: &dyn Ledger) -> anyhow::Result<Vec<OpenLeaf>> {
    let mut open = Vec::new();
    for leaf in rows.key_records().await? {
        push(&mut open, rows.leaf(leaf.commitment).await?, |leaf| {
            open_record(leaf)
        });
    }
    let filter = StoryFilter {
        live_only: true,
        limit: STORIES_MAX,
        ..StoryFilter::default()
    };
    for story in ground.store.stories(filter).await? {
        for edition in ground.store.editions(story.id.clone()).await? {
            let text = text_of_edition(&edition);
            let subject = LeafSubject::Edition {
                story: story.id.clone(),
                number: edition.number,
                item: None,
            };
            push(&mut open, rows.leaf_of(subject).await?, |leaf| {
                open_edition(leaf, &text)
            });
            let Some(key) = &edition.version else {
                continue;
            };
            let versions = ground.store.versions(key.item.clone()).await?;
            let version = versions.iter().find(|version| version.key == *key);
            let item = match version {
                Some(version) => text_of(ground, version).await?,
                None => None,
            };
            let Some(item) = item else { continue };
            let house: &House = &ground.house;
            let receipt = rows
                .leaf_of(LeafSubject::Receipt(Some(key.clone())))
                .await?;
            push(&mut open, receipt, |leaf| {
                open_receipt(leaf, &item, house, &text)
            });
        }
    }
    open.sort_by_key(|leaf| leaf.index);
    Ok(open)
}

fn push(
    open: &mut Vec<OpenLeaf>,
    stored: Option<copydesk_desk::StoredLeaf>,
    opened: impl Fn(&copydesk_desk::Leaf) -> Option<copydesk_proof::Opening>,
) {
    let Some(stored) = stored else { return };
    let (Some(index), Some(opening)) = (stored.index, opened(&stored.leaf)) else {
        return;
    };
    open.push(OpenLeaf {
        index,
        commitment: stored.leaf.commitment,
        opening,
    });
}
