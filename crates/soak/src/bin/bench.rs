//! `make bench`: what opening, listing and creating cost, beside the same without gate, seal and ledger, in one run.
#![expect(clippy::print_stdout, reason = "a command-line tool speaks on the terminal")]

use app::{Actor, App, ListFilter};
use clap::{Parser, Subcommand};
use disclosure::{Ask, EntryHead};
use kernel::{CaseId, EntryId, PersonId};
use ledger::{Action, SubjectTag};
use notice::model::{Act, CategoryIx, Fact, Facts, PrincipalIx, PurposeIx};
use soak::ground::{Ground, NOTICE, PURPOSE, ROLE};
use soak::measure::{READERS, grouped_sync, time_a_page, time_a_round, time_creating, together};
use soak::process::most_memory;
use soak::server::{self, Server};
use soak::sharing::{AGENCIES, OWN_PAGES};
use soak::{Said, because};
use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use testkit::postgres::Cluster;

/// Measures, side by side, and prints ratios.
#[derive(Debug, Parser)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    /// Cases in the database.
    #[arg(long, default_value_t = 100_000)]
    cases: u64,
    /// Which engine: sqlite, postgres, or both.
    #[arg(long, default_value = "both")]
    engine: String,
    /// Pages measured of each kind.
    #[arg(long, default_value_t = 1_000)]
    pages: usize,
    /// Seconds that the readers read.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// Where the databases lie while it runs: the disk that is measured.
    #[arg(long)]
    folder: Option<std::path::PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve what the environment names, until killed.
    Serve,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = match cli.command {
        Some(Command::Serve) => {
            let plain = std::env::var_os("BENCH_PLAIN").is_some();
            let make = if plain { App::without_gate_seal_and_ledger } else { App::new };
            server::serve(make, |at| println!("Casement listens on http://{at}"))
        }
        None => run(&cli),
    };
    soak::end("bench", done)
}

fn line(figure: &str, measured: &str, target: &str) {
    println!("| {figure} | {measured} | {target} |");
}

fn run(cli: &Cli) -> Said<()> {
    let folder = match &cli.folder {
        Some(parent) => tempfile::tempdir_in(parent),
        None => tempfile::tempdir(),
    }
    .map_err(because("a folder"))?;
    println!("| Figure | Measured | Target |\n|---|---|---|");
    notices()?;
    let of = |engine: &str| cli.engine == "both" || cli.engine == engine;
    if of("sqlite") {
        let url = folder.path().join("casement.db").display().to_string();
        engine(cli, "SQLite", &url, folder.path())?;
    }
    if of("postgres") {
        let cluster = Cluster::start();
        engine(cli, "PostgreSQL", &cluster.database(), folder.path())?;
    }
    Ok(())
}

/// Time of compiling each notice, and of a remembered decision.
fn notices() -> Said<()> {
    let library = testkit::library();
    for id in testkit::NOTICES {
        let rounds = 10;
        let began = Instant::now();
        for _ in 0..rounds {
            notice::compile(&library, id).compiled.ok_or("a notice does not compile")?;
        }
        line(&format!("Compile {id}"), &format!("{:.1} ms", millis(began.elapsed() / rounds)), "50 ms");
    }
    let compiled = notice::compile(&library, NOTICE).compiled.ok_or("the notice does not compile")?;
    let gate = disclosure::Gate::new(Arc::new(compiled)).map_err(because("the gate"))?;
    let (principal, purpose, asks) = asked(&gate)?;
    let person = PersonId::from_bytes([7; 16]);
    let rounds: u32 = 100_000;
    let decide = || gate.decide(person, principal, Act::See, purpose, &asks);
    std::hint::black_box(decide());
    let began = Instant::now();
    for _ in 0..rounds {
        std::hint::black_box(decide());
    }
    let took = began.elapsed() / rounds;
    line("A remembered decision over 25 categories", &format!("{:.2} us", millis(took) * 1000.0), "5 us");
    Ok(())
}

