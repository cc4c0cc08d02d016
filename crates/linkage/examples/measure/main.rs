//! Measures the engine on a folder of the generator: `records.csv` and `truth.csv`.
#![expect(clippy::print_stdout, reason = "a command that prints")]

mod figures;
mod files;

use figures::{Truth, cpu_seconds, peak_memory};
use linkage::{Between, ClusterOptions, Decisions, Meeting, Plan, Step};
use std::ops::ControlFlow;

type Failure = Box<dyn std::error::Error>;

struct Clock(f64);

impl Clock {
    fn lap(&mut self, what: &str) {
        let now = cpu_seconds();
        println!("  {what:<12} {:>7.2} CPU s   peak {:>6.0} MiB", now - self.0, peak_memory());
        self.0 = now;
    }
}

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("name a folder with records.csv")?;
    let rest: Vec<String> = arguments.collect();
    let has = |name: &str| rest.iter().any(|a| a == name);
    let settings =
        if has("plain") { linkage::model::plain_comparisons(has("wide")) } else { linkage::model::people_of_england() };
    let mut clock = Clock(cpu_seconds());
    let table = files::read(&folder, &settings)?;
    clock.lap("load");
    let mut model = linkage::train(&settings, &table, &mut |step: Step| {
        if has("steps") {
            println!("    {step:?} at {:.2}", cpu_seconds());
        }
    })?;
    clock.lap("train");
    if has("show") {
        model.frequencies.clear();
        for c in &settings.comparisons {
            for (l, p) in c.levels.iter().zip(&model.levels[&c.name]) {
                println!(
                    "    {:<52} m {:.5} u {:.7} h {:.5}  {:>7.2} bits",
                    l.label,
                    p.m,
                    p.u,
                    p.household.unwrap_or(0.0),
                    (p.m / p.u).log2()
                );
            }
        }
        println!("    prior {:e} household {:e}", model.prior, model.household_prior);
        return Ok(());
    }
    let plan = Plan::new(&settings, &table)?;
    clock.lap("plan");
    if has("rules") {
        for r in plan.rules() {
            println!("    {r:?}");
        }
    }
    let meeting = Meeting::new(&Between::All, &table)?;
    let (mut compared, mut pairs) = (0, Vec::new());
    let floor = if has("all") { -1000.0 } else { -8.0 };
    linkage::link(&model, &table, &plan, &meeting, floor, 0, &mut |chunk| {
        compared += chunk.compared;
        pairs.extend(chunk.pairs);
        ControlFlow::Continue(())
    })?;
    clock.lap("score");
    println!("  pairs {compared}, kept {}, all {:.2} CPU s", pairs.len(), cpu_seconds());
    let people = linkage::cluster(&model, &table, &pairs, &Decisions::default(), &ClusterOptions::default())?;
    clock.lap("cluster");
    if has("no-eval") {
        return Ok(());
    }
    let truth = Truth::read(&folder)?;
    if has("all") {
        truth.blocking(&pairs);
    }
    truth.edges(&model, &pairs);
    let mut sets = linkage::Sets::new(table.len());
    for pair in pairs.iter().filter(|p| p.bits() >= model.threshold) {
        sets.join(pair.a, pair.b);
    }
    println!("  components P R F1 {:.4?}", figures::partition(&sets.labels(), &truth.person));
    println!(
        "  clusters   P R F1 {:.4?}, {} taken apart",
        figures::partition(&people.labels, &truth.person),
        people.taken_apart
    );
    clock.lap("evaluate");
    let homes = linkage::households(&table, &people.labels, &linkage::HouseholdOptions::default())?;
    clock.lap("households");
    println!("  households P R F1 {:.4?}", figures::partition(&homes.labels, &truth.household));
    if has("standing") {
        figures::standing(&folder, model.clone(), table.clone(), &people.labels)?;
    }
    if has("errors") {
        truth.errors(&model, &table, &pairs);
    }
    Ok(())
}
