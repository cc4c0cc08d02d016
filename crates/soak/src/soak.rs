//! Killing the server under load, again and again, and looking each time whether anything is lost.

use crate::Said;
use crate::check::Auditor;
use crate::ground::Ground;
use crate::load::{Tally, Worker};
use crate::server::Server;
use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// What was seen.
#[derive(Debug, Default)]
pub struct Report {
    /// How often the server was killed.
    pub kills: u32,
    /// What was asked and acknowledged, by kind.
    pub tally: BTreeMap<&'static str, Tally>,
    /// Pages that were compared after a start.
    pub compared: usize,
    /// Entries on the ledger at the end.
    pub entries: u64,
    /// How often the ledger was verified from its first entry.
    pub verified: u32,
    /// The slowest start after a kill.
    pub slowest_start: Duration,
    /// How long it all took.
    pub took: Duration,
}

/// How a round's load is let run before the kill: not the same time twice, from the first request on.
fn before_the_kill(round: u32) -> Duration {
    Duration::from_millis(40 + u64::from(round.wrapping_mul(7919) % 360))
}

/// Lets everybody work for a while, then does something, then waits until they have stopped.
///
/// # Errors
/// When an officer meets an answer that may not be.
pub fn under_load<T>(workers: &mut [Worker], at: SocketAddr, then: impl FnOnce() -> Said<T>) -> Said<T> {
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let threads: Vec<_> = workers.iter_mut().map(|worker| scope.spawn(|| worker.work(at, &stop))).collect();
        let done = then();
        stop.store(true, Ordering::Relaxed);
        for thread in threads {
            thread.join().map_err(|_| "an officer's thread stopped".to_owned())??;
        }
        done
    })
}

/// Looks at everything that was touched, and at the ledger.
///
/// # Errors
/// With what is wrong.
pub fn look(
    workers: &mut [Worker],
    server: &Server,
    ground: &Ground,
    auditor: &mut Auditor,
    report: &mut Report,
    all: bool,
) -> Said<()> {
    for worker in workers.iter_mut() {
        report.compared += worker.check(server.at, all)?;
    }
    report.entries = auditor.look(ground, workers)?;
    report.verified += 1;
    Ok(())
}

/// Who is connected to a database server, each by a name that nobody else gets. SQLite has none: it dies with its process.
pub type Connected<'a> = &'a dyn Fn() -> Said<BTreeSet<String>>;

/// How long a database server may need to notice that a client is gone.
const UNTIL_NOTICED: Duration = Duration::from_secs(60);

/// Waits until a database server has ended what a killed server had asked of it. A commit that was on its way when the kill
/// fell may be done after the next server has started: until then, what stands there is not settled.
fn until_gone(connected: Connected<'_>, left: &BTreeSet<String>) -> Said<()> {
    let began = Instant::now();
    while connected()?.intersection(left).next().is_some() {
        if began.elapsed() > UNTIL_NOTICED {
            return Err("the database server still works for a server that was killed a minute ago".to_owned());
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    Ok(())
}

/// Kills a server so many times over one database.
///
/// # Errors
/// With the first thing that is lost, unrecorded or wrong.
pub fn kill_again_and_again(
    program: &Path,
    ground: &Ground,
    kills: u32,
    connected: Connected<'_>,
    progress: &mut dyn FnMut(u32),
) -> Said<Report> {
    let began = Instant::now();
    let mut workers = Worker::all(ground);
    let mut auditor = Auditor::default();
    let mut report = Report::default();
    let mut server = Server::start(program, ground)?;
    for round in 0..kills {
        // Its first page reads the notice; the kill is to fall among requests, whatever machine this is.
        if let Some(officer) = ground.officers.first() {
            officer.client(server.at).get("/cases")?;
        }
        // The kill comes from beside, while requests are on their way.
        under_load(&mut workers, server.at, || {
            std::thread::sleep(before_the_kill(round));
            server.kill()
        })?;
        report.kills += 1;
        let left = connected()?;
        server = Server::start(program, ground)?;
        report.slowest_start = report.slowest_start.max(server.took);
        until_gone(connected, &left)?;
        look(&mut workers, &server, ground, &mut auditor, &mut report, false)?;
        progress(round + 1);
    }
    // Whatever was acknowledged before the first kill is there after the last.
    look(&mut workers, &server, ground, &mut auditor, &mut report, true)?;
    for worker in &workers {
        for (kind, tally) in &worker.tally {
            let sum = report.tally.entry(kind).or_default();
            sum.asked += tally.asked;
            sum.done += tally.done;
        }
    }
    if report.tally.values().all(|t| t.done == 0) || (kills >= 50 && report.tally.values().any(|t| t.done == 0)) {
        let why = workers.into_iter().find_map(|w| w.lost).unwrap_or_default();
        return Err(format!("there was no load to speak of: {:?}; {why}", report.tally));
    }
    report.took = began.elapsed();
    Ok(report)
}
