//! The model by which case records under a notice are compared: the one that comes with the program, or another that reviewers' decisions
//! taught. A person offers it, sees how both answer what was decided, and takes it up with a reason; every model before stays, and can be
//! taken up again. Nothing learns by itself.

use super::lawful::may_run;
use super::review::{findings, last_seen, seen_as};
use super::run::there_for;
use crate::actor::Actor;
use crate::error::AppError;
use crate::login::note;
use crate::{App, Inner};
use kernel::Timestamp;
use ledger::Action;
use linkage::{Judged, Judgement, Model, case_records, judgement};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use store::{LinkageModel, LinkageModelUse, Tx};

/// Runs whose decisions are looked at, the newest first.
const RUNS: u32 = 50;
/// The largest model file that is taken, in bytes.
const LARGEST: usize = 2_000_000;
/// The longest reason, in letters.
const LONGEST: usize = 500;
/// Findings whose worth is told of one by one: those that differ by at least so many thousandths of a bit.
const WORTH_TELLING: i32 = 10;

/// Models that were read before, by notice and number.
#[derive(Default)]
pub(crate) struct Models(RwLock<HashMap<(String, i32), Arc<Model>>>);

/// How two models answer what people decided.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct ModelsJudged {
    /// Decided pairs, whose score was seen by somebody who acts as the reader does.
    pub pairs: u64,
    /// Of these, pairs of one person.
    pub same: u64,
    /// The share on the right side of the threshold, from 0 to 1: with the model in use, and with the other.
    pub right: (f64, f64),
    /// Mean surprise in bits: 0 is perfect, 1 is a coin. With the model in use, and with the other.
    pub surprise: (f64, f64),
}

/// A model of a notice, in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkageModelLine {
    /// Its number; 0 is the one that comes with the program.
    pub number: i32,
    /// What it is called.
    pub name: String,
    /// What it is, in words.
    pub about: String,
    /// Who offered it and when; none of the one that comes with the program.
    pub offered: Option<(String, Timestamp)>,
    /// Whether it is in use.
    pub in_use: bool,
    /// Whether it can be: it goes on from the model that comes with the program today.
    pub fits: bool,
    /// When it was taken up, by whom and why, the last first.
    pub taken: Vec<(String, Timestamp, String)>,
}

/// A model beside the one in use.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkageModelView {
    /// The model.
    pub line: LinkageModelLine,
    /// What the one in use is called.
    pub used: String,
    /// How both answer what was decided.
    pub judged: ModelsJudged,
    /// Findings that would be worth another thing: comparison, finding, thousandths of a bit with the one in use, and with this one.
    pub changes: Vec<(String, String, i32, i32)>,
}

/// The model that comes with the program.
fn shipped() -> Result<&'static Model, AppError> {
    case_records::model().map_err(|e| AppError::Fault(format!("the model cannot be read: {e}")))
}

impl Inner {
    /// The model by which records under a notice are compared today.
    pub(crate) fn model(&self, tx: &mut Tx<'_>, notice_id: &str) -> Result<Arc<Model>, AppError> {
        let number = tx.linkage_model_in_use(notice_id)?;
        self.model_numbered(tx, notice_id, number)
    }

    /// A model of a notice. One that does not go on from the model of today's program (which finds other things) gives way to that.
    fn model_numbered(&self, tx: &mut Tx<'_>, notice_id: &str, number: i32) -> Result<Arc<Model>, AppError> {
        let place = (notice_id.to_owned(), number);
        if let Some(known) = self.models.0.read().unwrap_or_else(PoisonError::into_inner).get(&place) {
            return Ok(Arc::clone(known));
        }
        let offered = if number == 0 { None } else { tx.linkage_model(notice_id, number)? };
        let model = match offered {
            Some(row) => read(&row)?.unwrap_or(shipped()?.clone()),
            None => shipped()?.clone(),
        };
        let model = Arc::new(model);
        self.models.0.write().unwrap_or_else(PoisonError::into_inner).insert(place, Arc::clone(&model));
        Ok(model)
    }

