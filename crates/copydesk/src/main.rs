//! The program: reads the command line, runs one command, says what went wrong in one line. Wires the crates
//! together; decides nothing about copy.

mod cli;
mod clock;
mod commands;
mod config;
mod cpu;
mod engine;
mod following;
mod ledger;
mod newsroom;
mod said;
mod samples;
mod segments;
mod serving;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let args = cli::Args::parse();
    if rustls::crypto::ring::default_provider()
        .install_default()
        .is_err()
    {
        eprintln!("copydesk: another TLS provider is installed already");
        return ExitCode::from(2);
    }
    match commands::run(args) {
        Ok(answer) => answer.into(),
        Err(error) => {
            eprintln!("copydesk: {}", said::once(&error));
            ExitCode::from(2)
        }
    }
}
