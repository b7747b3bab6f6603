//! `copydesk user`: adds an editor or sets a new password. The password is drawn here, shown once, kept as argon2id.

use std::path::Path;

use anyhow::Context;
use copydesk_desk::{EditorAccount, EditorName, Random, Store};

use crate::clock::SystemRandom;
use crate::commands::Outcome;

/// Sets a new password and prints it.
pub fn run(data: &Path, name: &str) -> anyhow::Result<Outcome> {
    let store = crate::engine::open_existing_folder(data)?.store;
    let password = set_password(store.as_ref(), name)?;
    println!("editor {name:?}, password {password}  (shown this once)");
    Ok(Outcome::Done)
}

/// Draws a password for the editor, keeps its hash, returns it.
pub fn set_password(store: &dyn Store, name: &str) -> anyhow::Result<String> {
    let password = draw_password();
    let salt = SystemRandom.bytes32();
    let mut half = [0; 16];
    half.copy_from_slice(&salt[..16]);
    let account = EditorAccount {
        name: EditorName::new(name),
        password_phc: copydesk_site::desk::hash_password(&password, half),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("async runtime")?;
    runtime
        .block_on(store.put_editor(account))
        .context("the ground state")?;
    Ok(password)
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
