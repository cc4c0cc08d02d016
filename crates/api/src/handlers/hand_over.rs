//! Handing a case over, with what is to be done on it; and to whom work can be given.

use super::tasks::{Colleague, part};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::problem::Problem;
use app::{HandOver, Holder};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// To whom work can be given.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Colleagues {
    colleagues: Vec<Colleague>,
    /// Teams to which a case can be handed over, until somebody of the team takes it.
    teams: Vec<TeamToGive>,
}

/// A team to which a case can be handed over.
#[derive(Serialize, JsonSchema)]
struct TeamToGive {
    /// As a hand-over's `to` takes it: `team:` and its id.
    holder: String,
    name: String,
}

pub(crate) fn colleagues(ask: &Ask) -> Result<Answer, Problem> {
    let all = ask.app().colleagues(ask.actor()?)?;
    let teams = ask.app().teams_to_give(ask.actor()?)?.into_iter();
    let teams = teams.map(|(id, name)| TeamToGive { holder: Holder::Team(id).to_string(), name });
    Answer::json(&Colleagues { colleagues: all.into_iter().map(Colleague::from).collect(), teams: teams.collect() })
}

/// To whom a case goes, and what goes along.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HandedOver {
    /// The account of a colleague, or `team:` and the id of a team.
    to: String,
    /// What the next one should know; sealed.
    #[serde(default)]
    #[schemars(length(max = 20_000))]
    note: String,
    /// The category that the note is about; needed when there is one.
    #[serde(default)]
    category: String,
    /// Whether what the present holder has left to do on it goes along.
    #[serde(default = "yes")]
    with_tasks: bool,
}

const fn yes() -> bool {
    true
}

pub(crate) fn hand_over(ask: &Ask) -> Result<Answer, Problem> {
    let case = ask.case()?;
    let new: HandedOver = ask.body()?;
    let to: Holder = new
        .to
        .parse()
        .map_err(|_| part("to", "Give a colleague's account or a team's holder as the colleagues have them"))?;
    if new.note.chars().count() > casework::form::LONGEST_TEXT {
        return Err(part("note", "Give at most 20,000 characters"));
    }
    if !new.note.trim().is_empty() {
        // The same choices as for anything else that is written on the case.
        let about = ask.app().subjects(ask.actor()?, case)?.1;
        if !about.iter().any(|(id, _)| *id == new.category) {
            return Err(part("category", "Say which category the note is about, of those that you may record"));
        }
    }
    let how = HandOver { note: new.note, category: new.category, with_tasks: new.with_tasks };
    ask.app().hand_over(ask.actor()?, case, to, &how)?;
    Ok(Answer::done())
}
