//! Tests through the public door. Those over `../shared/fixtures` are skipped with a notice where it is absent.

mod alignment;
mod duties;
mod echoes;
mod fixtures;
mod laws;
mod readers;
mod segmentation;
mod traps;
