//! `copydesk feed add`: a feed at the end of the configuration file. What stands there stays, letter by letter; a feed
//! that would not pass the check is not written. Takes no secret: those stand in files.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, anyhow, bail};

use crate::commands::{Outcome, config_check};
use crate::config::Config;

/// Keys whose values are numbers; all others but these three lists are text.
const NUMBERS: &[&str] = &[
    "port",
    "interval_seconds",
    "settle_seconds",
    "requests_per_minute",
    "late_after_seconds",
];
const YES_OR_NO: &[&str] = &[
    "subfolders",
    "allow_private_addresses",
    "charset_force",
    "follow_updates",
    "may_kill",
    "sequence_gaps",
    "websub",
];
const LISTS: &[&str] = &["senders"];

/// Adds the feed, and the agency if it has a name.
pub fn run(
    path: &Path,
    id: &str,
    settings: &[String],
    agency_name: Option<&str>,
) -> anyhow::Result<Outcome> {
    let before = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let added = tables(id, settings, agency_name)?;
    let mut text = before;
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text.push('\n');
    text.push_str(&added);
    let base = path.parent().unwrap_or_else(|| Path::new("."));
    let config = Config::from_text(&text, base)
        .map_err(|error| anyhow!("nothing was written: {error:#}"))?;
    replace(path, &text).with_context(|| path.display().to_string())?;
    println!("added to {}:\n\n{added}", path.display());
    let transport = config
        .transports
        .iter()
        .find(|transport| transport.feed.as_str() == id);
    if let Some(transport) = transport {
        println!("{}", config_check::feed_line(&config, transport));
    }
    println!(
        "next: copydesk feed test {id} --config {}; a running newsroom reads the file at its next start",
        path.display()
    );
    Ok(Outcome::Done)
}

fn tables(id: &str, settings: &[String], agency_name: Option<&str>) -> anyhow::Result<String> {
    let mut feed = format!("[[feed]]\nid = {}\n", quoted(id));
    let mut agency = None;
    for setting in settings {
        let (key, value) = setting
            .split_once('=')
            .ok_or_else(|| anyhow!("{setting:?}: settings are KEY=VALUE"))?;
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if key.is_empty() || !key.chars().all(plain) {
            bail!("{setting:?}: settings are KEY=VALUE");
        }
        feed.push_str(&format!("{key} = {}\n", written(key, value)?));
        if key == "agency" {
            agency = Some(value);
        }
    }
    match (agency_name, agency) {
        (None, _) => Ok(feed),
        (Some(name), Some(id)) => Ok(format!(
            "[[agency]]\nid = {}\nname = {}\n\n{feed}",
            quoted(id),
            quoted(name)
        )),
        (Some(_), None) => bail!("--agency-name names the agency of agency=ID, which is missing"),
    }
}

fn written(key: &str, value: &str) -> anyhow::Result<String> {
    if NUMBERS.contains(&key) {
        let number: u64 = value
            .parse()
            .map_err(|_| anyhow!("{key}={value}: a whole number"))?;
        return Ok(number.to_string());
    }
    if YES_OR_NO.contains(&key) {
        let known = matches!(value, "true" | "false");
        return known
            .then(|| value.to_owned())
            .ok_or_else(|| anyhow!("{key}={value}: true or false"));
    }
    if LISTS.contains(&key) {
        let parts: Vec<String> = value.split(',').map(|part| quoted(part.trim())).collect();
        return Ok(format!("[{}]", parts.join(", ")));
    }
    Ok(quoted(value))
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// Writes aside, then renames: a crash leaves the old file or the new one.
fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let path = path.canonicalize()?;
    let mut aside = path.clone().into_os_string();
    aside.push(".new");
    let mut file = std::fs::File::create(&aside)?;
    file.set_permissions(std::fs::metadata(&path)?.permissions())?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&aside, &path)
}
