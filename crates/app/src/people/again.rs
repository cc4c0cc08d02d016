//! A new case for somebody who is known: what their cases say already of who they are, to be gone over with them in its form.

use super::page::{Cluster, OfPerson};
use crate::App;
use crate::actor::Actor;
use crate::cases::parts::{forms_for, ring};
use crate::error::AppError;
use crate::views::Item;
use casework::section::MEMBER;
use casework::{FormSpec, SectionContent, Typed, person::is_about_a_person};
use disclosure::Disclosed;
use kernel::PersonId;
use ledger::Action;
use notice::model::{Act, CategoryIx, FieldInfo};
use std::cmp::Reverse;

/// What a new case begins with.
pub struct KnownAlready {
    /// By category, as a section would keep it.
    pub sections: Disclosed<Vec<(String, SectionContent)>>,
    /// The same, as the form would send it.
    pub typed: Disclosed<Typed>,
    /// The references of the cases that it comes from.
    pub cases: Vec<String>,
}

impl App {
    /// What the forms of a new case of a service begin with for somebody who is known: what is about who they are, from the newest of
    /// their cases that says it, as far as the gate releases it. What is masked is left out, and is asked again. That it was read is on
    /// the ledger.
    ///
    /// # Errors
    /// `NotFound` when no case of theirs exists for the actor, or the actor may open no case of the service.
    pub fn known_already(&self, actor: &Actor, service: &str, person: PersonId) -> Result<KnownAlready, AppError> {
        let (actor, service) = (actor.clone(), service.to_owned());
        self.act(&actor.caller.clone(), "somebody known", move |tx, inner| {
            let notice = inner.latest(tx, &actor.capacity.notice)?.ok_or(AppError::NotFound)?;
            let form = notice.newest_form(tx, &service)?;
            let forms = forms_for(&notice, &actor, &service, form.as_deref())?;
            let looks = Cluster::of(tx, inner, &actor, person)?.looks;
            let mut own: Vec<&OfPerson> = looks.iter().filter(|of| !of.place().is_member()).collect();
            own.sort_by_key(|of| Reverse((of.look.case.opened_on, of.look.case.id)));
            let (mut told, mut cases): (Vec<Disclosed<(String, SectionContent)>>, Vec<String>) =
                (Vec::new(), Vec::new());
            let mut left: Vec<&FormSpec> = forms.iter().filter(|f| f.fields.iter().any(is_about_a_person)).collect();
            for of in own {
                let look = &of.look;
                let wanted: Vec<(CategoryIx, &FormSpec)> = left
                    .iter()
                    .filter_map(|spec| Some((look.notice.compiled.category(&spec.category)?, *spec)))
                    .collect();
                if wanted.is_empty() {
                    continue;
                }
                let names: Vec<&str> = wanted.iter().map(|(_, spec)| spec.category.as_str()).collect();
                let sections = tx.sections_of(&[look.case.id], &names)?;
                look.notice.ready_forms(tx, &sections)?;
                let ring = ring(tx, look, &sections)?;
                let asked: Vec<CategoryIx> = wanted.iter().map(|(at, _)| *at).collect();
                let decision = look.decide(Act::See, &asked);
                let recorded = look.record(tx, &actor, decision, Action::Open, &ring, "for a new case")?;
                for (at, spec) in wanted {
                    let section = sections.iter().find(|s| s.category == spec.category);
                    let Item::Released(content) = look.content(&recorded, at, section, &ring)? else { continue };
                    let earlier = look.questions(at, section);
                    let says =
                        content.map(|content| (spec.category.clone(), about_the_person(spec, &earlier, &content)));
                    if says.get().1.fields.is_empty() {
                        continue;
                    }
                    left.retain(|other| other.category != spec.category);
                    told.push(says);
                    if !cases.contains(&look.case.reference) {
                        cases.push(look.case.reference.clone());
                    }
                }
            }
            let sections = Disclosed::all(told);
            let typed = sections.map_ref(|sections| {
                let mut all = Typed::default();
                for (category, content) in sections {
                    if let Some(spec) = forms.iter().find(|spec| spec.category == *category) {
                        all.and(Typed::from_content(spec, content));
                    }
                }
                all
            });
            Ok(KnownAlready { sections, typed, cases })
        })
    }
}

/// Of what stands in a section, what is about who somebody is, as a form asks it today. Members of a household are asked for anew: whose
/// record a row belongs to is said in one household only. What is masked either there (`earlier`: the questions that were answered) or in
/// today's form is left out.
fn about_the_person(spec: &FormSpec, earlier: &[FieldInfo], content: &SectionContent) -> SectionContent {
    let was_masked = |id: &str, column: Option<&str>| {
        let Some(question) = earlier.iter().find(|q| q.id == id) else { return false };
        let columns = question.rows().map_or(&[][..], |rows| &rows.columns);
        question.masked || columns.iter().any(|c| c.masked && Some(c.id.as_str()) == column)
    };
    let fits = |key: &str| {
        let mut parts = key.splitn(3, '.');
        let (id, column) = (parts.next().unwrap_or_default(), parts.nth(1));
        let Some(question) = spec.fields.iter().find(|q| q.id == id) else { return false };
        is_about_a_person(question)
            && !was_masked(id, column)
            && match (question.rows(), column) {
                (Some(rows), Some(column)) => {
                    column != MEMBER && rows.columns.iter().any(|c| c.id == column && !c.masked)
                }
                (None, None) => !question.masked,
                _ => false,
            }
    };
    let fields = content.fields.iter().filter(|(key, _)| fits(key)).map(|(key, value)| (key.clone(), value.clone()));
    SectionContent::from_pairs(fields)
}
