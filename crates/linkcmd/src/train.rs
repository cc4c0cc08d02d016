//! `casement link train`.

use crate::lists::Lists;
use crate::{progress, say};
use linkage::model::{people_of_england, plain_comparisons};
use linkage::{Reviewed, Settings, Step};
use std::io::Write;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    lists: Lists,
    /// Where the model is written.
    #[arg(long)]
    model: PathBuf,
    /// Settings of your own (a TOML file), or `people` (lists of people in England; the default), `plain` or `plain-wide` (Splink's recommended
    /// comparisons).
    #[arg(long)]
    settings: Option<String>,
    /// Seeds every sample. The same lists, settings and seed give the same model.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Take only as many random pairs as this for what strangers have in common.
    #[arg(long)]
    random_pairs: Option<u64>,
    /// Bits from which a pair counts as one person, instead of those of 90 % likely.
    #[arg(long)]
    threshold: Option<f64>,
    /// Teach a model that is there, with `--labels`, instead of learning one from nothing.
    #[arg(long, value_name = "MODEL", requires = "labels")]
    from: Option<PathBuf>,
    /// What people decided (from `review`): moves the bits of each level as far as the pairs show.
    #[arg(long)]
    labels: Option<PathBuf>,
    /// What the model is for, in words.
    #[arg(long, default_value = "")]
    about: String,
}

pub fn run(args: &Args, out: &mut dyn Write) -> Result<(), String> {
    let given = args.from.as_deref().map(crate::lists::model).transpose()?;
    let mut settings = match &given {
        Some(model) => model.settings.clone(),
        None => settings(args.settings.as_deref())?,
    };
    settings.training.seed = args.seed;
    if let Some(pairs) = args.random_pairs {
        settings.training.random_pairs = pairs;
    }
    let spinner = progress::spinner("reading");
    let table = args.lists.read(&settings.fields)?;
    let mut model = match given {
        Some(model) => model,
        None => linkage::train(&settings, &table, &mut |step| {
            spinner.set_message(match step {
                Step::Chance => "what strangers have in common".to_owned(),
                Step::Prior => "how common a match is".to_owned(),
                Step::Session { number, of } => {
                    format!("what one person's records have in common ({number} of {of})")
                }
                Step::Household => "telling people of one household apart".to_owned(),
                Step::Done => "done".to_owned(),
            });
        })
        .map_err(say)?,
    };
    if let Some(labels) = &args.labels {
        let decisions = crate::run::decisions(Some(labels), &table)?;
        let reviewed = |pairs: &[(u32, u32)], same| -> Vec<Reviewed> {
            pairs.iter().map(|(a, b)| Reviewed { a: *a, b: *b, same }).collect()
        };
        let all = [reviewed(&decisions.same, true), reviewed(&decisions.different, false)].concat();
        if all.is_empty() {
            return Err("there is no decided pair of these lists in the labels: review some first".into());
        }
        let lesson = linkage::learn(&model, &table, &all).map_err(say)?;
        writeln!(out, "Learned from {} reviewed pairs. {}", all.len(), crate::judged(&lesson)).map_err(say)?;
        model = lesson.model;
    }
    spinner.finish_and_clear();
    if !args.about.is_empty() {
        model.about.clone_from(&args.about);
    }
    if let Some(bits) = args.threshold {
        model.threshold = bits;
    }
    std::fs::write(&args.model, model.to_toml().map_err(say)?).map_err(|e| format!("{}: {e}", args.model.display()))?;
    writeln!(
        out,
        "Learned from {} records: one pair in {:.0} is one person by chance; a link needs {:.1} bits. Model: {}",
        table.len(),
        1.0 / model.prior.max(1e-12),
        model.threshold,
        args.model.display()
    )
    .map_err(say)
}

/// Settings by name or from a file.
pub fn settings(named: Option<&str>) -> Result<Settings, String> {
    match named {
        None | Some("people") => Ok(people_of_england()),
        Some("plain") => Ok(plain_comparisons(false)),
        Some("plain-wide") => Ok(plain_comparisons(true)),
        Some(path) => {
            let text = std::fs::read_to_string(path).map_err(|e| format!("{path}: {e}"))?;
            toml::from_str::<Settings>(&text).map_err(|e| format!("{path}: {e}"))
        }
    }
}
