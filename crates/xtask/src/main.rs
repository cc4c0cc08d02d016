//! Chores of the project: `cargo xtask promises` and `cargo xtask deps`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool speaks on the terminal")]

mod asvs;
mod floors;
mod promises;

use clap::Parser;
use std::path::Path;
use std::process::ExitCode;

#[derive(Parser)]
#[command(about = "Chores of the project")]
enum Chore {
    /// Print which promises of the notices are kept by which tests, and which are not.
    Promises {
        /// Write the page of the book instead of comparing it.
        #[arg(long)]
        write: bool,
        /// Only print the totals.
        #[arg(long)]
        brief: bool,
    },
    /// Check that every crate uses only what stands below it.
    Deps,
}

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let done = match Chore::parse() {
        Chore::Promises { write, brief } => promises::run(&root, write, brief),
        Chore::Deps => floors::check(&root).map(|n| format!("{n} crates stand on their floors")),
    };
    match done {
        Ok(said) => {
            println!("{said}");
            ExitCode::SUCCESS
        }
        Err(wrong) => {
            eprintln!("{wrong}");
            ExitCode::FAILURE
        }
    }
}
