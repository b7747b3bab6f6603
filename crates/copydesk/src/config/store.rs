//! `[store]`: which engine keeps the ground state. Opens nothing; a password stands in a file of its own and is not kept
//! here in a form that prints.

use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};
use copydesk_store::postgres::{Roots, Server};

use super::file;
use super::transport::secret_line;

/// The embedded engine's scheme.
const EMBEDDED: &str = "sqlite:";
/// Schema of a newsroom that names none.
const SCHEMA: &str = "copydesk";
/// How old what a node knows may be, seconds.
const FRESHNESS_SECONDS: RangeInclusive<u64> = 1..=3_600;
/// The same where nothing is said.
const FRESHNESS_SECONDS_USUAL: u64 = 5;

/// The engine of the ground state.
#[derive(Clone, Debug)]
pub enum StoreConfig {
    /// A file in the data folder.
    Embedded,
    /// A schema of a PostgreSQL database.
    Server(Box<ServerConfig>),
}

/// Where a newsroom's schema is.
#[derive(Clone, Debug)]
pub struct ServerConfig {
    /// How it is reached.
    pub server: Server,
    /// As configured, without a password.
    pub url: String,
    /// File with the password.
    pub password_file: Option<PathBuf>,
    /// File with the certificates to believe.
    pub ca_file: Option<PathBuf>,
    /// How old what a node knows may be before it answers no story.
    pub freshness: Duration,
}

/// Paths are relative to `base`.
pub fn read(table: &file::Store, base: &Path) -> anyhow::Result<StoreConfig> {
    let scheme = table
        .url
        .split_once(':')
        .map_or(table.url.as_str(), |parts| parts.0);
    match scheme {
        "sqlite" if table.url == EMBEDDED => embedded(table),
        "postgres" | "postgresql" => server(table, base),
        "sqlite" => bail!(
            "store.url {:?}: write sqlite: alone; the file lies in site.data",
            table.url
        ),
        _ => bail!(
            "store.url: unknown scheme {scheme:?}; known are sqlite: and postgres://USER@HOST/DATABASE"
        ),
    }
}

fn embedded(table: &file::Store) -> anyhow::Result<StoreConfig> {
    let others = [
        ("schema", table.schema.is_some()),
        ("password_file", table.password_file.is_some()),
        ("ca_file", table.ca_file.is_some()),
        ("freshness_seconds", table.freshness_seconds.is_some()),
    ];
    match others.iter().find(|(_, is_set)| *is_set) {
        Some((name, _)) => bail!("store.{name}: only for postgres://"),
        None => Ok(StoreConfig::Embedded),
    }
}

fn server(table: &file::Store, base: &Path) -> anyhow::Result<StoreConfig> {
    let password_file = table.password_file.as_ref().map(|path| base.join(path));
    let ca_file = table.ca_file.as_ref().map(|path| base.join(path));
    let password = match &password_file {
        Some(path) => {
            let secret = secret_line("store.password_file", path, base)?;
            let text = std::str::from_utf8(secret.expose());
            Some(text.with_context(|| path.display().to_string())?.to_owned())
        }
        None => None,
    };
    let roots = match &ca_file {
        Some(path) => Roots::Pem(std::fs::read(path).with_context(|| path.display().to_string())?),
        None => Roots::System,
    };
    let freshness = table.freshness_seconds.unwrap_or(FRESHNESS_SECONDS_USUAL);
    if !FRESHNESS_SECONDS.contains(&freshness) {
        let (least, most) = (FRESHNESS_SECONDS.start(), FRESHNESS_SECONDS.end());
        bail!("store.freshness_seconds {freshness}: from {least} to {most}");
    }
    let schema = table.schema.as_deref().unwrap_or(SCHEMA);
    let server = Server::new(&table.url, schema, password.as_deref(), &roots).context("store")?;
    Ok(StoreConfig::Server(Box::new(ServerConfig {
        server,
        url: table.url.clone(),
        password_file,
        ca_file,
        freshness: Duration::from_secs(freshness),
    })))
}
