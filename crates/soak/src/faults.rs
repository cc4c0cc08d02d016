//! A full disk, a read-only disk, a lost database: what was acknowledged stays, what cannot be done is said clearly, and
//! the server goes on by itself once the fault is over.

use crate::check::Auditor;
use crate::ground::Ground;
use crate::load::{Worker, plain};
use crate::server::Server;
use crate::soak::{Report, look, under_load};
use crate::{Said, because};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use testkit::postgres::Cluster;

/// How long the load runs before, and after.
const WHILE: Duration = Duration::from_millis(400);
/// How long a fault may need to be felt, and how long the server may need to be well again.
const PATIENCE: Duration = Duration::from_secs(30);

/// What became of a fault.
#[derive(Debug)]
pub struct Outcome {
    /// Which fault, on which engine.
    pub fault: &'static str,
    /// What was seen, in words.
    pub seen: String,
}

/// A small disk of its own, as long as it is held.
struct Disk(PathBuf);

impl Disk {
    fn mount(at: &Path, mebibytes: u32) -> Said<Self> {
        fs::create_dir_all(at).map_err(because("a folder for the small disk"))?;
        run(Command::new("mount").args(["-t", "tmpfs", "-o", &format!("size={mebibytes}m"), "casement-soak"]).arg(at))?;
        Ok(Self(at.to_owned()))
    }
    fn remount(&self, how: &str) -> Said<()> {
        run(Command::new("mount").args(["-o", &format!("remount,{how}")]).arg(&self.0))
    }
    /// Fills it to the last byte.
    fn fill(&self) -> Said<()> {
        let mut file = fs::File::create(self.ballast()).map_err(because("the ballast"))?;
        let block = vec![0; 64 * 1024];
        while file.write_all(&block).is_ok() {}
        while file.write_all(&[0]).is_ok() {}
        Ok(())
    }
    fn empty(&self) -> Said<()> {
        fs::remove_file(self.ballast()).map_err(because("the ballast"))
    }
    fn ballast(&self) -> PathBuf {
        self.0.join("ballast")
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = run(Command::new("umount").arg("--lazy").arg(&self.0));
    }
}

fn run(command: &mut Command) -> Said<()> {
    let done = command.stdin(Stdio::null()).output().map_err(|e| format!("{command:?}: {e}"))?;
    if done.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&done.stderr).trim().to_owned()) }
}

/// A server at work, and all that it has acknowledged.
struct Scene<'a> {
    program: &'a Path,
    ground: Ground,
    server: Server,
    workers: Vec<Worker>,
    auditor: Auditor,
    report: Report,
}

impl<'a> Scene<'a> {
    fn new(program: &'a Path, ground: Ground) -> Said<Self> {
        let server = Server::start(program, &ground)?;
        let workers = Worker::all(&ground);
        let mut scene =
            Self { program, ground, server, workers, auditor: Auditor::default(), report: Report::default() };
        scene.well()?;
        Ok(scene)
    }

    /// Works, with nothing refused, and everything is there.
    fn well(&mut self) -> Said<()> {
        self.workers.iter_mut().for_each(|w| w.refused.clear());
        under_load(&mut self.workers, self.server.at, || {
            std::thread::sleep(WHILE);
            Ok(())
        })?;
        if self.refused() > 0 {
            return Err("something is still refused, though nothing is wrong any more".to_owned());
        }
        look(&mut self.workers, &self.server, &self.ground, &mut self.auditor, &mut self.report, true)
    }

    fn refused(&self) -> u64 {
        self.workers.iter().flat_map(|w| w.refused.values()).sum()
    }

    /// Breaks something under load, sees it refused (if it must be), mends it, and waits until the same server is well.
    fn break_and_mend(
        &mut self,
        fault: &'static str,
        must_be_felt: bool,
        break_it: impl FnOnce() -> Said<()>,
        mend: impl FnOnce() -> Said<()>,
    ) -> Said<Outcome> {
        break_it()?;
        let began = Instant::now();
        while self.refused() == 0 && began.elapsed() < if must_be_felt { PATIENCE } else { WHILE } {
            under_load(&mut self.workers, self.server.at, || {
                std::thread::sleep(WHILE);
                Ok(())
            })?;
        }
        let refused = self.refused();
        let said = self.workers.iter_mut().find_map(|w| w.said.take());
        mend()?;
        if must_be_felt && refused == 0 {
            return Err(format!("{fault}: it was not felt"));
        }
        let mended = Instant::now();
        loop {
            match self.well() {
                Ok(()) => break,
                Err(why) if why.contains("LOST") || why.contains("UNRECORDED") => {
                    return Err(format!("{fault}: {why}"));
                }
                Err(why) if mended.elapsed() > PATIENCE => return Err(format!("{fault}: not well again: {why}")),
                Err(_) => std::thread::sleep(Duration::from_millis(100)),
            }
        }
        let words = said.map_or_else(String::new, |page| format!(", saying \"{}\"", plain(&page)));
        Ok(Outcome {
            fault,
            seen: format!(
                "{refused} requests refused{words}; the same server well {:.1} s after; nothing lost",
                mended.elapsed().as_secs_f64()
            ),
        })
    }
}

