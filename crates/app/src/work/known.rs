//! Cases that lines of a day or a list are about: those that exist for whoever looks, decided about and recorded in one go.

use super::tasks::{TaskLine, bare_line};
use crate::Inner;
use crate::actor::Actor;
use crate::cases::parts::record_alike;
use crate::error::AppError;
use crate::look::Look;
use crate::views::Item;
use disclosure::Recorded;
use jiff::civil::Date;
use kernel::{AccountId, CaseId, PersonId};
use ledger::Action;
use notice::model::Act;
use sealing::{CLASS_SUBJECT, KeyRing};
use std::collections::HashSet;
use store::{Happening, Section, Task, Tx};

/// Something to do, with its case.
pub struct DayTask {
    /// What.
    pub task: TaskLine,
    /// The case's reference.
    pub reference: String,
    /// The person's name.
    pub name: Item<String>,
    /// For whom it is done, if not for oneself.
    pub on_behalf_of: Option<String>,
}

/// Cases that exist for the actor, with their names released and recorded in one go.
pub(crate) struct Known {
    looks: Vec<Look>,
    recorded: Vec<Recorded>,
    pub(crate) ring: KeyRing,
    /// The entries whose category is released.
    pub(crate) entries: Vec<Happening>,
    named: Vec<Section>,
}

impl Known {
    /// The open cases of some that exist for the actor; `anyway` is what is to be opened of them. Of `entries`, those whose category is
    /// released bring their cases: a case with none of them is neither named nor recorded because of them.
    pub(crate) fn of(
        tx: &mut Tx<'_>,
        inner: &Inner,
        actor: &Actor,
        mut ids: Vec<CaseId>,
        (anyway, mut entries): (&[Happening], Vec<Happening>),
        (action, detail): (Action, &str),
    ) -> Result<Self, AppError> {
        let wanted: HashSet<CaseId> = ids.iter().copied().collect();
        ids.extend(entries.iter().map(|e| e.case_id));
        ids.sort_unstable();
        ids.dedup();
        let cases = tx.cases_by_id(&ids)?;
        let mut looks: Vec<Look> = Look::many(tx, inner, actor, cases)?
            .into_iter()
            .filter(|l| l.is_open() && !l.decide_all(Act::See).releases_nothing())
            .collect();
        entries.retain(|entry| {
            let Some(look) = looks.iter().find(|l| l.case.id == entry.case_id) else { return false };
            let category = look.notice.compiled.category(&entry.category);
            category.is_some_and(|category| look.decide(Act::See, &[category]).releases(category))
        });
        looks.retain(|l| wanted.contains(&l.case.id) || entries.iter().any(|e| e.case_id == l.case.id));
        let opened = || anyway.iter().chain(&entries);
        let ids: Vec<CaseId> = looks.iter().map(|l| l.case.id).collect();
        let mut wanted: Vec<&str> = looks.iter().filter_map(Look::name_category).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let named = tx.sections_of(&ids, &wanted)?;
        let mut keys: Vec<(PersonId, &str)> = looks.iter().map(|l| (l.case.person, CLASS_SUBJECT)).collect();
        keys.extend(named.iter().map(|s| (s.person, s.record_class.as_str())));
        keys.extend(opened().map(|i| (i.person, i.record_class.as_str())));
        keys.sort_unstable();
        keys.dedup();
        let ring = tx.ring(&keys)?;
        let asked = |look: &Look| {
            let mut asked: Vec<_> = look.notice.well_known.name.iter().map(|(c, _)| *c).collect();
            let here = opened().filter(|i| i.case_id == look.case.id);
            asked.extend(here.filter_map(|i| look.notice.compiled.category(&i.category)));
            asked.sort_unstable();
            asked.dedup();
            asked
        };
        let recorded = record_alike(tx, actor, &looks, asked, (action, detail), &ring)?;
        Ok(Self { looks, recorded, ring, entries, named })
    }
    /// One of them, with what was decided about it.
    pub(crate) fn at(&self, case: CaseId) -> Option<(&Look, &Recorded)> {
        let at = self.looks.iter().position(|l| l.case.id == case)?;
        Some((self.looks.get(at)?, self.recorded.get(at)?))
    }
    /// The name of whom it is about.
    pub(crate) fn name(&self, case: CaseId) -> Result<Item<String>, AppError> {
        match self.at(case) {
            Some((look, recorded)) => look.name(recorded, &self.named, &self.ring),
            None => Ok(Item::Empty),
        }
    }
}

/// Something to do, with its case; none where the case does not exist for the actor.
pub(crate) fn day_task(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    known: &Known,
    (task, of): (&Task, Option<AccountId>),
    today: Date,
) -> Result<Option<DayTask>, AppError> {
    let Some((look, _)) = known.at(task.case_id) else { return Ok(None) };
    let on_behalf_of = of.map(|id| inner.account_name(tx, id)).transpose()?;
    Ok(Some(DayTask {
        task: bare_line(tx, inner, actor, task, today)?,
        reference: look.case.reference.clone(),
        name: known.name(task.case_id)?,
        on_behalf_of,
    }))
}
