//! Cases are made of a part: all of it in one unit of work, or nothing.

use super::alike::{Keys, known_to, likely};
use super::part::{Prepared, Ready};
use super::work::{Work, at_part};
use super::{Ground, ImportCounts, destroy_file};
use crate::actor::Actor;
use crate::cases::parts::{Written, as_refs, classes, write_section};
use crate::error::AppError;
use crate::forms::pinned;
use crate::login::note;
use crate::look::Look;
use crate::people::evidence::matching_is_off;
use crate::people::members::settle;
use crate::people::propose_among;
use crate::work::follow::follow;
use crate::work::marks::follow_marks;
use crate::{App, Inner};
use disclosure::{Decision, EntryHead};
use kernel::{CaseId, EntryId, PersonId};
use ledger::Action;
use notice::model::{Act, CategoryIx};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use store::{Bulk, Case, ImportIssue, ImportPlace, ImportedCase, Tx};

impl App {
    /// Writes a part.
    pub(super) fn write_part(&self, work: &Arc<Work>, prepared: Prepared) -> Result<(), AppError> {
        let (w, prepared) = (Arc::clone(work), Arc::new(prepared));
        self.act_much(&work.actor.caller, "import part", move |tx, inner| {
            let run = at_part(tx, &w, prepared.part)?;
            // What was made ready under another version of the notice or its form is made ready again.
            if !Ground::of(tx, inner, &w.actor, &run.service)?.is(&w.ground) {
                return Err(AppError::Conflict);
            }
            let mut issues = prepared.wrong.clone();
            let off = matching_is_off(&w.ground.notice);
            let left_out =
                if run.only_new && !off { known(tx, inner, &w.actor, &prepared.ready)? } else { HashSet::new() };
            let ready: Vec<&Ready> = prepared.ready.iter().filter(|r| !left_out.contains(&r.number)).collect();
            issues.extend(left_out.iter().map(|number| issue(*number, "left-out", "")));
            let (looks, refused) = make(tx, inner, &w, &ready)?;
            issues.extend(refused.iter().map(|number| {
                issue(
                    *number,
                    "wrong",
                    "0|You may not record all of this for the purpose you act for: leave columns out",
                )
            }));
            let made: Vec<&Ready> = ready.iter().copied().filter(|r| !refused.contains(&r.number)).collect();
            let cases: Vec<ImportedCase> =
                made.iter().map(|r| ImportedCase { number: r.number, case_id: r.case.id, kept: false }).collect();
            tx.insert_imported_cases(run.id, &cases)?;
            follow_up(tx, &w, &looks, &made)?;
            house(tx, inner, &w, &looks, &made)?;
            let mut counts = ImportCounts::of(&run);
            if !off {
                propose(tx, inner, &w.actor, &looks, &made)?;
            }
            issues.sort_by_key(|i| i.number);
            tx.insert_import_issues(run.id, &issues)?;
            let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            counts.made += count(made.len());
            counts.left_out += count(left_out.len());
            counts.wrong += count(prepared.wrong.len() + refused.len());
            counts.done += count(prepared.ready.len() + prepared.wrong.len());
            let last = prepared.part >= run.parts;
            tx.move_import(
                &run,
                &ImportPlace {
                    state: if last { "done" } else { "running" },
                    next_part: prepared.part + 1,
                    counts: counts.text()?,
                    problem: String::new(),
                    ended: last,
                },
            )?;
            if last && counts.wrong == 0 && counts.left_out == 0 {
                destroy_file(tx, &run, "nothing of it is left to put right")?;
                note(tx, "system:import", Action::Erase, &format!("import {}: its file is destroyed", run.id))?;
            }
            Ok(())
        })
    }
}

fn issue(number: i32, kind: &str, detail: &str) -> ImportIssue {
    let detail = if detail.is_empty() { Vec::new() } else { vec![detail.to_owned()] };
    ImportIssue { number, kind: kind.to_owned(), detail }
}

/// The rows about people whom the actor may know to be on record.
fn known(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor, ready: &[Ready]) -> Result<HashSet<i32>, AppError> {
    let keys: Vec<&Keys> = ready.iter().map(|r| &r.keys).collect();
    let known = known_to(tx, inner, actor, &keys)?;
    Ok(known.into_iter().filter_map(|at| ready.get(at)).map(|r| r.number).collect())
}

