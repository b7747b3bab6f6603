//! `copydesk backup`: a consistent copy of the ground state, also while the newsroom runs on it. The copy is whole or
//! not there; overwrites nothing.

use std::path::Path;

use anyhow::{Context, bail};
use copydesk_store::sqlite::{DATABASE, backup_folder};

use crate::commands::Outcome;

/// Copies the store of `data` into the folder `to`.
pub fn run(data: &Path, to: &Path) -> anyhow::Result<Outcome> {
    if let Some(server) = crate::engine::server_of(data)? {
        bail!(
            "{}: the ground state is in {server}; back it up with pg_dump --schema={}, and keep {} and the folder {} with the dump",
            data.display(),
            server.schema(),
            super::erase::ERASED,
            crate::ledger::FOLDER
        );
    }
    if !data.join(DATABASE).is_file() {
        bail!("{}: there is no archive in this folder", data.display());
    }
    std::fs::create_dir_all(to).with_context(|| to.display().to_string())?;
    let target = to.join(DATABASE);
    backup_folder(data, &target)?;
    let erased = data.join(super::erase::ERASED);
    if erased.is_file() {
        std::fs::copy(&erased, to.join(super::erase::ERASED))
            .with_context(|| erased.display().to_string())?;
    }
    println!("copied to {}", target.display());
    Ok(Outcome::Done)
}
