//! What the crate promises, through its public door. Never reaches into a module.

mod example;
mod formats;
mod merkle_vectors;
mod records;
mod stories;
mod tree_laws;
