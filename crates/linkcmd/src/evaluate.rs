//! `casement link evaluate`: how often the model is right, how sure that is, and for whom it is right less often.

use crate::lists::{self, Finder, Lists, Meets};

use crate::{progress, say};
use linkage::chart::{Chart, Curve, curves, share_point as point};
use linkage::{Meeting, Model, Plan, Table};
use linkfiles::{Column, Label, Labels, Truth, read_truth, write_rows};
use std::collections::HashMap;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    lists: Lists,
    #[command(flatten)]
    meets: Meets,
    /// The model.
    #[arg(long)]
    model: PathBuf,
    /// The truth: a CSV file with a row a record.
    #[arg(long, conflicts_with = "labels", required_unless_present = "labels")]
    truth: Option<PathBuf>,
    /// The column of the truth with the person.
    #[arg(long, default_value = "person_id")]
    person_column: String,
    /// A column of the truth by which errors are reported side by side.
    #[arg(long)]
    group_column: Option<String>,
    /// Decisions of people, where there is no truth. They are about pairs that were hard, so what is said of them is not said of all.
    #[arg(long)]
    labels: Option<PathBuf>,
    /// A folder for the charts (SVG) and their tables (CSV).
    #[arg(long)]
    out: Option<PathBuf>,
}

/// Steps of half a bit, from the lowest score on.
const LOWEST: f64 = -40.0;
const STEPS: usize = 201;

