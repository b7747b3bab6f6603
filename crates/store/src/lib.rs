//! Ground state behind [`copydesk_desk::Store`]: SQLite, embedded, and PostgreSQL. The only crate with SQL.
//! Decides nothing, knows no clock, and answers nothing it has not made durable. The engines share what lies in a
//! column and how a row is read (`rows`) and the group commit (`writer`); each has its own SQL, one file a noun.
#![warn(missing_docs)]

mod rows;
mod tally;
mod writer;

pub mod postgres;
pub mod sqlite;

pub use tally::{FeedTally, SentTelegram};
