//! What a run has read so far, kept part by part, so that a worker that follows one that died reads nobody twice. A part is sealed as lists
//! are, under the run's own key, and dropped when everything has been compared.

use super::CLASS;
use super::begin::recorded;
use super::run::{Side, Work, left_out_of};
use crate::App;
use crate::error::AppError;
use disclosure::Sealed;
use kernel::{CaseId, PersonId};
use ledger::Action;
use notice::model::Act;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use store::{LinkagePart, LinkageRun, Tx};

/// What is read of one person: who, the key, and what is compared.
pub(super) type Read = (PersonId, [u8; 16], [String; 12]);

/// The content of a part.
#[derive(Serialize, Deserialize)]
struct Part {
    read: Vec<Read>,
    out: Vec<PersonId>,
}

/// What an earlier worker had read.
#[derive(Default)]
pub(super) struct Kept {
    pub(super) sides: Vec<Side>,
    pub(super) out: HashSet<PersonId>,
    /// The last case that was gone through.
    pub(super) behind: Option<CaseId>,
    pub(super) parts: i32,
}

/// Keeps what was just read, in the unit of work in which it was read.
pub(super) fn keep_part(
    tx: &mut Tx<'_>,
    run: &LinkageRun,
    number: i32,
    last_case: CaseId,
    read: &[Read],
    out: &HashSet<PersonId>,
) -> Result<(), AppError> {
    let part = Part { read: read.to_vec(), out: out.iter().copied().collect() };
    let plain = serde_json::to_vec(&part).map_err(|_| AppError::Fault("a part cannot be written".to_owned()))?;
    let ring = tx.ring_for_sealing(&[(run.person, CLASS)])?;
    let sealed = ring
        .seal(&LinkagePart::place(number, run), &plain, tx.entropy())
        .map_err(|e| AppError::Fault(e.to_string()))?;
    tx.insert_linkage_part(run.id, &LinkagePart { number, last_case, sealed })?;
    Ok(())
}

impl App {
    /// What an earlier worker had read, if there was one: without those who are left out by now, or are on record no more. That it is opened
    /// again is on the ledger, once.
    pub(super) fn read_before(&self, work: &Work) -> Result<Kept, AppError> {
        let w = work.clone();
        self.act(&work.actor.caller, "go on with linkage", move |tx, _| {
            let mut parts = tx.linkage_parts(w.run.id)?;
            // Parts are dropped when somebody is erased: what came after them is not all.
            if parts.iter().zip(1..).any(|(part, number)| part.number != number) {
                tx.drop_linkage_parts(w.run.id)?;
                parts.clear();
            }
            let (Some(last), Some((name, _))) = (parts.last(), &w.notice.well_known.name) else {
                return Ok(Kept::default());
            };
            w.keep(tx)?;
            let mut kept = Kept { behind: Some(last.last_case), parts: last.number, ..Kept::default() };
            let detail = format!("goes on after {} parts that were read before a worker stopped", parts.len());
            let recorded = recorded(tx, &w.notice, &w.actor, &w.run, (Act::See, Action::Query), &detail)?;
            let grant = recorded.grant(*name).ok_or(AppError::NotFound)?;
            let ring = tx.ring(&[(w.run.person, CLASS)])?;
            let mut read: Vec<Read> = Vec::new();
            for part in parts {
                let place = LinkagePart::place(part.number, &w.run);
                let opened = Sealed::<Part>::new(place, *name, part.sealed).open(&grant, &ring);
                let opened = opened.map_err(|e| AppError::Fault(e.to_string()))?;
                read.extend_from_slice(&opened.get().read);
                kept.out.extend(&opened.get().out);
            }
            let mut there = HashSet::new();
            let people: Vec<PersonId> = read.iter().map(|(person, ..)| *person).collect();
            for some in people.chunks(500) {
                let cases = tx.cases_of(some)?;
                kept.out.extend(left_out_of(tx, &cases)?);
                there.extend(cases.into_iter().map(|case| case.person));
            }
            kept.sides = read
                .into_iter()
                .filter(|(person, ..)| there.contains(person))
                .map(|(person, key, values)| Side::own(person, key, values))
                .collect();
            Ok(kept)
        })
    }
}
