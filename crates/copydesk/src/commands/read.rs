//! `copydesk read`: parses wire files, one JSON object a line. Changes nothing; a finding is no failure.

use std::io::{ErrorKind, Write};
use std::path::Path;

use anyhow::{Context, anyhow};
use copydesk_desk::FeedId;
use copydesk_wire::{Format, Hint, Parsed, finding};

use crate::cli::{OutputFormat, ReadArgs};
use crate::commands::Outcome;
use crate::commands::explain::explain;
use crate::config::{self, Config};
use crate::said;

/// Reads every file; goes on after one that is unreadable.
pub fn run(args: &ReadArgs) -> anyhow::Result<Outcome> {
    let hint = hint(args)?;
    let stdout = std::io::stdout();
    let mut out = std::io::BufWriter::new(stdout.lock());
    let mut outcome = Outcome::Done;
    for file in &args.files {
        match read_file(file, &hint) {
            Ok(parsed) if parsed.items.is_empty() => {
                eprintln!("copydesk: {}: {}", file.display(), why_empty(&parsed));
                outcome = Outcome::Unreadable;
            }
            Ok(parsed) => match print(&mut out, (file, &parsed), args) {
                // Whoever read along has enough.
                Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(outcome),
                printed => printed.context("standard output")?,
            },
            Err(error) => {
                eprintln!("copydesk: {}", said::once(&error));
                outcome = Outcome::Unreadable;
            }
        }
    }
    match out.flush() {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(error).context("standard output")
        }
        _ => Ok(outcome),
    }
}

/// Reads one wire file, of an archive each member. Findings about a raw as a whole are given to its first item.
pub fn read_file(file: &Path, hint: &Hint) -> anyhow::Result<Parsed> {
    let bytes = std::fs::read(file).with_context(|| file.display().to_string())?;
    let mut hint = hint.clone();
    hint.file_name = file
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    Ok(read_archive(file, &bytes, &hint).unwrap_or_else(|| read_bytes(&bytes, &hint)))
}

/// The items of every member of an archive. What is not read is told on stderr: a member is a raw of its own.
fn read_archive(file: &Path, bytes: &[u8], hint: &Hint) -> Option<Parsed> {
    let mut all = Parsed::default();
    let expansion = copydesk_wire::expand(bytes, &hint.limits, &mut |member| {
        let mut hint = hint.clone();
        if !member.path.is_empty() {
            hint.file_name = Some(member.path.clone());
        }
        let parsed = read_bytes(&member.bytes, &hint);
        if parsed.items.is_empty() {
            let (file, path, why) = (file.display(), &member.path, why_empty(&parsed));
            eprintln!("copydesk: {file}: {path}: {why}");
        }
        all.items.extend(parsed.items);
    })?;
    for finding in &expansion.findings {
        let (file, code) = (file.display(), finding.code);
        eprintln!("copydesk: {file}: {} ({code})", finding.message);
    }
    all.findings = expansion.findings;
    Some(all)
}

fn read_bytes(bytes: &[u8], hint: &Hint) -> Parsed {
    let mut parsed = copydesk_wire::read(bytes, hint);
    if let Some(first) = parsed.items.first_mut() {
        first.findings.splice(0..0, parsed.findings.iter().cloned());
    }
    parsed
}

/// Refuses bytes that are no text in any charset a page or story is sent in: archives, pictures, noise. Their letters
/// would be read as something, and compared as if somebody had written it.
///
/// # Errors
/// When the bytes are those of an archive, or hold U+0000 outside UTF-16 and UTF-32.
pub fn refuse_binary(file: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let archive = copydesk_wire::Container::of(bytes).is_some();
    let wide = [&b"\xff\xfe"[..], b"\xfe\xff", b"\0\0\xfe\xff"];
    let wide = wide.iter().any(|mark| bytes.starts_with(mark));
    let head = &bytes[..bytes.len().min(64 * 1024)];
    if archive {
        anyhow::bail!("{}: is an archive; unpack it first", file.display());
    }
    if !wide && head.contains(&0) {
        anyhow::bail!(
            "{}: holds no text (it has bytes that no text has)",
            file.display()
        );
    }
    Ok(())
}

/// The reason a file gave no item, in one line.
pub fn why_empty(parsed: &Parsed) -> String {
    finding::why_empty(&parsed.findings).map_or_else(
        || String::from("no item found"),
        |finding| format!("no item found: {} ({})", finding.message, finding.code),
    )
}

fn print(
    out: &mut impl Write,
    (file, parsed): (&Path, &Parsed),
    args: &ReadArgs,
) -> std::io::Result<()> {
    if args.explain {
        return out.write_all(explain(file, parsed).as_bytes());
    }
    for item in &parsed.items {
        match args.output {
            None => writeln!(out, "{}", copydesk_wire::item_json(item))?,
            Some(OutputFormat::Ninjs) => writeln!(out, "{}", copydesk_wire::ninjs::write(item))?,
            Some(OutputFormat::NewsmlG2) => {
                let written = copydesk_wire::newsml_g2::write(item);
                for name in written.missing {
                    let (file, guid) = (file.display(), &item.guid);
                    eprintln!(
                        "copydesk: {file}: {guid}: NewsML-G2 requires {name}, which the wire does not state"
                    );
                }
                out.write_all(written.xml.as_bytes())?;
            }
        }
    }
    Ok(())
}

fn hint(args: &ReadArgs) -> anyhow::Result<Hint> {
    let zone = args.feed_zone.as_deref().map(|name| {
        jiff::tz::TimeZone::get(name).map_err(|_| anyhow!("--feed-zone {name}: no such time zone"))
    });
    let format = args.format.as_deref().map(|name| {
        Format::from_name(name).ok_or_else(|| anyhow!("--format {name}: no such format"))
    });
    let format = format.transpose()?;
    if matches!(format, Some(Format::MapJson | Format::MapXml)) {
        anyhow::bail!(
            "--format: a mapping stands in a feed's configuration: --config FILE --feed ID reads by it"
        );
    }
    let charset = config::charset("--charset", args.charset.as_ref())?;
    let configured = configured(args.config.as_deref(), args.feed.as_deref())?;
    Ok(Hint {
        agency: args.agency.clone().or(configured.agency),
        charset: charset.or(configured.charset),
        zone: zone.transpose()?.or(configured.zone),
        format: format.or(configured.format),
        ..configured
    })
}

/// What the configuration knows: of a feed all that the newsroom reads it with, else the limits.
pub fn configured(path: Option<&Path>, feed: Option<&str>) -> anyhow::Result<Hint> {
    let Some(path) = path else {
        return Ok(Hint::default());
    };
    let config = Config::read(path)?;
    let Some(id) = feed else {
        return Ok(Hint {
            limits: config.limits,
            ..Hint::default()
        });
    };
    match config.feeds.get(&FeedId::new(id)) {
        Some(feed) => Ok(feed.hint.clone()),
        None => {
            let known: Vec<&str> = config.transports.iter().map(|t| t.feed.as_str()).collect();
            Err(anyhow!(
                "{}: there is no feed {id:?}; there are {}",
                path.display(),
                known.join(", ")
            ))
        }
    }
}
