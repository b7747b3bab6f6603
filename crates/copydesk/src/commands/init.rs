//! `copydesk init`: a commented configuration, the data folder, the first editor. Never overwrites.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::clock::SystemRandom;
use crate::commands::{Outcome, user};
use crate::config::Config;
use crate::engine;

/// Writes a new newsroom into `dir`.
pub fn run(dir: &Path, editor: &str, store: Option<&Store>) -> anyhow::Result<Outcome> {
    user::check_name(editor)?;
    let path = dir.join("copydesk.toml");
    if path.exists() {
        bail!("{}: there is a configuration already", path.display());
    }
    for folder in ["data", "wires", "media"] {
        let folder = dir.join(folder);
        std::fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    }
    let mut text = TEMPLATE.to_owned();
    if let Some(store) = store {
        text = text.replace(COMMENTED_STORE, &store.table());
    }
    let engine = engine::open(&Config::from_text(&text, dir)?)?;
    let password = user::set_password(engine.store.as_ref(), editor)?;
    drop(engine);
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&path)
        .with_context(|| path.display().to_string())?;
    file.write_all(text.as_bytes())
        .with_context(|| path.display().to_string())?;
    let config = Config::read(&path)?;
    if let Some(ledger) = &config.ledger {
        name_ledger(&path, &text, &ledger.origin)?;
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
fn name_ledger(path: &Path, text: &str, origin: &str) -> anyhow::Result<()> {
    let commented = "# origin = \"news.example/ledger\"     # never changes; default: host of the site's origin and /ledger";
    let named = format!("origin = \"{origin}\"    # names the ledger and its key: never changes");
    let text = text.replace(commented, &named);
    std::fs::write(path, text).with_context(|| path.display().to_string())
}

fn write_policy(dir: &Path, text: &str) -> anyhow::Result<()> {
    let path = dir.join("ledger.policy");
    std::fs::write(&path, text).with_context(|| path.display().to_string())
}

/// Another engine than a file in the data folder, as the command line names it.
pub struct Store {
    pub url: String,
    pub schema: Option<String>,
    pub password_file: Option<PathBuf>,
}

impl Store {
    fn table(&self) -> String {
        let string = |text: String| toml::Value::String(text).to_string();
        let mut table = format!("[store]\nurl = {}\n", string(self.url.clone()));
        if let Some(schema) = &self.schema {
            table.push_str(&format!("schema = {}\n", string(schema.clone())));
        }
        if let Some(path) = &self.password_file {
            let path = std::path::absolute(path).unwrap_or_else(|_| path.clone());
            let path = string(path.display().to_string());
            table.push_str(&format!("password_file = {path}\n"));
        }
        table
    }
}

/// How the template shows it.
const COMMENTED_STORE: &str = r#"# [store]
# url = "postgres://copydesk@127.0.0.1/newsroom"
# schema = "copydesk"
# password_file = "store.password"
"#;

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

# What keeps the ground state: a file in the data folder, or a PostgreSQL schema. docs/operating/postgresql.md
# [store]
# url = "postgres://copydesk@127.0.0.1/newsroom"
# schema = "copydesk"
# password_file = "store.password"

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
