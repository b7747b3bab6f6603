//! Integration tests of the whole program: one binary, since linking is the cost.

mod agency;
mod architecture;
mod audit;
mod browser;
mod browser_sources;
mod checker;
mod command_line;
mod configuration;
mod demo;
mod disclose;
mod docs;
mod documents;
mod explainers;
mod feeds;
mod fixtures;
mod fuzzed;
mod import;
mod joining;
mod leaks;
mod ledger;
mod nodes;
mod program;
mod proof_pages;
mod quotes;
mod server;
mod statements;
