//! The household of a case over time; linking records of one person by a case's reference.

use super::case::seen_page;
use super::person::member;
use crate::answer::{Answer, Failure};
use crate::ask::{Ask, stale};
use crate::fields::{Say as _, field};
use crate::show::{self, date};
use crate::tabs::{head, tabs};
use app::{AppError, HouseholdView};
use casework::household::{Together, together};
use casework::person::{Member, PersonFacts};
use casework::timeline::{first_day, last_day};
use jiff::civil::Date;
use kernel::{CaseId, PersonId};
use pages::form::{Control, FormState};
use pages::person::{Fact, HouseholdFacts, HouseholdPage, MemberFact};
use pages::work::PlainForm;
use pages::{Link, Tone};

/// A member on the page of their household.
fn on_page(case: CaseId, view: &HouseholdView, of: &Member) -> MemberFact {
    let mut fact = member(of);
    let Some(person) = of.person else {
        fact.tags.push(show::tag("No record of their own yet: save the section again", Tone::Warn));
        return fact;
    };
    if view.top.staff {
        fact.seen = Some(format!("/cases/{case}/household/{person}/seen"));
    }
    if view.linked.contains(&person) {
        fact.tags.push(show::tag("Linked with another record", Tone::Plain));
    }
    if view.restricted.contains(&person) {
        fact.tags.push(show::tag("Use of their data has stopped", Tone::Bad));
    }
    fact
}

/// Who lived with the person when, in words.
fn lived(facts: &PersonFacts, today: Date) -> Vec<(String, String)> {
    let known: Vec<(Option<PersonId>, &str)> =
        facts.household.iter().map(|m| (m.person, m.name.as_deref().unwrap_or_default())).collect();
    let place = |of: usize| {
        // Somebody with several times in the household is one.
        let Some(who) = known.get(of) else { return of };
        known.iter().position(|k| if k.0.is_some() { k.0 == who.0 } else { k == who }).unwrap_or(of)
    };
    let spells: Vec<_> = facts
        .household
        .iter()
        .enumerate()
        .map(|(at, m)| {
            let from = m.from.as_deref().and_then(first_day);
            (place(at), from, m.until.as_deref().and_then(last_day))
        })
        .collect();
    if spells.iter().all(|(_, from, until)| from.is_none() && until.is_none()) {
        return Vec::new();
    }
    let name = |at: &usize| {
        let of = facts.household.get(*at);
        of.map_or_else(String::new, |m| member(m).name)
    };
    let line = |t: Together| {
        let when = match (t.from, t.until) {
            (Some(from), Some(until)) => format!("{} to {}", date(from), date(until)),
            (Some(from), None) => format!("Since {}", date(from)),
            (None, Some(until)) => format!("Until {}", date(until)),
            (None, None) => "At any time".to_owned(),
        };
        let who: Vec<String> = t.who.iter().map(name).collect();
        (when, if who.is_empty() { "Nobody".to_owned() } else { who.join(", ") })
    };
    together(&spells, today).into_iter().map(line).collect()
}

/// The household.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    let (case, on) = (ask.case()?, ask.query("on").parse().ok());
    let view = ask.app().household(ask.actor()?, case, on)?;
    let many = view.sections.iter().filter(|(.., writes)| *writes).count() > 1;
    let edit = view.sections.iter().filter(|(.., writes)| *writes).map(|(id, label, _)| Link {
        text: if many { format!("Change who is in it: {label}") } else { "Change who is in it".to_owned() },
        href: format!("/cases/{case}/sections/{id}/edit"),
    });
    let edit = edit.collect();
    let facts = view.facts.map_ref(|facts| {
        let (there, before): (Vec<&Member>, Vec<&Member>) = facts.household.iter().partition(|m| m.there);
        HouseholdFacts {
            composition: facts.composition(),
            there: there.into_iter().map(|m| on_page(case, &view, m)).collect(),
            before: before.into_iter().map(|m| on_page(case, &view, m)).collect(),
            together: lived(facts, view.today),
            texts: facts
                .household_texts
                .iter()
                .map(|t| Fact { label: t.label.clone(), text: t.value.clone(), origins: Vec::new() })
                .collect(),
        }
    });
    let page = HouseholdPage {
        on: view.on.to_string(),
        on_words: date(view.on),
        facts,
        kept_back: view.kept_back,
        edit,
        case: head(view.top, "household"),
    };
    ask.page(&page)
}

/// Who has seen what is kept of a member.
pub(crate) fn seen(ask: &Ask) -> Result<Answer, Failure> {
    let before = Some(ask.query("before")).filter(|b| !b.is_empty());
    let (case, person) = (ask.case()?, ask.person("person")?);
    let view = ask.app().seen_of_member(ask.actor()?, case, person, before)?;
    let summary = "Everything that happened to what this case keeps of this person of the household, newest first. What the same \
                   look showed of others is left out.";
    let at = format!("/cases/{case}/household/{person}/seen");
    let mut page = seen_page(case, view, &at, before, summary);
    page.case.tabs = tabs("household", &case.to_string(), true, true);
    ask.page(&page)
}

fn show_link(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let person = ask.person("person")?;
    // Whoever may not see them finds no form.
    let view = ask.app().person(ask.actor()?, person, None)?;
    if !view.can_link {
        return Err(Failure::not_found());
    }
    let fine = form.is_fine();
    let page = PlainForm {
        heading: "Link with another record".to_owned(),
        lede: vec![
            "Somebody of a household may have a case of their own, or belong to another household. Both records keep what is \
             theirs, and a link can be undone."
                .to_owned(),
        ],
        action: format!("/people/{person}/link"),
        back: Link { text: "Person".to_owned(), href: format!("/people/{person}") },
        fields: vec![
            field(ask, &form, "reference", "Reference of their own case", Control::Text).hint("For example, C26-7K4M2Q1"),
        ],
        button: "Compare the records".to_owned(),
        form,
        ..PlainForm::default()
    };
    ask.form_page(&page, fine)
}

/// Asks with whose record it is to be linked.
pub(crate) fn link_page(ask: &Ask) -> Result<Answer, Failure> {
    show_link(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn link_again(ask: &Ask) -> Result<Answer, Failure> {
    show_link(ask, stale())
}

/// Leads to both records side by side.
pub(crate) fn link(ask: &Ask) -> Result<Answer, Failure> {
    let person = ask.person("person")?;
    match ask.app().person_by_reference(ask.actor()?, ask.field("reference")) {
        Ok(other) if other == person => {
            show_link(ask, FormState::wrong("reference", "This is the same record: give the reference of another case"))
        }
        Ok(other) => Ok(Answer::next(format!("/people/{person}/compare/{other}"))),
        Err(AppError::NotFound) => show_link(
            ask,
            FormState::wrong("reference", "There is no case with this reference that you may see: check it"),
        ),
        Err(error) => Err(error.into()),
    }
}
