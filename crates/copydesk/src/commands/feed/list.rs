//! `copydesk feed list`: the feeds as configured, with what each brought so far. Reads beside a running newsroom.

use std::io::Write;
use std::path::Path;

use anyhow::Context;
use copydesk_store::FeedTally;
use serde_json::{Value, json};

use crate::commands::{Outcome, config_check};
use crate::config::Config;

/// Lists them.
pub fn run(path: &Path, as_json: bool) -> anyhow::Result<Outcome> {
    let config = Config::read(path)?;
    let tallies = crate::engine::feed_tallies(&config)?;
    let mut out = std::io::stdout().lock();
    let listed: Vec<Value> = config
        .transports
        .iter()
        .map(|transport| {
            let tally = tallies.iter().find(|tally| tally.feed == transport.feed);
            let agency = config.feeds.get(&transport.feed).map(|feed| &feed.agency);
            json!({
                "id": transport.feed.as_str(),
                "agency": agency,
                "way": config_check::feed_way(transport),
                "receipts": tally.map_or(0, |tally| tally.receipts),
                "repeats": tally.map_or(0, |tally| tally.repeats),
                "quarantined": tally.map_or(0, |tally| tally.quarantined),
                "last": tally.map(|tally| tally.last.to_string()),
            })
        })
        .collect();
    if as_json {
        writeln!(out, "{}", Value::Array(listed)).context("standard output")?;
        return Ok(Outcome::Done);
    }
    for transport in &config.transports {
        let tally = tallies.iter().find(|tally| tally.feed == transport.feed);
        let line = config_check::feed_line(&config, transport);
        writeln!(out, "{line}\n    {}", brought(tally)).context("standard output")?;
    }
    if config.transports.is_empty() {
        writeln!(
            out,
            "no feed is configured; `copydesk feed add --help` shows how"
        )
        .context("standard output")?;
    }
    Ok(Outcome::Done)
}

fn brought(tally: Option<&FeedTally>) -> String {
    match tally {
        None => String::from("nothing came yet"),
        Some(tally) => format!(
            "{} received, last {}, {} came again, {} in quarantine",
            tally.receipts, tally.last, tally.repeats, tally.quarantined
        ),
    }
}