/// True and false pairs by score; true ones by group.
struct Counts {
    yes: Vec<u64>,
    no: Vec<u64>,
    by_group: Vec<Vec<u64>>,
    best_of_record: Vec<f32>,
    total: u64,
    total_by_group: Vec<u64>,
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the steps")]
fn step(bits: f64) -> usize {
    ((bits - LOWEST) * 2.0).floor().clamp(0.0, (STEPS - 1) as f64) as usize
}

#[expect(clippy::cast_precision_loss, reason = "few steps")]
fn bits_of(step: usize) -> f64 {
    step as f64 / 2.0 + LOWEST
}

pub fn run(args: &Args, out: &mut dyn Write) -> Result<(), String> {
    let model = lists::model(&args.model)?;
    let table = args.lists.read(&model.settings.fields)?;
    let judge = Judge::new(args, &table)?;
    let counts = count(&model, &table, &args.meets, &judge)?;
    let mut charts: Vec<(&str, Chart)> = Vec::new();
    let at = (model.threshold * 2.0).ceil() / 2.0;
    let (above_yes, above_no) = (sum(&counts.yes, at), sum(&counts.no, at));
    let line = |name: &str, of: u64, all: u64| {
        let p = point(0.0, of, all);
        format!("{name:<34} {:.4}  ({:.4} to {:.4})  {of} of {all}\n", p.y, p.low, p.high)
    };
    let mut text = format!(
        "At {at} bits (the model's threshold{}):\n",
        if (at - model.threshold).abs() > 0.01 { ", rounded up" } else { "" }
    );
    text += &line("of linked pairs, right (precision)", above_yes, above_yes + above_no);
    text += &line("of true pairs, found (recall)", above_yes, counts.total);
    if let Judge::Truth(_) = judge {
        let reached: u64 = counts.yes.iter().sum();
        text += &line("of true pairs, lost by blocking", counts.total - reached, counts.total);
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of pairs")]
    let f1 = |step: f64| {
        let (yes, no) = (sum(&counts.yes, step), sum(&counts.no, step));
        2.0 * yes as f64 / (yes + no + counts.total).max(1) as f64
    };
    let best = (0..STEPS).map(bits_of).max_by(|a, b| f1(*a).total_cmp(&f1(*b))).unwrap_or(0.0);
    text += &format!("F1 {:.4}; the best threshold would be {best} bits, with {:.4}\n", f1(at), f1(best));
    text += &calibration(&model, &counts);
    text += &groups(&judge, &counts, at);
    write!(out, "{text}").map_err(say)?;
    let (used, last) = (counts.yes.iter().position(|n| *n > 0).unwrap_or(0), STEPS - 1);
    let over = |of: &dyn Fn(f64) -> (u64, u64)| -> Vec<linkage::chart::Point> {
        (used..=last)
            .map(bits_of)
            .filter(|b| sum(&counts.yes, *b) > 0)
            .map(|b| {
                let (yes, all) = of(b);
                point(b, yes, all)
            })
            .collect()
    };
    let precision = over(&|b| (sum(&counts.yes, b), sum(&counts.yes, b) + sum(&counts.no, b)));
    let recall = over(&|b| (sum(&counts.yes, b), counts.total));
    let both = [
        Curve { name: "precision".into(), points: precision.clone() },
        Curve { name: "recall".into(), points: recall.clone() },
    ];
    charts.push(("threshold", curves("Precision and recall by threshold", "threshold in bits", &both, Some(at))));
    let pr: Vec<_> = recall.iter().zip(&precision).map(|(r, p)| linkage::chart::Point { x: r.y, ..*p }).rev().collect();
    charts.push((
        "precision-recall",
        curves("Precision against recall", "recall", &[Curve { name: "precision".into(), points: pr }], None),
    ));
    charts.push(("unlinkables", unlinkables(&counts)));
    charts.push(("weights", linkage::chart::weights(&model)));
    if let Some(folder) = &args.out {
        write_charts(folder, &charts)?;
    }
    Ok(())
}

fn sum(counts: &[u64], from: f64) -> u64 {
    counts[step(from)..].iter().sum()
}

enum Judge {
    Truth(Truth),
    Labels(HashMap<(u32, u32), bool>),
}

impl Judge {
    fn new(args: &Args, table: &Table) -> Result<Self, String> {
        if let Some(path) = &args.truth {
            let group = args.group_column.as_deref();
            return read_truth(path, table, &args.lists.id_column, &args.person_column, group)
                .map(Self::Truth)
                .map_err(say);
        }
        let mut known = HashMap::new();
        let finder = Finder::new(table);
        if let Some(path) = &args.labels {
            for (a, b, label) in Labels::read(path).map_err(say)?.iter() {
                if let (Some(a), Some(b)) = (finder.get(&a.0, &a.1), finder.get(&b.0, &b.1))
                    && label != Label::Unsure
                {
                    known.insert((a.min(b), a.max(b)), label == Label::Same);
                }
            }
        }
        if known.is_empty() {
            return Err("there is no decided pair of these lists: review some first".into());
        }
        Ok(Self::Labels(known))
    }
    fn same(&self, a: u32, b: u32) -> Option<bool> {
        match self {
            Self::Truth(truth) => truth.same(a, b),
            Self::Labels(known) => known.get(&(a.min(b), a.max(b))).copied(),
        }
    }
}

fn count(model: &Model, table: &Table, meets: &Meets, judge: &Judge) -> Result<Counts, String> {
    let plan = Plan::new(&model.settings, table).map_err(say)?;
    let meeting = Meeting::new(&meets.between()?, table).map_err(say)?;
    let groups = if let Judge::Truth(t) = judge { t.groups.len() } else { 0 };
    let mut counts = Counts {
        yes: vec![0; STEPS],
        no: vec![0; STEPS],
        by_group: vec![vec![0; STEPS]; groups],
        best_of_record: vec![f32::NEG_INFINITY; table.len()],
        total: 0,
        total_by_group: vec![0; groups],
    };
    match judge {
        Judge::Truth(truth) => {
            let mut people: HashMap<(u32, u16), u64> = HashMap::new();
            for (person, group) in truth.person.iter().zip(&truth.group).filter(|(p, _)| **p != 0) {
                *people.entry((*person, *group)).or_default() += 1;
            }
            for ((_, group), n) in people {
                if let Some(total) = counts.total_by_group.get_mut(usize::from(group)) {
                    *total += n * (n - 1) / 2;
                }
            }
            counts.total = truth.pairs();
        }
        Judge::Labels(known) => counts.total = known.values().filter(|same| **same).count() as u64,
    }
    let bar = progress::bar("comparing", plan.chunks() as u64);
    linkage::link(model, table, &plan, &meeting, -1000.0, 0, &mut |chunk| {
        bar.inc(1);
        for pair in &chunk.pairs {
            let bits = pair.bits();
            for record in [pair.a, pair.b] {
                let best = &mut counts.best_of_record[record as usize];
                #[expect(clippy::cast_possible_truncation, reason = "a chart needs no more")]
                {
                    *best = best.max(bits as f32);
                }
            }
            match judge.same(pair.a, pair.b) {
                Some(true) => {
                    counts.yes[step(bits)] += 1;
                    if let Judge::Truth(t) = judge
                        && let Some(group) = counts.by_group.get_mut(usize::from(t.group[pair.a as usize]))
                    {
                        group[step(bits)] += 1;
                    }
                }
                Some(false) => counts.no[step(bits)] += 1,
                None => {}
            }
        }
        ControlFlow::Continue(())
    })
    .map_err(say)?;
    bar.finish_and_clear();
    Ok(counts)
}

/// Of pairs that are given so many per cent, how many are true.
fn calibration(model: &Model, counts: &Counts) -> String {
    let bands = [(0.0, 0.05), (0.05, 0.25), (0.25, 0.5), (0.5, 0.75), (0.75, 0.95), (0.95, 1.01)];
    let mut text = String::from("\nCalibration: of pairs that the model calls so likely, so many are true:\n");
    for (low, high) in bands {
        let inside = |s: &usize| {
            let p = model.probability(bits_of(*s) + 0.25);
            p >= low && p < high
        };
        let yes: u64 = (0..STEPS).filter(inside).map(|s| counts.yes[s]).sum();
        let no: u64 = (0..STEPS).filter(inside).map(|s| counts.no[s]).sum();
        let p = point(0.0, yes, yes + no);
        text += &format!(
            "  {:>3.0} to {:>3.0} %   {:.4}  ({:.4} to {:.4})  {yes} of {}\n",
            low * 100.0,
            high.min(1.0) * 100.0,
            p.y,
            p.low,
            p.high,
            yes + no
        );
    }
    text
}

fn groups(judge: &Judge, counts: &Counts, at: f64) -> String {
    let Judge::Truth(truth) = judge else { return String::new() };
    if truth.groups.is_empty() {
        return String::new();
    }
    let mut text =
        String::from("\nRecall by group, side by side (a model that fails one group more often does harm):\n");
    let (mut low, mut high) = (1.0f64, 0.0f64);
    for (n, name) in truth.groups.iter().enumerate() {
        let p = point(0.0, sum(&counts.by_group[n], at), counts.total_by_group[n]);
        (low, high) = (low.min(p.y), high.max(p.y));
        text += &format!("  {name:<12} {:.4}  ({:.4} to {:.4})  of {}\n", p.y, p.low, p.high, counts.total_by_group[n]);
    }
    text += &format!("  largest gap  {:.4}\n", high - low);
    text
}

/// The share of records whose best partner scores less, by threshold: these can be linked with nobody.
fn unlinkables(counts: &Counts) -> Chart {
    let all = counts.best_of_record.len() as u64;
    let points = (40..140)
        .map(bits_of)
        .map(|b| point(b, counts.best_of_record.iter().filter(|s| f64::from(**s) < b).count() as u64, all))
        .collect();
    let curve = Curve { name: "records without a partner".into(), points };
    curves("Records that can be linked with nobody", "threshold in bits", &[curve], None)
}

fn write_charts(folder: &Path, charts: &[(&str, Chart)]) -> Result<(), String> {
    std::fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    for (name, chart) in charts {
        let path = folder.join(format!("{name}.svg"));
        std::fs::write(&path, &chart.svg).map_err(|e| format!("{}: {e}", path.display()))?;
        let Some((header, rows)) = chart.table.split_first() else { continue };
        let columns: Vec<(&str, Column)> = header
            .iter()
            .enumerate()
            .map(|(c, name)| {
                (name.as_str(), Column::Text(rows.iter().map(|r| r.get(c).cloned().unwrap_or_default()).collect()))
            })
            .collect();
        write_rows(&folder.join(format!("{name}.csv")), &columns).map_err(say)?;
    }
    Ok(())
}
