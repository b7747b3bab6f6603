//! Integration tests of the whole program: one binary, since linking is the cost.

mod architecture;
mod audit;
mod browser;
mod checker;
mod command_line;
mod demo;
mod disclose;
mod docs;
mod documents;
mod feeds;
mod fixtures;
mod fuzzed;
mod import;
mod joining;
mod ledger;
mod program;
mod quotes;
mod statements;