    /// The model of a name that was written down; the one in use where there is none of it any more.
    pub(super) fn model_named(&self, tx: &mut Tx<'_>, notice_id: &str, name: &str) -> Result<Arc<Model>, AppError> {
        let used = self.model(tx, notice_id)?;
        if used.name == name {
            return Ok(used);
        }
        let number = if name == case_records::VERSION {
            Some(0)
        } else {
            tx.linkage_models(notice_id)?.into_iter().find(|row| row.name == name).map(|row| row.number)
        };
        match number {
            Some(number) => self.model_numbered(tx, notice_id, number),
            None => Ok(used),
        }
    }
}

/// A model that was offered, if it goes on from the one that comes with the program today.
fn read(row: &LinkageModel) -> Result<Option<Model>, AppError> {
    let Ok(model) = Model::from_toml(&row.content) else { return Ok(None) };
    Ok(model.differs_in_what_was_taught_only(shipped()?).then_some(model))
}

fn may(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor) -> Result<(), AppError> {
    let notice = inner.latest(tx, &actor.capacity.notice)?.ok_or(AppError::NotFound)?;
    if may_run(&notice, actor) { Ok(()) } else { Err(AppError::NotFound) }
}

/// The models of a notice, the one that comes with the program first.
fn lines(tx: &mut Tx<'_>, inner: &Inner, notice_id: &str) -> Result<Vec<LinkageModelLine>, AppError> {
    let (rows, uses) = (tx.linkage_models(notice_id)?, tx.linkage_model_uses(notice_id)?);
    let in_use = uses.first().map_or(0, |used| used.number);
    let own = shipped()?;
    let mut lines = vec![LinkageModelLine {
        number: 0,
        name: own.name.clone(),
        about: own.about.clone(),
        offered: None,
        in_use: in_use == 0,
        fits: true,
        taken: Vec::new(),
    }];
    for row in rows {
        lines.push(LinkageModelLine {
            fits: read(&row)?.is_some(),
            offered: Some((inner.account_name(tx, row.offered_by)?, row.offered_at)),
            in_use: in_use == row.number,
            number: row.number,
            name: row.name,
            about: row.about,
            taken: Vec::new(),
        });
    }
    for used in uses {
        let by = inner.account_name(tx, used.taken_by)?;
        if let Some(line) = lines.iter_mut().find(|line| line.number == used.number) {
            line.taken.push((by, used.taken_at, used.reason));
        }
    }
    // One that the program of today cannot use is not in use, whatever was taken up.
    if lines.iter().any(|line| line.in_use && !line.fits) {
        lines.iter_mut().for_each(|line| line.in_use = line.number == 0);
    }
    Ok(lines)
}

/// What was decided in runs for the actor's purpose, as far as it counts for them, each with the model whose score they saw.
fn decided(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor) -> Result<Vec<(Judged, Arc<Model>)>, AppError> {
    let (notice, mine) = (actor.capacity.notice.clone(), seen_as(actor));
    let (mut all, mut named) = (Vec::new(), HashMap::<String, Arc<Model>>::new());
    for run in tx.linkage_runs(&notice, Some(&actor.purpose), RUNS)? {
        let (pairs, verdicts) = (tx.linkage_pairs(run.id)?, tx.linkage_verdicts(run.id)?);
        let there = there_for(tx, inner, actor, &pairs)?;
        for pair in pairs.iter().filter(|p| p.state == "same" || p.state == "different") {
            let Some((millibits, verdict)) = last_seen(pair, &there, &verdicts, &mine) else { continue };
            let name = if verdict.model.is_empty() { &run.model } else { &verdict.model };
            let by = match named.get(name) {
                Some(known) => Arc::clone(known),
                None => named.entry(name.clone()).or_insert(inner.model_named(tx, &notice, name)?).clone(),
            };
            // A score of a model that is gone can be reckoned over into nothing.
            if by.name != *name {
                continue;
            }
            let judged = Judged { findings: findings(&by, &verdict.evidence), millibits, same: pair.state == "same" };
            all.push((judged, by));
        }
    }
    Ok(all)
}

