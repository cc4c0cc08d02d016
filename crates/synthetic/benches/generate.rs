//! How long one case takes to make: `cargo bench -p synthetic`.

#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]
#![expect(clippy::unwrap_used, reason = "a benchmark without notices measures nothing")]

use notice::{Library, compile};
use std::time::Instant;
use synthetic::{Population, Scratch, SyntheticCase};

fn main() {
    let library = Library::embedded();
    let ids: Vec<String> = library.ids().into_iter().map(|(id, _)| id).filter(|id| !id.starts_with("base/")).collect();
    let notices: Vec<_> = ids.iter().map(|id| compile(&library, id).compiled.unwrap()).collect();
    let start = Instant::now();
    let population = Population::new(&notices.iter().collect::<Vec<_>>(), 1, jiff::civil::date(2026, 11, 21)).unwrap();
    println!("population read and fitted in {:?}", start.elapsed());
    let (mut scratch, mut case) = (Scratch::default(), SyntheticCase::default());
    let mut json = Vec::new();
    let (mut bytes, mut sections) = (0, 0);
    for round in 0..3 {
        let cases = 100_000;
        let start = Instant::now();
        for number in 0..cases {
            population.make(number, &mut scratch, &mut case);
        }
        let made = start.elapsed();
        let start = Instant::now();
        for number in 0..cases / 10 {
            population.make(number, &mut scratch, &mut case);
            for category in case.categories() {
                json.clear();
                let fields = &notices[case.notice].categories[usize::from(category.0)].fields;
                case.write_json(category, |at| &fields[at].id, &mut json);
                bytes += json.len();
                sections += 1;
            }
        }
        let written = start.elapsed();
        let start = Instant::now();
        let mut keys = 0;
        for number in 0..cases / 10 {
            population.make(number, &mut scratch, &mut case);
            keys += people::search_keys(&case.identity()).len();
        }
        let keyed = start.elapsed();
        println!(
            "round {round}: {:.2} us a case; {:.2} with its sections written ({} bytes, {} sections so far); {:.2} with its {} keys",
            made.as_secs_f64() * 1e6 / 100_000.0,
            written.as_secs_f64() * 1e6 / 10_000.0,
            bytes,
            sections,
            keyed.as_secs_f64() * 1e6 / 10_000.0,
            keys,
        );
    }
}
