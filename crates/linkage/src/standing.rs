//! One new record against all that are known: found, scored, explained, and put into its cluster at once.

use crate::block::keys_of;
use crate::compare::{KeyTest, Scorer, Scratch, compile_key};
use crate::explain::{Explanation, explain_with};
use crate::group::Sets;
use crate::link::{ScoredPair, score_pair};
use crate::model::{Model, ModelError};
use crate::table::{Table, TableBuilder, TableError};
use hashbrown::{HashMap, HashSet};
use rayon::prelude::*;

/// Records of one key that are looked at: beyond this a key says too little (a million of one name).
const MOST_OF_A_KEY: usize = 256;

/// What is wrong with a new record, or the model.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StandingError {
    /// The model.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The record.
    #[error(transparent)]
    Table(#[from] TableError),
}

/// A record that may be the same person as the new one.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The pair with the new record.
    pub pair: ScoredPair,
    /// The record that was known.
    pub record: u32,
    /// Why.
    pub explanation: Explanation,
}

/// What became of a new record.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrival {
    /// Its number.
    pub record: u32,
    /// Known records that may be the same person, the likeliest first.
    pub candidates: Vec<Candidate>,
    /// Records that shared a key and were compared.
    pub compared: u32,
    /// Keys so common that only the latest of their records were looked at.
    pub keys_cut: u32,
    /// The record that stands for its cluster now; itself if it is a new person.
    pub cluster: u32,
    /// Clusters that the new record shows to be one: a person should look, so they were left apart. The new record
    /// went to the first.
    pub also_fits: Vec<u32>,
    /// Clusters that it fits and cannot belong to: they have a record of its list already, which has each person once.
    pub taken: Vec<u32>,
}

/// An index that stands ready. Scores are those of a run over the whole list: the same model, the same function.
pub struct Standing {
    model: Model,
    builder: TableBuilder,
    scorer: Scorer,
    rules: Vec<Vec<KeyTest>>,
    /// By rule: records sorted by key, from when the index was built.
    built: Vec<Vec<(u32, u32)>>,
    /// By rule: records that came since.
    since: Vec<HashMap<u32, Vec<u32>>>,
    clusters: Sets,
    /// Lists that have each person once, and the clusters that have a record of each.
    single: HashMap<String, HashSet<u32>>,
    scratch: Scratch,
}

impl Standing {
    /// Builds the index of a table. `labels` says which records are one person, as a run found it.
    ///
    /// # Errors
    /// If the model does not fit the table, or there is not one label for each record.
    pub fn new(model: Model, table: Table, labels: &[u32]) -> Result<Self, StandingError> {
        if labels.len() != table.len() || labels.iter().any(|l| *l as usize >= table.len()) {
            return Err(TableError::Width { found: labels.len(), wanted: table.len() }.into());
        }
        let scorer = Scorer::new(&model, &table)?;
        let rules = model
            .settings
            .blocking
            .iter()
            .map(|rule| compile_key(&model.settings, &rule.key, "blocking"))
            .collect::<Result<Vec<_>, _>>()?;
        let built = rules
            .par_iter()
            .map(|rule| {
                let mut of: Vec<(u32, u32)> = Vec::with_capacity(table.len());
                for record in 0..u32::try_from(table.len()).unwrap_or(u32::MAX) {
                    let keys = keys_of(&table, table.row(record), rule);
                    of.extend(keys.into_iter().filter(|k| *k != 0).map(|k| (k, record)));
                }
                of.par_sort_unstable();
                of
            })
            .collect();
        let mut clusters = Sets::new(table.len());
        for (record, label) in (0..).zip(labels) {
            clusters.join(record, *label);
        }
        Ok(Self {
            since: vec![HashMap::new(); rules.len()],
            builder: TableBuilder::resume(table)?,
            model,
            scorer,
            rules,
            built,
            clusters,
            single: HashMap::new(),
            scratch: Scratch::default(),
        })
    }

