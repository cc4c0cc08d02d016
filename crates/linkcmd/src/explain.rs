//! `casement link explain`.

use crate::lists::{self, Finder, Lists};
use crate::say;
use linkage::chart;
use std::io::Write;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    lists: Lists,
    /// The model.
    #[arg(long)]
    model: PathBuf,
    /// Two records, each as LIST:ID or its id alone. Without, the model itself is explained.
    #[arg(long, num_args = 2, value_names = ["RECORD", "RECORD"])]
    pair: Option<Vec<String>>,
    /// Where the picture is written (SVG).
    #[arg(long)]
    svg: Option<PathBuf>,
}

pub fn run(args: &Args, out: &mut dyn Write) -> Result<(), String> {
    let model = lists::model(&args.model)?;
    let chart = match args.pair.as_deref() {
        Some([one, other]) => {
            let table = args.lists.read(&model.settings.fields)?;
            let finder = Finder::new(&table);
            let (a, b) = (finder.find(one)?, finder.find(other)?);
            let explanation = linkage::explain(&model, &table, a, b).map_err(say)?;
            let chart = chart::waterfall(&explanation);
            write!(out, "{}", chart.text()).map_err(say)?;
            if !explanation.changes.is_empty() {
                writeln!(out, "\nWhat would change the answer:").map_err(say)?;
            }
            for change in &explanation.changes {
                writeln!(
                    out,
                    "  {}: {} ({:+.3} bits in all)",
                    change.comparison,
                    change.finding,
                    f64::from(change.millibits) / 1000.0
                )
                .map_err(say)?;
            }
            chart
        }
        _ => {
            let chart = chart::weights(&model);
            write!(out, "{}", chart.text()).map_err(say)?;
            chart
        }
    };
    if let Some(path) = &args.svg {
        std::fs::write(path, chart.svg).map_err(|e| format!("{}: {e}", path.display()))?;
    }
    Ok(())
}
