//! `copydesk doctor`: looks at everything a newsroom stands on and says how each is, in a line. Changes and repairs nothing,
//! asks nobody over the network, and may be run beside the newsroom.

use std::io::Write;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use anyhow::{Context, anyhow};
use copydesk_desk::Clock;
use copydesk_intake::Transport;
use copydesk_ledger::Settings;
use copydesk_proof::{Note, Standing};
use copydesk_site::Pages;
use copydesk_store::sqlite::{DATABASE, Examined, examine, worker};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::clock::SystemClock;
use crate::commands::Outcome;
use crate::commands::feed::missing;
use crate::config::{Config, StoreConfig};
use crate::said;
use crate::serving::NUMBERS_KNOWN_FOR;

/// Free space under which there is a warning, and under which it is wrong: a full disk acknowledges nothing.
const FREE_BYTES_WARN: u64 = 2 << 30;
const FREE_BYTES_MIN: u64 = 256 << 20;
/// How long a receipt may wait for its reading while the newsroom runs.
const READ_WITHIN: SignedDuration = SignedDuration::from_mins(1);
/// How far a receipt may lie ahead of the clock: two machines agree no better.
const AHEAD_MAX: SignedDuration = SignedDuration::from_secs(5);
/// No clock that is right shows an earlier instant: the program is younger.
const NOT_BEFORE: &str = "2026-11-01T00:00:00Z";

/// How something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Good,
    Warning,
    Wrong,
}

impl Verdict {
    fn name(self) -> &'static str {
        match self {
            Self::Good => "ok",
            Self::Warning => "warning",
            Self::Wrong => "wrong",
        }
    }
}

/// What was looked at, how it is, and why.
struct Look {
    what: String,
    verdict: Verdict,
    detail: String,
}

#[derive(Default)]
struct Looks(Vec<Look>);

impl Looks {
    fn add(&mut self, what: &str, verdict: Verdict, detail: impl Into<String>) {
        self.0.push(Look {
            what: what.to_owned(),
            verdict,
            detail: detail.into(),
        });
    }

    /// What a look gave: its detail, or the error as wrong.
    fn tried(&mut self, what: &str, look: anyhow::Result<String>) {
        match look {
            Ok(detail) => self.add(what, Verdict::Good, detail),
            Err(error) => self.add(what, Verdict::Wrong, said::once(&error)),
        }
    }
}

/// Looks, prints, and answers no if anything is wrong.
pub fn run(path: &Path, as_json: bool) -> anyhow::Result<Outcome> {
    let config = Config::read(path)?;
    let mut looks = Looks::default();
    looks.add("configuration", Verdict::Good, path.display().to_string());
    let now = SystemClock.now();
    theme(&mut looks, &config);
    secrets(&mut looks, &config);
    data(&mut looks, &config);
    let running = newsroom(&mut looks, &config);
    let examined = store(&mut looks, &config, (running, now));
    clock(&mut looks, examined.as_ref(), now);
    address(&mut looks, &config, running);
    feeds(&mut looks, &config, now);
    ledger(&mut looks, &config, examined.as_ref(), (running, now));
    print(&looks, as_json).context("standard output")?;
    let wrong = looks.0.iter().any(|look| look.verdict == Verdict::Wrong);
    Ok(if wrong { Outcome::No } else { Outcome::Done })
}

/// Whether the newsroom runs. One on a server holds a lease there, which is not asked for: whoever has the address counts.
fn newsroom(looks: &mut Looks, config: &Config) -> bool {
    if matches!(config.store, StoreConfig::Server(_)) {
        looks.add(
            "newsroom",
            Verdict::Good,
            "its lease lies at the server and is not looked at",
        );
        return TcpListener::bind(config.listen).is_err();
    }
    let held = worker(&config.data).map_err(anyhow::Error::from);
    let running = matches!(held, Ok(Some(_)));
    let said = held.map(|held| match held {
        None => String::from("not running"),
        Some(None) => String::from("running"),
        Some(Some(pid)) => format!("running, process {pid}"),
    });
    looks.tried("newsroom", said);
    running
}

fn print(looks: &Looks, as_json: bool) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    if as_json {
        let looks: Vec<Value> = looks
            .0
            .iter()
            .map(|look| json!({"what": look.what, "verdict": look.verdict.name(), "detail": look.detail}))
            .collect();
        return writeln!(out, "{}", Value::Array(looks));
    }
    for look in &looks.0 {
        let (verdict, what, detail) = (look.verdict.name(), &look.what, &look.detail);
        writeln!(out, "{verdict:<8} {what:<14} {detail}")?;
    }
    Ok(())
}

fn theme(looks: &mut Looks, config: &Config) {
    let own = config.site.theme.as_ref();
    let named = own.map_or_else(
        || String::from("built in"),
        |path| path.display().to_string(),
    );
    let made = Pages::new(&config.site).map(|_| named);
    looks.tried("theme", made.map_err(anyhow::Error::from));
}