/// Makes cases: each is decided about as one that somebody typed; those of which the gate says the same stand in one entry of the
/// ledger, with the tag of each. Answers with what was made, and the rows that the gate does not let the actor record.
fn make(
    tx: &mut Tx<'_>,
    inner: &Inner,
    w: &Work,
    ready: &[&Ready],
) -> Result<(HashMap<CaseId, Look>, HashSet<i32>), AppError> {
    let now = tx.now();
    let cases: Vec<Case> = ready.iter().map(|r| Case { created_at: now, updated_at: now, ..r.case.clone() }).collect();
    let mut looks: HashMap<CaseId, Look> =
        Look::many(tx, inner, &w.actor, cases)?.into_iter().map(|look| (look.case.id, look)).collect();
    let mut groups: Vec<(Decision, Vec<&Ready>)> = Vec::new();
    let mut refused = HashSet::new();
    for row in ready {
        let decision = looks.get(&row.case.id).map(|look| look.decide(Act::Record, &row.categories));
        let Some(decision) = decision.filter(|d| d.outcomes().iter().all(|o| o.released)) else {
            looks.remove(&row.case.id);
            refused.insert(row.number);
            continue;
        };
        match groups.iter_mut().find(|(first, _)| first.outcomes() == decision.outcomes()) {
            Some((_, rows)) => rows.push(row),
            None => groups.push((decision, vec![row])),
        }
    }
    for (decision, rows) in groups {
        let head = EntryHead {
            id: EntryId::new(tx.now(), tx.entropy()),
            at: now,
            action: Action::Create,
            subjects: rows.iter().map(|r| r.tag).collect(),
            detail: format!("import {}", w.run.id),
        };
        let entry = decision.to_entry(&w.ground.notice.gate, &w.actor.caller, head);
        let mut bulk = Bulk::default();
        for row in rows {
            bulk.people.push((row.case.person, row.keys.all.clone()));
            bulk.cases.push(Case { created_at: now, updated_at: now, ..row.case.clone() });
            bulk.sections.extend(row.sections.iter().map(|s| store::Section { recorded_at: now, ..s.clone() }));
            bulk.keys.extend(row.new_keys.iter().cloned());
        }
        tx.load(&bulk, &entry)?;
    }
    Ok((looks, refused))
}

/// Writes down the sections that speak of members of the household, and the members as people of their own.
fn house(
    tx: &mut Tx<'_>,
    inner: &Inner,
    w: &Work,
    looks: &HashMap<CaseId, Look>,
    made: &[&Ready],
) -> Result<(), AppError> {
    let form = pinned(w.ground.form.as_deref());
    let written = Written { source: &w.run.source, form: &form, standing: None, unseen: &[] };
    for row in made.iter().filter(|row| !row.housed.is_empty()) {
        let Some(look) = looks.get(&row.case.id) else { continue };
        let categories: Vec<CategoryIx> = row.housed.iter().map(|(category, _)| *category).collect();
        let classes = classes(&w.ground.notice, (row.case.person, row.case.id), &categories);
        let ring = tx.ring_for_sealing(&as_refs(&classes))?;
        let mut met = Vec::new();
        for (category, content) in &row.housed {
            met.extend(write_section(tx, look, &ring, *category, 1, content, &w.actor, &written)?);
        }
        settle(tx, inner, &w.actor, look, &met)?;
    }
    Ok(())
}

/// What there is to do because of what the rows say.
fn follow_up(tx: &mut Tx<'_>, w: &Work, looks: &HashMap<CaseId, Look>, made: &[&Ready]) -> Result<(), AppError> {
    for row in made {
        let (Some(contents), Some(look)) = (&row.alerting, looks.get(&row.case.id)) else { continue };
        let written: Vec<_> = contents.iter().map(|(c, content)| (*c, content)).collect();
        follow(tx, &w.actor, look, w.ground.form.as_deref(), &written, false)?;
        let fresh: Vec<_> = contents.iter().map(|(c, content)| (*c, None, content)).collect();
        follow_marks(tx, look, &fresh)?;
    }
    Ok(())
}

/// Whoever may be on record already is compared, and proposed if it is likely enough: as after a case that somebody typed. How
/// many were is not told: it would say that somebody is on record whom the importer may not know.
fn propose(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    looks: &HashMap<CaseId, Look>,
    made: &[&Ready],
) -> Result<(), AppError> {
    let rows: Vec<(PersonId, &Keys)> = made.iter().map(|r| (r.case.person, &r.keys)).collect();
    for (at, others) in likely(tx, &rows)? {
        let Some(look) = made.get(at).and_then(|r| looks.get(&r.case.id)) else { continue };
        propose_among(tx, inner, actor, look, &others)?;
    }
    Ok(())
}
