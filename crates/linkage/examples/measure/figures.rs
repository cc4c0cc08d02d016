use crate::Failure;
use linkage::{Model, ScoredPair, Table};
use std::collections::HashMap;

/// Processor time of all threads so far.
pub(crate) fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or_default();
    let figures: Vec<f64> = after.split_ascii_whitespace().map(|w| w.parse().unwrap_or(0.0)).collect();
    figures.get(11).zip(figures.get(12)).map_or(0.0, |(user, system)| (user + system) / 100.0)
}

/// The most memory used so far, in MiB.
pub(crate) fn peak_memory() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmHWM")).unwrap_or_default();
    line.split_ascii_whitespace().nth(1).and_then(|w| w.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
}

pub(crate) struct Truth {
    pub person: Vec<u32>,
    pub household: Vec<u32>,
    pub true_pairs: f64,
}

pub(crate) fn pairs_within(of: &[u32]) -> f64 {
    let mut count = HashMap::<u32, f64>::new();
    of.iter().for_each(|p| *count.entry(*p).or_default() += 1.0);
    count.values().map(|k| k * (k - 1.0) / 2.0).sum()
}

/// Precision, recall and F1 of a partition against another.
pub(crate) fn partition(found: &[u32], truth: &[u32]) -> (f64, f64, f64) {
    let mut cells = HashMap::<(u32, u32), f64>::new();
    found.iter().zip(truth).for_each(|(f, t)| *cells.entry((*f, *t)).or_default() += 1.0);
    let both: f64 = cells.values().map(|k| k * (k - 1.0) / 2.0).sum();
    let (p, r) = (both / pairs_within(found).max(1.0), both / pairs_within(truth).max(1.0));
    (p, r, 2.0 * p * r / (p + r).max(1e-9))
}

impl Truth {
    pub(crate) fn read(folder: &str) -> Result<Self, Failure> {
        let text = std::fs::read_to_string(format!("{folder}/truth.csv"))?;
        let (mut person, mut household) = (Vec::new(), Vec::new());
        for line in text.lines().skip(1) {
            let mut cells = line.split(',').skip(1);
            person.push(cells.next().and_then(|c| c.parse().ok()).ok_or("truth.csv")?);
            household.push(cells.next().and_then(|c| c.parse().ok()).ok_or("truth.csv")?);
        }
        let true_pairs = pairs_within(&person);
        Ok(Self { person, household, true_pairs })
    }

    fn is_true(&self, p: &ScoredPair) -> bool {
        self.person[p.a as usize] == self.person[p.b as usize]
    }

    pub(crate) fn blocking(&self, pairs: &[ScoredPair]) {
        let found = pairs.iter().filter(|p| self.is_true(p)).count() as f64;
        println!("  blocking recall {:.4}", found / self.true_pairs);
    }

    /// Best F1, F1 at the model's threshold, calibration.
    pub(crate) fn edges(&self, model: &Model, pairs: &[ScoredPair]) {
        let mut sorted: Vec<(i32, bool)> = pairs.iter().map(|p| (p.millibits, self.is_true(p))).collect();
        sorted.sort_unstable_by_key(|x| std::cmp::Reverse(x.0));
        let (mut best, mut at_threshold, mut tp) = ((0.0, 0.0, 0.0, 0), (0.0, 0.0, 0.0), 0.0);
        for (n, (bits, is_true)) in sorted.iter().enumerate() {
            tp += f64::from(u8::from(*is_true));
            if sorted.get(n + 1).is_some_and(|next| next.0 == *bits) {
                continue;
            }
            let (p, r) = (tp / (n + 1) as f64, tp / self.true_pairs);
            let f = 2.0 * p * r / (p + r);
            if f > best.0 {
                best = (f, p, r, *bits);
            }
            if f64::from(*bits) >= model.threshold * 1000.0 {
                at_threshold = (f, p, r);
            }
        }
        println!(
            "  edges best F1 {:.4} P {:.4} R {:.4} at {:.2} bits",
            best.0,
            best.1,
            best.2,
            f64::from(best.3) / 1000.0
        );
        println!(
            "  edges at threshold {:.2}: F1 {:.4} P {:.4} R {:.4}",
            model.threshold, at_threshold.0, at_threshold.1, at_threshold.2
        );
        for (low, high) in
            [(0.01, 0.1), (0.1, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 0.95), (0.95, 0.99), (0.99, 1.01)]
        {
            let of: Vec<bool> = sorted
                .iter()
                .filter(|(b, _)| (low..high).contains(&model.probability(f64::from(*b) / 1000.0)))
                .map(|x| x.1)
                .collect();
            let hits = of.iter().filter(|t| **t).count();
            println!(
                "    given {low:.2} to {high:.2}: {:>7} pairs, {:.4} true",
                of.len(),
                hits as f64 / of.len().max(1) as f64
            );
        }
    }

