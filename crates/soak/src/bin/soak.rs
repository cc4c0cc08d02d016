//! `make soak`: kills the server again and again under load on each engine, breaks its disk and its database, and looks
//! each time whether anything acknowledged is lost or unrecorded.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool speaks on the terminal")]

use app::App;
use clap::{Parser, Subcommand};
use soak::ground::Ground;
use soak::soak::{Connected, Report, kill_again_and_again};
use soak::{Said, because, faults, server};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use testkit::postgres::Cluster;

/// Kills the server under load, and looks whether anything is lost.
#[derive(Debug, Parser)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    /// How often the server is killed, on each engine.
    #[arg(long, default_value_t = 200)]
    kills: u32,
    /// Officers who work at the same time.
    #[arg(long, default_value_t = 6)]
    officers: usize,
    /// The server's program (it is told `serve`); without it, this program serves.
    #[arg(long)]
    server: Option<PathBuf>,
    /// Which engine: sqlite, postgres, or both.
    #[arg(long, default_value = "both")]
    engine: String,
    /// Where the databases lie while it runs.
    #[arg(long)]
    folder: Option<PathBuf>,
    /// Only the kills, not the broken disks and connections.
    #[arg(long)]
    kills_only: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve what the environment names, until killed.
    Serve,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = match cli.command {
        Some(Command::Serve) => server::serve(App::new, |at| println!("Casement listens on http://{at}")),
        None => run(&cli),
    };
    soak::end("soak", done)
}

fn run(cli: &Cli) -> Said<()> {
    let program = match &cli.server {
        Some(program) => program.clone(),
        None => server::this_program()?,
    };
    let folder = match &cli.folder {
        Some(parent) => tempfile::tempdir_in(parent),
        None => tempfile::tempdir(),
    }
    .map_err(because("a folder"))?;
    let of = |engine: &str| cli.engine == "both" || cli.engine == engine;
    if of("sqlite") {
        let url = folder.path().join("casement.db").display().to_string();
        kills(cli, &program, "SQLite", &url, folder.path(), &|| Ok(BTreeSet::new()))?;
        if !cli.kills_only {
            tell("SQLite", faults::of_sqlite(&program, folder.path())?);
        }
    }
    if of("postgres") {
        {
            let cluster = Cluster::start();
            let url = cluster.database();
            let name = url.rsplit('/').next().unwrap_or_default();
            let who = format!("SELECT pid, backend_start FROM pg_stat_activity WHERE datname = '{name}'");
            let connected = || {
                let said = cluster.sql("postgres", &who).map_err(because("the database server"))?;
                Ok(said.lines().map(str::to_owned).collect())
            };
            kills(cli, &program, "PostgreSQL", &url, folder.path(), &connected)?;
        }
        if !cli.kills_only {
            tell("PostgreSQL", faults::of_postgres(&program, folder.path())?);
        }
    }
    println!("Nothing acknowledged was lost or left unrecorded; every ledger verified every time.");
    Ok(())
}

fn kills(cli: &Cli, program: &Path, engine: &str, url: &str, folder: &Path, connected: Connected<'_>) -> Said<()> {
    let ground = Ground::prepare(url, &folder.join(format!("{engine}.key")), cli.officers)?;
    let report = kill_again_and_again(program, &ground, cli.kills, connected, &mut |done| {
        if done.is_multiple_of(25) {
            eprintln!("{engine}: {done} of {} kills", cli.kills);
        }
    })?;
    table(engine, &report);
    Ok(())
}

fn table(engine: &str, report: &Report) {
    println!("{engine}: {} kills under load in {:.0} s", report.kills, report.took.as_secs_f64());
    println!("  {:<10}{:>10}{:>14}", "", "asked", "acknowledged");
    for (kind, tally) in &report.tally {
        println!("  {kind:<10}{:>10}{:>14}", tally.asked, tally.done);
    }
    println!("  {} pages compared after a start, every acknowledged word in its place", report.compared);
    println!("  {} entries on the ledger, verified from the first one {} times", report.entries, report.verified);
    println!("  slowest start after a kill: {} ms", report.slowest_start.as_millis());
}

fn tell(engine: &str, outcomes: Vec<faults::Outcome>) {
    for outcome in outcomes {
        println!("{engine}, {}: {}", outcome.fault, outcome.seen);
    }
}