    /// Says which lists have each person once, by name: a new record of such a list joins no cluster that has one of it.
    #[must_use]
    pub fn with_one_record_each(mut self, lists: &[String]) -> Self {
        let table = self.builder.table();
        self.single.extend(lists.iter().map(|list| (list.clone(), HashSet::new())));
        let names = table.source_names();
        let single: Vec<bool> = names.iter().map(|name| lists.contains(name)).collect();
        for record in 0..u32::try_from(table.len()).unwrap_or(u32::MAX) {
            let source = usize::from(table.source(record));
            if single[source]
                && let Some(has) = self.single.get_mut(&names[source])
            {
                has.insert(self.clusters.find(record));
            }
        }
        self
    }

    /// All records known.
    #[must_use]
    pub const fn table(&self) -> &Table {
        self.builder.table()
    }
    /// The columns whose text [`Self::add`] takes.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        self.builder.columns()
    }
    /// The record that stands for a record's cluster.
    pub fn cluster_of(&mut self, record: u32) -> u32 {
        self.clusters.find(record)
    }

    /// Takes in a record: finds who it may be, says why, and puts it into its cluster. `floor` is the least score, in
    /// bits, of a candidate that is named.
    ///
    /// # Errors
    /// If the values are not one a column.
    pub fn add(&mut self, id: &str, source: &str, values: &[&str], floor: f64) -> Result<Arrival, StandingError> {
        let record = self.builder.push(id, source, values)?;
        let table = self.builder.table();
        self.scorer.extend(&self.model, table);
        let row = table.row(record);
        let (mut found, mut keys_cut) = (Vec::new(), 0);
        let mut mine = Vec::with_capacity(self.rules.len() * 2);
        for (at, rule) in self.rules.iter().enumerate() {
            for key in keys_of(table, row, rule).into_iter().filter(|k| *k != 0) {
                let built = &self.built[at];
                let start = built.partition_point(|e| e.0 < key);
                let end = start + built[start..].partition_point(|e| e.0 == key);
                let (old, new) = (&built[start..end], self.since[at].get(&key).map_or(&[][..], Vec::as_slice));
                keys_cut += u32::from(old.len() + new.len() > MOST_OF_A_KEY);
                let latest = new.iter().rev().copied().chain(old.iter().rev().map(|e| e.1));
                found.extend(latest.take(MOST_OF_A_KEY));
                mine.push((at, key));
            }
        }
        found.sort_unstable();
        found.dedup();
        let floor = crate::compare::millibits(floor);
        let compared = u32::try_from(found.len()).unwrap_or(u32::MAX);
        let mut pairs: Vec<ScoredPair> = found
            .into_iter()
            .filter_map(|known| {
                score_pair(&self.scorer, table, (record, row), (known, table.row(known)), floor, &mut self.scratch)
            })
            .collect();
        pairs.sort_unstable_by(|x, y| y.millibits.cmp(&x.millibits).then(x.a.cmp(&y.a)));
        let mut candidates = Vec::with_capacity(pairs.len().min(20));
        for pair in pairs.iter().take(20) {
            let known = pair.a;
            let explanation = explain_with(&self.scorer, &self.model, table, known, record, &mut self.scratch);
            candidates.push(Candidate { pair: *pair, record: known, explanation });
        }
        for (at, key) in mine {
            self.since[at].entry(key).or_default().push(record);
        }
        self.clusters.push();
        let threshold = crate::compare::millibits(self.model.threshold);
        let (mut also_fits, mut taken) = (Vec::new(), Vec::new());
        let mut first = None;
        for pair in pairs.iter().filter(|p| p.millibits >= threshold) {
            let cluster = self.clusters.find(pair.a);
            if self.single.get(source).is_some_and(|has| has.contains(&cluster)) {
                if !taken.contains(&cluster) {
                    taken.push(cluster);
                }
                continue;
            }
            match first {
                None => first = Some(cluster),
                Some(f) if f != cluster && !also_fits.contains(&cluster) => also_fits.push(cluster),
                Some(_) => {}
            }
        }
        if let Some(cluster) = first {
            self.clusters.join(cluster, record);
        }
        let cluster = self.clusters.find(record);
        // Another record may stand for the cluster now.
        for has in self.single.values_mut() {
            if first.is_some_and(|before| before != cluster && has.remove(&before)) {
                has.insert(cluster);
            }
        }
        if let Some(has) = self.single.get_mut(source) {
            has.insert(cluster);
        }
        Ok(Arrival { record, candidates, compared, keys_cut, cluster, also_fits, taken })
    }
}
