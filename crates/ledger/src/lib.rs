//! The sequencer of the ledger: entries to tiles and checkpoints, keys, recovery, witnesses, checks, exports.
//!
//! One durable transaction of the store is journal, lock and compare-and-swap in one; tiles, bundles and the file
//! `checkpoint` are derived from it. Nothing waits for the ledger, and a ledger in doubt signs nothing: it never
//! signs two trees. Start-up runs the normal path's own functions.
//!
//! Knows no record's meaning beyond its keys, no SQL, and never fetches: witnesses are asked through a trait of
//! `desk`. Which function writes what, in order: `sequence::Sequencer::tick` (transaction), `tiles::Publication`
//! (tiles, then `checkpoint`), `recover` (the same again after a crash).

#![warn(missing_docs)]

mod check;
mod disk;
mod export;
mod follow;
mod keys;
mod nodes;
mod prove;
mod quorum;
mod recover;
mod restore;
mod sequence;
mod settings;
mod status;
mod tiles;
mod witness;

pub use check::{CheckError, Checked, Progress, check_folder, check_known};
pub use disk::{Disk, RealDisk};
pub use export::{Exported, OpenLeaf, export};
pub use follow::Follower;
pub use keys::{KeyFileError, Permissions, read_key, write_key};
pub use prove::Served;
pub use recover::RefusedToSign;
pub use restore::{CatchUp, Source, catch_up};
pub use sequence::{LedgerError, Sequencer, Ticked};
pub use settings::{Face, Settings, SettingsError};
pub use status::Status;
pub use witness::Witnesses;
