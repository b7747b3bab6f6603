//! `copydesk import`: files and folders of wires into the archive, by the same path as any other arrival. May be
//! stopped at any moment and run again: what is durable is recognised by its bytes. Publishes nothing.

use std::collections::HashMap;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use copydesk_desk::{Arrival, Feed, FeedId, FeedRules, ReceiptNo, Store};
use copydesk_reuse::{Access, Loading};
use copydesk_wire::{Hint, Limits};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::clock::{SystemClock, SystemRandom};
use crate::commands::{Outcome, read};
use crate::cpu;
use crate::newsroom::{Ground, Index, Reader, WakeUp};

/// Files made durable together.
const FILES_PER_BATCH: usize = 256;
/// Bytes made durable together, at most (one larger file goes alone).
const BYTES_PER_BATCH: u64 = 64 * 1024 * 1024;

/// Options of the command.
pub struct Options {
    pub paths: Vec<PathBuf>,
    pub data: PathBuf,
    pub agency: Option<String>,
    pub config: Option<PathBuf>,
    pub json: bool,
}

/// Counts of one import.
#[derive(Debug, Default)]
struct Tally {
    files: u64,
    unreadable: u64,
    bytes: u64,
    repeats: u64,
    receipts_read: usize,
    items: usize,
    quarantined: usize,
    storing: Duration,
    reading: Duration,
    indexing: Duration,
}

/// Imports everything under the paths.
pub fn run(options: &Options) -> anyhow::Result<Outcome> {
    let files = list(&options.paths)?;
    let limits = read::configured(options.config.as_deref(), None)?.limits;
    let store = crate::engine::open_folder(&options.data)?.store;
    let feed = FeedId::new("import");
    let ground = ground(store, &feed, (options.agency.as_deref(), limits));
    let runtime = tokio::runtime::Runtime::new().context("async runtime")?;
    let bar = progress_bar(&files);
    let mut tally = runtime.block_on(import(&ground, &feed, &files, &bar))?;
    bar.finish_and_clear();
    runtime.block_on(index(&ground, &options.data, &mut tally))?;
    report(&tally, options.json)?;
    Ok(if tally.unreadable == 0 {
        Outcome::Done
    } else {
        Outcome::Unreadable
    })
}

/// What an import stands on: a feed of its own, by no rule of the newsroom.
pub fn ground(
    store: Arc<dyn Store>,
    feed: &FeedId,
    (agency, limits): (Option<&str>, Limits),
) -> Ground {
    let import = Feed {
        id: feed.clone(),
        agency: agency.unwrap_or_default().to_owned(),
        hint: Hint {
            limits,
            ..Hint::default()
        },
        rules: FeedRules {
            may_kill: true,
            ..FeedRules::default()
        },
    };
    Ground {
        store,
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom),
        wake: Arc::new(WakeUp::default()),
        feeds: Arc::new(HashMap::from([(feed.clone(), import)])),
        house: Arc::default(),
        limits,
    }
}

/// All files under the paths with their sizes, in order of name; hidden ones below a folder are left out.
fn list(paths: &[PathBuf]) -> anyhow::Result<Vec<(PathBuf, u64)>> {
    let mut files = Vec::new();
    for path in paths {
        let mut open = vec![path.clone()];
        while let Some(path) = open.pop() {
            let meta = std::fs::metadata(&path).with_context(|| path.display().to_string())?;
            if meta.is_dir() {
                let mut inside = children(&path)?;
                inside.sort_by(|a, b| b.cmp(a));
                open.append(&mut inside);
            } else if meta.is_file() {
                files.push((path, meta.len()));
            }
        }
    }
    Ok(files)
}

fn children(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut paths = Vec::new();
    for entry in entries {
        let entry = entry.with_context(|| folder.display().to_string())?;
        let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
        if !is_link && !entry.file_name().to_string_lossy().starts_with('.') {
            paths.push(entry.path());
        }
    }
    Ok(paths)
}

