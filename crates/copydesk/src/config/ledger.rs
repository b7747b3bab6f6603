//! `[ledger]`: from the file to what the ledger is made from. Reads no key.

use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::bail;
use copydesk_intake::PrivateAddresses;

use super::file;

/// Milliseconds between two checkpoints.
const TICK_MS: RangeInclusive<u64> = 100..=10_000;
/// What a batch may be filled up to a multiple of.
const PAD: RangeInclusive<u64> = 1..=256;

/// Where the ledger's key and policy lie, and how it is run.
#[derive(Clone, Debug)]
pub struct LedgerConfig {
    /// Name of the ledger and of its keys.
    pub origin: String,
    /// File with the signing key.
    pub key_file: PathBuf,
    /// File with the key that takes over.
    pub new_key_file: Option<PathBuf>,
    /// Policy file.
    pub policy: Option<PathBuf>,
    /// Time between two checkpoints.
    pub tick: Duration,
    /// Each batch is filled up to a multiple of this.
    pub pad: u64,
    /// `origin size root` of a ledger that this one replaces.
    pub previous: Option<String>,
    /// Whether witnesses on internal addresses may be asked.
    pub private_witnesses: PrivateAddresses,
}

/// Paths are relative to `base`. Refusals begin with the key that they are about.
pub(super) fn read(
    table: &file::Ledger,
    site: &file::Site,
    base: &Path,
) -> anyhow::Result<LedgerConfig> {
    if !TICK_MS.contains(&table.tick_ms) {
        let (least, most) = (TICK_MS.start(), TICK_MS.end());
        bail!("tick_ms {}: from {least} to {most}", table.tick_ms);
    }
    if !PAD.contains(&table.pad) {
        bail!("pad {}: from {} to {}", table.pad, PAD.start(), PAD.end());
    }
    let default_origin = || {
        let origin = site
            .origin
            .clone()
            .unwrap_or_else(|| site.listen.to_string());
        let host = origin.split("://").last().unwrap_or_default();
        format!("{host}/ledger")
    };
    Ok(LedgerConfig {
        origin: table.origin.clone().unwrap_or_else(default_origin),
        key_file: base.join(&table.key_file),
        new_key_file: table.new_key_file.as_ref().map(|path| base.join(path)),
        policy: table.policy.as_ref().map(|path| base.join(path)),
        tick: Duration::from_millis(table.tick_ms),
        pad: table.pad,
        previous: table.previous.clone(),
        private_witnesses: if table.allow_private_witnesses {
            PrivateAddresses::Allow
        } else {
            PrivateAddresses::Refuse
        },
    })
}
