//! One command, one file. Each returns what the exit status says, or an error that names the file and the reason.

mod audit;
mod backup;
mod config_check;
mod demo;
mod disclose;
mod doctor;
mod documents;
pub mod documents_add;
mod erase;
mod explain;
mod feed;
mod import;
mod init;
mod ledger;
mod pdftotext;
mod quotes;
mod read;
mod rebuild;
mod restore;
mod serve;
mod statements;
mod user;
mod verify;

use std::process::ExitCode;

use crate::cli::{Args, Command, ConfigCommand, LedgerCommand};

/// What a command answers, as exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// 0.
    Done,
    /// 1: the answer is no.
    No,
    /// 2, the reason already said on stderr.
    Unreadable,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done => Self::SUCCESS,
            Outcome::No => Self::from(1),
            Outcome::Unreadable => Self::from(2),
        }
    }
}

/// Runs one command.
pub fn run(args: Args) -> anyhow::Result<Outcome> {
    match args.command {
        Command::Demo { listen, data, pace } => demo::run(listen, data, pace),
        Command::Serve { config, follow } => serve::run(&config, follow),
        Command::Init {
            dir,
            editor,
            store,
            store_schema,
            store_password_file,
        } => {
            let store = store.map(|url| init::Store {
                url,
                schema: store_schema,
                password_file: store_password_file,
            });
            init::run(&dir, &editor, store.as_ref())
        }
        Command::Read(options) => read::run(&options),
        Command::Disclose {
            wires,
            page,
            json,
            language,
            site,
            agency,
        } => disclose::run(&disclose::Options {
            wires,
            page,
            json,
            language,
            site,
            agency,
        }),
        Command::Import {
            paths,
            data,
            agency,
            config,
            json,
        } => import::run(&import::Options {
            paths,
            data,
            agency,
            config,
            json,
        }),
        Command::Audit {
            pages,
            data,
            config,
            json,
            report,
        } => audit::run(&audit::Options {
            pages,
            data,
            config,
            json,
            report,
        }),
        Command::Quotes(options) => quotes::run(&options),
        Command::Documents { command } => documents::run(&command),
        Command::Statements { file, json } => statements::run(&file, json),
        Command::Rebuild {
            data,
            config,
            dry_run,
        } => rebuild::run(&data, config.as_deref(), dry_run),
        Command::Backup { data, to } => backup::run(&data, &to),
        Command::Restore {
            backup,
            config,
            ledger,
        } => restore::run(&restore::Options {
            backup,
            config,
            ledger,
        }),
        Command::Erase {
            config,
            agency,
            guid,
            reason,
        } => erase::run(&erase::Options {
            config,
            agency,
            guid,
            reason,
        }),
        Command::Verify {
            args,
            policy,
            wire,
            json,
        } => verify::run(&verify::Options {
            args,
            policy,
            wire,
            json,
        }),
        Command::Ledger {
            command:
                LedgerCommand::Check {
                    folder,
                    others,
                    policy,
                    data,
                },
        } => ledger::check(&ledger::CheckOptions {
            folder,
            others,
            policy,
            data,
        }),
        Command::Ledger {
            command: LedgerCommand::Export { to, config },
        } => ledger::write_out(&to, &config),
        Command::Doctor { config, json } => doctor::run(&config, json),
        Command::User { data, name } => user::run(&data, &name),
        Command::Feed { command } => feed::run(command),
        Command::Config {
            command: ConfigCommand::Check { config },
        } => config_check::run(&config),
    }
}
