//! `copydesk restore`: puts a backup into an empty data folder, applies erasures again, and lets the ledger catch up with
//! what was served, so that no second tree is ever signed. Overwrites no database.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use copydesk_desk::Clock;
use copydesk_intake::GuardedWeb;
use copydesk_ledger::{CatchUp, Source, catch_up};
use copydesk_store::sqlite::DATABASE;

use crate::clock::SystemClock;
use crate::commands::{Outcome, erase};
use crate::config::{Config, StoreConfig};
use crate::engine;
use crate::ledger::FOLDER;

/// What is restored, and where the served ledger is.
pub struct Options {
    pub backup: Option<PathBuf>,
    pub config: PathBuf,
    pub ledger: Option<String>,
}

/// Restores; without a backup only catches up.
pub fn run(options: &Options) -> anyhow::Result<Outcome> {
    let config = Config::read(&options.config)?;
    if let Some(backup) = &options.backup {
        if let StoreConfig::Server(server) = &config.store {
            bail!(
                "{}: the ground state is in {}; bring its dump back with pg_restore or psql, then run copydesk restore without a backup",
                backup.display(),
                server.server
            );
        }
        put_back(backup, &config.data)?;
        println!("{} is back in {}", backup.display(), config.data.display());
    }
    let runtime = tokio::runtime::Runtime::new().context("async runtime")?;
    let engine = match &config.store {
        // A dump may have been brought back for a folder that is new.
        StoreConfig::Server(_) => engine::open(&config)?,
        StoreConfig::Embedded => engine::open_existing(&config)?,
    };
    let again = runtime.block_on(erase::apply_again(&engine, &config.data))?;
    if again > 0 {
        println!("{again} erased records were erased again");
    }
    if let Some(ledger) = &config.ledger {
        let settings = crate::ledger::settings(ledger, &config.data)?;
        let source = match &options.ledger {
            Some(url) if url.contains("://") => Source::Web(
                url.clone(),
                Arc::new(GuardedWeb::new(ledger.private_witnesses)?),
            ),
            Some(folder) => Source::Folder(PathBuf::from(folder)),
            None => Source::Folder(config.data.join(FOLDER)),
        };
        let now = u64::try_from(SystemClock.now().as_second()).unwrap_or(0);
        match runtime.block_on(catch_up(engine.ledger.as_ref(), &settings, &source, now))? {
            CatchUp::NotBehind => println!("the ledger is not behind what was served"),
            CatchUp::CaughtUp { size, adopted } => println!(
                "the ledger caught up to {size}: {} entries are known, {} stay without a record (covers, and acts that were lost)",
                adopted.known, adopted.unknown
            ),
        }
    }
    drop(runtime);
    drop(engine);
    engine::forget_erased(&config.data)?;
    Ok(Outcome::Done)
}

/// Copies a backup to its place, where nothing may lie that belongs to another database.
fn put_back(backup: &Path, data: &Path) -> anyhow::Result<()> {
    let from = if backup.is_dir() {
        backup.join(DATABASE)
    } else {
        backup.to_owned()
    };
    for name in [DATABASE.to_owned(), format!("{DATABASE}-wal")] {
        let there = data.join(name);
        if there.exists() {
            bail!("{}: is there already; move it away first", there.display());
        }
    }
    let mut head = [0; 16];
    let read = std::fs::File::open(&from).and_then(|mut file| file.read_exact(&mut head));
    if read.is_err() && !from.is_file() {
        bail!("{}: there is no backup", from.display());
    }
    if &head != b"SQLite format 3\0" {
        bail!("{}: is no backup of an archive", from.display());
    }
    std::fs::create_dir_all(data).with_context(|| data.display().to_string())?;
    let aside = data.join(format!("{DATABASE}.partial"));
    std::fs::copy(&from, &aside).with_context(|| from.display().to_string())?;
    std::fs::File::open(&aside)
        .and_then(|file| file.sync_all())
        .and_then(|()| std::fs::rename(&aside, data.join(DATABASE)))
        .with_context(|| aside.display().to_string())?;
    if let Some(folder) = from.parent() {
        erase::merge_erased(&folder.join(erase::ERASED), data)?;
    }
    Ok(())
}
