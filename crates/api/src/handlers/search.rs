//! Look-up.

use crate::answer::Answer;
use crate::ask::Ask;
use crate::problem::Problem;
use crate::shown::{Given, Shown};
use kernel::Sensitive;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is looked for. It travels in the body, so that no address and no log holds it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Search {
    /// In one line, in any order.
    #[schemars(length(min = 1, max = 200))]
    q: String,
}

/// What was found.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Found {
    /// The likeliest first.
    hits: Vec<Hit>,
    /// There are more: be more exact.
    more: bool,
    /// Part of it fits so many people that it was looked for among the caller's own cases only: be more exact.
    common: bool,
    /// What was not looked for, because the caller may never read it for this purpose.
    left_out: Vec<String>,
}

/// Somebody found.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Hit {
    /// The case's id.
    id: String,
    reference: String,
    name: Given<String>,
    /// The date of birth, if it is released and known.
    born: Option<Shown<String>>,
    service: String,
    open: bool,
    /// Why it was found, in words.
    why: Vec<String>,
}

pub(crate) fn search(ask: &Ask) -> Result<Answer, Problem> {
    let search: Search = ask.body()?;
    if !(1..=200).contains(&search.q.chars().count()) {
        return Err(Problem::malformed("Give q with 1 to 200 characters: a name and a date of birth are enough"));
    }
    let found = ask.app().search(ask.actor()?, &Sensitive::new(search.q))?;
    let hits = found.lines.into_iter().map(|line| Hit {
        id: line.id.to_string(),
        reference: line.reference,
        name: line.name.into(),
        born: line.born.map(Shown::from),
        service: line.service,
        open: line.open,
        why: line.found_by,
    });
    Answer::json(&Found {
        hits: hits.collect(),
        more: found.more,
        common: found.common,
        left_out: found.left_out.into_iter().map(str::to_owned).collect(),
    })
}
