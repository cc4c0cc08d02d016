//! What is so of closed cases that decides how long they are kept: holds, chosen periods, days of birth and death, the end
//! of support with every body, the corporate schedule.

use super::life::Life;
use crate::Inner;
use crate::error::AppError;
use crate::notices::Published;
use casework::closing::{HOLD_REASONS, code_words};
use casework::retention::{Anchors, Chosen, Circumstances};
use casework::schedule::Schedule;
use clocks::retention::Hold;
use jiff::Span;
use jiff::civil::Date;
use kernel::{CaseId, PersonId, london_date};
use notice::source::Keep;
use std::collections::HashMap;
use std::sync::Arc;
use store::{Case, CaseClock, CaseParty, CaseState, RetentionDecision, RetentionKind, Tx};

/// For so long a hold counts that nobody has decided about yet: nothing is destroyed meanwhile, and nothing kept for ever.
const UNDECIDED_DAYS: i64 = 14;

/// What is so of some cases. Loaded at once, with as many queries as for one.
pub(crate) struct Clocks {
    decisions: Vec<RetentionDecision>,
    clocks: Vec<CaseClock>,
    lives: HashMap<CaseId, Life>,
    support: HashMap<CaseId, Option<Date>>,
    schedules: HashMap<String, Arc<Schedule>>,
}

impl Clocks {
    /// Of the closed ones among some cases. Days of birth and death are unsealed only from the month on in which they count.
    pub(crate) fn of(
        tx: &mut Tx<'_>,
        inner: &Inner,
        cases: &[Case],
        parties: &[CaseParty],
        today: Date,
    ) -> Result<Self, AppError> {
        let closed: Vec<&Case> = cases.iter().filter(|c| c.state == CaseState::Closed).collect();
        let mut it = Self {
            decisions: Vec::new(),
            clocks: Vec::new(),
            lives: HashMap::new(),
            support: HashMap::new(),
            schedules: HashMap::new(),
        };
        if closed.is_empty() {
            return Ok(it);
        }
        let ids: Vec<CaseId> = closed.iter().map(|c| c.id).collect();
        it.decisions = tx.retention_decisions(&ids)?;
        it.clocks = tx.case_clocks(&ids)?;
        let due: Vec<(CaseId, PersonId)> = it
            .clocks
            .iter()
            .filter(|clock| clock.sealed.is_some() && clock.look_on <= today)
            .filter_map(|clock| closed.iter().find(|c| c.id == clock.case_id).map(|c| (c.id, c.person)))
            .collect();
        it.unseal(tx, &due)?;
        for case in closed {
            // A body that still works on the case gives support: until when is known once that day has passed.
            let ended = |p: &store::CaseParty| p.until.filter(|last| *last < today);
            let ends = parties.iter().filter(|p| p.case_id == case.id).map(ended);
            it.support.insert(case.id, support_ended(case.closed_on, ends));
            let notice = inner.published(tx, case.notice_version)?;
            if refers(&notice)
                && !it.schedules.contains_key(&notice.compiled.id)
                && let Some(stored) = tx.retention_schedule(&notice.compiled.id)?
            {
                let schedule = Schedule::read(&stored.title, &stored.source)
                    .map_err(|_| AppError::Fault("a stored retention schedule cannot be read".to_owned()))?;
                it.schedules.insert(notice.compiled.id.clone(), Arc::new(schedule));
            }
        }
        Ok(it)
    }

    /// Of one case, with its days of birth and death whatever the month.
    pub(crate) fn of_one(tx: &mut Tx<'_>, inner: &Inner, case: &Case, today: Date) -> Result<Self, AppError> {
        let parties = tx.case_parties(&[case.id])?;
        let mut it = Self::of(tx, inner, std::slice::from_ref(case), &parties, today)?;
        if it.clocks.iter().any(|c| c.sealed.is_some()) && it.lives.is_empty() {
            it.unseal(tx, &[(case.id, case.person)])?;
        }
        Ok(it)
    }