/// The faults of SQLite's disk. Answers with words only where this system lets nobody mount a small disk.
///
/// # Errors
/// With what was lost, or not said, or did not mend.
pub fn of_sqlite(program: &Path, folder: &Path) -> Said<Vec<Outcome>> {
    let disk = match Disk::mount(&folder.join("small-disk"), 32) {
        Ok(disk) => disk,
        Err(why) => {
            return Ok(vec![Outcome { fault: "full and read-only disk", seen: format!("SKIPPED: no mount ({why})") }]);
        }
    };
    let url = disk.0.join("casement.db").display().to_string();
    let ground = Ground::prepare(&url, &folder.join("small.key"), 4)?;
    let mut scene = Scene::new(program, ground)?;
    let mut seen = vec![scene.break_and_mend("full disk", true, || disk.fill(), || disk.empty())?];
    // A disk that turns read-only: nothing starts on it, the ledger can still be verified, and later all is there.
    scene.server.kill()?;
    disk.remount("ro")?;
    let refused = match Server::start(program, &scene.ground) {
        Ok(_) => return Err("the server started on a read-only disk".to_owned()),
        Err(why) => why,
    };
    let entries = scene.auditor.look(&scene.ground, &scene.workers)?;
    disk.remount("rw")?;
    scene.server = Server::start(scene.program, &scene.ground)?;
    scene.well()?;
    seen.push(Outcome {
        fault: "read-only disk",
        seen: format!("start refused, saying \"{refused}\"; {entries} entries verified on it; nothing lost"),
    });
    drop(scene);
    Ok(seen)
}

/// The faults of a PostgreSQL server.
///
/// # Errors
/// With what was lost, or not said, or did not mend.
pub fn of_postgres(program: &Path, folder: &Path) -> Said<Vec<Outcome>> {
    let cluster = Cluster::start();
    let url = cluster.database();
    let name = url.rsplit('/').next().unwrap_or_default().to_owned();
    let master = folder.join("cluster.key");
    let mut scene = Scene::new(program, Ground::prepare(&url, &master, 4)?)?;
    let admin = |sql: &str| cluster.sql("postgres", sql).map(|_| ());
    let cut = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
    let over = AtomicBool::new(false);
    let mut seen = Vec::new();
    seen.push(std::thread::scope(|scope| {
        let cutting = scope.spawn(|| {
            let mut cuts = 0;
            while !over.load(Ordering::Relaxed) {
                let _ = admin(&cut);
                cuts += 1;
                std::thread::sleep(Duration::from_millis(50));
            }
            cuts
        });
        let done = scene.break_and_mend(
            "connections cut",
            false,
            || Ok(()),
            || {
                over.store(true, Ordering::Relaxed);
                Ok(())
            },
        );
        over.store(true, Ordering::Relaxed);
        let cuts: u32 = cutting.join().map_err(|_| "the cutting stopped".to_owned())?;
        done.map(|o| Outcome { seen: format!("all of them, {cuts} times; {}", o.seen), ..o })
    })?);
    seen.push(scene.break_and_mend("database server crashed", true, || cluster.crash(), || cluster.boot())?);
    seen.push(scene.break_and_mend(
        "read-only database",
        true,
        || {
            admin(&format!("ALTER DATABASE {name} SET default_transaction_read_only = on"))?;
            admin(&cut)
        },
        || {
            admin(&format!("ALTER DATABASE {name} SET default_transaction_read_only = off"))?;
            admin(&cut)
        },
    )?);
    drop(scene);
    seen.push(full_tablespace(program, folder, &cluster, &master)?);
    Ok(seen)
}

/// The disk under PostgreSQL's tables is full.
fn full_tablespace(program: &Path, folder: &Path, cluster: &Cluster, master: &Path) -> Said<Outcome> {
    let fault = "full disk";
    let at = folder.join("small-tablespace");
    let disk = match Disk::mount(&at, 64) {
        Ok(disk) => disk,
        Err(why) => return Ok(Outcome { fault, seen: format!("SKIPPED: no mount ({why})") }),
    };
    let inside = disk.0.join("tables");
    fs::create_dir_all(&inside).map_err(because("the tablespace"))?;
    // Every folder above has to let PostgreSQL's user through.
    run(Command::new("chmod").arg("a+x").arg(folder))?;
    run(Command::new("chown").arg("postgres").arg(&inside))?;
    cluster.sql("postgres", &format!("CREATE TABLESPACE small LOCATION '{}'", inside.display()))?;
    cluster.sql("postgres", "CREATE DATABASE small TABLESPACE small")?;
    let outcome = {
        let mut scene = Scene::new(program, Ground::prepare(&cluster.url("small"), master, 4)?)?;
        scene.break_and_mend(fault, true, || disk.fill(), || disk.empty())?
    };
    cluster.sql("postgres", "DROP DATABASE small WITH (FORCE)")?;
    Ok(outcome)
}
