//! How much records say by themselves: who can be linked with nobody, since too little is known of them.

use crate::compare::{Scorer, Scratch};
use crate::model::{Model, ModelError};
use crate::table::Table;

/// The bits that each record would have with another that says the very same. Where these do not reach the threshold, no record can be
/// linked with it, whatever is on other lists.
///
/// # Errors
/// If the model does not fit the table.
pub fn alone(model: &Model, table: &Table) -> Result<Vec<f64>, ModelError> {
    let scorer = Scorer::new(model, table)?;
    let mut scratch = Scratch::default();
    let bits = (0..u32::try_from(table.len()).unwrap_or(u32::MAX)).map(|record| {
        let row = table.row(record);
        f64::from(scorer.total(scorer.levels(table, row, row, &mut scratch), row, row)) / 1000.0
    });
    Ok(bits.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case_records;
    use people::{BirthDate, Identity, PersonName};

    #[test]
    fn whoever_is_known_by_a_common_name_only_can_be_linked_with_nobody() {
        let model = case_records::model().unwrap();
        let who = |name: &str, born: &str| Identity {
            names: vec![PersonName::from_full(name)],
            born: BirthDate::parse(born, 2026).ok(),
            ..Identity::default()
        };
        let people = [who("John Smith", ""), who("John Smith", "3/3/1980"), who("Perpetua Quillfeather", "")];
        let mut builder = case_records::builder().unwrap();
        for person in &people {
            builder.push("", "", &case_records::values(person).each_ref().map(String::as_str)).unwrap();
        }
        let table = builder.finish();
        let bits = alone(model, &table).unwrap();
        assert!(bits[0] < model.threshold && bits[1] > model.threshold && bits[2] > model.threshold, "{bits:?}");
        for (person, bits) in people.iter().zip(bits) {
            let twice = case_records::pair(model, person, person).unwrap().millibits;
            assert!((f64::from(twice) / 1000.0 - bits).abs() < 1e-9);
        }
    }
}
