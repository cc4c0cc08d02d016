//! The household of a case: its members as people of their own, over time, and who has seen what is kept of each.

use super::cases::SeenPage;
use super::people::{Fact, HouseholdMember, all, day_asked};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::problem::Problem;
use crate::shown::Shown;
use casework::person::PersonFacts;
use schemars::JsonSchema;
use serde::Serialize;

/// Who belongs to a household, and who did.
#[derive(Serialize, JsonSchema)]
struct InHousehold {
    /// As of the day looked at, in words.
    composition: String,
    members: Vec<HouseholdMember>,
    /// What else is said of it.
    in_words: Vec<Fact>,
}

impl From<PersonFacts> for InHousehold {
    fn from(facts: PersonFacts) -> Self {
        Self { composition: facts.composition(), members: all(facts.household), in_words: all(facts.household_texts) }
    }
}

/// A section in which members are written down.
#[derive(Serialize, JsonSchema)]
struct AboutMembers {
    category: String,
    label: String,
    /// Whether the caller may write there: each member is a row of its question (`PUT` of the section).
    writes: bool,
}

/// The household of a case.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Household {
    /// The day that is looked at.
    on: String,
    household: Shown<InHousehold>,
    /// What is kept back, in words.
    kept_back: Vec<String>,
    sections: Vec<AboutMembers>,
    /// Members whose records are linked with others.
    linked: Vec<String>,
    /// Members the use of whose data has stopped.
    restricted: Vec<String>,
}

pub(crate) fn open(ask: &Ask) -> Result<Answer, Problem> {
    let view = ask.app().household(ask.actor()?, ask.case()?, day_asked(ask)?)?;
    let section = |(category, label, writes)| AboutMembers { category, label, writes };
    Answer::json(&Household {
        on: view.on.to_string(),
        household: Shown::from(view.facts.map(InHousehold::from)),
        kept_back: view.kept_back,
        sections: view.sections.into_iter().map(section).collect(),
        linked: view.linked.iter().map(ToString::to_string).collect(),
        restricted: view.restricted.iter().map(ToString::to_string).collect(),
    })
}

pub(crate) fn seen(ask: &Ask) -> Result<Answer, Problem> {
    let before = ask.query("before");
    if before.is_some_and(|b| b.parse::<kernel::EntryId>().is_err()) {
        return Err(Problem::malformed("Give before as it stood in next of the page before"));
    }
    let view = ask.app().seen_of_member(ask.actor()?, ask.case()?, ask.id("person")?, before)?;
    Answer::json(&SeenPage::from(view))
}
