//! How what officers do all day grows with the cases: sixty-four of them at work on each of several sizes, on both engines.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool speaks on the terminal")]

use app::{App, ListFilter};
use clap::{Parser, Subcommand};
use kernel::{CaseId, Clock as _, Sensitive, SystemClock, london_date};
use soak::ground::{Ground, NOTICE};
use soak::measure::at_most;
use soak::process::most_memory;
use soak::server::{self, Server};
use soak::users::{Kind, Times, USERS, Work, at_work};
use soak::{Said, because};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};
use synthetic::Typed;
use testkit::postgres::Cluster;

/// Looks that are timed of each kind of look-up, in process.
const LOOKS: usize = 250;

/// Measures each kind of work on each size.
#[derive(Debug, Parser)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    /// Cases in the database, one size after another.
    #[arg(long, value_delimiter = ',', default_value = "10000,100000,1000000")]
    cases: Vec<u64>,
    /// Which engine: sqlite, postgres, or both.
    #[arg(long, default_value = "both")]
    engine: String,
    /// Seconds that all are at work on each kind.
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Only these: list, open, search, create, save, upload.
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// Where the databases lie while it runs: the disk that is measured.
    #[arg(long)]
    folder: Option<PathBuf>,
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
    soak::end("growth", done)
}

fn run(cli: &Cli) -> Said<()> {
    println!("{USERS} users, each asking about twice a second; milliseconds\n");
    println!(
        "| Engine | Cases | What | Answers | Median | 95 % | 99 % | Processor time |\n|---|---|---|---|---|---|---|---|"
    );
    let of = |engine: &str| cli.engine == "both" || cli.engine == engine;
    for cases in &cli.cases {
        let folder = match &cli.folder {
            Some(parent) => tempfile::tempdir_in(parent),
            None => tempfile::tempdir(),
        }
        .map_err(because("a folder"))?;
        if of("sqlite") {
            let file = folder.path().join("casement.db");
            let size = || {
                let parts = ["", "-wal"].map(|end| std::fs::metadata(format!("{}{end}", file.display())));
                Ok(parts.into_iter().flatten().map(|part| part.len()).sum())
            };
            one(cli, "SQLite", *cases, &file.display().to_string(), folder.path(), &size)?;
        }
        if of("postgres") {
            let cluster = Cluster::start();
            let url = cluster.database();
            let name = url.rsplit('/').next().unwrap_or_default();
            let ask = format!("SELECT pg_database_size('{name}')");
            let size = || {
                let said = cluster.sql("postgres", &ask).map_err(because("the database's size"))?;
                said.trim().parse().map_err(because("the database's size"))
            };
            one(cli, "PostgreSQL", *cases, &url, folder.path(), &size)?;
        }
    }
    Ok(())
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn one(cli: &Cli, engine: &str, cases: u64, url: &str, folder: &Path, size: &dyn Fn() -> Said<u64>) -> Said<()> {
    let began = Instant::now();
    let key = folder.join(format!("{engine}.key"));
    let ground = Ground::demonstration(url, &key, cases, 1, false, &|_| ())?;
    eprintln!("{engine}: {cases} cases loaded in {:.0} s", began.elapsed().as_secs_f64());
    let bytes = size()?;
    let officer = ground.officers.first().ok_or("no officer")?;
    let actor = officer.actor(ground.authority);
    let options = synthetic::Options { cases, seed: 1, as_of: london_date(SystemClock.now()), lived_in: false };
    let sought =
        synthetic::sought(&testkit::library(), options, NOTICE, LOOKS).map_err(because("what is looked for"))?;
    let row = |what: &str, answers: usize, times: [Duration; 3], processor: &str| {
        let [median, p95, p99] = times.map(millis);
        println!("| {engine} | {cases} | {what} | {answers} | {median:.1} | {p95:.1} | {p99:.1} | {processor} |");
    };
    // By itself and in process first: what the look-up takes, without anybody beside.
    let app = App::new(Ground::open(url, &ground.master)?, ground.authority);
    let opened: Vec<CaseId> = {
        let filter = ListFilter { mine: true, ..ListFilter::default() };
        app.list(&actor, &filter).map_err(because("the list"))?.lines.iter().map(|l| l.id).collect()
    };
    for typed in Typed::ALL.into_iter().filter(|_| cli.only.is_empty()) {
        let (mut took, mut found) = (Vec::new(), 0);
        for (_, text) in sought.iter().filter(|(kind, _)| *kind == typed) {
            let text = Sensitive::new(text.clone());
            let began = Instant::now();
            let answer = app.search(&actor, &text).map_err(because("a look"))?;
            took.push(began.elapsed());
            found += usize::from(!answer.lines.is_empty());
        }
        took.sort_unstable();
        let times = [50, 95, 99].map(|share| at_most(&took, share).unwrap_or_default());
        row(&format!("look up {}, in process ({found} found somebody)", typed.words()), took.len(), times, "");
    }
    drop(app);
    let texts: Vec<String> = sought.into_iter().map(|(_, text)| text).collect();
    let work = Work { cases: &opened, texts: &texts };
    let server = Server::start(&server::this_program()?, &ground)?;
    let wanted = |kind: &Kind| cli.only.is_empty() || cli.only.iter().any(|only| only == kind.id());
    for kind in Kind::ALL.into_iter().filter(wanted) {
        let run = Duration::from_secs(cli.seconds);
        let Times { answers, median, p95, p99, processor } = at_work(&server, officer, kind, &work, run)?;
        row(kind.words(), answers, [median, p95, p99], &format!("{:.2}", millis(processor)));
    }
    #[expect(clippy::cast_precision_loss, reason = "mebibytes and kilobytes")]
    let (memory, each) = (most_memory(server.pid())? as f64 / f64::from(1 << 20), bytes as f64 / cases as f64 / 1000.0);
    println!(
        "| {engine} | {cases} | the server's memory, at most: {memory:.0} MiB; the database: {each:.1} kB a case | | | | | |"
    );
    Ok(())
}
