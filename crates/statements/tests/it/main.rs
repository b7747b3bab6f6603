//! The crate through its public door.

mod figures;
mod mutations;
mod quotes;
mod treaties;
