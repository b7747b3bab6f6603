//! Ground state behind [`copydesk_desk::Store`]: SQLite, embedded. The only crate with SQL.
//! Decides nothing, knows no clock, and answers nothing it has not made durable.
#![warn(missing_docs)]

pub mod sqlite;
