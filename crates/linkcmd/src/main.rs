//! `casement link` as a program of its own.
#![expect(clippy::print_stderr, reason = "a command-line tool speaks on the terminal")]

use clap::Parser;
use std::process::ExitCode;

/// Finding records of one person in lists.
#[derive(Debug, Parser)]
#[command(name = "casement-link", version)]
struct Cli {
    #[command(subcommand)]
    command: linkcmd::LinkCmd,
}

fn main() -> ExitCode {
    match linkcmd::run(&Cli::parse().command, &mut std::io::stdin().lock(), &mut std::io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("casement-link: {why}");
            ExitCode::FAILURE
        }
    }
}
