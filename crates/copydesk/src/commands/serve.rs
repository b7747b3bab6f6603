//! `copydesk serve`: the newsroom as configured, or a further node that shows its site, until it is told to stop.

use std::path::Path;

use anyhow::Context;

use crate::commands::Outcome;
use crate::config::Config;
use crate::following::Node;
use crate::serving::{House, listen, start_diagnostics};

/// Runs the newsroom, or follows one.
pub fn run(path: &Path, follow: bool) -> anyhow::Result<Outcome> {
    let config = Config::read(path)?;
    start_diagnostics();
    let runtime = tokio::runtime::Runtime::new().context("async runtime")?;
    runtime.block_on(async {
        let listener = listen(config.listen).await?;
        let (name, address) = (&config.site.name, listener.local_addr()?);
        if follow {
            let node = Node::open(&config, listener).await?;
            println!("copydesk follows {name} on http://{address}");
            node.run().await
        } else {
            let house = House::open(&config, listener)?;
            println!("copydesk serves {name} on http://{address}");
            house.run(std::future::ready(())).await
        }
    })?;
    Ok(Outcome::Done)
}
