//! `copydesk user`: adds an editor or sets a new password, also beside a running newsroom. The password is drawn here,
//! shown once, kept as argon2id.

use std::path::Path;

use anyhow::{Context, bail, ensure};
use copydesk_desk::{EditorAccount, EditorName, Random, Store};
use copydesk_store::sqlite::put_editor_beside;

use crate::clock::SystemRandom;
use crate::commands::Outcome;
use crate::engine;

/// Longest name, characters.
const NAME_CHARACTERS_MAX: usize = 80;

/// Sets a new password and prints it.
pub fn run(data: &Path, name: &str) -> anyhow::Result<Outcome> {
    let (account, password) = account(name)?;
    match engine::open_unless_held(data)? {
        Some(engine) => keep(engine.store.as_ref(), account)?,
        // A newsroom runs on the folder: the account waits for its turn there.
        None => put_editor_beside(data, &account)?,
    }
    println!("editor {name:?}, password {password}  (shown this once)");
    Ok(Outcome::Done)
}

/// Refuses a name that nobody could type or tell apart.
///
/// # Errors
/// One line with the reason.
pub fn check_name(name: &str) -> anyhow::Result<()> {
    ensure!(
        !name.trim().is_empty(),
        "an editor's name must not be empty"
    );
    if name.trim() != name || name.contains(is_invisible) {
        bail!("{name:?}: an editor's name has no space at its ends and no invisible characters");
    }
    ensure!(
        name.chars().count() <= NAME_CHARACTERS_MAX,
        "an editor's name has at most {NAME_CHARACTERS_MAX} characters"
    );
    Ok(())
}

fn is_invisible(c: char) -> bool {
    let marks = ['\u{feff}', '\u{ad}'];
    let ranges = [
        '\u{200b}'..='\u{200f}',
        '\u{202a}'..='\u{202e}',
        '\u{2060}'..='\u{2069}',
    ];
    c.is_control() || marks.contains(&c) || ranges.iter().any(|range| range.contains(&c))
}

/// Draws a password for the editor, keeps its hash, returns it.
///
/// # Errors
/// One line: the name is refused, or the store does not take it.
pub fn set_password(store: &dyn Store, name: &str) -> anyhow::Result<String> {
    let (account, password) = account(name)?;
    keep(store, account)?;
    Ok(password)
}

/// An account with a password that is drawn now.
fn account(name: &str) -> anyhow::Result<(EditorAccount, String)> {
    check_name(name)?;
    let password = draw_password();
    let salt = SystemRandom.bytes32();
    let mut half = [0; 16];
    half.copy_from_slice(&salt[..16]);
    let account = EditorAccount {
        name: EditorName::new(name),
        password_phc: copydesk_site::desk::hash_password(&password, half),
    };
    Ok((account, password))
}

fn keep(store: &dyn Store, account: EditorAccount) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("async runtime")?;
    runtime
        .block_on(store.put_editor(account))
        .context("the ground state")
}

/// 20 letters and digits in groups of five: about 100 bits.
fn draw_password() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let bytes = SystemRandom.bytes32();
    let letters = bytes
        .iter()
        .take(20)
        .map(|byte| char::from(LETTERS[usize::from(byte & 31)]));
    let mut password = String::new();
    for (index, letter) in letters.enumerate() {
        if index > 0 && index % 5 == 0 {
            password.push('-');
        }
        password.push(letter);
    }
    password
}
