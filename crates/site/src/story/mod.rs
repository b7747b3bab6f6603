//! The pages of a story: the story itself, its versions, its comparison with the wire, its tombstone.

pub mod comparison;
pub mod disclosed;
pub mod facts;
pub mod fragments;
pub(crate) mod opened;
pub mod proof;
mod quotations;
mod said;
pub mod show;
pub mod tombstone;
pub mod versions;
