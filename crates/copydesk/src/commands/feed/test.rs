//! `copydesk feed test`: connects, fetches a few pieces, and says what they are. Keeps, acknowledges and marks nothing.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow};
use copydesk_desk::{Arrival, Feed, Senders};
use copydesk_intake::{Transport, Trial, trial};
use copydesk_wire::{Container, Hint, Parsed};
use serde_json::{Value, json};

use crate::clock::SystemClock;
use crate::commands::{Outcome, config_check};
use crate::config::Config;

/// Options of the command.
pub struct Options {
    pub config: PathBuf,
    pub id: String,
    pub pieces: usize,
    pub wait: Duration,
    pub json: bool,
}

/// One piece, read.
struct Piece {
    name: String,
    arrival: Arrival,
    /// Kind of archive, if it is one: its members are read when they are received.
    archive: Option<&'static str>,
    /// Why the newsroom would not read it.
    refused: Option<String>,
    parsed: Parsed,
}

/// Tries the feed out.
pub fn run(options: &Options) -> anyhow::Result<Outcome> {
    let config = Config::read(&options.config)?;
    let transport = config
        .transports
        .iter()
        .find(|transport| transport.feed.as_str() == options.id);
    let transport = transport.ok_or_else(|| {
        let known: Vec<&str> = config.transports.iter().map(|t| t.feed.as_str()).collect();
        anyhow!("feed {:?}: not configured; there are {known:?}", options.id)
    })?;
    let way = config_check::feed_way(transport);
    if let Transport::Push(_) = transport.transport {
        println!(
            "{way}: the agency calls us, so there is nothing to fetch.\n\
             Try it while the newsroom runs:\n  curl --fail --data-binary @FILE -H 'Authorization: Bearer TOKEN' \
             {}/intake/{}",
            config.site.origin, options.id
        );
        return Ok(Outcome::Done);
    }
    let runtime = tokio::runtime::Runtime::new().context("async runtime")?;
    let looked = trial(
        transport.clone(),
        options.pieces,
        options.wait,
        Arc::new(SystemClock),
    );
    let trial = runtime.block_on(looked);
    let feed = config
        .feeds
        .get(&transport.feed)
        .ok_or_else(|| anyhow!("feed {:?}: not configured", options.id))?;
    let pieces: Vec<Piece> = trial
        .arrivals
        .iter()
        .map(|arrival| read(arrival, feed))
        .collect();
    let mut out = std::io::stdout().lock();
    let printed = if options.json {
        writeln!(out, "{}", as_json(&options.id, &way, &trial, &pieces))
    } else {
        print(&mut out, &way, &trial, &pieces)
    };
    printed.context("standard output")?;
    Ok(if trial.connected {
        Outcome::Done
    } else {
        Outcome::No
    })
}

fn read(arrival: &Arrival, feed: &Feed) -> Piece {
    let hint = Hint {
        received: Some(arrival.received),
        media_type: arrival.media_type.clone(),
        transport_charset: arrival.charset.clone(),
        file_name: arrival.name.clone(),
        ..feed.hint.clone()
    };
    let refused = match &feed.rules.senders {
        Senders::Anyone => None,
        Senders::Only(allowed) => copydesk_intake::check_sender(allowed, &arrival.bytes).err(),
    };
    Piece {
        name: arrival.name.clone().unwrap_or_default(),
        archive: Container::of(&arrival.bytes).map(Container::name),
        refused,
        parsed: copydesk_wire::read(&arrival.bytes, &hint),
        arrival: arrival.clone(),
    }
}

impl Piece {
    fn format(&self) -> Option<&'static str> {
        let format = self.parsed.items.first()?.format?;
        Some(format.name())
    }

    /// Codes of findings of the piece and of its items, each once, with how often.
    fn findings(&self) -> Vec<(&'static str, usize)> {
        let mut counted: Vec<(&'static str, usize)> = Vec::new();
        let of_items = self.parsed.items.iter().flat_map(|item| &item.findings);
        for finding in self.parsed.findings.iter().chain(of_items) {
            match counted.iter_mut().find(|(code, _)| *code == finding.code) {
                Some((_, count)) => *count += 1,
                None => counted.push((finding.code, 1)),
            }
        }
        counted
    }
}

fn print(out: &mut impl Write, way: &str, trial: &Trial, pieces: &[Piece]) -> std::io::Result<()> {
    let connected = if trial.connected {
        "connected"
    } else {
        "did not answer"
    };
    writeln!(out, "{way}: {connected}")?;
    for trouble in &trial.troubles {
        writeln!(out, "trouble: {trouble}")?;
    }
    if pieces.is_empty() {
        return writeln!(out, "nothing came in");
    }
    writeln!(
        out,
        "{:<40} {:>10}  {:<16} {:>5}  headline, findings",
        "piece", "bytes", "format", "items"
    )?;
    for piece in pieces {
        let format = piece.archive.or(piece.format()).unwrap_or("not read");
        let headline = piece
            .parsed
            .items
            .iter()
            .find_map(|item| item.headline.as_deref());
        writeln!(
            out,
            "{:<40} {:>10}  {:<16} {:>5}  {}",
            cut(&piece.name, 40),
            piece.arrival.bytes.len(),
            format,
            piece.parsed.items.len(),
            cut(headline.unwrap_or("-"), 80)
        )?;
        if let Some(reason) = &piece.refused {
            writeln!(out, "    would be quarantined: {reason}")?;
        }
        for (code, count) in piece.findings() {
            writeln!(out, "    {code} ({count})")?;
        }
    }
    writeln!(
        out,
        "nothing was kept, acknowledged, moved or marked; findings are explained in docs/findings.md"
    )
}

/// One line, no longer than the column.
fn cut(text: &str, letters: usize) -> String {
    let line: String = text.chars().filter(|c| !c.is_control()).collect();
    match line.char_indices().nth(letters) {
        None => line,
        Some(_) => line.chars().take(letters - 1).chain(['…']).collect(),
    }
}

fn as_json(id: &str, way: &str, trial: &Trial, pieces: &[Piece]) -> Value {
    let pieces: Vec<Value> = pieces
        .iter()
        .map(|piece| {
            let items: Vec<Value> = piece
                .parsed
                .items
                .iter()
                .map(|item| {
                    json!({
                        "format": item.format.map(|format| format.name()),
                        "guid": item.guid,
                        "version": item.version,
                        "status": item.status.name(),
                        "headline": item.headline,
                    })
                })
                .collect();
            let findings: Vec<Value> = piece
                .findings()
                .into_iter()
                .map(|(code, count)| json!({ "code": code, "count": count }))
                .collect();
            json!({
                "name": piece.arrival.name,
                "bytes": piece.arrival.bytes.len(),
                "media_type": piece.arrival.media_type,
                "charset": piece.arrival.charset,
                "archive": piece.archive,
                "quarantined_because": piece.refused,
                "items": items,
                "findings": findings,
            })
        })
        .collect();
    json!({
        "feed": id,
        "way": way,
        "connected": trial.connected,
        "troubles": trial.troubles,
        "pieces": pieces,
    })
}
