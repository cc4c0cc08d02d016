//! A model in the words of Splink, so that it runs on Spark, `DuckDB` or Athena when the work outgrows one machine.
//!
//! Splink has neither our cleaning nor our household and learned terms: its input is the cleaned list that
//! `casement link export --cleaned` writes, and what has no counterpart is refused rather than changed in silence.

use crate::model::{BlockingRule, Condition, KeyPart, Model};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// What Splink cannot say.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExportError {
    /// A test of a level.
    #[error(
        "Splink has no test like that of the level \"{level}\" of {comparison}: leave the level out of the model and train again"
    )]
    Level {
        /// The comparison.
        comparison: String,
        /// The level.
        level: String,
    },
    /// A blocking key.
    #[error("Splink cannot block like blocking rule {0}")]
    Rule(usize),
    /// The household.
    #[error("the model tells people of one household apart, which Splink cannot: train it without `household`")]
    Household,
}

/// The settings, as Splink 4 and 5 read them.
///
/// # Errors
/// What Splink cannot say.
pub fn settings(model: &Model) -> Result<Value, ExportError> {
    if model.household_prior > 0.0 {
        return Err(ExportError::Household);
    }
    let mut comparisons = Vec::new();
    for comparison in &model.settings.comparisons {
        let mut levels = Vec::new();
        if !comparison.needs.is_empty() {
            let missing: Vec<String> =
                comparison.needs.iter().map(|f| format!("\"{f}_l\" IS NULL OR \"{f}_r\" IS NULL")).collect();
            levels.push(
                json!({ "sql_condition": missing.join(" OR "), "label_for_charts": "missing", "is_null_level": true }),
            );
        }
        let parameters = model.levels.get(&comparison.name).map(Vec::as_slice).unwrap_or_default();
        for (level, p) in comparison.levels.iter().zip(parameters) {
            let condition = match &level.when {
                Condition::Otherwise => "ELSE".to_owned(),
                other => condition(other).ok_or_else(|| ExportError::Level {
                    comparison: comparison.name.clone(),
                    level: level.label.clone(),
                })?,
            };
            let mut out = Map::new();
            out.insert("sql_condition".into(), json!(condition));
            out.insert("label_for_charts".into(), json!(level.label));
            // What reviews taught is part of the weight.
            out.insert("m_probability".into(), json!((p.m.max(1e-9) * p.learned.exp2()).min(1.0)));
            out.insert("u_probability".into(), json!(p.u.max(1e-9)));
            if let Some(field) = &level.rarity_of {
                out.insert("tf_adjustment_column".into(), json!(field));
                out.insert("tf_adjustment_weight".into(), json!(1.0));
            }
            levels.push(Value::Object(out));
        }
        comparisons.push(json!({
            "output_column_name": comparison.name,
            "comparison_levels": levels,
            "comparison_description": comparison.name,
        }));
    }
    let mut rules = Vec::new();
    for (at, rule) in model.settings.blocking.iter().enumerate() {
        rules.push(json!({ "blocking_rule": block(rule).ok_or(ExportError::Rule(at + 1))?, "sql_dialect": "duckdb" }));
    }
    Ok(json!({
        "link_type": "dedupe_only",
        "unique_id_column_name": "unique_id",
        "source_dataset_column_name": "source_dataset",
        "probability_two_random_records_match": model.prior,
        "retain_matching_columns": true,
        "retain_intermediate_calculation_columns": true,
        "sql_dialect": "duckdb",
        "linker_uid": "casement",
        "em_convergence": 0.0001,
        "max_iterations": 25,
        "comparisons": comparisons,
        "blocking_rules_to_generate_predictions": rules,
    }))
}

/// By field, how often each value occurs, the way that Splink has to be told: it measures rarity against the chance of the level, and we against
/// the chance of the counted values, so each share is multiplied by the one over the other.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts of people")]
pub fn term_frequencies(model: &Model) -> BTreeMap<&str, Vec<(&str, f64)>> {
    let mut all = BTreeMap::new();
    for comparison in &model.settings.comparisons {
        let parameters = model.levels.get(&comparison.name).map(Vec::as_slice).unwrap_or_default();
        for (level, p) in comparison.levels.iter().zip(parameters) {
            let Some((field, counted)) = level.rarity_of.as_deref().and_then(|f| Some((f, model.frequencies.get(f)?)))
            else {
                continue;
            };
            let share = |n: u64| n as f64 / counted.total.max(1) as f64;
            let kept: u64 = counted.counts.values().sum();
            let rare = model.settings.training.rarest_kept.max(1);
            let chance = counted.counts.values().map(|n| share(*n).powi(2)).sum::<f64>()
                + share(counted.total.saturating_sub(kept)) * share(rare);
            let by = p.u.max(1e-9) / chance.max(1e-12);
            all.insert(field, counted.counts.iter().map(|(value, n)| (value.as_str(), share(*n) * by)).collect());
        }
    }
    all
}

fn both(field: &str, test: &str) -> String {
    test.replace("{l}", &format!("\"{field}_l\"")).replace("{r}", &format!("\"{field}_r\""))
}

