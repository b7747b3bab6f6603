//! The sequencer of the ledger: entries to tiles and checkpoints, witnesses, recovery.

#![warn(missing_docs)]
