//! The household of a case over time: who belonged to it when, each a person of their own; and who has seen what is kept of one.

use super::page::{Place, visible};
use crate::actor::Actor;
use crate::cases::parts::said_then;
use crate::error::AppError;
use crate::look::Look;
use crate::seen::{SeenView, of_member};
use crate::views::{CaseTop, Item};
use crate::work::desk::{Desk, visible as on_desk};
use crate::{App, Inner};
use casework::household::about_members;
use casework::person::{Context, PersonFacts, extract};
use disclosure::Disclosed;
use jiff::civil::Date;
use kernel::{CaseId, PersonId, london_date};
use ledger::Action;
use notice::model::{Act, CategoryIx};
use store::Tx;

/// A household over time.
pub struct HouseholdView {
    /// The head of the page.
    pub top: CaseTop,
    /// The day that is looked at.
    pub on: Date,
    /// Today.
    pub today: Date,
    /// What is said of the members.
    pub facts: Disclosed<PersonFacts>,
    /// What is kept back, in words.
    pub kept_back: Vec<String>,
    /// The sections about members: their ids and names, and whether the actor may write there.
    pub sections: Vec<(String, String, bool)>,
    /// Members whose records are linked with others.
    pub linked: Vec<PersonId>,
    /// Members the use of whose data has stopped.
    pub restricted: Vec<PersonId>,
}

/// The categories of a case in which members are written down, or can be.
fn about(tx: &mut Tx<'_>, look: &Look) -> Result<Vec<CategoryIx>, AppError> {
    let newest = look.notice.newest_form(tx, &look.case.service)?;
    let asks = |category: &CategoryIx| {
        let id = look.notice.category_id(*category);
        let today = newest.as_ref().and_then(|f| f.section(id));
        let known = look.members.iter().any(|m| m.category == id);
        known || today.is_some_and(|s| about_members(&s.fields).next().is_some())
    };
    Ok(look.notice.all.iter().copied().filter(asks).collect())
}

impl App {
    /// The household of a case on a day (today if not said), and over time.
    ///
    /// # Errors
    /// `NotFound` when nothing of it is released to the actor.
    pub fn household(&self, actor: &Actor, case: CaseId, on: Option<Date>) -> Result<HouseholdView, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "household", move |tx, inner| {
            let Some(look) = on_desk(tx, inner, &actor, case)? else { return Ok(None) };
            let today = london_date(tx.now());
            let on = on.unwrap_or(today);
            let categories = about(tx, &look)?;
            let names: Vec<&str> = categories.iter().map(|c| look.notice.category_id(*c)).collect();
            let sections = tx.sections_of(&[case], &names)?;
            look.notice.ready_forms(tx, &sections)?;
            let classes: Vec<&str> = sections.iter().map(|s| s.record_class.as_str()).collect();
            let desk = Desk::of(tx, &actor, look, &categories, &classes, (Action::Open, "the household"))?;
            let look = &desk.look;
            let released = |c: &CategoryIx| desk.recorded.decision().releases(*c);
            if !categories.is_empty() && !categories.iter().any(released) {
                return Ok(None);
            }
            let (mut facts, mut kept_back, mut about) = (Vec::new(), Vec::new(), Vec::new());
            for category in categories {
                let id = look.notice.category_id(category);
                let section = sections.iter().find(|s| s.category == id);
                let writes = look.is_open() && desk.may.releases(category);
                let (item, kept) = look.content_left(&desk.recorded, category, section, &desk.ring)?;
                kept_back.extend(kept);
                if !matches!(item, Item::Withheld(_)) {
                    about.push((id.to_owned(), look.notice.category_label(id), writes));
                }
                let (Item::Released(content), Some(section)) = (item, section) else { continue };
                let whole = said_then(section);
                let questions: Vec<_> = about_members(&look.questions(category, Some(section))).cloned().collect();
                let context = Context {
                    case,
                    reference: &look.case.reference,
                    category: &section.category,
                    whole: &whole,
                    words: &|code| look.notice.source_words(code),
                    on,
                    today,
                };
                facts.push(content.map(|content| extract(&content, &questions, &context)));
            }
            let (linked, restricted) = standing(tx, inner, &actor, look)?;
            Ok(Some(HouseholdView {
                top: desk.top(&actor)?,
                on,
                today,
                facts: Disclosed::all(facts).map(PersonFacts::together),
                kept_back,
                sections: about,
                linked,
                restricted,
            }))
        })?
        .ok_or(AppError::NotFound)
    }

    /// The members of a household with records of their own, by name, as far as the actor may see them. Reading it is on the ledger.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn member_names(&self, actor: &Actor, case: CaseId) -> Result<Disclosed<Vec<(PersonId, String)>>, AppError> {
        let facts = match self.household(actor, case, None) {
            Ok(view) => Disclosed::all(vec![view.facts]),
            Err(AppError::NotFound | AppError::WantsReason(_)) => Disclosed::all(Vec::new()),
            Err(error) => return Err(error),
        };
        Ok(facts.map(|facts| {
            let members = facts.into_iter().flat_map(|f| f.household);
            members.filter_map(|m| Some((m.person?, m.name?))).collect()
        }))
    }

    /// Who has seen what is kept of a member of a household. Reading it is on their ledger too.
    ///
    /// # Errors
    /// `NotFound` when the actor may not see them, or is a partner.
    pub fn seen_of_member(
        &self,
        actor: &Actor,
        case: CaseId,
        person: PersonId,
        before: Option<&str>,
    ) -> Result<SeenView, AppError> {
        let actor = actor.clone();
        let before = before.and_then(|b| b.parse().ok());
        self.act(&actor.caller.clone(), "who has seen a member", move |tx, inner| {
            let Some(look) = Look::at(tx, inner, &actor, case)? else { return Ok(None) };
            let of = Place { look: &look, person };
            if !actor.is_staff() || !of.is_member() || !of.lets(Act::See) {
                return Ok(None);
            }
            of_member(tx, inner, &actor, of, before).map(Some)
        })?
        .ok_or(AppError::NotFound)
    }

    /// The person whose case has a reference, to compare with another record: nothing about them.
    ///
    /// # Errors
    /// `NotFound` when there is no such case for the actor.
    pub fn person_by_reference(&self, actor: &Actor, reference: &str) -> Result<PersonId, AppError> {
        let (actor, reference) = (actor.clone(), reference.trim().to_uppercase());
        self.act(&actor.caller.clone(), "person of a reference", move |tx, inner| {
            let Some(case) = tx.case_referenced(&reference)? else { return Ok(None) };
            let person = case.person;
            let own = visible(tx, inner, &actor, person)?.into_iter().any(|of| of.look.case.id == case.id);
            Ok(own.then_some(person))
        })?
        .ok_or(AppError::NotFound)
    }
}

/// Whose records are linked with others that exist for the actor, and the use of whose data has stopped.
fn standing(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    look: &Look,
) -> Result<(Vec<PersonId>, Vec<PersonId>), AppError> {
    let people: Vec<PersonId> = look.members.iter().map(|m| m.person).collect();
    let mut linked = Vec::new();
    let links = if people.is_empty() || !actor.is_staff() { Vec::new() } else { tx.person_links(&people)? };
    for link in links.iter().filter(|l| l.split_at.is_none()) {
        for (one, other) in [(link.one, link.other), (link.other, link.one)] {
            if people.contains(&one) && !linked.contains(&one) && !visible(tx, inner, actor, other)?.is_empty() {
                linked.push(one);
            }
        }
    }
    let restricted = look.members.iter().filter(|m| m.restricted).map(|m| m.person).collect();
    Ok((linked, restricted))
}
