//! `casement link review`: a person looks at pairs, side by side. Blind unless asked otherwise: a number beside a pair decides for people.

use crate::lists::{self, Lists, Meets, name};
use crate::say;
use linkage::{Meeting, Plan, ScoredPair};
use linkfiles::{Label, Labels};
use std::io::{BufRead, Write};
use std::ops::ControlFlow;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    lists: Lists,
    #[command(flatten)]
    meets: Meets,
    /// The model.
    #[arg(long)]
    model: PathBuf,
    /// Where decisions are kept (CSV). Each is written at once.
    #[arg(long)]
    labels: PathBuf,
    /// How many pairs.
    #[arg(long, default_value_t = 20)]
    pairs: usize,
    /// Seeds the choice of pairs: as many from each stretch of scores around the threshold, the unsure ones most of all.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Show the evidence too.
    #[arg(long)]
    show_evidence: bool,
}

pub fn run(args: &Args, input: &mut dyn BufRead, out: &mut dyn Write) -> Result<(), String> {
    let model = lists::model(&args.model)?;
    let table = args.lists.read(&model.settings.fields)?;
    let mut labels = Labels::read(&args.labels).map_err(say)?;
    let plan = Plan::new(&model.settings, &table).map_err(say)?;
    let meeting = Meeting::new(&args.meets.between()?, &table).map_err(say)?;
    let mut open: Vec<ScoredPair> = Vec::new();
    linkage::link(&model, &table, &plan, &meeting, model.threshold - 8.0, 0, &mut |chunk| {
        open.extend(chunk.pairs.iter().filter(|p| {
            p.bits() <= model.threshold + 10.0 && labels.get(name(&table, p.a), name(&table, p.b)).is_none()
        }));
        ControlFlow::Continue(())
    })
    .map_err(say)?;
    let unsure = linkage::review_sample(&model, &open, args.pairs, args.seed);
    let mut decided = 0;
    for (n, pair) in unsure.iter().enumerate() {
        let (a, b) = (name(&table, pair.a), name(&table, pair.b));
        writeln!(out, "\nPair {} of {}", n + 1, unsure.len()).map_err(say)?;
        for (at, field) in table.fields().iter().enumerate() {
            let (x, y) = (table.text(pair.a, at), table.text(pair.b, at));
            let sign = if x.is_empty() || y.is_empty() {
                ' '
            } else if x == y {
                '='
            } else {
                '≠'
            };
            writeln!(out, "  {:<18} {:<28} {sign} {y}", field.name, x).map_err(say)?;
        }
        if args.show_evidence {
            let explanation = linkage::explain(&model, &table, pair.a, pair.b).map_err(say)?;
            write!(out, "{}", linkage::chart::waterfall(&explanation).text()).map_err(say)?;
        }
        let label = loop {
            write!(out, "One person? y yes, n no, u unsure, q stop: ").map_err(say)?;
            out.flush().map_err(say)?;
            let mut line = String::new();
            if input.read_line(&mut line).map_err(say)? == 0 {
                break None;
            }
            match line.trim() {
                "y" => break Some(Label::Same),
                "n" => break Some(Label::Different),
                "u" => break Some(Label::Unsure),
                "q" => break None,
                _ => writeln!(out, "Please type y, n, u or q.").map_err(say)?,
            }
        };
        let Some(label) = label else { break };
        labels.add(&args.labels, a, b, label).map_err(say)?;
        decided += 1;
    }
    writeln!(
        out,
        "\n{decided} decided now, {} in all. Nothing has learned from them: train anew and compare.",
        labels.len()
    )
    .map_err(say)
}
