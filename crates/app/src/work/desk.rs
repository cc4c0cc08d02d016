//! A case on somebody's desk: looked at, decided about for what a page needs, recorded. The way in for every page of a case
//! that shows less than the whole record.

use crate::Inner;
use crate::actor::Actor;
use crate::cases::parts::{notice_line, ring};
use crate::error::AppError;
use crate::look::Look;
use crate::views::{CaseTop, Item};
use disclosure::{Decision, Recorded};
use kernel::{CaseId, PersonId};
use ledger::Action;
use notice::model::{Act, CategoryIx};
use sealing::{CLASS_SUBJECT, KeyRing};
use store::{Section, Tx};

/// A case of which the gate releases something to the actor. Otherwise the attempt is on the ledger, and for the actor there
/// is no such case.
pub(crate) fn visible(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor, case: CaseId) -> Result<Option<Look>, AppError> {
    let Some(look) = Look::at(tx, inner, actor, case)? else { return Ok(None) };
    let decision = look.decide_all(Act::See);
    if decision.releases_nothing() {
        let ring = ring(tx, &look, &[])?;
        look.record(tx, actor, decision, Action::Open, &ring, "")?;
        return Ok(None);
    }
    Ok(Some(look))
}

/// A case, with the recorded decision about what a page asks for.
pub(crate) struct Desk {
    pub(crate) look: Look,
    pub(crate) recorded: Recorded,
    pub(crate) ring: KeyRing,
    /// What the actor may record of it.
    pub(crate) may: Decision,
    named: Vec<Section>,
}

impl Desk {
    /// Asks for some categories and the name, and puts that on the ledger. `classes` are the record classes of what is to be
    /// opened.
    pub(crate) fn of(
        tx: &mut Tx<'_>,
        actor: &Actor,
        look: Look,
        categories: &[CategoryIx],
        classes: &[&str],
        (action, detail): (Action, &str),
    ) -> Result<Self, AppError> {
        let mut asked: Vec<CategoryIx> = categories.to_vec();
        asked.extend(look.notice.well_known.name.iter().map(|(c, _)| *c));
        asked.sort_unstable();
        asked.dedup();
        let names: Vec<&str> = look.name_category().into_iter().collect();
        let named = tx.sections_of(&[look.case.id], &names)?;
        let mut keys: Vec<(PersonId, &str)> = named.iter().map(|s| (s.person, s.record_class.as_str())).collect();
        keys.push((look.case.person, CLASS_SUBJECT));
        keys.extend(look.member_keys());
        keys.extend(classes.iter().map(|class| (look.case.person, *class)));
        keys.sort_unstable();
        keys.dedup();
        let ring = tx.ring(&keys)?;
        let recorded = look.record(tx, actor, look.decide(Act::See, &asked), action, &ring, detail)?;
        let may = look.decide_all(Act::Record);
        Ok(Self { look, recorded, ring, may, named })
    }

    /// What stands at the top of the page.
    pub(crate) fn top(&self, actor: &Actor) -> Result<CaseTop, AppError> {
        let look = &self.look;
        Ok(CaseTop {
            id: look.case.id,
            reference: look.case.reference.clone(),
            name: self.name()?,
            service: look.notice.service_label(&look.case.service),
            notice: notice_line(&look.notice),
            open: look.is_open(),
            staff: actor.is_staff(),
            records: !self.may.releases_nothing(),
        })
    }

    /// The person's name.
    pub(crate) fn name(&self) -> Result<Item<String>, AppError> {
        self.look.name(&self.recorded, &self.named, &self.ring)
    }

    /// The categories that the actor may both see and record for this case's service: what an entry can be about.
    pub(crate) fn subjects(&self) -> Vec<(String, String)> {
        subjects(&self.look)
    }
}

/// What an entry can be about: categories that the actor may see and record.
pub(crate) fn subjects(look: &Look) -> Vec<(String, String)> {
    let (see, record) = (look.decide_all(Act::See), look.decide_all(Act::Record));
    let mut found = Vec::new();
    for &category in &look.notice.all {
        let Some(info) = look.notice.compiled.categories.get(usize::from(category.0)) else { continue };
        let here = info.services.is_empty() || info.services.contains(&look.case.service);
        if here && !info.derived && see.releases(category) && record.releases(category) {
            found.push((info.id.clone(), info.label.clone()));
        }
    }
    found
}
