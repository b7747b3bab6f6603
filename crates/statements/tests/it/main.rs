//! The crate through its public door.

mod mutations;
mod quotes;
mod treaties;