    fn unseal(&mut self, tx: &mut Tx<'_>, cases: &[(CaseId, PersonId)]) -> Result<(), AppError> {
        for (id, person) in cases {
            let Some(clock) = self.clocks.iter().find(|c| c.case_id == *id) else { continue };
            if let Some(life) = Life::unseal(tx, clock, *person)? {
                self.lives.insert(*id, life);
            }
        }
        Ok(())
    }

    /// The decisions about a case, the newest first.
    pub(crate) fn decisions(&self, case: CaseId) -> impl Iterator<Item = &RetentionDecision> {
        self.decisions.iter().filter(move |d| d.case_id == case)
    }

    /// The days of birth and death that are known of a case.
    pub(crate) fn life(&self, case: CaseId) -> Life {
        self.lives.get(&case).copied().unwrap_or_default()
    }

    /// What is so of one case.
    pub(crate) fn circumstances(&self, notice: &Published, case: &Case) -> Circumstances {
        let mut so = Circumstances {
            anchors: Anchors {
                closed: case.closed_on,
                support_ended: self.support.get(&case.id).copied().flatten(),
                ..Anchors::default()
            },
            schedule: self.schedules.get(&notice.compiled.id).cloned(),
            ..Circumstances::default()
        };
        self.life(case.id).count_in(&mut so);
        for decision in self.decisions(case.id).filter(|d| d.ended_at.is_none()) {
            match (decision.kind, decision.approved) {
                (RetentionKind::Hold, Some(true)) => {
                    so.holds.push(Hold { why: hold_words(&decision.code), until: decision.until_on });
                }
                (RetentionKind::Hold, None) => {
                    let asked = london_date(decision.asked_at);
                    let until = asked.checked_add(Span::new().days(UNDECIDED_DAYS)).ok();
                    so.holds.push(Hold { why: format!("{} (not approved yet)", hold_words(&decision.code)), until });
                }
                // The newest comes first, and the first that is found counts.
                (RetentionKind::Period, _) => {
                    if let Some(years) = decision.years.and_then(|y| u32::try_from(y).ok()) {
                        so.chosen.push(Chosen { statement: decision.statement.clone(), years });
                    }
                }
                (RetentionKind::Destroy, _) => so.condemned.push(decision.statement.clone()),
                (RetentionKind::Hold, Some(false)) | (RetentionKind::Look | RetentionKind::Reopen, _) => {}
            }
        }
        so
    }
}

/// Why a hold stands, as it follows "because".
pub(crate) fn hold_words(code: &str) -> String {
    let words = code_words(HOLD_REASONS, code).unwrap_or("somebody has to decide about it");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// Whether a notice leaves its periods to a schedule.
pub(crate) fn refers(notice: &Published) -> bool {
    notice.compiled.retention.iter().any(|r| r.held_by.is_empty() && matches!(r.keep, Keep::ByReference(_)))
}

/// The day on which support ended with the council and every body that worked on the case; none while one still does.
fn support_ended(closed: Option<Date>, ends: impl Iterator<Item = Option<Date>>) -> Option<Date> {
    let mut last = closed?;
    for end in ends {
        last = last.max(end?);
    }
    Some(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn support_ends_with_the_last_body_that_gives_it() {
        let closed = Some(date(2026, 5, 1));
        assert_eq!(support_ended(closed, [].into_iter()), closed);
        assert_eq!(support_ended(closed, [Some(date(2026, 4, 1))].into_iter()), closed);
        assert_eq!(support_ended(closed, [Some(date(2026, 7, 1)), None].into_iter()), None);
        assert_eq!(support_ended(closed, [Some(date(2026, 7, 1))].into_iter()), Some(date(2026, 7, 1)));
        assert_eq!(support_ended(None, [Some(date(2026, 7, 1))].into_iter()), None);
    }
}
