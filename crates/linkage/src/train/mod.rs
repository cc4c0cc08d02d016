//! Learning what each level is worth, without being told which records belong together.

mod chance;
mod em;
mod sessions;

use crate::compare::{Compiled, compile_key};
use crate::model::{Calibration, LevelParameters, Model, ModelError, Settings};
use crate::table::Table;
use sessions::Session;
use std::collections::BTreeMap;

/// How far a training is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Counting how often values occur, and what strangers agree on by chance.
    Chance,
    /// How common a match is.
    Prior,
    /// A session of expectation maximisation.
    Session {
        /// From 1.
        number: usize,
        /// How many.
        of: usize,
    },
    /// Telling people of one household apart.
    Household,
    /// Done.
    Done,
}

/// Learns a model from lists: what strangers agree on from random pairs and counted values, what records of one person
/// agree on by expectation maximisation in blocks, with the former held fast (as Splink does), and what people of one
/// household have in common. The same lists, settings and seed give the same model, on any number of threads.
///
/// # Errors
/// If the settings contradict themselves.
pub fn train(settings: &Settings, table: &Table, progress: &mut dyn FnMut(Step)) -> Result<Model, ModelError> {
    let compiled = Compiled::of_settings(settings)?;
    if *settings.fields != *table.fields() {
        return Err(ModelError::OtherFields);
    }
    progress(Step::Chance);
    let mut model = Model {
        name: String::new(),
        about: String::new(),
        prior: 1e-6,
        household_prior: 0.0,
        threshold: 0.0,
        calibration: Calibration::default(),
        settings: settings.clone(),
        levels: starting_levels(settings),
        frequencies: chance::frequencies(settings, &compiled, table),
    };
    let u = chance::chances(settings, &compiled, table);
    for (comparison, shares) in settings.comparisons.iter().zip(u) {
        for (p, u) in model.levels.entry(comparison.name.clone()).or_default().iter_mut().zip(shares) {
            p.u = u;
        }
    }
    progress(Step::Prior);
    model.prior = sessions::prior(settings, table)?;
    let mut sessions = Vec::new();
    for (at, key) in settings.training.sessions.iter().enumerate() {
        progress(Step::Session { number: at + 1, of: settings.training.sessions.len() });
        sessions.push(Session::gather(&model, table, key, at as u64)?);
    }
    em::learn_matches(&mut model, &sessions, None);
    if let Some(key) = &settings.training.household {
        progress(Step::Household);
        compile_key(settings, key, "training.household")?;
        let home = Session::gather(&model, table, key, 0x4057)?;
        for _ in 0..2 {
            let household = em::learn_household(&mut model, &home, table.len() as u64);
            em::learn_matches(&mut model, &sessions, Some(&household));
        }
        em::learn_household(&mut model, &home, table.len() as u64);
    }
    progress(Step::Done);
    Ok(model)
}

fn starting_levels(settings: &Settings) -> BTreeMap<String, Vec<LevelParameters>> {
    let start = |count: usize| {
        // The first levels of a comparison are where records of one person mostly are.
        let weight = |at: usize| 0.2_f64.powi(i32::try_from(at).unwrap_or(15));
        let sum: f64 = (0..count).map(weight).sum();
        (0..count).map(|at| LevelParameters { m: weight(at) / sum, u: 0.1, household: None, learned: 0.0 }).collect()
    };
    settings.comparisons.iter().map(|c| (c.name.clone(), start(c.levels.len()))).collect()
}
