//! `/documents/…`: primary texts with what is known of them, and two of them side by side.

pub mod compare;
pub mod list;
pub mod show;
