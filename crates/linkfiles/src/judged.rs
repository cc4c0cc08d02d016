//! Decisions of matching runs, as casework gives them out: of each pair what was found, in words of the model, and what a person said. No
//! record is in it.

use crate::error::FileError;
use linkage::{Judged, Model};
use std::collections::BTreeMap;
use std::path::Path;

/// Reads the decisions that can teach a model: of each pair the last that says what was found of it. Answers how many pairs were left out
/// too: not decided, decided by somebody who saw another thing than whoever took the file out, or with the score of another model.
///
/// # Errors
/// If it is no such file, or names a finding that the model does not have: then it is of another model.
pub fn read_judged(path: &Path, model: &Model) -> Result<(Vec<Judged>, usize), FileError> {
    let cannot = |_| FileError::broken(path, "this is not a file of decisions (labels.csv of a matching run)");
    let mut reader = csv::Reader::from_path(path).map_err(cannot)?;
    let header = reader.headers().map_err(cannot)?.clone();
    let place = |name: &str| {
        let found = header.iter().position(|column| column == name);
        found.ok_or_else(|| FileError::NoColumn { file: path.into(), column: name.to_owned(), found: header.len() })
    };
    let (pair, state, bits, by) = (place("pair")?, place("state")?, place("bits")?, place("model")?);
    let comparisons = &model.settings.comparisons;
    let places: Vec<usize> = comparisons.iter().map(|c| place(&c.name)).collect::<Result<_, _>>()?;
    let mut found: BTreeMap<String, Option<Judged>> = BTreeMap::new();
    for row in reader.records() {
        let row = row.map_err(cannot)?;
        let cell = |at: usize| row.get(at).unwrap_or_default();
        let kept = found.entry(cell(pair).to_owned()).or_default();
        let same = match cell(state) {
            "same" => true,
            "different" => false,
            _ => continue,
        };
        // A score of another model is no score of this one.
        if cell(bits).is_empty() || !model.name.is_empty() && cell(by) != model.name {
            continue;
        }
        let bits: f64 = cell(bits).parse().ok().filter(|b: &f64| b.is_finite()).ok_or_else(|| {
            FileError::broken(path, "a score in the column `bits` is no number: take the file out of the run anew")
        })?;
        let mut findings = Vec::with_capacity(places.len());
        for (comparison, at) in comparisons.iter().zip(&places) {
            let finding = cell(*at);
            let level = comparison.levels.iter().position(|level| level.label == finding);
            if level.is_none() && !finding.is_empty() {
                return Err(FileError::broken(
                    path,
                    "it names a finding that this model does not have: it was made with another model",
                ));
            }
            findings.push(level);
        }
        #[expect(clippy::cast_possible_truncation, reason = "clamped")]
        let millibits = (bits * 1000.0).round().clamp(-1e6, 1e6) as i32;
        *kept = Some(Judged { findings, millibits, same });
    }
    let left_out = found.values().filter(|judged| judged.is_none()).count();
    Ok((found.into_values().flatten().collect(), left_out))
}
