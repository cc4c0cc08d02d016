//! Tells random histories of sharing about all notices and compares each answer of the gate with a plain oracle.
//! usage: histories [HISTORIES, default 1000000] [SEED]
#![expect(clippy::print_stdout, reason = "a program that reports")]

use std::process::ExitCode;
use std::sync::Arc;
use testkit::histories::{Ground, Report};
use testkit::{NOTICES, library};

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let histories: u64 = words.next().and_then(|w| w.parse().ok()).unwrap_or(1_000_000);
    let seed: u64 = words.next().and_then(|w| w.parse().ok()).unwrap_or(1);
    let each = histories.div_ceil(u64::try_from(NOTICES.len()).unwrap_or(1));
    let began = std::time::Instant::now();
    let library = library();
    let told: Vec<(&str, Report)> = std::thread::scope(|scope| {
        let tellers: Vec<_> = (0..)
            .zip(NOTICES)
            .filter_map(|(at, id)| {
                let compiled = notice::compile(&library, &library.find(id)?.path).compiled?;
                Some((id, scope.spawn(move || Ground::new(Arc::new(compiled)).tell(each, seed + at))))
            })
            .collect();
        tellers.into_iter().filter_map(|(id, teller)| Some((id, teller.join().ok()?))).collect()
    });
    let mut fine = told.len() == NOTICES.len();
    for (id, report) in &told {
        let Report { histories, asked, released, leaks, refusals } = report;
        println!(
            "{id}: {histories} histories, {asked} answers, {released} releases; {} leaks, {} wrong refusals",
            leaks.len(),
            refusals.len()
        );
        for words in leaks.iter().take(3).chain(refusals.iter().take(3)) {
            println!("  {words}");
        }
        fine &= leaks.is_empty() && refusals.is_empty() && *released > 0;
    }
    println!("{:.0} s", began.elapsed().as_secs_f64());
    if fine { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