/// Files with secrets that others may read.
fn secrets(looks: &mut Looks, config: &Config) {
    let open = config.secret_files.iter().filter(|path| {
        let meta = std::fs::metadata(path);
        meta.is_ok_and(|meta| meta.permissions().mode() & 0o077 != 0)
    });
    let open: Vec<String> = open.map(|path| path.display().to_string()).collect();
    if open.is_empty() {
        let count = config.secret_files.len();
        looks.add(
            "secrets",
            Verdict::Good,
            format!("{count} files of feeds, read by their owner alone"),
        );
    } else {
        let named = open.join(", ");
        looks.add(
            "secrets",
            Verdict::Warning,
            format!("others can read {named}; chmod 600"),
        );
    }
}

/// The data folder: there, writable, with room.
fn data(looks: &mut Looks, config: &Config) {
    let path = &config.data;
    let shown = path.display();
    if !path.is_dir() {
        looks.add(
            "data",
            Verdict::Wrong,
            format!("{shown}: there is no such folder; `copydesk serve` or `init` makes it"),
        );
        return;
    }
    let access = rustix::fs::access(path, rustix::fs::Access::WRITE_OK);
    looks.tried(
        "data",
        access
            .map(|()| format!("{shown}, writable"))
            .map_err(|error| anyhow!("{shown}: not writable: {error}")),
    );
    match rustix::fs::statvfs(path) {
        Ok(disk) => {
            let free = disk.f_bavail.saturating_mul(disk.f_frsize);
            let verdict = match free {
                free if free < FREE_BYTES_MIN => Verdict::Wrong,
                free if free < FREE_BYTES_WARN => Verdict::Warning,
                _ => Verdict::Good,
            };
            looks.add(
                "disk",
                verdict,
                format!("{} MB free under {shown}", free / 1_000_000),
            );
        }
        Err(error) => looks.add("disk", Verdict::Warning, format!("{shown}: {error}")),
    }
}

fn store(
    looks: &mut Looks,
    config: &Config,
    (running, now): (bool, Timestamp),
) -> Option<Examined> {
    if let StoreConfig::Server(server) = &config.store {
        let counted = crate::engine::feed_tallies(config).map(|tallies| {
            let receipts: u64 = tallies.iter().map(|tally| tally.receipts).sum();
            let quarantined: u64 = tallies.iter().map(|tally| tally.quarantined).sum();
            let server = &server.server;
            format!("{server} answers; {receipts} receipts, {quarantined} in quarantine")
        });
        looks.tried("store", counted);
        return None;
    }
    if !config.data.join(DATABASE).is_file() {
        looks.add("store", Verdict::Warning, "empty: nothing was received yet");
        return None;
    }
    let examined = match examine(&config.data) {
        Ok(examined) => examined,
        Err(error) => {
            looks.add("store", Verdict::Wrong, said::once(&error.into()));
            return None;
        }
    };
    let Examined {
        receipts,
        pending,
        quarantined,
        schema,
        schema_known,
        ..
    } = examined;
    let migrates = match schema < schema_known {
        true => format!(" (the next start brings it to {schema_known})"),
        false => String::new(),
    };
    looks.add(
        "store",
        Verdict::Good,
        format!("schema {schema}{migrates}; {receipts} receipts, {quarantined} in quarantine"),
    );
    let waits = examined
        .pending_since
        .map(|since| now.duration_since(since));
    let late = running && waits.is_some_and(|waits| waits > READ_WITHIN);
    let oldest = waits.map_or_else(String::new, |waits| {
        format!(", the oldest for {}", age(waits))
    });
    let verdict = if late { Verdict::Wrong } else { Verdict::Good };
    looks.add(
        "reading",
        verdict,
        format!("{pending} receipts wait{oldest}"),
    );
    Some(examined)
}

/// A clock behind what was received, or behind the program itself, opens embargoes late and dates stories wrongly.
fn clock(looks: &mut Looks, examined: Option<&Examined>, now: Timestamp) {
    let last = examined.and_then(|examined| examined.last_receipt);
    let earliest: Option<Timestamp> = NOT_BEFORE.parse().ok();
    let behind = last.is_some_and(|last| last.duration_since(now) > AHEAD_MAX);
    if behind || earliest.is_some_and(|earliest| now < earliest) {
        let than = last.map_or_else(String::new, |last| {
            format!("; the last receipt is of {last}")
        });
        looks.add(
            "clock",
            Verdict::Wrong,
            format!("{now} is in the past{than}"),
        );
    } else {
        looks.add("clock", Verdict::Good, now.to_string());
    }
}

fn address(looks: &mut Looks, config: &Config, running: bool) {
    let listen = config.listen;
    match TcpListener::bind(listen) {
        Ok(_) if running => looks.add(
            "address",
            Verdict::Warning,
            format!("{listen}: nobody listens there, though the newsroom runs"),
        ),
        Ok(_) => looks.add("address", Verdict::Good, format!("{listen} is free")),
        Err(_) if running => looks.add("address", Verdict::Good, format!("{listen} is in use")),
        Err(error) => looks.add("address", Verdict::Wrong, format!("{listen}: {error}")),
    }
}

