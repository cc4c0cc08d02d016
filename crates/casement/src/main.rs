//! The one binary: command line, server, and where everything is put together.

mod notice_cmd;

use clap::{Parser, Subcommand};
use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;

/// Casework under published privacy notices.
#[derive(Debug, Parser)]
#[command(name = "casement", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check, render, compare, explain and prove privacy notices.
    Notice(notice_cmd::NoticeCmd),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let (stdout, mut stderr) = (io::stdout(), io::stderr());
    let color = stdout.is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let mut out = io::BufWriter::new(stdout.lock());
    let code = match &cli.command {
        Command::Notice(cmd) => notice_cmd::run(cmd, &mut out, &mut stderr, color),
    };
    // A reader that has gone is no fault of ours.
    let _ = out.flush();
    ExitCode::from(code)
}
