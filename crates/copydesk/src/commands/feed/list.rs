//! `copydesk feed list`: the feeds as configured, with what each brought so far. Reads beside a running newsroom.

use std::io::Write;
use std::path::Path;

use anyhow::Context;
use copydesk_desk::{Clock, Gap, Sequences, telegram_number};
use copydesk_intake::FeedTransport;
use copydesk_store::{FeedTally, SentTelegram};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::clock::SystemClock;
use crate::commands::{Outcome, config_check};
use crate::config::Config;
use crate::serving::NUMBERS_KNOWN_FOR;

/// Lists them.
pub fn run(path: &Path, as_json: bool) -> anyhow::Result<Outcome> {
    let config = Config::read(path)?;
    let now = SystemClock.now();
    let tallies = crate::engine::feed_tallies(&config)?;
    let telegrams = crate::engine::sent_telegrams(&config, now - NUMBERS_KNOWN_FOR)?;
    let missing = |transport: &FeedTransport| missing(&config, transport, &telegrams, now);
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
                "gaps": missing(transport).iter().map(gap_json).collect::<Vec<_>>(),
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
        for gap in missing(transport) {
            let Gap { service, day, .. } = &gap;
            let numbers = match gap.last - gap.first {
                0 => format!("{} is", gap.first),
                _ => format!("{} to {} are", gap.first, gap.last),
            };
            writeln!(
                out,
                "    sequence.gap: {service} {numbers} missing of {day}, since {}: a kill may be missing",
                gap.since
            )
            .context("standard output")?;
        }
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

/// The numbers missing among the telegrams of a feed.
pub fn missing(
    config: &Config,
    transport: &FeedTransport,
    telegrams: &[SentTelegram],
    now: Timestamp,
) -> Vec<Gap> {
    let feed = config.feeds.get(&transport.feed);
    if feed.is_some_and(|feed| feed.rules.ignore_gaps) {
        return Vec::new();
    }
    let mut sequences = Sequences::default();
    for telegram in telegrams.iter().filter(|one| one.feed == transport.feed) {
        if let Some(number) = telegram_number(&telegram.name) {
            sequences.note(number, telegram.received);
        }
    }
    sequences.gaps(now)
}

fn gap_json(gap: &Gap) -> Value {
    json!({
        "service": gap.service,
        "day": gap.day,
        "first": gap.first,
        "last": gap.last,
        "since": gap.since.to_string(),
    })
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
