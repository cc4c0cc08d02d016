//! What a decision over 25 categories costs: afresh and from memory, in one run. `cargo bench -p disclosure`.

#![expect(clippy::print_stdout, reason = "a benchmark reports on the terminal")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a benchmark fails loudly")]

#[expect(dead_code, reason = "the tests use more of it")]
#[path = "../tests/it/notices.rs"]
mod notices;

use disclosure::{Ask, Decision};
use kernel::PersonId;
use notice::model::{Act, CategoryIx, Facts, PrincipalIx, PurposeIx};
use std::hint::black_box;
use std::time::{Duration, Instant};

const CATEGORIES: usize = 25;

fn median(mut of: Vec<Duration>) -> Duration {
    of.sort();
    of[of.len() / 2]
}

fn time(rounds: usize, mut decide: impl FnMut() -> Decision) -> Duration {
    let one = |_| {
        let start = Instant::now();
        black_box(decide());
        start.elapsed()
    };
    median((0..rounds).map(one).collect())
}

fn main() {
    let gate = &notices::COVENTRY.gate;
    let categories = u8::try_from(gate.compiled().categories.len()).unwrap();
    // A smaller notice is asked for the same categories under several facts, so that all asks differ.
    let asks: Vec<Ask> = (0..CATEGORIES)
        .map(|i| Ask {
            category: CategoryIx(u8::try_from(i).unwrap() % categories),
            facts: Facts(u16::try_from(i).unwrap() / u16::from(categories)),
        })
        .collect();
    let person = PersonId::from_bytes([1; 16]);
    let decide = |afresh: bool| {
        let (principal, act, purpose) = (PrincipalIx(0), Act::See, PurposeIx(0));
        match afresh {
            true => gate.decide_afresh(person, principal, act, purpose, &asks),
            false => gate.decide(person, principal, act, purpose, &asks),
        }
    };
    let fresh = time(200, || decide(true));
    let memoised = time(20_000, || decide(false));
    println!("{gate:?}: a decision over {CATEGORIES} categories, medians");
    println!("  afresh      {:>10.2} us", fresh.as_secs_f64() * 1e6);
    println!("  from memory {:>10.2} us (at most 5)", memoised.as_secs_f64() * 1e6);
    println!("  ratio       {:>10.0}", fresh.as_secs_f64() / memoised.as_secs_f64());
}
