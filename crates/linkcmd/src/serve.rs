//! `casement link serve`: stands ready with lists in memory, and answers for one new record after another, a line of JSON each. What comes is
//! found, scored, explained and put into its cluster at once. Answers hold ids and findings, and nothing that stands in a record.

use crate::lists::{self, Lists, name};
use crate::say;
use linkage::{Arrival, Standing, Table};
use linkfiles::read_clusters;
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::io::{BufRead, Write};
use std::path::PathBuf;

/// The longest line that is read, in bytes.
const LONGEST: u64 = 1 << 20;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    lists: Lists,
    /// The model.
    #[arg(long)]
    model: PathBuf,
    /// The clusters of a run over these lists (clusters.csv); without, every record is on its own.
    #[arg(long)]
    clusters: Option<PathBuf>,
    /// Bits from which a candidate is named; without, five less than the model's threshold.
    #[arg(long, allow_negative_numbers = true)]
    floor: Option<f64>,
    /// A list that has each person once (may be given again): a new record of it joins nobody who is on it already.
    #[arg(long, value_name = "NAME")]
    one_record_each: Vec<String>,
}

pub fn run(args: &Args, input: &mut dyn BufRead, out: &mut dyn Write) -> Result<(), String> {
    let model = lists::model(&args.model)?;
    let table = args.lists.read(&model.settings.fields)?;
    let (labels, ids) = match &args.clusters {
        Some(path) => clusters(&table, &read_clusters(path).map_err(say)?)?,
        None => ((0..).take(table.len()).collect(), HashMap::new()),
    };
    let floor = args.floor.unwrap_or(model.threshold - 5.0);
    let mut standing = Standing::new(model, table, &labels).map_err(say)?.with_one_record_each(&args.one_record_each);
    // A record that stands for a cluster goes on to, whoever joins it.
    let ids = ids.into_iter().map(|(label, called)| (standing.cluster_of(label), called)).collect();
    let mut desk = Desk { standing, ids, floor };
    let ready = json!({ "ready": desk.standing.table().len(), "columns": desk.standing.columns() });
    answer(out, &ready)?;
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = std::io::Read::take(&mut *input, LONGEST).read_until(b'\n', &mut line).map_err(say)?;
        if read == 0 {
            return Ok(());
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        let cut = line.last() != Some(&b'\n') && read as u64 == LONGEST;
        if cut {
            // The rest of it is no line of its own.
            skip_line(input)?;
        }
        let said = if cut { Err("a line has at most 1 MB".to_owned()) } else { desk.take(&line) };
        answer(out, &said.unwrap_or_else(|error| json!({ "error": error })))?;
    }
}

fn skip_line(input: &mut dyn BufRead) -> Result<(), String> {
    loop {
        let waiting = input.fill_buf().map_err(say)?;
        let (end, used) = match waiting.iter().position(|b| *b == b'\n') {
            Some(at) => (true, at + 1),
            None => (waiting.is_empty(), waiting.len()),
        };
        input.consume(used);
        if end {
            return Ok(());
        }
    }
}

fn answer(out: &mut dyn Write, value: &Value) -> Result<(), String> {
    writeln!(out, "{value}").and_then(|()| out.flush()).map_err(say)
}

/// Which records are one person, and by the record that stands for it what its cluster is called.
type Clusters = (Vec<u32>, HashMap<u32, String>);

fn clusters(table: &Table, of: &HashMap<(String, String), String>) -> Result<Clusters, String> {
    let (mut first, mut labels) = (HashMap::<&str, u32>::new(), Vec::with_capacity(table.len()));
    let mut ids = HashMap::new();
    for record in 0..u32::try_from(table.len()).unwrap_or(u32::MAX) {
        let (source, id) = name(table, record);
        let Some(cluster) = of.get(&(source.to_owned(), id.to_owned())) else {
            return Err("the clusters are not those of a run over these lists: a record is in none".to_owned());
        };
        let label = *first.entry(cluster).or_insert(record);
        ids.entry(label).or_insert_with(|| cluster.clone());
        labels.push(label);
    }
    Ok((labels, ids))
}

/// What a new record says: its own id, the list it is from, and its columns.
struct Comes {
    id: String,
    source: String,
    values: Map<String, Value>,
}

impl Comes {
    fn read(line: &[u8]) -> Result<Self, String> {
        let wrong = || "a line is one object: {\"id\": …, \"source\": …, \"values\": {column: text}}".to_owned();
        let Ok(Value::Object(mut said)) = serde_json::from_slice(line) else { return Err(wrong()) };
        let mut text = |key: &str| match said.remove(key) {
            Some(Value::String(text)) if !text.is_empty() => Ok(text),
            _ => Err(wrong()),
        };
        let (id, source) = (text("id")?, text("source")?);
        let Some(Value::Object(values)) = said.remove("values") else { return Err(wrong()) };
        Ok(Self { id, source, values })
    }
}

struct Desk {
    standing: Standing,
    ids: HashMap<u32, String>,
    floor: f64,
}

impl Desk {
    fn take(&mut self, line: &[u8]) -> Result<Value, String> {
        let comes = Comes::read(line)?;
        let columns = self.standing.columns();
        if let Some(unknown) = comes.values.keys().position(|key| !columns.contains(key)) {
            return Err(format!("value {} is of a column that the model does not read", unknown + 1));
        }
        let mut values: Vec<&str> = Vec::with_capacity(columns.len());
        for column in columns {
            match comes.values.get(column) {
                None | Some(Value::Null) => values.push(""),
                Some(Value::String(text)) => values.push(text),
                Some(_) => return Err(format!("the column {column} holds a text")),
            }
        }
        let arrival = self.standing.add(&comes.id, &comes.source, &values, self.floor).map_err(say)?;
        Ok(self.said(&arrival, &comes))
    }

    fn said(&mut self, arrival: &Arrival, comes: &Comes) -> Value {
        let candidates: Vec<Value> = arrival
            .candidates
            .iter()
            .map(|c| {
                let reasons: Vec<Value> = c
                    .explanation
                    .reasons
                    .iter()
                    .map(|r| json!({ "comparison": r.comparison, "finding": r.finding, "bits": bits(r.millibits) }))
                    .collect();
                let cluster = self.standing.cluster_of(c.record);
                let (source, id) = name(self.standing.table(), c.record);
                json!({
                    "source": source,
                    "id": id,
                    "cluster": self.cluster(cluster),
                    "bits": bits(c.pair.millibits),
                    "probability": c.explanation.probability,
                    "same": c.explanation.same,
                    "reasons": reasons,
                })
            })
            .collect();
        json!({
            "id": comes.id,
            "source": comes.source,
            "cluster": self.cluster(arrival.cluster),
            "alone": arrival.cluster == arrival.record,
            "taken": arrival.taken.iter().map(|c| self.cluster(*c)).collect::<Vec<_>>(),
            "also_fits": arrival.also_fits.iter().map(|c| self.cluster(*c)).collect::<Vec<_>>(),
            "compared": arrival.compared,
            "keys_cut": arrival.keys_cut,
            "candidates": candidates,
        })
    }

    /// What a cluster is called; of one that has no name yet, the record that stands for it.
    fn cluster(&self, label: u32) -> Value {
        match self.ids.get(&label) {
            Some(called) => json!(called),
            None => {
                let (source, id) = name(self.standing.table(), label);
                json!({ "source": source, "id": id })
            }
        }
    }
}

fn bits(millibits: i32) -> f64 {
    f64::from(millibits) / 1000.0
}
