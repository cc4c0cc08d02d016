//! `casement link`: train, run, serve, explain, review, evaluate, export; filters for linking without names; research linkage.
//!
//! What is printed never holds a name: only `explain` and `review` show records, because somebody asked to look at that very pair.

mod evaluate;
mod explain;
mod export;
mod lists;
mod private;
mod progress;
mod research;
mod review;
mod run;
mod serve;
mod teach;
mod train;

use clap::Subcommand;
use std::io::{BufRead, Write};

/// What `casement link` can do.
#[derive(Debug, Subcommand)]
pub enum LinkCmd {
    /// Learn a model from lists. Needs nobody to say who is who.
    Train(train::Args),
    /// Link lists with a model: pairs, clusters with stable ids, and a report.
    Run(run::Args),
    /// Stand ready with lists, and answer for one new record after another (lines of JSON).
    Serve(serve::Args),
    /// Say why two records are one person, or are not.
    Explain(explain::Args),
    /// Decide pairs that the model is unsure of. Decisions are stored; nothing learns from them by itself.
    Review(review::Args),
    /// Compare with the truth, or with what was reviewed.
    Evaluate(evaluate::Args),
    /// Make another model from what people decided in matching runs of casework, and compare both.
    Teach(teach::Args),
    /// Write a model for another program.
    Export(export::Args),
    /// Linking without showing names.
    #[command(subcommand)]
    Private(private::PrivateCmd),
    /// Linking for research: identifiers and attributes apart.
    #[command(subcommand)]
    Research(research::ResearchCmd),
}

/// Runs a command.
///
/// # Errors
/// What is wrong and what to do about it, in one line.
pub fn run(command: &LinkCmd, input: &mut dyn BufRead, out: &mut dyn Write) -> Result<(), String> {
    match command {
        LinkCmd::Train(args) => train::run(args, out),
        LinkCmd::Run(args) => run::run(args, out),
        LinkCmd::Serve(args) => serve::run(args, input, out),
        LinkCmd::Explain(args) => explain::run(args, out),
        LinkCmd::Review(args) => review::run(args, input, out),
        LinkCmd::Evaluate(args) => evaluate::run(args, out),
        LinkCmd::Teach(args) => teach::run(args, out),
        LinkCmd::Export(args) => export::run(args, out),
        LinkCmd::Private(command) => private::run(command, out),
        LinkCmd::Research(command) => research::run(command, out),
    }
}

/// How a model and the one that learned from it answer what people decided.
fn judged(lesson: &linkage::Lesson) -> String {
    format!(
        "On them, each judged by a model that did not see it: {:.1} % right before, {:.1} % now; surprise {:.3} before, {:.3} now.",
        lesson.before.right * 100.0,
        lesson.after.right * 100.0,
        lesson.before.surprise,
        lesson.after.surprise
    )
}

fn say(e: impl std::fmt::Display) -> String {
    e.to_string()
}