/// An officer's question about 25 categories of the notice.
fn asked(gate: &disclosure::Gate) -> Said<(PrincipalIx, PurposeIx, Vec<Ask>)> {
    let compiled = gate.compiled();
    let principal = compiled.principal(ROLE).ok_or("no such role")?;
    let purpose = compiled.purpose(PURPOSE).ok_or("no such purpose")?;
    let facts = Facts::NONE.with(Fact::Linked);
    let known = u8::try_from(compiled.categories.len()).map_err(because("categories"))?;
    let asks: Vec<Ask> = (0..25).map(|n| Ask { category: CategoryIx(n % known), facts }).collect();
    Ok((principal, purpose, asks))
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn engine(cli: &Cli, name: &str, url: &str, folder: &Path) -> Said<()> {
    let began = Instant::now();
    // The first time and the last time that the loading says how far it is.
    let loading: Mutex<Option<(Instant, Instant)>> = Mutex::new(None);
    let progress = |_: synthetic::Progress| {
        let (now, mut loading) = (Instant::now(), loading.lock().unwrap_or_else(PoisonError::into_inner));
        *loading = Some((loading.map_or(now, |(from, _)| from), now));
    };
    let ground = Ground::demonstration(url, &folder.join(format!("{name}.key")), cli.cases, 1, true, &progress)?;
    let made = began.elapsed();
    let loaded = loading.lock().unwrap_or_else(PoisonError::into_inner).map_or(made, |(from, to)| to - from);
    let rate = |took: Duration| f64::from(u32::try_from(cli.cases).unwrap_or(u32::MAX)) / took.as_secs_f64();
    line(
        &format!("{name}: loading {} cases", cli.cases),
        &format!("{:.0} a second; {:.2} s", rate(loaded), loaded.as_secs_f64()),
        "20,000 a second",
    );
    line(
        &format!("{name}: the same with accounts, working weeks and the first night"),
        &format!("{:.0} a second; {:.2} s", rate(made), made.as_secs_f64()),
        "",
    );
    let officer = ground.officers.first().ok_or("no officer")?;
    let actor = officer.actor(ground.authority);
    let (cases, sections) = {
        let app = App::new(Ground::open(url, &ground.master)?, ground.authority);
        pick(&app, &actor)?
    };
    let program = server::this_program()?;
    let path = |id: &CaseId| format!("/cases/{id}");
    let gated: Vec<String> = cases.iter().map(path).collect();
    let rounds = (cli.pages / gated.len().max(1)).max(1);

    let server = Server::start(&program, &ground)?;
    let first = Instant::now();
    officer.client(server.at).get("/cases?mine=yes")?;
    let start = server.took + first.elapsed();
    line(&format!("{name}: start to first page (a list)"), &format!("{:.0} ms", millis(start)), "1,000 ms");
    let list = time_a_page(&server, officer, &["/cases".to_owned()], 50)?;
    let create = time_creating(&server, officer, 300)?;
    line(&format!("{name}: list of 100 cases with names"), &format!("{:.2} ms", millis(list)), "3 ms");
    line(&format!("{name}: create a case"), &format!("{:.2} ms", millis(create)), "1 ms");
    let run = Duration::from_secs(cli.seconds);
    let before = grouped_sync(folder, READERS, run)?;
    let through = together(READERS, run, |reader| {
        let mut client = officer.client(server.at);
        let (paths, mut at) = (gated.clone(), reader);
        Box::new(move || {
            at += 1;
            let path = paths.get(at % paths.len().max(1)).ok_or("no cases")?;
            let answer = client.get(path)?;
            if answer.status == 200 { Ok(()) } else { Err(format!("status {}", answer.status)) }
        })
    })?;
    let memory = most_memory(server.pid())?;
    drop(server);
    let direct = {
        let app = App::new(Ground::open(url, &ground.master)?, ground.authority);
        let next = Arc::new(AtomicU64::new(0));
        together(READERS, run, |_| {
            let (app, actor, cases, next) = (app.clone(), actor.clone(), cases.clone(), next.clone());
            Box::new(move || {
                let at = usize::try_from(next.fetch_add(1, Ordering::Relaxed)).map_err(because("too many"))?;
                let case = cases.get(at % cases.len().max(1)).ok_or("no cases")?;
                app.open(&actor, *case).map(|_| ()).map_err(because("open"))
            })
        })?
    };
    let recorded = disclosures(&ground, &actor, run)?;
    let after = grouped_sync(folder, READERS, run)?;
    let sync = f64::midpoint(before, after);
    line(&format!("{name}: grouped sync alone, {READERS} callers"), &format!("{sync:.0} a second"), "");
    line(
        &format!("{name}: recorded disclosures, {READERS} readers"),
        &format!("{recorded:.0} a second; ratio {:.2}", recorded / sync),
        "ratio 0.7",
    );
    line(
        &format!("{name}: the same, each a whole case that is read and unsealed"),
        &format!("{direct:.0} a second; ratio {:.2}", direct / sync),
        "",
    );
    line(
        &format!("{name}: the same as whole pages over HTTP"),
        &format!("{through:.0} a second; ratio {:.2}", through / sync),
        "",
    );
    sharing(cli, name, &ground, &actor, (program.as_path(), cases.as_slice()))?;
    // Last, because lists would stumble over the copies: the same pages, the same server, nothing decided, unsealed or recorded.
    let bare: Vec<String> = {
        let app = App::new(Ground::open(url, &ground.master)?, ground.authority);
        let copies = cases.iter().map(|id| app.plain_copy(&actor, *id).map_err(because("a copy")));
        copies.collect::<Said<Vec<CaseId>>>()?.iter().map(path).collect()
    };
    let server = Server::start(&program, &ground)?;
    let other = Server::start_with(&program, &ground, &[("BENCH_PLAIN", "1")])?;
    let open = time_a_page(&server, officer, &gated, rounds)?;
    let unguarded = time_a_page(&other, officer, &bare, rounds)?;
    drop((server, other));
    let ratio = open.as_secs_f64() / unguarded.as_secs_f64();
    line(
        &format!("{name}: open a case ({sections} sections), processor time"),
        &format!("{:.2} ms", millis(open)),
        "1.0 ms",
    );
    line(
        &format!("{name}: the same page without gate, seal and ledger"),
        &format!("{:.2} ms; ratio {ratio:.2}", millis(unguarded)),
        "ratio 1.6",
    );
    #[expect(clippy::cast_precision_loss, reason = "mebibytes")]
    let mebibytes = memory as f64 / f64::from(1 << 20);
    line(&format!("{name}: the server's memory, at most"), &format!("{mebibytes:.0} MiB"), "150 MB");
    Ok(())
}

/// What a disclosure to twenty agencies at a meeting costs, and what a page of the person's own.
fn sharing(cli: &Cli, name: &str, ground: &Ground, actor: &Actor, (program, cases): (&Path, &[CaseId])) -> Said<()> {
    let (agencies, item, own) = {
        let app = App::new(Ground::open(&ground.url, &ground.master)?, ground.authority);
        // The first that can be spoken of, and whose date of birth is known.
        let mut why = "no cases".to_owned();
        let mut found = None;
        for case in cases {
            let made = ground.own_page(&app, actor, *case).and_then(|own| {
                let (agencies, item) = ground.meeting(&app, actor, *case)?;
                Ok((agencies, item, own))
            });
            match made {
                Ok(made) => {
                    found = Some(made);
                    break;
                }
                Err(said) => why = said,
            }
        }
        found.ok_or(why)?
    };
    let server = Server::start(program, ground)?;
    // First, since the meeting shows them to twenty agencies again and again, which nobody ever was.
    let mut me = [own.client(server.at)];
    let pages = OWN_PAGES.map(str::to_owned);
    let rounds = (cli.pages / pages.len()).max(1);
    let (mut all, mut dearest) = (Duration::ZERO, (Duration::ZERO, String::new()));
    for page in &pages {
        let each = time_a_round(&server, &mut me, std::slice::from_ref(page), rounds)?;
        all += each;
        dearest = dearest.max((each, page.clone()));
    }
    let each = millis(all) / f64::from(u32::try_from(pages.len()).unwrap_or(1));
    line(&format!("{name}: a page of the person's own, of {} pages", pages.len()), &format!("{each:.2} ms"), "2 ms");
    line(&format!("{name}: the dearest, {}", dearest.1), &format!("{:.2} ms", millis(dearest.0)), "2 ms");
    let mut there: Vec<_> = agencies.iter().map(|a| a.client(server.at)).collect();
    let rounds = (cli.pages / AGENCIES).max(1);
    let told = time_a_round(&server, &mut there, &[item], rounds)?;
    line(
        &format!("{name}: a person shown to {AGENCIES} agencies at a meeting, processor time in all"),
        &format!("{:.1} ms", millis(told)),
        "50 ms",
    );
    Ok(())
}

/// Disclosures a second: each is decided by the gate over 25 categories and durable on the ledger, with the tag of whom it is
/// about, before it is answered.
fn disclosures(ground: &Ground, actor: &Actor, run: Duration) -> Said<f64> {
    let store = Ground::open(&ground.url, &ground.master)?;
    let compiled = notice::compile(&testkit::library(), NOTICE).compiled.ok_or("the notice does not compile")?;
    let gate = Arc::new(disclosure::Gate::new(Arc::new(compiled)).map_err(because("the gate"))?);
    let (principal, purpose, asks) = asked(&gate)?;
    together(READERS, run, |reader| {
        let (store, gate, caller, asks) = (store.clone(), gate.clone(), actor.caller.clone(), asks.clone());
        Box::new(move || {
            let (gate, caller, asks) = (gate.clone(), caller.clone(), asks.clone());
            let done = store.write(&caller.clone(), "disclose", move |tx| {
                let decision = gate.decide(PersonId::from_bytes([7; 16]), principal, Act::See, purpose, &asks);
                let mut tag = [0; 16];
                tx.entropy().fill(&mut tag);
                let head = EntryHead {
                    id: EntryId::new(tx.now(), tx.entropy()),
                    at: tx.now(),
                    action: Action::Open,
                    subjects: vec![SubjectTag(tag)],
                    detail: String::new(),
                };
                tx.append(&decision.to_entry(&gate, &caller, head)).map(|_| ())
            });
            done.map_err(|e: store::StoreError| format!("reader {reader}: {e}"))
        })
    })
}

/// Cases of the officer with some twelve sections.
fn pick(app: &App, actor: &Actor) -> Said<(Vec<CaseId>, String)> {
    let mut fitting: Vec<(usize, CaseId)> = Vec::new();
    let filter = ListFilter { mine: true, ..ListFilter::default() };
    for line in app.list(actor, &filter).map_err(because("the list"))?.lines {
        let view = app.open(actor, line.id).map_err(because("a case"))?;
        let released = view.sections.iter().filter(|s| matches!(s.content, app::views::Item::Released(_))).count();
        fitting.push((released, line.id));
    }
    fitting.sort_by_key(|(released, id)| (released.abs_diff(12), *id));
    fitting.truncate(50);
    let fewest = fitting.iter().map(|(n, _)| *n).min().unwrap_or(0);
    let most = fitting.iter().map(|(n, _)| *n).max().unwrap_or(0);
    let cases: Vec<CaseId> = fitting.into_iter().map(|(_, id)| id).collect();
    Ok((cases, if fewest == most { most.to_string() } else { format!("{fewest} to {most}") }))
}
