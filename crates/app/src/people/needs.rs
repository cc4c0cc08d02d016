//! What somebody needs, put together from all their cases under the notice acted for that the officer may see: by part of the record,
//! with what each service knows, and with what is missing shown as missing.

use super::page::{Cluster, OfPerson};
use crate::App;
use crate::actor::Actor;
use crate::cases::parts::{names, notice_line, ring, section_view};
use crate::error::AppError;
use crate::views::{Item, NoticeLine, SectionView};
use kernel::{CaseId, PersonId};
use ledger::Action;
use notice::model::{Act, CategoryIx};

/// What somebody needs, in all services.
pub struct NeedsView {
    /// Whose it is.
    pub id: PersonId,
    /// Their name.
    pub name: Item<String>,
    /// The notice that is acted under.
    pub notice: NoticeLine,
    /// The parts of the record, in the order of the notice.
    pub parts: Vec<NeedPart>,
    /// Services of the notice in which there is no case of theirs that the officer may see.
    pub without: Vec<String>,
}

/// One part of the record, as the services know it.
pub struct NeedPart {
    /// The category's id.
    pub category: String,
    /// Its name.
    pub label: String,
    /// What each case says: the newest first.
    pub from: Vec<NeedFrom>,
}

/// What one case says.
pub struct NeedFrom {
    /// The case.
    pub case: CaseId,
    /// Its reference.
    pub reference: String,
    /// The service.
    pub service: String,
    /// Whether it is open.
    pub open: bool,
    /// What it says; empty: nobody has written anything down; withheld: not for this officer.
    pub section: SectionView,
}

/// The parts of the record of a case that say what somebody needs: all that its service asks for but who they are.
fn of_needs(of: &OfPerson) -> Vec<CategoryIx> {
    let look = &of.look;
    let mut all = look.notice.all.clone();
    all.retain(|category| {
        let Some(info) = look.notice.compiled.categories.get(usize::from(category.0)) else { return false };
        let here = info.services.is_empty() || info.services.contains(&look.case.service);
        here && !info.derived && !look.notice.well_known.holds_identity(*category)
    });
    all
}

impl App {
    /// What somebody needs, from all their cases under the notice acted for that exist for the actor. Each case is decided about and on the
    /// ledger as if it were opened.
    ///
    /// # Errors
    /// `NotFound` for a partner, and when no case of theirs exists for the actor.
    pub fn needs(&self, actor: &Actor, person: PersonId) -> Result<NeedsView, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "needs of a person", move |tx, inner| {
            if !actor.is_staff() {
                return Err(AppError::NotFound);
            }
            let mut cluster = Cluster::of(tx, inner, &actor, person)?;
            // Of a household that somebody belongs to, what is written is about whoever's case it is.
            cluster.looks.retain(|of| !of.place().is_member());
            cluster.looks.sort_by_key(|of| std::cmp::Reverse((of.look.case.opened_on, of.look.case.id)));
            let first = cluster.looks.first().ok_or(AppError::NotFound)?;
            let (notice, published) = (notice_line(&first.look.notice), first.look.notice.clone());
            let mut view = NeedsView { id: person, name: Item::Empty, notice, parts: Vec::new(), without: Vec::new() };
            let mut served: Vec<&str> = Vec::new();
            for of in &cluster.looks {
                let look = &of.look;
                served.push(look.case.service.as_str());
                let sections = tx.sections(look.case.id)?;
                let ring = ring(tx, look, &sections)?;
                let mut asks = of_needs(of);
                let shown = asks.clone();
                asks.extend(look.notice.well_known.name.iter().map(|(category, _)| *category));
                asks.sort_unstable();
                asks.dedup();
                let decision = look.decide(Act::See, &asks);
                let recorded = look.record(tx, &actor, decision, Action::Open, &ring, "needs, in all services")?;
                if of.person == person && !matches!(view.name, Item::Released(_)) {
                    view.name = look.name(&recorded, &sections, &ring)?;
                }
                let people = names(tx, inner, &sections, None)?;
                for category in shown {
                    let section = section_view(look, &recorded, category, &sections, &ring, &people, false)?;
                    let from = NeedFrom {
                        case: look.case.id,
                        reference: look.case.reference.clone(),
                        service: look.notice.service_label(&look.case.service),
                        open: look.is_open(),
                        section,
                    };
                    match view.parts.iter_mut().find(|p| p.category == from.section.category) {
                        Some(part) => part.from.push(from),
                        None => view.parts.push(NeedPart {
                            category: from.section.category.clone(),
                            label: from.section.label.clone(),
                            from: vec![from],
                        }),
                    }
                }
            }
            let services = published.compiled.merged.service.iter();
            view.without =
                services.filter(|(id, _)| !served.contains(&id.as_str())).map(|(_, s)| s.label.clone()).collect();
            Ok(view)
        })
    }
}
