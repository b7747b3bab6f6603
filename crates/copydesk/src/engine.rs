//! The ground state's engine, opened: as the configuration says, or as a data folder says. A newsroom on a server leaves
//! a note in its data folder (`store.toml`), so that commands that are given the folder find it, and so that nobody begins
//! an embedded archive beside it. Never opens an engine that folder and configuration disagree about.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, anyhow, bail};
use copydesk_desk::{Ledger, Store};
use copydesk_store::postgres::{self, Place, PostgresStore, Server};
use copydesk_store::sqlite::{self, DATABASE, SqliteStore};
use copydesk_store::{FeedTally, SentTelegram};
use jiff::Timestamp;

use crate::config::{Config, ServerConfig, StoreConfig, read_store};

/// Name of the note in the data folder.
const NOTE: &str = "store.toml";

/// An open ground state.
pub struct Engine {
    /// The newsroom's rows.
    pub store: Arc<dyn Store>,
    /// The ledger's rows.
    pub ledger: Arc<dyn Ledger>,
}

impl Engine {
    fn of<T: Store + Ledger + 'static>(opened: T) -> Self {
        let opened = Arc::new(opened);
        Self {
            store: Arc::clone(&opened) as Arc<dyn Store>,
            ledger: opened,
        }
    }
}

/// Opens the ground state of a configured newsroom, and makes what is not there yet.
///
/// # Errors
/// One line that names the folder or the schema and the reason.
pub fn open(config: &Config) -> anyhow::Result<Engine> {
    agree(config)?;
    match &config.store {
        StoreConfig::Embedded => Ok(Engine::of(SqliteStore::open(&config.data)?)),
        StoreConfig::Server(server) => {
            std::fs::create_dir_all(&config.data)
                .with_context(|| config.data.display().to_string())?;
            let opened = PostgresStore::open(&server.server, Place::Alone)?;
            write_note(&config.data, server)?;
            Ok(Engine::of(opened))
        }
    }
}

/// Opens the ground state of a configured newsroom to show what another node writes: it is read, and nobody is hindered.
///
/// # Errors
/// As [`open`]; when it is not on a server, or not there yet.
pub fn open_following(config: &Config) -> anyhow::Result<Engine> {
    agree(config)?;
    let StoreConfig::Server(server) = &config.store else {
        bail!(
            "--follow: only a newsroom on a server can have further nodes; the configuration has no [store] with postgres://"
        );
    };
    std::fs::create_dir_all(&config.data).with_context(|| config.data.display().to_string())?;
    let opened = PostgresStore::open(&server.server, Place::Following)?;
    write_note(&config.data, server)?;
    Ok(Engine::of(opened))
}

/// Opens the ground state of a configured newsroom that is there already.
///
/// # Errors
/// As [`open`]; and when there is none.
pub fn open_existing(config: &Config) -> anyhow::Result<Engine> {
    agree(config)?;
    require(&config.data)?;
    open(config)
}

/// Opens the ground state that a data folder holds or names; begins an embedded one in a folder without.
///
/// # Errors
/// As [`open`].
pub fn open_folder(data: &Path) -> anyhow::Result<Engine> {
    match note(data)? {
        Some(server) => Ok(Engine::of(PostgresStore::open(
            &server.server,
            Place::Alone,
        )?)),
        None => Ok(Engine::of(SqliteStore::open(data)?)),
    }
}

/// Opens the ground state of a newsroom that is there already: a mistyped folder must not become an empty archive.
///
/// # Errors
/// As [`open_folder`]; and when the folder holds and names none.
pub fn open_existing_folder(data: &Path) -> anyhow::Result<Engine> {
    require(data)?;
    open_folder(data)
}

/// Opens the ground state of a newsroom that is there already for reading, also while the newsroom runs on the folder.
/// One on a server is only read while nobody works on it alone, as a running newsroom does.
///
/// # Errors
/// One line that names the folder or the schema: it holds none, or one of an older program.
pub fn open_folder_beside(data: &Path) -> anyhow::Result<Arc<dyn Store>> {
    require(data)?;
    match note(data)? {
        Some(server) => Ok(Arc::new(PostgresStore::open(
            &server.server,
            Place::Beside,
        )?)),
        None => Ok(Arc::new(SqliteStore::open_beside(data)?)),
    }
}

