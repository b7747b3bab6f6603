//! The archive through its public door: what is found, what is hidden, what survives.

mod archive;
mod builders;
mod crash;
mod generated;
mod hostile;
mod judge;
mod rules;
