//! Pairs that share a key, as counts of what they agree on.

use crate::block::Plan;
use crate::compare::{LevelSet, Scorer, compile_key};
use crate::hash;
use crate::link::{Between, Meeting, Work};
use crate::model::{BlockingRule, KeyPart, Limits, Model, ModelError, Settings};
use crate::table::Table;
use hashbrown::HashMap;
use std::ops::ControlFlow;

/// What pairs of one key agree on.
#[derive(Debug, Clone)]
pub(super) struct Session {
    /// Each pattern of levels and how many pairs have it.
    pub patterns: Vec<(LevelSet, f64)>,
    /// By comparison, whether it says something that the key does not say already.
    pub tells: Vec<bool>,
    /// The pairs of the key, looked at or not, over those looked at.
    pub scale: f64,
}

fn with_rules(settings: &Settings, keys: &[Vec<KeyPart>], limits: Limits) -> Settings {
    let blocking = keys.iter().map(|key| BlockingRule { key: key.clone(), divide_by: vec![] }).collect();
    Settings { blocking, limits, ..settings.clone() }
}

impl Session {
    pub fn gather(model: &Model, table: &Table, key: &[KeyPart], number: u64) -> Result<Self, ModelError> {
        let settings = &model.settings;
        let limits = Limits { largest_block: 5_000, pairs_per_record: 100.0 };
        let narrow = with_rules(settings, &[key.to_vec()], limits);
        let mut plan = Plan::for_few(&narrow, table)?;
        let wanted = settings.training.session_pairs.max(1);
        let all = plan.pairs();
        // Every unit of work has about as many pairs, so leaving units out leaves pairs out evenly.
        plan.refine_units(wanted.div_ceil(512).max(500));
        if all > wanted {
            let seed = settings.training.seed ^ number << 40;
            let limit = u128::from(wanted) * (1 << 64) / u128::from(all);
            let mut place = 0;
            plan.units.retain(|_| {
                place += 1;
                u128::from(hash::draw(seed, place)) < limit
            });
        }
        plan.bridges.clear();
        // Levels are all that is asked for, not what they are worth.
        let scorer = Scorer::bare(crate::compare::Compiled::of_settings(settings)?, table);
        let meeting = Meeting::new(&Between::All, table).map_err(|_| ModelError::OtherFields)?;
        let mut counts = HashMap::<LevelSet, u64>::new();
        let mut seen = 0_u64;
        Work { scorer: &scorer, table, plan: &plan, meeting: &meeting, notes: None, floor: i32::MIN }.run(
            0,
            &mut |chunk| {
                for pair in &chunk.pairs {
                    *counts.entry(pair.levels).or_default() += 1;
                }
                seen += chunk.compared;
                ControlFlow::Continue(())
            },
        );
        let compiled_key = compile_key(settings, key, "training")?;
        let of_key: Vec<usize> = compiled_key.iter().flat_map(|k| k.fields()).collect();
        let tells = scorer
            .compiled
            .comparisons
            .iter()
            .map(|c| {
                if c.needs.is_empty() {
                    let mut spoken_of = Vec::new();
                    c.levels.iter().for_each(|l| l.test.fields(&mut spoken_of));
                    !spoken_of.iter().any(|f| of_key.contains(f))
                } else {
                    !c.needs.iter().any(|f| of_key.contains(f))
                }
            })
            .collect();
        #[expect(clippy::cast_precision_loss, reason = "counts of pairs")]
        let mut patterns: Vec<(LevelSet, f64)> = counts.into_iter().map(|(set, n)| (set, n as f64)).collect();
        patterns.sort_unstable_by_key(|pattern| pattern.0);
        #[expect(clippy::cast_precision_loss, reason = "counts of pairs")]
        let scale = all as f64 / seen.max(1) as f64;
        Ok(Self { patterns, tells, scale })
    }
}

/// How common a match is: pairs of the certain rules, over the share of all matches that they find.
pub(super) fn prior(settings: &Settings, table: &Table) -> Result<f64, ModelError> {
    let limits = Limits { largest_block: 200, pairs_per_record: 20.0 };
    let narrow = with_rules(settings, &settings.training.certain, limits);
    let plan = Plan::for_few(&narrow, table)?;
    let meeting = Meeting::new(&Between::All, table).map_err(|_| ModelError::OtherFields)?;
    let compiled = crate::compare::Compiled::default();
    let scorer = Scorer::bare(compiled, table);
    let mut pairs = 0;
    Work { scorer: &scorer, table, plan: &plan, meeting: &meeting, notes: None, floor: i32::MAX }.run(
        0,
        &mut |chunk| {
            pairs += chunk.compared;
            ControlFlow::Continue(())
        },
    );
    #[expect(clippy::cast_precision_loss, reason = "counts of pairs")]
    let (found, n) = (pairs.max(1) as f64, table.len() as f64);
    Ok((found / settings.training.certain_recall.clamp(0.05, 1.0) / (n * (n - 1.0) / 2.0).max(1.0)).clamp(1e-12, 0.5))
}
