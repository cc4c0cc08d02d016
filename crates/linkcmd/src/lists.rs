//! What every command reads: lists and a model.

use crate::say;
use linkage::{Between, Model, Table};
use linkfiles::{Source, Wanted, read_lists};
use std::collections::HashMap;
use std::path::Path;

/// The lists of a command.
#[derive(Debug, clap::Args)]
pub struct Lists {
    /// Lists: CSV or Parquet files, each as FILE or NAME=FILE.
    #[arg(required = true, value_name = "LIST")]
    pub lists: Vec<String>,
    /// The column with each record's own id.
    #[arg(long, default_value = "record_id")]
    pub id_column: String,
    /// A column that says which list a record is from, where one file holds several.
    #[arg(long)]
    pub source_column: Option<String>,
}

impl Lists {
    pub fn sources(&self) -> Vec<Source> {
        self.lists.iter().map(|text| Source::of(text)).collect()
    }
    pub fn read(&self, fields: &[linkage::Field]) -> Result<Table, String> {
        let wanted = Wanted { fields, id: &self.id_column, source: self.source_column.as_deref() };
        read_lists(&self.sources(), &wanted).map_err(say)
    }
}

/// Which lists meet.
#[derive(Debug, clap::Args)]
pub struct Meets {
    /// Look for duplicates within this list only (may be given again).
    #[arg(long, value_name = "NAME")]
    pub within: Vec<String>,
    /// Link these two lists only (may be given again).
    #[arg(long, value_name = "NAME:NAME")]
    pub across: Vec<String>,
}

impl Meets {
    pub fn between(&self) -> Result<Between, String> {
        if self.within.is_empty() && self.across.is_empty() {
            return Ok(Between::All);
        }
        let across = self.across.iter().map(|pair| {
            let two = pair.split_once(':').ok_or("--across names two lists with a colon between: police:schools")?;
            Ok((two.0.to_owned(), two.1.to_owned()))
        });
        Ok(Between::Lists { within: self.within.clone(), across: across.collect::<Result<_, &str>>()? })
    }
}

pub fn model(path: &Path) -> Result<Model, String> {
    model_and_text(path).map(|(model, _)| model)
}

pub fn model_and_text(path: &Path) -> Result<(Model, String), String> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let model = Model::from_toml(&text).map_err(|e| format!("{}: {e}", path.display()))?;
    Ok((model, text))
}

/// The list and id of a record.
pub fn name(table: &Table, record: u32) -> (&str, &str) {
    let source = table.source_names().get(usize::from(table.source(record))).map_or("", String::as_str);
    (source, table.id(record))
}

/// Records by list and id.
pub struct Finder<'a> {
    table: &'a Table,
    of: HashMap<(&'a str, &'a str), u32>,
}

impl<'a> Finder<'a> {
    pub fn new(table: &'a Table) -> Self {
        let of = (0..u32::try_from(table.len()).unwrap_or(u32::MAX)).map(|r| (name(table, r), r)).collect();
        Self { table, of }
    }
    pub fn get(&self, source: &str, id: &str) -> Option<u32> {
        self.of.get(&(source, id)).copied()
    }
    /// From `LIST:ID`, or the id alone where only one list has it.
    pub fn find(&self, text: &str) -> Result<u32, String> {
        if let Some((source, id)) = text.split_once(':')
            && let Some(record) = self.get(source, id)
        {
            return Ok(record);
        }
        let found: Vec<u32> = self.table.source_names().iter().filter_map(|s| self.get(s, text)).collect();
        match found.as_slice() {
            [one] => Ok(*one),
            [] => Err("no record has the id that was given: write it as LIST:ID, as it stands in the list".into()),
            _ => Err("several lists have the id that was given: write it as LIST:ID".into()),
        }
    }
}
