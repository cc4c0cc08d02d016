//! `casement link teach`: another model from what people decided in matching runs of casework.

use crate::say;
use linkage::{Model, case_records, learn_from};
use linkfiles::read_judged;
use std::io::Write;
use std::path::PathBuf;

/// With fewer decided pairs nothing is taught: a model that follows a handful of answers is worse than one that follows none.
const FEWEST: usize = 20;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Decisions that were taken out of matching runs (labels.csv); may be given again.
    #[arg(long, required = true)]
    labels: Vec<PathBuf>,
    /// The model that they were decided beside; without it, the one for case records that comes with the program.
    #[arg(long)]
    model: Option<PathBuf>,
    /// Where the new model is written.
    #[arg(long)]
    new: PathBuf,
    /// What the new model is for, in words.
    #[arg(long, default_value = "")]
    about: String,
}

pub fn run(args: &Args, out: &mut dyn Write) -> Result<(), String> {
    let model: Model = match &args.model {
        Some(path) => crate::lists::model(path)?,
        None => case_records::model().map_err(say)?.clone(),
    };
    let (mut judged, mut left_out) = (Vec::new(), 0);
    for path in &args.labels {
        let (more, out) = read_judged(path, &model).map_err(say)?;
        judged.extend(more);
        left_out += out;
    }
    let same = judged.iter().filter(|j| j.same).count();
    if judged.len() < FEWEST || same == 0 || same == judged.len() {
        return Err(format!(
            "{} decided pairs can teach ({same} of one person, {left_out} left out): {FEWEST} are needed, some of either kind. Review more first",
            judged.len()
        ));
    }
    let mut lesson = learn_from(&model, &judged);
    writeln!(
        out,
        "Learned from {} decided pairs, {same} of one person; {left_out} were left out. {}",
        judged.len(),
        crate::judged(&lesson)
    )
    .map_err(say)?;
    lesson.model.about = if args.about.is_empty() {
        format!("{}; then taught by {} decided pairs", model.about, judged.len())
    } else {
        args.about.clone()
    };
    std::fs::write(&args.new, lesson.model.to_toml().map_err(say)?)
        .map_err(|e| format!("{}: {e}", args.new.display()))?;
    let better = lesson.after.surprise < lesson.before.surprise;
    writeln!(
        out,
        "Model: {}. Nothing uses it yet.{}",
        args.new.display(),
        if better { "" } else { " It answers these pairs no better than the one before: keep that one." }
    )
    .map_err(say)
}