fn progress_bar(files: &[(PathBuf, u64)]) -> ProgressBar {
    let bar = ProgressBar::new(files.iter().map(|(_, bytes)| bytes).sum());
    if !std::io::stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    let style = ProgressStyle::with_template(
        "{bar:32} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left {msg}",
    );
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

async fn import(
    ground: &Ground,
    feed: &FeedId,
    files: &[(PathBuf, u64)],
    bar: &ProgressBar,
) -> anyhow::Result<Tally> {
    let mut tally = Tally::default();
    let reader = Reader::new(ground.clone());
    let (process, reading) = (cpu::process(), cpu::READING.spent());
    let mut rest = files;
    while !rest.is_empty() {
        let (batch, later) = rest.split_at(batch_len(rest));
        rest = later;
        let arrivals = arrivals(ground, feed, batch, &mut tally);
        let (paths, arrivals): (Vec<&Path>, Vec<Arrival>) = arrivals.into_iter().unzip();
        let receipted = ground.store.receive_all(arrivals).await;
        let mut names = HashMap::new();
        for (path, receipted) in paths.into_iter().zip(receipted.context("the archive")?) {
            tally.repeats += u64::from(receipted.repeat);
            names.insert(receipted.receipt, path);
        }
        bar.inc(batch.iter().map(|(_, bytes)| bytes).sum());
        bar.set_message(format!("{} files", tally.files));
        read_all(&reader, &names, (&mut tally, bar)).await?;
    }
    read_all(&reader, &HashMap::new(), (&mut tally, bar)).await?;
    tally.reading = cpu::READING.spent().saturating_sub(reading);
    tally.storing = cpu::process()
        .saturating_sub(process)
        .saturating_sub(tally.reading);
    Ok(tally)
}

/// Takes what was read into the archive's index, and makes one segment of it.
async fn index(ground: &Ground, data: &Path, tally: &mut Tally) -> anyhow::Result<()> {
    let process = cpu::process();
    let index = Index::open(data, Access::Write)?;
    catch_up(&index, ground).await?;
    index.write().context("the archive's index")?;
    index.compact().context("the archive's index")?;
    tally.indexing = cpu::process().saturating_sub(process);
    Ok(())
}

/// Takes all events that the index has not taken, with a progress bar.
pub async fn catch_up(index: &Arc<Index>, ground: &Ground) -> anyhow::Result<()> {
    let head = ground.store.head().await.context("the archive")?;
    let done = index.archive().sequence();
    let ahead = u64::try_from(head.0).unwrap_or(0).saturating_sub(done);
    let bar = ProgressBar::new(ahead);
    if !std::io::stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    let style = ProgressStyle::with_template("{bar:32} {pos} of {len} events indexed, {eta} left");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let caught = index.catch_up(ground, Loading::Bulk, |seq| {
        bar.set_position(u64::try_from(seq.0).unwrap_or(0).saturating_sub(done));
    });
    caught.await.context("the archive's index")?;
    bar.finish_and_clear();
    Ok(())
}

/// How many of the next files go together.
fn batch_len(files: &[(PathBuf, u64)]) -> usize {
    let mut bytes = 0;
    let fits = files.iter().take(FILES_PER_BATCH).take_while(|(_, len)| {
        bytes += len;
        bytes <= BYTES_PER_BATCH
    });
    fits.count().max(1)
}

fn arrivals<'b>(
    ground: &Ground,
    feed: &FeedId,
    batch: &'b [(PathBuf, u64)],
    tally: &mut Tally,
) -> Vec<(&'b Path, Arrival)> {
    let mut arrivals = Vec::with_capacity(batch.len());
    for (path, _) in batch {
        match std::fs::read(path) {
            Ok(bytes) => {
                tally.files += 1;
                tally.bytes += bytes.len() as u64;
                let arrival = Arrival {
                    feed: feed.clone(),
                    name: path
                        .file_name()
                        .map(|name| name.to_string_lossy().into_owned()),
                    bytes,
                    media_type: None,
                    charset: None,
                    source_time: None,
                    cursor: None,
                    received: ground.clock.now(),
                };
                arrivals.push((path.as_path(), arrival));
            }
            Err(error) => {
                tally.unreadable += 1;
                eprintln!("copydesk: {}: {error}", path.display());
            }
        }
    }
    arrivals
}

/// Reads what is durable, and names each file that goes to quarantine: by its path, a file of an archive by its own name.
async fn read_all(
    reader: &Reader,
    names: &HashMap<ReceiptNo, &Path>,
    (tally, bar): (&mut Tally, &ProgressBar),
) -> anyhow::Result<()> {
    loop {
        let batch = reader.read_batch().await.context("the archive")?;
        if batch.receipts == 0 {
            return Ok(());
        }
        tally.receipts_read += batch.receipts;
        tally.items += batch.items;
        tally.quarantined += batch.quarantined.len();
        bar.suspend(|| {
            for kept in &batch.quarantined {
                let path = names
                    .get(&kept.receipt)
                    .map(|path| path.display().to_string());
                let name = path.or_else(|| kept.name.clone()).unwrap_or_default();
                eprintln!("copydesk: {name}: in quarantine: {}", kept.reason);
            }
        });
    }
}

fn report(tally: &Tally, json: bool) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    if json {
        let value = serde_json::json!({
            "files": tally.files,
            "unreadable": tally.unreadable,
            "bytes": tally.bytes,
            "repeats": tally.repeats,
            "receipts_read": tally.receipts_read,
            "items": tally.items,
            "quarantined": tally.quarantined,
            "cpu_seconds": {
                "reading": tally.reading.as_secs_f64(),
                "storing": tally.storing.as_secs_f64(),
                "indexing": tally.indexing.as_secs_f64(),
            },
        });
        return writeln!(out, "{value}").context("standard output");
    }
    writeln!(
        out,
        "{} files, {} bytes: {} items read, {} in quarantine, {} files were here before, {} unreadable",
        tally.files, tally.bytes, tally.items, tally.quarantined, tally.repeats, tally.unreadable,
    )
    .context("standard output")
}
