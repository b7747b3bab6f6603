//! `copydesk feed`: add, test and list feeds. One command, one file.

mod add;
mod list;
mod test;

pub use list::missing;

use crate::cli::FeedCommand;
use crate::commands::Outcome;

/// Runs one of them.
pub fn run(command: FeedCommand) -> anyhow::Result<Outcome> {
    match command {
        FeedCommand::Add {
            id,
            settings,
            agency_name,
            config,
        } => add::run(&config, &id, &settings, agency_name.as_deref()),
        FeedCommand::Test {
            id,
            pieces,
            wait,
            json,
            config,
        } => test::run(&test::Options {
            config,
            id,
            pieces: usize::from(pieces),
            wait: std::time::Duration::from_secs(wait),
            json,
        }),
        FeedCommand::List { json, config } => list::run(&config, json),
    }
}