fn condition(condition: &Condition) -> Option<String> {
    let prefix = |field: &str, test: &str| both(field, test);
    Some(match condition {
        Condition::Exact(f) => both(f, "{l} = {r}"),
        Condition::Similar { field, at_least } => {
            both(field, &format!("jaro_winkler_similarity({{l}}, {{r}}) >= {at_least}"))
        }
        Condition::Edits { field, at_most } => both(field, &format!("damerau_levenshtein({{l}}, {{r}}) <= {at_most}")),
        Condition::Crossed(f, g) => format!("(\"{f}_l\" = \"{g}_r\" AND \"{f}_r\" = \"{g}_l\")"),
        Condition::Either(f, g) => format!("(\"{f}_l\" = \"{g}_r\" OR \"{f}_r\" = \"{g}_l\")"),
        Condition::Initial(f) => {
            prefix(f, "(substr({l}, 1, 1) = substr({r}, 1, 1) AND (length({l}) = 1 OR length({r}) = 1))")
        }
        Condition::DayMonthSwapped(f) => prefix(
            f,
            "(substr({l}, 1, 4) = substr({r}, 1, 4) AND substr({l}, 6, 2) = substr({r}, 9, 2) AND substr({l}, 9, 2) = substr({r}, 6, 2))",
        ),
        Condition::FirstOfJanuary(f) => prefix(
            f,
            "(substr({l}, 1, 4) = substr({r}, 1, 4) AND (substr({l}, 6) = '01-01' OR substr({r}, 6) = '01-01'))",
        ),
        Condition::SameYear(f) => prefix(f, "substr({l}, 1, 4) = substr({r}, 1, 4)"),
        Condition::SameMonth(f) => prefix(f, "substr({l}, 1, 7) = substr({r}, 1, 7)"),
        Condition::SameDay(f) => prefix(f, "substr({l}, 6) = substr({r}, 6)"),
        Condition::DaysApart { field, at_most } => both(
            field,
            &format!("abs(date_diff('day', try_cast({{l}} AS DATE), try_cast({{r}} AS DATE))) <= {at_most}"),
        ),
        // Cleaned postcodes have one space, before the inward part.
        Condition::Sector(f) => prefix(
            f,
            "(contains({l}, ' ') AND regexp_extract({l}, '^[A-Z0-9]+ [0-9]') = regexp_extract({r}, '^[A-Z0-9]+ [0-9]'))",
        ),
        Condition::District(f) => prefix(f, "split_part({l}, ' ', 1) = split_part({r}, ' ', 1)"),
        Condition::Area(f) => prefix(f, "regexp_extract({l}, '^[A-Za-z]+') = regexp_extract({r}, '^[A-Za-z]+')"),
        Condition::Missing(f) => prefix(f, "({l} IS NULL OR {r} IS NULL)"),
        Condition::All(inner) => joined(inner, " AND ")?,
        Condition::Any(inner) => joined(inner, " OR ")?,
        Condition::Not(inner) => format!("NOT coalesce({}, FALSE)", self::condition(inner)?),
        Condition::Otherwise => "TRUE".to_owned(),
        _ => return None,
    })
}

fn joined(inner: &[Condition], by: &str) -> Option<String> {
    // In SQL a test of something missing is neither true nor false; ours is false.
    let parts =
        inner.iter().map(|c| Some(format!("coalesce({}, FALSE)", condition(c)?))).collect::<Option<Vec<_>>>()?;
    Some(format!("({})", parts.join(by)))
}

fn block(rule: &BlockingRule) -> Option<String> {
    let equal = |of: &dyn Fn(&str) -> String| format!("{} = {}", of("l"), of("r"));
    let parts = rule
        .key
        .iter()
        .map(|part| {
            Some(match part {
                KeyPart::Value(f) => equal(&|s| format!("{s}.\"{f}\"")),
                KeyPart::Prefix(f, n) => equal(&|s| format!("substr({s}.\"{f}\", 1, {n})")),
                KeyPart::Year(f) => equal(&|s| format!("substr({s}.\"{f}\", 1, 4)")),
                KeyPart::Decade(f) => equal(&|s| format!("substr({s}.\"{f}\", 1, 3)")),
                KeyPart::Month(f) => equal(&|s| format!("substr({s}.\"{f}\", 1, 7)")),
                KeyPart::DayOfYear(f) => equal(&|s| format!("substr({s}.\"{f}\", 6)")),
                KeyPart::Sector(f) => {
                    equal(&|s| format!("nullif(regexp_extract({s}.\"{f}\", '^[A-Z0-9]+ [0-9]'), '')"))
                }
                KeyPart::District(f) => equal(&|s| format!("split_part({s}.\"{f}\", ' ', 1)")),
                KeyPart::Unordered(f, g) => {
                    // `least` of one value and of nothing is that value, and a record with one name has no such key.
                    equal(&|s| {
                        let (f, g) = (format!("{s}.\"{f}\""), format!("{s}.\"{g}\""));
                        format!(
                            "case when {f} is not null and {g} is not null then least({f}, {g}) || '|' || greatest({f}, {g}) end"
                        )
                    })
                }
                KeyPart::ShortForm(_)
                | KeyPart::Sound(_)
                | KeyPart::Joined(_)
                | KeyPart::Parts(_)
                | KeyPart::YearAndFigures(_) => {
                    return None;
                }
            })
        })
        .collect::<Option<Vec<_>>>()?;
    Some(parts.join(" AND "))
}
