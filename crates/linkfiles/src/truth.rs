//! Who really is who, where somebody knows: for marking a run, never for linking.

use crate::error::FileError;
use crate::list::id_hash;
use crate::parquet_list;
use crate::rows::Format;
use linkage::Table;
use std::collections::HashMap;
use std::path::Path;

/// The true person of each record, and the group it is reported under.
#[derive(Debug, Clone, Default)]
pub struct Truth {
    /// By record number: the person, or 0 where it is not known.
    pub person: Vec<u32>,
    /// By record number: a group by which errors are reported, where the file has one.
    pub group: Vec<u16>,
    /// The groups' names.
    pub groups: Vec<String>,
}

impl Truth {
    /// Whether two records are one person, if both are known.
    #[must_use]
    pub fn same(&self, a: u32, b: u32) -> Option<bool> {
        match (self.person.get(a as usize), self.person.get(b as usize)) {
            (Some(p), Some(q)) if *p != 0 && *q != 0 => Some(p == q),
            _ => None,
        }
    }
    /// How many pairs are one person.
    #[must_use]
    pub fn pairs(&self) -> u64 {
        let mut sizes: HashMap<u32, u64> = HashMap::new();
        for person in self.person.iter().filter(|p| **p != 0) {
            *sizes.entry(*person).or_default() += 1;
        }
        sizes.values().map(|n| n * (n - 1) / 2).sum()
    }
}

/// Reads a file of `record_id` and `person_id`, and perhaps a column of groups, for the records of a table.
///
/// # Errors
/// If it cannot be read or has not the columns.
pub fn read_truth(path: &Path, table: &Table, id: &str, person: &str, group: Option<&str>) -> Result<Truth, FileError> {
    let mut of: HashMap<u64, (u32, u16)> = HashMap::new();
    let (mut people, mut groups): (HashMap<String, u32>, Vec<String>) = (HashMap::new(), Vec::new());
    let cannot = |_| FileError::broken(path, "this is not a CSV file with one row a record");
    let mut reader = csv::Reader::from_path(path).map_err(cannot)?;
    let header = reader.headers().map_err(cannot)?.clone();
    let place = |name: &str| {
        header.iter().position(|h| h == name).ok_or_else(|| FileError::NoColumn {
            file: path.to_owned(),
            column: name.to_owned(),
            found: header.len(),
        })
    };
    let (id, person) = (place(id)?, place(person)?);
    let group = group.map(place).transpose()?;
    let mut numbers = HashMap::<String, usize>::new();
    for row in reader.records() {
        let row = row.map_err(cannot)?;
        let next = u32::try_from(people.len() + 1).unwrap_or(u32::MAX);
        let number = *people.entry(row[person].to_owned()).or_insert(next);
        let under = group.map_or(0, |g| {
            let at = *numbers.entry(row[g].to_owned()).or_insert_with(|| {
                groups.push(row[g].to_owned());
                groups.len() - 1
            });
            u16::try_from(at).unwrap_or(u16::MAX)
        });
        of.insert(id_hash("", &row[id]), (number, under));
    }
    let found: Vec<(u32, u16)> = (0..u32::try_from(table.len()).unwrap_or(0))
        .map(|r| of.get(&id_hash("", table.id(r))).copied().unwrap_or((0, 0)))
        .collect();
    Ok(Truth { person: found.iter().map(|f| f.0).collect(), group: found.iter().map(|f| f.1).collect(), groups })
}

/// Reads the clusters of an earlier run: by list and id, the cluster.
///
/// # Errors
/// If it cannot be read or has not the columns.
pub fn read_clusters(path: &Path) -> Result<HashMap<(String, String), String>, FileError> {
    let columns = ["source", "id", "cluster"].map(str::to_owned);
    let mut clusters = HashMap::new();
    each_row(path, &columns, &mut |_, texts| {
        clusters.insert((texts[0].clone(), texts[1].clone()), texts[2].clone());
        Ok(())
    })?;
    Ok(clusters)
}

/// Hands on some columns of a CSV or Parquet file, row by row.
fn each_row(path: &Path, columns: &[String], each: &mut parquet_list::EachRow<'_>) -> Result<(), FileError> {
    if Format::of(path)? == Format::Parquet {
        return parquet_list::rows(path, columns, each);
    }
    let cannot = |_| FileError::broken(path, "this is not a CSV file with as many values in each row as in the first");
    let mut reader = csv::Reader::from_path(path).map_err(cannot)?;
    let header = reader.headers().map_err(cannot)?.clone();
    let places = columns
        .iter()
        .map(|name| {
            header.iter().position(|h| h == name).ok_or_else(|| FileError::NoColumn {
                file: path.to_owned(),
                column: name.clone(),
                found: header.len(),
            })
        })
        .collect::<Result<Vec<_>, _>>()?;
    for (row, at) in reader.records().zip(2..) {
        let row = row.map_err(cannot)?;
        let texts: Vec<String> = places.iter().map(|p| row[*p].to_owned()).collect();
        each(at, &texts)?;
    }
    Ok(())
}
