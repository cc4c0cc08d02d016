//! What an import of many people costs: every row tried, every row made a case, proposals with them; on both engines.
#![expect(clippy::print_stdout, reason = "a command-line tool speaks on the terminal")]

use app::{Actor, App, ImportLine, NewImport};
use clap::Parser;
use kernel::ImportId;
use soak::ground::Ground;
use soak::{Said, because};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;
use testkit::postgres::Cluster;

/// Imports a file of people who are made up, and says how long it took.
#[derive(Debug, Parser)]
struct Cli {
    /// Rows of the file.
    #[arg(long, default_value_t = 100_000)]
    rows: usize,
    /// Which engine: sqlite, postgres, or both.
    #[arg(long, default_value = "both")]
    engine: String,
    /// Where the databases lie while it runs.
    #[arg(long)]
    folder: Option<PathBuf>,
    /// Take it back at the end, and say how long that took.
    #[arg(long)]
    undo: bool,
}

fn main() -> ExitCode {
    soak::end("imports", run(&Cli::parse()))
}

fn run(cli: &Cli) -> Said<()> {
    let folder = match &cli.folder {
        Some(folder) => tempfile::tempdir_in(folder),
        None => tempfile::tempdir(),
    };
    let folder = folder.map_err(because("a folder"))?;
    let file = Arc::new(people(cli.rows).into_bytes());
    println!("{} rows, {} MB", cli.rows, file.len() / 1_000_000);
    if cli.engine != "postgres" {
        measure("SQLite", &folder.path().join("casement.db").display().to_string(), folder.path(), &file, cli.undo)?;
    }
    if cli.engine != "sqlite" {
        let cluster = Cluster::start();
        measure("PostgreSQL", &cluster.database(), folder.path(), &file, cli.undo)?;
    }
    Ok(())
}

fn measure(name: &str, url: &str, folder: &Path, file: &Arc<Vec<u8>>, undo: bool) -> Said<()> {
    let ground = Ground::prepare(url, &folder.join(format!("master-{name}")), 1)?;
    let app = App::new(Ground::open(url, &ground.master)?, ground.authority);
    let actor = ground.officers.first().ok_or("no officer")?.actor(ground.authority);
    let told = |e: app::AppError| e.to_string();
    let began = Instant::now();
    let new = NewImport { service: "homelessness".to_owned(), source: "subject".to_owned(), bytes: Arc::clone(file) };
    let id = app.begin_import(&actor, &new).map_err(told)?;
    say(name, "read and sealed", began, None);
    let mapping: Vec<String> =
        app.import_mapping(&actor, id).map_err(told)?.columns.into_iter().map(|c| c.goes_to).collect();
    let began = Instant::now();
    app.map_import(&actor, id, &mapping).map_err(told)?;
    let tried = go_on(&app, &actor, id)?;
    say(name, "tried", began, Some(tried.total));
    let began = Instant::now();
    app.start_import(&actor, id, false).map_err(told)?;
    let done = go_on(&app, &actor, id)?;
    say(name, "made", began, Some(done.counts.made));
    println!("{name}: {} cases, {} rows to put right", done.counts.made, done.counts.wrong);
    if undo {
        let began = Instant::now();
        app.undo_import(&actor, id).map_err(told)?;
        let undone = go_on(&app, &actor, id)?;
        say(name, "taken back", began, Some(undone.counts.undone));
    }
    Ok(())
}

fn go_on(app: &App, actor: &Actor, id: ImportId) -> Said<ImportLine> {
    loop {
        let line = app.import_line(actor, id).map_err(|e| e.to_string())?;
        if !line.problem.is_empty() {
            return Err(line.problem);
        }
        if !matches!(line.state.as_str(), "checking" | "running" | "undoing") {
            return Ok(line);
        }
        app.go_on_importing(actor, id, 40).map_err(|e| e.to_string())?;
    }
}

fn say(name: &str, what: &str, began: Instant, count: Option<u32>) {
    let seconds = began.elapsed().as_secs_f64();
    match count {
        Some(count) => println!("{name}: {what} in {seconds:.1} s, {:.0} a second", f64::from(count) / seconds),
        None => println!("{name}: {what} in {seconds:.1} s"),
    }
}

/// People who are made up, always the same: every fiftieth stands there twice, every hundredth has no date of birth that can be
/// read.
fn people(rows: usize) -> String {
    const FIRST: [&str; 24] = [
        "Ada", "Bo", "Carys", "Dev", "Ewan", "Farah", "Gwen", "Hamza", "Iris", "Jude", "Kezia", "Leo", "Mina", "Noor",
        "Olu", "Priya", "Quinn", "Rhys", "Suki", "Tariq", "Una", "Vera", "Wei", "Yusuf",
    ];
    const BEGIN: [&str; 16] = [
        "Ash", "Black", "Cran", "Dun", "Elm", "Fern", "Gar", "Hol", "Is", "Ken", "Lang", "Mar", "Nor", "Oak", "Pen",
        "Quil",
    ];
    const END: [&str; 16] = [
        "bury", "castle", "dale", "feather", "field", "ford", "gate", "ham", "hurst", "ley", "mere", "moor", "ridge",
        "stead", "thorpe", "wick",
    ];
    let of = |list: &[&'static str], at: usize| list.get(at % list.len()).copied().unwrap_or_default();
    let mut text =
        "First name,Surname,DOB,Phone,Address,Dependent children,Reason for homelessness,What happened,Bedrooms,Health conditions\n"
            .to_owned();
    for row in 0..rows {
        let who = if row % 50 == 49 { row - 1 } else { row };
        // A step without a factor in common with the numbers of names scatters people over all of them.
        let n = who.wrapping_mul(7_919);
        let born = if row % 100 == 50 {
            "soon".to_owned()
        } else {
            format!("{}/{}/{}", n % 28 + 1, n / 28 % 12 + 1, 1945 + n / 336 % 62)
        };
        let _ = writeln!(
            text,
            "{},{}{},{born},07700 9{:05},\"{} Example Row, Coventry CV{} {}AA\",{},Domestic abuse,Had to leave,{},Asthma",
            of(&FIRST, n),
            of(&BEGIN, n / 24),
            of(&END, n / 384),
            n % 100_000,
            n % 90 + 1,
            n % 8 + 1,
            n / 8 % 9 + 1,
            n % 4,
            n % 3 + 1,
        );
    }
    text
}