/// As [`open_existing_folder`]; `None`: a newsroom runs on the embedded archive of the folder.
///
/// # Errors
/// As [`open_existing_folder`], but for that one.
pub fn open_unless_held(data: &Path) -> anyhow::Result<Option<Engine>> {
    require(data)?;
    if note(data)?.is_some() {
        return open_folder(data).map(Some);
    }
    match SqliteStore::open(data) {
        Ok(store) => Ok(Some(Engine::of(store))),
        Err(sqlite::OpenError::Held { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The server that a data folder names, if its ground state is not in the folder itself.
///
/// # Errors
/// When the note cannot be read.
pub fn server_of(data: &Path) -> anyhow::Result<Option<Server>> {
    Ok(note(data)?.map(|server| server.server))
}

/// What came in on each feed, counted beside a running newsroom.
///
/// # Errors
/// When the engine does not answer.
pub fn feed_tallies(config: &Config) -> anyhow::Result<Vec<FeedTally>> {
    agree(config)?;
    match &config.store {
        StoreConfig::Server(_) if !config.data.join(NOTE).is_file() => Ok(Vec::new()),
        StoreConfig::Server(server) => Ok(postgres::feed_tallies(&server.server)?),
        StoreConfig::Embedded if config.data.join(DATABASE).is_file() => {
            Ok(sqlite::feed_tallies(&config.data)?)
        }
        StoreConfig::Embedded => Ok(Vec::new()),
    }
}

/// The telegrams received since an instant, read beside a running newsroom.
///
/// # Errors
/// When the engine does not answer.
pub fn sent_telegrams(config: &Config, since: Timestamp) -> anyhow::Result<Vec<SentTelegram>> {
    agree(config)?;
    match &config.store {
        StoreConfig::Server(_) if !config.data.join(NOTE).is_file() => Ok(Vec::new()),
        StoreConfig::Server(server) => Ok(postgres::sent_telegrams(&server.server, since)?),
        StoreConfig::Embedded if config.data.join(DATABASE).is_file() => {
            Ok(sqlite::sent_telegrams(&config.data, since)?)
        }
        StoreConfig::Embedded => Ok(Vec::new()),
    }
}

/// Takes what was erased out of the engine's own files, as far as it can. Nobody may work on them meanwhile.
///
/// # Errors
/// One line that names the database or schema.
pub fn forget_erased(data: &Path) -> anyhow::Result<()> {
    match note(data)? {
        Some(server) => Ok(postgres::rewrite(&server.server)?),
        None => Ok(sqlite::truncate_log(data)?),
    }
}

fn require(data: &Path) -> anyhow::Result<()> {
    if data.join(DATABASE).is_file() || data.join(NOTE).is_file() {
        return Ok(());
    }
    bail!("{}: there is no archive in this folder", data.display())
}

/// Refuses a configuration and a data folder that name different engines.
fn agree(config: &Config) -> anyhow::Result<()> {
    let noted = note(&config.data)?;
    let path = config.data.join(NOTE);
    match (&config.store, noted) {
        (StoreConfig::Embedded, Some(noted)) => bail!(
            "{}: the newsroom of this folder is in {}, but the configuration has no such [store]",
            path.display(),
            noted.server
        ),
        (StoreConfig::Server(server), Some(noted))
            if noted.server.to_string() != server.server.to_string() =>
        {
            bail!(
                "{}: the newsroom of this folder is in {}, not in {}; if it has moved there, remove this file",
                path.display(),
                noted.server,
                server.server
            )
        }
        (StoreConfig::Server(server), _) if config.data.join(DATABASE).exists() => bail!(
            "{}: an archive lies in the data folder, but the configuration names {}; nothing is moved from one to the other",
            config.data.join(DATABASE).display(),
            server.server
        ),
        _ => Ok(()),
    }
}

fn note(data: &Path) -> anyhow::Result<Option<ServerConfig>> {
    let path = data.join(NOTE);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(|| path.display().to_string()),
    };
    match read_store(&text, data).with_context(|| path.display().to_string())? {
        StoreConfig::Server(server) => Ok(Some(*server)),
        StoreConfig::Embedded => Err(anyhow!("{}: names no server", path.display())),
    }
}

fn write_note(data: &Path, server: &ServerConfig) -> anyhow::Result<()> {
    let path = data.join(NOTE);
    let aside = data.join(format!("{NOTE}.partial"));
    let mut text = String::from(
        "# Where this newsroom's ground state is. Written by copydesk; the configuration's [store] decides.\n",
    );
    let absolute = |path: &PathBuf| std::path::absolute(path).unwrap_or_else(|_| path.clone());
    let mut set = |key: &str, value: String| {
        text.push_str(&format!("{key} = {}\n", toml::Value::String(value)));
    };
    set("url", server.url.clone());
    set("schema", server.server.schema().to_owned());
    for (key, file) in [
        ("password_file", &server.password_file),
        ("ca_file", &server.ca_file),
    ] {
        if let Some(file) = file {
            set(key, absolute(file).display().to_string());
        }
    }
    let write = || {
        let mut file = std::fs::File::create(&aside)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&aside, &path)
    };
    write().with_context(|| path.display().to_string())
}
