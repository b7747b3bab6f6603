//! Wires the ledger: reads its key and policy as the configuration says, makes a key for a new newsroom. Signs
//! nothing itself.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow};
use copydesk_desk::Random;
use copydesk_ledger::{Permissions, Settings, read_key, write_key};
use copydesk_proof::{Policy, PreviousLedger, SigningKey, VerifierKey};

use crate::config::LedgerConfig;

/// Most leaves of one batch.
const BATCH_MAX: usize = 131_072;
/// Time between two syncs of tiles: what is lost with them is made again at the next start.
const SYNC_EVERY: Duration = Duration::from_secs(60);
/// Folder of the ledger's files in the data folder.
pub const FOLDER: &str = "ledger";

/// The policy of a ledger without witnesses: its own keys, no quorum.
pub fn policy_without_witnesses(keys: &[&VerifierKey]) -> String {
    let logs: String = keys.iter().map(|key| format!("log {key}\n")).collect();
    format!(
        "# Whose signatures count (C2SP tlog-policy). A key that once signed stays here for ever.\n{logs}quorum none\n"
    )
}

/// Makes a new key for a ledger of this name, and the policy beside it.
///
/// # Errors
/// One line that names the file; a key that is there is never replaced.
pub fn make_key(config: &LedgerConfig, random: &dyn Random) -> anyhow::Result<SigningKey> {
    if let Some(folder) = config.key_file.parent() {
        std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    Ok(write_key(
        &config.key_file,
        &config.origin,
        &random.bytes32(),
    )?)
}

/// What the ledger is run with.
///
/// # Errors
/// One line that names the setting or file and the reason.
pub fn settings(config: &LedgerConfig, data: &Path) -> anyhow::Result<Arc<Settings>> {
    let key = read_key(&config.key_file, Permissions::OwnerOnly).context("ledger.key_file")?;
    let new_key = match &config.new_key_file {
        Some(path) => Some(read_key(path, Permissions::OwnerOnly).context("ledger.new_key_file")?),
        None => None,
    };
    let policy_text = policy_text(config.policy.as_ref(), &key, new_key.as_ref())?;
    let policy =
        Policy::parse(policy_text.as_bytes()).map_err(|malformed| match &config.policy {
            Some(path) => anyhow!("ledger.policy: {}: {malformed}", path.display()),
            None => anyhow!("policy: {malformed}"),
        })?;
    let settings = Settings {
        folder: data.join(FOLDER),
        origin: config.origin.clone(),
        tick: config.tick,
        pad: config.pad,
        key,
        new_key,
        policy_text,
        policy,
        previous: config.previous.as_deref().map(previous).transpose()?,
        batch_max: BATCH_MAX,
        sync_every: SYNC_EVERY,
    };
    settings.check()?;
    Ok(Arc::new(settings))
}

fn policy_text(
    path: Option<&PathBuf>,
    key: &SigningKey,
    new_key: Option<&SigningKey>,
) -> anyhow::Result<String> {
    match path {
        Some(path) => std::fs::read_to_string(path)
            .with_context(|| format!("ledger.policy: {}", path.display())),
        None => {
            let keys: Vec<&VerifierKey> = std::iter::once(key)
                .chain(new_key)
                .map(SigningKey::public)
                .collect();
            Ok(policy_without_witnesses(&keys))
        }
    }
}

/// `origin size root` of the ledger that this one replaces.
fn previous(text: &str) -> anyhow::Result<PreviousLedger> {
    let wrong =
        || anyhow!("ledger.previous {text:?}: origin, size and root in base64, each after a space");
    let mut words = text.split(' ');
    let (Some(origin), Some(size), Some(root), None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return Err(wrong());
    };
    let root = copydesk_proof::decode_base64(root).and_then(|bytes| bytes.try_into().ok());
    Ok(PreviousLedger {
        origin: origin.to_owned(),
        size: size.parse().map_err(|_| wrong())?,
        root: root.ok_or_else(wrong)?,
    })
}
