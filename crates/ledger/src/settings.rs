//! What a ledger is run with. Checked once, before anything is signed.

use std::path::PathBuf;
use std::time::Duration;

use copydesk_proof::{Policy, PreviousLedger, SigningKey};

/// Shortest and longest tick.
const TICK_MIN: Duration = Duration::from_millis(100);
const TICK_MAX: Duration = Duration::from_secs(10);
/// Largest pad.
const PAD_MAX: u64 = 256;
/// Longest origin, bytes.
const ORIGIN_BYTES_MAX: usize = 255;

/// Settings of a ledger.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Folder of tiles, bundles and checkpoint: derived, may be lost.
    pub folder: PathBuf,
    /// Name of the ledger and of its keys.
    pub origin: String,
    /// Time between two checkpoints, 100 ms to 10 s.
    pub tick: Duration,
    /// Each batch is filled up to a multiple of this with cover leaves, 1 to 256.
    pub pad: u64,
    /// The key that signs.
    pub key: SigningKey,
    /// The key that takes over: recorded in the ledger, then both sign until the old one retires.
    pub new_key: Option<SigningKey>,
    /// The policy as it is served.
    pub policy_text: String,
    /// The policy.
    pub policy: Policy,
    /// The ledger that this one replaces.
    pub previous: Option<PreviousLedger>,
    /// Most leaves of one batch, without covers.
    pub batch_max: usize,
    /// Time between two syncs of tiles.
    pub sync_every: Duration,
}

/// What readers of a ledger get beside its tiles, and where these lie. Holds no key that signs.
#[derive(Clone, Debug)]
pub struct Face {
    /// Folder of tiles, bundles and checkpoint: derived, may be lost.
    pub folder: PathBuf,
    /// The public keys, one a line, as `log.vkey` holds them.
    pub vkeys: String,
    /// The policy as it is served.
    pub policy_text: String,
    /// The policy.
    pub policy: Policy,
}

/// Why a ledger cannot be run with these settings.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// An origin is 1 to 255 bytes without white space and `+`.
    #[error("ledger.origin {0:?}: 1 to 255 bytes, without white space and +")]
    Origin(String),
    /// Outside of its range.
    #[error("ledger.tick_ms {0}: from 100 to 10000")]
    Tick(u128),
    /// Outside of its range.
    #[error("ledger.pad {0}: from 1 to 256")]
    Pad(u64),
    /// The key's name is another than the origin.
    #[error("ledger.key_file: the key's name is {key:?}, the origin is {origin:?}")]
    KeyName {
        /// Name of the key.
        key: String,
        /// The origin.
        origin: String,
    },
    /// The policy does not trust the ledger's own key.
    #[error("ledger.policy: no log line names the key {0}")]
    PolicyWithoutKey(String),
}

impl Settings {
    /// The public keys, one a line, as `log.vkey` holds them.
    #[must_use]
    pub fn vkeys(&self) -> String {
        let keys = std::iter::once(&self.key).chain(&self.new_key);
        keys.map(|key| format!("{}\n", key.public())).collect()
    }

    /// What readers get of it.
    #[must_use]
    pub fn face(&self) -> Face {
        Face {
            folder: self.folder.clone(),
            vkeys: self.vkeys(),
            policy_text: self.policy_text.clone(),
            policy: self.policy.clone(),
        }
    }

    /// Checks ranges, names, and that the policy trusts the keys.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(&self) -> Result<(), SettingsError> {
        let plain = |c: char| !c.is_whitespace() && !c.is_control() && c != '+';
        let fits = (1..=ORIGIN_BYTES_MAX).contains(&self.origin.len());
        if !fits || !self.origin.chars().all(plain) {
            return Err(SettingsError::Origin(self.origin.clone()));
        }
        if !(TICK_MIN..=TICK_MAX).contains(&self.tick) {
            return Err(SettingsError::Tick(self.tick.as_millis()));
        }
        if !(1..=PAD_MAX).contains(&self.pad) {
            return Err(SettingsError::Pad(self.pad));
        }
        for key in std::iter::once(&self.key).chain(&self.new_key) {
            if key.public().name() != self.origin {
                return Err(SettingsError::KeyName {
                    key: key.public().name().to_owned(),
                    origin: self.origin.clone(),
                });
            }
            if !self.policy.logs().contains(key.public()) {
                return Err(SettingsError::PolicyWithoutKey(key.public().to_string()));
            }
        }
        Ok(())
    }
}