/// When each feed last brought something, and what is missing.
fn feeds(looks: &mut Looks, config: &Config, now: Timestamp) {
    let known = || {
        let since = now - NUMBERS_KNOWN_FOR;
        let tallies = crate::engine::feed_tallies(config)?;
        anyhow::Ok((tallies, crate::engine::sent_telegrams(config, since)?))
    };
    let (tallies, telegrams) = match known() {
        Ok(known) => known,
        Err(error) => return looks.add("feeds", Verdict::Wrong, said::once(&error)),
    };
    for transport in &config.transports {
        let what = format!("feed {}", transport.feed);
        let last = tallies.iter().find(|tally| tally.feed == transport.feed);
        let feed = config.feeds.get(&transport.feed);
        let late_after = feed.and_then(|feed| feed.rules.late_after);
        let gaps = missing(config, transport, &telegrams, now);
        let mut verdict = Verdict::Good;
        let mut said = match last {
            None => String::from("nothing came yet"),
            Some(tally) => {
                let quiet = now.duration_since(tally.last);
                if late_after.is_some_and(|late_after| quiet > late_after) {
                    verdict = Verdict::Warning;
                }
                let count = tally.receipts;
                format!("the last of {count} receipts {} ago", age(quiet))
            }
        };
        if !gaps.is_empty() {
            verdict = Verdict::Warning;
            let count = gaps.len();
            said.push_str(&format!(
                "; {count} gaps in its numbers (sequence.gap): copydesk feed list"
            ));
        }
        if let Transport::Folder(folder) = &transport.transport
            && !folder.path.is_dir()
        {
            verdict = Verdict::Warning;
            said.push_str(&format!(
                "; {} is not there: serve makes it",
                folder.path.display()
            ));
        }
        looks.add(&what, verdict, said);
    }
}

/// Keys and policy, what is served, and which witnesses signed it.
fn ledger(
    looks: &mut Looks,
    config: &Config,
    examined: Option<&Examined>,
    (running, now): (bool, Timestamp),
) {
    let Some(ledger) = &config.ledger else {
        looks.add("ledger", Verdict::Good, "none is kept");
        return;
    };
    let settings = match crate::ledger::settings(ledger, &config.data) {
        Ok(settings) => settings,
        Err(error) => return looks.add("ledger", Verdict::Wrong, said::once(&error)),
    };
    looks.add(
        "ledger keys",
        Verdict::Good,
        format!("{} for {}", ledger.key_file.display(), settings.origin),
    );
    let unsealed = examined.map_or(0, |examined| examined.unsealed);
    let path = settings.folder.join("checkpoint");
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            looks.add(
                "ledger",
                Verdict::Good,
                format!("nothing is served yet, {unsealed} leaves wait"),
            );
            return;
        }
        Err(error) => {
            return looks.add(
                "ledger",
                Verdict::Wrong,
                format!("{}: {error}", path.display()),
            );
        }
    };
    match served(&settings, &bytes, now) {
        Ok((size, witnesses)) => {
            let verdict = if running && unsealed > u64::from(SEALED_WITHIN_LEAVES) {
                Verdict::Warning
            } else {
                Verdict::Good
            };
            looks.add(
                "ledger",
                verdict,
                format!("{size} leaves served, {unsealed} wait"),
            );
            looks.0.push(witnesses);
        }
        Err(reason) => looks.add(
            "ledger",
            Verdict::Wrong,
            format!("{}: {reason}", path.display()),
        ),
    }
}

/// Leaves that wait without anything being wrong: those of the last seconds.
const SEALED_WITHIN_LEAVES: u32 = 10_000;

fn served(settings: &Settings, bytes: &[u8], now: Timestamp) -> Result<(u64, Look), String> {
    let note = Note::parse(bytes).map_err(|error| error.to_string())?;
    let seconds = u64::try_from(now.as_second()).unwrap_or(0);
    let judged = settings.policy.judge(&note, seconds);
    let cosigned = judged.map_err(|error| error.to_string())?;
    let asked = settings.policy.witnesses().len();
    let names: Vec<&str> = cosigned
        .witnesses
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    let signed = format!(
        "{} of {asked} signed what is served: {}",
        names.len(),
        names.join(", ")
    );
    let (verdict, detail) = match cosigned.standing {
        Standing::NotRequired if asked == 0 => (Verdict::Good, String::from("none is asked for")),
        Standing::NotRequired => (Verdict::Good, signed),
        Standing::Quorum => (Verdict::Good, format!("{signed}; the quorum is met")),
        Standing::TooFew => (
            Verdict::Warning,
            format!("{signed}; too few for the quorum"),
        ),
    };
    let look = Look {
        what: String::from("witnesses"),
        verdict,
        detail,
    };
    Ok((cosigned.checkpoint.size, look))
}

/// A time in its largest unit.
fn age(time: SignedDuration) -> String {
    match time.as_secs().max(0) {
        seconds @ 0..120 => format!("{seconds} s"),
        seconds @ 120..7_200 => format!("{} min", seconds / 60),
        seconds @ 7_200..172_800 => format!("{} h", seconds / 3_600),
        seconds => format!("{} days", seconds / 86_400),
    }
}
