//! `copydesk init`: a commented configuration, the data folder, the first editor. Never overwrites.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail};

use crate::clock::SystemRandom;
use crate::commands::{Outcome, user};
use crate::config::Config;

/// Writes a new newsroom into `dir`.
pub fn run(dir: &Path, editor: &str) -> anyhow::Result<Outcome> {
    let path = dir.join("copydesk.toml");
    if path.exists() {
        bail!("{}: there is a configuration already", path.display());
    }
    for folder in ["data", "wires", "media"] {
        let folder = dir.join(folder);
        std::fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    }
    let password = user::set_password(&dir.join("data"), editor)?;
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&path)
        .with_context(|| path.display().to_string())?;
    file.write_all(TEMPLATE.as_bytes())
        .with_context(|| path.display().to_string())?;
    let config = Config::read(&path)?;
    if let Some(ledger) = &config.ledger {
        name_ledger(&path, &ledger.origin)?;
        let key = crate::ledger::make_key(ledger, &SystemRandom)?;
        write_policy(
            dir,
            &crate::ledger::policy_without_witnesses(&[key.public()]),
        )?;
        println!(
            "ledger {}, key in {} (keep it out of backups)",
            ledger.origin,
            ledger.key_file.display()
        );
    }
    println!("wrote {}", path.display());
    println!(
        "editor {editor:?}, password {password}  (shown this once; `copydesk user` sets a new one)"
    );
    println!("next: copydesk serve --config {}", path.display());
    Ok(Outcome::Done)
}

/// Writes the ledger's name into the configuration: its key bears it for good, whatever the site's address becomes.
fn name_ledger(path: &Path, origin: &str) -> anyhow::Result<()> {
    let commented = "# origin = \"news.example/ledger\"     # never changes; default: host of the site's origin and /ledger";
    let named = format!("origin = \"{origin}\"    # names the ledger and its key: never changes");
    let text = TEMPLATE.replace(commented, &named);
    std::fs::write(path, text).with_context(|| path.display().to_string())
}

fn write_policy(dir: &Path, text: &str) -> anyhow::Result<()> {
    let path = dir.join("ledger.policy");
    std::fs::write(&path, text).with_context(|| path.display().to_string())
}

/// The configuration a new newsroom starts with.
pub const TEMPLATE: &str = r##"# Copydesk: what the newsroom is. Unknown keys are refused.
# Paths are relative to this file. `copydesk config check` says what is in force.

[site]
name = "Example Times"               # as the disclosure names the publication
# origin = "https://news.example"    # public origin; default http:// and `listen`
listen = "127.0.0.1:8080"
language = "en"                      # en or hi
zone = "UTC"                         # IANA zone in which times are shown
data = "data"                        # ground state: back it up (copydesk backup)
media = "media"                      # pictures, served under /media/
# theme = "theme"                    # templates that replace the built-in ones
# page_cache_bytes = 16777216
# house_map = "house.toml"           # words the publication writes otherwise: docs/operating/configuration.md

# The public ledger: what was received and published, provable. docs/operating/ledger.md
[ledger]
# origin = "news.example/ledger"     # never changes; default: host of the site's origin and /ledger
key_file = "ledger.key"              # signs; readable by its owner alone; not in backups
policy = "ledger.policy"             # whose signatures count; witnesses and quorum
# tick_ms = 1000                     # time between two checkpoints
# pad = 1                            # cover leaves hide how much arrives

[[section]]
slug = "world"
name = "World"

[[section]]
slug = "business"
name = "Business"

[[agency]]
id = "agency"
name = "Example Agency"
# rights = "© Example Agency. No redistribution."

# A folder the agency's client writes to. Files are moved to wires/done/ once their bytes are durable.
[[feed]]
id = "agency"
agency = "agency"
transport = "folder"
folder = "wires"
on_arrival = "hold"                  # or "publish:world"
follow_updates = true                # a newer version replaces a text that nobody edited
# zone = "Europe/Berlin"             # of times sent without one
# charset_fallback = "windows-1252"

# Push: POST /intake/push with `Authorization: Bearer TOKEN`; the file holds the token's SHA-256 only.
# [[feed]]
# id = "push"
# agency = "agency"
# transport = "push"
# token_sha256 = "…64 hexadecimal digits…"

# Pull: RSS or Atom, asked with conditional requests. A kill from an open web feed does not act by itself.
# [[feed]]
# id = "web"
# agency = "agency"
# transport = "pull"
# url = "https://agency.example/feed.xml"
"##;
