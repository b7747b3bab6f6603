//! The crate through its public door.

mod figures;
mod invariants;
mod mutations;
mod quotes;
mod resolution;
mod treaties;
mod twin;
