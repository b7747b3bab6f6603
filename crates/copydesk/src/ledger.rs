//! Wires the ledger: reads its key and policy as the configuration says, makes a key for a new newsroom. Signs
//! nothing itself.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use copydesk_desk::{Ledger, Random};
use copydesk_ledger::{Face, Permissions, Settings, read_key, write_key};
use copydesk_proof::{Policy, PreviousLedger, Record, SigningKey, VerifierKey};
use jiff::Timestamp;

use crate::config::LedgerConfig;

/// Most leaves of one batch.
const BATCH_MAX: usize = 131_072;
/// Time between two syncs of tiles: what is lost with them is made again at the next start.
pub const SYNC_EVERY: Duration = Duration::from_secs(60);
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
    let own = std::iter::once(&key)
        .chain(&new_key)
        .map(SigningKey::public);
    let (policy_text, policy) = policy(config.policy.as_ref(), &own.collect::<Vec<_>>())?;
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

/// What a node shows that follows: the keys are those that the ledger records, so that it needs no file with one.
///
/// # Errors
/// One line: the ledger has no key yet, is another one, or the policy cannot be read.
pub async fn face(
    config: &LedgerConfig,
    rows: &dyn Ledger,
    data: &Path,
    now: Timestamp,
) -> anyhow::Result<Face> {
    let mut keys: Vec<(VerifierKey, Option<i64>)> = Vec::new();
    for leaf in rows.key_records().await? {
        let key = match Record::parse(leaf.record.as_bytes()) {
            Ok(Record::Opening(record)) if record.origin != config.origin => bail!(
                "the ledger's origin is {:?}, the configuration says {:?}",
                record.origin,
                config.origin
            ),
            Ok(Record::Opening(record)) => record.key,
            Ok(Record::Key(record)) => {
                if let Some(last) = keys.last_mut() {
                    last.1 = Some(record.retires.unix());
                }
                record.key
            }
            _ => continue,
        };
        let key = VerifierKey::parse(&key).map_err(|why| anyhow!("a key of the ledger: {why}"))?;
        keys.push((key, None));
    }
    if keys.is_empty() {
        bail!("the ledger has not begun: start the node that works on the newsroom first");
    }
    let known: Vec<&VerifierKey> = keys.iter().map(|(key, _)| key).collect();
    let (policy_text, policy) = policy(config.policy.as_ref(), &known)?;
    let signs = |retires: &Option<i64>| retires.is_none_or(|at| at > now.as_second());
    let signing = keys.iter().filter(|(_, retires)| signs(retires));
    Ok(Face {
        folder: data.join(FOLDER),
        vkeys: signing.map(|(key, _)| format!("{key}\n")).collect(),
        policy_text,
        policy,
    })
}

/// The configured policy, or one without witnesses that names these keys.
fn policy(path: Option<&PathBuf>, keys: &[&VerifierKey]) -> anyhow::Result<(String, Policy)> {
    let text = match path {
        Some(path) => std::fs::read_to_string(path)
            .with_context(|| format!("ledger.policy: {}", path.display()))?,
        None => policy_without_witnesses(keys),
    };
    let policy = Policy::parse(text.as_bytes()).map_err(|malformed| match path {
        Some(path) => anyhow!("ledger.policy: {}: {malformed}", path.display()),
        None => anyhow!("policy: {malformed}"),
    })?;
    Ok((text, policy))
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