fn compared(used: &Model, other: &Model, decided: &[(Judged, Arc<Model>)]) -> ModelsJudged {
    let judged: Vec<(Judged, &Model)> = decided.iter().map(|(judged, by)| (judged.clone(), &**by)).collect();
    let (Judgement { surprise, right }, after) = (judgement(used, &judged), judgement(other, &judged));
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    ModelsJudged {
        pairs: count(judged.len()),
        same: count(judged.iter().filter(|(judged, _)| judged.same).count()),
        right: (right, after.right),
        surprise: (surprise, after.surprise),
    }
}

/// Findings that are worth another thing with another model.
fn changes(used: &Model, other: &Model) -> Vec<(String, String, i32, i32)> {
    let mut changes = Vec::new();
    for comparison in &used.settings.comparisons {
        let worth = |model: &Model, at: usize| {
            let level = model.levels.get(&comparison.name).and_then(|levels| levels.get(at));
            level.map_or(0, linkage::model::LevelParameters::millibits)
        };
        for (at, level) in comparison.levels.iter().enumerate() {
            let (before, after) = (worth(used, at), worth(other, at));
            if (before - after).abs() >= WORTH_TELLING {
                changes.push((comparison.name.clone(), level.label.clone(), before, after));
            }
        }
    }
    changes.sort_by_key(|(.., before, after)| std::cmp::Reverse((before - after).abs()));
    changes
}

impl App {
    /// The models of the actor's notice.
    ///
    /// # Errors
    /// `NotFound` for whoever may begin no run.
    pub fn linkage_models(&self, actor: &Actor) -> Result<Vec<LinkageModelLine>, AppError> {
        let (inner, actor) = (&self.inner, actor.clone());
        inner.store.read(&actor.caller.clone(), "linkage models", |tx| {
            may(tx, inner, &actor)?;
            lines(tx, inner, &actor.capacity.notice)
        })
    }

    /// A model beside the one in use: how both answer what people decided, as far as the actor may see it, and what would be worth another
    /// thing.
    ///
    /// # Errors
    /// `NotFound` when there is none, or for whoever may begin no run.
    pub fn linkage_model(&self, actor: &Actor, number: i32) -> Result<LinkageModelView, AppError> {
        let (inner, actor) = (&self.inner, actor.clone());
        inner.store.read(&actor.caller.clone(), "linkage model", |tx| {
            may(tx, inner, &actor)?;
            let notice = actor.capacity.notice.clone();
            let line = lines(tx, inner, &notice)?.into_iter().find(|line| line.number == number);
            let line = line.ok_or(AppError::NotFound)?;
            let (used, other) = (inner.model(tx, &notice)?, inner.model_numbered(tx, &notice, number)?);
            let judged = compared(&used, &other, &decided(tx, inner, &actor)?);
            Ok(LinkageModelView { used: used.name.clone(), judged, changes: changes(&used, &other), line })
        })
    }

    /// The file of a model (TOML), from which another can be taught.
    ///
    /// # Errors
    /// `NotFound` when there is none, or for whoever may begin no run.
    pub fn linkage_model_file(&self, actor: &Actor, number: i32) -> Result<String, AppError> {
        let (inner, actor) = (&self.inner, actor.clone());
        inner.store.read(&actor.caller.clone(), "linkage model file", |tx| {
            may(tx, inner, &actor)?;
            let text = if number == 0 {
                shipped()?.to_toml().map_err(|e| AppError::Fault(format!("the model cannot be written: {e}")))?
            } else {
                tx.linkage_model(&actor.capacity.notice, number)?.ok_or(AppError::NotFound)?.content
            };
            Ok(text)
        })
    }

