//! `[ledger]`: from the file to what the ledger is made from. Reads no key.

use std::path::{Path, PathBuf};
use std::time::Duration;

use copydesk_intake::PrivateAddresses;

use super::file;

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

/// Paths are relative to `base`.
pub(super) fn read(table: &file::Ledger, site: &file::Site, base: &Path) -> LedgerConfig {
    let default_origin = || {
        let origin = site
            .origin
            .clone()
            .unwrap_or_else(|| site.listen.to_string());
        let host = origin.split("://").last().unwrap_or_default();
        format!("{host}/ledger")
    };
    LedgerConfig {
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
    }
}
