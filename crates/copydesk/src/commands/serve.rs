//! `copydesk serve`: the newsroom as configured, until it is told to stop.

use std::path::Path;

use anyhow::Context;

use crate::commands::Outcome;
use crate::config::Config;
use crate::serving::{House, listen, start_diagnostics};

/// Runs the newsroom.
pub fn run(path: &Path) -> anyhow::Result<Outcome> {
    let config = Config::read(path)?;
    start_diagnostics();
    let runtime = tokio::runtime::Runtime::new().context("async runtime")?;
    runtime.block_on(async {
        let house = House::open(&config, listen(config.listen).await?)?;
        println!(
            "copydesk serves {} on http://{}",
            config.site.name,
            house.address()?
        );
        house.run(std::future::ready(())).await
    })?;
    Ok(Outcome::Done)
}