    /// Keeps a model that was taught, so that it can be compared and taken up. Nothing uses it yet. It is on the ledger.
    ///
    /// # Errors
    /// `Refused` when it is no model, or not one that goes on from the model that comes with the program; `NotFound` for whoever may begin
    /// no run.
    pub fn offer_linkage_model(&self, actor: &Actor, file: &[u8]) -> Result<i32, AppError> {
        let refuse = |words: &str| Err(AppError::Refused(words.to_owned()));
        if file.len() > LARGEST {
            return refuse("The file is too large for a model");
        }
        let Some(model) = std::str::from_utf8(file).ok().and_then(|text| Model::from_toml(text).ok()) else {
            return refuse("This is no model file: choose the file that casement link teach wrote");
        };
        if !model.differs_in_what_was_taught_only(shipped()?) {
            return refuse(
                "This model compares or weighs other things than the one that comes with the program: make it with casement link teach, from the model in use",
            );
        }
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "offer linkage model", move |tx, inner| {
            may(tx, inner, &actor)?;
            let notice = actor.capacity.notice.clone();
            let number = tx.linkage_models(&notice)?.last().map_or(1, |last| last.number.saturating_add(1));
            let name = format!("{}.{number}", case_records::VERSION);
            let model = Model { name: name.clone(), ..model.clone() };
            let content = model.to_toml().map_err(|e| AppError::Fault(format!("the model cannot be written: {e}")))?;
            let row = LinkageModel {
                number,
                name: name.clone(),
                about: model.about.chars().take(LONGEST).collect(),
                content,
                offered_by: actor.account,
                offered_at: tx.now(),
            };
            tx.insert_linkage_model(&notice, &row)?;
            let detail = format!("model {name} offered for comparing records under {notice}; nothing uses it yet");
            note(tx, &disclosure::actor(&actor.caller), Action::Administer, &detail)?;
            Ok(number)
        })
    }

    /// Takes up a model: from now on records under the actor's notice are compared by it. How it and the one before answer what people
    /// decided is kept with the reason. Taking up an earlier one is the way back.
    ///
    /// # Errors
    /// `Refused` without a reason, when it is in use already, or when the program of today cannot use it; `NotFound` when there is none, or
    /// for whoever may begin no run.
    pub fn take_up_linkage_model(&self, actor: &Actor, number: i32, reason: &str) -> Result<(), AppError> {
        let refuse = |words: &str| Err(AppError::Refused(words.to_owned()));
        let reason = reason.trim().to_owned();
        if reason.is_empty() {
            return refuse("Say why");
        }
        if reason.chars().count() > LONGEST {
            return refuse("The reason must be 500 characters or fewer");
        }
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "take up linkage model", move |tx, inner| {
            may(tx, inner, &actor)?;
            let notice = actor.capacity.notice.clone();
            let all = lines(tx, inner, &notice)?;
            let line = all.into_iter().find(|line| line.number == number).ok_or(AppError::NotFound)?;
            if !line.fits {
                return refuse("The program finds other things today than this model knows of: teach another one");
            }
            if line.in_use {
                return refuse("This model is in use already");
            }
            let (used, other) = (inner.model(tx, &notice)?, inner.model_numbered(tx, &notice, number)?);
            let judged = compared(&used, &other, &decided(tx, inner, &actor)?);
            let text =
                serde_json::to_string(&judged).map_err(|_| AppError::Fault("figures cannot be written".to_owned()))?;
            let place = tx.linkage_model_uses(&notice)?.first().map_or(1, |last| last.place.saturating_add(1));
            let taken = LinkageModelUse {
                place,
                number,
                reason: reason.clone(),
                judged: text,
                taken_by: actor.account,
                taken_at: tx.now(),
            };
            tx.insert_linkage_model_use(&notice, &taken)?;
            let detail = format!(
                "model {} in the place of {} for comparing records under {notice}; of {} decided pairs {:.1} % right before, {:.1} % now: {reason}",
                other.name,
                used.name,
                judged.pairs,
                judged.right.0 * 100.0,
                judged.right.1 * 100.0
            );
            note(tx, &disclosure::actor(&actor.caller), Action::Administer, &detail)
        })
    }
}