    /// The most common patterns among wrong answers.
    pub(crate) fn errors(&self, model: &Model, table: &Table, pairs: &[ScoredPair]) {
        for kind in [false, true] {
            let mut patterns = HashMap::<u64, (u32, u32, Option<ScoredPair>)>::new();
            for p in pairs.iter() {
                let e = patterns.entry(p.levels.0).or_default();
                let wrong = self.is_true(p) == kind && (p.bits() >= model.threshold) != kind;
                e.0 += u32::from(wrong);
                e.1 += u32::from(self.is_true(p));
                if wrong {
                    e.2 = Some(*p);
                }
            }
            let mut list: Vec<_> = patterns.into_values().filter(|e| e.0 > 0).collect();
            list.sort_unstable_by_key(|e| std::cmp::Reverse(e.0));
            println!("  {}", if kind { "missed" } else { "wrongly joined" });
            for (wrong, of, example) in list.into_iter().take(25) {
                let Some(p) = example else { continue };
                let labels: Vec<&str> = model
                    .settings
                    .comparisons
                    .iter()
                    .enumerate()
                    .map(|(at, c)| p.levels.level(at).map_or("-", |l| c.levels[l].label.as_str()))
                    .collect();
                println!("    {wrong:>5} ({of} true) {:.2} {labels:?}", p.bits());
                for r in [p.a, p.b] {
                    let row: Vec<String> = (0..table.fields().len()).map(|f| table.text(r, f)).collect();
                    println!("          {} {}", table.source_names()[usize::from(table.source(r))], row.join(" | "));
                }
            }
        }
    }
}

/// The time on the clock for one new record against all, explained and put into its cluster: every 97th record comes once more, as a
/// record of another list. What else runs on the machine is in it.
pub(crate) fn standing(folder: &str, model: Model, table: Table, labels: &[u32]) -> Result<(), Failure> {
    let mut standing = linkage::Standing::new(model, table, labels)?;
    let columns = standing.columns().to_vec();
    let mut reader = csv::Reader::from_path(format!("{folder}/records.csv"))?;
    let head = reader.headers()?.clone();
    let places: Vec<Option<usize>> = columns.iter().map(|c| head.iter().position(|h| h == c)).collect();
    let (mut micros, mut compared, mut found) = (Vec::new(), 0, 0);
    for (n, record) in reader.records().enumerate() {
        let record = record?;
        if n % 97 != 0 || micros.len() >= 3000 {
            continue;
        }
        let values: Vec<&str> = places.iter().map(|p| p.and_then(|p| record.get(p)).unwrap_or("")).collect();
        let start = std::time::Instant::now();
        let arrival = standing.add(&format!("new{n}"), "intake", &values, -5.0)?;
        micros.push(start.elapsed().as_secs_f64() * 1e6);
        compared += arrival.compared;
        found += u32::from(!arrival.candidates.is_empty());
    }
    micros.sort_by(f64::total_cmp);
    let at = |q: usize| micros[(micros.len() * q / 1000).min(micros.len() - 1)];
    println!(
        "  standing: {} records, {:.1} compared each, {found} found, p50 {:.0} us, p99 {:.0} us, most {:.0} us",
        micros.len(),
        f64::from(compared) / micros.len() as f64,
        at(500),
        at(990),
        at(999)
    );
    Ok(())
}
