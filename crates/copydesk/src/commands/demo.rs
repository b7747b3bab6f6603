//! `copydesk demo`: a sample newsroom that starts empty and fills before your eyes. Everything real but the agencies:
//! the same store, transports, desk and site as `serve`.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use copydesk_desk::{EditorAccount, EditorName, Random};
use copydesk_site::desk::{hash_password, sign_in_link};

use crate::clock::SystemRandom;
use crate::commands::Outcome;
use crate::config::Config;
use crate::samples::{self, Player, Script};
use crate::serving::{House, start_diagnostics};

/// Moments of the script, in its own seconds.
const HIGHLIGHTS: [(f64, &str); 7] = [
    (
        3.0,
        "the explainer on the treaty of 2024: at its foot, what was changed (the headline)",
    ),
    (
        9.0,
        "the Ilvan bridge: an editor changed a phrase, and the sentence says so",
    ),
    (
        15.0,
        "a flash, then its story as an update of the same page",
    ),
    (
        21.0,
        "/explainers/pact-of-halm: questions, documents and statements of an invented pact, every line with its sources",
    ),
    (58.0, "the ferry: the agency's correction reaches the page"),
    (
        65.0,
        "a kill: the rail memo is gone from page, front, feeds and search; acknowledge it at the desk",
    ),
    (91.0, "an embargo ends: the rate decision appears"),
];

/// Stands in a folder that a demo made, and says so to people.
const MARK: &str = "demo.txt";
const MARK_WORDS: &str = "copydesk demo made this folder: an invented newsroom, played from a script.\n\
                          It may be removed; the demo plays on where it stopped.\n";
/// What demos of before leave in their folder.
const PLAYED: &str = "played";

/// Runs the demo in `data`, or in a fresh temporary folder that is removed at the end.
pub fn run(listen: SocketAddr, data: Option<PathBuf>, pace: f64) -> anyhow::Result<Outcome> {
    if !(pace > 0.0 && pace <= 1000.0) {
        bail!("--pace {pace}: from just above 0 to 1000");
    }
    start_diagnostics();
    let temporary = if data.is_none() {
        Some(Temporary::make()?)
    } else {
        None
    };
    let folder = match (&data, &temporary) {
        (Some(folder), _) => folder.clone(),
        (None, Some(temporary)) => temporary.0.clone(),
        (None, None) => bail!("no folder for the demo"),
    };
    mark(&folder)?;
    let script = samples::script()?;
    let runtime = tokio::runtime::Runtime::new().context("async runtime")?;
    runtime.block_on(start(listen, &folder, script, pace))?;
    println!("stopped");
    Ok(Outcome::Done)
}

/// Marks a new folder as the demo's; refuses one that holds anything and that no demo made, for invented wires would be
/// played into it.
fn mark(folder: &Path) -> anyhow::Result<()> {
    let named = || folder.display().to_string();
    std::fs::create_dir_all(folder).with_context(named)?;
    let own = [MARK, PLAYED].map(|name| folder.join(name));
    if own.iter().any(|file| file.is_file()) {
        return Ok(());
    }
    if std::fs::read_dir(folder)
        .with_context(named)?
        .next()
        .is_some()
    {
        bail!(
            "{}: holds something that no demo made; name an empty folder, a new one, or one of a demo",
            folder.display()
        );
    }
    std::fs::write(folder.join(MARK), MARK_WORDS).with_context(named)
}

async fn start(listen: SocketAddr, folder: &Path, script: Script, pace: f64) -> anyhow::Result<()> {
    let listener = crate::serving::listen(listen).await?;
    let address = listener.local_addr().context("the listening address")?;
    let text = script.configuration(address);
    let house_map = folder.join(samples::HOUSE_MAP);
    std::fs::write(&house_map, samples::house_map()?)
        .with_context(|| house_map.display().to_string())?;
    write_pictures(folder)?;
    let config = Config::from_text(&text, folder)?;
    let path = folder.join("copydesk.toml");
    std::fs::write(&path, text).with_context(|| path.display().to_string())?;
    make_key_once(&config)?;
    let house = House::open(&config, listener)?;
    let editor = EditorName::new(&script.editor);
    first_editor(&house, &editor).await?;
    introduce(&house, &editor, folder, pace)?;
    let player = Player::new(house.ground.clone(), script, folder, pace);
    let shutdown = house.shutdown();
    house.run(player.run(shutdown)).await
}

fn make_key_once(config: &Config) -> anyhow::Result<()> {
    match &config.ledger {
        Some(ledger) if !ledger.key_file.exists() => {
            crate::ledger::make_key(ledger, &SystemRandom).map(drop)
        }
        _ => Ok(()),
    }
}

fn write_pictures(folder: &Path) -> anyhow::Result<()> {
    let media = folder.join("media");
    std::fs::create_dir_all(&media).with_context(|| media.display().to_string())?;
    for (name, bytes) in samples::pictures() {
        let path = media.join(name);
        std::fs::write(&path, bytes).with_context(|| path.display().to_string())?;
    }
    Ok(())
}

/// The demo's editor signs in by link; the password is one that nobody knows.
async fn first_editor(house: &House, editor: &EditorName) -> anyhow::Result<()> {
    if house.ground.store.editor(editor.clone()).await?.is_some() {
        return Ok(());
    }
    let bytes = SystemRandom.bytes32();
    let mut salt = [0; 16];
    salt.copy_from_slice(&bytes[..16]);
    let password: String = SystemRandom
        .bytes32()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let account = EditorAccount {
        name: editor.clone(),
        password_phc: hash_password(&password, salt),
    };
    house
        .ground
        .store
        .put_editor(account)
        .await
        .context("the data folder")
}

fn introduce(house: &House, editor: &EditorName, folder: &Path, pace: f64) -> anyhow::Result<()> {
    let address = house.address()?;
    println!("A newsroom is running on http://{address}/");
    println!(
        "Desk (signs you in once): {}",
        sign_in_link(&house.desk, editor)
    );
    println!();
    println!("What to look at:");
    for (seconds, what) in HIGHLIGHTS {
        println!("  {:>4.0} s  {what}", seconds / pace);
    }
    println!(
        "  /desk/quarantine holds line noise that delayed nothing; a file cut off in transfer waits at the desk"
    );
    println!();
    println!(
        "Wires lie in {}; Ctrl-C stops.",
        folder.join("wires").display()
    );
    Ok(())
}

/// A folder under the system's temporary one, removed with all it holds when the demo ends.
struct Temporary(PathBuf);

impl Temporary {
    fn make() -> anyhow::Result<Self> {
        let bytes = SystemRandom.bytes32();
        let name: String = bytes
            .iter()
            .take(6)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let path = std::env::temp_dir().join(format!("copydesk-demo-{name}"));
        std::fs::create_dir(&path).with_context(|| path.display().to_string())?;
        Ok(Self(path))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            eprintln!("copydesk: {}: {error}", self.0.display());
        }
    }
}
