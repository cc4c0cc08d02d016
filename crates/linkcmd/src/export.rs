//! `casement link export`.

use crate::lists::{self, name};
use crate::say;
use linkage::splink;
use linkfiles::{Column, RowWriter, Source, Wanted, read_lists};
use std::io::Write;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The model.
    #[arg(long)]
    model: PathBuf,
    /// For which program: splink.
    #[arg(long)]
    to: String,
    /// Where the settings are written (JSON).
    #[arg(long)]
    out: PathBuf,
    /// Where lists are written the way that the model compares them (CSV or Parquet): Splink's input.
    #[arg(long)]
    cleaned: Option<PathBuf>,
    /// The lists to clean.
    #[arg(value_name = "LIST")]
    lists: Vec<String>,
    /// The column with each record's own id.
    #[arg(long, default_value = "record_id")]
    id_column: String,
    /// A column that says which list a record is from.
    #[arg(long)]
    source_column: Option<String>,
}

pub fn run(args: &Args, out: &mut dyn Write) -> Result<(), String> {
    if args.to != "splink" {
        return Err("--to knows splink only".into());
    }
    let model = lists::model(&args.model)?;
    let settings = splink::settings(&model).map_err(say)?;
    let text = serde_json::to_string_pretty(&settings).map_err(say)?;
    std::fs::write(&args.out, text).map_err(|e| format!("{}: {e}", args.out.display()))?;
    if let Some(path) = &args.cleaned {
        let sources: Vec<Source> = args.lists.iter().map(|l| Source::of(l)).collect();
        let wanted =
            Wanted { fields: &model.settings.fields, id: &args.id_column, source: args.source_column.as_deref() };
        let table = read_lists(&sources, &wanted).map_err(say)?;
        let columns = |from: u32, to: u32| {
            let mut columns = vec![
                ("unique_id", Column::Text((from..to).map(|r| name(&table, r).1.to_owned()).collect())),
                ("source_dataset", Column::Text((from..to).map(|r| name(&table, r).0.to_owned()).collect())),
            ];
            for (at, field) in table.fields().iter().enumerate() {
                columns.push((field.name.as_str(), Column::Text((from..to).map(|r| table.text(r, at)).collect())));
            }
            columns
        };
        let mut writer = RowWriter::create(path, &columns(0, 0)).map_err(say)?;
        let all = u32::try_from(table.len()).map_err(say)?;
        for from in (0..all).step_by(1 << 16) {
            writer.batch(&columns(from, (from + (1 << 16)).min(all))).map_err(say)?;
        }
        writer.finish().map_err(say)?;
    }
    // Frequencies have to go along, or Splink would count them in its own input.
    for (field, values) in splink::term_frequencies(&model) {
        let path = args.out.with_file_name(format!("tf_{field}.csv"));
        let columns = [
            ("value", Column::Text(values.iter().map(|(value, _)| (*value).to_owned()).collect())),
            ("frequency", Column::Number(values.iter().map(|(_, share)| *share).collect())),
        ];
        linkfiles::write_rows(&path, &columns).map_err(say)?;
    }
    writeln!(out, "Splink's settings: {}", args.out.display()).map_err(say)
}
