//! The ledger's behaviour through its public door, on a real store and a real disk.

mod acts;
mod faults;
mod growth;
mod house;
mod kills;
mod refusals;
mod server;
mod strangers;
mod witnesses;
