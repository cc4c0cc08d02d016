//! How fast cases are made, sealed and written: `cargo bench -p synthetic --bench load -- 100000`, into an SQLite file in
//! the temporary folder, or into the database that `DATABASE_URL` names (which must be empty).

#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]
#![expect(clippy::unwrap_used, reason = "a benchmark without a store measures nothing")]

use app::App;
use jiff::civil::date;
use notice::Library;
use rustix::time::{ClockId, clock_gettime};
use sealing::MasterKeyRing;
use std::sync::Arc;
use std::time::Instant;
use store::{Store, StoreConfig};
use synthetic::{Options, authority, demo};

/// Seconds of processor time that this process has used, all its threads together.
fn processor() -> f64 {
    let now = clock_gettime(ClockId::ProcessCPUTime);
    now.tv_sec as f64 + now.tv_nsec as f64 / 1e9
}

fn main() {
    let cases = std::env::args().filter_map(|a| a.parse().ok()).next().unwrap_or(20_000);
    let options = Options { cases, seed: 1, as_of: date(2026, 11, 21), lived_in: false };
    let folder = tempfile::tempdir().unwrap();
    let url = std::env::var("DATABASE_URL").unwrap_or_else(|_| folder.path().join("demo.db").display().to_string());
    let masters = Arc::new(MasterKeyRing::random(&mut kernel::OsEntropy));
    let app = App::new(Store::open(StoreConfig::new(url, masters)).unwrap(), authority(options.seed));
    let started = std::sync::Mutex::new(None);
    let made = demo(&app, &Library::embedded(), options, &|at| {
        if at.done == 0 {
            *started.lock().unwrap() = Some((Instant::now(), processor()));
        }
    })
    .unwrap();
    let (wall, used) = started.into_inner().unwrap().unwrap();
    let (wall, used) = (wall.elapsed().as_secs_f64(), processor() - used);
    let size: u64 =
        std::fs::read_dir(folder.path()).unwrap().flatten().map(|f| f.metadata().map_or(0, |m| m.len())).sum();
    println!(
        "{cases} cases, {} accounts: {wall:.2} s, {:.0} cases a second; {:.1} us of processor a case; {} kB a case on disk",
        made.accounts.len(),
        cases as f64 / wall,
        used * 1e6 / cases as f64,
        size / 1000 / cases.max(1),
    );
}
