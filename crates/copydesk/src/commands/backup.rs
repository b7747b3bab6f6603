//! `copydesk backup`: a consistent copy of the ground state. The newsroom may not run on the folder at the same time
//! from another process; the copy is whole or not there.

use std::path::Path;

use anyhow::Context;
use copydesk_store::sqlite::{DATABASE, SqliteStore};

use crate::commands::Outcome;

/// Copies the store of `data` into the folder `to`.
pub fn run(data: &Path, to: &Path) -> anyhow::Result<Outcome> {
    let store = SqliteStore::open(data)?;
    std::fs::create_dir_all(to).with_context(|| to.display().to_string())?;
    let target = to.join(DATABASE);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("async runtime")?;
    runtime.block_on(store.backup(&target))?;
    println!("copied to {}", target.display());
    Ok(Outcome::Done)
}
