//! Opening a case: the use case to read first.

use super::parts::{agencies, blocked_in, due_line, kept, names, notice_line, section_view, with_teams, writers};
use crate::App;
use crate::actor::Actor;
use crate::error::AppError;
use crate::look::Look;
use crate::requests::STATEMENT;
use crate::views::{CaseView, Item};
use crate::work::items::{content, shown};
use crate::work::warnings::in_force;
use casework::CloseReason;
use kernel::{CaseId, PersonId, london_date};
use ledger::Action;
use notice::model::Act;
use sealing::CLASS_SUBJECT;
use store::{CaseState, ItemFilter};

/// How many statements of the person are shown at most.
const MOST_STATEMENTS: u32 = 100;

impl App {
    /// Opens a case: every category is asked for, the decision is on the ledger before anything is unsealed.
    ///
    /// # Errors
    /// `NotFound` when there is none, or nothing of it is released to this actor for this purpose.
    pub fn open(&self, actor: &Actor, case: CaseId) -> Result<CaseView, AppError> {
        #[cfg(feature = "baseline")]
        if let Some(skeleton) = &self.inner.baseline {
            return self.open_plain(actor, case, skeleton);
        }
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "open case", move |tx, inner| {
            let Some(look) = Look::at(tx, inner, &actor, case)? else { return Ok(None) };
            let sections = tx.sections(case)?;
            // A server that has just started has no forms in memory yet.
            look.notice.ready_forms(tx, &sections)?;
            let warned = if look.may_have(|a| a.warnings) { in_force(tx, case)? } else { Vec::new() };
            let mut keys: Vec<(PersonId, &str)> =
                sections.iter().map(|s| (s.person, s.record_class.as_str())).collect();
            keys.extend(warned.iter().map(|w| (w.person, w.record_class.as_str())));
            let only = ItemFilter { kinds: vec![STATEMENT.to_owned()], ..ItemFilter::default() };
            let said = if look.may_have(|a| a.items) { tx.items(case, &only, MOST_STATEMENTS)? } else { Vec::new() };
            keys.extend(said.iter().map(|s| (s.person, s.record_class.as_str())));
            keys.push((look.case.person, CLASS_SUBJECT));
            keys.extend(look.member_keys());
            keys.sort_unstable();
            keys.dedup();
            let ring = tx.ring(&keys)?;
            let decision = look.decide_all(Act::See);
            let nothing = decision.releases_nothing();
            let recorded = look.record(tx, &actor, decision, Action::Open, &ring, "")?;
            if nothing {
                // The attempt stays on the ledger; for the actor there is no such case.
                return Ok(None);
            }
            let may_record = look.decide_all(Act::Record);
            let people = names(tx, inner, &sections, look.case.owner)?;
            let bodies = writers(tx, &look, &sections)?;
            let mut views = Vec::with_capacity(look.notice.all.len());
            for &category in &look.notice.all {
                let can_record = may_record.releases(category) && look.case.state == CaseState::Open;
                let mut view = section_view(&look, &recorded, category, &sections, &ring, &people, can_record)?;
                if view.source.is_some()
                    && let Some(body) = bodies.get(&view.category)
                {
                    view.source = Some(body.clone());
                }
                views.push(view);
            }
            let staff = actor.is_staff();
            let agencies = if staff { agencies(tx, &look)? } else { Vec::new() };
            let consents = if staff { crate::consent::answered(tx, &look)? } else { Vec::new() };
            let can_close = staff && may_record.outcomes().iter().any(|o| o.released);
            let mut warnings = Vec::new();
            for entry in shown(tx, (&look, &recorded), &actor, warned.clone())? {
                if let Item::Released(content) = content(&look, &recorded, &entry, &ring)? {
                    warnings.push(content.map(|c| c.get("words").unwrap_or_default().to_owned()));
                }
            }
            let mut beside = Vec::new();
            for entry in shown(tx, (&look, &recorded), &actor, said.clone())? {
                if let Item::Released(content) = content(&look, &recorded, &entry, &ring)? {
                    let words = content.map(|c| c.get("text").unwrap_or_default().to_owned());
                    beside.push((entry.category.clone(), entry.recorded_at, words));
                }
            }
            let sent = staff && look.may_have(|a| a.shares);
            let in_force = if sent { crate::shares::in_force(tx, &look)? } else { Vec::new() };
            let name = look.name(&recorded, &sections, &ring)?;
            // What cannot be decided is for those who decide.
            let blocked = if staff && look.is_open() { blocked_in(&look, &sections, &views) } else { Vec::new() };
            Ok(Some(CaseView {
                id: case,
                person: look.case.person,
                reference: look.case.reference.clone(),
                name,
                service: look.notice.service_label(&look.case.service),
                notice: notice_line(&look.notice),
                purpose: look.notice.purpose_label(&actor.purpose),
                open: look.case.state == CaseState::Open,
                opened_on: look.case.opened_on,
                closed: look.case.closed_on.map(|on| {
                    let reason = look.case.close_reason.as_deref().and_then(CloseReason::from_code);
                    (on, reason.map_or("", CloseReason::words).to_owned())
                }),
                kept: if look.is_open() { Vec::new() } else { kept(&look.notice, &sections, &look.so) },
                owner: match look.case.owner.filter(|_| staff) {
                    Some(id) => people.get(&id).cloned(),
                    None if staff => with_teams(tx, &[look.case.id])?.pop().map(|(_, team)| team),
                    None => None,
                },
                due: due_line(&actor, &look.case, london_date(tx.now())).into_iter().collect(),
                sections: views,
                agencies,
                consents,
                staff,
                beside,
                warnings,
                in_force,
                blocked,
                can_close,
            }))
        })?
        .ok_or(AppError::NotFound)
    }
}
